"""Sampled lines -> the cubic Bezier curves that pass through their points."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray

TOLERANCE = 1.5e-4
"""How far a curve may pass from a point it stands for, in extents of the layer."""
MIN_FITTED = 8
"""Points below which a piece is no longer halved: in a smooth line the curve is near enough."""
MIN_SAMPLES = 6
"""Points of a line that was sampled from a curve; with fewer it is taken as it is."""
MAX_TURN = 0.6
"""Radians that a line which was sampled from a curve turns at a point, at most."""


@dataclass(frozen=True, eq=False)
class Cubics:
    """Chains of cubic curves, one a part.

    Parameters
    ----------
    control
        ``(K, 4, 2)`` control points of the pieces of all parts, one part after another.
    straight
        ``(K,)`` which pieces are straight lines.
    offsets
        ``(P + 1,)`` part p is ``control[offsets[p]:offsets[p + 1]]``.
    """

    control: FloatArray
    straight: BoolArray
    offsets: LongArray


def fit_cubics(points: FloatArray, offsets: LongArray, tolerance: float = TOLERANCE) -> Cubics:
    """Stand as few cubic curves as possible for lines that were sampled from smooth curves.

    A piece is fitted by least squares with its ends fixed, its points evenly spread over the
    parameter; where a point stays too far from the curve the piece is halved. A line of few points
    or with corners stays what it is.

    Parameters
    ----------
    points
        ``(S, 2)`` points of all parts, one part after another.
    offsets
        ``(P + 1,)`` part p is ``points[offsets[p]:offsets[p + 1]]``; each has a point at least.
    tolerance
        Distance that a curve may keep from a point, in extents of all points.

    Notes
    -----
    Linear in S but for the logarithm of the longest part.
    """
    extent = np.maximum(np.ptp(points, axis=0), 1e-300) if len(points) else np.ones(2)
    first, last = offsets[:-1].astype(np.int64), offsets[1:].astype(np.int64) - 1
    smooth = _smooth(points / extent, first, last)
    done = [_lines(points, first[~smooth], last[~smooth])]
    first, last = first[smooth], last[smooth]
    while len(first):
        control, off = _fitted(points / extent, first, last)
        good = (off <= tolerance) | (last - first + 1 < MIN_FITTED)
        done.append((first[good], control[good] * extent, np.zeros(int(good.sum()), bool)))
        first, last = _halves(first[~good], last[~good])
    start, control, straight = (np.concatenate(rows) for rows in zip(*done, strict=True))
    order = np.argsort(start, kind="stable")
    pieces = np.searchsorted(start[order], offsets)
    return Cubics(control[order], straight[order], pieces.astype(np.int64))


def _smooth(points: FloatArray, first: LongArray, last: LongArray) -> BoolArray:
    """Tell which parts have points enough, and no corner."""
    smooth: BoolArray = last - first + 1 >= MIN_SAMPLES
    if not smooth.any():
        return smooth
    step = np.diff(points, axis=0)
    ahead, back = step[1:], step[:-1]
    dot = np.einsum("ij,ij->i", ahead, back)
    cross = ahead[:, 0] * back[:, 1] - ahead[:, 1] * back[:, 0]
    corner = np.append(np.abs(np.arctan2(cross, dot)) > MAX_TURN, [False, False])
    before = np.append(0, np.cumsum(corner))
    whole: BoolArray = before[np.maximum(last - 1, first)] == before[first]
    return smooth & whole


def _halves(first: LongArray, last: LongArray) -> tuple[LongArray, LongArray]:
    middle = (first + last) // 2
    return np.concatenate([first, middle]), np.concatenate([middle, last])


def _lines(
    points: FloatArray, first: LongArray, last: LongArray
) -> tuple[LongArray, FloatArray, BoolArray]:
    """Return the pieces between neighbouring points: where each starts, and its controls."""
    steps = np.maximum(last - first, 1)
    start = np.repeat(first - np.append(0, np.cumsum(steps)[:-1]), steps) + np.arange(steps.sum())
    end = np.minimum(start + 1, np.repeat(last, steps))
    share = np.array([0, 1, 2, 3])[:, None] / 3
    a, b = points[start][:, None], points[end][:, None]
    return start, a + (b - a) * share, np.ones(len(start), bool)


def _fitted(points: FloatArray, first: LongArray, last: LongArray) -> tuple[FloatArray, FloatArray]:
    """Fit a curve to each piece: ``(K, 4, 2)`` controls, ``(K,)`` how far it keeps off at most."""
    control, off = np.zeros((len(first), 4, 2)), np.zeros(len(first))
    count = last - first + 1
    for samples in np.unique(count):
        chosen = np.flatnonzero(count == samples)
        way = points[first[chosen, None] + np.arange(samples)]
        basis = _basis(int(samples))
        ends = way[:, [0, -1]]
        rest = way - np.matmul(basis[:, [0, 3]], ends)
        inner = np.matmul(np.linalg.pinv(basis[:, 1:3]), rest)
        fitted = np.concatenate([ends[:, :1], inner, ends[:, 1:]], axis=1)
        control[chosen] = fitted
        off[chosen] = np.abs(np.matmul(basis, fitted) - way).max(axis=(1, 2))
    return control, off


def _basis(samples: int) -> FloatArray:
    """Return ``(S, 4)`` Bernstein polynomials of degree 3 at S even steps from 0 to 1."""
    t = np.linspace(0, 1, samples)
    return np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
