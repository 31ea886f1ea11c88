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
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures, NodeField, unplaced
from vizlib.encodings.given_colors import given_colors
from vizlib.encodings.read_option import read_option
from vizlib.errors import VizlibError, listed
from vizlib.graphs.tables import counted
from vizlib.maps.basemap import check_basemap
from vizlib.maps.bundling import check_bundling
from vizlib.maps.chart import Chart, piece_length
from vizlib.maps.crs import as_crs, to_degrees
from vizlib.maps.edge_paths import MapEdges, curvatures, with_loops
from vizlib.maps.extent import DataWindow, check_extent
from vizlib.maps.features import is_tiles
from vizlib.maps.frames import Frames, choose_frames
from vizlib.maps.graticule import check_graticule, check_lines
from vizlib.maps.merged_edges import merge_edges
from vizlib.maps.outliers import outlying
from vizlib.maps.positions import CleanPositions, clean, numbers
from vizlib.maps.projections import as_projection, choose_projection, to_plane
from vizlib.maps.route_options import route_options
from vizlib.plots.geo.flows import as_flows, flow_at_nodes, free_of_nodes, looks_of, with_flow_ink
from vizlib.plots.geo.framed import framed_caption, framed_notes
from vizlib.plots.geo.ground import Ground
from vizlib.plots.geo.nodes import map_nodes, names_amid_groups
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins
from vizlib.scene.page import Limits, Page

FADING_PIECES = 8
"""Pieces of an edge whose colour changes on its way, at least."""


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
        ``"auto"``: borders, those of states too where a continent is in view, and none of a city,
        where no coast is true enough. ``"borders"``, ``"states"``, ``"land"`` or None: vizlib's
        own, never fetched; ``"relief"``: a coarse relief that cartopy carries; or a feature of
        ``cartopy.feature``, a geopandas frame, or tiles of ``cartopy.io.img_tiles``, which need
        the network.
    extent
        ``"auto"``: what nodes and edges need; where most of these are in one part of the earth,
        that part, and insets below it of others that lie more than 600 km from it, at scales of
        their own. ``"all"``: one map of all. ``"robust"``: what is needed without the nodes that
        lie far from the rest. ``(west, east, south, north)``: degrees.
    graticule
        ``True`` for meridians and parallels, or the degrees from line to line.
    scale_bar
        Whether a bar shows how long some kilometres are at the middle of the map; ``"auto"``: below
        a map without a basemap that has none by itself.
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
            Diameter(0.45, 0.9, 3.0), Diameter(0.6, 1.1, 4.5), Diameter(3.2, 5.5, 7.5)
        ),
        edge_widths=EdgeWidths(thinnest=0.55, usual_share=0.8),
        node_color="ink",
        edge_ramp="flow",
        count_opacity=0.45,
        counts_many=True,
        names_once=True,
        leaves_edges_out=True,
        clip=True,
        unclipped=(
            "node_labels",
            "group_labels",
            "nodes",
            "scale_bar",
            "scale_words",
            "inset_titles",
        ),
    )

    node_lat: NodeField = "lat"
    node_lon: NodeField = "lon"
    crs: Any = None
    projection: Any = None
    basemap: Any = "auto"
    extent: (
        tuple[float, float, float, float] | Literal["auto", "all", "robust"] | DataWindow | Frames
    ) = "auto"
    graticule: bool | float = False
    scale_bar: bool | Literal["auto"] = "auto"
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
        tables = data.tables
        frames = self._frames(positions, data)
        projection = self._projection(positions, far) if frames is None else frames.main.projection
        frame, xy = np.zeros(0, np.int32), np.zeros((0, 2))
        if frames is not None:
            frame, xy = frames.place(positions.lon, positions.lat)
        elif len(positions.lon):
            xy = to_plane(positions.lon, positions.lat, projection)
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
            each_alone=data.counts_edges, sampled=thresholds.LIMITS.extent_edges, frames=frames,
            frame=frame,
        )  # fmt: skip

    def _frames(self, positions: CleanPositions, data: Data) -> Frames | None:
        """Return the main map and its insets, None where one map shows all."""
        if isinstance(self.extent, Frames):
            return self.extent
        asked = isinstance(self.extent, str) and self.extent == "auto"
        if not asked or is_tiles(self.basemap):
            return None
        tables = data.tables
        given = None if self.projection is None else as_projection(self.projection)
        return choose_frames(positions.lon, positions.lat, tables.source, tables.target, given)

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
        raise VizlibError(
            f"The nodes have no field {option!r}; they have {listed(names)}. A map needs the"
            " degrees of each node: name their fields, GeoPlot(graph, node_lat=..., node_lon=...),"
            " or give one value for each node."
        )

    def _projection(self, positions: CleanPositions, far: BoolArray) -> Any:
        if self.projection is None and is_tiles(self.basemap):
            return self.basemap.crs
        robust = isinstance(self.extent, str) and self.extent == "robust"
        near = ~far if robust else np.ones(len(far), bool)
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
        if chart.path != "bundled" or data.counts_edges:
            return chart.lines_of(edges.number)
        leads = np.flatnonzero(data.members["leads"][edges.row])
        lines = chart.lines_of(edges.number[leads])
        return replace(lines, edge=leads[lines.edge].astype(np.int32))

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Let flows be seen by all their looks, and bundled edges show what their routes show."""
        routes, looks = self._routes(data), as_flows(self, data)
        if routes is None:
            return looks_of(looks, self)
        if given_colors(self.edge_color, data.edges) is not None:
            del looks["edge_color"]
        return {**looks_of(looks, self), **route_options(looks, data.edges, routes)}

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
        check_lines(self.graticule, chart.projection, chart.view.limits(chart.view.shape))
        # Of a panel the whole has said all.
        whole = data.shared.whole is None
        warnings = chart.warnings(data.frame.tables.ids) if whole else ()
        data = replace(data, warnings=warnings)
        if self.edge_path != "bundled":
            return with_flow_ink(self, data)
        routes, alpha = self._routes(data), data.encodings["edge_alpha"]
        leads = np.ones(len(data.tables.source), bool)
        encodings = dict(data.encodings)
        if routes is not None:
            leads[:] = False
            leads[routes.first(None if data.focus is None else data.focus.edges)] = True
            if len(alpha.values) == 1:
                stacked = 1 - (1 - alpha.values[0]) ** routes.multiplicity
                encodings["edge_alpha"] = replace(alpha, values=stacked)
        return with_flow_ink(self, replace(data, encodings=encodings, members={"leads": leads}))

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
        """Keep lines that narrow clear of nodes, and add self-loops of a size on the page."""
        bundled = self.edge_path == "bundled"
        if not curves.raster:
            curves = free_of_nodes(data, page, curves, self._reaches_target(data, curves))
        node = data.tables.source
        loop = node == data.tables.target
        loops = np.flatnonzero(loop & data.members["leads"] if bundled else loop)
        loops = loops[np.isfinite(page.xy[node[loops]]).all(axis=1)]
        if not len(loops):
            return curves
        xy, reach = page.xy[node[loops]], page.radius[node[loops]]
        return with_loops(curves, loops, xy, reach, float(page.scale[0]))

    @property
    def _ground(self) -> Ground:
        return Ground(self.basemap, self.graticule, self.scale_bar)

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the basemap and the graticule, which recede behind the data."""
        return self._ground.behind(data, page)

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the degrees of the graticule, the names of insets, and the scale bar."""
        return self._ground.in_front(data, page)

    def margins(self, data: Data) -> Margins:
        """Leave room for a scale bar below a map."""
        return self._ground.margins(data)

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw small nodes with a thin rim."""
        return {"nodes": map_nodes(self, data, page)}

    def _caption_text(self, data: Data) -> str:
        """Say below the picture, not below each panel, what insets show and leave out."""
        said = framed_caption(data) if data.shared.whole is None else ""
        return " ".join(filter(None, (self.caption, said)))

    def _label_weight(self, data: Data) -> FloatArray:
        """Name first what the widest flows reach."""
        return flow_at_nodes(self, data)

    def label_groups(self, data: Data, page: Page) -> Labels | None:
        """Name each group amid its nodes, where that is asked for."""
        return names_amid_groups(data, page) if self.group_labels is True else None

    def _scene_options(self, data: Data) -> Mapping[str, Any]:
        """Draw on cartopy's axes."""
        chart: Chart = data.layout
        return {"projection": chart.projection} if chart.frames is None else {}

    def _panel_options(self, data: Data) -> Mapping[str, Any]:
        """Let panels show the same part of the same map."""
        chart: Chart = data.layout
        if chart.frames is not None:
            return {"projection": chart.projection, "extent": chart.frames}
        window = DataWindow(*chart.view.limits(chart.view.shape))
        return {"projection": chart.projection, "extent": window}

    def notes(self, data: Data) -> list[str]:
        """Say which projection is used and how many nodes are not drawn, and why."""
        chart: Chart = data.layout
        ok, tables = chart.positions.ok, data.tables
        placed = np.isfinite(data.xy).all(axis=1)
        hidden = int(ok.sum() - placed.sum()) - int(chart.unframed.sum())
        notes = [f"Projection {type(chart.projection).__name__}."]
        notes += unplaced(tables, ~ok)
        notes += framed_notes(data)
        if hidden:
            notes.append(f"{counted(hidden, 'node')} on the far side of the globe.")
        return notes
