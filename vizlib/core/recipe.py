"""A Described plot -> its Scene: the recipe of every picture."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray
from vizlib.core.describe import describe
from vizlib.core.edge_layers import layers_of_edges
from vizlib.core.hooks import Hooks
from vizlib.core.looks import INCH, PAD, each_of
from vizlib.core.options import check_figsize
from vizlib.encodings.encode import Encoding
from vizlib.encodings.label_option import as_label, importance, words_of
from vizlib.errors import VizlibWarning
from vizlib.scene.geometry import Geometry, GuideBox, Labels, Scene
from vizlib.scene.guides import layout_guides, merged
from vizlib.scene.page import Page, node_points, place_labels, with_marker_margins
from vizlib.scene.text import shorten, widths, wrapped

_NO_LABELS = Labels(
    xy=np.zeros((0, 2)), text=(), color=np.zeros((1, 4)), size=1.0, offset=np.zeros((0, 2)),
    rotation=np.zeros(0), ha=(), va=(),
)  # fmt: skip
GUIDE_GAP = 14.0
MOST_GUIDES = 0.6
"""Share of a picture's width that legends may take."""
LEAST_TITLE = 0.75
"""Share of its usual size that a long title shrinks to before it is broken into lines."""
LONGEST = 32
"""Letters of a label; what is longer is shortened."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Recipe(Hooks):
    """How layers, labels, margins and legends become a picture."""

    def scene(self, size: tuple[float, float] | None = None) -> Scene:
        """Compute every array of the picture; nothing is drawn.

        Parameters
        ----------
        size
            Width and height of the whole picture in inches; by default ``figsize``, or what the
            plot and its legends need.
        """
        block, picture, encodings = self._room(size)
        if block is None:
            block = self._refused_guides(picture)
        page, layers = self._layers(encodings, picture)
        wide = picture[0] + (block.width + GUIDE_GAP if block.layers else 0)
        whole = ((wide + PAD) / INCH, (picture[1] + PAD + self._title_room(picture)) / INCH)
        words, font_size = self._title(picture)
        return Scene(
            layers=layers,
            limits=page.limits,
            size=size or check_figsize(self.figsize) or whole,
            margins=page.margins,
            guides=block,
            title=words,
            description=describe(self),
            theme=self.colors,
            aspect=self.aspect,
            title_size=font_size,
            **self.frame(),
        )

    def _room(
        self, size: tuple[float, float] | None
    ) -> tuple[GuideBox | None, tuple[float, float], Mapping[str, Encoding]]:
        """Share a picture between guides, None where they do not fit, and what is left of it."""
        picture = self._picture(size)
        encodings = self._encode(picture)
        block = self._guides(encodings, picture)
        if size is None and self.figsize is None:
            return block, picture, encodings
        if block.width > MOST_GUIDES * picture[0] or block.height > picture[1] + 1:
            return None, self._less(picture, GuideBox()), encodings
        return block, self._less(picture, block), encodings

    def _refused_guides(self, picture: tuple[float, float]) -> GuideBox:
        """Say that legends are left out, which would take the room of the picture."""
        warnings.warn(
            f"The picture of {picture[0] / INCH:.1f} by {picture[1] / INCH:.1f} inches has no room"
            " for its legends; they are left out. Give it a larger figsize, or legend=False.",
            VizlibWarning,
            stacklevel=4,
        )
        return GuideBox()

    def _less(self, picture: tuple[float, float], block: GuideBox) -> tuple[float, float]:
        wide = picture[0] - (block.width + GUIDE_GAP if block.layers else 0)
        return max(wide, 36.0), max(picture[1] - self._title_room(picture), 36.0)

    def _title(self, picture: tuple[float, float]) -> tuple[str, float]:
        """Return the title and the height of its letters: a long one is smaller, then in lines."""
        size = 1.5 * self._letters(picture)
        wide = float(widths([self.heading], size, self.colors.font)[0])
        size *= float(np.clip(picture[0] / max(wide, 1.0), LEAST_TITLE, 1.0))
        return wrapped(self.heading, picture[0], size, self.colors.font), size

    def _title_room(self, picture: tuple[float, float]) -> float:
        words, size = self._title(picture)
        return 1.2 * size * (words.count("\n") + 1) + 8 if words else 0.0

    def _guides(self, encodings: Mapping[str, Encoding], picture: tuple[float, float]) -> GuideBox:
        if not self.legend:
            return GuideBox()
        said = merged(
            [*(each.legend for each in encodings.values() if each.legend), *self.legends()]
        )
        return (
            layout_guides(said, self.colors, picture[1], self._letters(picture))
            if said
            else GuideBox()
        )

    def _layers(
        self, encodings: Mapping[str, Encoding], picture: tuple[float, float]
    ) -> tuple[Page, dict[str, Geometry]]:
        page, words, _ = self._lettered(encodings, picture)
        shape = each_of(encodings["node_shape"].values, self.tables.node_count)
        layers = {
            **self.below(page),
            **self.edge_layers(page, encodings),
            **self.node_layers(page, shape),
            **self.above(page),
            **words,
        }
        return page, layers

    def _lettered(
        self, encodings: Mapping[str, Encoding], picture: tuple[float, float]
    ) -> tuple[Page, dict[str, Labels], int]:
        """Return the canvas, the labels it has room for, and how many are left out; kept."""
        kept = self.__dict__.setdefault("_kept", {})
        if picture not in kept:
            kept.clear()
            kept[picture] = self._find_room(encodings, picture)
        found: tuple[Page, dict[str, Labels], int] = kept[picture]
        return found

    def _find_room(
        self, encodings: Mapping[str, Encoding], picture: tuple[float, float]
    ) -> tuple[Page, dict[str, Labels], int]:
        limits = self.limits_in(picture)
        page = with_marker_margins(
            Page(
                size=picture,
                limits=limits,
                aspect=self.aspect,
                theme=self.colors,
                font_size=self._letters(picture),
                xy=self.shown(limits),
                color=self.node_rgba,
                node_size=each_of(encodings["node_size"].values, self.tables.node_count),
                least=self.beside(),
            )
        )
        wanted, priority = self._words(page)
        page, words = place_labels(page, wanted, priority)
        counts = [[len(each.text) for each in some.values()] for some in (wanted, words)]
        return page, words, sum(counts[0]) - sum(counts[1])

    @cached_property
    def unlabelled(self) -> int:
        """How many labels the picture has no room for, at its own size."""
        grouped = self.names_alone or self.order.grouped
        if not (grouped or self.names_nodes or as_label(self.edge_labels)):
            return 0
        _, picture, encodings = self._room(None)
        return self._lettered(encodings, picture)[2]

    def node_layers(self, page: Page, shape: IntArray) -> dict[str, Geometry]:
        """Return the layers that show the nodes."""
        return {"nodes": node_points(page, shape, self.paints_nodes)}

    def edge_layers(self, page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the layers that show the edges."""
        return layers_of_edges(self, page, encodings)

    def _words(self, page: Page) -> tuple[dict[str, Labels], dict[str, FloatArray]]:
        words: dict[str, Labels] = {}
        priority: dict[str, FloatArray] = {}
        named = not self._explained() if self.group_labels is None else self.group_labels
        named = named and (self.order.grouped or self.names_alone)
        groups = self.group_words(page) if named else None
        if groups is not None:
            words["group_labels"] = groups
            sizes = self.order.sizes.astype(float)
            alike = len(sizes) == len(groups.text)
            priority["group_labels"] = sizes if alike else np.ones(len(groups.text))
        for name in ("node_labels", "edge_labels"):
            words[name], priority[name] = self._named(name, page)
        kept = {name: each for name, each in words.items() if len(each.text)}
        return kept, {name: priority[name] for name in kept}

    def _named(self, name: str, page: Page) -> tuple[Labels, FloatArray]:
        """Return the labels of nodes or edges that matter, and how much."""
        of_nodes, option = name == "node_labels", as_label(getattr(self, name))
        if option is None:
            return _NO_LABELS, np.zeros(0)
        table = self.node_table if of_nodes else self.edge_table
        text = tuple(shorten(each, LONGEST) for each in words_of(option, table, name))
        labels = (self.node_words if of_nodes else self.edge_words)(page, text)
        usual = self._matter(page) if of_nodes else np.zeros(len(text))
        rank = importance(option, table, usual, name)
        there = np.array([bool(each) for each in text], bool) & (rank >= 0)
        there &= np.isfinite(labels.xy).all(axis=1)
        if self.focus is not None:
            there &= self.focus.nodes if of_nodes else self.focus.edges
        return labels.keep(there), rank[there]

    def _explained(self) -> bool:
        """Tell whether a legend names the groups already, while the nodes' labels take the room."""
        shown = getattr(self.node_color, "field", self.node_color)
        same = shown is self.group_by or (isinstance(shown, str) and shown == self.group_by)
        return self.names_nodes and self.legend and same

    def _matter(self, page: Page) -> FloatArray:
        """Return ``(N,)`` how much each node's label matters: by size, then by degree."""
        degree = self.node_table.field("degree").to_numpy(float, na_value=0)
        rank = np.empty(len(degree))
        rank[np.lexsort([degree, page.node_size])] = np.arange(len(degree))
        tied = pd.Series(rank).groupby([page.node_size, degree]).transform("max")
        return tied.to_numpy(float)
