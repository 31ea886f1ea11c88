"""Many graphs -> where the block of each stands: along the diagonal, or in a mosaic."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, LongArray
from vizlib.core.options import sort_keys, values_of
from vizlib.core.recipe import Recipe
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.legend import Legend
from vizlib.errors import VizlibError, unknown_choice
from vizlib.graphs.collection import Collection
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.read import is_collection, read_collection
from vizlib.graphs.tables import FrameColumns, GraphTables
from vizlib.graphs.values import name_of, rank_values
from vizlib.layouts.order import Order, order_nodes

LAYOUTS = ("diagonal", "mosaic")
BLOCK_OPTIONS = ("block_color", "block_sort_by", "block_group_by", "block_data")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Blocked(Recipe):
    """A plot of one graph, or of many with a block each."""

    layout: Literal["diagonal", "mosaic"] = "diagonal"
    block_color: Any = None
    block_sort_by: Any = None
    block_group_by: Any = None
    block_data: Any = None

    def check(self) -> None:
        """Refuse options of many graphs where there is one, and those of one where many."""
        if isinstance(self.graph, Iterator):
            object.__setattr__(self, "graph", list(self.graph))
        if self.layout not in LAYOUTS:
            raise unknown_choice("layout", self.layout, LAYOUTS)
        if self.collection is None:
            given = [name for name in BLOCK_OPTIONS if getattr(self, name) is not None]
            given += ["layout"] if self.layout != "diagonal" else []
            if given:
                raise VizlibError(
                    f"{given[0]} is for many graphs; give a sequence or a mapping of graphs."
                )
        elif self.group_by is not None:
            raise VizlibError(
                "group_by: the groups of many graphs are the graphs themselves; block_group_by"
                " puts graphs with one value of a graph-level field together."
            )
        super().check()
        if self.collection is not None:
            assert self.block_encoding is not None

    @cached_property
    def collection(self) -> Collection | None:
        """The graphs, where there are many."""
        from vizlib.graphs.read import read_graph

        if not is_collection(self.graph):
            return None
        return read_collection(self.graph, read_graph)

    @cached_property
    def tables(self) -> GraphTables:
        """All graphs as one."""
        return super().tables if self.collection is None else self.collection.tables

    @property
    def source_graph(self) -> Any:
        """What another plot of the same data is made of."""
        return super().source_graph if self.collection is None else self.collection

    @cached_property
    def block_table(self) -> FieldTable:
        """The graph-level fields: ``size``, ``edges``, and what the graphs say of themselves."""
        held = self.collection
        assert held is not None
        frame = pd.DataFrame({"size": held.size, "edges": held.edges})
        if self.block_data is not None:
            frame = _joined(self.block_data, held, frame)
        columns = _Both(FrameColumns(frame), held.metadata)
        none = np.zeros(0, np.int32)
        return FieldTable("graphs", GraphTables(held.names, none, none, node_columns=columns))

    @cached_property
    def block_order(self) -> tuple[Order, LongArray]:
        """Groups of graphs, and the graphs in the order of their places."""
        held, table = self.collection, self.block_table
        assert held is not None
        groups = None
        if self.block_group_by is not None:
            groups = values_of(self.block_group_by, table, "block_group_by")
        keys = list(sort_keys(table, self.block_sort_by, "block_sort_by"))
        order = order_nodes(len(held.names), groups, self.group_order, keys)
        return order, order.nodes

    @cached_property
    def order(self) -> Order:
        """Where each node stands: graph by graph, inside each by ``sort_by``."""
        held = self.collection
        if held is None:
            return super().order
        order, blocks = self.block_order
        rank = order.place[held.block]
        keys = [
            rank_values(values, down)
            for values, down in sort_keys(self.node_table, self.sort_by, "sort_by")
        ]
        count = self.tables.node_count
        nodes = np.lexsort([np.arange(count), *reversed(keys), rank])
        place = np.empty(count, np.int64)
        place[nodes] = np.arange(count)
        labels = tuple(name_of(held.names[each]) for each in blocks)
        return Order(place, rank.astype(np.int32), labels)

    @cached_property
    def corners(self) -> FloatArray:
        """``(B, 2)`` column and row where the block at each place begins."""
        sizes = self.order.sizes
        if self.layout == "diagonal" or self.collection is None:
            return np.repeat(self.order.starts[:, None], 2, axis=1).astype(float)
        most = float(sizes.max(initial=1))
        wide, gap = self.mosaic
        row, column = np.divmod(np.arange(len(sizes)), wide)
        extra = self._strip_cells
        return np.stack([column * (most + gap + extra), row * (most + gap)], axis=1)

    @property
    def mosaic(self) -> tuple[int, float]:
        """How many blocks stand side by side, and how many cells apart."""
        most = float(self.order.sizes.max(initial=1))
        gap = max(0.35 * most, 1.0)
        shape = (most + gap + self._strip_cells) / (most + gap)
        return max(round(np.sqrt(len(self.order.sizes) / shape)), 1), gap

    @property
    def _strip_cells(self) -> float:
        """Cells that the tracks of a block take beside it, in a mosaic."""
        return 1.5 * len(getattr(self, "tracks", ())) if self.layout == "mosaic" else 0.0

    @cached_property
    def block_encoding(self) -> Encoding:
        """The colour of each block's outline."""
        return encode_color(
            self.block_color, self.block_table, default=self.colors.muted, theme=self.colors,
            name="block_color", mark="cell",
        )  # fmt: skip

    @property
    def block_rgba(self) -> FloatArray:
        """``(B, 4)`` colours of the outlines, in the order of the places."""
        values = self.block_encoding.values
        whole = np.broadcast_to(values, (len(self.order.sizes), 4))
        return whole[self.block_order[1]]

    @property
    def blocks(self) -> pd.DataFrame:
        """A row for each graph in drawing order: offset, size, edges and the fields used."""
        held = self.collection
        if held is None:
            raise VizlibError("blocks: this is a plot of one graph; give a sequence of graphs.")
        chosen = self.block_order[1]
        names = [getattr(self, each) for each in BLOCK_OPTIONS[:3]]
        frame = pd.DataFrame(
            {
                "offset": self.order.starts,
                "size": held.size[chosen],
                "edges": held.edges[chosen],
                "x": self.corners[:, 0],
                "y": self.corners[:, 1],
            },
            index=held.names[chosen],
        )
        for option in names:
            name = getattr(option, "field", option)
            if isinstance(name, str) and name not in frame:
                frame[name] = self.block_table.field(name).to_numpy()[chosen]
        return frame

    def legends(self) -> list[Legend]:
        """Explain the colours of the blocks."""
        said = None if self.collection is None else self.block_encoding.legend
        return [*([said] if said else []), *super().legends()]

    def remarks(self) -> list[str]:
        """Say how many graphs there are."""
        if self.collection is None:
            return super().remarks()
        return [f"{len(self.collection.names):,} graphs, a block each.", *super().remarks()]


@dataclass(frozen=True, eq=False)
class _Both:
    """Fields of two tables of the same rows; the first goes before."""

    one: FrameColumns
    two: Any

    def names(self) -> list[str]:
        return list(dict.fromkeys([*self.one.names(), *self.two.names()]))

    def __contains__(self, name: object) -> bool:
        return name in self.one or name in self.two

    def read(self, name: str) -> "pd.Series[Any]":
        found: pd.Series[Any] = (self.one if name in self.one else self.two).read(name)
        return found


def _joined(given: Any, held: Collection, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the metadata that was given, a row for each name."""
    if isinstance(given, Mapping):
        given = pd.DataFrame.from_dict(dict(given), orient="index")
    if not isinstance(given, pd.DataFrame):
        raise VizlibError(
            f"block_data must be a frame whose index is the names of the graphs; it is a"
            f" {type(given).__name__}."
        )
    lacking = held.names.difference(given.index)
    if len(lacking):
        raise VizlibError(
            f"block_data has no row for {len(lacking):,} of {len(held.names):,} graphs, such as"
            f" {lacking[0]!r}; its index must be their names."
        )
    more = given.loc[held.names].reset_index(drop=True)
    return pd.concat([frame, more.drop(columns=list(frame), errors="ignore")], axis=1)
