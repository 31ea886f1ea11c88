"""Meridians, parallels and the scale bar, against cartopy and PROJ."""

import cartopy.crs as ccrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError
from vizlib.maps.graticule import Graticule, check_graticule, degree_name, multiples, step_for
from vizlib.maps.scale_bar import round_length, scale_bar

LARGER_STEPS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30)
EUROPE = (-20.0, 40.0, 30.0, 70.0)
CHARTS = [
    ccrs.PlateCarree(),
    ccrs.AlbersEqualArea(10, 50),
    ccrs.Orthographic(10, 50),
    ccrs.Mercator(),
]


def view_of(chart):
    west, east, south, north = EUROPE
    x, y = chart.transform_points(
        ccrs.PlateCarree(), *np.array([[west, south], [east, south], [10, north], [10, south]]).T
    )[:, :2].T
    return x.min(), x.max(), y.min(), y.max()


def value_of(name):
    return float(name.rstrip("°NSEW")) * (-1 if name[-1] in "SW" else 1)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("given", [True, 10, 7.5])
def test_each_name_stands_on_its_meridian_or_parallel(chart, given):
    limits = view_of(chart)
    per_unit = 500 / (limits[1] - limits[0])
    layers = Graticule(chart, limits, Theme(), 9.0, per_unit).layers(given)
    labels = layers["degrees"]
    assert len(labels.text) > 5
    places = ccrs.PlateCarree().transform_points(chart, *labels.xy.T)
    for name, (lon, lat, _) in zip(labels.text, places, strict=True):
        if name[-1] in "NS":
            assert lat == pytest.approx(value_of(name), abs=0.2)
        elif name[-1] in "EW":
            assert lon == pytest.approx(value_of(name), abs=0.2)
        else:
            assert min(abs(lon), abs(lat)) < 0.2
    x0, x1, y0, y1 = limits
    assert ((labels.xy >= [x0, y0]) & (labels.xy <= [x1, y1])).all()


def test_meridians_are_named_at_the_bottom_and_parallels_on_the_left():
    limits = (-20.0, 40.0, 33.0, 73.0)
    labels = Graticule(ccrs.PlateCarree(), limits, Theme(), 9.0, 10.0).layers(10)["degrees"]
    north = np.array([name[-1] in "NS" for name in labels.text])
    x, y = labels.xy.T
    assert 3 <= north.sum() < len(north) - 3
    np.testing.assert_allclose(x[north], -20 + 0.02 * 60, atol=0.3)
    assert np.ptp(x[north]) < 1e-6
    assert (y[~north] < 34).all()


@pytest.mark.parametrize("given", [0.25, 0.01, 1e-4, 1e-12])
def test_more_lines_than_the_eye_tells_apart_are_refused(given):
    """Before any line is made, so that the finest is refused as fast as the coarsest."""
    world = (-180.0, 180.0, -90.0, 90.0)
    chart = ccrs.PlateCarree()
    with pytest.raises(VizlibError, match="than the eye can tell apart: give 1 degrees or more"):
        Graticule(chart, world, Theme(), 9.0, 576 / 360).layers(given)
    lines = Graticule(chart, world, Theme(), 9.0, 576 / 360).layers(1.0)["graticule"]
    assert len(np.unique(lines.edge)) == 360 + 179
    town = (2.0, 2.4, 48.8, 49.0)
    assert Graticule(chart, town, Theme(), 9.0, 576 / 0.4).layers(0.01)["graticule"].edge.max() > 40


def test_every_line_is_a_multiple_of_the_degrees_asked_for():
    chart = ccrs.AlbersEqualArea(10, 50)
    curves = Graticule(chart, view_of(chart), Theme(), 9.0, 1e-4).layers(15)["graticule"]
    places = ccrs.PlateCarree().transform_points(chart, *curves.points.T)[:, :2]
    steps = []
    for low, high in zip(curves.offsets[:-1], curves.offsets[1:], strict=True):
        still = np.ptp(places[low:high], axis=0) < 0.01
        assert still.sum() == 1
        steps.append(places[low, still][0])
    assert np.abs(np.array(steps) / 15 - np.round(np.array(steps) / 15)).max() < 1e-4
    assert {0.0, 45.0} <= set(np.round(steps, 3))


@given(st.floats(0.05, 360), st.integers(1, 9))
def test_a_step_is_the_greatest_that_puts_enough_lines_into_a_width(width, lines):
    step = step_for(width, lines)
    assert width / step >= lines or step == 0.01
    larger = [other for other in LARGER_STEPS if other > step]
    assert not larger or width / larger[0] < lines


@given(st.integers(-40, 40), st.integers(0, 40), st.sampled_from([0.1, 0.5, 1, 15]))
def test_multiples_hold_both_ends(first, count, step):
    wanted = np.arange(first, first + count + 1) * step
    np.testing.assert_allclose(multiples(wanted[0], wanted[-1], step), wanted)
    inner = multiples(wanted[0] + step / 3, wanted[-1] - step / 3, step)
    np.testing.assert_allclose(inner, wanted[1:-1])


def test_degrees_are_named_from_the_nearer_side():
    names = [degree_name(value, "E", "W") for value in (0, 180, -180, 190, 350, -10.25)]
    assert names == ["0°", "180°", "180°", "170°W", "10°W", "10.25°W"]
    assert [degree_name(value, "N", "S") for value in (-90, 0, 12)] == ["90°S", "0°", "12°N"]


@pytest.mark.parametrize("given", [0, -5, 91, "15", None, np.nan])
def test_what_are_no_degrees_is_refused(given):
    with pytest.raises(VizlibError, match="True, False, or the degrees"):
        check_graticule(given)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_a_scale_bar_is_as_long_as_it_says_at_the_middle_of_the_view(chart):
    limits = view_of(chart)
    width = limits[1] - limits[0]
    layers = scale_bar(chart, limits, 500 / width, Theme(), 9.0, rise=6.0)
    bar = layers["scale_bar"].points
    length = bar[2, 0] - bar[1, 0]
    assert 0.05 * width < length <= 0.22 * width
    middle = np.array([(limits[0] + limits[1]) / 2, (limits[2] + limits[3]) / 2])
    ends = middle + np.array([[-length / 2, 0], [length / 2, 0]])
    lon, lat = ccrs.PlateCarree().transform_points(chart, *ends.T)[:, :2].T
    km = Geod(a=6371.0088, b=6371.0088).inv(lon[0], lat[0], lon[1], lat[1])[2]
    words = layers["scale_words"].text[0]
    assert float(words.split(" km")[0].replace(",", "")) == pytest.approx(km, rel=0.02)
    assert bar[1] == pytest.approx([limits[0] + 12 * width / 500, limits[2] + 18 * width / 500])


@pytest.mark.parametrize(
    ("chart", "limits"),
    [
        (ccrs.AlbersEqualArea(10, 50, standard_parallels=(45, 55)), (-8e5, 8e5, -3e5, 3e5)),
        (ccrs.Mercator(), (-1e5, 1e5, 6e6, 6.1e6)),
    ],
)
def test_a_scale_that_is_the_same_all_over_says_no_latitude(chart, limits):
    words = scale_bar(chart, limits, 1e-4, Theme(), 9.0)["scale_words"].text[0]
    assert words.endswith(" km")


def test_a_scale_that_varies_says_where_it_holds():
    limits = (-1e6, 1e6, 5e6, 8e6)
    words = scale_bar(ccrs.Mercator(), limits, 1e-4, Theme(), 9.0)["scale_words"].text[0]
    lat = ccrs.PlateCarree().transform_point(0, 6.5e6, ccrs.Mercator())[1]
    assert words.endswith(f" km at {round(lat)}°N")


def test_a_map_without_a_scale_has_no_bar():
    chart = ccrs.Orthographic()
    assert scale_bar(chart, (7e6, 8e6, 7e6, 8e6), 1e-4, Theme(), 9.0) == {}


@given(st.floats(1e-6, 1e9))
def test_a_round_length_is_the_greatest_of_its_kind(length):
    rounded = round_length(length)
    assert rounded <= length * (1 + 1e-8)
    assert rounded * 2.5 > length * (1 - 1e-8)
    digits = f"{rounded:.6e}".split("e")[0]
    assert float(digits) in (1, 2, 5)
