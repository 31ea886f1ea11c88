"""Groups of a matrix and a page -> the paper below its cells: tints, borders, bars, densities."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.data import Data
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.fit import CategoryScale
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_words import PERCENT
from vizlib.encodings.palettes import categorical, ramp, strokes, without_color
from vizlib.encodings.scales import By, field_name
from vizlib.graphs.adjacency import Cells
from vizlib.graphs.fields import frame_fields
from vizlib.plots.matrix.blocks import BlockLayout
from vizlib.scene.geometry import Curves, Geometry, Tiles
from vizlib.scene.page import Page

MAX_COLORED_GROUPS = 10
"""Groups beyond which their colours are told apart by nobody."""
MAX_BORDERED_GROUPS = 200
"""Groups beyond which borders would be a grey field."""
TINT = 0.10
"""How much of its group's colour the ground of a block has."""
HAIR_PT, FRAME_PT = 0.5, 1.1
BAR_GAP_PT, BAR_PT = 2.1, 2.1
"""Between the matrix and the bars of its groups, and their width."""
OUTSIDE_INK = 0.8
"""How dark cells between groups are, from paper to ink."""
GROUND_SHADE = 0.55
"""Which shade of the theme's ramp the ground of blocks goes towards."""
GROUND_SHARES = (0.05, 0.43)
"""How far it goes there, for the least and for the greatest density."""
DENSEST = 98
"""Percentile of the densities that the darkest ground stands for."""


@dataclass(frozen=True, eq=False)
class SmallCells:
    """How the cells of many nodes look, which are told apart by their groups alone.

    Parameters
    ----------
    cells
        ``(M, 4)`` RGBA, accent inside groups.
    density
        ``(G * G, 4)`` RGBA of the ground of blocks.
    """

    cells: Encoding
    density: Encoding


def group_colors(data: Data, group_by: object, node_color: object) -> FloatArray:
    """Return ``(G, 4)`` colours of the groups, the largest first; no row where they have none.

    They have none where another field of categories is shown by colours.
    """
    order, layout = data.order, data.layout
    count = len(order.labels)
    if layout.many or layout.small or not 1 < count <= MAX_COLORED_GROUPS:
        return np.zeros((0, 4))
    nodes, edges = data.encodings["node_color"], data.encodings["edge_color"]
    name = field_name(group_by)
    if name is not None and field_name(node_color) == name:
        known: FloatArray = nodes.values[
            order.nodes[np.minimum(order.starts, order.sizes.sum() - 1)]
        ]
        return known
    colored = [look.given or isinstance(look.scale, CategoryScale) for look in (nodes, edges)]
    if any(colored) or data.colored_by:
        return np.zeros((0, 4))
    return _painted(data)


def _painted(data: Data) -> FloatArray:
    """Give groups the colours of categories, by their size."""
    other, missing = without_color(data.order.labels)
    plain = other | missing
    color = np.repeat(data.theme.rgba("other"), len(plain), axis=0)
    color[missing] = data.theme.rgba("missing")
    by_size = np.argsort(-data.order.sizes, kind="stable")
    named = by_size[~plain[by_size]]
    color[named] = categorical(len(named))
    return color


def colors_of_groups(data: Data) -> FloatArray:
    """Return ``(G, 4)`` the colours that groups have, or no row."""
    look = data.encodings.get("group_color")
    return np.zeros((0, 4)) if look is None else look.values


def tints(data: Data, page: Page) -> dict[str, Geometry]:
    """Tint the blocks inside groups."""
    color, layout = colors_of_groups(data), data.layout
    if not len(color):
        return {}
    paper = page.theme.rgba("background")
    tinted = paper + TINT * (color - paper)
    return {"tints": _tiles(layout.boxes, tinted)}


def _tiles(boxes: FloatArray, color: FloatArray) -> Tiles:
    return Tiles(corner=boxes[:, :2], extent=boxes[:, 2:], color=color)


def borders(data: Data, page: Page) -> dict[str, Geometry]:
    """Rule hairlines between groups, through all rows and columns."""
    layout: BlockLayout = data.layout
    cuts = layout.order.starts[1:].astype(float)
    if layout.many or not 0 < len(cuts) < MAX_BORDERED_GROUPS:
        return {}
    width, height = layout.extent
    across = [np.stack([[0.0, cut], [width, cut]]) for cut in cuts]
    down = [np.stack([[cut, 0.0], [cut, height]]) for cut in cuts]
    hair = np.array([(0.3 if layout.small else HAIR_PT) * page.zoom])
    lines = Curves.of_equal_length(
        np.array(across + down), color=page.theme.rgba("hair"), width=hair
    )
    return {"borders": lines}


def frame_colors(data: Data) -> FloatArray:
    """Return ``(G, 4)`` the lines round the blocks of groups, dark enough to be seen."""
    color = colors_of_groups(data)
    if len(color):
        return strokes(color, data.theme)
    name = "hair" if data.layout.small else "muted"
    return np.repeat(data.theme.rgba(name), len(data.order.labels), axis=0)


def bars(data: Data, page: Page) -> dict[str, Geometry]:
    """Draw a bar for each group along both axes."""
    color, order = colors_of_groups(data), data.order
    per_point = page.zoom / abs(page.scale[0])
    near, wide = BAR_GAP_PT * per_point, BAR_PT * per_point
    apart = 0.5 * per_point
    start, long = order.starts + apart, np.maximum(order.sizes - 2 * apart, 0.0)
    low, thick = np.full(len(start), -near - wide), np.full(len(start), wide)
    corner = np.concatenate([np.stack([low, start], 1), np.stack([start, low], 1)])
    extent = np.concatenate([np.stack([thick, long], 1), np.stack([long, thick], 1)])
    item = np.tile(np.arange(len(start), dtype=np.int32), 2)
    color = np.concatenate([color, color])
    return {"bars": Tiles(corner=corner, extent=extent, color=color, stands_for="group", item=item)}


def small_cells(data: Data, cells: Cells) -> SmallCells:
    """Tell cells inside groups from others, and show how dense each block is."""
    group, count = data.order.group, len(data.order.labels)
    row, column = group[cells.row].astype(np.int64), group[cells.column].astype(np.int64)
    inside: BoolArray = row == column
    colors = np.concatenate([data.theme.rgba("accent"), outside_ink(data)])
    held = np.array([int(inside.sum()), int((~inside).sum())], np.int32)
    legend = Legend(
        title="edges", mark="cell", labels=("inside a group", "between groups"), colors=colors,
        counts=held if data.tables.directed else held // 2,
    )  # fmt: skip
    look = Encoding(values=colors[np.where(inside, 0, 1)], legend=legend)
    filled = np.bincount(row * count + column, minlength=count * count)
    return SmallCells(look, _densities(data, filled.reshape(count, count)))


def outside_ink(data: Data) -> FloatArray:
    """Return ``(1, 4)`` the colour of cells that show nothing else."""
    paper, ink = data.theme.rgba("background"), data.theme.rgba("ink")
    mixed: FloatArray = paper + OUTSIDE_INK * (ink - paper)
    return mixed


def _densities(data: Data, filled: Any) -> Encoding:
    """Encode which share of the cells of each block is filled, by its root."""
    sizes = data.order.sizes.astype(float)
    cells = np.outer(sizes, sizes) - np.diag(sizes)
    share = np.divide(filled, cells, out=np.zeros_like(cells), where=cells > 0).ravel()
    seen = share > 0
    most = float(np.percentile(share[seen], DENSEST)) if seen.any() else 1.0
    how = By(
        "v", title="filled share of a block", scale="sqrt", domain=(0.0, most), format=PERCENT,
        palette=ground_shades(data),
    )  # fmt: skip
    look = encode_color(
        how, frame_fields("edges", pd.DataFrame({"v": share})), default=data.theme.faint,
        theme=data.theme, name="density", mark="cell",
    )  # fmt: skip
    values = look.values.copy()
    values[~seen] = data.theme.rgba("background")
    return Encoding(values=values, field=look.field, scale=look.scale, legend=look.legend)


def ground_shades(data: Data) -> list[tuple[float, ...]]:
    """Return shades from the paper towards the theme's ramp."""
    paper = data.theme.rgba("background")[0]
    shades = ramp(None, data.theme)
    dark = shades[int(GROUND_SHADE * (len(shades) - 1))]
    parts = np.linspace(*GROUND_SHARES, 16)[:, None]
    return [tuple(shade) for shade in (paper + parts * (dark - paper)).tolist()]


def densities(data: Data) -> dict[str, Geometry]:
    """Draw the ground of all blocks, where their density is shown."""
    look, order = data.encodings.get("density"), data.order
    if look is None:
        return {}
    row, column = np.divmod(np.arange(len(order.labels) ** 2), len(order.labels))
    corner = np.stack([order.starts[column], order.starts[row]], axis=1).astype(float)
    extent = np.stack([order.sizes[column], order.sizes[row]], axis=1).astype(float)
    return {"densities": Tiles(corner=corner, extent=extent, color=look.values)}
