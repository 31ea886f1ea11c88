"""Many graphs -> Collection: one GraphTables of all, and which part of it each graph is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import IntArray, LongArray
from vizlib.errors import VizlibError, listed
from vizlib.graphs.read_networkx import DictColumns, read_networkx
from vizlib.graphs.tables import Columns, FrameColumns, GraphTables

Read = Callable[[Any], GraphTables]


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

    def names(self) -> list[str]:
        """List the fields that at least one table has."""
        return list(dict.fromkeys(name for part in self.parts for name in part.names()))

    def __contains__(self, name: object) -> bool:
        """Tell whether at least one table has the field."""
        return any(name in part for part in self.parts)

    def read(self, name: str) -> "pd.Series[Any]":
        """Return the field as ``(M,)`` values."""
        empty = pd.Series([], dtype=object)
        read = [
            part.read(name) if name in part else pd.Series([None] * int(count), dtype=object)
            for part, count in zip(self.parts, self.counts, strict=True)
            if count
        ]
        kinds = {str(each.dtype) for each in read}
        if len(kinds) == 1:
            return pd.concat(read, ignore_index=True)
        values = [each.astype(object) for each in read]
        return pd.concat(values or [empty], ignore_index=True).infer_objects()


@dataclass(frozen=True, eq=False)
class NamedColumns:
    """Fields with two more: ``graph`` and ``id``, unless they have such fields themselves.

    Parameters
    ----------
    own
        The fields.
    more
        The two others, row by row.
    """

    own: Columns
    more: Mapping[str, Callable[[], "pd.Series[Any]"]]

    def names(self) -> list[str]:
        """List all fields."""
        own = self.own.names()
        return [*own, *(name for name in self.more if name not in own)]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a field."""
        return name in self.more or name in self.own

    def read(self, name: str) -> "pd.Series[Any]":
        """Return a field."""
        if name in self.own:
            return self.own.read(name)
        return self.more[name]()


def is_collection(given: Any) -> bool:
    """Tell whether something is many graphs: a sequence, a generator, or a mapping by names."""
    if isinstance(given, Collection):
        return True
    kind = type(given).__module__.partition(".")[0]
    return kind == "builtins" and isinstance(given, (list, tuple, Mapping, Iterator))


def read_collection(given: Any, read: Read) -> Collection:
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
    twice = names[names.duplicated()]
    if len(twice):
        raise VizlibError(f"The names {listed(twice.unique())} come twice; name each graph once.")
    plain = all(type(each).__module__.startswith("networkx.") for each in graphs)
    simple = plain and not any(each.is_multigraph() for each in graphs)
    return _walked(names, graphs) if simple else _joined(names, graphs, read)


def _named(given: Any) -> tuple["pd.Index[Any]", list[Any]]:
    if isinstance(given, Mapping):
        return _index(list(given)), list(given.values())
    graphs = list(given)
    if graphs and all(isinstance(each, tuple) and len(each) == 2 for each in graphs):
        return _index([name for name, _ in graphs]), [graph for _, graph in graphs]
    said = [getattr(each, "graph", None) for each in graphs]
    names = [each.get("name") if isinstance(each, Mapping) else None for each in said]
    if names and all(isinstance(each, str) and each for each in names):
        index = _index(names)
        if index.is_unique:
            return index, graphs
    return pd.RangeIndex(len(graphs)), graphs


def _index(values: list[Any]) -> "pd.Index[Any]":
    made = np.empty(len(values), object)
    made[:] = values
    index: pd.Index[Any] = pd.Index(made, dtype=object, tupleize_cols=False).infer_objects()
    return index


def _same_direction(names: Any, directed: Sequence[bool]) -> bool:
    first = directed[0]
    for place, each in enumerate(directed):
        if each != first:
            words = ["undirected", "directed"]
            raise VizlibError(
                f"Graph {place} ({names[place]!r}) is {words[each]} and graph 0"
                f" ({names[0]!r}) is {words[first]}; make all alike, by to_directed() or"
                " to_undirected()."
            )
    return first


def _walked(names: Any, graphs: list[Any]) -> Collection:
    """Read simple networkx graphs in one walk over all of them."""
    directed = _same_direction(names, [each.is_directed() for each in graphs])
    size = np.fromiter((len(each._node) for each in graphs), np.int64, len(graphs))
    near = list(chain.from_iterable(each._adj.values() for each in graphs))
    degree = np.fromiter(map(len, near), np.int64, len(near))
    target = np.fromiter(_targets(graphs), np.int32, int(degree.sum()))
    source = np.repeat(np.arange(len(near), dtype=np.int32), degree)
    ends = np.cumsum(degree)
    last = np.append(0, ends)[np.cumsum(size)]
    keep = np.ones(len(source), bool) if directed else source <= target
    kept = np.append(0, np.cumsum(keep))[last]
    source, target = source[keep], target[keep]
    rows = DictColumns(len(near), lambda: (row for each in graphs for row in each._node.values()))
    lines = DictColumns(
        len(source), lambda: (line[-1] for each in graphs for line in each.edges(data=True))
    )
    said = DictColumns(len(graphs), lambda: (each.graph for each in graphs))
    inner = chain.from_iterable(each._node for each in graphs)
    return _made(names, inner, (source, target, directed), rows, lines, said, size,
                 np.diff(kept, prepend=0))  # fmt: skip


def _targets(graphs: list[Any]) -> Iterator[int]:
    begin = 0
    for graph in graphs:
        count = len(graph._node)
        number = dict(zip(graph._node, range(begin, begin + count), strict=True))
        begin += count
        yield from map(number.__getitem__, chain.from_iterable(graph._adj.values()))


def _joined(names: Any, graphs: list[Any], read: Read) -> Collection:
    parts = [_read(graph, place, names[place], read) for place, graph in enumerate(graphs)]
    directed = _same_direction(names, [each.directed for each in parts])
    size = np.array([each.node_count for each in parts], np.int64)
    edges = np.array([each.edge_count for each in parts], np.int64)
    shift = np.repeat(np.cumsum(size) - size, edges).astype(np.int32)
    source = np.concatenate([each.source for each in parts]).astype(np.int32) + shift
    target = np.concatenate([each.target for each in parts]).astype(np.int32) + shift
    rows = JoinedColumns([each.node_columns for each in parts], size)
    lines = JoinedColumns([each.edge_columns for each in parts], edges)
    said = FrameColumns(pd.DataFrame([dict(each.attributes) for each in parts]))
    inner = chain.from_iterable(each.ids for each in parts)
    return _made(names, inner, (source, target, directed), rows, lines, said, size, edges)


def _read(graph: Any, place: int, name: Any, read: Read) -> GraphTables:
    try:
        module = type(graph).__module__
        return read_networkx(graph) if module.startswith("networkx.") else read(graph)
    except VizlibError as error:
        raise VizlibError(f"Graph {place} ({name!r}): {error}") from error


def _made(
    names: Any, inner: Iterable[Any], ends: tuple[IntArray, IntArray, bool], rows: Columns,
    lines: Columns, said: Columns, size: LongArray, edges: LongArray,
) -> Collection:  # fmt: skip
    own = list(inner)
    of = np.repeat(np.arange(len(names)), size)
    ids = np.empty(len(own), object)
    ids[:] = list(zip(names.take(of), own, strict=True))
    more: dict[str, Callable[[], pd.Series[Any]]] = {
        "id": lambda: pd.Series(_index(own)),
        "graph": lambda: pd.Series(names.take(of)),
    }
    source, target, directed = ends
    tables = GraphTables(
        ids=pd.Index(ids, dtype=object, tupleize_cols=False),
        source=source,
        target=target,
        directed=directed,
        node_columns=NamedColumns(rows, more),
        edge_columns=lines,
    )
    return Collection(names, tables, size, edges, said)
