"""Many graphs -> BlockLayout: where the block of each stands, along the diagonal or in a mosaic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, LongArray
from vizlib.encodings.read_option import read_option, sort_keys
from vizlib.encodings.scales import field_name
from vizlib.errors import VizlibError
from vizlib.graphs.collection import Collection
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import FrameColumns, GraphTables
from vizlib.graphs.values import name_of, rank_values
from vizlib.layouts.order import Order, order_nodes
from vizlib.plots.matrix.mosaic import Mosaic, arrange_mosaic
from vizlib.scene.sheet import INCH, letter_size

TRACK_SIDES = 0.12
"""Width of a track beside a block of a mosaic, in sides of the block."""
MOSAIC_ROOM_SHARE = (0.95, 0.74)
"""Shares of a page that a mosaic has: its words and guides take the rest."""
MIN_CELL_PT = 2.0
"""Side below which the cells of one graph are told apart by their groups alone."""
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
    mosaic
        Where the squares of a mosaic stand, None where blocks stand along the diagonal.
    tracks
        How many tracks each block of a mosaic has beside it.
    collection
        The graphs, where there are many.
    fields
        The graph-level fields, where there are many graphs.
    places
        Which graph stands where, and in which section, where there are many.
    """

    order: Order
    mosaic: Mosaic | None = None
    tracks: int = 0
    collection: Collection | None = None
    fields: FieldTable | None = None
    places: Order | None = None

    @property
    def many(self) -> bool:
        """Whether there are many graphs."""
        return self.collection is not None

    @property
    def graph(self) -> LongArray | None:
        """``(B,)`` the graph at each place, where there are many."""
        return None if self.places is None else self.places.nodes

    @cached_property
    def corners(self) -> FloatArray:
        """``(B, 2)`` column and row where the block at each place begins."""
        if self.mosaic is not None:
            return self.mosaic.corners
        return np.repeat(self.order.starts[:, None], 2, axis=1).astype(float)

    @cached_property
    def cell(self) -> FloatArray:
        """``(B,)`` side of a cell of each block: in a mosaic every block fills its square."""
        count = self.order.sizes
        return np.ones(len(count)) if self.mosaic is None else 1.0 / np.maximum(count, 1)

    @cached_property
    def node_cell(self) -> FloatArray:
        """``(N,)`` side of the cells of each node."""
        return self.cell[self.order.group]

    @property
    def xy(self) -> FloatArray:
        """``(N, 2)`` the middle of the cell where each node meets itself."""
        within = (self.order.within + 0.5) * self.node_cell
        placed: FloatArray = self.corners[self.order.group] + within[:, None]
        return placed

    @property
    def boxes(self) -> FloatArray:
        """``(B, 4)`` left, top, width and height of each block."""
        side = self.cell * self.order.sizes
        return np.column_stack([self.corners, side, side])

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height of all blocks."""
        if self.mosaic is not None:
            return self.mosaic.extent
        count = float(max(len(self.order.place), 1))
        return count, count

    @property
    def crowded(self) -> bool:
        """Whether the blocks are too small to be outlined and named."""
        side = PICTURE_PT / max(self.extent)
        return (
            len(self.order.labels) > 1 and float(np.median(self.boxes[:, 2])) * side < MIN_BLOCK_PT
        )

    @property
    def fine(self) -> bool:
        """Whether single cells are far smaller than a pixel."""
        return max(self.extent) > 2 * NOMINAL_PX * float(np.median(self.cell))

    @property
    def small(self) -> bool:
        """Whether the cells of one graph with groups are too small for looks of their own."""
        return not self.many and self.order.grouped and max(self.extent) > PICTURE_PT / MIN_CELL_PT


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
) -> Order:
    """Return which graph stands where: by groups, in each by graph-level fields."""
    groups = None if group_by is None else read_option(group_by, fields, "block_group_by")
    keys = list(sort_keys(fields, sort_by, "block_sort_by"))
    return order_nodes(len(collection.names), groups, group_order, keys)


def order_in_blocks(
    collection: Collection, places: Order, nodes: FieldTable, sort_by: Any
) -> Order:
    """Put the nodes in order: graph by graph, inside each by keys."""
    rank = places.place[collection.block]
    keys = [rank_values(values, down) for values, down in sort_keys(nodes, sort_by)]
    order = np.lexsort([np.arange(nodes.count), *reversed(keys), rank])
    place = np.empty(nodes.count, np.int64)
    place[order] = np.arange(nodes.count)
    labels = tuple(name_of(collection.names[number]) for number in places.nodes)
    return Order(place, rank.astype(np.int32), labels)


def frame_of_blocks(layout: BlockLayout, options: Iterable[object]) -> pd.DataFrame:
    """Return a row for each graph in drawing order: offset, size, edges, place, fields of options.

    Raises
    ------
    VizlibError
        Where there is but one graph.
    """
    held, fields, graph = layout.collection, layout.fields, layout.graph
    if held is None or fields is None or graph is None:
        raise VizlibError("blocks: this is a plot of one graph; give a sequence of graphs.")
    columns = {
        "offset": layout.order.starts,
        "size": held.size[graph],
        "edges": held.edges[graph],
        "x": layout.corners[:, 0],
        "y": layout.corners[:, 1],
    }
    frame = pd.DataFrame(columns, index=held.names[graph])
    for name in map(field_name, options):
        if name is not None and name not in frame:
            frame[name] = fields.field(name).to_numpy()[graph]
    return frame


def mosaic_of(places: Order, figsize: tuple[float, float] | None, tracks: int) -> Mosaic:
    """Arrange the blocks of many graphs in a mosaic, section by section."""
    room = (PICTURE_PT, PICTURE_PT)
    if figsize is not None:
        wide, high = (float(side) * INCH for side in figsize)
        room = wide * MOSAIC_ROOM_SHARE[0], high * MOSAIC_ROOM_SHARE[1]
    return arrange_mosaic(places.sizes, room, letter_size(room), TRACK_SIDES * tracks)


def are_alike(collection: Collection) -> bool:
    """Tell whether all graphs have the same nodes, so that their rows can be compared."""
    size = int(collection.size[0])
    if len(collection.size) < 2 or not size or (collection.size != size).any():
        return False
    own = [own for _, own in collection.tables.ids[:size]]
    return all(own[place % size] == node for place, (_, node) in enumerate(collection.tables.ids))


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
