"""One matrix of many, against SciPy."""

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz

KINDS = [bool, np.int8, np.uint16, np.int32, np.int64, np.float32, np.float64, np.complex128]


@st.composite
def matrices(draw):
    shape = draw(st.tuples(st.integers(0, 4), st.integers(0, 4)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    kind = draw(st.sampled_from(KINDS))
    dense = (rng.integers(0, 4, shape) * (rng.random(shape) < 0.5)).astype(kind)
    form = draw(st.sampled_from(["dense", "csr", "csc", "coo", "lil", "dok", "bsr", "matrix"]))
    if form == "dense":
        return dense
    if form == "matrix":
        return sp.csr_matrix(dense)
    if form == "bsr" and 0 in shape:
        return sp.csr_array(dense)
    return sp.coo_array(dense).asformat(form)


@given(st.lists(matrices(), min_size=1, max_size=8), st.sampled_from(["csr", "csc", "coo"]))
def test_equal_to_scipy(blocks, form):
    want = sp.block_diag([sp.coo_array(each) for each in blocks], format="csr")
    got = vz.block_diag(blocks, format=form)
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    assert got.format == form
    assert (got.tocsr() != want).nnz == 0
    assert got.has_canonical_format
    got.tocsr().check_format(full_check=True)


def test_stored_zeros_are_kept_and_written_ones_dropped():
    stored = sp.csr_array((np.array([0, 1]), np.array([0, 1]), np.array([0, 2])), shape=(1, 2))
    assert vz.block_diag([stored]).nnz == 2
    assert vz.block_diag([np.array([[0, 1]])]).nnz == 1


def test_generators_and_many_chunks():
    got = vz.block_diag(np.full((1, 2), each) for each in range(10_000))
    assert got.shape == (10_000, 20_000)
    assert got.sum() == 2 * sum(range(10_000))


def test_the_graph_atlas():
    graphs = [each for each in nx.graph_atlas_g() if len(each)]
    want = sp.block_diag([nx.to_scipy_sparse_array(each, weight=None) for each in graphs], "csr")
    assert (vz.block_diag(graphs) != want).nnz == 0


def test_triplets():
    row, column, data, offsets = vz.block_diag_triplets([np.eye(2), np.ones((1, 3))])
    assert row.tolist() == [0, 1, 2, 2, 2]
    assert column.tolist() == [0, 1, 2, 3, 4]
    assert data.tolist() == [1.0] * 5
    assert offsets.tolist() == [[0, 0], [2, 2], [3, 5]]


def test_no_blocks_at_all():
    assert vz.block_diag([]).shape == (0, 0)


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([np.eye(2), np.ones((2, 2, 2))], "Block 1 is not a matrix: it has 3"),
        ([np.eye(2), "text"], "Block 1"),
        ([object()], "Block 0 is a object"),
    ],
)
def test_bad_blocks_are_named(blocks, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.block_diag(blocks)
    with pytest.raises(vz.VizlibError, match="format='lil'"):
        vz.block_diag([np.eye(2)], format="lil")


def test_room_that_a_sparse_block_does_not_use_is_left_out():
    loose = sp.csr_array((np.array([1.0, 9.0]), np.array([0, 1]), np.array([0, 1])), shape=(1, 2))
    assert vz.block_diag([loose, sp.eye_array(1, format="csr")]).toarray().tolist() == [
        [1, 0, 0],
        [0, 0, 1],
    ]
