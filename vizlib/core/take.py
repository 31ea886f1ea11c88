"""A spec, its Data and a choice of nodes and edges -> the same options and tables of that part."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.encode import as_given
from vizlib.encodings.label_option import Label
from vizlib.encodings.scales import By, Value, field_key
from vizlib.encodings.track_option import TrackOption
from vizlib.graphs.collection import Collection
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import GraphTables

Source = GraphTables | Collection
COLORS = ("node_color", "edge_color")


@cache
def data_options(kind: type[PlotSpec]) -> Mapping[str, str]:
    """Return the options that may be data, and whether of ``"nodes"`` or of ``"edges"``.

    Examples
    --------
    >>> import vizlib as vz
    >>> data_options(vz.CircosPlot)["edge_color"]
    'edges'
    """
    hints = get_type_hints(kind, include_extras=True)
    return {
        option.name: get_args(hints[option.name])[1]
        for option in fields(kind)
        if get_origin(hints[option.name]) is Annotated
    }


def take_options(spec: PlotSpec, data: Data, nodes: BoolArray, edges: BoolArray) -> dict[str, Any]:
    """Return the options that hold data, cut to a part.

    Parameters
    ----------
    spec, data
        The plot of the whole.
    nodes, edges
        ``(N,)``, ``(E,)`` which nodes and edges are left.
    """
    options = {}
    for name, kind in data_options(type(spec)).items():
        table, mask = (data.nodes, nodes) if kind == "nodes" else (data.edges, edges)
        given = getattr(spec, name)
        colors = as_given(given, table, data.theme) if name in COLORS else None
        part = _take(given, table, mask) if colors is None else colors.values[mask]
        if part is not given:
            options[name] = part
    return options


def _take(given: Any, table: FieldTable, mask: BoolArray) -> Any:
    """Return what is left of an option; the option itself where it holds no data."""
    if field_key(given) is not None:
        return given
    if isinstance(given, (By, TrackOption)):
        part = _take(given.field, table, mask)
        return given if part is given.field else replace(given, field=part)
    if isinstance(given, Label):
        words, rank = _take(given.field, table, mask), _take(given.by, table, mask)
        return (
            given
            if words is given.field and rank is given.by
            else replace(given, field=words, by=rank)
        )
    if given is None or isinstance(given, Value) or np.isscalar(given):
        return given
    if isinstance(given, (list, tuple)) and all(
        isinstance(part, (str, By, TrackOption)) for part in given
    ):
        return _take_each(given, table, mask)
    if isinstance(given, tuple):
        return given
    if isinstance(given, np.ndarray) and given.ndim > 1:
        return given[mask]
    values = table.align(given)[mask].reset_index(drop=True)
    return values if table.kind == "edges" else values.set_axis(table.tables.ids[mask])


def _take_each(given: Any, table: FieldTable, mask: BoolArray) -> Any:
    """Return what is left of a list of fields, or of a list of words that is data itself."""
    if len(given) == table.count and all(
        isinstance(part, str) and part not in table for part in given
    ):
        return [part for part, kept in zip(given, mask, strict=True) if kept]
    parts = [_take(part, table, mask) for part in given]
    unchanged = all(part is old for part, old in zip(parts, given, strict=True))
    return given if unchanged else parts


@dataclass(frozen=True, eq=False)
class TakenColumns:
    """Fields of a part, read from the whole; what was derived there stays so.

    Parameters
    ----------
    table
        The fields of the whole.
    mask
        ``(M,)`` which rows are left.
    """

    table: FieldTable
    mask: BoolArray

    def names(self) -> list[str]:
        """List the whole's own fields."""
        return self.table.names()

    def __contains__(self, name: object) -> bool:
        """Tell whether the whole has such a field, own or derived."""
        return name in self.table

    def read(self, name: str) -> "pd.Series[Any]":
        """Return the field of the rows that are left."""
        return self.table.field(name)[self.mask].reset_index(drop=True)


def take_source(data: Data, nodes: BoolArray, edges: BoolArray) -> Source:
    """Return what is left of a graph, or of many."""
    tables = take_tables(data, nodes, edges)
    many = data.source
    if not isinstance(many, Collection):
        return tables
    count = len(many.names)
    return Collection(
        names=many.names, tables=tables,
        size=np.bincount(many.block[nodes], minlength=count).astype(np.int64),
        edges=np.bincount(many.block[data.tables.source[edges]], minlength=count).astype(np.int64),
        metadata=many.metadata,
    )  # fmt: skip


def take_tables(data: Data, nodes: BoolArray, edges: BoolArray) -> GraphTables:
    """Return the tables of what is left of a graph."""
    tables = data.tables
    number = np.cumsum(nodes).astype(np.int32) - 1
    return GraphTables(
        ids=tables.ids[nodes],
        source=number[tables.source[edges]],
        target=number[tables.target[edges]],
        directed=tables.directed,
        node_columns=TakenColumns(data.nodes, nodes),
        edge_columns=TakenColumns(data.edges, edges),
        attributes=tables.attributes,
    )
