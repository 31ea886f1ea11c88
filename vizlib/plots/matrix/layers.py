"""What a MatrixPlot draws besides single cells: gathered cells, blocks, rulers, mosaics."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.highlight import Focus
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.scales import By, by
from vizlib.graphs.fields import frame_fields
from vizlib.graphs.tables import GraphTables
from vizlib.rendering.rasterize import bin_cells, bin_sums
from vizlib.scene.geometry import BinnedCells, Curves, Geometry, Labels, Raster, Ribbons, Tiles
from vizlib.scene.page import Page
from vizlib.scene.text import shorten

if TYPE_CHECKING:
    from vizlib.plots.matrix.plot import MatrixPlot

NOMINAL = 600
"""Pixels along a picture for whose size counts are given."""
LEAST_LETTERS = 4.0
"""Points below which names are left out."""
FAINT = 0.5
"""Pixels below which the cells of the diagonal are not coloured."""


def rectangles(boxes: FloatArray, **look: Any) -> Ribbons:
    """Outline ``(R, 4)`` rectangles: left, top, width and height."""
    x, y, wide, high = boxes.T
    corners = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]]
    return Ribbons.of_equal_length(np.array(corners).transpose(2, 0, 1), **look)


def gather_cells(
    plot: "MatrixPlot", gather: Any, values: FloatArray
) -> tuple[BinnedCells, Encoding]:
    """Gather the cells of a matrix, and find the colours for what is gathered."""
    x0, x1, y0, y1 = plot.limits()
    side = max(abs(x1 - x0), abs(y1 - y0)) / NOMINAL
    cells = max(side * side, 1.0)
    heat = BinnedCells(
        xy=plot.xy - 0.5, source=plot.tables.source, target=plot.tables.target,
        both=not plot.tables.directed, values=values, gather=gather, cells=cells,
        shade=lambda numbers: np.ones((len(numbers), 4)), count_partitions=_elsewhere(plot),
    )  # fmt: skip
    size = tuple(max(round(abs(each) / side), 1) for each in (x1 - x0, y1 - y0))
    seen = bin_cells(heat, (x0, x1, y0, y1), (size[0], size[1]))
    encoding = _encoded(plot, heat, seen[~np.isnan(seen)])
    scale, ramp = encoding.scale, encoding.legend.ramp if encoding.legend else np.zeros((0, 4))

    def shade(numbers: FloatArray) -> FloatArray:
        if scale is None or not len(ramp):
            return np.repeat(encoding.values[:1], len(numbers), axis=0)
        share = scale.share(numbers)  # type: ignore[union-attr]
        color: FloatArray = ramp[np.round(share * (len(ramp) - 1)).astype(int)]
        return color

    return replace(heat, shade=shade), encoding


def _elsewhere(plot: "MatrixPlot") -> Any:
    """Return what gathers cells in their partitions, or None where they are in memory."""
    parts = plot.tables.partitions
    if parts is None:
        return None

    def gather(heat: BinnedCells, view: Any, size: Any) -> tuple[FloatArray, ...]:
        work = partial(_gather_part, heat.xy, heat.both, view, size)
        count: FloatArray = parts.reduce(work, np.add)
        return count, count[:0], count[:0]

    return gather


def _gather_part(
    xy: FloatArray, both: bool, view: Any, size: Any, tables: GraphTables
) -> FloatArray:
    part = BinnedCells(
        xy=xy, source=tables.source, target=tables.target, both=both, values=np.zeros(0),
        gather="count", cells=1.0, shade=np.abs,
    )  # fmt: skip
    return bin_sums(part, view, size)[0]


def _encoded(plot: "MatrixPlot", heat: BinnedCells, seen: FloatArray) -> Encoding:
    option = plot.edge_color
    what = getattr(option, "field", option)
    name = what if isinstance(what, str) else "edges"
    per = " per pixel" if heat.gather in ("count", "sum") and heat.cells > 1 else ""
    kind = "" if heat.gather == "count" else f"{heat.gather} of "
    title = f"{kind}{name if heat.gather != 'count' else 'edges'}{per}"
    numbers = seen if len(seen) else np.ones(1)
    wide = heat.gather == "count" and numbers.max() > 20 * max(numbers.min(), 1e-300)
    how = option if isinstance(option, By) else by("v", scale="log" if wide else None)
    how = replace(how, field="v", title=how.title or title, legend=True)
    table = frame_fields("edges", pd.DataFrame({"v": numbers}))
    return encode_color(
        how, table, default=plot.colors.edge, theme=plot.colors, name="edge_color", mark="cell"
    )


def focused(heat: BinnedCells, focus: Focus | None) -> dict[str, Geometry]:
    """Return gathered cells; what is not in focus recedes below what is."""
    if focus is None:
        return {"edges": heat}

    def receded(numbers: FloatArray) -> FloatArray:
        color = heat.shade(numbers).copy()
        color[:, 3] *= focus.rest
        return color

    chosen = focus.edges
    values = heat.values[chosen] if len(heat.values) else heat.values
    front = replace(heat, source=heat.source[chosen], target=heat.target[chosen], values=values)
    return {"rest": replace(heat, shade=receded), "edges": front}


def diagonal(plot: "MatrixPlot", page: Page) -> dict[str, Geometry]:
    """Colour the diagonal of each block by its nodes, where that can be seen."""
    if abs(page.scale[0]) * 100 / 72 < FAINT:
        return {}
    many = plot.tables.node_count > 20_000
    return {
        "nodes": Tiles(
            corner=plot.xy - 0.5, extent=np.ones((1, 2)), color=plot.node_rgba, raster=many
        )
    }


def block_tracks(plot: "MatrixPlot") -> dict[str, Geometry]:
    """Return the tracks of a mosaic: strips on the right of each block, a cell wide."""
    made: dict[str, Geometry] = {}
    group = plot.order.group
    right = plot.corners[group, 0] + plot.order.sizes[group]
    for place, each in enumerate(plot.beside_nodes):
        corner = np.stack([right + 0.5 + 1.5 * place, plot.xy[:, 1] - 0.5], axis=1)
        extent = np.stack([each.height, np.ones(len(group))], axis=1)
        many = len(group) > 20_000
        made[f"track_{place}"] = Tiles(corner=corner, extent=extent, color=each.color, raster=many)
    return made


def mosaic_words(plot: "MatrixPlot", page: Page) -> Labels | None:
    """Name each block of a mosaic above its upper left corner, where letters have room."""
    count = len(plot.order.labels)
    size = min(0.9 * page.font_size, 0.8 * plot.mosaic[1] * abs(float(page.scale[1])))
    if size < LEAST_LETTERS:
        return None
    return Labels(
        xy=plot.corners,
        text=tuple(shorten(each, 18) for each in plot.order.labels),
        color=plot.ink,
        size=size,
        offset=np.tile([0.0, 1.5], (count, 1)),
        rotation=np.zeros(count),
        ha=("left",) * count,
        va=("bottom",) * count,
        font=plot.colors.font,
    )


def ruler_places(plot: "MatrixPlot") -> Any:
    """Return ``(L,)`` the round numbers of blocks that a ruler shows."""
    from matplotlib.ticker import MaxNLocator

    count = len(plot.order.labels)
    at = np.asarray(MaxNLocator(8, integer=True).tick_values(0, count - 1)).astype(int)
    return at[(at >= 0) & (at < count)]


def block_ruler(plot: "MatrixPlot", page: Page) -> dict[str, Geometry]:
    """Mark round numbers of blocks that are too small to be named, on the left."""
    if plot.layout == "mosaic":
        return {}
    y = plot.corners[ruler_places(plot), 1]
    per_point = 1 / abs(float(page.scale[0]))
    ways = [np.full(len(y), -(plot.aside + each) * per_point) for each in (1.5, 5.0)]
    ends = np.stack([np.column_stack([x, y]) for x in ways], axis=1)
    ticks = Curves.of_equal_length(ends, color=plot.muted, width=np.array([0.8]))
    return {"ruler": ticks, **_block_strip(plot, page)}


def ruler_words(plot: "MatrixPlot", page: Page) -> Labels | None:
    """Number the marks of the ruler."""
    if plot.layout == "mosaic":
        return None
    at = ruler_places(plot)
    count = len(at)
    return Labels(
        xy=np.column_stack([np.zeros(count), plot.corners[at, 1]]),
        text=tuple(f"{each:,}" for each in at),
        color=plot.ink,
        size=page.font_size,
        offset=np.tile([-(plot.aside + 8), 0.0], (count, 1)),
        rotation=np.zeros(count),
        ha=("right",) * count,
        va=("center_baseline",) * count,
        font=plot.colors.font,
    )


def _block_strip(plot: "MatrixPlot", page: Page) -> dict[str, Geometry]:
    """Show the colours of blocks along the right side, where they cannot be outlined."""
    if plot.block_encoding.field is None:
        return {}
    count = plot.tables.node_count
    places = (np.arange(2 * NOMINAL) + 0.5) / (2 * NOMINAL) * count
    block = np.searchsorted(plot.order.starts, places, side="right") - 1
    unit = 1 / abs(float(page.scale[0]))
    extent = (count + 3 * unit, count + 10 * unit, float(count), 0.0)
    return {"block_colors": Raster(pixels=plot.block_rgba[block][:, None], extent=extent)}
