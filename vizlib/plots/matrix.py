"""MatrixPlot: nodes on both axes, edges as cells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.path import Path

from vizlib.adjacency import Cells, aggregate
from vizlib.arrays import FloatArray, IntArray
from vizlib.canvas import Canvas
from vizlib.encodings import Encoding, encode_color
from vizlib.fields import FieldTable, FrameTable
from vizlib.geometry import Areas, Geometry, Labels, Margins, Tiles
from vizlib.legends import Legend
from vizlib.order import Order
from vizlib.plots.base import Ends, Plot
from vizlib.plots.options import values_of
from vizlib.plots.tracks import Tracked
from vizlib.scales import By

MANY_CELLS = 20_000
STRIP = 7.0
STRIP_GAP = 3.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MatrixPlot(Tracked, Plot):
    """The adjacency matrix: nodes on both axes, in one order; a cell for each pair joined.

    A directed edge stands in the row of its source; an undirected one in both its cells. Cells
    show ``edge_color``: a field (numbers of parallel edges are added), or by default how many
    edges join the pair. ``node_color`` is shown as a strip along both axes.

    Parameters
    ----------
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
        "node_shape": "its nodes are rows and columns; show the field by node_color.",
    }

    directions: ClassVar[tuple[str, ...]] = ("row",)

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
        """Stand each node on the diagonal."""
        place = order.place.astype(float) + 0.5
        return np.stack([place, place], axis=1)

    def connect(self, start: Ends, end: Ends) -> Tiles:
        """Put each pair that is joined in its cell."""
        cells = self.cells
        corner = np.stack([self.order.place[cells.column], self.order.place[cells.row]], axis=1)
        return Tiles(corner=corner.astype(float), extent=np.ones((1, 2)), color=np.zeros((1, 4)))

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
        looks["edge_color"] = self._cell_encoding(looks["edge_color"])
        return looks

    def _cell_encoding(self, given: Encoding) -> Encoding:
        values, option = self.cells.values, self.edge_color
        if isinstance(option, str) and option in ("source", "target") and given.field is None:
            return given
        if _constant(option) and option is not None:
            return given
        if option is None and (not len(values) or len(values.unique()) == 1):
            return replace(given, values=given.values)
        name = "edges" if option is None else getattr(option, "field", option)
        table = FrameTable("edges", pd.DataFrame({str(name): values.to_numpy()}))
        how = replace(option, field=str(name)) if isinstance(option, By) else str(name)
        return encode_color(
            how, table, default=self.colors.edge, theme=self.colors, name="edge_color", mark="cell"
        )

    def limits(self) -> tuple[float, float, float, float]:
        """Return the square of all cells; rows run downwards."""
        count = float(max(self.tables.node_count, 1))
        return 0.0, count, count, 0.0

    def edge_opacity(self) -> float:
        """Cells are opaque."""
        return 1.0

    def edge_layers(self, canvas: Canvas, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the cells; where there are many, painted into pixels, the greatest on top."""
        tiles: Tiles = self.connect(*self.ends)
        many = self.raster is True or (self.raster == "auto" and len(tiles.corner) > MANY_CELLS)
        rank = self.cells.rank
        order = np.argsort(rank, kind="stable")
        color = self._receding(self.cell_rgba)
        color = color[order] if len(color) > 1 else np.repeat(color, len(order), axis=0)
        gap = float(np.clip((abs(canvas.scale[0]) - 9) / 60, 0.0, 0.08))
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

    def below(self, canvas: Canvas) -> dict[str, Geometry]:
        """Return the paper of the matrix and the outline of its groups."""
        count = self.tables.node_count
        field = _box(0, 0, count)
        from matplotlib.colors import to_rgba

        faint, line = np.array(to_rgba(self.colors.faint)), np.array(to_rgba(self.colors.border))
        tracks = {
            f"track_{place}": self._strips(
                canvas, self._strip + each.low, self._strip + each.high, each.color, each.share
            )
            for place, each in enumerate(self.beside_nodes)
        }  # fmt: skip
        return {"field": Areas(paths=(field,), fill=faint, line=line, width=0.5), **tracks}

    def above(self, canvas: Canvas) -> dict[str, Geometry]:
        """Return the outline of each group's block."""
        if len(self.order.labels) < 2 or self.group_labels is False:
            return {}
        spans = zip(self.order.starts, self.order.sizes, strict=True)
        boxes = tuple(_box(start, start, size) for start, size in spans)
        return {"groups": Areas(paths=boxes, line=self.muted[0], width=0.9)}

    def node_layers(self, canvas: Canvas, shape: IntArray) -> dict[str, Geometry]:
        """Return strips along both axes where the nodes have colours of their own."""
        if self.encodings["node_color"].field is None:
            return {}
        low = np.full(self.tables.node_count, STRIP_GAP)
        return {"nodes": self._strips(canvas, low, low + STRIP, canvas.color)}

    def _strips(
        self,
        canvas: Canvas,
        low: FloatArray,
        high: FloatArray,
        color: FloatArray,
        share: float = 1.0,
    ) -> Tiles:
        """Return rectangles from low to high points beside both axes, one a node on each."""
        per_point = 1 / abs(canvas.scale[0])
        place = self.order.place + (1 - share) / 2
        begin, wide = -high * per_point, high - low
        corner = np.concatenate([np.stack([begin, place], 1), np.stack([place, begin], 1)])
        wide, one = wide * per_point, np.full(len(place), share)
        extent = np.concatenate([np.stack([wide, one], 1), np.stack([one, wide], 1)])
        return Tiles(corner=corner, extent=extent, color=np.concatenate([color, color]))

    @property
    def _strip(self) -> float:
        """Room that the strip of the nodes' colours takes beside the axes, in points."""
        return 0.0 if self.encodings["node_color"].field is None else STRIP + STRIP_GAP

    @property
    def aside(self) -> float:
        """Room that strips and tracks take beside the axes, in points."""
        return self._strip + self.track_room

    def beside(self) -> Margins:
        """Keep room for the strips."""
        return Margins(left=self.aside, top=self.aside)

    def node_words(self, canvas: Canvas, words: tuple[str, ...]) -> Labels:
        """Name the rows on the left; columns stand in the same order."""
        return self._rows(canvas, self.order.place + 0.5, words, self.aside + 4)

    def group_words(self, canvas: Canvas) -> Labels | None:
        """Name the blocks of rows, on the right where the nodes are named on the left."""
        if not self.order.grouped:
            return None
        middle = self.order.starts + self.order.sizes / 2
        named = self.names_nodes
        labels = self._rows(canvas, middle, self.order.labels, self.aside + 6)
        if named:
            edge = np.full(len(middle), float(self.tables.node_count))
            labels = replace(
                labels,
                xy=np.stack([edge, middle], axis=1),
                offset=np.tile([6.0, 0.0], (len(middle), 1)),
                across=("left",) * len(middle),
            )
        return replace(labels, size=canvas.letters * 1.1, bold=True)

    def _rows(self, canvas: Canvas, at: Any, words: tuple[str, ...], away: float) -> Labels:
        count = len(words)
        return Labels(
            xy=np.stack([np.zeros(count), np.asarray(at, float)], axis=1),
            text=words,
            color=self.ink,
            size=canvas.letters,
            offset=np.tile([-away, 0.0], (count, 1)),
            rotation=np.zeros(count),
            across=("right",) * count,
            upright=("center_baseline",) * count,
            font=self.colors.font,
        )


def _constant(option: Any) -> bool:
    return option is None or type(option).__name__ == "Value" or isinstance(option, tuple)


def _box(x: float, y: float, side: float) -> Path:
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return Path(corners, closed=True)
