"""Derived fields against networkx."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.graphs.fields import DERIVED, edge_fields, node_fields
from vizlib.graphs.read import read_graph


@st.composite
def graphs(draw):
    kind = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
    graph = kind()
    graph.add_nodes_from(range(draw(st.integers(0, 9))))
    pairs = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
    graph.add_edges_from(pairs)
    return graph


@given(graphs())
def test_fields_agree_with_networkx(graph):
    fields = node_fields(read_graph(graph))
    plain = nx.Graph(graph)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    nodes = list(graph)
    assert fields.field("degree").tolist() == [graph.degree(node) for node in nodes]
    assert fields.field("core").tolist() == [nx.core_number(plain)[node] for node in nodes]
    if graph.is_directed():
        assert fields.field("in_degree").tolist() == [graph.in_degree(node) for node in nodes]
        assert fields.field("out_degree").tolist() == [graph.out_degree(node) for node in nodes]
    label = dict(zip(nodes, fields.field("component"), strict=True))
    for part in nx.connected_components(plain):
        assert len({label[node] for node in part}) == 1
    assert len(set(label.values())) == nx.number_connected_components(plain)
    rank = nx.pagerank(nx.MultiDiGraph(graph)) if graph.is_directed() else None
    if rank is not None and nodes:
        assert np.allclose(fields.field("pagerank"), [rank[node] for node in nodes], atol=1e-5)
    simple = nx.DiGraph(graph) if graph.is_directed() else nx.Graph(graph)
    between = nx.betweenness_centrality(simple)
    assert np.allclose(fields.field("betweenness"), [between[node] for node in nodes])


@given(graphs())
def test_every_field_has_a_value_for_each_node(graph):
    fields = node_fields(read_graph(graph))
    for name in DERIVED:
        assert len(fields.field(name)) == len(graph)
    for name in ("rcm", "spectral", "clustered"):
        assert sorted(fields.field(name)) == list(range(len(graph)))


def test_rcm_narrows_the_band():
    graph = nx.relabel_nodes(
        nx.path_graph(40), dict(enumerate(np.random.default_rng(0).permutation(40).tolist()))
    )
    tables = read_graph(graph)
    for name in ("rcm", "spectral"):
        rank = node_fields(tables).field(name).to_numpy()
        assert np.abs(rank[tables.source] - rank[tables.target]).max() == 1


def test_communities_are_those_of_two_cliques():
    label = node_fields(read_graph(nx.barbell_graph(6, 0))).field("community")
    assert label.tolist() in ([0] * 6 + [1] * 6, [1] * 6 + [0] * 6)
    assert isinstance(label.dtype, pd.CategoricalDtype)


def test_a_field_of_the_graph_goes_before_a_derived_one():
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, "own", "degree")
    assert node_fields(read_graph(graph)).field("degree").tolist() == ["own", "own"]


@given(graphs(), st.integers(0, 10**6))
def test_strength_adds_weights_as_networkx_does(graph, seed):
    """An edge without a weight counts one, a self-loop twice."""
    rng = np.random.default_rng(seed)
    for _, _, fields in graph.edges(data=True):
        if rng.random() < 0.7:
            fields["weight"] = float(rng.integers(-4, 9)) / 4
    want = [weight for _, weight in graph.degree(weight="weight")]
    assert node_fields(read_graph(graph)).field("strength").tolist() == want


@given(graphs(), st.sampled_from(["component", "community"]))
def test_groups_are_numbered_from_the_largest_and_equal_ones_as_they_come(graph, name):
    label = node_fields(read_graph(graph)).field(name)
    size = np.bincount(label.to_numpy(int), minlength=len(label.cat.categories))
    first = [label.tolist().index(number) for number in range(len(size))]
    assert (np.diff(size) <= 0).all()
    assert list(zip(-size, first, strict=True)) == sorted(zip(-size, first, strict=True))


def test_the_largest_community_and_component_come_first():
    graph = nx.disjoint_union(nx.complete_graph(3), nx.complete_graph(6))
    for name in ("component", "community"):
        assert node_fields(read_graph(graph)).field(name).tolist() == [1] * 3 + [0] * 6


def test_unknown_fields_offer_the_nearest():
    fields = node_fields(read_graph(nx.karate_club_graph()))
    with pytest.raises(vz.VizlibError, match=r"no field 'clab'.*'club'.*Did you mean 'club'"):
        fields.field("clab")
    with pytest.raises(vz.VizlibError, match=r"vz.value\('tomato'\)"):
        fields.field("tomato")


def test_data_is_aligned_by_id():
    graph = nx.Graph([("a", "b"), ("b", "c")])
    nodes, edges = node_fields(read_graph(graph)), edge_fields(read_graph(graph))
    assert nodes.align({"c": 3, "a": 1}).isna().tolist() == [False, True, False]
    assert nodes.align(pd.Series([1, 2, 3], index=list("cba"))).tolist() == [3, 2, 1]
    assert edges.align({("b", "a"): 7, ("b", "c"): 8}).tolist() == [7, 8]
    with pytest.raises(vz.VizlibError, match="no nodes \\['z'\\]"):
        nodes.align({"z": 1})
    with pytest.raises(vz.VizlibError, match="2 values were given for 3 nodes"):
        nodes.align([1, 2])


def test_a_series_is_aligned_by_its_index_where_its_labels_are_ids():
    graph = nx.Graph()
    graph.add_nodes_from([3, 1, 2, 0])
    nodes = node_fields(read_graph(graph))
    assert nodes.align(pd.Series([0, 10, 20, 30])).tolist() == [30, 10, 20, 0]
    assert nodes.align(pd.Series([0, 10, 20, 30], index=[3, 1, 2, 0])).tolist() == [0, 10, 20, 30]
    assert nodes.align(np.array([0, 10, 20, 30])).tolist() == [0, 10, 20, 30]
    named = node_fields(read_graph(nx.path_graph(["a", "b"])))
    assert named.align(pd.Series([7, 8])).tolist() == [7, 8]
    from_one = node_fields(read_graph(nx.path_graph([1, 2, 3])))
    assert from_one.align(pd.Series([7, 8, 9])).tolist() == [7, 8, 9]


def test_panels_keep_data_with_its_nodes():
    graph = nx.Graph()
    graph.add_nodes_from([3, 1, 2, 0])
    graph.add_edges_from([(3, 1), (1, 2), (2, 0)])
    size = pd.Series([1.0, 2.0, 3.0, 4.0])
    plot = vz.ArcPlot(graph, node_size=size, sort_by=size)
    for facets in (plot.facet(nodes=["x", "x", "x", "y"], keep="present"),):
        panel = facets.panels[0][1]
        expected = plot.nodes["size"].loc[[3, 1, 2]]
        np.testing.assert_allclose(panel.nodes["size"], expected)


@pytest.mark.parametrize("name", ["community", "pagerank"])
def test_signs_of_weights_that_do_not_count_are_said(name):
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, -2), (1, 2, 3), (2, 0, 1)])
    with pytest.warns(vz.VizlibWarning, match="1 weights are negative.*without their sign"):
        vz.CircosPlot(
            graph, node_size=name if name == "pagerank" else None, node_color=name
        ).scene()
    vz.CircosPlot(graph, node_color="strength", node_size="betweenness").scene()
