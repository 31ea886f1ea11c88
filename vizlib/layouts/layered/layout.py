"""Arrows of a DAG -> positions of the nodes in layers, and the bends of each arrow."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.layouts.layered.coordinates import straighten
from vizlib.layouts.layered.crossings import uncross
from vizlib.layouts.layered.ranks import Edge, rank_nodes, with_dummies

GAP_PER_ROOT_RISE = 0.55
"""A gap between layers is at least this times the root of the greatest rise across it."""
MAX_HEIGHT_WIDTHS = 1.25
"""Heights in widths above which layers move apart."""
MAX_STRETCH = 3.0
"""By how many times layers may move apart for that."""
PART_GAP_NODES = 1.2
"""Room between the parts of a graph, in distances between nodes of a layer."""
MAX_DUMMIES = 40_000
"""Places of arrows in layers that they pass, past which the longest arrows run straight."""
WIDTH_HEIGHTS = 1.6
"""Width of the whole in heights, where it is made of parts that hang not together."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Where nodes stand and arrows bend.

    Parameters
    ----------
    xy
        ``(N, 2)`` positions; x grows from layer to layer, and nodes of a layer are 1 apart in y.
    layer
        ``(N,)`` the layer of each node, counted in its own part of the graph.
    bends
        Of each arrow ``(K, 2)`` points: its source, one in each layer that it passes, its target.
    unbent
        How many arrows run straight past the layers between their ends, since bends for all would
        be too many.
    """

    xy: FloatArray
    layer: IntArray
    bends: tuple[FloatArray, ...]
    unbent: int = 0


def lay_out(count: int, edges: Sequence[Edge], width: FloatArray, gap: float = 2.0) -> Layout:
    """Place the nodes of a DAG in layers, from left to right.

    Parameters
    ----------
    count
        How many nodes there are, N.
    edges
        Pairs of nodes without a cycle.
    width
        ``(N,)`` how wide each node is with its name.
    gap
        Least room between layers.

    Examples
    --------
    >>> lay_out(3, [(0, 1), (1, 2)], np.zeros(3)).xy.tolist()
    [[0.0, 0.0], [2.0, 0.0], [4.0, 0.0]]
    """
    xy, layer = np.zeros((count, 2)), np.zeros(count, np.int32)
    bends: list[FloatArray] = [np.zeros((0, 2))] * len(edges)
    boxes, parts, unbent = [], _parts(count, edges), 0
    for nodes, arrows in parts:
        number = {node: place for place, node in enumerate(nodes)}
        own = [(number[edges[arrow][0]], number[edges[arrow][1]]) for arrow in arrows]
        part = _part(len(nodes), own, width[nodes], gap)
        xy[nodes], layer[nodes] = part.xy, part.layer
        unbent += part.unbent
        for arrow, points in zip(arrows, part.bends, strict=True):
            bends[arrow] = points
        whole = np.concatenate([part.xy, *part.bends])
        boxes.append((whole.min(axis=0), whole.max(axis=0)))
    room = max(gap, float(width.max(initial=0)) + 0.5)
    for (nodes, arrows), shift in zip(parts, _packed(boxes, room), strict=True):
        xy[nodes] += shift
        for arrow in arrows:
            bends[arrow] = bends[arrow] + shift
    return Layout(xy, layer, tuple(bends), unbent)


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


def _part(count: int, edges: Sequence[Edge], width: FloatArray, gap: float) -> Layout:
    rank = rank_nodes(count, edges)
    bent = _bent(rank, edges)
    layered = uncross(with_dummies(rank, [edges[arrow] for arrow in bent]))
    across = straighten(layered)
    rise = np.zeros(len(layered.rows))
    for chain in layered.chains:
        for step, (source, target) in enumerate(pairwise(chain), rank[chain[0]]):
            rise[step] = max(rise[step], abs(across[source] - across[target]))
    widest = np.zeros(len(layered.rows))
    np.maximum.at(widest, rank, width)
    gaps = (widest[:-1] + widest[1:]) / 2 + 0.4
    gaps = np.maximum(np.maximum(gaps, gap), GAP_PER_ROOT_RISE * np.sqrt(rise[:-1]))
    tall = max(across.values(), default=0.0) - min(across.values(), default=0.0)
    stretch = np.clip(tall / MAX_HEIGHT_WIDTHS / max(float(gaps.sum()), 1e-9), 1.0, MAX_STRETCH)
    x = np.concatenate([[0.0], np.cumsum(gaps * stretch)])
    xy = np.array([[x[rank[node]], -across[node]] for node in range(count)])
    bends = [xy[list(edge)] for edge in edges]
    for arrow, chain in zip(bent, layered.chains, strict=True):
        steps = enumerate(chain, rank[chain[0]])
        bends[arrow] = np.array([[x[at], -across[node]] for at, node in steps])
    return Layout(xy, rank, tuple(bends), len(edges) - len(bent))


def _bent(rank: IntArray, edges: Sequence[Edge]) -> list[int]:
    """Return the arrows that have a place in each layer they pass, the shortest first.

    A dense graph of N layers has of the order of N^3 such places.
    """
    ends = np.array(edges, np.int64).reshape(-1, 2)
    passed = rank[ends[:, 1]] - rank[ends[:, 0]] - 1
    order = np.argsort(passed, kind="stable")
    fitting = int(np.searchsorted(np.cumsum(passed[order]), MAX_DUMMIES, side="right"))
    return sorted(order[:fitting].tolist())


def _packed(boxes: Sequence[tuple[FloatArray, FloatArray]], room: float) -> list[FloatArray]:
    """Shift boxes, the largest first, onto shelves, which run as the largest is long."""
    if not boxes:
        return []
    sizes = np.array([high - low + [room, PART_GAP_NODES] for low, high in boxes])
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
