"""One geometry -> the matplotlib artists that draw it, one collection or image a layer."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import Collection, LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure, SubFigure
from matplotlib.image import AxesImage
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, BboxBase, ScaledTranslation

from vizlib.arrays import AnyArray, FloatArray
from vizlib.encodings.scales import SHAPES
from vizlib.errors import VizlibError
from vizlib.rendering.rasterize import Painted, rasterize
from vizlib.scene.cubics import fit_cubics
from vizlib.scene.geometry import (
    Areas,
    Arrowheads,
    BinnedCells,
    Curves,
    EdgeChunks,
    Geometry,
    Labels,
    Points,
    Raster,
    Ribbons,
    Tiles,
    along,
    along_taper,
)
from vizlib.scene.text import DESCENT, LEADING_EM, lows_em, printable
from vizlib.scene.typeface import drawable, face

Outlines: TypeAlias = Any
"""``(P, S, 2)`` points of outlines of one length, or P arrays ``(S, 2)``.

Matplotlib takes both; its types do not say so.
"""
HALO_EM = 0.3
"""Width of the line of paper behind words, in heights of their letters."""
MAX_OUTSIDE_PX = 12
"""Pixels outside the axes that lines painted into pixels may reach."""


def add(ax: Axes, name: str, geometry: Geometry, zorder: float, clip: bool = False) -> None:
    """Add a geometry to an axes.

    Parameters
    ----------
    ax
        The axes, whose data units the geometry is in.
    name
        What the artists are called (their gid): by number, or by what they stand for, where they
        are several.
    geometry
        What to draw.
    zorder
        Height above the other layers.
    clip
        Whether the geometry ends at the frame of the axes.
    """
    artists = _artists(ax, geometry)
    for artist, gid in zip(artists, _names(name, geometry, len(artists)), strict=True):
        artist.set_zorder(zorder)
        artist.set_gid(gid)
        if isinstance(artist, Collection):
            ax.add_collection(artist, autolim=False)
        else:
            ax.add_artist(artist)
        artist.set_clip_on(clip)


def _names(name: str, geometry: Geometry, count: int) -> list[str]:
    if isinstance(geometry, Labels) and len(geometry.item):
        return _names_of_lines(name, geometry)
    return [name] if count == 1 else [f"{name}-{number + 1}" for number in range(count)]


def _names_of_lines(name: str, labels: Labels) -> list[str]:
    """Name each line of labels by what it names, and number those that name the same."""
    times: Counter[int] = Counter()
    names = []
    for item, text in zip(labels.item.tolist(), labels.text, strict=True):
        for _ in text.split("\n"):
            times[item] += 1
            names.append(f"{name}-{item}" + (f"-{times[item]}" if times[item] > 1 else ""))
    return names


def _artists(ax: Axes, geometry: Geometry) -> list[Artist]:
    if isinstance(geometry, (BinnedCells, EdgeChunks)) or getattr(geometry, "raster", False):
        return [Pixels(geometry, ax)]  # type: ignore[arg-type]
    return _MAKERS[type(geometry)](ax, geometry)


def _points(ax: Axes, points: Points) -> list[Artist]:
    if not len(points.xy):
        return []
    shapes = np.unique(points.shape)
    paths = [marker(int(shape)) for shape in (shapes if len(shapes) == 1 else points.shape)]
    dots = PathCollection(
        paths,
        points.size,
        offsets=points.xy,
        offset_transform=ax.transData,
        facecolors=points.color,
        edgecolors=[points.outline] if points.outline_width else "none",
        linewidths=points.outline_widths,
    )
    dots.set_transform(Affine2D())
    return [dots]


@cache
def marker(shape: int) -> Path:
    """Return the outline of a node's shape, of unit size."""
    style = MarkerStyle(SHAPES[shape])
    return style.get_path().transformed(style.get_transform())


def _curves(ax: Axes, curves: Curves) -> list[Artist]:
    if len(curves.offsets) < 2:
        return []
    if curves.taper and len(curves.fade):
        return [PolyCollection(**_tapered_pieces(curves), edgecolors="none")]
    if curves.taper:
        outlines = taper_paths(curves)
        return [PathCollection(outlines, facecolors=curves.part_color, edgecolors="none")]
    if len(curves.fade):
        pieces, width, color = _pieces(curves)
        return [LineCollection(pieces, colors=color, linewidths=width, capstyle="butt")]
    lines = PathCollection(
        bezier_paths(curves),
        facecolors="none",
        edgecolors=curves.part_color,
        linewidths=curves.part_width,
        capstyle="butt" if curves.dashes else "round",
        joinstyle="round",
    )
    if curves.dashes:
        lines.set_linestyle((0.0, list(curves.dashes)))
    return [lines]


def bezier_paths(curves: Curves) -> list[Path]:
    """Return a path for each part, of cubic curves where the line is smooth."""
    return [Path(*way) for way in _ways(curves)]


def _ways(curves: Curves) -> list[tuple[FloatArray, AnyArray]]:
    """Return vertices and codes of a path for each part."""
    cubics = fit_cubics(curves.points, curves.offsets)
    ways = []
    for low, high in pairwise(cubics.offsets):
        control, straight = cubics.control[low:high], cubics.straight[low]
        inner = control[:, 3:] if straight else control[:, 1:]
        vertices = np.concatenate([control[:1, 0], inner.reshape(-1, 2)])
        code = Path.LINETO if straight else Path.CURVE4
        codes = np.full(len(vertices), code, Path.code_type)
        codes[0] = Path.MOVETO
        ways.append((vertices, codes))
    return ways


def _pieces(curves: Curves) -> tuple[Outlines, FloatArray, FloatArray]:
    """Return the pieces ``(S - P, 2, 2)`` of lines that change colour, their widths and colours."""
    inner = np.ones(len(curves.points), bool)
    inner[curves.offsets[1:] - 1] = False
    first = np.flatnonzero(inner)
    part = np.repeat(np.arange(len(curves.offsets) - 1), np.diff(curves.offsets))[first]
    share = ((along(curves.offsets)[first] + along(curves.offsets)[first + 1]) / 2)[:, None]
    count = len(curves.offsets) - 1
    start = np.broadcast_to(curves.part_color, (count, 4))[part]
    end = np.broadcast_to(curves.part_fade, (count, 4))[part]
    width = np.broadcast_to(curves.part_width, count)[part]
    pieces = np.stack([curves.points[first], curves.points[first + 1]], axis=1)
    return pieces, width, start + (end - start) * share


def _tapered_pieces(curves: Curves) -> dict[str, Any]:
    """Return the outlines ``(S - P, 4, 2)`` of pieces of lines that narrow, and their colours."""
    left, right = _sides(curves)
    _, _, color = _pieces(curves)
    inner = np.ones(len(curves.points), bool)
    inner[curves.offsets[1:] - 1] = False
    first = np.flatnonzero(inner)
    last = first + 1
    corners = np.stack([left[first], left[last], right[last], right[first]], axis=1)
    return {"verts": corners, "facecolors": color}


def taper_paths(curves: Curves) -> list[Path]:
    """Return the outlines of lines that narrow: along the left rim, and back along the right.

    The line is as wide at a point as its share of the way says: wide at the start and
    narrow at the end.
    """
    left, right = _sides(curves)
    there = _ways(replace(curves, points=left))
    back = _ways(replace(curves, points=right).backwards())
    return [_outline(*first, *last) for first, last in zip(there, back, strict=True)]


def _outline(there: FloatArray, codes: AnyArray, back: FloatArray, back_codes: AnyArray) -> Path:
    """Join two ways into an outline."""
    joined = np.concatenate([codes, back_codes, [Path.CLOSEPOLY]]).astype(Path.code_type)
    joined[len(there)] = Path.LINETO
    return Path(np.concatenate([there, back, there[:1]]), joined)


def _sides(curves: Curves) -> tuple[FloatArray, FloatArray]:
    """Return ``(S, 2)`` the left and the right rim of lines that narrow, at each point."""
    scale = np.array(curves.taper)
    part = np.repeat(np.arange(len(curves.offsets) - 1), np.diff(curves.offsets))
    points = curves.points * scale
    ahead = np.gradient(points, axis=0) if len(points) > 1 else np.ones_like(points)
    first, last = curves.offsets[:-1], curves.offsets[1:] - 1
    ahead[first] = points[np.minimum(first + 1, last)] - points[first]
    ahead[last] = points[last] - points[np.maximum(last - 1, first)]
    length = np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) / length
    width = np.broadcast_to(curves.part_width, len(first))[part] * along_taper(curves)
    reach = aside * width[:, None] / 2 / scale
    return curves.points + reach, curves.points - reach


def segments(curves: Curves | Ribbons) -> Outlines:
    """Return the parts as one array where they are of one length, else as a list."""
    lengths = np.diff(curves.offsets)
    if len(lengths) and (lengths == lengths[0]).all():
        return curves.points.reshape(len(lengths), -1, 2)
    return np.split(curves.points, curves.offsets[1:-1])


def figure_of(ax: Axes) -> Figure | SubFigure:
    """Return the figure, or the part of one, that an axes is in.

    Raises
    ------
    VizlibError
        Where it is in none any more.
    """
    figure = ax.get_figure()
    if figure is None:
        raise VizlibError("The axes is in no figure any more; make a new one to draw on.")
    return figure


def _heads(ax: Axes, heads: Arrowheads) -> list[Artist]:
    if not len(heads.xy):
        return []
    figure = figure_of(ax)
    shapes = PolyCollection(
        triangles(heads),
        offsets=heads.xy,
        offset_transform=ax.transData,
        facecolors=heads.color,
        edgecolors="none",
    )
    shapes.set_transform(Affine2D().scale(1 / 72) + figure.dpi_scale_trans)
    return [shapes]


def triangles(heads: Arrowheads) -> Outlines:
    """Return ``(H, 3, 2)`` corners of arrowheads in points, each with its tip at (0, 0)."""
    far = np.maximum(np.linalg.norm(heads.ahead, axis=1, keepdims=True), 1e-300)
    back = -heads.ahead / far * np.broadcast_to(heads.length, len(far))[:, None]
    side = np.stack([-back[:, 1], back[:, 0]], axis=1) * heads.slim / 2
    return np.stack([np.zeros_like(back), back + side, back - side], axis=1)


def _tiles(ax: Axes, tiles: Tiles) -> list[Artist]:
    if not len(tiles.corner):
        return []
    extent = np.broadcast_to(tiles.extent, tiles.corner.shape)
    low = tiles.corner + extent * tiles.gap / 2
    high = tiles.corner + extent * (1 - tiles.gap / 2)
    corners: Any = np.stack(
        [low, np.c_[high[:, 0], low[:, 1]], high, np.c_[low[:, 0], high[:, 1]]], 1
    )
    crisp = tiles.gap == 0
    return [
        PolyCollection(
            corners, facecolors=tiles.color, edgecolors="none", linewidths=0, antialiased=not crisp
        )
    ]


def _ribbons(ax: Axes, ribbons: Ribbons) -> list[Artist]:
    if len(ribbons.offsets) < 2:
        return []
    lined = bool(len(ribbons.line))
    return [
        PolyCollection(
            segments(ribbons),
            facecolors=ribbons.color,
            edgecolors=ribbons.line if lined else "none",
            linewidths=ribbons.width if lined else 0.0,
        )
    ]


def _areas(ax: Axes, areas: Areas) -> list[Artist]:
    return [
        PathPatch(
            path,
            facecolor="none" if areas.fill is None else tuple(areas.fill),
            edgecolor="none" if areas.line is None else tuple(areas.line),
            linewidth=0.0 if areas.line is None else areas.width,
        )
        for path in areas.paths
        if len(path.vertices)
    ]


def _raster(ax: Axes, raster: Raster) -> list[Artist]:
    image = AxesImage(ax, extent=raster.extent, origin="upper", interpolation="bilinear")
    image.set_data(raster.pixels)
    return [image]


def _labels(ax: Axes, labels: Labels) -> list[Artist]:
    colors = np.broadcast_to(labels.color, (len(labels.text), 4))
    return [
        _line_of_words(ax, labels, place, words, rise, tuple(colors[place]))
        for place, text in enumerate(labels.text)
        for words, rise in _lines(text, labels.va[place])
    ]


def _lines(text: str, va: str) -> list[tuple[str, float]]:
    """Return the lines of a label, and the height of each one's foot over the anchor, in letters.

    The foot is told here, and not by matplotlib, which aligns words by the ink they happen to have.
    """
    lines = text.split("\n")
    foot = float(lows_em([text], [va])[0]) + DESCENT
    return [(line, foot + LEADING_EM * (len(lines) - 1 - row)) for row, line in enumerate(lines)]


def _line_of_words(
    ax: Axes, labels: Labels, place: int, words: str, rise: float, color: tuple[float, ...]
) -> Text:
    turn = np.radians(labels.rotation[place])
    dx, dy = labels.offset[place] + rise * labels.size * np.array([-np.sin(turn), np.cos(turn)])
    shift = ScaledTranslation(dx / 72, dy / 72, ax.figure.dpi_scale_trans)
    word = Word(
        float(labels.xy[place, 0]),
        float(labels.xy[place, 1]),
        words,
        labels.font,
        fontproperties=face(words, labels.font, labels.bold, labels.size),
        color=color,
        rotation=float(labels.rotation[place]),
        rotation_mode="anchor",
        horizontalalignment=labels.ha[place],
        verticalalignment="baseline",
        transform=ax.transData + shift,
        parse_math=False,
    )
    if labels.halo is not None:
        width = HALO_EM * labels.size
        word.set_path_effects([withStroke(linewidth=width, foreground=tuple(labels.halo))])
    return word


class Word(Text):
    """Words as they can be drawn, which know what they say in full.

    Parameters
    ----------
    x, y
        Where they are anchored.
    words
        What they say; letters that no face has are drawn as boxes.
    family
        Whose letters they have.
    options
        What every text of matplotlib takes.
    """

    def __init__(self, x: float, y: float, words: str, family: str, **options: Any) -> None:
        self.words = printable(words)
        self.family = family
        super().__init__(x, y, drawable(self.words, family), **options)

    @property
    def boxed(self) -> bool:
        """Whether boxes stand for some letters."""
        return self.words != self.get_text()


_MAKERS: Mapping[type, Callable[[Axes, Any], list[Artist]]] = {
    Points: _points,
    Curves: _curves,
    Arrowheads: _heads,
    Tiles: _tiles,
    Ribbons: _ribbons,
    Areas: _areas,
    Raster: _raster,
    Labels: _labels,
}


class Pixels(Artist):
    """A layer painted into pixels when it is drawn, for the view and the resolution of then.

    Parameters
    ----------
    geometry
        What to paint.
    ax
        The axes whose view it follows.
    """

    def __init__(self, geometry: Painted, ax: Axes) -> None:
        super().__init__()
        self.geometry = geometry
        self.set_figure(ax.get_figure())  # type: ignore[arg-type]

    def draw(self, renderer: RendererBase) -> None:
        """Paint the layer and hand it to the renderer."""
        if not self.get_visible() or self.axes is None:
            return
        scale = renderer.get_image_magnification()
        box, (left, bottom, right, top) = self.axes.bbox, self._pixels(self.axes.bbox)
        corners: FloatArray = np.array([[left, bottom], [right, top]])
        (x0, y0), (x1, y1) = self.axes.transData.inverted().transform(corners)
        size = (round((right - left) * scale), round((top - bottom) * scale))
        dpi = self.axes.figure.get_dpi() * scale
        image = rasterize(self.geometry, (x0, x1, y0, y1), size, dpi)
        context = renderer.new_gc()
        context.set_clip_rectangle(box if self.get_clip_on() else None)
        if scale == 1:
            renderer.draw_image(context, left, bottom, image)
        else:
            shrink = Affine2D().scale((right - left), (top - bottom))
            renderer.draw_image(context, left, bottom, image, shrink)
        context.restore()

    def _pixels(self, box: BboxBase) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of what is painted, in whole pixels."""
        inside = self.get_clip_on() or isinstance(self.geometry, (Tiles, BinnedCells))
        outside = 0 if inside else MAX_OUTSIDE_PX
        left, bottom = np.floor([box.x0 - outside, box.y0 - outside])
        right, top = np.ceil([box.x1 + outside, box.y1 + outside])
        return float(left), float(bottom), float(right), float(top)
