"""What highlight takes: predicates, masks of every form, ids of every form; and what it refuses."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import vizlib as vz


def club():
    """Make a graph whose ids are numbers in another order than their own."""
    graph = nx.Graph()
    graph.add_nodes_from([3, 1, 2, 0], born="1990-01-01")
    graph.add_edges_from([(3, 1), (1, 2), (2, 0)], weight=2)
    graph.add_edge(0, 3, weight=7)
    return graph


def nodes_of(given, **options):
    focus = vz.ArcPlot(club()).highlight(given, neighbors=False, **options).focus
    return [node for node, seen in zip(club(), focus.nodes, strict=True) if seen]


def edges_of(given, **options):
    focus = vz.ArcPlot(club()).highlight(edges=given, **options).focus
    ends = vz.ArcPlot(club()).edges
    return list(zip(ends.source[focus.edges], ends.target[focus.edges], strict=True))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("id > 1", [3, 2]),
        ("id > @least", [3, 2]),
        ("id in @wanted", [3, 0]),
        ([False, True, False, False], [1]),
        ((False, True, False, False), [1]),
        ([None, True, False, False], [1]),
        (np.array([False, True, False, False]), [1]),
        (np.array([False, True, None, False], object), [1]),
        (pd.Index([False, True, False, False]), [1]),
        (pd.array([False, True, None, False], dtype="boolean"), [1]),
        (pd.Series([True, False, False, False], index=[0, 1, 2, 3]), [0]),
        (pd.Series([True, None, False, False], index=[0, 1, 2, 3], dtype="boolean"), [0]),
        (pd.Series([True, False], index=[2, 3]), [2]),
        (pd.Series([True, False, False, False]), [0]),
        ({0: True, 1: False}, [0]),
        ({0: np.bool_(True), 2: None}, [0]),
        ({}, []),
        ([], []),
        (pd.Series([0, 1, 2]), [1, 2, 0]),
        (pd.Series([3], index=["x"]), [3]),
        (pd.Index([3, 0]), [3, 0]),
        (np.array([3, 0]), [3, 0]),
        ({3, 0}, [3, 0]),
        (club().nodes, [3, 1, 2, 0]),
        ((node for node in (3, 0)), [3, 0]),
        (3, [3]),
        (np.int64(3), [3]),
        (3.0, [3]),
    ],
)
def test_nodes(given, expected):
    names = {"least": 1, "wanted": [0, 3]}
    assert nodes_of(given, names=names) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("weight > 5", [(3, 0)]),
        ("source == 1 or target == 0", [(3, 0), (1, 2), (2, 0)]),
        ((2, 1), [(1, 2)]),
        ([(2, 1), (0, 3)], [(3, 0), (1, 2)]),
        ([[2, 1], [0, 3]], [(3, 0), (1, 2)]),
        (np.array([[2, 1], [0, 3]]), [(3, 0), (1, 2)]),
        ({(2, 1): True, (0, 3): False}, [(1, 2)]),
        ([False, True, False, False], [(3, 0)]),
        (pd.Series([False, True, False, False]), [(3, 0)]),
        (club().edges, [(3, 1), (3, 0), (1, 2), (2, 0)]),
    ],
)
def test_edges(given, expected):
    assert edges_of(given) == expected


@pytest.mark.parametrize("names", [["kim", "degree", "a > b"], [True, "b", 3]])
def test_an_id_goes_before_a_predicate(names):
    plot = vz.ArcPlot(nx.path_graph(names))
    assert plot.highlight(names[1], neighbors=False).focus.nodes.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (True, "nodes=True chooses none.*'degree > 10'"),
        (np.True_, "chooses none"),
        ([True, False], "2 values were given for 4 nodes"),
        ([1, True], "no nodes \\[True\\]"),
        ({0: 1, 1: 0}, "says True or False"),
        ({9: True}, "no nodes \\[9\\]"),
        ([[0, 1]], "no nodes \\[\\(0, 1\\)\\]"),
        ([{0}], "no nodes \\[\\{0\\}\\]"),
        ([{}], "no nodes"),
        ([([],)], "no nodes"),
        ([9], "no nodes \\[9\\]"),
        (None, "highlight takes"),
        ("id", "neither true nor false"),
        ("id + 1", "neither true nor false"),
        ("x = id", "write =="),
        ("id.mean()", "ields have no .mean"),
    ],
)
def test_what_chooses_no_nodes_is_refused(given, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.ArcPlot(club()).highlight(given)


def test_what_chooses_no_edges_is_refused():
    for given in ([0, 1], "3", 0, [(3, 2)], [(3, 2, 1)], [(3, [])]):
        with pytest.raises(vz.VizlibError, match="edges"):
            vz.ArcPlot(club()).highlight(edges=given)
    with pytest.raises(vz.VizlibError, match="pair of its ends"):
        vz.ArcPlot(club()).highlight(edges=[0, 1])


def test_a_word_that_is_no_id_offers_the_nearest():
    plot = vz.ArcPlot(nx.les_miserables_graph())
    for word in ("Valjan", "valjean"):
        with pytest.raises(vz.VizlibError, match="If a node is meant: Did you mean 'Valjean'"):
            plot.highlight(word)


def test_names_are_a_mapping():
    with pytest.raises(vz.VizlibError, match="is no mapping"):
        vz.ArcPlot(club()).highlight("id > @a", names=["a"])


def test_panels_take_names_too():
    facets = vz.ArcPlot(club()).facet(edges="weight").highlight("id > @least", names={"least": 2})
    assert facets.plot.focus.nodes.tolist() == [True, True, False, True]


def bright(theme="light", **look):
    """Highlight one node of a graph whose edges' opacity shows a field."""
    graph = nx.star_graph(8)
    nx.set_edge_attributes(graph, {edge: row + 1 for row, edge in enumerate(graph.edges)}, "w")
    graph.add_edge(5, 6, w=100)
    plot = vz.CircosPlot(graph, edge_alpha="w", edge_width="w", theme=theme)
    return plot.highlight(edges=[(0, 1)], **look)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_stands_out_is_opaque_wide_and_last_and_the_rest_is_all_but_the_paper(theme):
    plot = bright(theme)
    curves, chosen = plot.scene().layers["edges"], plot.focus.edges
    assert chosen[curves.edge].tolist() == [False] * 8 + [True]
    colour, paper = plot.data.edge_rgba, plot.data.theme.rgba("background")
    np.testing.assert_allclose(colour[chosen], plot.data.theme.rgba("accent"))
    assert (colour[:, 3] == 1).all()
    own = plot.data.theme.rgba("edge")
    np.testing.assert_allclose(
        colour[~chosen, :3], (paper + 0.12 * (own - paper))[:, :3].repeat(8, 0)
    )
    assert curves.width[chosen].item() >= 1.1 > curves.width[~chosen].max()


def test_the_colour_and_the_width_of_what_stands_out():
    plot = bright(color="gold", width=3)
    assert plot.edges.width[plot.focus.edges].tolist() == [3]
    assert plot.edges.color[plot.focus.edges].tolist() == ["#ffd700ff"]
    again = plot.highlight(edges=[(0, 2)])
    assert again.edges.color[again.focus.edges].tolist() == ["#ffd700ff"] * 2
    for wrong, words in (({"color": "golden rod"}, "is not a colour"), ({"width": 0}, "no width")):
        with pytest.raises(vz.VizlibError, match=words):
            bright(**wrong)


def test_edges_that_show_a_field_keep_their_colours():
    plot = vz.CircosPlot(nx.star_graph(3), edge_color=["u", "v", "u"])
    bright_one = plot.highlight(edges=[(0, 2)])
    np.testing.assert_allclose(bright_one.data.edge_rgba[1, :3], plot.data.edge_rgba[1, :3])


def test_groups_without_anyone_who_stands_out_recede_and_the_others_do_not():
    graph = nx.Graph([(0, 1), (1, 2), (3, 4)])
    nx.set_node_attributes(graph, {0: "a", 1: "a", 2: "b", 3: "c", 4: "c"}, "k")
    plot = vz.CircosPlot(graph, group_by="k")
    plain, layers = plot.scene().layers, plot.highlight(0).scene().layers
    for name in ("bands", "group_labels"):
        same = np.isclose(layers[name].color, plain[name].color).all(axis=1)
        assert same.tolist() == [True, False, False]
        paper = plot.data.theme.rgba("background")[0]
        grey = layers[name].color[1:]
        assert (np.abs(grey - paper)[:, :3] < 0.62).all()
        assert np.allclose(grey[0], grey[1])


def test_chosen_edges_have_the_accent_where_colours_are_those_of_groups():
    graph = nx.karate_club_graph()
    plot = vz.CircosPlot(graph, group_by="club")
    bright = plot.highlight(0).data
    chosen = bright.edge_rgba[bright.focus.edges]
    assert np.allclose(chosen, bright.theme.rgba("accent"))
