"""Where edges start and end -> the lines that they follow, as Curves."""

from collections.abc import Sequence

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.scene.geometry import Curves

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


def halfway(curves: Curves, count: int) -> tuple[FloatArray, FloatArray]:
    """Find the middle of the way of each of E edges, and which way it runs there.

    Parameters
    ----------
    curves
        Parts of edges; of an edge with several the first counts.
    count
        E, how many edges there are.

    Returns
    -------
    xy
        ``(E, 2)`` points, NaN for an edge without parts.
    way
        ``(E, 2)`` a step along the edge there, NaN likewise.
    """
    middle, way = np.full((count, 2), np.nan), np.full((count, 2), np.nan)
    edge, part = np.unique(curves.edge, return_index=True)
    first, last = curves.offsets[part], curves.offsets[part + 1] - 1
    low, high = (first + last) // 2, (first + last + 1) // 2
    middle[edge] = (curves.points[low] + curves.points[high]) / 2
    after, before = np.minimum(high + 1, last), np.maximum(low - 1, first)
    way[edge] = curves.points[after] - curves.points[before]
    return middle, way


def straight(start: FloatArray, end: FloatArray) -> Curves:
    """Join ``(E, 2)`` points by straight lines."""
    return Curves.of_equal_length(np.stack([start, end], axis=1))


def through_centre(
    start: FloatArray,
    end: FloatArray,
    parallel_offset: FloatArray | None = None,
    samples: int = SAMPLES,
) -> Curves:
    """Join points on the unit circle by curves through its inside.

    Near neighbours are joined by shallow curves and opposite points by nearly straight ones: the
    curve is the arc that meets the circle at right angles (a straight line of Poincare's disc),
    drawn as one cubic Bezier. An edge from a point to itself is a drop that points inwards.

    Parameters
    ----------
    start, end
        ``(E, 2)`` points on the unit circle.
    parallel_offset
        ``(E,)`` how far a parallel edge swerves from its neighbours, 0 for the first.
    samples
        Points on each curve.

    Returns
    -------
    curves
        One part an edge.
    """
    parallel_offsets = np.zeros(len(start)) if parallel_offset is None else parallel_offset
    cosine = np.clip(np.einsum("ij,ij->i", start, end), -1, 1)
    apart = np.arccos(cosine)
    depth = _depth(apart) * np.clip(1 + 0.16 * parallel_offsets, 0.1, None)
    depth = np.minimum(depth, 0.98)[:, None]
    control = np.stack([start, start * (1 - depth), end * (1 - depth), end], axis=1)
    loops = np.flatnonzero(apart < 1e-9)
    control[loops] = _drops(start[loops], parallel_offsets[loops])
    return Curves.of_equal_length(bezier(control, samples))


def _depth(apart: FloatArray) -> FloatArray:
    """Length of the handles of the right-angled arc between points ``apart`` radians apart."""
    turn = (np.pi - apart) / 4
    with np.errstate(invalid="ignore"):
        depth = 4 / 3 * np.tan(turn) * np.tan(apart / 2)
    return np.where(turn < 1e-6, 2 / 3, depth)


def _drops(at: FloatArray, parallel_offset: FloatArray, length: float = 0.14) -> FloatArray:
    """Return ``(E, 4, 2)`` control points of loops that hang from the circle to its inside."""
    side = np.stack([-at[:, 1], at[:, 0]], axis=1)
    reach = (length * (1 + 0.35 * np.abs(parallel_offset)))[:, None]
    right = at * (1 - reach) - side * reach * 0.75
    left = at * (1 - reach) + side * reach * 0.75
    return np.stack([at, right, left, at], axis=1)


def parallel_offsets(source: IntArray, target: IntArray) -> FloatArray:
    """Number the edges between the same two nodes, so that they can be drawn apart.

    Parameters
    ----------
    source, target
        ``(E,)`` the ends of each edge.

    Returns
    -------
    parallel_offset
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
    parallel_offset = np.empty(len(pair))
    parallel_offset[order] = number - (np.repeat(many, many) - 1) / 2
    return parallel_offset


ARC_STEP = 0.12
"""How much taller than its neighbour a parallel arc is, in heights."""
LOOP_STEP = 0.35
"""How much taller than its neighbour a parallel loop is, in heights."""
LOOP_REACH = 0.9
"""Height of the control points of a loop on a line, in units."""
LOOP_PEAK = 0.75 * LOOP_REACH
"""Height of the loop itself: a cubic Bezier reaches three quarters of its control points."""


def arc_heights(length: FloatArray, parallel_offset: FloatArray) -> FloatArray:
    """Return ``(E,)`` how far arcs rise above the line.

    Parameters
    ----------
    length
        ``(E,)`` how far apart the ends of each are, in units; 0 for a loop.
    parallel_offset
        ``(E,)`` how far each keeps from parallel edges, or one for all.
    """
    half = np.abs(length) / 2
    loops = LOOP_PEAK * (1 + LOOP_STEP * np.abs(parallel_offset))
    return np.where(half > 0, half * (1 + ARC_STEP * parallel_offset), loops)


def arched(
    start: FloatArray, end: FloatArray, side: FloatArray, parallel_offset: FloatArray
) -> Curves:
    """Join points of the x axis by half-circles above or below it.

    Parameters
    ----------
    start, end
        ``(E, 2)`` points on the x axis.
    side
        ``(E,)`` 1 above, -1 below.
    parallel_offset
        ``(E,)`` how far a parallel edge keeps from its neighbours; it changes the height.

    Returns
    -------
    curves
        One part an edge; an edge from a point to itself is a drop that stands on it.
    """
    turn = np.linspace(0, np.pi, LOOP_SAMPLES)
    middle, half = (start[:, :1] + end[:, :1]) / 2, (start[:, :1] - end[:, :1]) / 2
    height = np.abs(half) * (1 + ARC_STEP * parallel_offset[:, None]) * side[:, None]
    points = np.stack([middle + half * np.cos(turn), height * np.sin(turn)], axis=-1)
    points[:, 0], points[:, -1] = start, end
    loops = np.flatnonzero(half[:, 0] == 0)
    reach = LOOP_REACH * (1 + LOOP_STEP * np.abs(parallel_offset[loops])) * side[loops]
    x = np.stack([0 * reach, -0.7 * np.abs(reach), 0.7 * np.abs(reach), 0 * reach], axis=1)
    y = np.stack([0 * reach, reach, reach, 0 * reach], axis=1)
    points[loops] = bezier(np.stack([x, y], axis=-1), LOOP_SAMPLES) + start[loops, None]
    return Curves.of_equal_length(points)


def round_centre(
    angle: FloatArray, radius: FloatArray, parallel_offset: FloatArray, samples: int = SAMPLES
) -> Curves:
    """Join points by spirals round the centre, the short way.

    Parameters
    ----------
    angle, radius
        ``(E, 2)`` of the start and of the end of each edge.
    parallel_offset
        ``(E,)`` how far a parallel edge keeps from its neighbours.
    samples
        Points on each curve.

    Returns
    -------
    curves
        One part an edge; no point is farther out than both ends.
    """
    t = np.linspace(0, 1, samples)
    turn = (angle[:, 1] - angle[:, 0] + np.pi) % (2 * np.pi) - np.pi
    along = angle[:, :1] + turn[:, None] * t
    ease = t * t * (3 - 2 * t)
    out = radius[:, :1] + (radius[:, 1:] - radius[:, :1]) * ease
    out = out * (
        1
        - 0.09
        * np.abs(parallel_offset - parallel_offset.min(initial=0))[:, None]
        * np.sin(np.pi * t)
    )
    points = np.stack([out * np.cos(along), out * np.sin(along)], axis=-1)
    return Curves.of_equal_length(points)


def between_columns(
    start: FloatArray,
    end: FloatArray,
    parallel_offset: FloatArray,
    bulge: float = 0.32,
    samples: int = SAMPLES,
) -> Curves:
    """Join points on columns by curves that leave them sideways.

    Parameters
    ----------
    start, end
        ``(E, 2)`` points on columns one unit apart.
    parallel_offset
        ``(E,)`` how far a parallel edge keeps from its neighbours.
    bulge
        How far an edge inside one column swings to its right, at most.
    samples
        Points on each curve.

    Returns
    -------
    curves
        One part an edge.
    """
    step = (end[:, 0] - start[:, 0]) / 2
    inside = step == 0
    tall = np.abs(end[:, 1] - start[:, 1])
    swing = bulge * (0.35 + 0.65 * tall) * (1 + 0.2 * parallel_offset)
    ahead = np.where(inside, 4 / 3 * swing, step)
    back = np.where(inside, ahead, -step)
    loop = inside & (tall == 0)
    rise = np.where(loop, 0.05 * (1 + np.abs(parallel_offset)), 0.0)
    shift = np.where(inside, 0.0, 0.03 * parallel_offset)
    zero = np.zeros(len(start))
    control = np.stack(
        [
            start,
            start + np.stack([ahead, shift - rise], axis=1),
            end + np.stack([back, shift + rise], axis=1),
            end + np.stack([zero, zero], axis=1),
        ],
        axis=1,
    )
    return Curves.of_equal_length(bezier(control, samples))


def along_layers(
    bends: Sequence[FloatArray], parallel_offset: FloatArray, samples: int = SAMPLES
) -> Curves:
    """Follow bends from layer to layer by curves that are level where they pass a layer.

    Parameters
    ----------
    bends
        Of each edge ``(K, 2)`` points, of neighbouring layers in turn.
    parallel_offset
        ``(E,)`` how far a parallel edge keeps from its neighbours.
    samples
        Points between two bends.

    Returns
    -------
    curves
        One part an edge; between two bends it stays between their heights, but for its lane.
    """
    pieces: list[FloatArray] = []
    for points, swerve in zip(bends, np.broadcast_to(parallel_offset, len(bends)), strict=True):
        half = np.stack([(points[1:, 0] - points[:-1, 0]) / 2, np.zeros(len(points) - 1)], axis=1)
        shift = np.array([0.0, 0.5 * swerve])
        control = [points[:-1], points[:-1] + half + shift, points[1:] - half + shift, points[1:]]
        curve = bezier(np.stack(control, axis=1), samples)
        pieces.append(np.concatenate([curve[0], *curve[1:, 1:]]))
    lengths = [len(piece) for piece in pieces]
    return Curves(
        points=np.concatenate(pieces) if pieces else np.zeros((0, 2)),
        offsets=np.cumsum([0, *lengths]).astype(np.int64),
        edge=np.arange(len(pieces), dtype=np.int32),
    )
