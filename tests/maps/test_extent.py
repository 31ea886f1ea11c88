"""The part of a map that is in view, and which parts may be asked for."""

import cartopy.crs as ccrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vizlib.errors import VizlibError
from vizlib.maps.extent import DataWindow, MapView, check_extent, view_limits
from vizlib.maps.projections import to_plane, units_per_degree

NO_EDGES = np.zeros((0, 2))
CHARTS = [
    ccrs.PlateCarree(),
    ccrs.Robinson(150),
    ccrs.AlbersEqualArea(10, 45),
    ccrs.Orthographic(10, 50),
]


def scattered(chart, west, east, south, north, count=60):
    rng = np.random.default_rng(0)
    return to_plane(rng.uniform(west, east, count), rng.uniform(south, north, count), chart)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@settings(max_examples=30, deadline=None)
@given(st.floats(0.4, 3), st.floats(-20, 30), st.floats(30, 60), st.floats(0.01, 25))
def test_a_view_has_the_aspect_asked_for_and_holds_every_node(chart, aspect, lon, lat, size):
    nodes = scattered(chart, lon, lon + size, lat, lat + size / 2)
    x0, x1, y0, y1 = MapView(chart, nodes, NO_EDGES).limits(aspect)
    assert (x1 - x0) / (y1 - y0) == pytest.approx(aspect)
    assert (nodes >= [x0, y0]).all()
    assert (nodes <= [x1, y1]).all()
    # No larger than it must be: one side is what the nodes need, with a pad of 6 % on each side.
    need = np.maximum(np.ptp(nodes, axis=0) * 1.12, 0.02 * units_per_degree(chart))
    assert min((x1 - x0) / need[0], (y1 - y0) / need[1]) == pytest.approx(1)


def test_edges_are_in_view_as_nodes_are():
    chart = ccrs.PlateCarree()
    nodes, lines = np.array([[0.0, 0], [10, 10]]), np.array([[0.0, 0], [5, 30], [np.nan, 9]])
    _, _, y0, y1 = MapView(chart, nodes, lines).limits(1.0)
    assert y0 < 0
    assert y1 > 30
    assert MapView(chart, nodes, lines).shape == 0.6
    assert MapView(chart, nodes, NO_EDGES).shape == 1
    assert MapView(chart, nodes, lines + np.array([15.0, 0])).shape == pytest.approx(20 / 30)


def test_a_single_place_is_shown_within_a_degree():
    chart = ccrs.AlbersEqualArea(10, 45)
    x0, x1, _, _ = view_limits(chart, to_plane([10.0], [45.0], chart), NO_EDGES, 1.0)
    assert x1 - x0 == pytest.approx(units_per_degree(chart))
    assert units_per_degree(chart) == pytest.approx(2 * np.pi * 6371008.8 / 360, rel=1e-4)


def test_no_place_shows_the_whole_map():
    chart = ccrs.Robinson()
    x0, x1, y0, y1 = MapView(chart, np.full((2, 2), np.nan), NO_EDGES).limits(2.0)
    assert x0 <= chart.x_limits[0] < chart.x_limits[1] <= x1
    assert y0 <= chart.y_limits[0] < chart.y_limits[1] <= y1


def test_an_extent_in_degrees_goes_before_nodes_and_is_not_padded():
    chart = ccrs.PlateCarree()
    view = MapView(chart, scattered(chart, -90, 90, -60, 60), NO_EDGES, (-10, 30, 40, 60))
    assert view.limits(2.0) == pytest.approx((-10, 30, 40, 60))
    assert view.shape == pytest.approx(2.0)
    assert view.limits(4.0) == pytest.approx((-30, 50, 40, 60))


def test_a_window_is_shown_as_it_is():
    view = MapView(ccrs.PlateCarree(), NO_EDGES, NO_EDGES, DataWindow(-10, 30, 40, 60))
    assert view.limits(2.0) == pytest.approx((-10, 30, 40, 60))


def test_robust_leaves_the_view_to_nodes_and_edges():
    chart = ccrs.PlateCarree()
    nodes = scattered(chart, 0, 20, 0, 20)
    usual = MapView(chart, nodes, NO_EDGES)
    robust = MapView(chart, nodes, NO_EDGES, "robust")
    assert robust.limits(1.5) == usual.limits(1.5)
    assert robust.shape == usual.shape


def test_what_a_view_gains_for_its_aspect_it_takes_from_the_map():
    chart = ccrs.PlateCarree()
    nodes = scattered(chart, 150, 179, -40, 40)
    _, x1, _, _ = MapView(chart, nodes, NO_EDGES).limits(2.5)
    assert x1 == pytest.approx(180, abs=1)


@pytest.mark.parametrize("shape", [((-5, 5), (-60, 60), 0.6), ((-60, 60), (-5, 5), 2.2)])
def test_a_picture_is_neither_very_wide_nor_very_high(shape):
    lon, lat, wanted = shape
    chart = ccrs.PlateCarree()
    assert MapView(chart, scattered(chart, *lon, *lat), NO_EDGES).shape == wanted


@pytest.mark.parametrize(
    "extent", [(1, 2, 3), (10, 5, 0, 1), (0, 1, -95, 1), (0, 361, 0, 1), "robst", 5, (0, 1, 1, 1)]
)
def test_what_is_no_part_of_the_globe_is_refused(extent):
    with pytest.raises(VizlibError, match="west, east, south, north"):
        check_extent(extent)


@pytest.mark.parametrize("extent", [None, "robust", (170, 190, -10, 10), DataWindow(0, 1, 0, 1)])
def test_parts_of_the_globe_are_taken(extent):
    check_extent(extent)
