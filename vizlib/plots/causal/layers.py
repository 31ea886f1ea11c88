"""A CausalLayout and a page -> its layers: arrows, strands, heads, bars, boxes and names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.plots.causal.boxes import NodeBoxes, disc_middles, node_boxes
from vizlib.plots.causal.layout import BOX_EM, LEADING_EM, PAD_EM, CausalLayout
from vizlib.plots.causal.paint import (
    HEAD_INK,
    box_paint,
    edge_paint,
    edge_widths,
    mixed,
    per_edge,
)
from vizlib.plots.causal.routes import Route, routes_on
from vizlib.plots.causal.strands import KINDS
from vizlib.scene.boxes import CORNER_SAMPLES, box_outlines
from vizlib.scene.geometry import Arrowheads, Curves, Geometry, Labels, Points, Ribbons
from vizlib.scene.page import Page, node_points
from vizlib.scene.sheet import LETTERS_PT, em
from vizlib.stats.causal.shown import Kind

DASHES = (3.2, 1.8)
"""Dashes of blocked paths."""
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
RIM_PT, GIVEN_RIM_PT, INNER_RIM_PT, OPENED_RIM_PT = 0.8, 1.1, 0.6, 1.4
RIM_GAP_PT = 1.8
"""Room between two rims."""
CORNER_EM = 0.42
BASELINE_EM = 0.33
"""How far below its middle a line of capitals stands."""
NUMBER_EM = 0.8
NUMBER_SHARES = (0.3, 0.7)
"""Shares of the way between which numbers stand."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is drawn, and where.

    Parameters
    ----------
    spec, data, page
        What is drawn.
    boxes
        The nodes.
    routes
        The ways of the edges' strands; ``edge`` numbers those of the layout.
    row
        ``(E,)`` the edge of the picture that is an edge of the layout, -1 where it has none.
    """

    spec: PlotSpec
    data: Data
    page: Page
    boxes: NodeBoxes
    routes: Sequence[Route]
    row: AnyArray

    @property
    def zoom(self) -> float:
        """By how much strokes are larger than on a page of six inches."""
        return self.boxes.letters / LETTERS_PT[1]


def drawing_of(spec: PlotSpec, data: Data, page: Page) -> Drawing:
    """Lead the strands over a page."""
    layout: CausalLayout = data.layout
    boxes = node_boxes(data, page)
    bends = [page.points(points) for points in layout.layers.bends]
    row = np.full(len(layout.ends), -1)
    row[data.layout_edge] = np.arange(len(data.layout_edge))
    width = np.zeros(len(row))
    if spec.edge_width is not None:
        width[data.layout_edge] = page.edge_width / per_edge(layout)[data.layout_edge]
    routes = [route for route in routes_on(layout, boxes, bends, width) if row[route.edge] >= 0]
    return Drawing(spec, data, page, boxes, routes, row)


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


def node_layers(drawing: Drawing) -> dict[str, Geometry]:
    """Return the boxes of the nodes, their second rims, discs that show sizes, and names."""
    spec, data, page, boxes = drawing.spec, drawing.data, drawing.page, drawing.boxes
    layout: CausalLayout = data.layout
    paint, zoom = box_paint(spec, data, layout), drawing.zoom
    given = np.zeros(len(boxes.at), bool)
    given[list(layout.question.given)] = True
    radius = np.where(given, 0.0, np.where(boxes.named, CORNER_EM * boxes.letters, np.inf))
    fill = np.where((boxes.named | given)[:, None], paint.fill, _dots(spec, data, paint.rim))
    item = np.arange(len(boxes.at), dtype=np.int32)
    plain = Ribbons.of_equal_length(
        page.units(box_outlines(boxes.at, boxes.half, radius)), color=fill, line=paint.rim,
        width=RIM_PT * zoom, stands_for="" if layout.discs else "node", item=item,
    )  # fmt: skip
    layers: dict[str, Geometry] = {"boxes" if layout.discs else "nodes": plain}
    layers |= _rims(drawing, given, paint.rim)
    if layout.discs:
        layers["nodes"] = _discs(drawing)
    return {**layers, **_names(drawing, paint.ink)}


def _dots(spec: PlotSpec, data: Data, rim: FloatArray) -> FloatArray:
    """Return ``(N, 4)`` the fillings of nodes without a name."""
    own = spec.node_color is not None
    return np.broadcast_to(data.node_rgba, rim.shape) if own else rim


def _discs(drawing: Drawing) -> Points:
    page, layout = drawing.page, drawing.data.layout
    middle = page.units(disc_middles(layout, drawing.boxes, page.radius))
    return replace(node_points(page, drawing.data.node_rgba), xy=middle)


def _rims(drawing: Drawing, given: AnyArray, rim: FloatArray) -> dict[str, Geometry]:
    """Return the rims that say more: what is given, opened, or enough to adjust for."""
    page, boxes, zoom = drawing.page, drawing.boxes, drawing.zoom
    layout: CausalLayout = drawing.data.layout
    layers: dict[str, Geometry] = {}

    def outline(nodes: AnyArray, grown: float, radius: float) -> FloatArray:
        half = boxes.half[nodes] + grown * zoom
        return page.units(box_outlines(boxes.at[nodes], half, np.full(len(nodes), radius)))

    nodes = np.flatnonzero(given)
    if len(nodes):
        for name, grown, width in (
            ("given", 0.0, GIVEN_RIM_PT), ("given_inner", -RIM_GAP_PT, INNER_RIM_PT)
        ):  # fmt: skip
            layers[name] = _rim(outline(nodes, grown, 0.0), rim[nodes], width * zoom)
    opened = layout.question.marked["opened"]
    if len(opened):
        rounded = np.where(given[opened], 0.0, CORNER_EM * boxes.letters)
        shape = page.units(box_outlines(boxes.at[opened], boxes.half[opened], rounded))
        layers["opened"] = _rim(shape, rim[opened], OPENED_RIM_PT * zoom)
    enough = np.array(to_adjust_for(layout), int)
    if len(enough):
        corners = outline(enough, RIM_GAP_PT, 0.0)[:, ::CORNER_SAMPLES]
        closed = np.concatenate([corners, corners[:, :1]], axis=1)
        layers["enough"] = Curves.of_equal_length(
            closed, color=rim[enough], width=np.array([RIM_PT * zoom]), dashes=DASHES
        )
    return layers


def _rim(outlines: FloatArray, color: FloatArray, width: float) -> Ribbons:
    return Ribbons.of_equal_length(outlines, color=np.zeros((1, 4)), line=color, width=width)


def to_adjust_for(layout: CausalLayout) -> list[int]:
    """Return the smallest set that closes every back door, where one is open and none is given."""
    question = layout.question
    if not any(shown.kind == "open" for shown in layout.shown) or not question.minimal_sets:
        return []
    return sorted(question.minimal_sets[0] - set(question.given))


def _names(drawing: Drawing, ink: FloatArray) -> dict[str, Geometry]:
    """Return the names in their boxes and beside nodes, those of exposure and outcome in bold."""
    layout: CausalLayout = drawing.data.layout
    bold = np.zeros(len(layout.names), bool)
    bold[layout.asked] = True
    aside = np.isfinite(drawing.boxes.aside)
    layers: dict[str, Geometry] = {}
    for name, ends in (("node_labels", False), ("end_labels", True)):
        within = np.flatnonzero(drawing.boxes.named & (bold == ends))
        beside = np.flatnonzero(aside & (bold == ends))
        if len(within):
            layers[name] = _within(drawing, within, ink, ends)
        if len(beside):
            layers[f"{name}_aside"] = _beside(drawing, beside, ends)
    return layers


def _beside(drawing: Drawing, nodes: AnyArray, bold: bool) -> Labels:
    """Return names above or below their nodes."""
    layout: CausalLayout = drawing.data.layout
    boxes, letters = drawing.boxes, drawing.boxes.letters
    rise = boxes.aside[nodes] - BASELINE_EM * letters
    at = boxes.at[nodes] + np.stack([np.zeros(len(nodes)), rise], axis=1)
    words = [" ".join(layout.names[node]) for node in nodes]
    labels = Labels.at(
        drawing.page.units(at), words, drawing.data.theme, letters, va="baseline", bold=bold,
        halo=True,
    )  # fmt: skip
    return replace(labels, stands_for="node", item=nodes.astype(np.int32))


def _within(drawing: Drawing, nodes: AnyArray, ink: FloatArray, bold: bool) -> Labels:
    """Return names in their boxes, line by line, behind their discs where there are some."""
    layout: CausalLayout = drawing.data.layout
    boxes, letters = drawing.boxes, drawing.boxes.letters
    count = np.array([len(layout.names[node]) for node in nodes])
    item = np.repeat(nodes, count).astype(np.int32)
    line = np.concatenate([np.arange(many) for many in count])
    rise = ((np.repeat(count, count) - 1) / 2 - line) * LEADING_EM - BASELINE_EM
    inset = boxes.half[item, 0] - (PAD_EM + layout.text[item] / 2) * letters
    at = boxes.at[item] + np.stack([inset * layout.discs, rise * letters], axis=1)
    words = [layout.names[node][row] for node, row in zip(item, line, strict=True)]
    labels = Labels.at(
        drawing.page.units(at), words, drawing.data.theme, letters, va="baseline", bold=bold,
        color=ink[item],
    )  # fmt: skip
    return replace(labels, stands_for="node", item=item)
