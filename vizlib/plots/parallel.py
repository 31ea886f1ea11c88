"""ParallelPlot: nodes on columns, one a group; edges as curves between columns."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.options import values_of
from vizlib.core.plot import Ends, Plot
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.order import Order, order_nodes
from vizlib.layouts.positions import on_columns, shares
from vizlib.scene.edge_paths import between_columns
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.page import Page

SWEEPS = 12


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ParallelPlot(Plot):
    """Nodes on columns, one a group; edges as curves between columns, or beside their own.

    Where ``sort_by`` is not given, nodes are ordered inside their columns so that few edges cross:
    each moves to the mean place of its neighbours, for some sweeps.

    Notes
    -----
    The options are those of every plot, see :class:`vizlib.Plot`. The order by barycentres is that
    of Sugiyama, Tagawa and Toda (1981).

    Examples
    --------
    >>> import networkx as nx
    >>> ParallelPlot(nx.karate_club_graph(), group_by="club")
    ParallelPlot of 34 nodes and 78 undirected edges. 2 groups by club.
    """

    picture_size: ClassVar[tuple[float, float]] = (7.0, 6.0)
    aspect: ClassVar[Literal["equal", "auto"]] = "auto"

    def check(self) -> None:
        """Refuse a graph without groups."""
        if self.group_by is None:
            raise VizlibError(
                "ParallelPlot needs group_by: a field that says which column each node stands in."
            )
        super().check()

    @cached_property
    def order(self) -> Order:
        """Where each node stands, by ``sort_by`` or by the barycentres of its neighbours."""
        given = super().order
        if self.sort_by is not None or not self.tables.edge_count:
            return given
        groups = values_of(self.group_by, self.node_table, "group_by")
        best, least = given, _length(self.tables, given)
        for _ in range(SWEEPS):
            mean = _barycentres(self.tables, given)
            given = order_nodes(len(groups), groups, self.group_order, [(pd.Series(mean), False)])
            length = _length(self.tables, given)
            if length < least:
                best, least = given, length
        return best

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand the nodes on columns, the first at the top."""
        return on_columns(order, 1 - shares(order))

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Join columns by curves; an edge inside one swings beside it."""
        return between_columns(start.xy, end.xy, start.parallel_offset, samples=start.samples)

    def limits(self) -> tuple[float, float, float, float]:
        """Return the room of the columns and of what swings beside the last."""
        most = float(max(len(self.order.labels) - 1, 0))
        group, last = self.order.group, len(self.order.labels) - 1
        source, target = group[self.tables.source], group[self.tables.target]
        beside = bool(((source == last) & (target == last)).any())
        return -0.04, most + (0.36 if beside else 0.04), -0.03, 1.03

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the room that a node has in its column, in points."""
        return max(0.85 * size[1] / max(int(self.order.sizes.max(initial=1)), 1), 3.0)

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return the lines of the columns."""
        x = np.arange(len(self.order.labels), dtype=float)
        ends = np.stack([np.stack([x, np.full(len(x), y)], axis=1) for y in (0.0, 1.0)], axis=1)
        lines = Curves.of_equal_length(ends, color=self.muted, width=np.array([0.6]))
        return {"columns": lines}

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Label the nodes beside their columns: on the left, in the last on the right."""
        last = self.order.group == len(self.order.labels) - 1
        away = np.where(last, page.radius + 4, -page.radius - 4)
        return Labels(
            xy=page.xy,
            text=words,
            color=self.ink,
            size=page.font_size,
            offset=np.stack([away, np.zeros(len(words))], axis=1),
            rotation=np.zeros(len(words)),
            ha=tuple("left" if each else "right" for each in last),
            va=("center_baseline",) * len(words),
            halo=self.paper,
            font=self.colors.font,
        )

    def group_words(self, page: Page) -> Labels:
        """Name each column at its top."""
        count = len(self.order.labels)
        return Labels(
            xy=np.stack([np.arange(count, dtype=float), np.full(count, 1.03)], axis=1),
            text=self.order.labels,
            color=self.ink,
            size=page.font_size * 1.15,
            offset=np.tile([0.0, 6.0], (count, 1)),
            rotation=np.zeros(count),
            ha=("center",) * count,
            va=("bottom",) * count,
            bold=True,
            font=self.colors.font,
        )


def _barycentres(tables: Any, order: Order) -> FloatArray:
    """Return ``(N,)`` the mean place of each node's neighbours, its own where it has none."""
    share, count = shares(order), tables.node_count
    apart = order.group[tables.source] != order.group[tables.target]
    one, two = tables.source[apart], tables.target[apart]
    total = np.bincount(one, share[two], count) + np.bincount(two, share[one], count)
    many = np.bincount(one, minlength=count) + np.bincount(two, minlength=count)
    return np.where(many > 0, total / np.maximum(many, 1), share)


def _length(tables: Any, order: Order) -> float:
    """Add up how far edges between columns rise and fall: long ones cross more."""
    share = shares(order)
    return float(np.abs(share[tables.source] - share[tables.target]).sum())
