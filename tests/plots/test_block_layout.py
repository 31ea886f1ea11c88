"""Where blocks stand, without a picture."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizlib.graphs.fields import node_fields
from vizlib.graphs.read import read_collection, read_graph
from vizlib.plots.matrix.blocks import (
    BlockLayout,
    block_fields,
    mosaic_of,
    order_blocks,
    order_in_blocks,
)

SIZES = st.lists(st.integers(0, 7), min_size=1, max_size=12).filter(any)


def layout_of(sizes, layout, tracks=0):
    graphs = {f"g{place}": nx.path_graph(size) for place, size in enumerate(sizes)}
    held = read_collection(graphs, read_graph)
    fields = block_fields(held, None)
    places = order_blocks(held, fields, None, "sorted", "size")
    order = order_in_blocks(held, places, node_fields(held.tables), None)
    mosaic = mosaic_of(places, None, tracks) if layout == "mosaic" else None
    return BlockLayout(order, mosaic, tracks, held, fields, places)


@given(SIZES)
def test_blocks_of_a_diagonal_follow_each_other(sizes):
    layout = layout_of(sizes, "diagonal")
    assert layout.order.sizes.tolist() == sorted(sizes)
    assert layout.corners.tolist() == [[start, start] for start in layout.order.starts]
    assert layout.extent == (max(sum(sizes), 1), max(sum(sizes), 1))
    assert sorted(layout.xy[:, 0]) == pytest.approx(np.arange(sum(sizes)) + 0.5)


@given(SIZES, st.integers(0, 3))
def test_blocks_of_a_mosaic_do_not_touch_and_hold_their_nodes(sizes, tracks):
    layout = layout_of(sizes, "mosaic", tracks)
    left, top, width, height = layout.boxes.T
    for first in range(len(sizes)):
        for second in range(first):
            beside = abs(left[first] - left[second]) >= max(width[first], width[second])
            above = abs(top[first] - top[second]) >= max(height[first], height[second])
            assert beside or above
    block = layout.order.group
    inside = layout.xy - layout.corners[block]
    assert (inside > 0).all()
    assert (inside < 1).all()
    filled = layout.order.sizes > 0
    assert np.allclose(width[filled], 1), "every block fills its square"
    assert np.allclose(height[filled], 1)
    assert (left + width <= layout.extent[0] + 1e-9).all()
    assert (top + height <= layout.extent[1] + 1e-9).all()


@pytest.mark.parametrize(("count", "crowded"), [(20, False), (2_000, True)])
def test_blocks_are_crowded_where_they_cannot_be_seen(count, crowded):
    assert layout_of([3] * count, "diagonal").crowded == crowded
