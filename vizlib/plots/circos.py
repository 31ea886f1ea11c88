"""CircosPlot: nodes on a circle, groups apart, edges as curves through the inside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import GROUP_LABEL_SIZE, Defaults
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures
from vizlib.core.tracks import TracksMixin
from vizlib.encodings.track_option import Track, tracks_width
from vizlib.layouts.positions import Circle, ring_pieces, round_circle
from vizlib.scene.edge_paths import through_centre
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins, Ribbons, at_angle
from vizlib.scene.labels.wanted import OnRing, OutsideRing
from vizlib.scene.page import Limits, Page

BAND_GAP_PT, BAND_PT = 2.2, 2.6
"""Points between the nodes and the band of their group, and its width, on a page of six inches."""
ROOM_SHARE = 0.42
"""Radius of the circle in sides of the picture, as far as the room of a node goes."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CircosPlot(TracksMixin, Plot):
    """Nodes on a circle, group by group; edges as curves through the inside.

    Parameters
    ----------
    label_layout
        ``"radial"``: labels point outwards; ``"horizontal"``: they lie flat; ``"auto"``: they lie
        flat where all have room so; ``"numbers"``: they lie flat and count the nodes round the
        circle.
    tracks
        Further fields of the nodes, shown as rings outside them: names, ``by(...)``, or
        ``vz.track("degree", show="bar")``.

    Notes
    -----
    The picture is that of Krzywinski et al., *Circos: an information aesthetic for comparative
    genomics* (2009), with single nodes in place of segments.

    Examples
    --------
    >>> import networkx as nx
    >>> CircosPlot(nx.karate_club_graph(), group_by="club", node_color="club")
    CircosPlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
    """

    defaults: ClassVar[Defaults] = Defaults(groups_color=True)

    label_layout: Literal["auto", "radial", "horizontal", "numbers"] = "auto"

    def _lay_out(self, data: Data) -> Circle:
        """Return the angles of nodes and groups."""
        return round_circle(data.order)

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes on the unit circle, clockwise from the top."""
        circle: Circle = data.layout
        return circle.xy

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Join nodes through the inside, shallow between near neighbours."""
        return through_centre(edges.start, edges.end, edges.parallel_offset, edges.samples)

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the square round the unit circle."""
        return -1.0, 1.0, -1.0, 1.0

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give each node its arc."""
        usual = super().measures(data, size)
        room = data.layout.slot * ROOM_SHARE * min(usual.size)
        return replace(usual, node_room=room)

    def margins(self, data: Data) -> Margins:
        """Keep room for the rings."""
        if not _rings_pt(data):
            return Margins()
        largest = float(data.encodings["node_size"].values.max(initial=0.0))
        room = np.sqrt(largest) / 2 + _rings_pt(data)
        return Margins(left=room, right=room, bottom=room, top=room)

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw a band outside the nodes of each group, in its colour."""
        if not _banded(data):
            return {}
        reach, per_point = float(page.radius.max(initial=0.0)), 1 / float(abs(page.scale[0]))
        low, high = (
            np.full(len(data.order.labels), 1 + (reach + page.zoom * side) * per_point)
            for side in (BAND_GAP_PT, BAND_GAP_PT + BAND_PT)
        )
        pieces = ring_pieces(data.layout.spans, low, high)
        bands = Ribbons.of_equal_length(
            pieces, color=data.group_rgba, stands_for="group",
            item=np.arange(len(pieces), dtype=np.int32),
        )  # fmt: skip
        return {"bands": bands}

    def draw_tracks(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the tracks as rings outside the nodes."""
        return {
            f"track_{place}": _ring(track, data.layout, page)
            for place, track in enumerate(data.tracks)
        }

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> OnRing:
        """Label the nodes outside the circle."""
        if self.label_layout == "numbers":
            numbered = zip(data.order.place + 1, text, strict=True)
            text = tuple(f"{place}: {words}" if words else "" for place, words in numbered)
        labels = Labels.at(at_angle(data.layout.angle), text, page.theme, page.font_size)
        flat = {"auto": None, "radial": False}.get(self.label_layout, True)
        rim = _reach(data, page)
        return OnRing(labels=labels, angle=data.layout.angle, rim=rim, flat=flat)

    def label_groups(self, data: Data, page: Page) -> OutsideRing:
        """Name each group outside its arc, and outside the names of its nodes."""
        spans, size = data.layout.spans, GROUP_LABEL_SIZE * page.font_size
        labels = Labels.at(
            at_angle(spans.mean(axis=1)), data.order.labels, page.theme, size, bold=True
        )
        rim = float(_reach(data, page).max(initial=0.0))
        return OutsideRing(labels=labels, spans=spans, rim=rim)


def _ring(track: Track, circle: Circle, page: Page) -> Ribbons:
    """Return a piece of a ring for each node."""
    reach, per_point = float(page.radius.max(initial=0.0)), 1 / float(abs(page.scale[0]))
    low, high = (1 + (reach + page.zoom * side) * per_point for side in (track.low, track.high))
    half = circle.slot / 2 * track.share
    span = np.stack([circle.angle + half, circle.angle - half], axis=1)
    line = track.color if track.share == 1 else track.color[:0]
    return Ribbons.of_equal_length(
        ring_pieces(span, low, high), color=track.color, line=line, width=0.3, stands_for="node",
        item=np.arange(len(span), dtype=np.int32),
    )  # fmt: skip


def _banded(data: Data) -> bool:
    """Tell whether groups have bands: where tracks leave room, and colours are theirs."""
    return data.colors_groups and not data.tracks


def _rings_pt(data: Data) -> float:
    """Return the points that tracks or bands take outside the nodes, on a page of six inches."""
    return BAND_GAP_PT + BAND_PT if _banded(data) else tracks_width(data.tracks)


def _reach(data: Data, page: Page) -> FloatArray:
    """Return ``(N,)`` how far nodes and rings reach from the circle, in points."""
    rings = _rings_pt(data)
    if not rings:
        return page.radius
    return np.full(len(page.xy), page.radius.max(initial=0.0) + page.zoom * rings)
