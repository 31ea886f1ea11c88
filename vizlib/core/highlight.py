"""Which nodes and edges stand out -> masks; the rest recedes without losing its colour."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray
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
        What is left of the opacity of the others.
    """

    nodes: BoolArray
    edges: BoolArray
    rest: float = RECEDED

    def __or__(self, other: "Focus") -> "Focus":
        """Let what stands out in either stand out."""
        return Focus(self.nodes | other.nodes, self.edges | other.edges, self.rest)

    def take(self, nodes: BoolArray, edges: BoolArray) -> "Focus":
        """Return what stands out of a part of the nodes and edges."""
        return Focus(self.nodes[nodes], self.edges[edges], self.rest)

    def check(self, tables: GraphTables) -> None:
        """Refuse what was chosen in another graph.

        Raises
        ------
        VizlibError
            Where there are more or fewer nodes or edges than in the graph.
        """
        counts = len(self.nodes), len(self.edges)
        if counts != (tables.node_count, len(tables.source)):
            raise VizlibError(
                f"What stands out was chosen in a graph of {counts[0]:,} nodes and {counts[1]:,}"
                f" edges; this one has {tables.node_count:,} and {len(tables.source):,}. Replace"
                " the graph first, with focus=None, and then highlight."
            )


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
    nodes: FieldTable, edges: FieldTable, wanted_nodes: Any, wanted_edges: Any, neighbors: bool
) -> Focus:
    """Find what stands out: chosen nodes with their edges and neighbours, chosen edges and ends.

    Raises
    ------
    VizlibError
        Where nothing is chosen, or something is not in the graph.
    """
    if wanted_nodes is None and wanted_edges is None:
        raise VizlibError("highlight takes nodes=..., edges=... or both.")
    source, target = nodes.tables.source, nodes.tables.target
    seen_nodes, seen_edges = np.zeros(nodes.count, bool), np.zeros(len(source), bool)
    if wanted_edges is not None:
        seen_edges |= select(edges, wanted_edges, "edges")
    if wanted_nodes is not None:
        chosen = select(nodes, wanted_nodes, "nodes")
        seen_nodes |= chosen
        starts, ends = chosen[source], chosen[target]
        seen_edges |= (starts | ends) if neighbors else (starts & ends)
    seen_nodes[source[seen_edges]] = True
    seen_nodes[target[seen_edges]] = True
    return Focus(seen_nodes, seen_edges)
