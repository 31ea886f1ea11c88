"""Sampled lines as cubic curves: few, near every point, and lines where lines were given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.path import Path

from vizlib.rendering.artists import bezier_paths
from vizlib.scene.cubics import TOLERANCE, fit_cubics
from vizlib.scene.edge_paths import arched, bezier, round_centre, through_centre
from vizlib.scene.geometry import Curves, at_angle
from vizlib.scene.refine import MAX_OFF_PT, refined

COORDINATE = st.floats(-100, 100).map(lambda value: round(value, 3))


def offsets_of(points):
    return np.arange(len(points) + 1) * points.shape[1]


@given(arrays(float, (5, 4, 2), elements=COORDINATE))
def test_a_cubic_comes_back_from_its_points(control):
    points = bezier(control, 60)
    found = fit_cubics(points.reshape(-1, 2), offsets_of(points))
    extent = np.maximum(np.ptp(points.reshape(-1, 2), axis=0), 1e-300)
    for part in range(5):
        pieces = found.control[found.offsets[part] : found.offsets[part + 1]]
        assert np.allclose(pieces[0, 0], control[part, 0])
        assert np.allclose(pieces[-1, 3], control[part, 3])
        assert np.allclose(pieces[1:, 0], pieces[:-1, 3])
        if len(pieces) == 1 and not found.straight[found.offsets[part]]:
            off = (bezier(pieces, 60)[0] - points[part]) / extent
            assert np.abs(off).max() <= TOLERANCE


def test_curves_of_the_circle_are_one_cubic_each():
    angle = np.random.default_rng(0).uniform(0, 2 * np.pi, (2, 500))
    curves = through_centre(at_angle(angle[0], 1.0), at_angle(angle[1], 1.0))
    found = fit_cubics(curves.points, curves.offsets)
    assert len(found.control) == 500
    assert not found.straight.any()


def test_half_circles_and_spirals_are_near_the_true_curve():
    curves = arched(np.array([[0.0, 0.0]]), np.array([[2.0, 0.0]]), np.ones(1), np.zeros(1))
    found = fit_cubics(curves.points, curves.offsets)
    assert len(found.control) <= 6
    away = bezier(found.control, 200).reshape(-1, 2) - [1.0, 0.0]
    assert np.abs(np.linalg.norm(away, axis=1) - 1).max() < 3e-4
    spiral = round_centre(np.array([[0.0, 2.5]]), np.array([[0.3, 1.0]]), np.zeros(1))
    assert len(fit_cubics(spiral.points, spiral.offsets).control) <= 4


def test_lines_and_corners_stay_what_they_are():
    corners = np.array([[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [3, 2], [3, 3.0]])
    found = fit_cubics(corners, np.array([0, 7]))
    assert found.straight.all()
    assert (found.control[:, 0] == corners[:-1]).all()
    assert (found.control[:, 3] == corners[1:]).all()
    path = bezier_paths(Curves(points=corners, offsets=np.array([0, 7]), edge=np.zeros(1, int)))[0]
    assert (path.codes == [Path.MOVETO, *[Path.LINETO] * 6]).all()
    assert (path.vertices == corners).all()


@pytest.mark.parametrize("points", [0, 1, 2, 3])
def test_few_points_are_no_trouble(points):
    found = fit_cubics(np.ones((points, 2)), np.array([0, points] if points else [0]))
    assert len(found.control) == max(points - 1, min(points, 1))


@pytest.mark.parametrize("scale", [1.0, 30.0, 300.0])
def test_no_chord_is_a_third_of_a_pixel_off(scale):
    curves = arched(np.array([[0.0, 0.0]]), np.array([[2.0, 0.0]]), np.ones(1), np.zeros(1))
    fine = refined(curves, np.array([scale, scale]))
    middles = (fine.points[1:] + fine.points[:-1]) / 2 - [1.0, 0.0]
    assert np.abs(np.linalg.norm(middles, axis=1) - 1).max() * scale <= MAX_OFF_PT * 1.05
    assert np.allclose(fine.points[[0, -1]], curves.points[[0, -1]])
    assert len(fine.points) <= 8 * len(curves.points)


def test_lines_are_not_divided():
    straight = Curves.of_equal_length(np.array([[[0.0, 0.0], [100.0, 50.0]]]))
    assert refined(straight, np.array([100.0, 100.0])) is straight
