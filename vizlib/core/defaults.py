"""What a plot does where nothing is said, as data: sizes, opacity, directions, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

INCH = 72.0
"""Points in an inch."""


GROUP_LABEL_SIZE = 1.15
"""Height of a group's name in heights of a node's."""


@dataclass(frozen=True)
class Diameter:
    """A node's diameter, which follows the room that each node has.

    Parameters
    ----------
    share
        Share of a node's room that its marker takes.
    least, most
        Points it is never less or more than.
    """

    share: float
    least: float
    most: float

    def area(self, room: float, zoom: float = 1.0) -> float:
        """Return an area in points squared for a room in points, on a page that is magnified."""
        return float(np.clip(self.share * room, zoom * self.least, zoom * self.most)) ** 2


@dataclass(frozen=True)
class NodeSizes:
    """The smallest, the usual and the largest node."""

    smallest: Diameter = Diameter(0.45, 2.2, 4.5)
    usual: Diameter = Diameter(0.8, 2.2, 8.0)
    largest: Diameter = Diameter(1.5, 5.0, 17.0)

    def areas(self, room: float, zoom: float = 1.0) -> tuple[float, float, float]:
        """Return the three areas in points squared, where each node has a room in points."""
        smallest, usual, largest = (
            kind.area(room, zoom) for kind in (self.smallest, self.usual, self.largest)
        )
        return smallest, usual, largest


@dataclass(frozen=True)
class EdgeWidths:
    """Widths of edges in points, which follow how many edges there are.

    Parameters
    ----------
    lone
        Width of a lone edge.
    per_decade
        How much thinner ten times as many edges are.
    least, most
        Bounds of the usual width.
    thinnest, thickest
        The thinnest and the thickest edge in usual widths.
    thickest_least, thickest_most
        Bounds of the thickest.
    usual_share
        What is taken of the usual width where no field is shown.
    """

    lone: float = 2.0
    per_decade: float = 0.38
    least: float = 0.4
    most: float = 1.4
    thinnest: float = 0.4
    thickest: float = 4.5
    thickest_least: float = 1.5
    thickest_most: float = 5.0
    usual_share: float = 1.0

    def widths(self, count: int) -> tuple[float, float, float]:
        """Return the least, the usual and the greatest width of so many edges."""
        usual = self.lone - self.per_decade * np.log10(max(count, 1))
        usual = float(np.clip(usual, self.least, self.most))
        most = float(np.clip(self.thickest * usual, self.thickest_least, self.thickest_most))
        return self.thinnest * usual, self.usual_share * usual, most


TAPER_SOURCE = 1.7
"""How wide edges that narrow are at their source, in widths of edges that do not."""


@dataclass(frozen=True)
class EdgeOpacity:
    """How opaque edges are, which follows how many lie over each other.

    Parameters
    ----------
    ink
        The opacity of edges together, where they are most crowded.
    plain, colored
        The least opacity of edges of one colour, and of those whose colour shows something.
    most
        The greatest opacity.
    measured
        Whether it follows what lies over each other; else all edges have the greatest opacity.
    """

    ink: float = 0.8
    plain: float = 0.03
    colored: float = 0.05
    most: float = 0.75
    measured: bool = True

    def makes_a_slab(self, depth: float) -> bool:
        """Tell whether edges of one colour would be a slab however faint each may be."""
        return self.measured and 1 - (1 - self.ink) ** (1 / max(depth, 1.0)) < self.plain

    def alpha(self, depth: float, colored: bool) -> float:
        """Return the opacity of edges of which so many lie over each other.

        So many of them together have the opacity ``ink``, as far as the bounds allow.
        """
        if not self.measured:
            return self.most
        least = self.colored if colored else self.plain
        return float(np.clip(1 - (1 - self.ink) ** (1 / max(depth, 1.0)), least, self.most))


@dataclass(frozen=True)
class Defaults:
    """What a plot does where nothing is said.

    Parameters
    ----------
    size_in
        Width and height of the picture in inches, without guides.
    aspect
        ``"equal"`` where both data units are as long on the page.
    directions
        The ways to show direction, the usual one first.
    node_sizes, edge_widths, edge_opacity
        How large and opaque marks are.
    node_color
        The theme's colour of nodes that show no field.
    edge_ramp
        The theme's ramp for numbers that edges show, and for counts of edges.
    count_opacity
        The opacity of a single line where edges are counted; 1 where nothing lies below them.
    counts_many
        Whether very many edges are counted even where they are no slab.
    names_once
        Whether nodes of one name are named once, as the airports of a city.
    names_groups_alone
        Whether groups are named even where there is but one.
    leaves_edges_out
        Whether ``connect`` may leave edges out, as maps do whose nodes have no position.
    groups_color
        Whether groups colour their nodes, and the edges inside them, where nothing else is said.
    refused
        Options that the plot has no use for, and why.
    clip
        Whether edges and areas end at the data rectangle.
    unclipped
        Layers that may leave the rectangle all the same.
    names_inside
        Whether the plot writes the names of nodes into their marks; else they are placed by them.
    guides_below
        Whether guides stand in a row under the picture, whatever its shape.
    """

    size_in: tuple[float, float] = (6.0, 6.0)
    aspect: Literal["equal", "auto"] = "equal"
    directions: tuple[str, ...] = ("taper", "arrow", "gradient")
    node_sizes: NodeSizes = NodeSizes()
    edge_widths: EdgeWidths = EdgeWidths()
    edge_opacity: EdgeOpacity = EdgeOpacity()
    node_color: Literal["node", "ink"] = "node"
    edge_ramp: Literal["sequential", "flow"] = "sequential"
    count_opacity: float = 1.0
    counts_many: bool = False
    names_once: bool = False
    names_groups_alone: bool = False
    leaves_edges_out: bool = False
    groups_color: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    clip: bool = False
    unclipped: tuple[str, ...] = ()
    names_inside: bool = False
    guides_below: bool = False

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height of the picture in points."""
        return self.size_in[0] * INCH, self.size_in[1] * INCH
