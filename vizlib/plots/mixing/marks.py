"""MixingGroups and a page -> bars of marginals, frames, and names of rows and columns."""

from collections.abc import Mapping

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.encodings.number_words import PERCENT, write_numbers
from vizlib.plots.mixing.groups import MixingGroups
from vizlib.scene.geometry import Geometry, Labels, Points, Ribbons, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Page
from vizlib.scene.sheet import em
from vizlib.scene.text import folded, shorten, widths

MAX_NAME_LETTERS = 24
NAME_GAP_EM = 0.6
LEVEL_EM = 2.8
"""What names of columns take from the cells where they lie."""
LEVEL_SHARE = 0.92
"""Share of the way from one column to the next that a name may be long and lie."""
BAR_GAP_EM = 0.5
NUMBERED_BAR_EM, BAR_EM = 3.6, 1.7
"""Length of the greatest bar, where its number stands beside it and where not."""
BAR_NUMBER_EM = 3.2
"""Room for the number beside a bar."""
BAR_WIDTH = 0.72
"""Width of a bar in cells."""
BAR_INK = 0.5
NUMBERED_GAP = 0.10
"""Share of a cell that is left empty between cells with numbers."""
GAP_PT = 0.5
FRAME_INSET = 0.02
DOT_PT = 0.7
CORNER_EM = 0.86
MANY_GROUPS = 15


def cell_gap(page: Page, numbered: bool) -> float:
    """Return the share of cells that is left empty between them."""
    return NUMBERED_GAP if numbered else float(min(GAP_PT / abs(page.scale[0]), 0.3))


def bar_room_em(numbered: bool) -> float:
    """Return what bars take beside the cells, in heights of letters."""
    beside = NUMBERED_BAR_EM + BAR_NUMBER_EM if numbered else BAR_EM
    return BAR_GAP_EM + beside


def marginal_bars(
    page: Page, share: FloatArray, numbered: bool, keep: FloatArray
) -> Mapping[str, Geometry]:
    """Draw the sums of rows on the right and of columns below, with their numbers.

    Parameters
    ----------
    page
        The picture in the making.
    share
        ``(Gx, Gy)`` shares of all.
    numbered
        Whether numbers stand beside the bars.
    keep
        ``(Gx + Gy,)`` opacity of each.
    """
    rows, columns = share.shape
    sums = np.concatenate([share.sum(axis=1), share.sum(axis=0)])
    letter = page.font_size / abs(page.scale[0])
    most = (NUMBERED_BAR_EM if numbered else BAR_EM) * letter
    long = sums / max(float(sums.max(initial=0.0)), 1e-300) * most
    start, side = BAR_GAP_EM * letter, (1 - BAR_WIDTH) / 2
    right = np.stack([np.full(rows, columns + start), np.arange(rows) + side], axis=1)
    below = np.stack([np.arange(columns) + side, np.full(columns, rows + start)], axis=1)
    wide, thick = np.full(rows, BAR_WIDTH), np.full(columns, BAR_WIDTH)
    extent = np.concatenate([np.stack([long[:rows], wide], 1), np.stack([thick, long[rows:]], 1)])
    paper, muted = page.theme.rgba("background"), page.theme.rgba("muted")
    color = np.repeat(paper + BAR_INK * (muted - paper), rows + columns, axis=0)
    color[:, 3] = keep
    bars = Tiles(corner=np.concatenate([right, below]), extent=extent, color=color)
    if not numbered:
        return {"marginals": bars}
    return {"marginals": bars, "marginal_numbers": _bar_numbers(page, bars, sums, rows)}


def _bar_numbers(page: Page, bars: Tiles, sums: FloatArray, rows: int) -> Labels:
    """Write what bars stand for beyond their ends."""
    along = np.arange(len(sums)) < rows
    end = bars.corner + bars.extent * np.where(along[:, None], [1.0, 0.5], [0.5, 1.0])
    size, away = em(0.9, page.font_size), 0.4 * page.font_size
    return Labels.at(
        end, write_numbers(sums, PERCENT), page.theme, size,
        offset=np.where(along[:, None], [away, 0.0], [0.0, -away]),
        ha=tuple(np.where(along, "left", "center").tolist()),
        va=tuple(np.where(along, "center_baseline", "top").tolist()),
        color=page.theme.rgba("muted"),
    )  # fmt: skip


def own_frames(page: Page, groups: MixingGroups) -> Mapping[str, Geometry]:
    """Frame the cells of groups with themselves."""
    count = len(groups.row_names)
    if not groups.square or count < 2:
        return {}
    low, side = np.arange(count) + FRAME_INSET, 1 - 2 * FRAME_INSET
    corners = np.array([[0.0, 0.0], [side, 0.0], [side, side], [0.0, side], [0.0, 0.0]])
    points = low[:, None, None] + corners[None]
    width = (0.8 if count < MANY_GROUPS else 0.5) * page.zoom
    frames = Ribbons.of_equal_length(
        points, color=np.zeros((1, 4)), line=page.theme.rgba("ink"), width=width
    )
    return {"own": frames}


def empty_dots(page: Page, row: LongArray, column: LongArray) -> Mapping[str, Geometry]:
    """Mark cells that hold nothing by a dot, so that their rows can be followed."""
    if not len(row):
        return {}
    size = np.full(len(row), (DOT_PT * page.zoom) ** 2)
    dots = Points(
        xy=np.stack([column, row], axis=1).astype(float) + 0.5, size=size,
        shape=np.zeros(len(row), np.int32),
        color=np.repeat(page.theme.rgba("hair"), len(row), axis=0),
    )  # fmt: skip
    return {"empty": dots}


def outline(page: Page, groups: MixingGroups) -> Mapping[str, Geometry]:
    """Rule a hairline round all cells."""
    high, wide = (float(max(side, 1)) for side in groups.shape)
    corners = np.array([[[0.0, 0.0], [wide, 0.0], [wide, high], [0.0, high], [0.0, 0.0]]])
    line = page.theme.rgba("hair")
    frame = Ribbons.of_equal_length(
        corners, color=np.zeros((1, 4)), line=line, width=0.6 * page.zoom
    )
    return {"outline": frame}


def axis_names(page: Page, groups: MixingGroups) -> OnLines:
    """Name rows on the left and columns above: in two lines rather than turned."""
    rows, columns = (
        tuple(shorten(name, MAX_NAME_LETTERS) for name in names)
        for names in (groups.row_names, groups.column_names)
    )
    size = page.font_size
    lines = _level(columns, size, page.theme.font, LEVEL_SHARE * _pitch(page, rows, columns))
    above = columns if lines is None else lines
    away, counts = NAME_GAP_EM * size, [len(rows), len(columns)]
    left = np.stack([np.zeros(counts[0]), np.arange(counts[0]) + 0.5], axis=1)
    top = np.stack([np.arange(counts[1]) + 0.5, np.zeros(counts[1])], axis=1)
    level = lines is not None
    labels = Labels.at(
        np.concatenate([left, top]), (*rows, *above), page.theme, size,
        offset=np.repeat([[-away, 0.0], [0.0, away]], counts, axis=0),
        rotation=np.repeat([0.0, 0.0 if level else 90.0], counts),
        ha=tuple(np.repeat(["right", "center" if level else "left"], counts).tolist()),
        va=tuple(np.repeat(["center_baseline", "bottom" if level else "center_baseline"],
                           counts).tolist()),
    )  # fmt: skip
    high, wide = (float(max(count, 1)) for count in counts)
    ends = np.array([[[0.0, 0.0], [0.0, high]], [[0.0, 0.0], [wide, 0.0]]])
    return OnLines(labels=labels, line=np.repeat(np.arange(2, dtype=np.int32), counts), ends=ends)


def _pitch(page: Page, rows: tuple[str, ...], columns: tuple[str, ...]) -> float:
    """Return the side of a cell in points that the names will leave."""
    size, margins = page.font_size, page.margins
    left = float(widths(rows, size, page.theme.font).max(initial=0.0)) + NAME_GAP_EM * size
    wide = page.size[0] - max(left, margins.left) - margins.right
    high = page.size[1] - LEVEL_EM * size - margins.bottom
    return float(max(min(wide / max(len(columns), 1), high / max(len(rows), 1)), 1.0))


def _level(names: tuple[str, ...], size: float, font: str, room: float) -> tuple[str, ...] | None:
    """Break names that are longer than a room in points; None where two lines do not help."""
    wide = widths(names, size, font)
    lines = tuple(
        folded(name, 0) if long > room else name
        for name, long in zip(names, wide.tolist(), strict=True)
    )
    return lines if (widths(lines, size, font) <= room).all() else None


def corner_words(page: Page, words: str) -> Mapping[str, Geometry]:
    """Say in the corner which side is which."""
    if not words:
        return {}
    away = NAME_GAP_EM * page.font_size
    label = Labels.at(
        np.zeros((1, 2)), (words,), page.theme, em(CORNER_EM, page.font_size),
        offset=(-away, away), ha="right", va="bottom", color=page.theme.rgba("muted"),
    )  # fmt: skip
    return {"corner": label}
