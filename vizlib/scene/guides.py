"""Legends -> a Block of geometry in points: samples, colour bars and their words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import SHAPES
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import (
    Curves,
    GuideBox,
    Labels,
    Movable,
    Points,
    Raster,
    Tiles,
)  # fmt: skip
from vizlib.scene.text import shorten, widths

MAX_LABEL_LETTERS = 28
SWATCH_PT = 9.0
RAMP_PT = (10.0, 92.0)
BAR_LENGTH_PT = 20.0
LEGEND_GAP_PT = 14.0
COLUMN_GAP_PT = 18.0


@dataclass(frozen=True, eq=False)
class Item:
    """A legend laid out, its top left corner at (0, 0)."""

    layers: tuple[Movable, ...]
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


def _alike(legend: Legend, other: Legend) -> bool:
    same = (legend.title, legend.mark, legend.kind) == (other.title, other.mark, other.kind)
    shapeless = not (len(legend.shapes) and len(other.shapes)) and not (
        len(legend.sizes) and len(other.sizes)
    )
    return same and legend.kind == "entries" and shapeless and _bare(legend) == _bare(other)


def _bare(legend: Legend) -> tuple[str, ...]:
    return tuple(label for label in legend.labels if label != "missing")


def _joined(first: Legend, second: Legend) -> Legend:
    colored = first if len(first.colors) > 1 else second
    labels = colored.labels
    return replace(
        colored,
        sizes=first.sizes if len(first.sizes) else second.sizes,
        shapes=(first.shapes if len(first.shapes) else second.shapes)[: len(labels)],
        missing=max(first.missing, second.missing),
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
    layers: list[Movable] = []
    x = y = widest = deepest = 0.0
    for item in items:
        if y > 0 and y + item.height > height:
            x, y, widest = x + widest + COLUMN_GAP_PT, 0.0, 0.0
        layers.extend(layer.moved(x, -y) for layer in item.layers)
        y += item.height
        widest, deepest = max(widest, item.width), max(deepest, y)
        y += LEGEND_GAP_PT
    return GuideBox(layers=tuple(layers), width=x + widest, height=deepest)


def _item(legend: Legend, theme: Theme, size: float) -> Item:
    title = shorten(legend.title, MAX_LABEL_LETTERS)
    head = _words([title], 0.0, np.array([-0.5 * size]), size, theme, bold=True)
    body = {"ramp": _ramp, "entries": _entries, "words": _lines}[legend.kind](legend, theme, size)
    top = size * 1.75
    layers = (head, *(layer.moved(0, -top) for layer in body.layers))
    wide = max(body.width, float(widths([title], size, theme.font, True)[0]))
    return Item(layers, wide + 1, top + body.height)


def _entries(legend: Legend, theme: Theme, size: float) -> Item:
    rows = list(_rows(legend))
    letter = 0.92 * size
    reach = np.array([_reach(legend.mark, row["size"]) for row in rows])
    high = np.maximum(1.5 * letter, reach + 2)
    middle = -(np.cumsum(high) - high / 2)
    column = max(float(reach.max(initial=0)), 20.0 if legend.mark in ("edge", "bar") else SWATCH_PT)
    words = [shorten(row["label"], MAX_LABEL_LETTERS) for row in rows]
    x = column + 6
    text = _words(words, x, middle, letter, theme)
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
        yield {"label": label, "color": color, "size": least, "shape": shape % len(SHAPES)}


def _nth(values: FloatArray, place: int) -> Any:
    if not len(values):
        return None
    return values[place if len(values) > 1 else 0]


def _reach(mark: str, size: Any) -> float:
    if size is None:
        return SWATCH_PT
    if mark == "bar":
        return SWATCH_PT
    return float(np.sqrt(size)) if mark == "node" else float(size)


def _marks(
    legend: Legend, rows: list[dict[str, Any]], column: float, middle: FloatArray, theme: Theme
) -> Iterable[Movable]:

    mark = legend.mark
    shown = [place for place, row in enumerate(rows) if row["shape"] >= 0]
    if not shown:
        return ()
    plain = theme.rgba("muted")[0]
    color = np.array([plain if rows[row]["color"] is None else rows[row]["color"] for row in shown])
    y = middle[shown]
    if mark == "node":
        size = [
            SWATCH_PT**2 * 0.62 if rows[row]["size"] is None else rows[row]["size"] for row in shown
        ]
        shape = np.array([rows[row]["shape"] for row in shown], np.int32)
        xy = np.stack([np.full(len(y), column / 2), y], axis=1)
        return (Points(xy=xy, color=color, size=np.array(size, float), shape=shape),)
    if mark == "edge":
        width = np.array([2.0 if rows[row]["size"] is None else rows[row]["size"] for row in shown])
        ends = np.stack([np.stack([np.full(len(y), x), y], 1) for x in (1.0, column - 1)], axis=1)
        look = {
            "color": color, "width": width.astype(float), "dashes": legend.dashes,
            "taper": (1.0, 1.0) if legend.tapers else (),
        }  # fmt: skip
        return (Curves.of_equal_length(ends, **look),)
    corner = np.stack([np.zeros(len(y)), y - SWATCH_PT / 2], axis=1)
    long = [rows[row]["size"] if mark == "bar" else None for row in shown]
    extent = np.array(
        [[SWATCH_PT if length is None else BAR_LENGTH_PT * length, SWATCH_PT] for length in long]
    )
    if mark == "bar":
        corner, extent = corner + np.array([0, SWATCH_PT / 4]), extent * [1, 0.5]
    return (Tiles(corner=corner, extent=extent, color=color),)


def _ramp(legend: Legend, theme: Theme, size: float) -> Item:

    letter, (wide, high) = 0.92 * size, RAMP_PT
    pad = letter / 2
    bar = Raster(pixels=legend.ramp[::-1][:, None], extent=(0.0, wide, -high - pad, -pad))
    y = -pad - high * (1 - legend.ticks)
    ends = np.stack([np.stack([np.full(len(y), x), y], 1) for x in (wide, wide + 3)], axis=1)
    color = theme.rgba("muted")
    ticks = Curves.of_equal_length(ends, color=color, width=np.array([0.7]))
    text = _words(legend.labels, wide + 6, y, letter, theme)
    longest = wide + 6 + float(widths(legend.labels, letter, theme.font).max(initial=0))
    item = Item((bar, ticks, text), longest, high + 2 * pad)
    if not legend.missing:
        return item
    rest = replace(legend, kind="entries", labels=(), ramp=legend.ramp[:0], ticks=legend.ticks[:0])
    more = _entries(rest, theme, size)
    below = tuple(layer.moved(0, -item.height - 3) for layer in more.layers)
    return Item((*item.layers, *below), max(longest, more.width), item.height + 3 + more.height)


def _lines(legend: Legend, theme: Theme, size: float) -> Item:
    letter = 0.92 * size
    y = -1.4 * letter * (np.arange(len(legend.labels)) + 0.5)
    text = _words(legend.labels, 0.0, y, letter, theme)
    wide = float(widths(legend.labels, letter, theme.font).max(initial=0))
    return Item((text,), wide, 1.4 * letter * len(y))


def _words(
    texts: Sequence[str], x: float, y: AnyArray, size: float, theme: Theme, bold: bool = False
) -> Labels:
    """Write lines that begin at one x."""
    xy = np.stack([np.full(len(texts), x), y], axis=1)
    return Labels.at(xy, texts, theme, size, ha="left", bold=bold)
