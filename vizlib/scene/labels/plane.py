"""Names of points of the plane, marks and what is taken -> where each stands, and its leader.

Names go onto a bitmap, the most important first, each to the best of its places that is free.
Placers that can be installed know neither importance, nor what must stay free, nor a way to say
what is missing, and leave names on one another where it is crowded.
"""

from dataclasses import dataclass, replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.scene.geometry import Labels
from vizlib.scene.labels.candidates import Candidates, beside_lines, beside_points
from vizlib.scene.labels.ink import covered, disc_ink, summed
from vizlib.scene.labels.spread import FLOOR_PT
from vizlib.scene.labels.wanted import InPlane, Placed
from vizlib.scene.page import Page
from vizlib.scene.text import heights_em, widths

MAX_TRIED = 2_000
"""Names that are tried at all: a page holds some hundreds."""
MAX_RESIZED = 400
"""Names up to which letters shrink so that more find room."""
MAX_EJECTING = 200
"""Names that may ask others to move."""
LEADING_NAMES = 1_000
"""Names beyond which none has a leader."""
COVERED_COST, BESIDE_COST = 18.0, 8.0
"""How bad an em squared of other marks under a name is, and beside it."""
BESIDE_EM = 0.4
MAX_COVERED = 0.3
"""Share of a name that may cover marks, where it was not asked for by number."""
MAX_CLOUD = 0.15
"""Share of a page that marks cover beyond which leaders cross them."""
TRIED_EJECTING = 80
MAX_EJECTED = 2
CLEAR_PT = 2.0
"""Beside a mark, where its own leader is not asked what it crosses."""
TOUCH_PT = 1.2
INSIDE_PT = 0.8


def place_in_plane(page: Page, wanted: InPlane, rank: FloatArray, taken: FloatArray) -> Placed:
    """Place names beside points, or beside lines; letters shrink before any falls."""
    order = np.argsort(-rank, kind="stable")[:MAX_TRIED]
    labels, rim = wanted.labels.take(order), wanted.rim[order]
    ways = wanted.ways[order] if len(wanted.ways) else wanted.ways
    ground = _ground(page, wanted, taken)
    board = None
    for size in _sizes(labels):
        wide = widths(labels.text, size, labels.font, labels.bold)
        high = size * heights_em(labels.text)
        places = beside_lines(ways, wide, high, size) if len(ways) else (
            beside_points(rim, wide, high, size))  # fmt: skip
        board = _Board.laid(ground, page.points(labels.xy), rim, places, size, wanted)
        board.fill()
        if (board.pick >= 0).all():
            break
    if board is None:
        return Placed(labels=labels, kept=order)
    return _found(board, labels, order)


def _sizes(labels: Labels) -> list[float]:
    """Return the sizes of letters to try, the largest first."""
    size, least = labels.size, min(FLOOR_PT, labels.size)
    few = len(labels.text) <= MAX_RESIZED
    tried = [size, (size + least) / 2, least] if few else [least]
    return list(dict.fromkeys(tried)) if labels.text else []


@dataclass(frozen=True, eq=False)
class _Ground:
    """What names must not cover.

    Parameters
    ----------
    corner
        ``(2,)`` where the frame begins, in points of the page.
    shape
        Rows and columns of the frame in points.
    marks
        Which cells marks cover.
    total
        The same, summed.
    taken
        Which cells other names cover.
    """

    corner: FloatArray
    shape: tuple[int, int]
    marks: BoolArray
    total: IntArray
    taken: BoolArray


def _ground(page: Page, wanted: InPlane, taken: FloatArray) -> _Ground:
    """Lay out the frame with marks and what is taken."""
    ends = page.points(np.array(page.limits).reshape(2, 2).T)
    beyond = np.array(wanted.frame)
    low, high = ends.min(axis=0) - beyond, ends.max(axis=0) + beyond
    wide, tall = np.maximum(np.ceil(high - low), 2).astype(int).tolist()
    shape = tall, wide
    known = np.isfinite(page.xy).all(axis=1)
    marks = disc_ink(page.points(page.xy[known]) - low, page.radius[known], shape)
    mask: BoolArray = np.zeros(shape, bool)
    for box in taken:
        x0, y0 = np.clip(np.floor(box.min(axis=0) - low), 0, (wide, tall)).astype(int)
        x1, y1 = np.clip(np.ceil(box.max(axis=0) - low), 0, (wide, tall)).astype(int)
        mask[y0:y1, x0:x1] = True
    return _Ground(low, shape, marks, summed(marks), mask)


@dataclass(frozen=True, eq=False)
class _Board:
    """Names on a bitmap.

    Parameters
    ----------
    xy
        ``(L, 2)`` anchors from the corner of the frame.
    rim
        ``(L,)`` points from an anchor to the rim of its mark.
    places
        Where names might stand.
    cell
        ``(L, K, 4)`` the same in whole cells, rounded outwards.
    cost
        ``(L, K)`` how bad each is; infinite where it is ruled out.
    marks
        Which cells leaders keep clear of.
    ids
        Which name stands on each cell: its number and one, 0 for none, -1 for what is taken.
    pick
        ``(L,)`` which place each name has, -1 for none.
    corner
        ``(2,)`` the corner of the frame in points of the page.
    size
        Height of the letters in points.
    """

    xy: FloatArray
    rim: FloatArray
    places: Candidates
    cell: IntArray
    cost: FloatArray
    marks: BoolArray
    ids: IntArray
    pick: LongArray
    corner: FloatArray
    size: float

    @classmethod
    def laid(
        cls, ground: _Ground, xy: FloatArray, rim: FloatArray, places: Candidates, size: float,
        wanted: InPlane,
    ) -> "_Board":  # fmt: skip
        """Weigh all places of all names at once."""
        xy = xy - ground.corner
        box = places.box + np.tile(xy, 2)[:, None]
        bounds = np.array(ground.shape[::-1])
        outside = (box[..., :2] < 0).any(axis=-1) | (box[..., 2:] > bounds).any(axis=-1)
        low, high = np.floor(box[..., :2]), np.ceil(box[..., 2:])
        cell = np.clip(np.concatenate([low, high], axis=-1), 0, np.tile(bounds, 2)).astype(np.int32)
        under = covered(ground.total, cell)
        area = np.maximum(np.prod(cell[..., 2:] - cell[..., :2], axis=-1), 1)
        cost = places.cost + COVERED_COST * under / size**2
        if not len(wanted.ways):
            cost = cost + BESIDE_COST * _beside(ground, cell, under, rim, size)
        cost[outside] = np.inf
        if not wanted.asked:
            cost[under > MAX_COVERED * area] = np.inf
        cloud = ground.marks.mean() > MAX_CLOUD
        if len(xy) > LEADING_NAMES:
            cost[:, places.far] = np.inf
        ids = np.where(ground.taken, -1, 0).astype(np.int32)
        marks = np.zeros_like(ground.marks) if cloud else ground.marks
        pick = np.full(len(xy), -1)
        return cls(xy, rim, places, cell, cost, marks, ids, pick, ground.corner, size)

    def fill(self) -> None:
        """Give each name, in turn, the best of its free places; then let some move."""
        for name in range(len(self.xy)):
            self._settle(name)
        for name in np.flatnonzero(self.pick[:MAX_EJECTING] < 0).tolist():
            self._eject(name)

    def _settle(self, name: int) -> bool:
        """Give a name the best of its places that is free."""
        row = self.cost[name]
        for place in np.argsort(row, kind="stable").tolist():
            if not np.isfinite(row[place]):
                return False
            if self._is_free(name, place):
                self._put(name, place)
                return True
        return False

    def _is_free(self, name: int, place: int) -> bool:
        x0, y0, x1, y1 = self.cell[name, place]
        if self.ids[y0:y1, x0:x1].any():
            return False
        if not self.places.far[place]:
            return True
        crossed = self.ids[self._line(name, place)].any()
        return not (crossed or self.marks[self._line(name, place, CLEAR_PT)].any())

    def _put(self, name: int, place: int, mark: int | None = None) -> None:
        """Write a name onto the bitmap."""
        value = name + 1 if mark is None else mark
        x0, y0, x1, y1 = self.cell[name, place]
        self.ids[y0:y1, x0:x1] = value
        if self.places.far[place]:
            self.ids[self._line(name, place)] = value
        self.pick[name] = place if mark is None else -1

    def _lift(self, name: int) -> None:
        if self.pick[name] >= 0:
            self._put(name, int(self.pick[name]), mark=0)

    def leader(self, name: int, place: int, skip: float = 0.0) -> FloatArray:
        """Return both ends ``(2, 2)`` of a leader, from the rim to the name."""
        box = self.places.box[name, place]
        end = np.clip(0.0, box[:2] + INSIDE_PT, box[2:] - INSIDE_PT)
        length = float(np.hypot(*end)) + 1e-9
        first = end / length * min(self.rim[name] + skip, length)
        return np.asarray(self.xy[name] + np.stack([first, end * (1 - TOUCH_PT / length)]), float)

    def _line(self, name: int, place: int, skip: float = 0.0) -> tuple[LongArray, LongArray]:
        """Return rows and columns of the cells that a leader crosses."""
        start, end = self.leader(name, place, skip)
        share = np.linspace(0, 1, max(3, int(np.hypot(*(end - start))) + 1))[:, None]
        cells = (start * (1 - share) + end * share).astype(int)
        rows, columns = self.ids.shape
        return np.clip(cells[:, 1], 0, rows - 1), np.clip(cells[:, 0], 0, columns - 1)

    def _eject(self, name: int) -> None:
        """Let up to two names move that are in the way of one that found no room."""
        for place in np.argsort(self.cost[name], kind="stable")[:TRIED_EJECTING].tolist():
            if not np.isfinite(self.cost[name, place]):
                return
            hit = self._in_the_way(name, place)
            movable = 0 < len(hit) <= MAX_EJECTED and hit[0] >= 0
            if movable and self._swap(name, place, hit):
                return

    def _swap(self, name: int, place: int, hit: list[int]) -> bool:
        """Put a name where others stand and let these move; undo it where one finds no room."""
        before = [(other, int(self.pick[other])) for other in hit]
        for other in hit:
            self._lift(other)
        if self._is_free(name, place):
            self._put(name, place)
            if all(self._settle(other) for other in hit):
                return True
        for other in (name, *hit):
            self._lift(other)
        for other, old in before:
            self._put(other, old)
        return False

    def _in_the_way(self, name: int, place: int) -> list[int]:
        x0, y0, x1, y1 = self.cell[name, place]
        ids = self.ids[y0:y1, x0:x1].ravel()
        if self.places.far[place]:
            ids = np.append(ids, self.ids[self._line(name, place)])
        return [int(number) - 1 if number > 0 else -1 for number in np.unique(ids[ids != 0])]


def _beside(
    ground: _Ground, cell: IntArray, under: IntArray, rim: FloatArray, size: float
) -> FloatArray:
    """Return ``(L, K)`` em squared of other marks beside a name: it might be taken for theirs."""
    reach = int(np.ceil(BESIDE_EM * size))
    bounds = np.tile(np.array(ground.shape[::-1]), 2)
    wider = np.clip(cell + reach * np.array([-1, -1, 1, 1]), 0, bounds)
    near = (covered(ground.total, wider) - under) / size**2
    own = np.minimum(np.pi * rim**2, size**2)[:, None] / size**2 / 2
    return np.asarray(np.maximum(near - own, 0), float)


def _found(board: _Board, labels: Labels, order: LongArray) -> Placed:
    """Return the names that found room, centred in their boxes."""
    got = np.flatnonzero(board.pick >= 0)
    box = board.places.box[got, board.pick[got]]
    led = np.flatnonzero(board.places.far[board.pick[got]])
    leaders = np.array([board.leader(name, int(board.pick[name])) for name in got[led].tolist()])
    chosen = labels.take(got)
    count = len(got)
    return Placed(
        labels=replace(
            chosen, size=board.size, offset=(box[:, :2] + box[:, 2:]) / 2,
            rotation=np.zeros(count), ha=("center",) * count, va=("center_baseline",) * count,
        ),
        kept=order[got],
        leaders=leaders.reshape(-1, 2, 2) + board.corner,
        led=led,
    )  # fmt: skip
