"""Labels that are asked for and a page -> those that have room, leaders, and margins for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.scene.extent import inside
from vizlib.scene.geometry import Curves, Labels, Margins
from vizlib.scene.labels.lines import place_on_lines
from vizlib.scene.labels.outside import place_outside
from vizlib.scene.labels.plane import place_in_plane
from vizlib.scene.labels.ring import place_on_ring
from vizlib.scene.labels.spread import FLOOR_PT
from vizlib.scene.labels.wanted import (
    InPlane,
    OnLines,
    OnRing,
    OutsideRing,
    Placed,
    Wanted,
    words_of_wanted,
)
from vizlib.scene.page import Limits, Page, marker_corners, overhang
from vizlib.scene.text import boxes, without_overlap

ROUNDS = 5
"""Labels decide the margins, these the scale, and that where labels stand: a few rounds settle."""
SETTLED_PT = 0.5
LEADER_PT = 0.5
GROUPS_SHRINK = 0.85
"""Share of their size that names of groups keep in each round in which names of nodes fall."""
SAID = "labels_said"
"""Layer that says how many of the names are shown."""
SAID_PT = 4.0
"""Between what a picture says of its labels and the picture."""
SAID_SIZE = 0.9


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedLabels:
    """A page with its labels.

    Parameters
    ----------
    page
        With margins for all of them.
    labels
        Name of a layer -> those that have room.
    leaders
        Name of a layer -> the lines that join names to what they name, where some moved.
    lost
        Name of a layer -> how many have no room, where it is not none.
    """

    page: Page
    labels: Mapping[str, Labels] = field(default_factory=dict)
    leaders: Mapping[str, Curves] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)

    @property
    def unlabelled(self) -> int:
        """How many labels have no room, of all layers."""
        return sum(self.lost.values())


def place_labels(
    page: Page, wanted: Mapping[str, Wanted], rank: Mapping[str, FloatArray],
    limits: Callable[[float], Limits],
) -> PlacedLabels:  # fmt: skip
    """Find room for labels: make margins for them, move them, shrink them, then let some fall.

    Parameters
    ----------
    page
        The picture so far.
    wanted
        Name of a layer -> its labels and what they may do; earlier layers go before later ones.
    rank
        Name of a layer -> ``(L,)`` importance of each label.
    limits
        Width in heights of what the margins leave -> the data rectangle.
    """
    room = 0.0
    for turn in range(ROUNDS):
        placed, corners = _placed(page, wanted, rank)
        if _lost(placed, wanted).get("node_labels"):
            room = SAID_SIZE * page.font_size + SAID_PT
            wanted = {name: _smaller(part) for name, part in wanted.items()}
        wider = _with_margins(page, corners, room, grows=turn >= ROUNDS // 2)
        if _change(page.margins, wider.margins) < SETTLED_PT:
            break
        page = replace(wider, limits=limits(wider.inner_size[0] / wider.inner_size[1]))
    else:
        placed, corners = _placed(page, wanted, rank)
    lost = _lost(placed, wanted)
    labels = {name: placed[name].labels for name in wanted}
    if "node_labels" in lost:
        labels[SAID] = _said(page, _count(labels["node_labels"]), lost["node_labels"])
    leaders = {
        f"{name}_leaders": _curves(page, part, isinstance(wanted[name], InPlane))
        for name, part in placed.items() if len(part.leaders)
    }  # fmt: skip
    return PlacedLabels(page=page, labels=labels, leaders=leaders, lost=lost)


def _smaller(wanted: Wanted) -> Wanted:
    """Make names of groups round a circle smaller, before more names of nodes fall."""
    if not isinstance(wanted, OutsideRing):
        return wanted
    labels = wanted.labels
    size = max(GROUPS_SHRINK * labels.size, min(FLOOR_PT, labels.size))
    return replace(wanted, labels=replace(labels, size=size))


def _lost(placed: Mapping[str, Placed], wanted: Mapping[str, Wanted]) -> dict[str, int]:
    """Count the names of each layer that have no room, where there are any."""
    lost = {
        name: _count(words_of_wanted(wanted[name])) - _count(part.labels)
        for name, part in placed.items()
    }
    return {name: count for name, count in lost.items() if count}


def _count(labels: Labels) -> int:
    """Count what labels name: rows and columns of a matrix name each node twice."""
    return len(np.unique(labels.item)) if len(labels.item) else len(labels.text)


def _placed(
    page: Page, wanted: Mapping[str, Wanted], rank: Mapping[str, FloatArray]
) -> tuple[dict[str, Placed], FloatArray]:
    """Place the layers, each clear of those before; names of groups on the outside come last.

    Returns
    -------
    placed
        Name of a layer -> where its labels stand.
    corners
        ``(L, 4, 2)`` the boxes of all of them, in points.
    """
    placed: dict[str, Placed] = {}
    taken = np.zeros((0, 4, 2))
    for name in sorted(wanted, key=lambda name: _is_outermost(wanted[name])):
        part = _place(page, wanted[name], rank[name], taken)
        placed[name] = part
        here = boxes(part.labels, page.points(part.labels.xy))
        taken = np.concatenate([taken, here])
    return placed, taken


def _is_outermost(wanted: Wanted) -> bool:
    """Tell whether labels stand outside all others, and so are placed last."""
    return isinstance(wanted, OutsideRing) or (isinstance(wanted, OnLines) and wanted.beyond)


def _place(page: Page, wanted: Wanted, rank: FloatArray, taken: FloatArray) -> Placed:
    """Place one layer, its way."""
    if isinstance(wanted, OutsideRing):
        return place_outside(page, wanted, rank, taken)
    if isinstance(wanted, InPlane):
        return place_in_plane(page, wanted, rank, taken)
    placed = Placed(labels=wanted, kept=np.arange(len(rank))) if isinstance(wanted, Labels) else (
        place_on_ring(page, wanted, rank) if isinstance(wanted, OnRing)
        else place_on_lines(page, wanted, rank, taken)
    )  # fmt: skip
    return _clear(page, placed, rank, taken)


def _clear(page: Page, placed: Placed, rank: FloatArray, taken: FloatArray) -> Placed:
    """Let those fall that cover what is taken, or one another."""
    corners = boxes(placed.labels, page.points(placed.labels.xy))
    stays = without_overlap(corners, rank[placed.kept], pad=0.0, obstacles=taken)
    return placed if stays.all() else placed.keep(stays)


def _with_margins(page: Page, corners: FloatArray, room: float, grows: bool) -> Page:
    """Return the page with margins for marks and labels, and for what is said below them."""
    marks = np.vstack([marker_corners(page), corners.reshape(-1, 2)])
    need = overhang(page, marks)
    below = np.array([0.0, 0.0, room, 0.0])
    old, new = _sides(page.margins), _sides(need) + below
    left, right, bottom, top = (np.maximum(old, new) if grows else new).tolist()
    return replace(page, margins=Margins(left=left, right=right, bottom=bottom, top=top))


def _sides(margins: Margins) -> FloatArray:
    return np.array([margins.left, margins.right, margins.bottom, margins.top])


def _change(old: Margins, new: Margins) -> float:
    return float(np.abs(_sides(old) - _sides(new)).max())


def on_page(named: PlacedLabels) -> PlacedLabels:
    """Leave out labels that stand out of the page, with their leaders."""
    labels, leaders, lost = dict(named.labels), dict(named.leaders), dict(named.lost)
    for name, words in named.labels.items():
        stays = inside(named.page, words)
        if name == SAID or stays.all():
            continue
        labels[name] = words.keep(stays)
        lost[name] = lost.get(name, 0) + _count(words) - _count(labels[name])
        if f"{name}_leaders" in leaders:
            lines = leaders[f"{name}_leaders"]
            leaders[f"{name}_leaders"] = lines.keep(stays)
    if lost.get("node_labels"):
        labels[SAID] = _said(named.page, _count(labels["node_labels"]), lost["node_labels"])
    return replace(named, labels=labels, leaders=leaders, lost=lost)


def with_names_inside(named: PlacedLabels, shown: int, lost: int) -> PlacedLabels:
    """Say how many names have no room that a plot writes into the marks of nodes."""
    if not lost:
        return named
    said = _said(named.page, shown, lost)
    return replace(
        named, labels={**named.labels, SAID: said}, lost={**named.lost, "node_labels": lost}
    )


def _said(page: Page, shown: int, lost: int) -> Labels:
    """Say below the picture how many of the names that were asked for it shows."""
    x0, _, y0, _ = page.limits
    size = SAID_SIZE * page.font_size
    words = f"{shown:,} of {shown + lost:,} named" if shown else f"no room for {lost:,} names"
    return Labels.at(
        np.array([[x0, y0]]), (words,), page.theme, size,
        offset=(-page.margins.left, -page.margins.bottom), ha="left", va="bottom",
        color=page.theme.rgba("muted"),
    )  # fmt: skip


def _curves(page: Page, placed: Placed, over_edges: bool) -> Curves:
    """Return leaders as lines in data units, dark where edges run too."""
    corner = np.array([page.limits[0], page.limits[2]])
    lines = Curves.of_equal_length(
        placed.leaders / page.scale + corner,
        width=np.array([LEADER_PT]),
        color=page.theme.rgba("ink" if over_edges else "muted"),
    )
    return replace(lines, edge=placed.led.astype(np.int32))
