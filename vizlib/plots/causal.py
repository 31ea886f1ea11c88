"""CausalPlot: a causal graph in layers, and the answer to "are they d-separated?"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgba

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import INCH, Defaults, Diameter, EdgeOpacity, NodeSizes
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures, NodeField, names_nodes
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import SHAPES, By
from vizlib.errors import VizlibError
from vizlib.layouts.layered.layout import Layout, lay_out
from vizlib.scene.arrowheads import with_arrowheads
from vizlib.scene.edge_paths import along_layers
from vizlib.scene.geometry import Curves, Geometry, Labels, Points
from vizlib.scene.page import Limits, Page
from vizlib.scene.text import widths
from vizlib.stats.causal.parse import BIDIRECTED, parse_dag
from vizlib.stats.causal.question import Question, ask

LAYERS = "its nodes stand in layers, causes before effects."
UNIT_PT = (14.0, 46.0)
"""Points between neighbours in a layer: the least and the most."""
MAX_SIZE_IN = (13.0, 9.0)
"""Largest picture that is chosen by itself."""
MIN_SIZE_IN = (4.0, 1.4)
BESIDE_PT = (60.0, 50.0)
"""Points beside the layers, for labels."""
DASHES = (3.0, 2.0)
CIRCLE, SQUARE, CROSS = (SHAPES.index(shape) for shape in ("o", "s", "X"))
OUTCOME = "#e69f00"
"""Colour of the outcome: Okabe and Ito's orange."""
PATH_WIDTHS_PT = (1.1, 2.2)
"""Width of arrows that are part of no open path, and of those that are."""
RIM_GAP_PT = 1.5


@dataclass(frozen=True, eq=False)
class CausalLayout:
    """Where nodes and arrows stand, and what the question says of them.

    Parameters
    ----------
    layers
        Where nodes stand and arrows bend.
    bounds
        ``(2, 2)`` the least and the greatest x and y of nodes and arrows.
    hidden
        ``(E,)`` which arrows stand for an unobserved common cause.
    question
        What is asked, and the answer.
    on_open, on_blocked
        ``(E,)`` which arrows are part of an open path, and of blocked paths alone.
    """

    layers: Layout
    bounds: FloatArray
    hidden: BoolArray
    question: Question
    on_open: BoolArray
    on_blocked: BoolArray


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CausalPlot(Plot):
    """A causal graph in layers; open paths from exposure to outcome stand out.

    What is given is square. Where a path is blocked a cross stands; a collider that is opened,
    since it or a descendant is given, has a ring. Dashed lines are unobserved common causes.

    Parameters
    ----------
    graph
        A directed acyclic graph, or text such as ``"U -> X; U -> Y; X -> M -> Y; X <-> Y"`` with
        dagitty's arrows. ``<->``, or an edge with a true field ``bidirected``, is an unobserved
        common cause.
    exposure, outcome
        The two nodes that are asked about.
    given
        What is conditioned on: a node, or a sequence of nodes.
    path_limit
        How many paths are looked at, at most.

    Raises
    ------
    VizlibError
        Where the graph has a cycle, the text cannot be read, or a node is not in the graph, is
        asked about and given, or given twice.

    Notes
    -----
    The criterion is that of Pearl, *Causality* (2009); the layers are those of Gansner and others
    (1993), straightened after Brandes and Koepf (2002).

    Examples
    --------
    >>> plot = CausalPlot("U -> X; U -> Y; X -> Y", exposure="X", outcome="Y", given="U")
    >>> plot.separated, plot.adjustment_sets
    (False, [{'U'}])
    >>> plot.question.answer
    'X is not independent of Y given U, 1 open path'
    """

    defaults: ClassVar[Defaults] = Defaults(
        directions=("arrow",),
        node_sizes=NodeSizes(
            Diameter(0.18, 2.4, 8.4), Diameter(0.3, 4.0, 14.0), Diameter(0.45, 6.0, 21.0)
        ),
        edge_opacity=EdgeOpacity(plain=1.0, colored=1.0, most=1.0),
        refused={
            "group_by": LAYERS,
            "sort_by": LAYERS,
            "node_shape": "squares are what is given.",
            "edge_blend": "its arrows are few, and each of them counts.",
        },
    )

    exposure: Any = None
    outcome: Any = None
    given: Any = ()
    path_limit: int = 200
    node_labels: NodeField = True

    @property
    def question(self) -> Question:
        """What is asked, and the answer: a value that needs no picture."""
        question: Question = self.data.layout.question
        return question

    @property
    def separated(self) -> bool:
        """Whether exposure and outcome are d-separated."""
        return self.question.separated

    @property
    def paths(self) -> pd.DataFrame:
        """The paths between exposure and outcome: path, open, blocked_at, why."""
        return self.question.paths

    @property
    def backdoor_paths(self) -> pd.DataFrame:
        """The paths that begin with an arrow into the exposure."""
        return self.question.backdoor_paths

    @property
    def adjustment_sets(self) -> list[set[Any]] | None:
        """The minimal sets that close every backdoor path; None where there is none."""
        return self.question.adjustment_sets

    def _accept(self, graph: Any) -> Any:
        """Read text as a causal graph."""
        return parse_dag(graph) if isinstance(graph, str) else graph

    def _lay_out(self, data: Data) -> CausalLayout:
        """Ask the question, and stand the nodes in layers."""
        tables = data.tables
        if not tables.directed and tables.edge_count:
            raise VizlibError(
                "CausalPlot needs a directed graph: an arrow from each cause to its effect."
            )
        hidden = _hidden(data)
        question = ask(tables, hidden, self.exposure, self.outcome, self.given, self.path_limit)
        wide = widths(question.names, data.theme.size) / UNIT_PT[1] * names_nodes(self)
        pairs = _pairs(data, question, hidden)
        layers = lay_out(tables.node_count, pairs, wide)
        lines = along_layers(layers.bends, data.parallel_offsets).points
        points = np.concatenate([layers.xy, lines, np.zeros((int(not tables.node_count), 2))])
        on_open = question.on_paths(tables, hidden, wanted=True)
        on_blocked = question.on_paths(tables, hidden, wanted=False) & ~on_open
        bounds = np.stack([points.min(axis=0), points.max(axis=0)])
        return CausalLayout(layers, bounds, hidden, question, on_open, on_blocked)

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes in layers, from left to right."""
        layers: Layout = data.layout.layers
        return layers.xy

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Follow the bends of each arrow, level where it passes a layer."""
        bends = data.layout.layers.bends
        return along_layers([bends[edge] for edge in edges.number], edges.parallel_offset)

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of nodes and bends."""
        if not data.tables.node_count:
            return 0.0, 1.0, 0.0, 1.0
        (x0, y0), (x1, y1) = data.layout.bounds + np.array([[-0.1], [0.1]])
        return float(x0), float(x1), float(y0), float(y1)

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give the picture the shape of the layers."""
        x0, x1, y0, y1 = self.limits(data, 1.0)
        room = min(MAX_SIZE_IN[0] * INCH / (x1 - x0), MAX_SIZE_IN[1] * INCH / (y1 - y0))
        unit = float(np.clip(room, *UNIT_PT))
        own = (
            max(unit * (x1 - x0) + BESIDE_PT[0], MIN_SIZE_IN[0] * INCH),
            max(unit * (y1 - y0) + BESIDE_PT[1], MIN_SIZE_IN[1] * INCH),
        )
        width, height = size or own
        return Measures(
            size=(width, height),
            node_room=min(width / (x1 - x0), height / (y1 - y0), UNIT_PT[1]),
            font_size=data.theme.size * float(np.clip(unit / UNIT_PT[1], 0.7, 1.0)) * 1.1,
        )

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Let exposure, outcome and open paths stand out, where nothing else is asked for."""
        layout: CausalLayout = data.layout
        options: dict[str, Any] = {}
        if self.node_color is None:
            color = np.repeat(data.theme.rgba("muted"), data.tables.node_count, axis=0)
            for node, name in _roles(layout.question, data):
                color[node, :3] = to_rgba(name)[:3]
            options["node_color"] = color
        if not layout.question.is_asked or not data.tables.edge_count:
            return options
        on_open = layout.on_open[data.layout_edge]
        if self.edge_color is None:
            paint = data.theme.rgba("accent"), data.theme.rgba("missing")
            options["edge_color"] = np.where(on_open[:, None], *paint)
        if self.edge_width is None:
            options["edge_width"] = By(
                on_open.astype(float), range=PATH_WIDTHS_PT, domain=(0, 1), title="", legend=False
            )
        return options

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the nodes, squares where they are given, with rings and crosses of paths."""
        question: Question = data.layout.question
        shape = page.node_shape.copy()
        shape[list(question.given)] = SQUARE
        layers = dict(super()._draw_nodes(data, replace(page, node_shape=shape)))
        rings = question.marked["opened"]
        if len(rings):
            layers = {"opened": _rings(page, rings, shape), **layers}
        crosses = question.marked["blocked"]
        if len(crosses):
            layers["blocked"] = _crosses(page, crosses)
        return layers

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the arrows, open paths above, and dashed lines with heads at both ends."""
        layout: CausalLayout = data.layout
        hidden, front = layout.hidden[data.layout_edge], layout.on_open[data.layout_edge]
        curves = replace(
            self.connect(data, data.edge_ends()), color=data.edge_rgba, width=page.edge_width,
            stands_for="edge",
        )  # fmt: skip
        layers: dict[str, Geometry] = {}
        for unseen in (False, True):
            for is_open in (False, True):
                chosen = curves.keep((hidden == unseen) & (front == is_open))
                level = "_open" if is_open else ""
                if len(chosen.edge) or not (is_open or unseen):
                    draw = _dashed if unseen else _arrows
                    layers |= draw(data, page, chosen, level)
        return layers

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> Labels:
        """Name the nodes below them."""
        ringed = np.isin(np.arange(len(text)), data.layout.question.marked["opened"])
        away = page.radius + 2.5 + 4.0 * ringed
        offset = np.stack([np.zeros(len(text)), -away], axis=1)
        return Labels.at(
            page.xy, text, page.theme, page.font_size, offset=offset, va="top", halo=True
        )

    def _title_text(self, data: Data) -> str:
        """Return the title, or the answer in words."""
        question: Question = data.layout.question
        return self.title or (question.answer if question.is_asked and self.title is None else "")

    def notes(self, data: Data) -> list[str]:
        """Say the answer."""
        question: Question = data.layout.question
        if not question.is_asked:
            return []
        more = f"Paths beyond {self.path_limit:,} are not looked at."
        return [f"{question.answer}.", *([] if question.found[1] else [more])]

    def _panel_options(self, data: Data) -> Mapping[str, Any]:
        """Refuse to ask a part of a graph about the whole."""
        if data.layout.question.is_asked:
            raise VizlibError(
                "keep='present' leaves nodes out, and with them paths from exposure to outcome: use"
                " keep='all', or ask nothing of the parts."
            )
        return {}

    def legends(self, data: Data) -> list[Legend]:
        """Explain colours, squares, rings, crosses and dashes that the picture has."""
        return _legends(self, data)


Row = tuple[str, str, Any]
"""What a line of a legend says: its label, a colour, and a shape or a width."""


def _legends(plot: CausalPlot, data: Data) -> list[Legend]:
    layout: CausalLayout = data.layout
    theme, marked = data.theme, layout.question.marked
    nodes: list[Row] = []
    paths: list[Row] = []
    if plot.node_color is None:
        roles = zip(("exposure", "outcome"), _roles(layout.question, data), strict=False)
        nodes += [(name, color, CIRCLE) for name, (_, color) in roles]
    nodes += [("given", theme.muted, SQUARE)] * bool(layout.question.given)
    nodes += [("opened collider", theme.accent, CIRCLE)] * bool(len(marked["opened"]))
    nodes += [("blocks a path", theme.muted, CROSS)] * bool(len(marked["blocked"]))
    if plot.edge_color is None:
        paths += [("open path", theme.accent, PATH_WIDTHS_PT[1])] * bool(layout.on_open.any())
        paths += [("blocked path", theme.missing, PATH_WIDTHS_PT[0])] * bool(
            layout.on_blocked.any()
        )
    legends = [_legend("nodes", nodes, edges=False)] if nodes else []
    legends += [_legend("paths", paths, edges=True)] if paths else []
    if layout.hidden.any():
        dashed = _legend("not observed", [("common cause", theme.muted, 1.3)], edges=True)
        legends.append(replace(dashed, dashes=DASHES))
    return legends


def _legend(title: str, rows: Sequence[Row], edges: bool) -> Legend:
    labels, colors, looks = zip(*rows, strict=True)
    rgba = np.array([to_rgba(color) for color in colors])
    if edges:
        return Legend(
            title=title, mark="edge", labels=labels, colors=rgba, sizes=np.array(looks, float)
        )
    return Legend(
        title=title, mark="node", labels=labels, colors=rgba, shapes=np.array(looks, np.int32)
    )


def _hidden(data: Data) -> BoolArray:
    """Return ``(E,)`` which edges stand for an unobserved common cause."""
    if BIDIRECTED not in data.edges:
        return np.zeros(data.tables.edge_count, bool)
    values = data.edges.field(BIDIRECTED)
    true = values.map(lambda value: value is not None and bool(value), na_action="ignore")
    return np.asarray(true.eq(True), bool)


def _pairs(data: Data, question: Question, hidden: BoolArray) -> list[tuple[int, int]]:
    """Return the arrows to lay out; an unobserved cause counts as an arrow that runs onwards."""
    time = _place_in_time(data.tables.node_count, question.causes.directed)
    ends = zip(data.tables.source.tolist(), data.tables.target.tolist(), hidden, strict=True)
    return [
        (target, source) if unseen and time[source] > time[target] else (source, target)
        for source, target, unseen in ends
    ]


def _place_in_time(count: int, arrows: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return node -> its place in an order in which causes come before effects."""
    waiting = [0] * count
    after: list[list[int]] = [[] for _ in range(count)]
    for cause, effect in dict.fromkeys(arrows):
        after[cause].append(effect)
        waiting[effect] += 1
    order = [node for node in range(count) if not waiting[node]]
    for node in order:
        for effect in after[node]:
            waiting[effect] -= 1
            if not waiting[effect]:
                order.append(effect)
    return {node: place for place, node in enumerate(order)}


def _roles(question: Question, data: Data) -> list[tuple[int, str]]:
    """Return exposure and outcome, and their colours."""
    if question.exposure is None or question.outcome is None:
        return []
    return [(question.exposure, data.theme.node), (question.outcome, OUTCOME)]


def _rings(page: Page, nodes: IntArray, shape: IntArray) -> Points:
    """Return rings behind the colliders that are opened."""
    color = np.repeat(page.theme.rgba("accent"), len(nodes), axis=0)
    area = (np.sqrt(page.node_size[nodes]) + 8) ** 2
    form = np.where(shape[nodes] == SQUARE, SQUARE, CIRCLE).astype(np.int32)
    return Points(xy=page.xy[nodes], color=color, size=area, shape=form)


def _crosses(page: Page, nodes: IntArray) -> Points:
    """Return crosses on the nodes that block a path."""
    color = np.repeat(page.theme.rgba("background"), len(nodes), axis=0)
    form = np.full(len(nodes), CROSS, np.int32)
    return Points(xy=page.xy[nodes], color=color, size=0.55 * page.node_size[nodes], shape=form)


def _arrows(data: Data, page: Page, curves: Curves, level: str) -> dict[str, Geometry]:
    """End arrows in heads at the rim of their target."""
    every = np.ones(len(curves.edge), bool)
    reach = page.radius[data.tables.target[curves.edge]] + RIM_GAP_PT
    lines, heads = with_arrowheads(curves, page.scale, reach, every)
    return {f"edges{level}": lines, f"arrowheads{level}": heads}


def _dashed(data: Data, page: Page, curves: Curves, level: str) -> dict[str, Geometry]:
    """Dash what stands for an unobserved cause, and end it in heads at both ends."""
    curves = replace(curves, dashes=DASHES)
    every = np.ones(len(curves.edge), bool)
    source, target = data.tables.source[curves.edge], data.tables.target[curves.edge]
    start, reach = page.radius[source] + RIM_GAP_PT, page.radius[target] + RIM_GAP_PT
    back, tails = with_arrowheads(curves.backwards(), page.scale, start, every)
    lines, heads = with_arrowheads(back.backwards(), page.scale, reach, every)
    return {
        f"unobserved{level}": lines,
        f"tails{level}": tails,
        f"unobserved_arrowheads{level}": heads,
    }
