"""Python's own lists and dicts as graphs, one or many; readers of further types."""

import json
import warnings

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.graphs.read import is_collection, read_collection, read_graph
from vizlib.graphs.read_foreign import REGISTERED

SQUARE = {(0, 0): [(0, 1), (1, 0)], (0, 1): [(1, 1)], (1, 0): [(1, 1)], (1, 1): []}


@pytest.mark.parametrize(
    ("given", "nodes", "pairs"),
    [
        ([("a", "b"), ("b", "c")], ["a", "b", "c"], [("a", "b"), ("b", "c")]),
        ([["a", "b"], ["b", "c"]], ["a", "b", "c"], [("a", "b"), ("b", "c")]),
        ([(0, 1), (1, 2, 3.5)], [0, 1, 2], [(0, 1), (1, 2)]),
        ({"a": ["b"]}, ["a", "b"], [("a", "b")]),
        ({"a": ["b"], "b": ["a", "a"], "c": []}, ["a", "b", "c"], [("a", "b")]),
        ({"a": {"b": 2.0}, "b": {"c": {"k": 1}}}, ["a", "b", "c"], [("a", "b"), ("b", "c")]),
        (SQUARE, list(SQUARE), list(nx.Graph(SQUARE).edges)),
        ([[0, 1], [1, 0]], [0, 1], [(0, 1)]),
        ([[0, 1, 0], [1, 0, 2.5], [0, 2.5, 0]], [0, 1, 2], [(0, 1), (1, 2)]),
        ([np.array([0, 1]), np.array([1, 0])], [0, 1], [(0, 1)]),
    ],
)
def test_lists_and_dicts_are_one_graph_for_every_plot(given, nodes, pairs):
    tables = read_graph(given)
    assert list(tables.ids) == nodes
    ends = zip(tables.source, tables.target, strict=True)
    assert [(tables.ids[source], tables.ids[target]) for source, target in ends] == pairs
    assert not tables.directed
    assert not is_collection(given)
    assert len(vz.MatrixPlot(given).nodes) == len(nodes)


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ([nx.path_graph(2), nx.path_graph(3)], [2, 3]),
        ([("x", nx.path_graph(2)), ("y", nx.path_graph(3))], [2, 3]),
        ({"x": [("a", "b")], "y": [("a", "b"), ("b", "c")]}, [2, 3]),
        ([[("a", "b")], [("a", "b"), ("b", "c")]], [2, 3]),
        ({"x": [[0, 1], [1, 0]]}, [2]),
        ({"x": {"a": ["b", "c"]}}, [3]),
    ],
)
def test_many_graphs_are_still_many(given, counts):
    assert is_collection(given)
    assert read_collection(given, read_graph).size.tolist() == counts


def test_rows_of_different_lengths_are_no_matrix():
    with pytest.raises(vz.VizlibError, match="all of one length"):
        read_graph([[0, 1], [1]])


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph])
@pytest.mark.parametrize("edges", ["links", "edges"])
def test_node_link_data_of_networkx(kind, edges, tmp_path):
    graph = kind([("007", "7", {"weight": 2}), ("7", "NA", {"big": 2**60 + 1})], name="agents")
    graph.add_node("alone", age=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # which of the two words it writes depends on its version
        data = nx.node_link_data(graph)
    data[edges] = data.pop("links" if "links" in data else "edges")
    (tmp_path / "g.json").write_text(json.dumps(data))
    for tables in (read_graph(data), vz.read(tmp_path / "g.json")):
        assert list(tables.ids) == ["007", "7", "NA", "alone"]
        assert list(map(tuple, tables.edges[["source", "target"]].values)) == [
            edge[:2] for edge in graph.edges
        ]
        assert tables.edge_columns.read("big")[1] == 2**60 + 1
        assert tables.node_columns.read("age")[3] == 3
        assert tables.directed == graph.is_directed()
        assert tables.attributes["name"] == "agents"


def test_node_link_data_of_d3():
    nodes, links = [{"name": "ann"}, {"name": "bob"}], [{"source": 1, "target": 0, "value": 5}]
    tables = read_graph({"nodes": nodes, "links": links})
    assert tables.edges.values.tolist() == [["bob", "ann", 5]]
    assert tables.node_columns.names() == ["name"]
    named = [{"id": "ann"}, {"id": "bob"}]
    assert list(read_graph({"nodes": named, "links": links}).edges["source"]) == ["bob"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"nodes": [{"id": "a"}], "links": [{"source": "a", "target": "z"}]}, r"no nodes: \['z'\]"),
        ({"nodes": [{"id": "a"}, {"id": "a"}], "links": []}, "more than once"),
    ],
)
def test_node_link_data_that_lack_something(data, words):
    with pytest.raises(vz.VizlibError, match=words):
        read_graph(data)


@pytest.mark.parametrize("empty", [[], {}, ()])
def test_nothing_is_no_graph(empty):
    with pytest.raises(vz.VizlibError, match="holds no graph"):
        read_graph(empty)


class Club:
    def __init__(self, *members):
        self.members = members


class Choir(Club):
    pass


@pytest.fixture
def _club_reader():
    @vz.reader(Club)
    def read_club(club):
        return nx.complete_graph(club.members)

    yield
    del REGISTERED[Club]


@pytest.mark.usefixtures("_club_reader")
def test_a_registered_type_is_a_graph_everywhere():
    assert len(vz.CircosPlot(Choir("a", "b", "c")).nodes) == 3
    plot = vz.MatrixPlot([Club("a", "b"), Choir("c", "d", "e")])
    assert len(plot.nodes) == 5
    assert read_collection([("x", Club("a", "b"))], read_graph).names.tolist() == ["x"]


def test_a_reader_is_registered_for_a_type():
    with pytest.raises(vz.VizlibError, match="takes a type"):
        vz.reader("Club")
    with pytest.raises(vz.VizlibError, match=r"vz\.reader\(type\)"):
        read_graph(Club("a"))
