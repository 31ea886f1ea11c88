"""Cells in pixels, against slow loops."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vizlib.kernels.cells import Bins, Pairs, bin_edges, top_cell


@given(st.integers(0, 10**6))
def test_the_top_cell_of_a_pixel_has_the_highest_rank(seed):
    rng = np.random.default_rng(seed)
    left, top = rng.integers(-2, 9, (2, 12)).astype(np.int32)
    right, bottom = left + rng.integers(0, 4, 12).astype(np.int32), top + 2
    rank = rng.integers(0, 5, 12).astype(float)
    got = top_cell(left, right, top, bottom, rank, 8, 8)
    for y in range(8):
        for x in range(8):
            over = [k for k in range(12) if left[k] <= x < right[k] and top[k] <= y < bottom[k]]
            want = max(over, key=lambda k: (rank[k], k), default=-1)
            assert got[y, x] == want


def pixels_of(number, scale):
    """Say which pixels the cell of a row or column covers: one at least."""
    if scale <= 1:
        return [int(np.floor((number + 0.5) * scale))]
    low, high = (int(np.floor((number + end) * scale + 0.5)) for end in (0, 1))
    return range(low, max(high, low + 1))


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.booleans(), st.sampled_from([0.3, 1.0, 2.5]))
def test_bins_hold_the_cells_that_cover_them(seed, both, scale):
    rng = np.random.default_rng(seed)
    source, target = rng.integers(0, 6, (2, 15)).astype(np.int32)
    values = np.where(rng.random(15) < 0.2, np.nan, rng.normal(size=15))
    xy = np.stack([np.arange(6.0), np.arange(6.0)], axis=1)
    side = int(np.ceil(6 * scale))
    bins = Bins(*(np.zeros((side, side)) for _ in range(3)))
    pairs = Pairs(source, target, both, np.ones(1))
    bin_edges(xy, pairs, values, np.zeros(2), np.full(2, scale), bins)
    alike = Bins(*(np.zeros((side, side)) for _ in range(3)))
    halved = pairs._replace(side=np.full(6, 0.5))
    bin_edges(xy / 2, halved, values, np.zeros(2), np.full(2, 2 * scale), alike)
    assert all(np.array_equal(one, two) for one, two in zip(bins, alike, strict=True))
    held = {pixel: [] for pixel in product(range(side), repeat=2)}
    for start, end, value in zip(source, target, values, strict=True):
        for row, column in {(start, end), (end, start)} if both else {(start, end)}:
            for pixel in product(pixels_of(row, scale), pixels_of(column, scale)):
                held[pixel] += [] if np.isnan(value) else [value]
    for pixel, inside in held.items():
        assert bins.edges[pixel] == len(inside)
        assert np.isclose(bins.total[pixel], sum(inside))
        assert not inside or bins.greatest[pixel] == max(inside)
