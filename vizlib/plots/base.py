"""A graph and options -> Plot, a frozen description; its scene() is the recipe of every picture."""

import os
import warnings
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray
from vizlib.canvas import Canvas, bare, fit, node_points
from vizlib.encodings import Encoding, encode_size
from vizlib.errors import VizlibError, VizlibWarning, unknown_choice, unknown_option
from vizlib.fields import FieldTable, edge_fields, node_fields
from vizlib.geometry import Block, Curves, Geometry, Labels, Margins, Scene
from vizlib.guides import layout_guides, merged
from vizlib.legends import Legend
from vizlib.order import Order
from vizlib.plots.describe import describe, edge_frame, node_frame
from vizlib.plots.focus import Focus, focus_on, select
from vizlib.plots.options import (
    arrange,
    check_figsize,
    check_flag,
    check_title,
    encode_edges,
    encode_nodes,
    follows,
    words_of,
)
from vizlib.readers import read_graph
from vizlib.routes import lanes
from vizlib.tables import GraphTables
from vizlib.themes import Theme, as_theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vizlib.plots.facets import Facets

INCH = 72.0
PAD = 16.0
GUIDE_GAP = 14.0
MOST_GUIDES = 0.6
"""Share of a picture's width that legends may take."""
LONGEST = 32
"""Letters of a label; what is longer is shortened."""


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
    """

    node: IntArray
    xy: FloatArray
    group: IntArray
    place: Any
    lane: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Plot(ABC):
    """A picture of a graph, described: nothing is drawn by making one.

    Parameters
    ----------
    graph
        Anything with nodes and edges: a networkx, igraph or rustworkx graph, an adjacency matrix,
        a frame of edges, or what ``vz.from_edges``, ``vz.from_matrix`` and ``vz.read`` return.
    group_by
        A field that says which group each node is in.
    group_order
        ``"sorted"``, ``"appearance"``, ``"size"``, or the groups themselves.
    sort_by
        A field, a sequence of fields, or ``by(field, reverse=True)``.
    node_color, node_size, node_alpha, node_shape
        A field's name, a constant, data, ``vz.value(...)`` or ``vz.by(...)``. Sizes are areas in
        points squared.
    edge_color, edge_width, edge_alpha
        The same for edges; widths in points. ``edge_color="source"`` or ``"target"`` follows the
        colour of that node.
    node_labels
        ``True`` for node ids, or a field. Labels that would overlap are left out, the least
        important first.
    group_labels
        Whether groups are named; by default where there are groups.
    title
        Words above the picture.
    figsize
        Width and height of the whole picture in inches.
    legend
        Whether encodings are explained beside the picture.
    theme
        ``"light"``, ``"dark"`` or a ``vz.Theme``.
    direction
        ``"taper"``: edges narrow from source to target, by default where the graph is directed;
        ``"none"``: direction is not shown.
    raster
        ``True`` strokes edges (or cells) straight into pixels, ``False`` never does, ``"auto"``
        does where there are many.
    focus
        What stands out; :meth:`highlight` makes it.

    Raises
    ------
    VizlibError
        Where an option or a field is not known, or the graph cannot be drawn.
    """

    registry: ClassVar[dict[str, type["Plot"]]] = {}
    picture_size: ClassVar[tuple[float, float]] = (6.0, 6.0)
    aspect: ClassVar[Literal["equal", "auto"]] = "equal"
    refused: ClassVar[Mapping[str, str]] = {}
    names_alone: ClassVar[bool] = False
    shows_direction: ClassVar[str] = "taper"
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
    group_labels: bool | None = None
    title: str | None = None
    figsize: tuple[float, float] | None = None
    legend: bool = True
    theme: str | Theme = "light"
    direction: str = "auto"
    raster: bool | str = "auto"
    focus: Focus | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Plot.registry[cls.__name__] = cls

    def __new__(cls, *graph: Any, **options: Any) -> "Plot":
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
            if getattr(self, name) is not None and getattr(self, name) is not False:
                raise VizlibError(f"{type(self).__name__} has no use for {name}: {why}")
        check_flag("legend", self.legend)
        self._check_direction()
        check_flag("raster", self.raster, ["auto"])
        if self.group_labels is not None:
            check_flag("group_labels", self.group_labels)
        check_title(self.title)
        check_figsize(self.figsize)
        as_theme(self.theme)
        if self.node_labels is not False and self.node_labels is not None:
            words_of(self.node_labels, self.node_table)

    def _check_direction(self) -> None:
        known = ("auto", "none", self.shows_direction)
        if self.direction not in known:
            raise unknown_choice("direction", self.direction, known)
        if self.direction not in known[:2] and not self.tables.directed:
            raise VizlibError(
                f"direction={self.direction!r}: the graph is undirected, so its edges have none."
            )

    @property
    def tapered(self) -> bool:
        """Whether edges narrow from source to target."""
        wanted = self.tables.directed and self.direction != "none"
        return wanted and self.shows_direction == "taper"

    # What is read of the graph and of the options, once.

    @cached_property
    def tables(self) -> GraphTables:
        """The graph as tables."""
        return read_graph(self.graph)

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

    # What a plot says of its own.

    @abstractmethod
    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Return ``(N, 2)`` positions of the nodes, in data units."""

    @abstractmethod
    def connect(self, start: Ends, end: Ends) -> Any:
        """Return the geometry of the edges between their ends."""

    def limits(self) -> tuple[float, float, float, float]:
        """Return x0, x1, y0, y1 of the data rectangle."""
        known = self.xy[np.isfinite(self.xy).all(axis=1)]
        if not len(known):
            return 0.0, 1.0, 0.0, 1.0
        low, high = known.min(axis=0), known.max(axis=0)
        pad = np.where(high > low, 0.0, 0.5)
        low, high = low - pad, high + pad
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

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

    # The recipe.

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

    def scene(self, size: tuple[float, float] | None = None) -> Scene:
        """Compute every array of the picture; nothing is drawn.

        Parameters
        ----------
        size
            Width and height of the whole picture in inches; by default ``figsize``, or what the
            plot and its legends need.
        """
        picture = self._picture(size)
        encodings = self._encode(picture)
        block = self._guides(encodings, picture)
        if size is not None or self.figsize is not None:
            block = self._fitting(block, picture)
            picture = self._less(picture, block)
        canvas, layers = self._layers(encodings, picture)
        wide = picture[0] + (block.width + GUIDE_GAP if block.layers else 0)
        whole = ((wide + PAD) / INCH, (picture[1] + PAD + self._title_room(picture)) / INCH)
        return Scene(
            layers=layers,
            limits=canvas.limits,
            size=size or check_figsize(self.figsize) or whole,
            margins=canvas.margins,
            guides=block,
            title=self.title or "",
            description=describe(self),
            theme=self.colors,
            aspect=self.aspect,
            title_size=self._title_size(picture),
            **self.frame(),
        )

    def remarks(self) -> list[str]:
        """Return sentences about what the picture leaves out, for its description."""
        return []

    def frame(self) -> dict[str, Any]:
        """Return what the scene must know besides: clipping, projection."""
        return {}

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Return the size of the picture without legend, as far as it is known, in points."""
        given = size or check_figsize(self.figsize)
        if given is None:
            return self.picture_size[0] * INCH, self.picture_size[1] * INCH
        return max(given[0] * INCH - PAD, 36.0), max(given[1] * INCH - PAD, 36.0)

    def _fitting(self, block: Block, picture: tuple[float, float]) -> Block:
        """Leave out legends that would take the room of the picture, and say so."""
        if block.width <= MOST_GUIDES * picture[0] and block.height <= picture[1] + 1:
            return block
        warnings.warn(
            f"The picture of {picture[0] / INCH:.1f} by {picture[1] / INCH:.1f} inches has no room"
            f" for its legends ({block.width / INCH:.1f} by {block.height / INCH:.1f}); they are"
            " left out. Give it a larger figsize, or legend=False.",
            VizlibWarning,
            stacklevel=4,
        )
        return Block()

    def _less(self, picture: tuple[float, float], block: Block) -> tuple[float, float]:
        wide = picture[0] - (block.width + GUIDE_GAP if block.layers else 0)
        return max(wide, 36.0), max(picture[1] - self._title_room(picture), 36.0)

    def _letters(self, picture: tuple[float, float]) -> float:
        return self.colors.size * float(np.clip(np.sqrt(min(picture) / 432), 0.7, 2.0))

    def _title_size(self, picture: tuple[float, float]) -> float:
        return 1.5 * self._letters(picture)

    def _title_room(self, picture: tuple[float, float]) -> float:
        return 1.2 * self._title_size(picture) + 8 if self.title else 0.0

    def _guides(self, encodings: Mapping[str, Encoding], picture: tuple[float, float]) -> Block:
        if not self.legend:
            return Block()
        said = merged(
            [*(each.legend for each in encodings.values() if each.legend), *self.legends()]
        )
        return (
            layout_guides(said, self.colors, picture[1], self._letters(picture))
            if said
            else Block()
        )

    def legends(self) -> list[Legend]:
        """Return what must be explained besides the encodings."""
        if not self.tapered or not self.tables.edge_count:
            return []
        words = ("wide at the source,", "narrow at the target")
        return [Legend(title="direction", mark="edge", kind="words", labels=words)]

    def _layers(
        self, encodings: Mapping[str, Encoding], picture: tuple[float, float]
    ) -> tuple[Canvas, dict[str, Geometry]]:
        canvas = bare(
            Canvas(
                size=picture,
                limits=self.limits(),
                aspect=self.aspect,
                theme=self.colors,
                letters=self._letters(picture),
                order=self.order,
                xy=self.xy,
                color=self.node_rgba,
                node_size=_each(encodings["node_size"].values, self.tables.node_count),
                least=self.beside(),
            )
        )
        words, priority = self._words(canvas)
        canvas, words = fit(canvas, words, priority)
        shape = _each(encodings["node_shape"].values, self.tables.node_count)
        layers = {
            **self.below(canvas),
            **self.edge_layers(canvas, encodings),
            **self.node_layers(canvas, shape),
            **self.above(canvas),
            **words,
        }
        return canvas, layers

    def node_layers(self, canvas: Canvas, shape: IntArray) -> dict[str, Geometry]:
        """Return the layers that show the nodes."""
        return {"nodes": node_points(canvas, shape)}

    def edge_layers(self, canvas: Canvas, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the layers that show the edges."""
        curves: Curves = self.connect(*self.ends)
        rastered = self.raster is True or (
            self.raster == "auto" and self.tables.edge_count > self.many_edges
        )
        width = encodings["edge_width"].values
        taper = (float(canvas.scale[0]), float(canvas.scale[1])) if self.tapered else ()
        look: dict[str, Any] = {
            "color": self.edge_rgba,
            "width": width,
            "raster": rastered,
            "taper": taper,
        }
        return {"edges": replace(curves, **look)}

    @property
    def ends(self) -> tuple[Ends, Ends]:
        """Where all edges start and end."""
        lane = lanes(self.tables.source, self.tables.target)
        start, end = (
            Ends(node, self.xy[node], self.order.group[node], self.order.place[node], lane)
            for node in (self.tables.source, self.tables.target)
        )
        return start, end

    @cached_property
    def node_rgba(self) -> FloatArray:
        """``(N, 4)`` colours of the nodes."""
        count = self.tables.node_count
        color = _faded(self.encodings["node_color"], self.encodings["node_alpha"], count)
        return color if self.focus is None else self.focus.on_nodes(color)

    @cached_property
    def edge_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges, or one row where all are alike."""
        color = self._edge_colors()
        return color if self.focus is None else self.focus.on_edges(color)

    def _edge_colors(self) -> FloatArray:
        end = follows(self.edge_color, self.edge_table)
        alpha = self.encodings["edge_alpha"]
        if end is None:
            return _faded(self.encodings["edge_color"], alpha, 1)
        color: FloatArray = self.node_rgba[getattr(self.tables, end)].copy()
        color[:, 3] *= alpha.values
        return color

    def _words(self, canvas: Canvas) -> tuple[dict[str, Labels], dict[str, FloatArray]]:
        words: dict[str, Labels] = {}
        priority: dict[str, FloatArray] = {}
        named = not self._explained() if self.group_labels is None else self.group_labels
        named = named and (self.order.grouped or self.names_alone)
        groups = self.group_words(canvas) if named else None
        if groups is not None:
            words["group_labels"] = groups
            sizes = self.order.sizes.astype(float)
            alike = len(sizes) == len(groups.text)
            priority["group_labels"] = sizes if alike else np.ones(len(groups.text))
        if self.node_labels is not False and self.node_labels is not None:
            text = tuple(_short(each) for each in words_of(self.node_labels, self.node_table))
            there = np.array([bool(each) for each in text], bool)
            there &= np.isfinite(self.xy).all(axis=1)
            if self.focus is not None:
                there &= self.focus.nodes
            words["node_labels"] = self.node_words(canvas, text).keep(there)
            priority["node_labels"] = self.importance(canvas)[there]
        return words, priority

    def _explained(self) -> bool:
        """Tell whether a legend names the groups already, while the nodes' labels take the room."""
        labelled = self.node_labels is not False and self.node_labels is not None
        shown = getattr(self.node_color, "field", self.node_color)
        same = shown is self.group_by or (isinstance(shown, str) and shown == self.group_by)
        return labelled and self.legend and same

    def importance(self, canvas: Canvas) -> FloatArray:
        """Return ``(N,)`` how much each node's label matters: by size, then by degree."""
        degree = self.node_table.field("degree").to_numpy(float, na_value=0)
        rank = np.empty(len(degree))
        rank[np.lexsort([degree, canvas.node_size])] = np.arange(len(degree))
        tied = pd.Series(rank).groupby([canvas.node_size, degree]).transform("max")
        return tied.to_numpy(float)

    # What people do with a plot.

    def replace(self, **options: Any) -> "Plot":
        """Return the same plot with other options."""
        now = {each.name: getattr(self, each.name) for each in fields(self)}
        now["graph"] = self.tables
        now.update(options)
        return type(self)(now.pop("graph"), **now)

    def highlight(self, nodes: Any = None, edges: Any = None, neighbors: bool = True) -> "Plot":
        """Let some nodes and edges stand out; the rest recedes without losing its colour.

        Parameters
        ----------
        nodes, edges
            Ids (of an edge: the pair of its ends), a mask, or a predicate as ``DataFrame.query``
            takes it, such as ``"degree > 10"``.
        neighbors
            Whether the neighbours of the nodes stand out with them.

        Returns
        -------
        plot
            Another plot; a second highlight adds to the first.
        """
        if nodes is None and edges is None:
            raise VizlibError("highlight takes nodes=..., edges=... or both.")
        one = None if nodes is None else select(self.node_table, nodes, "nodes")
        two = None if edges is None else select(self.edge_table, edges, "edges")
        found = focus_on(self.tables, one, two, neighbors)
        if self.focus is not None:
            found = Focus(found.nodes | self.focus.nodes, found.edges | self.focus.edges)
        return self.replace(focus=found)

    def facet(
        self, nodes: Any = None, edges: Any = None, columns: int | None = None, keep: str = "all"
    ) -> "Facets":
        """Split the picture into panels, one for each value of a field.

        Parameters
        ----------
        nodes, edges
            A field of the nodes, or of the edges; an edge shows where both its ends do.
        columns
            How many panels stand side by side.
        keep
            ``"all"``: nodes keep their places; ``"present"``: each panel is laid out anew.
        """
        from vizlib.plots.facets import facet

        return facet(self, nodes, edges, columns, keep)

    def draw(self, ax: "Axes | None" = None) -> "Axes":
        """Draw on an axes, by default pyplot's current one, and return it."""
        from vizlib import figure

        ax = ax if ax is not None else figure.new_axes()
        return figure.draw(self.scene(_inches(ax)), ax)

    def figure(self) -> "Figure":
        """Draw on a figure of its own, which pyplot does not keep."""
        from vizlib import figure

        return figure.new_figure(self.scene())

    def save(self, path: str | os.PathLike[str], dpi: float | None = None) -> Path:
        """Write the picture to a file, whole or not at all; the suffix says the format.

        Parameters
        ----------
        path
            ``.png``, ``.svg``, ``.pdf`` ...
        dpi
            Pixels per inch, 100 by default.
        """
        from vizlib import figure

        figure.form_of(path)
        return figure.save(self.figure(), path, dpi)

    def show(self) -> None:
        """Show the picture in a window, or below the cell of a notebook."""
        from vizlib import figure

        figure.show(self.figure())

    @property
    def nodes(self) -> pd.DataFrame:
        """The nodes with position and look; id as index, then the fields used."""
        return node_frame(self)

    @property
    def edges(self) -> pd.DataFrame:
        """The edges with their look, then the fields used."""
        return edge_frame(self)

    def _repr_png_(self) -> bytes:
        from vizlib import figure

        return figure.encode(self.figure(), "png")

    def __repr__(self) -> str:
        return describe(self)

    def __reduce__(self) -> Any:
        now = {each.name: getattr(self, each.name) for each in fields(self)}
        return _remade, (type(self), now.pop("graph"), now)


def _remade(kind: type[Plot], graph: Any, options: Mapping[str, Any]) -> Plot:
    return kind(graph, **options)


def _inches(ax: "Axes") -> tuple[float, float]:
    """Measure the room of an axes."""
    whole = ax.get_figure(root=False)
    assert whole is not None
    inches = whole.bbox.transformed(whole.dpi_scale_trans.inverted())
    room = ax.get_position(original=True)
    return room.width * inches.width + PAD / INCH, room.height * inches.height + PAD / INCH


def _rgba(color: str) -> FloatArray:
    from matplotlib.colors import to_rgba

    return np.array([to_rgba(color)])


def _each(values: Any, count: int) -> Any:
    """Give each of N nodes its value where one stands for all."""
    return np.broadcast_to(values, (count, *values.shape[1:])) if len(values) == 1 else values


def _faded(color: Encoding, alpha: Encoding, count: int) -> FloatArray:
    """Multiply the opacity of colours, keeping one row where one stands for all."""
    rows = max(len(color.values), len(alpha.values), 1)
    rgba: FloatArray = np.repeat(color.values, rows // max(len(color.values), 1), axis=0).copy()
    rgba[:, 3] *= alpha.values
    return _each(rgba, count) if count > 1 and len(rgba) == 1 else rgba


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
