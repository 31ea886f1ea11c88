"""ArcPlot: nodes on a line, edges as half-circles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import ClassVar, Literal

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import GROUP_LABEL_SIZE, INCH, Defaults
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures, figure_size, names_nodes, usual_font_size
from vizlib.core.tracks import TracksMixin
from vizlib.encodings.label_option import Label, as_label, words_of
from vizlib.encodings.legend import Legend
from vizlib.encodings.track_option import tracks_width
from vizlib.layouts.positions import on_line
from vizlib.scene.edge_paths import arc_heights, arched
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins, Points, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Limits, Page
from vizlib.scene.text import widths

MAX_UNIT_PT = 60.0
"""Points between neighbours on the line, at most."""
MIN_SIDE_PT = 90.0
MEASURED = 256
"""Names, those of most letters, whose width says how much room all of them need."""
PICTURE_SHARE = 0.85
"""Share of a page that the picture has, about, beside words and guides."""
GUTTER_PT = 16.0
"""Points between two lines besides the longest name."""
MAX_GUTTER_SHARE = 0.4
"""Share of the picture that names between two lines may take."""
BETWEEN_SHARE = 0.9
"""Share of the way between the nodes of two lines that the longest name takes."""
LINE_SLACK_PT = 10.0
"""Points that names may stand beyond the ends of the line."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ArcPlot(TracksMixin, Plot):
    """Nodes on a line; edges as half-circles.

    Of a directed graph the edges above the line run from left to right, those below from right to
    left; in a vertical plot those on the right run downwards, those on the left upwards. Where its
    nodes are named the line is drawn twice, with the names between: no arc runs through them.

    Parameters
    ----------
    orientation
        ``"horizontal"`` or ``"vertical"``.
    tracks
        Further fields of the nodes, shown as strips below the arcs (left of them in a vertical
        plot): names, ``by(...)``, or ``vz.track("degree", show="bar")``.

    Notes
    -----
    The arc diagram is that of Wattenberg, *Arc diagrams: visualizing structure in strings* (2002).

    Examples
    --------
    >>> import networkx as nx
    >>> ArcPlot(nx.karate_club_graph(), group_by="club", sort_by="degree")
    ArcPlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
    """

    defaults: ClassVar[Defaults] = Defaults(
        size_in=(9.0, 6.0),
        directions=("side", "taper", "arrow", "gradient"),
        groups_color=True,
    )

    orientation: Literal["horizontal", "vertical"] = "horizontal"

    @property
    def _flat(self) -> bool:
        return self.orientation == "horizontal"

    def _turned(self, xy: AnyArray) -> FloatArray:
        """Turn the line downwards, and what is above it to the right."""
        return xy if self._flat else np.stack([xy[:, 1], -xy[:, 0]], axis=1)

    def _along(self, data: Data) -> FloatArray:
        """Return ``(N,)`` how far along the line each node stands."""
        return data.xy[:, 0] if self._flat else -data.xy[:, 1]

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes on a line, from left to right or from top to bottom."""
        return self._turned(on_line(data.order, gap=_group_gap(len(data.order.place))))

    def _lay_out(self, data: Data) -> float:
        """Return how far apart the two lines of a directed plot are, in units: names go between.

        One line is enough where nothing is named, or no arc runs below.
        """
        if not self._is_doubled(data):
            return 0.0
        along = on_line(data.order, gap=_group_gap(len(data.order.place)))[:, 0]
        low, high = self._heights(data, along)
        across, up = float(np.ptp(along)) + 1 if len(along) else 1.0, high - low + 1
        size = figure_size(self.figsize)
        most = self._most_pt
        if size is not None:
            most = PICTURE_SHARE * INCH * size[0], PICTURE_SHARE * INCH * size[1]
        wide, tall = most if self._flat else most[::-1]
        room = min(self._label_room(data) + GUTTER_PT, MAX_GUTTER_SHARE * tall)
        return room / min(wide / across, (tall - room) / up, MAX_UNIT_PT)

    def _is_doubled(self, data: Data) -> bool:
        """Tell whether names stand between two lines, so that no arc runs through them."""
        return data.direction == "side" and data.tables.edge_count > 0 and names_nodes(self)

    @property
    def _most_pt(self) -> tuple[float, float]:
        """Width and height in points that the picture chooses at most."""
        return self.defaults.size_in[0] * INCH, 1.6 * self.defaults.size_in[1] * INCH

    def _heights(self, data: Data, along: FloatArray) -> tuple[float, float]:
        """Return the lowest and the highest point of all arcs over their line, in units."""
        source, target = data.tables.source, data.tables.target
        height = arc_heights(along[source] - along[target], data.parallel_offsets)
        height = height * _side(data, source, target)
        return float(height.min(initial=0.0)), float(height.max(initial=0.0))

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Join nodes by half-circles, above where they run along the line."""
        along, level = self._along(data), np.zeros(len(edges.source))
        start = np.stack([along[edges.source], level], axis=1)
        end = np.stack([along[edges.target], level], axis=1)
        side = _side(data, edges.source, edges.target)
        curves = arched(start, end, side, edges.parallel_offset)
        down = np.where(side[curves.edge] < 0, float(data.layout), 0.0)
        points = curves.points.copy()
        points[:, 1] -= np.repeat(down, np.diff(curves.offsets))
        return replace(curves, points=self._turned(points))

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of nodes and arcs, with half a unit beside them."""
        along = self._along(data)
        low, high = self._heights(data, along)
        low -= float(data.layout)
        corners = self._turned(
            np.array([[along.min(initial=0.0), low], [along.max(initial=0.0), high]])
        )
        (x0, y0), (x1, y1) = corners.min(axis=0) - 0.5, corners.max(axis=0) + 0.5
        return float(x0), float(x1), float(y0), float(y1)

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the nodes, on both lines where there are two."""
        layers = super()._draw_nodes(data, page)
        nodes = layers["nodes"]
        if not data.layout or not isinstance(nodes, Points):
            return layers
        second = self._turned(
            np.stack([self._along(data), np.full(len(page.xy), -float(data.layout))], axis=1)
        )
        return {"copies": replace(nodes, xy=second), **layers}

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give the picture the shape of the data, so that no half of it is empty."""
        x0, x1, y0, y1 = self.limits(data, 1.0)
        usual = super().measures(data, size or self._own_size(data, x1 - x0, y1 - y0))
        room = min(usual.size[0] / (x1 - x0), usual.size[1] / (y1 - y0))
        letters = usual_font_size(data.theme, size or self.defaults.size_pt)
        return replace(usual, node_room=room, font_size=letters)

    def _own_size(self, data: Data, width: float, height: float) -> tuple[float, float]:
        """Return the size in points that so many units need."""
        beside = tracks_width(data.tracks) + (0.0 if data.layout else self._label_room(data))
        above, aside = (beside, 0.0) if self._flat else (0.0, beside)
        most = self._most_pt
        unit = min((most[0] - aside) / width, (most[1] - above) / height, MAX_UNIT_PT)
        return max(unit * width + aside, MIN_SIDE_PT), max(unit * height + above, MIN_SIDE_PT)

    def _label_room(self, data: Data) -> float:
        option: Label | None = as_label(self.node_labels)
        if option is None:
            return 24.0 if data.order.grouped else 12.0
        words = nlargest(MEASURED, words_of(option, data.nodes, "node_labels"), key=len)
        size = usual_font_size(data.theme, self.defaults.size_pt)
        return float(np.clip(widths(words, size, data.theme.font).max(initial=0), 0, 110)) + 16

    def margins(self, data: Data) -> Margins:
        """Keep room for the tracks."""
        room = tracks_width(data.tracks)
        return Margins(bottom=room) if self._flat else Margins(left=room)

    def legends(self, data: Data) -> list[Legend]:
        """Say what the sides mean, where the graph is directed."""
        legends = super().legends(data)
        if data.direction != "side" or not data.tables.edge_count:
            return legends
        words = ("above: to the right", "below: to the left")
        if not self._flat:
            words = ("right: downwards", "left: upwards")
        return [*legends, Legend(title="direction", mark="edge", kind="words", labels=words)]

    def draw_tracks(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the tracks next to the nodes, or below all arcs where both sides have some."""
        along, two_sided = self._along(data), data.direction == "side"
        base = page.limits[2 if self._flat else 0] if two_sided else 0.0
        reach = 0.0 if two_sided else float(page.radius.max(initial=0.0))
        layers: dict[str, Geometry] = {}
        for place, track in enumerate(data.tracks):
            top, low = (
                base - (reach + page.zoom * side) / page.scale[0]
                for side in (track.low, track.high)
            )
            first = self._turned(np.stack([along - track.share / 2, low], axis=1))
            last = self._turned(np.stack([along + track.share / 2, top], axis=1))
            layers[f"track_{place}"] = Tiles(
                corner=np.minimum(first, last), extent=np.abs(last - first), color=track.color,
                stands_for="node", item=np.arange(len(along), dtype=np.int32),
            )  # fmt: skip
        return layers

    def _tracks_between(self, data: Data) -> float:
        """Return the points that tracks take between the nodes and their labels."""
        return 0.0 if data.direction == "side" else tracks_width(data.tracks)

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> OnLines:
        """Label the nodes below the line, or left of it; between the lines where there are two."""
        if data.layout:
            return self._label_between(data, page, text)
        away, none = (
            -(page.radius + 4 + page.zoom * self._tracks_between(data)),
            np.zeros(len(text)),
        )
        offset = np.stack([none, away] if self._flat else [away, none], axis=1)
        labels = Labels.at(
            page.xy, text, page.theme, page.font_size, offset=offset, ha="right",
            rotation=90.0 if self._flat else 0.0, halo=data.direction == "side",
        )  # fmt: skip
        return self._on_line(labels, data, turns=(0.0, 90.0) if self._flat else (0.0,))

    def _label_between(self, data: Data, page: Page, text: tuple[str, ...]) -> OnLines:
        """Label the nodes in the middle between the two lines."""
        gutter = float(data.layout)
        middle = np.stack([self._along(data), np.full(len(text), -gutter / 2)], axis=1)
        labels = Labels.at(
            self._turned(middle), text, page.theme, page.font_size,
            rotation=90.0 if self._flat else 0.0,
        )  # fmt: skip
        across = abs(float(page.scale[0])) * gutter - 2 * float(page.radius.max(initial=0.0))
        longest = max(BETWEEN_SHARE * across, page.font_size)
        return replace(self._on_line(labels, data, turns=()), longest=longest)

    def _on_line(
        self, labels: Labels, data: Data, turns: tuple[float, ...], beyond: bool = False
    ) -> OnLines:
        """Let labels slide along the line."""
        along = self._along(data)
        ends = np.array([[along.min(initial=0.0), 0.0], [along.max(initial=0.0), 0.0]])
        return OnLines(
            labels=labels, line=np.zeros(len(labels.text), np.int32),
            ends=self._turned(ends)[None], slack=LINE_SLACK_PT, turns=turns, beyond=beyond,
        )  # fmt: skip

    def label_groups(self, data: Data, page: Page) -> OnLines:
        """Name each group at the middle of its nodes, beyond their names."""
        order = data.order
        gap = _group_gap(len(order.place)) * np.arange(len(order.labels))
        along = order.starts + (order.sizes - 1) / 2 + gap
        base, away = self._below_all(data, page)
        labels = Labels.at(
            self._turned(np.stack([along, np.full(len(along), base)], axis=1)), order.labels,
            page.theme, GROUP_LABEL_SIZE * page.font_size, bold=True, halo=True,
            offset=(0.0, -away) if self._flat else (-away, 0.0),
        )  # fmt: skip
        beside = (90.0, 0.0) if names_nodes(self) else (0.0, 90.0)
        return self._on_line(labels, data, (0.0, 90.0) if self._flat else beside, beyond=True)

    def _below_all(self, data: Data, page: Page) -> tuple[float, float]:
        """Return the level below which no arc runs, and points that names keep from it."""
        tracks = page.zoom * tracks_width(data.tracks)
        if data.direction == "side":
            return page.limits[2 if self._flat else 0], 4 + tracks
        return 0.0, float(page.radius.max(initial=0.0)) + 6 + tracks


def _group_gap(count: int) -> float:
    """Return the empty room between groups, in units."""
    return max(1.0, 0.02 * count)


def _side(data: Data, source: AnyArray, target: AnyArray) -> FloatArray:
    """Return ``(E,)`` 1 for an edge above the line, -1 for one below."""
    against = data.order.place[source] > data.order.place[target]
    return np.where(against & (data.direction == "side"), -1.0, 1.0)
