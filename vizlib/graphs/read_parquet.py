"""A Parquet file of edges -> GraphTables, the ends batch by batch, other columns when asked for."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import IntArray, LongArray
from vizlib.graphs.tables import GraphTables

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

BATCH_ROWS = 1 << 20
MAX_IDS_PER_EDGE = 4
"""Numbers that integer ids may span, for each edge, to be looked up in a table."""

Batches = Callable[[], Iterable[tuple[LongArray, LongArray]]]


@dataclass(frozen=True, eq=False)
class ParquetColumns:
    """Fields of edges that stay in their file until they are asked for.

    Parameters
    ----------
    path
        The file.
    fields
        Names of the columns.
    """

    path: Path
    fields: tuple[str, ...]

    def names(self) -> list[Any]:
        """List the columns."""
        return list(self.fields)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a column."""
        return name in self.fields

    def read(self, name: Hashable) -> "pd.Series[Any]":
        """Return a column."""
        return pd.read_parquet(self.path, columns=[str(name)])[str(name)].reset_index(drop=True)


def read_integer_edges(path: Path, source: str, target: str, directed: bool) -> GraphTables | None:
    """Read a file of edges between integers with little more memory than the result.

    Parameters
    ----------
    path
        The file.
    source, target
        The columns that hold the ends.
    directed
        Whether an edge has a direction.

    Returns
    -------
    tables
        The graph, or None where the file is not of that kind: it is read as a frame then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        return None
    file = pq.ParquetFile(path)
    schema = file.schema_arrow
    if source not in schema.names or target not in schema.names or source == target:
        return None
    if not all(pa.types.is_integer(schema.field(name).type) for name in (source, target)):
        return None
    limits = _range(file, (source, target))
    if limits is None:
        return None
    (low, high), count = limits, file.metadata.num_rows
    if high > np.iinfo(np.int64).max or high - low > max(MAX_IDS_PER_EDGE * count, 1000):
        return None

    def batches() -> Iterator[tuple[LongArray, LongArray]]:
        for batch in file.iter_batches(BATCH_ROWS, columns=[source, target]):
            starts, ends = (batch.column(name).to_numpy() for name in (source, target))
            yield starts.astype(np.int64, copy=False), ends.astype(np.int64, copy=False)

    ids, starts, ends = number_integers(batches, count, int(low), int(high))
    rest = tuple(name for name in schema.names if name not in (source, target))
    pa.default_memory_pool().release_unused()
    return GraphTables(ids, starts, ends, directed, edge_columns=ParquetColumns(path, rest))


def _range(file: "ParquetFile", names: tuple[str, str]) -> tuple[int, int] | None:
    """Return the least and the greatest value by the file's statistics; None with missing ones."""
    low, high = [], []
    for name, group in product(names, range(file.metadata.num_row_groups)):
        place = file.schema_arrow.names.index(name)
        statistics = file.metadata.row_group(group).column(place).statistics
        if statistics is None or not statistics.has_min_max or statistics.null_count:
            return None
        low.append(statistics.min)
        high.append(statistics.max)
    return (min(low), max(high)) if low else None


def number_integers(
    batches: Batches, count: int, low: int, high: int
) -> tuple["pd.Index[Any]", IntArray, IntArray]:
    """Number integer ids in the order in which sources, then targets, first show them.

    Parameters
    ----------
    batches
        Yields ``(M,)`` sources and targets, the same ones each time it is called.
    count
        E, how many there are.
    low, high
        The least and the greatest id.

    Returns
    -------
    ids, source, target
        ``(N,)`` ids, and ``(E,)`` places in them.
    """
    never = np.iinfo(np.int64).max
    first = np.full(high - low + 1, never, np.int64)
    done = 0
    for pair in batches():
        for side, values in enumerate(pair):
            places = np.arange(len(values) - 1, -1, -1, dtype=np.int64) + done + side * count
            seen = np.full(len(first), never, np.int64)
            seen[values[::-1] - low] = places
            np.minimum(first, seen, out=first)
        done += len(pair[0])
    present = np.flatnonzero(first != never)
    order = np.argsort(first[present], kind="stable")
    number = np.zeros(len(first), np.int32)
    number[present[order]] = np.arange(len(present), dtype=np.int32)
    source, target = np.empty(count, np.int32), np.empty(count, np.int32)
    done = 0
    for starts, ends in batches():
        source[done : done + len(starts)] = number[starts - low]
        target[done : done + len(ends)] = number[ends - low]
        done += len(starts)
    return pd.Index(present[order] + low), source, target
