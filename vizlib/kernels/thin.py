"""Thin lines in great number -> pixels, each laid down in one pass."""

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.kernels import jit
from vizlib.kernels.notice import announced

FILTER, OVER, COUNT = 0, 1, 2
"""What a line does to a pixel: lets less light through, covers its colour, or is counted."""


@jit
def _span(
    x0: float, y0: float, x1: float, y1: float, last: bool, height: int, width: int
) -> tuple[bool, float, float, int, int, int]:
    """Return how a piece of a line is walked, pixel by pixel along its longer side.

    Returns
    -------
    steep, slope, begin, low, high, side
        Whether it is walked by rows, how far it goes aside in a step, where it would be half a
        pixel before the first step, the first step and the one past the last, and how many pixels
        there are aside. Its last step belongs to the piece that follows, where there is one.
    """
    dx, dy = x1 - x0, y1 - y0
    steep = abs(dy) > abs(dx)
    if steep:
        x0, y0, x1, y1, dx, dy = y0, x0, y1, x1, dy, dx
    most, side = (height, width) if steep else (width, height)
    slope = dy / dx if dx != 0.0 else 0.0
    if dx >= 0:
        low = int(np.ceil(x0 - 0.5))
        high = int(np.ceil(x1 - 0.5)) + last
    else:
        low = int(np.floor(x1 - 0.5)) + 1 - last
        high = int(np.floor(x0 - 0.5)) + 1
    begin = y0 + (0.5 - x0) * slope - 0.5
    return steep, slope, begin, max(low, 0), min(high, most), side


@jit
def _walk(
    x0: float, y0: float, x1: float, y1: float, half: float, last: bool,
    red: float, green: float, blue: float, alpha: float, how: int, canvas: AnyArray,
) -> None:  # fmt: skip
    """Lay down a piece of a line; its last row of pixels belongs to the piece that follows."""
    height, width = canvas.shape[0], canvas.shape[1]
    steep, slope, begin, low, high, side = _span(x0, y0, x1, y1, last, height, width)
    upright = 1.0 / np.sqrt(1.0 + slope * slope)
    reach = (half + 0.5) / upright
    full = min(2.0 * half, 1.0)
    for a in range(low, high):
        middle = begin + a * slope
        first = max(int(np.ceil(middle - reach)), 0)
        end = min(int(np.floor(middle + reach)), side - 1)
        for c in range(first, end + 1):
            over = min(half + 0.5 - abs(c - middle) * upright, full)
            if over <= 0.0:
                continue
            y, x = (a, c) if steep else (c, a)
            if how == FILTER:
                canvas[y, x, 0] *= 1.0 - over * alpha
            else:
                rest = 1.0 - over * alpha
                canvas[y, x, 0] = canvas[y, x, 0] * rest + red * (over * alpha)
                canvas[y, x, 1] = canvas[y, x, 1] * rest + green * (over * alpha)
                canvas[y, x, 2] = canvas[y, x, 2] * rest + blue * (over * alpha)
                canvas[y, x, 3] = canvas[y, x, 3] * rest + over * alpha


@jit
def _count(
    x0: float, y0: float, x1: float, y1: float, last: bool, layer: int, canvas: AnyArray
) -> None:
    """Count a piece of a line once in each row of pixels, shared by the two nearest (Wu, 1991)."""
    height, width = canvas.shape[0], canvas.shape[1]
    steep, slope, begin, low, high, side = _span(x0, y0, x1, y1, last, height, width)
    for a in range(low, high):
        middle = begin + a * slope
        c = int(np.floor(middle))
        if c < 0 or c + 1 >= side:
            continue
        part = middle - c
        if steep:
            canvas[a, c, layer] += 1.0 - part
            canvas[a, c + 1, layer] += part
        else:
            canvas[c, a, layer] += 1.0 - part
            canvas[c + 1, a, layer] += part


@announced
@jit
def lay(
    points: FloatArray, offsets: LongArray, origin: FloatArray, scale: FloatArray,
    color: FloatArray, width: FloatArray, taper: FloatArray, how: int, canvas: AnyArray,
) -> None:  # fmt: skip
    """Lay lines over a picture, each pixel of each once.

    Where a line turns from flat to steep a pixel may be met twice or not at all: what is drawn
    in great number does not show it.

    Parameters
    ----------
    points
        ``(S, 2)`` in data units.
    offsets
        ``(P + 1,)`` line p is ``points[offsets[p]:offsets[p + 1]]``.
    origin, scale
        ``(2,)`` data units at the lower left corner, and pixels per data unit.
    color
        ``(P, 4)`` RGBA or one row for all; where lines are counted, the first number is the layer
        that they are counted in, and their width does not matter.
    width
        ``(P,)`` in pixels, or one for all.
    taper
        ``(S,)`` by how much each point is wider than its line, or one for all.
    how
        ``FILTER``, ``OVER`` or ``COUNT``.
    canvas
        ``(H, W, C)``: the light let through (C = 1), RGBA premultiplied by its alpha (C = 4), or
        counts in C layers; changed.
    """
    high, wide = canvas.shape[0], canvas.shape[1]
    for part in range(len(offsets) - 1):
        whole = width[part if len(width) > 1 else 0] / 2
        row = part if len(color) > 1 else 0
        red, green, blue, alpha = color[row, 0], color[row, 1], color[row, 2], color[row, 3]
        final = offsets[part + 1] - 2
        for at in range(offsets[part], offsets[part + 1] - 1):
            half = whole * taper[at if len(taper) > 1 else 0]
            x0 = (points[at, 0] - origin[0]) * scale[0]
            y0 = (points[at, 1] - origin[1]) * scale[1]
            x1 = (points[at + 1, 0] - origin[0]) * scale[0]
            y1 = (points[at + 1, 1] - origin[1]) * scale[1]
            if not (np.isfinite(x0) and np.isfinite(y0) and np.isfinite(x1) and np.isfinite(y1)):
                continue
            if max(x0, x1) < -half - 1 or min(x0, x1) > wide + half + 1:
                continue
            if max(y0, y1) < -half - 1 or min(y0, y1) > high + half + 1:
                continue
            last = at == final
            if how == COUNT:
                _count(x0, y0, x1, y1, last, int(red), canvas)
                continue
            _walk(x0, y0, x1, y1, half, last, red, green, blue, alpha, how, canvas)
