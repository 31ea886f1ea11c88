"""HivePlot: nodes on radial axes, one a group; edges as curves between neighbouring axes."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.core.options import values_of
from vizlib.core.plot import Ends, Plot
from vizlib.core.rim import flat_labels
from vizlib.encodings.scales import By, fit_numbers
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_numbers
from vizlib.layouts.order import Order
from vizlib.layouts.positions import on_axes, shares
from vizlib.scene.edge_paths import round_centre
from vizlib.scene.geometry import Curves, Geometry, Labels, Points, at_angle
from vizlib.scene.page import Page, node_points

INNER = 0.14
SPREAD = 0.3
"""Share of the angle between axes that the two copies of a doubled axis are apart."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class HivePlot(Plot):
    """Nodes on radial axes, one a group; edges as curves between neighbouring axes.

    An axis whose group has edges inside is doubled: they run between its two copies, and its nodes
    stand on both. Nodes stand by their rank in ``sort_by``, or by its value with
    ``sort_by=by(field, scale="linear")``.

    Notes
    -----
    The options are those of every plot, see :class:`vizlib.Plot`. The method is that of Krzywinski
    et al., *Hive plots: rational approach to visualizing networks* (2012).

    Examples
    --------
    >>> import networkx as nx
    >>> HivePlot(nx.karate_club_graph(), group_by="club", sort_by="degree")
    HivePlot of 34 nodes and 78 undirected edges. 2 groups by club.
    """

    def check(self) -> None:
        """Refuse a graph without groups."""
        if self.group_by is None:
            raise VizlibError(
                "HivePlot needs group_by: a field that says which axis each node stands on."
            )
        super().check()
        if self.tables.node_count and len(self.order.labels) < 2:
            raise VizlibError(
                f"HivePlot needs two groups or more; every node has {self.order.labels[0]!r}."
                " Group by another field, or use an ArcPlot."
            )

    @cached_property
    def axes(self) -> FloatArray:
        """``(G,)`` direction of each axis, the first upwards, then clockwise."""
        count = len(self.order.labels)
        return np.pi / 2 - 2 * np.pi * np.arange(count) / max(count, 1)

    @cached_property
    def doubled(self) -> BoolArray:
        """``(G,)`` whether edges run inside the group."""
        group = self.order.group
        inside = group[self.tables.source] == group[self.tables.target]
        return np.bincount(group[self.tables.source][inside], minlength=len(self.axes)) > 0

    @cached_property
    def apart(self) -> FloatArray:
        """``(G,)`` angle of each copy from the middle of its axis."""
        most = SPREAD * np.pi / max(len(self.axes), 3)
        return np.where(self.doubled, most, 0.0)

    @cached_property
    def along(self) -> FloatArray:
        """``(N,)`` how far out each node stands, 0 to 1."""
        key = self.sort_by
        if isinstance(key, By) and key.scale is not None:
            values = values_of(key, self.node_table, "sort_by")
            share = fit_numbers(values, key, "sort_by").share(as_numbers(values))
            placed = np.where(np.isnan(share), 0.0, share)
            return 1 - placed if key.reverse else placed
        return shares(self.order)

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand the nodes on the first copy of their axis."""
        return on_axes(order, self.axes + self.apart, self.along, INNER)

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Join the copies of axes that face each other, the short way round the centre."""
        turn = self.axes[end.group] - self.axes[start.group]
        turn = (turn + np.pi) % (2 * np.pi) - np.pi
        onwards = np.where(turn >= -1e-9, 1.0, -1.0)
        angle = np.stack(
            [
                self.axes[start.group] + onwards * self.apart[start.group],
                self.axes[end.group] - onwards * self.apart[end.group],
            ],
            axis=1,
        )
        out = np.stack([np.hypot(*start.xy.T), np.hypot(*end.xy.T)], axis=1)
        return round_centre(angle, out, start.parallel_offset, start.samples)

    def limits(self) -> tuple[float, float, float, float]:
        """Return the square round the axes."""
        return -1.0, 1.0, -1.0, 1.0

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the room that a node has on its axis, in points."""
        most = max(int(self.order.sizes.max(initial=1)), 1)
        return max(0.42 * min(size) / most, 3.0)

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return the lines of the axes."""
        copies = np.unique(np.concatenate([self.axes + self.apart, self.axes - self.apart]))
        ends = np.stack([at_angle(copies, INNER), at_angle(copies, 1.0)], axis=1)
        lines = Curves.of_equal_length(ends, color=self.muted, width=np.array([0.8]))
        return {"axes": lines}

    def node_layers(self, page: Page, shape: IntArray) -> dict[str, Geometry]:
        """Return the nodes, on both copies of a doubled axis."""
        nodes = node_points(page, shape, self.paints_nodes)
        twice = np.flatnonzero(self.doubled[self.order.group])
        second = on_axes(self.order, self.axes - self.apart, self.along, INNER)[twice]
        copies: Points = replace(
            nodes,
            xy=second,
            color=nodes.color[twice],
            size=nodes.size[twice],
            shape=nodes.shape[twice],
        )
        return {"copies": copies, "nodes": nodes}

    def group_words(self, page: Page) -> Labels:
        """Name each axis at its end."""
        away = np.full(len(self.axes), float(page.radius.max(initial=0.0)) + 8)
        size = page.font_size * 1.15
        return flat_labels(page, self.axes, self.order.labels, away, size=size, bold=True)
