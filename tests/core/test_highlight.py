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
