"""MixingPlot: groups on both axes, cells that say how they connect, marginals at the sides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgba

from vizlib.arrays import FloatArray, IntArray
from vizlib.core.options import edge_weights, values_of
from vizlib.core.plot import Ends, Plot
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import by
from vizlib.errors import VizlibError, unknown_choice
from vizlib.graphs.fields import FieldTable, frame_fields
from vizlib.layouts.order import Order
from vizlib.scene.geometry import Geometry, Labels, Tiles
from vizlib.scene.page import Page
from vizlib.scene.text import shorten, widths
from vizlib.stats.mixing import assortativity, conditional, counts, grouped, joint, residuals

LONGEST = 24
BAR = 0.16
"""Share of the matrix that the greatest bar of a marginal is long."""
AWAY = 0.03
REFUSED = (
    *("node_color", "node_size", "node_alpha", "node_shape", "node_labels"),
    *("edge_color", "edge_width", "edge_alpha", "edge_labels", "edge_blend", "sort_by"),
)
GROUPS_OWN = "its marks are groups, not single nodes or edges."


class Shown(str):
    """What the cells show; called, it shows the picture, as the method of other plots does."""

    picture: Plot

    def __call__(self) -> None:
        """Show the picture in a window, or below the cell of a notebook."""
        Plot.show(self.picture)

    def __reduce__(self) -> Any:
        return str, (str(self),)


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
    show
        ``"probability"``, ``"count"`` or ``"residual"`` (Pearson's, against independence).
    edge_weight
        A field of the edges that is added up instead of counting them.

    Notes
    -----
    The other options are those of every plot, see :class:`vizlib.Plot`. Mixing matrices and their
    assortativity are those of Newman, *Mixing patterns in networks* (2003).

    Examples
    --------
    >>> import networkx as nx
    >>> MixingPlot(nx.karate_club_graph(), group_by="club").table.round(2)
             Mr. Hi  Officer
    Mr. Hi     0.45     0.07
    Officer    0.07     0.41
    """

    refused: ClassVar[Mapping[str, str]] = dict.fromkeys(REFUSED, GROUPS_OWN)
    directions: ClassVar[tuple[str, ...]] = ("row",)
    names_alone: ClassVar[bool] = True

    x: Any = None
    y: Any = None
    over: Literal["edges", "nodes"] = "edges"
    given: Literal["source", "target"] | None = None
    show: Any = "probability"
    edge_weight: Any = None

    def check(self) -> None:
        """Refuse what does not say which groups are meant."""
        choices: Mapping[str, tuple[Any, ...]] = {
            "over": ("edges", "nodes"),
            "given": (None, "source", "target"),
            "show": ("probability", "count", "residual"),
        }
        for name, known in choices.items():
            if getattr(self, name) not in known:
                raise unknown_choice(name, getattr(self, name), known)
        if self.given is not None and self.show != "probability":
            raise VizlibError(f"given={self.given!r} is a probability; show={self.show!r} is not.")
        if self.group_by is None and (self.x is None or self.y is None):
            raise VizlibError(
                "MixingPlot needs group_by, a field that says which group each node is in, or x and"
                " y for two fields."
            )
        super().check()
        shown = Shown(self.show)
        shown.picture = self
        object.__setattr__(self, "show", shown)
        assert self.count is not None

    @cached_property
    def groups(self) -> tuple[Any, tuple[str, ...], Any, tuple[str, ...]]:
        """Group of each node on the side of sources and of targets, with the names of both."""
        one, two = (self.group_by if each is None else each for each in (self.x, self.y))
        rows = grouped(values_of(one, self.node_table, "x"), "x")
        columns = rows if one is two else grouped(values_of(two, self.node_table, "y"), "y")
        return (*rows, *columns)

    @cached_property
    def count(self) -> FloatArray:
        """``(Gx, Gy)`` weight of the edges, or number of the nodes, in each pair of groups."""
        row, row_names, column, column_names = self.groups
        shape = (len(row_names), len(column_names))
        if self.over == "nodes":
            return counts(row, column, shape)
        tables, weight = self.tables, None
        if self.edge_weight is not None:
            given = edge_weights(self.edge_weight, self.edge_table)
            weight = given.fillna(0).to_numpy(float)
        total = counts(row[tables.source], column[tables.target], shape, weight)
        if tables.directed:
            return total
        back = tables.source != tables.target
        weight = None if weight is None else weight[back]
        ends = tables.target[back], tables.source[back]
        return total + counts(row[ends[0]], column[ends[1]], shape, weight)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The frame shown: groups of sources as rows, of targets as columns."""
        made: Mapping[str, Any] = {"count": np.asarray, "probability": joint, "residual": residuals}
        shown: FloatArray = made[str(self.show)](self.count)
        if self.given is not None:
            shown = conditional(self.count, self.given)
        return pd.DataFrame(shown, index=self.groups[1], columns=self.groups[3])

    @property
    def assortativity(self) -> float:
        """How much more often groups connect to themselves than by chance, at most 1."""
        square = self.groups[1] == self.groups[3]
        return assortativity(self.count) if square else float("nan")

    @cached_property
    def cells(self) -> Encoding:
        """The colours of the cells."""
        values = pd.DataFrame({"v": self.table.to_numpy().ravel()})
        high = float(np.abs(values.v).max()) if len(values) else 1.0
        domain = (-high or -1.0, high or 1.0) if self.show == "residual" else (0.0, high or 1.0)
        how = by("v", title=self._name(), domain=domain)
        return encode_color(
            how, frame_fields("edges", values), default=self.colors.edge, theme=self.colors,
            name="show", mark="cell",
        )  # fmt: skip

    def _name(self) -> str:
        if self.given is not None:
            other = "target" if self.given == "source" else "source"
            return f"P({other} | {self.given})"
        what = "nodes" if self.over == "nodes" else "edges"
        names = {"count": what, "residual": "Pearson residual", "probability": f"share of {what}"}
        return names[self.show]

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand each node in the cell of its own groups."""
        return np.stack([self.groups[2], self.groups[0]], axis=1) + 0.5

    def connect(self, start: Ends, end: Ends) -> Tiles:
        """Return a cell for each pair of groups."""
        rows, columns = self.table.shape
        row, column = np.divmod(np.arange(rows * columns), max(columns, 1))
        return Tiles(
            corner=np.stack([column, row], axis=1).astype(float),
            extent=np.ones((1, 2)),
            color=np.where(self._empty[:, None], self._faint, self.cells.values),
            gap=0.03,
        )

    @property
    def _empty(self) -> Any:
        """``(M,)`` which cells hold nothing; a residual always says something."""
        return (self.count.ravel() == 0) & (self.show != "residual")

    @property
    def _faint(self) -> FloatArray:
        return np.array([to_rgba(self.colors.faint)])

    def limits(self) -> tuple[float, float, float, float]:
        """Return the room of cells and bars; rows run downwards."""
        rows, columns = (float(max(each, 1)) for each in self.table.shape)
        most = (BAR + AWAY) * max(rows, columns)
        return 0.0, columns + most, rows, -most

    def node_layers(self, page: Page, shape: IntArray) -> dict[str, Geometry]:
        """Return the marginals: sums of rows on the right, of columns above."""
        share = joint(self.count)
        rows, columns = self.table.shape
        side = max(rows, columns)
        away, most = AWAY * side, BAR * side
        right = share.sum(axis=1) / max(share.sum(axis=1).max(initial=0), 1e-300) * most
        above = share.sum(axis=0) / max(share.sum(axis=0).max(initial=0), 1e-300) * most
        corner = np.concatenate(
            [
                np.stack([np.full(rows, columns + away), np.arange(rows) + 0.12], axis=1),
                np.stack([np.arange(columns) + 0.12, -away - above], axis=1),
            ]
        )
        extent = np.concatenate(
            [
                np.stack([right, np.full(rows, 0.76)], axis=1),
                np.stack([np.full(columns, 0.76), above], axis=1),
            ]
        )
        color = np.repeat(self.muted, rows + columns, axis=0)
        return {"marginals": Tiles(corner=corner, extent=extent, color=color)}

    def edge_layers(self, page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the cells."""
        return {"edges": self.connect(*self.ends)}

    def above(self, page: Page) -> dict[str, Geometry]:
        """Return the numbers in the cells, where they fit."""
        values = self.table.to_numpy()
        places = {"count": 0, "residual": 1}.get(self.show, 2)
        words = tuple(f"{each:,.{places}f}" for each in values.ravel())
        font_size = page.font_size * 0.95
        room = abs(page.scale[0]) * 0.92
        if not words or widths(words, font_size).max() > room or room < 1.4 * font_size:
            return {}
        xy = self.connect(*self.ends).corner + 0.5
        light = self.connect(*self.ends).color[:, :3] @ [0.2126, 0.7152, 0.0722] > 0.45
        color = np.where(light[:, None], [[0.1, 0.12, 0.16, 1.0]], [[1.0, 1.0, 1.0, 1.0]])
        ha = ("center",) * len(words)
        return {"numbers": self._labels(xy, words, ha, color=color, size=font_size)}

    def group_words(self, page: Page) -> Labels:
        """Name the rows on the left and the columns below."""
        rows, columns = self.groups[1], self.groups[3]
        font_size = page.font_size
        turned = widths(columns, font_size).max(initial=0) > 0.92 * abs(page.scale[0])
        count = len(rows) + len(columns)
        xy = np.zeros((count, 2))
        xy[: len(rows), 1] = np.arange(len(rows)) + 0.5
        xy[len(rows) :, 0] = np.arange(len(columns)) + 0.5
        xy[len(rows) :, 1] = len(rows)
        labels = self._labels(
            xy,
            tuple(shorten(each, LONGEST) for each in (*rows, *columns)),
            ("right",) * len(rows) + ("right" if turned else "center",) * len(columns),
            size=font_size,
        )
        rotation = np.zeros(count)
        rotation[len(rows) :] = 90.0 if turned else 0.0
        offset = np.repeat([[-5.0, 0.0], [0.0, -5.0]], [len(rows), len(columns)], axis=0)
        va = ["center_baseline"] * len(rows)
        va += ["center_baseline" if turned else "top"] * len(columns)
        return replace(labels, rotation=rotation, offset=offset, va=tuple(va))

    def _labels(
        self, xy: FloatArray, words: tuple[str, ...], ha: tuple[str, ...], **look: Any
    ) -> Labels:
        count = len(words)
        return Labels(
            xy=xy,
            text=words,
            offset=np.zeros((count, 2)),
            rotation=np.zeros(count),
            ha=ha,
            va=("center_baseline",) * count,
            font=self.colors.font,
            **{"color": self.ink, **look},
        )

    def legends(self) -> list[Legend]:
        """Return the colour bar, and which side is which."""
        words = ("rows: source", "columns: target", "bars: marginals")
        if self.over == "nodes":
            words = (f"rows: {self.x or 'x'}", f"columns: {self.y or 'y'}", "bars: marginals")
        if not self.tables.directed and self.over == "edges":
            words = ("an edge counts once", "in each direction", "bars: marginals")
        said = Legend(title="reading", mark="cell", kind="words", labels=words)
        return [self.cells.legend, said] if self.cells.legend else [said]

    def remarks(self) -> list[str]:
        """Say how much groups keep to themselves."""
        if self.over == "nodes" or np.isnan(self.assortativity):
            return []
        return [f"Assortativity {self.assortativity:.3f}."]
