"""Names round the unit circle and a page -> where each stands, how large, and its leader.

Names that point outwards slide round the circle; those that lie flat stand in two columns.
"""

from dataclasses import replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.scene.geometry import Labels, at_angle
from vizlib.scene.labels.spread import (
    PITCH_EM,
    REACH_EM,
    along_guide,
    fitting_size,
    still_size,
    suited,
)
from vizlib.scene.labels.wanted import OnRing, Placed
from vizlib.scene.page import Page
from vizlib.scene.text import heights_em, unfolded

STILL_EM = 0.3
"""A ring of names none of which moved farther needs no leaders."""
ELBOW = 0.9
"""A leader is at least this share of its sideways move long."""
ELBOW_PT = 8.0
MAX_ELBOW_SHARE = 0.2
"""Share of the radius that leaders are long, at most."""
ROUNDS = 4
"""The longer the leaders the larger the ring of names: two or three rounds settle that."""
STUB_PT = 2.5
"""Straight end of a leader before its name."""
TOUCH_PT = 1.0
"""Between a leader and what it joins."""
MIN_FOLDED_SHARE = 0.85
"""Letters shrink to this share rather than that long names stand in one line."""
MAX_FLAT = 60
"""Names of which it is tried whether all lie flat beside a ring."""
LINE_LETTERS = 32
"""Letters of one line; what is longer is cut."""


def place_on_ring(page: Page, wanted: OnRing, rank: FloatArray) -> Placed:
    """Place names round the unit circle, the important first; letters shrink before any falls."""
    labels, turn = wanted.labels, 2 * np.pi
    per_unit = float(abs(page.scale[0]))
    rim = per_unit + float(wanted.rim.max(initial=0.0)) + wanted.gap
    if wanted.flat or (wanted.flat is None and len(rank) <= MAX_FLAT):
        level = _place_flat(page, wanted, rank, rim)
        unmoved = level.labels.size == labels.size and not len(level.leaders)
        if wanted.flat or (unmoved and len(level.kept) == len(rank)):
            return level
    labels, lines = _lines(labels, turn * rim)
    want, elbow = np.mod(wanted.angle, turn), 0.0
    for _ in range(ROUNDS):
        start = rim + elbow
        length, usual = turn * start, PITCH_EM * lines
        size = fitting_size(float(usual.sum()), length, labels.size)
        still = still_size(want * start, usual, length)
        size, share = suited(size, 0.0 if elbow else still, labels.size)
        kept, place = along_guide(
            want * start, rank, share * usual * size, 0.0, length, True, REACH_EM * size
        )
        move = float(np.abs(place - want[kept] * start).max(initial=0.0))
        needed = _elbow(move, size, rim)
        if abs(needed - elbow) < 0.5:
            break
        elbow = needed
    angle = place / start
    placed = _outwards(page, labels, kept, angle, start, size)
    leaders = _bent(page, wanted, kept, angle, rim, start) if elbow else np.zeros((0, 4, 2))
    return Placed(labels=placed, kept=kept, leaders=leaders, led=np.arange(len(leaders)))


def _lines(labels: Labels, length: float) -> tuple[Labels, FloatArray]:
    """Return labels in two lines, or in one where letters must shrink less, and their lines in em.

    One that would be cut in one line stays in two, if all fit so.
    """
    lines = heights_em(labels.text)
    if lines.max(initial=1.0) == 1.0:
        return labels, lines
    text = tuple(unfolded(words, LINE_LETTERS) for words in labels.text)
    cut = any(len(one) < len(two) for one, two in zip(text, labels.text, strict=True))
    sizes = [
        fitting_size(PITCH_EM * em, length, labels.size) for em in (float(lines.sum()), len(text))
    ]
    fits = PITCH_EM * lines.sum() * sizes[0] <= length
    if fits and (cut or sizes[0] >= MIN_FOLDED_SHARE * sizes[1]):
        return labels, lines
    return replace(labels, text=text), np.ones(len(text))


def _elbow(move: float, size: float, rim: float) -> float:
    """Return the points that leaders need between marks and names."""
    if move < STILL_EM * size:
        return 0.0
    return float(min(max(ELBOW * move, ELBOW_PT), MAX_ELBOW_SHARE * rim))


def _outwards(
    page: Page, labels: Labels, kept: LongArray, angle: FloatArray, start: float, size: float
) -> Labels:
    """Let names point outwards from a radius in points."""
    leftwards = np.cos(angle) < -1e-9
    turn = np.degrees(angle) + np.where(leftwards, 180, 0)
    labels = labels.take(kept)
    return replace(
        labels,
        size=size,
        offset=_from_anchor(page, labels, at_angle(angle, start)),
        rotation=(turn + 180) % 360 - 180,
        ha=tuple(np.where(leftwards, "right", "left").tolist()),
        va=("center_baseline",) * len(kept),
    )


def _from_anchor(page: Page, labels: Labels, place: FloatArray) -> FloatArray:
    """Return ``(K, 2)`` offsets of places ``(K, 2)``, in points from the middle of the circle."""
    offset: FloatArray = place + page.points(np.zeros(2)) - page.points(labels.xy)
    return offset


def _bent(
    page: Page, wanted: OnRing, kept: LongArray, angle: FloatArray, rim: float, start: float
) -> FloatArray:
    """Return ``(K, 4, 2)`` leaders: outwards from the mark, slanting, outwards to the name."""
    own = wanted.angle[kept]
    away = own + (angle - own + np.pi) % (2 * np.pi) - np.pi
    first = float(abs(page.scale[0])) + wanted.rim[kept] + TOUCH_PT
    ends = np.full(len(kept), start - TOUCH_PT)
    radius = np.stack([first, np.maximum(first, rim - wanted.gap + TOUCH_PT), ends - STUB_PT, ends])
    turned = np.stack([own, own, away, away])
    bends: FloatArray = at_angle(turned, radius).transpose(1, 0, 2)
    return bends + page.points(np.zeros(2))


COLUMN_STUB_PT = 6.0


def _place_flat(page: Page, wanted: OnRing, rank: FloatArray, rim: float) -> Placed:
    """Let names lie flat beside the circle, those of each half in a column that follows it."""
    right = np.cos(wanted.angle) >= -1e-9
    lines, high = heights_em(wanted.labels.text), rim + wanted.labels.size
    sums = [PITCH_EM * float(lines[side].sum()) for side in (right, ~right)]
    size = min(fitting_size(em, 2 * high, wanted.labels.size) for em in sums)
    parts = [
        _column(wanted, rank, np.flatnonzero(side), rim, high, size) for side in (right, ~right)
    ]
    kept = np.concatenate([part[0] for part in parts])
    at = np.concatenate([part[1] for part in parts])
    moved = np.abs(at - rim * np.sin(wanted.angle[kept])) > STILL_EM * size
    sign = np.where(right[kept], 1.0, -1.0)
    x = _beside(wanted.angle[kept], at, rim, moved)
    middle = np.stack([sign * x, at], axis=1)
    own = wanted.rim[kept] + size / 2 * np.abs(np.sin(wanted.angle[kept]))
    middle += at_angle(wanted.angle[kept], (own - wanted.rim.max(initial=0.0)) * ~moved)
    labels = wanted.labels.take(kept)
    labels = replace(
        labels, size=size, offset=_from_anchor(page, labels, middle),
        rotation=np.zeros(len(kept)), ha=tuple(np.where(sign > 0, "left", "right").tolist()),
        va=("center_baseline",) * len(kept),
    )  # fmt: skip
    leaders = _level(page, wanted, kept, middle, sign, moved)
    return Placed(labels=labels, kept=kept, leaders=leaders, led=np.flatnonzero(moved))


def _column(
    wanted: OnRing, rank: FloatArray, mine: LongArray, rim: float, high: float, size: float
) -> tuple[LongArray, FloatArray]:
    """Spread the names of one half upright; return their numbers and heights."""
    room = PITCH_EM * size * heights_em([wanted.labels.text[i] for i in mine])
    want = rim * np.sin(wanted.angle[mine])
    kept, at = along_guide(want, rank[mine], room, -high, high, False, REACH_EM * size)
    return mine[kept], at


def _beside(angle: FloatArray, at: FloatArray, rim: float, moved: BoolArray) -> FloatArray:
    """Return ``(K,)`` how far from the middle a column is at some heights, outside the circle."""
    outer = rim + np.where(moved, COLUMN_STUB_PT, 0.0)
    across = np.sqrt(np.maximum(outer**2 - np.minimum(np.abs(at), outer) ** 2, 0.0))
    beside: FloatArray = np.maximum(across, outer * np.abs(np.cos(angle)) * (1 - 0.02 * moved))
    return beside


def _level(
    page: Page, wanted: OnRing, kept: LongArray, middle: FloatArray, sign: FloatArray,
    moved: BoolArray,
) -> FloatArray:  # fmt: skip
    """Return ``(M, 4, 2)`` leaders of the names that moved: slanting, then level to the name."""
    first = float(abs(page.scale[0])) + wanted.rim[kept] + TOUCH_PT
    start = at_angle(wanted.angle[kept], first)
    end = middle - np.stack([sign * TOUCH_PT, np.zeros(len(kept))], axis=1)
    bend = end - np.stack([sign * STUB_PT, np.zeros(len(kept))], axis=1)
    bends: FloatArray = np.stack([start, start, bend, end], axis=1)[moved]
    return bends + page.points(np.zeros(2))
