"""Legends -> a Block of geometry in points: samples, colour bars and their words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.legend import Legend
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import (
    Arrowheads,
    Curves,
    Geometry,
    GuideBox,
    Labels,
    Points,
    Raster,
    Ribbons,
    Tiles,
)  # fmt: skip
from vizlib.scene.text import shorten, widths

LONGEST = 28
SWATCH = 9.0
BAR = (10.0, 92.0)
BAR_LENGTH = 20.0
BETWEEN = 14.0
COLUMN_GAP = 18.0


@dataclass(frozen=True, eq=False)
class Item:
    """A legend laid out, its top left corner at (0, 0)."""

    layers: tuple[Geometry, ...]
    width: float
    height: float


def merged(legends: Sequence[Legend]) -> tuple[Legend, ...]:
    """Join legends that explain the same field by the same words: a colour and a shape."""
    result: list[Legend] = []
    for legend in legends:
        for place, other in enumerate(result):
            if _alike(legend, other):
                result[place] = _joined(other, legend)
                break
        else:
            result.append(legend)
    return tuple(result)


def _alike(one: Legend, two: Legend) -> bool:
    same = (one.title, one.mark, one.kind) == (two.title, two.mark, two.kind)
    shapeless = not (len(one.shapes) and len(two.shapes)) and not (
        len(one.sizes) and len(two.sizes)
    )
    return same and one.kind == "entries" and shapeless and _bare(one) == _bare(two)


def _bare(legend: Legend) -> tuple[str, ...]:
    return tuple(each for each in legend.labels if each != "missing")


def _joined(one: Legend, two: Legend) -> Legend:
    colored = one if len(one.colors) > 1 else two
    labels = colored.labels
    return replace(
        colored,
        sizes=one.sizes if len(one.sizes) else two.sizes,
        shapes=(one.shapes if len(one.shapes) else two.shapes)[: len(labels)],
        missing=max(one.missing, two.missing),
    )


def layout_guides(
    legends: Sequence[Legend], theme: Theme, height: float, font_size: float
) -> GuideBox:
    """Lay out legends one below another, in further columns where one is not enough.

    Parameters
    ----------
    legends
        What must be said.
    theme
        Colours and letters.
    height
        Room in points.
    font_size
        Height of the letters in points.

    Returns
    -------
    block
        Geometry in points, x from 0 to the right, y from 0 downwards as negative numbers.
    """
    items = [_item(legend, theme, font_size) for legend in legends]
    layers: list[Geometry] = []
    x = y = widest = deepest = 0.0
    for item in items:
        if y > 0 and y + item.height > height:
            x, y, widest = x + widest + COLUMN_GAP, 0.0, 0.0
        layers.extend(_moved(each, x, -y) for each in item.layers)
        y += item.height
        widest, deepest = max(widest, item.width), max(deepest, y)
        y += BETWEEN
    return GuideBox(layers=tuple(layers), width=x + widest, height=deepest)


def _item(legend: Legend, theme: Theme, size: float) -> Item:
    title = shorten(legend.title, LONGEST)
    head = _words([title], [0.0], [-0.5 * size], theme.ink, size, theme, bold=True)
    body = {"ramp": _ramp, "entries": _entries, "words": _lines}[legend.kind](legend, theme, size)
    top = size * 1.75
    layers = (head, *(_moved(each, 0, -top) for each in body.layers))
    wide = max(body.width, float(widths([title], size, theme.font, True)[0]))
    return Item(layers, wide + 1, top + body.height)


def _entries(legend: Legend, theme: Theme, size: float) -> Item:
    rows = list(_rows(legend))
    letter = 0.92 * size
    reach = np.array([_reach(legend.mark, each["size"]) for each in rows])
    high = np.maximum(1.5 * letter, reach + 2)
    middle = -(np.cumsum(high) - high / 2)
    column = max(float(reach.max(initial=0)), 20.0 if legend.mark in ("edge", "bar") else SWATCH)
    words = [shorten(each["label"], LONGEST) for each in rows]
    x = column + 6
    text = _words(words, [x] * len(rows), middle, theme.ink, letter, theme)
    marks = _marks(legend, rows, column, middle, theme)
    wide = x + float(widths(words, letter, theme.font).max(initial=0))
    return Item((*marks, text), wide, float(high.sum()))


def _rows(legend: Legend) -> Iterator[dict[str, Any]]:
    """Return what each line of a legend shows: entries, what is folded, what is missing."""
    for place, label in enumerate(legend.labels):
        yield {
            "label": label,
            "color": _nth(legend.colors, place),
            "size": _nth(legend.sizes, place),
            "shape": int(legend.shapes[place]) if len(legend.shapes) else 0,
        }
    if legend.folded:
        yield {"label": f"and {legend.folded:,} more", "color": None, "size": None, "shape": -1}
    if legend.missing and "missing" not in legend.labels:
        color = None if legend.missing_color is None else np.array(legend.missing_color)
        least = legend.sizes.min() if len(legend.sizes) else None
        least = 0.0 if legend.mark == "bar" else least
        color = _nth(legend.colors, 0) if color is None else color
        label = f"missing ({legend.missing:,})"
        shape = int(legend.shapes.max()) + 1 if len(legend.shapes) else 0
        yield {"label": label, "color": color, "size": least, "shape": shape % 12}


def _nth(values: FloatArray, place: int) -> Any:
    if not len(values):
        return None
    return values[place if len(values) > 1 else 0]


def _reach(mark: str, size: Any) -> float:
    if size is None:
        return SWATCH
    if mark == "bar":
        return SWATCH
    return float(np.sqrt(size)) if mark == "node" else float(size)


def _marks(
    legend: Legend, rows: list[dict[str, Any]], column: float, middle: FloatArray, theme: Theme
) -> Iterable[Geometry]:
    from matplotlib.colors import to_rgba

    mark = legend.mark
    shown = [place for place, row in enumerate(rows) if row["shape"] >= 0]
    if not shown:
        return ()
    plain = np.array(to_rgba(theme.muted))
    color = np.array(
        [plain if rows[each]["color"] is None else rows[each]["color"] for each in shown]
    )
    y = middle[shown]
    if mark == "node":
        size = [
            SWATCH**2 * 0.62 if rows[each]["size"] is None else rows[each]["size"] for each in shown
        ]
        shape = np.array([rows[each]["shape"] for each in shown], np.int32)
        xy = np.stack([np.full(len(y), column / 2), y], axis=1)
        return (Points(xy=xy, color=color, size=np.array(size, float), shape=shape),)
    if mark == "edge":
        width = np.array(
            [2.0 if rows[each]["size"] is None else rows[each]["size"] for each in shown]
        )
        ends = np.stack([np.stack([np.full(len(y), x), y], 1) for x in (1.0, column - 1)], axis=1)
        look = {"color": color, "width": width.astype(float), "dashes": legend.dashes}
        return (Curves.of_equal_length(ends, **look),)
    corner = np.stack([np.zeros(len(y)), y - SWATCH / 2], axis=1)
    long = [rows[each]["size"] if mark == "bar" else None for each in shown]
    extent = np.array([[SWATCH if each is None else BAR_LENGTH * each, SWATCH] for each in long])
    if mark == "bar":
        corner, extent = corner + np.array([0, SWATCH / 4]), extent * [1, 0.5]
    return (Tiles(corner=corner, extent=extent, color=color),)


def _ramp(legend: Legend, theme: Theme, size: float) -> Item:
    from matplotlib.colors import to_rgba

    letter, (wide, high) = 0.92 * size, BAR
    pad = letter / 2
    bar = Raster(pixels=legend.ramp[::-1][:, None], extent=(0.0, wide, -high - pad, -pad))
    y = -pad - high * (1 - legend.ticks)
    ends = np.stack([np.stack([np.full(len(y), x), y], 1) for x in (wide, wide + 3)], axis=1)
    color = np.array([to_rgba(theme.muted)])
    ticks = Curves.of_equal_length(ends, color=color, width=np.array([0.7]))
    text = _words(legend.labels, [wide + 6] * len(y), y, theme.ink, letter, theme)
    longest = wide + 6 + float(widths(legend.labels, letter, theme.font).max(initial=0))
    item = Item((bar, ticks, text), longest, high + 2 * pad)
    if not legend.missing:
        return item
    rest = replace(legend, kind="entries", labels=(), ramp=legend.ramp[:0], ticks=legend.ticks[:0])
    more = _entries(rest, theme, size)
    below = tuple(_moved(each, 0, -item.height - 3) for each in more.layers)
    return Item((*item.layers, *below), max(longest, more.width), item.height + 3 + more.height)


def _lines(legend: Legend, theme: Theme, size: float) -> Item:
    letter = 0.92 * size
    y = -1.4 * letter * (np.arange(len(legend.labels)) + 0.5)
    text = _words(legend.labels, [0.0] * len(y), y, theme.ink, letter, theme)
    wide = float(widths(legend.labels, letter, theme.font).max(initial=0))
    return Item((text,), wide, 1.4 * letter * len(y))


def _words(
    texts: Sequence[str], x: Sequence[float], y: Any, color: str, size: float, theme: Theme,
    bold: bool = False,
) -> Labels:  # fmt: skip
    from matplotlib.colors import to_rgba

    count = len(texts)
    return Labels(
        xy=np.stack([np.asarray(x, float), np.asarray(y, float)], axis=1).reshape(-1, 2),
        text=tuple(texts), color=np.array([to_rgba(color)]), size=size,
        offset=np.zeros((count, 2)), rotation=np.zeros(count), ha=("left",) * count,
        va=("center_baseline",) * count, bold=bold, font=theme.font,
    )  # fmt: skip


def _moved(geometry: Geometry, x: float, y: float) -> Geometry:
    shift = np.array([x, y])
    if isinstance(geometry, Tiles):
        return replace(geometry, corner=geometry.corner + shift)
    if isinstance(geometry, (Curves, Ribbons)):
        return replace(geometry, points=geometry.points + shift)
    if isinstance(geometry, Raster):
        left, right, bottom, top = geometry.extent
        return replace(geometry, extent=(left + x, right + x, bottom + y, top + y))
    if isinstance(geometry, (Points, Arrowheads, Labels)):
        return replace(geometry, xy=geometry.xy + shift)
    return geometry
