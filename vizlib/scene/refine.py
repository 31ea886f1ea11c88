"""Sampled lines and their size on the page -> the same lines, sampled as finely as the eye asks."""

from dataclasses import replace

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.scene.geometry import Curves

MAX_OFF_PT = 0.12
"""How far a chord may keep from its curve: a third of a pixel at 200 dots per inch."""
MAX_STEPS = 8
"""Steps that one step is divided into at most."""
MIN_SAMPLES = 6
"""Points of a line that was sampled from a curve; one with fewer stays as it is."""


def refined(curves: Curves, scale: FloatArray) -> Curves:
    """Sample lines more finely where their chords can be told from the curves.

    Each step is divided into equal ones, alike in all lines, along the cubic through the points
    beside it (Catmull and Rom, 1974).

    Parameters
    ----------
    curves
        Parts of edges.
    scale
        ``(2,)`` points per data unit.
    """
    steps = _steps(curves.points * scale, curves.offsets)
    if steps == 1:
        return curves
    lengths = np.diff(curves.offsets)
    fine = lengths >= MIN_SAMPLES
    after = np.where(fine, (lengths - 1) * steps + 1, lengths)
    offsets = np.append(0, np.cumsum(after)).astype(np.int64)
    place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], after)
    place = place / np.repeat(np.where(fine, steps, 1), after)
    return replace(curves, points=at_places(curves, place, after), offsets=offsets)


def at_places(curves: Curves, place: FloatArray, counts: LongArray) -> FloatArray:
    """Find points on the smooth lines through the points of each part.

    Parameters
    ----------
    curves
        Parts of edges.
    place
        ``(T,)`` for each point the number of the point of its part that it follows, and how far on
        it is towards the next.
    counts
        ``(P,)`` how many of the T are on each part, one part after another.
    """
    first = np.repeat(curves.offsets[:-1], counts)
    last = np.repeat(curves.offsets[1:] - 1, counts)
    step = np.minimum(np.floor(place).astype(np.int64), np.maximum(last - first - 1, 0))
    start = first + step
    end = np.minimum(start + 1, last)
    points, bend = curves.points, _bends(curves)
    share = (place - step)[:, None]
    linear = points[start] + (points[end] - points[start]) * share
    between = bend[start] + (bend[end] - bend[start]) * share
    found: FloatArray = linear + between * share * (share - 1) / 2
    return found


def _bends(curves: Curves) -> FloatArray:
    """Return ``(S, 2)`` second differences at the points; those of ends are their neighbours'."""
    points, lengths = curves.points, np.diff(curves.offsets)
    first, last = curves.offsets[:-1], curves.offsets[1:] - 1
    bend = np.zeros_like(points)
    if len(points) > 2:
        bend[1:-1] = points[:-2] - 2 * points[1:-1] + points[2:]
    bend[first], bend[last] = bend[np.minimum(first + 1, last)], bend[np.maximum(last - 1, first)]
    bend[np.repeat(lengths < MIN_SAMPLES, lengths)] = 0
    return bend


def _steps(page: FloatArray, offsets: LongArray) -> int:
    """Return by how much the steps must be shorter, so that no chord is too far from its curve."""
    inner = np.ones(len(page), bool)
    lengths = np.diff(offsets)
    few = np.repeat(lengths < MIN_SAMPLES, lengths)
    inner[few] = inner[offsets[1:] - 1] = inner[offsets[:-1]] = False
    inner = np.flatnonzero(inner)
    if not len(inner):
        return 1
    bend = page[inner - 1] - 2 * page[inner] + page[inner + 1]
    off = float(np.linalg.norm(bend, axis=1).max()) / 8
    return int(np.clip(np.ceil(np.sqrt(off / MAX_OFF_PT)), 1, MAX_STEPS))
