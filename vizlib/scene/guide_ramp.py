"""A ramp and its ticks -> a colour bar that lies, as a piece of a guide."""

from collections.abc import Iterator

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.legend import Legend
from vizlib.scene.geometry import Curves, Movable, Raster, Ribbons
from vizlib.scene.guide_type import ASCENT_EM, Item, Type
from vizlib.scene.text import DESCENT, widths

RAMP_EM = (0.72, 11.0)
"""Height and length of a colour bar."""
ARROW_EM = 0.5
TICK_EM = 0.32
TICK_GAP_EM = 0.5
"""Least room between two ticks' words."""
HAIR_PT = 0.6


def ramp_item(legend: Legend, style: Type) -> Item:
    """Draw a colour bar that lies, with an arrow at each end that values lie beyond."""
    size = style.size
    high, long = (share * size for share in RAMP_EM)
    low_end, high_end = (ARROW_EM * size * beyond for beyond in (legend.below, legend.above))
    left, right = low_end, long - high_end
    bar = Raster(pixels=legend.ramp[None], extent=(left, right, -high, 0.0))
    x, words = _clear_ticks(legend, left, right, style)
    ends = np.stack(
        [np.stack([x, np.full(len(x), -high - far)], 1) for far in (0.0, TICK_EM * size)], axis=1
    )
    hair = np.array([HAIR_PT * style.zoom])
    ticks = Curves.of_equal_length(ends, color=style.theme.rgba("muted"), width=hair)
    half = widths(words, style.text, style.theme.font) / 2
    inside = np.clip(x, np.minimum(half, long / 2), np.maximum(long - half, long / 2))
    y = np.full(len(x), -high - (TICK_EM + 0.13) * size - ASCENT_EM * style.text)
    text = style.words(words, inside, y, ha="center")
    layers = (bar, *_arrows(legend, left, right, high, style), ticks, text)
    wide = max(long, float((inside + half).max(initial=0.0)))
    return Item(layers, wide, high + (TICK_EM + 0.13) * size + (ASCENT_EM + DESCENT) * style.text)


def _arrows(
    legend: Legend, left: float, right: float, high: float, style: Type
) -> Iterator[Movable]:
    """Draw the ends of a bar that values lie beyond, in the colours of its ends."""
    tip = ARROW_EM * style.size
    low, top = (legend.below, left, left - tip, 0), (legend.above, right, right + tip, -1)
    for beyond, base, point, color in (low, top):
        if beyond:
            corners = np.array([[[base, 0.0], [point, -high / 2], [base, -high]]])
            yield Ribbons.of_equal_length(corners, color=legend.ramp[color][None])


def _clear_ticks(
    legend: Legend, left: float, right: float, style: Type
) -> tuple[FloatArray, list[str]]:
    """Return where ticks stand along a bar and what they say: those that leave room for others.

    The ends go first, then the others from left to right.
    """
    x = left + (right - left) * legend.ticks
    half = widths(legend.labels, style.text, style.theme.font) / 2
    order = np.argsort(x, kind="stable")
    chosen: list[int] = []
    for place in [*order[:1], *order[1:][::-1][:1], *order[1:-1]]:
        apart = np.abs(x[chosen] - x[place]) - half[chosen] - half[place]
        if (apart >= TICK_GAP_EM * style.size).all():
            chosen.append(int(place))
    kept = sorted(chosen, key=lambda place: float(x[place]))
    return x[kept], [legend.labels[place] for place in kept]
