"""A plot with Looks -> Hooks: where things stand, and what each plot says of its own."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.core.describe import describe
from vizlib.core.looks import Looks
from vizlib.encodings.legend import Legend
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.order import Order
from vizlib.scene.edge_paths import MANY, SAMPLES, halfway, parallel_offsets
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins
from vizlib.scene.page import Page

CROWD = 50_000
"""Nodes beyond which markers are painted into pixels."""
MOST_LANES = 1_000_000
"""Edges beyond which parallel ones are not drawn apart."""
DIRECTIONS = {
    "taper": ("wide at the source,", "narrow at the target"),
    "arrow": ("arrows point", "to the target"),
    "gradient": ("faint at the source,", "strong at the target"),
}


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
    samples
        How many points a curve has: fewer where there are very many.
    """

    node: IntArray
    xy: FloatArray
    group: IntArray
    place: Any
    parallel_offset: FloatArray
    samples: int = SAMPLES


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Hooks(Looks, ABC):
    """What a plot is made of, and what a plot of its own may say otherwise."""

    def __post_init__(self) -> None:
        self.check()
        if self.order.place.size != self.tables.node_count or not self.encodings:
            raise VizlibError(f"{type(self).__name__} must place each node once.")

    @cached_property
    def xy(self) -> FloatArray:
        """``(N, 2)`` positions in data units."""
        return self.place(self.node_table, self.order)

    @property
    def ends(self) -> tuple[Ends, Ends]:
        """Where all edges start and end."""
        return self.ends_of(slice(None))

    def ends_of(self, part: Any) -> tuple[Ends, Ends]:
        """Where some edges start and end: a slice of them, or ``(M,)`` numbers."""
        nodes = self.tables.source[part], self.tables.target[part]
        parallel_offset = (
            self.parallel_offsets[part]
            if len(self.parallel_offsets) > 1
            else np.zeros(len(nodes[0]))
        )
        few = self.edge_blend == "density" or self.tables.edge_count > MANY
        samples = SAMPLES // 2 if few else SAMPLES
        start, end = (
            Ends(
                each,
                self.xy[each],
                self.order.group[each],
                self.order.place[each],
                parallel_offset,
                samples,
            )
            for each in nodes
        )
        return start, end

    @cached_property
    def parallel_offsets(self) -> FloatArray:
        """``(E,)`` how far parallel edges keep apart; one 0 for all where that is not seen."""
        if self.tables.edge_count > MOST_LANES or self.edge_blend == "density":
            return np.zeros(1)
        return parallel_offsets(self.tables.source, self.tables.target)

    @abstractmethod
    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Return ``(N, 2)`` positions of the nodes, in data units."""

    @abstractmethod
    def connect(self, start: Ends, end: Ends) -> Any:
        """Return the geometry of the edges between their ends."""

    @property
    def paints_nodes(self) -> bool:
        """Whether the nodes are a crowd that is painted into pixels."""
        many = self.raster == "auto" and self.tables.node_count > CROWD
        return many or (self.raster is True and self.tables.node_count > MANY)

    def arrives(self, curves: Curves) -> BoolArray:
        """Return ``(P,)`` which parts of the edges end at their target."""
        return np.ones(len(curves.offsets) - 1, bool)

    def limits(self) -> tuple[float, float, float, float]:
        """Return x0, x1, y0, y1 of the data rectangle."""
        known = self.xy[np.isfinite(self.xy).all(axis=1)]
        if not len(known):
            return 0.0, 1.0, 0.0, 1.0
        low, high = known.min(axis=0), known.max(axis=0)
        pad = np.where(high > low, 0.0, 0.5)
        low, high = low - pad, high + pad
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def limits_in(self, picture: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return the data rectangle in a picture of a width and a height in points."""
        return self.limits()

    def shown(self, limits: tuple[float, float, float, float]) -> FloatArray:
        """Return ``(N, 2)`` positions of the nodes, NaN for one that a rectangle leaves out."""
        return self.xy

    def shared(self, nodes: BoolArray | None) -> dict[str, Any]:
        """Return options by which a panel of some nodes ``(N,)``, or of all, suits the others."""
        return {}

    def beside(self) -> Margins:
        """Return the room in points that the plot needs beside its data rectangle."""
        return Margins()

    def below(self, page: Page) -> dict[str, Geometry]:
        """Return layers below the edges."""
        return {}

    def above(self, page: Page) -> dict[str, Geometry]:
        """Return layers above the nodes."""
        return {}

    def group_words(self, page: Page) -> Labels | None:
        """Return the labels of the groups, G of them, or None where the plot has none."""
        return None

    def node_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Return the labels of the nodes, N of them: above each node by default."""
        count = len(words)
        return Labels(
            xy=page.xy,
            text=words,
            color=self.ink,
            size=page.font_size,
            offset=np.stack([np.zeros(count), page.radius + 2], axis=1),
            rotation=np.zeros(count),
            ha=("center",) * count,
            va=("bottom",) * count,
            halo=self.paper,
            font=self.colors.font,
        )

    def edge_words(self, page: Page, words: tuple[str, ...]) -> Labels:
        """Return the labels of the edges, E of them: at the middle of each."""
        curves: Curves = self.connect(*self.ends)
        count = len(words)
        return Labels(
            xy=halfway(curves, count),
            text=words,
            color=self.ink,
            size=0.85 * page.font_size,
            offset=np.zeros((count, 2)),
            rotation=np.zeros(count),
            ha=("center",) * count,
            va=("center_baseline",) * count,
            halo=self.paper,
            font=self.colors.font,
        )

    def legends(self) -> list[Legend]:
        """Return what must be explained besides the encodings."""
        from vizlib.core.edge_density import density_legends

        if self.edge_blend == "density":
            return density_legends(self)
        words = DIRECTIONS.get(self.shows_direction)
        if words is None or not self.tables.edge_count:
            return []
        return [Legend(title="direction", mark="edge", kind="words", labels=words)]

    def frame(self) -> dict[str, Any]:
        """Return what the scene must know besides: clipping, projection."""
        return {}

    @property
    def heading(self) -> str:
        """The words above the picture."""
        return self.title or ""

    @property
    def unlabelled(self) -> int:
        """How many labels the picture has no room for."""
        return 0

    def remarks(self) -> list[str]:
        """Return sentences about what the picture leaves out, for its description."""
        return []

    def __repr__(self) -> str:
        return describe(self)
