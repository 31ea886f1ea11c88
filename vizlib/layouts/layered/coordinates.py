"""A Layered graph in order -> a place across the layers for each node, long arrows straight."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from vizlib.layouts.layered.crossings import Near, neighbours
from vizlib.layouts.layered.ranks import Layered

ROOM_NODES = (1.0, 0.65, 0.35)
"""Room between two nodes, a node and a dummy, two dummies."""
Rows = Sequence[Sequence[int]]
Places = dict[int, float]


def straighten(layered: Layered) -> Places:
    """Place nodes so that long arrows are straight and short ones nearly.

    Parameters
    ----------
    layered
        The graph, each layer in its order.

    Returns
    -------
    place
        Node or dummy -> where it stands across the layers; neighbours in a layer are at least
        ``ROOM_NODES`` apart.

    Notes
    -----
    Brandes and Koepf, *Fast and simple horizontal coordinate assignment* (2002): four extreme
    alignments, and for each node the mean of the two in the middle. The blocks of an alignment are
    packed by longest paths, which also mends the paper's compaction.
    """
    if not layered.rows:
        return {}
    before, after = neighbours(layered)
    barred = _conflicts(layered, before)
    alignments = []
    for downwards in (True, False):
        for leftwards in (True, False):
            rows = layered.rows if downwards else layered.rows[::-1]
            rows = rows if leftwards else tuple(row[::-1] for row in rows)
            root = _aligned(rows, before if downwards else after, barred)
            place = _packed(rows, root, layered.real)
            alignments.append(
                place if leftwards else {node: -where for node, where in place.items()}
            )
    return _balanced(alignments)


def _conflicts(layered: Layered, before: Near) -> set[tuple[int, int]]:
    """Find segments that cross a long arrow's inner segment; they must give way to it."""
    barred: set[tuple[int, int]] = set()
    real = layered.real
    for upper, row in pairwise(layered.rows):
        place = {node: at for at, node in enumerate(upper)}
        low = done = 0
        for at, node in enumerate(row):
            inner = [source for source in before[node] if source >= real] if node >= real else []
            if not inner and at < len(row) - 1:
                continue
            high = place[inner[0]] if inner else len(upper)
            for other in row[done : at + 1]:
                for source in before[other]:
                    dummies = source >= real and other >= real
                    if not low <= place[source] <= high and not dummies:
                        barred.add((source, other))
            low, done = high, at + 1
    return barred


def _aligned(rows: Rows, near: Near, barred: set[tuple[int, int]]) -> dict[int, int]:
    """Align each node with the median of its neighbours; return the first node of each block."""
    root = {node: node for row in rows for node in row}
    place = {node: at for row in rows for at, node in enumerate(row)}
    for row in rows:
        last = -1
        for node in row:
            around = sorted(near[node], key=place.__getitem__)
            middle = (len(around) - 1) // 2, len(around) // 2
            for median in dict.fromkeys(around[at] for at in middle if around):
                free = (median, node) not in barred and (node, median) not in barred
                if root[node] == node and last < place[median] and free:
                    root[node] = root[median]
                    last = place[median]
    return root


def _packed(rows: Rows, root: Mapping[int, int], real: int) -> Places:
    """Push all blocks to the left, then those with room back towards their right neighbours."""
    right: dict[int, dict[int, float]] = {block: {} for block in root.values()}
    left: dict[int, dict[int, float]] = {block: {} for block in root.values()}
    for row in rows:
        for node, other in pairwise(row):
            room = ROOM_NODES[(node >= real) + (other >= real)]
            block, beside = root[node], root[other]
            room = max(room, right[block].get(beside, 0.0))
            right[block][beside] = left[beside][block] = room
    order = _sorted(right, left)
    at: Places = {}
    for block in order:
        at[block] = max((at[other] + room for other, room in left[block].items()), default=0.0)
    for block in reversed(order):
        if right[block]:
            most = min(at[other] - room for other, room in right[block].items())
            at[block] = max(at[block], most)
    return {node: at[block] for node, block in root.items()}


def _sorted(
    right: Mapping[int, Mapping[int, float]], left: Mapping[int, Mapping[int, float]]
) -> list[int]:
    """Order blocks so that each comes after those on its left."""
    waiting = {block: len(others) for block, others in left.items()}
    order = [block for block, number in waiting.items() if not number]
    for block in order:
        for other in right[block]:
            waiting[other] -= 1
            if not waiting[other]:
                order.append(other)
    return order


def _balanced(alignments: Sequence[Places]) -> Places:
    """Shift four alignments to the narrowest, and take the mean of the two in the middle."""
    spans = [(min(place.values()), max(place.values())) for place in alignments]
    low, high = min(spans, key=lambda span: span[1] - span[0])
    shifts = [
        low - span[0] if number % 2 == 0 else high - span[1] for number, span in enumerate(spans)
    ]
    result: Places = {}
    for node in alignments[0]:
        places = sorted(
            place[node] + shift for place, shift in zip(alignments, shifts, strict=True)
        )
        result[node] = (places[1] + places[2]) / 2
    return result
