"""Polylines in the plane -> the same, drawn towards where many of them run."""

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.kernels import jit


@jit
def splat(points: FloatArray, high: int, wide: int) -> FloatArray:
    """Count points ``(S, 2)`` on a grid ``(high, wide)``, each shared among four cells."""
    grid = np.zeros((high, wide))
    for at in range(len(points)):
        x, y = points[at]
        column, row = int(x), int(y)
        if 0 <= column < wide - 1 and 0 <= row < high - 1:
            right, up = x - column, y - row
            grid[row, column] += (1 - right) * (1 - up)
            grid[row, column + 1] += right * (1 - up)
            grid[row + 1, column] += (1 - right) * up
            grid[row + 1, column + 1] += right * up
    return grid


@jit
def climb(
    points: FloatArray, offsets: LongArray, east: FloatArray, north: FloatArray, step: float,
    smooth: int,
) -> None:  # fmt: skip
    """Move points up a slope, then smooth their lines; the ends of a line stay.

    Parameters
    ----------
    points
        ``(S, 2)`` in cells of the grid; changed.
    offsets
        ``(P + 1,)`` where each line begins.
    east, north
        ``(H, W)`` the slope in x and in y.
    step
        How far a point moves, in cells.
    smooth
        How many times a line is smoothed.
    """
    high, wide = east.shape
    for line in range(len(offsets) - 1):
        low, top = offsets[line], offsets[line + 1]
        for at in range(low + 1, top - 1):
            column, row = int(points[at, 0]), int(points[at, 1])
            if 0 <= column < wide and 0 <= row < high:
                x, y = east[row, column], north[row, column]
                length = np.sqrt(x * x + y * y)
                if length > 1e-12:
                    points[at, 0] += step * x / length
                    points[at, 1] += step * y / length
        for _ in range(smooth):
            x, y = points[low]
            for at in range(low + 1, top - 1):
                here_x, here_y = points[at]
                points[at, 0] = here_x / 2 + (x + points[at + 1, 0]) / 4
                points[at, 1] = here_y / 2 + (y + points[at + 1, 1]) / 4
                x, y = here_x, here_y
