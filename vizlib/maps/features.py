"""A cartopy feature or a geopandas frame -> its polygons and lines in degrees."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeGuard, cast

import numpy as np

from vizlib.arrays import AnyArray
from vizlib.errors import VizlibError

if TYPE_CHECKING:
    from cartopy.crs import Projection
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

MAX_NESTING = 3
"""How deep collections may hold collections."""
KINDS = {"polygons": ("Polygon",), "lines": ("LineString", "LinearRing")}


class Feature(Protocol):
    """What is asked of a feature of cartopy's: its shapes, in the units of ``crs``."""

    crs: "Projection"

    def geometries(self) -> "Iterable[BaseGeometry]":
        """Yield shapely geometries."""


class Frame(Protocol):
    """What is asked of a frame or a series of geopandas': its shapes, in the units of ``crs``."""

    crs: "CRS | None"
    geometry: "Iterable[BaseGeometry | None]"

    def to_crs(self, crs: int) -> "Frame":
        """Return the same shapes in the system of an EPSG code."""


class TileSource(Protocol):
    """What is asked of a source of map tiles, as cartopy has them."""

    crs: "Projection"

    def image_for_domain(
        self, target_domain: "BaseGeometry", target_z: int
    ) -> tuple[AnyArray, Sequence[float], str]:
        """Return ``(H, W, 3 or 4)`` pixels, their extent in units of ``crs``, and their origin."""


def is_feature(given: object) -> TypeGuard[Feature]:
    """Tell whether something is a feature of cartopy's."""
    return hasattr(given, "geometries") and hasattr(given, "crs")


def is_frame(given: object) -> TypeGuard[Frame]:
    """Tell whether something is a frame or a series of geopandas', without importing it."""
    return hasattr(given, "geometry") and hasattr(given, "to_crs") and hasattr(given, "crs")


def is_tiles(given: object) -> TypeGuard[TileSource]:
    """Tell whether something is a source of map tiles, as cartopy has them."""
    return hasattr(given, "image_for_domain") and hasattr(given, "crs")


def shapes_of(given: Feature | Frame) -> dict[str, AnyArray]:
    """Read polygons and lines.

    Parameters
    ----------
    given
        A feature of cartopy's, or a frame or series of geopandas'.

    Returns
    -------
    shapes
        ``"polygons"`` and ``"lines"``, each ``(R,)`` in degrees; only those that there are.
    """
    shapes = _of_feature(given) if is_feature(given) else _of_frame(cast("Frame", given))
    parts = _parts(np.asarray(shapes, object))
    types = np.array([part.geom_type for part in parts])
    by_kind = {kind: parts[np.isin(types, wanted)] for kind, wanted in KINDS.items()}
    if not any(len(members) for members in by_kind.values()):
        raise VizlibError(
            f"basemap: the {type(given).__name__} has neither polygons nor lines; to show points,"
            " make them nodes."
        )
    return {kind: members for kind, members in by_kind.items() if len(members)}


def _of_feature(feature: Feature) -> "list[BaseGeometry]":
    from cartopy.crs import PlateCarree

    degrees, shapes = PlateCarree(), list(feature.geometries())
    if feature.crs == degrees:
        return shapes
    return [degrees.project_geometry(shape, feature.crs) for shape in shapes]


def _of_frame(frame: Frame) -> "list[BaseGeometry]":
    in_degrees = frame if frame.crs is None else frame.to_crs(4326)
    return [shape for shape in in_degrees.geometry if shape is not None]


def _parts(shapes: AnyArray) -> AnyArray:
    """Take collections apart, however deep, and leave out what is empty."""
    import shapely

    for _ in range(MAX_NESTING):
        shapes = shapely.get_parts(shapes)
    kept: AnyArray = shapes[~shapely.is_empty(shapes)]
    return kept
