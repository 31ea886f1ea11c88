"""A projection -> where it cuts lines on the sphere: its seam, its horizon, its rim.

The seam of a map is half a great circle and its horizon a small circle, both the work of a plane,
so a few planes say all there is to say. Vectors are unit vectors ``(x, y, z)`` from the centre of
the earth.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.errors import VizlibError

INTERRUPTED = ("igh", "igh_o", "imoll", "imoll_o", "goode", "spilhaus")
CONIC = ("lcc", "aea", "eqdc")
CYLINDRICAL = ("latlong", "longlat", "latlon", "lonlat", "eqc", "merc", "webmerc", "cea", "mill")
OVAL = ("robin", "moll", "eqearth", "sinu", "hammer", "aitoff", "natearth", "wintri")
ECKERT = ("eck1", "eck2", "eck3", "eck4", "eck5", "eck6")
NORMAL_ASPECT = CYLINDRICAL + CONIC + OVAL + ECKERT
"""Projections cut along the meridian opposite their own, from pole to pole."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane that cuts the lines of a map.

    Parameters
    ----------
    normal
        ``(3,)`` unit vector.
    offset
        The plane holds the points ``p`` with ``p @ normal == offset``.
    seam_side
        ``(3,)``, for a seam: both sides are shown, and lines are cut where ``p @ seam_side > 0``.
        Without it the side away from ``normal`` is not shown.
    """

    normal: FloatArray
    offset: float = 0.0
    seam_side: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Cuts:
    """Where a projection cuts lines, and the places round which it turns them fast.

    Parameters
    ----------
    planes
        The seam and what is hidden.
    singular
        ``(K, 3)`` the poles of the map or the far point of an azimuthal one.
    """

    planes: tuple[Plane, ...]
    singular: FloatArray


def finite_rows(points: FloatArray) -> BoolArray:
    """Tell which rows of ``(S, K)`` points are finite throughout."""
    return np.asarray(np.isfinite(points.sum(axis=1)), bool)


def unit_vectors(lon: Any, lat: Any) -> FloatArray:
    """Turn degrees into unit vectors ``(N, 3)``."""
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    flat = np.cos(north)
    return np.stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)], axis=-1)


def lon_lat(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn unit vectors ``(S, 3)`` into longitude and latitude in degrees."""
    x, y, z = points.T
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def parameters(projection: Any) -> dict[str, Any]:
    """Read what PROJ knows of a projection; one made from an EPSG code is asked for it."""
    known = dict(projection.proj4_params)
    if "proj" not in known:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            known = projection.to_dict()
    return known


def centre(projection: Any) -> tuple[float, float]:
    """Return the central longitude and latitude in degrees."""
    known = parameters(projection)
    if known.get("proj") == "utm":
        return int(known["zone"]) * 6 - 183.0, 0.0
    meridian = known.get("pm", 0)
    start = float(meridian) if isinstance(meridian, int | float) else 0.0
    lon = start + float(known.get("lon_0", known.get("lonc", 0)))
    return (lon + 180) % 360 - 180, float(known.get("lat_0", 0))


def check_projection(projection: Any) -> None:
    """Refuse projections that are cut in more places than one."""
    if parameters(projection).get("proj") in INTERRUPTED:
        raise interrupted(type(projection).__name__)


def interrupted(name: str) -> VizlibError:
    """Say that a projection has gaps, and which show the world without."""
    return VizlibError(
        f"{name} is interrupted, and edges cannot be drawn over its gaps; EqualEarth, Mollweide and"
        " Robinson show the whole world in one piece."
    )


def cuts(projection: Any) -> Cuts:
    """Say where a projection cuts lines."""
    check_projection(projection)
    return _cuts(projection)


@cache
def _cuts(projection: Any) -> Cuts:
    name = str(parameters(projection).get("proj"))
    lon, lat = centre(projection)
    north, front = np.array([0.0, 0.0, 1.0]), unit_vectors(lon, 0.0)
    if name == "ob_tran":
        return _turned(projection)
    if name in ("tmerc", "utm"):
        axis = unit_vectors(lon + 90, 0.0)
        return Cuts((_seam(axis, front), *_between(axis, -80, 80)), np.stack([axis, -axis]))
    if name in NORMAL_ASPECT:
        low, high = _latitudes(projection, name)
        return Cuts((_seam(north, front), *_between(north, low, high)), np.stack([north, -north]))
    middle = unit_vectors(lon, lat)
    return Cuts((Plane(middle, _horizon(projection, name)),), -middle[None])


def _seam(axis: FloatArray, front: FloatArray) -> Plane:
    return Plane(np.cross(axis, -front), 0.0, -front)


def _between(axis: FloatArray, low: float, high: float) -> Iterable[Plane]:
    if low > -90:
        yield Plane(axis, float(np.sin(np.radians(low))))
    if high < 90:
        yield Plane(-axis, -float(np.sin(np.radians(high))))


def _turned(projection: Any) -> Cuts:
    """Cut a rotated pole's map along its own date line."""
    from cartopy.crs import PlateCarree

    ends = PlateCarree().transform_points(projection, np.array([0.0, 0.0]), np.array([90.0, 0.0]))
    axis, front = unit_vectors(ends[:, 0], ends[:, 1])
    return Cuts((_seam(axis, front),), np.stack([axis, -axis]))


def _latitudes(projection: Any, name: str) -> tuple[float, float]:
    """Return the least and greatest latitude that a cylindrical or conic map shows."""
    if name in ("merc", "webmerc"):
        from cartopy.crs import PlateCarree

        y = np.array(projection.y_limits)
        lat = PlateCarree().transform_points(projection, np.zeros(2), y)[:, 1]
        return float(max(lat[0], -89)), float(min(lat[1], 89))
    if name != "lcc":
        return -90.0, 90.0
    known = parameters(projection)
    southern = float(known.get("lat_1", known.get("lat_0", 0))) < 0
    cutoff = float(getattr(projection, "cutoff", 30 if southern else -30))
    return (-90.0, cutoff) if southern else (cutoff, 90.0)


def _horizon(projection: Any, name: str) -> float:
    """Return the cosine of the angle from the centre at which an azimuthal map ends."""
    known = parameters(projection)
    radius = float(known.get("a", 6378137.0))
    reach = abs(projection.x_limits[1] - projection.x_limits[0]) / 2 / radius
    if name == "ortho":
        return 1e-6
    if name in ("geos", "nsper"):
        return radius / (radius + float(known.get("h", 35785831))) + 1e-6
    angles = {
        "gnom": np.arctan(reach),
        "stere": min(2 * np.arctan(reach / 2), np.radians(170)),
        "laea": np.radians(179),
        "aeqd": np.radians(179),
    }
    return float(np.cos(angles[name] if name in angles else np.radians(80)))


def visible(points: FloatArray, projection: Any) -> BoolArray:
    """Tell which unit vectors ``(N, 3)`` the map shows."""
    shown = finite_rows(points)
    for plane in cuts(projection).planes:
        if plane.seam_side is None:
            shown &= points @ plane.normal >= plane.offset
    return shown
