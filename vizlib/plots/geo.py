"""GeoPlot: nodes at their longitude and latitude, edges as great circles, on a map of our own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core import thresholds
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import Defaults, Diameter, EdgeWidths, NodeSizes
from vizlib.core.describe import counted
from vizlib.core.plot import Plot
from vizlib.core.scene import label_rank, visible_xy
from vizlib.core.spec import Measures, NodeField
from vizlib.encodings.given_colors import given_colors
from vizlib.encodings.read_option import read_option
from vizlib.errors import VizlibError, listed
from vizlib.maps.basemap import Basemap, check_basemap
from vizlib.maps.chart import Chart, piece_length
from vizlib.maps.crs import as_crs, to_degrees
from vizlib.maps.edge_paths import MapEdges, curvatures, sorted_by_rank, with_loops
from vizlib.maps.extent import DataWindow, check_extent
from vizlib.maps.features import is_tiles
from vizlib.maps.graticule import Graticule, check_graticule
from vizlib.maps.merged_edges import merge_edges
from vizlib.maps.outliers import outlying
from vizlib.maps.positions import CleanPositions, clean, numbers
from vizlib.maps.projections import as_projection, choose_projection, to_plane
from vizlib.maps.route_options import route_options
from vizlib.maps.scale_bar import scale_bar
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.labels.sides import on_best_sides
from vizlib.scene.page import Limits, Page

FADING_PIECES = 8
"""Pieces of an edge whose colour changes on its way, at least."""
MAX_BUNDLING = 2.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GeoPlot(Plot):
    """Nodes on a map; edges along great circles, cut where the projection is cut.

    Parameters
    ----------
    node_lat, node_lon
        Fields of the nodes that hold degrees north and east, or y and x in ``crs``.
    crs
        The reference system of ``node_lat`` and ``node_lon`` where they are no degrees: an EPSG
        code (``"EPSG:2154"``), a cartopy or pyproj system, or the ``crs`` of a geopandas frame.
    projection
        A cartopy projection, its name, or an EPSG code; by default one that suits where the nodes
        are.
    basemap
        ``"borders"``, ``"states"``, ``"land"`` or None: vizlib's own, never fetched; ``"relief"``:
        a coarse relief that cartopy carries; or a feature of ``cartopy.feature``, a geopandas
        frame, or tiles of ``cartopy.io.img_tiles``, which need the network.
    extent
        ``(west, east, south, north)`` in degrees; by default what nodes and edges need;
        ``"robust"``: what they need without the nodes that lie far from the rest.
    graticule
        ``True`` for meridians and parallels, or the degrees from line to line.
    scale_bar
        Whether a bar shows how long some kilometres are at the middle of the map.
    edge_path
        ``"geodesic"``: great circles; ``"straight"``: straight on the page; ``"bundled"``: edges
        share their way where that is no long detour.
    bundling
        How much longer than its great circle a bundled edge may become, as a share of it; 0 for
        no bundles, 0.4 for an edge at most 1.4 times as long, and up to 2.

    Notes
    -----
    Nodes without a position are not drawn: a warning names them, and the description counts them.

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

    defaults: ClassVar[Defaults] = Defaults(
        size_in=(8.0, 6.0),
        node_sizes=NodeSizes(
            Diameter(0.55, 0.66, 3.575), Diameter(1.0, 1.2, 6.5), Diameter(3.2, 7.0, 16.0)
        ),
        edge_widths=EdgeWidths(usual_share=0.8),
        leaves_edges_out=True,
        clip=True,
        unclipped=("node_labels", "group_labels", "nodes", "scale_bar", "scale_words"),
    )

    node_lat: NodeField = "lat"
    node_lon: NodeField = "lon"
    crs: Any = None
    projection: Any = None
    basemap: Any = "borders"
    extent: tuple[float, float, float, float] | Literal["robust"] | DataWindow | None = None
    graticule: bool | float = False
    scale_bar: bool = False
    edge_path: Literal["geodesic", "straight", "bundled"] = "geodesic"
    bundling: float = 0.4

    def check(self) -> None:
        """Refuse what cannot be a map."""
        check_bundling(self.bundling)
        check_basemap(self.basemap)
        check_graticule(self.graticule)
        check_extent(self.extent)
        as_crs(self.crs)

    def _lay_out(self, data: Data) -> Chart:
        """Return where nodes and edges are, on which projection, and what is in view."""
        positions = self._positions(data)
        far = outlying(positions.lon, positions.lat)
        projection = self._projection(positions, far)
        xy = np.zeros((0, 2))
        if len(positions.lon):
            xy = to_plane(positions.lon, positions.lat, projection)
        tables = data.tables
        ends = tables.source, tables.target, tables.directed
        fading = data.direction == "gradient" or data.colored_by == "gradient"
        few = tables.edge_count <= thresholds.LIMITS.vector_edges
        edges = MapEdges(
            positions=np.stack([positions.lon, positions.lat], axis=1),
            source=tables.source, target=tables.target, curvature=curvatures(*ends, few),
            min_pieces=FADING_PIECES if fading else 1, projection=projection,
            step=piece_length(positions),
        )  # fmt: skip
        return Chart(
            positions=positions, projection=projection, xy=xy, far=far, extent=self.extent,
            edges=edges, routes=merge_edges(*ends), path=self.edge_path, bundling=self.bundling,
            each_alone=data.counts_edges, sampled=thresholds.LIMITS.extent_edges,
        )  # fmt: skip

    def _positions(self, data: Data) -> CleanPositions:
        """Return the positions that can be drawn, and what must be said of the others."""
        if not data.tables.node_count:
            return CleanPositions(np.zeros(0), np.zeros(0), np.zeros(0, bool), ())
        lon, lat = (self._coordinate(data, name) for name in ("node_lon", "node_lat"))
        ids, crs = list(data.tables.ids), as_crs(self.crs)
        if crs is None:
            return clean(lon, lat, ids)
        degrees = to_degrees(numbers("longitude", lon, ids), numbers("latitude", lat, ids), crs)
        return clean(*degrees, ids)

    def _coordinate(self, data: Data, name: str) -> "pd.Series[Any]":
        """Read longitudes or latitudes, and say which option names them where there are none."""
        option, names = getattr(self, name), data.nodes.names()
        usual = isinstance(option, str) and option == getattr(type(self), name)
        if not usual or option in data.nodes:
            return read_option(option, data.nodes, name)
        known = f"; the nodes have {listed(names)}" if names else "; the nodes have no fields"
        raise VizlibError(
            f"A map needs the position of each node, and no field is called {option!r}{known}. Name"
            " the fields with degrees: GeoPlot(graph, node_lat=..., node_lon=...), or give one"
            " value for each node."
        )

    def _projection(self, positions: CleanPositions, far: BoolArray) -> Any:
        if self.projection is None and is_tiles(self.basemap):
            return self.basemap.crs
        near = ~far if isinstance(self.extent, str) else np.ones(len(far), bool)
        lon, lat = positions.lon[near], positions.lat[near]
        if self.projection is None:
            return choose_projection(lon, lat) if len(far) else as_projection(None)
        return as_projection(self.projection, lon, lat)

    def place(self, data: Data) -> FloatArray:
        """Project the positions."""
        chart: Chart = data.layout
        return chart.xy

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Follow great circles, straight lines on the page, or bundles."""
        chart: Chart = data.layout
        if chart.path != "bundled" or chart.each_alone:
            return chart.lines_of(edges.number)
        leads = np.flatnonzero(data.members["leads"][edges.row])
        lines = chart.lines_of(edges.number[leads])
        return replace(lines, edge=leads[lines.edge].astype(np.int32))

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Let bundled edges show what their routes show."""
        routes = self._routes(data)
        if routes is None:
            return {}
        names = ["edge_width", "edge_alpha"]
        if given_colors(self.edge_color, data.edges) is None:
            names.append("edge_color")
        return route_options({name: getattr(self, name) for name in names}, data.edges, routes)

    def _routes(self, data: Data) -> Any:
        """Return which edges share a route, None where each has its own."""
        if self.edge_path != "bundled":
            return None
        tables = data.tables
        routes = merge_edges(tables.source, tables.target, tables.directed)
        return None if routes.routes == tables.edge_count else routes

    def _encode(self, data: Data) -> Data:
        """Add up the opacity of edges that share a route, and choose which of them is drawn."""
        chart: Chart = data.layout
        data = replace(data, warnings=chart.warnings(data.frame.tables.ids))
        if self.edge_path != "bundled":
            return data
        routes, alpha = self._routes(data), data.encodings["edge_alpha"]
        leads = np.ones(len(data.tables.source), bool)
        encodings = dict(data.encodings)
        if routes is not None:
            leads[:] = False
            leads[routes.first(None if data.focus is None else data.focus.edges)] = True
            if len(alpha.values) == 1:
                stacked = 1 - (1 - alpha.values[0]) ** routes.multiplicity
                encodings["edge_alpha"] = replace(alpha, values=stacked)
        return replace(data, encodings=encodings, members={"leads": leads})

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return what is in view in a picture of an aspect."""
        chart: Chart = data.layout
        return chart.view.limits(aspect)

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give the picture the shape of what is in view, where nothing else is asked for."""
        chart: Chart = data.layout
        if size is None:
            width, height = self.defaults.size_pt
            shape = chart.view.shape
            size = float(np.sqrt(width * height * shape)), float(np.sqrt(width * height / shape))
        room = 60 / np.sqrt(max(data.tables.node_count, 1))
        return replace(super().measures(data, size), node_room=float(room))

    def _shows_single_edges(self) -> bool:
        """Tell whether each edge is drawn as a line of its own: not where they share routes."""
        return self.edge_path != "bundled"

    def _reaches_target(self, data: Data, curves: Curves) -> Any:
        """Return ``(P,)`` which parts end at their target: not those cut at the map's edge."""
        last = curves.points[curves.offsets[1:] - 1]
        far = np.abs(last - data.xy[data.tables.target[curves.edge]]).max(axis=1, initial=0.0)
        x0, x1 = data.layout.projection.x_limits
        return far < 1e-6 * abs(x1 - x0)

    def _finish_lines(self, data: Data, page: Page, curves: Curves) -> Curves:
        """Draw wide bundles over narrow ones, and add self-loops of a size on the page."""
        bundled = self.edge_path == "bundled"
        if bundled and len(page.edge_width) > 1:
            curves = sorted_by_rank(curves, page.edge_width)
        node = data.tables.source
        loop = node == data.tables.target
        loops = np.flatnonzero(loop & data.members["leads"] if bundled else loop)
        loops = loops[np.isfinite(page.xy[node[loops]]).all(axis=1)]
        if not len(loops):
            return curves
        xy, reach = page.xy[node[loops]], page.radius[node[loops]]
        return with_loops(curves, loops, xy, reach, float(page.scale[0]))

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the basemap and the graticule, which recede behind the data."""
        land = Basemap(data.layout.projection, page.limits, data.theme).layers(self.basemap)
        return {**land, **self._grid(data, page, "graticule")}

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the degrees of the graticule, and the scale bar."""
        degrees = self._grid(data, page, "degrees")
        if not self.scale_bar:
            return degrees
        rise = 1.7 * page.font_size if self.graticule is not False else 0.0
        projection, unit = data.layout.projection, float(page.scale[0])
        bar = scale_bar(projection, page.limits, unit, data.theme, page.font_size, rise)
        return {**degrees, **bar}

    def _grid(self, data: Data, page: Page, name: str) -> dict[str, Geometry]:
        if self.graticule is False:
            return {}
        unit = float(page.scale[0])
        grid = Graticule(data.layout.projection, page.limits, data.theme, page.font_size, unit)
        layers = grid.layers(self.graticule)
        return {name: layers[name]} if name in layers else {}

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> Labels:
        """Label the nodes, each on the side where it covers least."""
        labels = super().label_nodes(data, page, text)
        if not text:
            return labels
        x0, x1, y0, y1 = page.limits
        frame = np.array([x1 - x0, y1 - y0]) * page.scale
        rank = label_rank(self, data, page)
        return on_best_sides(labels, page.points(page.xy), page.radius, rank, frame)

    def label_groups(self, data: Data, page: Page) -> Labels | None:
        """Name each group amid its nodes, where that is asked for."""
        if self.group_labels is not True:
            return None
        seen = np.isfinite(page.xy).all(axis=1)
        places = pd.DataFrame(page.xy[seen]).groupby(data.order.group[seen]).median()
        names = [data.order.labels[group] for group in places.index]
        size = page.font_size * 1.15
        return Labels.at(places.to_numpy(), names, page.theme, size, bold=True, halo=True)

    def _scene_options(self, data: Data) -> Mapping[str, Any]:
        """Draw on cartopy's axes."""
        return {"projection": data.layout.projection}

    def _panel_options(self, data: Data) -> Mapping[str, Any]:
        """Let panels show the same part of the same map."""
        chart: Chart = data.layout
        window = DataWindow(*chart.view.limits(chart.view.shape))
        return {"projection": chart.projection, "extent": window}

    def notes(self, data: Data) -> list[str]:
        """Say which projection is used and how many nodes are not drawn, and why."""
        chart: Chart = data.layout
        ok, tables = chart.positions.ok, data.tables
        width, height = self.defaults.size_in
        seen = np.isfinite(visible_xy(self, data, self.limits(data.frame, width / height))[:, 0])
        placed = np.isfinite(data.xy).all(axis=1)
        hidden, outside = int(ok.sum() - placed.sum()), int((placed & ~seen).sum())
        notes = [f"Projection {type(chart.projection).__name__}."]
        if not ok.all():
            cut = int((~ok[tables.source] | ~ok[tables.target]).sum())
            edges = f" and {counted(cut, 'edge')}" if cut else ""
            lost = counted(int((~ok).sum()), "node")
            notes.append(f"{lost} without a position{edges} not drawn.")
        if hidden:
            notes.append(f"{counted(hidden, 'node')} on the far side of the globe.")
        if outside:
            notes.append(f"{counted(outside, 'node')} outside the extent not drawn.")
        return notes


def check_bundling(bundling: object) -> None:
    """Refuse a strength that is not a share."""
    number = isinstance(bundling, (int, float, np.number)) and not isinstance(bundling, bool)
    if not number or not 0 <= float(bundling) <= MAX_BUNDLING:  # type: ignore[arg-type]
        raise VizlibError(
            f"bundling={bundling!r} must be a number from 0 (no bundles) to {MAX_BUNDLING:g}: how"
            " much longer than its great circle an edge may become, as a share of it."
        )
