"""Many graphs -> Collection: one GraphTables of all, and which part of it each graph is."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

import numpy as np
import pandas as pd

from vizlib.arrays import IntArray, LongArray
from vizlib.errors import VizlibError, listed
from vizlib.graphs.read_networkx import RowColumns, numbers_of, read_networkx, values_of
from vizlib.graphs.read_plain import plain_reader
from vizlib.graphs.tables import Columns, FrameColumns, GraphTables, frame_of, inferred, name_index

if TYPE_CHECKING:
    import networkx as nx

Read = Callable[[object], GraphTables]
Graphs = Mapping[Hashable, object] | Iterable[object]
"""A mapping name -> graph, graphs, or pairs of a name and a graph."""


@dataclass(frozen=True, eq=False)
class Collection:
    """Many graphs as one.

    Parameters
    ----------
    names
        ``(B,)`` the name of each graph, unique.
    tables
        All nodes and edges, graph after graph; a node's id is ``(name, id)``.
    size, edges
        ``(B,)`` how many nodes and edges each graph has.
    metadata
        B rows: what each graph says of itself.
    """

    names: pd.Index
    tables: GraphTables
    size: LongArray
    edges: LongArray
    metadata: Columns

    def __reduce__(self) -> Any:
        """Travel with what the graphs say of themselves, not with the graphs."""
        metadata = FrameColumns(frame_of(self.metadata, pd.RangeIndex(len(self.names))))
        return Collection, (self.names, self.tables, self.size, self.edges, metadata)

    @cached_property
    def block(self) -> IntArray:
        """``(N,)`` the graph that each node is of."""
        return np.repeat(np.arange(len(self.names), dtype=np.int32), self.size)

    @cached_property
    def offset(self) -> LongArray:
        """``(B,)`` number of the first node of each graph."""
        return np.cumsum(self.size) - self.size


@dataclass(frozen=True, eq=False)
class JoinedColumns:
    """Fields of several tables, one below another; missing where a table lacks them.

    Parameters
    ----------
    parts
        The fields of each table.
    counts
        How many rows each table has.
    """

    parts: Sequence[Columns]
    counts: LongArray

    def names(self) -> list[Any]:
        """List the fields that at least one table has."""
        return list(dict.fromkeys(name for part in self.parts for name in part.names()))

    def __contains__(self, name: object) -> bool:
        """Tell whether at least one table has the field."""
        return any(name in part for part in self.parts)

    def read(self, name: Hashable) -> "pd.Series[Any]":
        """Return the field as ``(M,)`` values."""
        empty = pd.Series([], dtype=object)
        read = [
            part.read(name) if name in part else pd.Series([None] * int(count), dtype=object)
            for part, count in zip(self.parts, self.counts, strict=True)
            if count
        ]
        kinds = {str(values.dtype) for values in read}
        if len(kinds) == 1:
            return pd.concat(read, ignore_index=True)
        mixed = [values.astype(object) for values in read]
        return inferred(pd.concat(mixed or [empty], ignore_index=True).to_numpy(object))


@dataclass(frozen=True, eq=False)
class NamedColumns:
    """Fields with two more: ``graph`` and ``id``, unless they have such fields themselves.

    Parameters
    ----------
    own
        The fields.
    extra
        The two others, row by row.
    """

    own: Columns
    extra: Mapping[str, Callable[[], "pd.Series[Any]"]]

    def names(self) -> list[Any]:
        """List all fields."""
        own = self.own.names()
        return [*own, *(name for name in self.extra if name not in own)]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a field."""
        return name in self.extra or name in self.own

    def read(self, name: Hashable) -> "pd.Series[Any]":
        """Return a field."""
        if name in self.own:
            return self.own.read(name)
        return self.extra[str(name)]()


def is_collection(given: object) -> TypeGuard[Graphs | Collection]:
    """Tell whether something is many graphs: a sequence, a generator, or a mapping by names.

    Pairs, nested lists and a dict of neighbours are one graph each.
    """
    if isinstance(given, Collection):
        return True
    kind = type(given).__module__.partition(".")[0]
    many = kind == "builtins" and isinstance(given, (list, tuple, Mapping, Iterator))
    return many and plain_reader(given) is None


def read_collection(given: Graphs | Collection, read: Read) -> Collection:
    """Read many graphs.

    Parameters
    ----------
    given
        Graphs, pairs of a name and a graph, or a mapping name -> graph.
    read
        Reads one graph.

    Raises
    ------
    VizlibError
        Where there is none, a name comes twice, one is no graph, or directed and undirected ones
        are mixed; it is named by its name and position.
    """
    if isinstance(given, Collection):
        return given
    names, graphs = _named(given)
    if not graphs:
        raise VizlibError("There is no graph: give a sequence or a mapping of at least one.")
    repeated = names[names.duplicated()]
    if len(repeated):
        raise VizlibError(
            f"The names {listed(repeated.unique())} come twice; name each graph once."
        )
    plain = all(type(graph).__module__.startswith("networkx.") for graph in graphs)
    simple = plain and not any(graph.is_multigraph() for graph in graphs)
    return _walk_networkx(names, graphs) if simple else _join_tables(names, graphs, read)


def _named(given: Graphs) -> tuple["pd.Index[Any]", list[Any]]:
    """Return the names of graphs, and the graphs: by keys, by pairs, by attributes or numbers."""
    if isinstance(given, Mapping):
        return _index(list(given)), list(given.values())
    graphs = list(given)
    pairs = [pair for pair in graphs if isinstance(pair, tuple) and len(pair) == 2]
    if graphs and len(pairs) == len(graphs):
        return _index([name for name, _ in pairs]), [graph for _, graph in pairs]
    attributes = [getattr(graph, "graph", None) for graph in graphs]
    names = [own.get("name") if isinstance(own, Mapping) else None for own in attributes]
    if names and all(isinstance(name, str) and name for name in names):
        index = _index(names)
        if index.is_unique:
            return index, graphs
    return pd.RangeIndex(len(graphs)), graphs


def _index(values: list[Any]) -> "pd.Index[Any]":
    return name_index(values)


def _same_direction(names: "pd.Index[Any]", directed: Sequence[bool]) -> bool:
    first = directed[0]
    if all(own == first for own in directed):
        return first
    place = [own == first for own in directed].index(False)
    words = ["undirected", "directed"]
    raise VizlibError(
        f"Graph {place} ({names[place]!r}) is {words[not first]} and graph 0 ({names[0]!r}) is"
        f" {words[first]}; make all alike, by to_directed() or to_undirected()."
    )


def _walk_networkx(names: "pd.Index[Any]", graphs: "Sequence[nx.Graph[Any]]") -> Collection:
    """Read simple networkx graphs in one walk over all of them."""
    directed = _same_direction(names, [graph.is_directed() for graph in graphs])
    size = np.fromiter((len(graph._node) for graph in graphs), np.int64, len(graphs))
    near = list(chain.from_iterable(graph._adj.values() for graph in graphs))
    degree = np.fromiter(map(len, near), np.int64, len(near))
    target = np.fromiter(_targets(graphs), np.int32, int(degree.sum()))
    source = np.repeat(np.arange(len(near), dtype=np.int32), degree)
    ends = np.cumsum(degree)
    last = np.append(0, ends)[np.cumsum(size)]
    keep = np.ones(len(source), bool) if directed else source <= target
    kept = np.append(0, np.cumsum(keep))[last]
    source, target = source[keep], target[keep]
    rows = RowColumns.of_rows(chain.from_iterable(graph._node.values() for graph in graphs))
    lines = RowColumns.of_rows(values_of(near, keep))
    metadata = RowColumns.of_rows(graph.graph for graph in graphs)
    ids = chain.from_iterable(graph._node for graph in graphs)
    tables = _union(names, ids, size, Union(source, target, directed, rows, lines))
    return Collection(names, tables, size, np.diff(kept, prepend=0), metadata)


def _targets(graphs: "Sequence[nx.Graph[Any]]") -> Iterator[int]:
    """Number the neighbours of all nodes, graph after graph."""
    begin = 0
    for graph in graphs:
        ends = chain.from_iterable(graph._adj.values())
        yield from numbers_of(ends, graph._node, begin)
        begin += len(graph._node)


def _join_tables(names: "pd.Index[Any]", graphs: Sequence[object], read: Read) -> Collection:
    """Read graphs one by one, and lay their tables one below another."""
    tables = [_read(graph, place, names[place], read) for place, graph in enumerate(graphs)]
    directed = _same_direction(names, [table.directed for table in tables])
    size = np.array([table.node_count for table in tables], np.int64)
    edges = np.array([table.edge_count for table in tables], np.int64)
    shift = np.repeat(np.cumsum(size) - size, edges).astype(np.int32)
    source = np.concatenate([table.source for table in tables]).astype(np.int32) + shift
    target = np.concatenate([table.target for table in tables]).astype(np.int32) + shift
    rows = JoinedColumns([table.node_columns for table in tables], size)
    lines = JoinedColumns([table.edge_columns for table in tables], edges)
    metadata = FrameColumns(pd.DataFrame([dict(table.attributes) for table in tables]))
    ids = chain.from_iterable(table.ids for table in tables)
    whole = _union(names, ids, size, Union(source, target, directed, rows, lines))
    return Collection(names, whole, size, edges, metadata)


def _read(graph: object, place: int, name: Hashable, read: Read) -> GraphTables:
    try:
        module = type(graph).__module__
        return read_networkx(graph) if module.startswith("networkx.") else read(graph)
    except VizlibError as error:
        raise VizlibError(f"Graph {place} ({name!r}): {error}") from error


class Union(NamedTuple):
    """The edges of all graphs, and the fields of their nodes and edges."""

    source: IntArray
    target: IntArray
    directed: bool
    node_columns: Columns
    edge_columns: Columns


def _union(
    names: "pd.Index[Any]", ids: Iterable[Hashable], size: LongArray, union: Union
) -> GraphTables:
    """Make tables of all graphs, of which each node's id is the name of its graph and its own."""
    own = list(ids)
    block = np.repeat(np.arange(len(names)), size)
    pairs = np.empty(len(own), object)
    pairs[:] = list(zip(names.take(block), own, strict=True))
    extra: dict[str, Callable[[], pd.Series[Any]]] = {
        "id": lambda: pd.Series(_index(own)),
        "graph": lambda: pd.Series(names.take(block)),
    }
    return GraphTables(
        ids=pd.Index(pairs, dtype=object, tupleize_cols=False),
        source=union.source,
        target=union.target,
        directed=union.directed,
        node_columns=NamedColumns(union.node_columns, extra),
        edge_columns=union.edge_columns,
    )
