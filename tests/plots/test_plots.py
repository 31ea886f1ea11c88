"""Laws that every plot keeps, over the registry, and the laws of each plot."""

import warnings
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from pictures import pixels

import vizlib as vz
from vizlib.core.plot import Plot
from vizlib.encodings.palettes import strokes
from vizlib.plots.matrix.cells import cells_of
from vizlib.scene.geometry import BinnedCells, Curves, Labels, Points, Ribbons, Tiles

for name in vz.HOMES:
    getattr(vz, name)
OWN = {name: kind for name, kind in Plot.registry.items() if kind.__module__.startswith("vizlib.")}

FIELDS = {
    "int": st.integers(-5, 5),
    "float": st.floats(-1e6, 1e6, allow_nan=False),
    "bool": st.booleans(),
    "word": st.sampled_from(["a", "b", "$c", "d\ne"]),
    "date": st.dates(),
}
GROUPED = (vz.HivePlot, vz.ParallelPlot, vz.MixingPlot, vz.ChordPlot)
KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]


@st.composite
def graphs(draw):
    """Draw graphs with self-loops, parallel edges, isolated nodes and values of any kind."""
    graph = draw(st.sampled_from(KINDS))()
    count = draw(st.integers(0, 9))
    graph.add_nodes_from(range(count))
    if count:
        ends = st.integers(0, count - 1)
        graph.add_edges_from(draw(st.lists(st.tuples(ends, ends), max_size=20)))
    kind = draw(st.sampled_from(list(FIELDS)))
    values = st.one_of(st.none(), FIELDS[kind]) if draw(st.booleans()) else FIELDS[kind]
    for node in graph:
        graph.nodes[node].update(
            f=draw(values), lat=draw(st.floats(-89, 89)), lon=draw(st.floats(-180, 180))
        )
    for *_, data in graph.edges(data=True):
        data["g"] = draw(values)
    return graph


def fitting(kind, graph):
    """Turn a graph into a causal one where a plot needs that: arrows to later nodes."""
    if kind is not vz.CausalPlot:
        return graph
    place = {node: number for number, node in enumerate(graph)}
    causal = nx.DiGraph()
    causal.add_nodes_from(graph.nodes(data=True))
    causal.add_edges_from(
        (one, two, data) for one, two, data in graph.edges(data=True) if place[one] < place[two]
    )
    return causal


def is_known(value):
    """Tell whether a value is there: None, NaN and infinite numbers are not."""
    return value is not None and not (isinstance(value, float) and not np.isfinite(value))


def made(kind, graph, **options):
    """Make a plot; where every value is missing, that is said, and the options are left out."""
    wanted = {"group_by": "f", "node_color": "f", "edge_color": "g", **options}
    if not any(is_known(data["g"]) for *_, data in graph.edges(data=True)):
        wanted.pop("edge_color")
    if not any(is_known(value) for _, value in graph.nodes(data="f")):
        wanted = {}
    if kind is vz.ChordPlot:
        wanted.pop("edge_color", None)
    wanted = {name: value for name, value in wanted.items() if name not in kind.defaults.refused}
    if kind in GROUPED:
        assume(kind is not vz.HivePlot or len(set(dict(graph.nodes(data="f")).values())) > 1)
        wanted.setdefault("group_by", "id")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", vz.VizlibWarning)
        return kind(graph, **wanted)


def assert_all_have_marks(plot, scene):
    """Each node and each edge has a mark, or is part of one."""
    shown = {"node": set(), "edge": set(), "cell": set(), "flow": set(), "group": set()}
    for geometry in scene.layers.values():
        if getattr(geometry, "stands_for", ""):
            shown[geometry.stands_for].update(np.asarray(geometry.item).tolist())
    members = scene.meaning.members
    if isinstance(plot, vz.MixingPlot):
        assert set(members["cell"].tolist()) <= shown["cell"]
        return
    joint = {"cell", "flow"} & set(members)
    for kind in joint:
        assert set(members[kind].tolist()) == shown[kind] & set(members[kind].tolist())
    if not joint:
        assert shown["edge"] == set(range(len(plot.edges)))
    if isinstance(plot, vz.ChordPlot):
        assert shown["group"] >= set(members["group"].tolist())
    elif not isinstance(plot, vz.MatrixPlot) or scene.meaning.fields.get("node_color"):
        assert shown["node"] == set(range(len(plot.nodes)))


@pytest.mark.parametrize("name", OWN)
@settings(max_examples=25)
@given(graph=graphs(), labels=st.booleans(), raster=st.booleans())
def test_any_graph_is_drawn_and_nothing_is_lost(name, graph, labels, raster):
    graph = fitting(OWN[name], graph)
    plot = made(OWN[name], graph, node_labels=labels, raster=raster)
    scene = plot.scene()
    assert len(plot.nodes) == len(graph)
    assert len(plot.edges) == graph.number_of_edges()
    assert list(plot.nodes.index) == list(graph)
    assert plot.nodes[["x", "y"]].notna().all(axis=None)
    assert_all_have_marks(plot, scene)
    figure = Figure(figsize=(6, 6))
    plot.draw(figure.add_subplot())
    pixels(figure)


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_graphs(name, count):
    graph = fitting(OWN[name], nx.path_graph(count))
    nx.set_node_attributes(graph, 10.0, "lat")
    nx.set_node_attributes(graph, {node: 10.0 + node for node in graph}, "lon")
    options = {"group_by": "id"} if OWN[name] in GROUPED else {}
    if name == "HivePlot" and count == 1:
        with pytest.raises(vz.VizlibError, match="two groups or more"):
            vz.HivePlot(graph, **options)
        return
    if "node_labels" not in OWN[name].defaults.refused:
        options["node_labels"] = True
    plot = OWN[name](graph, **options)
    assert_all_have_marks(plot, plot.scene())
    assert len(plot.nodes) == count
    assert plot._repr_png_()[:4] == b"\x89PNG"


@given(graphs())
def test_circos_stands_on_the_unit_circle_with_equal_gaps(graph):
    plot = made(vz.CircosPlot, graph)
    assert np.allclose(np.linalg.norm(plot.data.xy, axis=1), 1)
    place = np.argsort(plot.data.order.place)
    angle = np.unwrap(plot.data.layout.angle[place])
    assert (np.diff(angle) < 0).all()
    group = plot.data.order.group[place]
    steps = -np.diff(angle)
    inside = group[1:] == group[:-1]
    for each in (steps[inside], steps[~inside]):
        assert np.allclose(each, each[:1]) if len(each) else True


@given(graphs())
def test_circos_edges_end_on_their_nodes(graph):
    plot = made(vz.CircosPlot, graph)
    curves = plot.scene().layers["edges"]
    assert isinstance(curves, Curves)
    tables = plot.data.tables
    first, last = curves.points[curves.offsets[:-1]], curves.points[curves.offsets[1:] - 1]
    assert np.allclose(first, plot.data.xy[tables.source[curves.edge]])
    assert np.allclose(last, plot.data.xy[tables.target[curves.edge]])
    assert (np.linalg.norm(curves.points, axis=1) <= 1 + 1e-9).all()


def test_circos_is_shallow_between_neighbours():
    graph = nx.cycle_graph(100)
    curves = vz.CircosPlot(graph).scene().layers["edges"]
    assert np.linalg.norm(curves.points, axis=1).min() > 0.95


def test_parallel_edges_are_apart():
    graph = nx.MultiGraph([(0, 5), (0, 5), (0, 5)])
    graph.add_nodes_from(range(10))
    points = vz.CircosPlot(graph).scene().layers["edges"].points.reshape(3, -1, 2)
    for one, two in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(points[one] - points[two]).max() > 0.02


@given(graphs())
def test_matrix_cells_are_the_adjacency(graph):
    plot = made(vz.MatrixPlot, graph)
    tiles = plot.scene().layers["edges"]
    assert isinstance(tiles, Tiles)
    nodes = [list(graph)[each] for each in plot.data.order.nodes]
    want = nx.to_numpy_array(graph, nodelist=nodes, weight=None) if len(graph) else np.zeros((0, 0))
    got = np.zeros(want.shape)
    for column, row in tiles.corner.astype(int):
        got[row, column] += 1
    assert np.array_equal(got, want > 0)


def test_matrix_counts_parallel_edges_and_adds_numbers():
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", w=1.0)
    graph.add_edge("a", "b", w=2.5)
    graph.add_edge("b", "a", w=4.0)
    for edge_color, values in ((None, [1, 2]), ("w", [3.5, 4.0])):
        plot = vz.MatrixPlot(graph, edge_color=edge_color)
        assert sorted(cells_of(plot.data, edge_color).values) == values


def test_groups_sort_and_missing_is_last():
    graph = nx.path_graph(5)
    nx.set_node_attributes(graph, {0: "b", 1: None, 2: "a", 3: "b", 4: "b"}, "k")
    order = vz.CircosPlot(graph, group_by="k", sort_by=vz.by("id", reverse=True)).data.order
    assert order.labels == ("a", "b", "missing")
    assert order.nodes.tolist() == [2, 4, 3, 0, 1]
    assert vz.CircosPlot(graph, group_by="k", group_order="size").data.order.labels[0] == "b"
    assert vz.CircosPlot(graph, group_by="k", group_order=["b", "a"]).data.order.labels[0] == "b"
    with pytest.raises(vz.VizlibError, match="group_order lacks"):
        vz.CircosPlot(graph, group_by="k", group_order=["b"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"node_colour": "club"}, "no option 'node_colour'.*Did you mean 'node_color'"),
        ({"group_by": "clubs"}, "Did you mean 'club'"),
        ({"edge_width": "wait"}, "Did you mean 'weight'"),
        ({"theme": "dusk"}, "There is no theme 'dusk'"),
        ({"figsize": 3}, "width and a height"),
        ({"legend": "yes"}, "legend='yes'"),
        ({"title": 3}, "title must be text"),
        ({"label_layout": "round"}, "label_layout='round'"),
        ({"raster": "often"}, "raster='often'"),
        ({"sort_by": 3}, "sort_by=3 is not a field"),
        ({"node_labels": "nam"}, "no field 'nam'"),
        ({"group_by": "nothing"}, "values are missing"),
    ],
)
def test_mistakes_are_reported_when_the_plot_is_made(options, words):
    graph = nx.karate_club_graph()
    nx.set_node_attributes(graph, None, "nothing")
    with pytest.raises(vz.VizlibError, match=words):
        vz.CircosPlot(graph, **options)


def test_options_without_use_are_refused():
    with pytest.raises(vz.VizlibError, match="no use for edge_width"):
        vz.MatrixPlot(nx.path_graph(3), edge_width=2)


def test_frames_hold_position_and_look():
    plot = vz.CircosPlot(
        nx.karate_club_graph(), group_by="club", node_color="club", edge_width="weight"
    )
    assert list(plot.nodes.columns) == ["x", "y", "group", "color", "size", "alpha", "club"]
    assert list(plot.edges.columns) == ["source", "target", "color", "width", "alpha", "weight"]
    assert plot.nodes.color[0] == "#2d71c4ff"
    points = plot.scene().layers["nodes"]
    assert isinstance(points, Points)
    assert np.allclose(points.xy, plot.nodes[["x", "y"]])


def test_edges_follow_the_colour_of_an_end():
    plot = vz.CircosPlot(nx.karate_club_graph(), node_color="club", edge_color="target")
    lines = {"#2d71c4": "#2d71c4", "#dd8222": "#b86701"}
    ends = plot.nodes.color.loc[plot.edges.target].str[:7].map(lines).tolist()
    assert plot.edges.color.str[:7].tolist() == ends


def test_replace_returns_another_plot():
    plot = vz.CircosPlot(nx.path_graph(3))
    other = plot.replace(title="new")
    assert (plot.title, other.title) == (None, "new")
    with pytest.raises(AttributeError):
        plot.title = "x"


def test_the_description_counts_what_is_missing():
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: 1.0, 1: None, 2: 2.0, 3: 3.0}, "x")
    graph.add_edge(1, 1)
    words = repr(vz.CircosPlot(graph, node_color="x"))
    assert "1 self-loop" in words
    assert "1 missing value of node colour" in words


def test_many_edges_raster_like_vector():
    graph = nx.gnm_random_graph(300, 2000, seed=1)
    for edge in graph.edges:
        graph.edges[edge]["w"] = sum(edge) % 7
    one, two = (
        pixels(vz.CircosPlot(graph, edge_color="w", edge_width=1.0, raster=raster).figure())
        for raster in (True, False)
    )
    assert np.abs(one.astype(int) - two).mean() <= 3


def test_ten_thousand_nodes_in_a_matrix():
    rng = np.random.default_rng(0)
    edges = pd.DataFrame(
        {"source": rng.integers(0, 10_000, 100_000), "target": rng.integers(0, 10_000, 100_000)}
    )
    plot = vz.MatrixPlot(vz.from_edges(edges))
    assert isinstance(plot.scene().layers["edges"], BinnedCells)
    assert plot.data.encodings["edge_color"].field == "edges per pixel"


MAP = nx.Graph([("Lima", "Oslo"), ("Oslo", "Rome")])
LAT = {"Lima": -12.0, "Oslo": 59.9, "Rome": 41.9}
LON = {"Lima": -77.0, "Oslo": 10.8, "Rome": 12.5}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"node_lat": LAT, "node_lon": {"Lima": 500000.0, "Oslo": 5.0, "Rome": 1.0}}, "metres"),
        ({"node_lat": {**LAT, "Lima": 99.0}, "node_lon": LON}, "outside -90 to 90.*swapped"),
        ({"node_lat": "lat", "node_lon": LON}, "no field 'lat'"),
        ({"node_lat": LAT, "node_lon": LON, "projection": "Robinsen"}, "Robinson"),
        ({"node_lat": LAT, "node_lon": LON, "basemap": "relief map"}, "basemap="),
        ({"node_lat": LAT, "node_lon": LON, "extent": (0, 1)}, "west, east, south, north"),
        (
            {"node_lat": LAT, "node_lon": LON, "projection": "InterruptedGoodeHomolosine"},
            "Mollweide",
        ),
    ],
)
def test_bad_maps_are_named(options, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.GeoPlot(MAP, **options)


def test_nodes_without_a_position_are_named():
    with pytest.warns(vz.VizlibWarning, match="1 node has no position: 'Rome'"):
        plot = vz.GeoPlot(MAP, node_lat={**LAT, "Rome": None}, node_lon=LON)
    assert "1 node without a position" in repr(plot)
    assert len(plot.nodes) == 3


def test_maps_agree_with_cartopy():
    import cartopy.crs as ccrs

    plot = vz.GeoPlot(MAP, node_lat=LAT, node_lon=LON, projection="Robinson")
    names = list(MAP)
    want = plot.data.layout.projection.transform_points(
        ccrs.PlateCarree(),
        np.array([LON[each] for each in names]),
        np.array([LAT[each] for each in names]),
    )
    assert np.allclose(plot.data.xy, want[:, :2])


def test_the_map_needs_no_network(monkeypatch):
    import socket

    def refuse(*args, **kwargs):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    pixels(vz.GeoPlot(MAP, node_lat=LAT, node_lon=LON, basemap="states").figure())


@pytest.mark.parametrize("direction", ["taper", "arrow", "gradient"])
def test_raster_is_vector_however_direction_is_shown(direction):
    graph = nx.gnm_random_graph(100, 1000, seed=1, directed=True)
    nx.set_node_attributes(graph, {node: "abc"[node % 3] for node in graph}, "k")
    looks = {"node_color": "k", "edge_color": "gradient", "edge_width": 1.2, "edge_alpha": 0.5}
    one, two = (
        pixels(vz.CircosPlot(graph, direction=direction, raster=raster, **looks).figure())
        for raster in (True, False)
    )
    assert np.abs(one.astype(int) - two).mean() <= 3


@pytest.mark.parametrize("name", ["CircosPlot", "ArcPlot", "HivePlot", "ParallelPlot", "GeoPlot"])
def test_arrows_point_at_the_rim_of_their_target(name):
    graph = nx.gnm_random_graph(12, 30, seed=2, directed=True)
    nx.set_node_attributes(graph, {node: "abc"[node % 3] for node in graph}, "k")
    nx.set_node_attributes(graph, {node: 3.0 * node + 1 for node in graph}, "lat")
    nx.set_node_attributes(graph, {node: 7.0 * node % 40 for node in graph}, "lon")
    options = {"group_by": "k"} if OWN[name] in GROUPED else {}
    plot = OWN[name](graph, direction="arrow", node_size=50.0, **options)
    scene = plot.scene()
    heads, edges = scene.layers["arrowheads"], scene.layers["edges"]
    assert len(heads.xy) > 0.9 * 30
    fig = plot.figure()
    pixels(fig)
    ax = fig.axes[0]
    points = ax.transData.transform(heads.xy) * 72 / fig.dpi
    nodes = [scene.layers[each].xy for each in ("nodes", "copies") if each in scene.layers]
    rims = ax.transData.transform(np.concatenate(nodes)) * 72 / fig.dpi
    away = np.linalg.norm(points[:, None] - rims, axis=2).min(axis=1)
    radius = np.sqrt(50) / 2
    assert (away > radius - 0.5).all()
    assert np.quantile(away, 0.8) < radius + 2.5
    assert len(edges.color) in (1, 30)


def test_a_gradient_goes_from_colour_to_colour():
    graph = nx.Graph([(0, 1)])
    plot = vz.ArcPlot(graph, node_color={0: "a", 1: "b"}, edge_color="gradient", edge_alpha=1.0)
    edges = plot.scene().layers["edges"]
    lines = strokes(plot.data.node_rgba, plot.data.theme)
    assert np.allclose(edges.color, lines[:1])
    assert np.allclose(edges.fade, lines[1:])


@pytest.mark.parametrize("name", ["CircosPlot", "ArcPlot", "HivePlot", "ParallelPlot"])
def test_raster_is_vector_in_every_plot(name):
    graph = nx.gnm_random_graph(300, 2000, seed=1)
    nx.set_node_attributes(graph, {node: "abc"[node % 3] for node in graph}, "k")
    one, two = (
        pixels(OWN[name](graph, group_by="k", edge_color="source", raster=raster).figure())
        for raster in (True, False)
    )
    assert np.abs(one.astype(int) - two).mean() <= 3


@given(graphs())
def test_arcs_end_on_their_nodes_and_keep_their_side(graph):
    plot = made(vz.ArcPlot, graph)
    curves, tables = plot.scene().layers["edges"], plot.data.tables
    source, target = tables.source[curves.edge], tables.target[curves.edge]
    assert np.allclose(curves.points[curves.offsets[:-1]], plot.data.xy[source])
    assert np.allclose(curves.points[curves.offsets[1:] - 1], plot.data.xy[target])
    ends = zip(curves.edge, curves.offsets, curves.offsets[1:], strict=False)
    for part, low, high in ends:
        y = curves.points[low:high, 1]
        leftwards = plot.data.xy[tables.source[part], 0] > plot.data.xy[tables.target[part], 0]
        below = graph.is_directed() and leftwards
        assert (y <= 1e-9).all() if below else (y >= -1e-9).all()


@given(graphs())
def test_hive_nodes_stand_on_their_axes_and_curves_stay_inside(graph):
    assume(len(set(dict(graph.nodes(data="f")).values())) > 1)
    assume(any(value is not None for _, value in graph.nodes(data="f")))
    plot = vz.HivePlot(graph, group_by="f", sort_by="degree")
    angle = np.arctan2(plot.data.xy[:, 1], plot.data.xy[:, 0])
    want = (plot.data.layout.angle + plot.data.layout.apart)[plot.data.order.group]
    assert np.allclose(np.cos(angle - want), 1)
    points = plot.scene().layers["edges"].points
    assert np.allclose(plot.data.xy, plot.nodes[["x", "y"]])
    assert (np.linalg.norm(points, axis=1) <= 1 + 1e-9).all()
    if any(value is None for _, value in graph.nodes(data="f")):
        assert plot.data.order.labels[-1] == "missing"


def test_hive_places_by_value_where_a_scale_is_given():
    graph = nx.Graph([("a", "b")])
    graph.add_node("c")
    nx.set_node_attributes(graph, {"a": 0, "b": 10, "c": 4}, "v")
    nx.set_node_attributes(graph, {"a": "x", "b": "x", "c": "y"}, "k")
    plot = vz.HivePlot(graph, group_by="k", sort_by=vz.by("v", scale="linear"))
    assert np.allclose(plot.data.layout.along, [0, 1, 0.4])


def test_parallel_columns_cross_less_than_at_random():
    rng = np.random.default_rng(0)
    order = rng.permutation(40)
    graph = nx.Graph([(f"a{one}", f"b{order[one]}") for one in range(40)])
    nx.set_node_attributes(graph, {node: node[0] for node in graph}, "k")
    plot = vz.ParallelPlot(graph, group_by="k")
    y = plot.data.xy[:, 1]
    rise = y[plot.data.tables.source] - y[plot.data.tables.target]
    assert np.abs(rise).max() < 1e-9


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda graph: vz.HivePlot(graph), "HivePlot needs group_by"),
        (lambda graph: vz.ParallelPlot(graph), "ParallelPlot needs group_by"),
        (
            lambda graph: vz.HivePlot(graph, group_by=dict.fromkeys(graph, "x")),
            "two groups or more",
        ),
        (lambda graph: vz.ArcPlot(graph, orientation="up"), "orientation='up'"),
    ],
)
def test_what_cannot_be_drawn_says_what_to_do(make, words):
    with pytest.raises(vz.VizlibError, match=words):
        make(nx.path_graph(3))


@pytest.mark.parametrize("raster", [True, False])
def test_direction_is_seen(raster):
    graph = nx.DiGraph([(0, 25)])
    graph.add_nodes_from(range(50))
    one = pixels(vz.CircosPlot(graph, raster=raster, legend=False).figure())
    two = pixels(vz.CircosPlot(graph.reverse(), raster=raster, legend=False).figure())
    assert np.abs(one.astype(int) - two).max() > 50
    plot = vz.CircosPlot(graph)
    assert plot.scene().layers["edges"].taper
    assert not plot.replace(direction="none").scene().layers["edges"].taper
    with pytest.raises(vz.VizlibError, match="the graph is undirected"):
        vz.CircosPlot(nx.path_graph(3), direction="taper")


def test_a_tapering_line_is_as_wide_as_it_should_be():
    from vizlib.rendering.artists import taper_paths

    points = np.stack([np.linspace(0, 10, 11), np.zeros(11)], axis=1)[None]
    curves = Curves.of_equal_length(points, width=np.array([2.0]), taper=(4.0, 4.0))
    outline = taper_paths(curves)[0].interpolated(1).to_polygons()[0]
    x, y = outline.T
    assert np.allclose(np.abs(y) * 2 * 4.0, 2.0 * (1 - 0.88 * x / 10))
    assert np.ptp(x) == 10


@pytest.mark.parametrize("plot", [vz.CircosPlot, vz.HivePlot, vz.ParallelPlot])
def test_a_tapering_edge_and_its_legend_are_as_wide_as_encoded(plot):
    """At the source: in the picture and in the samples, which grow with the page alike."""
    from vizlib.rendering.artists import taper_paths

    graph = nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 0)])
    nx.set_edge_attributes(graph, dict(zip(graph.edges, (5, 10, 15, 20), strict=True)), "w")
    made = plot(graph, group_by=["a", "a", "b", "b"], edge_width="w", raster=False)
    scene = made.scene()
    edges = scene.layers["edges"]
    for path, edge in zip(taper_paths(edges), edges.edge, strict=True):
        first = path.vertices[0] - edges.points[edges.offsets[:-1]][edge == edges.edge][0]
        drawn = 2 * np.linalg.norm(first * np.array(edges.taper))
        assert drawn == pytest.approx(edges.width[edge], rel=1e-3)
    samples = [layer for layer in scene.guides.layers if isinstance(layer, Ribbons)]
    parts = [part for layer in samples for part in np.split(layer.points, layer.offsets[1:-1])]
    heights = [np.ptp(part[:, 1]) for part in parts]
    after = scene.guides.layers[scene.guides.layers.index(samples[-1]) + 1 :]
    words = [float(text) for text in next(layer for layer in after if hasattr(layer, "text")).text]
    assert len(heights) == len(words) >= 2
    encoded = dict(zip((5.0, 10.0, 15.0, 20.0), edges.width, strict=True))
    for amount, high in zip(words, heights, strict=True):
        assert high == pytest.approx(np.interp(amount, list(encoded), list(encoded.values())))


@given(graphs(), st.booleans())
def test_highlight_is_the_neighbourhood(graph, neighbors):
    assume(len(graph) > 1)
    plot = vz.CircosPlot(graph).highlight([0], neighbors=neighbors)
    near = set(nx.all_neighbors(graph, 0)) if neighbors else set()
    want = [node in near | {0} for node in graph]
    own = vz.CircosPlot(graph).data.node_rgba
    assert np.isclose(plot.data.node_rgba, own).all(axis=1).tolist() == want
    at = [(neighbors and 0 in (one, two)) or one == two == 0 for one, two, *_ in graph.edges]
    accent = np.isclose(plot.data.edge_rgba, plot.data.theme.rgba("accent")).all(axis=1)
    assert accent.tolist() == at
    assert (plot.edges.alpha == 1).all()


def test_highlight_takes_predicates_masks_and_pairs():
    graph = nx.karate_club_graph()
    plot = vz.CircosPlot(graph)
    hubs = plot.highlight("degree > 10", neighbors=False).focus.nodes
    assert np.flatnonzero(hubs).tolist() == [node for node in graph if graph.degree(node) > 10]
    assert (plot.highlight(hubs, neighbors=False).focus.nodes == hubs).all()
    both = plot.highlight(5, neighbors=False).highlight(edges=[(1, 0)]).focus
    assert np.flatnonzero(both.nodes).tolist() == [0, 1, 5]
    assert both.edges.sum() == 1
    for given_as, words in (
        ("degre > 3", "no field 'degre'.*Did you mean 'degree'"),
        ([99], "no nodes \\[99\\]"),
        ("degree >", "cannot be read"),
    ):
        with pytest.raises(vz.VizlibError, match=words):
            plot.highlight(given_as)
    with pytest.raises(vz.VizlibError, match="highlight takes"):
        plot.highlight()


@pytest.mark.parametrize("name", OWN)
def test_facets_keep_places_and_share_out_the_edges(name):
    graph = fitting(OWN[name], nx.karate_club_graph())
    nx.set_node_attributes(graph, {node: node * 1.5 - 20 for node in graph}, "lat")
    nx.set_node_attributes(graph, {node: node * 3.0 for node in graph}, "lon")
    looks = {"node_color": "club", "edge_color": "weight"}
    looks = {key: value for key, value in looks.items() if key not in OWN[name].defaults.refused}
    if name == "ChordPlot":
        del looks["edge_color"]
    grouped = {} if "group_by" in OWN[name].defaults.refused else {"group_by": "club"}
    plot = OWN[name](graph, **grouped, **looks)
    facets = plot.facet(nodes="club")
    assert [title for title, _ in facets.panels] == ["Mr. Hi", "Officer"]
    club = nx.get_node_attributes(graph, "club")
    inside = sum(club[one] == club[two] for one, two in graph.edges)
    assert sum(len(panel.edges) for _, panel in facets.panels) == inside
    for _, panel in facets.panels:
        assert np.array_equal(panel.data.xy, plot.data.xy)
    assert facets._repr_png_()[:4] == b"\x89PNG"


def test_facets_laid_out_anew_share_their_scales():
    graph = nx.karate_club_graph()
    plot = vz.CircosPlot(graph, node_color="degree", node_size="degree")
    for _, panel in plot.facet(nodes="club", keep="present").panels:
        whole = plot.nodes.loc[panel.nodes.index]
        assert panel.nodes.color.tolist() == whole.color.tolist()
        assert len(panel.nodes) < len(graph)


@pytest.mark.parametrize(("count", "columns", "rows", "side"), [(1, 1, 1, 5.0), (50, 8, 7, 1.575)])
def test_one_panel_and_fifty(count, columns, rows, side):
    graph = nx.path_graph(100)
    nx.set_node_attributes(graph, {node: node % count for node in graph}, "k")
    facets = vz.CircosPlot(graph, node_color="degree").facet(nodes="k")
    figure = facets.figure()
    width, height = figure.get_size_inches()
    assert facets.columns == columns
    assert columns * side < width < 1.2 * columns * side + 2.5
    assert rows * side < height < 1.6 * rows * side + 1
    *panels, guides = figure.axes
    titles = [panel.child_axes[0].texts[0].get_text() for panel in panels]
    assert titles == [f"k = {value}" for value in range(count)]
    assert "degree" in {text.get_text() for text in guides.texts}
    rooms = [panel.get_position(original=True) for panel in figure.axes]
    assert all(room.x0 >= 0 and room.x1 <= 1 and room.y0 >= 0 and room.y1 <= 1 for room in rooms)
    assert not any(one.overlaps(two) for one, two in combinations(rooms, 2))
    assert len({round(room.width * width, 6) for room in rooms[:-1]}) == 1


def test_facets_refuse_what_they_cannot_split():
    plot = vz.CircosPlot(nx.karate_club_graph())
    with pytest.raises(vz.VizlibError, match="takes one field"):
        plot.facet()
    with pytest.raises(vz.VizlibError, match="keep='some'"):
        plot.facet(nodes="club", keep="some")


def test_a_plot_of_the_users_own_registers_itself():
    from vizlib.scene.edge_paths import straight

    class SpiralPlot(Plot):
        def place(self, data):
            turn = 0.6 * np.sqrt(data.order.place + 1.0) * np.pi
            return np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1)

        def connect(self, data, edges):
            return straight(edges.start, edges.end)

    try:
        assert Plot.registry["SpiralPlot"] is SpiralPlot
        plot = SpiralPlot(nx.karate_club_graph(), node_color="club", node_labels=True)
        assert plot._repr_png_()[:4] == b"\x89PNG"
    finally:
        del Plot.registry["SpiralPlot"]


def test_legends_without_room_are_left_out_aloud():
    plot = vz.CircosPlot(
        nx.karate_club_graph(), node_color="club", edge_color="weight", figsize=(1, 1)
    )
    with pytest.warns(vz.VizlibWarning, match="no room for its legends"):
        scene = plot.scene()
    assert not scene.guides.layers


def test_labels_of_the_top_few_by_a_field():
    graph = nx.les_miserables_graph()
    plot = vz.CircosPlot(graph, node_labels=vz.label(top=5, by="degree"))
    words = set(plot.scene().layers["node_labels"].text)
    degree = dict(graph.degree)
    assert words <= {each for each in graph if degree[each] >= sorted(degree.values())[-5]}
    assert "Valjean" in words
    shown, left = len(words), plot.scene().unlabelled
    assert shown + left == 5


def test_the_description_counts_labels_left_out():
    graph = nx.path_graph([f"a long name {each}" for each in range(300)])
    plot = vz.ArcPlot(graph, node_labels=True)
    shown = len(plot.scene().layers["node_labels"].text)
    assert 0 < shown < 300
    assert f"{300 - shown} labels left out" in repr(plot)


def test_every_way_to_show_direction_has_its_guide():
    graph = nx.DiGraph([(0, 1)])
    for direction, words in {"taper": "from source", "gradient": "faint"}.items():
        plot = vz.CircosPlot(graph, direction=direction)
        (legend,) = plot.legends(plot.data)
        assert words in " ".join(legend.labels)
    for plain in ("none", "arrow"):
        plot = vz.CircosPlot(graph, direction=plain)
        assert plot.legends(plot.data) == []
    nx.set_edge_attributes(graph, 1.0, "w")
    graph.add_edge(1, 2, w=2.0)
    widths = vz.CircosPlot(graph, direction="taper", edge_width="w")
    assert widths.legends(widths.data) == []
    said = [text for guide in widths.scene().guides.layers if isinstance(guide, Labels)
            for text in guide.text]  # fmt: skip
    assert "wide where they start" in said
    with pytest.raises(vz.VizlibError, match="direction='side'"):
        vz.CircosPlot(graph, direction="side")
    with pytest.raises(vz.VizlibError, match="undirected"):
        vz.CircosPlot(nx.Graph([(0, 1)]), direction="arrow")


def test_edges_are_labelled_at_their_middle():
    graph = nx.Graph([(0, 1, {"w": "near"}), (1, 3, {"w": None})])
    graph.add_node(2)
    plot = vz.ArcPlot(graph, edge_labels="w")
    labels = plot.scene().layers["edge_labels"]
    assert labels.text == ("near",)
    x, y = labels.xy[0]
    assert np.isclose(x, plot.data.xy[:2, 0].mean(), atol=1e-6)
    assert y == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: vz.label(top=0), "top=0"),
        (lambda: vz.CircosPlot(MAP, edge_labels=True), "edges have no ids"),
        (lambda: vz.CircosPlot(MAP, node_labels=vz.label(by="nam")), "no field 'nam'"),
        (lambda: vz.CircosPlot(MAP, node_labels=vz.label(by="id")), "told by numbers"),
        (lambda: vz.CircosPlot(MAP, node_labels=3), "node_labels=3"),
    ],
)
def test_labels_that_cannot_be(make, words):
    with pytest.raises(vz.VizlibError, match=words):
        make()


def ringed(kind, **options):
    graph = nx.les_miserables_graph()
    tracks = ["community", vz.track("degree", show="bar")]
    return kind(graph, group_by="community", tracks=tracks, **options)


def test_rings_stand_beside_their_nodes():
    plot = ringed(vz.CircosPlot)
    layers = plot.scene().layers
    strip, bars = (layers[f"track_{each}"].points.reshape(77, -1, 2) for each in (0, 1))
    middle = strip.mean(axis=1)
    turn = np.arctan2(*middle.T[::-1]) - plot.data.layout.angle
    assert np.allclose(np.cos(turn), 1, atol=1e-3)
    assert np.linalg.norm(strip, axis=2).max() < np.linalg.norm(bars, axis=2).min()
    height = np.ptp(np.linalg.norm(bars, axis=2), axis=1)
    degree = np.array([each for _, each in nx.les_miserables_graph().degree])
    assert np.allclose(height / height.max(), degree / degree.max())
    assert "Tracks show community, degree." in repr(plot)
    assert "degree" in plot.nodes.columns


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
def test_tracks_of_an_arc_plot_stand_below_the_line(orientation, directed):
    graph = nx.gnm_random_graph(9, 20, seed=1, directed=directed)
    plot = vz.ArcPlot(graph, orientation=orientation, tracks=["degree"])
    tiles = plot.scene().layers["track_0"]
    along = 0 if orientation == "horizontal" else 1
    assert np.allclose((tiles.corner + tiles.extent / 2)[:, along], plot.data.xy[:, along])
    most = (tiles.corner + tiles.extent)[:, 1 - along].max()
    lowest = plot.scene().layers["edges"].points[:, 1 - along].min()
    assert most < lowest
    assert (lowest < -1) if directed else (lowest == 0)


def test_tracks_of_a_matrix_stand_along_both_axes():
    tiles = ringed(vz.MatrixPlot, node_color="community").scene().layers["track_0"]
    assert (tiles.corner.min(axis=1) < 0).all()
    assert len(tiles.corner) == 2 * 77


@pytest.mark.parametrize(
    ("tracks", "words"),
    [
        ("degree", "must be a list of fields"),
        (["degre"], "Did you mean 'degree'"),
        ([3], "not a field of the nodes"),
        ([None], "not a field of the nodes"),
        ([vz.track("id", show="bar")], "tracks='id': sizes need numbers"),
    ],
)
def test_tracks_that_cannot_be(tracks, words):
    graph = nx.path_graph(["a", "b"])
    with pytest.raises(vz.VizlibError, match=words):
        vz.CircosPlot(graph, tracks=tracks)
    with pytest.raises(vz.VizlibError, match="show='line'"):
        vz.track("degree", show="line")
    with pytest.raises(vz.VizlibError, match="no option 'tracks'"):
        vz.GeoPlot(MAP, node_lat=LAT, node_lon=LON, tracks=tracks)


def test_tracks_of_panels_laid_out_anew_share_their_scales():
    plot = vz.CircosPlot(nx.karate_club_graph(), tracks=["degree", vz.track("core", show="bar")])
    whole = plot.nodes.index
    for _, panel in plot.facet(nodes="club", keep="present").panels:
        places = whole.get_indexer(panel.nodes.index)
        for one, two in zip(panel.data.tracks, plot.data.tracks, strict=True):
            assert np.allclose(one.height, two.height[places])
            assert np.allclose(one.color, two.color[places])
