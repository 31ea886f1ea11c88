"""Longitudes and latitudes -> a projection that suits them, and where it puts them."""

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from vizlib.arrays import FloatArray
from vizlib.errors import VizlibError, nearest
from vizlib.maps.cuts import check_projection, interrupted_error, visible
from vizlib.maps.sphere import finite_rows, unit_vectors

if TYPE_CHECKING:
    from cartopy.crs import Projection

Limits = tuple[float, float, float, float]
"""Left, right, bottom, top of a view, in units of its projection."""

METRES_PER_DEGREE = 111_195.0


def lon_extent(lon: FloatArray) -> tuple[float, float]:
    """Return the west end and the width of the smallest arc that holds all longitudes.

    Parameters
    ----------
    lon
        ``(N,)`` degrees.

    Returns
    -------
    west, width
        Degrees; the arc is what the largest gap between neighbours leaves of the circle.
    """
    around = np.unique(lon % 360)
    gaps = np.diff(np.append(around, around[0] + 360))
    widest = int(np.argmax(gaps))
    west = around[(widest + 1) % len(around)]
    return float((west + 180) % 360 - 180), float(360 - gaps[widest])


@dataclass(frozen=True)
class Extent:
    """How far positions reach, in degrees.

    Parameters
    ----------
    lon, width
        The middle and the width of the smallest arc of longitudes.
    south, north
        The least and the greatest latitude.
    radius
        The greatest distance from the middle of all positions.
    """

    lon: float
    width: float
    south: float
    north: float
    radius: float

    @property
    def lat(self) -> float:
        """The middle latitude."""
        return (self.south + self.north) / 2

    @property
    def height(self) -> float:
        """The width of latitudes."""
        return self.north - self.south

    @property
    def true_width(self) -> float:
        """The width as the crow flies, in degrees of a great circle."""
        return self.width * float(np.cos(np.radians(self.lat)))


def extent_of(lon: FloatArray, lat: FloatArray) -> Extent:
    """Measure positions ``(N,)`` in degrees; those not finite are left out."""
    ok = np.isfinite(lon) & np.isfinite(lat)
    west, width = lon_extent(lon[ok])
    vectors = unit_vectors(lon[ok], lat[ok])
    middle = vectors.mean(axis=0)
    length = float(np.linalg.norm(middle))
    least = float((vectors @ middle).min()) / length if length > 1e-9 else -1.0
    radius = float(np.degrees(np.arccos(np.clip(least, -1, 1))))
    lon0 = (west + width / 2 + 180) % 360 - 180
    lon0 = round(lon0) if width > 10 else round(lon0, 2)
    return Extent(lon0, width, float(lat[ok].min()), float(lat[ok].max()), radius)


def choose_projection(lon: FloatArray, lat: FloatArray) -> "Projection":
    """Choose a projection that suits how far the positions reach.

    The rules follow Snyder (1987, Map Projections: A Working Manual) and Savric, Jenny and
    Jenny (2016, Projection Wizard).

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees.

    Returns
    -------
    projection
        A cartopy projection.
    """
    from cartopy import crs

    seen = extent_of(lon, lat)
    if abs(seen.lat) > 70 or (abs(seen.lat) > 55 and seen.width > 120):
        return crs.LambertAzimuthalEqualArea(seen.lon, float(np.copysign(90, seen.lat)))
    if max(seen.true_width, seen.height) < 6:
        return crs.TransverseMercator(seen.lon, round(seen.lat, 2))
    if seen.width > 200 or seen.radius > 80:
        return crs.EqualEarth(0 if seen.width > 300 else seen.lon)
    if abs(seen.lat) < 15 and seen.width >= seen.height:
        return crs.Mercator(seen.lon)
    if seen.south * seen.north > 0 and seen.true_width >= 0.8 * seen.height:
        sixth = seen.height / 6
        parallels = (seen.south + sixth, seen.north - sixth)
        return crs.AlbersEqualArea(seen.lon, seen.lat, standard_parallels=parallels)
    return crs.LambertAzimuthalEqualArea(seen.lon, round(seen.lat))


def projection_names() -> list[str]:
    """List the projections that can be asked for by name."""
    from cartopy import crs

    classes = inspect.getmembers(crs, inspect.isclass)
    return [
        name
        for name, kind in classes
        if issubclass(kind, crs.Projection)
        and name != "Projection"
        and not name.startswith(("_", "Interrupted", "Spilhaus"))
        and not _has_required(kind)
    ]


def _has_required(projection: "type[Projection]") -> bool:
    """Tell whether a projection cannot be made without arguments."""
    options = inspect.signature(projection).parameters.values()
    rest = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return any(option.default is option.empty and option.kind not in rest for option in options)


def as_projection(
    given: object, lon: FloatArray | None = None, lat: FloatArray | None = None
) -> "Projection":
    """Turn what a user gives as projection into a cartopy projection.

    Parameters
    ----------
    given
        A cartopy projection, the name of one, ``"auto"`` or None.
    lon, lat
        ``(N,)`` degrees, for ``"auto"``.
    """
    from cartopy import crs

    if given is None or (isinstance(given, str) and given == "auto"):
        return crs.EqualEarth() if lon is None or lat is None else choose_projection(lon, lat)
    if isinstance(given, str):
        return by_name(given)
    if isinstance(given, type) and issubclass(given, crs.Projection):
        return by_name(given.__name__)
    if not isinstance(given, crs.Projection):
        raise VizlibError(
            f"projection={given!r} is not a projection; pass 'auto', a name such as 'Robinson', an"
            " EPSG code such as 'EPSG:3035', or a cartopy projection such as"
            " cartopy.crs.Robinson(150)."
        )
    check_projection(given)
    return given


def by_name(name: str, option: str = "projection") -> "Projection":
    """Find a projection by the name of its cartopy class, or by its EPSG code.

    Parameters
    ----------
    name
        Such as ``"Robinson"``, in any case, or ``"EPSG:3035"``.
    option
        The option that it was given as, for errors.
    """
    from cartopy import crs

    names = projection_names()
    exact = {listed.lower(): listed for listed in names}.get(name.lower())
    if exact is not None:
        return getattr(crs, exact)()
    if name.lower().startswith(("interrupted", "spilhaus")):
        raise interrupted_error(name)
    if name.lower().startswith("epsg:"):
        return _by_code(name, option)
    raise VizlibError(
        f"{option}={name!r} is not known; it takes 'auto', a cartopy projection, an EPSG code such"
        f" as 'EPSG:3035', or one of {', '.join(names)}.{nearest(name, names)}"
    )


def _by_code(name: str, option: str) -> "Projection":
    from cartopy import crs
    from pyproj.exceptions import CRSError

    try:
        projection = crs.epsg(name.split(":")[1])
    except (ValueError, CRSError) as error:
        raise VizlibError(
            f"{option}={name!r} is not the code of a map projection; 'EPSG:3035' is one, for"
            " Europe, and 'EPSG:5070' one for the United States."
        ) from error
    check_projection(projection)
    return projection


def to_plane(lon: ArrayLike, lat: ArrayLike, projection: "Projection") -> FloatArray:
    """Project positions.

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees.
    projection
        A cartopy projection.

    Returns
    -------
    xy
        ``(N, 2)`` in units of the projection; NaN where the map does not show the position.
    """
    from cartopy.crs import PlateCarree

    east, north = np.asarray(lon, float), np.asarray(lat, float)
    xy: FloatArray = projection.transform_points(PlateCarree(), east, north)[:, :2]
    shown = visible(unit_vectors(east, north), projection) & finite_rows(xy)
    return np.where(shown[:, None], xy, np.nan)


def units_per_degree(projection: "Projection") -> float:
    """Return how long a degree of a great circle is, in units of the projection."""
    return 1.0 if max(np.abs(projection.x_limits)) <= 360 else METRES_PER_DEGREE
