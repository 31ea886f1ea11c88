"""Python's own lists and dicts: pairs, rows of numbers, neighbours, node-link -> GraphTables."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import Enum
from numbers import Number
from typing import Any
from uuid import UUID

import numpy as np

from vizlib.errors import VizlibError, listed
from vizlib.graphs.read_frames import from_edges
from vizlib.graphs.read_matrices import from_matrix
from vizlib.graphs.read_networkx import RowColumns, read_networkx
from vizlib.graphs.tables import GraphTables, index_of

NODE_TYPES = (
    *(str, bytes, Number, np.generic, tuple, frozenset),
    *(dt.date, dt.time, dt.timedelta, Enum, UUID),
)
"""What a node may be in lists that could as well hold graphs."""
LINKS = ("links", "edges")
"""What node-link data call their edges: d3, then networkx."""


def plain_reader(given: object) -> Callable[[Any], GraphTables] | None:
    """Return the reader of a list or dict, or None where it is no graph.

    Parameters
    ----------
    given
        A list of pairs or triples, nested lists of numbers (a matrix: pairs are tuples), a dict
        from node to neighbours, or node-link data.

    Examples
    --------
    >>> plain_reader([("a", "b"), ("b", "c")])([("a", "b"), ("b", "c")]).edge_count
    2
    >>> plain_reader({"a": ["b", "c"]})({"a": ["b", "c"]}).edge_count
    2
    """
    if isinstance(given, (list, tuple)) and given:
        if all(map(_is_pair, given)):
            return from_edges
        return from_matrix if all(map(_is_row, given)) else None
    if isinstance(given, dict) and given:
        if is_node_link(given):
            return read_node_link
        return read_neighbours if _is_adjacency(given) else None
    return None


def _is_node(given: object) -> bool:
    return isinstance(given, NODE_TYPES)


def _is_pair(row: object) -> bool:
    """Tell an edge; one that is a list rather than a tuple must be of words."""
    if isinstance(row, tuple):
        return len(row) in (2, 3) and all(map(_is_node, row[:2]))
    return (
        isinstance(row, list)
        and len(row) in (2, 3)
        and all(isinstance(end, str) for end in row[:2])
    )


def _is_row(row: object) -> bool:
    if isinstance(row, np.ndarray):
        return row.ndim == 1
    if not isinstance(row, (list, tuple)) or not row:
        return False
    return all(isinstance(value, (Number, np.generic)) for value in row)


def _is_adjacency(given: Mapping[Any, Any]) -> bool:
    """Tell a dict from node to neighbours from one of graphs by name, which may be of pairs."""
    return all(_are_neighbours(near, given) for near in given.values())


def _are_neighbours(near: object, nodes: Mapping[Any, Any]) -> bool:
    if not isinstance(near, (list, tuple, set, frozenset, dict)):
        return False
    if isinstance(near, dict) and not all(
        isinstance(fields, (dict, Number, np.generic)) for fields in near.values()
    ):
        return False
    return all(
        _is_node(node) and (not isinstance(node, (tuple, frozenset)) or node in nodes)
        for node in near
    )


def read_neighbours(graph: Mapping[Any, Any]) -> GraphTables:
    """Read a dict from node to neighbours: a list, or a dict to fields or weights.

    Parameters
    ----------
    graph
        As networkx takes it; an edge has no direction, and may stand with one end or both.

    Examples
    --------
    >>> read_neighbours({"a": {"b": 2.5}, "c": []}).edges["weight"].tolist()
    [2.5]
    """
    import networkx as nx

    whole: nx.Graph[Any] = nx.Graph()
    whole.add_nodes_from(graph)
    for source, near in graph.items():
        fields = near if isinstance(near, dict) else {node: {} for node in near}
        for target, own in fields.items():
            whole.add_edge(source, target)
            whole.edges[source, target].update(own if isinstance(own, dict) else {"weight": own})
    return read_networkx(whole)


def is_node_link(given: object) -> bool:
    """Tell node-link data, as networkx and d3 write them, from dicts of other things."""
    if not isinstance(given, Mapping) or not isinstance(given.get("nodes"), list):
        return False
    links = next((given[name] for name in LINKS if name in given), None)
    rows = [*given["nodes"], *links] if isinstance(links, list) else [None]
    return all(isinstance(row, Mapping) for row in rows)


def read_node_link(graph: Mapping[str, Any]) -> GraphTables:
    """Read node-link data.

    Parameters
    ----------
    graph
        ``nodes``, a dict each with its ``id``; ``links`` or ``edges``, a dict each with ``source``
        and ``target``: ids, or places in the nodes, as d3 counts them. ``directed`` and ``graph``
        may be there.

    Raises
    ------
    VizlibError
        Where an end is no node, or an id comes twice.

    Examples
    --------
    >>> links = [{"source": "a", "target": "b", "value": 2}]
    >>> read_node_link({"nodes": [{"id": "a"}, {"id": "b"}], "links": links}).edge_count
    1
    """
    nodes: list[Mapping[str, Any]] = graph["nodes"]
    links: list[Mapping[str, Any]] = next(graph[name] for name in LINKS if name in graph)
    ids = _ids_of(nodes)
    place = {node: number for number, node in enumerate(ids)}
    if len(place) < len(ids):
        raise VizlibError("The nodes hold an id more than once; give each node one of its own.")
    ends = [[_hashable(link.get(side)) for link in links] for side in ("source", "target")]
    unknown = {end for side in ends for end in side if end not in place}
    if unknown and all(type(end) is int and 0 <= end < len(ids) for side in ends for end in side):
        place = {number: number for number in range(len(ids))}
        unknown = set()
    if unknown:
        raise VizlibError(f"{len(unknown):,} ends of edges are no nodes: {listed(unknown)}.")
    source, target = (np.array([place[end] for end in side], np.int32) for side in ends)
    rows, lines = _without(nodes, {"id"}), _without(links, {"source", "target"})
    return GraphTables(
        ids=index_of(ids),
        source=source,
        target=target,
        directed=bool(graph.get("directed", False)),
        node_columns=RowColumns.of_rows(rows),
        edge_columns=RowColumns.of_rows(lines),
        attributes=dict(graph.get("graph") or {}),
    )


def _ids_of(nodes: Sequence[Mapping[str, Any]]) -> list[Hashable]:
    """Return the ids of nodes, or their names where each has its own, or their places."""
    for name in ("id", "name"):
        ids = [_hashable(node.get(name)) for node in nodes]
        if None not in ids and (name == "id" or len(set(ids)) == len(ids)):
            return ids
    return list(range(len(nodes)))


def _hashable(value: Any) -> Hashable:
    """Return an id; JSON writes tuples as lists."""
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def _without(rows: Iterable[Mapping[str, Any]], names: set[str]) -> list[Mapping[str, Any]]:
    return [{name: row[name] for name in row if name not in names} for row in rows]
