"""Matrices: names are kept, and rounding is no direction."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import vizlib as vz

FLOWS = np.array([[0.0, 1, 2], [3, 0, 0], [0, 4, 0]])
NAMES = ["a", "b", "c"]


def edges_of(tables):
    frame = tables.edges
    return dict(
        zip(zip(frame["source"], frame["target"], strict=True), frame["weight"], strict=True)
    )


WANTED = {("a", "b"): 1, ("a", "c"): 2, ("b", "a"): 3, ("c", "b"): 4}


@pytest.mark.parametrize(
    "matrix",
    [
        pd.DataFrame(FLOWS, NAMES, NAMES),
        pd.DataFrame(FLOWS, NAMES, NAMES)[["c", "a", "b"]],
        pd.DataFrame(FLOWS, NAMES),
        pd.DataFrame(FLOWS, columns=NAMES),
        pd.DataFrame.sparse.from_spmatrix(sp.csr_array(FLOWS), NAMES, NAMES)[["b", "c", "a"]],
    ],
)
def test_names_of_a_frame_are_ids(matrix):
    tables = vz.from_matrix(matrix)
    assert list(tables.ids) == NAMES
    assert edges_of(tables) == WANTED


@pytest.mark.parametrize(
    "nodes", [NAMES, tuple(NAMES), pd.Index(NAMES), pd.Series(NAMES, index=[5, 6, 7]),
              np.array(NAMES), pd.DataFrame(index=NAMES)],
)  # fmt: skip
def test_names_beside_a_matrix_are_ids(nodes):
    for matrix in (FLOWS, FLOWS.tolist(), sp.coo_array(FLOWS)):
        tables = vz.from_matrix(matrix, nodes=nodes)
        assert edges_of(tables) == WANTED
        assert tables.node_columns.names() == []


def test_a_node_frame_is_put_into_the_order_of_the_names():
    nodes = pd.DataFrame({"name": ["c", "a", "b"], "k": [3, 1, 2]})
    tables = vz.from_matrix(pd.DataFrame(FLOWS, NAMES, NAMES), nodes, id="name")
    assert tables.nodes["k"].to_dict() == {"a": 1, "b": 2, "c": 3}
    assert edges_of(tables) == WANTED


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vz.from_matrix(pd.DataFrame(FLOWS, NAMES, ["a", "b", "d"])), r"\['c'\].*\['d'\]"),
        (lambda: vz.from_matrix(pd.DataFrame(FLOWS, list("aab"), list("aab"))), "come twice"),
        (lambda: vz.from_matrix(FLOWS, nodes=["a", "b", "a"]), "come twice"),
        (lambda: vz.from_matrix(FLOWS, nodes=["a", "b"]), "3 rows and there are 2"),
        (lambda: vz.from_matrix(pd.DataFrame(FLOWS, NAMES), nodes=["a", "b", "x"]), r"\['x'\]"),
        (lambda: vz.from_matrix(FLOWS, nodes=[["a"], ["b"], ["c"]]), "cannot be names"),
        (lambda: vz.from_matrix(FLOWS * 1j), "complex"),
        (lambda: vz.from_matrix([[0, 1], [1]]), "all of one length"),
        (lambda: vz.from_matrix([["x", "y"], ["y", "x"]]), "rows of numbers"),
        (lambda: vz.from_matrix(np.array([[0, 1.0], [1 + 1e-6, 0]]), directed=False), "symmetric"),
    ],
)
def test_what_is_no_matrix_is_named(call, words):
    with pytest.raises(vz.VizlibError, match=words):
        call()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("directed", [None, False])
def test_rounding_is_no_direction(dtype, directed):
    rng = np.random.default_rng(0)
    matrix = np.corrcoef(rng.random((60, 500)), dtype=np.float64).astype(dtype)
    matrix[3, 2] = np.nextafter(matrix[3, 2], dtype(2))
    assert (matrix != matrix.T).any()
    tables = vz.from_matrix(matrix, directed=directed)
    assert not tables.directed
    assert tables.edge_count == 60 * 61 // 2
    mean = tables.edges.set_index(["source", "target"])["weight"].loc[(2, 3)]
    assert mean == dtype(matrix[2, 3] / 2 + matrix[3, 2] / 2)
    assert vz.from_matrix(matrix, directed=True).edge_count == 3600


def test_small_weights_keep_their_direction_beside_great_ones():
    matrix = np.array([[0, 1e12, 1], [1e12, 0, 0], [2, 0, 0]])
    assert vz.from_matrix(matrix).directed
