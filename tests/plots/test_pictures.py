"""One picture a plot and a layout of guides, against pictures that were looked at."""

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from pictures import assert_not_blank, molecules, pixels

import vizlib as vz

DATA = Path(__file__).parents[2] / "gallery" / "data"
LES_MIS = nx.les_miserables_graph()
KARATE = nx.karate_club_graph()


def flights():
    airports = pd.read_csv(DATA / "airports.csv", index_col="iata")
    routes = pd.read_csv(DATA / "flights-airport.csv")
    airports = airports[airports.longitude.between(-126, -66) & airports.latitude.between(24, 50)]
    routes = routes[routes["count"] > 2500]
    routes = routes[routes.origin.isin(airports.index) & routes.destination.isin(airports.index)]
    used = airports.index.isin(routes.origin) | airports.index.isin(routes.destination)
    return vz.from_edges(
        routes, airports[used], source="origin", target="destination", directed=True
    )


def gappy():
    graph = nx.MultiDiGraph(nx.gnm_random_graph(24, 50, seed=3))
    rng = np.random.default_rng(1)
    for node in graph:
        graph.nodes[node]["kind"] = None if node % 7 == 0 else "abc"[node % 3]
        graph.nodes[node]["size"] = np.nan if node % 5 == 0 else float(rng.uniform(1, 90))
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["change"] = None if number % 9 == 0 else float(rng.normal())
    graph.add_edge(3, 3, change=2.0)
    graph.add_edge(3, 4, change=1.0)
    graph.add_edge(3, 4, change=-1.0)
    return graph


CASES = {
    "circos": lambda: vz.CircosPlot(
        LES_MIS, group_by="community", sort_by="degree", node_color="community",
        edge_width="weight", node_labels=True,
    ),
    "circos_guides": lambda: vz.CircosPlot(
        gappy(), group_by="kind", node_color="kind", node_shape="kind", node_size="size",
        edge_color="change", title="What is missing is seen",
    ),
    "circos_directed": lambda: vz.CircosPlot(
        nx.gnm_random_graph(24, 60, seed=5, directed=True), node_color="in_degree"
    ),
    "circos_highlight": lambda: CASES["circos"]().highlight("Gavroche"),
    "circos_facets": lambda: vz.CircosPlot(
        KARATE, group_by="club", node_color="club", node_size="degree", title="Clubs"
    ).facet(nodes="club"),
    "circos_horizontal": lambda: vz.CircosPlot(
        KARATE, group_by="club", node_color="degree", node_labels=True,
        label_layout="horizontal", group_labels=False,
    ),
    "circos_numbers_dark": lambda: vz.CircosPlot(
        KARATE, group_by="club", node_color="club", node_labels=True, label_layout="numbers",
        theme="dark", edge_color="weight",
    ),
    "circos_raster": lambda: vz.CircosPlot(LES_MIS, node_color="community", raster=True),
    "arc": lambda: vz.ArcPlot(
        LES_MIS, group_by="community", sort_by="degree", node_color="community",
        edge_width="weight", edge_color="source", node_labels=True,
    ),
    "arc_vertical_directed": lambda: vz.ArcPlot(
        gappy(), orientation="vertical", node_color="kind", node_labels=True
    ),
    "hive": lambda: vz.HivePlot(
        LES_MIS, group_by="community", sort_by="degree", node_color="community",
        edge_color="source",
    ),
    "hive_two_axes": lambda: vz.HivePlot(
        KARATE, group_by="club", sort_by=vz.by("degree", scale="linear"), node_size="degree"
    ),
    "parallel": lambda: vz.ParallelPlot(
        nx.davis_southern_women_graph(), group_by="bipartite", node_labels=True, node_size="degree"
    ),
    "parallel_inside": lambda: vz.ParallelPlot(
        LES_MIS, group_by="community", node_color="community", edge_color="source"
    ),
    "circos_tracks": lambda: vz.CircosPlot(
        LES_MIS, group_by="community", sort_by="degree", node_color="community", node_labels=True,
        tracks=["pagerank", vz.track("degree", show="bar"), vz.by("core", palette="YlOrBr")],
    ),
    "arc_tracks": lambda: vz.ArcPlot(
        gappy(), node_color="kind", node_labels=True, tracks=["kind", vz.track("size", show="bar")]
    ),
    "matrix_tracks": lambda: vz.MatrixPlot(
        LES_MIS, group_by="community", sort_by="degree", node_color="community",
        tracks=["core", vz.track("degree", show="bar")], node_labels=vz.label(top=25, by="degree"),
    ),
    "chord": lambda: vz.ChordPlot(
        LES_MIS, group_by="community", edge_weight="weight", title="Who meets whom"
    ),
    "chord_directed": lambda: vz.ChordPlot(
        flights(), group_by="state", group_order="size", edge_weight="count", figsize=(8, 7)
    ),
    "circos_arrows": lambda: vz.CircosPlot(
        gappy(), group_by="kind", node_color="kind", direction="arrow", edge_labels="change",
    ),
    "hive_gradient": lambda: vz.HivePlot(
        gappy(), group_by="kind", node_color="kind", edge_color="gradient", direction="gradient",
        edge_width=1.5, edge_alpha=0.9,
    ),
    "parallel_arrows_dark": lambda: vz.ParallelPlot(
        gappy(), group_by="kind", edge_color="gradient", node_color="kind", direction="arrow",
        node_labels=True, theme="dark", raster=True,
    ),
    "blocks": lambda: vz.MatrixPlot(
        molecules(), node_color="atom", edge_color="bond", block_color="label", sort_by="atom",
        block_sort_by="size",
    ),
    "blocks_mosaic": lambda: vz.MatrixPlot(
        molecules(42), layout="mosaic", node_color="atom", block_color="label",
        block_group_by="label", block_sort_by="size", edge_color="bond",
    ),
    "blocks_many": lambda: vz.MatrixPlot(
        [each for each in nx.graph_atlas_g() if len(each)], block_sort_by="edges",
        block_color="edges",
    ),
    "causal": lambda: vz.CausalPlot(
        "U -> X; U -> Y; X -> M -> Y; X -> C <- Y; C -> D; V -> Y; X <-> M",
        exposure="X", outcome="Y", given=["U", "D"],
    ),
    "causal_large": lambda: vz.CausalPlot(random_dag(60), exposure=0, outcome=55, given=[20, 31]),
    "mixing": lambda: vz.MixingPlot(LES_MIS, group_by="community", title="Who meets whom"),
    "mixing_residual": lambda: vz.MixingPlot(LES_MIS, group_by="community", values="residual"),
    "matrix": lambda: vz.MatrixPlot(
        LES_MIS, group_by="community", sort_by="degree", node_color="community",
        edge_color="weight", title="Blocks",
    ),
    "matrix_labels": lambda: vz.MatrixPlot(
        KARATE, group_by="club", sort_by="rcm", node_color="club", node_labels=True
    ),
    "matrix_raster": lambda: vz.MatrixPlot(
        LES_MIS, sort_by="spectral", edge_color="weight", raster=True
    ),
    "circos_density": lambda: vz.CircosPlot(
        crowd(), group_by="kind", node_color="kind", edge_color="source", edge_blend="density",
        title="Where three thousand edges run",
    ),
    "matrix_missing": lambda: vz.MatrixPlot(
        gappy(), group_by="kind", node_color="kind", edge_color="change", title="Some changes",
    ),
    "chord_many": lambda: vz.ChordPlot(
        flights(), group_by="state", edge_weight="count", title="Thirty-nine states"
    ),
    "mixing_highlight": lambda: vz.MixingPlot(
        LES_MIS, group_by="community", values="count"
    ).highlight("Valjean"),
    "mixing_facets": lambda: vz.MixingPlot(
        gappy(), group_by="kind", values="count", title="Up and down"
    ).facet(edges=np.array(["up" if (change or 0) > 0 else "down"
                            for *_, change in gappy().edges(data="change")])),
    "geo": lambda: vz.GeoPlot(
        flights(), node_lat="latitude", node_lon="longitude", node_size="degree",
        edge_width="count", node_labels="city", basemap="states",
    ),
    "geo_bundled_dark": lambda: vz.GeoPlot(
        flights(), node_lat="latitude", node_lon="longitude", edge_path="bundled", theme="dark",
        edge_width="count", edge_color="source", node_color="state", legend=False, basemap="land",
    ),
    "geo_polar": lambda: vz.GeoPlot(
        arctic(), node_labels=True, node_size="degree", graticule=True, scale_bar=True,
        direction="arrow",
    ),
    "geo_relief": lambda: vz.GeoPlot(
        world(), projection="EqualEarth", basemap="relief", graticule=30, edge_width=1.5,
        edge_color=vz.value("#c8443c"), node_labels=True,
    ),
    "geo_facets": lambda: vz.GeoPlot(
        flights(), node_lat="latitude", node_lon="longitude", edge_width="count",
        title="From the largest airports",
    ).facet(edges=np.array([each if each in ("ATL", "ORD") else "others"
                            for each in flights().edges["source"]])),
    "geo_world_dark": lambda: vz.GeoPlot(
        world(), projection="Robinson", node_color="name", theme="dark", node_labels=True,
        edge_color=vz.value("gold"),
    ),
}  # fmt: skip


def crowd():
    graph = nx.gnm_random_graph(300, 3000, seed=2)
    nx.set_node_attributes(graph, {node: "abc"[node % 3] for node in graph}, "kind")
    return graph


def arctic():
    stations = pd.read_csv(DATA / "stations.csv", index_col="station")
    ring = list(stations.index)
    pairs = [(one, two) for one, two in zip(ring, ring[3:], strict=False)]
    edges = pd.DataFrame([*pairs, *[pair[::-1] for pair in pairs[::2]]])
    return vz.from_edges(edges.set_axis(["source", "target"], axis=1), stations, directed=True)


def random_dag(count):
    rng = np.random.default_rng(3)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    for node in range(1, count):
        for cause in rng.integers(max(0, node - 12), node, rng.integers(1, 3)):
            graph.add_edge(int(cause), node)
    return graph


def world():
    graph = nx.complete_graph(["Tokyo", "Los Angeles", "Sydney", "London", "Lima", "Nairobi"])
    lon = {"Tokyo": 139.7, "Los Angeles": -118.2, "Sydney": 151.2, "London": -0.1}
    lat = {"Tokyo": 35.7, "Los Angeles": 34.1, "Sydney": -33.9, "London": 51.5}
    nx.set_node_attributes(graph, lon | {"Lima": -77.0, "Nairobi": 36.8}, "lon")
    nx.set_node_attributes(graph, lat | {"Lima": -12.0, "Nairobi": -1.3}, "lat")
    nx.set_node_attributes(graph, {name: name[0] for name in graph}, "name")
    return graph


@pytest.mark.parametrize("name", CASES)
@pytest.mark.mpl_image_compare(savefig_kwargs={"dpi": 72})
def test_picture(name):
    figure = CASES[name]().figure()
    assert_not_blank(figure)
    return figure


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_call_gives_the_same_bytes(form, tmp_path):
    paths = [CASES["circos_guides"]().save(tmp_path / f"{each}.{form}") for each in "ab"]
    one, two = (path.read_bytes() for path in paths)
    assert one == two
    assert len(one) > 5000


def test_text_of_svg_stays_text(tmp_path):
    words = CASES["circos"]().save(tmp_path / "x.svg").read_text()
    assert "Valjean</text>" in words
    assert "weight (√)</text>" in words


def test_no_figure_is_left_with_pyplot():
    import matplotlib.pyplot as plt

    CASES["circos"]().figure()
    assert plt.get_fignums() == []


def test_subplots_keep_guides_beside_each_picture():
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 5))
    axes = figure.subplots(1, 2)
    for ax in axes:
        assert CASES["circos_guides"]().draw(ax=ax) is ax
    pixels(figure)
    left, right = axes
    guides = next(ax for ax in left.child_axes if ax.get_label() == "guides").get_position()
    assert guides.x0 >= left.get_position().x1
    assert guides.x1 <= right.get_position().x0
