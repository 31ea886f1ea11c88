"""A matrix and a page -> the names of its rows, columns, groups and blocks."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.data import Data
from vizlib.core.defaults import GROUP_LABEL_SIZE
from vizlib.encodings.label_option import as_label, words_of
from vizlib.plots.matrix.blocks import BlockLayout
from vizlib.plots.matrix.layers import beside_axes, ruler_places
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.labels.spread import FLOOR_PT
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Page
from vizlib.scene.sheet import MIN_LETTERS_PT, em
from vizlib.scene.text import folded, shorten, widths

NAME_GAP_PT = 4.0
"""Between a matrix, with what stands beside it, and its names."""
GROUP_GAP_PT = 6.0
MAX_LARGE_GROUPS = 10
"""Groups whose names are large and bold; of more they are smaller than those of nodes."""
MANY_GROUPS_EM = 0.8
NAMES_SLACK = 1.02
NAMES_GAP_EM = 0.9
"""What names take from a matrix besides their own length."""
HEAD_EM, HEAD_NOTE_EM, HEAD_RULE_EM = 1.15, 1.0, 1.6
CAPTION_EM = 0.84
CAPTION_GAP_EM = 0.2
CAPTION_APART_EM = 0.9
"""Least room between the numbers of neighbours."""
GROUP_FOLD_LETTERS = 16
MAX_BLOCK_LETTERS = 18
MAX_NAMED_ROWS = 1_000
"""Rows beyond which no page has room for all names, so that none is measured."""


def beside_right(data: Data, font_size: float) -> float:
    """Return the points that names of groups take on the right of a matrix with named rows."""
    if not data.order.grouped:
        return 0.0
    names = tuple(folded(name, GROUP_FOLD_LETTERS) for name in data.order.labels)
    wide = widths(names, GROUP_LABEL_SIZE * font_size, data.theme.font, bold=True)
    return float(wide.max(initial=0.0)) + GROUP_GAP_PT


def side_for_names(count: int, text: tuple[str, ...], font_size: float, font: str) -> float:
    """Return the points that a matrix of N rows needs with all its names, in small letters."""
    pitch = min(FLOOR_PT, font_size)
    longest = float(widths(text, min(FLOOR_PT, font_size), font).max(initial=0.0))
    return count * pitch * NAMES_SLACK + longest + NAMES_GAP_EM * font_size


def room_for_names(
    data: Data, node_labels: Any, font_size: float, zoom: float
) -> tuple[float, float] | None:
    """Return width and height in points of a matrix with all its names, None where none is asked.

    Of names of which only the first few are asked for, and of many graphs, any room will do.
    """
    option = as_label(node_labels)
    if option is None or not data.encodings:
        return None
    if option.top is not None or data.layout.many:
        return 0.0, 0.0
    count = data.tables.node_count
    if count > MAX_NAMED_ROWS:
        return float(count) * FLOOR_PT, float(count) * FLOOR_PT
    text = words_of(option, data.nodes, "node_labels")
    side = side_for_names(count, text, font_size, data.theme.font) + zoom * beside_axes(data)
    return side + beside_right(data, font_size), side


def row_labels(
    page: Page, y: FloatArray, text: tuple[str, ...], away: float, x: FloatArray | float = 0.0
) -> Labels:
    """Name rows on the left."""
    xy = np.stack([np.broadcast_to(x, len(text)), y], axis=1)
    return Labels.at(xy, text, page.theme, page.font_size, offset=(-away, 0.0), ha="right")


def row_and_column_labels(data: Data, page: Page, text: tuple[str, ...], whole: bool) -> OnLines:
    """Name rows on the left and columns above, where they read upwards: 2 N labels.

    Parameters
    ----------
    data, page
        The matrix.
    text
        ``(N,)`` names.
    whole
        Whether all are shown or none.
    """
    away = page.zoom * beside_axes(data) + NAME_GAP_PT
    return _both_ways(data, page, data.xy[:, 1], text, away=away, size=page.font_size, whole=whole)


def _both_ways(
    data: Data, page: Page, at: FloatArray, text: tuple[str, ...], *, away: float, size: float,
    bold: bool = False, whole: bool = False, level: bool = False,
) -> OnLines:  # fmt: skip
    """Write words beside places on the left and above."""
    count, none = len(text), np.zeros(len(text))
    labels = Labels.at(
        np.concatenate([np.stack([none, at], 1), np.stack([at, none], 1)]), (*text, *text),
        page.theme, size, bold=bold, offset=np.repeat([[-away, 0.0], [0.0, away]], count, axis=0),
        rotation=np.repeat([0.0, 0.0 if level else 90.0], count),
        ha=("right",) * count + ("center" if level else "left",) * count,
        va=("center_baseline",) * count + ("bottom" if level else "center_baseline",) * count,
    )  # fmt: skip
    far = max(float(data.tables.node_count), 1.0)
    ends = np.array([[[0.0, 0.0], [0.0, far]], [[0.0, 0.0], [far, 0.0]]])
    line = np.repeat(np.arange(2, dtype=np.int32), count)
    return OnLines(labels=labels, line=line, ends=ends, whole=whole)


def group_labels(data: Data, page: Page) -> OnLines:
    """Name groups along both sides: above, they lie where each has room, else they read upwards."""
    order = data.order
    middle = (order.starts + order.sizes / 2).astype(float)
    few = len(order.labels) <= MAX_LARGE_GROUPS
    size = GROUP_LABEL_SIZE * page.font_size if few else em(MANY_GROUPS_EM, page.font_size)
    room = order.sizes * abs(float(page.scale[0])) * 0.8
    wide = widths(order.labels, size, page.theme.font, few)
    level = bool((wide <= np.maximum(room, 1.0)).all())
    away = page.zoom * beside_axes(data) + NAME_GAP_PT
    return _both_ways(data, page, middle, order.labels, away=away, size=size, bold=few, level=level)


def block_labels(data: Data, page: Page, right: bool) -> OnLines:
    """Name blocks beside their rows, on the right or on the left."""
    middle = data.order.starts + data.order.sizes / 2
    far = max(float(data.tables.node_count), 1.0)
    x = far if right else 0.0
    labels = Labels.at(
        np.stack([np.full(len(middle), x), middle], axis=1), data.order.labels, page.theme,
        GROUP_LABEL_SIZE * page.font_size, bold=True, ha="left" if right else "right",
        offset=(GROUP_GAP_PT if right else -page.zoom * beside_axes(data) - GROUP_GAP_PT, 0.0),
    )  # fmt: skip
    line = np.zeros(len(middle), np.int32)
    return OnLines(labels=labels, line=line, ends=np.array([[[x, 0.0], [x, far]]]))


def mosaic_labels(blocks: BlockLayout, page: Page) -> Labels | None:
    """Write below each block of a mosaic how many nodes it has, after its name if it has one."""
    mosaic = blocks.mosaic
    if mosaic is None:
        return None
    unit = abs(float(page.scale[1]))
    size = min(em(CAPTION_EM, page.font_size), 0.75 * mosaic.below * unit)
    if size < min(MIN_LETTERS_PT, page.font_size) - 0.5:
        return None
    text = _captions(blocks, mosaic.across * unit - CAPTION_APART_EM * size, size, page)
    low = blocks.corners + np.array([0.0, 1.0])
    return Labels.at(
        low, text, page.theme, size, offset=(0.0, -CAPTION_GAP_EM * size), ha="left", va="top",
        color=page.theme.rgba("muted"),
    )  # fmt: skip


def _captions(blocks: BlockLayout, room: float, size: float, page: Page) -> tuple[str, ...]:
    """Return ``(B,)`` what stands below blocks, no longer than a room in points."""
    counts = [f"{count:,}" for count in blocks.order.sizes.tolist()]
    if blocks.collection is not None and not isinstance(blocks.collection.names, pd.RangeIndex):
        names = [shorten(name, MAX_BLOCK_LETTERS) for name in blocks.order.labels]
        both = [f"{name}, {count}" for name, count in zip(names, counts, strict=True)]
        if widths(both, size, page.theme.font).max(initial=0.0) <= room:
            counts = both
    word = "node" if blocks.order.sizes[0] == 1 else "nodes"
    first = f"{counts[0]} {word}"
    fits = widths([first], size, page.theme.font)[0] <= room
    return (first if fits else counts[0], *counts[1:])


def section_heads(blocks: BlockLayout, page: Page) -> Mapping[str, Geometry]:
    """Head the sections of a mosaic: the name, the usual size of its graphs, and a rule."""
    mosaic, places = blocks.mosaic, blocks.places
    if mosaic is None or places is None or not mosaic.head_height:
        return {}
    unit, letters = abs(float(page.scale[1])), page.font_size
    size = min(em(HEAD_EM, letters), 0.42 * mosaic.head_height * unit)
    base = mosaic.heads + np.array([0.0, 0.9 * letters / unit])
    names = Labels.at(base, places.labels, page.theme, size, ha="left", va="baseline", bold=True)
    wide = widths(places.labels, size, page.theme.font, bold=True)
    beside = np.stack([wide + 0.7 * letters, np.zeros(len(wide))], axis=1)
    notes = Labels.at(
        base, _medians(blocks), page.theme, min(HEAD_NOTE_EM * letters, size), offset=beside,
        ha="left", va="baseline", color=page.theme.rgba("muted"),
    )  # fmt: skip
    rule = mosaic.heads + np.array([0.0, HEAD_RULE_EM * letters / unit])
    ends = np.stack([rule, rule + np.array([mosaic.head_width, 0.0])], axis=1)
    hair = np.array([0.6 * page.zoom])
    lines = Curves.of_equal_length(ends, color=page.theme.rgba("hair"), width=hair)
    return {"head_rules": lines, "heads": names, "head_notes": notes}


def _medians(blocks: BlockLayout) -> list[str]:
    """Say how many nodes the graphs of each section usually have."""
    places = blocks.places
    if places is None:
        return []
    ends = np.cumsum(places.sizes)[:-1]
    parts = np.split(blocks.order.sizes, ends)
    return [f"median {np.median(part):,.3g} nodes" for part in parts]


def ruler_labels(data: Data, page: Page) -> Labels | None:
    """Number the marks of the ruler."""
    blocks: BlockLayout = data.layout
    if blocks.mosaic is not None:
        return None
    at = ruler_places(blocks)
    text = tuple(f"{place:,}" for place in at)
    return row_labels(page, blocks.corners[at, 1], text, page.zoom * beside_axes(data) + 8)
