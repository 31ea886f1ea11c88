"""ArcPlot: nodes on a line, edges as half-circles."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.plot import INCH, Ends, Plot
from vizlib.core.tracks import Tracked
from vizlib.encodings.label_option import as_label, words_of
from vizlib.encodings.legend import Legend
from vizlib.errors import unknown_choice
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.order import Order
from vizlib.layouts.positions import on_line
from vizlib.scene.edge_paths import arched
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins, Tiles
from vizlib.scene.page import Page
from vizlib.scene.text import widths

ORIENTATIONS = ("horizontal", "vertical")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ArcPlot(Tracked, Plot):
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
    The other options are those of every plot, see :class:`vizlib.Plot`. The arc diagram is that of
    Wattenberg, *Arc diagrams: visualizing structure in strings* (2002).

    Examples
    --------
    >>> import networkx as nx
    >>> ArcPlot(nx.karate_club_graph(), group_by="club", sort_by="degree")
    ArcPlot of 34 nodes and 78 undirected edges. 2 groups by club.
    """

    picture_size: ClassVar[tuple[float, float]] = (9.0, 6.0)
    directions: ClassVar[tuple[str, ...]] = ("side", "taper", "arrow", "gradient")

    orientation: Literal["horizontal", "vertical"] = "horizontal"

    def check(self) -> None:
        """Refuse an orientation that does not exist."""
        super().check()
        if self.orientation not in ORIENTATIONS:
            raise unknown_choice("orientation", self.orientation, ORIENTATIONS)

    @property
    def flat(self) -> bool:
        """Whether the line is horizontal."""
        return self.orientation == "horizontal"

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand the nodes on a line, from left to right or from top to bottom."""
        return self._turned(on_line(order, gap=max(1.0, 0.02 * len(order.place))))

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Join nodes by half-circles, above where they run along the line."""
        one, two = self._turned(start.xy, back=True), self._turned(end.xy, back=True)
        against = self._two_sided & (start.place > end.place)
        curves = arched(one, two, np.where(against, -1.0, 1.0), start.parallel_offset)
        return replace(curves, points=self._turned(curves.points))

    def _turned(self, xy: FloatArray, back: bool = False) -> FloatArray:
        """Turn the line downwards, and what is above it to the right."""
        if self.flat:
            return xy
        return np.stack([xy[:, 1], -xy[:, 0]] if not back else [-xy[:, 1], xy[:, 0]], axis=1)

    def limits(self) -> tuple[float, float, float, float]:
        """Return the room of nodes and arcs."""
        low, high = self._extent
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    @cached_property
    def _extent(self) -> tuple[FloatArray, FloatArray]:
        """The least and the greatest x and y of nodes and arcs, with half a unit beside them."""
        line = self._turned(self.xy, back=True)[:, 0] if len(self.xy) else np.zeros(1)
        tall = self._tall if self.tables.edge_count else np.zeros(1)
        ends = [
            [line.min(initial=0.0), min(tall.min(), 0.0)],
            [line.max(initial=0.0), max(tall.max(), 0.0)],
        ]
        corners = self._turned(np.array(ends))
        return corners.min(axis=0) - 0.5, corners.max(axis=0) + 0.5

    @property
    def _tall(self) -> FloatArray:
        """``(E,)`` how far each arc rises above the line, below it as a negative number."""
        at = self._turned(self.xy, back=True)[:, 0]
        source, target = self.tables.source, self.tables.target
        parallel_offset = self.parallel_offsets if len(self.parallel_offsets) > 1 else 0.0
        half = np.abs(at[source] - at[target]) / 2
        rise = np.where(
            half > 0,
            half * (1 + 0.12 * parallel_offset),
            0.675 * (1 + 0.35 * np.abs(parallel_offset)),
        )
        place = self.order.place
        against = self._two_sided & (place[source] > place[target])
        return np.where(against, -rise, rise)

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Give the picture the shape of the data, so that no half of it is empty."""
        if size is not None or self.figsize is not None:
            return super()._picture(size)
        x0, x1, y0, y1 = self.limits()
        wide, high = self.picture_size[0] * INCH, self.picture_size[1] * INCH
        beside = self._label_room() + self.track_room
        room, aside = (beside, 0.0) if self.flat else (0.0, beside)
        scale = min((wide - aside) / (x1 - x0), (1.6 * high - room) / (y1 - y0))
        scale = min(scale, 60.0)
        return max(scale * (x1 - x0) + aside, 90.0), max(scale * (y1 - y0) + room, 90.0)

    def _label_room(self) -> float:
        if not self.names_nodes:
            return 24.0 if self.order.grouped else 12.0
        option = as_label(self.node_labels)
        assert option is not None
        words = words_of(option, self.node_table, "node_labels")
        return float(np.clip(widths(words, self.colors.size).max(initial=0), 0, 110)) + 16

    def legends(self) -> list[Legend]:
        """Say what the sides mean, where the graph is directed."""
        if not self._two_sided or not self.tables.edge_count:
            return super().legends()
        words = ("above: to the right", "below: to the left")
        if not self.flat:
            words = ("right: downwards", "left: upwards")
        return [
            *super().legends(),
            Legend(title="direction", mark="edge", kind="words", labels=words),
        ]

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the room that a node has on the line, in points."""
        x0, x1, y0, y1 = self.limits()
        return min(size[0] / (x1 - x0), size[1] / (y1 - y0))

    @property
    def _two_sided(self) -> bool:
        return self.shows_direction == "side"

    @property
    def _tracks_between(self) -> float:
        """Points that tracks take between the nodes and their labels."""
        return 0.0 if self._two_sided else self.track_room

    def beside(self) -> Margins:
        """Keep room for the tracks."""
        return Margins(bottom=self.track_room) if self.flat else Margins(left=self.track_room)

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return the tracks: next to the nodes, or below all arcs where both sides have some."""
        along = self._turned(self.xy, back=True)[:, 0]
        x0, _, y0, _ = self.limits()
        base = (y0 if self.flat else x0) if self._two_sided else 0.0
        reach = 0.0 if self._two_sided else float(page.radius.max(initial=0.0))
        made: dict[str, Geometry] = {}
        for place, each in enumerate(self.beside_nodes):
            top, low = (base - (reach + side) / page.scale[0] for side in (each.low, each.high))
            one = self._turned(np.stack([along - each.share / 2, low], axis=1))
            two = self._turned(np.stack([along + each.share / 2, top], axis=1))
            made[f"track_{place}"] = Tiles(
                corner=np.minimum(one, two), extent=np.abs(two - one), color=each.color
            )
        return made

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Label the nodes below the line, or left of it."""
        count = len(words)
        away = -(page.radius + 4 + self._tracks_between)
        none = np.zeros(count)
        offset = np.stack([none, away] if self.flat else [away, none], axis=1)
        return Labels(
            xy=page.xy,
            text=words,
            color=self.ink,
            size=page.font_size,
            offset=offset,
            rotation=np.full(count, 90.0 if self.flat else 0.0),
            ha=("right",) * count,
            va=("center_baseline",) * count,
            halo=self.paper if self._two_sided else None,
            font=self.colors.font,
        )

    def group_words(self, page: Page) -> Labels | None:
        """Name each group at the middle of its nodes, where the nodes are not named."""
        if self.names_nodes:
            return None
        middle = self.order.starts + (self.order.sizes - 1) / 2
        gap = max(1.0, 0.02 * len(self.order.place))
        along = middle + gap * np.arange(len(middle))
        count, away = (
            len(along),
            -(float(page.radius.max(initial=0.0)) + 6 + self._tracks_between),
        )
        shift: Any = [0.0, away] if self.flat else [away, 0.0]
        return Labels(
            xy=self._turned(np.stack([along, np.zeros(count)], axis=1)),
            text=self.order.labels,
            color=self.ink,
            size=page.font_size * 1.15,
            offset=np.tile(shift, (count, 1)),
            rotation=np.zeros(count),
            ha=("center" if self.flat else "right",) * count,
            va=("top" if self.flat else "center_baseline",) * count,
            bold=True,
            halo=self.paper,
            font=self.colors.font,
        )
