"""A picture of the earth and a view of a map -> the picture as the map shows it, in pixels."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.maps.projections import Limits
from vizlib.scene.geometry import Raster

CELLS = 900
"""Pixels of the longer side of what is resampled."""
TILE = 256
FINEST = 18
PATIENCE = 15.0
"""Seconds to wait for a server of tiles."""
WORLD = (-180.0, 180.0, -90.0, 90.0)


def relief(chart: Any, limits: Limits) -> Raster:
    """Show the shaded relief of Natural Earth that cartopy carries, half a degree a pixel.

    Parameters
    ----------
    chart
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view.
    """
    import cartopy
    import matplotlib.image
    from cartopy.crs import PlateCarree

    folder = Path(cartopy.__file__).parent / "data" / "raster" / "natural_earth"
    image = matplotlib.image.imread(folder / "50-natural-earth-1-downsampled.png")
    return resampled(image[..., :3], WORLD, PlateCarree(), chart, limits)


def tiles(source: Any, chart: Any, limits: Limits) -> Raster:
    """Fetch what is in view from a source of tiles, over the network.

    Parameters
    ----------
    source
        A source of :mod:`cartopy.io.img_tiles`.
    chart
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view.

    Raises
    ------
    OSError
        Where the server does not answer.
    """
    import shapely

    x, y = _grid(limits, 41)
    places = source.crs.transform_points(chart, x.ravel(), y.ravel())[:, :2]
    places = places[np.isfinite(places).all(axis=1)]
    low, high = places.min(axis=0), places.max(axis=0)
    ha = source.crs.x_limits[1] - source.crs.x_limits[0]
    level = int(np.clip(np.round(np.log2(ha / (high - low)[0] * CELLS / TILE)), 1, FINEST))
    with _patience():
        found = source.image_for_domain(shapely.box(*low, *high), level)
    image, extent, origin = found
    pixels = np.asarray(image)[..., :3]
    pixels = pixels / 255 if pixels.dtype.kind in "ui" else pixels
    va = pixels[::-1] if origin == "lower" else pixels
    if chart == source.crs:
        return Raster(pixels=_opaque(va), extent=tuple(float(each) for each in extent))  # type: ignore[arg-type]
    return resampled(va, extent, source.crs, chart, limits)


@contextmanager
def _patience() -> Iterator[None]:
    """Give up on servers that do not answer: a node of a cluster may wait for ever."""
    import socket

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def resampled(image: AnyArray, extent: Any, crs: Any, chart: Any, limits: Limits) -> Raster:
    """Show a picture in one projection on a map in another.

    Parameters
    ----------
    image
        ``(H, W, 3)`` RGB from 0 to 1, the first row on top.
    extent
        Left, right, bottom, top of the picture, in units of ``crs``.
    crs
        The projection of the picture.
    chart
        The projection of the map.
    limits
        ``(x0, x1, y0, y1)`` what is in view.

    Returns
    -------
    raster
        The picture, clear where the map or the picture ends.
    """
    x, y = _grid(limits, CELLS)
    with np.errstate(invalid="ignore"):
        places = crs.transform_points(chart, x.ravel(), y.ravel())[:, :2]
    left, right, bottom, top = extent
    high, wide = image.shape[:2]
    column = (places[:, 0] - left) / (right - left) * wide - 0.5
    row = (top - places[:, 1]) / (top - bottom) * high - 0.5
    shown = on_map(chart, x.ravel(), y.ravel()) & np.isfinite(column) & np.isfinite(row)
    shown &= np.abs(column - (wide - 1) / 2) <= wide / 2
    shown &= np.abs(row - (high - 1) / 2) <= high / 2
    pixels = np.zeros((x.size, 4))
    pixels[shown, :3] = _between(image, column[shown], row[shown])
    pixels[shown, 3] = 1.0
    return Raster(pixels=pixels.reshape(*x.shape, 4), extent=limits)


def on_map(chart: Any, x: FloatArray, y: FloatArray) -> BoolArray:
    """Tell which points of the plane ``(S,)`` lie on the map."""
    import shapely

    shape = shapely.Polygon(shapely.get_coordinates(chart.boundary))
    shapely.prepare(shape)
    inside: BoolArray = shapely.contains_xy(shape, x, y)
    return inside


def _grid(limits: Limits, cells: int) -> tuple[FloatArray, FloatArray]:
    """Return the middles of cells, the first row on top: x and y, ``(H, W)`` each."""
    x0, x1, y0, y1 = limits
    wide, high = x1 - x0, y1 - y0
    columns = max(int(cells * min(1.0, wide / high)), 2)
    rows = max(int(cells * min(1.0, high / wide)), 2)
    x = x0 + (np.arange(columns) + 0.5) / columns * wide
    y = y1 - (np.arange(rows) + 0.5) / rows * high
    east, north = np.meshgrid(x, y)
    return east, north


def _between(image: AnyArray, column: FloatArray, row: FloatArray) -> FloatArray:
    """Read a picture between its pixels, each weighted by how near it is."""
    high, wide = image.shape[:2]
    column, row = np.clip(column, 0, wide - 1), np.clip(row, 0, high - 1)
    left, top = np.floor(column).astype(int), np.floor(row).astype(int)
    right, below = np.minimum(left + 1, wide - 1), np.minimum(top + 1, high - 1)
    ha, down = (column - left)[:, None], (row - top)[:, None]
    upper = image[top, left] * (1 - ha) + image[top, right] * ha
    lower = image[below, left] * (1 - ha) + image[below, right] * ha
    mixed: FloatArray = upper * (1 - down) + lower * down
    return mixed


def _opaque(image: AnyArray) -> FloatArray:
    return np.concatenate([image, np.ones((*image.shape[:2], 1))], axis=2)
