"""CausalPlot: a causal graph in layers, and the answer to "are they d-separated?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import INCH, Defaults, Diameter, EdgeOpacity, NodeSizes
from vizlib.core.plot import Plot
from vizlib.core.spec import Measures, NodeField, usual_font_size
from vizlib.encodings.label_option import as_label, importance, words_of
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError
from vizlib.graphs.tables import counted
from vizlib.plots.causal.boxes import node_boxes
from vizlib.plots.causal.guides import causal_legends
from vizlib.plots.causal.layers import drawing_of, edge_layers_of, node_layers
from vizlib.plots.causal.layout import BOX_EM, CausalLayout, hidden_edges, lay_out_causes
from vizlib.plots.causal.paint import PLAIN_PT, WIDTHS_PT, best_kinds, kind_color
from vizlib.scene.edge_paths import along_layers
from vizlib.scene.geometry import Curves, Geometry, Margins
from vizlib.scene.page import Limits, Page
from vizlib.scene.sheet import LETTERS_PT, MIN_LETTERS_PT
from vizlib.scene.text import shorten
from vizlib.stats.causal.parse import parse_dag
from vizlib.stats.causal.question import Question, ask
from vizlib.stats.causal.shown import counts_in_words, sets_in_words

LAYERS = "its nodes stand in layers, causes before effects."
MAX_SIZE_IN = (13.0, 9.0)
"""Largest picture that is chosen by itself, where neighbours in it have room."""
MAX_SHEET_IN = (40.0, 30.0)
"""Largest picture that is chosen by itself, whatever it holds."""
MIN_SIZE_IN = (4.0, 1.2)
USUAL_WIDTH_IN, USUAL_ASPECT = 7.0, 2.2
"""Width, and width in heights, to which a picture is drawn out."""
MAX_DRAWN_OUT = 1.5
"""By how much it may be larger for that than its boxes need."""
MAX_UPRIGHT = 1.9
"""By how much more a picture may be drawn out upright than along."""
LOOSE = 1.4
"""How many times as far apart as they need rows of boxes may stand on a page."""
WORDS_EM = (3.2, 12.0)
"""Width and height of what stands round the picture on a page, about."""
LEAST_SHARE = 0.8
"""What is left of the usual height of letters on a page with many names; boxes may have less."""
MAX_NAME_LETTERS = 60
RIMS_EM = 0.3
"""Room for the rims round boxes."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CausalPlot(Plot):
    """A causal graph in layers of boxes; each path from exposure to outcome is a strand.

    Causal paths and other open paths have colours of their own, blocked ones are dashed, with a
    bar across the strand where it is blocked. What is given is in a square double box; a collider
    that is opened, since it or a descendant is given, has a coloured rim; what would be enough to
    adjust for has a dashed one. Of blocked paths those are drawn that are open while nothing is
    given, else the two shortest. Dotted lines are unobserved common causes. Where nodes stand does
    not depend on what is given.

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
    (1993), in each the places are an isotonic regression.

    Examples
    --------
    >>> plot = CausalPlot("U -> X; U -> Y; X -> Y", exposure="X", outcome="Y", given="U")
    >>> plot.separated, plot.adjustment_sets
    (False, [{'U'}])
    >>> plot.question.answer
    'X is not independent of Y given U, 1 open path'
    """

    defaults: ClassVar[Defaults] = Defaults(
        aspect="auto",
        directions=("arrow",),
        node_sizes=NodeSizes(
            Diameter(0.15, 2.4, 4.0), Diameter(0.3, 4.0, 7.0), Diameter(0.62, 6.0, 14.0)
        ),
        edge_opacity=EdgeOpacity(most=1.0, measured=False),
        names_inside=True,
        guides_below=True,
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
        return lay_out_causes(
            data, question, hidden, self._names(data), discs=self.node_size is not None
        )

    def _names(self, data: Data) -> tuple[str, ...]:
        """Return N names, empty where none is wanted."""
        option, count = as_label(self.node_labels), data.tables.node_count
        if option is None:
            return ("",) * count
        ends = np.concatenate([data.tables.source, data.tables.target])
        degree = np.bincount(ends, minlength=count).astype(float)
        rank = importance(option, data.nodes, degree, "node_labels")
        words = words_of(option, data.nodes, "node_labels")
        return tuple(
            shorten(word, MAX_NAME_LETTERS) if much >= 0 else ""
            for word, much in zip(words, rank, strict=True)
        )

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes in layers, from left to right."""
        layout: CausalLayout = data.layout
        return layout.layers.xy

    def connect(self, data: Data, edges: EdgeEnds) -> Curves:
        """Follow the bends of each arrow, level where it passes a layer."""
        bends = data.layout.layers.bends
        return along_layers([bends[edge] for edge in edges.number], edges.parallel_offset)

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of nodes and bends; a page that is too upright is not filled."""
        if not data.tables.node_count:
            return 0.0, 1.0, 0.0, 1.0
        (x0, y0), (x1, y1) = data.layout.bounds
        wide, high = max(x1 - x0, BOX_EM), max(y1 - y0, BOX_EM)
        high = max(high, wide / aspect / self._upright(data, wide))
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return float(x - wide / 2), float(x + wide / 2), float(y - high / 2), float(y + high / 2)

    def _upright(self, data: Data, wide: float) -> float:
        """Return by how much more the picture may be drawn out upright than along."""
        if self.figsize is None:
            return MAX_UPRIGHT
        page = (self.figsize[0] * INCH, self.figsize[1] * INCH)
        return max(MAX_UPRIGHT, LOOSE * usual_font_size(data.theme, page) * wide / page[0])

    def margins(self, data: Data) -> Margins:
        """Return the room that boxes at the rim need."""
        letters = data.theme.font_size or LETTERS_PT[1]
        left, low, right, high = (letters * _overhang(data)).tolist()
        return Margins(left=left, right=right, bottom=low, top=high)

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Give the picture the shape of the layers, and letters for which its boxes have room."""
        left, low, right, high = _overhang(data)
        x0, x1, y0, y1 = self.limits(data, 1e9)
        beside, span = np.array([left + right, low + high]), np.array([x1 - x0, y1 - y0])
        whole = span + beside + 0.2
        tight = span * data.layout.layers.squeeze + beside + 0.2
        own = size or _own_size(data, whole, tight)
        usual = _letters(data, own) if size is None else usual_font_size(data.theme, own)
        words = 0.0 if size is None else np.array(WORDS_EM)
        least = max(LEAST_SHARE * usual, min(MIN_LETTERS_PT, usual))
        letters = max(min(usual, *(np.array(own) / (tight + words))), least)
        return Measures(size=own, node_room=BOX_EM * float(letters), font_size=float(letters))

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Let exposure, outcome and the kinds of paths stand out, where nothing else is asked."""
        layout: CausalLayout = data.layout
        options: dict[str, Any] = {}
        if self.node_color is None:
            color = np.repeat(data.theme.rgba("muted"), data.tables.node_count, axis=0)
            color[layout.asked] = data.theme.rgba("ink")
            options["node_color"] = color
        if not data.tables.edge_count:
            return options
        kinds = best_kinds(layout)
        kinds = [kinds[edge] for edge in data.layout_edge]
        asked = layout.question.is_asked
        if self.edge_color is None and asked:
            colors = [kind_color(data.theme, kind) for kind in kinds]
            options["edge_color"] = np.concatenate(colors)
        if self.edge_width is None:
            width = [WIDTHS_PT[kind] if asked else PLAIN_PT for kind in kinds]
            range_pt = (min(WIDTHS_PT.values()), max(WIDTHS_PT.values()))
            options["edge_width"] = By(
                np.array(width), range=range_pt, domain=range_pt, scale="linear", title="",
                legend=False,
            )  # fmt: skip
        return options

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the boxes of the nodes and their names."""
        return node_layers(drawing_of(self, data, page))

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the arrows, and above them the strands of paths."""
        return edge_layers_of(drawing_of(self, data, page))

    def _count_names(self, data: Data, page: Page) -> tuple[int, int]:
        """Count the names in boxes or beside nodes, and those that have no room."""
        wanted = sum(len(lines) > 0 for lines in data.layout.names)
        boxes = node_boxes(data, page)
        shown = int((boxes.named | np.isfinite(boxes.aside)).sum())
        return shown, wanted - shown

    def _title_text(self, data: Data) -> str:
        """Return the title, or the answer in words."""
        question: Question = data.layout.question
        return self.title or (question.answer if question.is_asked and self.title is None else "")

    def _subtitle_text(self, data: Data) -> str:
        """Return the subtitle, or how many paths there are of each kind."""
        layout: CausalLayout = data.layout
        if self.subtitle is not None or not layout.question.is_asked:
            return self.subtitle or ""
        return counts_in_words(layout.question, layout.shown)

    def _caption_text(self, data: Data) -> str:
        """Return the small print, or what is enough to adjust for."""
        question: Question = data.layout.question
        if self.caption is not None or not question.is_asked:
            return self.caption or ""
        return sets_in_words(question)

    def notes(self, data: Data) -> list[str]:
        """Say the answer, and what of it is drawn."""
        layout: CausalLayout = data.layout
        question, unbent = layout.question, layout.layers.unbent
        runs = f"{counted(unbent, 'long arrow')} {'runs' if unbent == 1 else 'run'}"
        notes = [f"{runs} straight, over what is between."] if unbent else []
        if not question.is_asked:
            return notes
        paths, complete = question.found
        more = [] if complete else [f"Paths beyond {len(paths):,} are not looked at."]
        said = counts_in_words(question, layout.shown), sets_in_words(question)
        return [*notes, *said, *more, f"{question.answer}."]

    def _panel_options(self, data: Data) -> Mapping[str, Any]:
        """Refuse to ask a part of a graph about the whole."""
        if data.layout.question.is_asked:
            raise VizlibError(
                "keep='present' leaves nodes out, and with them paths from exposure to outcome: use"
                " keep='all', or ask nothing of the parts."
            )
        return {}

    def legends(self, data: Data) -> list[Legend]:
        """Explain boxes, strands and rims that the picture has."""
        return causal_legends(self, data)


def _overhang(data: Data) -> FloatArray:
    """Return how far boxes stand out at the left, below, right and above, in letters."""
    layout: CausalLayout = data.layout
    if not len(layout.box):
        return np.zeros(4)
    xy, half = layout.layers.xy, layout.box / 2 + RIMS_EM
    low, high = layout.bounds
    out: FloatArray = np.r_[low - (xy - half).min(0), (xy + half).max(0) - high]
    return np.maximum(out, 0.0)


def _letters(data: Data, size: FloatArray | tuple[float, float]) -> float:
    """Return the height of letters in a picture of its own size, no less than in usual ones."""
    wide, high = np.maximum(size, CausalPlot.defaults.size_pt)
    return usual_font_size(data.theme, (float(wide), float(high)))


def _own_size(data: Data, whole: FloatArray, tight: FloatArray) -> tuple[float, float]:
    """Return width and height in points of a picture that has room for all boxes.

    It is as large as it likes to be up to ``MAX_SIZE_IN``, then as large as it must.
    """
    letters = LETTERS_PT[1]
    for _ in range(4):
        letters = _letters(data, whole * letters)
    likes, must = whole * letters, tight * MIN_LETTERS_PT
    likes[0] = np.clip(USUAL_WIDTH_IN * INCH, likes[0], MAX_DRAWN_OUT * likes[0])
    likes[1] = np.clip(likes[0] / USUAL_ASPECT, likes[1], MAX_DRAWN_OUT * likes[1])
    size = np.minimum(likes, np.maximum(np.array(MAX_SIZE_IN) * INCH, must))
    size = np.clip(size, np.array(MIN_SIZE_IN) * INCH, np.array(MAX_SHEET_IN) * INCH)
    return float(size[0]), float(size[1])
