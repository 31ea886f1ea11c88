"""Cells with a rank -> which of them each pixel shows."""

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.kernels import jit

NONE = -1


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
