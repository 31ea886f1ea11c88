"""A graph and options -> Plot, a frozen description, and what people do with it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from vizlib.core.describe import edge_frame, node_frame
from vizlib.core.highlight import Focus, focus_on, select
from vizlib.errors import VizlibError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from vizlib.core.facets import Facets

from vizlib.core.hooks import Ends
from vizlib.core.looks import INCH, PAD
from vizlib.core.recipe import Recipe

__all__ = ["INCH", "Ends", "Plot"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Plot(Recipe):
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
        colour of that node, ``"gradient"`` goes from one to the other.
    node_labels
        ``True`` for node ids, or a field. Labels that would overlap are left out, the least
        important first.
        ``vz.label(field, top=20, by="degree")`` says more.
    edge_labels
        A field of the edges, or ``vz.label(...)``, written at the middle of each edge.
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
        How direction is shown where the graph has one: ``"taper"`` (edges narrow from source to
        target), ``"arrow"``, ``"gradient"`` (edges are faint at their source), ``"none"``, in an
        ArcPlot ``"side"``; ``"auto"`` takes what suits the plot. A small guide says it.
    raster
        ``True`` strokes edges (or cells) straight into pixels, ``False`` never does, ``"auto"``
        does where there are many.
    edge_blend
        ``"over"``: edges are laid over one another; ``"density"``: the edges over each pixel are
        counted and shown by colour, for a million edges and more. Where edges follow categories
        (by a field, ``"source"`` or ``"target"``), each pixel mixes their colours.
    density_scale
        How counts become shades: ``"linear"``, ``"log"`` or ``"eq_hist"`` (each shade as often).
    focus
        What stands out; :meth:`highlight` makes it.

    Raises
    ------
    VizlibError
        Where an option or a field is not known, or the graph cannot be drawn.
    """

    registry: ClassVar[dict[str, type["Plot"]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        Plot.registry[cls.__name__] = cls

    def replace(self, **options: Any) -> "Plot":
        """Return the same plot with other options."""
        now = {each.name: getattr(self, each.name) for each in fields(self)}
        now["graph"] = self.source_graph
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
        from vizlib.core.facets import facet

        return facet(self, nodes, edges, columns, keep)

    def draw(self, ax: "Axes | None" = None) -> "Axes":
        """Draw on an axes, by default pyplot's current one, and return it."""
        from vizlib.rendering import figure

        ax = ax if ax is not None else figure.new_axes()
        return figure.draw(self.scene(_inches(ax)), ax)

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
            Pixels per inch, 100 by default.
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
        return node_frame(self)

    @property
    def edges(self) -> pd.DataFrame:
        """The edges with their look, then the fields used."""
        return edge_frame(self)

    def _repr_png_(self) -> bytes:
        from vizlib.rendering import figure

        return figure.encode(self.figure(), "png")

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
