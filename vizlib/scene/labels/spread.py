"""Where names would best stand along a guide -> which stand there, and where: one dimension."""

import numpy as np
from scipy.optimize import isotonic_regression

from vizlib.arrays import FloatArray, LongArray

PITCH_EM = 1.08
"""From one line to the next, where names stand under one another, in heights of letters."""
FLOOR_PT = 6.0
"""No letter is smaller, if the theme's own are not."""
FILL = 0.9
"""Share of a guide that names fill before letters shrink: slack keeps names near their nodes."""
REACH_EM = 10.0
"""The farthest that a name moves along a full guide; where the next free place is farther it falls.

A guide on which all names fit keeps them all, however far they move.
"""
FULL = 0.999
MIN_STILL_SHARE = 0.75
"""Letters shrink to this share rather than that names move."""


def fitting_size(em: float, length: float, wanted: float) -> float:
    """Return the largest letters at which names fit a guide, not below the floor.

    Parameters
    ----------
    em
        What all names take along the guide, in heights of letters.
    length
        Points of the guide.
    wanted
        Points that are wished for; where they are below the floor they stay.
    """
    return float(np.clip(FILL * length / max(em, 1e-9), min(FLOOR_PT, wanted), wanted))


def still_size(want: FloatArray, em: FloatArray, turn: float | None = None) -> float:
    """Return the largest letters at which no name has to move.

    Parameters
    ----------
    want
        ``(L,)`` wished places in points.
    em
        ``(L,)`` what each name takes, in heights of letters.
    turn
        Points of a guide whose end is its beginning.
    """
    if len(want) < 2:
        return np.inf
    order = np.argsort(want, kind="stable")
    place, needs = want[order], em[order]
    apart, needed = np.diff(place), (needs[1:] + needs[:-1]) / 2
    if turn is not None:
        apart = np.append(apart, place[0] + turn - place[-1])
        needed = np.append(needed, (needs[0] + needs[-1]) / 2)
    return float((apart / needed).min())


def suited(size: float, still: float, wanted: float) -> tuple[float, float]:
    """Choose between letters that fit a guide and those at which no name moves.

    Parameters
    ----------
    size
        Letters at which all names fit.
    still
        Letters at which none moves.
    wanted
        Letters that are wished for.

    Returns
    -------
    size
        Letters in points.
    pitch
        Share of the usual room that each name has.
    """
    least = min(FLOOR_PT, wanted)
    if still >= max(least, MIN_STILL_SHARE * size):
        return min(still, wanted), 1.0
    if least > still >= least / PITCH_EM:
        return least, still / least
    return size, 1.0


def spread(
    want: FloatArray, room: FloatArray, low: float, high: float, weight: FloatArray
) -> FloatArray:
    """Move points of a line as little as possible, in least squares, until each has its room.

    Exact: what is left of each place when the room before it is taken off must not fall, which is
    isotonic regression (pool adjacent violators, O(n)); bounds clip its result.

    Parameters
    ----------
    want
        ``(L,)`` sorted places in points.
    room
        ``(L,)`` points that each takes.
    low, high
        The ends of the line.
    weight
        ``(L,)`` how much each holds on to its place.
    """
    if not len(want):
        return want
    before = np.cumsum(room) - room / 2 - room[0] / 2
    flat = isotonic_regression(want - before, weights=weight).x
    first = low + room[0] / 2
    spaced: FloatArray = np.clip(flat, first, max(high - room[-1] / 2 - before[-1], first)) + before
    return spaced


def spread_round(want: FloatArray, room: FloatArray, turn: float, weight: FloatArray) -> FloatArray:
    """Do the same round a circle: three turns are spread, the middle one is periodic."""
    count, total = len(want), float(room.sum())
    if total > FULL * turn:
        middles: FloatArray = (np.cumsum(room) - room / 2) * turn / total
        return middles + np.mean(want - middles)
    three = np.concatenate([want - turn, want, want + turn])
    spaced = spread(three, np.tile(room, 3), -np.inf, np.inf, np.tile(weight, 3))
    return spaced[count : 2 * count]


class _Slots:
    """Free slots of a guide: two union-find forests give the nearest one to each side."""

    def __init__(self, count: int, closed: bool) -> None:
        self.count, self.closed, self.free = count, closed, count
        self.after, self.before = list(range(count + 2)), list(range(count + 2))

    def _find(self, forest: list[int], slot: int) -> int:
        while forest[slot] != slot:
            forest[slot] = forest[forest[slot]]
            slot = forest[slot]
        return slot

    def nearest(self, slot: int) -> tuple[int, int]:
        """Return how far the nearest free slot is, and which."""
        up, down = self._find(self.after, slot), self._find(self.before, slot)
        if self.closed:
            up = self._find(self.after, 1) if up > self.count else up
            down = self._find(self.before, self.count) if down < 1 else down
        far, best = self.count + 1, 0
        for found in (up, down):
            if 1 <= found <= self.count:
                away = abs(found - slot)
                away = min(away, self.count - away) if self.closed else away
                far, best = min((far, best), (away, found))
        return far, best

    def take(self, slot: int) -> None:
        """Use up a slot."""
        self.after[slot], self.before[slot] = slot + 1, slot - 1
        self.free -= 1


def choose(
    want: FloatArray, rank: FloatArray, room: FloatArray, low: float, length: float, closed: bool,
    reach: float,
) -> LongArray:  # fmt: skip
    """Choose the names that find a free slot within reach, the most important first.

    Which names can all stand within reach is a matroid, so going by importance is the right rule;
    that each takes the nearest slot is what makes it n log n. Where all fit, all are chosen.

    Parameters
    ----------
    want, rank, room
        ``(L,)`` wished places, importance, and points that each name takes.
    low, length
        Where the guide begins, and its points.
    closed
        Whether its end is its beginning.
    reach
        Points that a name may move.

    Returns
    -------
    chosen
        ``(K,)`` numbers of the names, sorted by their places.
    """
    order = np.argsort(-rank, kind="stable")
    if room.sum() > max(length, 0.0):
        pitch = float(room[room > 0].min())
        slots = _Slots(int(length / pitch + 1e-6), closed)
        place = np.clip((want - low) / pitch, 0, max(slots.count - 1, 0)).astype(int) + 1
        needed = np.maximum(np.ceil(room / pitch - 1e-6), 1).astype(int)
        order = order[_take_slots(slots, place[order], needed[order], reach / pitch)]
    chosen: LongArray = order[np.argsort(want[order], kind="stable")]
    return chosen


def _take_slots(
    slots: _Slots, place: LongArray, needed: LongArray, reach: float
) -> list[int]:  # fmt: skip
    """Give names in turn the slots they need; return those that got them."""
    kept = []
    for number, (slot, count) in enumerate(zip(place.tolist(), needed.tolist(), strict=True)):
        if slots.free < 1:
            break
        far, nearest = slots.nearest(slot)
        if far > reach or slots.free < count:
            continue
        slots.take(nearest)
        for _ in range(count - 1):
            slots.take(slots.nearest(nearest)[1])
        kept.append(number)
    return kept


def along_guide(
    want: FloatArray, rank: FloatArray, room: FloatArray, low: float, high: float, closed: bool,
    reach: float,
) -> tuple[LongArray, FloatArray]:  # fmt: skip
    """Choose names along a guide and spread them; see :func:`choose`.

    Returns
    -------
    chosen
        ``(K,)`` numbers of the names, sorted along the guide.
    place
        ``(K,)`` where each stands.
    """
    if not len(want):
        return np.zeros(0, np.int64), want
    chosen = choose(want, rank, room, low, high - low, closed, reach)
    asked, needs, weight = want[chosen], room[chosen], _weights(rank[chosen])
    if closed:
        return chosen, spread_round(asked, needs, high - low, weight)
    return chosen, spread(asked, needs, low, high, weight)


def _weights(rank: FloatArray) -> FloatArray:
    """Return ``(K,)`` 0.3 to 1.3: the important hold on to their places."""
    least, most = float(rank.min(initial=np.inf)), float(rank.max(initial=-np.inf))
    if not most > least:
        return np.ones(len(rank))
    weights: FloatArray = 0.3 + (rank - least) / (most - least)
    return weights
