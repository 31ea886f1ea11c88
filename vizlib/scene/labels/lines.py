"""Names beside straight guides and a page -> where each stands, how large, and its leader."""

from dataclasses import dataclass, replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.scene.geometry import Labels
from vizlib.scene.labels.spread import (
    FLOOR_PT,
    PITCH_EM,
    REACH_EM,
    along_guide,
    choose,
    fitting_size,
    still_size,
    suited,
)
from vizlib.scene.labels.wanted import OnLines, Placed
from vizlib.scene.page import Page
from vizlib.scene.text import folded, heights_em, shorten, unfolded, widths

STILL_EM = 0.3
MAX_ELBOW_EM = 4.0
ELBOW_PT = 4.0
TOUCH_PT = 1.0
STUB_PT = 2.5
BEYOND_PT = 5.0
"""Between names and those that stand beyond them."""
SIDE_GAP_EM = 0.5
"""Between names that stand one behind the other along a guide."""
MIN_UNTURNED_SHARE = 0.75
"""Letters shrink to this share rather than that names are turned, or unfolded."""
MAX_MEASURED = 1_000
"""Names beyond which those that can find no room are left out before any is measured."""
MIN_LETTERS = 6
"""A name is not cut to fewer letters."""


@dataclass(frozen=True, eq=False)
class _Trial:
    """Labels in lines and turned some way, what they take along their guides, and their size."""

    labels: Labels
    room_em: FloatArray
    size: float
    fits: bool


def place_on_lines(page: Page, wanted: OnLines, rank: FloatArray, taken: FloatArray) -> Placed:
    """Place names along straight guides; they turn, break and shrink before any falls.

    Parameters
    ----------
    page
        Where they stand.
    wanted
        The names.
    rank
        ``(L,)`` their importance.
    taken
        ``(K, 4, 2)`` boxes of other names in points.
    """
    if wanted.beyond and len(taken):
        wanted = _moved_out(page, wanted, taken)
    guides = _Guides(page, wanted)
    if len(rank) > MAX_MEASURED:
        few = _possible(wanted, guides, rank)
        if len(few) < len(rank):
            if wanted.whole:
                return _none(wanted)
            some = np.isin(np.arange(len(rank)), few)
            placed = place_on_lines(page, wanted.keep(some), rank[few], taken)
            return replace(placed, kept=few[placed.kept])
    trial = _best_trial(wanted, guides)
    if wanted.whole and not trial.fits:
        return _none(wanted)
    members = _members(wanted.line, len(wanted.ends))
    parts = [_along(wanted, guides, trial, rank, part) for part in members]
    kept = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, np.int64)
    move = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0)
    far = np.array([np.abs(part[1]).max(initial=0.0) for part in parts])[wanted.line[kept]]
    return _stood(guides, wanted, trial, kept, move, far)


def _none(wanted: OnLines) -> Placed:
    """Return no name, where not all have room."""
    return Placed(labels=wanted.labels.take(np.zeros(0, np.int64)), kept=np.zeros(0, np.int64))


def _possible(wanted: OnLines, guides: "_Guides", rank: FloatArray) -> LongArray:
    """Return the names that might find room in the smallest letters, without measuring them."""
    size = min(FLOOR_PT, wanted.labels.size)
    chosen = [
        part[
            choose(
                guides.want[part], rank[part], np.full(len(part), size), float(guides.low[line]),
                float(guides.high[line] - guides.low[line]), False, REACH_EM * size,
            )
        ]
        for line, part in enumerate(_members(wanted.line, len(guides.low)))
    ]  # fmt: skip
    few: LongArray = np.sort(np.concatenate(chosen))
    return few


def _members(line: IntArray, count: int) -> list[LongArray]:
    """Return the numbers of the names of each guide."""
    order = np.argsort(line, kind="stable")
    return np.split(order, np.searchsorted(line[order], np.arange(1, count)))


def _moved_out(page: Page, wanted: OnLines, taken: FloatArray) -> OnLines:
    """Move names outwards, beyond boxes ``(K, 4, 2)``."""
    labels = wanted.labels
    away = np.maximum(np.hypot(*labels.offset.T), 1e-9)
    side = labels.offset / away[:, None]
    own = (page.points(labels.xy) * side).sum(axis=1)
    reach = (taken.reshape(-1, 2) @ side.T).max(axis=0) - own + BEYOND_PT
    return replace(wanted, labels=replace(labels, offset=side * np.maximum(away, reach)[:, None]))


def _across(labels: Labels) -> tuple[float, float]:
    """Return the way of a guide of no length: across the way in which names stand off."""
    sideways, up = np.abs(labels.offset).sum(axis=0)
    return (0.0, 1.0) if sideways > up else (1.0, 0.0)


class _Guides:
    """Directions of guides on a page, and where names stand along them."""

    def __init__(self, page: Page, wanted: OnLines) -> None:
        start, end = page.points(wanted.ends[:, 0]), page.points(wanted.ends[:, 1])
        length = np.hypot(*(end - start).T)
        self.along: FloatArray = (end - start) / np.maximum(length, 1e-9)[:, None]
        self.along[length <= 1e-9] = _across(wanted.labels)
        self.low = (start * self.along).sum(axis=1) - wanted.slack
        self.high = self.low + length + 2 * wanted.slack
        self.anchor = page.points(wanted.labels.xy)
        self.own = self.along[wanted.line] if len(self.along) else np.zeros((0, 2))
        self.want: FloatArray = (self.anchor * self.own).sum(axis=1)

    def room_em(self, labels: Labels) -> FloatArray:
        """Return ``(L,)`` what turned labels take along their guides, in heights of letters."""
        turn = np.radians(labels.rotation)
        reading = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        cross = np.abs(reading[:, 0] * self.own[:, 1] - reading[:, 1] * self.own[:, 0])
        level = np.abs((reading * self.own).sum(axis=1))
        tall = PITCH_EM * heights_em(labels.text)
        with np.errstate(divide="ignore"):
            beneath = tall / cross
            if not (level > 0.05).any():
                return np.asarray(beneath, float)
            wide = widths(labels.text, 1.0, labels.font, labels.bold) + SIDE_GAP_EM
            return np.asarray(np.minimum(beneath, wide / level), float)

    def size(self, room_em: FloatArray, line: IntArray, wanted: float) -> float:
        """Return the letters at which the names of every guide fit."""
        total = np.bincount(line, room_em, len(self.low))
        pairs = zip(total.tolist(), (self.high - self.low).tolist(), strict=True)
        return min((fitting_size(em, length, wanted) for em, length in pairs), default=wanted)

    def still(self, room_em: FloatArray, line: IntArray) -> float:
        """Return the letters at which no name has to move."""
        parts = _members(line, len(self.low))
        sizes = [still_size(self.want[part], room_em[part]) for part in parts if len(part)]
        return min(sizes, default=np.inf)

    def fits(self, room_em: FloatArray, line: IntArray, size: float) -> bool:
        """Tell whether all names of every guide fit at a size."""
        total = np.bincount(line, room_em, len(self.low)) * size
        return bool((total <= self.high - self.low + 1e-6).all())


def _best_trial(wanted: OnLines, guides: _Guides) -> _Trial:
    """Choose how names are broken and turned: the first way that needs hardly smaller letters."""
    trials = [_trial(wanted, guides, labels) for labels in _ways(wanted)]
    least = MIN_UNTURNED_SHARE * wanted.labels.size
    whole = [trial for trial in trials if trial.fits and trial.size >= least]
    if whole:
        return whole[0]
    most = [trial for trial in trials if trial.fits]
    if most:
        return max(most, key=lambda trial: trial.size)
    return min(trials, key=lambda trial: float(trial.room_em.sum()) * trial.size)


def _ways(wanted: OnLines) -> list[Labels]:
    """Return the labels turned each way, in two lines and in one."""
    labels = _folded_within(wanted.labels, wanted.longest)
    folds = [labels]
    if any("\n" in words for words in labels.text):
        folds.append(replace(labels, text=tuple(unfolded(words, 32) for words in labels.text)))
    if not wanted.turns:
        return folds
    count = len(labels.text)
    return [_turned(fold, np.full(count, turn)) for turn in wanted.turns for fold in folds]


def _folded_within(labels: Labels, longest: float) -> Labels:
    """Break names that are longer than some points into two lines."""
    if not np.isfinite(longest):
        return labels
    wide = widths(labels.text, labels.size, labels.font, labels.bold)
    pairs = zip(labels.text, wide.tolist(), strict=True)
    text = tuple(folded(words, 0) if length > longest else words for words, length in pairs)
    return replace(labels, text=text)


def _turned(labels: Labels, turn: FloatArray) -> Labels:
    """Turn labels, and align them so that they stand on the side that their offset points to."""
    angle = np.radians(turn)
    reading = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    upright = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
    length = np.maximum(np.hypot(*labels.offset.T), 1e-9)
    ahead = (reading * labels.offset).sum(axis=1) / length
    over = (upright * labels.offset).sum(axis=1) / length
    ha = np.where(ahead > 0.5, "left", np.where(ahead < -0.5, "right", "center"))
    va = np.where(over > 0.8, "bottom", np.where(over < -0.8, "top", "center_baseline"))
    return replace(labels, rotation=turn, ha=tuple(ha.tolist()), va=tuple(va.tolist()))


def _trial(wanted: OnLines, guides: _Guides, labels: Labels) -> _Trial:
    room = guides.room_em(labels)
    size, share = suited(
        guides.size(room, wanted.line, labels.size),
        guides.still(room, wanted.line),
        labels.size,
    )
    size, room = min(size, _size_within(labels, wanted.longest)), share * room
    return _Trial(labels, room, size, guides.fits(room, wanted.line, size))


def _along(
    wanted: OnLines, guides: _Guides, trial: _Trial, rank: FloatArray, mine: LongArray
) -> tuple[LongArray, FloatArray]:
    """Place the names of one guide; return their numbers and how far each moved."""
    if not len(mine):
        return mine, np.zeros(0)
    line = int(wanted.line[mine[0]])
    kept, place = along_guide(
        guides.want[mine], rank[mine], trial.room_em[mine] * trial.size,
        float(guides.low[line]), float(guides.high[line]), False, REACH_EM * trial.size,
    )  # fmt: skip
    return mine[kept], place - guides.want[mine[kept]]


def _stood(
    guides: _Guides, wanted: OnLines, trial: _Trial, kept: LongArray, move: FloatArray,
    far: FloatArray,
) -> Placed:  # fmt: skip
    """Stand names where they belong; where some of a guide moved, all of it have leaders."""
    size, labels = trial.size, trial.labels
    offset, own = labels.offset[kept], guides.own[kept]
    away = np.maximum(np.hypot(*offset.T), 1e-9)[:, None]
    side = offset / away
    moved: BoolArray = (far > STILL_EM * size) & (not wanted.beyond)
    step = np.where(moved, np.clip(0.9 * far, ELBOW_PT, MAX_ELBOW_EM * size), 0.0)[:, None]
    at = offset + own * move[:, None] + side * step
    anchor = guides.anchor[kept]
    rim = anchor + side * np.maximum(away - STUB_PT, 0.0)
    bends = np.stack(
        [rim, anchor + offset, anchor + at - side * STUB_PT, anchor + at - side * TOUCH_PT], axis=1
    )
    chosen = replace(labels.take(kept), offset=at, size=size)
    return Placed(
        labels=_within(chosen, wanted.longest), kept=kept,
        leaders=np.asarray(bends[moved], float), led=np.flatnonzero(moved),
    )  # fmt: skip


def _size_within(labels: Labels, longest: float) -> float:
    """Return the letters at which no name is longer than some points, not below the floor."""
    if not np.isfinite(longest) or not labels.text:
        return labels.size
    wide = float(widths(labels.text, labels.size, labels.font, labels.bold).max())
    least = min(FLOOR_PT, labels.size)
    return float(np.clip(labels.size * longest / max(wide, 1e-9), least, labels.size))


def _within(labels: Labels, longest: float) -> Labels:
    """Cut the lines of labels that are longer than some points."""
    if not np.isfinite(longest) or not labels.text:
        return labels
    wide = widths(labels.text, labels.size, labels.font, labels.bold)
    share = longest / np.maximum(wide, 1e-9)
    text = tuple(
        words
        if part >= 1
        else "\n".join(
            shorten(line, max(int(len(max(words.split("\n"), key=len)) * part), MIN_LETTERS))
            for line in words.split("\n")
        )
        for words, part in zip(labels.text, share, strict=True)
    )
    return replace(labels, text=text)
