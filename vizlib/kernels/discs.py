"""Round markers in great number -> pixels, anti-aliased, one laid over the other."""

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.kernels.blend import blend
from vizlib.kernels.compile import jit, shows_compile


@shows_compile
@jit
def draw_discs(
    centre: FloatArray, radius: FloatArray, color: FloatArray, rim: FloatArray, rim_width: float,
    canvas: AnyArray,
) -> None:  # fmt: skip
    """Lay discs over a picture.

    Parameters
    ----------
    centre
        ``(N, 2)`` in pixels; a row with NaN is not drawn.
    radius
        ``(N,)`` in pixels, or one for all.
    color
        ``(N, 4)`` RGBA or one row for all.
    rim
        RGBA of the line round each disc, half inside it and half outside.
    rim_width
        Width of that line in pixels.
    canvas
        ``(H, W, 4)`` RGBA premultiplied by its alpha; changed.
    """
    for node in range(len(centre)):
        x, y = centre[node]
        if np.isfinite(x) and np.isfinite(y):
            size = radius[node if len(radius) > 1 else 0]
            fill = color[node if len(color) > 1 else 0]
            _draw_disc(x, y, size, fill, rim, rim_width, canvas)


@jit
def _draw_disc(
    x: float, y: float, size: float, fill: FloatArray, rim: FloatArray, rim_width: float,
    canvas: AnyArray,
) -> None:  # fmt: skip
    high, wide = canvas.shape[0], canvas.shape[1]
    half = rim_width / 2
    reach = size + half + 1.0
    inner, outer = (fill[0], fill[1], fill[2], 1.0), (rim[0], rim[1], rim[2], 1.0)
    for row in range(max(int(y - reach), 0), min(int(y + reach) + 1, high)):
        for column in range(max(int(x - reach), 0), min(int(x + reach) + 1, wide)):
            away = np.hypot(column + 0.5 - x, row + 0.5 - y)
            share = min(max(size - away + 0.5, 0.0), 1.0) * fill[3]
            blend(canvas, row, column, inner, share)
            line = min(max(half - abs(away - size) + 0.5, 0.0), min(rim_width, 1.0)) * rim[3]
            if line > 0.0:
                blend(canvas, row, column, outer, line)
