"""How groups connect, against networkx, and the laws of probability."""

import pickle

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz


@st.composite
def graphs(draw):
    kind = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
    graph = kind()
    graph.add_nodes_from(range(draw(st.integers(2, 8))))
    ends = st.integers(0, len(graph) - 1)
    graph.add_edges_from(draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=20)))
    for node in graph:
        graph.nodes[node]["k"] = draw(st.sampled_from("abc"))
    return graph


@given(graphs())
def test_equal_to_networkx(graph):
    groups = sorted(set(dict(graph.nodes(data="k")).values()))
    mapping = {name: place for place, name in enumerate(groups)}
    want = nx.attribute_mixing_matrix(graph, "k", mapping=mapping, normalized=False)
    plot = vz.MixingPlot(graph, group_by="k", values="count")
    assert list(plot.table.index) == groups
    assert np.allclose(plot.table, want)
    if (want > 0).sum() > 1 and np.isfinite(plot.assortativity):
        theirs = nx.attribute_assortativity_coefficient(graph, "k")
        assert plot.assortativity == pytest.approx(theirs, abs=1e-9)


@given(graphs())
def test_laws(graph):
    plot = vz.MixingPlot(graph, group_by="k")
    whole = plot.table.to_numpy()
    assert whole.sum() == pytest.approx(1)
    rows, columns = whole.sum(axis=1), whole.sum(axis=0)
    by_source = vz.MixingPlot(graph, group_by="k", given="source").table.to_numpy()
    by_target = vz.MixingPlot(graph, group_by="k", given="target").table.to_numpy()
    assert np.allclose(by_source.sum(axis=1), rows > 0)
    assert np.allclose(by_target.sum(axis=0), columns > 0)
    assert np.allclose(by_source * rows[:, None], whole)
    assert np.allclose(by_target * columns, whole)
    if not graph.is_directed():
        assert np.allclose(whole, whole.T)
    residual = vz.MixingPlot(graph, group_by="k", values="residual").table.to_numpy()
    count = whole * plot.data.gathered.sum()
    expected = np.outer(count.sum(axis=1), count.sum(axis=0)) / count.sum()
    assert np.allclose(residual * np.sqrt(expected), np.where(expected > 0, count - expected, 0))


def test_weights_nodes_bins_and_missing():
    graph = nx.DiGraph()
    graph.add_edge("a", "b", w=2.5)
    graph.add_edge("b", "c", w=1.0)
    nx.set_node_attributes(graph, {"a": "x", "b": None, "c": "x"}, "k")
    table = vz.MixingPlot(graph, group_by="k", edge_weight="w", values="count").table
    assert table.to_numpy().tolist() == [[0, 2.5], [1.0, 0]]
    assert list(table.index) == ["x", "missing"]
    both = vz.MixingPlot(graph, x="k", y="id", over="nodes", values="count").table
    assert both.shape == (2, 3)
    assert both.to_numpy().sum() == 3
    path = nx.path_graph(40)
    assert vz.MixingPlot(path, group_by="id").table.shape == (8, 8)


def test_show_is_a_method_and_its_old_option_is_called_values(monkeypatch):
    from vizlib.rendering import figure

    seen = []
    monkeypatch.setattr(figure, "show", seen.append)
    plot = vz.MixingPlot(nx.karate_club_graph(), group_by="club", values="count")
    plot.show()
    assert len(seen) == 1
    with pytest.warns(vz.VizlibWarning, match="'show' is called 'values' now"):
        old = vz.MixingPlot(nx.karate_club_graph(), group_by="club", show="count")
    assert (old.table == pickle.loads(pickle.dumps(plot)).table).all(axis=None)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "MixingPlot needs group_by"),
        ({"group_by": "club", "values": "shares"}, "values='shares'"),
        ({"group_by": "club", "given": "both"}, "given='both'"),
        ({"group_by": "club", "given": "source", "values": "count"}, "is a probability"),
        ({"group_by": "club", "node_color": "club"}, "no use for node_color"),
        ({"group_by": {node: f"g{node}" for node in range(70)}}, "70 groups"),
    ],
)
def test_mistakes_are_named(options, words):
    graph = nx.karate_club_graph()
    graph.add_nodes_from(range(34, 70), club="Officer")
    with pytest.raises(vz.VizlibError, match=words):
        vz.MixingPlot(graph, **options)


@pytest.mark.parametrize(
    ("values", "words"),
    [("x", "no numbers"), (-1.0, "below zero"), (float("inf"), "infinite")],
)
def test_weights_that_cannot_be_added_up(values, words):
    graph = nx.karate_club_graph()
    nx.set_edge_attributes(graph, values, "bad")
    with pytest.raises(vz.VizlibError, match=words):
        vz.MixingPlot(graph, group_by="club", edge_weight="bad")


def test_groups_stand_in_the_order_that_is_asked_for():
    club = nx.karate_club_graph()
    small = nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3)])
    nx.set_node_attributes(small, {0: "b", 1: "a", 2: "b", 3: "c"}, "kind")
    for order, want in (("sorted", "abc"), ("appearance", "bac"), ("size", "bac"), ("cab", "cab")):
        given_order = list(order) if order == "cab" else order
        plot = vz.MixingPlot(small, group_by="kind", group_order=given_order, values="count")
        assert "".join(plot.table.index) == "".join(plot.table.columns) == want
        assert plot.table.loc["b", "a"] == 2
    plot = vz.MixingPlot(club, group_by="club", group_order=["Officer", "Mr. Hi"])
    assert plot.table.index.tolist() == ["Officer", "Mr. Hi"]
    names = plot.scene().layers["group_labels"].text
    assert names == ("Officer", "Mr. Hi") * 2
