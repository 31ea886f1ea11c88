"""A CausalPlot's Data -> the colours and widths of strands, arrows, boxes and names."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.colors import focused
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.themes import Theme
from vizlib.plots.causal.layout import CausalLayout
from vizlib.plots.causal.strands import KINDS
from vizlib.stats.causal.shown import Kind

WIDTHS_PT: dict[Kind | None, float] = {"causal": 2.2, "open": 2.2, "blocked": 1.1, None: 0.9}
"""Width of strands of each kind, and of arrows on no path that is drawn."""
PLAIN_PT = 1.1
"""Width of arrows where nothing is asked."""
MIN_STRAND_PT = 0.5
BLOCKED_INK, HEAD_INK = 0.85, 0.6
"""Share of the muted colour in blocked strands, and in heads of arrows on no path."""
NAMES_KEEP, RIMS_KEEP = 0.62, 0.3
"""What is left of names and rims that do not stand out, beside the paper."""
MIDDLE_BRIGHTNESS = 0.45
"""Brightness of a box from which dark letters are read better than light ones."""


def mixed(theme: Theme, color: str, share: float) -> FloatArray:
    """Return ``(1, 4)`` a colour of the theme, mixed with the paper."""
    paper = theme.rgba("background")
    blend: FloatArray = paper + share * (theme.rgba(color) - paper)
    return blend


def kind_color(theme: Theme, kind: Kind | None, asked: bool = True) -> FloatArray:
    """Return ``(1, 4)`` the colour of strands of a kind, or of arrows on no path."""
    if kind is None:
        return theme.rgba("hair" if asked else "edge")
    if kind == "blocked":
        return mixed(theme, "muted", BLOCKED_INK)
    return theme.rgba("node" if kind == "causal" else "accent")


def best_kinds(layout: CausalLayout) -> list[Kind | None]:
    """Return the kind of the strand on each arrow that is drawn last."""
    return [
        max((strand.kind for strand in some), key=KINDS.index, default=None)
        for some in layout.strands
    ]


def edge_paint(spec: PlotSpec, data: Data, kind: Kind | None) -> FloatArray:
    """Return ``(E, 4)`` colours of the strands of a kind, by what is encoded where that is asked.

    What stands out and what recedes is in them.
    """
    count = data.tables.edge_count
    if spec.edge_color is not None:
        return np.broadcast_to(data.edge_rgba, (count, 4))
    asked = data.layout.question.is_asked
    paint = np.repeat(kind_color(data.theme, kind, asked), count, axis=0)
    paint[:, 3] = np.broadcast_to(data.edge_paint(), (count, 4))[:, 3]
    return np.broadcast_to(data.with_focus(paint), (count, 4))


def per_edge(layout: CausalLayout) -> FloatArray:
    """Return ``(E,)`` how many strands share the width of each arrow."""
    return np.array([max(len(some), 1) for some in layout.strands], float)


def edge_widths(spec: PlotSpec, data: Data, given: FloatArray, kind: Kind | None, zoom: float
) -> FloatArray:  # fmt: skip
    """Return ``(E,)`` widths of the strands of a kind in points.

    Parameters
    ----------
    spec, data
        What is drawn.
    given
        ``(E,)`` widths where a field or a number is asked for, or one for all; strands share them.
    kind
        What is drawn.
    zoom
        By how much strokes are larger than on a page of six inches.
    """
    count = data.tables.edge_count
    if spec.edge_width is not None:
        own = np.broadcast_to(given, count)
        shared = own / per_edge(data.layout)[data.layout_edge]
        return np.maximum(shared, np.minimum(own, MIN_STRAND_PT * zoom))
    plain = kind is None and not data.layout.question.is_asked
    width = (PLAIN_PT if plain else WIDTHS_PT[kind]) * zoom
    return np.broadcast_to(data.focused_widths(np.full(count, width)), count)


@dataclass(frozen=True, eq=False)
class BoxPaint:
    """Colours of the nodes' boxes: ``(N, 4)`` filling, rim and letters."""

    fill: FloatArray
    rim: FloatArray
    ink: FloatArray


def box_paint(spec: PlotSpec, data: Data, layout: CausalLayout) -> BoxPaint:
    """Return the colours of boxes: by what is asked, or by the field that is shown."""
    theme, count = data.theme, data.tables.node_count
    seen = layout.on_paths[:, None]
    rim = np.where(seen, theme.rgba("muted"), theme.rgba("hair"))
    ink = np.where(seen, theme.rgba("ink"), theme.rgba("muted"))
    fill = np.repeat(theme.rgba("background"), count, axis=0)
    strong = [*layout.asked, *layout.question.given]
    rim[strong], ink[strong] = theme.rgba("ink"), theme.rgba("ink")
    rim[layout.question.marked["opened"]] = theme.rgba("accent")
    colored = spec.node_color is not None
    if not layout.discs and colored:
        own = np.broadcast_to(data.node_rgba, (count, 4))
        fill = own[:, 3:] * own + (1 - own[:, 3:]) * theme.rgba("background")
        dark = fill[:, :3] @ [0.2126, 0.7152, 0.0722] < MIDDLE_BRIGHTNESS
        words = theme.rgba("ink"), theme.rgba("background")
        ink = np.where((dark == theme.dark)[:, None], *words)
    elif not layout.discs:
        fill[list(layout.question.given)] = theme.rgba("faint")
        fill[layout.asked], ink[layout.asked] = theme.rgba("ink"), theme.rgba("background")
    fill[:, 3] = 1.0
    if data.focus is None:
        return BoxPaint(fill, rim, ink)
    chosen, paper = data.focus.nodes, theme.rgba("background")
    keep = fill if colored else focused(fill, chosen, RIMS_KEEP, paper)
    pale = np.where(chosen[:, None], ink, NAMES_KEEP * ink + (1 - NAMES_KEEP) * keep)
    return BoxPaint(keep, focused(rim, chosen, RIMS_KEEP, paper), pale)
