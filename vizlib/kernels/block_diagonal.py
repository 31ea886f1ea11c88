"""Dense blocks laid end to end -> the places and values of what is not zero in them."""

import numpy as np

from vizlib.arrays import AnyArray, LongArray
from vizlib.kernels.compile import jit, shows_compile


@shows_compile
@jit
def count(flat: AnyArray, rows: LongArray, columns: LongArray) -> LongArray:
    """Count what is not zero in each row of all blocks.

    Parameters
    ----------
    flat
        The entries of all blocks, row after row, block after block.
    rows, columns
        ``(B,)`` shape of each block.

    Returns
    -------
    inner
        ``(M,)`` how many entries of each row of the whole matrix are not zero.
    """
    inner = np.zeros(rows.sum(), np.int64)
    at = row = 0
    for block in range(len(rows)):
        for _ in range(rows[block]):
            filled = 0
            for _ in range(columns[block]):
                filled += flat[at] != 0
                at += 1
            inner[row] = filled
            row += 1
    return inner


@shows_compile
@jit
def fill(
    flat: AnyArray, rows: LongArray, columns: LongArray, offsets: LongArray,
    indices: AnyArray, data: AnyArray,
) -> None:  # fmt: skip
    """Write the column and the value of each entry that is not zero.

    Parameters
    ----------
    flat, rows, columns
        As :func:`count` takes them.
    offsets
        ``(B,)`` column of the whole matrix where each block begins.
    indices, data
        Room for what is not zero; filled.
    """
    at = place = 0
    for block in range(len(rows)):
        for _ in range(rows[block]):
            for column in range(columns[block]):
                entry = flat[at]
                at += 1
                if entry != 0:
                    indices[place] = offsets[block] + column
                    data[place] = entry
                    place += 1
