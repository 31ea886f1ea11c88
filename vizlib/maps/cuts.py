"""A projection -> where it cuts lines on the sphere: its seam, its horizon, its rim.

The seam of a map is half a great circle and its horizon a small circle, both the work of a plane,
so a few planes say all there is to say. Vectors are unit vectors ``(x, y, z)`` from the centre of
the earth.
"""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.errors import VizlibError
from vizlib.maps.sphere import finite_rows, unit_vectors

if TYPE_CHECKING:
    from cartopy.crs import Projection

INTERRUPTED = ("igh", "igh_o", "imoll", "imoll_o", "goode", "spilhaus")
CONIC = ("lcc", "aea", "eqdc")
CYLINDRICAL = ("latlong", "longlat", "latlon", "lonlat", "eqc", "merc", "webmerc", "cea", "mill")
OVAL = ("robin", "moll", "eqearth", "sinu", "hammer", "aitoff", "natearth", "wintri")
ECKERT = ("eck1", "eck2", "eck3", "eck4", "eck5", "eck6")
NORMAL_ASPECT = CYLINDRICAL + CONIC + OVAL + ECKERT
"""Projections cut along the meridian opposite their own, from pole to pole."""
MAX_TRANSVERSE_DEG = 80.0
"""Degrees from its own meridian up to which a transverse Mercator map is drawn."""
MAX_MERCATOR_LAT_DEG = 89.0
LCC_CUTOFF_DEG = 30.0
"""Latitude on the other hemisphere at which cartopy ends a Lambert conformal map."""
EARTH_RADIUS_M = 6378137.0
GEOSTATIONARY_HEIGHT_M = 35785831.0
HORIZON_MARGIN = 1e-6
"""Share of the earth's radius that a map seen from space ends before its horizon."""
FULL_AZIMUTHAL_DEG = 179.0
MAX_STEREOGRAPHIC_DEG = 170.0
OTHER_AZIMUTHAL_DEG = 80.0


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane that cuts the lines of a map.

    Parameters
    ----------
    normal
        ``(3,)`` unit vector.
    offset
        The plane holds the points ``p`` with ``p @ normal == offset``, in earth radii.
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


def parameters(projection: "Projection") -> dict[str, Any]:
    """Read what PROJ knows of a projection; one made from an EPSG code is asked for it."""
    params = dict(projection.proj4_params)
    if "proj" not in params:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            params = projection.to_dict()
    return params


def centre(projection: "Projection") -> tuple[float, float]:
    """Return the central longitude and latitude in degrees."""
    params = parameters(projection)
    if params.get("proj") == "utm":
        return int(params["zone"]) * 6 - 183.0, 0.0
    meridian = params.get("pm", 0)
    start = float(meridian) if isinstance(meridian, int | float) else 0.0
    lon = start + float(params.get("lon_0", params.get("lonc", 0)))
    return (lon + 180) % 360 - 180, float(params.get("lat_0", 0))


def check_projection(projection: "Projection") -> None:
    """Refuse projections that are cut in more places than one."""
    if parameters(projection).get("proj") in INTERRUPTED:
        raise interrupted_error(type(projection).__name__)


def interrupted_error(name: str) -> VizlibError:
    """Say that a projection has gaps, and which show the world without."""
    return VizlibError(
        f"{name} is interrupted, and edges cannot be drawn over its gaps; EqualEarth, Mollweide and"
        " Robinson show the whole world in one piece."
    )


def cuts(projection: "Projection") -> Cuts:
    """Say where a projection cuts lines.

    It takes 15 to 130 microseconds, and a map asks some ten times, so that nothing is kept.
    """
    check_projection(projection)
    name = str(parameters(projection).get("proj"))
    lon, lat = centre(projection)
    north, front = np.array([0.0, 0.0, 1.0]), unit_vectors(lon, 0.0)
    if name == "ob_tran":
        return _rotated_cuts(projection)
    if name in ("tmerc", "utm"):
        axis = unit_vectors(lon + 90, 0.0)
        rims = _rims(axis, -MAX_TRANSVERSE_DEG, MAX_TRANSVERSE_DEG)
        return Cuts((_seam(axis, front), *rims), np.stack([axis, -axis]))
    if name in NORMAL_ASPECT:
        rims = _rims(north, *_latitudes(projection, name))
        return Cuts((_seam(north, front), *rims), np.stack([north, -north]))
    middle = unit_vectors(lon, lat)
    return Cuts((Plane(middle, _horizon(projection, name)),), -middle[None])


def _seam(axis: FloatArray, front: FloatArray) -> Plane:
    return Plane(np.cross(axis, -front), 0.0, -front)


def _rims(axis: FloatArray, low: float, high: float) -> Iterable[Plane]:
    """Yield the planes that end a map at latitudes in degrees, counted along an axis."""
    if low > -90:
        yield Plane(axis, float(np.sin(np.radians(low))))
    if high < 90:
        yield Plane(-axis, -float(np.sin(np.radians(high))))


def _rotated_cuts(projection: "Projection") -> Cuts:
    """Cut a rotated pole's map along its own date line."""
    from cartopy.crs import PlateCarree

    ends = PlateCarree().transform_points(projection, np.array([0.0, 0.0]), np.array([90.0, 0.0]))
    axis, front = unit_vectors(ends[:, 0], ends[:, 1])
    return Cuts((_seam(axis, front),), np.stack([axis, -axis]))


def _latitudes(projection: "Projection", name: str) -> tuple[float, float]:
    """Return the least and greatest latitude that a cylindrical or conic map shows."""
    if name in ("merc", "webmerc"):
        from cartopy.crs import PlateCarree

        y = np.array(projection.y_limits)
        lat = PlateCarree().transform_points(projection, np.zeros(2), y)[:, 1]
        return float(max(lat[0], -MAX_MERCATOR_LAT_DEG)), float(min(lat[1], MAX_MERCATOR_LAT_DEG))
    if name != "lcc":
        return -90.0, 90.0
    params = parameters(projection)
    southern = float(params.get("lat_1", params.get("lat_0", 0))) < 0
    usual = LCC_CUTOFF_DEG if southern else -LCC_CUTOFF_DEG
    cutoff = float(getattr(projection, "cutoff", usual))
    return (-90.0, cutoff) if southern else (cutoff, 90.0)


def _horizon(projection: "Projection", name: str) -> float:
    """Return the cosine of the angle from the centre at which an azimuthal map ends."""
    params = parameters(projection)
    radius = float(params.get("a", EARTH_RADIUS_M))
    reach = abs(projection.x_limits[1] - projection.x_limits[0]) / 2 / radius
    if name == "ortho":
        return HORIZON_MARGIN
    if name in ("geos", "nsper"):
        height = float(params.get("h", GEOSTATIONARY_HEIGHT_M))
        return radius / (radius + height) + HORIZON_MARGIN
    angles: dict[str, float] = {
        "gnom": np.arctan(reach),
        "stere": min(2 * np.arctan(reach / 2), np.radians(MAX_STEREOGRAPHIC_DEG)),
        "laea": np.radians(FULL_AZIMUTHAL_DEG),
        "aeqd": np.radians(FULL_AZIMUTHAL_DEG),
    }
    return float(np.cos(angles.get(name, float(np.radians(OTHER_AZIMUTHAL_DEG)))))


def visible(points: FloatArray, projection: "Projection") -> BoolArray:
    """Tell which unit vectors ``(N, 3)`` the map shows: ``(N,)``."""
    shown = finite_rows(points)
    for plane in cuts(projection).planes:
        if plane.seam_side is None:
            shown &= points @ plane.normal >= plane.offset
    return shown
