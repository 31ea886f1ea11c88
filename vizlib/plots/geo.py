"""GeoPlot: nodes at their longitude and latitude, edges as great circles, on a map of our own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.core.flows import route_options
from vizlib.core.options import check_flag
from vizlib.core.plot import Ends, Plot
from vizlib.encodings.encode import Encoding
from vizlib.encodings.label_option import as_label, importance
from vizlib.encodings.scales import Value
from vizlib.errors import VizlibError, unknown_choice
from vizlib.maps.basemap import Basemap, check_basemap
from vizlib.maps.edge_paths import MapEdges, curvatures, select_edges, sorted_by_rank, with_loops
from vizlib.maps.graticule import Graticule, check_graticule
from vizlib.maps.merged_edges import MergedEdges, merge_edges
from vizlib.maps.scale_bar import scale_bar
from vizlib.plots.charted import Charted
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.label_placement import on_best_sides
from vizlib.scene.page import Page

PATHS = ("geodesic", "straight", "bundled")
REACHING = 200_000
"""More edges than these are not all asked how far they reach."""
LEAST_OPACITY = 0.06
FADING = 8
"""Pieces of an edge whose colour changes on its way, at least."""
MOST_BUNDLING = 2.0
WIDER = 2.0
"""How much wider outliers must make a map for them to be spoken of."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Numbered(Ends):
    """Where edges start or end, and which edges they are.

    Parameters
    ----------
    number
        ``(E,)`` numbers of the edges.
    """

    number: LongArray


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GeoPlot(Charted, Plot):
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

    graticule: bool | float = False
    scale_bar: bool = False
    edge_path: Literal["geodesic", "straight", "bundled"] = "geodesic"
    bundling: float = 0.4

    def check(self) -> None:
        """Refuse what cannot be a map, and say which nodes have no position."""
        super().check()
        if self.edge_path not in PATHS:
            raise unknown_choice("edge_path", self.edge_path, PATHS)
        check_bundling(self.bundling)
        check_basemap(self.basemap)
        check_graticule(self.graticule)
        check_flag("scale_bar", self.scale_bar)

    def ends_of(self, part: Any) -> tuple[Ends, Ends]:
        """Where some edges start and end; maps must know which edges these are."""
        number = np.arange(self.tables.edge_count)[part]
        start, end = (Numbered(**each.__dict__, number=number) for each in super().ends_of(part))
        return start, end

    @cached_property
    def parallel_offsets(self) -> FloatArray:
        """``(E,)`` how far each edge keeps to the right of the straight way, in its lengths."""
        few = self.tables.edge_count <= self.many_edges
        return curvatures(self.tables.source, self.tables.target, self.tables.directed, few)

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Follow great circles, straight lines on the page, or bundles."""
        number = start.number if isinstance(start, Numbered) else np.arange(len(start.node))
        if len(number) == self.tables.edge_count or self.edge_path == "bundled":
            return select_edges(self.routes, number, self.tables.edge_count)
        return self._map_edges(start, end)

    @cached_property
    def routes(self) -> Curves:
        """All edges, computed once."""
        return self._map_edges(*self.ends)

    def _map_edges(self, start: Ends, end: Ends) -> Curves:
        fading = "gradient" in (self.shows_direction, self.edge_color)
        map_edges = MapEdges(
            positions=np.stack([self.positions.lon, self.positions.lat], axis=1),
            source=start.node,
            target=end.node,
            curvature=start.parallel_offset,
            min_pieces=FADING if fading else 1,
            projection=self.chart,
            step=self.piece,
        )
        if self.edge_path != "bundled":
            return map_edges.geodesic() if self.edge_path == "geodesic" else map_edges.straight()
        wanted = None if self.focus is None else self.focus.edges
        every = self.edge_blend == "density"
        chosen = np.arange(len(start.node)) if every else self.merged.first(wanted)
        return map_edges.bundled(self.bundling, chosen)

    @cached_property
    def reach(self) -> Curves:
        """Edges that tell what must be in view: all of them, or a sample of very many."""
        step = self.tables.edge_count // REACHING + 1
        if step == 1 or self.edge_path == "bundled":
            return self.routes
        some = np.arange(0, self.tables.edge_count, step)
        curves = self._map_edges(*self.ends_of(some))
        return replace(curves, edge=some[curves.edge].astype(np.int32))

    @cached_property
    def merged(self) -> MergedEdges:
        """The routes that bundled edges share; in a panel of facets those of its own edges."""
        alone = self.focus is not None and self.focus.rest == 0
        counted = self.focus.edges if self.focus is not None and alone else None
        return merge_edges(self.tables.source, self.tables.target, self.tables.directed, counted)

    def _encode(self, size: tuple[float, float]) -> dict[str, Encoding]:
        """Let bundled edges show what their routes show."""
        if self.edge_path != "bundled" or self.merged.routes == self.tables.edge_count:
            return super()._encode(size)
        looks = self._of_routes._encode(size)
        alpha = looks["edge_alpha"]
        if len(alpha.values) == 1:
            stacked = 1 - (1 - alpha.values[0]) ** self.merged.multiplicity
            looks["edge_alpha"] = replace(alpha, values=stacked)
        return looks

    @cached_property
    def _of_routes(self) -> "GeoPlot":
        """The same plot, each edge of which shows what its route shows."""
        whole = merge_edges(self.tables.source, self.tables.target, self.tables.directed)
        counted = whole if self.merged.counted.all() else self.merged
        options = {**route_options(self, counted, whole), "edge_path": "geodesic"}
        twin = object.__new__(type(self))
        twin.__dict__.update({**self.__dict__, **options})
        twin.__dict__.pop("encodings", None)
        return twin

    def edge_layers(self, page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Draw wide bundles over narrow ones, and self-loops of a size on the page."""
        layers = super().edge_layers(page, encodings)
        curves, width = layers["edges"], encodings["edge_width"].values
        if not isinstance(curves, Curves):
            return layers
        if self.edge_path == "bundled" and len(width) > 1:
            curves = sorted_by_rank(curves, width)
        return {**layers, "edges": self._looped(curves, self._seen(page))}

    def _looped(self, curves: Curves, page: Page) -> Curves:
        """Add self-loops, which have no way over the globe."""
        node = self.tables.source
        loops = np.flatnonzero(node == self.tables.target)
        loops = loops[np.isfinite(page.xy[node[loops]]).all(axis=1)]
        if self.edge_path == "bundled":
            wanted = None if self.focus is None else self.focus.edges
            loops = np.intersect1d(loops, self.merged.first(wanted))
        if not len(loops):
            return curves
        xy, reach = page.xy[node[loops]], page.radius[node[loops]]
        return with_loops(curves, loops, xy, reach, float(page.scale[0]))

    def edge_opacity(self) -> float:
        """Return how opaque edges are where nothing is said: many of one colour let it through."""
        plain = isinstance(self.edge_color, (Value, tuple))
        usual = 8 / np.sqrt(max(self.tables.edge_count, 1))
        return float(np.clip(usual, LEAST_OPACITY, 0.75)) if plain else super().edge_opacity()

    def arrives(self, curves: Curves) -> BoolArray:
        """Return ``(P,)`` which parts end at their target: not those cut at the map's edge."""
        last = curves.points[curves.offsets[1:] - 1]
        far = np.abs(last - self.xy[self.tables.target[curves.edge]]).max(axis=1, initial=0.0)
        x0, x1 = self.chart.x_limits
        near: BoolArray = far < 1e-6 * abs(x1 - x0)
        return near

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return the basemap and the graticule, which recede behind the data."""
        limits = self._seen(page).limits
        made = Basemap(self.chart, limits, self.colors).layers(self.basemap)
        return {**made, **self._grid(page, ("graticule",))}

    def above(self, page: Page) -> dict[str, Geometry]:
        """Return the degrees of the graticule, and the scale bar."""
        seen = self._seen(page)
        made = self._grid(page, ("degrees",))
        if not self.scale_bar:
            return made
        rise = 1.7 * page.font_size if self.graticule is not False else 0.0
        bar = scale_bar(self.chart, seen.limits, seen.scale[0], self.colors, page.font_size, rise)
        return {**made, **bar}

    def _grid(self, page: Page, names: tuple[str, ...]) -> dict[str, Geometry]:
        if self.graticule is False:
            return {}
        limits = self._seen(page).limits
        made = Graticule(
            self.chart, limits, self.colors, page.font_size, float(self._seen(page).scale[0])
        ).layers(self.graticule)
        return {name: made[name] for name in names if name in made}

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Label the nodes, each on the side where it covers least."""
        labels = super().node_words(page, words)
        wanted = as_label(self.node_labels)
        if wanted is None or not words:
            return labels
        rank = importance(wanted, self.node_table, self._matter(page), "node_labels")
        x0, x1, y0, y1 = page.limits
        frame = np.array([x1 - x0, y1 - y0]) * page.scale
        return on_best_sides(labels, page.points(page.xy), page.radius, rank, frame)

    def node_sizes(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest area of a node in points squared."""
        count = max(self.tables.node_count, 1)
        usual = float(np.clip(60 / np.sqrt(count), 1.2, 6.5))
        return (0.55 * usual) ** 2, usual**2, float(np.clip(3.2 * usual, 7, 16)) ** 2

    def edge_widths(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest width of an edge in points."""
        low, usual, high = super().edge_widths(size)
        return low, 0.8 * usual, high


def check_bundling(bundling: Any) -> None:
    """Refuse a strength that is not a share."""
    number = isinstance(bundling, (int, float, np.number)) and not isinstance(bundling, bool)
    if not number or not 0 <= bundling <= MOST_BUNDLING:
        raise VizlibError(
            f"bundling={bundling!r} must be a number from 0 (no bundles) to {MOST_BUNDLING:g}: how"
            " much longer than its great circle an edge may become, as a share of it."
        )
