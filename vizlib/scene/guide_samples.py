"""Entries of a legend -> samples with their words, as pieces of a guide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import SHAPES
from vizlib.scene.boxes import CORNER_SAMPLES, box_outlines
from vizlib.scene.geometry import TAPER, Curves, Movable, Points, Ribbons, Tiles
from vizlib.scene.guide_type import Item, Type
from vizlib.scene.text import shorten

MAX_LABEL_LETTERS = 28
DISC_EM = 0.8
SAMPLE_GAP_EM = 0.45
COLUMN_GAP_EM = 2.0
LINE_EM = 2.6
"""Length of a sample of edges, and of the longest bar."""
USUAL_LINE_PT = 1.6
BOX_WIDTH_EM, BOX_EM, BOX_CORNER_EM = 1.9, 1.0, 0.3
RIMS_PT = {False: 0.6, True: 1.1}
"""Width of the rim of a box, and of one that has two."""
RIM_GAP_PT = 1.6
"""Room between two rims."""
BAR_PT = (1.9, 6.6)
"""Width and height of a bar across a line."""
MAX_ROWS_BELOW, MAX_ROWS_TIGHT = 4, 3
"""Rows of a guide under a picture, and under a small one; more stand side by side."""


@dataclass(frozen=True, eq=False)
class Row:
    """A sample and its words.

    Parameters
    ----------
    label
        The words.
    color
        RGBA of the sample, None for the theme's.
    size
        Area, width or length, None for the usual.
    shape
        Place in ``SHAPES``, -1 where there is no sample.
    count
        What is said at the right, ``""`` for nothing.
    """

    label: str
    color: FloatArray | None = None
    size: float | None = None
    shape: int = 0
    count: str = ""


def entries(legend: Legend) -> Iterator[Row]:
    """Return what each line of a legend shows: entries, what is folded, what is missing."""
    for place, label in enumerate(legend.labels):
        yield Row(
            shorten(label, MAX_LABEL_LETTERS),
            _nth(legend.colors, place),
            _number(legend.sizes, place),
            int(legend.shapes[place]) if len(legend.shapes) else 0,
            f"{legend.counts[place]:,}" if len(legend.counts) else "",
        )
    yield from leftovers(legend)


def leftovers(legend: Legend) -> Iterator[Row]:
    """Return the lines that are no values: what is folded, what is missing."""
    if legend.folded:
        yield Row(f"and {legend.folded:,} more", shape=-1)
    if legend.missing and "missing" not in legend.labels:
        color = None if legend.missing_color is None else np.array(legend.missing_color)
        least = float(legend.sizes.min()) if len(legend.sizes) else None
        shape = int(legend.shapes.max()) + 1 if len(legend.shapes) else 0
        yield Row(
            f"missing ({legend.missing:,})",
            _nth(legend.colors, 0) if color is None else color,
            0.0 if legend.mark == "bar" else least,
            shape % len(SHAPES),
        )


def _nth(values: FloatArray, place: int) -> FloatArray | None:
    if not len(values):
        return None
    row: FloatArray = values[place if len(values) > 1 else 0]
    return row


def _number(values: FloatArray, place: int) -> float | None:
    return float(values[place if len(values) > 1 else 0]) if len(values) else None


def rows_item(rows: Sequence[Row], legend: Legend, style: Type) -> Item:
    """Lay out samples one below another, in further columns under a picture."""
    if not rows:
        return Item((), 0.0, 0.0)
    reach = np.array([_reach(legend.mark, row.size, style) for row in rows])
    high = np.maximum(style.row, reach + 0.5 * style.size)
    column = _sample_width(legend.mark, reach, style)
    few = MAX_ROWS_TIGHT if style.tight else MAX_ROWS_BELOW
    most = few if style.below else len(rows)
    layers: list[Movable] = []
    x = deepest = 0.0
    for low in range(0, len(rows), most):
        part = slice(low, low + most)
        middle = -(np.cumsum(high[part]) - high[part] / 2)
        item = _column(rows[part], middle, column, legend, style)
        layers.extend(layer.moved(x, 0) for layer in item.layers)
        x += item.width + COLUMN_GAP_EM * style.size
        deepest = max(deepest, float(high[part].sum()))
    return Item(tuple(layers), x - COLUMN_GAP_EM * style.size, deepest)


def _column(
    rows: Sequence[Row], middle: FloatArray, column: float, legend: Legend, style: Type
) -> Item:
    """Lay out samples and their words at heights ``(L,)``."""
    x = column + SAMPLE_GAP_EM * style.size
    words, counts = [row.label for row in rows], [row.count for row in rows]
    layers = [*_marks(legend, rows, column, middle, style), style.beside(words, x, middle)]
    wide = x + style.wide(words)
    if any(counts):
        wide += 1.2 * style.size + style.wide(counts)
        layers.append(style.beside(counts, wide, middle, ha="right", color="muted"))
    return Item(tuple(layers), wide, 0.0)


def _reach(mark: str, size: float | None, style: Type) -> float:
    """Return the height of a sample in points."""
    if size is None or mark in ("bar", "cell", "box"):
        return DISC_EM * style.size
    return float(np.sqrt(size)) if mark == "node" else size


def _sample_width(mark: str, reach: FloatArray, style: Type) -> float:
    if mark in ("edge", "bar"):
        return LINE_EM * style.size
    if mark == "box":
        return BOX_WIDTH_EM * style.size
    return max(float(reach.max(initial=0.0)), DISC_EM * style.size)


def _marks(
    legend: Legend, rows: Sequence[Row], column: float, middle: FloatArray, style: Type
) -> Iterator[Movable]:
    """Draw the samples that stand left of words."""
    shown = [place for place, row in enumerate(rows) if row.shape >= 0]
    if not shown:
        return
    plain = style.theme.rgba("muted")[0]
    given = [rows[place].color for place in shown]
    color = np.array([plain if rgba is None else rgba for rgba in given])
    sizes = [rows[place].size for place in shown]
    if legend.mark == "box":
        yield from _boxes(legend, color, column, middle[shown], style)
        return
    draw = {"node": _discs, "edge": _strokes, "cell": _squares, "bar": _bars}[legend.mark]
    shape = np.array([rows[place].shape for place in shown], np.int32)
    yield draw(legend, color, sizes, shape, column, middle[shown], style)
    if legend.barred:
        yield _cross_bars(column, middle[shown], style)


def _boxes(
    legend: Legend, color: FloatArray, column: float, y: FloatArray, style: Type
) -> Iterator[Movable]:
    """Draw boxes, square ones with two rims."""
    half = np.stack([np.full(len(y), column / 2), np.full(len(y), BOX_EM * style.size / 2)], axis=1)
    middle = np.stack([np.full(len(y), column / 2), y], axis=1)
    radius = np.full(len(y), 0.0 if legend.double else BOX_CORNER_EM * style.size)
    outlines = box_outlines(middle, half, radius)
    rim = RIMS_PT[legend.double] * style.zoom
    if not legend.dashes:
        yield Ribbons.of_equal_length(outlines, color=color, line=legend.line, width=rim)
    inner = box_outlines(middle, half - RIM_GAP_PT * style.zoom, radius)
    if legend.dashes:
        yield Ribbons.of_equal_length(inner, color=color, line=legend.line, width=rim)
        corners = box_outlines(middle, half, np.zeros(len(y)))[:, ::CORNER_SAMPLES]
        closed = np.concatenate([corners, corners[:, :1]], axis=1)
        yield Curves.of_equal_length(
            closed, color=legend.line, width=np.array([rim]), dashes=legend.dashes
        )
    elif legend.double:
        width = RIMS_PT[False] * style.zoom
        yield Ribbons.of_equal_length(inner, color=color, line=legend.line, width=width)


def _cross_bars(column: float, y: FloatArray, style: Type) -> Movable:
    """Draw a bar across each line."""
    wide, high = (side * style.zoom for side in BAR_PT)
    corner = np.stack([np.full(len(y), (column - wide) / 2), y - high / 2], axis=1)
    extent = np.full((len(y), 2), [wide, high])
    return Tiles(corner=corner, extent=extent, color=style.theme.rgba("ink"))


def _discs(
    legend: Legend, color: FloatArray, sizes: Sequence[float | None], shape: AnyArray,
    column: float, y: FloatArray, style: Type,
) -> Movable:  # fmt: skip
    usual = (DISC_EM * style.size) ** 2
    area = np.array([usual if size is None else size for size in sizes], float)
    xy = np.stack([np.full(len(y), column / 2), y], axis=1)
    return Points(xy=xy, color=color, size=area, shape=shape)


def _strokes(
    legend: Legend, color: FloatArray, sizes: Sequence[float | None], shape: AnyArray,
    column: float, y: FloatArray, style: Type,
) -> Movable:  # fmt: skip
    usual = USUAL_LINE_PT * style.zoom
    width = np.array([usual if size is None else size for size in sizes], float)
    if not legend.tapers:  # a filled piece thinner than a pixel may fall between two of them
        ends = np.stack([np.stack([np.full(len(y), x), y], 1) for x in (0.0, column)], axis=1)
        return Curves.of_equal_length(ends, color=color, width=width, dashes=legend.dashes)
    start, end = (share / 2 for share in TAPER)
    sides = ((0.0, -start), (column, -end), (column, end), (0.0, start))
    corners = [np.stack([np.full(len(y), x), y + side * width], 1) for x, side in sides]
    return Ribbons.of_equal_length(np.stack(corners, axis=1), color=color)


def _squares(
    legend: Legend, color: FloatArray, sizes: Sequence[float | None], shape: AnyArray,
    column: float, y: FloatArray, style: Type,
) -> Movable:  # fmt: skip
    side = DISC_EM * style.size
    corner = np.stack([np.full(len(y), (column - side) / 2), y - side / 2], axis=1)
    return Tiles(corner=corner, extent=np.full((len(y), 2), side), color=color)


def _bars(
    legend: Legend, color: FloatArray, sizes: Sequence[float | None], shape: AnyArray,
    column: float, y: FloatArray, style: Type,
) -> Movable:  # fmt: skip
    high = DISC_EM * style.size / 2
    long = np.array([1.0 if size is None else size for size in sizes], float) * column
    corner = np.stack([np.zeros(len(y)), y - high / 2], axis=1)
    extent = np.stack([long, np.full(len(y), high)], axis=1)
    return Tiles(corner=corner, extent=extent, color=color)
