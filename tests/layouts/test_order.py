"""Orders of nodes, against Python's own sorting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.layouts.order import order_nodes

VALUES = {
    "words": st.sampled_from(["a", "b", "c"]),
    "numbers": st.integers(-3, 3),
    "floats": st.floats(-2, 2, width=16),
    "truths": st.booleans(),
}


@st.composite
def series(draw, count):
    kind = draw(st.sampled_from(sorted(VALUES)))
    values = draw(st.lists(st.none() | VALUES[kind], min_size=count, max_size=count))
    dtype = draw(st.sampled_from([object, "float"])) if kind in ("numbers", "floats") else object
    column = pd.Series(values, dtype=dtype)
    return column.astype("category") if draw(st.booleans()) else column


@st.composite
def problems(draw):
    """Draw groups or none, and keys with their directions."""
    count = draw(st.integers(0, 12))
    groups = draw(st.none() | series(count))
    keys = draw(st.lists(st.tuples(series(count), st.booleans()), max_size=2))
    return count, groups, keys


def reference(count, groups, keys):
    """Sort nodes by group and keys, one key after another, missing values last."""
    nodes = list(range(count))
    for column, reverse in [*reversed(keys), *([] if groups is None else [(groups, False)])]:
        present = [node for node in nodes if not pd.isna(column[node])]
        missing = [node for node in nodes if pd.isna(column[node])]
        # Sorting backwards keeps equal values as they came, too.
        nodes = sorted(present, key=lambda node: column[node], reverse=reverse) + missing
    return nodes


@given(problems())
def test_nodes_stand_by_group_and_keys_and_missing_values_last(problem):
    order = order_nodes(problem[0], problem[1], "sorted", problem[2])
    assert order.nodes.tolist() == reference(*problem)


@given(problems(), st.sampled_from(["sorted", "appearance", "size"]))
def test_each_node_stands_once_and_groups_hang_together(problem, group_order):
    count, groups, keys = problem
    order = order_nodes(count, groups, group_order, keys)
    assert sorted(order.place) == list(range(count))
    assert order.place[order.nodes].tolist() == list(range(count))
    assert (np.diff(order.group[order.nodes]) >= 0).all()
    assert order.sizes.sum() == count
    assert len(order.sizes) == len(order.labels) == len(order.starts)
    for group, (start, size) in enumerate(zip(order.starts, order.sizes, strict=True)):
        inside = order.group == group
        assert sorted(order.place[inside]) == list(range(start, start + size))
        assert sorted(order.within[inside]) == list(range(size))
    if groups is not None and count:
        names = [order.labels[group] for group in order.group]
        assert [name == "missing" for name in names] == groups.isna().tolist()
        assert not groups.isna().any() or order.labels[-1] == "missing"


@pytest.mark.parametrize(
    ("group_order", "labels"),
    [
        ("sorted", ("a", "b", "c", "missing")),
        ("appearance", ("c", "a", "b", "missing")),
        ("size", ("b", "a", "c", "missing")),
        (["b", "z", "c", "a"], ("b", "c", "a", "missing")),
    ],
)
def test_groups_stand_as_asked_and_missing_ones_last(group_order, labels):
    groups = pd.Series([None, None, None, None, "c", "a", "b", "b", "a", "b"])
    order = order_nodes(10, groups, group_order)
    assert order.labels == labels
    assert [order.labels[group] for group in order.group] == groups.fillna("missing").tolist()


def test_without_groups_all_nodes_are_one():
    order = order_nodes(3)
    assert order.labels == ("",)
    assert not order.grouped
    assert order.place.tolist() == [0, 1, 2]
    assert order_nodes(2, pd.Series(["a", "a"])).grouped


@pytest.mark.parametrize(
    ("groups", "group_order", "words"),
    [
        (["a", "b"], ["a"], r"group_order lacks \['b'\]; the groups are \['a', 'b'\]"),
        (["a", "b"], "sizes", "group_order='sizes'.*Did you mean 'size'"),
        ([["a"], ["b"]], "sorted", "group_by: the values are no single values"),
    ],
)
def test_orders_that_cannot_be(groups, group_order, words):
    with pytest.raises(vz.VizlibError, match=words):
        order_nodes(2, pd.Series(groups), group_order)
