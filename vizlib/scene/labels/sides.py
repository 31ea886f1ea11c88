"""Words at points -> labels: beside their point where they cover least, or round a circle."""

from dataclasses import replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.scene.geometry import Labels, at_angle
from vizlib.scene.page import Page
from vizlib.scene.text import widths

NODE_GAP_PT = 2.5
MAX_PLACED = 800
"""Labels that are placed, the most important; of more than these few find room anyway."""
SIDES = (
    ("right", "left", "center_baseline", 1.0, 0.0),
    ("above", "center", "bottom", 0.0, 1.0),
    ("left", "right", "center_baseline", -1.0, 0.0),
    ("below", "center", "top", 0.0, -1.0),
    ("upper right", "left", "bottom", 0.7, 0.5),
    ("upper left", "right", "bottom", -0.7, 0.5),
    ("lower right", "left", "top", 0.7, -0.5),
    ("lower left", "right", "top", -0.7, -0.5),
)
"""Name, alignment across and upright, and the way from the point, the best side first."""
COVERED, OUTSIDE, TAKEN = 4.0, 20.0, 1000.0
"""How bad it is to cover a point, to leave the frame, to cover another label."""


def on_best_sides(
    labels: Labels, anchors: FloatArray, radius: FloatArray, rank: FloatArray, frame: FloatArray
) -> Labels:
    """Stand each label on the side of its point where it covers least, the important ones first.

    A greedy form of the rules of Imhof (1975), *Positioning names on maps*: names stand beside
    their points, cover no other name, few points, and stay on the map.

    Parameters
    ----------
    labels
        N labels, not turned.
    anchors
        ``(N, 2)`` the points, in points from the corner of the map; NaN for one that is not shown.
    radius
        ``(N,)`` how far each point's marker reaches.
    rank
        ``(N,)`` importance; one below zero is not placed.
    frame
        ``(2,)`` width and height of the map in points.

    Returns
    -------
    labels
        The same words; one without a free side is left where it covers least, and the least
        important of very many stand above their points.
    """
    count = len(labels.text)
    offsets, boxes = _choices(labels, radius)
    markers = np.stack([anchors - radius[:, None], anchors + radius[:, None]], axis=1)
    taken = np.zeros((count, 2, 2))
    side, placed = np.ones(count, int), 0
    for place in np.argsort(-rank, kind="stable")[:MAX_PLACED]:
        if rank[place] < 0 or not np.isfinite(anchors[place]).all() or not labels.text[place]:
            continue
        here = boxes[place] + anchors[place]
        side[place] = int(np.argmin(_cost(here, taken[:placed], markers, place, frame)))
        taken[placed] = here[side[place]]
        placed += 1
    return replace(
        labels,
        offset=offsets[np.arange(count), side],
        ha=tuple(SIDES[place][1] for place in side),
        va=tuple(SIDES[place][2] for place in side),
    )


def _choices(labels: Labels, radius: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return offsets ``(N, 8, 2)`` and boxes ``(N, 8, 2, 2)`` of each label on each side."""
    wide = widths(labels.text, labels.size, labels.font, labels.bold)
    high = np.full(len(wide), labels.size)
    reach = radius + NODE_GAP_PT
    offsets = np.stack([np.outer(reach, choice[3:]) for choice in SIDES], axis=1)
    shift = {"left": 0.0, "center": -0.5, "right": -1.0}
    rise = {"bottom": 0.0, "center_baseline": -0.5, "top": -1.0}
    low = offsets + np.stack(
        [np.stack([shift[choice[1]] * wide, rise[choice[2]] * high], axis=1) for choice in SIDES],
        axis=1,
    )
    size = np.stack([wide, high], axis=1)[:, None]
    return offsets, np.stack([low, low + size], axis=2)


def _cost(
    here: FloatArray, taken: FloatArray, markers: FloatArray, own: int, frame: FloatArray
) -> FloatArray:
    """Weigh the sides of one label ``(8,)``: what it covers there, and whether it stays inside."""
    covered: BoolArray = _meet(here, markers)
    covered[:, own] = False
    outside = (here[:, 0].min(axis=1) < 0) | ((frame - here[:, 1]).min(axis=1) < 0)
    cost: FloatArray = (
        TAKEN * (_meet(here, taken).sum(axis=1) > 0)
        + OUTSIDE * outside
        + COVERED * covered.sum(axis=1)
        + 0.5 * np.arange(len(SIDES))
    )
    return cost


def _meet(boxes: FloatArray, others: FloatArray) -> BoolArray:
    """Tell which boxes ``(K, 2, 2)`` meet which ``(M, 2, 2)``: ``(K, M)``."""
    with np.errstate(invalid="ignore"):
        low = boxes[:, None, 0] < others[None, :, 1]
        high = boxes[:, None, 1] > others[None, :, 0]
    both = low & high
    return np.asarray(both[..., 0] & both[..., 1], bool)


CENTRED_COSINE = 0.15
"""Cosine under which a label's anchor is centred rather than left or right."""


def flat_labels(
    page: Page, angle: FloatArray, text: tuple[str, ...], reach: FloatArray, size: float,
    bold: bool = False,
) -> Labels:  # fmt: skip
    """Label points of the unit circle by words that lie flat.

    Parameters
    ----------
    page
        The picture in the making.
    angle
        ``(L,)`` where each stands, in radians.
    text
        L words.
    reach
        ``(L,)`` how far each stays from the circle, in points.
    size
        Height of the letters in points.
    bold
        Whether the letters are bold.
    """
    sideways, up = np.cos(angle), np.sin(angle)
    ha = np.where(sideways < 0, "right", "left").astype(object)
    ha[np.abs(sideways) < CENTRED_COSINE] = "center"
    va = np.full(len(angle), "center_baseline", object)
    va[(ha == "center") & (up > 0)] = "bottom"
    va[(ha == "center") & (up <= 0)] = "top"
    return Labels.at(
        at_angle(angle), text, page.theme, size, offset=at_angle(angle, reach),
        ha=tuple(ha), va=tuple(va), bold=bold,
    )  # fmt: skip


def radial_labels(
    page: Page, angle: FloatArray, text: tuple[str, ...], reach: FloatArray, size: float,
    bold: bool = False,
) -> Labels:  # fmt: skip
    """Label points of the unit circle by words that point outwards; see :func:`flat_labels`."""
    leftwards = np.cos(angle) < -1e-9
    turn = np.degrees(angle) + np.where(leftwards, 180, 0)
    return Labels.at(
        at_angle(angle), text, page.theme, size, offset=at_angle(angle, reach),
        rotation=(turn + 180) % 360 - 180, ha=tuple(np.where(leftwards, "right", "left")),
        bold=bold,
    )  # fmt: skip
