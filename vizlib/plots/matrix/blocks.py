"""Many graphs -> BlockLayout: where the block of each stands, along the diagonal or in a mosaic."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, LongArray
from vizlib.encodings.read_option import read_option, sort_keys
from vizlib.errors import VizlibError
from vizlib.graphs.collection import Collection
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import FrameColumns, GraphTables
from vizlib.graphs.values import name_of, rank_values
from vizlib.layouts.order import Order, order_nodes

MOSAIC_GAP_SHARE = 0.35
"""Room between the blocks of a mosaic, in sides of the largest."""
TRACK_CELLS = 1.5
"""Cells that a track takes beside its block, in a mosaic."""
NOMINAL_PX = 600
"""Pixels along a picture for whose size counts are given."""
MIN_BLOCK_PT = 3.0
"""Side below which a block is neither outlined nor named."""
PICTURE_PT = 432.0
"""Side of the usual picture."""


@dataclass(frozen=True, eq=False)
class BlockLayout:
    """Where the blocks of a matrix stand: one a group of a graph, or one a graph.

    Parameters
    ----------
    order
        The groups, or the graphs, and the nodes in each.
    layout
        Whether blocks stand along the diagonal or in a mosaic.
    tracks
        How many tracks each block of a mosaic has beside it.
    collection
        The graphs, where there are many.
    fields
        The graph-level fields, where there are many graphs.
    graph
        ``(B,)`` the graph at each place, where there are many.
    """

    order: Order
    layout: Literal["diagonal", "mosaic"] = "diagonal"
    tracks: int = 0
    collection: Collection | None = None
    fields: FieldTable | None = None
    graph: LongArray | None = None

    @property
    def many(self) -> bool:
        """Whether there are many graphs."""
        return self.collection is not None

    @property
    def mosaic(self) -> bool:
        """Whether the blocks are a grid of small matrices."""
        return self.layout == "mosaic"

    @property
    def track_cells(self) -> float:
        """Cells that the tracks of a block take beside it, in a mosaic."""
        return TRACK_CELLS * self.tracks if self.mosaic else 0.0

    @property
    def gap(self) -> float:
        """Cells between the blocks of a mosaic."""
        return max(MOSAIC_GAP_SHARE * float(self.order.sizes.max(initial=1)), 1.0)

    @cached_property
    def corners(self) -> FloatArray:
        """``(B, 2)`` column and row where the block at each place begins."""
        sizes = self.order.sizes
        if not self.mosaic or not self.many:
            return np.repeat(self.order.starts[:, None], 2, axis=1).astype(float)
        step = float(sizes.max(initial=1)) + self.gap
        shape = (step + self.track_cells) / step
        columns = max(round(np.sqrt(len(sizes) / shape)), 1)
        row, column = np.divmod(np.arange(len(sizes)), columns)
        return np.stack([column * (step + self.track_cells), row * step], axis=1)

    @property
    def xy(self) -> FloatArray:
        """``(N, 2)`` the middle of the cell where each node meets itself."""
        within = self.order.within[:, None] + 0.5
        placed: FloatArray = self.corners[self.order.group] + within
        return placed

    @property
    def boxes(self) -> FloatArray:
        """``(B, 4)`` left, top, width and height of each block."""
        return np.column_stack([self.corners, self.order.sizes, self.order.sizes])

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of all blocks, in cells."""
        if self.mosaic:
            far = self.corners + self.order.sizes[:, None] + [self.track_cells, 0]
            width, height = far.max(axis=0)
            return float(width), float(height)
        count = float(max(len(self.order.place), 1))
        return count, count

    @property
    def crowded(self) -> bool:
        """Whether the blocks are too small to be outlined and named."""
        side = PICTURE_PT / max(self.extent)
        return (
            len(self.order.labels) > 1 and float(np.median(self.order.sizes)) * side < MIN_BLOCK_PT
        )

    @property
    def fine(self) -> bool:
        """Whether single cells are far smaller than a pixel."""
        return max(self.extent) > 2 * NOMINAL_PX


def block_fields(collection: Collection, more: Any) -> FieldTable:
    """Return the graph-level fields: ``size``, ``edges``, what graphs say of themselves, and more.

    Parameters
    ----------
    collection
        The graphs.
    more
        A frame with a row for each name, or None.

    Raises
    ------
    VizlibError
        Where it is no frame, or lacks a graph.
    """
    frame = pd.DataFrame({"size": collection.size, "edges": collection.edges})
    if more is not None:
        frame = _joined(more, collection, frame)
    columns = _Both(FrameColumns(frame), collection.metadata)
    none = np.zeros(0, np.int32)
    return FieldTable("graphs", GraphTables(collection.names, none, none, node_columns=columns))


def order_blocks(
    collection: Collection, fields: FieldTable, group_by: Any, group_order: Any, sort_by: Any
) -> LongArray:
    """Return ``(B,)`` the graph at each place."""
    groups = None if group_by is None else read_option(group_by, fields, "block_group_by")
    keys = list(sort_keys(fields, sort_by, "block_sort_by"))
    return order_nodes(len(collection.names), groups, group_order, keys).nodes


def order_in_blocks(
    collection: Collection, graph: LongArray, nodes: FieldTable, sort_by: Any
) -> Order:
    """Put the nodes in order: graph by graph, inside each by keys."""
    place_of_graph = np.empty(len(graph), np.int64)
    place_of_graph[graph] = np.arange(len(graph))
    rank = place_of_graph[collection.block]
    keys = [rank_values(values, down) for values, down in sort_keys(nodes, sort_by)]
    order = np.lexsort([np.arange(nodes.count), *reversed(keys), rank])
    place = np.empty(nodes.count, np.int64)
    place[order] = np.arange(nodes.count)
    labels = tuple(name_of(collection.names[number]) for number in graph)
    return Order(place, rank.astype(np.int32), labels)


@dataclass(frozen=True, eq=False)
class _Both:
    """Fields of two tables of the same rows; the first goes before."""

    first: FrameColumns
    second: Any

    def names(self) -> list[str]:
        return list(dict.fromkeys([*self.first.names(), *self.second.names()]))

    def __contains__(self, name: object) -> bool:
        return name in self.first or name in self.second

    def read(self, name: str) -> "pd.Series[Any]":
        values: pd.Series[Any] = (self.first if name in self.first else self.second).read(name)
        return values


def _joined(given: Any, collection: Collection, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the metadata that was given, a row for each name."""
    if isinstance(given, Mapping):
        given = pd.DataFrame.from_dict(dict(given), orient="index")
    if not isinstance(given, pd.DataFrame):
        raise VizlibError(
            f"block_data must be a frame whose index is the names of the graphs; it is a"
            f" {type(given).__name__}."
        )
    lacking = collection.names.difference(given.index)
    if len(lacking):
        raise VizlibError(
            f"block_data has no row for {len(lacking):,} of {len(collection.names):,} graphs, such"
            f" as {lacking[0]!r}; its index must be their names."
        )
    more = given.loc[collection.names].reset_index(drop=True)
    return pd.concat([frame, more.drop(columns=list(frame), errors="ignore")], axis=1)
