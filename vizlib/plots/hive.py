"""HivePlot: nodes on radial axes, one a group; edges as curves between neighbouring axes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import GROUP_LABEL_SIZE, Defaults
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures
from vizlib.encodings.fit import fit_numbers
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError
from vizlib.graphs.values import as_numbers
from vizlib.layouts.positions import on_axes, shares
from vizlib.scene.edge_paths import round_centre
from vizlib.scene.geometry import Curves, Geometry, Labels, Points, at_angle
from vizlib.scene.labels.wanted import OnLines, OutsideRing
from vizlib.scene.page import Limits, Page

INNER_RADIUS = 0.14
COPIES_SHARE = 0.3
"""Share of the angle between axes that the two copies of a doubled axis are apart."""
MIN_ROOM_PT = 3.0
NAME_GAP_PT = 3.0
AXIS_GAP_PT = 8.0
FLAT = 0.75
"""Cosine of an axis beyond which words stand across it, turned."""


@dataclass(frozen=True, eq=False)
class HiveAxes:
    """Where axes and nodes stand.

    Parameters
    ----------
    angle
        ``(G,)`` direction of each axis, the first upwards, then clockwise.
    doubled
        ``(G,)`` whether edges run inside the group.
    apart
        ``(G,)`` angle of each copy from the middle of its axis.
    along
        ``(N,)`` how far out each node stands, 0 to 1.
    """

    angle: FloatArray
    doubled: BoolArray
    apart: FloatArray
    along: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class HivePlot(Plot):
    """Nodes on radial axes, one a group; edges as curves between neighbouring axes.

    An axis whose group has edges inside is doubled: they run between its two copies, and its nodes
    stand on both. Nodes stand by their rank in ``sort_by``, or by its value with
    ``sort_by=by(field, scale="linear")``.

    Notes
    -----
    The method is that of Krzywinski et al., *Hive plots: rational approach to visualizing
    networks* (2012).

    Examples
    --------
    >>> import networkx as nx
    >>> HivePlot(nx.karate_club_graph(), group_by="club", sort_by="degree")
    HivePlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
    """

    defaults: ClassVar[Defaults] = Defaults(groups_color=True)

    def check(self) -> None:
        """Refuse a plot without groups."""
        if self.group_by is None:
            raise VizlibError(
                "HivePlot needs group_by: a field that says which axis each node stands on."
            )

    def _lay_out(self, data: Data) -> HiveAxes:
        """Return where axes and nodes stand."""
        order, tables = data.order, data.tables
        count = len(order.labels)
        if tables.node_count and count < 2:
            raise VizlibError(
                f"HivePlot needs two groups or more; every node has {order.labels[0]!r}."
                " Group by another field, or use an ArcPlot."
            )
        angle = np.pi / 2 - 2 * np.pi * np.arange(count) / max(count, 1)
        source, target = order.group[tables.source], order.group[tables.target]
        doubled = np.bincount(source[source == target], minlength=count) > 0
        apart = np.where(doubled, COPIES_SHARE * np.pi / max(count, 3), 0.0)
        return HiveAxes(angle, doubled, apart, self._along(data))

    def _along(self, data: Data) -> FloatArray:
        """Return ``(N,)`` how far out each node stands, 0 to 1."""
        key = self.sort_by
        if not (isinstance(key, By) and key.scale != "auto"):
            return shares(data.order)
        values = read_option(key, data.nodes, "sort_by")
        share = fit_numbers(values, key, "sort_by").share(as_numbers(values))
        placed = np.where(np.isnan(share), 0.0, share)
        return 1 - placed if key.reverse else placed

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes on the first copy of their axis."""
        axes: HiveAxes = data.layout
        return on_axes(data.order, axes.angle + axes.apart, axes.along, INNER_RADIUS)

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Join the copies of axes that face each other, the short way round the centre."""
        axes: HiveAxes = data.layout
        source, target = data.order.group[edges.source], data.order.group[edges.target]
        turn = axes.angle[target] - axes.angle[source]
        turn = (turn + np.pi) % (2 * np.pi) - np.pi
        onwards = np.where(turn >= -1e-9, 1.0, -1.0)
        leaves = axes.angle[source] + onwards * axes.apart[source]
        arrives = axes.angle[target] - onwards * axes.apart[target]
        radius = np.stack([np.hypot(*edges.start.T), np.hypot(*edges.end.T)], axis=1)
        angle = np.stack([leaves, arrives], axis=1)
        return round_centre(angle, radius, edges.parallel_offset, edges.samples)

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the square round the axes."""
        return -1.0, 1.0, -1.0, 1.0

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give each node its part of the fullest axis."""
        usual = super().measures(data, size)
        most = max(int(data.order.sizes.max(initial=1)), 1)
        return replace(usual, node_room=max(0.42 * min(usual.size) / most, MIN_ROOM_PT))

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the lines of the axes."""
        axes: HiveAxes = data.layout
        copies = np.unique(np.concatenate([axes.angle + axes.apart, axes.angle - axes.apart]))
        ends = np.stack([at_angle(copies, INNER_RADIUS), at_angle(copies, 1.0)], axis=1)
        color = page.theme.rgba("muted")
        return {"axes": Curves.of_equal_length(ends, color=color, width=np.array([0.8]))}

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the nodes, on both copies of a doubled axis."""
        layers = super()._draw_nodes(data, page)
        axes: HiveAxes = data.layout
        nodes = layers["nodes"]
        if not isinstance(nodes, Points):
            return layers
        twice = np.flatnonzero(axes.doubled[data.order.group])
        second = on_axes(data.order, axes.angle - axes.apart, axes.along, INNER_RADIUS)[twice]
        copies = replace(
            nodes, xy=second, color=nodes.color[twice], size=nodes.size[twice],
            shape=nodes.shape[twice], item=twice.astype(np.int32),
        )  # fmt: skip
        return {"copies": copies, **layers}

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> OnLines:
        """Label the nodes on the outer side of their axis."""
        axes: HiveAxes = data.layout
        angle = axes.angle + axes.apart
        side, across = at_angle(angle + np.pi / 2), np.abs(np.cos(angle)) > FLAT
        side, across = side[data.order.group], across[data.order.group]
        reading = np.where(across, side[:, 1], side[:, 0])
        tilt = np.where(across, np.abs(side[:, 0]), np.abs(side[:, 1])) * page.font_size / 2
        labels = Labels.at(
            page.xy, text, page.theme, page.font_size, halo=True,
            offset=side * (page.radius + NAME_GAP_PT + tilt)[:, None],
            rotation=np.where(across, 90.0, 0.0),
            ha=tuple(np.where(reading < 0, "right", "left").tolist()),
        )  # fmt: skip
        ends = np.stack([at_angle(angle, INNER_RADIUS), at_angle(angle)], axis=1)
        return OnLines(labels=labels, line=data.order.group, ends=ends)

    def label_groups(self, data: Data, page: Page) -> OutsideRing:
        """Name each axis at its end."""
        axes: HiveAxes = data.layout
        labels = Labels.at(
            at_angle(axes.angle), data.order.labels, page.theme,
            GROUP_LABEL_SIZE * page.font_size, bold=True,
        )  # fmt: skip
        spans = np.stack([axes.angle + axes.apart, axes.angle - axes.apart], axis=1)
        rim = float(page.radius.max(initial=0.0))
        return OutsideRing(labels=labels, spans=spans, rim=rim, gap=AXIS_GAP_PT)
