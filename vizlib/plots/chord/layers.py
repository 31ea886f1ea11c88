"""Where flows stand round a circle -> arcs' rims, ticks with amounts, feet of joined flows."""

from collections.abc import Mapping

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.colors import focused
from vizlib.core.data import Data
from vizlib.encodings.number_words import write_numbers
from vizlib.layouts.amounts import FIFTH, AmountTicks
from vizlib.layouts.chords import FEW_GROUPS, Chords
from vizlib.layouts.positions import ring_pieces
from vizlib.scene.geometry import Curves, Geometry, Labels, Ribbons, at_angle
from vizlib.scene.page import Page
from vizlib.scene.sheet import em

BAND_SHARE = (0.045, 0.03)
"""Width of an arc in radii of its outer rim, among few groups and among many."""
BAND_GAP_RADII = 0.008
MOST_TICKS = (90, 160)
"""Ticks that may stand round the circle, among few groups and among many."""
TICK_GAP_PT = 0.8
TICKS_PT = (2.2, 4.0)
"""How far ticks reach from their arc: most, and each fifth."""
TICK_PT = 0.5
NUMBER_GAP_PT = 1.2
NUMBER_EM = 0.72
MIN_NUMBERED_EM = 5.0
"""Length in heights of a letter under which an arc has no numbers."""
NUMBERS_APART_EM = 1.4
"""Numbers nearer to each other, in heights of theirs, are left out."""
GREAT = (6, 12)
"""Of so many flows between groups one is great, among few groups and among many."""
LEAST_GREAT = 3
FOOT_PT = 2.6
"""Depth of the feet of flows that are joined."""
FOOT_KEEPS = 0.65
"""What these keep of the grey of what has no category, beside the paper."""


def has_many(layout: Chords) -> bool:
    """Tell whether groups are too many for broad arcs."""
    return len(layout.spans) > FEW_GROUPS


def arc_rims(count: int) -> tuple[float, float]:
    """Return the inner and outer radius of the arcs, beside the circle inside them."""
    inner = 1 + BAND_GAP_RADII
    return inner, inner / (1 - BAND_SHARE[count > FEW_GROUPS])


def great_flows(layout: Chords) -> BoolArray:
    """Return ``(F,)`` the greatest flows between groups: a share of them, but a few at least."""
    width = np.where(layout.own | layout.small, 0.0, layout.width)
    count = int((width > 0).sum())
    most = min(max(LEAST_GREAT, count // GREAT[has_many(layout)]), count)
    great: BoolArray = (width > 0) & (width >= (np.sort(width)[-most] if most else np.inf))
    return great


def receding(data: Data, rows: FloatArray, seen: BoolArray) -> FloatArray:
    """Let colours ``(M, 4)`` recede into the paper but for those ``(M,)`` that are seen."""
    if data.focus is None:
        return rows
    pale = focused(rows, seen, data.focus.rest, data.theme.rgba("background"))
    return np.where(seen[:, None], rows, pale)


def tick_lines(ticks: AmountTicks, rim: float, page: Page) -> Curves:
    """Draw ticks outside arcs whose outer rim has a radius."""
    per_point = page.zoom / abs(float(page.scale[0]))
    reach = np.where(ticks.fifth, TICKS_PT[1], TICKS_PT[0])
    ends = [at_angle(ticks.angle, rim + TICK_GAP_PT * per_point),
            at_angle(ticks.angle, rim + reach * per_point)]  # fmt: skip
    return Curves.of_equal_length(
        np.stack(ends, axis=1), width=np.array([TICK_PT * page.zoom]),
        color=page.theme.rgba("muted"),
    )  # fmt: skip


def tick_numbers(layout: Chords, ticks: AmountTicks, page: Page) -> Labels | None:
    """Write amounts at each fifth tick of the arcs that have room, None where none has."""
    size, radius = em(NUMBER_EM, page.font_size), arc_rims(len(layout.spans))[1]
    per_radian = abs(float(page.scale[0])) * radius
    apart = FIFTH * ticks.step * layout.per_unit * per_radian
    long = (layout.spans[:, 0] - layout.spans[:, 1]) * per_radian
    roomy = long > MIN_NUMBERED_EM * page.font_size
    shown = ticks.fifth & (ticks.amount > 0) & roomy[ticks.group]
    if apart < NUMBERS_APART_EM * size or not shown.any():
        return None
    angle = ticks.angle[shown]
    left = np.cos(angle) < -1e-9
    degrees = np.degrees(angle) + 180 * left
    return Labels.at(
        at_angle(angle, radius), write_numbers(ticks.amount[shown]), page.theme, size,
        offset=at_angle(angle, page.zoom * (TICKS_PT[1] + NUMBER_GAP_PT)),
        rotation=(degrees + 180) % 360 - 180, ha=np.where(left, "right", "left").tolist(),
        color=page.theme.rgba("muted"),
    )  # fmt: skip


def joined_feet(
    data: Data, share: FloatArray, seen: BoolArray, page: Page
) -> Mapping[str, Geometry]:
    """Draw both feet of flows that are joined: beside each other, so that they look like one.

    Parameters
    ----------
    data
        Whose layout is a ``Chords`` of F flows.
    share
        ``(F,)`` how much of its width each shows.
    seen
        ``(F,)`` which hold an edge in focus.
    page
        Where they are drawn.
    """
    layout: Chords = data.layout
    joined = np.flatnonzero(layout.small & (share > 0))
    if not len(joined):
        return {}
    feet = np.concatenate([layout.leaves[joined], layout.arrives[joined]])
    deep = page.zoom * FOOT_PT / abs(float(page.scale[0]))
    outline = ring_pieces(feet, np.full(len(feet), 1 - deep), np.ones(len(feet)))
    paper = page.theme.rgba("background")
    grey = FOOT_KEEPS * page.theme.rgba("other") + (1 - FOOT_KEEPS) * paper
    rows = receding(data, np.repeat(grey, len(joined), axis=0), seen[joined])
    rows = np.tile(rows, (2, 1))
    marks = Ribbons.of_equal_length(
        outline, color=rows, line=rows, width=0.2, stands_for="flow",
        item=np.tile(joined, 2).astype(np.int32),
    )  # fmt: skip
    return {"joined_flows": marks}
