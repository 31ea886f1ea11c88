"""A plot and a field -> small multiples: one panel a value, on shared scales, with one legend.

A panel is the same description of a part of the graph. It keeps the order, the places and the
scales of the whole, whatever the plot; with ``keep="present"`` it is laid out anew.
"""

import os
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from functools import partial
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import numpy as np

from vizlib.arrays import BoolArray
from vizlib.choices import check_choice
from vizlib.core.data import Data, Shared
from vizlib.core.edge_density import edge_density
from vizlib.core.highlight import Focus, focus_on, look_of
from vizlib.core.resolve import with_options
from vizlib.core.scene import compose
from vizlib.core.shared_scales import domains_of, merge_domains, own_scales, share
from vizlib.core.sheet import Draft, legends_of, looks_at
from vizlib.core.spec import PlotSpec
from vizlib.core.take import take_options, take_source
from vizlib.encodings.encode import Scale
from vizlib.encodings.read_option import read_option
from vizlib.errors import VizlibError, short_tracebacks
from vizlib.graphs.values import MISSING
from vizlib.layouts.order import order_nodes
from vizlib.scene.resolution import DPI
from vizlib.scene.sheet import (
    INCH,
    LETTERS_PT,
    MARGIN_EM,
    ON_PAGE,
    Grid,
    Setting,
    Size,
    lay_out_grid,
    letter_size,
    panels_size,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Spec = TypeVar("Spec", bound=PlotSpec)
PANEL_IN = (5.0, 3.2)
"""Side of a lone panel as a square, and of one of several."""
PANEL_ASPECTS = (0.6, 1.8)
"""Width of a panel in heights, at least and at most."""
PANEL_TITLE_EM = 1.15


@short_tracebacks
@dataclass(frozen=True, eq=False, repr=False)
class Facets(Generic[Spec]):
    """Small multiples of a plot; a picture, as a plot is one.

    Parameters
    ----------
    plot
        The plot of the whole graph, whose legend all panels share.
    panels
        A title and a plot each.
    columns
        How many panels stand side by side.
    split
        Splits another plot of the same graph alike.
    """

    plot: Spec
    panels: tuple[tuple[str, Spec], ...]
    columns: int
    split: Callable[[Spec], "Facets[Spec]"]

    def replace(self, **options: Any) -> "Facets[Spec]":
        """Return the same panels of the plot with other options."""
        return self.split(with_options(self.plot, **options))

    def highlight(
        self, nodes: Any = None, edges: Any = None, neighbors: bool = True,
        names: Mapping[str, object] | None = None, *, color: Any = None,
        width: float | None = None,
    ) -> "Facets[Spec]":  # fmt: skip
        """Let some nodes and edges stand out in all panels.

        Parameters
        ----------
        nodes, edges, neighbors, names, color, width
            What stands out, and how, as :meth:`vizlib.Plot.highlight` takes it.
        """
        focus = focus_of(self.plot, nodes, edges, neighbors, names, color, width)
        return self.split(with_options(self.plot, focus=focus))

    def figure(self) -> "Figure":
        """Draw all panels on one figure, which pyplot does not keep."""
        from vizlib.rendering import figure

        title = self.plot._title_text(data_of(self.plot))
        grid, panel, setting = self._grid()
        size = panel[0] / INCH, panel[1] / INCH
        scenes = [
            compose(spec, data_of(spec), size, replace(setting, title=words))
            for words, spec in self.panels
        ]
        return figure.new_grid(scenes, grid, title, repr(self))

    def _grid(self) -> tuple[Grid, Size, Setting]:
        """Return where everything stands, the size of a panel in points, and its letters."""
        spec, data, count = self.plot, data_of(self.plot), len(self.panels)
        panel = _panel_size(spec, data, count)
        whole = panels_size(count, self.columns, panel, LETTERS_PT[1])
        draft = Draft(spec=spec, data=data, size=None, setting=ON_PAGE)
        own = replace(draft, size=(panel[0] / INCH, panel[1] / INCH)).plain()
        letters = data.theme.font_size or letter_size(whole)
        setting = Setting(
            margin_em=0.0, title_em=PANEL_TITLE_EM,
            font_size=data.theme.font_size or (letters * own.font_size) ** 0.5,
        )  # fmt: skip
        looks = looks_at(spec, data, own)
        draft = replace(draft, legends=legends_of(spec, data, looks, edge_density(spec, data)))
        sheet = replace(
            own, picture=panels_size(count, self.columns, panel, letters), font_size=letters,
            margin=MARGIN_EM * letters,
        )  # fmt: skip
        sheet = draft.around(sheet, "bottom" if spec.legend == "bottom" else "right")
        return lay_out_grid(count, self.columns, panel, sheet), panel, setting

    def save(self, path: str | os.PathLike[str], dpi: float | None = None) -> Path:
        """Write the picture to a file, whole or not at all; the suffix says the format."""
        from vizlib.rendering import figure

        figure.form_of(path)
        return figure.save(self.figure(), path, dpi)

    def show(self) -> None:
        """Show the picture in a window, or below the cell of a notebook."""
        from vizlib.rendering import figure

        figure.show(self.figure())

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
        return f"{len(self.panels)} panels of: {self.plot!r}"


def _panel_size(spec: PlotSpec, data: Data, count: int) -> Size:
    """Return width and height in points of each panel: of the shape that the whole would have."""
    side = PANEL_IN[1] if count > 1 else PANEL_IN[0]
    width, height = spec.measures(data, None).size
    aspect = float(np.clip(width / height, *PANEL_ASPECTS))
    return side * INCH * aspect**0.5, side * INCH / aspect**0.5


def data_of(spec: PlotSpec) -> Data:
    """Return what a plot means for its graph."""
    data: Data = spec.data  # type: ignore[attr-defined]
    return data


def focus_of(
    spec: PlotSpec, nodes: Any, edges: Any, neighbors: bool,
    names: Mapping[str, object] | None = None, color: object = None, width: object = None,
) -> Focus:  # fmt: skip
    """Return what stands out in a plot: what is chosen, besides what does already."""
    data = data_of(spec)
    chosen = focus_on(data.nodes, data.edges, nodes, edges, neighbors, names)
    focus = look_of(chosen, color, width)
    return focus if spec.focus is None else focus | spec.focus


def facet(
    spec: Spec, nodes: Any = None, edges: Any = None, columns: int | None = None,
    keep: Literal["all", "present"] = "all",
) -> Facets[Spec]:  # fmt: skip
    """Split a plot by a field of its nodes or of its edges; see :meth:`vizlib.Plot.facet`."""
    if (nodes is None) == (edges is None):
        raise VizlibError("facet takes one field: nodes=field or edges=field.")
    check_choice("keep", keep, ("all", "present"))
    data = data_of(spec)
    if data.tables.partitions is not None:
        raise VizlibError("facet: edges in partitions cannot be split; read them whole.")
    table = data.nodes if edges is None else data.edges
    values = read_option(nodes if edges is None else edges, table, "facet")
    order = order_nodes(len(values), values)
    parts = [
        _part(data, order.group == number, edges is None) for number in range(len(order.labels))
    ]
    titles = [MISSING if label == "" else label for label in order.labels]
    shared, panels = _on_shared_scales(spec, data, parts, keep)
    said = replace(spec.shared, scales=shared, warned=(*spec.shared.warned, *data.warnings))
    whole = with_options(spec, graph=data.source, shared=said)
    wide = int(np.ceil(np.sqrt(len(panels)))) if columns is None else columns
    if isinstance(wide, bool) or not isinstance(wide, Integral) or wide < 1:
        raise VizlibError(f"columns={columns!r} must be a whole number above zero.")
    split = partial(facet, nodes=nodes, edges=edges, columns=columns, keep=keep)
    pairs = tuple(zip(titles, panels, strict=True))
    return Facets(whole, pairs, min(int(wide), max(len(panels), 1)), split)


@dataclass(frozen=True, eq=False)
class Part:
    """A panel's part of a graph.

    Parameters
    ----------
    nodes, edges
        ``(N,)``, ``(E,)`` which nodes and edges of the whole it shows.
    """

    nodes: BoolArray
    edges: BoolArray


def _part(data: Data, chosen: BoolArray, of_nodes: bool) -> Part:
    """Return the nodes or edges of one value, with the edges between them or their ends."""
    source, target = data.tables.source, data.tables.target
    if of_nodes:
        return Part(chosen, chosen[source] & chosen[target])
    nodes = np.zeros(data.tables.node_count, bool)
    nodes[source[chosen]] = nodes[target[chosen]] = True
    return Part(nodes, chosen)


def _on_shared_scales(
    spec: Spec, data: Data, parts: list[Part], keep: str
) -> tuple[dict[str, Scale], list[Spec]]:
    """Make the panels on the scales of the whole, and of all panels where they count themselves."""
    scales = dict(own_scales(spec, data))
    panels = [_panel(spec, data, part, keep, scales) for part in parts]
    counted = merge_domains(domains_of(panel, data_of(panel), but=scales) for panel in panels)
    if not counted:
        return scales, panels
    scales |= share(counted).scales
    return scales, [_panel(spec, data, part, keep, scales) for part in parts]


def _panel(spec: Spec, data: Data, part: Part, keep: str, scales: Mapping[str, Scale]) -> Spec:
    """Return the same description of a part of the graph."""
    stays = keep == "all"
    nodes = np.ones(data.tables.node_count, bool) if stays else part.nodes
    shared = Shared(
        scales=scales, whole=data, keeps_places=stays, node=np.flatnonzero(nodes),
        edge=np.flatnonzero(part.edges), order=None if stays else data.order.take(nodes),
        warned=(*spec.shared.warned, *data.warnings),
    )  # fmt: skip
    options = {**take_options(spec, data, nodes, part.edges)}
    options |= {} if stays else spec._panel_options(data)
    return with_options(
        spec, **options, graph=take_source(data, nodes, part.edges), shared=shared,
        focus=_panel_focus(data.focus, part, nodes), legend=False, title=None,
        subtitle=None, caption=None, figsize=None,
    )  # fmt: skip


def _panel_focus(focus: Focus | None, part: Part, nodes: BoolArray) -> Focus | None:
    """Return what stands out in a panel: its own nodes, and what stands out in the whole."""
    if focus is None:
        if part.nodes[nodes].all():
            return None
        everything = np.ones(len(nodes), bool), np.ones(len(part.edges), bool)
        focus = Focus(*everything, strong=False)
    seen = replace(focus, nodes=focus.nodes & part.nodes)
    return seen.take(nodes, part.edges)
