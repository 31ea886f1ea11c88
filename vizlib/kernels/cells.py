"""Cells with a rank -> which of them each pixel shows."""

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.kernels import jit
from vizlib.kernels.notice import announced

NONE = -1


@announced
@jit
def winners(
    left: IntArray, right: IntArray, top: IntArray, bottom: IntArray, rank: FloatArray,
    width: int, height: int,
) -> IntArray:  # fmt: skip
    """Find for each pixel the cell of the highest rank, of equals the last.

    Parameters
    ----------
    left, right, top, bottom
        ``(M,)`` first and one past the last pixel of each cell.
    rank
        ``(M,)`` which cell goes before.
    width, height
        Size of the picture in pixels.

    Returns
    -------
    winner
        ``(height, width)`` number of the cell, or -1.
    """
    winner = np.full((height, width), NONE, np.int32)
    for cell in range(len(left)):
        for y in range(max(top[cell], 0), min(bottom[cell], height)):
            for x in range(max(left[cell], 0), min(right[cell], width)):
                now = winner[y, x]
                if now == NONE or rank[cell] >= rank[now]:
                    winner[y, x] = cell
    return winner


@jit
def _add(
    x: float, y: float, half: FloatArray, value: float, count: FloatArray, total: FloatArray,
    most: FloatArray,
) -> None:  # fmt: skip
    """Add a cell, by its middle and half its size in pixels, to all pixels that it covers."""
    height, width = count.shape
    left, low = int(np.floor(x)), int(np.floor(y))
    right, high = left + 1, low + 1
    if half[0] > 0.5:
        left = int(np.floor(x - half[0] + 0.5))
        right = max(int(np.floor(x + half[0] + 0.5)), left + 1)
    if half[1] > 0.5:
        low = int(np.floor(y - half[1] + 0.5))
        high = max(int(np.floor(y + half[1] + 0.5)), low + 1)
    for b in range(max(low, 0), min(high, height)):
        for a in range(max(left, 0), min(right, width)):
            if most.size and (count[b, a] == 0 or value > most[b, a]):
                most[b, a] = value
            if total.size:
                total[b, a] += value
            count[b, a] += 1


@announced
@jit
def gather(
    xy: FloatArray, source: IntArray, target: IntArray, both: bool, values: FloatArray,
    origin: FloatArray, scale: FloatArray, count: FloatArray, total: FloatArray, most: FloatArray,
) -> None:  # fmt: skip
    """Gather the cells of a matrix into pixels.

    A cell that is smaller than a pixel counts in the pixel of its middle alone.

    Parameters
    ----------
    xy
        ``(N, 2)`` corner of the cell where each node meets itself.
    source, target
        ``(E,)`` the nodes of row and column.
    both
        Whether each edge counts in the cell across the diagonal as well; a self-loop counts once.
    values
        ``(E,)`` or none: each edge counts one. A missing value counts nothing.
    origin, scale
        ``(2,)`` data units at the lower left corner, and pixels per data unit, of any sign.
    count
        ``(H, W)`` how many edges each pixel holds; changed.
    total, most
        ``(H, W)`` their sum and the greatest, or no pixels where that is not asked for; changed.
    """
    half = np.abs(scale) / 2
    for edge in range(len(source)):
        value = values[edge] if len(values) else 1.0
        if np.isnan(value):
            continue
        row, column = source[edge], target[edge]
        x = (xy[column, 0] + 0.5 - origin[0]) * scale[0]
        y = (xy[row, 1] + 0.5 - origin[1]) * scale[1]
        _add(x, y, half, value, count, total, most)
        if both and row != column:
            x = (xy[row, 0] + 0.5 - origin[0]) * scale[0]
            y = (xy[column, 1] + 0.5 - origin[1]) * scale[1]
            _add(x, y, half, value, count, total, most)
