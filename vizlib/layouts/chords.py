"""Flows between groups -> where each begins and ends on a circle, and its outline."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.layouts.positions import MAX_GAPS_SHARE, TOP, ring_pieces
from vizlib.scene.edge_paths import SAMPLES, through_centre
from vizlib.scene.geometry import at_angle

GAP_RADIANS = np.radians(2.5)
HEAD_GAP_RADII = 0.07
"""How far the head of a directed flow stays from its arc."""
HEAD_LENGTH_RADII = 0.05


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
    per_unit
        Angle of a flow of one.
    """

    spans: FloatArray
    source: LongArray
    target: LongArray
    leaves: FloatArray
    arrives: FloatArray
    per_unit: float


def round_chords(flow: FloatArray, directed: bool) -> Chords:
    """Share a circle between groups, as long as their flow, and their arcs between flows.

    A flow takes its width on the arc of its source and once more on that of its target, so an
    arc is as long as what leaves and what arrives together. On each arc the ends stand in the
    order in which the other ends come round the circle, so that flows from one arc do not cross.

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
    gap = min(GAP_RADIANS, MAX_GAPS_SHARE * 2 * np.pi / max(count, 1)) * (count > 1)
    per_unit = (2 * np.pi - gap * count) / max(float(length.sum()), 1e-300)
    begin = TOP - gap / 2 - np.append(0, np.cumsum(length))[:-1] * per_unit - gap * np.arange(count)
    spans = np.stack([begin, begin - length * per_unit], axis=1)
    start = _starts(source, target, width, count)
    leaves, arrives = (
        np.stack([begin[group] - at * per_unit, begin[group] - (at + width) * per_unit], axis=1)
        for group, at in zip((source, target), start, strict=True)
    )
    return Chords(spans, source, target, leaves, arrives, per_unit)


def _starts(
    source: LongArray, target: LongArray, width: FloatArray, count: int
) -> tuple[FloatArray, FloatArray]:
    """Return how far along its arc each flow's first and second end begin."""
    group, other = np.append(source, target), np.append(target, source)
    flow = np.tile(np.arange(len(source)), 2)
    second = np.repeat([False, True], len(source))
    far = (other - group) % max(count, 1)
    own = far == 0
    away = np.where(own, -count / 2.0 - 0.25, -far.astype(float))
    pair = np.where(own, second * 1.0, np.where(group < other, flow, -flow))
    order = np.lexsort([pair, np.where(own, flow, 0), away, group])
    both = np.append(width, width)[order]
    before = np.cumsum(both) - both
    first = np.searchsorted(group[order], np.arange(count))
    base = np.append(before, 0.0)[first]
    at = np.empty(len(both))
    at[order] = before - base[group[order]]
    return at[: len(source)], at[len(source) :]


def ribbons(chords: Chords, share: FloatArray, heads: BoolArray | bool) -> list[FloatArray]:
    """Outline flows.

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
    near = at_angle(leaves[:, 1]), at_angle(arrives[:, 0])
    back = at_angle(arrives[:, 1]), at_angle(leaves[:, 0])
    reach = 1 - HEAD_GAP_RADII if heads else 1.0
    there = _ways(near[0], near[1] * reach)
    home = _ways(back[0] * reach, back[1])
    rim = ring_pieces(leaves, np.ones(len(leaves)), np.ones(len(leaves)))
    first = rim[:, : rim.shape[1] // 2]
    last = _ends(arrives, reach, bool(heads))
    return [np.concatenate(sides) for sides in zip(first, there, last, home, strict=True)]


def _ways(start: FloatArray, end: FloatArray) -> FloatArray:
    """Return ``(F, S, 2)`` the sides of flows, through the inside of the circle."""
    inside = [np.linalg.norm(points, axis=1, keepdims=True) for points in (start, end)]
    curves = through_centre(start / inside[0], end / inside[1])
    points = curves.points.reshape(len(start), SAMPLES, 2)
    share = np.linspace(0, 1, points.shape[1])[None, :, None]
    scale = inside[0][:, None] * (1 - share) + inside[1][:, None] * share
    alike = np.linalg.norm(start / inside[0] - end / inside[1], axis=1) < 1e-9
    line = start[:, None] * (1 - share) + end[:, None] * share
    ways: FloatArray = np.where(alike[:, None, None], line, points * scale)
    return ways


def _ends(span: FloatArray, reach: float, heads: bool) -> FloatArray:
    """Return ``(F, S, 2)`` how flows end: along their arc, or in a head that points at it."""
    if not heads:
        rim = ring_pieces(span, np.ones(len(span)), np.ones(len(span)))
        return rim[:, : rim.shape[1] // 2]
    middle = span.mean(axis=1)
    corners = [at_angle(span[:, 0], reach), at_angle(middle, reach + HEAD_LENGTH_RADII),
               at_angle(span[:, 1], reach)]  # fmt: skip
    return np.stack(corners, axis=1)
