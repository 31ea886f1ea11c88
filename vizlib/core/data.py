"""What a description means for its graph: tables, order, positions and looks, made once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, BoolArray, FloatArray, IntArray, LongArray
from vizlib.core import thresholds
from vizlib.core.colors import (
    BANDS_KEEP,
    BETWEEN_KEEPS,
    FAINT,
    GREAT_ALPHA,
    GREAT_INK,
    GREAT_MEDIANS,
    GREAT_PERCENTILE,
    INSIDE_KEEPS,
    NAMES_KEEP,
    NODES_KEEP,
    TEXT_INK,
    focused,
    mixed,
    receded,
    with_opacity,
)  # fmt: skip
from vizlib.core.highlight import Focus
from vizlib.encodings.encode import Encoding, Scale
from vizlib.encodings.themes import LIGHT, Theme
from vizlib.encodings.track_option import Track
from vizlib.graphs.collection import Collection
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import GraphTables
from vizlib.layouts.order import Order
from vizlib.scene.edge_paths import SAMPLES, parallel_offsets


@dataclass(frozen=True, eq=False)
class EdgeEnds:
    """Where some edges start and end.

    Parameters
    ----------
    number
        ``(E,)`` which edges of the layout these are: of the whole, where a panel keeps its places.
    row
        ``(E,)`` which edges of the data these are.
    source, target
        ``(E,)`` numbers of their nodes.
    start, end
        ``(E, 2)`` positions of their nodes.
    parallel_offset
        ``(E,)`` 0, or how far a parallel edge keeps from its neighbours.
    samples
        How many points a curve has: fewer where there are very many.
    """

    number: LongArray
    row: LongArray
    source: IntArray
    target: IntArray
    start: FloatArray
    end: FloatArray
    parallel_offset: FloatArray
    samples: int = SAMPLES


@dataclass(frozen=True, kw_only=True, eq=False)
class Shared:
    """What a picture takes from the others of its set: panels of facets, figures of a batch.

    Parameters
    ----------
    scales
        Option -> the scale that all pictures have.
    ranges
        Option -> least and greatest size that all pictures have.
    whole
        The data of the whole that a panel is a part of; it decides the sizes of marks.
    keeps_places
        Whether the panel keeps the places of the whole, rather than being laid out anew.
    node, edge
        ``(N,)``, ``(E,)`` which nodes and edges of the whole the panel's are.
    order
        Where each node stands, for a panel that is laid out anew.
    ground
        The description of the whole, whose edges are a panel's ground; None for no ground.
    leaving
        ``(E,)`` which edges of the whole join the panel's nodes and others: these are darker.
    most_names
        How many nodes a panel names where nothing is said; None for all.
    warned
        What has been said already.
    """

    scales: Mapping[str, Scale] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    whole: "Data | None" = None
    keeps_places: bool = False
    node: LongArray | None = None
    edge: LongArray | None = None
    order: Order | None = None
    ground: Any = None
    leaving: BoolArray | None = None
    most_names: int | None = None
    warned: tuple[str, ...] = ()


NOTHING_SHARED = Shared()
NO_ORDER = Order(np.zeros(0, np.int64), np.zeros(0, np.int32))
NO_TABLES = GraphTables(pd.RangeIndex(0), np.zeros(0, np.int32), np.zeros(0, np.int32))


@dataclass(frozen=True, kw_only=True, eq=False)
class Data:
    """What a description means for its graph.

    Parameters
    ----------
    source
        What was read: a graph's tables, or a collection of graphs.
    tables
        The graph as tables, all graphs of a collection as one.
    nodes, edges
        The fields of the nodes and of the edges, derived ones included.
    theme
        Colours and letters.
    focus
        What stands out.
    direction
        How direction is shown, ``"none"`` where it is not.
    colored_by
        Which end's colour the edges take: ``"source"``, ``"target"``, ``"gradient"`` or None.
    counts_edges
        Whether edges are counted over each pixel.
    shared
        What is taken from other pictures.
    order
        Where each node stands.
    layout
        What the plot knows of where things stand, of a class of its own.
    xy
        ``(N, 2)`` positions in data units.
    implied
        Option -> what it means where it was not given.
    encodings
        Option -> its look, for the picture's own size.
    tracks
        Further fields beside the nodes, the nearest first.
    graphs
        The graph-level fields, where there are many graphs.
    gathered
        What the plot has gathered its edges to, of a class of its own: cells, counts.
    members
        ``"cell"`` or ``"flow"`` -> the mark that each edge is part of, where edges share marks.
    ends
        ``"cell"`` -> ``(M,)``, ``(M,)`` the nodes that each mark joins, where each joins two.
    colors_groups
        Whether the colours of nodes are those of their groups.
    depth
        How many edges lie over each other where it is most crowded, None where that is not known.
    ink
        What else decides how opaque edges are, of a class of the plot's own.
    warnings
        What must be said when the plot is made.
    """

    source: GraphTables | Collection = NO_TABLES
    tables: GraphTables
    nodes: FieldTable
    edges: FieldTable
    theme: Theme = LIGHT
    focus: Focus | None = None
    direction: str = "none"
    colored_by: str | None = None
    counts_edges: bool = False
    shared: Shared = NOTHING_SHARED
    order: Order = NO_ORDER
    layout: Any = None
    xy: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))
    implied: Mapping[str, Any] = field(default_factory=dict)
    encodings: Mapping[str, Encoding] = field(default_factory=dict)
    tracks: tuple[Track, ...] = ()
    graphs: FieldTable | None = None
    gathered: Any = None
    members: Mapping[str, AnyArray] = field(default_factory=dict)
    ends: Mapping[str, tuple[IntArray, IntArray]] = field(default_factory=dict)
    colors_groups: bool = False
    depth: float | None = None
    ink: Any = None
    warnings: tuple[str, ...] = ()

    def table_of(self, option: str) -> FieldTable:
        """Return the fields that an option of a name may show."""
        if option.startswith("block") and self.graphs is not None:
            return self.graphs
        return self.edges if option.startswith("edge") else self.nodes

    @property
    def frame(self) -> "Data":
        """The data that decides places: that of the whole where a panel keeps them."""
        shared = self.shared
        return shared.whole if shared.whole is not None and shared.keeps_places else self

    @property
    def sized_by(self) -> "Data":
        """The data that decides the sizes of marks: that of the whole, or this."""
        return self if self.shared.whole is None else self.shared.whole

    @cached_property
    def parallel_offsets(self) -> FloatArray:
        """``(E,)`` how far parallel edges keep apart; one 0 for all where that is not seen."""
        if self.shared.whole is not None and self.shared.edge is not None:
            offsets = self.shared.whole.parallel_offsets
            return offsets[self.shared.edge] if len(offsets) > 1 else offsets
        if self.counts_edges or self.tables.edge_count > thresholds.LIMITS.apart_edges:
            return np.zeros(1)
        return parallel_offsets(self.tables.source, self.tables.target)

    @property
    def layout_edge(self) -> LongArray:
        """``(E,)`` which edges of the layout these are: of the whole where a panel keeps places."""
        if self.shared.keeps_places and self.shared.edge is not None:
            return self.shared.edge
        return np.arange(len(self.tables.source))

    def edge_ends(self, part: slice | AnyArray = slice(None)) -> EdgeEnds:
        """Return where edges start and end: all of them, a slice, or ``(M,)`` numbers."""
        source, target = self.tables.source[part], self.tables.target[part]
        row = np.arange(len(self.tables.source))[part]
        apart = self.parallel_offsets
        few = self.counts_edges or self.tables.edge_count > thresholds.LIMITS.fine_edges
        return EdgeEnds(
            number=self.layout_edge[row],
            row=row,
            source=source,
            target=target,
            start=self.xy[source],
            end=self.xy[target],
            parallel_offset=apart[part] if len(apart) > 1 else np.zeros(len(source)),
            samples=SAMPLES // 2 if few else SAMPLES,
        )

    @cached_property
    def node_rgba(self) -> FloatArray:
        """``(N, 4)`` colours of the nodes."""
        looks = self.encodings
        color = with_opacity(looks["node_color"], looks["node_alpha"], self.tables.node_count)
        if self.focus is None:
            return color
        paper, rest = self.theme.rgba("background"), NODES_KEEP * self.focus.rest
        if not self.focus.strong:
            own = np.broadcast_to(color, (len(self.focus.nodes), 4))
            faded = focused(color, self.focus.nodes, rest, paper)
            return np.where(self.focus.nodes[:, None], own, faded)
        return focused(color, self.focus.nodes, rest, paper)

    @cached_property
    def edge_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges, or one row where all are alike."""
        return self.with_focus(self.edge_paint("source"))

    @property
    def edge_start_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges at their source, where they change on their way."""
        color = self.edge_rgba.copy()
        if self.direction == "gradient":
            color[:, 3] *= FAINT
        return color

    @property
    def edge_end_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges at their target, no row where they do not change."""
        if self.colored_by == "gradient":
            return self.with_focus(self.edge_paint("target"))
        return self.edge_rgba if self.direction == "gradient" else np.zeros((0, 4))

    def edge_paint(self, end: str = "source") -> FloatArray:
        """Return ``(E, 4)`` colours of the edges whatever stands out, or one row for all.

        Parameters
        ----------
        end
            The end that decides where a gradient goes from one colour to another.
        """
        alpha = self.encodings["edge_alpha"]
        if self.colored_by is None:
            return with_opacity(self.encodings["edge_color"], alpha, 1)
        if self.colored_by == "group":
            return self._group_paint()
        side = end if self.colored_by == "gradient" else self.colored_by
        node = self.tables.source if side == "source" else self.tables.target
        look = self.encodings["node_color"]
        lines = replace(look, values=look.line_values)
        paint = with_opacity(lines, self.encodings["node_alpha"], self.tables.node_count)
        color: FloatArray = paint[node].copy()
        color[:, 3] *= alpha.values
        return color

    @cached_property
    def group_rgba(self) -> FloatArray:
        """``(G, 4)`` colours of the groups, no row where nodes show something else."""
        if not self.colors_groups:
            return np.zeros((0, 4))
        look = self.encodings["node_color"]
        lines = np.broadcast_to(look.values, (self.tables.node_count, 4))
        colors = np.broadcast_to(self.theme.rgba("other"), (len(self.order.labels), 4)).copy()
        colors[self.order.group] = lines
        return np.where(self.held_groups[:, None], colors, self._pale(BANDS_KEEP))

    @property
    def group_text_rgba(self) -> FloatArray:
        """``(G, 4)`` colours of the names of groups, or one row."""
        ink = self.theme.rgba("ink")
        color = mixed(self.group_rgba, ink, TEXT_INK) if len(self.group_rgba) else ink
        if self.focus is None:
            return color
        return np.where(self.held_groups[:, None], color, self._pale(NAMES_KEEP))

    @cached_property
    def held_groups(self) -> BoolArray:
        """``(G,)`` which groups hold a node that stands out: all, where nothing does."""
        count = len(self.order.labels)
        if self.focus is None:
            return np.ones(count, bool)
        return np.bincount(self.order.group[self.focus.nodes], minlength=count) > 0

    def _pale(self, keeps: float) -> FloatArray:
        """Return ``(1, 4)`` the grey of groups that hold nothing that stands out."""
        return mixed(self.theme.rgba("background"), self.theme.rgba("edge"), keeps)

    def _group_paint(self) -> FloatArray:
        """Return ``(E, 4)`` colours of edges inside groups, and grey ones between them."""
        look, alpha, inside = (
            self.encodings["node_color"],
            self.encodings["edge_alpha"],
            self.inside,
        )
        lines = np.broadcast_to(look.line_values, (self.tables.node_count, 4))
        grey, ink = self.theme.rgba("edge"), self.theme.rgba("ink")
        between = np.where(self.great[:, None], mixed(grey, ink, GREAT_INK), grey)
        color: FloatArray = np.where(inside[:, None], lines[self.tables.source], between)
        color[:, 3] = alpha.values
        if alpha.field is None and not alpha.given:
            color[:, 3] *= np.where(inside, INSIDE_KEEPS, BETWEEN_KEEPS)
            color[:, 3] = np.where(self.great, GREAT_ALPHA, np.minimum(color[:, 3], GREAT_ALPHA))
        return color

    @cached_property
    def inside(self) -> BoolArray:
        """``(E,)`` which edges are inside a group."""
        group = self.order.group
        within: BoolArray = group[self.tables.source] == group[self.tables.target]
        return within

    @cached_property
    def great(self) -> BoolArray:
        """``(E,)`` which edges are so wide that they lead the eye."""
        width = self.encodings["edge_width"].values
        if len(width) < 2:
            return np.zeros(self.tables.edge_count, bool)
        least = max(np.percentile(width, GREAT_PERCENTILE), GREAT_MEDIANS * np.median(width))
        leading: BoolArray = width >= least
        return leading

    @property
    def edge_width(self) -> FloatArray:
        """``(E,)`` widths of the edges in points, or one for all."""
        return self.focused_widths(self.encodings["edge_width"].values)

    def focused_widths(self, widths: FloatArray) -> FloatArray:
        """Return ``(E,)`` widths as they are where some edges stand out, or one for all."""
        return widths if self.focus is None else self.focus.widths(widths)

    def with_focus(self, color: FloatArray) -> FloatArray:
        """Return ``(E, 4)`` colours of edges as they are where some stand out, or one for all."""
        focus = self.focus
        if focus is None:
            return color
        if not focus.strong:
            return receded(color, focus.edges, focus.rest)
        paper = self.theme.rgba("background")
        shown = focused(color, focus.edges, focus.rest, paper)
        chosen = self._chosen_color()
        return shown if chosen is None else np.where(focus.edges[:, None], chosen, shown)

    def _chosen_color(self) -> FloatArray | None:
        """Return ``(1, 4)`` what chosen edges are painted, None where by their own colours."""
        if self.focus is not None and self.focus.color is not None:
            return np.array([self.focus.color])
        look = self.encodings["edge_color"]
        plain = self.colored_by in (None, "group") and look.field is None and not look.given
        own = len(look.values) == 1 and not np.allclose(look.values, self.theme.rgba("edge"))
        return self.theme.rgba("accent") if plain and not own else None
