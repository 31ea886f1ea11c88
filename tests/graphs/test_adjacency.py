"""Cells of adjacency matrices, against SciPy."""

import networkx as nx
import numpy as np
import pandas as pd
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from vizlib.graphs.adjacency import aggregate
from vizlib.graphs.read import read_graph
from vizlib.graphs.tables import GraphTables


@st.composite
def tables(draw):
    count = draw(st.integers(1, 6))
    ends = st.lists(st.tuples(*[st.integers(0, count - 1)] * 2), max_size=20)
    pairs = np.array(draw(ends), np.int32).reshape(-1, 2)
    source, target = np.ascontiguousarray(pairs.T)
    return GraphTables(pd.RangeIndex(count), source, target, draw(st.booleans()))


def scipy_sum(tables, values):
    """Add up values by SciPy, each undirected edge in both of its cells."""
    row, column = tables.source, tables.target
    if not tables.directed:
        back = row != column
        row, column = np.append(row, column[back]), np.append(column, row[back])
        values = np.append(values, values[back])
    shape = (tables.node_count, tables.node_count)
    return sp.coo_array((values, (row, column)), shape=shape).toarray()


def dense(cells, tables):
    """Return the cells' values as a matrix, NaN where there is no cell."""
    matrix = np.full((tables.node_count,) * 2, np.nan)
    matrix[cells.row, cells.column] = cells.values.to_numpy(float)
    return matrix


@given(tables())
def test_edges_are_counted_as_scipy_counts_them(tables):
    cells = aggregate(tables)
    want = scipy_sum(tables, np.ones(tables.edge_count))
    assert np.array_equal(np.nan_to_num(dense(cells, tables)), want)
    assert len(cells.row) == (want > 0).sum()
    assert (np.diff(cells.row.astype(int) * tables.node_count + cells.column) > 0).all()


@given(tables(), st.integers(0, 10**6))
def test_numbers_add_up_as_scipy_adds_them_and_cells_without_any_are_missing(tables, seed):
    rng = np.random.default_rng(seed)
    missing = rng.random(tables.edge_count) < 0.5
    numbers = np.where(missing, np.nan, rng.integers(-5, 5, tables.edge_count))
    cells = aggregate(tables, pd.Series(numbers))
    present = scipy_sum(tables, (~missing).astype(float)) > 0
    want = np.where(present, scipy_sum(tables, np.nan_to_num(numbers)), np.nan)
    assert np.array_equal(dense(cells, tables), want, equal_nan=True)


@given(tables())
def test_each_edge_knows_its_cell_and_each_cell_its_first_edge(tables):
    cells = aggregate(tables)
    assert np.array_equal(cells.row[cells.cell], tables.source)
    assert np.array_equal(cells.column[cells.cell], tables.target)
    for row, column, edge in zip(cells.row, cells.column, cells.edge, strict=True):
        forth = (tables.source == row) & (tables.target == column)
        back = (tables.source == column) & (tables.target == row) & (not tables.directed)
        inside = forth if forth.any() else back
        assert edge == np.flatnonzero(inside)[0]


def test_a_cell_without_any_number_is_missing_not_zero():
    graph = read_graph(nx.MultiDiGraph([(0, 1), (0, 1), (1, 0), (1, 0)]))
    values = aggregate(graph, pd.Series([np.nan, np.nan, np.nan, 2.0])).values
    assert values.isna().tolist() == [True, False]
    assert values[1] == 2


def test_a_cell_of_words_or_truths_shows_its_first_known_one():
    graph = read_graph(nx.MultiDiGraph([(0, 1), (0, 1), (0, 1), (1, 0)]))
    words = pd.Series([None, "a", "b", None], dtype=object)
    assert aggregate(graph, words).values.fillna("lost").tolist() == ["a", "lost"]
    assert aggregate(graph, pd.Series([False, True, True, True])).values.tolist() == [False, True]


def test_the_greatest_number_is_seen_first_and_a_missing_one_last():
    graph = read_graph(nx.DiGraph([(0, 1), (0, 2), (1, 2), (2, 0)]))
    rank = aggregate(graph, pd.Series([3.0, np.nan, -7.0, 1.0])).rank
    assert np.argsort(-rank).tolist()[0] == 2
    assert aggregate(graph, pd.Series(list("abcd"))).rank.tolist() == [0, 1, 2, 3]
