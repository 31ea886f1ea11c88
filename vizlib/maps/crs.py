"""Coordinates of nodes in any reference system -> longitudes and latitudes in degrees."""

from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.errors import VizlibError
from vizlib.maps.projections import by_name


def as_crs(given: Any) -> Any:
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
        return by_name(given, "crs")
    try:
        return CRS.from_user_input(given)
    except (CRSError, TypeError, ValueError) as error:
        raise VizlibError(
            f"crs={given!r} is not a reference system; pass a code such as 'EPSG:2154', a cartopy"
            " projection such as cartopy.crs.UTM(33), the crs of a geopandas frame, or None for"
            " degrees."
        ) from error


def to_degrees(x: FloatArray, y: FloatArray, crs: Any) -> tuple[FloatArray, FloatArray]:
    """Turn coordinates into degrees.

    Parameters
    ----------
    x, y
        ``(N,)`` coordinates east and north, NaN where there are none.
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
    """
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    given, found = np.isfinite(x) & np.isfinite(y), np.isfinite(lon) & np.isfinite(lat)
    if (given & ~found).any():
        place = int(np.flatnonzero(given & ~found)[0])
        raise VizlibError(
            f"{int((given & ~found).sum()):,} of {int(given.sum()):,} nodes have coordinates that"
            f" {_name(crs)} does not have, such as ({x[place]:g}, {y[place]:g}): are they in"
            " another crs, or are node_lat and node_lon swapped?"
        )
    return np.where(found, lon, np.nan), np.where(found, lat, np.nan)


def _name(crs: Any) -> str:
    name = str(getattr(crs, "name", ""))
    return name if name not in ("", "unknown") else type(crs).__name__
