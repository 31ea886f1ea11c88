"""A frame of any library, or pairs -> pandas frames of edges and of nodes, checked."""

import os
from collections.abc import Hashable, Iterable, Mapping
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError, listed, nearest, shown
from vizlib.graphs.tables import inferred, named_frame, objects
from vizlib.graphs.values import typed


def as_frame(given: object, what: str) -> pd.DataFrame:
    """Take a pandas frame, or make one of a frame of another library.

    Parameters
    ----------
    given
        The frame.
    what
        What its rows are, for messages.

    Raises
    ------
    VizlibError
        Where it is no frame, or two columns share a name.

    Examples
    --------
    >>> as_frame({"source": ["a"], "target": ["b"]}, "edges").shape
    (1, 2)
    """
    if isinstance(given, (str, os.PathLike)):
        raise VizlibError(
            f"The {what} must be a data frame; {os.fspath(given)!r} is a path: vz.read(edges,"
            " nodes=...) reads files."
        )
    try:
        frame = foreign_frame(given)
        frame = pd.DataFrame(given) if frame is None else frame  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"The {what} must be a data frame; a {type(given).__name__} was given ({error})."
        ) from error
    _check_columns(frame.columns, what)
    return frame


def foreign_frame(given: object) -> pd.DataFrame | None:
    """Read a frame of any library that narwhals knows, or that pandas frames are made of.

    Parameters
    ----------
    given
        Anything.

    Returns
    -------
    frame
        None where it is no frame.
    """
    if isinstance(given, pd.DataFrame):
        return given
    if hasattr(given, "map_partitions") and hasattr(given, "compute"):  # dask needs no go-between
        return as_frame(given.compute(), "rows")
    frame = _by_narwhals(given)
    if frame is None and hasattr(given, "to_pandas"):
        frame = given.to_pandas()
    return frame if isinstance(frame, pd.DataFrame) else None


def _by_narwhals(given: object) -> pd.DataFrame | None:
    """Read an eager or lazy frame; None where narwhals does not know it."""
    import narwhals as nw

    frame = nw.from_native(given, pass_through=True)
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    if not isinstance(frame, nw.DataFrame):
        return None
    names = frame.columns
    if any("\0" in str(name) for name in names):  # polars ends the process at such a name
        frame = frame.rename({name: f"field {place}" for place, name in enumerate(names)})
    return frame.to_pandas().set_axis(names, axis=1)


def _check_columns(columns: "pd.Index[Any]", what: str) -> None:
    if columns.nlevels > 1:
        raise VizlibError(
            f"The columns of the {what} have {columns.nlevels} levels: {listed(columns)}. Give each"
            " one name, such as by frame.columns = ['_'.join(name) for name in frame.columns]."
        )
    if not columns.is_unique:
        repeated = columns[columns.duplicated()].unique()
        raise VizlibError(
            f"The {what} have several columns of the name {listed(repeated)}; rename or drop them."
        )


def node_frame(nodes: object, id: Hashable | None = None) -> pd.DataFrame:
    """Take a frame of nodes, and have its index hold their ids.

    Parameters
    ----------
    nodes
        The frame.
    id
        The column with the ids; by default its index, or the column ``id`` of a frame that has no
        index.

    Raises
    ------
    VizlibError
        Where there is no such column, or an id is missing.

    Examples
    --------
    >>> node_frame({"name": ["a", "b"], "age": [1, 2]}, id="name").index.tolist()
    ['a', 'b']
    """
    frame = as_frame(nodes, "nodes")
    without = not isinstance(nodes, pd.DataFrame) and isinstance(frame.index, pd.RangeIndex)
    if id is None and without and "id" in frame.columns:
        id = "id"
    if id is None:
        return frame
    if id not in frame.columns:
        raise VizlibError(
            f"The nodes have no column {id!r}; they have {listed(frame.columns)}. Say which column"
            f" holds their ids: id=....{nearest(id, frame.columns)}"
        )
    absent = int(frame[id].isna().sum())
    if absent:
        raise VizlibError(
            f"{absent:,} of {len(frame):,} nodes have no id in the column {id!r}; drop or mend"
            " them."
        )
    return frame.set_index(id)


def edge_frame(
    edges: object, source: Hashable = "source", target: Hashable = "target"
) -> pd.DataFrame:
    """Make a frame of edges: of another frame, or of pairs and triples.

    Parameters
    ----------
    edges
        A frame, or an iterable of ``(source, target)``, ``(source, target, weight)`` or ``(source,
        target, fields)``.
    source, target
        What to call the columns of the ends of pairs.

    Raises
    ------
    VizlibError
        Where something is neither.

    Examples
    --------
    >>> edge_frame([("a", "b"), ("b", "c", 2)])["weight"].tolist()
    [nan, 2.0]
    """
    pairs = isinstance(edges, Iterable) and not isinstance(edges, (str, bytes, Mapping))
    if not pairs or hasattr(edges, "columns") or foreign_frame(edges) is not None:
        return as_frame(edges, "edges")
    rows = list(edges) if isinstance(edges, Iterable) else []
    if not rows or all(isinstance(row, Mapping) for row in rows):
        return as_frame(rows if rows else {source: [], target: []}, "edges")
    fields = [_fields_of(row, place) for place, row in enumerate(rows)]
    names = dict.fromkeys(name for row in fields for name in row)
    columns = {name: inferred(objects(row.get(name) for row in fields)) for name in names}
    for place, end in enumerate((source, target)):
        columns[end] = typed(pd.Series(objects(row[place] for row in rows), dtype=object))
    return named_frame(columns.items(), len(rows))


def _fields_of(row: object, place: int) -> Mapping[Any, object]:
    """Return the fields of a pair or triple, whose ends can be nodes."""
    parts = list(row) if isinstance(row, (tuple, list, np.ndarray)) else []
    if len(parts) not in (2, 3) or not all(isinstance(end, Hashable) for end in parts[:2]):
        raise VizlibError(
            f"Edge {place} is {shown(row)}; an edge is (source, target) or (source, target,"
            " weight)."
        )
    third = parts[2] if len(parts) == 3 else {}
    if isinstance(third, Mapping):
        return third
    if third is None or third is pd.NA or isinstance(third, (Number, np.generic)):
        return {"weight": None if third is pd.NA else third}
    raise VizlibError(
        f"Edge {place} is {shown(row)}; its third must be a weight or a dict of fields, such as"
        f" {{'kind': {third!r}}}."
    )
