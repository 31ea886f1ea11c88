"""MixingPlot: groups on both axes, cells that say how they connect, marginals at the sides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import Defaults, EdgeOpacity
from vizlib.core.plot import Plot
from vizlib.core.spec import EdgeField, NodeField
from vizlib.encodings.encode import encode_color
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_words import PERCENT, write_numbers
from vizlib.encodings.read_option import read_option, read_weights
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError
from vizlib.graphs.fields import frame_fields
from vizlib.scene.geometry import Geometry, Labels, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Limits, Page
from vizlib.scene.sheet import em
from vizlib.scene.text import shorten, widths
from vizlib.stats.mixing import assortativity, conditional, counts, grouped, joint, residuals

MAX_NAME_LETTERS = 24
BAR_SHARE = 0.16
"""Share of the matrix that the greatest bar of a marginal is long."""
BAR_GAP_SHARE = 0.03
CELL_GAP = 0.03
REFUSED = (
    *("node_color", "node_size", "node_alpha", "node_shape", "node_labels"),
    *("edge_color", "edge_width", "edge_alpha", "edge_labels", "edge_blend", "sort_by"),
)
GROUPS_OWN = "its marks are groups, not single nodes or edges."
DECIMALS = {"count": 0, "residual": 1}


@dataclass(frozen=True, eq=False)
class MixingGroups:
    """Which groups each node is in, as a source and as a target.

    Parameters
    ----------
    row, column
        ``(N,)`` number of the group on the side of sources, and on that of targets.
    row_names, column_names
        Names of the groups.
    """

    row: IntArray
    column: IntArray
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]

    def take(self, node: LongArray) -> "MixingGroups":
        """Return the groups of some nodes, with the names of all."""
        return replace(self, row=self.row[node], column=self.column[node])


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MixingPlot(Plot):
    """How groups connect: P(source group, target group), with both marginals as bars.

    An undirected edge counts once in each direction, so that the table is symmetric; a self-loop
    counts once.

    Parameters
    ----------
    x, y
        Fields of the source and of the target where they differ; ``group_by`` names both.
    over
        ``"edges"``, or ``"nodes"`` for the joint distribution of two fields of the nodes.
    given
        ``"source"`` or ``"target"`` shows the conditional: each row or column adds to one.
    values
        What the cells show: ``"probability"``, ``"count"`` or ``"residual"`` (Pearson's, against
        independence).
    edge_weight
        A field of the edges that is added up instead of counting them.

    Notes
    -----
    Mixing matrices and their assortativity are those of Newman, *Mixing patterns in networks*
    (2003).

    Examples
    --------
    >>> import networkx as nx
    >>> MixingPlot(nx.karate_club_graph(), group_by="club").table.round(2)
             Mr. Hi  Officer
    Mr. Hi     0.45     0.07
    Officer    0.07     0.41
    """

    defaults: ClassVar[Defaults] = Defaults(
        directions=("row",),
        names_groups_alone=True,
        refused=dict.fromkeys(REFUSED, GROUPS_OWN),
        edge_opacity=EdgeOpacity(most=1.0, measured=False),
    )
    renamed: ClassVar[Mapping[str, str]] = {"show": "values"}

    x: NodeField = None
    y: NodeField = None
    over: Literal["edges", "nodes"] = "edges"
    given: Literal["source", "target"] | None = None
    values: Literal["probability", "count", "residual"] = "probability"
    edge_weight: EdgeField = None

    def check(self) -> None:
        """Refuse what does not say which groups are meant."""
        if self.given is not None and self.values != "probability":
            raise VizlibError(
                f"given={self.given!r} is a probability; values={self.values!r} is not."
            )
        if self.group_by is None and (self.x is None or self.y is None):
            raise VizlibError(
                "MixingPlot needs group_by, a field that says which group each node is in, or x and"
                " y for two fields."
            )

    @property
    def table(self) -> pd.DataFrame:
        """The frame shown: groups of sources as rows, of targets as columns."""
        groups: MixingGroups = self.data.layout
        return pd.DataFrame(
            self._cells(self.data), index=groups.row_names, columns=groups.column_names
        )

    @property
    def assortativity(self) -> float:
        """How much more often groups connect to themselves than by chance, at most 1."""
        return _assortativity(self.data.gathered, self.data.layout)

    def _lay_out(self, data: Data) -> MixingGroups:
        """Return which groups each node is in."""
        shared = data.shared
        if shared.whole is not None and shared.node is not None:
            whole: MixingGroups = shared.whole.layout
            return whole.take(shared.node)
        x, y = (self.group_by if option is None else option for option in (self.x, self.y))
        row, row_names = grouped(read_option(x, data.nodes, "x"), "x", self.group_order)
        if x is y:
            return MixingGroups(row, row, row_names, row_names)
        column, column_names = grouped(read_option(y, data.nodes, "y"), "y", self.group_order)
        return MixingGroups(row, column, row_names, column_names)

    def _counted(self, data: Data) -> FloatArray:
        """Return ``(Gx, Gy)`` weight of the edges, or number of the nodes, of each pair."""
        groups: MixingGroups = data.layout
        shape = len(groups.row_names), len(groups.column_names)
        if self.over == "nodes":
            return counts(groups.row, groups.column, shape)
        source, target = data.tables.source, data.tables.target
        weight = None
        if self.edge_weight is not None:
            weight = read_weights(self.edge_weight, data.edges).fillna(0).to_numpy(float)
        total = counts(groups.row[source], groups.column[target], shape, weight)
        if data.tables.directed:
            return total
        back = source != target
        weight = None if weight is None else weight[back]
        return total + counts(groups.row[target[back]], groups.column[source[back]], shape, weight)

    def _cells(self, data: Data) -> FloatArray:
        """Return ``(Gx, Gy)`` what the cells show."""
        count: FloatArray = data.gathered
        if self.given is not None:
            return conditional(count, self.given)
        if self.values == "count":
            return count
        return joint(count) if self.values == "probability" else residuals(count)

    def _encode(self, data: Data) -> Data:
        """Count edges, or nodes, and encode the colours of the cells."""
        data = replace(data, gathered=self._counted(data))
        cells = self._cells(data)
        high = float(np.abs(cells).max(initial=0.0)) or 1.0
        how = By(
            "v", title=self._cell_title(), format=PERCENT if self._shows_shares else None,
            domain=(-high, high) if self.values == "residual" else (0.0, high),
        )  # fmt: skip
        look = encode_color(
            how, frame_fields("edges", pd.DataFrame({"v": cells.ravel()})),
            default=data.theme.edge, theme=data.theme, name="values", mark="cell",
            scale=data.shared.scales.get("cells"),
        )  # fmt: skip
        return replace(data, encodings={**data.encodings, "cells": look}, members=_members(data))

    @property
    def _shows_shares(self) -> bool:
        return self.given is not None or self.values == "probability"

    def _cell_title(self) -> str:
        if self.given is not None:
            other = "target" if self.given == "source" else "source"
            return f"P({other} | {self.given})"
        what = "nodes" if self.over == "nodes" else "edges"
        names = {"count": what, "residual": "Pearson residual", "probability": f"share of {what}"}
        return names[self.values]

    def place(self, data: Data) -> FloatArray:
        """Stand each node in the cell of its own groups."""
        return np.stack([data.layout.column, data.layout.row], axis=1) + 0.5

    def connect(self, data: Data, edges: EdgeEnds) -> Tiles:
        """Return a cell for each pair of groups."""
        rows, columns = _shape(data)
        row, column = np.divmod(np.arange(rows * columns), max(columns, 1))
        empty = (data.gathered.ravel() == 0) & (self.values != "residual")
        color = data.encodings["cells"].values
        return Tiles(
            corner=np.stack([column, row], axis=1).astype(float), extent=np.ones((1, 2)),
            color=np.where(empty[:, None], data.theme.rgba("background"), color), gap=CELL_GAP,
            stands_for="cell", item=np.arange(rows * columns, dtype=np.int32),
        )  # fmt: skip

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of cells and bars; rows run downwards."""
        rows, columns = (float(max(side, 1)) for side in _shape(data))
        most = (BAR_SHARE + BAR_GAP_SHARE) * max(rows, columns)
        return 0.0, columns + most, rows, -most

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the marginals: sums of rows on the right, of columns above."""
        share = joint(data.gathered)
        rows, columns = _shape(data)
        gap, most = BAR_GAP_SHARE * max(rows, columns), BAR_SHARE * max(rows, columns)
        right, above = (_bar_lengths(share.sum(axis=axis), most) for axis in (1, 0))
        beside = np.stack([np.full(rows, columns + gap), np.arange(rows) + 0.12], axis=1)
        over = np.stack([np.arange(columns) + 0.12, -gap - above], axis=1)
        wide = np.stack([right, np.full(rows, 0.76)], axis=1)
        tall = np.stack([np.full(columns, 0.76), above], axis=1)
        color = np.repeat(data.theme.rgba("muted"), rows + columns, axis=0)
        if data.focus is not None:
            row, column = (np.bincount(side[data.focus.nodes], minlength=count) > 0 for side, count
                           in ((data.layout.row, rows), (data.layout.column, columns)))  # fmt: skip
            color[~np.concatenate([row, column]), 3] *= data.focus.rest
        corner, extent = np.concatenate([beside, over]), np.concatenate([wide, tall])
        return {"marginals": Tiles(corner=corner, extent=extent, color=color)}

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the cells."""
        return {"edges": self._drawn_cells(data)}

    def _drawn_cells(self, data: Data) -> Tiles:
        """Return the cells; those recede that hold something, and nothing in focus."""
        cells = self.connect(data, data.edge_ends())
        if data.focus is None:
            return cells
        color = cells.color.copy()
        rest = (data.gathered.ravel() > 0) & ~self._in_focus(data, len(color))
        color[rest, 3] *= data.focus.rest
        return replace(cells, color=color)

    def _in_focus(self, data: Data, count: int) -> BoolArray:
        """Return ``(M,)`` which cells hold something that stands out."""
        seen = np.zeros(count, bool)
        if data.focus is None:
            return ~seen
        if self.over == "nodes":
            cell = data.layout.row * _shape(data)[1] + data.layout.column
            seen[cell[data.focus.nodes]] = True
            return seen
        seen[data.members["cell"][data.focus.edges]] = True
        if not data.tables.directed:
            seen[_cell_back(data)[data.focus.edges]] = True
        return seen

    def _words(self, data: Data) -> tuple[str, ...]:
        """Return ``(M,)`` what is written in the cells; nothing where there is nothing."""
        numbers, held = self._cells(data).ravel(), data.gathered.ravel() > 0
        if self._shows_shares:
            words = write_numbers(numbers, PERCENT)
        else:
            words = write_numbers(numbers, f",.{DECIMALS[self.values]}f")
        if self.values == "residual":
            return words
        return tuple(word if some else "" for word, some in zip(words, held, strict=True))

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Write the numbers in the cells, where they fit."""
        words = self._words(data)
        size = em(0.95, page.font_size)
        room = abs(page.scale[0]) * 0.92
        if not words or widths(words, size, page.theme.font).max() > room or room < 1.4 * size:
            return {}
        cells = self._drawn_cells(data)
        paper, alpha = data.theme.rgba("background")[:, :3], cells.color[:, 3:]
        shown = cells.color[:, :3] * alpha + paper * (1 - alpha)
        light = shown @ [0.2126, 0.7152, 0.0722] > 0.45
        color = np.where(light[:, None], [[0.1, 0.12, 0.16, 1.0]], [[1.0, 1.0, 1.0, 1.0]])
        return {"numbers": Labels.at(cells.corner + 0.5, words, page.theme, size, color=color)}

    def label_groups(self, data: Data, page: Page) -> OnLines:
        """Name the rows on the left and the columns below, turned where they are long."""
        rows, columns = data.layout.row_names, data.layout.column_names
        size, side = page.font_size, [len(rows), len(columns)]
        turned = widths(columns, size, page.theme.font).max(initial=0) > 0.92 * abs(page.scale[0])
        left = np.stack([np.zeros(side[0]), np.arange(side[0]) + 0.5], axis=1)
        below = np.stack([np.arange(side[1]) + 0.5, np.full(side[1], side[0])], axis=1)
        below_va = "center_baseline" if turned else "top"
        names = tuple(shorten(name, MAX_NAME_LETTERS) for name in (*rows, *columns))
        labels = Labels.at(
            np.concatenate([left, below]), names, page.theme, size,
            offset=np.repeat([[-5.0, 0.0], [0.0, -5.0]], side, axis=0),
            rotation=np.repeat([0.0, 90.0 if turned else 0.0], side),
            ha=tuple(np.repeat(["right", "right" if turned else "center"], side).tolist()),
            va=tuple(np.repeat(["center_baseline", below_va], side).tolist()),
        )  # fmt: skip
        high, wide = (float(max(count, 1)) for count in side)
        ends = np.array([[[0.0, 0.0], [0.0, high]], [[0.0, high], [wide, high]]])
        line = np.repeat(np.arange(2, dtype=np.int32), side)
        return OnLines(labels=labels, line=line, ends=ends)

    def legends(self, data: Data) -> list[Legend]:
        """Say which side is which."""
        words = ("rows: source", "columns: target", "bars: marginals")
        if self.over == "nodes":
            words = (f"rows: {self.x or 'x'}", f"columns: {self.y or 'y'}", "bars: marginals")
        elif not data.tables.directed:
            words = ("an edge counts once", "in each direction", "bars: marginals")
        return [Legend(title="reading", mark="cell", kind="words", labels=words)]

    def notes(self, data: Data) -> list[str]:
        """Say how much groups keep to themselves."""
        coefficient = _assortativity(data.gathered, data.layout)
        if self.over == "nodes" or np.isnan(coefficient):
            return []
        return [f"Assortativity {coefficient:.3f}."]


def _shape(data: Data) -> tuple[int, int]:
    return len(data.layout.row_names), len(data.layout.column_names)


def _members(data: Data) -> dict[str, LongArray]:
    """Return ``(E,)`` the cell of each edge, from its source to its target."""
    row, column = data.layout.row[data.tables.source], data.layout.column[data.tables.target]
    return {"cell": row.astype(np.int64) * _shape(data)[1] + column}


def _cell_back(data: Data) -> LongArray:
    """Return ``(E,)`` the cell of each edge the other way."""
    row, column = data.layout.row[data.tables.target], data.layout.column[data.tables.source]
    cell: LongArray = row.astype(np.int64) * _shape(data)[1] + column
    return cell


def _assortativity(count: FloatArray, groups: MixingGroups) -> float:
    square = groups.row_names == groups.column_names
    return assortativity(count) if square else float("nan")


def _bar_lengths(shares: FloatArray, most: float) -> FloatArray:
    """Return bars whose greatest is so long."""
    lengths: FloatArray = shares / max(float(shares.max(initial=0)), 1e-300) * most
    return lengths
