"""A graph and options -> Plot, a frozen description, and what people do with it."""

import os
from abc import ABCMeta
from collections.abc import Container, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd

from vizlib.core.author import check_author
from vizlib.core.data import Data
from vizlib.core.describe import describe, edge_frame, node_frame
from vizlib.core.docs import explain
from vizlib.core.facets import Facets, facet, focus_of
from vizlib.core.resolve import resolve, with_options
from vizlib.core.scene import compose, count_left_out
from vizlib.core.spec import PlotSpec, check_spec, figure_size
from vizlib.encodings.label_option import Label
from vizlib.encodings.scales import By
from vizlib.encodings.track_option import TrackOption
from vizlib.errors import VizlibError, short_traceback, short_tracebacks, unknown_option, warn
from vizlib.scene.geometry import Scene
from vizlib.scene.resolution import DPI
from vizlib.scene.sheet import ON_PAGE, Setting

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VERBS = ("draw", "figure", "save", "show", "scene", "replace", "highlight", "facet")
FRAMES = ("nodes", "edges")
HIDDEN = ("graph", "focus", "shared")


class PlotMeta(ABCMeta):
    """What makes plots: it refuses options that a plot does not have, before anything is made."""

    renamed: Mapping[str, str] = {}

    if not TYPE_CHECKING:

        @short_traceback
        def __call__(cls, *graph: Any, **options: Any) -> Any:
            """Make a plot."""
            known = {option.name for option in fields(cls)}
            for old in [name for name in options if name in cls.renamed]:
                new = cls.renamed[old]
                warn(f"{cls.__name__}: the option {old!r} is called {new!r} now.")
                options[new] = options.pop(old)
            for name in options:
                if name not in known:
                    raise unknown_option(cls.__name__, name, known - set(HIDDEN))
            if len(graph) > 1:
                raise VizlibError(
                    f"{cls.__name__} takes one graph; name the options:"
                    f" {cls.__name__}(graph, group_by=...)."
                )
            if not graph and "graph" not in options:
                raise VizlibError(f"{cls.__name__} needs a graph: {cls.__name__}(graph, ...).")
            return super().__call__(*graph, **options)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Plot(PlotSpec, metaclass=PlotMeta):
    """A picture of a graph, described: nothing is drawn by making one.

    Parameters
    ----------
    graph
        Anything with nodes and edges: a networkx, igraph or rustworkx graph, an adjacency matrix,
        a frame of edges, or what ``vz.from_edges``, ``vz.from_matrix`` and ``vz.read`` return.
    group_by
        A field that says which group each node is in.
    group_order
        ``"sorted"``, ``"appearance"``, ``"size"`` (the largest first), ``"contact"`` (a chain from
        the largest, each beside the one it has most edges with), ``"similarity"`` (the leaves of a
        tree that joins groups with more edges than by chance), ``"auto"`` (a chain of up to ten
        groups, a tree of more), or the groups themselves.
    sort_by
        A field, a sequence of fields, or ``by(field, reverse=True)``.
    node_color
        A field's name, an RGB(A) tuple, ``vz.value("tomato")``, data (an array, a Series or a
        mapping of ids; data whose every value is a colour is painted as it is), or
        ``vz.by(...)`` with a palette and a scale.
    node_size
        Area of the markers in points squared: a field's name, a number, data, or ``vz.by(...)``.
    node_alpha
        Opacity from 0 to 1: a field's name, a number, data, or ``vz.by(...)``.
    node_shape
        A field of categories, ``vz.value("s")`` for one of matplotlib's markers, data, or
        ``vz.by(...)``.
    edge_color
        What ``node_color`` takes, for edges; besides ``"source"`` or ``"target"``, the colour of
        that node, and ``"gradient"``, from one to the other.
    edge_width
        Width in points: a field's name, a number, data, or ``vz.by(...)``.
    edge_alpha
        Opacity from 0 to 1: a field's name, a number, data, or ``vz.by(...)``.
    node_labels
        ``True`` for node ids, or a field; ``vz.label(field, top=20, by="degree", size=9)`` says
        more. Names keep clear of one another: they move, with a line to their node, long ones are
        broken, letters shrink to 6 points, then the least important fall, and the picture says how
        many it names.
        Labels that would overlap are left out, the least important first.
    edge_labels
        A field of the edges, or ``vz.label(...)``, written beside the middle of each edge.
    group_labels
        Whether groups are named; by default where there are groups.
    title
        Words above the picture, in bold.
    subtitle
        Words below the title, which say what a line or a cell is.
    caption
        Small print below the picture: the source, what is left out.
    figsize
        Width and height of the whole picture in inches; by default what there is needs, and no
        more.
    legend
        Whether encodings are explained: ``True`` beside the picture, but below one that is small
        or wide; ``"right"`` or ``"bottom"``; ``False``. What the names of groups say is not
        explained again.
    theme
        ``"light"``, ``"dark"`` or a ``vz.Theme``.
    direction
        How direction is shown where the graph has one: ``"taper"`` (edges narrow from source to
        target), ``"arrow"``, ``"gradient"`` (edges are faint at their source), ``"none"``, in an
        ArcPlot ``"side"``; ``"auto"`` takes what suits the plot. A small guide says it.
    raster
        ``True`` strokes edges (or cells) straight into pixels, ``False`` never does, ``"auto"``
        does where there are many.
    edge_blend
        ``"over"``: edges are laid over one another; ``"density"``: the edges over each pixel are
        counted and shown by colour, for a million edges and more. Where edges follow categories
        (by a field, ``"source"`` or ``"target"``), each pixel mixes their colours. ``"auto"``
        counts more than 15,000 plain edges that would hide each other however faint they are.
    density_scale
        How counts become shades: ``"linear"``, ``"log"`` or ``"eq_hist"`` (each shade as often);
        ``"auto"`` is linear, or by square roots or logarithms where counts are skewed.
    focus
        What stands out; :meth:`highlight` makes it.
    shared
        What is taken from other pictures of a set; :meth:`facet` and ``vz.render`` make it.

    Raises
    ------
    VizlibError
        Where an option or a field is not known, or the graph cannot be drawn.
    """

    registry: ClassVar[dict[str, type["Plot"]]] = {}
    renamed: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        check_author(cls)
        cls.__doc__ = explain(cls)
        short_tracebacks(cls, but={*dir(PlotSpec), "__init__"})
        Plot.registry[cls.__name__] = cls

    def __post_init__(self) -> None:
        for option in fields(self):
            given = getattr(self, option.name)
            if option.name != "graph":
                object.__setattr__(self, option.name, _own_copy(given))
        object.__setattr__(self, "graph", self._accept(self.graph))
        check_spec(self)
        for words in self.data.warnings:
            if words not in self.shared.warned:
                warn(words)

    @cached_property
    def data(self) -> Data:
        """What the description means for its graph: tables, order, positions and looks."""
        return resolve(self)

    def replace(self, **options: Any) -> Self:
        """Return the same plot with other options."""
        known = {"graph": self.data.source, "shared": self._said()}
        return with_options(self, **known | options)

    def _said(self) -> Any:
        """Return what is shared with others, and that the warnings have been said."""
        return replace(self.shared, warned=(*self.shared.warned, *self.data.warnings))

    def highlight(
        self, nodes: Any = None, edges: Any = None, neighbors: bool = True,
        names: Mapping[str, object] | None = None, *, color: Any = None,
        width: float | None = None,
    ) -> Self:  # fmt: skip
        """Let some nodes and edges stand out: opaque, on top; the rest recedes to a tenth.

        Parameters
        ----------
        nodes, edges
            Ids (of an edge: the pair of its ends), a mask (booleans, a Series of them or a mapping
            id -> boolean), or a predicate.

            A predicate compares fields with numbers, texts, dates and each other:
            ``"degree > 10 and club == 'Mr. Hi'"``, ``"`a name` in ['x', 'y']"``,
            ``"not born < '1950-01-01'"``, ``"weight.isna()"``, ``"name.str.contains('Hi')"`` (or
            ``startswith``, ``endswith``). Edges have ``source`` and ``target`` besides their
            fields, the ids of their ends. Where a value is missing, nothing is true but
            ``.isna()``. A predicate is read, never run as code.
        neighbors
            Whether the neighbours of the nodes stand out with them.
        names
            What ``@name`` stands for in a predicate: ``highlight("degree > @least",
            names={"least": 10})``.
        color
            The colour of the edges that stand out: a word or RGB(A); by default their own, or the
            theme's accent where they show no field.
        width
            Their width in points; by default a quarter more than their own.

        Returns
        -------
        plot
            Another plot; a second highlight adds to the first.

        Raises
        ------
        VizlibError
            Where a predicate cannot be read, or something is not in the graph.
        """
        return self.replace(focus=focus_of(self, nodes, edges, neighbors, names, color, width))

    def facet(
        self, nodes: Any = None, edges: Any = None, columns: int | None = None,
        keep: Literal["all", "present"] = "all",
    ) -> "Facets[Self]":  # fmt: skip
        """Split the picture into panels, one for each value of a field.

        Parameters
        ----------
        nodes, edges
            A field of the nodes, or of the edges; an edge shows where both its ends do.
        columns
            How many panels stand side by side.
        keep
            ``"all"``: nodes keep their places; ``"present"``: each panel is laid out anew, with
            the groups, the order and the scales of the whole.

        Returns
        -------
        facets
            The panels, a picture too: ``figure``, ``save``, ``show``, ``highlight``, ``replace``.
        """
        return facet(self, nodes, edges, columns, keep)

    def scene(self, size: tuple[float, float] | None = None) -> Scene:
        """Compute every array of the picture; nothing is drawn.

        Parameters
        ----------
        size
            Width and height of the whole picture in inches; by default ``figsize``, or what the
            plot and its legends need.
        """
        return self._composed(figure_size(size, "size"), ON_PAGE)

    def _composed(self, size: tuple[float, float] | None, setting: Setting) -> Scene:
        """Compute a scene for a place, and say where its legends have no room."""
        scene = compose(self, self.data, size, setting)
        if scene.crowded:
            width, height = scene.size
            warn(
                f"The picture of {width:.1f} by {height:.1f} inches has no room for its legends;"
                " they are left out. Give it a larger figsize, or legend=False."
            )
        return scene

    def draw(self, ax: "Axes | None" = None) -> "Axes":
        """Draw on an axes, by default pyplot's current one, and return it."""
        from vizlib.rendering import figure

        ax = ax if ax is not None else figure.new_axes()
        size, setting = figure.room_of(ax), figure.setting_of(ax)
        return figure.draw(self._composed(size, setting), ax)

    def figure(self) -> "Figure":
        """Draw on a figure of its own, which pyplot does not keep."""
        from vizlib.rendering import figure

        return figure.new_figure(self.scene())

    def save(self, path: str | os.PathLike[str], dpi: float | None = None) -> Path:
        """Write the picture to a file, whole or not at all; the suffix says the format.

        Parameters
        ----------
        path
            ``.png``, ``.svg``, ``.pdf`` ...
        dpi
            Pixels per inch, 200 by default.
        """
        from vizlib.rendering import figure

        figure.form_of(path)
        return figure.save(self.figure(), path, dpi)

    def show(self) -> None:
        """Show the picture in a window, or below the cell of a notebook."""
        from vizlib.rendering import figure

        figure.show(self.figure())

    @property
    def nodes(self) -> pd.DataFrame:
        """The nodes with position and look; id as index, then the fields used."""
        return node_frame(self, self.data)

    @property
    def edges(self) -> pd.DataFrame:
        """The edges with their look, then the fields used."""
        return edge_frame(self, self.data)

    def _repr_png_(self) -> bytes:
        from vizlib.rendering import figure

        return figure.encode(self.figure(), "png", DPI)

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the picture in a notebook, sharp on any screen, with its description as alt text."""
        from vizlib.rendering import notebook

        return notebook.bundle(self.figure(), repr(self), include, exclude)

    def __repr__(self) -> str:
        return describe(self, self.data, *count_left_out(self, self.data))

    def __dir__(self) -> list[str]:
        """List what people use: verbs, frames, answers, and the options that were given."""
        answers = [
            name
            for kind in type(self).__mro__
            if kind not in (Plot, PlotSpec) and issubclass(kind, PlotSpec)
            for name, member in vars(kind).items()
            if isinstance(member, (property, cached_property)) and not name.startswith("_")
        ]
        given = [
            option.name
            for option in fields(self)
            if option.name not in HIDDEN and not _is(getattr(self, option.name), option.default)
        ]
        return [*VERBS, *FRAMES, *answers, *given, "graph", "data"]

    def __reduce__(self) -> Any:
        options = {option.name: getattr(self, option.name) for option in fields(self)}
        return _remade, (type(self), options.pop("graph"), options)


short_tracebacks(Plot, but=("__init__",))


def _remade(kind: type[Plot], graph: Any, options: Mapping[str, Any]) -> Plot:
    return kind(graph, **options)


def _is(given: Any, default: Any) -> bool:
    plain = isinstance(given, (str, int, float, tuple, bool))
    return given is default or (plain and type(given) is type(default) and given == default)


def _own_copy(given: Any) -> Any:
    """Copy data, so that what the user does to it later changes no picture."""
    if isinstance(given, np.ndarray):
        return given.copy()
    if isinstance(given, (pd.Series, pd.Index, pd.DataFrame)):
        return given.copy()
    if isinstance(given, (By, Label, TrackOption)):
        parts = {part.name: _own_copy(getattr(given, part.name)) for part in fields(given)}
        return replace(given, **parts)
    if type(given) in (list, tuple):
        return type(given)(_own_copy(part) for part in given)
    return dict(given) if isinstance(given, dict) else given
