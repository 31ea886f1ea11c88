"""Positions on circles, lines, axes and columns: laws of their geometry."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizlib.layouts.order import order_nodes
from vizlib.layouts.positions import (
    on_axes,
    on_columns,
    on_line,
    ring_pieces,
    round_circle,
    shares,
)

TURN = 2 * np.pi


@st.composite
def orders(draw):
    groups = draw(st.lists(st.integers(0, 5), min_size=1, max_size=20))
    return order_nodes(len(groups), pd.Series(groups))


@given(orders(), st.floats(0, 0.3))
def test_a_circle_is_shared_by_nodes_and_gaps_clockwise_from_the_top(order, gap):
    circle = round_circle(order, gap)
    count, groups = len(order.place), len(order.labels)
    begin, end = circle.spans.T
    gaps = groups if groups > 1 else 0
    assert np.allclose(begin - end, order.sizes * circle.slot)
    assert np.isclose(count * circle.slot + gaps * gap, TURN)
    assert np.allclose(end[:-1] - begin[1:], gap)
    assert np.isclose(begin[0], np.pi / 2 - (gap / 2 if gaps else 0))
    middles = begin[order.group] - (order.within + 0.5) * circle.slot
    assert np.allclose(circle.angle, middles)
    assert (np.diff(circle.angle[order.nodes]) < 0).all()
    assert np.allclose(np.hypot(*circle.xy.T), 1)
    assert np.allclose(np.arctan2(*circle.xy.T[::-1]) % TURN, circle.angle % TURN)


@pytest.mark.parametrize("groups", [2, 100, 5000])
@pytest.mark.parametrize("gap", [0.07, 1.0, 10.0])
def test_gaps_leave_three_quarters_of_a_circle_to_nodes(groups, gap):
    circle = round_circle(order_nodes(groups, pd.Series(range(groups))), gap)
    empty = TURN - groups * circle.slot
    assert np.isclose(empty, min(groups * gap, TURN / 4))
    assert circle.slot > 0
    assert (circle.spans[:, 0] > circle.spans[:, 1]).all()


@given(orders(), st.floats(0, 3))
def test_on_a_line_neighbours_are_one_apart_and_groups_by_the_gap(order, gap):
    xy = on_line(order, gap)[order.nodes]
    between = np.diff(order.group[order.nodes])
    assert xy[0].tolist() == [0, 0]
    assert np.allclose(np.diff(xy[:, 0]), 1 + gap * between)
    assert not xy[:, 1].any()


@given(orders(), st.floats(0, 1), st.floats(1, 2))
def test_on_axes_nodes_stand_in_the_direction_of_their_group(order, inner, outer):
    rng = np.random.default_rng(0)
    angle, along = rng.uniform(0, TURN, len(order.labels)), rng.random(len(order.place))
    xy = on_axes(order, angle, along, inner, outer)
    radius = inner + along * (outer - inner)
    turned = xy[:, 0] + 1j * xy[:, 1]
    assert np.allclose(turned, radius * np.exp(1j * angle[order.group]))
    assert (np.hypot(*xy.T) <= outer + 1e-9).all()


@given(orders(), st.floats(0.5, 3))
def test_on_columns_each_group_has_its_column(order, step):
    along = shares(order)
    xy = on_columns(order, along, step)
    assert np.allclose(xy[:, 0] / step, order.group)
    assert np.array_equal(xy[:, 1], along)


@given(orders())
def test_shares_run_evenly_from_end_to_end_and_one_alone_stands_in_the_middle(order):
    share = shares(order)
    for group, size in enumerate(order.sizes):
        own = share[order.nodes][order.group[order.nodes] == group]
        assert np.allclose(own, np.linspace(0, 1, size) if size > 1 else 0.5)


@given(st.integers(0, 10**6))
def test_pieces_of_rings_have_the_area_and_the_rims_they_say(seed):
    rng = np.random.default_rng(seed)
    begin = rng.uniform(0, TURN, 4)
    span = np.stack([begin, begin - rng.uniform(0.01, 3, 4)], axis=1)
    low = rng.uniform(0.1, 1, 4)
    high = low + rng.uniform(0.1, 1, 4)
    outline = ring_pieces(span, low, high)
    half = outline.shape[1] // 2
    radius = np.hypot(outline[..., 0], outline[..., 1])
    assert np.allclose(radius[:, :half], high[:, None])
    assert np.allclose(radius[:, half:], low[:, None])
    x, y = outline[..., 0], outline[..., 1]
    area = np.abs((x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)).sum(axis=1)) / 2
    want = (span[:, 0] - span[:, 1]) * (high**2 - low**2) / 2
    assert np.allclose(area, want, rtol=2e-3)
