"""Edges that join the same nodes, and fields of theirs -> the sums, means and modes they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, BoolArray, FloatArray, IntArray, LongArray
from vizlib.graphs.values import as_numbers, kind_of


@dataclass(frozen=True, eq=False)
class MergedEdges:
    """Edges gathered to R routes: those that join the same nodes, the same way where it matters.

    Parameters
    ----------
    route
        ``(E,)`` the route of each edge, from 0 up.
    counted
        ``(E,)`` which edges count.
    """

    route: LongArray
    counted: BoolArray

    @property
    def routes(self) -> int:
        """How many routes there are, R."""
        return int(self.route.max(initial=-1)) + 1

    @property
    def multiplicity(self) -> LongArray:
        """``(E,)`` how many counted edges share the route of each."""
        return np.bincount(self.route[self.counted], minlength=self.routes)[self.route]

    def first(self, wanted: BoolArray | None = None) -> LongArray:
        """Return ``(R,)`` an edge of each route that has one that counts, a wanted one if any."""
        order = np.arange(len(self.route)) if wanted is None else np.argsort(~wanted, kind="stable")
        order = order[self.counted[order]]
        chosen = order[np.unique(self.route[order], return_index=True)[1]]
        return np.asarray(chosen, np.int64)

    def totals(self, values: "pd.Series[Any]") -> "pd.Series[Any]":
        """Return ``(E,)`` the sum over the route of each edge; missing where all are."""
        numbers = as_numbers(values)
        present = self.counted & ~np.isnan(numbers)
        total = self._total(np.where(present, numbers, 0.0))
        return pd.Series(np.where(self._total(present) > 0, total, np.nan), name=values.name)

    def mean_or_mode(self, values: "pd.Series[Any]", weight: FloatArray) -> "pd.Series[Any]":
        """Return ``(E,)`` the mean of numbers, or the mode of other values, over the route.

        Parameters
        ----------
        values
            ``(E,)`` a field of the edges.
        weight
            ``(E,)`` how much each edge counts; the mode is the value of the greatest weight, of
            several the one that comes first.
        """
        if kind_of(values) == "number":
            numbers = as_numbers(values)
            share = np.where(self.counted & ~np.isnan(numbers), weight, 0.0)
            total, whole = self._total(np.nan_to_num(numbers) * share), self._total(share)
            mean = np.divide(total, whole, where=whole > 0, out=np.full(len(share), np.nan))
            return pd.Series(mean, name=values.name)
        return self._mode(values, weight)

    def _total(self, values: AnyArray) -> FloatArray:
        total = np.bincount(self.route, values, minlength=self.routes)[self.route]
        return np.asarray(total, float)

    def _mode(self, values: "pd.Series[Any]", weight: FloatArray) -> "pd.Series[Any]":
        codes, levels = pd.factorize(values)
        present = self.counted & (codes >= 0)
        frame = pd.DataFrame({"route": self.route, "code": codes, "weight": weight})[present]
        heavy = frame.groupby(["route", "code"], sort=True)["weight"].sum().reset_index()
        heavy = heavy.sort_values(["weight", "code"], ascending=[False, True], kind="stable")
        best = heavy.drop_duplicates("route").set_index("route")["code"]
        code = best.reindex(self.route, fill_value=-1).to_numpy()
        chosen = pd.Series(levels, dtype=values.dtype).reindex(code)
        return pd.Series(chosen.array, name=values.name)


def merge_edges(
    source: IntArray, target: IntArray, directed: bool, counted: BoolArray | None = None
) -> MergedEdges:
    """Gather edges that join the same nodes, the same way where the graph is directed.

    Parameters
    ----------
    source, target
        ``(E,)`` the ends of each edge.
    directed
        Whether the way matters.
    counted
        ``(E,)`` which edges count; all where it is None.
    """
    ends: Sequence[AnyArray] = (source, target)
    if not directed:
        ends = np.minimum(source, target), np.maximum(source, target)
    key = ends[0].astype(np.int64) * (int(ends[1].max(initial=0)) + 1) + ends[1]
    route = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return MergedEdges(route, np.ones(len(route), bool) if counted is None else counted)
