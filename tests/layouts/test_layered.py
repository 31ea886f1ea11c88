"""Layers of a DAG: places by oracle and by law, orders that count what matters."""

from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import lsq_linear

from vizlib.layouts.layered.coordinates import ROOM, isotonic, place_across
from vizlib.layouts.layered.crossings import count_crossings, neighbours, uncross
from vizlib.layouts.layered.layout import Boxes, lay_out
from vizlib.layouts.layered.ranks import rank_nodes, with_dummies


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), min_size=1, max_size=8))
def test_pooled_numbers_are_the_nearest_that_grow(pairs):
    """Against bounded least squares of the steps between them."""
    wanted, weight = np.array(pairs, float).T
    steps = np.tril(np.ones((len(wanted), len(wanted)))) * np.sqrt(weight)[:, None]
    low = np.r_[-np.inf, np.zeros(len(wanted) - 1)]
    best = lsq_linear(steps, wanted * np.sqrt(weight), (low, np.inf), tol=1e-12)
    np.testing.assert_allclose(isotonic(wanted, weight), np.cumsum(best.x), atol=1e-4)


def dag(count, seed):
    rng = np.random.default_rng(seed)
    ends = np.sort(rng.integers(0, count, (2 * count, 2)), axis=1)
    graph = nx.DiGraph(sorted({(int(a), int(b)) for a, b in ends if a != b}))
    graph.add_nodes_from(range(count))
    return graph


@given(st.integers(2, 25), st.integers(0, 10**6))
def test_neighbours_in_a_layer_have_their_room(count, seed):
    edges = list(dag(count, seed).edges)
    layered = uncross(with_dummies(rank_nodes(count, edges), edges))
    total = max(max(row) for row in layered.rows if row) + 1
    half = np.random.default_rng(seed).uniform(0, 3, total)
    place = place_across(layered, half)
    for row in layered.rows:
        for one, two in pairwise(row):
            room = half[one] + half[two] + ROOM[(one >= count) + (two >= count)]
            assert place[two] - place[one] >= room - 1e-9


@given(st.integers(2, 20), st.integers(0, 10**6))
def test_boxes_stay_apart_when_a_layout_is_squeezed_as_far_as_it_says(count, seed):
    edges = list(dag(count, seed).edges)
    size = np.random.default_rng(seed).uniform(1, 9, (count, 2))
    layout = lay_out(count, edges, Boxes(size, np.zeros(len(edges)), [1] * len(edges)))
    for share in (1.0, np.array(layout.squeeze)):
        apart = np.abs((layout.xy[:, None] - layout.xy) * share)
        room = (size[:, None] + size) / 2
        free = (apart > room - 1e-9).any(axis=2)
        assert free[~np.eye(count, dtype=bool)].all()


def test_an_arrow_that_counts_more_is_crossed_less():
    """Of two arrows one must be crossed by the third: not the one that counts."""
    edges = [(0, 3), (1, 4), (2, 3), (0, 4), (2, 4), (1, 3)]
    layered = with_dummies(rank_nodes(5, edges), edges)
    for heavy in range(len(edges)):
        times = [9 if number == heavy else 1 for number in range(len(edges))]
        after = neighbours(layered, times)[1]
        plain = count_crossings(uncross(layered).rows, after)
        assert count_crossings(uncross(layered, times).rows, after) <= plain


def test_long_arrows_are_level_where_there_is_room():
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]
    layout = lay_out(5, edges)
    bends = layout.bends[-1]
    assert len(bends) == 5
    assert np.ptp(bends[1:-1, 1]) < 1e-9
