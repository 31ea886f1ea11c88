"""Which nodes and edges stand out -> masks; the rest recedes without losing its colour."""

from collections.abc import Container, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.encodings.scales import Value
from vizlib.errors import VizlibError, listed, nearest
from vizlib.graphs.fields import KEYS, FieldTable
from vizlib.graphs.predicate import NO_NAMES, where
from vizlib.graphs.tables import GraphTables

RECEDED = 0.12
WIDER = 1.25
"""How much wider chosen edges are than they would be."""
CHOSEN_WIDTH_PT = 1.1
"""Chosen edges are never thinner."""
REST_WIDTH_PT = 0.6
"""The others are never wider."""
MAX_WIDTH_PT = 100.0
MAX_OFFERED_IDS = 10_000
"""Beyond so many ids none is offered in place of a word that is neither an id nor a predicate."""


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
        What is left of the others: of their opacity, or of their colour beside the paper.
    color
        RGBA of the chosen edges; None for their own, or the theme's accent where they have none.
    width
        Width of the chosen edges in points; None for a little more than their own.
    strong
        Whether they are as strong as can be, rather than as they were.
    """

    nodes: BoolArray
    edges: BoolArray
    rest: float = RECEDED
    color: tuple[float, ...] | None = None
    width: float | None = None
    strong: bool = True

    def __or__(self, other: "Focus") -> "Focus":
        """Let what stands out in either stand out."""
        return replace(
            self, nodes=self.nodes | other.nodes, edges=self.edges | other.edges,
            color=other.color if self.color is None else self.color,
            width=other.width if self.width is None else self.width,
        )  # fmt: skip

    def take(self, nodes: BoolArray, edges: BoolArray) -> "Focus":
        """Return what stands out of a part of the nodes and edges."""
        return replace(self, nodes=self.nodes[nodes], edges=self.edges[edges])

    def widths(self, widths: FloatArray) -> FloatArray:
        """Return ``(E,)`` widths in points: of the chosen edges more, of the others less."""
        if not self.strong:
            return widths
        own = np.broadcast_to(widths, len(self.edges))
        wider = np.maximum(own * WIDER, CHOSEN_WIDTH_PT) if self.width is None else self.width
        return np.where(self.edges, wider, np.minimum(own, REST_WIDTH_PT))

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


def select(
    table: FieldTable, given: Any, what: str, names: Mapping[str, object] = NO_NAMES
) -> BoolArray:
    """Find rows by a predicate, a mask or ids.

    Parameters
    ----------
    table
        The fields of the nodes or of the edges.
    given
        A predicate such as ``"degree > 10"``; a mask: ``(M,)`` booleans, a Series of them or a
        mapping id -> boolean; one id, or a collection of ids; edges are pairs of ids.
    what
        The option's name, for errors.
    names
        What ``@name`` stands for in a predicate.

    Returns
    -------
    mask
        ``(M,)`` which rows are chosen.

    Raises
    ------
    VizlibError
        Where the predicate cannot be read, or an id is not in the graph.
    """
    if isinstance(given, np.ndarray) and given.ndim == 0:
        given = given.item()
    if isinstance(given, (bool, np.bool_)):
        raise VizlibError(
            f"{what}={given!r} chooses none of the {table.kind}: give ids, a mask, or a predicate"
            " such as 'degree > 10'."
        )
    if isinstance(given, str) and (table.kind == "edges" or given not in table.tables.ids):
        return _queried(table, given, what, names)
    mask = _mask(table, given, what)
    return _named(table, given, what) if mask is None else mask


def _mask(table: FieldTable, given: object, what: str) -> BoolArray | None:
    """Read booleans, one a row; None where ids are given. What is missing is not chosen."""
    if isinstance(given, Mapping) and not isinstance(given, Set):
        if given and not _all_bools(given.values()):
            raise VizlibError(
                f"{what}: a mapping says True or False of each {KEYS[table.kind]}; to choose some,"
                " give a list of them."
            )
        return _true(table.align(given))
    if isinstance(given, pd.Series):
        return _true(table.align(given)) if _all_bools(given) else None
    rows = (list, tuple, np.ndarray, pd.Index, pd.api.extensions.ExtensionArray)
    if isinstance(given, rows) and _all_bools(given):
        return _true(table.align(list(given)))
    return None


def _all_bools(values: Iterable[object]) -> bool:
    """Tell whether there are booleans and nothing else, but for what is missing."""
    kinds = {type(value) for value in values if not _is_missing(value)}
    return bool(kinds) and kinds <= {bool, np.bool_}


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def _true(values: "pd.Series[Any]") -> BoolArray:
    mask: BoolArray = values.astype("boolean").fillna(False).to_numpy(bool)
    return mask


def _keys(table: FieldTable) -> dict[Any, list[int]]:
    """Return each id, or pair of ids, with the rows that it names."""
    ids, tables = list(table.tables.ids), table.tables
    rows: dict[Any, list[int]] = {}
    if table.kind == "nodes":
        return {key: [row] for row, key in enumerate(ids)}
    for row, (source, target) in enumerate(zip(tables.source, tables.target, strict=True)):
        rows.setdefault((ids[source], ids[target]), []).append(row)
        if not tables.directed and source != target:
            rows.setdefault((ids[target], ids[source]), []).append(row)
    return rows


def _named(table: FieldTable, given: Any, what: str) -> BoolArray:
    """Find rows by their ids."""
    keys = _keys(table)
    wanted = _wanted(table, keys, given)
    pairs = " An edge is the pair of its ends." if table.kind == "edges" else ""
    lost = [item for item in wanted if not isinstance(item, Hashable) or not _is_key(item, keys)]
    if lost:
        raise VizlibError(f"{what}: the graph has no {table.kind} {listed(lost)}.{pairs}")
    mask = np.zeros(table.count, bool)
    for item in wanted:
        mask[keys[item]] = True
    return mask


def _wanted(table: FieldTable, keys: Container[object], given: Any) -> list[Any]:
    """Return the ids that were given, one or several."""
    if not np.iterable(given) or (isinstance(given, Hashable) and _is_key(given, keys)):
        return [given]
    wanted = [given] if isinstance(given, (str, bytes)) else list(given)
    lists = (list, np.ndarray)
    return [tuple(item) if isinstance(item, lists) else item for item in wanted]


def _is_key(item: Hashable, keys: Container[object]) -> bool:
    """Tell whether there is such an id; True is not 1."""
    try:
        return item in keys and not isinstance(item, (bool, np.bool_))
    except TypeError:
        return False


def _queried(
    table: FieldTable, predicate: str, what: str, names: Mapping[str, object]
) -> BoolArray:
    try:
        return where(predicate, table, names, what)
    except VizlibError as error:
        few = table.kind == "nodes" and table.count <= MAX_OFFERED_IDS
        offered = nearest(predicate, table.tables.ids) if few and len(predicate) < 100 else ""
        if not offered:
            raise
        raise VizlibError(f"{error} If a node is meant:{offered}") from None


def focus_on(
    nodes: FieldTable, edges: FieldTable, wanted_nodes: Any, wanted_edges: Any, neighbors: bool,
    names: Mapping[str, object] | None = None,
) -> Focus:  # fmt: skip
    """Find what stands out: chosen nodes with their edges and neighbours, chosen edges and ends.

    Parameters
    ----------
    nodes, edges
        The fields.
    wanted_nodes, wanted_edges
        What is chosen, as :func:`select` takes it, or None.
    neighbors
        Whether the neighbours of chosen nodes stand out with them.
    names
        What ``@name`` stands for in predicates.

    Raises
    ------
    VizlibError
        Where nothing is chosen, or something is not in the graph.
    """
    if wanted_nodes is None and wanted_edges is None:
        raise VizlibError("highlight takes nodes=..., edges=... or both.")
    known = _checked_names(names)
    source, target = nodes.tables.source, nodes.tables.target
    seen_nodes, seen_edges = np.zeros(nodes.count, bool), np.zeros(len(source), bool)
    if wanted_edges is not None:
        seen_edges |= select(edges, wanted_edges, "edges", known)
    if wanted_nodes is not None:
        chosen = select(nodes, wanted_nodes, "nodes", known)
        seen_nodes |= chosen
        starts, ends = chosen[source], chosen[target]
        seen_edges |= (starts | ends) if neighbors else (starts & ends)
    seen_nodes[source[seen_edges]] = True
    seen_nodes[target[seen_edges]] = True
    return Focus(seen_nodes, seen_edges)


def look_of(focus: Focus, color: object, width: object) -> Focus:
    """Give what stands out a colour and a width of its own.

    Raises
    ------
    VizlibError
        Where the one is no colour, or the other no number of points above zero.
    """
    from matplotlib.colors import to_rgba

    given = color.value if isinstance(color, Value) else color
    try:
        rgba = None if given is None else to_rgba(given)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"highlight: color={given!r} is not a colour; give a word such as 'tomato', '#ff6347'"
            " or an RGB(A) tuple of numbers from 0 to 1."
        ) from error
    if width is None:
        return replace(focus, color=rgba)
    if isinstance(width, bool) or not isinstance(width, (int, float)):
        raise _no_width(width)
    if not 0 < width < MAX_WIDTH_PT:
        raise _no_width(width)
    return replace(focus, color=rgba, width=float(width))


def _no_width(width: object) -> VizlibError:
    return VizlibError(f"highlight: width={width!r} is no width in points, such as 2.")


def _checked_names(names: Mapping[str, object] | None) -> Mapping[str, object]:
    if names is None or isinstance(names, Mapping):
        return names or NO_NAMES
    raise VizlibError(f"names={names!r} is no mapping: give names={{'limit': 10}} for @limit.")
