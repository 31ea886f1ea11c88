"""A Layered graph in order -> a place across the layers for each node, long arrows level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.layouts.layered.ranks import Layered

ROOM = (1.5, 0.95, 0.6)
"""Empty room between two nodes, a node and an arrow that passes, two such arrows."""
PULL = (1.0, 2.0, 8.0)
"""How much an arrow is pulled straight between two nodes, at its ends, on its way between."""
SWEEPS = 60


@dataclass(frozen=True, eq=False)
class Row:
    """A layer, and what pulls at its nodes.

    Parameters
    ----------
    nodes
        ``(K,)`` in their order.
    offset
        ``(K,)`` where each stands at least, from the first on.
    owner, other
        ``(A,)`` the place in the row and the node at the other end of each arrow.
    pull
        ``(A,)`` how much each pulls.
    """

    nodes: LongArray
    offset: FloatArray
    owner: AnyArray
    other: AnyArray
    pull: FloatArray


def place_across(
    layered: Layered, half: FloatArray, weight: Sequence[float] | None = None
) -> dict[int, float]:
    """Place nodes so that arrows are as level as the order in each layer and the room allow.

    Parameters
    ----------
    layered
        The graph, each layer in its order.
    half
        ``(M,)`` half of the room that each node or dummy takes across the layers.
    weight
        Of each arrow how much it matters; 1 by default.

    Returns
    -------
    place
        Node or dummy -> where it stands across the layers, from 0; neighbours in a layer are at
        least their halves and ``ROOM`` apart.

    Notes
    -----
    The sum of the squared rises of all arrows, weighed as by Gansner and others (1993), is made
    least layer by layer, by turns from either end. With the others fixed, the best places in a
    layer are an isotonic regression of the wanted ones: pool adjacent violators (Ayer and others,
    1955).
    """
    rows = _rows(layered, half, weight or [1.0] * len(layered.chains))
    at = np.zeros(len(half))
    for row in rows:
        at[row.nodes] = row.offset - row.offset.mean()
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _settle(row, at)
    _level(layered, rows, half, at, weight or [1.0] * len(layered.chains))
    known = np.concatenate([row.nodes for row in rows]) if rows else np.zeros(0, int)
    least = at[known].min(initial=np.inf)
    return {int(node): float(at[node] - least) for node in known}


def _rows(layered: Layered, half: FloatArray, weight: Sequence[float]) -> list[Row]:
    pulls: dict[int, list[tuple[int, float]]] = {node: [] for row in layered.rows for node in row}
    for chain, much in zip(layered.chains, weight, strict=True):
        for source, target in pairwise(chain):
            pull = much * PULL[(source >= layered.real) + (target >= layered.real)]
            pulls[source].append((target, pull))
            pulls[target].append((source, pull))
    return [_row(row, half, layered.real, pulls) for row in layered.rows if row]


def _row(
    nodes: Sequence[int], half: FloatArray, real: int,
    pulls: Mapping[int, Sequence[tuple[int, float]]],
) -> Row:  # fmt: skip
    number = np.array(nodes, np.int64)
    passes = (number >= real).astype(int)
    apart = half[number[:-1]] + half[number[1:]] + np.array(ROOM)[passes[:-1] + passes[1:]]
    ends = [(place, other, pull) for place, node in enumerate(nodes) for other, pull in pulls[node]]
    owner, other, pull = (np.array(column) for column in zip(*ends, strict=True)) if ends else (
        np.zeros(0, int), np.zeros(0, int), np.zeros(0)
    )  # fmt: skip
    return Row(number, np.r_[0.0, np.cumsum(apart)], owner, other, pull)


def _settle(row: Row, at: FloatArray) -> None:
    """Move the nodes of a layer to their best places, those of the other layers fixed."""
    count = len(row.nodes)
    much = np.bincount(row.owner, row.pull, count)
    sums = np.bincount(row.owner, row.pull * at[row.other], count)
    alone = much == 0
    wanted = np.where(alone, at[row.nodes], sums / np.where(alone, 1.0, much)) - row.offset
    at[row.nodes] = isotonic(wanted, np.where(alone, 1e-3, much)) + row.offset


def _level(
    layered: Layered, rows: Sequence[Row], half: FloatArray, at: FloatArray,
    weight: Sequence[float],
) -> None:  # fmt: skip
    """Let long arrows run level past as many layers as the room there allows."""
    beside = {}
    for row in rows:
        around = [-1, *row.nodes.tolist(), -1]
        for place, node in enumerate(row.nodes.tolist()):
            if node >= layered.real:
                beside[node] = around[place], around[place + 2]
    order = sorted(range(len(layered.chains)), key=lambda arrow: -weight[arrow])
    for arrow in order:
        run: list[int] = []
        low, high = -np.inf, np.inf
        for node in layered.chains[arrow][1:-1]:
            least, most = _freedom(node, beside[node], half, at, layered.real)
            if run and max(low, least) > min(high, most):
                _settle_run(run, low, high, at)
                run, low, high = [], -np.inf, np.inf
            run.append(node)
            low, high = max(low, least), min(high, most)
        _settle_run(run, low, high, at)


def _freedom(
    node: int, beside: tuple[int, int], half: FloatArray, at: FloatArray, real: int
) -> tuple[float, float]:
    """Return between which places a dummy may move while its neighbours stay."""
    ends = []
    for other, sign in zip(beside, (1, -1), strict=True):
        if other < 0:
            ends.append(-sign * np.inf)
            continue
        room = half[node] + half[other] + ROOM[1 + (other >= real)]
        ends.append(at[other] + sign * room)
    return min(ends[0], at[node]), max(ends[1], at[node])


def _settle_run(run: Sequence[int], low: float, high: float, at: FloatArray) -> None:
    if run:
        at[list(run)] = np.clip(at[list(run)].mean(), low, high)


def isotonic(wanted: FloatArray, weight: FloatArray) -> FloatArray:
    """Return the growing numbers that are nearest to some, by weighed squares.

    Examples
    --------
    >>> isotonic(np.array([1.0, 3.0, 1.0, 5.0]), np.ones(4)).tolist()
    [1.0, 2.0, 2.0, 5.0]
    """
    pools: list[tuple[float, float, int]] = []
    for value, much in zip(wanted.tolist(), weight.tolist(), strict=True):
        pool = (value, much, 1)
        while pools and pools[-1][0] > pool[0]:
            low, mass, many = pools.pop()
            whole = mass + pool[1]
            pool = ((low * mass + pool[0] * pool[1]) / whole, whole, many + pool[2])
        pools.append(pool)
    means, counts = [pool[0] for pool in pools], [pool[2] for pool in pools]
    return np.repeat(np.array(means, float), np.array(counts, int))
