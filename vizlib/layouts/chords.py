"""Flows between groups -> where each begins and ends on a circle, and its outline."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.layouts.positions import TOP, ring_pieces
from vizlib.scene.edge_paths import bezier
from vizlib.scene.geometry import at_angle

GAP_RADIANS = np.radians(3.0)
GAPS_SHARE = 0.22
"""Share of the circle that gaps may take together."""
FEW_GROUPS = 12
"""Groups up to which arcs are broad and every flow is a ribbon."""
HEAD_GAP_RADII = (0.05, 0.035)
"""How far the head of a directed flow stays from its arc, among few groups and among many."""
HEAD_SHARE = 0.85
"""Length of a head in such gaps."""
MAX_HEAD_WIDTHS = 0.6
MIN_HEAD_RADII = 0.008
"""A head is no longer than so many of its widths, and this."""
SIDE_SAMPLES = 40
LENS_SAMPLES = 24
LENS_DEPTH = (0.42, 0.3)
"""Depth of a flow inside a group: in its widths, and in radii at most."""
LENS_ROUND_DEPTHS = 2.2
"""A long lens is level in its middle, and round towards its ends over so many of its depths."""
SMALL_SHARE = (0.0012, 0.004, 0.05)
"""Share of all flow under which flows are joined, at least and at most; between, so many over G."""
MAX_JOINED_SHARE = 0.4
"""Share of all flow that may be joined together."""


@dataclass(frozen=True, eq=False)
class Chords:
    """Where groups and flows stand round a circle, clockwise from the top.

    Parameters
    ----------
    spans
        ``(G, 2)`` angles where the arc of each group begins and ends, in radians; the end is the
        smaller.
    source, target
        ``(F,)`` the groups that each flow joins.
    leaves, arrives
        ``(F, 2)`` angles of its two ends, each on the arc of its group.
    small
        ``(F,)`` which flows are too small to be followed: their ends stand together on each arc.
    per_unit
        Angle of a flow of one.
    """

    spans: FloatArray
    source: LongArray
    target: LongArray
    leaves: FloatArray
    arrives: FloatArray
    small: BoolArray
    per_unit: float

    @property
    def width(self) -> FloatArray:
        """``(F,)`` width of each flow on its arcs, in radians."""
        return self.leaves[:, 0] - self.leaves[:, 1]

    @property
    def own(self) -> BoolArray:
        """``(F,)`` which flows stay inside their group."""
        own: BoolArray = self.source == self.target
        return own


def round_chords(flow: FloatArray, directed: bool) -> Chords:
    """Share a circle between groups, as long as their flow, and their arcs between flows.

    A flow takes its width on the arc of its source and once more on that of its target, so an
    arc is as long as what leaves and what arrives together. On each arc the ends stand in the
    order in which the other ends come round the circle, so that flows from one arc do not cross;
    what stays inside the group is in the middle, and beside it stand those that are too small.

    Parameters
    ----------
    flow
        ``(G, G)`` from each group to each; of an undirected graph each pair once, in the upper
        triangle.
    directed
        Whether a pair may have two flows.

    Returns
    -------
    chords
        Only flows above zero.
    """
    count = len(flow)
    source, target = np.nonzero(flow if directed else np.triu(flow))
    width = flow[source, target]
    length = np.bincount(source, width, count) + np.bincount(target, width, count)
    gap = min(GAP_RADIANS, GAPS_SHARE * 2 * np.pi / max(count, 1)) * (count > 1)
    per_unit = (2 * np.pi - gap * count) / max(float(length.sum()), 1e-300)
    begin = TOP - gap / 2 - np.append(0, np.cumsum(length))[:-1] * per_unit - gap * np.arange(count)
    spans = np.stack([begin, begin - length * per_unit], axis=1)
    small = too_small(width, source == target, count)
    start = _starts(source, target, width, small, count)
    leaves, arrives = (
        np.stack([begin[group] - at * per_unit, begin[group] - (at + width) * per_unit], axis=1)
        for group, at in zip((source, target), start, strict=True)
    )
    return Chords(spans, source, target, leaves, arrives, small, per_unit)


def _starts(
    source: LongArray, target: LongArray, width: FloatArray, small: BoolArray, count: int
) -> tuple[FloatArray, FloatArray]:
    """Return how far along its arc each flow's first and second end begin."""
    group, other = np.append(source, target), np.append(target, source)
    flow = np.tile(np.arange(len(source)), 2)
    second = np.repeat([False, True], len(source))
    far = (other - group) % max(count, 1)
    own = far == 0
    middle = np.where(own, -count / 2.0 - 0.3, -count / 2.0 - 0.2)
    away = np.where(own | np.tile(small, 2), middle, -far.astype(float))
    pair = np.where(own, second * 1.0, np.where(group < other, flow, -flow))
    order = np.lexsort([pair, np.where(own, flow, far), away, group])
    both = np.append(width, width)[order]
    before = np.cumsum(both) - both
    first = np.searchsorted(group[order], np.arange(count))
    base = np.append(before, 0.0)[first]
    at = np.empty(len(both))
    at[order] = before - base[group[order]]
    return at[: len(source)], at[len(source) :]


def too_small(width: FloatArray, own: BoolArray, count: int) -> BoolArray:
    """Tell which flows are too small to be followed among many groups.

    Parameters
    ----------
    width
        ``(F,)`` what each carries.
    own
        ``(F,)`` which stay inside their group: these are never too small.
    count
        How many groups there are.

    Returns
    -------
    small
        ``(F,)`` none among few groups, and never more than a share of all flow.
    """
    between = np.sort(width[~own])
    if count <= FEW_GROUPS or not len(between):
        return np.zeros(len(width), bool)
    least, most, over_groups = SMALL_SHARE
    total = float(width.sum())
    joined = np.searchsorted(np.cumsum(between), MAX_JOINED_SHARE * total)
    limit = min(float(np.clip(over_groups / count, least, most)) * total,
                float(between[min(int(joined), len(between) - 1)]))  # fmt: skip
    small: BoolArray = ~own & (width < limit)
    return small


def ribbons(chords: Chords, share: FloatArray, heads: BoolArray | bool) -> list[FloatArray]:
    """Outline flows; what stays inside its group is a lens without a head.

    Parameters
    ----------
    chords
        Where they begin and end.
    share
        ``(F,)`` how much of its width each shows, 0 to 1.
    heads
        Whether flows end in a head short of the arc of their target.

    Returns
    -------
    outlines
        F arrays ``(S, 2)``, inside the unit circle.
    """
    leaves, arrives = (
        np.stack([span[:, 0], span[:, 0] + (span[:, 1] - span[:, 0]) * share], axis=1)
        for span in (chords.leaves, chords.arrives)
    )
    reach = 1 - HEAD_GAP_RADII[len(chords.spans) > FEW_GROUPS] if heads else 1.0
    there = _sides(leaves[:, 1], arrives[:, 0], 1.0, reach)
    home = _sides(arrives[:, 1], leaves[:, 0], reach, 1.0)
    first = _rim(leaves)
    last = _heads(arrives, reach) if heads else _rim(arrives)
    outlines = [np.concatenate(sides) for sides in zip(first, there, last, home, strict=True)]
    for flow in np.flatnonzero(chords.own):
        outlines[flow] = _lens(chords.leaves[flow], chords.arrives[flow], float(share[flow]))
    return outlines


def _rim(span: FloatArray) -> FloatArray:
    """Return ``(F, S, 2)`` the feet of flows, along the unit circle."""
    ones = np.ones(len(span))
    pieces = ring_pieces(span, ones, ones)
    return pieces[:, : pieces.shape[1] // 2]


def _sides(start: FloatArray, end: FloatArray, inner: float, outer: float) -> FloatArray:
    """Return ``(F, S, 2)`` the sides of flows, from angles at a radius to angles at another.

    They leave at right angles, and are as deep as their own angle asks: were both sides of a
    ribbon as deep, those of near neighbours would cross.
    """
    apart = np.abs((start - end + np.pi) % (2 * np.pi) - np.pi) / np.pi
    depth = np.minimum(0.06 + 1.25 * apart**0.75, 0.97)
    corners = [at_angle(start, inner), at_angle(start, inner * (1 - depth)),
               at_angle(end, outer * (1 - depth)), at_angle(end, outer)]  # fmt: skip
    return bezier(np.stack(corners, axis=1), SIDE_SAMPLES)


def _heads(span: FloatArray, reach: float) -> FloatArray:
    """Return ``(F, 3, 2)`` heads that point at their arc, short ones where flows are narrow."""
    wide = MAX_HEAD_WIDTHS * np.abs(span[:, 1] - span[:, 0]) + MIN_HEAD_RADII
    tip = reach + np.minimum(HEAD_SHARE * (1 - reach), wide)
    corners = [at_angle(span[:, 0], reach), at_angle(span.mean(axis=1), tip),
               at_angle(span[:, 1], reach)]  # fmt: skip
    return np.stack(corners, axis=1)


def _lens(leaves: FloatArray, arrives: FloatArray, share: float) -> FloatArray:
    """Return ``(S, 2)`` a lens over both ends of a flow, which stand beside each other."""
    angles = np.append(leaves, arrives)
    middle, half = (angles.max() + angles.min()) / 2, np.ptp(angles) / 2 * share
    widths, most = LENS_DEPTH
    deepest = min(widths * 2 * half, most)
    round_off = min(half, LENS_ROUND_DEPTHS * deepest)
    turn = np.linspace(0, np.pi / 2, LENS_SAMPLES)
    rise = half - round_off * (1 - np.cos(turn))
    level = np.linspace(half - round_off, round_off - half, 4 * LENS_SAMPLES)
    away = np.concatenate([rise, level, -rise[::-1]])
    depth = deepest * np.concatenate([np.sin(turn), np.ones(len(level)), np.sin(turn[::-1])])
    foot = np.linspace(-half, half, 4 * LENS_SAMPLES)
    return np.concatenate([at_angle(middle + foot), at_angle(middle + away, 1 - depth)])
