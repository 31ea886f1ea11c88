"""Node and edge columns with two index arrays -> GraphTables, the form of every graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

import pandas as pd

from vizlib.arrays import IntArray

Result = TypeVar("Result")


class Columns(Protocol):
    """The fields of the nodes or of the edges, each read only when it is asked for."""

    def names(self) -> list[str]:
        """List the fields that at least one row has."""
        ...

    def __contains__(self, name: object) -> bool:
        """Tell whether at least one row has the field."""
        ...

    def read(self, name: str) -> pd.Series[Any]:
        """Return the field as ``(M,)`` values in row order, missing where a row lacks it."""
        ...


@dataclass(frozen=True, eq=False)
class FrameColumns:
    """Fields that stand in a data frame already.

    Parameters
    ----------
    frame
        One row a node or edge, in order; its index does not matter.
    """

    frame: pd.DataFrame

    def names(self) -> list[str]:
        """List the columns."""
        return [str(name) for name in self.frame.columns]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a column."""
        return str(name) in self.names()

    def read(self, name: str) -> pd.Series[Any]:
        """Return a column, numbered from zero."""
        return self.frame.iloc[:, self.names().index(name)].reset_index(drop=True)


class Partitions(Protocol):
    """Edges in partitions, read one at a time wherever they are."""

    @property
    def count(self) -> int:
        """How many edges there are in all."""
        ...

    def reduce(
        self, work: Callable[[GraphTables], Result], add: Callable[[Result, Result], Result]
    ) -> Result:
        """Do some work with the graph of each partition, and add up what comes of it."""
        ...


NO_COLUMNS = FrameColumns(pd.DataFrame())


@dataclass(frozen=True, eq=False)
class GraphTables:
    """A graph as tables: what every reader makes and every plot takes.

    Parameters
    ----------
    ids
        ``(N,)`` node ids, unique, in the order of the graph.
    source, target
        ``(E,)`` places in ``ids`` where each edge starts and ends.
    directed
        Whether an edge has a direction.
    node_columns, edge_columns
        The fields of the nodes and of the edges, in the order of ``ids`` and ``source``.
    attributes
        What the graph says of itself.
    partitions
        Where the edges are too many for memory: these; ``source`` and ``target`` are
        empty then.
    """

    ids: pd.Index[Any]
    source: IntArray
    target: IntArray
    directed: bool = False
    node_columns: Columns = NO_COLUMNS
    edge_columns: Columns = NO_COLUMNS
    attributes: Mapping[str, Any] = field(default_factory=dict)
    partitions: Partitions | None = None

    def __reduce__(self) -> Any:
        """Travel with fields that are read, not with the graph they are read from."""
        nodes, edges = (
            FrameColumns(pd.DataFrame({name: columns.read(name) for name in columns.names()}))
            for columns in (self.node_columns, self.edge_columns)
        )
        ends = self.ids, self.source, self.target, self.directed
        return GraphTables, (*ends, nodes, edges, self.attributes, self.partitions)

    @property
    def node_count(self) -> int:
        """Number of nodes, N."""
        return len(self.ids)

    @property
    def edge_count(self) -> int:
        """Number of edges, E; those in partitions count."""
        return len(self.source) if self.partitions is None else self.partitions.count

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """The node frame: every field, indexed by node id."""
        columns = {name: self.node_columns.read(name) for name in self.node_columns.names()}
        frame = pd.DataFrame(columns, index=pd.RangeIndex(self.node_count))
        frame.index = self.ids
        return frame

    @cached_property
    def edges(self) -> pd.DataFrame:
        """The edge frame: ``source``, ``target`` as node ids, then every field."""
        ends = [self.ids[self.source].to_series(), self.ids[self.target].to_series()]
        columns = [self.edge_columns.read(name) for name in self.edge_columns.names()]
        rows = [column.reset_index(drop=True) for column in (*ends, *columns)]
        return pd.concat(rows, axis=1, keys=["source", "target", *self.edge_columns.names()])
