"""A graph and options -> Described: what was given, checked, as tables, fields and order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np

from vizlib.core.highlight import Focus
from vizlib.core.options import (
    arrange,
    check_density,
    check_figsize,
    check_flag,
    check_title,
)
from vizlib.encodings.label_option import as_label, importance, words_of
from vizlib.encodings.themes import Theme, as_theme
from vizlib.errors import VizlibError, unknown_choice, unknown_option
from vizlib.graphs.fields import FieldTable, edge_fields, node_fields
from vizlib.graphs.read import read_graph
from vizlib.graphs.tables import GraphTables
from vizlib.layouts.order import Order


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Described:
    """What a plot was given, read and checked."""

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
        if self.tables.partitions is None or self.edge_blend == "density" or self.counts_cells:
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
