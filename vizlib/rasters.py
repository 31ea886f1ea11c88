"""Curves or Tiles, and a view of so many pixels -> the image of it."""

from typing import Any

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.geometry import Curves, Heads, Heat, Tiles, along_taper

HEAD_SAMPLES = 8
Painted = Curves | Heads | Tiles | Heat
Window = tuple[float, float, float, float]


def paint(geometry: Painted, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
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
        return _cells(geometry, view, size)
    if isinstance(geometry, Heat):
        return _bytes(_shaded(gathered(geometry, view, size), geometry))
    if isinstance(geometry, Heads):
        return _heads(geometry, view, size, dpi)
    points = np.ascontiguousarray(_pixels(geometry.points, view, size))
    taper = along_taper(geometry.offsets) if geometry.taper else np.ones(1)
    look = geometry.part_color, geometry.part_width, taper, geometry.part_fade
    return _strokes(points, geometry.offsets, *look, size, dpi)


def _pixels(xy: FloatArray, view: Window, size: tuple[int, int]) -> FloatArray:
    """Measure positions in pixels from the lower left corner."""
    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    measured: FloatArray = (xy - [x0, y0]) * scale
    return measured


def _heads(heads: Heads, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
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
    return _strokes(points.reshape(-1, 2), offsets, *look, size, dpi)


def _strokes(
    points: FloatArray, offsets: LongArray, color: FloatArray, width: FloatArray,
    taper: FloatArray, fade: FloatArray, size: tuple[int, int], dpi: float,
) -> AnyArray:  # fmt: skip
    from vizlib.kernels.strokes import stroke

    canvas = np.zeros((size[1], size[0], 4), np.float32)
    color, fade = (np.ascontiguousarray(each, float) for each in (color, fade))
    width = np.ascontiguousarray(width, float) * dpi / 72
    stroke(np.ascontiguousarray(points), offsets, color, width, taper, fade, canvas)
    solid = np.maximum(canvas[..., 3:], 1e-12)
    plain = np.concatenate([canvas[..., :3] / solid, canvas[..., 3:]], axis=2)
    return _bytes(plain)


def _cells(tiles: Tiles, view: Window, size: tuple[int, int]) -> AnyArray:
    from vizlib.kernels.cells import winners

    extent = np.broadcast_to(tiles.extent, tiles.corner.shape)
    one = _pixels(tiles.corner, view, size)
    two = _pixels(tiles.corner + extent, view, size)
    low, high = np.minimum(one, two), np.maximum(one, two)
    first: Any = np.floor(low + 0.5)
    last: Any = np.maximum(np.floor(high + 0.5), first + 1)
    edges = [np.clip(each, -1, 1 << 20).astype(np.int32) for each in (*first.T, *last.T)]
    left, bottom, right, top = edges
    rank = tiles.rank if len(tiles.rank) else np.zeros(len(tiles.corner))
    chosen = winners(left, right, bottom, top, np.asarray(rank, float), size[0], size[1])
    color = np.vstack([np.broadcast_to(tiles.color, (len(tiles.corner), 4)), np.zeros((1, 4))])
    return _bytes(color)[chosen]


def _bytes(color: FloatArray) -> AnyArray:
    return np.round(np.clip(color, 0, 1) * 255).astype(np.uint8)


def gathered(heat: Heat, view: Window, size: tuple[int, int]) -> FloatArray:
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
    from vizlib.kernels.cells import gather

    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    whole, none = (size[1], size[0]), (0, 0)
    count = np.zeros(whole)
    total = np.zeros(whole if heat.gather in ("sum", "mean") else none)
    most = np.zeros(whole if heat.gather == "max" else none)
    gather(
        heat.xy, heat.source, heat.target, heat.both, np.asarray(heat.values, float),
        np.array([x0, y0]), scale, count, total, most,
    )  # fmt: skip
    held = max(1 / abs(float(scale[0] * scale[1])), 1.0)
    if heat.gather in ("count", "sum"):
        found = (count if heat.gather == "count" else total) * (heat.cells / held)
    else:
        found = most if heat.gather == "max" else total / np.maximum(count, 1)
    values: FloatArray = np.where(count > 0, found, np.nan)
    return values


def _shaded(values: FloatArray, heat: Heat) -> FloatArray:
    color = np.zeros((*values.shape, 4))
    seen = ~np.isnan(values)
    color[seen] = heat.shade(values[seen])
    return color
