"""ArcPlot: nodes on a line, edges as half-circles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import INCH, Defaults
from vizlib.core.plot import Plot
from vizlib.core.scene import MAX_LABEL_LETTERS
from vizlib.core.spec import Measures, usual_font_size
from vizlib.core.tracks import TracksMixin
from vizlib.encodings.label_option import Label, as_label, words_of
from vizlib.encodings.legend import Legend
from vizlib.encodings.track_option import tracks_width
from vizlib.layouts.positions import on_line
from vizlib.scene.edge_paths import arc_heights, arched
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins, Tiles
from vizlib.scene.page import Limits, Page
from vizlib.scene.text import shorten, widths

MAX_UNIT_PT = 60.0
"""Points between neighbours on the line, at most."""
MIN_SIDE_PT = 90.0
NAMES_GAP_PT = 8.0
"""Room between the names of nodes and those of groups."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ArcPlot(TracksMixin, Plot):
    """Nodes on a line; edges as half-circles.

    Of a directed graph the edges above the line run from left to right, those below from right to
    left; in a vertical plot those on the right run downwards, those on the left upwards.

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
    ArcPlot of 34 nodes and 78 undirected edges. 2 groups by club.
    """

    defaults: ClassVar[Defaults] = Defaults(
        size_in=(9.0, 6.0), directions=("side", "taper", "arrow", "gradient")
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

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Join nodes by half-circles, above where they run along the line."""
        along, level = self._along(data), np.zeros(len(edges.source))
        start = np.stack([along[edges.source], level], axis=1)
        end = np.stack([along[edges.target], level], axis=1)
        side = _side(data, edges.source, edges.target)
        curves = arched(start, end, side, edges.parallel_offset)
        return replace(curves, points=self._turned(curves.points))

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of nodes and arcs, with half a unit beside them."""
        along, (source, target) = self._along(data), (data.tables.source, data.tables.target)
        height = arc_heights(along[source] - along[target], data.parallel_offsets)
        height = height * _side(data, source, target)
        corners = self._turned(
            np.array(
                [
                    [along.min(initial=0.0), height.min(initial=0.0)],
                    [along.max(initial=0.0), height.max(initial=0.0)],
                ]
            )
        )
        (x0, y0), (x1, y1) = corners.min(axis=0) - 0.5, corners.max(axis=0) + 0.5
        return float(x0), float(x1), float(y0), float(y1)

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give the picture the shape of the data, so that no half of it is empty."""
        x0, x1, y0, y1 = self.limits(data, 1.0)
        usual = super().measures(data, size or self._own_size(data, x1 - x0, y1 - y0))
        room = min(usual.size[0] / (x1 - x0), usual.size[1] / (y1 - y0))
        letters = usual_font_size(data.theme, size or self.defaults.size_pt)
        return replace(usual, node_room=room, font_size=letters)

    def _own_size(self, data: Data, width: float, height: float) -> tuple[float, float]:
        """Return the size in points that so many units need."""
        beside = self._label_room(data) + tracks_width(data.tracks)
        above, aside = (beside, 0.0) if self._flat else (0.0, beside)
        most = self.defaults.size_in[0] * INCH, 1.6 * self.defaults.size_in[1] * INCH
        unit = min((most[0] - aside) / width, (most[1] - above) / height, MAX_UNIT_PT)
        return max(unit * width + aside, MIN_SIDE_PT), max(unit * height + above, MIN_SIDE_PT)

    def _names_room(self, data: Data, page: Page) -> float:
        """Return the points that the longest name of a node takes."""
        option = as_label(self.node_labels)
        words = [] if option is None else words_of(option, data.nodes, "node_labels")
        names = [shorten(word, MAX_LABEL_LETTERS) for word in words]
        longest = widths(names, page.font_size, page.theme.font).max(initial=0)
        return float(longest) + NAMES_GAP_PT * bool(names)

    def _label_room(self, data: Data) -> float:
        option: Label | None = as_label(self.node_labels)
        if option is None:
            return 24.0 if data.order.grouped else 12.0
        words = words_of(option, data.nodes, "node_labels")
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

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> Labels:
        """Label the nodes below the line, or left of it."""
        away, none = (
            -(page.radius + 4 + page.zoom * self._tracks_between(data)),
            np.zeros(len(text)),
        )
        offset = np.stack([none, away] if self._flat else [away, none], axis=1)
        return Labels.at(
            page.xy, text, page.theme, page.font_size, offset=offset, ha="right",
            rotation=90.0 if self._flat else 0.0, halo=data.direction == "side",
        )  # fmt: skip

    def label_groups(self, data: Data, page: Page) -> Labels | None:
        """Name each group at the middle of its nodes, beyond the names of the nodes."""
        order = data.order
        gap = _group_gap(len(order.place)) * np.arange(len(order.labels))
        along = order.starts + (order.sizes - 1) / 2 + gap
        away = -(float(page.radius.max(initial=0.0)) + 6 + page.zoom * self._tracks_between(data))
        away -= self._names_room(data, page)
        return Labels.at(
            self._turned(np.stack([along, np.zeros(len(along))], axis=1)), order.labels,
            page.theme, page.font_size * 1.15, bold=True, halo=True,
            offset=(0.0, away) if self._flat else (away, 0.0),
            ha="center" if self._flat else "right",
            va="top" if self._flat else "center_baseline",
        )  # fmt: skip


def _group_gap(count: int) -> float:
    """Return the empty room between groups, in units."""
    return max(1.0, 0.02 * count)


def _side(data: Data, source: AnyArray, target: AnyArray) -> FloatArray:
    """Return ``(E,)`` 1 for an edge above the line, -1 for one below."""
    against = data.order.place[source] > data.order.place[target]
    return np.where(against & (data.direction == "side"), -1.0, 1.0)
