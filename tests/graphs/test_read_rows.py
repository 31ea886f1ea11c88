"""Frames of every library, and pairs, as edges and nodes."""

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import vizlib as vz
from vizlib.graphs.read import read_graph

EDGES = {"source": ["a", "b"], "target": ["b", "c"], "w": [1, 2]}
NODES = {"name": ["c", "b", "a"], "age": [3, 2, 1]}


def by_polars(columns):
    return pytest.importorskip("polars").DataFrame(columns)


def by_lazy_polars(columns):
    pytest.importorskip("narwhals")
    return by_polars(columns).lazy()


def by_duckdb(columns):
    pytest.importorskip("narwhals")
    return pytest.importorskip("duckdb").from_df(pd.DataFrame(columns))


def by_dask(columns):
    import dask.dataframe as dd

    return dd.from_pandas(pd.DataFrame(columns), npartitions=2)


def by_record_batch(columns):
    return pa.RecordBatch.from_pydict(columns)


@pytest.mark.parametrize(
    "make", [pd.DataFrame, pa.table, by_record_batch, by_dask, by_polars, by_lazy_polars, by_duckdb]
)
def test_frames_of_every_library_are_edges_and_nodes(make):
    tables = vz.from_edges(make(EDGES), make(NODES), id="name")
    assert list(tables.ids) == ["c", "b", "a"]
    assert tables.edges.to_dict("list") == EDGES
    assert tables.nodes["age"].tolist() == [3, 2, 1]
    assert read_graph(make(EDGES)).edges.to_dict("list") == EDGES


def test_a_frame_without_an_index_has_its_ids_in_the_column_id():
    nodes = pa.table({"age": [3, 2, 1], "id": ["c", "b", "a"]})
    assert vz.from_edges(pa.table(EDGES), nodes).nodes["age"].to_dict() == {"c": 3, "b": 2, "a": 1}


def test_pairs_are_edges():
    grid = list(nx.grid_2d_graph(2, 2).edges)
    assert read_graph([("a", "b"), ("b", "c")]).edges.values.tolist() == [["a", "b"], ["b", "c"]]
    assert read_graph(grid).edges.values.tolist() == [list(pair) for pair in grid]
    assert vz.from_edges({("a", "b")}, directed=True).directed
    assert vz.from_edges(np.array([[5, 6], [6, 7]])).ids.tolist() == [5, 6, 7]
    assert vz.from_edges(iter([["a", "b"]]), pd.DataFrame(index=["b", "a", "z"])).node_count == 3


def test_triples_have_a_weight_or_fields():
    tables = vz.from_edges([("a", "b"), ("b", "c", 2.5), ("c", "a", {"kind": "x", 7: 1})])
    assert tables.edge_columns.names() == ["weight", "kind", 7]
    weight = tables.edge_columns.read("weight")
    assert weight.isna().tolist() == [True, False, True]
    assert weight[1] == 2.5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vz.from_edges([("a", "b"), ("a", "b", "c", "d")]), "Edge 1 is"),
        (lambda: vz.from_edges([("a", "b", "likes")]), r"\{'kind': 'likes'\}"),
        (lambda: vz.from_edges([("a", None)]), "1 of 1 edges have no target"),
        (lambda: vz.from_edges(3), "a int was given"),
        (lambda: vz.from_edges("edges.csv"), "vz.read"),
        (lambda: vz.from_edges(EDGES, "nodes.csv"), "vz.read"),
        (lambda: vz.from_edges(EDGES, NODES, id="nam"), "Did you mean 'name'"),
        (lambda: vz.from_edges(EDGES, {"name": ["a", None]}, id="name"), "1 of 2 nodes"),
        (lambda: vz.from_edges(EDGES, pd.DataFrame(NODES)), "id='name'"),
        (
            lambda: vz.from_edges(
                pd.DataFrame([[1, 2, 3]], columns=["source", "source", "target"])
            ),
            r"several columns of the name \['source'\]",
        ),
        (
            lambda: vz.from_edges(pd.DataFrame({("a", "x"): [1], ("a", "y"): [2]})),
            r"2 levels: \[\('a', 'x'\)",
        ),
        (
            lambda: vz.from_edges(EDGES, pd.DataFrame([[1, 2]], ["a"], ["k", "k"])),
            r"The nodes have several columns",
        ),
    ],
)
def test_what_is_no_edge_or_node_is_named(call, words):
    with pytest.raises(vz.VizlibError, match=words):
        call()


def test_whole_numbers_of_unlike_columns_stay_whole():
    edges = pd.DataFrame({"source": np.array([2**63, 2**63 + 1], np.uint64), "target": [-1, 3]})
    assert list(vz.from_edges(edges).ids) == [2**63, 2**63 + 1, -1, 3]
    pairs = [(2**63, 2**63 + 1), (-1, 2**70)]
    assert set(vz.from_edges(pairs).ids) == {2**63, 2**63 + 1, -1, 2**70}
