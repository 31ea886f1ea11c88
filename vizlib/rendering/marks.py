"""An SVG as matplotlib writes it, and its scenes -> one whose marks say what they stand for.

The marks of a layer are the elements of its group, in the order of the geometry.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

import numpy as np

from vizlib.arrays import AnyArray, IntArray
from vizlib.scene.geometry import (
    Arrowheads,
    Curves,
    Geometry,
    Kind,
    Points,
    Ribbons,
    Scene,
    Tiles,
)
from vizlib.scene.meaning import Meaning
from vizlib.scene.text import printable

TAG = re.compile(r"<(?P<end>/?)(?P<group>g|defs)\b[^>]*>|<(?:use|path)\b[^>]*/>")
SIDES = ("source", "target")
Span: TypeAlias = tuple[int, int]
"""Where an element begins and ends in the text."""


@dataclass(frozen=True, eq=False)
class Marks:
    """What the marks of a layer stand for.

    Parameters
    ----------
    kind
        Of what.
    item
        ``(M,)`` the number of each, in drawing order.
    meaning
        What the numbers mean.
    prefix
        What tells the ids of a panel from those of others.
    """

    kind: Kind
    item: AnyArray
    meaning: Meaning
    prefix: str


def marks_of(scene: Scene, prefix: str = "") -> dict[str, Marks]:
    """Return layer -> its marks, of those layers whose marks stand for something.

    Parameters
    ----------
    scene
        What is drawn.
    prefix
        What the names of its layers begin with.
    """
    marks = {}
    for name, geometry in scene.layers.items():
        item = _items(geometry)
        kind: Kind = getattr(geometry, "stands_for", "")
        if kind and len(item):
            marks[prefix + name] = Marks(kind, item, scene.meaning, prefix)
    return marks


def _items(geometry: Geometry) -> IntArray:
    """Return ``(M,)`` what each element of a layer stands for, as the artists draw it."""
    if isinstance(geometry, Curves):
        pieces = np.diff(geometry.offsets) - 1 if len(geometry.fade) else 1
        return np.repeat(geometry.edge, pieces)
    if isinstance(geometry, (Points, Arrowheads)) and len(geometry.item):
        return geometry.item[np.isfinite(geometry.xy).all(axis=1)]
    if isinstance(geometry, (Tiles, Ribbons)):
        return geometry.item
    return np.zeros(0, np.int32)


def with_ids(content: bytes, layers: Mapping[str, Marks]) -> bytes:
    """Name the marks of an SVG: ``node-17`` with its id, ``edge-5`` with the ids of its ends.

    Parameters
    ----------
    content
        The SVG.
    layers
        Group of the SVG -> what its marks stand for. A group whose elements are more or fewer
        stays as it is.
    """
    text = content.decode("utf-8", "replace")
    parts, done = [], 0
    names: Counter[str] = Counter()
    for start, marks in _found(text, layers):
        spans = list(_elements(text, start))
        if len(spans) != len(marks.item):
            continue
        for first, last, item in _runs(spans, marks.item.tolist()):
            parts += [text[done : first[0]], _named(text, first, last, _words(marks, item, names))]
            done = last[1]
    return "".join([*parts, text[done:]]).encode()


def _found(text: str, layers: Mapping[str, Marks]) -> list[tuple[int, Marks]]:
    """Return where the groups begin, in the order of the text."""
    starts = {name: text.find(f"<g id={quoteattr(name)}>") for name in layers}
    found = sorted((start, name) for name, start in starts.items() if start >= 0)
    return [(start, layers[name]) for start, name in found]


def _elements(text: str, start: int) -> Iterator[Span]:
    """Yield the elements of the group that begins at a place, but for definitions."""
    open_groups: list[str] = []
    for tag in TAG.finditer(text, start):
        if tag["group"] is None:
            if "defs" not in open_groups:
                yield tag.span()
        elif tag["end"]:
            open_groups.pop()
        elif not tag[0].endswith("/>"):
            open_groups.append(tag["group"])
        if not open_groups:
            return


def _runs(spans: list[Span], items: list[int]) -> Iterator[tuple[Span, Span, int]]:
    """Yield the first and the last of neighbouring elements that stand for the same."""
    for item, run in groupby(zip(spans, items, strict=True), key=lambda pair: pair[1]):
        among = [span for span, _ in run]
        yield among[0], among[-1], item


def _named(text: str, first: Span, last: Span, words: str) -> str:
    """Return one element with a name, or several in a group of that name."""
    whole = text[first[0] : last[1]]
    if first == last or "<g" in whole or "</g" in whole:
        tag = re.match(r"<\w+", whole)
        return whole if tag is None else f"{tag[0]}{words}{whole[tag.end() :]}"
    return f"<g{words}>{whole}</g>"


def _words(marks: Marks, item: int, names: Counter[str]) -> str:
    """Return the attributes of a mark; a further one of the same node or edge is numbered."""
    name = f"{marks.prefix}{marks.kind}-{item}"
    names[name] += 1
    again = f"-{names[name]}" if names[name] > 1 else ""
    return f" id={quoteattr(name + again)}{_meant(marks, item)}"


def _meant(marks: Marks, item: int) -> str:
    """Return as attributes what a mark stands for: a node, a group, or what joins two nodes."""
    ids, ends = marks.meaning.ids, marks.meaning.ends.get(marks.kind)
    if marks.kind == "node":
        return _attribute("id", ids[item])
    if marks.kind == "group":
        return _attribute("group", marks.meaning.groups[item])
    if ends is None:
        return ""
    return "".join(
        _attribute(side, ids[nodes[item]]) for side, nodes in zip(SIDES, ends, strict=True)
    )


def _attribute(name: str, value: object) -> str:
    return f" data-{name}={quoteattr(printable(str(value)))}"
