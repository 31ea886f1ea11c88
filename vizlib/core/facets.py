"""A plot and a field -> small multiples: one panel a value, on shared scales, with one legend."""

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray
from vizlib.core.highlight import Focus
from vizlib.core.options import values_of
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError, unknown_choice
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import FrameColumns, GraphTables
from vizlib.graphs.values import MISSING
from vizlib.layouts.order import order_nodes
from vizlib.scene.guides import layout_guides, merged

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from vizlib.core.plot import Plot

KEEPS = ("all", "present")


@dataclass(frozen=True, eq=False, repr=False)
class Facets:
    """Small multiples of a plot.

    Parameters
    ----------
    plot
        The plot of the whole graph, whose scales and legend all panels share.
    panels
        A title and a plot each.
    columns
        How many panels stand side by side.
    """

    plot: "Plot"
    panels: tuple[tuple[str, "Plot"], ...]
    columns: int

    def figure(self) -> "Figure":
        """Draw all panels on one figure, which pyplot does not keep."""
        from vizlib.rendering import figure

        side = 3.2 if len(self.panels) > 1 else 5.0
        rows = -(-len(self.panels) // self.columns)
        looks = self.plot.encodings_at((side, side))
        said = [each.legend for each in looks.values() if each.legend]
        legends = merged([*said, *self.plot.legends()]) if self.plot.legend else ()
        block = layout_guides(legends, self.plot.colors, rows * side * 72, self.plot.colors.size)
        scenes = [each.scene((side, side)) for _, each in self.panels]
        titles = [title for title, _ in self.panels]
        return figure.new_grid(scenes, titles, self.columns, block, side, self.plot.title or "")

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

        return figure.encode(self.figure(), "png")

    def __repr__(self) -> str:
        return f"{len(self.panels)} panels of: {self.plot!r}"


def facet(
    plot: "Plot", nodes: Any = None, edges: Any = None, columns: int | None = None,
    keep: str = "all",
) -> Facets:  # fmt: skip
    """Split a plot by a field of its nodes or of its edges."""
    if (nodes is None) == (edges is None):
        raise VizlibError("facet takes one field: nodes=field or edges=field.")
    if keep not in KEEPS:
        raise unknown_choice("keep", keep, KEEPS)
    table = plot.node_table if edges is None else plot.edge_table
    values = values_of(nodes if edges is None else edges, table, "facet")
    order = order_nodes(len(values), values)
    panels = []
    for number, label in enumerate(order.labels):
        title = MISSING if label == "" else label
        panels.append((title, _panel(plot, table, order.group == number, keep)))
    wide = columns or int(np.ceil(np.sqrt(len(panels))))
    if not isinstance(wide, int) or wide < 1:
        raise VizlibError(f"columns={columns!r} must be a whole number above zero.")
    return Facets(plot, tuple(panels), min(wide, len(panels)))


def _panel(plot: "Plot", table: FieldTable, chosen: BoolArray, keep: str) -> "Plot":
    tables = plot.tables
    if table.kind == "nodes":
        inside = chosen[tables.source] & chosen[tables.target]
        seen = chosen
    else:
        inside, seen = chosen, np.zeros(tables.node_count, bool)
        seen[tables.source[chosen]] = seen[tables.target[chosen]] = True
    if keep == "all":
        focus = Focus(seen, inside, rest=0.0)
        return plot.replace(legend=False, title=None, focus=focus, **plot.shared(None))
    alike = {**_shared(plot, seen, inside), **plot.shared(seen)}
    return plot.replace(graph=_part(tables, seen, inside), legend=False, title=None, **alike)


def _part(tables: GraphTables, nodes: BoolArray, edges: BoolArray) -> GraphTables:
    """Return the part of a graph that is left."""
    number = np.cumsum(nodes).astype(np.int32) - 1
    return GraphTables(
        ids=tables.ids[nodes],
        source=number[tables.source[edges]],
        target=number[tables.target[edges]],
        directed=tables.directed,
        node_columns=FrameColumns(tables.nodes[nodes].reset_index(drop=True)),
        edge_columns=FrameColumns(tables.edges.iloc[:, 2:][edges].reset_index(drop=True)),
        attributes=tables.attributes,
    )


def _shared(plot: "Plot", nodes: BoolArray, edges: BoolArray) -> dict[str, Any]:
    """Spell out every encoding with the domain of the whole, and the values of the part."""
    known = {each.name for each in fields(plot)}
    options: dict[str, Any] = {}
    for name, encoding in plot.encodings.items():
        if encoding.field is None or name not in known:
            continue
        given = getattr(plot, name)
        how = given if isinstance(given, By) else By(field=given)
        on_nodes = name.startswith("node")
        table = plot.node_table if on_nodes else plot.edge_table
        if given is None:
            continue
        values: pd.Series[Any] = values_of(how, table, name)
        part = values[nodes if on_nodes else edges].reset_index(drop=True)
        look = {each.name: getattr(how, each.name) for each in fields(how)}
        options[name] = By(**{**look, "field": part, "domain": encoding.domain})
    for name in ("group_by",):
        given = getattr(plot, name)
        if given is not None and not isinstance(given, str):
            options[name] = values_of(given, plot.node_table, name)[nodes].reset_index(drop=True)
    return options
