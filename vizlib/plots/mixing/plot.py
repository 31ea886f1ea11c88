"""MixingPlot: groups on both axes, cells that say how they connect, marginals at the sides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import Defaults, EdgeOpacity
from vizlib.core.plot import Plot
from vizlib.core.spec import EdgeField, NodeField, figure_size, usual_font_size
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_words import write_share
from vizlib.encodings.read_option import read_option, read_weights
from vizlib.encodings.scales import field_name
from vizlib.errors import VizlibError
from vizlib.layouts.contact import is_contact_order
from vizlib.plots.mixing.cells import (
    MAX_NUMBERED_GROUPS,
    Kind,
    cell_words,
    encode_cells,
    ink_on,
)
from vizlib.plots.mixing.groups import MixingGroups, by_contact
from vizlib.plots.mixing.marks import (
    CORNER_EM,
    axis_names,
    bar_room_em,
    cell_gap,
    corner_words,
    empty_dots,
    marginal_bars,
    outline,
    own_frames,
)
from vizlib.scene.geometry import Geometry, Labels, Margins, Tiles
from vizlib.scene.labels.wanted import OnLines
from vizlib.scene.page import Limits, Page
from vizlib.scene.sheet import INCH, em, letter_size
from vizlib.scene.text import shorten, widths
from vizlib.stats.mixing import assortativity, conditional, counts, grouped, joint, log_ratios

REFUSED = (
    *("node_color", "node_size", "node_alpha", "node_shape", "node_labels"),
    *("edge_color", "edge_width", "edge_alpha", "edge_labels", "edge_blend", "sort_by"),
)
GROUPS_OWN = "its marks are groups, not single nodes or edges."
MIN_NUMBERED_EM = 3.2
"""Side of a cell from which a number stands in it, in heights of letters."""
MATRIX_SHARE = 0.62
"""Share of a page that the cells usually have."""
NUMBER_EM = 0.98
MIN_NUMBER_PT = 5.0


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class MixingPlot(Plot):
    """How groups connect: P(source group, target group), with both marginals as bars.

    Cells with room have numbers; those of groups with themselves are framed, and those that hold
    nothing are blank.

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
        What the cells show: ``"probability"``, ``"count"`` or ``"residual"``: the logarithm to the
        base of 2 of what is seen over what is expected by chance, written as a ratio, and blank
        where fewer than five edges are both seen and expected.
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
        how = self.group_order
        wanted = "size" if is_contact_order(how) else how
        row, row_names = grouped(read_option(x, data.nodes, "x"), "x", wanted)
        column, column_names = row, row_names
        if x is not y:
            column, column_names = grouped(read_option(y, data.nodes, "y"), "y", wanted)
        groups = MixingGroups(row, column, row_names, column_names)
        if not is_contact_order(how):
            return groups
        return by_contact(groups, self._counted(replace(data, layout=groups)), how)

    def _counted(self, data: Data, weighted: bool = True) -> FloatArray:
        """Return ``(Gx, Gy)`` weight of the edges, or number of the nodes, of each pair."""
        groups: MixingGroups = data.layout
        shape = groups.shape
        if self.over == "nodes":
            return counts(groups.row, groups.column, shape)
        source, target = data.tables.source, data.tables.target
        weight = None
        if weighted and self.edge_weight is not None:
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
        if self.values == "probability":
            return joint(count)
        return log_ratios(count, self._counted(data, weighted=False))

    def _encode(self, data: Data) -> Data:
        """Count edges, or nodes, and encode the colours of the cells."""
        data = replace(data, gathered=self._counted(data))
        look = encode_cells(
            self._cells(data), self._kind, self._cell_title(), data.theme,
            data.shared.scales.get("cells"),
        )  # fmt: skip
        if self._numbered(data) and self._kind != "residual" and data.shared.whole is None:
            look = replace(look, legend=None)
        return replace(data, encodings={**data.encodings, "cells": look}, members=_members(data))

    @property
    def _kind(self) -> Kind:
        """What sort of values the cells show."""
        if self.given is not None or self.values == "probability":
            return "share"
        return self.values

    def _numbered(self, data: Data) -> bool:
        """Tell whether there is room for numbers in the cells, on the page that is asked for."""
        size = figure_size(self.figsize) or self.defaults.size_in
        most = max(data.layout.shape, default=1)
        if most > MAX_NUMBERED_GROUPS:
            return False
        pitch = MATRIX_SHARE * min(size) * INCH / max(most, 1)
        return pitch >= MIN_NUMBERED_EM * letter_size((size[0] * INCH, size[1] * INCH))

    def _cell_title(self) -> str:
        if self.given is not None:
            other = "target" if self.given == "source" else "source"
            return f"P({other} | {self.given})"
        what = "nodes" if self.over == "nodes" else "edges"
        names = {"count": what, "residual": "against chance", "probability": f"share of {what}"}
        return names[self.values]

    def place(self, data: Data) -> FloatArray:
        """Stand each node in the cell of its own groups."""
        return np.stack([data.layout.column, data.layout.row], axis=1) + 0.5

    def connect(self, data: Data, edges: EdgeEnds) -> Tiles:
        """Return a cell for each pair of groups."""
        rows, columns = data.layout.shape
        row, column = np.divmod(np.arange(rows * columns), max(columns, 1))
        color = data.encodings["cells"].values
        blank = (data.gathered.ravel() == 0) & (self._kind != "residual")
        return Tiles(
            corner=np.stack([column, row], axis=1).astype(float), extent=np.ones((1, 2)),
            color=np.where(blank[:, None], data.theme.rgba("background"), color),
            stands_for="cell", item=np.arange(rows * columns, dtype=np.int32),
        )  # fmt: skip

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the room of the cells; rows run downwards."""
        rows, columns = (float(max(side, 1)) for side in data.layout.shape)
        return 0.0, columns, rows, 0.0

    def margins(self, data: Data) -> Margins:
        """Keep room for the bars, and for what is said in the corner."""
        letters = usual_font_size(data.theme, self.defaults.size_pt)
        words = widths([self._corner(data)], em(CORNER_EM, letters), data.theme.font)
        bars = 0.0 if self._kind == "residual" else bar_room_em(self._numbered(data)) * letters
        return Margins(right=bars, bottom=bars, left=float(words[0]) + letters)

    def _corner(self, data: Data) -> str:
        """Say which side is which, where they are not the same."""
        if self.over == "nodes" or not data.layout.square:
            x, y = (field_name(option) or "" for option in (self.x, self.y))
            return shorten(f"{x} \u2193   {y} \u2192", 32) if x and y else ""
        return "from \u2193   to \u2192" if data.tables.directed else ""

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Rule a line round many cells."""
        return {} if self._numbered(data) else outline(page, data.layout)

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the marginals: sums of rows on the right, of columns below."""
        if self._kind == "residual":
            return {}
        rows, columns = data.layout.shape
        keep = np.ones(rows + columns)
        if data.focus is not None:
            seen = [np.bincount(side[data.focus.nodes], minlength=count) > 0 for side, count
                    in ((data.layout.row, rows), (data.layout.column, columns))]  # fmt: skip
            keep[~np.concatenate(seen)] = data.focus.rest
        return marginal_bars(page, joint(data.gathered), self._numbered(data), keep)

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the cells."""
        gap = cell_gap(page, self._numbered(data))
        return {"edges": replace(self._drawn_cells(data), gap=gap)}

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
            cell = data.layout.row * data.layout.shape[1] + data.layout.column
            seen[cell[data.focus.nodes]] = True
            return seen
        seen[data.members["cell"][data.focus.edges]] = True
        if not data.tables.directed:
            seen[_cell_back(data)[data.focus.edges]] = True
        return seen

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Frame groups with themselves; write numbers in cells, or mark empty ones."""
        frames = own_frames(page, data.layout)
        corner = corner_words(page, self._corner(data))
        if self._numbered(data):
            return {**frames, **corner, **self._numbers(data, page)}
        empty = np.isnan(self._cells(data)) if self._kind == "residual" else data.gathered == 0
        return {**empty_dots(page, *np.nonzero(empty)), **frames, **corner}

    def _numbers(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Write numbers, those of groups with themselves in bold, in letters that fit."""
        words = cell_words(self._cells(data).ravel(), data.gathered.ravel(), self._kind)
        room, letters = abs(float(page.scale[0])) * 0.82, em(NUMBER_EM, page.font_size)
        wide = float(widths(words, letters, page.theme.font, bold=True).max(initial=0.0))
        size = letters * min(room / max(wide, 1e-9), room / (1.2 * letters), 1.0)
        if size < min(MIN_NUMBER_PT, page.font_size):
            return {}
        cells = self._drawn_cells(data)
        paper, alpha = data.theme.rgba("background")[:, :3], cells.color[:, 3:]
        ink = ink_on(cells.color[:, :3] * alpha + paper * (1 - alpha))
        labels = Labels.at(cells.corner + 0.5, words, page.theme, size, color=ink)
        own = cells.corner[:, 0] == cells.corner[:, 1]
        own &= data.layout.square
        some = np.array([bool(word) for word in words], bool)
        return {
            "numbers": labels.keep(some & ~own),
            "own_numbers": replace(labels.keep(some & own), bold=True),
        }

    def label_groups(self, data: Data, page: Page) -> OnLines:
        """Name the rows on the left and the columns above, in two lines rather than turned."""
        return axis_names(page, data.layout)

    def legends(self, data: Data) -> list[Legend]:
        """Say what is framed, where no number says it."""
        groups: MixingGroups = data.layout
        whole = float(data.gathered.sum())
        if self._numbered(data) or not groups.square or not whole or len(groups.row_names) < 2:
            return []
        words = ["Framed: inside a group"]
        if self._kind != "residual":
            share = write_share(float(np.trace(data.gathered)) / whole)
            words = ["Framed: inside a group,", f"{share} of all."]
        return [Legend(title="", mark="cell", kind="words", labels=tuple(words))]

    def notes(self, data: Data) -> list[str]:
        """Say how much groups keep to themselves."""
        coefficient = _assortativity(data.gathered, data.layout)
        if self.over == "nodes" or np.isnan(coefficient):
            return []
        return [f"Assortativity {coefficient:.3f}."]


def _members(data: Data) -> dict[str, LongArray]:
    """Return ``(E,)`` the cell of each edge, from its source to its target."""
    row, column = data.layout.row[data.tables.source], data.layout.column[data.tables.target]
    return {"cell": row.astype(np.int64) * data.layout.shape[1] + column}


def _cell_back(data: Data) -> LongArray:
    """Return ``(E,)`` the cell of each edge the other way."""
    row, column = data.layout.row[data.tables.target], data.layout.column[data.tables.source]
    cell: LongArray = row.astype(np.int64) * data.layout.shape[1] + column
    return cell


def _assortativity(count: FloatArray, groups: MixingGroups) -> float:
    return assortativity(count) if groups.square else float("nan")
