"""A Described plot -> Looks: what its options mean, and the sizes and colours of all marks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.described import Described
from vizlib.core.options import (
    check_figsize,
    encode_edges,
    encode_nodes,
    follows,
)
from vizlib.encodings.encode import Encoding, encode_size

INCH = 72.0
PAD = 16.0
FAINT = 0.12
"""Share of its opacity that an edge has at its source, where that shows direction."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Looks(Described):
    """How nodes and edges look."""

    @cached_property
    def encodings(self) -> Mapping[str, Encoding]:
        """Option -> what it means, for the picture's default size."""
        return self._encode(self._picture(None))

    def encodings_at(self, size: tuple[float, float]) -> Mapping[str, Encoding]:
        """Option -> what it means in a picture of a width and a height in inches."""
        return self._encode(self._picture(size))

    def _encode(self, size: tuple[float, float]) -> dict[str, Encoding]:
        known = self.__dict__.get("encodings", {})
        looks = known or {
            **encode_nodes(self, self.node_table, self.colors),
            **encode_edges(self, self.edge_table, self.colors, self.edge_opacity()),
        }
        dot, line = self.node_sizes(size), self.edge_widths(size)
        sizes = {
            "node_size": encode_size(
                self.node_size, self.node_table, default=dot[1], range=(dot[0], dot[2]),
                name="node_size", theme=self.colors,
            ),
            "edge_width": encode_size(
                self.edge_width, self.edge_table, default=line[1], range=(line[0], line[2]),
                name="edge_width", theme=self.colors, mark="edge",
            ),
        }  # fmt: skip
        return {**looks, **sizes}

    def spacing(self, size: tuple[float, float]) -> float:
        """Return the room that a node has for itself, in points."""
        return float(0.5 * np.sqrt(size[0] * size[1] / max(self.tables.node_count, 1)))

    def node_sizes(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest area of a node in points squared."""
        room = self.spacing(size)
        return (
            float(np.clip(0.45 * room, 2.2, 4.5)) ** 2,
            float(np.clip(0.8 * room, 2.2, 8.0)) ** 2,
            float(np.clip(1.5 * room, 5.0, 17.0)) ** 2,
        )

    def edge_widths(self, size: tuple[float, float]) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest width of an edge in points."""
        count = max(self.tables.edge_count, 1)
        usual = float(np.clip(2.0 - 0.38 * np.log10(count), 0.4, 1.4))
        return 0.4 * usual, usual, float(np.clip(4.5 * usual, 1.5, 5.0))

    def edge_opacity(self) -> float:
        """Return how opaque edges are where nothing is said; colours must be seen."""
        usual = 8 / np.sqrt(max(self.tables.edge_count, 1))
        least = 0.06 if self.edge_color is None else 0.35
        return float(np.clip(usual, least, 0.75))

    @property
    def ink(self) -> FloatArray:
        """``(1, 4)`` the colour of words."""
        return _rgba(self.colors.ink)

    @property
    def muted(self) -> FloatArray:
        """``(1, 4)`` the colour of small print."""
        return _rgba(self.colors.muted)

    @property
    def paper(self) -> FloatArray:
        """``(4,)`` the colour of the background."""
        paper: FloatArray = _rgba(self.colors.background)[0]
        return paper

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Return the size of the picture without legend, as far as it is known, in points."""
        given = size or check_figsize(self.figsize)
        if given is None:
            return self.picture_size[0] * INCH, self.picture_size[1] * INCH
        return max(given[0] * INCH - PAD, 36.0), max(given[1] * INCH - PAD, 36.0)

    def _letters(self, picture: tuple[float, float]) -> float:
        return self.colors.size * float(np.clip(np.sqrt(min(picture) / 432), 0.7, 2.0))

    @cached_property
    def node_rgba(self) -> FloatArray:
        """``(N, 4)`` colours of the nodes."""
        count = self.tables.node_count
        color = _faded(self.encodings["node_color"], self.encodings["node_alpha"], count)
        return color if self.focus is None else self.focus.on_nodes(color)

    @cached_property
    def edge_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges, or one row where all are alike."""
        color = self._edge_colors("source")
        return color if self.focus is None else self.focus.on_edges(color)

    @property
    def edge_starts(self) -> FloatArray:
        """``(E, 4)`` colours of the edges at their source, where they change on their way."""
        color = self.edge_rgba.copy()
        if self.shows_direction == "gradient":
            color[:, 3] *= FAINT
        return color

    @property
    def edge_fade(self) -> FloatArray:
        """``(E, 4)`` colours of the edges at their target, no row where they do not change."""
        if self.edge_color != "gradient" or "gradient" in self.edge_table:
            return self.edge_rgba if self.shows_direction == "gradient" else np.zeros((0, 4))
        color = self._edge_colors("target")
        return color if self.focus is None else self.focus.on_edges(color)

    def _edge_colors(self, side: str) -> FloatArray:
        end = follows(self.edge_color, self.edge_table)
        alpha = self.encodings["edge_alpha"]
        if end is None:
            return _faded(self.encodings["edge_color"], alpha, 1)
        end = side if end == "gradient" else end
        color: FloatArray = self.node_rgba[getattr(self.tables, end)].copy()
        color[:, 3] *= alpha.values
        return color


def _rgba(color: str) -> FloatArray:
    from matplotlib.colors import to_rgba

    return np.array([to_rgba(color)])


def _faded(color: Encoding, alpha: Encoding, count: int) -> FloatArray:
    """Multiply the opacity of colours, keeping one row where one stands for all."""
    rows = max(len(color.values), len(alpha.values), 1)
    rgba: FloatArray = np.repeat(color.values, rows // max(len(color.values), 1), axis=0).copy()
    rgba[:, 3] *= alpha.values
    return each_of(rgba, count) if count > 1 and len(rgba) == 1 else rgba


def each_of(values: Any, count: int) -> Any:
    """Give each of N nodes its value where one stands for all."""
    return np.broadcast_to(values, (count, *values.shape[1:])) if len(values) == 1 else values
