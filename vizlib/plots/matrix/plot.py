"""MatrixPlot: nodes on both axes, edges as cells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray
from vizlib.core.options import values_of
from vizlib.core.plot import Ends, Plot
from vizlib.core.tracks import Tracked
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError, unknown_choice
from vizlib.graphs.adjacency import Cells, aggregate
from vizlib.graphs.fields import FieldTable, frame_fields
from vizlib.graphs.values import as_numbers
from vizlib.layouts.order import Order
from vizlib.plots.matrix.blocks import Blocked
from vizlib.plots.matrix.layers import (
    NOMINAL,
    block_ruler,
    block_tracks,
    diagonal,
    focused,
    gather_cells,
    mosaic_words,
    rectangles,
    ruler_words,
)
from vizlib.scene.geometry import BinnedCells, Geometry, Labels, Margins, Tiles
from vizlib.scene.page import Page

MANY_CELLS = 20_000
GATHERS = ("auto", "count", "sum", "mean", "max")
SMALLEST = 3.0
"""Points below which a block is neither outlined nor named."""
STRIP = 7.0
STRIP_GAP = 3.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MatrixPlot(Blocked, Tracked, Plot):
    """The adjacency matrix: nodes on both axes, in one order; a cell for each pair joined.

    A directed edge stands in the row of its source; an undirected one in both its cells. Cells
    show ``edge_color``: a field (numbers of parallel edges are added), or by default how many
    edges join the pair. ``node_color`` is shown as a strip along both axes.

    Many graphs, in a sequence or a mapping by names, are drawn as a block each. ``node_color``
    then colours the diagonal of the blocks.

    Parameters
    ----------
    cell_gather
        How edges that share a pixel are gathered: ``"count"``, or ``"sum"``, ``"mean"`` or
        ``"max"`` of ``edge_color``; ``"auto"`` counts where cells are far smaller than a pixel and
        nothing is shown by their colour, and lets the greatest be seen otherwise.
    layout
        Of many graphs: ``"diagonal"``, or ``"mosaic"``: a grid of small matrices of one scale.
    block_color
        Of many graphs: a graph-level field that colours the outlines.
    block_sort_by, block_group_by
        Of many graphs: graph-level fields that order and group them; ``size`` and ``edges`` are
        always there.
    block_data
        Of many graphs: a frame with a row for each name, further graph-level fields.
    tracks
        Further fields of the nodes, shown as strips along both axes: names, ``by(...)``, or
        ``vz.track("degree", show="bar")``.

    Notes
    -----
    The other options are those of every plot, see :class:`vizlib.Plot`. Order the nodes by a
    derived field to see structure: ``sort_by="rcm"``, ``"spectral"`` or ``"clustered"``.

    Examples
    --------
    >>> import networkx as nx
    >>> MatrixPlot(nx.karate_club_graph(), group_by="club", sort_by="degree")
    MatrixPlot of 34 nodes and 78 undirected edges. 2 groups by club.
    """

    refused: ClassVar[Mapping[str, str]] = {
        "edge_width": "its cells are of one size; show the field by edge_color or edge_alpha.",
        "node_size": "its nodes are rows and columns of one size; show the field by node_color.",
        "edge_labels": "its cells are too small for words; show the field by edge_color.",
        "edge_blend": "its cells are counted by cell_gather='count'.",
        "node_shape": "its nodes are rows and columns; show the field by node_color.",
    }

    directions: ClassVar[tuple[str, ...]] = ("row",)

    cell_gather: Literal["auto", "count", "sum", "mean", "max"] = "auto"

    def check(self) -> None:
        """Refuse ways to gather cells that do not exist, or that have nothing to gather."""
        if self.cell_gather not in GATHERS:
            raise unknown_choice("cell_gather", self.cell_gather, GATHERS)
        if self.cell_gather in GATHERS[2:] and (
            self.edge_color is None or _constant(self.edge_color)
        ):
            raise VizlibError(
                f"cell_gather={self.cell_gather!r} needs edge_color: a field of numbers."
            )
        super().check()

    def legends(self) -> list[Legend]:
        """Say which end is the row, where the graph is directed."""
        if self.shows_direction != "row":
            return super().legends()
        words = ("rows: source", "columns: target")
        return [
            *super().legends(),
            Legend(title="direction", mark="cell", kind="words", labels=words),
        ]

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand each node on the diagonal, of its block where there are many."""
        within = order.within[:, None] + 0.5
        placed: FloatArray = self.corners[order.group] + within
        return placed

    def connect(self, start: Ends, end: Ends) -> Tiles:
        """Put each pair that is joined in its cell."""
        cells, xy = self.cells, self.xy
        corner = np.stack([xy[cells.column, 0], xy[cells.row, 1]], axis=1) - 0.5
        return Tiles(corner=corner, extent=np.ones((1, 2)), color=np.zeros((1, 4)))

    @cached_property
    def cells(self) -> Cells:
        """Which nodes are joined, and the value of each cell."""
        option = None if self.edge_color in ("source", "target") else self.edge_color
        values: pd.Series[Any] | None = None
        if option is not None and not _constant(option):
            values = values_of(option, self.edge_table, "edge_color")
        return aggregate(self.tables, values)

    @cached_property
    def encodings(self) -> Mapping[str, Encoding]:
        """Option -> what it means; the colour of edges is that of cells."""
        looks = self._encode(self._picture(None))
        gathered = self.heat
        looks["edge_color"] = (
            self._cell_encoding(looks["edge_color"]) if gathered is None else gathered[1]
        )
        return looks

    @property
    def counts_cells(self) -> bool:
        """Whether edges are gathered as cells, and counted."""
        return self.cell_gather in ("auto", "count")

    @cached_property
    def heat(self) -> tuple[BinnedCells, Encoding] | None:
        """The cells gathered into pixels and their colours, where single cells are not shown."""
        gather = self.cell_gather
        if gather == "auto":
            small = (
                max(*map(abs, self.limits())) > 2 * NOMINAL or self.tables.partitions is not None
            )
            plain = self.edge_color is None and self.edge_alpha is None and self.raster is not False
            if not (small and plain and self.tables.edge_count):
                return None
            gather = "count"
        values = np.zeros(0)
        if gather != "count":
            given = values_of(self.edge_color, self.edge_table, "edge_color")
            values = as_numbers(given)
        return gather_cells(self, gather, values)

    def _cell_encoding(self, given: Encoding) -> Encoding:
        values, option = self.cells.values, self.edge_color
        if isinstance(option, str) and option in ("source", "target") and given.field is None:
            return given
        if _constant(option) and option is not None:
            return given
        if option is None and (not len(values) or len(values.unique()) == 1):
            return replace(given, values=given.values)
        name = "edges" if option is None else getattr(option, "field", option)
        table = frame_fields("edges", pd.DataFrame({str(name): values.to_numpy()}))
        how = replace(option, field=str(name)) if isinstance(option, By) else str(name)
        return encode_color(
            how, table, default=self.colors.edge, theme=self.colors, name="edge_color", mark="cell"
        )

    def limits(self) -> tuple[float, float, float, float]:
        """Return the room of all blocks; rows run downwards."""
        if self.layout == "mosaic":
            far = self.corners + self.order.sizes[:, None] + [self._strip_cells, 0]
            x, y = far.max(axis=0)
            return 0.0, float(x), float(y), 0.0
        count = float(max(self.tables.node_count, 1))
        return 0.0, count, count, 0.0

    def edge_opacity(self) -> float:
        """Cells are opaque."""
        return 1.0

    def edge_layers(self, page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the cells; where there are many, painted into pixels, the greatest on top."""
        if self.heat is not None:
            return focused(self.heat[0], self.focus)
        tiles: Tiles = self.connect(*self.ends)
        many = self.raster is True or (self.raster == "auto" and len(tiles.corner) > MANY_CELLS)
        rank = self.cells.rank
        order = np.argsort(rank, kind="stable")
        color = self._receding(self.cell_rgba)
        color = color[order] if len(color) > 1 else np.repeat(color, len(order), axis=0)
        gap = float(np.clip((abs(page.scale[0]) - 9) / 60, 0.0, 0.08))
        return {
            "edges": replace(
                tiles,
                corner=tiles.corner[order],
                color=color,
                rank=rank[order],
                raster=many,
                gap=gap,
            )
        }

    @cached_property
    def cell_rgba(self) -> FloatArray:
        """``(M, 4)`` colours of the cells."""
        if self.edge_color in ("source", "target") and self.encodings["edge_color"].field is None:
            end = self.cells.row if self.edge_color == "source" else self.cells.column
            return self.node_rgba[end]
        color: FloatArray = self.encodings["edge_color"].values.copy()
        alpha = self.encodings["edge_alpha"].values
        if len(alpha) == 1:
            color[:, 3] *= alpha
            return color
        color = np.repeat(color, len(self.cells.row), axis=0) if len(color) == 1 else color
        color[:, 3] *= alpha[self.cells.edge]
        return color

    @cached_property
    def edge_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges: those of their cells."""
        if self.heat is not None:
            heat = self.heat[0]
            return heat.shade(heat.values if len(heat.values) else np.ones(1))
        color = self.cell_rgba
        return color if len(color) == 1 else color[self.cells.cell]

    def _receding(self, color: FloatArray) -> FloatArray:
        """Let the cells recede that are not in focus."""
        if self.focus is None:
            return color
        faded = np.broadcast_to(color, (len(self.cells.row), 4)).copy()
        inside = np.zeros(len(faded), bool)
        inside[self.cells.cell[self.focus.edges]] = True
        inside |= self.focus.edges[self.cells.edge]
        faded[~inside, 3] *= self.focus.rest
        return faded

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return the paper of the matrix and the outline of its groups."""
        from matplotlib.colors import to_rgba

        faint, line = (
            np.array([to_rgba(self.colors.faint)]),
            np.array([to_rgba(self.colors.border)]),
        )
        return {
            "field": rectangles(self._fields, color=faint, line=line, width=0.5),
            **self._track_layers(page),
        }

    @property
    def _fields(self) -> FloatArray:
        """``(R, 4)`` left, top, width and height of the paper of all matrices."""
        if self.layout == "mosaic":
            return self._boxes
        x0, x1, y1, y0 = self.limits()
        return np.array([[x0, y0, x1 - x0, y1 - y0]])

    @property
    def _boxes(self) -> FloatArray:
        """``(G, 4)`` left, top, width and height of the block of each group or graph."""
        return np.column_stack([self.corners, self.order.sizes, self.order.sizes])

    def _track_layers(self, page: Page) -> dict[str, Geometry]:
        if self.layout == "mosaic":
            return block_tracks(self)
        return {
            f"track_{place}": self._strips(
                page, self._strip + each.low, self._strip + each.high, each.color, each.share
            )
            for place, each in enumerate(self.beside_nodes)
        }

    @cached_property
    def crowded(self) -> bool:
        """Whether the blocks are too small to be outlined and named."""
        count = len(self.order.labels)
        side = 72 * min(self.picture_size) / max(*map(abs, self.limits()))
        return count > 1 and float(np.median(self.order.sizes)) * side < SMALLEST

    def above(self, page: Page) -> dict[str, Geometry]:
        """Return the outline of each group's block, or a ruler where blocks are too small."""
        if len(self.order.labels) < 2 or self.group_labels is False:
            return {}
        if self.crowded and self.collection is not None:
            return block_ruler(self, page)
        line = self.muted if self.collection is None else self.block_rgba
        none = np.zeros((1, 4))
        return {"groups": rectangles(self._boxes, color=none, line=line, width=0.9)}

    def node_layers(self, page: Page, shape: IntArray) -> dict[str, Geometry]:
        """Return strips along both axes where the nodes have colours of their own."""
        if self.encodings["node_color"].field is None:
            return {}
        if self.collection is not None:
            return diagonal(self, page)
        low = np.full(self.tables.node_count, STRIP_GAP)
        return {"nodes": self._strips(page, low, low + STRIP, page.color)}

    def _strips(
        self,
        page: Page,
        low: FloatArray,
        high: FloatArray,
        color: FloatArray,
        share: float = 1.0,
    ) -> Tiles:
        """Return rectangles from low to high points beside both axes, one a node on each."""
        per_point = 1 / abs(page.scale[0])
        place = self.order.place + (1 - share) / 2
        begin, wide = -high * per_point, high - low
        corner = np.concatenate([np.stack([begin, place], 1), np.stack([place, begin], 1)])
        wide, one = wide * per_point, np.full(len(place), share)
        extent = np.concatenate([np.stack([wide, one], 1), np.stack([one, wide], 1)])
        return Tiles(corner=corner, extent=extent, color=np.concatenate([color, color]))

    @property
    def _strip(self) -> float:
        """Room that the strip of the nodes' colours takes beside the axes, in points."""
        shown = self.encodings["node_color"].field is not None and self.collection is None
        return STRIP + STRIP_GAP if shown else 0.0

    @property
    def aside(self) -> float:
        """Room that strips and tracks take beside the axes, in points."""
        return self._strip + (self.track_room if self.layout == "diagonal" else 0.0)

    def beside(self) -> Margins:
        """Keep room for the strips, and for the colours of blocks that have no outline."""
        colored = self.collection is not None and self.block_encoding.field is not None
        right = 10.0 if colored and self.crowded else 0.0
        return Margins(left=self.aside, top=self.aside, right=right)

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Name the rows on the left; columns stand in the same order."""
        at = self.xy if self.layout == "mosaic" else None
        left = np.zeros(len(words)) if at is None else self.corners[self.order.group, 0]
        labels = self._rows(page, self.xy[:, 1], words, self.aside + 4)
        return replace(labels, xy=np.stack([left, self.xy[:, 1]], axis=1))

    def group_words(self, page: Page) -> Labels | None:
        """Name the blocks of rows, on the right where the nodes are named on the left."""
        if self.collection is not None and (self.crowded or self.layout == "mosaic"):
            return ruler_words(self, page) if self.crowded else mosaic_words(self, page)
        if not self.order.grouped:
            return None
        middle = self.order.starts + self.order.sizes / 2
        named = self.names_nodes
        labels = self._rows(page, middle, self.order.labels, self.aside + 6)
        if named:
            edge = np.full(len(middle), float(self.tables.node_count))
            labels = replace(
                labels,
                xy=np.stack([edge, middle], axis=1),
                offset=np.tile([6.0, 0.0], (len(middle), 1)),
                ha=("left",) * len(middle),
            )
        return replace(labels, size=page.font_size * 1.1, bold=True)

    def _rows(self, page: Page, at: Any, words: tuple[str, ...], away: float) -> Labels:
        count = len(words)
        return Labels(
            xy=np.stack([np.zeros(count), np.asarray(at, float)], axis=1),
            text=words,
            color=self.ink,
            size=page.font_size,
            offset=np.tile([-away, 0.0], (count, 1)),
            rotation=np.zeros(count),
            ha=("right",) * count,
            va=("center_baseline",) * count,
            font=self.colors.font,
        )


def _constant(option: Any) -> bool:
    return option is None or type(option).__name__ == "Value" or isinstance(option, tuple)
