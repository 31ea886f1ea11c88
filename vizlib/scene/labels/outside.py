"""Names of groups and what stands round the unit circle -> names outside all of it, every one."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import shapely

from vizlib.arrays import BoolArray, FloatArray
from vizlib.scene.geometry import Labels, at_angle
from vizlib.scene.labels.ring import place_on_ring
from vizlib.scene.labels.spread import FLOOR_PT, PITCH_EM, along_guide, fitting_size
from vizlib.scene.labels.wanted import OnRing, OutsideRing, Placed
from vizlib.scene.page import Page
from vizlib.scene.text import boxes, heights_em, widths

CENTRED_COSINE = 0.15
"""Cosine under which a flat name is centred rather than left or right."""
BETWEEN_EM = 0.7
"""Between names that run along the circle."""
NAME_SIZES = (1.0, 0.92, 0.8, 0.7, 0.6)
"""Shares of their size to which names shrink before they point outwards."""
MAX_SLIDE_EM = 1.5
"""Names slide so far along the circle; where that is not enough, long ones point outwards."""
MAX_COLUMN_SLIDE_EM = 2.5
"""Flat names slide so far up or down; where that is not enough none lies flat."""
EDGE_SAMPLES = 6


def place_outside(page: Page, wanted: OutsideRing, rank: FloatArray, taken: FloatArray) -> Placed:
    """Place names of groups outside what is taken ``(K, 4, 2)``, in points."""
    every = np.arange(len(wanted.labels.text))
    if wanted.flat and not len(taken):
        flat = flat_outside(page, wanted)
        if _clear(boxes(flat, page.points(flat.xy))):
            return Placed(labels=flat, kept=every)
        columns = _in_columns(page, wanted, rank)
        if columns is not None:
            return columns
    return _round(page, wanted, rank, _tips(page, wanted, taken))


def flat_outside(page: Page, wanted: OutsideRing) -> Labels:
    """Let names lie flat outside the middles of their arcs."""
    angle = wanted.spans.mean(axis=1)
    sideways, up = np.cos(angle), np.sin(angle)
    middle = np.abs(sideways) < CENTRED_COSINE
    ha = np.where(middle, "center", np.where(sideways < 0, "right", "left"))
    va = np.where(middle, np.where(up > 0, "bottom", "top"), "center_baseline")
    radius = float(abs(page.scale[0])) + wanted.rim + wanted.gap
    return replace(
        wanted.labels, offset=_offsets(page, wanted.labels, at_angle(angle, radius)),
        rotation=np.zeros(len(angle)), ha=tuple(ha.tolist()), va=tuple(va.tolist()),
    )  # fmt: skip


def _offsets(page: Page, labels: Labels, place: FloatArray) -> FloatArray:
    """Return offsets of places ``(G, 2)`` in points from the middle of the circle."""
    offset: FloatArray = place + page.points(np.zeros(2)) - page.points(labels.xy)
    return offset


def _clear(corners: FloatArray) -> bool:
    """Tell whether no box covers another."""
    shapes = shapely.polygons(corners)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return bool((first >= second).all())


def _in_columns(page: Page, wanted: OutsideRing, rank: FloatArray) -> Placed | None:
    """Let names lie flat in two columns, None where they would have to slide far or fall."""
    angle = wanted.spans.mean(axis=1)
    rim = np.full(len(angle), wanted.rim)
    ring = OnRing(labels=wanted.labels, angle=angle, rim=rim, gap=wanted.gap, flat=True)
    placed = place_on_ring(page, ring, rank)
    own = page.points(placed.labels.xy) - page.points(np.zeros(2))
    slide = np.abs(own[:, 1] + placed.labels.offset[:, 1] - own[:, 1] * _stretch(page, wanted))
    size = placed.labels.size
    whole = len(placed.kept) == len(angle) and size == wanted.labels.size
    return placed if whole and slide.max(initial=0.0) <= MAX_COLUMN_SLIDE_EM * size else None


def _stretch(page: Page, wanted: OutsideRing) -> float:
    """Return the radius of the names in radii of the circle."""
    unit = float(abs(page.scale[0]))
    return (unit + wanted.rim + wanted.gap) / unit


@dataclass(frozen=True, eq=False)
class _Tips:
    """How far from the middle what is taken reaches, by angle.

    Parameters
    ----------
    angle, radius
        ``(S,)`` radians and points of samples of its outlines.
    least
        Points that names stay from the middle in any case.
    """

    angle: FloatArray
    radius: FloatArray
    least: float

    def over(self, middle: FloatArray, half: FloatArray) -> FloatArray:
        """Return ``(G,)`` how far it reaches within half angles of middles."""
        away = np.abs((self.angle - middle[:, None] + np.pi) % (2 * np.pi) - np.pi)
        high: FloatArray = np.where(away <= half[:, None], self.radius, self.least)
        return np.asarray(high.max(axis=1, initial=self.least), float)


def _tips(page: Page, wanted: OutsideRing, taken: FloatArray) -> _Tips:
    share = np.linspace(0, 1, EDGE_SAMPLES, endpoint=False)[:, None, None, None]
    along = taken * (1 - share) + np.roll(taken, -1, axis=1) * share
    samples = along.reshape(-1, 2) - page.points(np.zeros(2))
    least = float(abs(page.scale[0])) + wanted.rim
    return _Tips(np.arctan2(samples[:, 1], samples[:, 0]), np.hypot(*samples.T), least)


def _round(page: Page, wanted: OutsideRing, rank: FloatArray, tips: _Tips) -> Placed:
    """Let names run along the circle, each by its arc; else let long ones point outwards."""
    along = _along_circle(page, wanted, rank, tips)
    return _along_or_outwards(page, wanted, rank, tips) if along is None else along


def _along_circle(page: Page, wanted: OutsideRing, rank: FloatArray, tips: _Tips) -> Placed | None:
    """Let all names run along the circle, the largest that fit; None where one leaves its arc."""
    labels = wanted.labels
    whole = replace(labels, text=tuple(words.replace("\n", " ") for words in labels.text))
    for share, text in product(NAME_SIZES, (whole, labels)):
        size = max(share * labels.size, min(FLOOR_PT, labels.size))
        placed = _along_arcs(page, replace(wanted, labels=replace(text, size=size)), rank, tips)
        if placed is not None:
            return placed
    return None


def _along_arcs(page: Page, wanted: OutsideRing, rank: FloatArray, tips: _Tips) -> Placed | None:
    """Let names of a size run along the circle; None where one leaves its arc."""
    labels, turn = wanted.labels, 2 * np.pi
    arc, want = np.abs(np.ptp(wanted.spans, axis=1)), np.mod(wanted.spans.mean(axis=1), turn)
    around = float(np.median(tips.over(want, arc / 2))) + wanted.gap
    wide = widths(labels.text, labels.size, labels.font, labels.bold)
    room = (wide + BETWEEN_EM * labels.size) / around
    kept, at = along_guide(want, rank, room, 0.0, turn, True, turn)
    off = np.abs((at - want[kept] + np.pi) % turn - np.pi)
    if len(kept) < len(want) or (off > (arc + room)[kept] / 2).any():
        return None
    radius = tips.over(at, room[kept] / 2) + wanted.gap
    level = np.ones(len(at), bool)
    return Placed(labels=_turned(page, labels.take(kept), at, radius, level), kept=kept)


def _along_or_outwards(page: Page, wanted: OutsideRing, rank: FloatArray, tips: _Tips) -> Placed:
    """Let names run along their arcs, or point outwards those that are too long."""
    labels, turn = wanted.labels, 2 * np.pi
    wide = widths(labels.text, 1.0, labels.font, labels.bold)
    tall = heights_em(labels.text)
    least = tips.least + wanted.gap
    shortest = np.minimum(wide + BETWEEN_EM, PITCH_EM * tall)
    size = fitting_size(float(shortest.sum()), turn * least, labels.size)
    want = np.mod(wanted.spans.mean(axis=1), turn)
    arc = np.abs(np.ptp(wanted.spans, axis=1)) * least
    level = np.ones(len(want), bool)
    for _ in range(2):
        room = np.where(level, wide + BETWEEN_EM, PITCH_EM * tall) * size / least
        kept, at = along_guide(want, rank, room, 0.0, turn, True, turn)
        slid = np.abs(at - want[kept]).max(initial=0.0) * least
        if len(kept) == len(want) and slid <= MAX_SLIDE_EM * size:
            break
        level = level & (arc >= wide * size)
    radius = tips.over(at, room[kept] / 2 + 0.5 * size / least) + wanted.gap
    return Placed(
        labels=_turned(page, replace(labels.take(kept), size=size), at, radius, level[kept]),
        kept=kept,
    )


def _turned(
    page: Page, labels: Labels, angle: FloatArray, radius: FloatArray, level: BoolArray
) -> Labels:
    """Turn names along the circle, upright for who reads them, or outwards."""
    middle = radius + labels.size * heights_em(labels.text) / 2 * level
    degrees = np.degrees(angle)
    below = level & (np.sin(angle) < -1e-9)
    leftwards = ~level & (np.cos(angle) < -1e-9)
    turn = degrees + np.where(level, -90, 0) + np.where(below | leftwards, 180, 0)
    ha = np.where(level, "center", np.where(leftwards, "right", "left"))
    return replace(
        labels, offset=_offsets(page, labels, at_angle(angle, middle)),
        rotation=(turn + 180) % 360 - 180, ha=tuple(ha.tolist()),
        va=("center_baseline",) * len(angle),
    )  # fmt: skip
