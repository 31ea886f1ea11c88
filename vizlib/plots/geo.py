"""GeoPlot: nodes at their longitude and latitude, edges as great circles, on a map of our own."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np

from vizlib import basemap
from vizlib.arrays import BoolArray, FloatArray
from vizlib.canvas import Canvas
from vizlib.courses import Courses, bows, in_order
from vizlib.encodings import Encoding
from vizlib.errors import VizlibError, VizlibWarning, unknown_choice
from vizlib.fields import FieldTable
from vizlib.geometry import Areas, Curves, Geometry
from vizlib.merging import Merged, merged
from vizlib.order import Order
from vizlib.plots.base import INCH, Ends, Plot
from vizlib.plots.flows import route_options
from vizlib.plots.options import values_of
from vizlib.positions import CleanPositions, clean
from vizlib.projections import as_projection, choose_projection, to_plane, view_limits

PATHS = ("geodesic", "straight", "bundled")
BASEMAPS = ("states", "borders", "land")
LINES: Mapping[str, tuple[str, ...]] = {
    "states": ("states", "borders"),
    "borders": ("borders",),
    "land": (),
}

FADING = 8
"""Pieces of an edge whose colour changes on its way, at least."""
MOST_BUNDLING = 2.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GeoPlot(Plot):
    """Nodes on a map; edges along great circles, cut where the projection is cut.

    Parameters
    ----------
    node_lat, node_lon
        Fields of the nodes that hold degrees north and east.
    projection
        A cartopy projection or its name; by default one that suits where the nodes are.
    basemap
        ``"borders"``, ``"states"``, ``"land"`` or None; the map is vizlib's own, never fetched.
    extent
        ``(west, east, south, north)`` in degrees; by default what nodes and edges need.
    edge_path
        ``"geodesic"``: great circles; ``"straight"``: straight on the page; ``"bundled"``: edges
        share their way where that is no long detour.
    bundling
        How much longer than its great circle a bundled edge may become, as a share of it; 0 for
        no bundles, 0.4 for an edge at most 1.4 times as long, and up to 2.

    Notes
    -----
    The other options are those of every plot, see :class:`vizlib.Plot`. Nodes without a position
    are not drawn: a warning names them, and the description counts them.

    Edges between the same two places keep apart; in a directed graph each keeps to the right of
    those that come back. Bundled, those that run the same way between the same places become one
    route instead. Its width shows the sum of a field of numbers, and the legend says so; its
    colour shows the mean of numbers, or of other values the one that most edges have, each edge
    counted by what its width shows; a constant opacity adds up as if the edges were drawn one over
    another, and one that shows a field is its mean. Where the routes of different places run side
    by side they are drawn one over another, wide ones last, so that opacity adds up there too.
    Edge-path bundling over a spanner is that of Wallinger and others (2022, 2023); above 30,000
    pairs of places, bundling by density of Hurter, Ersoy and Telea (2012).

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.Graph([("Lima", "Oslo")])
    >>> nx.set_node_attributes(G, {"Lima": -12.0, "Oslo": 59.9}, "lat")
    >>> nx.set_node_attributes(G, {"Lima": -77.0, "Oslo": 10.8}, "lon")
    >>> GeoPlot(G, node_lat="lat", node_lon="lon")
    GeoPlot of 2 nodes and 1 undirected edge. Projection LambertAzimuthalEqualArea.
    """

    picture_size: ClassVar[tuple[float, float]] = (8.0, 6.0)

    node_lat: Any = "lat"
    node_lon: Any = "lon"
    projection: Any = None
    basemap: Any = "borders"
    extent: tuple[float, float, float, float] | None = None
    edge_path: Literal["geodesic", "straight", "bundled"] = "geodesic"
    bundling: float = 0.4

    def check(self) -> None:
        """Refuse what cannot be a map, and say which nodes have no position."""
        super().check()
        if self.edge_path not in PATHS:
            raise unknown_choice("edge_path", self.edge_path, PATHS)
        check_bundling(self.bundling)
        if self.basemap is not None and self.basemap not in BASEMAPS:
            raise unknown_choice("basemap", self.basemap, [*BASEMAPS, None])
        self._check_extent()
        for note in self.positions.notes:
            warnings.warn(note, VizlibWarning, stacklevel=5)

    def _check_extent(self) -> None:
        if self.extent is None:
            return
        try:
            west, east, south, north = (float(each) for each in self.extent)
        except (TypeError, ValueError):
            west = east = south = north = 0.0
        if not (-90 <= south < north <= 90 and west < east <= west + 360):
            raise VizlibError(
                f"extent={self.extent!r} must be (west, east, south, north) in degrees, east being"
                " greater than west (185 for 175 degrees west)."
            )

    @cached_property
    def positions(self) -> CleanPositions:
        """Longitudes and latitudes that can be drawn, and what must be said of the others."""
        if not self.tables.node_count:
            return CleanPositions(np.zeros(0), np.zeros(0), np.zeros(0, bool), ())
        lon = values_of(self.node_lon, self.node_table, "node_lon")
        lat = values_of(self.node_lat, self.node_table, "node_lat")
        return clean(lon, lat, list(self.tables.ids))

    @cached_property
    def chart(self) -> Any:
        """The cartopy projection."""
        lon, lat = self.positions.lon, self.positions.lat
        if self.projection is None:
            return choose_projection(lon, lat) if len(lon) else as_projection("EqualEarth")
        return as_projection(self.projection, lon, lat)

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Project the positions."""
        if not len(self.positions.lon):
            return np.zeros((0, 2))
        return to_plane(self.positions.lon, self.positions.lat, self.chart)

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Follow great circles, straight lines on the page, or bundles."""
        return self.routes

    @cached_property
    def routes(self) -> Curves:
        """The edges, computed once: they decide what is in view."""
        tables, few = self.tables, self.tables.edge_count <= self.many_edges
        courses = Courses(
            place=np.stack([self.positions.lon, self.positions.lat], axis=1),
            source=tables.source,
            target=tables.target,
            bow=bows(tables.source, tables.target, tables.directed, few),
            least=FADING if len(self.edge_fade) else 1,
            projection=self.chart,
        )
        if self.edge_path == "bundled":
            wanted = None if self.focus is None else self.focus.edges
            return courses.bundled(self.bundling, self.merged.first(wanted))
        return courses.geodesic() if self.edge_path == "geodesic" else courses.straight()

    @cached_property
    def merged(self) -> Merged:
        """The routes that bundled edges share; in a panel of facets those of its own edges."""
        alone = self.focus is not None and self.focus.rest == 0
        counted = self.focus.edges if self.focus is not None and alone else None
        return merged(self.tables.source, self.tables.target, self.tables.directed, counted)

    def _encode(self, size: tuple[float, float]) -> dict[str, Encoding]:
        """Let bundled edges show what their routes show."""
        if self.edge_path != "bundled" or self.merged.routes == self.tables.edge_count:
            return super()._encode(size)
        looks = self._of_routes._encode(size)
        alpha = looks["edge_alpha"]
        if len(alpha.values) == 1:
            stacked = 1 - (1 - alpha.values[0]) ** self.merged.many
            looks["edge_alpha"] = replace(alpha, values=stacked)
        return looks

    @cached_property
    def _of_routes(self) -> "GeoPlot":
        """The same plot, each edge of which shows what its route shows."""
        whole = merged(self.tables.source, self.tables.target, self.tables.directed)
        counted = whole if self.merged.counted.all() else self.merged
        options = {**route_options(self, counted, whole), "edge_path": "geodesic"}
        twin = object.__new__(type(self))
        twin.__dict__.update({**self.__dict__, **options})
        twin.__dict__.pop("encodings", None)
        return twin

    def edge_layers(self, canvas: Canvas, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Draw wide bundles over narrow ones."""
        layers = super().edge_layers(canvas, encodings)
        width = encodings["edge_width"].values
        if self.edge_path == "bundled" and len(width) > 1 and isinstance(layers["edges"], Curves):
            layers["edges"] = in_order(layers["edges"], width)
        return layers

    def arrives(self, curves: Curves) -> BoolArray:
        """Return ``(P,)`` which parts end at their target: not those cut at the map's edge."""
        last = curves.points[curves.offsets[1:] - 1]
        far = np.abs(last - self.xy[self.tables.target[curves.edge]]).max(axis=1, initial=0.0)
        x0, x1 = self.chart.x_limits
        near: BoolArray = far < 1e-6 * abs(x1 - x0)
        return near

    def limits(self) -> tuple[float, float, float, float]:
        """Return what is in view, of the aspect of the picture."""
        return self._view(self.picture_size[0] / self.picture_size[1])

    def _view(self, aspect: float) -> tuple[float, float, float, float]:
        if self.extent is not None:
            west, east, south, north = self.extent
            lon, lat = np.meshgrid(np.linspace(west, east, 50), np.linspace(south, north, 50))
            corners = to_plane(lon.ravel(), lat.ravel(), self.chart)
            return view_limits(self.chart, corners, np.zeros((0, 2)), aspect, pad=0.0)
        return view_limits(self.chart, self.xy, self.routes.points, aspect)

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Give the picture the shape of what is in view, where nothing else is asked for."""
        wide, high = super()._picture(size)
        if size is None and self.figsize is None:
            x0, x1, y0, y1 = self._natural
            shape = float(np.clip((x1 - x0) / max(y1 - y0, 1e-9), 0.6, 2.2))
            area = self.picture_size[0] * self.picture_size[1] * INCH**2
            return float(np.sqrt(area * shape)), float(np.sqrt(area / shape))
        return wide, high

    @cached_property
    def _natural(self) -> tuple[float, float, float, float]:
        """What nodes and edges need, whatever the shape of the picture."""
        whole = np.array([self.chart.x_limits, self.chart.y_limits], float).T
        known = np.concatenate([self.xy, self.routes.points])
        known = known[np.isfinite(known).all(axis=1)]
        if self.extent is not None or not len(known):
            x0, x1, y0, y1 = self._view(1.5)
            return x0, x1, y0, y1
        low, high = known.min(axis=0), known.max(axis=0)
        if ((high - low) > 0.75 * (whole[1] - whole[0])).any():
            low, high = whole
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def _layers(
        self, encodings: Any, picture: tuple[float, float]
    ) -> tuple[Canvas, dict[str, Geometry]]:
        canvas, layers = super()._layers(encodings, picture)
        return replace(canvas, limits=self._seen(canvas)), layers

    def _seen(self, canvas: Canvas) -> tuple[float, float, float, float]:
        wide = canvas.size[0] - canvas.margins.left - canvas.margins.right
        high = canvas.size[1] - canvas.margins.bottom - canvas.margins.top
        return self._view(max(wide, 1.0) / max(high, 1.0))

    def below(self, canvas: Canvas) -> dict[str, Geometry]:
        """Return water, land, lakes and lines, which recede behind the data."""
        from matplotlib.colors import to_rgba

        if self.basemap is None:
            return {}
        limits, theme = self._seen(canvas), self.colors
        lines = LINES[self.basemap]
        paths = basemap.layers(self.chart, limits, names=("land", "lakes", *lines))
        color = {
            name: np.array(to_rgba(getattr(theme, name)))
            for name in ("water", "land", "lakes", "border")
        }
        made: dict[str, Geometry] = {
            "water": Areas(paths=(basemap.outline(self.chart),), fill=color["water"]),
            "land": Areas(paths=(paths["land"],), fill=color["land"]),
            "lakes": Areas(paths=(paths["lakes"],), fill=color["lakes"]),
        }
        for name in lines:
            made[name] = Areas(
                paths=(paths[name],), line=color["border"], width=0.35 if name == "states" else 0.6
            )
        return made

    def node_sizes(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest area of a node in points squared."""
        count = max(self.tables.node_count, 1)
        usual = float(np.clip(60 / np.sqrt(count), 3.0, 6.5))
        return (0.55 * usual) ** 2, usual**2, float(np.clip(3.2 * usual, 8, 16)) ** 2

    def edge_widths(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest width of an edge in points."""
        low, usual, high = super().edge_widths(size)
        return low, 0.8 * usual, high

    def frame(self) -> dict[str, Any]:
        """Clip the map, not its labels and nodes; draw on cartopy's axes."""
        return {
            "clip": True,
            "unclipped": ("node_labels", "group_labels", "nodes"),
            "projection": self.chart,
        }

    def remarks(self) -> list[str]:
        """Say which projection is used and how many nodes have no position."""
        lost = int((~self.positions.ok).sum())
        hidden = int(self.positions.ok.sum() - np.isfinite(self.xy).all(axis=1).sum())
        said = [f"Projection {type(self.chart).__name__}."]
        if lost:
            said.append(f"{lost:,} node{'s' * (lost > 1)} without a position not drawn.")
        if hidden:
            said.append(f"{hidden:,} node{'s' * (hidden > 1)} on the far side of the globe.")
        return said


def check_bundling(bundling: Any) -> None:
    """Refuse a strength that is not a share."""
    number = isinstance(bundling, (int, float, np.number)) and not isinstance(bundling, bool)
    if not number or not 0 <= bundling <= MOST_BUNDLING:
        raise VizlibError(
            f"bundling={bundling!r} must be a number from 0 (no bundles) to {MOST_BUNDLING:g}: how"
            " much longer than its great circle an edge may become, as a share of it."
        )
