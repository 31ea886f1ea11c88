"""Arrows of a DAG -> the layer of each node, and the same graph with every arrow one layer long."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import IntArray

Edge = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Layered:
    """A graph whose arrows run from each layer to the next, long ones over dummy nodes.

    Parameters
    ----------
    real
        How many nodes are real; dummies have higher numbers.
    rows
        The nodes of each layer, in order.
    chains
        Of each arrow its source, its dummies and its target.
    """

    real: int
    rows: tuple[tuple[int, ...], ...]
    chains: tuple[tuple[int, ...], ...]


def rank_nodes(count: int, edges: Sequence[Edge]) -> IntArray:
    """Find layers such that arrows run to higher ones and are short in sum.

    This is the problem that the network simplex of Gansner, Koutsofios, North and Vo, *A technique
    for drawing directed graphs* (1993), solves; its matrix is totally unimodular, so that any
    simplex gives whole numbers.

    Parameters
    ----------
    count
        How many nodes there are, N.
    edges
        Pairs of nodes without a cycle.

    Returns
    -------
    rank
        ``(N,)`` layers, from 0.

    Examples
    --------
    >>> rank_nodes(4, [(0, 1), (1, 2), (3, 2)]).tolist()
    [0, 1, 2, 1]
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    pairs = np.array(sorted(set(edges)), np.int64).reshape(-1, 2)
    if not len(pairs):
        return np.zeros(count, np.int32)
    row = np.arange(len(pairs))
    ones = np.ones(len(pairs))
    matrix = coo_array(
        (np.r_[ones, -ones], (np.r_[row, row], np.r_[pairs[:, 0], pairs[:, 1]])),
        shape=(len(pairs), count),
    )
    cost = np.bincount(pairs[:, 1], minlength=count) - np.bincount(pairs[:, 0], minlength=count)
    solution = linprog(cost, A_ub=matrix, b_ub=-ones, bounds=(0, count - 1), method="highs-ds")
    rank = np.round(solution.x).astype(np.int32)
    lowest: IntArray = rank - rank.min()
    return lowest


def with_dummies(rank: IntArray, edges: Sequence[Edge]) -> Layered:
    """Cut every arrow that passes a layer by a dummy node in it.

    Parameters
    ----------
    rank
        ``(N,)`` layers.
    edges
        Pairs of nodes, from lower to higher layers.
    """
    rows: list[list[int]] = [[] for _ in range(int(rank.max(initial=-1)) + 1)]
    for node, layer in enumerate(rank):
        rows[layer].append(node)
    dummy, chains = len(rank), []
    for source, target in edges:
        chain = [source]
        for layer in range(rank[source] + 1, rank[target]):
            rows[layer].append(dummy)
            chain.append(dummy)
            dummy += 1
        chains.append((*chain, target))
    return Layered(len(rank), tuple(map(tuple, rows)), tuple(chains))
