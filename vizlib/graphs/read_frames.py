"""A frame of edges, and perhaps one of nodes -> GraphTables."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

import numpy as np
import pandas as pd

from vizlib.arrays import LongArray
from vizlib.errors import VizlibError, listed, nearest, short_traceback
from vizlib.graphs.read_rows import as_frame, edge_frame, node_frame
from vizlib.graphs.tables import NO_COLUMNS, FrameColumns, GraphTables

if TYPE_CHECKING:
    import dask.dataframe as dd

Result = TypeVar("Result")


@short_traceback
def from_edges(
    edges: object,
    nodes: object = None,
    source: Hashable = "source",
    target: Hashable = "target",
    directed: bool = False,
    partitioned: bool = False,
    id: Hashable | None = None,
) -> GraphTables:
    """Make a graph of a frame of edges, or of pairs.

    Parameters
    ----------
    edges
        A frame with a row an edge, of pandas, polars, pyarrow, DuckDB, dask or whatever else
        narwhals knows; or pairs ``(source, target)`` and triples, whose third is a weight or a dict
        of fields.
    nodes
        A frame whose index is the node id, or whose column ``id=`` is; nodes without an edge are
        kept. By default the nodes are the ends of the edges.
    source, target
        The columns that hold the ends.
    directed
        Whether an edge has a direction.
    partitioned
        Whether the edges of a dask frame stay in their partitions, for more than memory holds:
        plots that count edges (``edge_blend="density"``, a MatrixPlot with
        ``cell_gather="count"``) then read them one at a time, on dask's scheduler.
    id
        The column of the nodes that holds their ids. A frame that has no index, such as those of
        polars and pyarrow, may leave it out where the column is called ``id``.

    Raises
    ------
    VizlibError
        Where a column is lacking, an end is missing or is no node.

    Examples
    --------
    >>> import pandas as pd
    >>> edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> nodes = pd.DataFrame({"name": ["a", "b", "c"], "age": [41, 37, 5]})
    >>> from_edges(edges, nodes, id="name").nodes.loc["c", "age"]
    np.int64(5)
    >>> from_edges([("a", "b"), ("b", "c", 2.5)]).node_count
    3
    """
    known = None if nodes is None else node_frame(nodes, id)
    if partitioned:
        return from_partitions(edges, known, source, target, directed)
    frame = edge_frame(edges, source, target)
    _check_ends(frame, source, target)
    try:
        ids, codes = _numbered(frame[source], frame[target], known)
    except TypeError as error:
        raise VizlibError(
            f"The id of a node is a single value, such as a number or a word: {error}. Make a word"
            " or a tuple of each first."
        ) from error
    count = len(frame)
    rest = frame.drop(columns=list({source, target}))
    rest = rest if isinstance(rest.index, pd.RangeIndex) else rest.reset_index(drop=True)
    return GraphTables(
        ids=ids,
        source=codes[:count].astype(np.int32),
        target=codes[count:].astype(np.int32),
        directed=bool(directed),
        node_columns=NO_COLUMNS if known is None else FrameColumns(known),
        edge_columns=FrameColumns(rest),
    )


def _check_ends(frame: pd.DataFrame, source: Hashable, target: Hashable) -> None:
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


@dataclass(frozen=True, eq=False)
class DaskPartitions:
    """Edges in the partitions of a dask frame.

    Parameters
    ----------
    frame
        The dask frame, of the columns that hold the ends.
    ids
        The node frame, empty of fields.
    names
        The columns of source and target.
    directed
        Whether an edge has a direction.
    count
        How many edges there are.
    """

    frame: "dd.DataFrame"
    ids: pd.DataFrame
    names: tuple[Hashable, Hashable]
    directed: bool
    count: int

    def reduce(
        self, work: Callable[[GraphTables], Result], add: Callable[[Result, Result], Result]
    ) -> Result:
        """Do some work with the graph of each partition, and add up what comes of it."""
        chunk = partial(_work_on, work=work, ids=self.ids, names=self.names, directed=self.directed)
        total = partial(_add_up, add=add)
        sums = self.frame.reduction(  # type: ignore[no-untyped-call]
            chunk, aggregate=total, combine=total, meta={"sum": object}, split_every=4
        )
        result: Result = sums.compute().iloc[0, 0]
        return result


def _work_on(
    frame: pd.DataFrame, work: Callable[[GraphTables], object], ids: pd.DataFrame,
    names: tuple[Hashable, Hashable], directed: bool,
) -> pd.DataFrame:  # fmt: skip
    tables = from_edges(frame, ids, *names, directed=directed)
    return pd.DataFrame({"sum": [work(tables)]}, dtype=object)


def _add_up(frame: pd.DataFrame, add: Callable[[Result, Result], Result]) -> pd.DataFrame:
    return pd.DataFrame({"sum": [reduce(add, frame["sum"])]}, dtype=object)


def from_partitions(
    edges: object, nodes: object, source: Hashable, target: Hashable, directed: bool
) -> GraphTables:
    """Make a graph of a dask frame whose edges stay where they are."""
    if not _is_partitioned(edges):
        raise VizlibError(
            f"partitioned=True takes a dask frame; a {type(edges).__name__} has no partitions."
        )
    lacking = [name for name in (source, target) if name not in edges.columns]
    if lacking:
        raise VizlibError(
            f"The edges have no column {lacking[0]!r}; they have {listed(edges.columns)}."
            f"{nearest(lacking[0], edges.columns)}"
        )
    ends = edges[list(dict.fromkeys([source, target]))]
    if nodes is None:
        ids = [ends[name].unique().compute() for name in (source, target)]
        frame = pd.DataFrame(index=pd.Index(pd.concat(ids).unique()).sort_values())
    else:
        frame = as_frame(nodes, "nodes")
    count = len(ends)
    bare = pd.DataFrame(index=frame.index)
    none = np.zeros(0, np.int32)
    return GraphTables(
        ids=frame.index, source=none, target=none, directed=bool(directed),
        node_columns=FrameColumns(frame),
        partitions=DaskPartitions(ends, bare, (source, target), bool(directed), count),
    )  # fmt: skip


def _is_partitioned(frame: object) -> TypeGuard["dd.DataFrame"]:
    return hasattr(frame, "map_partitions")


def _numbered(
    source: "pd.Series[Any]", target: "pd.Series[Any]", nodes: pd.DataFrame | None
) -> tuple["pd.Index[Any]", LongArray]:
    """Number the ends of edges ``(2 E,)`` by the nodes."""
    ends = _joined(source, target)
    if nodes is None:
        codes, ids = pd.factorize(ends)
        return pd.Index(ids, tupleize_cols=False), codes
    ids = nodes.index
    if not ids.is_unique:
        repeated = ids[ids.duplicated()].unique()
        raise VizlibError(f"The index of the nodes holds {listed(repeated)} more than once.")
    wanted = pd.Index(ends, tupleize_cols=ids.nlevels > 1)
    codes = ids.get_indexer(wanted)
    if (codes < 0).any():
        unknown = ends[codes < 0].unique()
        fitting = [name for name in nodes.columns if wanted.isin(nodes[name]).all()]
        column = f"id={fitting[0]!r}" if fitting else "id=..."
        raise VizlibError(
            f"{len(unknown):,} ends of edges are not in the index of the nodes: {listed(unknown)}."
            " The index of the node frame must hold the node ids: nodes.set_index(...),"
            f" or {column}."
        )
    return ids, codes


def _joined(source: "pd.Series[Any]", target: "pd.Series[Any]") -> "pd.Series[Any]":
    """Lay both ends one below the other; whole numbers of unlike dtypes never become floats."""
    kinds = {source.dtype.kind, target.dtype.kind}
    if kinds == {"i", "u"}:
        source, target = source.astype(object), target.astype(object)
    ends = pd.concat([source, target], ignore_index=True)
    return ends.infer_objects() if kinds == {"i", "u"} else ends
