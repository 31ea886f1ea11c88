"""Readers: every kind of input becomes the same tables."""

import pickle
from unittest import mock

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import rustworkx as rx
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.graphs.read import read_graph

KINDS = [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]
PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@pytest.mark.parametrize("kind", KINDS)
@given(pairs=PAIRS)
def test_networkx_edges_keep_order_and_fields(kind, pairs):
    graph = kind()
    graph.add_nodes_from([5, "x", (1, 2)])
    for number, (one, two) in enumerate(pairs):
        graph.add_edge(one, two, number=number, source="trap")
    tables = read_graph(graph)
    assert list(tables.ids) == list(graph)
    assert list(zip(tables.ids[tables.source], tables.ids[tables.target], strict=True)) == [
        each[:2] for each in graph.edges
    ]
    assert tables.directed == graph.is_directed()
    if pairs:
        want = [data["number"] for *_, data in graph.edges(data=True)]
        assert tables.edge_columns.read("number").tolist() == want


def test_multigraph_keys_are_a_field():
    tables = read_graph(nx.MultiGraph([("a", "b", "one"), ("a", "b", "two")]))
    assert tables.edge_columns.read("key").tolist() == ["one", "two"]


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_a_graph_that_is_changed_later_changes_no_plot(kind):
    def graph():
        made = kind([(0, 1, {"weight": 1}), (1, 2, {"weight": 5}), (0, 1, {"weight": 7})])
        nx.set_node_attributes(made, {0: "a", 1: "b", 2: "b"}, "kind")
        return made

    given = graph()
    plot = vz.CircosPlot(given, node_color="kind")
    blocks = vz.MatrixPlot([given, kind([(0, 1)])])
    nx.set_node_attributes(given, "z", "kind")
    nx.set_edge_attributes(given, 0, "weight")
    given.add_edge(7, 8, weight=3)
    given.remove_node(0)
    wanted = vz.CircosPlot(graph(), node_color="kind", edge_width="weight", node_labels="kind")
    replaced = plot.replace(edge_width="weight", node_labels="kind")
    assert replaced._repr_png_() == wanted._repr_png_()
    assert blocks.data.nodes.field("kind").tolist()[:3] == ["a", "b", "b"]
    assert blocks.data.edges.field("weight").tolist()[0] != 0


def test_missing_values_stay_missing():
    graph = nx.path_graph(3)
    graph.nodes[1]["x"] = 2.5
    values = read_graph(graph).node_columns.read("x")
    assert values.isna().tolist() == [True, False, True]


def test_frames():
    edges = pd.DataFrame({"a": ["x", "y"], "b": ["y", "z"], "w": [1, 2]})
    nodes = pd.DataFrame({"k": [1, 2, 3, 4]}, index=list("zyxw"))
    tables = vz.from_edges(edges, nodes, source="a", target="b", directed=True)
    assert tables.ids[tables.source].tolist() == ["x", "y"]
    assert tables.node_count == 4
    assert tables.edge_columns.names() == ["w"]
    assert vz.from_edges(edges.rename(columns={"a": "source", "b": "target"})).node_count == 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda e, n: vz.from_edges(e, n, source="a", target="c"), "no column 'c'"),
        (lambda e, n: vz.from_edges(e, n.drop("x"), source="a", target="b"), "'x'"),
        (
            lambda e, n: vz.from_edges(e, pd.concat([n, n]), source="a", target="b"),
            "more than once",
        ),
        (lambda e, n: vz.from_edges(e.assign(b=[None, "y"]), n, "a", "b"), "1 of 2 edges"),
        (lambda e, n: vz.from_matrix(np.ones((2, 3))), "square"),
        (lambda e, n: vz.from_matrix(np.array([[0, np.nan], [1, 0]])), "NaN"),
        (lambda e, n: vz.from_matrix(np.array([[0, 2], [1, 0]]), directed=False), "not symmetric"),
        (lambda e, n: vz.from_matrix(np.eye(2), n.iloc[:1]), "there are 1 nodes"),
        (lambda e, n: read_graph(3), "A int is not a graph"),
        (lambda e, n: read_graph("x.gml"), "vz.read"),
        (lambda e, n: vz.read("nowhere.gml"), "no file"),
    ],
)
def test_bad_input_is_named(call, words):
    edges = pd.DataFrame({"a": ["x", "y"], "b": ["y", "x"]})
    with pytest.raises(vz.VizlibError, match=words):
        call(edges, pd.DataFrame(index=["x", "y"]))


@given(st.integers(0, 8), st.integers(0, 2**32 - 1), st.booleans())
def test_matrices_agree_with_networkx(count, seed, directed):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 3, (count, count)) * (rng.random((count, count)) < 0.4)
    matrix = matrix if directed else np.triu(matrix) + np.triu(matrix, 1).T
    graph = nx.from_numpy_array(matrix, create_using=nx.DiGraph if directed else nx.Graph)
    for given_as in (matrix, sp.csr_array(matrix), sp.coo_matrix(matrix)):
        tables = vz.from_matrix(given_as, directed=directed)
        pairs = set(zip(tables.source.tolist(), tables.target.tolist(), strict=True))
        assert pairs == set(graph.edges)
        assert tables.edge_count == graph.number_of_edges()


def test_other_libraries():
    other = igraph.Graph([(0, 1), (1, 2)], vertex_attrs={"name": ["a", "b", "c"], "k": [1, 2, 3]})
    tables = read_graph(other)
    assert tables.ids.tolist() == ["a", "b", "c"]
    assert tables.node_columns.read("k").tolist() == [1, 2, 3]
    lists = igraph.Graph([(0, 1)], vertex_attrs={"name": [[1], [2]]})
    assert read_graph(lists).ids.tolist() == [0, 1]
    graph = rx.PyDiGraph()
    graph.add_nodes_from([{"k": 1}, {"k": 2}])
    graph.add_edge(0, 1, {"w": 3.0})
    tables = read_graph(graph)
    assert tables.directed
    assert tables.edge_columns.read("w").tolist() == [3.0]


@pytest.mark.parametrize("suffix", ["graphml", "gml", "gexf", "csv", "tsv", "parquet", "edgelist"])
def test_files(suffix, tmp_path):
    path, graph = tmp_path / f"g.{suffix}", nx.path_graph(4)
    nx.set_edge_attributes(graph, 2.0, "weight")
    frame = nx.to_pandas_edgelist(graph)
    if suffix in ("csv", "tsv"):
        frame.to_csv(path, index=False, sep="\t" if suffix == "tsv" else ",")
    elif suffix == "parquet":
        frame.to_parquet(path)
    elif suffix == "edgelist":
        nx.write_edgelist(graph, path, data=["weight"])
    else:
        getattr(nx, f"write_{suffix}")(graph, path)
    tables = vz.read(path)
    assert (tables.node_count, tables.edge_count) == (4, 3)
    assert tables.edge_columns.read("weight").tolist() == [2.0, 2.0, 2.0]


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "x.gml").write_text("no graph")
    (tmp_path / "x.doc").write_text("no graph")
    with pytest.raises(vz.VizlibError, match=r"cannot be read as \.gml"):
        vz.read(tmp_path / "x.gml")
    with pytest.raises(vz.VizlibError, match="not known"):
        vz.read(tmp_path / "x.doc")


def test_plots_pickle():
    plot = vz.CircosPlot(nx.karate_club_graph(), group_by="club", node_color="club")
    again = pickle.loads(pickle.dumps(plot))
    assert repr(again) == repr(plot)
    assert np.array_equal(again.data.xy, plot.data.xy)


@given(st.lists(st.tuples(st.integers(-20, 40), st.integers(-20, 40)), max_size=40), st.booleans())
def test_parquet_batch_by_batch_is_the_frame(tmp_path_factory, edges, directed):
    frame = pd.DataFrame(edges, columns=["a", "b"], dtype="int64")
    frame["w"] = np.arange(len(frame)) / 2
    path = tmp_path_factory.mktemp("parquet") / "edges.parquet"
    frame.to_parquet(path, row_group_size=7)
    want = vz.from_edges(frame, source="a", target="b", directed=directed)
    with mock.patch("vizlib.graphs.read_parquet.BATCH_ROWS", 5):
        got = vz.read(path, source="a", target="b", directed=directed)
    assert list(got.ids) == list(want.ids)
    assert np.array_equal(got.source, want.source)
    assert np.array_equal(got.target, want.target)
    assert got.directed == directed
    assert got.edges.equals(want.edges)


BIG = [2**63, 2**63 + 1, -1]


def test_big_integers_stay_exact_as_ids():
    graph = nx.Graph([(BIG[0], BIG[1]), (BIG[1], BIG[2])])
    assert list(read_graph(graph).ids) == BIG
    assert list(read_graph(nx.path_graph(3)).ids) == [0, 1, 2]


def test_whole_numbers_of_a_field_are_not_rounded():
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, {0: 2**53 + 1, 1: 2**53}, "phone")
    nx.set_node_attributes(graph, {0: 1, 1: 2}, "small")
    tables = read_graph(graph)
    assert tables.node_columns.read("phone").tolist()[:2] == [2**53 + 1, 2**53]
    assert tables.node_columns.read("small").dtype == float


def test_attribute_keys_are_read_by_their_own_key():
    graph = nx.path_graph(2)
    graph.add_node(0, **{"1": "word"})
    graph.nodes[0].update({1: "number", 7: "seven", (1, 2): "pair"})
    tables = read_graph(graph)
    assert tables.node_columns.names() == ["1", 1, 7, (1, 2)]
    assert [tables.node_columns.read(name)[0] for name in ("1", 1, 7, "7", (1, 2))] == [
        "word", "number", "seven", "seven", "pair",
    ]  # fmt: skip
    assert list(tables.nodes.columns) == ["1", 1, 7, (1, 2)]
    again = pickle.loads(pickle.dumps(tables))
    assert again.node_columns.names() == tables.node_columns.names()
    assert list(again.edges.columns) == ["source", "target"]


def test_columns_of_a_frame_are_read_by_their_own_name():
    edges = pd.DataFrame({"source": [0], "target": [1], 1: [2.5], "1": [3.5]})
    columns = vz.from_edges(edges).edge_columns
    assert columns.names() == [1, "1"]
    assert (columns.read(1)[0], columns.read("1")[0]) == (2.5, 3.5)
    assert vz.from_edges(edges.drop(columns="1")).edge_columns.read("1")[0] == 2.5


class OwnGraph(rx.PyDiGraph):
    pass


@pytest.mark.parametrize("kind", [rx.PyDAG, rx.PyDiGraph, OwnGraph])
def test_directed_graphs_of_rustworkx_are_directed(kind):
    graph = kind()
    graph.add_nodes_from([0, 1])
    graph.add_edge(0, 1, None)
    assert read_graph(graph).directed
    assert not read_graph(rx.PyGraph()).directed
