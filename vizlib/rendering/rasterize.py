"""Curves or Tiles, and a view of so many pixels -> the image of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.scene.geometry import (
    TAPER,
    Arrowheads,
    BinnedCells,
    Curves,
    EdgeChunks,
    Points,
    Tiles,
    along_taper,
)

if TYPE_CHECKING:
    from vizlib.kernels.lines import Mode

HEAD_SAMPLES = 8
MAX_PX = 1 << 20
"""Farther outside, the sides of tiles are not told apart."""
Painted = Points | Curves | Arrowheads | Tiles | BinnedCells | EdgeChunks
NOMINAL_DPI = 100.0
"""Dots per inch that counts are given for."""
MAX_THIN_PX = 2.0
"""Width up to which lines in great number are laid down in one pass."""
MAX_EXACT_LINES = 5_000
CHUNK_EDGES = 1 << 15
Window = tuple[float, float, float, float]


def rasterize(geometry: Painted, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    """Paint a geometry into pixels.

    Parameters
    ----------
    geometry
        Lines, arrowheads or rectangles in data units.
    view
        What the picture shows: x at its left and right, y at its bottom and top.
    size
        Width and height in pixels.
    dpi
        Pixels per inch, for widths in points.

    Returns
    -------
    image
        ``(H, W, 4)`` RGBA as bytes, the first row at the bottom, as matplotlib takes it.
    """
    if isinstance(geometry, Tiles):
        return _draw_tiles(geometry, view, size)
    if isinstance(geometry, BinnedCells):
        return _bytes(_shaded(bin_cells(geometry, view, size), geometry))
    if isinstance(geometry, Points):
        return _draw_points(geometry, view, size, dpi)
    if isinstance(geometry, EdgeChunks):
        return _draw_chunks(geometry, view, size, dpi)
    if isinstance(geometry, Arrowheads):
        return _draw_heads(geometry, view, size, dpi)
    if len(geometry.offsets) > MAX_EXACT_LINES and _is_thin(geometry, dpi):
        whole = EdgeChunks(count=1, chunk=lambda low, high: geometry)
        return _draw_chunks(whole, view, size, dpi)
    points = np.ascontiguousarray(_pixels(geometry.points, view, size))
    taper = along_taper(geometry) if geometry.taper else np.ones(1)
    look = geometry.part_color, geometry.part_width, taper, geometry.part_fade
    return _draw_exactly(points, geometry.offsets, *look, size, dpi)


def _is_thin(curves: Curves, dpi: float) -> bool:
    widest = float(curves.width.max(initial=0.0)) * (TAPER[0] if curves.taper else 1.0)
    return not len(curves.fade) and widest * dpi / 72 <= MAX_THIN_PX


def count_lines(stream: EdgeChunks, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    """Count the lines over each pixel.

    Parameters
    ----------
    stream
        Lines with layers.
    view, size, dpi
        As :func:`rasterize` takes them.

    Returns
    -------
    counts
        ``(H, W, C)``.
    """
    if stream.count_partitions is not None:
        return stream.count_partitions(view, size, dpi)
    canvas = np.zeros((size[1], size[0], stream.layers), np.float32)
    for curves in _chunks(stream):
        _draw_chunk(curves, view, size, dpi, "count", canvas)
    return canvas


def _chunks(stream: EdgeChunks) -> Iterator[Curves]:
    for low in range(0, stream.count, CHUNK_EDGES):
        yield stream.chunk(low, min(low + CHUNK_EDGES, stream.count))


def _draw_chunks(stream: EdgeChunks, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    if stream.shade is not None:
        counts = count_lines(stream, view, size, dpi) * (dpi / NOMINAL_DPI)
        color = np.zeros((size[1], size[0], 4))
        seen = counts.sum(axis=2) > 0
        color[seen] = stream.shade(counts[seen].astype(float))
        return _bytes(color)
    canvas: AnyArray = np.ones((size[1], size[0], 1), np.float32)
    plain: FloatArray | None = None
    for curves in _chunks(stream):
        alike = len(curves.color) == 1 and (plain is None or (plain == curves.color).all())
        if alike and canvas.shape[2] == 1:
            plain = curves.color
        elif canvas.shape[2] == 1:
            canvas = _to_rgba(canvas, plain)
        _draw_chunk(curves, view, size, dpi, "over" if canvas.shape[2] == 4 else "filter", canvas)
    return _bytes(_unpremultiply(canvas)) if canvas.shape[2] == 4 else _of_one_color(canvas, plain)


def _of_one_color(canvas: AnyArray, color: FloatArray | None) -> AnyArray:
    """Return the image of lines of one colour by the light let through."""
    image = np.empty((*canvas.shape[:2], 4), np.uint8)
    image[..., :3] = 0 if color is None else _bytes(color[0, :3])
    np.rint((1 - canvas[..., 0]) * 255, out=image[..., 3], casting="unsafe")
    return image


def _to_rgba(canvas: AnyArray, color: FloatArray | None) -> AnyArray:
    """Turn the light let through by lines of one colour into premultiplied RGBA."""
    alpha = 1 - canvas
    shade = np.zeros(3, np.float32) if color is None else color[0, :3].astype(np.float32)
    return np.concatenate([alpha * shade, alpha], axis=2).astype(np.float32)


def _draw_chunk(
    curves: Curves, view: Window, size: tuple[int, int], dpi: float, mode: "Mode", canvas: AnyArray
) -> None:
    from vizlib.kernels.lines import Pen, Polylines, View, draw_thin_lines

    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    taper = along_taper(curves) if curves.taper else np.ones(1)
    width = np.ascontiguousarray(curves.part_width, float) * dpi / 72
    pen = Pen(np.ascontiguousarray(curves.part_color, float), width, taper)
    lines = Polylines(np.ascontiguousarray(curves.points, float), curves.offsets)
    draw_thin_lines(lines, View(np.array([x0, y0]), scale), pen, mode, canvas)


def _pixels(xy: FloatArray, view: Window, size: tuple[int, int]) -> FloatArray:
    """Measure positions in pixels from the lower left corner."""
    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    measured: FloatArray = (xy - [x0, y0]) * scale
    return measured


def _draw_points(points: Points, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    from vizlib.kernels.discs import draw_discs

    canvas = np.zeros((size[1], size[0], 4), np.float32)
    per_point = dpi / 72
    radius = np.ascontiguousarray(np.sqrt(points.size) / 2 * per_point)
    centre = np.ascontiguousarray(_pixels(points.xy, view, size))
    color, rim = np.ascontiguousarray(points.color, float), np.array(points.outline, float)
    # Where small markers have no rim, so many have none.
    width = float(points.outline_widths.min(initial=points.outline_width))
    draw_discs(centre, radius, color, rim, width * per_point, canvas)
    return _bytes(_unpremultiply(canvas))


def _draw_heads(heads: Arrowheads, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    """Paint arrowheads as short lines that narrow to nothing."""
    tip = _pixels(heads.xy, view, size)
    far = np.maximum(np.linalg.norm(heads.ahead, axis=1, keepdims=True), 1e-300)
    length = np.broadcast_to(heads.length, len(tip))
    back = heads.ahead / far * (length * dpi / 72)[:, None]
    share = np.linspace(0, 1, HEAD_SAMPLES)
    points = tip[:, None] - back[:, None] * (1 - share)[:, None]
    offsets = np.arange(len(tip) + 1, dtype=np.int64) * HEAD_SAMPLES
    taper = np.tile(1 - (share + 0.5 / (HEAD_SAMPLES - 1)).clip(0, 1), len(tip))
    look = heads.color, length * heads.slim, taper, np.zeros((0, 4))
    return _draw_exactly(points.reshape(-1, 2), offsets, *look, size, dpi)


def _draw_exactly(
    points: FloatArray, offsets: LongArray, color: FloatArray, width: FloatArray,
    taper: FloatArray, fade: FloatArray, size: tuple[int, int], dpi: float,
) -> AnyArray:  # fmt: skip
    from vizlib.kernels.lines import Pen, Polylines, draw_lines

    canvas = np.zeros((size[1], size[0], 4), np.float32)
    color, fade = np.ascontiguousarray(color, float), np.ascontiguousarray(fade, float)
    width = np.ascontiguousarray(width, float) * dpi / 72
    lines = Polylines(np.ascontiguousarray(points), offsets)
    draw_lines(lines, Pen(color, width, taper), fade, canvas)
    return _bytes(_unpremultiply(canvas))


def _unpremultiply(canvas: AnyArray) -> AnyArray:
    """Undo the multiplication of colours by their opacity."""
    solid = np.maximum(canvas[..., 3:], 1e-12)
    return np.concatenate([canvas[..., :3] / solid, canvas[..., 3:]], axis=2)


def _draw_tiles(tiles: Tiles, view: Window, size: tuple[int, int]) -> AnyArray:
    from vizlib.kernels.cells import top_cell

    extent = np.broadcast_to(tiles.extent, tiles.corner.shape)
    corner = _pixels(tiles.corner, view, size)
    opposite = _pixels(tiles.corner + extent, view, size)
    first = np.floor(np.minimum(corner, opposite) + 0.5)
    last = np.maximum(np.floor(np.maximum(corner, opposite) + 0.5), first + 1)
    sides = np.concatenate([first, last], axis=1).T
    left, bottom, right, top = np.clip(sides, -1, MAX_PX).astype(np.int32)
    rank = tiles.rank if len(tiles.rank) else np.zeros(len(tiles.corner))
    cells = top_cell(left, right, bottom, top, np.asarray(rank, float), size[0], size[1])
    color = np.vstack([np.broadcast_to(tiles.color, (len(tiles.corner), 4)), np.zeros((1, 4))])
    return _bytes(color)[cells]


def _bytes(color: FloatArray) -> AnyArray:
    return np.round(np.clip(color, 0, 1) * 255).astype(np.uint8)


def bin_cells(heat: BinnedCells, view: Window, size: tuple[int, int]) -> FloatArray:
    """Gather cells into pixels.

    Parameters
    ----------
    heat
        The cells.
    view
        What the picture shows: x at its left and right, y at its bottom and top.
    size
        Width and height in pixels.

    Returns
    -------
    values
        ``(H, W)``, NaN where a pixel holds no edge.
    """
    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    where = bin_sums if heat.count_partitions is None else heat.count_partitions
    count, total, greatest = where(heat, view, size)
    held = max(1 / abs(float(scale[0] * scale[1])), 1.0)
    if heat.gather in ("count", "sum"):
        gathered = (count if heat.gather == "count" else total) * (heat.cells / held)
    else:
        gathered = greatest if heat.gather == "max" else total / np.maximum(count, 1)
    values: FloatArray = np.where(count > 0, gathered, np.nan)
    return values


def bin_sums(heat: BinnedCells, view: Window, size: tuple[int, int]) -> tuple[FloatArray, ...]:
    """Count, add up and compare what falls into each pixel; see :func:`bin_cells`."""
    from vizlib.kernels.cells import Bins, Pairs, bin_edges

    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    whole, none = (size[1], size[0]), (0, 0)
    count = np.zeros(whole)
    total = np.zeros(whole if heat.gather in ("sum", "mean") else none)
    greatest = np.zeros(whole if heat.gather == "max" else none)
    pairs = Pairs(heat.source, heat.target, heat.both, np.ascontiguousarray(heat.side, float))
    values, origin = np.asarray(heat.values, float), np.array([x0, y0])
    bin_edges(heat.xy, pairs, values, origin, scale, Bins(count, total, greatest))
    return count, total, greatest


def _shaded(values: FloatArray, heat: BinnedCells) -> FloatArray:
    color = np.zeros((*values.shape, 4))
    seen = ~np.isnan(values)
    color[seen] = heat.shade(values[seen])
    return color
