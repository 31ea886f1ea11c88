"""A cartopy feature or a geopandas frame -> its polygons and lines in degrees."""

from typing import Any

import numpy as np

from vizlib.arrays import AnyArray
from vizlib.errors import VizlibError


def is_feature(given: Any) -> bool:
    """Tell whether something is a feature of cartopy's."""
    return hasattr(given, "geometries") and hasattr(given, "crs")


def is_frame(given: Any) -> bool:
    """Tell whether something is a frame or a series of geopandas', without importing it."""
    return hasattr(given, "geometry") and hasattr(given, "to_crs") and hasattr(given, "crs")


def is_tiles(given: Any) -> bool:
    """Tell whether something is a source of map tiles, as cartopy has them."""
    return hasattr(given, "image_for_domain") and hasattr(given, "crs")


def shapes_of(given: Any) -> dict[str, AnyArray]:
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
    found = _of_feature(given) if is_feature(given) else _of_frame(given)
    parts = _parts(np.asarray(found, object))
    kinds = np.array([each.geom_type for each in parts])
    shapes = {
        name: parts[np.isin(kinds, kind)]
        for name, kind in (("polygons", ["Polygon"]), ("lines", ["LineString", "LinearRing"]))
    }
    if not any(len(each) for each in shapes.values()):
        raise VizlibError(
            f"basemap: the {type(given).__name__} has neither polygons nor lines; to show points,"
            " make them nodes."
        )
    return {name: each for name, each in shapes.items() if len(each)}


def _of_feature(feature: Any) -> list[Any]:
    from cartopy.crs import PlateCarree

    degrees, shapes = PlateCarree(), list(feature.geometries())
    if feature.crs == degrees:
        return shapes
    return [degrees.project_geometry(each, feature.crs) for each in shapes]


def _of_frame(frame: Any) -> Any:
    placed = frame if frame.crs is None else frame.to_crs(4326)
    return [each for each in placed.geometry if each is not None]


def _parts(shapes: AnyArray) -> AnyArray:
    """Take collections apart, however deep, and leave out what is empty."""
    import shapely

    for _ in range(3):
        shapes = shapely.get_parts(shapes)
    kept: AnyArray = shapes[~shapely.is_empty(shapes)]
    return kept
