"""A BlockLayout, cells and a page -> what a matrix draws: strips, cells, rulers, blocks."""

from dataclasses import replace
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core import thresholds
from vizlib.core.data import Data
from vizlib.core.defaults import GROUP_LABEL_SIZE
from vizlib.core.highlight import Focus
from vizlib.encodings.track_option import tracks_width
from vizlib.plots.matrix.blocks import NOMINAL_PX, TRACK_CELLS, BlockLayout
from vizlib.scene.geometry import BinnedCells, Curves, Geometry, Labels, Raster, Ribbons, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Page
from vizlib.scene.sheet import MIN_LETTERS_PT
from vizlib.scene.text import shorten

STRIP_PT = 7.0
"""Width of the strip that shows the nodes' colours."""
STRIP_GAP_PT = 3.0
"""Letters below which names are left out."""
MIN_CELL_PX = 0.5
"""Side below which the cells of the diagonal are not coloured."""
MAX_BLOCK_LETTERS = 18
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


def shows_strip(data: Data) -> bool:
    """Tell whether the nodes' colours are a strip beside both axes."""
    look = data.encodings["node_color"]
    return (look.field is not None or look.given) and not data.layout.many


def strip_width(data: Data) -> float:
    """Return the points that the strip of the nodes' colours takes beside the axes."""
    return STRIP_PT + STRIP_GAP_PT if shows_strip(data) else 0.0


def beside_axes(data: Data) -> float:
    """Return the points that strip and tracks take beside the axes."""
    return strip_width(data) + (0.0 if data.layout.mosaic else tracks_width(data.tracks))


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
    if abs(page.scale[0]) * 100 / 72 < MIN_CELL_PX:
        return {}
    count = data.tables.node_count
    return {
        "nodes": Tiles(
            corner=data.xy - 0.5, extent=np.ones((1, 2)), color=data.node_rgba,
            raster=thresholds.rasterizes_cells("auto", count), stands_for="node",
            item=np.arange(count, dtype=np.int32),
        )
    }  # fmt: skip


def block_tracks(data: Data) -> dict[str, Geometry]:
    """Return the tracks of a mosaic: strips on the right of each block, a cell wide."""
    blocks: BlockLayout = data.layout
    group = data.order.group
    right = blocks.corners[group, 0] + data.order.sizes[group]
    raster = thresholds.rasterizes_cells("auto", len(group))
    layers: dict[str, Geometry] = {}
    for place, track in enumerate(data.tracks):
        corner = np.stack([right + 0.5 + TRACK_CELLS * place, data.xy[:, 1] - 0.5], axis=1)
        extent = np.stack([track.height, np.ones(len(group))], axis=1)
        layers[f"track_{place}"] = Tiles(
            corner=corner, extent=extent, color=track.color, raster=raster, stands_for="node",
            item=np.arange(len(group), dtype=np.int32),
        )  # fmt: skip
    return layers


def row_labels(
    page: Page, y: FloatArray, text: tuple[str, ...], away: float, x: FloatArray | float = 0.0
) -> Labels:
    """Name rows on the left."""
    xy = np.stack([np.broadcast_to(x, len(text)), y], axis=1)
    return Labels.at(xy, text, page.theme, page.font_size, offset=(-away, 0.0), ha="right")


def row_and_column_labels(data: Data, page: Page, text: tuple[str, ...]) -> OnLines:
    """Name rows on the left and columns above, where they read upwards: 2 N labels."""
    count, away = len(text), page.zoom * beside_axes(data) + 4
    level = np.zeros(count)
    rows, columns = np.stack([level, data.xy[:, 1]], 1), np.stack([data.xy[:, 0], level], 1)
    labels = Labels.at(
        np.concatenate([rows, columns]), (*text, *text), page.theme, page.font_size,
        offset=np.repeat([[-away, 0.0], [0.0, away]], count, axis=0),
        rotation=np.repeat([0.0, 90.0], count),
        ha=("right",) * count + ("left",) * count,
    )  # fmt: skip
    far = max(float(data.tables.node_count), 1.0)
    ends = np.array([[[0.0, 0.0], [0.0, far]], [[0.0, 0.0], [far, 0.0]]])
    line = np.repeat(np.arange(2, dtype=np.int32), count)
    return OnLines(labels=labels, line=line, ends=ends)


def block_labels(data: Data, page: Page, right: bool) -> OnLines:
    """Name groups of rows, on the right or on the left."""
    middle = data.order.starts + data.order.sizes / 2
    far = max(float(data.tables.node_count), 1.0)
    x = far if right else 0.0
    labels = Labels.at(
        np.stack([np.full(len(middle), x), middle], axis=1), data.order.labels, page.theme,
        GROUP_LABEL_SIZE * page.font_size, bold=True, ha="left" if right else "right",
        offset=(6.0 if right else -page.zoom * beside_axes(data) - 6, 0.0),
    )  # fmt: skip
    line = np.zeros(len(middle), np.int32)
    return OnLines(labels=labels, line=line, ends=np.array([[[x, 0.0], [x, far]]]))


def mosaic_labels(blocks: BlockLayout, page: Page) -> Labels | None:
    """Name each block of a mosaic above its upper left corner, where letters have room."""
    size = min(0.9 * page.font_size, 0.8 * blocks.gap * abs(float(page.scale[1])))
    if size < min(MIN_LETTERS_PT, page.font_size):
        return None
    text = tuple(shorten(name, MAX_BLOCK_LETTERS) for name in blocks.order.labels)
    return Labels.at(
        blocks.corners, text, page.theme, size, offset=(0.0, 1.5), ha="left", va="bottom"
    )


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
    if blocks.mosaic:
        return {}
    y = blocks.corners[ruler_places(blocks), 1]
    unit = 1 / abs(float(page.scale[0]))
    sides = [np.full(len(y), -(page.zoom * beside_axes(data) + away) * unit) for away in (1.5, 5.0)]
    ends = np.stack([np.column_stack([x, y]) for x in sides], axis=1)
    color = page.theme.rgba("muted")
    ticks = Curves.of_equal_length(ends, color=color, width=np.array([0.8]))
    strip = _block_strip(data, unit, block_rgba) if colored else {}
    return {"ruler": ticks, **strip}


def ruler_labels(data: Data, page: Page) -> Labels | None:
    """Number the marks of the ruler."""
    blocks: BlockLayout = data.layout
    if blocks.mosaic:
        return None
    at = ruler_places(blocks)
    text = tuple(f"{place:,}" for place in at)
    return row_labels(page, blocks.corners[at, 1], text, page.zoom * beside_axes(data) + 8)


def _block_strip(data: Data, unit: float, block_rgba: FloatArray) -> dict[str, Geometry]:
    """Show the colours of blocks along the right side, where they cannot be outlined."""
    count = data.tables.node_count
    places = (np.arange(2 * NOMINAL_PX) + 0.5) / (2 * NOMINAL_PX) * count
    block = np.searchsorted(data.order.starts, places, side="right") - 1
    extent = (count + 3 * unit, count + 10 * unit, float(count), 0.0)
    return {"block_colors": Raster(pixels=block_rgba[block][:, None], extent=extent)}
