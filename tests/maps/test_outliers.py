"""Places far from the rest, against a minimizer and against Tukey's fences by hand."""

import numpy as np
import pytest
from pyproj import Geod
from scipy.optimize import minimize

from vizlib.maps.outliers import median_direction, outlying
from vizlib.maps.sphere import lon_lat, unit_vectors


def cluster(count=40, seed=0, lon=10.0, lat=50.0):
    rng = np.random.default_rng(seed)
    return rng.normal(lon, 5, count), rng.normal(lat, 3, count)


@pytest.mark.parametrize("seed", range(4))
def test_the_median_has_the_least_sum_of_distances(seed):
    points = unit_vectors(*cluster(seed=seed))
    best = minimize(
        lambda place: np.linalg.norm(points - place, axis=1).sum(), points.mean(axis=0), tol=1e-12
    ).x
    np.testing.assert_allclose(median_direction(points), best / np.linalg.norm(best), atol=1e-3)


@pytest.mark.parametrize("seed", range(4))
def test_outliers_are_beyond_the_fence_of_their_distances(seed):
    lon, lat = cluster(seed=seed)
    lon, lat = np.append(lon, [-60.0, 140, 24]), np.append(lat, [-10.0, 40, 41])
    middle = np.ravel(lon_lat(median_direction(unit_vectors(lon, lat))[None]))
    count = len(lon)
    _, _, away = Geod(a=1, b=1).inv(*np.repeat(middle[:, None], count, axis=1), lon, lat)
    first, third = np.quantile(away, [0.25, 0.75])
    np.testing.assert_array_equal(outlying(lon, lat), away > third + 1.5 * (third - first))
    assert outlying(lon, lat)[-3:-1].all()


def test_the_globe_has_no_edge_where_outliers_begin():
    lon, lat = cluster(lon=0.0)
    lon, lat = np.append(lon, 100.0), np.append(lat, 0.0)
    turned = (lon + 175 + 180) % 360 - 180
    assert outlying(lon, lat).sum() >= 1
    np.testing.assert_array_equal(outlying(lon, lat), outlying(turned, lat))


def test_missing_places_are_no_outliers_and_change_none():
    lon, lat = cluster()
    lon, lat = np.append(lon, -120.0), np.append(lat, 0.0)
    wanted = outlying(lon, lat)
    gaps = outlying(np.append(lon, [np.nan, 3]), np.append(lat, [1, np.nan]))
    assert gaps.tolist() == [*wanted.tolist(), False, False]
