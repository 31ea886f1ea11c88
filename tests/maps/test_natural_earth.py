"""The map of our own, where positions are checked, and which projection suits them."""

import cartopy.crs as ccrs
import numpy as np
import pytest

import vizlib as vz
from vizlib.errors import VizlibError
from vizlib.maps import natural_earth
from vizlib.maps.positions import clean
from vizlib.maps.projections import choose_projection, lon_extent, to_plane

LAND = {
    "Paris": (2.35, 48.85),
    "Nairobi": (36.8, -1.3),
    "Denver": (-105.0, 39.7),
    "Omsk": (73.4, 55.0),
}
WATER = {"Atlantic": (-35.0, 30.0), "Pacific": (-140.0, 0.0), "Indian": (80.0, -25.0)}
WHOLE = [
    ccrs.PlateCarree(),
    ccrs.Robinson(),
    ccrs.EqualEarth(150),
    ccrs.Mercator(),
    ccrs.Mollweide(),
]


@pytest.mark.parametrize("projection", WHOLE, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("scale", ["110m", "50m"])
def test_land_is_where_it_is(projection, scale):
    limits = (*projection.x_limits, *projection.y_limits)
    land = natural_earth.layers(projection, limits, scale, names=("land",))["land"]
    polygons = land.to_polygons(closed_only=False)
    assert len(polygons) > 50
    from matplotlib.path import Path

    for places, wanted in ((LAND, True), (WATER, False)):
        lon, lat = np.array(list(places.values())).T
        xy = to_plane(lon, lat, projection)
        rings = sum(Path(ring).contains_points(xy).astype(int) for ring in polygons)
        assert (rings % 2 == 1).tolist() == [wanted] * len(places)


def test_layers_and_scales_are_named():
    limits = (-180.0, 180.0, -90.0, 90.0)
    with pytest.raises(vz.VizlibError, match="scale='10m'"):
        natural_earth.layers(ccrs.PlateCarree(), limits, "10m")
    with pytest.raises(vz.VizlibError, match="basemap layer='rivers'"):
        natural_earth.layers(ccrs.PlateCarree(), limits, names=("rivers",))
    assert natural_earth.scale_for(ccrs.PlateCarree(), limits) == "110m"
    assert natural_earth.scale_for(ccrs.PlateCarree(), (0.0, 10.0, 40.0, 50.0)) == "50m"


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        ([2.2, 2.5], [48.8, 48.9], "TransverseMercator"),
        ([-120, -75], [30, 47], "AlbersEqualArea"),
        ([-150, 20, 140], [-40, 10, 60], "EqualEarth"),
        ([10, 100, -160], [80, 75, 78], "LambertAzimuthalEqualArea"),
    ],
)
def test_the_projection_suits_the_extent(lon, lat, name):
    chosen = choose_projection(np.array(lon, float), np.array(lat, float))
    assert type(chosen).__name__ == name


def test_extents_never_go_round_the_wrong_way():
    west, width = lon_extent(np.array([175.0, -178.0, 179.0]))
    assert (west, width) == (175.0, 7.0)


def test_a_latitude_that_is_no_number_is_named_with_its_node():
    with pytest.raises(VizlibError, match=r"latitude.*that of node 'b' is 'x'"):
        clean([1.0, 2.0, 3.0], ["1.5", "x", None], ["a", "b", "c"])
    dates = np.array(["2024-01-01"], "datetime64[D]")
    with pytest.raises(VizlibError, match=r"longitude.*these are datetime64"):
        clean(dates, [1.0], ["a"])


def test_positions_are_wrapped_and_odd_ones_named():
    positions = clean([190.0, 0.0, None], [10.0, 0.0, 5.0], ["a", "b", "c"])
    assert positions.lon[0] == -170.0
    assert positions.ok.tolist() == [True, True, False]
    assert any("'c'" in note for note in positions.notes)
    assert any("(0, 0)" in note and "'b'" in note for note in positions.notes)
