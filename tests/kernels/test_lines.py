"""Lines in pixels: exact ones against NumPy, thin ones mode against mode."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vizlib.kernels.lines import Pen, Polylines, View, draw_lines, draw_thin_lines


def lines(seed, count=6, samples=5, side=20.0):
    rng = np.random.default_rng(seed)
    points = rng.uniform(-3, side + 3, (count, samples, 2))
    offsets = np.arange(count + 1, dtype=np.int64) * samples
    color, width = rng.random((count, 4)), rng.uniform(0.25, 2.0, count)
    return Polylines(points.reshape(-1, 2), offsets), Pen(color, width, np.ones(1))


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_each_mode_of_thin_lines_draws_what_it_says(seed):
    """Light let through is what opacity leaves; opaque lines show the last; counts add up."""
    (polylines, pen), view = lines(seed), View(np.zeros(2), np.ones(2))

    def draw(mode, channels, color, width=pen.width):
        canvas = np.full((20, 20, channels), float(mode == "filter"), np.float32)
        draw_thin_lines(polylines, view, Pen(color, width, np.ones(1)), mode, canvas)
        return canvas

    light, over = draw("filter", 1, pen.color), draw("over", 4, pen.color)
    assert np.allclose(1 - light[..., 0], over[..., 3], atol=1e-5)
    black = pen.color * [0, 0, 0, 1]
    assert not draw("over", 4, black)[..., :3].any()
    layers = np.zeros((6, 4))
    layers[:, 0] = np.arange(6) % 3
    apart, together = draw("count", 3, layers), draw("count", 1, np.zeros((1, 4)))
    assert np.allclose(apart.sum(axis=2), together[..., 0], atol=1e-4)
    for layer in range(3):
        alone = np.where(layers[:, :1] == layer, [[0.0, 0, 0, 0]], [[1.0, 0, 0, 0]])
        assert np.allclose(apart[..., layer], draw("count", 2, alone)[..., 0], atol=1e-4)
    assert np.array_equal(apart, draw("count", 3, layers, pen.width * 2))
    assert over[..., 3].max() > 0
    assert together.max() > 0


def slow_lines(points, offsets, color, width, side):
    """Composite lines by NumPy: the distance of every pixel from every piece, taken steeply."""
    canvas = np.zeros((side, side, 4))
    y, x = np.mgrid[:side, :side] + 0.5
    for part in range(len(offsets) - 1):
        shade, half = np.zeros((side, side)), width[part] / 2
        for at in range(offsets[part], offsets[part + 1] - 1):
            (x0, y0), (x1, y1) = points[at], points[at + 1]
            steep = abs(y1 - y0) > abs(x1 - x0)
            along, ha = (y, x) if steep else (x, y)
            a0, b0, a1, b1 = (y0, x0, y1, x1) if steep else (x0, y0, x1, y1)
            slope = (b1 - b0) / (a1 - a0) if a1 != a0 else 0.0
            off = np.abs(ha - b0 - (along - a0) * slope) / np.hypot(1, slope)
            over = np.minimum(half + 0.5 - off, min(2 * half, 1))
            inside = (along >= min(a0, a1) - 0.5) & (along <= max(a0, a1) + 0.5)
            shade = np.maximum(shade, np.where(inside, over, 0))
        over = np.clip(shade, 0, 1)[..., None] * color[part, 3]
        front = np.append(color[part, :3], 1.0)
        canvas = canvas * (1 - over) + front * over
    return canvas


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_lines_agree_with_numpy(seed):
    polylines, pen = lines(seed)
    canvas = np.zeros((20, 20, 4), np.float32)
    none = np.zeros((0, 4))
    pen = pen._replace(width=pen.width * 4)
    draw_lines(polylines, pen, none, canvas)
    want = slow_lines(*polylines, pen.color, pen.width, 20)
    assert np.allclose(canvas, want, atol=1e-4)
