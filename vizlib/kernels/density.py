"""Polylines in the plane -> the same, drawn towards where many of them run."""

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.kernels.compile import jit


@jit
def bilinear_histogram(points: FloatArray, high: int, wide: int) -> FloatArray:
    """Count points ``(S, 2)`` on a grid ``(high, wide)``, each shared among four cells."""
    grid = np.zeros((high, wide))
    for sample in range(len(points)):
        x, y = points[sample]
        column, row = int(x), int(y)
        if 0 <= column < wide - 1 and 0 <= row < high - 1:
            right, up = x - column, y - row
            grid[row, column] += (1 - right) * (1 - up)
            grid[row, column + 1] += right * (1 - up)
            grid[row + 1, column] += (1 - right) * up
            grid[row + 1, column + 1] += right * up
    return grid


@jit
def advect_uphill(
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
    for line in range(len(offsets) - 1):
        first, last = offsets[line], offsets[line + 1] - 1
        _climb(points, first, last, east, north, step)
        for _ in range(smooth):
            _smooth(points, first, last)


@jit
def _climb(
    points: FloatArray, first: int, last: int, east: FloatArray, north: FloatArray, step: float
) -> None:
    """Move the points between the ends of a line up a slope."""
    high, wide = east.shape
    for sample in range(first + 1, last):
        column, row = int(points[sample, 0]), int(points[sample, 1])
        if 0 <= column < wide and 0 <= row < high:
            x, y = east[row, column], north[row, column]
            length = np.sqrt(x * x + y * y)
            if length > 1e-12:
                points[sample, 0] += step * x / length
                points[sample, 1] += step * y / length


@jit
def _smooth(points: FloatArray, first: int, last: int) -> None:
    """Put each point between the ends of a line where it and its neighbours are on average."""
    x, y = points[first]
    for sample in range(first + 1, last):
        here_x, here_y = points[sample]
        points[sample, 0] = here_x / 2 + (x + points[sample + 1, 0]) / 4
        points[sample, 1] = here_y / 2 + (y + points[sample + 1, 1]) / 4
        x, y = here_x, here_y
