"""Discs and boxes on a page -> which cells of a bitmap they cover, and how much any box covers."""

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray


def disc_ink(centre: FloatArray, radius: FloatArray, shape: tuple[int, int]) -> BoolArray:
    """Return which cells of a point discs cover; those of one size are stamped all at once.

    Parameters
    ----------
    centre
        ``(N, 2)`` points from the corner of the bitmap.
    radius
        ``(N,)`` points.
    shape
        Rows and columns of the bitmap.
    """
    ink: BoolArray = np.zeros(shape, bool)
    inside = ((centre >= 0) & (centre < np.array(shape[::-1]))).all(axis=1)
    cell = centre[inside].astype(int)
    reach = np.ceil(np.clip(radius[inside] - 0.5, 0, max(shape))).astype(int)
    for size in np.unique(reach).tolist():
        spot = np.unique(cell[reach == size], axis=0)
        across, up = np.meshgrid(*[np.arange(-size, size + 1)] * 2)
        disc = across**2 + up**2 <= (size + 0.4) ** 2
        column = np.clip(spot[:, :1] + across[disc], 0, shape[1] - 1)
        row = np.clip(spot[:, 1:] + up[disc], 0, shape[0] - 1)
        ink[row, column] = True
    return ink


def summed(ink: BoolArray) -> IntArray:
    """Return ``(H + 1, W + 1)`` how many cells left of and below each corner are covered."""
    total = np.zeros((ink.shape[0] + 1, ink.shape[1] + 1), np.int32)
    np.cumsum(np.cumsum(ink, axis=0, dtype=np.int32), axis=1, out=total[1:, 1:])
    return total


def covered(total: IntArray, box: IntArray) -> IntArray:
    """Return ``(...)`` how many covered cells boxes ``(..., 4)`` hold: left, low, right, high."""
    left, low, right, high = np.moveaxis(box, -1, 0)
    inside: IntArray = total[high, right] - total[low, right] - total[high, left] + total[low, left]
    return inside
