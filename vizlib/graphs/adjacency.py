"""Edges with a value each -> the cells of the adjacency matrix, never densified."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray, LongArray
from vizlib.graphs.tables import GraphTables


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells that hold at least one edge.

    Parameters
    ----------
    row, column
        ``(M,)`` number of the node, the source in the row.
    edge
        ``(M,)`` the first edge in each cell.
    values
        ``(M,)`` the value of each cell: the sum of numbers, the first known one of anything
        else, or the number of edges.
    cell
        ``(E,)`` the cell that each edge stands in.
    """

    row: IntArray
    column: IntArray
    edge: LongArray
    values: "pd.Series[Any]"
    cell: LongArray

    @property
    def rank(self) -> FloatArray:
        """``(M,)`` which cell is seen where several share a pixel: the greatest value."""
        if pd.api.types.is_numeric_dtype(self.values.dtype):
            size: FloatArray = np.abs(self.values.to_numpy(float, na_value=-1.0))
            return size
        return np.arange(len(self.values), dtype=float)


def aggregate(tables: GraphTables, values: "pd.Series[Any] | None" = None) -> Cells:
    """Gather edges to cells.

    Parameters
    ----------
    tables
        The graph; an undirected edge fills the cell of each direction, a self-loop one.
    values
        ``(E,)`` values of the edges, or None to count them.
    """
    source, target = tables.source.astype(np.int64), tables.target.astype(np.int64)
    edge = np.arange(len(source))
    if not tables.directed:
        back = np.flatnonzero(source != target)
        edge = np.concatenate([edge, back])
        source, target = np.append(source, target[back]), np.append(target, source[back])
    key = source * max(tables.node_count, 1) + target
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    chosen = order[first]
    combined = _cell_values(values, edge[order], first)
    row, column = source[chosen].astype(np.int32), target[chosen].astype(np.int32)
    cell = np.empty(len(edge), np.int64)
    cell[order] = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(edge))))
    return Cells(row, column, edge[chosen], combined, cell[: tables.edge_count])


def _cell_values(
    values: "pd.Series[Any] | None", edge: LongArray, first: LongArray
) -> "pd.Series[Any]":
    """Combine the values of edges that stand in order of their cells; count edges without values.

    Parameters
    ----------
    values
        ``(E,)`` or None.
    edge
        The edges of all cells, cell after cell.
    first
        ``(M,)`` where the edges of each cell begin.
    """
    count = np.diff(np.append(first, len(edge)))
    if values is None:
        return pd.Series(count)
    ordered = values.iloc[edge]
    cell = np.repeat(np.arange(len(first)), count)
    if pd.api.types.is_numeric_dtype(values.dtype) and values.dtype != bool:
        return ordered.groupby(cell, sort=True).sum(min_count=1).reset_index(drop=True)
    missing_last = np.lexsort([ordered.isna().to_numpy(), cell])
    return ordered.iloc[missing_last[first]].reset_index(drop=True)
