"""A Described plot -> its Scene: the recipe of every picture."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray
from vizlib.canvas import Canvas, bare, fit, node_points
from vizlib.encodings import Encoding
from vizlib.errors import VizlibWarning
from vizlib.geometry import Block, Curves, Geometry, Labels, Scene
from vizlib.guides import layout_guides, merged
from vizlib.plots.describe import describe
from vizlib.plots.options import (
    check_figsize,
    words_of,
)
from vizlib.routes import lanes
from vizlib.text import shorten

if TYPE_CHECKING:
    pass

from vizlib.plots.described import INCH, PAD, Described, Ends, each_of

GUIDE_GAP = 14.0
MOST_GUIDES = 0.6
"""Share of a picture's width that legends may take."""
LONGEST = 32
"""Letters of a label; what is longer is shortened."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Recipe(Described):
    """How layers, labels, margins and legends become a picture."""

    def scene(self, size: tuple[float, float] | None = None) -> Scene:
        """Compute every array of the picture; nothing is drawn.

        Parameters
        ----------
        size
            Width and height of the whole picture in inches; by default ``figsize``, or what the
            plot and its legends need.
        """
        picture = self._picture(size)
        encodings = self._encode(picture)
        block = self._guides(encodings, picture)
        if size is not None or self.figsize is not None:
            block = self._fitting(block, picture)
            picture = self._less(picture, block)
        canvas, layers = self._layers(encodings, picture)
        wide = picture[0] + (block.width + GUIDE_GAP if block.layers else 0)
        whole = ((wide + PAD) / INCH, (picture[1] + PAD + self._title_room(picture)) / INCH)
        return Scene(
            layers=layers,
            limits=canvas.limits,
            size=size or check_figsize(self.figsize) or whole,
            margins=canvas.margins,
            guides=block,
            title=self.title or "",
            description=describe(self),
            theme=self.colors,
            aspect=self.aspect,
            title_size=self._title_size(picture),
            **self.frame(),
        )

    def _fitting(self, block: Block, picture: tuple[float, float]) -> Block:
        """Leave out legends that would take the room of the picture, and say so."""
        if block.width <= MOST_GUIDES * picture[0] and block.height <= picture[1] + 1:
            return block
        warnings.warn(
            f"The picture of {picture[0] / INCH:.1f} by {picture[1] / INCH:.1f} inches has no room"
            f" for its legends ({block.width / INCH:.1f} by {block.height / INCH:.1f}); they are"
            " left out. Give it a larger figsize, or legend=False.",
            VizlibWarning,
            stacklevel=4,
        )
        return Block()

    def _less(self, picture: tuple[float, float], block: Block) -> tuple[float, float]:
        wide = picture[0] - (block.width + GUIDE_GAP if block.layers else 0)
        return max(wide, 36.0), max(picture[1] - self._title_room(picture), 36.0)

    def _title_size(self, picture: tuple[float, float]) -> float:
        return 1.5 * self._letters(picture)

    def _title_room(self, picture: tuple[float, float]) -> float:
        return 1.2 * self._title_size(picture) + 8 if self.title else 0.0

    def _guides(self, encodings: Mapping[str, Encoding], picture: tuple[float, float]) -> Block:
        if not self.legend:
            return Block()
        said = merged(
            [*(each.legend for each in encodings.values() if each.legend), *self.legends()]
        )
        return (
            layout_guides(said, self.colors, picture[1], self._letters(picture))
            if said
            else Block()
        )

    def _layers(
        self, encodings: Mapping[str, Encoding], picture: tuple[float, float]
    ) -> tuple[Canvas, dict[str, Geometry]]:
        canvas = bare(
            Canvas(
                size=picture,
                limits=self.limits(),
                aspect=self.aspect,
                theme=self.colors,
                letters=self._letters(picture),
                order=self.order,
                xy=self.xy,
                color=self.node_rgba,
                node_size=each_of(encodings["node_size"].values, self.tables.node_count),
                least=self.beside(),
            )
        )
        words, priority = self._words(canvas)
        canvas, words = fit(canvas, words, priority)
        shape = each_of(encodings["node_shape"].values, self.tables.node_count)
        layers = {
            **self.below(canvas),
            **self.edge_layers(canvas, encodings),
            **self.node_layers(canvas, shape),
            **self.above(canvas),
            **words,
        }
        return canvas, layers

    def node_layers(self, canvas: Canvas, shape: IntArray) -> dict[str, Geometry]:
        """Return the layers that show the nodes."""
        return {"nodes": node_points(canvas, shape)}

    def edge_layers(self, canvas: Canvas, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the layers that show the edges."""
        curves: Curves = self.connect(*self.ends)
        rastered = self.raster is True or (
            self.raster == "auto" and self.tables.edge_count > self.many_edges
        )
        width = encodings["edge_width"].values
        taper = (float(canvas.scale[0]), float(canvas.scale[1])) if self.tapered else ()
        look: dict[str, Any] = {
            "color": self.edge_rgba,
            "width": width,
            "raster": rastered,
            "taper": taper,
        }
        return {"edges": replace(curves, **look)}

    @property
    def ends(self) -> tuple[Ends, Ends]:
        """Where all edges start and end."""
        lane = lanes(self.tables.source, self.tables.target)
        start, end = (
            Ends(node, self.xy[node], self.order.group[node], self.order.place[node], lane)
            for node in (self.tables.source, self.tables.target)
        )
        return start, end

    def _words(self, canvas: Canvas) -> tuple[dict[str, Labels], dict[str, FloatArray]]:
        words: dict[str, Labels] = {}
        priority: dict[str, FloatArray] = {}
        named = not self._explained() if self.group_labels is None else self.group_labels
        named = named and (self.order.grouped or self.names_alone)
        groups = self.group_words(canvas) if named else None
        if groups is not None:
            words["group_labels"] = groups
            sizes = self.order.sizes.astype(float)
            alike = len(sizes) == len(groups.text)
            priority["group_labels"] = sizes if alike else np.ones(len(groups.text))
        if self.node_labels is not False and self.node_labels is not None:
            text = tuple(
                shorten(each, LONGEST) for each in words_of(self.node_labels, self.node_table)
            )
            there = np.array([bool(each) for each in text], bool)
            there &= np.isfinite(self.xy).all(axis=1)
            if self.focus is not None:
                there &= self.focus.nodes
            words["node_labels"] = self.node_words(canvas, text).keep(there)
            priority["node_labels"] = self.importance(canvas)[there]
        return words, priority

    def _explained(self) -> bool:
        """Tell whether a legend names the groups already, while the nodes' labels take the room."""
        labelled = self.node_labels is not False and self.node_labels is not None
        shown = getattr(self.node_color, "field", self.node_color)
        same = shown is self.group_by or (isinstance(shown, str) and shown == self.group_by)
        return labelled and self.legend and same

    def importance(self, canvas: Canvas) -> FloatArray:
        """Return ``(N,)`` how much each node's label matters: by size, then by degree."""
        degree = self.node_table.field("degree").to_numpy(float, na_value=0)
        rank = np.empty(len(degree))
        rank[np.lexsort([degree, canvas.node_size])] = np.arange(len(degree))
        tied = pd.Series(rank).groupby([canvas.node_size, degree]).transform("max")
        return tied.to_numpy(float)
