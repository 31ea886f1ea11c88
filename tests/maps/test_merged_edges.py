"""What routes show of their edges, against pandas' own groups."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vizlib.maps.merged_edges import merge_edges


@st.composite
def edges(draw):
    count = draw(st.integers(1, 30))
    ends = st.lists(st.integers(0, 4), min_size=count, max_size=count)
    flags = st.lists(st.booleans(), min_size=count, max_size=count)
    numbers = st.lists(
        st.one_of(st.none(), st.integers(-9, 9)), min_size=count, max_size=count
    ).map(lambda values: pd.Series(values, dtype=float))
    words = st.lists(st.sampled_from(["a", "b", None]), min_size=count, max_size=count)
    weights = st.lists(st.integers(1, 5), min_size=count, max_size=count)
    source, target = (np.array(draw(ends), np.int32) for _ in range(2))
    table = pd.DataFrame({
        "source": source, "target": target, "counted": draw(flags), "number": draw(numbers),
        "word": pd.Series(draw(words), dtype=object), "weight": np.array(draw(weights), float),
    })  # fmt: skip
    return table, draw(st.booleans())


def keys(table, directed):
    ends = table[["source", "target"]].to_numpy()
    return pd.Series([tuple(pair) if directed else tuple(sorted(pair)) for pair in ends.tolist()])


def merged(table, directed):
    return merge_edges(
        table["source"].to_numpy(),
        table["target"].to_numpy(),
        directed,
        table["counted"].to_numpy(),
    )


@settings(deadline=None)
@given(edges())
def test_a_route_holds_the_edges_that_join_the_same_nodes(case):
    table, directed = case
    routes = merged(table, directed)
    key = keys(table, directed)
    assert routes.routes == key.nunique()
    assert pd.DataFrame({"key": key, "route": routes.route}).drop_duplicates().shape[0] == (
        key.nunique()
    )
    counts = table["counted"].groupby(key).transform("sum")
    np.testing.assert_array_equal(routes.multiplicity, counts)


@settings(deadline=None)
@given(edges())
def test_totals_and_means_are_those_of_the_edges_that_count(case):
    table, directed = case
    routes, key = merged(table, directed), keys(table, directed)
    used = table[table["counted"] & table["number"].notna()]
    groups = used.groupby(key[used.index])
    total = key.map(groups["number"].sum())
    np.testing.assert_allclose(routes.totals(table["number"]), total.astype(float))
    mean = key.map((used["number"] * used["weight"]).groupby(key[used.index]).sum()
                   / groups["weight"].sum())  # fmt: skip
    shown = routes.mean_or_mode(table["number"], table["weight"].to_numpy())
    np.testing.assert_allclose(shown, mean.astype(float), atol=1e-12)


@settings(deadline=None)
@given(edges())
def test_the_mode_has_the_greatest_weight_and_of_several_came_first(case):
    table, directed = case
    routes, key = merged(table, directed), keys(table, directed)
    shown = routes.mean_or_mode(table["word"], table["weight"].to_numpy())
    first = {word: place for place, word in enumerate(table["word"].dropna().unique())}
    for name, rows in table.groupby(key):
        used = rows[rows["counted"] & rows["word"].notna()]
        weights = used.groupby("word")["weight"].sum()
        best = weights[weights == weights.max()].index
        wanted = min(best, key=first.__getitem__) if len(best) else None
        values = shown[key == name]
        assert values.isna().all() if wanted is None else (values == wanted).all()


@settings(deadline=None)
@given(edges(), st.data())
def test_each_route_that_counts_is_drawn_by_one_edge_a_wanted_one_if_any(case, data):
    table, directed = case
    routes, key = merged(table, directed), keys(table, directed)
    wanted = np.array(data.draw(st.lists(st.booleans(), min_size=len(table), max_size=len(table))))
    chosen = routes.first(wanted)
    counted = table["counted"].to_numpy()
    assert counted[chosen].all()
    assert sorted(key[chosen]) == sorted(set(key[counted]))
    for edge in chosen:
        rivals = (key == key[edge]).to_numpy() & counted
        assert wanted[edge] or not (wanted & rivals).any()
    np.testing.assert_array_equal(
        np.sort(routes.first()), np.sort(key[counted].drop_duplicates().index)
    )


@pytest.mark.parametrize("directed", [True, False])
def test_no_edges_make_no_routes(directed):
    empty = np.zeros(0, np.int32)
    routes = merge_edges(empty, empty, directed)
    assert (routes.routes, len(routes.multiplicity), len(routes.first())) == (0, 0, 0)
