"""Bundles: which pairs there are and how lines are resampled, against networkx and shapely."""

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from vizlib.maps.bundling import density_bundles, pairs_of, resample_lines, spanner_bundles
from vizlib.maps.sphere import unit_vectors


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_pairs_are_the_edges_of_the_simple_graph_of_placed_nodes(ends, placed):
    source, target = np.array(ends, np.int32).reshape(-1, 2).T
    pairs = pairs_of(source, target, np.array(placed))
    graph = nx.Graph()
    graph.add_edges_from((a, b) for a, b in ends if a != b and placed[a] and placed[b])
    assert [tuple(pair) for pair in pairs.ends] == sorted(
        tuple(sorted(pair)) for pair in graph.edges
    )
    for edge, (a, b) in enumerate(ends):
        if a == b or not placed[a] or not placed[b]:
            assert pairs.of[edge] == -1
        else:
            assert set(pairs.ends[pairs.of[edge]]) == {a, b}


@settings(deadline=None)
@given(st.integers(0, 1000), st.floats(0.05, 3))
def test_resampled_points_lie_at_even_distances_along_their_line(seed, spacing):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 7, 4)
    offsets = np.append(0, np.cumsum(sizes))
    points = rng.normal(size=(offsets[-1], 2))
    even, starts = resample_lines(points, offsets, spacing, max_pieces=30)
    for number in range(4):
        line = shapely.LineString(points[offsets[number] : offsets[number + 1]])
        pieces = int(np.clip(np.ceil(line.length / spacing), 2, 30))
        wanted = shapely.line_interpolate_point(
            line, np.linspace(0, 1, pieces + 1), normalized=True
        )
        got = even[starts[number] : starts[number + 1]]
        np.testing.assert_allclose(got, shapely.get_coordinates(wanted), atol=1e-7)


def test_two_roads_between_the_same_towns_become_one():
    # An edge from end to end of a chain of places takes the chain, where that is no long detour.
    points = unit_vectors([0.0, 10, 20, 30], [0.0, 1, 1, 0])
    ends = np.array([[0, 1], [1, 2], [2, 3], [0, 3]])
    curve, offsets = spanner_bundles(points, ends, 0.4)
    straight, starts = spanner_bundles(points, ends, 0.0)
    height = [np.abs(np.degrees(np.arcsin(line[:, 2]))) for line in
              (curve[offsets[3] :], straight[starts[3] :])]  # fmt: skip
    assert height[0].max() > 0.5
    assert height[1].max() < 1e-9
    np.testing.assert_allclose(curve[: offsets[3]], straight[: starts[3]], atol=1e-12)


@pytest.mark.parametrize("bundling", [0.1, 0.4])
def test_density_draws_lines_the_nearer_the_more_bundling_there_is(bundling):
    x, heights = np.linspace(0, 100, 30), np.linspace(-2, 2, 9)
    points = np.concatenate([np.column_stack([x, np.full(30, height)]) for height in heights])
    edge = np.arange(9, dtype=np.int32)

    def width(strength):
        bundled, starts, _ = density_bundles((points, np.arange(10) * 30, edge), strength)
        return np.ptp([bundled[(low + high) // 2, 1] for low, high in itertools.pairwise(starts)])

    assert width(bundling) < width(bundling / 4) <= np.ptp(heights) + 1e-9
