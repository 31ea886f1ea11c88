"""A networkx graph -> GraphTables, with the fields as they are now."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, IntArray, ObjectArray
from vizlib.errors import VizlibError
from vizlib.graphs.tables import GraphTables, index_of, inferred, key_of, objects

if TYPE_CHECKING:
    import networkx as nx

KEY = "key"


@dataclass(frozen=True, eq=False)
class RowColumns:
    """Fields that stood in one dict a node or edge, as they were when the graph was read.

    Parameters
    ----------
    values
        Field -> ``(M,)`` its values in row order, None where a row lacks it.
    """

    values: Mapping[Any, ObjectArray]

    @classmethod
    def of_rows(cls, rows: Iterable[Mapping[Any, Any]], **more: ObjectArray) -> RowColumns:
        """Gather the values of dicts, so that what becomes of the dicts changes nothing.

        Parameters
        ----------
        rows
            M dicts.
        more
            Fields besides, where no dict has one of that name.
        """
        known = list(rows)
        names = dict.fromkeys(chain.from_iterable(known))
        own = {name: objects(_column(known, name)) for name in names}
        return cls({**{name: values for name, values in more.items() if name not in own}, **own})

    def names(self) -> list[Any]:
        """List the fields that at least one row has, by their own keys."""
        return list(self.values)

    def __contains__(self, name: object) -> bool:
        """Tell whether at least one row has the field."""
        return key_of(name, self.values) is not None

    def read(self, name: Hashable) -> pd.Series[Any]:
        """Return the field as ``(M,)`` values in row order, missing where a row lacks it."""
        return inferred(self.values[key_of(name, self.values)])


def _column(rows: list[Mapping[Any, Any]], name: Hashable) -> list[Any]:
    """Return the value of each row, None where it has none; quickly where each has one."""
    try:
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name) for row in rows]


def read_networkx(graph: nx.Graph[Any]) -> GraphTables:
    """Read a Graph, DiGraph, MultiGraph or MultiDiGraph; edges in the order of ``graph.edges``."""
    ids = list(graph._node)
    source, target, edges = _edges(graph, ids)
    return GraphTables(
        ids=index_of(ids),
        source=source,
        target=target,
        directed=graph.is_directed(),
        node_columns=RowColumns.of_rows(graph._node.values()),
        edge_columns=edges,
        attributes=dict(graph.graph),
    )


def _edges(graph: nx.Graph[Any], ids: list[Any]) -> tuple[IntArray, IntArray, RowColumns]:
    """Walk the adjacency: an undirected edge stands where its first end comes first."""
    neighbours = graph._adj.values()
    sizes = np.fromiter(map(len, neighbours), np.int64, len(ids))
    flat = chain.from_iterable(neighbours)
    total = int(sizes.sum())
    if ids == list(range(len(ids))):
        target = np.fromiter(flat, np.int32, total)
    else:
        target = np.fromiter(numbers_of(flat, ids), np.int32, total)
    source = np.repeat(np.arange(len(ids), dtype=np.int32), sizes)
    keep = np.ones(total, bool) if graph.is_directed() else source <= target
    source, target = source[keep], target[keep]
    rows = values_of(graph._adj.values(), keep)
    if not graph.is_multigraph():
        return source, target, RowColumns.of_rows(rows)
    parallel = list(rows)
    count = np.fromiter(map(len, parallel), np.int64, len(parallel))
    keys = {KEY: objects(chain.from_iterable(parallel))}
    rows = chain.from_iterable(several.values() for several in parallel)
    return np.repeat(source, count), np.repeat(target, count), RowColumns.of_rows(rows, **keys)


def numbers_of(nodes: Iterable[Any], ids: Iterable[Any], first: int = 0) -> Iterator[int]:
    """Number nodes by their ids, from ``first`` on."""
    number = {node: place for place, node in enumerate(ids, first)}
    try:
        yield from map(number.__getitem__, nodes)
    except KeyError as error:
        raise VizlibError(
            f"An edge ends at {error.args[0]!r}, which is no node of the graph. NaN is unlike"
            " itself once it was copied: give such a node another id."
        ) from None


def values_of(
    neighbours: Iterable[Mapping[Any, Mapping[Any, Any]]], keep: BoolArray
) -> Iterator[Mapping[Any, Any]]:
    """Yield what the neighbours of each node have, where ``keep`` is true.

    Parameters
    ----------
    neighbours
        A dict neighbour -> fields a node.
    keep
        Whether each of all their entries is wanted.
    """
    return compress(chain.from_iterable(near.values() for near in neighbours), keep)
