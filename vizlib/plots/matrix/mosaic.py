"""Sections of small graphs and a room -> Mosaic: where the square of each stands, all of one size.

Its unit is the side of a square.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from vizlib.arrays import FloatArray, LongArray

COLUMN_SHARE = 0.9
"""Share of its column that a square takes, with what stands beside it."""
CAPTION_EM = 0.95
"""Room below a square for its number."""
ROW_GAP_EM = 0.75
HEAD_EM = 2.6
"""Room for the head of a section."""
SECTION_GAP_EM = 1.2
SECTION_GAP_SIDES = 0.6
"""Room between sections that stand side by side."""
MIN_CAPTIONED_EM = 2.0
"""Side below which squares have no numbers."""
BARE_GAP_SIDES = 0.15
MAX_ABREAST = 4
"""Sections that stand side by side at most."""


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Where squares stand, all of one size, in sections.

    Parameters
    ----------
    corners
        ``(B, 2)`` left and top of each.
    heads
        ``(S, 2)`` left and top of each section.
    extent
        Width and height of everything.
    head_width, head_height
        Room for the head of a section; no height where there are none.
    below
        Room between a square and the next one below.
    across
        From one square to the next one beside it.
    side
        Points of a side, in the room that it was arranged for.
    """

    corners: FloatArray
    heads: FloatArray
    extent: tuple[float, float]
    head_width: float
    head_height: float
    below: float
    across: float
    side: float


class _Way(NamedTuple):
    """How sections are laid out: side, sections abreast, columns of each, captions."""

    side: float
    abreast: int
    columns: int
    captioned: bool


def arrange_mosaic(
    counts: LongArray, room: tuple[float, float], font_size: float, beside: float = 0.0
) -> Mosaic:
    """Arrange sections so that their squares are as large as can be.

    Parameters
    ----------
    counts
        ``(S,)`` squares of each section.
    room
        Width and height in points.
    font_size
        Height of a node label in points.
    beside
        What stands beside each square, in its sides.
    """
    step = (1 + beside) / COLUMN_SHARE
    ways = [
        _best_way(counts, abreast, room, font_size, step)
        for abreast in range(1, min(len(counts), MAX_ABREAST) + 1)
    ]
    way = max(ways, key=lambda way: way.side)
    if way.side < MIN_CAPTIONED_EM * font_size:
        ways = [
            _best_way(counts, abreast, room, font_size, step, captioned=False)
            for abreast in range(1, min(len(counts), MAX_ABREAST) + 1)
        ]
        way = max(ways, key=lambda way: way.side)
    return _placed(counts, way, font_size / way.side, step)


def _best_way(
    counts: LongArray, abreast: int, room: tuple[float, float], font_size: float, step: float,
    captioned: bool = True,
) -> _Way:  # fmt: skip
    """Choose the columns of sections of which so many stand side by side."""
    columns = np.arange(1, int(counts.max()) + 1)
    rows = -(-counts[:, None] // columns)
    lines = np.arange(0, len(counts), abreast)
    total = np.maximum.reduceat(rows, lines, axis=0).sum(axis=0)
    wide = room[0] / (abreast * columns * step + (abreast - 1) * SECTION_GAP_SIDES)
    heads = len(lines) * _head_em(counts) + (len(lines) - 1) * SECTION_GAP_EM
    left = max(room[1] - heads * font_size, 1.0) / total
    high = left - (CAPTION_EM + ROW_GAP_EM) * font_size if captioned else left / (
        1 + BARE_GAP_SIDES
    )  # fmt: skip
    side = np.minimum(wide, high)
    best = int(np.argmax(side))
    return _Way(max(float(side[best]), 1e-3), abreast, int(columns[best]), captioned)


def _head_em(counts: LongArray) -> float:
    return HEAD_EM if len(counts) > 1 else 0.0


def _placed(counts: LongArray, way: _Way, em: float, step: float) -> Mosaic:
    """Place all squares, where a letter is so many sides high."""
    below = (CAPTION_EM + ROW_GAP_EM) * em if way.captioned else BARE_GAP_SIDES
    head = _head_em(counts) * em
    width = way.columns * step
    left = np.arange(len(counts)) % way.abreast * (width + SECTION_GAP_SIDES)
    rows = -(-counts // way.columns)
    lines = np.arange(0, len(counts), way.abreast)
    highs = np.maximum.reduceat(rows, lines) * (1 + below) + head + SECTION_GAP_EM * em
    tops = (np.cumsum(highs) - highs)[np.arange(len(counts)) // way.abreast]
    section = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(section)) - (np.cumsum(counts) - counts)[section]
    row, column = np.divmod(number, way.columns)
    x = left[section] + column * step
    y = tops[section] + head + row * (1 + below)
    far = float(left.max() + width)
    low = float(highs.sum()) - SECTION_GAP_EM * em
    return Mosaic(
        corners=np.stack([x, y], axis=1), heads=np.stack([left, tops], axis=1),
        extent=(far, low), head_width=width - (step - 1), head_height=head, below=below,
        across=step, side=way.side,
    )  # fmt: skip
