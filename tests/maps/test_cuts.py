"""What a map shows and where it is cut, against PROJ's own word."""

import gc
import weakref
from typing import ClassVar

import cartopy.crs as ccrs
import numpy as np
import pytest

from vizlib.maps.cuts import cuts, visible
from vizlib.maps.sphere import finite_rows, lon_lat, unit_vectors


def everywhere(count=4000, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-180, 180, count), np.degrees(np.arcsin(rng.uniform(-1, 1, count)))


@pytest.mark.parametrize(
    "projection",
    [ccrs.Orthographic(-60, 40), ccrs.Geostationary(20), ccrs.NearsidePerspective(10, 50)],
    ids=lambda projection: type(projection).__name__,
)
def test_a_map_from_space_shows_what_proj_can_project(projection):
    lon, lat = everywhere()
    theirs = finite_rows(projection.transform_points(ccrs.PlateCarree(), lon, lat)[:, :2])
    ours = visible(unit_vectors(lon, lat), projection)
    # PROJ reckons on an ellipsoid: at the horizon it may differ by a third of a degree.
    assert (ours != theirs).mean() < 0.005
    assert 0.2 < ours.mean() <= 0.5


@pytest.mark.parametrize("lon0", [0, 150, -70])
def test_a_seam_is_where_the_map_leaps_from_side_to_side(lon0):
    projection = ccrs.Robinson(lon0)
    (seam,) = cuts(projection).planes
    lon, lat = everywhere()
    across = np.sign(unit_vectors(lon - 0.01, lat) @ seam.normal) != np.sign(
        unit_vectors(lon + 0.01, lat) @ seam.normal
    )
    lon = np.append(lon[across], [lon0 + 180.0, lon0])
    lat = np.append(lat[across], [20.0, 20.0])
    x = [projection.transform_points(ccrs.PlateCarree(), lon + side, lat)[:, 0]
         for side in (-0.01, 0.01)]  # fmt: skip
    leaps = np.abs(x[1] - x[0]) > 1e6
    at_seam = unit_vectors(lon, lat) @ seam.seam_side > 0
    np.testing.assert_array_equal(leaps[np.abs(lat) < 80], at_seam[np.abs(lat) < 80])


def test_a_mercator_map_ends_where_cartopy_ends_it():
    rims = cuts(ccrs.Mercator(min_latitude=-70, max_latitude=82)).planes[1:]
    ends = [np.degrees(np.arcsin(rim.offset * rim.normal[2])) for rim in rims]
    assert ends == pytest.approx([-70, 82], abs=1e-6)


class Plain:
    """As much of a projection as cuts need, which nothing but a cache would keep."""

    proj4_params: ClassVar = {"proj": "robin", "lon_0": 12.5}


def test_nothing_is_kept_of_a_projection():
    projection = Plain()
    kept = weakref.ref(projection)
    cuts(projection)
    visible(unit_vectors([1.0], [2.0]), projection)
    del projection
    gc.collect()
    assert kept() is None


def test_degrees_survive_the_way_over_the_sphere():
    lon, lat = everywhere(200)
    there = unit_vectors(lon, lat)
    theirs = ccrs.Geocentric().transform_points(
        ccrs.Geodetic(ccrs.Globe(ellipse="sphere")), lon, 0 * lat
    )
    np.testing.assert_allclose(np.arctan2(*there.T[1::-1]), np.arctan2(*theirs.T[1::-1]), atol=1e-9)
    back = lon_lat(7 * there)
    np.testing.assert_allclose(back, (lon, lat), atol=1e-9)
