"""A causal graph, its names and its Question -> where boxes stand, arrows bend and strands run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.core.data import Data
from vizlib.errors import VizlibError
from vizlib.layouts.layered.layout import Boxes, Layout, lay_out
from vizlib.plots.causal.strands import MAX_STRANDS, Strand, paths_per_edge, strands_of
from vizlib.scene.text import balanced, widths
from vizlib.stats.causal.parse import BIDIRECTED
from vizlib.stats.causal.question import Question
from vizlib.stats.causal.shown import ShownPath, paths_whatever_is_given, shown_paths

BOX_EM, PAD_EM, LEADING_EM = 1.95, 0.75, 1.2
"""Height of a box of one line, room left and right of a name, height of a line."""
MAX_LINE_EM = 13.0
"""Width from which a name is broken into lines."""
DISC_EM = 1.35
"""Room for a disc before a name."""
BARE_EM = 0.8
"""Size of a node without a name."""
STRAND_EM, HAIR_EM, APART_EM = 0.365, 0.3, 0.2
"""Room between strands, between the heads of thin arrows, and besides between two arrows."""
PORTS_SHARE = 0.85
"""Share of a box's height that ports may take."""
MAX_PORTS_EM = 9.0
"""Height to which a box grows with its ports."""
MAX_TIMES = 5
"""How often an arrow on many paths counts where crossings are counted, at most."""


@dataclass(frozen=True, eq=False)
class CausalLayout:
    """Where nodes and arrows stand, and what the question says of them; lengths are in letters.

    Parameters
    ----------
    layers
        Where nodes stand and arrows bend; it does not depend on what is given.
    bounds
        ``(2, 2)`` the least and the greatest x and y of nodes and arrows.
    names
        N names in lines; no line where a node has none.
    text
        ``(N,)`` width of each name.
    box
        ``(N, 2)`` width and height of each box.
    discs
        Whether a disc before each name shows a size.
    hidden
        ``(E,)`` which arrows stand for an unobserved common cause.
    ends
        ``(E, 2)`` the nodes that each arrow joins, as it runs over the layers.
    question
        What is asked, and the answer.
    shown
        The paths that are drawn.
    strands
        Of each arrow what runs along it; none where it is on no path that is drawn.
    """

    layers: Layout
    bounds: FloatArray
    names: tuple[tuple[str, ...], ...]
    text: FloatArray
    box: FloatArray
    discs: bool
    hidden: BoolArray
    ends: IntArray
    question: Question
    shown: tuple[ShownPath, ...]
    strands: tuple[tuple[Strand, ...], ...]

    @property
    def on_paths(self) -> BoolArray:
        """``(N,)`` which nodes are on a path that is drawn; all where nothing is asked."""
        if not self.question.is_asked:
            return np.ones(len(self.names), bool)
        seen = np.zeros(len(self.names), bool)
        for shown in self.shown:
            seen[list(shown.path.nodes)] = True
        return seen

    @property
    def asked(self) -> list[int]:
        """Numbers of exposure and outcome; none where nothing is asked."""
        question = self.question
        return [node for node in (question.exposure, question.outcome) if node is not None]


def hidden_edges(data: Data) -> BoolArray:
    """Return ``(E,)`` which edges stand for an unobserved common cause."""
    if BIDIRECTED not in data.edges:
        return np.zeros(data.tables.edge_count, bool)
    values = data.edges.field(BIDIRECTED)
    try:
        true = values.map(lambda value: value is not None and bool(value), na_action="ignore")
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"The field {BIDIRECTED!r} says True or False of each edge, whether it stands for an"
            f" unobserved common cause: {error}"
        ) from error
    return true.eq(True).fillna(False).to_numpy(bool)


def lay_out_causes(
    data: Data, question: Question, hidden: BoolArray, names: Sequence[str], discs: bool
) -> CausalLayout:
    """Stand the boxes of a causal graph in layers.

    Parameters
    ----------
    data
        The graph.
    question
        What is asked.
    hidden
        ``(E,)`` which edges stand for an unobserved common cause.
    names
        N words, empty for nodes that are not named.
    discs
        Whether a disc before each name shows a size.
    """
    ends = np.array(arrows_to_lay_out(data, question, hidden), np.int32).reshape(-1, 2)
    known = paths_per_edge(paths_whatever_is_given(question), ends, hidden)
    font = data.theme.font
    lines = tuple(tuple(balanced(name, MAX_LINE_EM, 1.0, font).split("\n")) if name else ()
                  for name in names)  # fmt: skip
    text = np.array([widths(some, 1.0, font, True).max(initial=0.0) for some in lines], float)
    box = _boxes(lines, text, _ports(known, ends, len(names)), discs)
    many = [min(len(steps), MAX_STRANDS) for steps in known]
    room = Boxes(box, STRAND_EM * np.array(many, float), [min(1 + k, MAX_TIMES) for k in many])
    layers = lay_out(len(names), [(source, target) for source, target in ends.tolist()], room)
    shown = shown_paths(question)
    strands = strands_of(shown, ends, hidden)
    corners = [layers.xy, *layers.bends, np.zeros((int(not names), 2))]
    points = np.concatenate(corners)
    bounds = np.stack([points.min(axis=0), points.max(axis=0)])
    return CausalLayout(
        layers, bounds, lines, text, box, discs, hidden, ends, question, shown, strands
    )


def _ports(known: Sequence[Sequence[object]], ends: IntArray, count: int) -> FloatArray:
    """Return ``(N,)`` the room that ports take at the side of each box that has most of them."""
    room = np.zeros((count, 2))
    for steps, pair in zip(known, ends, strict=True):
        many = min(len(steps), MAX_STRANDS)
        for side, node in enumerate(pair):
            room[node, side] += (many * STRAND_EM or HAIR_EM) + APART_EM
    most: FloatArray = room.max(axis=1, initial=0.0)
    return most


def _boxes(
    lines: Sequence[tuple[str, ...]], text: FloatArray, ports: FloatArray, discs: bool
) -> FloatArray:
    count = np.array([len(some) for some in lines], float)
    wide = text + 2 * PAD_EM + DISC_EM * discs
    high = np.maximum(BOX_EM + (count - 1) * LEADING_EM, np.minimum(ports, MAX_PORTS_EM))
    box: FloatArray = np.where((count > 0)[:, None], np.stack([wide, high], axis=1), BARE_EM)
    return box


def arrows_to_lay_out(data: Data, question: Question, hidden: BoolArray) -> list[tuple[int, int]]:
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
