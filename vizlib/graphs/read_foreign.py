"""A graph of another library or of a registered type -> its reader; no library is imported."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError, short_traceback
from vizlib.graphs.read_networkx import read_networkx
from vizlib.graphs.tables import FrameColumns, GraphTables, index_of, inferred, named_frame, objects

if TYPE_CHECKING:
    import graph_tool  # type: ignore[import-not-found]
    import igraph
    import rustworkx
    from numpy.typing import ArrayLike


Read = Callable[[Any], object]
Registered = TypeVar("Registered", bound=Read)
REGISTERED: dict[type, Read] = {}


@short_traceback
def reader(kind: type) -> Callable[[Registered], Registered]:
    """Register how graphs of one more type are read.

    The function stands for its type and the types below it, wherever vizlib takes a graph. It is
    known in the processes that import the module it stands in.

    Parameters
    ----------
    kind
        The type.

    Returns
    -------
    decorator
        For a function from such a graph to anything that vizlib reads already: a networkx graph,
        what ``vz.from_edges`` returns, a list of pairs ...

    Examples
    --------
    >>> class Friends:
    ...     pairs = [("ann", "bob"), ("bob", "cy")]
    >>> @reader(Friends)
    ... def read_friends(friends):
    ...     return friends.pairs
    >>> from vizlib.graphs.read import read_graph
    >>> read_graph(Friends()).edge_count
    2
    """
    if not isinstance(kind, type):
        raise VizlibError(f"vz.reader takes a type; write @vz.reader({type(kind).__name__}).")

    def register(function: Registered) -> Registered:
        REGISTERED[kind] = function
        return function

    return register


def foreign_reader(graph: object) -> Read | None:
    """Return the reader for a graph object, or None where it is not one."""
    for kind in type(graph).__mro__:
        if kind in REGISTERED:
            return REGISTERED[kind]
        package = kind.__module__.partition(".")[0]
        if package in READERS and _is_graph(graph, package):
            return READERS[package]
    return None


def _is_graph(graph: object, package: str) -> bool:
    return {
        "networkx": hasattr(graph, "_adj"),
        "igraph": hasattr(graph, "get_edgelist"),
        "rustworkx": hasattr(graph, "edge_list"),
        "graph_tool": hasattr(graph, "get_edges"),
    }[package]


def _tables(
    ends: "ArrayLike", directed: bool, nodes: pd.DataFrame, edges: pd.DataFrame
) -> GraphTables:
    pairs = np.asarray(ends, np.int32).reshape(-1, 2)
    return GraphTables(
        ids=nodes.index,
        source=np.ascontiguousarray(pairs[:, 0]),
        target=np.ascontiguousarray(pairs[:, 1]),
        directed=bool(directed),
        node_columns=FrameColumns(nodes),
        edge_columns=FrameColumns(edges),
    )


def _read_igraph(graph: "igraph.Graph") -> GraphTables:
    nodes = _frame({name: graph.vs[name] for name in graph.vs.attributes()}, graph.vcount())
    if "name" in nodes and _can_be_ids(nodes["name"]):
        nodes.index = index_of(list(nodes["name"]))
    edges = _frame({name: graph.es[name] for name in graph.es.attributes()}, graph.ecount())
    return _tables(graph.get_edgelist(), graph.is_directed(), nodes, edges)


def _frame(fields: Mapping[str, Iterable[object]], count: int) -> pd.DataFrame:
    """Make a frame of as many rows, its fields of the dtypes that their values share."""
    columns = ((name, inferred(objects(values))) for name, values in fields.items())
    return named_frame(columns, count)


def _can_be_ids(names: "pd.Series[Any]") -> bool:
    """Tell whether each name is there once, and can be looked up."""
    try:
        return names.is_unique and not names.isna().any()
    except TypeError:
        return False


def _payload(values: list[Any]) -> pd.DataFrame:
    """Read what rustworkx carries: dicts become fields, anything else a field named data."""
    if values and all(isinstance(value, dict) for value in values):
        names = dict.fromkeys(name for row in values for name in row)
        return _frame({name: [row.get(name) for row in values] for name in names}, len(values))
    if all(value is None for value in values):
        return pd.DataFrame(index=range(len(values)))
    return _frame({"data": values}, len(values))


def _read_rustworkx(graph: "rustworkx.PyGraph | rustworkx.PyDiGraph") -> GraphTables:
    places = list(graph.node_indices())
    number = {place: row for row, place in enumerate(places)}
    nodes = _payload(list(graph.nodes()))
    nodes.index = index_of(places)
    ends = [(number[source], number[target]) for source, target in graph.edge_list()]
    directed = any(kind.__name__ == "PyDiGraph" for kind in type(graph).__mro__)
    return _tables(ends, directed, nodes, _payload(graph.edges()))


def _read_graph_tool(graph: "graph_tool.Graph") -> GraphTables:
    nodes = {name: list(values) for name, values in graph.vp.items()}
    edges = {name: [values[edge] for edge in graph.edges()] for name, values in graph.ep.items()}
    frame = pd.DataFrame(nodes, index=range(graph.num_vertices()))
    return _tables(graph.get_edges()[:, :2], graph.is_directed(), frame, pd.DataFrame(edges))


READERS: Mapping[str, Read] = {
    "networkx": read_networkx,
    "igraph": _read_igraph,
    "rustworkx": _read_rustworkx,
    "graph_tool": _read_graph_tool,
}
