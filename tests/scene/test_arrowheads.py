"""Arrowheads: their corners, and where they are drawn."""

import numpy as np
from matplotlib.figure import Figure
from pictures import pixels

from vizlib.rendering.artists import add, triangles
from vizlib.scene.geometry import Arrowheads

RED = np.array([[1.0, 0.0, 0.0, 1.0]])


def test_a_head_points_ahead_and_has_its_length():
    heads = Arrowheads(
        xy=np.zeros((2, 2)), ahead=np.array([[3.0, 0.0], [0.0, -2.0]]), length=np.array([10.0, 4.0])
    )
    want = [[[0, 0], [-10, -4], [-10, 4]], [[0, 0], [-1.6, 4], [1.6, 4]]]
    assert np.allclose(triangles(heads), want)


def test_heads_are_drawn_with_their_tip_at_the_point():
    figure = Figure(figsize=(1, 1), dpi=72)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set_xlim(0, 10)
    ax.set_ylim(0, 1)
    heads = Arrowheads(
        xy=np.array([[5.0, 0.5]]), ahead=np.array([[1.0, 0.0]]), color=RED, length=np.array([20.0])
    )
    add(ax, "heads", heads, 1)
    columns = np.flatnonzero((pixels(figure)[..., 1] < 128).any(axis=0))
    assert abs(columns.max() - 35.5) <= 1.5
    assert abs(columns.min() - 16.5) <= 1.5
    add(ax, "none", Arrowheads(xy=np.zeros((0, 2)), ahead=np.zeros((0, 2))), 1)
