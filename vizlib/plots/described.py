"""A graph and options -> Described: what was given, checked; the fields; the looks; the hooks."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.canvas import Canvas
from vizlib.encodings import Encoding, encode_size
from vizlib.errors import VizlibError, unknown_choice, unknown_option
from vizlib.fields import FieldTable, edge_fields, node_fields
from vizlib.geometry import Curves, Geometry, Labels, Margins
from vizlib.labels import as_label, importance, words_of
from vizlib.legends import Legend
from vizlib.order import Order
from vizlib.plots.describe import describe
from vizlib.plots.focus import Focus
from vizlib.plots.options import (
    arrange,
    check_density,
    check_figsize,
    check_flag,
    check_title,
    encode_edges,
    encode_nodes,
    follows,
)
from vizlib.readers import read_graph
from vizlib.routes import MANY, SAMPLES, halfway, lanes
from vizlib.tables import GraphTables
from vizlib.themes import Theme, as_theme

INCH = 72.0
PAD = 16.0
MOST_LANES = 1_000_000
"""Edges beyond which parallel ones are not drawn apart."""
DIRECTIONS = {
    "taper": ("wide at the source,", "narrow at the target"),
    "arrow": ("arrows point", "to the target"),
    "gradient": ("faint at the source,", "strong at the target"),
}
FAINT = 0.12
"""Share of its opacity that an edge has at its source, where that shows direction."""


@dataclass(frozen=True, eq=False)
class Ends:
    """Where edges start, or where they end.

    Parameters
    ----------
    node
        ``(E,)`` number of the node.
    xy
        ``(E, 2)`` its position.
    group, place
        ``(E,)`` its group, and its place in the order of all nodes.
    lane
        ``(E,)`` 0, or how far a parallel edge keeps from its neighbours.
    samples
        How many points a curve has: fewer where there are very many.
    """

    node: IntArray
    xy: FloatArray
    group: IntArray
    place: Any
    lane: FloatArray
    samples: int = SAMPLES


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Described(ABC):
    """What a plot is made of, read and checked, and what each plot says of its own."""

    picture_size: ClassVar[tuple[float, float]] = (6.0, 6.0)
    aspect: ClassVar[Literal["equal", "auto"]] = "equal"
    refused: ClassVar[Mapping[str, str]] = {}
    names_alone: ClassVar[bool] = False
    directions: ClassVar[tuple[str, ...]] = ("taper", "arrow", "gradient")
    many_edges: ClassVar[int] = 4000
    graph: Any = field(kw_only=False)
    group_by: Any = None
    group_order: str | Sequence[Any] = "sorted"
    sort_by: Any = None
    node_color: Any = None
    node_size: Any = None
    node_alpha: Any = None
    node_shape: Any = None
    edge_color: Any = None
    edge_width: Any = None
    edge_alpha: Any = None
    node_labels: Any = False
    edge_labels: Any = False
    group_labels: bool | None = None
    title: str | None = None
    figsize: tuple[float, float] | None = None
    legend: bool = True
    theme: str | Theme = "light"
    direction: str = "auto"
    raster: bool | str = "auto"
    edge_blend: str = "over"
    density_scale: str = "log"
    focus: Focus | None = None

    def __new__(cls, *graph: Any, **options: Any) -> Any:
        """Refuse options that the plot does not have."""
        known = {each.name for each in fields(cls)}
        for name in options:
            if name not in known:
                raise unknown_option(cls.__name__, name, known - {"graph"})
        if len(graph) > 1:
            raise VizlibError(
                f"{cls.__name__} takes one graph; name the options:"
                f" {cls.__name__}(graph, group_by=...)."
            )
        return super().__new__(cls)

    def __post_init__(self) -> None:
        self.check()
        if self.order.place.size != self.tables.node_count or not self.encodings:
            raise VizlibError(f"{type(self).__name__} must place each node once.")

    def check(self) -> None:
        """Refuse options that make no sense; a plot adds its own."""
        for name, why in self.refused.items():
            given = getattr(self, name)
            usual = type(self).__dataclass_fields__[name].default
            if not (given is None or given is False or (isinstance(given, str) and given == usual)):
                raise VizlibError(f"{type(self).__name__} has no use for {name}: {why}")
        check_flag("legend", self.legend)
        self._check_direction()
        check_flag("raster", self.raster, ["auto"])
        check_density(self)
        self._check_parts()
        if self.group_labels is not None:
            check_flag("group_labels", self.group_labels)
        check_title(self.title)
        check_figsize(self.figsize)
        as_theme(self.theme)
        self._check_labels()

    def _check_parts(self) -> None:
        """Refuse edges in partitions where they are not counted."""
        if self.tables.parts is None or self.edge_blend == "density" or self.counts_cells:
            return
        raise VizlibError(
            f"The edges are in partitions, and this {type(self).__name__} would need all at once:"
            " give edge_blend='density' (a MatrixPlot: cell_gather='count'), or read the graph"
            " without partitioned=True."
        )

    @property
    def counts_cells(self) -> bool:
        """Whether edges are gathered as cells."""
        return False

    def _check_labels(self) -> None:
        for name, table in (("node_labels", self.node_table), ("edge_labels", self.edge_table)):
            wanted = as_label(getattr(self, name))
            if wanted is not None:
                importance(wanted, table, np.zeros(table.count), name)
                words_of(wanted, table, name)

    @property
    def names_nodes(self) -> bool:
        """Whether the nodes are labelled."""
        return as_label(self.node_labels) is not None

    def _check_direction(self) -> None:
        known = ("auto", "none", *self.directions)
        if self.direction not in known:
            raise unknown_choice("direction", self.direction, known)
        if self.direction not in known[:2] and not self.tables.directed:
            raise VizlibError(
                f"direction={self.direction!r}: the graph is undirected, so its edges have none."
            )

    @property
    def shows_direction(self) -> str:
        """How direction is shown: ``"none"``, or one of the plot's ways."""
        if not self.tables.directed:
            return "none"
        return self.directions[0] if self.direction == "auto" else self.direction

    @cached_property
    def tables(self) -> GraphTables:
        """The graph as tables."""
        return read_graph(self.graph)

    @property
    def source_graph(self) -> Any:
        """What another plot of the same data is made of: read already."""
        return self.tables

    @cached_property
    def node_table(self) -> FieldTable:
        """The fields of the nodes, derived ones included."""
        return node_fields(self.tables)

    @cached_property
    def edge_table(self) -> FieldTable:
        """The fields of the edges."""
        return edge_fields(self.tables)

    @cached_property
    def colors(self) -> Theme:
        """The theme."""
        return as_theme(self.theme)

    @cached_property
    def order(self) -> Order:
        """Where each node stands."""
        return arrange(self.node_table, self.group_by, self.group_order, self.sort_by)

    @cached_property
    def xy(self) -> FloatArray:
        """``(N, 2)`` positions in data units."""
        return self.place(self.node_table, self.order)

    @cached_property
    def encodings(self) -> Mapping[str, Encoding]:
        """Option -> what it means, for the picture's default size."""
        return self._encode(self._picture(None))

    def encodings_at(self, size: tuple[float, float]) -> Mapping[str, Encoding]:
        """Option -> what it means in a picture of a width and a height in inches."""
        return self._encode(self._picture(size))

    def _encode(self, size: tuple[float, float]) -> dict[str, Encoding]:
        known = self.__dict__.get("encodings", {})
        looks = known or {
            **encode_nodes(self, self.node_table, self.colors),
            **encode_edges(self, self.edge_table, self.colors, self.edge_opacity()),
        }
        dot, line = self.node_sizes(size), self.edge_widths(size)
        sizes = {
            "node_size": encode_size(
                self.node_size, self.node_table, default=dot[1], range=(dot[0], dot[2]),
                name="node_size", theme=self.colors,
            ),
            "edge_width": encode_size(
                self.edge_width, self.edge_table, default=line[1], range=(line[0], line[2]),
                name="edge_width", theme=self.colors, mark="edge",
            ),
        }  # fmt: skip
        return {**looks, **sizes}

    @property
    def ends(self) -> tuple[Ends, Ends]:
        """Where all edges start and end."""
        return self.ends_of(slice(None))

    def ends_of(self, part: Any) -> tuple[Ends, Ends]:
        """Where some edges start and end: a slice of them, or ``(M,)`` numbers."""
        nodes = self.tables.source[part], self.tables.target[part]
        lane = self.lanes[part] if len(self.lanes) > 1 else np.zeros(len(nodes[0]))
        few = self.edge_blend == "density" or self.tables.edge_count > MANY
        samples = SAMPLES // 2 if few else SAMPLES
        start, end = (
            Ends(each, self.xy[each], self.order.group[each], self.order.place[each], lane, samples)
            for each in nodes
        )
        return start, end

    @cached_property
    def lanes(self) -> FloatArray:
        """``(E,)`` how far parallel edges keep apart; one 0 for all where that is not seen."""
        if self.tables.edge_count > MOST_LANES or self.edge_blend == "density":
            return np.zeros(1)
        return lanes(self.tables.source, self.tables.target)

    @abstractmethod
    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Return ``(N, 2)`` positions of the nodes, in data units."""

    @abstractmethod
    def connect(self, start: Ends, end: Ends) -> Any:
        """Return the geometry of the edges between their ends."""

    def arrives(self, curves: Curves) -> BoolArray:
        """Return ``(P,)`` which parts of the edges end at their target."""
        return np.ones(len(curves.offsets) - 1, bool)

    def limits(self) -> tuple[float, float, float, float]:
        """Return x0, x1, y0, y1 of the data rectangle."""
        known = self.xy[np.isfinite(self.xy).all(axis=1)]
        if not len(known):
            return 0.0, 1.0, 0.0, 1.0
        low, high = known.min(axis=0), known.max(axis=0)
        pad = np.where(high > low, 0.0, 0.5)
        low, high = low - pad, high + pad
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def limits_in(self, picture: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return the data rectangle in a picture of a width and a height in points."""
        return self.limits()

    def shown(self, limits: tuple[float, float, float, float]) -> FloatArray:
        """Return ``(N, 2)`` positions of the nodes, NaN for one that a rectangle leaves out."""
        return self.xy

    def shared(self, nodes: BoolArray | None) -> dict[str, Any]:
        """Return options by which a panel of some nodes ``(N,)``, or of all, suits the others."""
        return {}

    def beside(self) -> Margins:
        """Return the room in points that the plot needs beside its data rectangle."""
        return Margins()

    def below(self, canvas: Canvas) -> dict[str, Geometry]:
        """Return layers below the edges."""
        return {}

    def above(self, canvas: Canvas) -> dict[str, Geometry]:
        """Return layers above the nodes."""
        return {}

    def group_words(self, canvas: Canvas) -> Labels | None:
        """Return the labels of the groups, G of them, or None where the plot has none."""
        return None

    def node_words(self, canvas: Canvas, words: tuple[str, ...]) -> Labels:
        """Return the labels of the nodes, N of them: above each node by default."""
        count = len(words)
        return Labels(
            xy=canvas.xy,
            text=words,
            color=self.ink,
            size=canvas.letters,
            offset=np.stack([np.zeros(count), canvas.radius + 2], axis=1),
            rotation=np.zeros(count),
            across=("center",) * count,
            upright=("bottom",) * count,
            halo=self.paper,
            font=self.colors.font,
        )

    def edge_words(self, canvas: Canvas, words: tuple[str, ...]) -> Labels:
        """Return the labels of the edges, E of them: at the middle of each."""
        curves: Curves = self.connect(*self.ends)
        count = len(words)
        return Labels(
            xy=halfway(curves, count),
            text=words,
            color=self.ink,
            size=0.85 * canvas.letters,
            offset=np.zeros((count, 2)),
            rotation=np.zeros(count),
            across=("center",) * count,
            upright=("center_baseline",) * count,
            halo=self.paper,
            font=self.colors.font,
        )

    def legends(self) -> list[Legend]:
        """Return what must be explained besides the encodings."""
        from vizlib.plots.density import density_legends

        if self.edge_blend == "density":
            return density_legends(self)
        words = DIRECTIONS.get(self.shows_direction)
        if words is None or not self.tables.edge_count:
            return []
        return [Legend(title="direction", mark="edge", kind="words", labels=words)]

    def frame(self) -> dict[str, Any]:
        """Return what the scene must know besides: clipping, projection."""
        return {}

    @property
    def unlabelled(self) -> int:
        """How many labels the picture has no room for."""
        return 0

    def remarks(self) -> list[str]:
        """Return sentences about what the picture leaves out, for its description."""
        return []

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the room that a node has for itself, in points."""
        return float(0.5 * np.sqrt(size[0] * size[1] / max(self.tables.node_count, 1)))

    def node_sizes(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest area of a node in points squared."""
        room = self.spacing(size)
        return (
            float(np.clip(0.45 * room, 2.2, 4.5)) ** 2,
            float(np.clip(0.8 * room, 2.2, 8.0)) ** 2,
            float(np.clip(1.5 * room, 5.0, 17.0)) ** 2,
        )

    def edge_widths(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest width of an edge in points."""
        count = max(self.tables.edge_count, 1)
        usual = float(np.clip(2.0 - 0.38 * np.log10(count), 0.4, 1.4))
        return 0.4 * usual, usual, float(np.clip(4.5 * usual, 1.5, 5.0))

    def edge_opacity(self) -> float:
        """Return how opaque edges are where nothing is said; colours must be seen."""
        usual = 8 / np.sqrt(max(self.tables.edge_count, 1))
        least = 0.06 if self.edge_color is None else 0.35
        return float(np.clip(usual, least, 0.75))

    @property
    def ink(self) -> FloatArray:
        """``(1, 4)`` the colour of words."""
        return _rgba(self.colors.ink)

    @property
    def muted(self) -> FloatArray:
        """``(1, 4)`` the colour of small print."""
        return _rgba(self.colors.muted)

    @property
    def paper(self) -> FloatArray:
        """``(4,)`` the colour of the background."""
        paper: FloatArray = _rgba(self.colors.background)[0]
        return paper

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Return the size of the picture without legend, as far as it is known, in points."""
        given = size or check_figsize(self.figsize)
        if given is None:
            return self.picture_size[0] * INCH, self.picture_size[1] * INCH
        return max(given[0] * INCH - PAD, 36.0), max(given[1] * INCH - PAD, 36.0)

    def _letters(self, picture: tuple[float, float]) -> float:
        return self.colors.size * float(np.clip(np.sqrt(min(picture) / 432), 0.7, 2.0))

    @cached_property
    def node_rgba(self) -> FloatArray:
        """``(N, 4)`` colours of the nodes."""
        count = self.tables.node_count
        color = _faded(self.encodings["node_color"], self.encodings["node_alpha"], count)
        return color if self.focus is None else self.focus.on_nodes(color)

    @cached_property
    def edge_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges, or one row where all are alike."""
        color = self._edge_colors("source")
        return color if self.focus is None else self.focus.on_edges(color)

    @property
    def edge_starts(self) -> FloatArray:
        """``(E, 4)`` colours of the edges at their source, where they change on their way."""
        color = self.edge_rgba.copy()
        if self.shows_direction == "gradient":
            color[:, 3] *= FAINT
        return color

    @property
    def edge_fade(self) -> FloatArray:
        """``(E, 4)`` colours of the edges at their target, no row where they do not change."""
        if self.edge_color != "gradient" or "gradient" in self.edge_table:
            return self.edge_rgba if self.shows_direction == "gradient" else np.zeros((0, 4))
        color = self._edge_colors("target")
        return color if self.focus is None else self.focus.on_edges(color)

    def _edge_colors(self, side: str) -> FloatArray:
        end = follows(self.edge_color, self.edge_table)
        alpha = self.encodings["edge_alpha"]
        if end is None:
            return _faded(self.encodings["edge_color"], alpha, 1)
        end = side if end == "gradient" else end
        color: FloatArray = self.node_rgba[getattr(self.tables, end)].copy()
        color[:, 3] *= alpha.values
        return color

    def __repr__(self) -> str:
        return describe(self)


def _rgba(color: str) -> FloatArray:
    from matplotlib.colors import to_rgba

    return np.array([to_rgba(color)])


def _faded(color: Encoding, alpha: Encoding, count: int) -> FloatArray:
    """Multiply the opacity of colours, keeping one row where one stands for all."""
    rows = max(len(color.values), len(alpha.values), 1)
    rgba: FloatArray = np.repeat(color.values, rows // max(len(color.values), 1), axis=0).copy()
    rgba[:, 3] *= alpha.values
    return each_of(rgba, count) if count > 1 and len(rgba) == 1 else rgba


def each_of(values: Any, count: int) -> Any:
    """Give each of N nodes its value where one stands for all."""
    return np.broadcast_to(values, (count, *values.shape[1:])) if len(values) == 1 else values
