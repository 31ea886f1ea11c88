"""What is drawn, as frozen arrays: points, curves, heads, tiles, areas, labels -> Scene."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, IntArray, LongArray
from vizlib.encodings.themes import LIGHT, Theme
from vizlib.scene.meaning import NO_MEANING, Meaning

INK = (0.0, 0.0, 0.0, 1.0)


Kind = Literal["", "node", "edge", "group", "flow", "cell"]
"""What the marks of a layer stand for."""


def _no_items() -> IntArray:
    return np.zeros(0, np.int32)


def _one_color() -> FloatArray:
    return np.array([INK])


def _one_width() -> FloatArray:
    return np.ones(1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """Markers, one a node.

    Parameters
    ----------
    xy
        ``(N, 2)`` positions in data units; a row with NaN is not drawn.
    color
        ``(N, 4)`` RGBA.
    size
        ``(N,)`` areas in points squared.
    shape
        ``(N,)`` places in ``scales.SHAPES``.
    outline
        RGBA of the line round each marker.
    outline_width
        Its width in points.
    rimmed
        Diameter in points from which on a marker has that line.
    raster
        Whether the markers, discs all, are painted into pixels, anew for each view.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    item
        ``(M,)`` number of the node, edge, cell ... that each mark stands for; empty where unknown.
    """

    xy: FloatArray
    color: FloatArray
    size: FloatArray
    shape: IntArray
    outline: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    outline_width: float = 0.0
    rimmed: float = 0.0
    raster: bool = False
    stands_for: Kind = ""
    item: IntArray = field(default_factory=_no_items)

    @property
    def outline_widths(self) -> FloatArray:
        """``(N,)`` widths of the lines round markers, 0 where a rim would hide a small one."""
        return np.where(self.size >= self.rimmed**2, self.outline_width, 0.0)

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        return replace(self, xy=self.xy + np.array([x, y]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Curves:
    """Polylines, one or more parts an edge.

    Parameters
    ----------
    points
        ``(S, 2)`` points of all parts, one part after another, in data units.
    offsets
        ``(P + 1,)`` part p is ``points[offsets[p]:offsets[p + 1]]``.
    edge
        ``(P,)`` the edge that each part belongs to.
    color
        ``(E, 4)`` RGBA of each edge, or one row for all.
    width
        ``(E,)`` widths in points, or one for all.
    dashes
        Lengths of dash and gap in widths of the line; empty for a whole line.
    raster
        Whether the lines are stroked straight into pixels, anew for each view.
    taper
        Points per data unit in x and y where lines narrow from their start to their end, which
        shows direction; empty where they do not.
    fade
        ``(E, 4)`` RGBA that each edge has at its end, where it changes from ``color`` on its way,
        or one row for all; no row where it does not.
    span
        ``(P, 2)`` which share of its edge each part shows, from 0 at the start to 1 at the end; no
        row where each part shows a whole edge.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    """

    points: FloatArray
    offsets: LongArray
    edge: IntArray
    color: FloatArray = field(default_factory=_one_color)
    width: FloatArray = field(default_factory=_one_width)
    dashes: tuple[float, ...] = ()
    raster: bool = False
    taper: tuple[float, ...] = ()
    fade: FloatArray = field(default_factory=lambda: np.zeros((0, 4)))
    span: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))
    stands_for: Kind = ""

    @classmethod
    def of_equal_length(cls, points: FloatArray, **look: Any) -> "Curves":
        """Make one part an edge from ``(E, S, 2)`` points."""
        count, samples = points.shape[:2]
        return cls(
            points=points.reshape(-1, 2),
            offsets=np.arange(count + 1, dtype=np.int64) * samples,
            edge=np.arange(count, dtype=np.int32),
            **look,
        )

    def backwards(self) -> "Curves":
        """Return the parts, each run through from its end to its start."""
        count = np.diff(self.offsets)
        last = np.repeat(self.offsets[:-1] + self.offsets[1:] - 1, count)
        return replace(self, points=self.points[last - np.arange(len(self.points))])

    def keep(self, mask: AnyArray) -> "Curves":
        """Return the parts of the edges for which ``(E,)`` mask is true."""
        parts = mask[self.edge]
        lengths = np.diff(self.offsets)
        offsets = np.append(0, np.cumsum(lengths[parts])).astype(np.int64)
        return replace(
            self, points=self.points[np.repeat(parts, lengths)], offsets=offsets,
            edge=self.edge[parts], span=self.span[parts] if len(self.span) else self.span,
        )  # fmt: skip

    def in_order(self, rank: AnyArray) -> "Curves":
        """Return the same, those edges drawn last whose rank ``(E,)`` is highest."""
        order = np.argsort(rank[self.edge], kind="stable")
        lengths = np.diff(self.offsets)[order]
        offsets = np.append(0, np.cumsum(lengths)).astype(np.int64)
        row = np.arange(offsets[-1]) + np.repeat(self.offsets[:-1][order] - offsets[:-1], lengths)
        return replace(
            self, points=self.points[row], offsets=offsets, edge=self.edge[order],
            span=self.span[order] if len(self.span) else self.span,
        )  # fmt: skip

    @property
    def part_color(self) -> FloatArray:
        """``(P, 4)`` RGBA of each part at its start, or one row for all."""
        plain = self.color if len(self.color) == 1 else self.color[self.edge]
        return self._between(plain, 0) if len(self.fade) else plain

    @property
    def part_fade(self) -> FloatArray:
        """``(P, 4)`` RGBA of each part at its end, one row for all, or none."""
        plain = self.fade if len(self.fade) <= 1 else self.fade[self.edge]
        return self._between(plain, 1) if len(self.fade) else plain

    def _between(self, plain: FloatArray, end: int) -> FloatArray:
        """Mix the colours of the ends of edges where parts show a share of their edge."""
        if not len(self.span):
            return plain
        first = self.color if len(self.color) == 1 else self.color[self.edge]
        last = self.fade if len(self.fade) == 1 else self.fade[self.edge]
        mixed: FloatArray = first + (last - first) * self.span[:, end, None]
        return mixed

    @property
    def item(self) -> IntArray:
        """``(P,)`` the edge that each part stands for."""
        return self.edge

    @property
    def part_width(self) -> FloatArray:
        """``(P,)`` width of each part in points."""
        return self.width if len(self.width) == 1 else self.width[self.edge]

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        return replace(self, points=self.points + np.array([x, y]))


@dataclass(frozen=True, kw_only=True, eq=False)
class EdgeChunks:
    """Lines in great number, made and painted chunk by chunk, so that they never stand in memory.

    Parameters
    ----------
    count
        E, how many edges there are.
    chunk
        Returns the curves of the edges from one number to another, with their looks.
    shade
        Where lines are counted: turns counts ``(M, C)`` into ``(M, 4)`` RGBA; the first number of
        a line's colour is then the layer it is counted in.
    layers
        C, how many layers are counted; 0 where lines are laid over one another.
    elsewhere
        Where the edges are in partitions: counts them there, for a view, a size and a resolution.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    """

    count: int
    chunk: Callable[[int, int], Curves]
    shade: Callable[[FloatArray], FloatArray] | None = None
    layers: int = 0
    count_partitions: Callable[..., AnyArray] | None = None
    stands_for: Kind = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Arrowheads:
    """Arrowheads: triangles of a fixed size on the page, wherever they stand.

    Parameters
    ----------
    xy
        ``(H, 2)`` where each points to, in data units.
    ahead
        ``(H, 2)`` the way it points, in any unit that is alike in x and y on the page.
    color
        ``(H, 4)`` RGBA, or one row for all.
    length
        ``(H,)`` points from tip to base, or one for all.
    slim
        Width of the base in lengths.
    raster
        Whether the heads are painted into pixels, anew for each view.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    item
        ``(M,)`` number of the node, edge, cell ... that each mark stands for; empty where unknown.
    """

    xy: FloatArray
    ahead: FloatArray
    color: FloatArray = field(default_factory=_one_color)
    length: FloatArray = field(default_factory=_one_width)
    slim: float = 0.8
    raster: bool = False
    stands_for: Kind = ""
    item: IntArray = field(default_factory=_no_items)

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        return replace(self, xy=self.xy + np.array([x, y]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Tiles:
    """Filled rectangles.

    Parameters
    ----------
    corner
        ``(M, 2)`` the corner with the smallest x and y, in data units.
    extent
        ``(M, 2)`` widths and heights, or one row for all.
    color
        ``(M, 4)`` RGBA.
    gap
        Share of each rectangle that is left empty, so that neighbours stay apart.
    rank
        ``(M,)`` which of several rectangles in one pixel is seen: the highest.
    raster
        Whether the rectangles are filled straight into pixels, anew for each view.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    item
        ``(M,)`` number of the node, edge, cell ... that each mark stands for; empty where unknown.
    """

    corner: FloatArray
    extent: FloatArray
    color: FloatArray
    gap: float = 0.0
    rank: FloatArray = field(default_factory=lambda: np.zeros(0))
    raster: bool = False
    stands_for: Kind = ""
    item: IntArray = field(default_factory=_no_items)

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        return replace(self, corner=self.corner + np.array([x, y]))


@dataclass(frozen=True, kw_only=True, eq=False)
class BinnedCells:
    """Cells of a matrix, gathered into pixels anew for each view; never laid out one by one.

    Parameters
    ----------
    xy
        ``(N, 2)`` left and top of the cell where each node meets itself, in data units.
    source, target
        ``(E,)`` the node in whose row and the one in whose column each edge stands.
    both
        Whether each edge stands in the cell across the diagonal as well.
    values
        ``(E,)`` what is gathered, or no values to count edges.
    gather
        ``"count"``, ``"sum"``, ``"mean"`` or ``"max"``.
    cells
        How many cells a pixel is taken to hold: counts and sums are given for so many.
    shade
        Turns what was gathered, ``(M,)`` numbers, into ``(M, 4)`` RGBA.
    elsewhere
        Where the edges are in partitions: gathers them there, for a view and a size.
    side
        ``(N,)`` side of the cells of each node in data units, or one for all.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    """

    xy: FloatArray
    source: IntArray
    target: IntArray
    both: bool
    values: FloatArray
    gather: Literal["count", "sum", "mean", "max"]
    cells: float
    shade: Callable[[FloatArray], FloatArray]
    count_partitions: Callable[..., tuple[FloatArray, ...]] | None = None
    side: FloatArray = field(default_factory=_one_width)
    stands_for: Kind = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ribbons:
    """Filled outlines, one each: flows, pieces of a ring.

    Parameters
    ----------
    points
        ``(S, 2)`` corners of all outlines, one after another, in data units.
    offsets
        ``(R + 1,)`` outline r is ``points[offsets[r]:offsets[r + 1]]``.
    color
        ``(R, 4)`` RGBA, or one row for all.
    line
        ``(R, 4)`` RGBA of the line round each, one row for all, or none.
    width
        Width of that line in points.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    item
        ``(M,)`` number of the node, edge, cell ... that each mark stands for; empty where unknown.
    """

    points: FloatArray
    offsets: LongArray
    color: FloatArray
    line: FloatArray = field(default_factory=lambda: np.zeros((0, 4)))
    width: float = 0.5
    stands_for: Kind = ""
    item: IntArray = field(default_factory=_no_items)

    @classmethod
    def of_equal_length(cls, points: FloatArray, **look: Any) -> "Ribbons":
        """Make outlines from ``(R, S, 2)`` points."""
        count, corners = points.shape[:2]
        offsets = np.arange(count + 1, dtype=np.int64) * corners
        return cls(points=points.reshape(-1, 2), offsets=offsets, **look)

    @classmethod
    def of_outlines(cls, outlines: Sequence[FloatArray], **look: Any) -> "Ribbons":
        """Make outlines of ``(S, 2)`` corners each."""
        points = np.concatenate(outlines) if len(outlines) else np.zeros((0, 2))
        offsets = np.cumsum([0, *map(len, outlines)]).astype(np.int64)
        return cls(points=points, offsets=offsets, **look)

    def take(self, order: AnyArray) -> "Ribbons":
        """Return some outlines ``(R,)`` in another order."""
        pieces = np.split(self.points, self.offsets[1:-1]) if len(self.offsets) > 1 else []
        taken = Ribbons.of_outlines([pieces[place] for place in order], color=self.color)
        rows = {
            name: getattr(self, name)[order]
            for name in ("color", "line", "item")
            if len(getattr(self, name)) == len(pieces) > 0
        }
        return replace(self, points=taken.points, offsets=taken.offsets, **rows)

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        return replace(self, points=self.points + np.array([x, y]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Areas:
    """Filled or outlined shapes that are not nodes or edges: land, rings, frames.

    Parameters
    ----------
    paths
        Matplotlib paths in data units.
    fill
        RGBA or None for no filling.
    line
        RGBA or None for no outline.
    width
        Width of the outline in points.
    """

    paths: tuple[Any, ...]
    fill: AnyArray | None = None
    line: AnyArray | None = None
    width: float = 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Raster:
    """A picture made of pixels, stretched over a rectangle.

    Parameters
    ----------
    pixels
        ``(H, W, 4)`` RGBA, the first row on top.
    extent
        Left, right, bottom, top in data units.
    """

    pixels: FloatArray
    extent: tuple[float, float, float, float]

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        left, right, bottom, top = self.extent
        return replace(self, extent=(left + x, right + x, bottom + y, top + y))


@dataclass(frozen=True, kw_only=True, eq=False)
class Labels:
    """Words.

    Parameters
    ----------
    xy
        ``(L, 2)`` where each is anchored, in data units.
    text
        L words.
    color
        ``(L, 4)`` RGBA, or one row for all.
    size
        Height of the letters in points.
    offset
        ``(L, 2)`` shift from the anchor in points.
    rotation
        ``(L,)`` degrees, counterclockwise.
    across, upright
        L words for the horizontal and vertical alignment, as matplotlib has them.
    bold
        Whether the letters are bold.
    halo
        RGBA of an outline that keeps the words readable on edges, or None.
    stands_for
        What its marks stand for, ``""`` where they only decorate.
    item
        ``(M,)`` number of the node, edge, cell ... that each mark stands for; empty where unknown.
    """

    xy: FloatArray
    text: tuple[str, ...]
    color: FloatArray
    size: float
    offset: FloatArray
    rotation: FloatArray
    ha: tuple[str, ...]
    va: tuple[str, ...]
    bold: bool = False
    halo: AnyArray | None = None
    font: str = LIGHT.font
    stands_for: Kind = ""
    item: IntArray = field(default_factory=_no_items)

    @classmethod
    def at(
        cls, xy: AnyArray, text: Sequence[str], theme: Theme, size: float, *,
        offset: AnyArray | tuple[float, float] = (0.0, 0.0), rotation: AnyArray | float = 0.0,
        ha: str | Sequence[str] = "center", va: str | Sequence[str] = "center_baseline",
        color: FloatArray | None = None, bold: bool = False, halo: bool = False,
    ) -> "Labels":  # fmt: skip
        """Write words at positions; what is given once is so for all of them.

        Parameters
        ----------
        xy
            ``(L, 2)`` where each is anchored, in data units.
        text
            L words.
        theme
            Whose letters and colours they have.
        size
            Height of the letters in points.
        offset
            ``(L, 2)`` or ``(2,)`` shift from the anchor in points.
        rotation
            ``(L,)`` or one number of degrees, counterclockwise.
        ha, va
            Alignment, as matplotlib has it.
        color
            ``(L, 4)`` or ``(1, 4)`` RGBA; by default that of the theme's words.
        bold
            Whether the letters are bold.
        halo
            Whether paper round the letters keeps them readable on edges.
        """
        count = len(text)
        return cls(
            xy=np.asarray(xy, float).reshape(-1, 2),
            text=tuple(text),
            color=theme.rgba("ink") if color is None else color,
            size=size,
            offset=np.array(np.broadcast_to(np.asarray(offset, float), (count, 2))),
            rotation=np.array(np.broadcast_to(np.asarray(rotation, float), count)),
            ha=(ha,) * count if isinstance(ha, str) else tuple(ha),
            va=(va,) * count if isinstance(va, str) else tuple(va),
            bold=bold,
            halo=theme.rgba("background")[0] if halo else None,
            font=theme.font,
        )

    def keep(self, mask: AnyArray) -> "Labels":
        """Return the labels for which ``(L,)`` mask is true."""
        return self.take(np.flatnonzero(mask))

    def take(self, chosen: AnyArray) -> "Labels":
        """Return labels by their ``(K,)`` numbers, in the order of these."""
        color = self.color if len(self.color) == 1 else self.color[chosen]
        return replace(
            self,
            xy=self.xy[chosen],
            text=tuple(self.text[i] for i in chosen),
            color=color,
            offset=self.offset[chosen],
            rotation=self.rotation[chosen],
            ha=tuple(self.ha[i] for i in chosen),
            va=tuple(self.va[i] for i in chosen),
            item=self.item[chosen] if len(self.item) else self.item,
        )

    def moved(self, x: float, y: float) -> Self:
        """Return the same, shifted in data units."""
        return replace(self, xy=self.xy + np.array([x, y]))


def at_angle(angle: FloatArray, radius: float | FloatArray = 1.0) -> FloatArray:
    """Return ``(N, 2)`` points at angles ``(N,)`` in radians and a radius."""
    xy: FloatArray = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    scaled: FloatArray = xy * np.asarray(radius)[..., None]
    return scaled


TAPER = (1.0, 0.12)
"""Width of a tapering line at its start, which is the width that it stands for, and at its end."""


def along(offsets: LongArray) -> FloatArray:
    """Return ``(S,)`` how far along its part each point is, 0 to 1."""
    count = np.diff(offsets)
    place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], count)
    share: FloatArray = place / np.repeat(np.maximum(count - 1, 1), count)
    return share


def along_taper(curves: Curves) -> FloatArray:
    """Return ``(S,)`` how wide tapering lines are at each point, in widths of the line."""
    share = along(curves.offsets)
    if len(curves.span):
        low, high = np.repeat(curves.span, np.diff(curves.offsets), axis=0).T
        share = low + (high - low) * share
    wide: FloatArray = TAPER[0] + (TAPER[1] - TAPER[0]) * share
    return wide


Movable = Points | Curves | Arrowheads | Tiles | Ribbons | Raster | Labels
"""What guides are made of: geometry that can be shifted."""
Geometry = (
    Points
    | Curves
    | EdgeChunks
    | Arrowheads
    | Tiles
    | BinnedCells
    | Ribbons
    | Areas
    | Raster
    | Labels
)


@dataclass(frozen=True, kw_only=True, eq=False)
class GuideBox:
    """Legends laid out in points: x to the right from 0, y downwards from 0, negative.

    Parameters
    ----------
    layers
        What to draw, in drawing order.
    width, height
        Size in points.
    """

    layers: tuple[Movable, ...] = ()
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Margins:
    """Room in points that labels and markers need outside the data rectangle."""

    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0

    def over(self, other: "Margins") -> "Margins":
        """Return margins with room for what either needs."""
        return Margins(
            left=max(self.left, other.left), right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom), top=max(self.top, other.top),
        )  # fmt: skip

    def zoomed(self, zoom: float) -> "Margins":
        """Return margins as many times as wide."""
        return Margins(
            left=zoom * self.left, right=zoom * self.right,
            bottom=zoom * self.bottom, top=zoom * self.top,
        )  # fmt: skip


NO_MARGINS = Margins()


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """Every array of a picture, nothing drawn.

    Parameters
    ----------
    layers
        Name -> geometry, in drawing order; the nodes are ``"nodes"``, the edges ``"edges"``.
    limits
        x0, x1, y0, y1 of the data rectangle; y0 > y1 where y runs downwards.
    size
        Width and height of the whole picture in inches.
    margins
        Room for what hangs over the data rectangle.
    guides
        Legends and colour bars.
    title, subtitle, caption
        Words above and below the picture.
    head, foot
        The same, set in lines.
    legend_place
        Where the guides stand.
    font_size
        Height of a node label in points; gaps follow it.
    page_margin
        Points that stay free round everything on a page of its own.
    description
        The picture in words, for a screen reader.
    theme
        Colours and fonts.
    aspect
        ``"equal"`` where both data units must be as long on the page, else ``"auto"``.
    clip
        Whether edges and areas end at the data rectangle.
    unclipped
        Names of layers that may leave the rectangle all the same.
    projection
        A cartopy projection for maps.
    unlabelled
        How many labels found no room.
    crowded
        Whether there was no room for the guides.
    meaning
        What the marks stand for.
    """

    layers: Mapping[str, Geometry]
    limits: tuple[float, float, float, float]
    size: tuple[float, float] = (6.0, 6.0)
    margins: Margins = Margins()
    guides: GuideBox = GuideBox()
    legend_place: Literal["right", "bottom"] = "right"
    head: GuideBox = GuideBox()
    foot: GuideBox = GuideBox()
    title: str = ""
    subtitle: str = ""
    caption: str = ""
    font_size: float = 8.5
    page_margin: float = 0.0
    description: str = ""
    theme: Theme = LIGHT
    aspect: Literal["equal", "auto"] = "equal"
    clip: bool = False
    unclipped: tuple[str, ...] = ()
    projection: Any = None
    unlabelled: int = 0
    crowded: bool = False
    meaning: Meaning = NO_MEANING
