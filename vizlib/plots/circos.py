"""CircosPlot: nodes on a circle, groups apart, edges as curves through the inside."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.plot import Ends, Plot
from vizlib.core.rim import flat_labels, radial_labels
from vizlib.core.tracks import Track, Tracked
from vizlib.errors import unknown_choice
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.order import Order
from vizlib.layouts.positions import Circle, ring_pieces, round_circle
from vizlib.scene.edge_paths import through_centre
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins, Ribbons, at_angle
from vizlib.scene.page import Page

LAYOUTS = ("radial", "horizontal", "numbers")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CircosPlot(Tracked, Plot):
    """Nodes on a circle, group by group; edges as curves through the inside.

    Parameters
    ----------
    label_layout
        ``"radial"``: labels point outwards; ``"horizontal"``: they lie flat; ``"numbers"``: they
        lie flat and count the nodes round the circle.
    tracks
        Further fields of the nodes, shown as rings outside them: names, ``by(...)``, or
        ``vz.track("degree", show="bar")``.

    Notes
    -----
    The other options are those of every plot, see :class:`vizlib.Plot`. The picture is that of
    Krzywinski et al., *Circos: an information aesthetic for comparative genomics* (2009), with
    single nodes in place of segments.

    Examples
    --------
    >>> import networkx as nx
    >>> CircosPlot(nx.karate_club_graph(), group_by="club", node_color="club")
    CircosPlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
    """

    label_layout: Literal["radial", "horizontal", "numbers"] = "radial"

    def check(self) -> None:
        """Refuse a label layout that does not exist."""
        super().check()
        if self.label_layout not in LAYOUTS:
            raise unknown_choice("label_layout", self.label_layout, LAYOUTS)

    @cached_property
    def circle(self) -> Circle:
        """The angles of nodes and groups."""
        return round_circle(self.order)

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand the nodes on the unit circle, clockwise from the top."""
        return self.circle.xy

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Join nodes through the inside, shallow between near neighbours."""
        return through_centre(start.xy, end.xy, start.parallel_offset, start.samples)

    def limits(self) -> tuple[float, float, float, float]:
        """Return the square round the unit circle."""
        return -1.0, 1.0, -1.0, 1.0

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the arc that a node has for itself, in points."""
        return self.circle.slot * 0.42 * min(size)

    def beside(self) -> Margins:
        """Keep room for the rings."""
        room = self._ring_room(float(self.encodings["node_size"].values.max(initial=0.0)))
        return Margins(left=room, right=room, bottom=room, top=room)

    def _ring_room(self, size: float) -> float:
        return np.sqrt(size) / 2 + self.track_room if self.tracks else 0.0

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return the rings that show further fields."""
        reach = float(page.radius.max(initial=0.0))
        per_point = 1 / float(abs(page.scale[0]))
        return {
            f"track_{place}": self._ring(each, reach, per_point)
            for place, each in enumerate(self.beside_nodes)
        }

    def _ring(self, track: Track, reach: float, per_point: float) -> Ribbons:
        low, high = (1 + (reach + each) * per_point for each in (track.low, track.high))
        half = self.circle.slot / 2 * track.share
        span = np.stack([self.circle.angle + half, self.circle.angle - half], axis=1)
        line = track.color if track.share == 1 else track.color[:0]
        return Ribbons.of_equal_length(
            ring_pieces(span, low, high), color=track.color, line=line, width=0.3
        )

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Label the nodes outside the circle."""
        if self.label_layout == "numbers":
            numbered = zip(self.order.place + 1, words, strict=True)
            words = tuple(f"{place}: {word}" if word else "" for place, word in numbered)
        label = radial_labels if self.label_layout == "radial" else flat_labels
        return label(page, self.circle.angle, words, self._reach(page) + 3)

    def _reach(self, page: Page) -> FloatArray:
        """Return ``(N,)`` how far nodes and rings reach from the circle, in points."""
        if not self.tracks:
            return page.radius
        return np.full(len(page.xy), page.radius.max(initial=0.0) + self.track_room)

    def group_words(self, page: Page) -> Labels:
        """Name each group outside the middle of its arc, or inside where nodes are named."""
        angle = self.circle.spans.mean(axis=1)
        look: Any = {"size": page.font_size * 1.15, "bold": True}
        if not self.names_nodes:
            reach = np.full(len(angle), float(self._reach(page).max(initial=0.0)) + 5)
            return flat_labels(page, angle, self.order.labels, reach, **look)
        reach = np.full(len(angle), -(float(page.radius.max(initial=0.0)) + 12))
        labels = flat_labels(page, angle + np.pi, self.order.labels, reach, **look)
        return replace(labels, xy=at_angle(angle), offset=at_angle(angle, reach), halo=self.paper)
