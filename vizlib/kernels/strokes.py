"""Polylines -> pixels, anti-aliased, one laid over the other in drawing order."""

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, IntArray, LongArray
from vizlib.kernels import jit
from vizlib.kernels.notice import announced

JOINT = 0.5
"""Pixels by which a piece reaches over its ends, so that no gap is left at a joint."""


@jit
def _cover(
    x0: float, y0: float, x1: float, y1: float, half: float,
    shade: AnyArray, rows: IntArray, columns: IntArray, count: int,
    along: AnyArray, begin: float, end: float,
) -> int:  # fmt: skip
    """Cover pixels near a piece of a line; return how many the whole line has touched."""
    height, width = shade.shape
    dx, dy = x1 - x0, y1 - y0
    steep = abs(dy) > abs(dx)
    if steep:
        x0, y0, x1, y1, dx, dy = y0, x0, y1, x1, dy, dx
    most, side = (height, width) if steep else (width, height)
    slope = dy / dx if dx != 0.0 else 0.0
    upright = 1.0 / np.sqrt(1.0 + slope * slope)
    reach = (half + 0.5) / upright
    full = min(2.0 * half, 1.0)
    low = max(int(np.ceil(min(x0, x1) - 0.5 - JOINT)), 0)
    high = min(int(np.floor(max(x0, x1) - 0.5 + JOINT)), most - 1)
    for a in range(low, high + 1):
        middle = y0 + (a + 0.5 - x0) * slope - 0.5
        first = max(int(np.ceil(middle - reach)), 0)
        last = min(int(np.floor(middle + reach)), side - 1)
        for c in range(first, last + 1):
            part = min(half + 0.5 - abs(c - middle) * upright, full)
            if part <= 0.0:
                continue
            y, x = (a, c) if steep else (c, a)
            known = shade[y, x]
            if known == 0.0:
                rows[count], columns[count] = y, x
                count += 1
            if part > known:
                shade[y, x] = part
                if along.size > 1:
                    way = (a + 0.5 - x0) / dx if dx != 0.0 else 0.0
                    along[y, x] = begin + (end - begin) * min(max(way, 0.0), 1.0)
    return count


@announced
@jit
def stroke(
    points: FloatArray, offsets: LongArray, color: FloatArray, width: FloatArray,
    taper: FloatArray, fade: FloatArray, canvas: AnyArray,
) -> None:  # fmt: skip
    """Lay lines over a picture.

    Parameters
    ----------
    points
        ``(S, 2)`` in pixels, y downwards.
    offsets
        ``(P + 1,)`` line p is ``points[offsets[p]:offsets[p + 1]]``.
    color
        ``(P, 4)`` RGBA or one row for all, not premultiplied.
    width
        ``(P,)`` in pixels, or one for all.
    taper
        ``(S,)`` by how much each point is wider than its line, or one for all.
    fade
        ``(P, 4)`` RGBA at the end of each line, where it changes on the way, one row for all, or
        none.
    canvas
        ``(H, W, 4)`` RGBA premultiplied by its alpha; changed.
    """
    high, wide = canvas.shape[0], canvas.shape[1]
    shade = np.zeros((high, wide), np.float32)
    rows, columns = np.empty(high * wide, np.int32), np.empty(high * wide, np.int32)
    fades = len(fade) > 0
    along = np.zeros((high, wide) if fades else (1, 1), np.float32)
    for part in range(len(offsets) - 1):
        whole = width[part if len(width) > 1 else 0] / 2
        red, green, blue, alpha = color[part if len(color) > 1 else 0]
        count = 0
        most = max(offsets[part + 1] - offsets[part] - 1, 1)
        for at in range(offsets[part], offsets[part + 1] - 1):
            half = whole * taper[at if len(taper) > 1 else 0]
            x0, y0 = points[at]
            x1, y1 = points[at + 1]
            if not (np.isfinite(x0) and np.isfinite(y0) and np.isfinite(x1) and np.isfinite(y1)):
                continue
            if max(x0, x1) < -half - 1 or min(x0, x1) > wide + half + 1:
                continue
            if max(y0, y1) < -half - 1 or min(y0, y1) > high + half + 1:
                continue
            begin = (at - offsets[part]) / most
            count = _cover(
                x0, y0, x1, y1, half, shade, rows, columns, count, along, begin, begin + 1 / most
            )
        for place in range(count):
            y, x = rows[place], columns[place]
            if fades:
                last = fade[part if len(fade) > 1 else 0]
                way = along[y, x]
                first = color[part if len(color) > 1 else 0]
                red, green = (
                    first[0] + (last[0] - first[0]) * way,
                    first[1] + (last[1] - first[1]) * way,
                )
                blue, alpha = (
                    first[2] + (last[2] - first[2]) * way,
                    first[3] + (last[3] - first[3]) * way,
                )
            over = shade[y, x] * alpha
            shade[y, x] = 0.0
            rest = 1.0 - over
            canvas[y, x, 0] = canvas[y, x, 0] * rest + red * over
            canvas[y, x, 1] = canvas[y, x, 1] * rest + green * over
            canvas[y, x, 2] = canvas[y, x, 2] * rest + blue * over
            canvas[y, x, 3] = canvas[y, x, 3] * rest + over
