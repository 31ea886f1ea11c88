"""Round markers in great number -> pixels, anti-aliased, one laid over the other."""

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.kernels import jit
from vizlib.kernels.notice import announced


@announced
@jit
def dot(
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
    high, wide = canvas.shape[0], canvas.shape[1]
    half = rim_width / 2
    for node in range(len(centre)):
        x, y = centre[node]
        if not (np.isfinite(x) and np.isfinite(y)):
            continue
        size = radius[node if len(radius) > 1 else 0]
        row = node if len(color) > 1 else 0
        reach = size + half + 1.0
        for b in range(max(int(y - reach), 0), min(int(y + reach) + 1, high)):
            for a in range(max(int(x - reach), 0), min(int(x + reach) + 1, wide)):
                away = np.hypot(a + 0.5 - x, b + 0.5 - y)
                over = min(max(size - away + 0.5, 0.0), 1.0) * color[row, 3]
                for k in range(4):
                    front = color[row, k] if k < 3 else 1.0
                    canvas[b, a, k] = canvas[b, a, k] * (1.0 - over) + front * over
                line = min(max(half - abs(away - size) + 0.5, 0.0), min(rim_width, 1.0)) * rim[3]
                if line > 0.0:
                    for k in range(4):
                        front = rim[k] if k < 3 else 1.0
                        canvas[b, a, k] = canvas[b, a, k] * (1.0 - line) + front * line
