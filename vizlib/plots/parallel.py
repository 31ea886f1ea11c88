"""ParallelPlot: nodes on columns, one a group; edges as curves between columns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import GROUP_LABEL_SIZE, Defaults
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures
from vizlib.errors import VizlibError
from vizlib.graphs.tables import GraphTables
from vizlib.layouts.order import Order, order_nodes
from vizlib.layouts.positions import on_columns, shares
from vizlib.scene.edge_paths import between_columns
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Limits, Page

MAX_SWEEPS = 12
MIN_ROOM_PT = 3.0
NAME_SHARE = 0.62
"""Share of the way between columns that names may take."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ParallelPlot(Plot):
    """Nodes on columns, one a group; edges as curves between columns, or beside their own.

    Where ``sort_by`` is not given, nodes are ordered inside their columns so that few edges cross:
    each moves to the mean place of its neighbours, for some sweeps.

    Notes
    -----
    The order by barycentres is that of Sugiyama, Tagawa and Toda (1981).

    Examples
    --------
    >>> import networkx as nx
    >>> ParallelPlot(nx.karate_club_graph(), group_by="club")
    ParallelPlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
    """

    defaults: ClassVar[Defaults] = Defaults(size_in=(7.0, 6.0), aspect="auto", groups_color=True)

    def check(self) -> None:
        """Refuse a plot without groups."""
        if self.group_by is None:
            raise VizlibError(
                "ParallelPlot needs group_by: a field that says which column each node stands in."
            )

    def _arrange(self, data: Data) -> Order:
        """Order the nodes by ``sort_by``, or by the barycentres of their neighbours."""
        order = super()._arrange(data)
        if self.sort_by is not None or not data.tables.edge_count:
            return order
        groups, labels = pd.Series(order.group), order.labels
        best, least = order, _length(data.tables, order)
        for _ in range(MAX_SWEEPS):
            mean = pd.Series(_barycentres(data.tables, order))
            order = replace(order_nodes(len(groups), groups, keys=[(mean, False)]), labels=labels)
            length = _length(data.tables, order)
            if length < least:
                best, least = order, length
        return best

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes on columns, the first at the top."""
        return on_columns(data.order, 1 - shares(data.order))

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Join columns by curves; an edge inside one swings beside it."""
        return between_columns(edges.start, edges.end, edges.parallel_offset, samples=edges.samples)

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of the columns and of what swings beside the last."""
        group, last = data.order.group, len(data.order.labels) - 1
        source, target = group[data.tables.source], group[data.tables.target]
        beside = bool(((source == last) & (target == last)).any())
        return -0.04, max(last, 0) + (0.36 if beside else 0.04), -0.03, 1.03

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give each node its part of the fullest column."""
        usual = super().measures(data, size)
        most = max(int(data.order.sizes.max(initial=1)), 1)
        return replace(usual, node_room=max(0.85 * usual.size[1] / most, MIN_ROOM_PT))

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the lines of the columns."""
        x = np.arange(len(data.order.labels), dtype=float)
        ends = np.stack([np.stack([x, np.full(len(x), y)], axis=1) for y in (0.0, 1.0)], axis=1)
        color = page.theme.rgba("muted")
        return {"columns": Curves.of_equal_length(ends, color=color, width=np.array([0.6]))}

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> OnLines:
        """Label the nodes beside their columns: on the left, in the last on the right."""
        count = len(data.order.labels)
        last = data.order.group == count - 1
        away = np.where(last, page.radius + 4, -page.radius - 4)
        offset = np.stack([away, np.zeros(len(text))], axis=1)
        ha = tuple("left" if right else "right" for right in last)
        labels = Labels.at(
            page.xy, text, page.theme, page.font_size, offset=offset, ha=ha, halo=True
        )
        x = np.arange(count, dtype=float)
        ends = np.stack([np.stack([x, np.full(count, y)], axis=1) for y in (0.0, 1.0)], axis=1)
        longest = NAME_SHARE * abs(float(page.scale[0])) if count > 2 else np.inf
        return OnLines(labels=labels, line=data.order.group, ends=ends, slack=8, longest=longest)

    def label_groups(self, data: Data, page: Page) -> OnLines:
        """Name each column at its top, beyond the names of its nodes."""
        groups = data.order.labels
        xy = np.stack([np.arange(len(groups), dtype=float), np.full(len(groups), 1.03)], axis=1)
        size = GROUP_LABEL_SIZE * page.font_size
        labels = Labels.at(xy, groups, page.theme, size, offset=(0.0, 6.0), va="bottom", bold=True)
        line = np.zeros(len(groups), np.int32)
        slack = 0.5 * abs(float(page.scale[0]))
        return OnLines(
            labels=labels, line=line, ends=xy[[0, -1]][None], slack=slack, turns=(0.0, 90.0),
            beyond=True,
        )  # fmt: skip


def _barycentres(tables: GraphTables, order: Order) -> FloatArray:
    """Return ``(N,)`` the mean place of each node's neighbours, its own where it has none."""
    share, count = shares(order), tables.node_count
    between = order.group[tables.source] != order.group[tables.target]
    source, target = tables.source[between], tables.target[between]
    total = np.bincount(source, share[target], count) + np.bincount(target, share[source], count)
    degree = np.bincount(source, minlength=count) + np.bincount(target, minlength=count)
    return np.where(degree > 0, total / np.maximum(degree, 1), share)


def _length(tables: GraphTables, order: Order) -> float:
    """Add up how far edges between columns rise and fall: long ones cross more."""
    share = shares(order)
    return float(np.abs(share[tables.source] - share[tables.target]).sum())
