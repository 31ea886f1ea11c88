"""A frame of edges, and perhaps one of nodes -> GraphTables."""

from typing import Any

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError, listed, nearest
from vizlib.tables import NO_COLUMNS, FrameColumns, GraphTables


def from_edges(
    edges: Any,
    nodes: Any = None,
    source: str = "source",
    target: str = "target",
    directed: bool = False,
) -> GraphTables:
    """Make a graph of a frame of edges.

    Parameters
    ----------
    edges
        A pandas, pyarrow or dask frame: a row an edge.
    nodes
        A frame whose index is the node id; nodes without an edge are kept. By default the nodes
        are the ends of the edges.
    source, target
        The columns that hold the ends.
    directed
        Whether an edge has a direction.

    Raises
    ------
    VizlibError
        Where a column is lacking, an end is missing or is no node.

    Examples
    --------
    >>> import pandas as pd
    >>> from_edges(pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})).node_count
    3
    """
    frame = as_frame(edges, "edges")
    for name in (source, target):
        if name not in frame.columns:
            raise VizlibError(
                f"The edges have no column {name!r}; they have {listed(frame.columns)}. Say which"
                f" columns hold the ends: source=..., target=....{nearest(name, frame.columns)}"
            )
        absent = int(frame[name].isna().sum())
        if absent:
            raise VizlibError(
                f"{absent:,} of {len(frame):,} edges have no {name}; drop or mend them."
            )
    ids, codes = _numbered(frame[source], frame[target], nodes)
    count = len(frame)
    rest = frame.drop(columns=list({source, target})).reset_index(drop=True)
    return GraphTables(
        ids=ids,
        source=codes[:count].astype(np.int32),
        target=codes[count:].astype(np.int32),
        directed=bool(directed),
        node_columns=NO_COLUMNS if nodes is None else FrameColumns(as_frame(nodes, "nodes")),
        edge_columns=FrameColumns(rest),
    )


def as_frame(given: Any, what: str) -> pd.DataFrame:
    """Take a pandas frame, or make one of a frame of another library."""
    if isinstance(given, pd.DataFrame):
        return given
    for method in ("compute", "to_pandas"):
        if hasattr(given, method):
            made = getattr(given, method)()
            return as_frame(made, what) if not isinstance(made, pd.DataFrame) else made
    try:
        return pd.DataFrame(given)
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"The {what} must be a data frame; a {type(given).__name__} was given ({error})."
        ) from error


def _numbered(source: Any, target: Any, nodes: Any) -> tuple["pd.Index[Any]", Any]:
    """Number the ends of edges ``(2 E,)`` by the nodes."""
    ends = pd.concat([source, target], ignore_index=True)
    if nodes is None:
        codes, ids = pd.factorize(ends)
        return pd.Index(ids), codes
    ids = as_frame(nodes, "nodes").index
    if not ids.is_unique:
        twice = ids[ids.duplicated()].unique()
        raise VizlibError(f"The index of the nodes holds {listed(twice)} more than once.")
    codes = ids.get_indexer(pd.Index(ends))
    if (codes < 0).any():
        unknown = ends[codes < 0].unique()
        raise VizlibError(
            f"{len(unknown):,} ends of edges are not in the index of the nodes: {listed(unknown)}."
            " The index of the node frame must hold the node ids: nodes.set_index(...)."
        )
    return ids, codes
