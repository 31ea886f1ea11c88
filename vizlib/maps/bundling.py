"""Pairs of places, or lines of the plane -> bundles: lines that share their way."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.errors import VizlibError
from vizlib.maps.great_circles import LineParts

Lines = tuple[FloatArray, LongArray]

MAX_SPANNER_PAIRS = 30_000
"""More pairs of places than these are bundled by density, which takes no longer for more."""
SEARCH_PULL = 0.2
"""How much the search for a way prefers nodes nearer to its goal."""
MAX_SEARCHED_NODES = 512
MAX_BUNDLING = 2.0
MAX_PIECE_DEG = 2.0
CURVE_SAMPLES = (12, 96)
"""Least and greatest number of pieces of a bent edge."""
DENSITY_CELLS = 700
"""Cells of the longer side of the grid on which lines are counted."""
ROUNDS = 12
"""How often lines are drawn towards each other, under a kernel that narrows."""
BANDWIDTH = 0.1
"""Width of the first kernel in widths of the map, for each unit of bundling."""
BANDWIDTH_DECAY = 0.75
SPACING = 0.012
"""Distance of the points of a line, in widths of the map."""
SMOOTHING_PASSES = 6
MAX_LINE_PIECES = 40


@dataclass(frozen=True, eq=False)
class Pairs:
    """The pairs of places that edges join, whatever their direction.

    Parameters
    ----------
    ends
        ``(R, 2)`` the nodes of each pair, the lower number first.
    of
        ``(E,)`` the pair of each edge; -1 where it joins nothing: a self-loop, or no position.
    """

    ends: LongArray
    of: LongArray


def pairs_of(source: IntArray, target: IntArray, placed: BoolArray) -> Pairs:
    """Find the pairs of nodes that edges join, whatever their direction.

    Parameters
    ----------
    source, target
        ``(E,)`` the ends of each edge.
    placed
        ``(N,)`` which nodes have a position.
    """
    low = np.minimum(source, target).astype(np.int64)
    high = np.maximum(source, target).astype(np.int64)
    real = (low != high) & placed[low] & placed[high]
    keys, number = np.unique(low[real] * len(placed) + high[real], return_inverse=True)
    pair = np.full(len(low), -1, np.int64)
    pair[real] = number
    return Pairs(np.stack(np.divmod(keys, max(len(placed), 1)), axis=1), pair)


def spanner_bundles(
    points: FloatArray, ends: LongArray, bundling: float, step: float = MAX_PIECE_DEG
) -> Lines:
    """Bundle edges over a spanner: they share their way where that is no long detour.

    From the shortest edge to the longest, each is led over the edges kept so far where that makes
    it at most ``1 + bundling`` times as long, and is kept itself where it does not. The nodes on
    its way are the control points of a Bezier curve on the sphere, so that nothing happens at the
    date line.

    Parameters
    ----------
    points
        ``(N, 3)`` unit vectors of the nodes.
    ends
        ``(R, 2)`` the nodes that each edge joins; no edge twice.
    bundling
        How much longer than the straight way an edge may become, as a share of it.
    step
        Greatest length of a piece of a great circle, in degrees.

    Returns
    -------
    curve, offsets
        ``(S, 3)`` unit vectors, and ``(R + 1,)`` where each edge begins.

    References
    ----------
    Wallinger, Archambault, Auber, Nollenburg and Peltonen (2022), Edge-Path Bundling: A Less
    Ambiguous Edge Bundling Approach. Wallinger and others (2023), Faster Edge-Path Bundling
    through Graph Spanners.
    """
    from vizlib.kernels.spanner import Limits, Network, curves, spanner_paths

    length = _radians(points, ends)
    empty = np.zeros(len(ends), np.int64)
    first, count, path = empty, empty, empty[:0]
    if bundling and len(ends):
        order = np.argsort(length, kind="stable")
        network = Network(points, ends, length)
        limits = Limits(bundling, SEARCH_PULL, MAX_SEARCHED_NODES)
        first, count, path = spanner_paths(order, network, limits)
    pieces = np.ceil(np.degrees(length) / step)
    bent = np.clip(2 * pieces, *CURVE_SAMPLES)
    samples = np.where(count > 0, bent, np.maximum(pieces, 1)).astype(np.int64) + 1
    offsets = np.append(0, np.cumsum(samples))
    return curves(ends, first, count, path, points, offsets), offsets


def _radians(points: FloatArray, ends: LongArray) -> FloatArray:
    """Measure how far apart the nodes of each pair are, ``(R,)`` radians."""
    chord = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
    angle: FloatArray = 2 * np.arcsin(np.clip(chord / 2, 0, 1))
    return angle


def density_bundles(paths: LineParts, bundling: float) -> LineParts:
    """Draw lines of the plane towards where many of them run; the ends of each stay.

    It takes time by the number of points, not by the number of ways that edges might take.

    Parameters
    ----------
    paths
        Points, offsets and edges, as :func:`vizlib.maps.great_circles.great_circles` returns them.
    bundling
        How far lines are drawn, from 0 up.

    Returns
    -------
    paths
        The same lines, their points spread evenly and moved.

    References
    ----------
    Hurter, Ersoy and Telea (2012), Graph Bundling by Kernel Density Estimation.
    """
    from scipy.ndimage import gaussian_filter

    from vizlib.kernels.density import advect_uphill, bilinear_histogram

    points, offsets, edge = paths
    if not len(edge):
        return paths
    band = BANDWIDTH * DENSITY_CELLS * bundling
    scale = (DENSITY_CELLS - 1) / max(float(np.ptp(points, axis=0).max()), 1e-300)
    low = points.min(axis=0) - band / scale
    lines, starts = resample_lines((points - low) * scale, offsets, SPACING * DENSITY_CELLS)
    columns, rows = (np.ceil(np.ptp(points, axis=0) * scale + 2 * band) + 2).astype(int)
    for _ in range(ROUNDS):
        counts = bilinear_histogram(lines, rows, columns)
        density = gaussian_filter(counts, band / 2, mode="constant", truncate=2.5)
        north, east = np.gradient(density)
        advect_uphill(lines, starts, east, north, band / 2, SMOOTHING_PASSES)
        band *= BANDWIDTH_DECAY
    return lines / scale + low, starts, edge


def resample_lines(
    points: FloatArray, offsets: LongArray, spacing: float, max_pieces: int = MAX_LINE_PIECES
) -> tuple[FloatArray, LongArray]:
    """Put points on lines at even distances; the ends stay.

    Parameters
    ----------
    points, offsets
        ``(S, 2)`` points of the lines and ``(P + 1,)`` where each begins.
    spacing
        Distance between neighbours, at most.
    max_pieces
        Pieces of a line, at most; then the distance is greater.

    Returns
    -------
    points, offsets
        The same lines.
    """
    step = np.append(0.0, np.hypot(*np.diff(points, axis=0).T))
    step[offsets[:-1]] = 0.0
    walked = np.cumsum(step)
    length = walked[offsets[1:] - 1] - walked[offsets[:-1]]
    count = np.clip(np.ceil(length / spacing), 2, max_pieces).astype(np.int64) + 1
    starts = np.append(0, np.cumsum(count))
    line = np.repeat(np.arange(len(count)), count)
    share = (np.arange(starts[-1]) - starts[line]) / (count[line] - 1)
    number = np.repeat(np.arange(len(count)), np.diff(offsets))
    # Lines are told apart along one axis: each begins a whole unit after the one before.
    wanted = walked[offsets[:-1]][line] + share * length[line] + line
    even = np.stack([np.interp(wanted, walked + number, axis) for axis in points.T], axis=1)
    even[starts[:-1]], even[starts[1:] - 1] = points[offsets[:-1]], points[offsets[1:] - 1]
    return even, starts


def check_bundling(bundling: object) -> None:
    """Refuse a strength that is not a share."""
    number = isinstance(bundling, (int, float, np.number)) and not isinstance(bundling, bool)
    if not number or not 0 <= float(bundling) <= MAX_BUNDLING:  # type: ignore[arg-type]
        raise VizlibError(
            f"bundling={bundling!r} must be a number from 0 (no bundles) to {MAX_BUNDLING:g}: how"
            " much longer than its great circle an edge may become, as a share of it."
        )
