"""MatrixPlot: nodes on both axes, edges as cells; of one graph, or of many with a block each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import Defaults, EdgeOpacity
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures, figure_size
from vizlib.core.tracks import TracksMixin
from vizlib.encodings.encode import Encoding
from vizlib.encodings.label_option import as_label
from vizlib.encodings.legend import Legend
from vizlib.errors import VizlibError
from vizlib.graphs.collection import Collection
from vizlib.graphs.read import is_collection, read_collection, read_graph
from vizlib.layouts.contact import is_contact_order
from vizlib.layouts.order import Order
from vizlib.plots.matrix.blocks import (
    BlockLayout,
    are_alike,
    block_fields,
    frame_of_blocks,
    mosaic_of,
    order_blocks,
    order_in_blocks,
)
from vizlib.plots.matrix.cells import (
    Binned,
    Gather,
    bin_edges,
    cells_of,
    is_constant,
    with_plain_commonest,
)
from vizlib.plots.matrix.communities import has_communities, order_by_communities, strength_of
from vizlib.plots.matrix.ground import (
    FRAME_PT,
    bars,
    borders,
    densities,
    frame_colors,
    group_colors,
    tints,
)
from vizlib.plots.matrix.layers import (
    STRIP_GAP_PT,
    STRIP_PT,
    beside_axes,
    block_ruler,
    block_tracks,
    cell_tiles,
    diagonal,
    drawn_cells,
    focused,
    rectangles,
    shows_strip,
    strip_width,
    strips,
)
from vizlib.plots.matrix.looks import block_colors, encode_blocks, with_cells
from vizlib.plots.matrix.names import (
    block_labels,
    group_labels,
    mosaic_labels,
    room_for_names,
    row_and_column_labels,
    row_labels,
    ruler_labels,
    section_heads,
)
from vizlib.scene.geometry import Geometry, Labels, Margins, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Limits, Page

BLOCK_OPTIONS = ("block_color", "block_sort_by", "block_group_by", "block_data")
MOST_PT = 720.0
"""Side that a picture has at most, of which no size is given, for the sake of names."""
BLOCK_STRIP_PT = 10.0
"""Room for the colours of blocks that have no outline."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MatrixPlot(TracksMixin, Plot):
    """The adjacency matrix: nodes on both axes, in one order; a cell for each pair joined.

    A directed edge stands in the row of its source; an undirected one in both its cells. Cells
    show ``edge_color``: a field (numbers of parallel edges are added), or by default how many
    edges join the pair. ``node_color`` is shown as a strip along both axes.

    Where neither ``group_by`` nor ``sort_by`` is given, groups are the graph's communities (of up
    to 30,000 edges; ``sort_by=range(len(G))`` keeps nodes as they come). Groups stand beside those
    they have most edges with, up to ten in a chain from the largest; nodes inside them by strength.
    Up to ten groups have colours, where no other field of categories has. Of more than 216 nodes in
    groups, cells are told apart by whether they lie inside one, and the ground shows how dense each
    block is.

    Many graphs, in a sequence or a mapping by names, are drawn as a block each. ``node_color``
    then colours the diagonal of the blocks.

    Parameters
    ----------
    graph
        A graph, or a sequence or a mapping of graphs.
    group_order
        As in every plot, but ``"auto"`` unless something else is said.
    cell_gather
        How edges that share a pixel are gathered: ``"count"``, or ``"sum"``, ``"mean"`` or
        ``"max"`` of ``edge_color``; ``"auto"`` counts where cells are far smaller than a pixel and
        nothing is shown by their colour, and lets the greatest be seen otherwise.
    layout
        Of many graphs: ``"diagonal"``, or ``"mosaic"``: a grid of small matrices, each of which
        fills its square; the number below counts its nodes. Unless something else is said, the
        smallest graph stands first, and nodes by reverse Cuthill-McKee, but those of graphs with
        the same nodes as they come.
    block_color
        Of many graphs: a graph-level field that colours the outlines.
    block_sort_by, block_group_by
        Of many graphs: graph-level fields that order and group them; ``size`` and ``edges`` are
        always there. Groups have a head in a mosaic.
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

    group_order: str | Sequence[object] = "auto"
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
        shown = (self.block_color, self.block_sort_by, self.block_group_by)
        return frame_of_blocks(self.data.layout, shown)

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
        """Order the nodes: in one graph by groups and strength, in many graph by graph."""
        held = data.source
        if isinstance(held, Collection):
            keys = self.sort_by
            if keys is None and self.layout == "mosaic" and not are_alike(held):
                keys = "rcm"
            return order_in_blocks(held, self._graphs(held), data.nodes, keys)
        unsaid = self.group_by is None and self.sort_by is None
        if unsaid and has_communities(data.tables):
            return order_by_communities(data.tables)
        return super()._arrange(data)

    def _sort_keys(self, data: Data) -> "list[tuple[pd.Series[Any], bool]]":
        """Sort nodes inside groups by their strength, where nothing else is said."""
        if self.group_by is not None and self.sort_by is None:
            return [(pd.Series(strength_of(data.tables)), True)]
        return super()._sort_keys(data)

    def _graphs(self, held: Collection) -> Order:
        """Return which graph stands where."""
        fields = block_fields(held, self.block_data)
        order = "sorted" if is_contact_order(self.group_order) else self.group_order
        keys = self.block_sort_by
        if keys is None and self.layout == "mosaic":
            keys = "size"
        return order_blocks(held, fields, self.block_group_by, order, keys)

    def _lay_out(self, data: Data) -> BlockLayout:
        """Return where the blocks of groups, or of graphs, stand."""
        held = data.source
        if not isinstance(held, Collection):
            return BlockLayout(data.order)
        fields, places = block_fields(held, self.block_data), self._graphs(held)
        tracks = len(self.tracks)
        mosaic = None
        if self.layout == "mosaic":
            mosaic = mosaic_of(places, figure_size(self.figsize), tracks)
        return BlockLayout(data.order, mosaic, tracks, held, fields, places)

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give the picture room for the names of all rows, where that is not too much."""
        usual = super().measures(data, size)
        mosaic = data.layout.mosaic
        if mosaic is not None and size is None:
            return replace(
                usual, size=(mosaic.side * mosaic.extent[0], mosaic.side * mosaic.extent[1])
            )
        needed = room_for_names(data, self.node_labels, usual.font_size, 1.0)
        if size is not None or needed is None or max(needed) > MOST_PT:
            return usual
        return replace(usual, size=(max(usual.size[0], needed[0]), max(usual.size[1], needed[1])))

    def place(self, data: Data) -> FloatArray:
        """Stand each node on the diagonal, of its block where there are many."""
        layout: BlockLayout = data.layout
        return layout.xy

    def connect(self, data: Data, edges: EdgeEnds) -> Tiles:
        """Put each pair that is joined in its cell."""
        return cell_tiles(data, data.gathered)

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
        if data.layout.many:
            encodings["node_color"] = with_plain_commonest(encodings["node_color"], data.theme)
        if data.layout.fields is not None:
            data = replace(data, graphs=data.layout.fields)
            encodings["block_color"] = encode_blocks(data, self.block_color)
        gather = self._gather(data)
        if gather is not None:
            binned = bin_edges(data, gather, self.edge_color)
            shown = binned.cells.shade(
                binned.cells.values if len(binned.cells.values) else np.ones(1)
            )
            encodings["edge_color"] = replace(binned.encoding, values=shown)
            return replace(data, encodings=encodings, gathered=binned)
        cells = cells_of(data, self.edge_color)
        members = {"cell": cells.cell}
        ends = {"cell": (cells.row, cells.column)}
        data = replace(data, encodings=encodings, gathered=cells, members=members, ends=ends)
        plain = self.edge_color is None and self.edge_alpha is None
        data = replace(data, encodings=with_cells(data, cells, self.edge_color, plain))
        encodings = {**data.encodings, "group_color": Encoding(
            values=group_colors(data, self.group_by, self.node_color)
        )}  # fmt: skip
        return replace(data, encodings=encodings)

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
        if layout.many and not layout.crowded:
            return {"field": rectangles(layout.boxes, color=page.theme.rgba("faint"))}
        whole = np.array([[0.0, 0.0, *layout.extent]])
        paper, line = page.theme.rgba("background"), page.theme.rgba("hair")
        return {
            "field": rectangles(whole, color=paper, line=line, width=0.5 * page.zoom),
            **tints(data, page), **densities(data), **borders(data, page),
        }  # fmt: skip

    def draw_tracks(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the tracks along both axes, or beside each block of a mosaic."""
        if data.layout.mosaic is not None:
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
            return bars(data, page)
        if not shows_strip(data):
            return diagonal(data, page)
        low = np.full(data.tables.node_count, STRIP_GAP_PT)
        return {"nodes": strips(data, page, low, low + STRIP_PT, data.node_rgba)}

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the cells; where there are many, painted into pixels, the greatest on top."""
        if isinstance(data.gathered, Binned):
            return focused(data.gathered.cells, data.focus)
        return drawn_cells(data, data.gathered, page, self.raster)

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the outline of each block, or a ruler where blocks are too small."""
        layout: BlockLayout = data.layout
        if len(data.order.labels) < 2 or self.group_labels is False:
            return {}
        many = layout.many
        rgba = block_colors(data) if many else frame_colors(data)
        if layout.crowded and many:
            return block_ruler(data, page, rgba, self.block_color is not None)
        heads = section_heads(layout, page)
        if many and self.block_color is None:
            return heads
        width = (0.5 if layout.small else FRAME_PT) * page.zoom
        return {
            **heads,
            "groups": rectangles(
                layout.boxes, color=np.zeros((1, 4)), line=rgba, width=width, stands_for="group",
                item=np.arange(len(rgba), dtype=np.int32),
            ),
        }  # fmt: skip

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> Labels | OnLines:
        """Name rows on the left and columns above: of groups all or none.

        Of a mosaic, name the rows of each block.
        """
        layout: BlockLayout = data.layout
        if layout.mosaic is not None:
            left = layout.corners[data.order.group, 0]
            return row_labels(page, data.xy[:, 1], text, page.zoom * beside_axes(data) + 4, left)
        option = as_label(self.node_labels)
        asked = option is not None and option.top is not None
        whole = data.order.grouped and not layout.many and not asked
        return row_and_column_labels(data, page, text, whole)

    def label_groups(self, data: Data, page: Page) -> Labels | OnLines | None:
        """Name groups on both sides, but on the right alone where the rows have names."""
        layout: BlockLayout = data.layout
        if layout.many and (layout.crowded or layout.mosaic is not None):
            return ruler_labels(data, page) if layout.crowded else mosaic_labels(layout, page)
        if not data.order.grouped:
            return None
        needed = room_for_names(data, self.node_labels, page.font_size, page.zoom)
        named = needed is not None and bool((np.array(needed) <= page.size).all())
        return block_labels(data, page, named) if named or layout.many else group_labels(data, page)

    def legends(self, data: Data) -> list[Legend]:
        """Say which end is the row, where the graph is directed."""
        if data.direction != "row":
            return super().legends(data)
        words = ("rows: source", "columns: target")
        return [Legend(title="direction", mark="cell", kind="words", labels=words)]

    def notes(self, data: Data) -> list[str]:
        """Say how many graphs there are."""
        held = data.layout.collection
        if held is not None:
            return [f"{len(held.names):,} graphs, a block each."]
        if self.group_by is None and data.order.grouped:
            return [f"{len(data.order.labels):,} communities, named after their strongest nodes."]
        return []
