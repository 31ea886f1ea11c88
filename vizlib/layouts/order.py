"""Group and sort values of the nodes -> Order: which group each node is in and where in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, IntArray, LongArray
from vizlib.errors import VizlibError, listed, unknown_choice
from vizlib.graphs.values import MISSING, name_of, rank_values

ORDERS = ("sorted", "appearance", "size")
ByEdges = Literal["contact", "similarity", "auto"]
"""Orders that follow from the edges; :mod:`vizlib.layouts.contact` finds them."""


@dataclass(frozen=True, eq=False)
class Order:
    """Where each node stands.

    Parameters
    ----------
    place
        ``(N,)`` places from 0 to N - 1: group by group, sorted inside each.
    group
        ``(N,)`` number of the group of each node.
    labels
        G names of the groups, in drawing order.
    """

    place: LongArray
    group: IntArray
    labels: tuple[str, ...] = ("",)

    @cached_property
    def sizes(self) -> LongArray:
        """``(G,)`` number of nodes in each group."""
        return np.bincount(self.group, minlength=len(self.labels)).astype(np.int64)

    @cached_property
    def starts(self) -> LongArray:
        """``(G,)`` place of the first node of each group."""
        return np.cumsum(self.sizes) - self.sizes

    @cached_property
    def within(self) -> LongArray:
        """``(N,)`` place of each node inside its group."""
        return self.place - self.starts[self.group]

    @cached_property
    def nodes(self) -> LongArray:
        """``(N,)`` the node at each place."""
        return np.argsort(self.place, kind="stable")

    def take(self, nodes: BoolArray) -> "Order":
        """Return the order of some of the nodes: the same groups, and places without gaps."""
        place = np.empty(int(nodes.sum()), np.int64)
        place[np.argsort(self.place[nodes], kind="stable")] = np.arange(len(place))
        return Order(place, self.group[nodes], self.labels)

    @property
    def grouped(self) -> bool:
        """Whether there is more than one group, or a named one."""
        return len(self.labels) > 1 or self.labels != ("",)


def order_nodes(
    count: int,
    groups: "pd.Series[Any] | None" = None,
    group_order: str | Sequence[Any] = "sorted",
    keys: Sequence[tuple["pd.Series[Any]", bool]] = (),
) -> Order:
    """Put nodes in order: by group, inside each group by keys, else as they come.

    Parameters
    ----------
    count
        Number of nodes, N.
    groups
        ``(N,)`` group of each node; missing values form a last group of their own.
    group_order
        ``"sorted"``, ``"appearance"``, ``"size"`` (the largest first), or the groups themselves.
    keys
        ``(N,)`` values and whether they run downwards, the most important first.

    Raises
    ------
    VizlibError
        Where ``group_order`` is not known or lacks a group.
    """
    number, labels = _numbered(groups, group_order) if groups is not None else (None, ("",))
    group = np.zeros(count, np.int32) if number is None else number
    ranks: list[Any] = [rank_values(values, reverse) for values, reverse in reversed(keys)]
    nodes = np.lexsort([np.arange(count), *ranks, group])
    place = np.empty(count, np.int64)
    place[nodes] = np.arange(count)
    return Order(place, group, labels)


def _numbered(
    groups: "pd.Series[Any]", group_order: str | Sequence[Any]
) -> tuple[IntArray, tuple[str, ...]]:
    """Number the groups in drawing order, the missing ones last."""
    try:
        codes, values = pd.factorize(groups)
    except TypeError as error:
        raise VizlibError(
            f"group_by: the values are no single values ({error}); make a number or a word of each"
            " first."
        ) from error
    wanted = _arranged(codes, pd.Index(values, dtype=values.dtype), group_order)
    rank = np.empty(len(values) + 1, np.int32)
    rank[wanted] = np.arange(len(wanted))
    rank[-1] = len(wanted)
    labels = [name_of(values[code]) for code in wanted]
    if (codes < 0).any():
        labels.append(MISSING)
    return rank[codes], tuple(labels) or ("",)


def _arranged(
    codes: LongArray, values: "pd.Index[Any]", group_order: str | Sequence[Any]
) -> LongArray:
    """Return the places of the group values in the order that was asked for."""
    if isinstance(group_order, str) or not np.iterable(group_order):
        if group_order not in ORDERS:
            raise unknown_choice(
                "group_order", group_order, [*ORDERS, *get_args(ByEdges), "a sequence of groups"]
            )
        if group_order == "appearance":
            return np.arange(len(values))
        by_value = np.argsort(
            rank_values(pd.Series(values, dtype=values.dtype), False), kind="stable"
        )
        if group_order == "sorted":
            return by_value
        size = np.bincount(codes[codes >= 0], minlength=len(values))
        return by_value[np.argsort(-size[by_value], kind="stable")]
    given = list(group_order)
    lacking = [value for value in values if value not in given]
    if lacking:
        raise VizlibError(
            f"group_order lacks {listed(lacking)}; the groups are {listed(values)}."
            " Name each group once."
        )
    first = {value: rank for rank, value in reversed(list(enumerate(given)))}
    return np.argsort([first[value] for value in values], kind="stable")
