"""Edges between places -> their paths over a map: great circles, straight lines or bundles."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray, IntArray, LongArray
from vizlib.maps.bundling import (
    MAX_PIECE_DEG,
    MAX_SPANNER_PAIRS,
    Lines,
    Pairs,
    density_bundles,
    pairs_of,
    spanner_bundles,
)
from vizlib.maps.great_circles import (
    LineParts,
    Strands,
    interpolate,
    project_paths,
    project_strands,
    straight_lines,
)
from vizlib.maps.sphere import finite_rows, normalized, unit_vectors
from vizlib.scene.geometry import Curves

if TYPE_CHECKING:
    from cartopy.crs import Projection

NEIGHBOUR_GAP = 0.1
"""How far neighbours between the same places keep apart, in lengths of the edge."""
MAX_CURVATURE = 0.3
"""How far the outermost of many may swing, in lengths of the edge."""
BUNDLED_SHARE = 0.25
"""Share of its curvature that an edge in a bundle has."""
MIN_CURVED_PIECES = 16
LOOP_RADIUS_PT = 3.5
"""Radius of a self-loop, besides what its node takes."""
LOOP_PIECES = 32


@dataclass(frozen=True, eq=False)
class MapEdges:
    """E edges between N nodes of a map.

    Parameters
    ----------
    positions
        ``(N, 2)`` longitudes and latitudes in degrees, NaN where there is no position.
    source, target
        ``(E,)`` the nodes that each edge joins.
    curvature
        ``(E,)`` how far each keeps to the right of the straight way, in lengths of the edge.
    min_pieces
        Least number of pieces of each line.
    projection
        A cartopy projection.
    step
        Greatest length of a piece, in degrees.
    """

    positions: FloatArray
    source: IntArray
    target: IntArray
    curvature: FloatArray
    min_pieces: int
    projection: "Projection"
    step: float = MAX_PIECE_DEG

    def take(self, edges: LongArray) -> "MapEdges":
        """Return some of the edges."""
        return replace(
            self, source=self.source[edges], target=self.target[edges],
            curvature=self.curvature[edges],
        )  # fmt: skip

    @property
    def vectors(self) -> FloatArray:
        """``(N, 3)`` unit vectors of the nodes."""
        return unit_vectors(*self.positions.T)

    def geodesic(self) -> Curves:
        """Follow great circles, one line an edge."""
        vectors = self.vectors
        start, end = vectors[self.source], vectors[self.target]
        bent_pieces = max(MIN_CURVED_PIECES, self.min_pieces)
        pieces = np.where(self.curvature != 0, bent_pieces, self.min_pieces)
        strands = interpolate(start, end, self.step, pieces)
        count = np.bincount(strands.edge, minlength=len(start))
        offsets = np.append(0, np.cumsum(count))
        points = curved(strands.points, offsets, start, end, self.curvature)
        bent = Strands(points, strands.edge, strands.starts_line)
        return _curves(project_strands(bent, self.projection))

    def straight(self) -> Curves:
        """Follow lines that are straight on the page, one line an edge."""
        start, end = self.positions[self.source], self.positions[self.target]
        points, offsets, edge = straight_lines(start, end, self.projection)
        if not self.curvature.any() and self.min_pieces == 1:
            return Curves(points=points, offsets=offsets, edge=edge)
        share = np.linspace(0, 1, max(MIN_CURVED_PIECES, self.min_pieces) + 1)[:, None]
        first, last = points[offsets[:-1], None], points[offsets[1:] - 1, None]
        right = (last - first)[..., ::-1] * [1, -1]
        swing = 4 * share * (1 - share) * self.curvature[edge, None, None]
        bent = Curves.of_equal_length(first + (last - first) * share + swing * right)
        return replace(bent, edge=edge)

    def bundled(self, bundling: float, chosen: LongArray) -> Curves:
        """Follow bundles, one line for each of some edges.

        Parameters
        ----------
        bundling
            How much longer than its great circle an edge may become, as a share of it.
        chosen
            ``(R,)`` numbers of the edges that are drawn.
        """
        vectors = self.vectors
        pairs = pairs_of(self.source, self.target, finite_rows(vectors))
        chosen = chosen[pairs.of[chosen] >= 0]
        by_density = len(pairs.ends) > MAX_SPANNER_PAIRS and bundling > 0
        if by_density:
            lines = spanner_bundles(vectors, pairs.ends, 0.0, 2 * self.step)
            points, offsets, number = _density_routes(self, lines, pairs, chosen, bundling)
        else:
            lines = spanner_bundles(vectors, pairs.ends, bundling, self.step)
            points, offsets, number = _spanner_routes(self, lines, pairs, chosen)
        return _curves((points, offsets, chosen[number].astype(np.int32)))


def _curves(parts: LineParts) -> Curves:
    points, offsets, edge = parts
    return Curves(points=points, offsets=offsets, edge=edge, span=spans(*parts))


def spans(points: FloatArray, offsets: LongArray, edge: IntArray) -> FloatArray:
    """Measure which share of its edge each part shows, where edges are cut.

    Parameters
    ----------
    points, offsets, edge
        ``(S, 2)`` points, ``(P + 1,)`` where each part begins and ``(P,)`` its edge; the parts of
        an edge follow each other.

    Returns
    -------
    span
        ``(P, 2)`` from 0 at the start of what is seen of an edge to 1 at its end; no row where no
        edge is cut.
    """
    starts_edge = np.append(True, edge[1:] != edge[:-1])[: len(edge)]
    if starts_edge.all():
        return np.zeros((0, 2))
    step = np.append(np.hypot(*np.diff(points, axis=0).T), 0.0)
    step[offsets[1:] - 1] = 0.0
    length = np.add.reduceat(step, offsets[:-1])
    group = np.cumsum(starts_edge) - 1
    whole = np.maximum(np.bincount(group, length), 1e-300)[group]
    walked = np.cumsum(length)
    before = walked - length - (walked - length)[starts_edge][group]
    span: FloatArray = np.stack([before, before + length], axis=1) / whole[:, None]
    return span


def _spanner_routes(edges: MapEdges, lines: Lines, pairs: Pairs, chosen: LongArray) -> LineParts:
    """Lead each edge along the curve of its pair, to the right where another comes back."""
    source, target = edges.source[chosen], edges.target[chosen]
    points, offsets = take_lines(*lines, pairs.of[chosen], source > target)
    start, end = edges.vectors[source], edges.vectors[target]
    bent = curved(points, offsets, start, end, BUNDLED_SHARE * edges.curvature[chosen])
    line = np.repeat(np.arange(len(chosen), dtype=np.int32), np.diff(offsets))
    return project_paths(bent, line, edges.projection)


def _density_routes(
    edges: MapEdges, lines: Lines, pairs: Pairs, chosen: LongArray, bundling: float
) -> LineParts:
    """Bundle what the map shows of each pair, and lead each edge along it."""
    line = np.repeat(np.arange(len(pairs.ends), dtype=np.int32), np.diff(lines[1]))
    shown = project_paths(lines[0], line, edges.projection)
    points, offsets, pair = density_bundles(shown, bundling)
    first = np.searchsorted(pair, np.arange(len(pairs.ends) + 1))
    count = np.diff(first)[pairs.of[chosen]]
    number = np.repeat(np.arange(len(chosen), dtype=np.int32), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    back = (edges.source > edges.target)[chosen][number]
    place = np.where(back, count[number] - 1 - place, place)
    parts = first[pairs.of[chosen]][number] + place
    return *take_lines(points, offsets, parts, back), number


def take_lines(points: FloatArray, offsets: LongArray, chosen: AnyArray, back: BoolArray) -> Lines:
    """Take some of many lines, some of them the other way round.

    Parameters
    ----------
    points, offsets
        ``(S, K)`` points of the lines and ``(P + 1,)`` where each begins.
    chosen
        ``(R,)`` lines; one may be taken several times.
    back
        ``(R,)`` which are turned round.

    Returns
    -------
    points, offsets
        The points of the chosen lines and ``(R + 1,)`` where each begins.
    """
    count = np.diff(offsets)[chosen]
    starts = np.append(0, np.cumsum(count))
    line = np.repeat(np.arange(len(chosen)), count)
    place = np.arange(starts[-1]) - starts[line]
    place = np.where(back[line], count[line] - 1 - place, place)
    return points[offsets[chosen][line] + place], starts


def curved(
    points: FloatArray, offsets: LongArray, start: FloatArray, end: FloatArray,
    curvature: FloatArray,
) -> FloatArray:  # fmt: skip
    """Swing lines on the sphere to the right of their way, farthest at its middle.

    Parameters
    ----------
    points, offsets
        ``(S, 3)`` unit vectors of the lines and ``(E + 1,)`` where each begins.
    start, end
        ``(E, 3)`` unit vectors between which they run.
    curvature
        ``(E,)`` how far, in lengths of the edge.

    Returns
    -------
    points
        ``(S, 3)`` unit vectors; the ends of each line stay.
    """
    if not curvature.any():
        return points
    left = np.cross(start, end)
    sine = np.linalg.norm(left, axis=1)
    angle = np.arctan2(sine, np.einsum("ij,ij->i", start, end))
    reach = -left * (curvature * angle / np.maximum(sine, 1e-300))[:, None]
    count = np.diff(offsets)
    edge = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(points)) - offsets[edge]) / np.maximum(count[edge] - 1, 1)
    return normalized(points + (4 * share * (1 - share))[:, None] * np.nan_to_num(reach)[edge])


def curvatures(source: IntArray, target: IntArray, directed: bool, fan: bool) -> FloatArray:
    """Keep edges between the same two nodes apart.

    Parameters
    ----------
    source, target
        ``(E,)`` the ends of each edge.
    directed
        Whether an edge keeps to the right, clear of one that runs the other way.
    fan
        Whether edges that run the same way keep apart too.

    Returns
    -------
    curvature
        ``(E,)`` how far each keeps to the right of the straight way, in lengths of the edge; 0
        where it is the only one.
    """
    back = source > target
    low, high = np.minimum(source, target).astype(np.int64), np.maximum(source, target)
    pair = np.unique(low * (int(high.max(initial=0)) + 1) + high, return_inverse=True)[1]
    place, count = _places(2 * pair + back if directed else pair)
    side = np.where(back, -1.0, 1.0) if not directed else 1.0
    apart = place + 0.5 if directed else (place - (count - 1) / 2) * side
    if not fan:
        apart = np.full(len(pair), 0.5 if directed else 0.0)
    widest = np.zeros(int(pair.max(initial=-1)) + 1)
    np.maximum.at(widest, pair, np.abs(apart))
    gap = np.minimum(NEIGHBOUR_GAP, MAX_CURVATURE / np.maximum(widest, 1e-9)[pair])
    return np.where(source == target, 0.0, apart * gap)


def _places(key: LongArray) -> tuple[FloatArray, FloatArray]:
    """Number the edges with the same key, and count them: ``(E,)`` each."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(key)])
    size = np.diff(np.append(first, len(key)))
    place, count = np.empty(len(key)), np.empty(len(key))
    place[order] = np.arange(len(key)) - np.repeat(first, size)
    count[order] = np.repeat(size, size)
    return place, count


def with_loops(
    curves: Curves, edge: LongArray, xy: FloatArray, reach: FloatArray, per_unit: float
) -> Curves:
    """Add self-loops as circles of a fixed size on the page, which stand on their nodes.

    Parameters
    ----------
    curves
        The other edges.
    edge
        ``(L,)`` the edges that are loops.
    xy, reach
        ``(L, 2)`` their nodes in units of the projection, and ``(L,)`` how far these reach in
        points.
    per_unit
        Points per unit of the projection.
    """
    place, _ = _places(np.unique(xy, axis=0, return_inverse=True)[1].ravel())
    radius = (LOOP_RADIUS_PT + 0.8 * reach) * (1 + 0.3 * place) / per_unit
    turn = np.linspace(0, 2 * np.pi, LOOP_PIECES + 1)
    circle = np.stack([np.sin(turn), 1 - np.cos(turn)], axis=1)
    loops = Curves.of_equal_length(xy[:, None] + radius[:, None, None] * circle)
    span = curves.span if len(curves.span) else _whole_spans(len(curves.edge))
    return replace(
        curves,
        points=np.concatenate([curves.points, loops.points]),
        offsets=np.append(curves.offsets, curves.offsets[-1] + loops.offsets[1:]),
        edge=np.append(curves.edge, edge.astype(np.int32)),
        span=np.concatenate([span, _whole_spans(len(edge))]),
    )


def _whole_spans(parts: int) -> FloatArray:
    return np.tile([0.0, 1.0], (parts, 1))


def select_edges(curves: Curves, number: LongArray, edges: int) -> Curves:
    """Take the parts of some of E edges, and number these as they are given.

    Parameters
    ----------
    curves
        The parts of all edges.
    number
        ``(R,)`` numbers of the edges that are taken; one may be taken several times.
    edges
        E, how many there are.
    """
    count = np.bincount(curves.edge, minlength=edges)
    order, first = np.argsort(curves.edge, kind="stable"), np.cumsum(count) - count
    taken = np.repeat(np.arange(len(number), dtype=np.int32), count[number])
    before = np.cumsum(count[number]) - count[number]
    place = np.arange(len(taken)) - np.repeat(before, count[number])
    points, offsets, span = _take_parts(curves, order[first[number][taken] + place])
    return Curves(points=points, offsets=offsets, edge=taken, span=span)


def _take_parts(curves: Curves, parts: LongArray) -> tuple[FloatArray, LongArray, FloatArray]:
    """Return points, offsets and spans of some parts ``(R,)``."""
    span = curves.span[parts] if len(curves.span) else curves.span
    return *take_lines(curves.points, curves.offsets, parts, np.zeros(len(parts), bool)), span
