"""A plot and a field -> small multiples: one panel a value, on shared scales, with one legend.

A panel is the same description of a part of the graph. It keeps the order, the places and the
scales of the whole, whatever the plot; with ``keep="present"`` it is laid out anew.
"""

import os
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

import numpy as np

from vizlib.choices import check_choice
from vizlib.core.data import Data
from vizlib.core.edge_density import edge_density
from vizlib.core.highlight import Focus, focus_on, look_of
from vizlib.core.panel_heads import PanelHead, panel_head
from vizlib.core.panels import Panels, data_of, on_shared_scales, part_of
from vizlib.core.resolve import with_options
from vizlib.core.scene import compose, lay_out_page
from vizlib.core.sheet import Draft, legends_of, looks_at, without_groups
from vizlib.core.spec import PlotSpec
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import field_name
from vizlib.errors import VizlibError, short_tracebacks
from vizlib.graphs.values import MISSING
from vizlib.layouts.order import order_nodes
from vizlib.scene.geometry import NO_MARGINS, GuideBox, Margins
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
    words_room,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Spec = TypeVar("Spec", bound=PlotSpec)
PANEL_IN = (5.0, 3.2)
"""Side of a lone panel as a square, and at most of one of several."""
PANELS_ACROSS_IN, MIN_PANEL_IN = 12.6, 1.5
"""Width that panels share, and the least side of one."""
PANEL_ASPECTS = (0.6, 1.8)
"""Width of a panel in heights, at least and at most."""
MIN_INNER_SHARE = 0.6
"""Share of a panel's shorter side that is left for nodes and edges, whatever names need."""
PANEL_TITLE_EM, PANEL_COUNTS_EM = 1.15, 0.94


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
    heads
        The words over each panel.
    groups_told
        Whether these words name the groups, so that no guide need do so.
    """

    plot: Spec
    panels: tuple[tuple[str, Spec], ...]
    columns: int
    split: Callable[[Spec], "Facets[Spec]"]
    heads: tuple[PanelHead, ...] = ()
    groups_told: bool = False

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
            compose(spec, data_of(spec), size, _headed(setting, head))
            for head, (_, spec) in zip(self.heads, self.panels, strict=True)
        ]
        return figure.new_grid(scenes, grid, title, repr(self))

    def _grid(self) -> tuple[Grid, Size, Setting]:
        """Return where everything stands, the size of a panel in points, and its letters."""
        spec, data, count = self.plot, data_of(self.plot), len(self.panels)
        panel = _panel_size(spec, data, count, self.columns)
        whole = panels_size(count, self.columns, panel, LETTERS_PT[1])
        draft = Draft(spec=spec, data=data, size=None, setting=ON_PAGE)
        own = replace(draft, size=(panel[0] / INCH, panel[1] / INCH)).plain()
        letters = data.theme.font_size or letter_size(whole)
        setting = Setting(
            margin_em=0.0, title_em=PANEL_TITLE_EM, subtitle_em=PANEL_COUNTS_EM,
            font_size=data.theme.font_size or (letters * own.font_size) ** 0.5,
        )  # fmt: skip
        above = self._heads_room(draft, panel[0], setting)
        panel, setting = self._fitted(panel, above, setting)
        looks = looks_at(spec, data, own)
        legends = legends_of(spec, data, looks, edge_density(spec, data))
        if self.groups_told:
            legends = without_groups(spec, data, legends, told=True)[0]
        draft = replace(draft, legends=legends)
        sheet = replace(
            own, picture=panels_size(count, self.columns, panel, letters), font_size=letters,
            margin=MARGIN_EM * letters,
        )  # fmt: skip
        sheet = draft.around(sheet, "bottom" if spec.legend == "bottom" else "right")
        return lay_out_grid(count, self.columns, panel, sheet), panel, setting

    def _fitted(self, panel: Size, above: float, setting: Setting) -> tuple[Size, Setting]:
        """Give all panels the margins that any needs, and cut them to what the fullest takes.

        So nodes keep their places from panel to panel, and none grows small for its names.
        """
        size = panel[0] / INCH, (panel[1] + above) / INCH
        pages = [
            lay_out_page(spec, data_of(spec), size, _headed(setting, head), None)[-1].page
            for head, (_, spec) in zip(self.heads, self.panels, strict=True)
        ]
        least = reduce(Margins.over, (page.margins for page in pages), NO_MARGINS)
        inner = panel[0] - least.left - least.right, panel[1] - least.bottom - least.top
        more = max(MIN_INNER_SHARE * min(panel) - min(inner), 0.0)
        roomy = [
            replace(page, margins=least, size=(panel[0] + more, panel[1] + more)).used_size
            for page in pages
        ]
        wide, high = (max(side) for side in zip(*roomy, strict=True))
        return (wide, high + above), replace(setting, least=least)

    def _heads_room(self, draft: Draft, width: float, setting: Setting) -> float:
        """Return the points that the words over the panels take of their height, at most."""
        size = setting.font_size or LETTERS_PT[1]
        heads = [
            replace(draft, setting=_headed(setting, head)).words(width, size)[0]
            for head in self.heads
        ]
        return max((words_room(head, GuideBox(), size) for head in heads), default=0.0)

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


def _headed(setting: Setting, head: PanelHead) -> Setting:
    """Return a setting with the words over a panel."""
    return replace(setting, title=head.title, subtitle=head.counts, title_color=head.color)


def _panel_size(spec: PlotSpec, data: Data, count: int, columns: int) -> Size:
    """Return width and height in points of each panel: of the shape that the whole would have."""
    several = float(np.clip(PANELS_ACROSS_IN / columns, MIN_PANEL_IN, PANEL_IN[1]))
    side = several if count > 1 else PANEL_IN[0]
    width, height = spec.measures(data, None).size
    aspect = float(np.clip(width / height, *PANEL_ASPECTS))
    return side * INCH * aspect**0.5, side * INCH / aspect**0.5


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
        part_of(data, order.group == number, edges is None) for number in range(len(order.labels))
    ]
    titles = [MISSING if label == "" else label for label in order.labels]
    field = nodes if edges is None else edges
    heads = tuple(
        panel_head(data, field, part, title, edges is None)
        for part, title in zip(parts, titles, strict=True)
    )
    told = edges is None and field_name(field) == field_name(spec.group_by) is not None
    shared, panels = on_shared_scales(Panels(spec, data, keep, told, len(parts)), parts)
    said = replace(spec.shared, scales=shared, warned=(*spec.shared.warned, *data.warnings))
    whole = with_options(spec, graph=data.source, shared=said)
    wide = int(np.ceil(np.sqrt(len(panels)))) if columns is None else columns
    if isinstance(wide, bool) or not isinstance(wide, Integral) or wide < 1:
        raise VizlibError(f"columns={columns!r} must be a whole number above zero.")
    split = partial(facet, nodes=nodes, edges=edges, columns=columns, keep=keep)
    pairs = tuple(zip(titles, panels, strict=True))
    return Facets(whole, pairs, min(int(wide), max(len(panels), 1)), split, heads, told)
