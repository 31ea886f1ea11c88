"""Arrows of a DAG -> positions of the nodes in layers, and the bends of each arrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.layouts.layered.coordinates import place_across
from vizlib.layouts.layered.crossings import uncross
from vizlib.layouts.layered.ranks import Edge, Layered, rank_nodes, with_dummies

LAYER_GAP = 4.5
"""Room between the boxes of neighbouring layers."""
GAP_PER_ROOT_RISE = 1.2
"""A gap between layers is at least this times the root of the greatest rise across it."""
LEAST_GAP = (2.6, 0.45)
"""Room between boxes, along and across the layers, to which a layout may be squeezed."""
MAX_HEIGHT_WIDTHS = 1.25
"""Heights in widths above which layers move apart."""
MAX_STRETCH = 3.0
"""By how many times layers may move apart for that."""
PART_GAP = (4.5, 2.0)
"""Room between the parts of a graph, along and across the layers."""
MAX_DUMMIES = 40_000
"""Places of arrows in layers that they pass, past which the longest arrows run straight."""
WIDTH_HEIGHTS = 1.6
"""Width of the whole in heights, where it is made of parts that hang not together."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Where nodes stand and arrows bend, in one unit, such as the height of the letters.

    Parameters
    ----------
    xy
        ``(N, 2)`` middles of the boxes; x grows from layer to layer.
    layer
        ``(N,)`` the layer of each node, counted in its own part of the graph.
    bends
        Of each arrow ``(K, 2)`` points: its source, one in each layer that it passes, its target.
    reach
        Of each arrow ``(K,)`` half the width of the layers where it bends.
    squeeze
        Shares of x and of y to which positions may shrink while boxes stay apart.
    unbent
        How many arrows run straight past the layers between their ends, since bends for all would
        be too many.
    """

    xy: FloatArray
    layer: IntArray
    bends: tuple[FloatArray, ...]
    reach: tuple[FloatArray, ...]
    squeeze: tuple[float, float] = (1.0, 1.0)
    unbent: int = 0


@dataclass(frozen=True, eq=False)
class Boxes:
    """What takes room in a layout.

    Parameters
    ----------
    size
        ``(N, 2)`` width and height of each node's box.
    breadth
        ``(E,)`` room that each arrow takes across its way.
    times
        How often each of E arrows counts, where some matter more.
    """

    size: FloatArray
    breadth: FloatArray
    times: Sequence[int]

    @classmethod
    def points(cls, count: int, arrows: int) -> "Boxes":
        """Return boxes of no size, and arrows of no breadth."""
        return cls(np.zeros((count, 2)), np.zeros(arrows), [1] * arrows)

    def take(self, nodes: Sequence[int], arrows: Sequence[int]) -> "Boxes":
        """Return those of some nodes and arrows."""
        times = [self.times[arrow] for arrow in arrows]
        return Boxes(self.size[list(nodes)], self.breadth[np.array(arrows, int)], times)


def lay_out(count: int, edges: Sequence[Edge], boxes: Boxes | None = None) -> Layout:
    """Place the nodes of a DAG in layers, from left to right.

    Parameters
    ----------
    count
        How many nodes there are, N.
    edges
        Pairs of nodes without a cycle.
    boxes
        The room that nodes and arrows take; none by default.

    Examples
    --------
    >>> lay_out(3, [(0, 1), (1, 2)]).xy.tolist()
    [[0.0, 0.0], [4.5, 0.0], [9.0, 0.0]]
    """
    boxes = Boxes.points(count, len(edges)) if boxes is None else boxes
    xy, layer = np.zeros((count, 2)), np.zeros(count, np.int32)
    bends: list[FloatArray] = [np.zeros((0, 2))] * len(edges)
    reach: list[FloatArray] = [np.zeros(0)] * len(edges)
    outlines, parts, unbent = [], _parts(count, edges), 0
    squeeze = np.zeros(2)
    for nodes, arrows in parts:
        number = {node: place for place, node in enumerate(nodes)}
        own = [(number[edges[arrow][0]], number[edges[arrow][1]]) for arrow in arrows]
        part = _part(len(nodes), own, boxes.take(nodes, arrows))
        xy[nodes], layer[nodes] = part.xy, part.layer
        unbent += part.unbent
        squeeze = np.maximum(squeeze, part.squeeze)
        for arrow, points, halves in zip(arrows, part.bends, part.reach, strict=True):
            bends[arrow], reach[arrow] = points, halves
        half = boxes.size[nodes] / 2
        whole = np.concatenate([part.xy - half, part.xy + half, *part.bends])
        outlines.append((whole.min(axis=0), whole.max(axis=0)))
    for (nodes, arrows), shift in zip(parts, _packed(outlines), strict=True):
        xy[nodes] += shift
        for arrow in arrows:
            bends[arrow] = bends[arrow] + shift
    shares = float(squeeze[0]) or 1.0, float(squeeze[1]) or 1.0
    return Layout(xy, layer, tuple(bends), tuple(reach), shares, unbent)


def _parts(count: int, edges: Sequence[Edge]) -> list[tuple[list[int], list[int]]]:
    """Return nodes and arrows of each part of the graph, the part with most nodes first."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = np.array(edges, np.int64).reshape(-1, 2)
    matrix = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    count_parts, label = (
        connected_components(matrix, directed=False) if count else (0, np.zeros(0, int))
    )
    nodes: list[list[int]] = [[] for _ in range(count_parts)]
    arrows: list[list[int]] = [[] for _ in range(count_parts)]
    for node, part in enumerate(label):
        nodes[part].append(node)
    for arrow, (source, _) in enumerate(edges):
        arrows[label[source]].append(arrow)
    both = list(zip(nodes, arrows, strict=True))
    return sorted(both, key=lambda part: -len(part[0]))


def _part(count: int, edges: Sequence[Edge], boxes: Boxes) -> Layout:
    rank = rank_nodes(count, edges)
    bent = _bent(rank, edges)
    plain = with_dummies(rank, [edges[arrow] for arrow in bent])
    times = [boxes.times[arrow] for arrow in bent]
    layered = uncross(plain, times)
    passed = [boxes.breadth[arrow] for arrow in bent]
    inner = [len(chain) - 2 for chain in layered.chains]
    half = np.concatenate([boxes.size[:, 1], np.repeat(np.array(passed, float), inner)]) / 2
    across = place_across(layered, half, times)
    widest = np.zeros(len(layered.rows))
    np.maximum.at(widest, rank, boxes.size[:, 0])
    x = _along(layered, rank, across, widest)
    xy = np.array([[x[rank[node]], -across[node]] for node in range(count)])
    bends, reach = [xy[list(edge)] for edge in edges], [np.zeros(2) for _ in edges]
    for arrow, chain in zip(bent, layered.chains, strict=True):
        layers = rank[chain[0]] + np.arange(len(chain))
        bends[arrow] = np.stack([x[layers], [-across[node] for node in chain]], axis=1)
        reach[arrow] = widest[layers] / 2
    shares = _squeezed(x, widest, LEAST_GAP[0]), _tightest(layered, across, half)
    return Layout(xy, rank, tuple(bends), tuple(reach), shares, len(edges) - len(bent))


def _along(
    layered: Layered, rank: IntArray, across: Mapping[int, float], widest: FloatArray
) -> FloatArray:
    """Return where each layer stands: farther from the next where arrows between them rise."""
    rise = np.zeros(len(layered.rows))
    for chain in layered.chains:
        for step, (source, target) in enumerate(pairwise(chain), rank[chain[0]]):
            rise[step] = max(rise[step], abs(across[source] - across[target]))
    room = np.maximum(LAYER_GAP, GAP_PER_ROOT_RISE * np.sqrt(rise[:-1]))
    fixed = (widest[:-1] + widest[1:]) / 2
    tall = max(across.values(), default=0.0)
    lacking = tall / MAX_HEIGHT_WIDTHS - float(fixed.sum())
    stretch = np.clip(lacking / max(float(room.sum()), 1e-9), 1.0, MAX_STRETCH)
    return np.concatenate([[0.0], np.cumsum(fixed + room * stretch)])


def _squeezed(at: FloatArray, size: FloatArray, least: float) -> float:
    """Return the share to which the places of neighbours may shrink: the least room is left."""
    apart = np.diff(at)
    return float((((size[:-1] + size[1:]) / 2 + least) / apart).max(initial=0.0))


def _tightest(layered: Layered, across: Mapping[int, float], half: FloatArray) -> float:
    """Return the share to which places across the layers may shrink."""
    shares = [
        _squeezed(
            np.array([across[node] for node in row]), 2 * half[list(row)], LEAST_GAP[1]
        )
        for row in ([node for node in row if node < layered.real] for row in layered.rows)
    ]  # fmt: skip
    return max(shares, default=0.0)


def _bent(rank: IntArray, edges: Sequence[Edge]) -> list[int]:
    """Return the arrows that have a place in each layer they pass, the shortest first.

    A dense graph of N layers has of the order of N^3 such places.
    """
    ends = np.array(edges, np.int64).reshape(-1, 2)
    passed = rank[ends[:, 1]] - rank[ends[:, 0]] - 1
    order = np.argsort(passed, kind="stable")
    fitting = int(np.searchsorted(np.cumsum(passed[order]), MAX_DUMMIES, side="right"))
    return sorted(order[:fitting].tolist())


def _packed(boxes: Sequence[tuple[FloatArray, FloatArray]]) -> list[FloatArray]:
    """Shift boxes, the largest first, onto shelves, which run as the largest is long."""
    if not boxes:
        return []
    sizes = np.array([high - low + PART_GAP for low, high in boxes])
    area = float(sizes.prod(axis=1).sum())
    tall = bool(sizes[0, 1] > sizes[0, 0])
    along, across = (1, 0) if tall else (0, 1)
    most = max(
        float(sizes[0, along]), np.sqrt(area * (1 / WIDTH_HEIGHTS if tall else WIDTH_HEIGHTS))
    )
    shifts, at, shelf, deep = [], 0.0, 0.0, 0.0
    for (low, high), size in zip(boxes, sizes, strict=True):
        if at and at + size[along] > most + 1e-9:
            at, shelf, deep = 0.0, shelf + deep, 0.0
        x, y = (shelf, at) if tall else (at, shelf)
        shifts.append(np.array([x - low[0], -y - high[1]]))
        at, deep = at + float(size[along]), max(deep, float(size[across]))
    return shifts
