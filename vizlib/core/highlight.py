"""Which nodes and edges stand out -> masks; the rest recedes without losing its colour."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.errors import VizlibError, listed
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import GraphTables

RECEDED = 0.12


@dataclass(frozen=True, eq=False)
class Focus:
    """What stands out.

    Parameters
    ----------
    nodes
        ``(N,)`` whether each node does.
    edges
        ``(E,)`` whether each edge does.
    rest
        What is left of the opacity of other edges.
    """

    nodes: BoolArray
    edges: BoolArray
    rest: float = RECEDED

    def on_nodes(self, color: FloatArray) -> FloatArray:
        """Let the colours ``(N, 4)`` of the other nodes recede."""
        faded = np.broadcast_to(color, (len(self.nodes), 4)).copy()
        faded[~self.nodes, 3] *= RECEDED
        return faded

    def on_edges(self, color: FloatArray) -> FloatArray:
        """Let the colours ``(E, 4)`` of the other edges recede, and strengthen those in focus."""
        faded = np.broadcast_to(color, (len(self.edges), 4)).copy()
        faded[~self.edges, 3] *= self.rest
        return faded


def select(table: FieldTable, given: Any, what: str) -> BoolArray:
    """Find rows by a predicate, a mask or ids.

    Parameters
    ----------
    table
        The fields of the nodes or of the edges.
    given
        A string such as ``"degree > 10"`` as ``DataFrame.query`` takes it, a mask, one id, or a
        collection of ids; edges are pairs of ids.
    what
        The option's name, for errors.

    Raises
    ------
    VizlibError
        Where the predicate cannot be read, or an id is not in the graph.
    """
    keys = _keys(table)
    if isinstance(given, str) and given not in keys:
        return _queried(table, given, what)
    if isinstance(given, pd.Series) or (isinstance(given, np.ndarray) and given.dtype == bool):
        mask: BoolArray = table.align(given).fillna(False).to_numpy(bool)
        return mask
    one = given in keys if isinstance(given, (str, int, float, tuple)) else False
    wanted = [given] if one or not np.iterable(given) else list(given)
    return _named(table, keys, wanted, what)


def _keys(table: FieldTable) -> dict[Any, list[int]]:
    """Return each id, or pair of ids, with the rows that it names."""
    ids, tables = list(table.tables.ids), table.tables
    rows: dict[Any, list[int]] = {}
    if table.kind == "nodes":
        return {key: [row] for row, key in enumerate(ids)}
    for row, (one, two) in enumerate(zip(tables.source, tables.target, strict=True)):
        rows.setdefault((ids[one], ids[two]), []).append(row)
        if not tables.directed and one != two:
            rows.setdefault((ids[two], ids[one]), []).append(row)
    return rows


def _named(
    table: FieldTable, keys: dict[Any, list[int]], wanted: list[Any], what: str
) -> BoolArray:
    unknown = [each for each in wanted if each not in keys]
    if unknown:
        raise VizlibError(f"{what}: the graph has no {table.kind} {listed(unknown)}.")
    mask = np.zeros(table.count, bool)
    for each in wanted:
        mask[keys[each]] = True
    return mask


def _queried(table: FieldTable, predicate: str, what: str) -> BoolArray:
    names = {*re.findall(r"[^\W\d]\w*", predicate), *re.findall(r"`([^`]+)`", predicate)}
    frame = pd.DataFrame({name: table.field(name) for name in sorted(names) if name in table})
    if frame.empty and table.count:
        raise VizlibError(
            f"{what}={predicate!r} names neither one of the {table.kind} nor a field of them; they"
            f" have {listed(table.names())}."
        )
    try:
        mask = frame.eval(predicate)
    except Exception as error:
        raise VizlibError(f"{what}={predicate!r} cannot be read: {error}.") from error
    return np.asarray(mask, bool)


def focus_on(
    tables: GraphTables, nodes: BoolArray | None, edges: BoolArray | None, neighbors: bool
) -> Focus:
    """Add to chosen nodes their edges and neighbours, and to chosen edges their ends."""
    inside = np.zeros(tables.edge_count, bool) if edges is None else edges.copy()
    seen = np.zeros(tables.node_count, bool) if nodes is None else nodes.copy()
    if nodes is not None:
        ends = nodes[tables.source], nodes[tables.target]
        inside |= (ends[0] | ends[1]) if neighbors else (ends[0] & ends[1])
    seen[tables.source[inside]] = True
    seen[tables.target[inside]] = True
    return Focus(seen, inside)
