"""A networkx graph -> GraphTables; fields are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, IntArray, LongArray
from vizlib.errors import VizlibError
from vizlib.graphs.tables import GraphTables, index_of, inferred, key_of

if TYPE_CHECKING:
    import networkx as nx

KEY = "key"


@dataclass(frozen=True, eq=False)
class DictColumns:
    """Fields that stand in one dict a node or edge.

    Parameters
    ----------
    count
        Number of rows.
    rows
        Gives the dicts, in row order.
    """

    count: int
    rows: Callable[[], Iterator[Mapping[Any, Any]]]

    def names(self) -> list[Any]:
        """List the fields that at least one row has, by their own keys."""
        names: dict[Any, None] = {}
        for row in self.rows():
            if row:
                names.update(dict.fromkeys(row))
        return list(names)

    def __contains__(self, name: object) -> bool:
        """Tell whether at least one row has the field."""
        return any(name in row for row in self.rows()) or key_of(name, self.names()) is not None

    def read(self, name: Hashable) -> pd.Series[Any]:
        """Return the field as ``(M,)`` values in row order, missing where a row lacks it."""
        own = any(name in row for row in self.rows())
        key = name if own else key_of(name, self.names())
        values = np.empty(self.count, object)
        filled = -1
        for filled, row in enumerate(self.rows()):
            if filled < self.count:
                values[filled] = row.get(key)
        if filled + 1 != self.count:
            raise VizlibError(
                f"The graph was changed after the plot was made: it had {self.count:,} rows and has"
                f" {filled + 1:,}. Make the plot again."
            )
        return inferred(values)


@dataclass(frozen=True, eq=False)
class KeyedColumns:
    """Fields of a multigraph's edges, with the key of each as a field where none has its name."""

    dicts: DictColumns
    keys: Callable[[], Iterator[Any]]

    def names(self) -> list[Any]:
        """List the fields, the key among them."""
        own = self.dicts.names()
        return own if KEY in own else [KEY, *own]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a field."""
        return name == KEY or name in self.dicts

    def read(self, name: Hashable) -> pd.Series[Any]:
        """Return a field, or the keys."""
        if name != KEY or KEY in self.dicts:
            return self.dicts.read(name)
        values = np.empty(self.dicts.count, object)
        values[:] = list(self.keys())
        return inferred(values)


def read_networkx(graph: nx.Graph[Any]) -> GraphTables:
    """Read a Graph, DiGraph, MultiGraph or MultiDiGraph; edges in the order of ``graph.edges``."""
    ids = list(graph._node)
    source, target = _ends(graph, ids)
    nodes = DictColumns(len(ids), lambda: iter(graph._node.values()))
    return GraphTables(
        ids=index_of(ids),
        source=source,
        target=target,
        directed=graph.is_directed(),
        node_columns=nodes,
        edge_columns=_edge_columns(graph, len(source)),
        attributes=dict(graph.graph),
    )


def _ends(graph: nx.Graph[Any], ids: list[Any]) -> tuple[IntArray, IntArray]:
    """Walk the adjacency once: an undirected edge where its first end comes first."""
    neighbours = graph._adj.values()
    sizes = np.fromiter(map(len, neighbours), np.int64, len(ids))
    flat = chain.from_iterable(neighbours)
    total = int(sizes.sum())
    if ids == list(range(len(ids))):
        target = np.fromiter(flat, np.int32, total)
    else:
        number = dict(zip(ids, range(len(ids)), strict=True))
        target = _numbers(number, flat, total)
    source = np.repeat(np.arange(len(ids), dtype=np.int32), sizes)
    keep = _kept_once(graph, source, target)
    if keep is not None:
        source, target = source[keep], target[keep]
    if graph.is_multigraph():
        count = _multiplicities(graph, keep)
        source, target = np.repeat(source, count), np.repeat(target, count)
    return source, target


def _numbers(number: Mapping[Any, int], neighbours: Iterator[Any], total: int) -> IntArray:
    try:
        return np.fromiter(map(number.__getitem__, neighbours), np.int32, total)
    except KeyError as error:
        raise VizlibError(
            f"An edge ends at {error.args[0]!r}, which is none of the nodes. A NaN equals nothing,"
            " not even itself: give such a node another name, such as 'missing'."
        ) from error


def _kept_once(graph: nx.Graph[Any], source: IntArray, target: IntArray) -> BoolArray | None:
    return None if graph.is_directed() else source <= target


def _multiplicities(graph: nx.Graph[Any], keep: BoolArray | None) -> LongArray:
    counts = (len(keys) for near in graph._adj.values() for keys in near.values())
    multiplicity = np.fromiter(counts, np.int64)
    return multiplicity if keep is None else multiplicity[keep]


def _edge_columns(graph: nx.Graph[Any], count: int) -> DictColumns | KeyedColumns:
    def rows() -> Iterator[Mapping[Any, Any]]:
        return (edge[-1] for edge in graph.edges(data=True))

    dicts = DictColumns(count, rows)
    if not graph.is_multigraph():
        return dicts
    return KeyedColumns(dicts, lambda: (edge[-1] for edge in graph.edges(keys=True)))
