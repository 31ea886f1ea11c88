"""A Layered graph -> the same with the nodes of each layer in an order with few crossings."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vizlib.layouts.layered.ranks import Layered

MAX_STARTS = 12
MAX_SWEEPS = 24
MIN_SWEEPS = 4
MAX_IDLE_SWEEPS = 6
"""Sweeps without a better order after which the search ends."""
MAX_SWAP_ROUNDS = 4
MAX_SEGMENTS = 60_000
"""Segments that the sweeps may look at, so that dense graphs do not take long."""

Near = Mapping[int, Sequence[int]]
Rows = list[list[int]]


def neighbours(
    layered: Layered, times: Sequence[int] | None = None
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the nodes before and after each node, one layer away.

    Parameters
    ----------
    layered
        The graph.
    times
        How often each arrow counts, where some matter more; once by default.
    """
    before: dict[int, list[int]] = {node: [] for row in layered.rows for node in row}
    after: dict[int, list[int]] = {node: [] for row in layered.rows for node in row}
    for chain, often in zip(layered.chains, times or [1] * len(layered.chains), strict=True):
        for source, target in pairwise(chain):
            after[source] += [target] * often
            before[target] += [source] * often
    return before, after


def uncross(layered: Layered, times: Sequence[int] | None = None) -> Layered:
    """Order each layer by barycentres and by swapping neighbours, keeping the best order found.

    The barycentre is that of Sugiyama, Tagawa and Toda (1981), the swaps are the transpositions of
    Gansner and others (1993). The search begins anew from orders that are shuffled, always in the
    same ways, as long as the graph is small enough.

    Parameters
    ----------
    layered
        The graph.
    times
        How often each arrow counts, so that those that matter more are crossed less.
    """
    before, after = neighbours(layered, times)
    rng = np.random.default_rng(0)
    sweeps = _sweeps(after)
    best, fewest = [list(row) for row in layered.rows], count_crossings(layered.rows, after)
    start = _first(layered, before, after)
    for _ in range(MAX_STARTS):
        rows, crossings, done = _improved(start, before, after, min(sweeps, MAX_SWEEPS))
        if crossings < fewest:
            best, fewest = rows, crossings
        sweeps -= done
        if not fewest or sweeps <= 0:
            break
        start = [rng.permutation(row).tolist() for row in layered.rows]
    return replace(layered, rows=tuple(map(tuple, best)))


def _improved(start: Rows, before: Near, after: Near, sweeps: int) -> tuple[Rows, int, int]:
    """Return the best order found from one on, its crossings, and how many sweeps that took."""
    rows = best = start
    fewest, idle = count_crossings(rows, after), 0
    for sweep in range(sweeps):
        if not fewest or idle > MAX_IDLE_SWEEPS:
            return best, fewest, sweep
        rows = _swept(rows, before, after, downwards=sweep % 2 == 0)
        rows = _transposed(rows, before, after)
        crossings = count_crossings(rows, after)
        idle = 0 if crossings < fewest else idle + 1
        if crossings < fewest:
            best, fewest = rows, crossings
    return best, fewest, sweeps


def _sweeps(after: Near) -> int:
    """Return how many sweeps over all layers a search may make, from all its starts."""
    segments = sum(map(len, after.values()))
    return min(MAX_SWEEPS * MAX_STARTS, max(MIN_SWEEPS, MAX_SEGMENTS // max(segments, 1)))


def _first(layered: Layered, before: Near, after: Near) -> Rows:
    """Put the nodes in the order in which a walk along the arrows meets them."""
    seen: dict[int, None] = {}
    for start in (node for row in layered.rows for node in row):
        stack = [start]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen[node] = None
                around = (*before[node], *after[node])
                stack += [other for other in around if other not in seen][::-1]
    place = {node: number for number, node in enumerate(seen)}
    return [sorted(row, key=place.__getitem__) for row in layered.rows]


def _swept(rows: Rows, before: Near, after: Near, downwards: bool) -> Rows:
    """Order each layer by the mean place of its neighbours in the layer just done."""
    result = [list(row) for row in rows]
    layers = range(1, len(rows)) if downwards else range(len(rows) - 2, -1, -1)
    near = before if downwards else after
    for layer in layers:
        place = {node: at for at, node in enumerate(result[layer + (-1 if downwards else 1)])}
        mean = {
            node: sum(place[other] for other in near[node]) / len(near[node])
            for node in result[layer]
            if near[node]
        }
        result[layer] = _ordered(result[layer], mean)
    return result


def _ordered(row: list[int], mean: Mapping[int, float]) -> list[int]:
    """Sort the nodes that have a barycentre; the others keep their places."""
    moved = iter(sorted((node for node in row if node in mean), key=mean.__getitem__))
    return [next(moved) if node in mean else node for node in row]


def _transposed(rows: Rows, before: Near, after: Near) -> Rows:
    """Swap neighbours in a layer as long as that saves crossings."""
    result = [list(row) for row in rows]
    for _ in range(MAX_SWAP_ROUNDS):
        better = False
        for layer, row in enumerate(result):
            up = _places(result, layer - 1, row, before)
            down = _places(result, layer + 1, row, after)
            for at in range(len(row) - 1):
                left, right = row[at], row[at + 1]
                now = _crossed(up[left], up[right]) + _crossed(down[left], down[right])
                if now and now > _crossed(up[right], up[left]) + _crossed(down[right], down[left]):
                    row[at], row[at + 1] = right, left
                    better = True
        if not better:
            break
    return result


def _places(rows: Rows, layer: int, row: list[int], near: Near) -> dict[int, list[int]]:
    """Return the sorted places of each node's neighbours in another layer."""
    if not 0 <= layer < len(rows):
        return {node: [] for node in row}
    place = {node: at for at, node in enumerate(rows[layer])}
    return {node: sorted(place[other] for other in near[node]) for node in row}


def _crossed(left: list[int], right: list[int]) -> int:
    """Count crossings of two nodes' segments where one stands left of the other."""
    return sum(bisect_left(right, place) for place in left) if left and right else 0


def count_crossings(rows: Sequence[Sequence[int]], after: Near) -> int:
    """Count how often segments between neighbouring layers cross.

    Parameters
    ----------
    rows
        The nodes of each layer, in order.
    after
        The neighbours of each node in the next layer.
    """
    total = 0
    for row, below in pairwise(rows):
        place = {node: at for at, node in enumerate(below)}
        passed: list[int] = []
        for node in row:
            ends = sorted(place[other] for other in after[node])
            total += sum(len(passed) - bisect_left(passed, end + 1) for end in ends)
            for end in ends:
                insort(passed, end)
    return total
