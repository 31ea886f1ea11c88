"""Edges and a group at each end -> how groups connect: counts, probabilities, ratios."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray
from vizlib.errors import VizlibError
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.layouts.order import order_nodes

Given = Literal["source", "target"] | None
BINS = 8
MAX_UNBINNED_NUMBERS = 12
"""Different numbers up to which each is a group of its own."""
MAX_GROUPS = 60
FEW_EVENTS = 5
"""Edges of which fewer, seen and expected, say nothing about chance."""


def grouped(
    values: "pd.Series[Any]", name: str, group_order: str | Sequence[object] = "sorted"
) -> tuple[IntArray, tuple[str, ...]]:
    """Number the groups of values; many numbers are gathered to bins of equal width.

    Parameters
    ----------
    values
        ``(M,)`` what says the group of each.
    name
        The option's name, for errors.
    group_order
        ``"sorted"``, ``"appearance"``, ``"size"``, or the groups themselves.

    Returns
    -------
    code, labels
        ``(M,)`` group of each value, and G names; missing values form a last group.

    Raises
    ------
    VizlibError
        Where there are more than 60 groups.
    """
    if kind_of(values) == "number" and values.nunique() > MAX_UNBINNED_NUMBERS:
        values = pd.cut(pd.Series(as_numbers(values)), BINS, precision=2)
    order = order_nodes(len(values), values, group_order)
    if len(order.labels) > MAX_GROUPS:
        raise VizlibError(
            f"{name} has {len(order.labels):,} groups; a mixing plot shows {MAX_GROUPS} at most."
            " Group by a coarser field."
        )
    return order.group, order.labels


def counts(
    source: IntArray, target: IntArray, shape: tuple[int, int], weight: FloatArray | None = None
) -> FloatArray:
    """Add up the weight of pairs ``(M,)`` of groups: ``(Gx, Gy)``."""
    key = source.astype(np.int64) * shape[1] + target
    total: FloatArray = np.bincount(key, weight, shape[0] * shape[1]).astype(float)
    return total.reshape(shape)


def joint(count: FloatArray) -> FloatArray:
    """Return P(source group, target group): the counts over their sum."""
    share: FloatArray = count / max(float(count.sum()), 1e-300)
    return share


def conditional(count: FloatArray, given: Given) -> FloatArray:
    """Return the probability of one end's group given the other's: rows or columns add to 1."""
    axis = 1 if given == "source" else 0
    whole = count.sum(axis=axis, keepdims=True)
    share: FloatArray = np.divide(count, whole, out=np.zeros_like(count), where=whole > 0)
    return share


def log_ratios(count: FloatArray, events: FloatArray | None = None) -> FloatArray:
    """Return log2 of what is seen over what is expected where groups connect by chance.

    Minus infinity where nothing is seen; NaN where both are too few to tell.

    Parameters
    ----------
    count
        ``(Gx, Gy)`` weight of each pair.
    events
        ``(Gx, Gy)`` how many edges the weights are of, where they are not counts themselves.
    """
    events = count if events is None else events
    few = (events < FEW_EVENTS) & (expected(events) < FEW_EVENTS)
    chance = expected(count)
    ratio = np.divide(count, chance, out=np.full_like(chance, np.nan), where=chance > 0)
    with np.errstate(divide="ignore"):
        logarithm: FloatArray = np.log2(np.where(few, np.nan, ratio))
    return logarithm


def expected(count: FloatArray) -> FloatArray:
    """Return ``(Gx, Gy)`` the products of the sums of rows and columns, over the sum of all."""
    rows, columns = count.sum(axis=1, keepdims=True), count.sum(axis=0, keepdims=True)
    chance: FloatArray = rows * columns / max(float(count.sum()), 1e-300)
    return chance


def assortativity(count: FloatArray) -> float:
    """Return the attribute assortativity coefficient (Newman 2003), NaN where it has no meaning."""
    share = joint(count)
    chance = float((share.sum(axis=0) * share.sum(axis=1)).sum())
    return float((np.trace(share) - chance) / (1 - chance)) if chance < 1 else float("nan")
