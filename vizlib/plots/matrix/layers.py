"""A BlockLayout, cells and a page -> what a matrix draws: strips, cells, rulers, blocks."""

from dataclasses import replace
from typing import Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core import thresholds
from vizlib.core.colors import one_each, receded
from vizlib.core.data import Data
from vizlib.core.highlight import Focus
from vizlib.encodings.track_option import tracks_width
from vizlib.graphs.adjacency import Cells
from vizlib.plots.matrix.blocks import NOMINAL_PX, TRACK_SIDES, BlockLayout
from vizlib.plots.matrix.ground import BAR_GAP_PT, BAR_PT, colors_of_groups
from vizlib.scene.geometry import BinnedCells, Curves, Geometry, Raster, Ribbons, Tiles
from vizlib.scene.page import Page

STRIP_PT = 7.0
"""Width of the strip that shows the nodes' colours."""
STRIP_GAP_PT = 3.0
"""Letters below which names are left out."""
MIN_CELL_PX = 0.5
"""Side below which the cells of the diagonal are not coloured."""
CELL_GAP = 0.08
"""Share of a cell that is left empty, so that neighbours stay apart."""
MIN_GAPPED_PT = 2.5
TICKS = 8


def rectangles(boxes: FloatArray, **look: Any) -> Ribbons:
    """Outline ``(R, 4)`` rectangles: left, top, width and height."""
    x, y, width, height = boxes.T
    corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]
    return Ribbons.of_equal_length(np.array(corners).transpose(2, 0, 1), **look)


def strips(
    data: Data, page: Page, low: FloatArray, high: FloatArray, color: FloatArray, share: float = 1.0
) -> Tiles:
    """Return rectangles from low to high points beside both axes, one a node on each."""
    per_point = page.zoom / abs(page.scale[0])
    place = data.order.place + (1 - share) / 2
    begin, width = -high * per_point, (high - low) * per_point
    corner = np.concatenate([np.stack([begin, place], 1), np.stack([place, begin], 1)])
    along = np.full(len(place), share)
    extent = np.concatenate([np.stack([width, along], 1), np.stack([along, width], 1)])
    node = np.tile(np.arange(len(place), dtype=np.int32), 2)
    return Tiles(
        corner=corner, extent=extent, color=np.concatenate([color, color]), stands_for="node",
        item=node,
    )  # fmt: skip


def cell_gap(blocks: BlockLayout, page: Page) -> float:
    """Return the share of cells that is left empty between them, where that can be seen."""
    side = float(np.median(blocks.cell)) * abs(float(page.scale[0]))
    return CELL_GAP if side >= MIN_GAPPED_PT else 0.0


def shows_strip(data: Data) -> bool:
    """Tell whether the nodes' colours are a strip beside both axes."""
    look = data.encodings["node_color"]
    return (look.field is not None or look.given) and not data.layout.many


def strip_width(data: Data) -> float:
    """Return the points that the strip of the nodes' colours takes, or the bars of groups."""
    if shows_strip(data):
        return STRIP_PT + STRIP_GAP_PT
    return BAR_PT + BAR_GAP_PT if len(colors_of_groups(data)) else 0.0


def beside_axes(data: Data) -> float:
    """Return the points that strip and tracks take beside the axes."""
    along = data.layout.mosaic is None
    return strip_width(data) + (tracks_width(data.tracks) if along else 0.0)


def cell_tiles(data: Data, cells: Cells) -> Tiles:
    """Put each pair that is joined in its cell."""
    side = data.layout.node_cell[cells.row][:, None]
    middle = np.stack([data.xy[cells.column, 0], data.xy[cells.row, 1]], axis=1)
    extent = np.ones((1, 2)) if data.layout.mosaic is None else np.repeat(side, 2, axis=1)
    return Tiles(
        corner=middle - side / 2, extent=extent, color=np.zeros((1, 4)), stands_for="cell",
        item=np.arange(len(middle), dtype=np.int32),
    )  # fmt: skip


def drawn_cells(
    data: Data, cells: Cells, page: Page, raster: thresholds.Raster
) -> dict[str, Geometry]:
    """Draw cells, those on top of which the most must be seen."""
    tiles, rank = cell_tiles(data, cells), _rank(data, cells)
    order = np.argsort(rank, kind="stable")
    return {
        "edges": replace(
            tiles, corner=tiles.corner[order], rank=rank[order], item=order.astype(np.int32),
            color=one_each(_cell_rgba(data, cells), len(order))[order],
            extent=tiles.extent if len(tiles.extent) == 1 else tiles.extent[order],
            gap=cell_gap(data.layout, page), raster=thresholds.rasterizes_cells(raster, len(order)),
        )
    }  # fmt: skip


def _rank(data: Data, cells: Cells) -> FloatArray:
    """Return ``(M,)`` which of several cells in one pixel is seen: of groups, one inside."""
    if "density" not in data.encodings:
        return cells.rank
    group = data.order.group
    rank: FloatArray = (group[cells.row] == group[cells.column]).astype(float)
    return rank


def _cell_rgba(data: Data, cells: Cells) -> FloatArray:
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


def focused(cells: BinnedCells, focus: Focus | None) -> dict[str, Geometry]:
    """Return gathered cells; what is not in focus recedes below what is."""
    if focus is None:
        return {"edges": cells}

    def receded(numbers: FloatArray) -> FloatArray:
        color = cells.shade(numbers).copy()
        color[:, 3] *= focus.rest
        return color

    chosen = focus.edges
    values = cells.values[chosen] if len(cells.values) else cells.values
    front = replace(cells, source=cells.source[chosen], target=cells.target[chosen], values=values)
    return {"rest": replace(cells, shade=receded), "edges": front}


def diagonal(data: Data, page: Page) -> dict[str, Geometry]:
    """Colour the diagonal of each block by its nodes, where that can be seen."""
    cell = data.layout.node_cell
    if not len(cell) or float(np.median(cell)) * abs(page.scale[0]) * 100 / 72 < MIN_CELL_PX:
        return {}
    count = data.tables.node_count
    return {
        "nodes": Tiles(
            corner=data.xy - cell[:, None] / 2, extent=np.repeat(cell[:, None], 2, axis=1),
            color=data.node_rgba, gap=cell_gap(data.layout, page),
            raster=thresholds.rasterizes_cells("auto", count), stands_for="node",
            item=np.arange(count, dtype=np.int32),
        )
    }  # fmt: skip


def block_tracks(data: Data) -> dict[str, Geometry]:
    """Return the tracks of a mosaic: strips on the right of each block."""
    blocks: BlockLayout = data.layout
    group = data.order.group
    right, cell = blocks.corners[group, 0] + 1.0, blocks.node_cell
    raster = thresholds.rasterizes_cells("auto", len(group))
    layers: dict[str, Geometry] = {}
    for place, track in enumerate(data.tracks):
        left = right + TRACK_SIDES * (place + 0.3)
        corner = np.stack([left, data.xy[:, 1] - cell / 2], axis=1)
        extent = np.stack([track.height * TRACK_SIDES * 0.7, cell], axis=1)
        layers[f"track_{place}"] = Tiles(
            corner=corner, extent=extent, color=track.color, raster=raster, stands_for="node",
            item=np.arange(len(group), dtype=np.int32),
        )  # fmt: skip
    return layers


def ruler_places(blocks: BlockLayout) -> Any:
    """Return ``(L,)`` the round numbers of blocks that a ruler shows."""
    from matplotlib.ticker import MaxNLocator

    count = len(blocks.order.labels)
    at = np.asarray(MaxNLocator(TICKS, integer=True).tick_values(0, count - 1)).astype(int)
    return at[(at >= 0) & (at < count)]


def block_ruler(
    data: Data, page: Page, block_rgba: FloatArray, colored: bool
) -> dict[str, Geometry]:
    """Mark round numbers of blocks that are too small to be named, on the left."""
    blocks: BlockLayout = data.layout
    if blocks.mosaic is not None:
        return {}
    y = blocks.corners[ruler_places(blocks), 1]
    unit = 1 / abs(float(page.scale[0]))
    sides = [np.full(len(y), -(page.zoom * beside_axes(data) + away) * unit) for away in (1.5, 5.0)]
    ends = np.stack([np.column_stack([x, y]) for x in sides], axis=1)
    color = page.theme.rgba("muted")
    ticks = Curves.of_equal_length(ends, color=color, width=np.array([0.8]))
    strip = _block_strip(data, unit, block_rgba) if colored else {}
    return {"ruler": ticks, **strip}


def _block_strip(data: Data, unit: float, block_rgba: FloatArray) -> dict[str, Geometry]:
    """Show the colours of blocks along the right side, where they cannot be outlined."""
    count = data.tables.node_count
    places = (np.arange(2 * NOMINAL_PX) + 0.5) / (2 * NOMINAL_PX) * count
    block = np.searchsorted(data.order.starts, places, side="right") - 1
    extent = (count + 3 * unit, count + 10 * unit, float(count), 0.0)
    return {"block_colors": Raster(pixels=block_rgba[block][:, None], extent=extent)}
