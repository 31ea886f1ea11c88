"""MatrixPlot: nodes on both axes, edges as cells; of one graph, or of many with a block each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core import thresholds
from vizlib.core.colors import one_each, receded
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import Defaults, EdgeOpacity
from vizlib.core.plot import Plot
from vizlib.core.spec import names_nodes
from vizlib.core.tracks import TracksMixin
from vizlib.encodings.encode import encode_color
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import field_key
from vizlib.errors import VizlibError
from vizlib.graphs.adjacency import Cells
from vizlib.graphs.collection import Collection
from vizlib.graphs.read import is_collection, read_collection, read_graph
from vizlib.layouts.order import Order
from vizlib.plots.matrix.blocks import BlockLayout, block_fields, order_blocks, order_in_blocks
from vizlib.plots.matrix.cells import (
    Binned,
    Gather,
    bin_edges,
    cells_of,
    encode_cells,
    is_constant,
)
from vizlib.plots.matrix.layers import (
    STRIP_GAP_PT,
    STRIP_PT,
    beside_axes,
    block_labels,
    block_ruler,
    block_tracks,
    diagonal,
    focused,
    mosaic_labels,
    rectangles,
    row_and_column_labels,
    row_labels,
    ruler_labels,
    shows_strip,
    strip_width,
    strips,
)
from vizlib.scene.geometry import Geometry, Labels, Margins, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Limits, Page

BLOCK_OPTIONS = ("block_color", "block_sort_by", "block_group_by", "block_data")
BLOCK_STRIP_PT = 10.0
"""Room for the colours of blocks that have no outline."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MatrixPlot(TracksMixin, Plot):
    """The adjacency matrix: nodes on both axes, in one order; a cell for each pair joined.

    A directed edge stands in the row of its source; an undirected one in both its cells. Cells
    show ``edge_color``: a field (numbers of parallel edges are added), or by default how many
    edges join the pair. ``node_color`` is shown as a strip along both axes.

    Many graphs, in a sequence or a mapping by names, are drawn as a block each. ``node_color``
    then colours the diagonal of the blocks.

    Parameters
    ----------
    graph
        A graph, or a sequence or a mapping of graphs.
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
    Order the nodes by a derived field to see structure: ``sort_by="rcm"``, ``"spectral"`` or
    ``"clustered"``.

    Examples
    --------
    >>> import networkx as nx
    >>> MatrixPlot(nx.karate_club_graph(), group_by="club", sort_by="degree")
    MatrixPlot of 34 nodes and 78 undirected edges. 2 groups by club.
    """

    defaults: ClassVar[Defaults] = Defaults(
        directions=("row",),
        edge_opacity=EdgeOpacity(most=1.0, measured=False),
        refused={
            "edge_width": "its cells are of one size; show the field by edge_color or edge_alpha.",
            "node_size": "its nodes are rows and columns of one size; show the field by"
            " node_color.",
            "edge_labels": "its cells are too small for words; show the field by edge_color.",
            "edge_blend": "its cells are counted by cell_gather='count'.",
            "node_shape": "its nodes are rows and columns; show the field by node_color.",
        },
    )

    layout: Literal["diagonal", "mosaic"] = "diagonal"
    block_color: Any = None
    block_sort_by: Any = None
    block_group_by: Any = None
    block_data: Any = None
    cell_gather: Literal["auto", "count", "sum", "mean", "max"] = "auto"

    def check(self) -> None:
        """Refuse ways to gather cells that have nothing to gather."""
        if self.cell_gather not in ("auto", "count") and is_constant(self.edge_color):
            raise VizlibError(
                f"cell_gather={self.cell_gather!r} needs edge_color: a field of numbers."
            )

    @property
    def blocks(self) -> pd.DataFrame:
        """A row for each graph in drawing order: offset, size, edges and the fields used."""
        layout: BlockLayout = self.data.layout
        held, fields, graph = layout.collection, layout.fields, layout.graph
        if held is None or fields is None or graph is None:
            raise VizlibError("blocks: this is a plot of one graph; give a sequence of graphs.")
        frame = pd.DataFrame(
            {
                "offset": layout.order.starts,
                "size": held.size[graph],
                "edges": held.edges[graph],
                "x": layout.corners[:, 0],
                "y": layout.corners[:, 1],
            },
            index=held.names[graph],
        )
        for option in (self.block_color, self.block_sort_by, self.block_group_by):
            name = field_key(option)
            if name is not None and name not in frame:
                frame[name] = fields.field(name).to_numpy()[graph]
        return frame

    def _accept(self, graph: Any) -> Any:
        """Keep graphs that come only once."""
        return list(graph) if isinstance(graph, Iterator) else graph

    def _read(self) -> Any:
        """Read one graph, or many."""
        if is_collection(self.graph):
            if self.group_by is not None:
                raise VizlibError(
                    "group_by: the groups of many graphs are the graphs themselves; block_group_by"
                    " puts graphs with one value of a graph-level field together."
                )
            return read_collection(self.graph, read_graph)
        given = [name for name in BLOCK_OPTIONS if getattr(self, name) is not None]
        given += ["layout"] if self.layout != "diagonal" else []
        if given:
            raise VizlibError(
                f"{given[0]} is for many graphs; give a sequence or a mapping of graphs."
            )
        return read_graph(self.graph)

    def _arrange(self, data: Data) -> Order:
        """Order the nodes: in one graph by groups, in many graph by graph."""
        held = data.source
        if not isinstance(held, Collection):
            return super()._arrange(data)
        return order_in_blocks(held, self._graphs(held), data.nodes, self.sort_by)

    def _graphs(self, held: Collection) -> Any:
        """Return ``(B,)`` the graph at each place."""
        fields = block_fields(held, self.block_data)
        return order_blocks(held, fields, self.block_group_by, self.group_order, self.block_sort_by)

    def _lay_out(self, data: Data) -> BlockLayout:
        """Return where the blocks of groups, or of graphs, stand."""
        held = data.source
        if not isinstance(held, Collection):
            return BlockLayout(data.order)
        fields = block_fields(held, self.block_data)
        tracks = len(self.tracks)
        return BlockLayout(data.order, self.layout, tracks, held, fields, self._graphs(held))

    def place(self, data: Data) -> FloatArray:
        """Stand each node on the diagonal, of its block where there are many."""
        layout: BlockLayout = data.layout
        return layout.xy

    def connect(self, data: Data, edges: EdgeEnds) -> Tiles:
        """Put each pair that is joined in its cell."""
        cells: Cells = data.gathered
        corner = np.stack([data.xy[cells.column, 0], data.xy[cells.row, 1]], axis=1) - 0.5
        return Tiles(
            corner=corner, extent=np.ones((1, 2)), color=np.zeros((1, 4)), stands_for="cell",
            item=np.arange(len(corner), dtype=np.int32),
        )  # fmt: skip

    def _counts_cells(self) -> bool:
        """Tell whether edges are gathered as cells, and counted."""
        return self.cell_gather in ("auto", "count")

    def _gather(self, data: Data) -> Gather | None:
        """Return how cells are gathered into pixels, None where single cells are shown."""
        if self.cell_gather != "auto":
            return self.cell_gather
        small = data.frame.layout.fine or data.tables.partitions is not None
        plain = self.edge_color is None and self.edge_alpha is None and self.raster is not False
        return "count" if small and plain and data.tables.edge_count else None

    def _encode(self, data: Data) -> Data:
        """Gather edges to cells, and give them the colours of these, and blocks theirs."""
        encodings = dict(data.encodings)
        if data.layout.fields is not None:
            data = replace(data, graphs=data.layout.fields)
            encodings["block_color"] = encode_color(
                self.block_color, data.layout.fields, default=data.theme.muted, theme=data.theme,
                name="block_color", mark="cell", scale=data.shared.scales.get("block_color"),
                taken=[encodings["node_color"], encodings["edge_color"]],
            )  # fmt: skip
        gather = self._gather(data)
        if gather is not None:
            binned = bin_edges(data, gather, self.edge_color)
            shown = binned.cells.shade(
                binned.cells.values if len(binned.cells.values) else np.ones(1)
            )
            encodings["edge_color"] = replace(binned.encoding, values=shown)
            return replace(data, encodings=encodings, gathered=binned)
        cells = cells_of(data, self.edge_color)
        look = encode_cells(data, self.edge_color, cells, encodings["edge_color"])
        if len(look.values) == len(cells.row) != 1 or look is not encodings["edge_color"]:
            look = replace(look, values=one_each(look.values, len(cells.row))[cells.cell])
        encodings["edge_color"] = look
        members = {"cell": cells.cell}
        ends = {"cell": (cells.row, cells.column)}
        return replace(data, encodings=encodings, gathered=cells, members=members, ends=ends)

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of all blocks; rows run downwards."""
        width, height = data.layout.extent
        return 0.0, width, height, 0.0

    def margins(self, data: Data) -> Margins:
        """Keep room for the strips, and for the colours of blocks that have no outline."""
        colored = "block_color" in data.encodings and data.encodings["block_color"].field
        right = BLOCK_STRIP_PT if colored and data.layout.crowded else 0.0
        return Margins(left=beside_axes(data), top=beside_axes(data), right=right)

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the paper of the matrix."""
        layout: BlockLayout = data.layout
        width, height = layout.extent
        boxes = layout.boxes if layout.mosaic else np.array([[0.0, 0.0, width, height]])
        paper, line = page.theme.rgba("background"), page.theme.rgba("hair")
        return {"field": rectangles(boxes, color=paper, line=line, width=0.5)}

    def draw_tracks(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the tracks along both axes, or beside each block of a mosaic."""
        if data.layout.mosaic:
            return block_tracks(data)
        start = strip_width(data)
        return {
            f"track_{place}": strips(
                data, page, start + track.low, start + track.high, track.color, track.share
            )
            for place, track in enumerate(data.tracks)
        }

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw strips along both axes where the nodes have colours of their own."""
        look = data.encodings["node_color"]
        if look.field is None and not look.given:
            return {}
        if not shows_strip(data):
            return diagonal(data, page)
        low = np.full(data.tables.node_count, STRIP_GAP_PT)
        return {"nodes": strips(data, page, low, low + STRIP_PT, data.node_rgba)}

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the cells; where there are many, painted into pixels, the greatest on top."""
        if isinstance(data.gathered, Binned):
            return focused(data.gathered.cells, data.focus)
        cells: Cells = data.gathered
        tiles = self.connect(data, data.edge_ends())
        order = np.argsort(cells.rank, kind="stable")
        color = one_each(self._cell_rgba(data, cells), len(order))[order]
        gap = float(np.clip((abs(page.scale[0]) - 9) / 60, 0.0, 0.08))
        raster = thresholds.rasterizes_cells(self.raster, len(order))
        return {
            "edges": replace(
                tiles, corner=tiles.corner[order], color=color, rank=cells.rank[order],
                raster=raster, gap=gap, item=order.astype(np.int32),
            )
        }  # fmt: skip

    def _cell_rgba(self, data: Data, cells: Cells) -> FloatArray:
        """Return ``(M, 4)`` colours of the cells; those recede that hold nothing in focus."""
        if data.colored_by:
            color = data.node_rgba[cells.row if data.colored_by == "source" else cells.column]
        else:
            paint = data.edge_paint()
            color = paint if len(paint) == 1 else paint[cells.edge]
        if data.focus is None:
            return color
        inside: BoolArray = np.zeros(len(cells.row), bool)
        inside[cells.cell[data.focus.edges]] = True
        inside |= data.focus.edges[cells.edge]
        return receded(color, inside, data.focus.rest)

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the outline of each block, or a ruler where blocks are too small."""
        layout: BlockLayout = data.layout
        if len(data.order.labels) < 2 or self.group_labels is False:
            return {}
        rgba = self._block_rgba(data)
        if layout.crowded and layout.many:
            colored = data.encodings["block_color"].field is not None
            return block_ruler(data, page, rgba, colored)
        none = np.zeros((1, 4))
        return {
            "groups": rectangles(
                layout.boxes, color=none, line=rgba, width=0.9, stands_for="group",
                item=np.arange(len(rgba), dtype=np.int32),
            )
        }  # fmt: skip

    def _block_rgba(self, data: Data) -> FloatArray:
        """Return ``(B, 4)`` colours of the outlines, in the order of the places."""
        count = len(data.order.labels)
        if data.layout.graph is None:
            return np.repeat(data.theme.rgba("muted"), count, axis=0)
        rgba = one_each(data.encodings["block_color"].values, count)
        placed: FloatArray = rgba[data.layout.graph]
        return placed

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> Labels | OnLines:
        """Name the rows on the left, and the columns above; of a mosaic the rows of each block."""
        layout: BlockLayout = data.layout
        if layout.mosaic:
            left = layout.corners[data.order.group, 0]
            return row_labels(page, data.xy[:, 1], text, page.zoom * beside_axes(data) + 4, left)
        return row_and_column_labels(data, page, text)

    def label_groups(self, data: Data, page: Page) -> Labels | OnLines | None:
        """Name the blocks of rows, on the right where the nodes are named on the left."""
        layout: BlockLayout = data.layout
        if layout.many and (layout.crowded or layout.mosaic):
            return ruler_labels(data, page) if layout.crowded else mosaic_labels(layout, page)
        if not data.order.grouped:
            return None
        return block_labels(data, page, right=names_nodes(self))

    def legends(self, data: Data) -> list[Legend]:
        """Say which end is the row, where the graph is directed."""
        if data.direction != "row":
            return super().legends(data)
        words = ("rows: source", "columns: target")
        return [Legend(title="direction", mark="cell", kind="words", labels=words)]

    def notes(self, data: Data) -> list[str]:
        """Say how many graphs there are."""
        held = data.layout.collection
        return [] if held is None else [f"{len(held.names):,} graphs, a block each."]
