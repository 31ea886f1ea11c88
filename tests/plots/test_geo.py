"""GeoPlot by law: routes, bundles, basemaps, reference systems, extents, odd positions."""

import socket
from itertools import pairwise

import cartopy.crs as ccrs
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from pictures import assert_not_blank, pixels

import vizlib as vz
from vizlib.core import thresholds
from vizlib.core.thresholds import Limits
from vizlib.maps import basemap, edge_paths
from vizlib.maps.bundling import density_bundles, pairs_of, resample_lines, spanner_bundles
from vizlib.maps.edge_paths import curvatures, take_lines
from vizlib.maps.merged_edges import merge_edges
from vizlib.maps.outliers import outlying
from vizlib.maps.sphere import unit_vectors
from vizlib.rendering.rasterize import count_lines
from vizlib.scene.geometry import TAPER, Labels, Ribbons, along_taper
from vizlib.scene.text import boxes

CITIES = pd.DataFrame(
    {
        "lat": [51.5, 48.9, 52.5, 41.9, 40.4, 59.3, 55.8, 41.0],
        "lon": [-0.1, 2.4, 13.4, 12.5, -3.7, 18.1, 37.6, 29.0],
        "kind": list("abababab"),
    },
    index=["London", "Paris", "Berlin", "Rome", "Madrid", "Stockholm", "Moscow", "Istanbul"],
)


def europe(directed=True, parallel=1):
    pairs = [(one, two) for one in CITIES.index for two in CITIES.index if one != two]
    edges = pd.DataFrame(pairs * parallel, columns=["source", "target"])
    edges["seats"] = np.arange(len(edges)) % 7 + 1.0
    edges["carrier"] = np.array(["x", "y", "z"])[np.arange(len(edges)) % 3]
    return vz.from_edges(edges, CITIES, directed=directed)


def grid_of(count, seed=0):
    rng = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    points = unit_vectors(rng.uniform(-180, 180, count), lat)
    ends = rng.integers(0, count, (2, 6 * count)).astype(np.int32)
    return points, pairs_of(*ends, np.ones(count, bool))


# Bundles


@pytest.mark.parametrize("bundling", [0.0, 0.2, 0.6])
def test_a_bundled_edge_keeps_its_ends_and_makes_no_long_detour(bundling):
    points, pairs = grid_of(120)
    curve, offsets = spanner_bundles(points, pairs.ends, bundling)
    np.testing.assert_allclose(curve[offsets[:-1]], points[pairs.ends[:, 0]], atol=1e-9)
    np.testing.assert_allclose(curve[offsets[1:] - 1], points[pairs.ends[:, 1]], atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(curve, axis=1), 1)
    step = np.linalg.norm(np.diff(curve, axis=0), axis=1)
    step[offsets[1:-1] - 1] = 0
    walked = np.add.reduceat(np.append(step, 0), offsets[:-1])
    chord = np.linalg.norm(points[pairs.ends[:, 0]] - points[pairs.ends[:, 1]], axis=1)
    straight = 2 * np.arcsin(chord / 2)
    # A Bezier curve is no longer than its control polygon; on the sphere it is drawn outwards.
    assert (walked <= (1 + bundling) * straight * 1.3 + 1e-9).all()
    assert (walked >= straight * 0.999 - 1e-6).all()
    longer = walked / straight - 1
    if bundling:
        assert (longer > 0.01).sum() > 20
    else:
        assert np.abs(longer).max() < 1e-3


def test_bundles_are_ways_over_shorter_edges():
    from vizlib.kernels.spanner import Limits, Network, spanner_paths

    points, pairs = grid_of(80, 1)
    chord = np.linalg.norm(points[pairs.ends[:, 0]] - points[pairs.ends[:, 1]], axis=1)
    length = 2 * np.arcsin(chord / 2)
    order = np.argsort(length, kind="stable")
    first, count, path = spanner_paths(
        order, Network(points, pairs.ends, length), Limits(0.5, 0.2, 512)
    )
    rank = np.empty(len(order), int)
    rank[order] = np.arange(len(order))
    known = {tuple(each): number for number, each in enumerate(pairs.ends.tolist())}
    assert (count > 0).sum() > 20
    for edge in np.flatnonzero(count):
        way = path[first[edge] : first[edge] + count[edge]].tolist()
        assert {way[0], way[-1]} == set(pairs.ends[edge])
        steps = [known[min(pair), max(pair)] for pair in pairwise(way)]
        assert all(rank[step] < rank[edge] and count[step] == 0 for step in steps)
        assert length[steps].sum() <= 1.5 * length[edge] + 1e-9


def test_the_search_finds_the_way_of_least_squared_lengths():
    from vizlib.kernels.spanner import Limits, Network, spanner_paths

    points, pairs = grid_of(40, 2)
    chord = np.linalg.norm(points[pairs.ends[:, 0]] - points[pairs.ends[:, 1]], axis=1)
    length = 2 * np.arcsin(chord / 2)
    order = np.argsort(length, kind="stable")
    first, count, path = spanner_paths(
        order, Network(points, pairs.ends, length), Limits(0.4, 0.0, 10_000)
    )
    kept = nx.Graph()
    for edge in order:
        one, two = pairs.ends[edge].tolist()
        if count[edge]:
            way = path[first[edge] : first[edge] + count[edge]].tolist()
            cost = nx.path_weight(kept, way, "cost")
            assert nx.shortest_path_length(kept, one, two, "cost") <= cost + 1e-12
        else:
            kept.add_edge(one, two, cost=length[edge] ** 2, length=length[edge])


@pytest.mark.parametrize("lat", [40.0, -40.0, 90.0])
def test_opposite_places_are_joined_over_the_nearer_pole_in_bundles_too(lat):
    points = unit_vectors([10.0, -170.0], [lat, -lat])
    curve, offsets = spanner_bundles(points, np.array([[0, 1]]), 0.4)
    np.testing.assert_allclose(np.linalg.norm(curve, axis=1), 1)
    np.testing.assert_allclose(curve[[0, -1]], points, atol=1e-9)
    assert np.abs(curve[:, 2]).max() > 0.999
    assert offsets[-1] == len(curve)


def test_no_edges_give_no_bundles():
    curve, offsets = spanner_bundles(np.zeros((0, 3)), np.zeros((0, 2), np.int64), 0.4)
    assert curve.shape == (0, 3)
    assert offsets.tolist() == [0]
    empty = np.zeros((0, 2)), np.zeros(1, np.int64), np.zeros(0, np.int32)
    assert density_bundles(empty, 0.4) is empty


def test_density_draws_parallel_lines_together_and_leaves_their_ends():
    x = np.linspace(0, 100, 30)
    y = np.linspace(-2, 2, 9)
    points = np.concatenate([np.column_stack([x, np.full(30, each)]) for each in y])
    offsets = np.arange(10) * 30
    bundled, starts, edge = density_bundles((points, offsets, np.arange(9, dtype=np.int32)), 0.4)
    assert edge.tolist() == list(range(9))
    np.testing.assert_allclose(bundled[starts[:-1]], points[offsets[:-1]], atol=1e-9)
    np.testing.assert_allclose(bundled[starts[1:] - 1], points[offsets[1:] - 1], atol=1e-9)
    middle = [bundled[(low + high) // 2, 1] for low, high in pairwise(starts)]
    assert np.ptp(middle) < 0.5 * np.ptp(y)


def test_lines_are_resampled_evenly_by_their_length():
    points = np.array([[0.0, 0], [1, 0], [10, 0], [5, 5], [5, 6]])
    even, starts = resample_lines(points, np.array([0, 3, 5]), 1.0)
    np.testing.assert_allclose(even[: starts[1]], np.column_stack([np.arange(11), np.zeros(11)]))
    np.testing.assert_allclose(even[starts[1] :], [[5, 5], [5, 5.5], [5, 6]])


@pytest.mark.parametrize("many", [10, 40_000])
def test_bundled_maps_are_the_same_each_time(many, monkeypatch):

    monkeypatch.setattr(edge_paths, "MAX_SPANNER_PAIRS", 5 if many > 1000 else many)
    one, two = (
        vz.GeoPlot(europe(), edge_path="bundled").scene().layers["edges"].points for _ in range(2)
    )
    np.testing.assert_array_equal(one, two)
    straight = vz.GeoPlot(europe(), edge_path="bundled", bundling=0).scene().layers["edges"].points
    assert len(one) != len(straight) or np.abs(one - straight).max() > 0


@pytest.mark.parametrize("directed", [True, False])
def test_a_route_shows_the_sum_of_its_edges(directed):
    graph = europe(directed, parallel=3)
    plot = vz.GeoPlot(graph, edge_path="bundled", edge_width="seats", edge_color="carrier")
    edges = graph.edges.reset_index(drop=True)
    ends = edges[["source", "target"]].to_numpy()
    key = pd.Series([tuple(each) if directed else tuple(sorted(each)) for each in ends])
    total = edges["seats"].groupby(key).transform("sum")
    shown = plot.data.encodings["edge_width"]
    assert shown.domain == (total.min(), total.max())
    assert shown.legend.title == "seats, sum"
    assert np.corrcoef(shown.values, total)[0, 1] == pytest.approx(1)
    drawn = plot.scene().layers["edges"]
    assert len(set(drawn.edge)) == key.nunique()
    frame = pd.DataFrame({"key": key, "carrier": edges["carrier"], "seats": edges["seats"]})
    weight = frame.pivot_table("seats", "key", "carrier", "sum", fill_value=0)
    best = key.map(weight.idxmax(axis=1))
    colors = pd.DataFrame({"best": best, "color": plot.edges["color"].str[:7]})
    assert len(colors.drop_duplicates()) == len(set(best)) == len(set(colors["color"]))


def test_opacity_adds_up_as_if_edges_were_drawn_one_over_another():
    plot = vz.GeoPlot(europe(parallel=3), edge_path="bundled", edge_alpha=0.2)
    np.testing.assert_allclose(plot.data.edge_rgba[:, 3], 1 - 0.8**3)
    alone = vz.GeoPlot(europe(), edge_path="bundled", edge_alpha=0.2)
    np.testing.assert_allclose(alone.data.edge_rgba[:, 3], 0.2)


def test_means_and_majorities_of_routes_leave_out_what_is_missing():
    source, target = np.array([0, 0, 0, 1, 2], np.int32), np.array([1, 1, 1, 0, 2], np.int32)
    routes = merge_edges(source, target, directed=True)
    numbers = pd.Series([1.0, np.nan, 3.0, np.nan, 5.0])
    assert routes.totals(numbers).tolist()[:3] == [4.0, 4.0, 4.0]
    assert np.isnan(routes.totals(numbers)[3])
    assert routes.mean_or_mode(numbers, np.array([1.0, 9, 3, 1, 1])).tolist()[:3] == [2.5, 2.5, 2.5]
    words = pd.Series(["a", "b", "b", None, "a"])
    assert routes.mean_or_mode(words, np.array([5.0, 1, 1, 1, 1])).tolist()[:3] == ["a"] * 3
    assert routes.mean_or_mode(words, np.ones(5)).tolist()[:3] == ["b"] * 3
    assert routes.multiplicity.tolist() == [3, 3, 3, 1, 1]
    assert merge_edges(source, target, directed=False).multiplicity.tolist() == [4, 4, 4, 4, 1]


@pytest.mark.parametrize("given", [-0.1, 2.5, "strong", True, None])
def test_a_strength_that_is_none_is_refused(given):
    with pytest.raises(vz.VizlibError, match=r"bundling=.*from 0 \(no bundles\) to 2"):
        vz.GeoPlot(europe(), edge_path="bundled", bundling=given)


# Neighbours


def test_opposite_edges_keep_to_the_right_of_each_other():
    curvature = curvatures(np.array([0, 1, 2, 3]), np.array([1, 0, 3, 3]), directed=True, fan=True)
    assert curvature[0] == curvature[1] > 0
    assert curvature[2:].tolist() == [curvature[0], 0]


@pytest.mark.parametrize("path", ["geodesic", "straight", "bundled"])
def test_opposite_edges_do_not_overlap(path):
    graph = nx.DiGraph([("London", "Rome"), ("Rome", "London")])
    nx.set_node_attributes(graph, CITIES[["lat", "lon"]].T.to_dict())
    plot = vz.GeoPlot(graph, edge_path=path)
    curves = plot.scene().layers["edges"]
    parts = [curves.points[low:high] for low, high in pairwise(curves.offsets)]
    one, two = map(shapely.LineString, parts)
    assert shapely.hausdorff_distance(one, two, densify=0.05) > 0.02 * one.length
    assert one.intersection(two).length == 0
    for points in parts:
        assert to_the_right(points, plot.data.layout.projection, on_page=path == "straight")


def to_the_right(points, chart, on_page):
    """Tell whether the middle of a line is to the right of its way, on the page or on the globe."""
    start, middle, end = points[[0, len(points) // 2, -1]]
    if on_page:
        (x, y), (east, north) = middle - start, end - start
        return east * y - north * x < 0
    places = ccrs.PlateCarree().transform_points(chart, *np.array([start, middle, end]).T)
    start, middle, end = unit_vectors(*places[:, :2].T)
    return np.cross(start, end) @ middle < -1e-4


def test_parallel_edges_fan_out_evenly_and_not_too_far():
    source, target = np.zeros(9, np.int32), np.ones(9, np.int32)
    curvature = curvatures(source, target, directed=False, fan=True)
    np.testing.assert_allclose(np.sort(curvature), -np.sort(-curvature)[::-1])
    assert np.abs(curvature).max() <= 0.3 + 1e-9
    assert len(set(np.round(np.diff(np.sort(curvature)), 9))) == 1
    assert not curvatures(source, target, directed=False, fan=False).any()
    turned = curvatures(np.array([0, 1]), np.array([1, 0]), directed=False, fan=True)
    assert turned[0] == turned[1]  # to the right of one is to the left of the other
    assert curvatures(source[:0], target[:0], True, True).tolist() == []


def test_lines_are_taken_more_than_once_and_turned():
    points = np.arange(10.0).reshape(5, 2)
    back = np.array([True, False, False])
    got, starts = take_lines(points, np.array([0, 2, 5]), np.array([1, 0, 1]), back)
    assert starts.tolist() == [0, 3, 5, 8]
    assert got[:, 0].tolist() == [8, 6, 4, 0, 2, 4, 6, 8]


def test_direction_is_a_taper_unless_another_is_asked_for():
    assert vz.GeoPlot(europe()).scene().layers["edges"].taper
    assert not vz.GeoPlot(europe(directed=False)).scene().layers["edges"].taper
    arrows = vz.GeoPlot(europe(), direction="arrow").scene().layers
    assert len(arrows["arrowheads"].xy) == 56
    fading = vz.GeoPlot(europe(), direction="gradient").scene().layers["edges"]
    assert np.diff(fading.offsets).min() > 8


# Basemaps


class Frame:
    """What is asked of a geopandas frame."""

    def __init__(self, geometry, crs=None):
        self.geometry, self.crs = geometry, crs

    def to_crs(self, code):
        assert code == 4326
        back = ccrs.PlateCarree()
        return Frame([back.project_geometry(each, self.crs) for each in self.geometry])


class Tiles:
    """A source of tiles that has one picture, or none."""

    crs = ccrs.GOOGLE_MERCATOR

    def __init__(self, error=None):
        self.error = error

    def image_for_domain(self, domain, level):
        if self.error:
            raise self.error
        x0, y0, x1, y1 = domain.bounds
        image = np.zeros((64, 64, 3), np.uint8)
        image[:32, :, 0] = 200  # the first row is at the bottom
        return image, (x0, x1, y0, y1), "lower"


@pytest.mark.parametrize("given", [None, "land", "borders", "states", "relief"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_basemap_draws_in_every_theme(given, theme):
    plot = vz.GeoPlot(europe(), basemap=given, theme=theme)
    layers = list(plot.scene().layers)
    assert layers.index("edges") < layers.index("nodes")
    assert ("relief" in layers) == (given == "relief")
    assert ("borders" in layers) == (given in ("borders", "states", "relief"))
    if given in ("land", "borders", "states"):
        fills = {name: plot.scene().layers[name].fill for name in ("water", "land", "lakes")}
        for name, fill in fills.items():
            np.testing.assert_allclose(fill, plot.data.theme.rgba(name)[0])
    figure = plot.figure()
    assert_not_blank(figure)


def test_the_relief_shows_land_and_sea_where_they_are():
    chart = ccrs.EqualEarth()
    made = basemap.relief(chart, (*chart.x_limits, *chart.y_limits))
    high, wide = made.pixels.shape[:2]

    def color(lon, lat):
        x, y = chart.transform_point(lon, lat, ccrs.PlateCarree())
        column = int((x - made.extent[0]) / (made.extent[1] - made.extent[0]) * wide)
        row = int((made.extent[3] - y) / (made.extent[3] - made.extent[2]) * high)
        return made.pixels[row, column]

    for place in ((-35.0, 30.0), (-140.0, 0.0), (80.0, -25.0)):
        red, _, blue, _ = color(*place)
        assert blue > red
    red, _, blue, _ = color(20, 22)  # the Sahara
    assert red > blue
    assert made.pixels[0, 0, 3] == 0  # beside the globe


def test_a_dark_relief_is_dark():
    light, dark = (
        vz.GeoPlot(europe(), basemap="relief", theme=each).scene().layers["relief"].pixels
        for each in ("light", "dark")
    )
    assert light[..., :3].mean() > 0.6
    assert dark[..., :3].mean() < 0.4


def test_features_of_cartopy_and_frames_of_geopandas_are_basemaps():
    from cartopy.feature import ShapelyFeature

    box = shapely.box(-5, 40, 30, 60)
    line = shapely.LineString([(-5, 45), (30, 45)])
    lcc = ccrs.LambertConformal(10, 50)
    flat = lcc.project_geometry(box, ccrs.PlateCarree())
    for given in (
        ShapelyFeature([box, line], ccrs.PlateCarree()),
        ShapelyFeature([flat, lcc.project_geometry(line, ccrs.PlateCarree())], lcc),
        Frame([box, line, None]),
        Frame([flat, line], lcc),
    ):
        layers = vz.GeoPlot(europe(), basemap=given).scene().layers
        assert len(layers["land"].paths[0].vertices) > 20
        assert "lines" in layers


def test_a_frame_of_points_says_what_to_do():
    with pytest.raises(vz.VizlibError, match=r"neither polygons nor lines.*make them nodes"):
        vz.GeoPlot(europe(), basemap=Frame([shapely.Point(1, 2)])).scene()


def test_tiles_decide_the_projection_and_stand_upright():
    plot = vz.GeoPlot(europe(), basemap=Tiles())
    assert plot.data.layout.projection == ccrs.GOOGLE_MERCATOR
    raster = plot.scene().layers["tiles"]
    assert raster.pixels[-1, 0, 0] > 0.7 > raster.pixels[0, 0, 0]
    turned = vz.GeoPlot(europe(), basemap=Tiles(), projection="AlbersEqualArea").scene()
    pixels_there = turned.layers["tiles"].pixels
    assert pixels_there[-1, pixels_there.shape[1] // 2, 0] > 0.7


@pytest.mark.parametrize("error", [OSError("no route to host"), TimeoutError()])
def test_tiles_that_fail_leave_the_graph_and_name_the_map_without_network(error):
    plot = vz.GeoPlot(europe(), basemap=Tiles(error))
    with pytest.warns(vz.VizlibWarning, match="basemap='borders' instead, which needs no network"):
        scene = plot.scene()
    assert "land" in scene.layers
    assert len(scene.layers["nodes"].xy) == 8
    assert socket.getdefaulttimeout() is None


# Reference systems and extents


@pytest.mark.parametrize("crs", ["EPSG:3035", 3035, "LambertConformal", ccrs.Robinson(20)])
def test_coordinates_may_be_in_any_reference_system(crs):
    from vizlib.maps.crs import as_crs

    system = as_crs(crs)
    from pyproj import Transformer

    forth = Transformer.from_crs("EPSG:4326", system, always_xy=True)
    x, y = forth.transform(CITIES.lon, CITIES.lat)
    plot = vz.GeoPlot(europe(), node_lon=x, node_lat=y, crs=crs)
    np.testing.assert_allclose(plot.data.layout.positions.lon, CITIES.lon, atol=1e-6)
    np.testing.assert_allclose(plot.data.layout.positions.lat, CITIES.lat, atol=1e-6)


def test_a_projection_may_be_a_code():
    plot = vz.GeoPlot(europe(), projection="EPSG:3035")
    want = plot.data.layout.projection.transform_points(
        ccrs.PlateCarree(), *CITIES[["lon", "lat"]].to_numpy().T
    )
    np.testing.assert_allclose(plot.data.xy, want[:, :2])
    assert_not_blank(plot.figure())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"crs": "EPSG:99999"}, "crs=.*is not a reference system.*EPSG:2154"),
        ({"crs": "Robinsen"}, "crs='Robinsen'.*Did you mean 'Robinson'"),
        ({"projection": "EPSG:4326"}, "is not the code of a map projection"),
        ({"projection": 5}, "is not a projection; pass 'auto'"),
        ({"graticule": "fine"}, "graticule='fine' must be True, False, or the degrees"),
        ({"scale_bar": 3}, "scale_bar=3"),
        ({"extent": "robst"}, "'robust', which leaves outliers out"),
        ({"basemap": "relif"}, "Did you mean 'relief'"),
        ({"edge_path": "bundle"}, "Did you mean 'bundled'"),
        ({"tracks": ["kind"]}, "GeoPlot has no option 'tracks'"),
    ],
)
def test_mistakes_are_named(options, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.GeoPlot(europe(), **options)


def far_graph():
    rng = np.random.default_rng(0)
    lat = np.append(rng.normal(40, 4, 60), [21.3, 61.2, 13.5])
    lon = np.append(rng.normal(-95, 8, 60), [-157.9, -149.9, 144.8])
    graph = nx.star_graph(62)
    nx.set_node_attributes(graph, dict(enumerate(lat)), "lat")
    nx.set_node_attributes(graph, dict(enumerate(lon)), "lon")
    return graph


def test_outliers_are_reported_and_left_out_when_asked():
    graph = far_graph()
    with pytest.warns(vz.VizlibWarning, match=r"3 of 63 nodes lie far.*60, 61, 62.*'robust'"):
        wide = vz.GeoPlot(graph, extent="all")
    with pytest.warns(vz.VizlibWarning, match="leaves 3 of 63 nodes out of the extent: 60, 61, 62"):
        near = vz.GeoPlot(graph, extent="robust")
    assert type(near.data.layout.projection).__name__ == "AlbersEqualArea"
    spans = [np.diff(each.scene().limits[:2])[0] for each in (wide, near)]
    assert spans[1] < 0.6 * spans[0]
    assert np.isnan(near.scene().layers["nodes"].xy[60:]).all()
    assert np.isfinite(near.scene().layers["nodes"].xy[:60]).all()
    assert "3 nodes outside the extent not drawn" in repr(near)
    assert np.isfinite(near.nodes[["x", "y"]]).all().all()


def test_few_and_even_places_have_no_outliers():
    assert not outlying(np.array([0.0, 1, 2, 179]), np.zeros(4)).any()
    angle = np.linspace(-170, 170, 40)
    assert not outlying(angle, np.zeros(40)).any()
    assert not outlying(np.full(9, 5.0), np.full(9, 5.0)).any()
    far = outlying(np.append(np.arange(9.0), [np.nan, 90]), np.zeros(11))
    assert far.tolist() == [False] * 10 + [True]


def test_the_date_line_is_crossed_the_short_way():
    graph = nx.Graph([("Fiji", "Samoa")])
    nx.set_node_attributes(graph, {"Fiji": -17.7, "Samoa": -13.8}, "lat")
    nx.set_node_attributes(graph, {"Fiji": 177.4, "Samoa": -171.8}, "lon")
    plot = vz.GeoPlot(graph)
    assert len(plot.data.layout.lines.offsets) == 2
    x0, x1, _, _ = plot.scene().limits
    assert x1 - x0 < 4e6


def test_a_map_of_the_world_keeps_its_width_and_not_the_empty_south():
    graph = nx.cycle_graph(8)
    lon = dict(enumerate([-170.0, -120, -70, -20, 30, 80, 130, 175]))
    lat = dict(enumerate([20.0, 45, -30, 60, -20, 60, 70, -35]))
    plot = vz.GeoPlot(graph, node_lon=lon, node_lat=lat, projection="Robinson")
    x0, x1, y0, _ = plot.scene().limits
    assert x0 <= plot.data.layout.projection.x_limits[0]
    assert x1 >= plot.data.layout.projection.x_limits[1]
    assert y0 > 0.85 * plot.data.layout.projection.y_limits[0]


# Odd positions


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        ([91.0, 20, 95], [100.0, 20, 30], "2 nodes with latitudes outside.*0, 2.*Mend or drop"),
        ([100.0, 20, 95], [80.0, 20, 30], "2 nodes with latitudes.*swapped"),
        ([10.0, 20, 30], [400.0, 20, 30], "1 node with longitudes beyond 360.*Mend"),
        ([5e6, 20, 30], [4e5, 20, 30], "1 node with positions such as .*metres.*crs="),
        ([None] * 3, [1.0, 2, 3], "None of the 3 nodes has a position"),
        (["north", "b", "c"], [1.0, 2, 3], "latitude must be a number of degrees"),
    ],
)
def test_impossible_positions_are_errors_with_a_count(lat, lon, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.GeoPlot(nx.path_graph(3), node_lat=lat, node_lon=lon)


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        ([10.0, None, np.inf], [1.0, 2, 3], "2 nodes have no position: 1, 2. Neither they nor"),
        ([0.0, 10, 20], [0.0, 2, 3], r"1 node stands at exactly \(0, 0\): 0. Where that stands"),
        ([86.0, 87, -88], [50.0, 2, 3], "All 3 nodes are within 5 degrees of a pole.*swapped"),
    ],
)
def test_odd_positions_are_warnings_with_a_count(lat, lon, words):
    with pytest.warns(vz.VizlibWarning, match=words):
        plot = vz.GeoPlot(nx.path_graph(3), node_lat=lat, node_lon=lon)
    assert "GeoPlot of 3 nodes" in repr(plot)


def test_what_is_not_drawn_is_counted():
    with pytest.warns(vz.VizlibWarning):
        plot = vz.GeoPlot(nx.path_graph(3), node_lat=[10.0, None, 30], node_lon=[1.0, 2, 3])
    assert "1 node without a position and 2 edges not drawn." in repr(plot)


# Other verbs


def test_names_of_cities_neither_overlap_nor_leave_the_map():
    plot = vz.GeoPlot(europe(), node_labels=True, figsize=(7, 5))
    scene = plot.scene()
    labels = scene.layers["node_labels"]
    assert len(labels.text) == 8
    x0, x1, y0, y1 = scene.limits
    room = np.array(scene.size) * 72 - 16
    room -= [scene.margins.left + scene.margins.right, scene.margins.top + scene.margins.bottom]
    room[0] -= scene.guides.width + 14
    per_unit = min(room / [x1 - x0, y1 - y0])
    shapes = shapely.polygons(boxes(labels, (labels.xy - [x0, y0]) * per_unit))
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (one == two).all()


@pytest.mark.parametrize("keep", ["all", "present"])
@pytest.mark.parametrize("path", ["geodesic", "bundled"])
def test_panels_show_the_same_part_of_the_same_map(keep, path):
    plot = vz.GeoPlot(europe(), edge_width="seats", edge_path=path)
    facets = plot.facet(nodes="kind", keep=keep)
    scenes = [each.scene((3, 3)) for _, each in facets.panels]
    assert len({each.limits for each in scenes}) == 1
    assert scenes[0].projection == plot.data.layout.projection
    assert_not_blank(facets.figure())


def test_panels_take_their_part_of_positions_given_as_data():
    plot = vz.GeoPlot(europe(), node_lat=CITIES.lat.to_numpy(), node_lon=list(CITIES.lon))
    panel = plot.facet(nodes="kind", keep="present").panels[1][1]
    want = CITIES[CITIES.kind == "b"]
    np.testing.assert_allclose(panel.data.layout.positions.lat, want.lat)


def test_panels_of_bundles_count_their_own_edges_on_the_scale_of_all():
    graph = europe(parallel=3)
    plot = vz.GeoPlot(graph, edge_path="bundled", edge_width="seats", edge_color="carrier")
    facets = plot.facet(edges="carrier")
    widths = [panel.data.encodings["edge_width"] for _, panel in facets.panels]
    assert {each.domain for each in widths} == {plot.data.encodings["edge_width"].domain}
    drawn = [panel.scene((3, 3)).layers["edges"].edge for _, panel in facets.panels]
    for (name, panel), edges in zip(facets.panels, drawn, strict=True):
        assert set(panel.data.edges.field("carrier")[edges]) == {name}


def test_what_is_highlighted_stands_out_in_bundles():
    plot = vz.GeoPlot(europe(parallel=2), edge_path="bundled").highlight("Rome")
    scene = plot.scene()
    paper = plot.data.theme.rgba("background")
    seen = np.linalg.norm(scene.layers["edges"].part_color - paper, axis=1)
    touching = np.isin(plot.edges["source"], ["Rome"]) | np.isin(plot.edges["target"], ["Rome"])
    drawn = touching[scene.layers["edges"].edge]
    assert seen[drawn].min() > 5 * seen[~drawn].max()


def test_graticule_and_scale_bar_are_drawn_on_demand():
    plain = vz.GeoPlot(europe()).scene().layers
    assert not {"graticule", "degrees", "scale_bar"} & set(plain)
    layers = vz.GeoPlot(europe(), graticule=10, scale_bar=True).scene().layers
    assert {"10°E", "50°N", "0°"} <= set(layers["degrees"].text)
    bar, words = layers["scale_bar"], layers["scale_words"].text[0]
    length = float(words.split(" km")[0].replace(",", ""))
    chart = vz.GeoPlot(europe()).data.layout.projection
    lon, lat = ccrs.PlateCarree().transform_points(chart, *bar.points[1:3].T)[:, :2].T
    one, two = unit_vectors(lon, lat)
    assert 2 * 6371 * np.arcsin(np.linalg.norm(one - two) / 2) == pytest.approx(length, rel=0.12)
    assert "at" in vz.GeoPlot(europe(), projection="Mercator", extent=(-180, 180, -70, 80),
                              scale_bar=True).scene().layers["scale_words"].text[0]  # fmt: skip


def test_legends_explain_sizes_and_widths_of_maps():
    plot = vz.GeoPlot(europe(), node_size="degree", edge_width="seats")
    scene, bare = plot.scene(), plot.replace(legend=False).scene()
    words = [text for guide in scene.guides.layers if isinstance(guide, Labels)
             for text in guide.text]  # fmt: skip
    assert words[:4] == ["seats", "1", "4", "7"], "all degrees are 14"
    (lines,) = (guide for guide in scene.guides.layers if isinstance(guide, Ribbons))
    wide = np.ptp(lines.points.reshape(3, 4, 2)[:, :, 1], axis=1)
    width = pd.Series(scene.layers["edges"].width).groupby(plot.edges.seats.to_numpy()).first()
    np.testing.assert_allclose(wide, TAPER[0] * width[[1, 4, 7]])
    assert scene.size[0] > bare.size[0] + scene.guides.width / 72
    assert not bare.guides.layers


@pytest.mark.parametrize("path", ["geodesic", "bundled"])
def test_an_edge_over_the_date_line_narrows_once(path):
    graph = nx.DiGraph([("Tokyo", "Los Angeles"), ("Lima", "Oslo")])
    places = {"Tokyo": (35.6, 139.7), "Los Angeles": (34.0, -118.2), "Lima": (-12.0, -77.0),
              "Oslo": (59.9, 10.8)}  # fmt: skip
    for name, (lat, lon) in places.items():
        graph.nodes[name].update(lat=lat, lon=lon)
    plot = vz.GeoPlot(graph, projection="Robinson", edge_path=path)
    curves = plot.scene().layers["edges"]
    assert sorted(curves.edge) == [0, 0, 1]
    ours = curves.span[curves.edge == 0]
    assert ours[0, 0] == 0
    assert ours[0, 1] == pytest.approx(ours[1, 0])
    assert ours[1, 1] == pytest.approx(1)
    np.testing.assert_allclose(curves.span[curves.edge == 1], [[0, 1]])
    wide = along_taper(curves)
    parts = [wide[low:high] for low, high in pairwise(curves.offsets)]
    first, second = (parts[k] for k in np.flatnonzero(curves.edge == 0))
    assert first[-1] == pytest.approx(second[0])
    assert all((np.diff(each) < 0).all() for each in parts)
    fading = plot.replace(direction="gradient").scene().layers["edges"]
    rows = np.flatnonzero(fading.edge == 0)
    np.testing.assert_allclose(fading.part_fade[rows[0]], fading.part_color[rows[1]])
    one, two = (
        pixels(plot.replace(direction="gradient", raster=each).figure()) for each in (True, False)
    )
    assert np.abs(one.astype(int) - two).mean() < 3


def test_maps_show_density_too():
    plot = vz.GeoPlot(europe(parallel=4), edge_blend="density", edge_path="bundled")
    edges = plot.scene().layers["edges"]
    assert edges.count == 4 * 56
    assert set(edges.chunk(0, edges.count).edge) == set(range(4 * 56))
    counts = count_lines(edges, plot.scene().limits, (300, 200), 100.0)[..., 0]
    one = plot.replace(graph=europe())
    alone = count_lines(one.scene().layers["edges"], plot.scene().limits, (300, 200), 100.0)[..., 0]
    assert counts.max() > 8
    np.testing.assert_allclose(counts.sum(), 4 * alone.sum(), rtol=0.05)
    assert_not_blank(plot.figure())


@pytest.mark.parametrize("path", ["geodesic", "straight", "bundled"])
def test_edges_come_in_pieces_as_they_come_at_once(path):
    plot = vz.GeoPlot(europe(parallel=2), edge_path=path, edge_blend="density")
    whole = plot.connect(plot.data, plot.data.edge_ends())
    pieces = [slice(0, 50), slice(50, 112)]
    made = [plot.connect(plot.data, plot.data.edge_ends(piece)) for piece in pieces]
    np.testing.assert_allclose(np.concatenate([each.points for each in made]), whole.points)
    edges = [each.edge + piece.start for each, piece in zip(made, pieces, strict=True)]
    np.testing.assert_array_equal(np.concatenate(edges), whole.edge)
    assert len(set(whole.edge)) == plot.data.tables.edge_count


def test_very_many_edges_are_painted_in_pieces(monkeypatch):
    graph = europe(parallel=3)
    options = {"edge_color": "carrier", "raster": True}
    once = pixels(vz.GeoPlot(graph, **options).figure())
    monkeypatch.setattr(thresholds, "LIMITS", Limits(whole_edges=10))
    pieces = pixels(vz.GeoPlot(graph, **options).figure())
    assert once.shape == pieces.shape
    assert np.abs(once.astype(int) - pieces).mean() < 1.6
    monkeypatch.setattr(thresholds, "LIMITS", Limits(extent_edges=50))
    assert set(vz.GeoPlot(graph).data.layout._reach.edge) == set(range(0, 168, 4))


@pytest.mark.parametrize("path", ["geodesic", "bundled"])
def test_self_loops_stand_on_their_nodes(path):
    graph = nx.MultiDiGraph([("London", "Rome"), ("London", "London"), ("London", "London")])
    nx.set_node_attributes(graph, CITIES[["lat", "lon"]].T.to_dict())
    plot = vz.GeoPlot(graph, edge_path=path, edge_color=vz.value("tomato"))
    curves = plot.scene().layers["edges"]
    loops = curves.edge[curves.edge > 0]
    assert len(loops) == (2 if path == "geodesic" else 1)
    home = plot.data.xy[plot.data.tables.source[1]]
    sizes = []
    for part in np.flatnonzero(curves.edge > 0):
        points = curves.points[curves.offsets[part] : curves.offsets[part + 1]]
        np.testing.assert_allclose(points[[0, -1]], [home, home])
        sizes.append(np.ptp(points[:, 1]))
    assert len(set(np.round(sizes, 3))) == len(sizes)


@pytest.mark.parametrize("raster", [True, False])
def test_what_is_highlighted_keeps_its_parts_over_the_date_line(raster):
    graph = nx.DiGraph([("Lima", "Oslo"), ("Tokyo", "Lima")])
    places = {"Tokyo": (35.6, 139.7), "Lima": (-12.0, -77.0), "Oslo": (59.9, 10.8)}
    for name, (lat, lon) in places.items():
        graph.nodes[name].update(lat=lat, lon=lon)
    plot = vz.GeoPlot(graph, projection="Robinson", raster=raster)
    scene = plot.highlight(edges=[("Tokyo", "Lima")]).scene()
    curves = scene.layers["focus" if raster else "edges"]
    parts = curves.span[curves.edge == 1]
    assert len(parts) == 2
    assert (parts[0, 0], parts[1, 1]) == pytest.approx((0, 1))
    assert len(along_taper(curves)) == len(curves.points)


@pytest.mark.parametrize("graph", [nx.Graph([(1, 2)]), nx.karate_club_graph()])
def test_a_map_without_positions_says_which_options_name_them(graph):
    for options in ({}, {"node_lat": "lat"}):
        with pytest.raises(vz.VizlibError, match=r"no field 'lon'.*node_lat=\.\.\., node_lon"):
            vz.GeoPlot(graph, **options)
    with pytest.raises(vz.VizlibError, match="have no field 'x'"):
        vz.GeoPlot(graph, node_lon="x")
