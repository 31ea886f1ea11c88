"""Cells -> pixels: which of them each shows, or how many fall into it and what they add up to."""

from typing import NamedTuple

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.kernels.compile import jit, shows_compile

NONE = -1


class Pairs(NamedTuple):
    """Edges as cells of a matrix.

    Parameters
    ----------
    source, target
        ``(E,)`` the nodes of row and column.
    both
        Whether each edge counts in the cell across the diagonal as well; a self-loop counts once.
    side
        ``(N,)`` side of the cells of each node, or one for all.
    """

    source: IntArray
    target: IntArray
    both: bool
    side: FloatArray


class Bins(NamedTuple):
    """What falls into each pixel; filled.

    Parameters
    ----------
    edges
        ``(H, W)`` how many each pixel holds.
    total, greatest
        ``(H, W)`` the sum of their values and the greatest; no pixels where nobody asks for it.
    """

    edges: FloatArray
    total: FloatArray
    greatest: FloatArray


@shows_compile
@jit
def top_cell(
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
    cells
        ``(height, width)`` number of the cell, or -1.
    """
    cells = np.full((height, width), NONE, np.int32)
    for cell in range(len(left)):
        for y in range(max(top[cell], 0), min(bottom[cell], height)):
            for x in range(max(left[cell], 0), min(right[cell], width)):
                before = cells[y, x]
                if before == NONE or rank[cell] >= rank[before]:
                    cells[y, x] = cell
    return cells


@jit
def _span(middle: float, half: float, size: int) -> tuple[int, int]:
    """Return the first pixel that a cell covers along one side, and the one past the last."""
    low, high = int(np.floor(middle)), int(np.floor(middle)) + 1
    if half > 0.5:
        low = int(np.floor(middle - half + 0.5))
        high = max(int(np.floor(middle + half + 0.5)), low + 1)
    return max(low, 0), min(high, size)


@jit
def _add(x: float, y: float, half: FloatArray, value: float, bins: Bins) -> None:
    """Add a cell, by its middle and half its size in pixels, to all pixels that it covers."""
    edges, total, greatest = bins
    left, right = _span(x, half[0], edges.shape[1])
    low, high = _span(y, half[1], edges.shape[0])
    for row in range(low, high):
        for column in range(left, right):
            if greatest.size and (edges[row, column] == 0 or value > greatest[row, column]):
                greatest[row, column] = value
            if total.size:
                total[row, column] += value
            edges[row, column] += 1


@shows_compile
@jit
def bin_edges(
    xy: FloatArray, pairs: Pairs, values: FloatArray, origin: FloatArray, scale: FloatArray,
    bins: Bins,
) -> None:  # fmt: skip
    """Gather the cells of a matrix into pixels.

    A cell that is smaller than a pixel counts in the pixel of its middle alone.

    Parameters
    ----------
    xy
        ``(N, 2)`` corner of the cell where each node meets itself.
    pairs
        The edges.
    values
        ``(E,)`` or none: each edge counts one. A missing value counts nothing.
    origin, scale
        ``(2,)`` data units at the lower left corner, and pixels per data unit, of any sign.
    bins
        What falls into each pixel; changed.
    """
    source, target, both, side = pairs
    for edge in range(len(source)):
        value = values[edge] if len(values) else 1.0
        if np.isnan(value):
            continue
        row, column = source[edge], target[edge]
        middle = 0.5 * (side[row] if len(side) > 1 else side[0])
        half = np.abs(scale) * middle
        x = (xy[column, 0] + middle - origin[0]) * scale[0]
        y = (xy[row, 1] + middle - origin[1]) * scale[1]
        _add(x, y, half, value, bins)
        if both and row != column:
            x = (xy[row, 0] + middle - origin[0]) * scale[0]
            y = (xy[column, 1] + middle - origin[1]) * scale[1]
            _add(x, y, half, value, bins)
