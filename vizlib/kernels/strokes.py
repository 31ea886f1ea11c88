"""Polylines -> pixels, anti-aliased, one laid over the other in drawing order."""

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.kernels import jit


@jit
def _cover(  # noqa: C901  one loop over pixels is clearer than three
    x0: float, y0: float, x1: float, y1: float, half: float,
    shade: AnyArray, touched: LongArray, count: int,
) -> int:  # fmt: skip
    """Cover pixels near a piece of a line; return how many the whole line has touched."""
    height, width = shade.shape
    dx, dy = x1 - x0, y1 - y0
    length = np.sqrt(dx * dx + dy * dy)
    steep = abs(dy) > abs(dx)
    reach = half + 0.5
    if length < 1e-9:
        ux, uy = 1.0, 0.0
    else:
        ux, uy = dx / length, dy / length
    major = abs(uy) if steep else abs(ux)
    span = reach / max(major, 0.5) + 0.5
    a0, a1 = (y0, y1) if steep else (x0, x1)
    low = int(np.floor(min(a0, a1) - reach))
    high = int(np.ceil(max(a0, a1) + reach))
    most = height if steep else width
    side = width if steep else height
    for a in range(max(low, 0), min(high + 1, most)):
        centre = a + 0.5
        if length < 1e-9:
            b = x0 if steep else y0
        elif steep:
            b = x0 + (min(max(centre, min(y0, y1)), max(y0, y1)) - y0) / dy * dx
        else:
            b = y0 + (min(max(centre, min(x0, x1)), max(x0, x1)) - x0) / dx * dy
        for c in range(max(int(np.floor(b - span)), 0), min(int(np.ceil(b + span)) + 1, side)):
            px, py = (c + 0.5, centre) if steep else (centre, c + 0.5)
            along = (px - x0) * ux + (py - y0) * uy
            along = min(max(along, 0.0), length)
            ex, ey = px - x0 - along * ux, py - y0 - along * uy
            away = np.sqrt(ex * ex + ey * ey)
            part = (
                min(half + 0.5 - away, 1.0, 2.0 * half)
                if half < 0.5
                else min(half + 0.5 - away, 1.0)
            )
            if part <= 0.0:
                continue
            x, y = (c, a) if steep else (a, c)
            if shade[y, x] == 0.0:
                touched[count] = y * width + x
                count += 1
            if part > shade[y, x]:
                shade[y, x] = part
    return count


@jit
def stroke(
    points: FloatArray, offsets: LongArray, color: FloatArray, width: FloatArray,
    taper: FloatArray, canvas: FloatArray,
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
    canvas
        ``(H, W, 4)`` RGBA premultiplied by its alpha; changed.
    """
    high, wide = canvas.shape[0], canvas.shape[1]
    shade = np.zeros((high, wide), np.float32)
    touched = np.empty(high * wide, np.int64)
    for part in range(len(offsets) - 1):
        whole = width[part if len(width) > 1 else 0] / 2
        red, green, blue, alpha = color[part if len(color) > 1 else 0]
        count = 0
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
            count = _cover(x0, y0, x1, y1, half, shade, touched, count)
        for place in range(count):
            y, x = touched[place] // wide, touched[place] % wide
            over = shade[y, x] * alpha
            shade[y, x] = 0.0
            rest = 1.0 - over
            canvas[y, x, 0] = canvas[y, x, 0] * rest + red * over
            canvas[y, x, 1] = canvas[y, x, 1] * rest + green * over
            canvas[y, x, 2] = canvas[y, x, 2] * rest + blue * over
            canvas[y, x, 3] = canvas[y, x, 3] * rest + over
