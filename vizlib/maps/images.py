"""A picture of the earth and a view of a map -> the picture as the map shows it, in pixels."""

import base64
import copy
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.maps.features import TileSource
from vizlib.maps.projections import Limits
from vizlib.scene.geometry import Raster

if TYPE_CHECKING:
    from cartopy.crs import Projection

CELLS = 900
"""Pixels of the longer side of what is resampled."""
TILE_CELLS = 256
MAX_ZOOM = 18
VIEW_SAMPLES = 41
"""Points along the longer side of a view that tell which tiles it needs."""
TILE_TIMEOUT_S = 15.0
"""Seconds to wait for a server of tiles: a node of a cluster may wait for ever."""
WORLD = (-180.0, 180.0, -90.0, 90.0)
NOT_FOUND = 404
EMPTY_TILE_GREY = (250, 250, 250)
"""What cartopy shows where a server has no tile."""

Tile = tuple[int, int, int]


def relief(projection: "Projection", limits: Limits) -> Raster:
    """Show the shaded relief of Natural Earth that cartopy carries, half a degree a pixel.

    Parameters
    ----------
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view.
    """
    import cartopy
    import matplotlib.image
    from cartopy.crs import PlateCarree

    folder = Path(cartopy.__file__).parent / "data" / "raster" / "natural_earth"
    image = matplotlib.image.imread(folder / "50-natural-earth-1-downsampled.png")
    return resample(image[..., :3], WORLD, PlateCarree(), projection, limits)


def tiles(source: TileSource, projection: "Projection", limits: Limits) -> Raster:
    """Fetch what is in view from a source of tiles, over the network.

    Parameters
    ----------
    source
        A source of :mod:`cartopy.io.img_tiles`.
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view.

    Raises
    ------
    OSError
        Where a tile cannot be had, or the server does not answer within ``TILE_TIMEOUT_S``.
    """
    import shapely

    low, high = _corners_in(source.crs, projection, limits)
    world = source.crs.x_limits[1] - source.crs.x_limits[0]
    zoom = np.round(np.log2(world / (high - low)[0] * CELLS / TILE_CELLS))
    image, extent, origin = _whole_image(
        source, shapely.box(*low, *high), int(np.clip(zoom, 1, MAX_ZOOM))
    )
    pixels = np.asarray(image)[..., :3]
    pixels = pixels / 255 if pixels.dtype.kind in "ui" else pixels
    upright = pixels[::-1] if origin == "lower" else pixels
    if projection == source.crs:
        x0, x1, y0, y1 = (float(side) for side in extent)
        return Raster(pixels=_opaque(upright), extent=(x0, x1, y0, y1))
    return resample(upright, extent, source.crs, projection, limits)


def _corners_in(
    crs: "Projection", projection: "Projection", limits: Limits
) -> tuple[FloatArray, FloatArray]:
    """Return the lower left and upper right corner of a view ``(2,)`` in another projection."""
    x, y = _grid(limits, VIEW_SAMPLES)
    places = crs.transform_points(projection, x.ravel(), y.ravel())[:, :2]
    places = places[np.isfinite(places).all(axis=1)]
    return places.min(axis=0), places.max(axis=0)


def _whole_image(
    source: TileSource, domain: object, zoom: int
) -> tuple[AnyArray, Sequence[float], str]:
    """Ask for the tiles of a domain; a picture with holes counts as none.

    cartopy leaves out what it could not fetch, or fails where that is everything, so the first
    error is kept here.
    """
    failures: list[OSError] = []
    try:
        image = with_timeout(source, TILE_TIMEOUT_S, failures).image_for_domain(domain, zoom)
    except ValueError:
        if not failures:
            raise
    if failures:
        raise failures[0]
    return image


def with_timeout(source: TileSource, timeout_s: float, failures: list[OSError]) -> TileSource:
    """Make a source of cartopy's wait no longer than some seconds for each tile.

    cartopy opens the address of a tile without a timeout. The copy of the source that is returned
    fetches the tile first, and hands cartopy an address that holds it.

    Parameters
    ----------
    source
        A source of tiles; one that has no addresses, not being cartopy's, is returned as it is.
    timeout_s
        Seconds to wait for each tile.
    failures
        What fails is appended here.
    """
    if not hasattr(source, "_image_url"):
        return source
    address_of, agent = source._image_url, getattr(source, "user_agent", "")

    def fetched(tile: Tile) -> str:
        try:
            content = _fetch(address_of(tile), agent, timeout_s)
        except OSError as error:
            failures.append(error)
            raise
        return "data:image/png;base64," + base64.b64encode(content).decode()

    patient = copy.copy(source)
    patient._image_url = fetched
    return patient


def _fetch(url: str, agent: str, timeout_s: float) -> bytes:
    """Read the picture at an address; an empty tile where the server has none there."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    from PIL import Image

    try:
        with urlopen(Request(url, headers={"User-Agent": agent}), timeout=timeout_s) as answer:
            content: bytes = answer.read()
        with Image.open(io.BytesIO(content)) as image:
            image.load()
    except HTTPError as error:
        error.close()
        if error.code != NOT_FOUND:
            raise
        content = _empty_tile()
    except HTTPException as error:
        raise OSError(f"{url}: {error!r}") from error
    return content


def _empty_tile() -> bytes:
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (TILE_CELLS, TILE_CELLS), EMPTY_TILE_GREY).save(content, "PNG")
    return content.getvalue()


def resample(
    image: AnyArray,
    extent: Sequence[float],
    crs: "Projection",
    projection: "Projection",
    limits: Limits,
) -> Raster:
    """Show a picture in one projection on a map in another.

    Parameters
    ----------
    image
        ``(H, W, 3)`` RGB from 0 to 1, the first row on top.
    extent
        Left, right, bottom, top of the picture, in units of ``crs``.
    crs
        The projection of the picture.
    projection
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
        places = crs.transform_points(projection, x.ravel(), y.ravel())[:, :2]
    left, right, bottom, top = extent
    rows, columns = image.shape[:2]
    column = (places[:, 0] - left) / (right - left) * columns - 0.5
    row = (top - places[:, 1]) / (top - bottom) * rows - 0.5
    shown = on_map(projection, x.ravel(), y.ravel()) & np.isfinite(column) & np.isfinite(row)
    shown &= np.abs(column - (columns - 1) / 2) <= columns / 2
    shown &= np.abs(row - (rows - 1) / 2) <= rows / 2
    pixels = np.zeros((x.size, 4))
    pixels[shown, :3] = _bilinear(image, column[shown], row[shown])
    pixels[shown, 3] = 1.0
    return Raster(pixels=pixels.reshape(*x.shape, 4), extent=limits)


def on_map(projection: "Projection", x: FloatArray, y: FloatArray) -> BoolArray:
    """Tell which points of the plane ``(S,)`` lie on the map."""
    import shapely

    shape = shapely.Polygon(shapely.get_coordinates(projection.boundary))
    shapely.prepare(shape)
    inside: BoolArray = shapely.contains_xy(shape, x, y)
    return inside


def _grid(limits: Limits, cells: int) -> tuple[FloatArray, FloatArray]:
    """Return the middles of cells, the first row on top: x and y, ``(H, W)`` each."""
    x0, x1, y0, y1 = limits
    width, height = x1 - x0, y1 - y0
    columns = max(int(cells * min(1.0, width / height)), 2)
    rows = max(int(cells * min(1.0, height / width)), 2)
    x, y = np.meshgrid(
        x0 + (np.arange(columns) + 0.5) / columns * width,
        y1 - (np.arange(rows) + 0.5) / rows * height,
    )
    return x, y


def _bilinear(image: AnyArray, column: FloatArray, row: FloatArray) -> FloatArray:
    """Read a picture ``(H, W, 3)`` between its pixels, each weighted by how near it is."""
    rows, columns = image.shape[:2]
    column, row = np.clip(column, 0, columns - 1), np.clip(row, 0, rows - 1)
    left, top = np.floor(column).astype(int), np.floor(row).astype(int)
    right, below = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
    to_right, down = (column - left)[:, None], (row - top)[:, None]
    upper = image[top, left] * (1 - to_right) + image[top, right] * to_right
    lower = image[below, left] * (1 - to_right) + image[below, right] * to_right
    mixed: FloatArray = upper * (1 - down) + lower * down
    return mixed


def _opaque(image: AnyArray) -> FloatArray:
    return np.concatenate([image, np.ones((*image.shape[:2], 1))], axis=2)
