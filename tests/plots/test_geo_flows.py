"""Maps that show flows: their looks, insets, cities without a coast, what verbs make of them."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.encodings.themes import DARK, LIGHT
from vizlib.maps.flow_ink import MAX_COVER


def far_islands(loops=False):
    """Return towns of a mainland, of Hawaii and of Samoa, with travellers between them."""
    rng = np.random.default_rng(5)
    lon = [*rng.uniform(-120, -75, 40), -157.9, -156.4, -155.1, -170.7]
    lat = [*rng.uniform(28, 47, 40), 21.3, 20.9, 19.7, -14.3]
    graph = nx.DiGraph()
    for node in range(44):
        kind = "island" if node >= 40 else "main"
        graph.add_node(node, lon=lon[node], lat=lat[node], kind=kind, town=f"town {node // 2}")
    pairs = rng.integers(0, 40, (400, 2)).tolist()
    for number, (a, b) in enumerate([*pairs, (40, 41), (41, 42), (0, 40), (40, 3), (40, 43)]):
        if a != b or loops:
            graph.add_edge(a, b, flow=float(1 + number**2), part=f"part {number % 2}")
    return graph


@pytest.fixture
def islands():
    with pytest.warns(vz.VizlibWarning, match="1 of 44 nodes lie far from the rest"):
        return vz.GeoPlot(far_islands(), edge_width="flow", node_labels="town")


def city(extent_km=8.0):
    rng = np.random.default_rng(1)
    graph = nx.DiGraph()
    degrees = extent_km / 111.2 / 2
    for node, (x, y) in enumerate(rng.uniform(-degrees, degrees, (30, 2))):
        graph.add_node(node, lon=8.5 + x, lat=47.4 + y)
    for a, b in rng.integers(0, 30, (80, 2)).tolist():
        if a != b:
            graph.add_edge(a, b, rides=1 + (a * b) % 17)
    return graph


def parts(curves):
    return [curves.points[low:high] for low, high in pairwise(curves.offsets)]


def test_what_lies_far_has_an_inset_and_what_has_none_is_said(islands):
    scene = islands.scene()
    layers = scene.layers
    assert layers["inset_titles"].text == ("Hawaii",)
    nodes = layers["nodes"].xy
    assert np.isfinite(nodes[:43]).all()
    assert np.isnan(nodes[43]).all()
    assert set(layers["stubs"].edge) == set(
        np.flatnonzero((islands.data.tables.source >= 40) != (islands.data.tables.target >= 40))
    ) | {edge for edge, target in enumerate(islands.data.tables.target) if target == 43}
    assert not set(layers["stubs"].edge) & set(layers["edges"].edge)
    for words in ("1 inset (Hawaii).", "3 edges that leave a frame", "1 node far from all frames"):
        assert words in repr(islands)
        assert words in scene.description
    assert "Left out: 1 node far" in scene.caption
    assert scene.projection is None


def test_a_title_wider_than_its_inset_is_left_out(islands):
    small = islands.replace(figsize=(0.9, 1.2), node_labels=False, legend=False).scene()
    assert "inset_titles" not in small.layers
    assert "1 inset (Hawaii)" in small.description


def test_all_or_a_box_of_degrees_is_one_map():
    graph = far_islands()
    for extent in ((-130, -60, 20, 50), "all"):
        plot = vz.GeoPlot(graph, extent=extent) if extent != "all" else None
        if plot is None:
            with pytest.warns(vz.VizlibWarning, match="lie far from the rest"):
                plot = vz.GeoPlot(graph, extent=extent)
        scene = plot.scene()
        assert plot.data.layout.frames is None
        assert "stubs" not in scene.layers
        assert scene.caption == ""
        assert scene.projection is not None


def test_stubs_fade_to_nothing_and_stay_in_their_frames(islands):
    lines = islands.scene().layers["stubs"]
    assert (lines.fade[:, 3] == 0).all()
    frames = islands.data.layout.frames
    for points in parts(lines):
        boxes = [frame.box for frame in frames.frames]
        assert any(
            (points[:, 0] >= x0 - 1).all() and (points[:, 0] <= x1 + 1).all()
            and (points[:, 1] >= y0 - 1).all() and (points[:, 1] <= y1 + 1).all()
            for x0, x1, y0, y1 in boxes
        )  # fmt: skip


def test_basemaps_end_at_their_frames(islands):
    frames = islands.data.layout.frames
    layers = islands.scene().layers
    assert len(layers["water"].paths) == 2
    for path, frame in zip(layers["water"].paths, frames.frames, strict=True):
        x0, x1, y0, y1 = frame.box
        corners = path.get_extents().extents
        np.testing.assert_allclose(corners, [x0, y0, x1, y1], rtol=1e-9)
    assert layers["land"].paths


@pytest.mark.parametrize("keep", ["all", "present"])
def test_panels_share_frames(islands, keep):
    facets = islands.facet(edges="part", keep=keep)
    shown = [panel.scene() for _, panel in facets.panels]
    assert len(shown) == 2
    assert shown[0].limits == shown[1].limits == islands.scene().limits
    places = islands.nodes[["x", "y"]]
    for (_, panel), scene in zip(facets.panels, shown, strict=True):
        assert scene.caption == ""
        own = panel.nodes[["x", "y"]]
        np.testing.assert_allclose(own, places.loc[own.index])
    ink = {panel.data.ink for _, panel in facets.panels}
    assert ink == {islands.data.ink}


def test_what_is_highlighted_in_an_inset_stands_out(islands):
    focused = islands.highlight(nodes=[3])
    layers = focused.scene().layers
    lines = layers["stubs"]
    chosen = focused.data.focus.edges
    assert chosen[lines.edge].any()
    assert not chosen[lines.edge].all()
    assert (lines.color[chosen][:, 3] == 1).all()
    assert set(layers["node_labels"].item) <= set(np.flatnonzero(focused.data.focus.nodes))


def test_one_field_is_shown_by_width_colour_and_opacity_and_explained_once():
    graph = city()
    by_color, by_width = (
        vz.GeoPlot(graph, **{name: "rides"}) for name in ("edge_color", "edge_width")
    )
    for plot in (by_color, by_width):
        looks = plot.data.encodings
        rides = np.array([rides for _, _, rides in graph.edges(data="rides")], float)
        order = np.argsort(rides, kind="stable")
        for name in ("edge_width", "edge_alpha"):
            assert (np.diff(looks[name].values[order]) >= -1e-12).all()
            assert np.ptp(looks[name].values) > 0
        assert len(np.unique(looks["edge_color"].values, axis=0)) > 3
    np.testing.assert_array_equal(by_color.data.edge_rgba, by_width.data.edge_rgba)
    assert repr(by_color).count("rides") == 3
    plain = vz.GeoPlot(graph, edge_color="rides", edge_width=1, edge_alpha=0.5).data.encodings
    assert plain["edge_width"].values.tolist() == [1]
    assert plain["edge_alpha"].values.tolist() == [0.5]


def test_flows_leave_some_of_the_map_free_and_wide_ones_are_drawn_last():
    plot = vz.GeoPlot(city(), edge_width="rides")
    curves = plot.scene().layers["edges"]
    width = curves.width[curves.edge]
    assert (np.diff(width) >= 0).all()
    x0, x1, y0, y1 = plot.scene().limits
    per_unit = 400 / (x1 - x0)
    length = np.array([np.hypot(*np.diff(points, axis=0).T).sum() for points in parts(curves)])
    alpha = curves.color[curves.edge, 3]
    cover = (length * per_unit * width * alpha).sum() / (400 * (y1 - y0) * per_unit)
    assert 0 < cover < 2 * MAX_COVER


def test_lines_that_narrow_start_at_the_rim_and_end_before_the_other():
    plot = vz.GeoPlot(city(), node_size=60)
    scene = plot.scene()
    curves, nodes = scene.layers["edges"], scene.layers["nodes"]
    per_unit = curves.taper[0]
    rim = np.sqrt(60) / 2
    tables = plot.data.tables
    for points, edge in zip(parts(curves), curves.edge, strict=True):
        ends = nodes.xy[[tables.source[edge], tables.target[edge]]]
        apart = np.hypot(*(ends[1] - ends[0])) * per_unit
        if apart < 3 * rim:
            continue
        start, end = np.hypot(*(points[[0, -1]] - ends).T) * per_unit
        assert start == pytest.approx(rim, abs=0.15)
        assert end == pytest.approx(rim + 0.4, abs=0.15)


def test_a_city_has_no_coast_but_a_bar_of_its_scale():
    layers = vz.GeoPlot(city()).scene().layers
    assert not {"water", "land", "borders"} & set(layers)
    assert layers["scale_words"].text[0].endswith(" km")
    bar = layers["scale_bar"].points
    assert bar[:, 1].max() < layers["nodes"].xy[:, 1].min()
    wide = vz.GeoPlot(city(400.0)).scene().layers
    assert {"water", "land", "states"} <= set(wide)
    assert "scale_bar" not in wide
    asked = vz.GeoPlot(city(), basemap="land", scale_bar=False).scene().layers
    assert "land" in asked
    assert "scale_bar" not in asked
    assert "scale_bar" not in vz.GeoPlot(city(), basemap=None).scene().layers


@pytest.mark.parametrize(("theme", "least"), [(LIGHT, 1.15), (DARK, 1.4)])
def test_land_is_told_from_water(theme, least):
    from vizlib.encodings.oklab import contrast

    land, water = (theme.rgba(name)[:, :3] for name in ("land", "water"))
    assert float(contrast(land, water[0])[0]) >= least


def test_a_name_is_written_once_where_most_flows(islands):
    labels = islands.scene().layers["node_labels"]
    assert 15 < len(set(labels.text)) == len(labels.text)
    tables = islands.data.tables
    flow = islands.data.edges.field("flow").to_numpy()
    total = np.bincount(tables.source, flow, 44) + np.bincount(tables.target, flow, 44)
    for item in labels.item[labels.item < 40]:
        assert total[item] == total[item // 2 * 2 : item // 2 * 2 + 2].max()


def test_small_nodes_have_no_rim_and_plain_ones_are_pale():
    graph = nx.disjoint_union_all([city() for _ in range(12)])
    nx.set_node_attributes(graph, {node: float(node**3) for node in graph}, "docks")
    points = vz.GeoPlot(graph, node_size="docks").scene().layers["nodes"]
    rimmed = points.outline_widths > 0
    assert rimmed.any()
    assert not rimmed.all()
    assert points.size[rimmed].min() > points.size[~rimmed].max()
    assert points.color[~rimmed, 3].max() < points.color[rimmed, 3].min() == 1
    assert np.allclose(points.color[:, :3], LIGHT.rgba("ink")[0, :3])


def test_very_many_edges_are_counted_bundled_or_not():
    rng = np.random.default_rng(2)
    ends = np.unique(np.sort(rng.integers(0, 400, (17_000, 2))), axis=0)
    ends = ends[ends[:, 0] != ends[:, 1]]
    graph = nx.Graph(ends.tolist())
    places = rng.uniform([-120, -40], [120, 60], (400, 2))
    nx.set_node_attributes(graph, {n: {"lon": places[n, 0], "lat": places[n, 1]} for n in graph})
    assert graph.number_of_edges() > 15_000
    plot = vz.GeoPlot(graph)
    assert plot.data.counts_edges
    assert "Edges are counted" in repr(plot)
    assert not vz.GeoPlot(graph.subgraph(range(60))).data.counts_edges
    bundled = vz.GeoPlot(graph, edge_path="bundled", bundling=0.0)
    assert bundled.data.counts_edges
    ends = bundled.data.edge_ends(np.arange(50, 90))
    assert set(bundled.connect(bundled.data, ends).edge) == set(range(40))
