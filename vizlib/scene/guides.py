"""Legends -> a Block of geometry in points: samples, colour bars and their words.

All lengths are in heights of a node label.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from vizlib.encodings.legend import Legend
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import GuideBox, Movable
from vizlib.scene.guide_ramp import ramp_item
from vizlib.scene.guide_samples import (
    COLUMN_GAP_EM,
    MAX_LABEL_LETTERS,
    entries,
    leftovers,
    rows_item,
)
from vizlib.scene.guide_sizes import is_sizes, sizes_item
from vizlib.scene.guide_type import ASCENT_EM, Item, Type, lines_item
from vizlib.scene.sheet import INCH, MIN_BESIDE_IN, em
from vizlib.scene.text import DESCENT, shorten

NOTE_EM = 0.86
TITLE_GAP_EM = 0.45
LEGEND_GAP_EM = 1.75
"""Room between guides one below another."""
FIELD_WORDS = {"in_degree": "in-degree", "out_degree": "out-degree", "rcm": "RCM order"}
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+")


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


def in_words(title: str) -> str:
    """Return the name of a field as a reader should see it.

    Examples
    --------
    >>> in_words("in_degree (log)"), in_words("date_of_birth"), in_words("GDP")
    ('in-degree (log)', 'date of birth', 'GDP')
    """
    name, gap, hint = title.partition(" (")
    if name in FIELD_WORDS:
        return FIELD_WORDS[name] + gap + hint
    return name.replace("_", " ") + gap + hint if IDENTIFIER.fullmatch(name) else title


def layout_guides(
    legends: Sequence[Legend], theme: Theme, room: tuple[float, float], font_size: float,
    zoom: float = 1.0, below: bool = False,
) -> GuideBox:  # fmt: skip
    """Lay out legends one below another, in further columns where one is not enough.

    Parameters
    ----------
    legends
        What must be said.
    theme
        Colours and letters.
    room
        Width and height in points that there are.
    font_size
        Height of a node label in points.
    zoom
        By how much strokes are larger than on a page of six inches.
    below
        Whether they stand side by side under the picture, in as many rows as they need.

    Returns
    -------
    block
        Geometry in points, x from 0 to the right, y from 0 downwards as negative numbers.
    """
    style = Type(theme, font_size, zoom, below, below and bool(room[0] < MIN_BESIDE_IN * INCH))
    items = [_item(_ends(legend) if style.tight else legend, style) for legend in legends]
    places = (
        _in_rows(items, room[0], font_size) if below else _in_columns(items, room[1], font_size)
    )
    layers: list[Movable] = []
    width = height = 0.0
    for item, (x, y) in zip(items, places, strict=True):
        layers.extend(layer.moved(x, -y) for layer in item.layers)
        width, height = max(width, x + item.width), max(height, y + item.height)
    return GuideBox(layers=tuple(layers), width=width, height=height)


def _ends(legend: Legend) -> Legend:
    """Return a legend of sizes or widths with its first and last sample alone."""
    if legend.kind != "entries" or len(legend.sizes) <= 2:
        return legend
    ends = [0, -1]
    rows = {
        name: getattr(legend, name)[ends]
        for name in ("sizes", "colors", "shapes", "counts")
        if len(getattr(legend, name)) == len(legend.labels)
    }
    return replace(legend, labels=(legend.labels[0], legend.labels[-1]), **rows)


def _in_columns(items: Sequence[Item], height: float, size: float) -> Iterator[tuple[float, float]]:
    """Place items one below another, and in a further column where one would end too low."""
    x = y = widest = 0.0
    for item in items:
        if y > 0 and y + item.height > height:
            x, y, widest = x + widest + COLUMN_GAP_EM * size, 0.0, 0.0
        yield x, y
        y += item.height + LEGEND_GAP_EM * size
        widest = max(widest, item.width)


def _in_rows(items: Sequence[Item], width: float, size: float) -> Iterator[tuple[float, float]]:
    """Place items side by side, and in a further row where one would end too far right."""
    x = y = deepest = 0.0
    for item in items:
        if x > 0 and x + item.width > width:
            x, y, deepest = 0.0, y + deepest + LEGEND_GAP_EM * size, 0.0
        yield x, y
        x += item.width + COLUMN_GAP_EM * size
        deepest = max(deepest, item.height)


def _item(legend: Legend, style: Type) -> Item:
    """Lay out a legend: its title, its body, and what must be said besides."""
    size = style.size
    layers: list[Movable] = []
    top = wide = 0.0
    title = shorten(in_words(legend.title), MAX_LABEL_LETTERS)
    if title:
        at = np.array([-ASCENT_EM * size])
        layers.append(style.words([title], 0.0, at, size=size, bold=True))
        wide, top = style.wide([title], size, True), (ASCENT_EM + DESCENT + TITLE_GAP_EM) * size
    for part in _parts(legend, style):
        layers.extend(layer.moved(0, -top) for layer in part.layers)
        wide, top = max(wide, part.width), top + part.height
    return Item(tuple(layers), wide + 1, top)


def _parts(legend: Legend, style: Type) -> Iterator[Item]:
    """Return the body of a legend, from top to bottom."""
    if legend.kind == "ramp":
        yield ramp_item(legend, style)
    elif legend.kind == "words":
        yield lines_item(legend.labels, style)
    elif is_sizes(legend):
        yield sizes_item(legend, style)
    else:
        yield rows_item(list(entries(legend)), legend, style)
    rest = list(leftovers(legend))
    if rest and (legend.kind == "ramp" or is_sizes(legend)):
        yield rows_item(rest, legend, style)
    if legend.note:
        yield lines_item(legend.note.split("\n"), style, em(NOTE_EM, style.size), "muted")
