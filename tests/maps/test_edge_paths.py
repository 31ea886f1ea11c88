"""Parts of lines: taken, sorted, measured and kept apart, against shapely and by hand."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from vizlib.maps.edge_paths import (
    curvatures,
    curved,
    select_edges,
    spans,
    take_lines,
    with_loops,
)
from vizlib.maps.great_circles import interpolate
from vizlib.maps.sphere import lon_lat, unit_vectors
from vizlib.scene.geometry import Curves

ENDS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=14)


def ragged(sizes, edge, seed=0):
    rng = np.random.default_rng(seed)
    offsets = np.append(0, np.cumsum(sizes))
    points = rng.normal(size=(offsets[-1], 2))
    edge = np.array(edge, np.int32)
    return Curves(points=points, offsets=offsets, edge=edge, span=spans(points, offsets, edge))


def parts_of(curves):
    return [curves.points[low:high] for low, high in itertools.pairwise(curves.offsets)]


@given(ENDS, st.booleans())
def test_no_two_edges_between_the_same_nodes_share_a_way(ends, directed):
    source, target = np.array(ends, np.int32).T
    curvature = curvatures(source, target, directed, fan=True)
    if directed:
        assert (curvature[source != target] > 0).all()
    # To the right of the way from the lower node to the higher one.
    absolute = np.where(source > target, -curvature, curvature)
    for low, high in itertools.combinations(range(4), 2):
        same = (np.minimum(source, target) == low) & (np.maximum(source, target) == high)
        ways = np.sort(absolute[same])
        assert (np.diff(ways) > 1e-6).all()
        assert (np.abs(ways) <= 0.3 + 1e-9).all()
        if len(ways) == 1:
            assert abs(ways[0]) == (0.05 if directed else 0.0)
        elif len(ways) <= 4:
            np.testing.assert_allclose(np.diff(ways)[np.diff(ways) < 0.11], 0.1)
        if directed and len(set(source[same])) == 2:
            assert (curvature[same] > 0).all()
        elif not directed:
            assert ways.sum() == pytest.approx(0)
    assert not curvature[source == target].any()


@given(ENDS)
def test_without_a_fan_directed_edges_keep_clear_of_those_that_come_back(ends):
    source, target = np.array(ends, np.int32).T
    curvature = curvatures(source, target, directed=True, fan=False)
    np.testing.assert_allclose(curvature, [0.05 * (low != high) for low, high in ends])
    assert not curvatures(source, target, directed=False, fan=False).any()


def test_a_curved_line_swings_to_the_right_by_its_share_of_the_length():
    start, end = unit_vectors([0.0, 20], [0.0, 50]), unit_vectors([40.0, -60], [10.0, 55])
    strands = interpolate(start, end, 1.0)
    offsets = np.append(0, np.cumsum(np.bincount(strands.edge)))
    bent = curved(strands.points, offsets, start, end, np.array([0.1, -0.2]))
    geod = Geod(a=1, b=1)
    for number, share in enumerate((0.1, -0.2)):
        rows = slice(offsets[number], offsets[number + 1])
        np.testing.assert_allclose(bent[rows][[0, -1]], strands.points[rows][[0, -1]], atol=1e-12)
        (lon0, lon1), (lat0, lat1) = lon_lat(np.array([start[number], end[number]]))
        forth, _, length = geod.inv(lon0, lat0, lon1, lat1)
        count = offsets[number + 1] - offsets[number]
        place = (count - 1) // 2
        t = place / (count - 1)
        middle = geod.fwd(lon0, lat0, forth, length * t)
        lon, lat = (value[0] for value in lon_lat(bent[rows][place : place + 1]))
        away = geod.inv(*middle[:2], lon, lat)
        assert np.tan(away[2]) == pytest.approx(4 * t * (1 - t) * abs(share) * length)
        turn = (away[0] - (middle[2] + 180)) % 360
        assert turn == pytest.approx(90 if share > 0 else 270, abs=1e-6)


def test_spans_are_shares_of_the_length_that_is_seen():
    curves = ragged([3, 4, 2, 5, 2], [0, 0, 1, 2, 2])
    lengths = np.array([shapely.LineString(part).length for part in parts_of(curves)])
    first, second = lengths[0] / lengths[:2].sum(), lengths[3] / lengths[3:].sum()
    np.testing.assert_allclose(
        curves.span, [[0, first], [first, 1], [0, 1], [0, second], [second, 1]]
    )
    assert spans(curves.points, np.array([0, 7, 16]), np.array([0, 1], np.int32)).shape == (0, 2)


@settings(deadline=None)
@given(st.lists(st.integers(2, 5), min_size=1, max_size=6), st.data())
def test_taken_lines_are_those_asked_for_turned_where_asked(sizes, data):
    curves = ragged(sizes, range(len(sizes)))
    picks = data.draw(st.lists(st.integers(0, len(sizes) - 1), max_size=8))
    back = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(picks), max_size=len(picks))), bool
    )
    points, starts = take_lines(curves.points, curves.offsets, np.array(picks, int), back)
    parts = parts_of(curves)
    assert len(starts) == len(picks) + 1
    for number, (pick, turned) in enumerate(zip(picks, back, strict=True)):
        got = points[starts[number] : starts[number + 1]]
        np.testing.assert_array_equal(got, parts[pick][:: -1 if turned else 1])


def test_selected_edges_keep_their_parts_and_take_new_numbers():
    curves = ragged([3, 4, 2, 5, 2], [0, 0, 1, 2, 2])
    chosen = select_edges(curves, np.array([2, 0]), 4)
    assert chosen.edge.tolist() == [0, 0, 1, 1]
    for got, number in zip(parts_of(chosen), [3, 4, 0, 1], strict=True):
        np.testing.assert_array_equal(got, parts_of(curves)[number])
    np.testing.assert_array_equal(chosen.span, curves.span[[3, 4, 0, 1]])


def test_an_edge_taken_twice_has_its_parts_twice():
    curves = ragged([3, 4, 2], [0, 0, 1])
    chosen = select_edges(curves, np.array([0, 2, 0, 1]), 3)
    assert chosen.edge.tolist() == [0, 0, 2, 2, 3]
    for got, number in zip(parts_of(chosen), [0, 1, 0, 1, 2], strict=True):
        np.testing.assert_array_equal(got, parts_of(curves)[number])


def test_loops_are_circles_that_stand_on_their_nodes():
    curves = ragged([3, 2], [0, 1])
    xy = np.array([[5.0, 7], [5, 7], [-3, 0]])
    grown = with_loops(curves, np.array([4, 5, 6]), xy, np.array([10.0, 10, 0]), per_unit=2.0)
    assert grown.edge.tolist() == [0, 1, 4, 5, 6]
    assert grown.span.tolist() == [[0, 1]] * 5
    for part, node, radius in zip(
        parts_of(grown)[2:], xy, [11.5 / 2, 1.3 * 11.5 / 2, 3.5 / 2], strict=True
    ):
        np.testing.assert_allclose(part[[0, -1]], [node, node], atol=1e-12)
        np.testing.assert_allclose(np.hypot(*(part - node - [0, radius]).T), radius)
