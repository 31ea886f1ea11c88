"""CausalPlot: a causal graph in layers, and the answer to "are they d-separated?"."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgba

from vizlib.arrays import FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import INCH, Defaults, Diameter, EdgeOpacity, NodeSizes
from vizlib.core.describe import counted
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures, NodeField, names_nodes, usual_font_size
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError
from vizlib.layouts.layered.layout import Layout, lay_out
from vizlib.plots.causal.layers import (
    PATH_WIDTHS_PT,
    SQUARE,
    causal_legends,
    crosses,
    draw_arrows,
    draw_dashed,
    rings,
    roles,
)
from vizlib.plots.causal.layout import CausalLayout, arrows_to_lay_out, hidden_edges
from vizlib.scene.edge_paths import along_layers
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.page import Limits, Page
from vizlib.scene.text import widths
from vizlib.stats.causal.parse import parse_dag
from vizlib.stats.causal.question import Question, ask

LAYERS = "its nodes stand in layers, causes before effects."
MIN_LETTERS_SHARE = 0.75
"""What is left of the usual height of letters where nodes stand close."""
UNIT_PT = (14.0, 46.0)
"""Points between neighbours in a layer: the least and the most."""
MAX_SIZE_IN = (13.0, 9.0)
"""Largest picture that is chosen by itself, where neighbours in it have room."""
MAX_SHEET_IN = (40.0, 30.0)
"""Largest picture that is chosen by itself, whatever it holds."""
MIN_SIZE_IN = (4.0, 1.4)
BESIDE_PT = (60.0, 50.0)
"""Points beside the layers, for labels."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CausalPlot(Plot):
    """A causal graph in layers; open paths from exposure to outcome stand out.

    What is given is square. A cross stands on the arrow by which a path comes to where it is
    blocked, unless an open path takes that arrow too; a collider that is opened,
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
        edge_opacity=EdgeOpacity(most=1.0, measured=False),
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
        hidden = hidden_edges(data)
        question = ask(tables, hidden, self.exposure, self.outcome, self.given, self.path_limit)
        letters = usual_font_size(data.theme, self.defaults.size_pt)
        named = widths(question.names, letters, data.theme.font) * names_nodes(self)
        pairs = arrows_to_lay_out(data, question, hidden)
        layers = lay_out(tables.node_count, pairs, named / UNIT_PT[1])
        lines = along_layers(layers.bends, data.parallel_offsets).points
        points = np.concatenate([layers.xy, lines, np.zeros((int(not tables.node_count), 2))])
        on_open = question.on_paths(tables, hidden, wanted=True)
        on_blocked = question.on_paths(tables, hidden, wanted=False) & ~on_open
        bounds = np.stack([points.min(axis=0), points.max(axis=0)])
        ends = question.blocked_ends(tables, hidden)
        return CausalLayout(layers, bounds, hidden, question, on_open, on_blocked, ends)

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
        room, most = (
            min(width * INCH / (x1 - x0), height * INCH / (y1 - y0))
            for width, height in (MAX_SIZE_IN, MAX_SHEET_IN)
        )
        unit = min(float(np.clip(room, *UNIT_PT)), most)
        own = (
            max(unit * (x1 - x0) + BESIDE_PT[0], MIN_SIZE_IN[0] * INCH),
            max(unit * (y1 - y0) + BESIDE_PT[1], MIN_SIZE_IN[1] * INCH),
        )
        width, height = size or own
        return Measures(
            size=(width, height),
            node_room=min(width / (x1 - x0), height / (y1 - y0), UNIT_PT[1]),
            font_size=usual_font_size(data.theme, size or self.defaults.size_pt)
            * float(np.clip(unit / UNIT_PT[1], MIN_LETTERS_SHARE, 1.0)),
        )

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Let exposure, outcome and open paths stand out, where nothing else is asked for."""
        layout: CausalLayout = data.layout
        options: dict[str, Any] = {}
        if self.node_color is None:
            color = np.repeat(data.theme.rgba("muted"), data.tables.node_count, axis=0)
            for node, name in roles(layout.question, data):
                color[node, :3] = to_rgba(name)[:3]
            options["node_color"] = color
        if not layout.question.is_asked or not data.tables.edge_count:
            return options
        on_open = layout.on_open[data.layout_edge]
        if self.edge_color is None:
            paint = data.theme.rgba("accent"), data.theme.rgba("other")
            options["edge_color"] = np.where(on_open[:, None], *paint)
        if self.edge_width is None:
            options["edge_width"] = By(
                on_open.astype(float),
                range=PATH_WIDTHS_PT,
                domain=(0, 1),
                scale="linear",
                title="",
                legend=False,
            )
        return options

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the nodes, squares where they are given, with rings where paths are opened."""
        question: Question = data.layout.question
        shape = page.node_shape.copy()
        shape[list(question.given)] = SQUARE
        layers = dict(super()._draw_nodes(data, replace(page, node_shape=shape)))
        opened = question.marked["opened"]
        if len(opened):
            layers = {"opened": rings(page, opened, shape), **layers}
        return layers

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the arrows, open paths above, dashed lines with heads at both ends, and crosses."""
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
                    draw = draw_dashed if unseen else draw_arrows
                    layers |= draw(data, page, chosen, level)
        ends = layout.blocked_ends[data.layout_edge]
        return {**layers, "blocked": crosses(data, page, curves, ends)} if ends.any() else layers

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
        unbent: int = data.layout.layers.unbent
        runs = f"{counted(unbent, 'long arrow')} {'runs' if unbent == 1 else 'run'}"
        notes = [f"{runs} straight, over what is between."] if unbent else []
        if not question.is_asked:
            return notes
        paths, complete = question.found
        more = [] if complete else [f"Paths beyond {len(paths):,} are not looked at."]
        return [*notes, f"{question.answer}.", *more]

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
        return causal_legends(self, data)
