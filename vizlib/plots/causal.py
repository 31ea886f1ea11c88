"""CausalPlot: a causal graph in layers, and the answer to "are they d-separated?"."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from matplotlib.colors import to_rgba

from vizlib.arrays import FloatArray, IntArray
from vizlib.core.plot import INCH, Ends, Plot
from vizlib.encodings.encode import Encoding
from vizlib.encodings.legend import Legend
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.layered.layout import Layout, lay_out
from vizlib.layouts.order import Order
from vizlib.plots.questions import Questioned
from vizlib.scene.arrowheads import with_arrowheads
from vizlib.scene.edge_paths import along_layers
from vizlib.scene.geometry import Curves, Geometry, Labels, Points
from vizlib.scene.page import Page
from vizlib.scene.text import widths

if TYPE_CHECKING:
    from vizlib.core.facets import Facets

LAYERS = "its nodes stand in layers, causes before effects."
UNIT = (14.0, 46.0)
"""Points between neighbours in a layer: the least and the most."""
LARGEST = (13.0, 9.0)
"""Inches of the largest picture that is chosen by itself."""
DASHES = (3.0, 2.0)
CIRCLE, SQUARE = 0, 1
CROSS = 6
"""Places in ``scales.SHAPES``."""
OUTCOME = "#e69f00"
"""Colour of the outcome: Okabe and Ito's orange."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CausalPlot(Questioned, Plot):
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

    Attributes
    ----------
    separated
        Whether exposure and outcome are d-separated.
    paths
        A frame of the paths between them: path, open, blocked_at, why.
    backdoor_paths
        Those that begin with an arrow into the exposure.
    adjustment_sets
        The minimal sets that close every backdoor path; None where there is none.

    Raises
    ------
    VizlibError
        Where the graph has a cycle, the text cannot be read, or a node is not in the graph, is
        asked about and given, or given twice.

    Notes
    -----
    The other options are those of every plot, see :class:`vizlib.Plot`. The criterion is that of
    Pearl, *Causality* (2009); the layers are those of Gansner and others (1993), straightened
    after Brandes and Koepf (2002).

    Examples
    --------
    >>> plot = CausalPlot("U -> X; U -> Y; X -> Y", exposure="X", outcome="Y", given="U")
    >>> plot.separated, plot.adjustment_sets
    (False, [{'U'}])
    >>> plot.heading
    'X is not independent of Y given U, 1 open path'
    """

    refused: ClassVar[Mapping[str, str]] = {
        "group_by": LAYERS,
        "sort_by": LAYERS,
        "node_shape": "squares are what is given.",
        "edge_blend": "its arrows are few, and each of them counts.",
    }
    directions: ClassVar[tuple[str, ...]] = ("arrow",)
    aspect: ClassVar[Literal["equal", "auto"]] = "equal"

    node_labels: Any = True

    @cached_property
    def layout(self) -> Layout:
        """Where nodes stand and arrows bend; an unobserved cause counts as an arrow."""
        place = self._place_in_time
        both = np.asarray(self.unobserved, bool)
        pairs = [
            (two, one) if hidden and place[one] > place[two] else (one, two)
            for one, two, hidden in zip(
                self.tables.source.tolist(), self.tables.target.tolist(), both, strict=True
            )
        ]
        wide = widths(self._names, self.colors.size) / UNIT[1]
        return lay_out(self.tables.node_count, pairs, wide if self.names_nodes else 0 * wide)

    @property
    def _place_in_time(self) -> dict[int, int]:
        """Node -> its place in an order in which causes come before effects."""
        waiting = np.zeros(self.tables.node_count, int)
        after: list[list[int]] = [[] for _ in waiting]
        for one, two in dict.fromkeys(self.causes.directed):
            after[one].append(two)
            waiting[two] += 1
        order = [node for node, count in enumerate(waiting) if not count]
        for node in order:
            for each in after[node]:
                waiting[each] -= 1
                if not waiting[each]:
                    order.append(each)
        return {node: place for place, node in enumerate(order)}

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand the nodes in layers, from left to right."""
        return self.layout.xy

    def connect(self, start: Ends, end: Ends) -> Curves:
        """Follow the bends of each arrow, level where it passes a layer."""
        return along_layers(self.layout.bends, self.parallel_offsets)

    @property
    def _drawn(self) -> Curves:
        """The edges from source to target, whichever way they were laid out."""
        return self.connect(*self.ends)

    def limits(self) -> tuple[float, float, float, float]:
        """Return the room of nodes and bends."""
        if not self.tables.node_count:
            return 0.0, 1.0, 0.0, 1.0
        known = np.concatenate([self.xy, self._drawn.points])
        (x0, y0), (x1, y1) = known.min(axis=0) - 0.1, known.max(axis=0) + 0.1
        return float(x0), float(x1), float(y0), float(y1)

    @property
    def unit(self) -> float:
        """Points between neighbours in a layer."""
        x0, x1, y0, y1 = self.limits()
        room = min(LARGEST[0] * INCH / (x1 - x0), LARGEST[1] * INCH / (y1 - y0))
        return float(np.clip(room, *UNIT))

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Give the picture the shape of the layers."""
        if size is not None or self.figsize is not None:
            return super()._picture(size)
        x0, x1, y0, y1 = self.limits()
        wide = self.unit * (x1 - x0) + 60
        return max(wide, 4.0 * INCH), max(self.unit * (y1 - y0) + 50, 1.4 * INCH)

    def _letters(self, picture: tuple[float, float]) -> float:
        return self.colors.size * float(np.clip(self.unit / UNIT[1], 0.7, 1.0)) * 1.1

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the room that a node has in its layer, in points."""
        x0, x1, y0, y1 = self.limits()
        return min(size[0] / (x1 - x0), size[1] / (y1 - y0), UNIT[1])

    def node_sizes(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest area of a node in points squared."""
        usual = float(np.clip(0.3 * self.spacing(size), 4.0, 14.0))
        return (0.6 * usual) ** 2, usual**2, (1.5 * usual) ** 2

    def edge_opacity(self) -> float:
        """Arrows are opaque."""
        return 1.0

    def _encode(self, size: tuple[float, float]) -> dict[str, Encoding]:
        looks = super()._encode(size)
        if self.edge_width is None and self.question is not None and self.tables.edge_count:
            usual = np.where(self.on_open, 2.2, 1.1)
            looks["edge_width"] = replace(looks["edge_width"], values=usual)
        return looks

    def _edge_colors(self, side: str) -> FloatArray:
        color = super()._edge_colors(side)
        if self.edge_color is not None or self.question is None:
            return color
        shown = np.broadcast_to(color, (self.tables.edge_count, 4)).copy()
        shown[:, :3] = to_rgba(self.colors.missing)[:3]
        shown[self.on_open] = to_rgba(self.colors.accent)
        return shown

    @cached_property
    def node_rgba(self) -> FloatArray:
        """``(N, 4)`` colours of the nodes: exposure and outcome stand out."""
        color = np.broadcast_to(super().node_rgba, (self.tables.node_count, 4)).copy()
        if self.node_color is None:
            color[:, :3] = to_rgba(self.colors.muted)[:3]
            for node, name in self._roles:
                color[node, :3] = to_rgba(name)[:3]
        return color

    @property
    def _roles(self) -> list[tuple[int, str]]:
        """Exposure and outcome, and their colours."""
        if self.question is None:
            return []
        return [(self.question[0], self.colors.node), (self.question[1], OUTCOME)]

    def node_layers(self, page: Page, shape: IntArray) -> dict[str, Geometry]:
        """Return the nodes, squares where they are given, with rings and crosses of paths."""
        form = shape.copy()
        form[self._conditioned] = SQUARE
        layers = super().node_layers(page, form)
        for name, nodes in self._marked.items():
            if len(nodes):
                layers[name] = self._marks(page, name, nodes)
        ring = layers.pop("opened", None)
        return {**({"opened": ring} if ring else {}), **layers}

    def _marks(self, page: Page, name: str, nodes: IntArray) -> Points:
        size, count = page.node_size[nodes], len(nodes)
        if name == "opened":
            color, area = to_rgba(self.colors.accent), (np.sqrt(size) + 8) ** 2
            shape = np.where(np.isin(nodes, self._conditioned), SQUARE, CIRCLE)
        else:
            color, area = to_rgba(self.colors.background), 0.55 * size
            shape = np.full(count, CROSS)
        return Points(
            xy=page.xy[nodes], color=np.repeat([color], count, axis=0), size=area,
            shape=shape.astype(np.int32),
        )  # fmt: skip

    def edge_layers(self, page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the arrows, open paths above, and dashed lines with heads at both ends."""
        curves = replace(self._drawn, color=self.edge_rgba, width=encodings["edge_width"].values)
        hidden = np.asarray(self.unobserved, bool)
        layers: dict[str, Geometry] = {}
        front = self.on_open
        for name, mask in (("edges", ~hidden), ("unobserved", hidden)):
            for level, level_mask in (("", ~front), ("_open", front)):
                chosen = curves.keep(mask & level_mask)
                if len(chosen.edge) or not (level or name == "unobserved"):
                    layers |= self._headed(page, chosen, name, level)
        return layers

    def _headed(self, page: Page, curves: Curves, name: str, level: str) -> dict[str, Geometry]:
        """End curves in heads at the rim of their target, dashed ones at both ends."""
        scale, every = page.scale, np.ones(len(curves.edge), bool)
        tables = self.tables
        reach = page.radius[tables.target[curves.edge]] + 1.5
        if name == "unobserved":
            curves = replace(curves, dashes=DASHES)
            back, tails = with_arrowheads(
                curves.backwards(), scale, page.radius[tables.source[curves.edge]] + 1.5, every
            )
            made, heads = with_arrowheads(back.backwards(), scale, reach, every)
            return {name + level: made, f"tails{level}": tails, f"{name}_heads{level}": heads}
        made, heads = with_arrowheads(curves, scale, reach, every)
        return {name + level: made, f"heads{level}": heads}

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Name the nodes below them."""
        labels = super().node_words(page, words)
        ringed = np.isin(np.arange(len(words)), self._marked["opened"])
        away = page.radius + 2.5 + 4.0 * ringed
        offset = np.stack([np.zeros(len(words)), -away], axis=1)
        return replace(labels, offset=offset, va=("top",) * len(words))

    def facet(
        self, nodes: Any = None, edges: Any = None, columns: int | None = None, keep: str = "all"
    ) -> "Facets":
        """Split the picture into panels; a part laid out by itself has other paths."""
        if keep == "present" and self.question is not None:
            raise VizlibError(
                "keep='present' leaves nodes out, and with them paths from exposure to outcome: use"
                " keep='all', or ask nothing of the parts."
            )
        return super().facet(nodes, edges, columns, keep)

    def legends(self) -> list[Legend]:
        """Explain colours, squares, rings, crosses and dashes that the picture has."""
        rows: list[tuple[str, str, Any]] = []
        lines: list[tuple[str, str, Any]] = []
        if self.node_color is None:
            names = ("exposure", "outcome")
            rows += [
                (name, each[1], CIRCLE) for name, each in zip(names, self._roles, strict=False)
            ]
        marked = {name: bool(len(each)) for name, each in self._marked.items()}
        rows += [("given", self.colors.muted, SQUARE)] * bool(self._given)
        rows += [("opened collider", self.colors.accent, CIRCLE)] * marked["opened"]
        rows += [("blocks a path", self.colors.muted, CROSS)] * marked["blocked"]
        if self.edge_color is None:
            lines += [("open path", self.colors.accent, 2.2)] * bool(self.on_open.any())
            lines += [("blocked path", self.colors.missing, 1.1)] * bool(self.on_blocked.any())
        made = [_legend("nodes", "node", rows)] * bool(rows)
        made += [_legend("paths", "edge", lines)] * bool(lines)
        return made + self._hidden_legend()

    def _hidden_legend(self) -> list[Legend]:
        """Explain dashed lines, where there are any."""
        if not np.asarray(self.unobserved, bool).any():
            return []
        row = ("common cause", self.colors.muted, 1.3)
        return [replace(_legend("not observed", "edge", [row]), dashes=DASHES)]


def _legend(title: str, mark: Any, rows: list[tuple[str, str, Any]]) -> Legend:
    """Make a legend of a label, a colour and a shape or a width each."""
    look: dict[str, Any] = {"shapes": np.array([each[2] for each in rows], np.int32)}
    if mark == "edge":
        look = {"sizes": np.array([each[2] for each in rows], float)}
    return Legend(
        title=title, mark=mark, labels=tuple(each[0] for each in rows),
        colors=np.array([to_rgba(each[1]) for each in rows]).reshape(-1, 4), **look,
    )  # fmt: skip
