"""A Drawing -> the layers of its arrows: lines, strands cased in paper, heads, bars, numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.plots.causal.drawing import DASHES, Drawing
from vizlib.plots.causal.layout import BOX_EM
from vizlib.plots.causal.paint import HEAD_INK, edge_paint, edge_widths, mixed
from vizlib.plots.causal.routes import Route
from vizlib.plots.causal.strands import KINDS
from vizlib.scene.boxes import box_outlines
from vizlib.scene.geometry import Arrowheads, Curves, Geometry, Labels, Ribbons
from vizlib.scene.page import Page
from vizlib.scene.sheet import em
from vizlib.stats.causal.shown import Kind

DOTS = (1.2, 1.5)
"""Dashes of what stands for an unobserved common cause."""
CASING_PT = 0.8
"""Paper on either side of a strand."""
HEADS_PT: Mapping[Kind | None, float] = {"causal": 4.6, "open": 4.6, "blocked": 3.6, None: 3.6}
"""Length of heads."""
SLIM = 0.84
HEAD_PER_WIDTH, MAX_HEAD_EM = 1.9, 0.55 * BOX_EM
"""Length of the heads of wide arrows, in their widths; and of all heads at most, in letters."""
UNDER = 0.6
"""Share of a head that the line reaches into."""
BAR_PT, BAR_GAP_PT = (1.9, 6.6), (4.2, 2.6)
"""Width and height of a bar; its distance from a port, and from a head."""
MIN_BAR_PT, BAR_CLEAR_PT = 3.0, 2.0
"""Least height of a bar; room that it leaves to a strand that passes."""
NUMBER_EM = 0.8
NUMBER_SHARES = (0.3, 0.7)
"""Shares of the way between which numbers stand."""


def edge_layers_of(drawing: Drawing) -> dict[str, Geometry]:
    """Return arrows on no path, then the strands of each kind above the others, and their bars."""
    layers: dict[str, Geometry] = {}
    hidden = drawing.data.layout.hidden
    for kind in (None, *KINDS):
        for unseen in (False, True):
            chosen = [
                route for route in drawing.routes
                if hidden[route.edge] == unseen and _kind(route) == kind
            ]  # fmt: skip
            if chosen or (kind is None and not unseen):
                layers |= _strand_layers(drawing, chosen, kind, unseen)
    return {**layers, **_bars(drawing), **_numbers(drawing)}


def _kind(route: Route) -> Kind | None:
    return None if route.strand is None else route.strand.kind


def _strand_layers(
    drawing: Drawing, routes: Sequence[Route], kind: Kind | None, unseen: bool
) -> dict[str, Geometry]:
    """Return the lines of a kind, cased in paper, and their heads."""
    data, page, zoom = drawing.data, drawing.page, drawing.zoom
    name = ("edges" if kind is None else f"{kind}_paths") + "_unobserved" * unseen
    color = edge_paint(drawing.spec, data, kind)
    width = edge_widths(drawing.spec, data, page.edge_width, kind, zoom)
    edge = drawing.row[[route.edge for route in routes]].astype(np.int32)
    length = np.maximum(HEADS_PT[kind] * zoom, HEAD_PER_WIDTH * width)
    length = np.minimum(length, MAX_HEAD_EM * drawing.boxes.letters)
    headed = data.direction == "arrow"
    ways = [
        _cut(route.points, UNDER * length[place] * headed, headed and unseen)
        for route, place in zip(routes, edge, strict=True)
    ]
    dashes = DOTS if unseen else DASHES if kind == "blocked" else ()
    lines = _curves(page, ways, edge)
    lines = replace(lines, color=color, width=width, dashes=dashes, stands_for="edge")
    if data.focus is not None and data.focus.strong:
        lines = lines.in_order(data.focus.edges)
    layers: dict[str, Geometry] = {name: lines}
    if kind is not None:
        paper = data.theme.rgba("background")
        casing = replace(
            lines, color=paper, width=width + 2 * CASING_PT * zoom, stands_for="", dashes=()
        )
        layers = {f"casing_{name}": casing, **layers}
    if headed:
        look = {"color": _head_color(drawing, kind, color)[edge], "length": length[edge]}
        layers[f"{name}_heads"] = _heads(page, routes, edge, look)
        if unseen:
            layers[f"{name}_tails"] = _heads(page, routes, edge, look, back=True)
    return layers


def _head_color(drawing: Drawing, kind: Kind | None, color: FloatArray) -> FloatArray:
    """Return ``(E, 4)`` colours of heads: those of hairlines are darker than the lines."""
    data = drawing.data
    asked = data.layout.question.is_asked
    if kind is not None or drawing.spec.edge_color is not None or not asked:
        return color
    dark = np.repeat(mixed(data.theme, "muted", HEAD_INK), len(color), axis=0)
    dark[:, 3] = color[:, 3]
    return np.asarray(data.with_focus(dark) if data.focus is not None else dark)


def _cut(points: FloatArray, short: float, both: bool) -> FloatArray:
    """Return a way that ends, and where asked begins, a little nearer to its middle."""
    points = points.copy()
    points[-1, 0] -= short
    points[0, 0] += short * both
    return points


def _curves(page: Page, ways: Sequence[FloatArray], edge: AnyArray) -> Curves:
    points = np.concatenate(ways) if ways else np.zeros((0, 2))
    return Curves(
        points=page.units(points),
        offsets=np.cumsum([0, *map(len, ways)]).astype(np.int64),
        edge=np.asarray(edge, np.int32),
    )


def _heads(
    page: Page, routes: Sequence[Route], edge: AnyArray, look: Mapping[str, FloatArray],
    back: bool = False,
) -> Arrowheads:  # fmt: skip
    tips = np.array([route.points[0 if back else -1] for route in routes]).reshape(-1, 2)
    ahead = np.repeat([[-1.0 if back else 1.0, 0.0]], len(tips), axis=0)
    return Arrowheads(
        xy=page.units(tips), ahead=ahead, color=look["color"], length=look["length"],
        slim=SLIM, stands_for="edge", item=edge,
    )  # fmt: skip


def _bars(drawing: Drawing) -> dict[str, Geometry]:
    """Return bars across strands, beside the ports where their paths are blocked."""
    bars = [bar for route in drawing.routes for bar in _bars_of(drawing, route)]
    if not bars:
        return {}
    page, data = drawing.page, drawing.data
    middle, half = np.array([bar[0] for bar in bars]), np.array([bar[1] for bar in bars])
    ink = data.theme.rgba("ink")
    if data.focus is not None:
        edge = [bar[2] for bar in bars]
        paint = np.repeat(ink, data.tables.edge_count, axis=0)
        ink = np.where(data.focus.edges[edge][:, None], ink, data.with_focus(paint)[edge])
    outlines = page.units(box_outlines(middle, half, np.zeros(len(bars))))
    return {"blocked": Ribbons.of_equal_length(outlines, color=ink)}


Bar = tuple[FloatArray, tuple[float, float], int]
"""The middle of a bar, half its width and height, and its edge."""


def _bars_of(drawing: Drawing, route: Route) -> Iterator[Bar]:
    """Return the bars of a strand, too short to touch a strand that passes there."""
    zoom, edge = drawing.zoom, int(drawing.row[route.edge])
    if route.strand is None:
        return
    head = HEADS_PT[route.strand.kind]
    for side in np.flatnonzero(route.strand.barred).tolist():
        tip = route.points[-1 if side else 0]
        away = (-(head + BAR_GAP_PT[1]) if side else BAR_GAP_PT[0]) * zoom
        most = 2 * (route.clear[side] - BAR_CLEAR_PT * zoom)
        high = max(min(BAR_PT[1] * zoom, most), min(MIN_BAR_PT * zoom, route.clear[side]))
        yield tip + np.array([away, 0.0]), (BAR_PT[0] * zoom / 2, high / 2), edge


def _numbers(drawing: Drawing) -> dict[str, Geometry]:
    """Write on strands that stand for several paths how many these are."""
    joined = [route for route in drawing.routes if route.strand and route.strand.many > 1]
    if not joined:
        return {}
    page, theme = drawing.page, drawing.data.theme
    places = np.array([_number_place(route, number) for number, route in enumerate(joined)])
    words = [f"×{route.strand.many:,}" for route in joined if route.strand]
    size = em(NUMBER_EM, drawing.boxes.letters)
    return {"numbers": Labels.at(page.units(places), words, theme, size, halo=True)}


def _number_place(route: Route, number: int) -> FloatArray:
    """Return where a number stands: neighbours not beside each other."""
    low, high = NUMBER_SHARES
    share = low + (high - low) * (number % 3) / 2
    place: FloatArray = route.points[int(share * (len(route.points) - 1))]
    return place
