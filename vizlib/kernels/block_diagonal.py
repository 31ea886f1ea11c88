"""Dense blocks laid end to end -> the places and values of what is not zero in them."""

from typing import Any

import numpy as np

from vizlib.arrays import AnyArray, LongArray
from vizlib.kernels import jit
from vizlib.kernels.notice import announced


@announced
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
    at = whole = 0
    for block in range(len(rows)):
        for _ in range(rows[block]):
            found = 0
            for _ in range(columns[block]):
                found += flat[at] != 0
                at += 1
            inner[whole] = found
            whole += 1
    return inner


@announced
@jit
def fill(
    flat: AnyArray, rows: LongArray, columns: LongArray, offsets: LongArray,
    indices: AnyArray, data: Any,
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
