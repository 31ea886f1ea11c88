"""Curves or Tiles, and a view of so many pixels -> the image of it."""

from typing import Any

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.geometry import Curves, Tiles, along_taper

Window = tuple[float, float, float, float]


def paint(geometry: Curves | Tiles, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    """Paint a geometry into pixels.

    Parameters
    ----------
    geometry
        Lines or rectangles in data units.
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
    return _strokes(geometry, view, size, dpi)


def _pixels(xy: FloatArray, view: Window, size: tuple[int, int]) -> FloatArray:
    """Measure positions in pixels from the lower left corner."""
    x0, x1, y0, y1 = view
    scale = np.array([size[0] / (x1 - x0), size[1] / (y1 - y0)])
    measured: FloatArray = (xy - [x0, y0]) * scale
    return measured


def _strokes(curves: Curves, view: Window, size: tuple[int, int], dpi: float) -> AnyArray:
    from vizlib.kernels.strokes import stroke

    canvas = np.zeros((size[1], size[0], 4), np.float32)
    points = np.ascontiguousarray(_pixels(curves.points, view, size))
    color = np.ascontiguousarray(curves.part_color, float)
    width = np.ascontiguousarray(curves.part_width, float) * dpi / 72
    taper = along_taper(curves.offsets) if curves.taper else np.ones(1)
    stroke(points, curves.offsets, color, width, taper, canvas)
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
