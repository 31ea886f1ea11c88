"""Coordinates of nodes in any reference system -> longitudes and latitudes in degrees."""

from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.errors import VizlibError
from vizlib.maps.projections import by_name

if TYPE_CHECKING:
    from pyproj import CRS


def as_crs(given: object) -> "CRS | None":
    """Turn what a user gives as ``crs`` into a reference system.

    Parameters
    ----------
    given
        A cartopy or pyproj reference system, an EPSG code (``2154`` or ``"EPSG:2154"``), the name
        of a cartopy projection, or None for degrees.

    Returns
    -------
    crs
        A pyproj reference system, or None.
    """
    if given is None:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if isinstance(given, str) and given.isidentifier():
        crs: CRS = by_name(given, "crs")
        return crs
    try:
        return CRS.from_user_input(given)
    except (CRSError, TypeError, ValueError) as error:
        raise VizlibError(
            f"crs={given!r} is not a reference system; pass a code such as 'EPSG:2154', a cartopy"
            " projection such as cartopy.crs.UTM(33), the crs of a geopandas frame, or None for"
            " degrees."
        ) from error


def to_degrees(x: FloatArray, y: FloatArray, crs: "CRS") -> tuple[FloatArray, FloatArray]:
    """Turn coordinates into degrees.

    Parameters
    ----------
    x, y
        ``(N,)`` coordinates east and north in units of ``crs``, NaN where there are none.
    crs
        A reference system, as :func:`as_crs` returns it.

    Returns
    -------
    lon, lat
        ``(N,)`` degrees.

    Raises
    ------
    VizlibError
        Where there are coordinates that the reference system does not have.

    Examples
    --------
    >>> lon, lat = to_degrees(np.array([4_321_000.0]), np.array([3_210_000.0]), as_crs(3035))
    >>> lon.round(6).tolist(), lat.round(6).tolist()
    ([10.0], [52.0])
    """
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    given, placed = np.isfinite(x) & np.isfinite(y), np.isfinite(lon) & np.isfinite(lat)
    lost = given & ~placed
    if lost.any():
        first = int(np.flatnonzero(lost)[0])
        raise VizlibError(
            f"{int(lost.sum()):,} of {int(given.sum()):,} nodes have coordinates that"
            f" {_name(crs)} does not have, such as ({x[first]:g}, {y[first]:g}): are they in"
            " another crs, or are node_lat and node_lon swapped?"
        )
    return np.where(placed, lon, np.nan), np.where(placed, lat, np.nan)


def _name(crs: "CRS") -> str:
    name = str(getattr(crs, "name", ""))
    return name if name not in ("", "unknown") else type(crs).__name__
