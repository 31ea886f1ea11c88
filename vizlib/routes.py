"""Where edges start and end -> the lines that they follow, as Curves."""

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.geometry import Curves

SAMPLES = 24
LOOP_SAMPLES = 32


def bezier(control: FloatArray, samples: int = SAMPLES) -> FloatArray:
    """Sample cubic Bezier curves.

    Parameters
    ----------
    control
        ``(E, 4, 2)`` control points.
    samples
        Points on each curve, S.

    Returns
    -------
    points
        ``(E, S, 2)``; the first and the last are the curve's ends exactly.
    """
    t = np.linspace(0, 1, samples)
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3], axis=1)
    points: FloatArray = np.matmul(weights, control)
    return points


def straight(start: FloatArray, end: FloatArray) -> Curves:
    """Join ``(E, 2)`` points by straight lines."""
    return Curves.of_equal_length(np.stack([start, end], axis=1))


def through_centre(start: FloatArray, end: FloatArray, lane: FloatArray | None = None) -> Curves:
    """Join points on the unit circle by curves through its inside.

    Near neighbours are joined by shallow curves and opposite points by nearly straight ones: the
    curve is the arc that meets the circle at right angles (a straight line of Poincare's disc),
    drawn as one cubic Bezier. An edge from a point to itself is a drop that points inwards.

    Parameters
    ----------
    start, end
        ``(E, 2)`` points on the unit circle.
    lane
        ``(E,)`` how far a parallel edge swerves from its neighbours, 0 for the first.

    Returns
    -------
    curves
        One part an edge.
    """
    lanes = np.zeros(len(start)) if lane is None else lane
    cosine = np.clip(np.einsum("ij,ij->i", start, end), -1, 1)
    apart = np.arccos(cosine)
    depth = _depth(apart) * np.clip(1 + 0.16 * lanes, 0.1, None)
    depth = np.minimum(depth, 0.98)[:, None]
    control = np.stack([start, start * (1 - depth), end * (1 - depth), end], axis=1)
    loops = np.flatnonzero(apart < 1e-9)
    control[loops] = _drops(start[loops], lanes[loops])
    return Curves.of_equal_length(bezier(control))


def _depth(apart: FloatArray) -> FloatArray:
    """Length of the handles of the right-angled arc between points ``apart`` radians apart."""
    turn = (np.pi - apart) / 4
    with np.errstate(invalid="ignore"):
        depth = 4 / 3 * np.tan(turn) * np.tan(apart / 2)
    return np.where(turn < 1e-6, 2 / 3, depth)


def _drops(at: FloatArray, lane: FloatArray, length: float = 0.14) -> FloatArray:
    """Return ``(E, 4, 2)`` control points of loops that hang from the circle to its inside."""
    side = np.stack([-at[:, 1], at[:, 0]], axis=1)
    reach = (length * (1 + 0.35 * np.abs(lane)))[:, None]
    one = at * (1 - reach) - side * reach * 0.75
    two = at * (1 - reach) + side * reach * 0.75
    return np.stack([at, one, two, at], axis=1)


def lanes(source: IntArray, target: IntArray) -> FloatArray:
    """Number the edges between the same two nodes, so that they can be drawn apart.

    Parameters
    ----------
    source, target
        ``(E,)`` the ends of each edge.

    Returns
    -------
    lane
        ``(E,)`` evenly spaced round 0, in steps of 1; 0 where an edge is the only one.
    """
    if not len(source):
        return np.zeros(0)
    low, high = np.minimum(source, target).astype(np.int64), np.maximum(source, target)
    pair = low * (int(high.max()) + 1) + high
    order = np.argsort(pair, kind="stable")
    ordered = pair[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    if len(first) == len(pair):
        return np.zeros(len(pair))
    many = np.diff(np.append(first, len(pair)))
    number = np.arange(len(pair)) - np.repeat(first, many)
    lane = np.empty(len(pair))
    lane[order] = number - (np.repeat(many, many) - 1) / 2
    return lane
