"""Node and edge columns with two index arrays -> GraphTables, the form of every graph."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray, ObjectArray
from vizlib.graphs.values import typed

Result = TypeVar("Result")
MAX_EXACT_FLOAT = 2**53
"""Past this a float does not hold every whole number."""


class Columns(Protocol):
    """The fields of the nodes or of the edges, each read only when it is asked for."""

    def names(self) -> list[Any]:
        """List the fields that at least one row has: anything hashable, mostly words."""
        ...

    def __contains__(self, name: object) -> bool:
        """Tell whether at least one row has the field."""
        ...

    def read(self, name: Any) -> pd.Series[Any]:
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

    def names(self) -> list[Any]:
        """List the columns by their own names."""
        return list(self.frame.columns)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a column."""
        return key_of(name, self.names()) is not None

    def read(self, name: Hashable) -> pd.Series[Any]:
        """Return a column, numbered from zero."""
        names = self.names()
        place = names.index(key_of(name, names))
        return self.frame.iloc[:, place].reset_index(drop=True)


def key_of(name: object, names: Iterable[Any]) -> Any:
    """Return the field that a name means: the one of that name, or the one that is written so.

    Parameters
    ----------
    name
        What was asked for; ``"1"`` is the field 1 where there is no field ``"1"``.
    names
        The fields there are.

    Returns
    -------
    key
        None where there is no such field.
    """
    existing = list(names)
    if name in existing:
        return name
    return next((key for key in existing if isinstance(name, str) and str(key) == name), None)


def objects(values: Iterable[object]) -> ObjectArray:
    """Put values into ``(M,)`` objects as they are, tuples and lists included."""
    return np.fromiter(values, object)


def inferred(values: ObjectArray) -> pd.Series[Any]:
    """Return objects with the dtype they share, but whole numbers never as floats that round."""
    series = pd.Series(values, dtype=object)
    known = typed(series)
    if known.dtype.kind == "f" and (np.abs(known.to_numpy(float)) >= MAX_EXACT_FLOAT).any():
        exact = not any(isinstance(value, (int, np.integer)) for value in values)
        return known if exact else series
    return known


def _in_unicode(value: object) -> object:
    r"""Write what is no Unicode in a word, such as the name of a file, as \udc80."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def index_of(ids: Sequence[Any]) -> pd.Index[Any]:
    """Make an index of node ids as they are: whole numbers as such, tuples as one id each."""
    if ids and all(type(node) is int for node in ids):
        numbers = np.array(ids)
        if numbers.dtype.kind in "iu":
            index: pd.Index[Any] = pd.Index(numbers)
            return index
    return pd.Index(objects(ids), dtype=object, tupleize_cols=False)


def counted(count: int, noun: str) -> str:
    """Write a number and what it counts.

    Examples
    --------
    >>> counted(1, "node"), counted(1200, "directed edge")
    ('1 node', '1,200 directed edges')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def frame_of(columns: Columns, index: pd.Index[Any]) -> pd.DataFrame:
    """Read all fields into a frame ``(M, F)``."""
    names = columns.names()
    frame = named_frame(zip(names, map(columns.read, names), strict=True), len(index))
    frame.index = index
    return frame


def named_frame(columns: Iterable[tuple[Any, Any]], count: int) -> pd.DataFrame:
    """Make a frame of ``count`` rows whose columns have any names, tuples among them.

    Parameters
    ----------
    columns
        Pairs of a name and the values.
    count
        How many rows there are.
    """
    pairs = list(columns)
    frame = pd.DataFrame({place: values for place, (_, values) in enumerate(pairs)}, range(count))
    return frame.set_axis(name_index(name for name, _ in pairs), axis=1)


def name_index(names: Iterable[Any]) -> pd.Index[Any]:
    """Make an index of the names of columns, as they are."""
    own = typed(pd.Series(objects(names), dtype=object))
    return pd.Index(own, dtype=own.dtype, tupleize_cols=False)


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


@dataclass(frozen=True, eq=False, repr=False)
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
        nodes = FrameColumns(frame_of(self.node_columns, pd.RangeIndex(self.node_count)))
        edges = FrameColumns(frame_of(self.edge_columns, pd.RangeIndex(len(self.source))))
        ends = self.ids, self.source, self.target, self.directed
        return GraphTables, (*ends, nodes, edges, self.attributes, self.partitions)

    def __repr__(self) -> str:
        edges = f"{'directed' if self.directed else 'undirected'} edge"
        words = [
            f"Graph of {counted(self.node_count, 'node')} and {counted(self.edge_count, edges)}",
            *(f"{kind}: {', '.join(names)}" for kind, names in self._fields() if names),
        ]
        return "; ".join(words)

    def _repr_html_(self) -> str:
        """Show in a notebook what the repr says, as a table."""
        edges = f"{'directed' if self.directed else 'undirected'} edge"
        size = f"{counted(self.node_count, 'node')}, {counted(self.edge_count, edges)}"
        rows = [("Graph", size), *((kind, ", ".join(names)) for kind, names in self._fields())]
        cells = (
            f"<tr><th>{escape(head)}</th><td>{escape(words)}</td></tr>" for head, words in rows
        )
        return f"<table>{''.join(cells)}</table>"

    def _fields(self) -> list[tuple[str, list[str]]]:
        """List (whose, names as they are shown) of the fields."""
        named = {"node fields": self.node_columns, "edge fields": self.edge_columns}
        return [(kind, list(map(str, columns.names()))) for kind, columns in named.items()]

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
        return frame_of(self.node_columns, self.ids)

    @cached_property
    def edges(self) -> pd.DataFrame:
        """The edge frame: ``source``, ``target`` as node ids, then every field."""
        ends = [
            (name, self.ids.take(places).to_series().reset_index(drop=True))
            for name, places in (("source", self.source), ("target", self.target))
        ]
        fields = [(name, self.edge_columns.read(name)) for name in self.edge_columns.names()]
        return named_frame([*ends, *fields], len(self.source))


def over_edges(tables: GraphTables, work: Callable[[GraphTables], FloatArray]) -> FloatArray:
    """Return what comes of a graph's edges, added up where they are in partitions."""
    if tables.partitions is None:
        return work(tables)
    return tables.partitions.reduce(work, np.add)
