"""A projection and a view of it -> land, lakes, coast and borders as paths in that projection.

The map is vizlib's own (Natural Earth, in ``data/basemap.npz``): nothing is ever fetched. It is
drawn with ``ax.transData``, since its paths are in units of the projection already.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

import matplotlib.path
import numpy as np

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.errors import unknown_choice
from vizlib.maps.cuts import NORMAL_ASPECT, centre, cuts, parameters
from vizlib.maps.great_circles import project_paths
from vizlib.maps.projections import Limits, to_plane, units_per_degree
from vizlib.maps.sphere import unit_vectors

Path = matplotlib.path.Path
Scale = Literal["auto", "110m", "50m"]
Box = tuple[float, float, float, float]
"""West, east (relative to the centre of the projection), south, north, in degrees."""

LAYERS = ("land", "lakes", "coast", "borders", "states")
POLYGONS = ("land", "lakes")
SCALES = ("auto", "110m", "50m")
DETAILED_BELOW = 80.0
"""A view narrower than this many degrees is drawn at 1:50 million."""
PER_DEGREE = 1000
PIECE = 1.0
"""Degrees after which a straight line on the plate is bent."""
GRID = 33
WHOLE: Box = (-180.0, 180.0, -90.0, 90.0)
SEAM = 1e-5
POLE = 89.999


def layers(
    projection: Any, limits: Limits, scale: Scale = "auto", names: Sequence[str] = LAYERS
) -> dict[str, matplotlib.path.Path]:
    """Draw the layers of the map.

    Parameters
    ----------
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view, in units of the projection.
    scale
        ``"110m"`` for the world, ``"50m"`` for a part, ``"auto"`` to choose by the view.
    names
        Which of ``"land"``, ``"lakes"`` (to fill), ``"coast"``, ``"borders"`` and ``"states"``
        (to stroke).

    Returns
    -------
    paths
        A compound path each, in units of the projection; empty where nothing is in view.
    """
    if scale not in SCALES:
        raise unknown_choice("scale", scale, SCALES)
    for name in names:
        if name not in LAYERS:
            raise unknown_choice("basemap layer", name, LAYERS)
    if scale == "auto":
        scale = scale_for(projection, limits)
    shapes = {name: geometries(scale, name) for name in names}
    return drawn(projection, limits, shapes)


def drawn(
    projection: Any, limits: Limits, shapes: Mapping[str, Any]
) -> dict[str, matplotlib.path.Path]:
    """Draw shapes in degrees.

    Parameters
    ----------
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view, in units of the projection.
    shapes
        Name -> ``(R,)`` shapely polygons, or lines.

    Returns
    -------
    paths
        A compound path each, in units of the projection.
    """
    box = _shown(projection, seen_box(projection, limits))
    draw = _draw_upright if _smooth(projection, box) else _draw_cut
    return {name: draw(projection, box, each) for name, each in shapes.items()}


def scale_for(projection: Any, limits: Limits) -> Scale:
    """Choose the scale that suits a view."""
    side = max(limits[1] - limits[0], limits[3] - limits[2]) / units_per_degree(projection)
    return "50m" if side < DETAILED_BELOW else "110m"


def outline(projection: Any) -> matplotlib.path.Path:
    """Return the edge of the whole map, to be filled as water."""
    import shapely

    ring = shapely.get_coordinates(projection.boundary)
    return _compound(ring, np.array([0, len(ring)]), closed=True)


@cache
def _file() -> dict[str, AnyArray]:
    source = resources.files("vizlib.maps") / "data" / "basemap.npz"
    with source.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def decode(planes: AnyArray) -> FloatArray:
    """Decode byte planes ``(3, M, 2)`` to longitudes and latitudes ``(M, 2)`` in degrees."""
    low, middle, high = planes.astype(np.int64)
    folded = low | middle << 8 | high << 16
    points: FloatArray = np.cumsum((folded >> 1) ^ -(folded & 1), axis=0) / PER_DEGREE
    return points


@cache
def geometries(scale: str, name: str) -> Any:
    """Decode one layer: ``(R,)`` shapely polygons or lines in degrees."""
    import shapely

    stored = "land" if name == "coast" else name
    points = decode(_file()[f"{scale}_{stored}_planes"])
    offsets = np.append(0, np.cumsum(_file()[f"{scale}_{stored}_sizes"]))
    if name == "coast":
        points, offsets = _coast(points, offsets)
    if name not in POLYGONS:
        return shapely.from_ragged_array(shapely.GeometryType.LINESTRING, points, (offsets,))
    shells = np.flatnonzero(~_file()[f"{scale}_{name}_holes"])
    owners = np.append(shells, len(offsets) - 1)
    return shapely.from_ragged_array(shapely.GeometryType.POLYGON, points, (offsets, owners))


def _coast(points: FloatArray, offsets: LongArray) -> tuple[FloatArray, LongArray]:
    """Take the rings of land apart where they run along 180 degrees or over a pole."""
    edge = np.column_stack([np.abs(points[:, 0]) > 180 - SEAM, np.abs(points[:, 1]) > POLE - 0.01])
    along = (edge[1:] & edge[:-1]).any(axis=1)
    starts_line = np.append(True, along)
    starts_line[offsets[:-1]] = True
    first = np.flatnonzero(starts_line)
    size = np.diff(np.append(first, len(points)))
    keep = np.repeat(size > 1, size)
    return points[keep], np.append(0, np.cumsum(size[size > 1]))


def seen_box(projection: Any, limits: Limits) -> Box:
    """Return the degrees that a view may show: at least what it shows, and little more."""
    from cartopy.crs import PlateCarree

    x0, x1, y0, y1 = limits
    room_x, room_y = 0.05 * (x1 - x0), 0.05 * (y1 - y0)
    x0, x1, y0, y1 = x0 - room_x, x1 + room_x, y0 - room_y, y1 + room_y
    xy = np.stack(np.meshgrid(np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID)), -1)
    xy = xy.reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        places = PlateCarree().transform_points(projection, *xy.T)[:, :2]
    back = to_plane(places[:, 0], places[:, 1], projection)
    true = (np.abs(back - xy) < 1e-3 * max(x1 - x0, y1 - y0)).all(axis=1)
    if not true.any():
        return WHOLE
    lon = (places[true, 0] - centre(projection)[0] + 180) % 360 - 180
    poles = _poles_within(projection, (x0, x1, y0, y1))
    west, east = float(lon.min()), float(lon.max())
    if any(poles) or not true.all():
        west, east = -180.0, 180.0
    margin = 0.1 + 0.01 * (east - west) + (0 if true.all() else 10)
    south = -90.0 if poles[0] else float(places[true, 1].min())
    north = 90.0 if poles[1] else float(places[true, 1].max())
    return (
        max(west - margin, -180.0),
        min(east + margin, 180.0),
        max(south - margin, -90.0),
        min(north + margin, 90.0),
    )


def _poles_within(projection: Any, limits: Limits) -> list[bool]:
    """Tell whether the south and the north pole are in view."""
    x0, x1, y0, y1 = limits
    lon = centre(projection)[0] + np.linspace(-179, 179, 25)
    found = []
    for lat in (-POLE, POLE):
        x, y = to_plane(lon, np.full(25, lat), projection).T
        found.append(bool(((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).any()))
    return found


def _shown(projection: Any, box: Box) -> Box:
    """Take from a box the latitudes that the projection does not show."""
    west, east, south, north = box
    for plane in cuts(projection).planes:
        if plane.seam_side is None and abs(plane.normal[2]) > 1 - 1e-9:
            rim = float(np.degrees(np.arcsin(plane.offset * plane.normal[2])))
            south, north = (
                (max(south, rim), north) if plane.normal[2] > 0 else (south, min(north, rim))
            )
    return west, east, south, north


def _smooth(projection: Any, box: Box) -> bool:
    """Tell whether a projection breaks nowhere in a box but at the meridian opposite its own."""
    west, east, south, north = box
    lon0 = centre(projection)[0]
    lon, lat = np.meshgrid(np.linspace(west, east, GRID) + lon0, np.linspace(south, north, GRID))
    points = unit_vectors(lon.ravel(), lat.ravel())
    va = parameters(projection).get("proj") in NORMAL_ASPECT
    for plane in cuts(projection).planes:
        if plane.seam_side is not None:
            if not va and (points @ plane.seam_side > -0.1).any():
                return False
        elif (
            abs(plane.normal[2]) < 1 - 1e-9 and (points @ plane.normal < plane.offset + 0.02).any()
        ):
            return False
    return True


def _clipped(box: Box, lon0: float, shapes: Any) -> Iterator[Any]:
    """Clip shapes to a box; their longitudes become those of the box, plus ``lon0``."""
    import shapely

    west, east, south, north = box
    for turn in (-360.0, 0.0, 360.0):
        low, high = max(-180.0, west + lon0 - turn), min(180.0, east + lon0 - turn)
        if high - low < 1e-9:
            continue
        whole = high - low > 360 - 1e-9 and north - south > 180 - 1e-9
        inside = shapes if whole else shapely.clip_by_rect(shapes, low, south, high, north)
        parts = shapely.get_parts(inside)
        # Clipping turns shells round, and a hole is one only where it runs against its shell.
        parts = shapely.orient_polygons(parts[~shapely.is_empty(parts)])
        yield shapely.transform(parts, _eastward(turn)) if turn else parts


def _eastward(turn: float) -> Callable[[FloatArray], FloatArray]:
    return lambda points: points + np.array([turn, 0.0])


def _draw_upright(projection: Any, box: Box, shapes: Any) -> matplotlib.path.Path:
    """Project shapes clipped to a box within which the projection has no break."""
    import shapely

    lon0 = centre(projection)[0]
    parts = np.concatenate([*_clipped(box, lon0, shapes), np.array([], object)])
    if not len(parts):
        return _compound(np.zeros((0, 2)), np.array([0]), closed=False)
    kind, points, offsets = shapely.to_ragged_array(shapely.segmentize(parts, PIECE))
    room = SEAM if parameters(projection).get("proj") in NORMAL_ASPECT else 0.0
    lon = np.clip(points[:, 0], lon0 - 180 + room, lon0 + 180 - room)
    lat = np.clip(points[:, 1], -POLE, POLE)
    closed = kind == shapely.GeometryType.POLYGON
    return _compound(_transformed(lon, lat, projection), offsets[0], closed)


def _transformed(lon: FloatArray, lat: FloatArray, projection: Any) -> FloatArray:
    from cartopy.crs import PlateCarree

    xy: FloatArray = projection.transform_points(PlateCarree(), lon, lat)[:, :2]
    return xy


def _draw_cut(projection: Any, box: Box, shapes: Any) -> matplotlib.path.Path:
    """Project shapes where the projection breaks within the box: at a horizon, or obliquely."""
    import shapely

    parts = np.concatenate([*_clipped(box, centre(projection)[0], shapes), np.array([], object)])
    if not len(parts):
        return _compound(np.zeros((0, 2)), np.array([0]), closed=False)
    if isinstance(parts[0], shapely.Polygon):
        return _draw_cut_polygons(projection, parts)
    points, line = shapely.get_coordinates(shapely.segmentize(parts, PIECE), return_index=True)
    xy, offsets, _ = project_paths(unit_vectors(*points.T), line, projection)
    return _compound(xy, offsets, closed=False)


def _draw_cut_polygons(projection: Any, parts: Any) -> matplotlib.path.Path:
    import shapely
    from cartopy.crs import PlateCarree

    cut = projection.project_geometry(shapely.MultiPolygon(list(parts)), PlateCarree())
    rings = shapely.get_rings(shapely.get_parts(cut))
    sizes = shapely.get_num_coordinates(rings)
    return _compound(shapely.get_coordinates(rings), np.append(0, np.cumsum(sizes)), closed=True)


def _compound(xy: FloatArray, offsets: AnyArray, closed: bool) -> matplotlib.path.Path:
    """Make one path of ragged rings or lines."""
    codes = np.full(len(xy), Path.LINETO, Path.code_type)
    codes[offsets[:-1]] = Path.MOVETO
    if closed:
        codes[offsets[1:] - 1] = Path.CLOSEPOLY
    return Path(xy, codes)
