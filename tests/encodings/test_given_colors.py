"""Data whose every value is a colour is painted as it is; other data is scaled."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgba

import vizlib as vz
from vizlib.core.plot import Plot
from vizlib.encodings.themes import LIGHT

for public in vz.HOMES:
    getattr(vz, public)
IDS = [3, 1, 2, 0]
WORDS = ["red", "#00ff00", "tab:blue", "xkcd:puce"]
RGB = [(1, 0, 0), (0, 1, 0), (0.5, 0.5, 0.5), (0, 0, 1, 0.5)]
FORMS = {
    "list": lambda colors: list(colors),
    "mapping": lambda colors: dict(zip(IDS, colors, strict=True)),
    "series": lambda colors: pd.Series(colors, index=IDS),
    "shuffled": lambda colors: pd.Series(colors, index=IDS).iloc[::-1],
    "object array": lambda colors: pd.Series(colors, dtype=object).to_numpy(),
    "categories": lambda colors: pd.Series(pd.Categorical(colors), index=IDS),
}


def graph():
    made = nx.Graph()
    made.add_nodes_from(IDS)
    made.add_edges_from([(3, 1), (1, 2), (2, 0), (0, 3)])
    return made


@pytest.mark.parametrize("colors", [WORDS, RGB], ids=["words", "rgb"])
@pytest.mark.parametrize("form", FORMS)
def test_nodes_are_painted_as_given(form, colors):
    plot = vz.CircosPlot(graph(), node_color=FORMS[form](colors))
    np.testing.assert_allclose(plot.data.node_rgba, [to_rgba(color) for color in colors])
    assert plot.data.encodings["node_color"].legend is None
    assert "Node colour is as given." in repr(plot)
    assert "shows" not in repr(plot)


@pytest.mark.parametrize("give", [
    list, np.array, pd.Series, lambda colors: dict(zip(graph().edges, colors, strict=True)),
    lambda colors: np.array([to_rgba(color) for color in colors]),
    lambda colors: np.array([to_rgba(color)[:3] for color in colors]),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["CircosPlot", "ArcPlot", "MatrixPlot"])
def test_edges_are_painted_as_given(kind, give):
    plot = getattr(vz, kind)(graph(), edge_color=give(WORDS))
    assert plot.edges.color.str[:7].tolist() == [to_hex(color) for color in WORDS]
    assert "Edge colour is as given." in repr(plot)
    assert plot._repr_png_()[:4] == b"\x89PNG"


def test_what_is_missing_has_the_colour_of_the_theme():
    plot = vz.CircosPlot(graph(), node_color={3: "red", 1: None, 2: "blue"})
    expected = [to_rgba(color) for color in ("red", LIGHT.missing, "blue", LIGHT.missing)]
    np.testing.assert_allclose(plot.data.node_rgba, expected)
    assert "2 missing values of node colour" in repr(plot)
    rows = np.array([(1, 0, 0), (np.nan, 0, 0), (0, 0, 1), (0, 1, 0)])
    rgba = vz.CircosPlot(graph(), node_color=rows).data.node_rgba
    np.testing.assert_allclose(rgba[1], to_rgba(LIGHT.missing))


@pytest.mark.parametrize(
    "values",
    [["red", "b", "green", "plum tree"], ["0", "1", "0", "0.5"], ["none"] * 4, [1, 2, 3, 4]],
)
def test_other_data_is_scaled(values):
    plot = vz.CircosPlot(graph(), node_color=values)
    assert plot.data.encodings["node_color"].legend is not None
    assert "Node colour shows" in repr(plot)


def test_by_and_fields_scale_colours_as_categories():
    named = graph()
    nx.set_node_attributes(named, dict(zip(IDS, WORDS, strict=True)), "paint")
    for option in ("paint", vz.by("paint"), vz.by(WORDS)):
        look = vz.CircosPlot(named, node_color=option).data.encodings["node_color"]
        assert look.scale.categories == tuple(sorted(WORDS))
        assert not look.given


@pytest.mark.parametrize("keep", ["all", "present"])
def test_panels_keep_the_colours(keep):
    plot = vz.ArcPlot(graph(), node_color=dict(zip(IDS, WORDS, strict=True)), edge_color=RGB)
    facets = plot.facet(nodes=["a", "a", "b", "b"], keep=keep)
    for _, panel in facets.panels:
        own = slice(None) if panel.focus is None else panel.focus.nodes
        expected = plot.nodes.color.loc[panel.nodes.index].str[:7]
        assert panel.nodes.color.str[:7][own].tolist() == expected[own].tolist()
    assert facets._repr_png_()[:4] == b"\x89PNG"


def test_a_panel_without_a_colour_is_drawn():
    plot = vz.ArcPlot(graph(), node_color={3: "red"})
    panels = plot.facet(nodes=["a", "a", "b", "b"], keep="present").panels
    assert panels[1][1].nodes.color.str[:7].tolist() == [LIGHT.missing] * 2


def test_density_mixes_the_colours():
    plot = vz.CircosPlot(graph(), edge_blend="density", edge_color=["red", "red", "blue", "blue"])
    plain = vz.CircosPlot(graph(), edge_blend="density")
    assert plot._repr_png_() != plain._repr_png_()


def test_bundled_routes_keep_the_colours():
    made = graph()
    for number, node in enumerate(made):
        made.nodes[node].update(lat=5 + 10.0 * number, lon=12.0 * number**2)
    plot = vz.GeoPlot(made, edge_path="bundled", edge_color=WORDS, basemap=None)
    assert plot.edges.color.str[:7].tolist() == [to_hex(color) for color in WORDS]


def test_what_cannot_be_is_refused():
    for given, words in (
        (np.ones((3, 3)), "3 colours were given for 4 nodes"),
        (np.ones((4, 2)), r"shape \(4, 2\) is neither"),
        (["red"] * 3, "3 values were given for 4 nodes"),
    ):
        with pytest.raises(vz.VizlibError, match=words):
            vz.CircosPlot(graph(), node_color=given)
    with pytest.raises(vz.VizlibError, match="edge_color=data: a ribbon is the sum"):
        vz.ChordPlot(graph(), group_by=["a", "a", "b", "b"], edge_color=WORDS)
    with pytest.raises(vz.VizlibError, match="needs edge_color: numbers, and colours"):
        vz.MatrixPlot(graph(), cell_gather="mean", edge_color=WORDS)


@pytest.mark.parametrize("name", sorted(Plot.registry))
def test_every_plot_takes_arrays_and_series(name):
    kind = Plot.registry[name]
    if not kind.__module__.startswith("vizlib.") or "edge_color" in kind.defaults.refused:
        return
    made = nx.DiGraph([(3, 1), (1, 2), (2, 0)])
    for number, node in enumerate(made):
        made.nodes[node].update(lat=5 + 10.0 * number, lon=12.0 * number, kind="ab"[number % 2])
    options = {"group_by": "kind"} if "group_by" not in kind.defaults.refused else {}
    for given in (np.array([1.0, 2.0, 3.0]), pd.Series([1.0, 2.0, 3.0]), WORDS[:3]):
        if name == "ChordPlot":
            continue
        assert kind(made, edge_color=given, **options)._repr_png_()[:4] == b"\x89PNG"


def test_matrices_have_strips_of_given_colours():
    plot = vz.MatrixPlot(graph(), node_color=WORDS)
    np.testing.assert_allclose(plot.scene().layers["nodes"].color[:4], plot.data.node_rgba)
