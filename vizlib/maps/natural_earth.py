"""A projection and a view of it -> land, lakes, coast and borders as paths in that projection.

The map is vizlib's own (Natural Earth, in ``data/basemap.npz``): nothing is ever fetched. It is
drawn with ``ax.transData``, since its paths are in units of the projection already.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import matplotlib.path
import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray, LongArray
from vizlib.errors import unknown_choice
from vizlib.maps.cuts import NORMAL_ASPECT, Plane, centre, cuts, parameters
from vizlib.maps.great_circles import project_paths
from vizlib.maps.projections import Limits, to_plane, units_per_degree
from vizlib.maps.sphere import unit_vectors

if TYPE_CHECKING:
    from cartopy.crs import Projection
    from shapely.geometry.base import BaseGeometry

Path = matplotlib.path.Path
Scale = Literal["auto", "110m", "50m"]
Box = tuple[float, float, float, float]
"""West, east (relative to the centre of the projection), south, north, in degrees."""

LAYERS = ("land", "lakes", "coast", "borders", "states")
POLYGONS = ("land", "lakes")
SCALES = ("auto", "110m", "50m")
DETAILED_BELOW_DEG = 80.0
"""A view narrower than this many degrees is drawn at 1:50 million."""
STEPS_PER_DEGREE = 1000
ROUGHER_DEG = (0.0, 0.01, 0.1, 1.0)
"""How far a coast may move where cartopy cannot project it as it is."""
PIECE_DEG = 1.0
"""Degrees after which a straight line on the plate is bent."""
VIEW_SAMPLES = 33
"""Points along each side of a view, or of a box in degrees, at which it is looked at."""
WHOLE: Box = (-180.0, 180.0, -90.0, 90.0)
SEAM_DEG = 1e-5
"""How far from the seam shapes end."""
MAX_LAT_DEG = 89.999
POLE_SAMPLES = 25
NEAR_SEAM, NEAR_RIM = -0.1, 0.02
"""Distances from a plane, in earth radii, from which on it is looked at."""


def layers(
    projection: "Projection", limits: Limits, scale: Scale = "auto", names: Sequence[str] = LAYERS
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
    projection: "Projection", limits: Limits, shapes: Mapping[str, AnyArray]
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
    draw = _draw_whole if _is_whole(projection, box) else _draw_cut
    return {name: draw(projection, box, layer) for name, layer in shapes.items()}


def scale_for(projection: "Projection", limits: Limits) -> Scale:
    """Choose the scale that suits a view."""
    side = max(limits[1] - limits[0], limits[3] - limits[2]) / units_per_degree(projection)
    return "50m" if side < DETAILED_BELOW_DEG else "110m"


def outline(projection: "Projection") -> matplotlib.path.Path:
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
    points: FloatArray = np.cumsum((folded >> 1) ^ -(folded & 1), axis=0) / STEPS_PER_DEGREE
    return points


@cache
def geometries(scale: str, name: str) -> AnyArray:
    """Decode one layer: ``(R,)`` shapely polygons or lines in degrees."""
    import shapely

    stored = "land" if name == "coast" else name
    points = decode(_file()[f"{scale}_{stored}_planes"])
    offsets = np.append(0, np.cumsum(_file()[f"{scale}_{stored}_sizes"]))
    if name == "coast":
        points, offsets = _coast(points, offsets)
    if name not in POLYGONS:
        lines: AnyArray = shapely.from_ragged_array(
            shapely.GeometryType.LINESTRING, points, (offsets,)
        )
        return lines
    shells = np.flatnonzero(~_file()[f"{scale}_{name}_holes"])
    owners = np.append(shells, len(offsets) - 1)
    polygons: AnyArray = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, points, (offsets, owners)
    )
    return polygons


def _coast(points: FloatArray, offsets: LongArray) -> tuple[FloatArray, LongArray]:
    """Take the rings of land apart where they run along 180 degrees or over a pole."""
    edge = np.column_stack(
        [np.abs(points[:, 0]) > 180 - SEAM_DEG, np.abs(points[:, 1]) > MAX_LAT_DEG - 0.01]
    )
    along = (edge[1:] & edge[:-1]).any(axis=1)
    starts_line = np.append(True, along)
    starts_line[offsets[:-1]] = True
    first = np.flatnonzero(starts_line)
    size = np.diff(np.append(first, len(points)))
    keep = np.repeat(size > 1, size)
    return points[keep], np.append(0, np.cumsum(size[size > 1]))


def seen_box(projection: "Projection", limits: Limits) -> Box:
    """Return the degrees that a view may show: at least what it shows, and little more."""
    x0, x1, y0, y1 = limits
    room_x, room_y = 0.05 * (x1 - x0), 0.05 * (y1 - y0)
    limits = x0 - room_x, x1 + room_x, y0 - room_y, y1 + room_y
    places, on_map = _places_in(projection, limits)
    if not on_map.any():
        return WHOLE
    lon = (places[on_map, 0] - centre(projection)[0] + 180) % 360 - 180
    poles = _poles_within(projection, limits)
    west, east = float(lon.min()), float(lon.max())
    if any(poles) or not on_map.all():
        west, east = -180.0, 180.0
    margin = 0.1 + 0.01 * (east - west) + (0 if on_map.all() else 10)
    south = -90.0 if poles[0] else float(places[on_map, 1].min())
    north = 90.0 if poles[1] else float(places[on_map, 1].max())
    return (
        max(west - margin, -180.0),
        min(east + margin, 180.0),
        max(south - margin, -90.0),
        min(north + margin, 90.0),
    )


def _places_in(projection: "Projection", limits: Limits) -> tuple[FloatArray, BoolArray]:
    """Return degrees ``(S, 2)`` all over a view, and ``(S,)`` which of them lead back to it."""
    from cartopy.crs import PlateCarree

    x0, x1, y0, y1 = limits
    x, y = np.linspace(x0, x1, VIEW_SAMPLES), np.linspace(y0, y1, VIEW_SAMPLES)
    xy = np.stack(np.meshgrid(x, y), -1).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        places = PlateCarree().transform_points(projection, *xy.T)[:, :2]
    back = to_plane(places[:, 0], places[:, 1], projection)
    close = np.abs(back - xy) < 1e-3 * max(x1 - x0, y1 - y0)
    return places, close[:, 0] & close[:, 1]


def _poles_within(projection: "Projection", limits: Limits) -> list[bool]:
    """Tell whether the south and the north pole are in view."""
    x0, x1, y0, y1 = limits
    lon = centre(projection)[0] + np.linspace(-179, 179, POLE_SAMPLES)
    seen = []
    for lat in (-MAX_LAT_DEG, MAX_LAT_DEG):
        x, y = to_plane(lon, np.full(POLE_SAMPLES, lat), projection).T
        seen.append(bool(((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).any()))
    return seen


def _shown(projection: "Projection", box: Box) -> Box:
    """Take from a box the latitudes that the projection does not show."""
    west, east, south, north = box
    for plane in cuts(projection).planes:
        if plane.seam_side is not None or not _is_parallel(plane):
            continue
        rim = float(np.degrees(np.arcsin(plane.offset * plane.normal[2])))
        if plane.normal[2] > 0:
            south = max(south, rim)
        else:
            north = min(north, rim)
    return west, east, south, north


def _is_parallel(plane: Plane) -> bool:
    """Tell whether a plane cuts the sphere along a parallel."""
    return bool(abs(plane.normal[2]) >= 1 - 1e-9)


def _is_whole(projection: "Projection", box: Box) -> bool:
    """Tell whether a projection breaks nowhere in a box but at the meridian opposite its own."""
    west, east, south, north = box
    lon0 = centre(projection)[0]
    lon, lat = np.meshgrid(
        np.linspace(west, east, VIEW_SAMPLES) + lon0, np.linspace(south, north, VIEW_SAMPLES)
    )
    points = unit_vectors(lon.ravel(), lat.ravel())
    normal = parameters(projection).get("proj") in NORMAL_ASPECT
    return not any(_breaks(plane, points, normal) for plane in cuts(projection).planes)


def _breaks(plane: Plane, points: FloatArray, normal_aspect: bool) -> bool:
    """Tell whether a plane comes near unit vectors ``(S, 3)``, a seam of its own meridian apart."""
    if plane.seam_side is not None:
        return not normal_aspect and bool((points @ plane.seam_side > NEAR_SEAM).any())
    near = points @ plane.normal < plane.offset + NEAR_RIM
    return not _is_parallel(plane) and bool(near.any())


def _clipped(box: Box, lon0: float, shapes: AnyArray) -> Iterator[AnyArray]:
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
        parts = _oriented(parts[~shapely.is_empty(parts)])
        yield shapely.transform(parts, _eastward(turn)) if turn else parts


def _oriented(shapes: AnyArray) -> AnyArray:
    """Let every shell run counter-clockwise and every hole clockwise; lines stay as they are."""
    import shapely
    from shapely.geometry.polygon import orient

    areas = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    turned = shapes.copy()
    turned[areas] = [orient(shape) for shape in shapes[areas]]
    return turned


def _eastward(turn: float) -> Callable[[FloatArray], FloatArray]:
    return lambda points: points + np.array([turn, 0.0])


def _draw_whole(projection: "Projection", box: Box, shapes: AnyArray) -> matplotlib.path.Path:
    """Project shapes clipped to a box within which the projection has no break."""
    import shapely

    lon0 = centre(projection)[0]
    parts = np.concatenate([*_clipped(box, lon0, shapes), np.array([], object)])
    if not len(parts):
        return _compound(np.zeros((0, 2)), np.array([0]), closed=False)
    kind, points, offsets = shapely.to_ragged_array(shapely.segmentize(parts, PIECE_DEG))
    room = SEAM_DEG if parameters(projection).get("proj") in NORMAL_ASPECT else 0.0
    lon = np.clip(points[:, 0], lon0 - 180 + room, lon0 + 180 - room)
    lat = np.clip(points[:, 1], -MAX_LAT_DEG, MAX_LAT_DEG)
    closed = kind == shapely.GeometryType.POLYGON
    return _compound(_transformed(lon, lat, projection), offsets[0], closed)


def _transformed(lon: FloatArray, lat: FloatArray, projection: "Projection") -> FloatArray:
    from cartopy.crs import PlateCarree

    xy: FloatArray = projection.transform_points(PlateCarree(), lon, lat)[:, :2]
    return xy


def _draw_cut(projection: "Projection", box: Box, shapes: AnyArray) -> matplotlib.path.Path:
    """Project shapes where the projection breaks within the box: at a horizon, or obliquely."""
    import shapely

    parts = np.concatenate([*_clipped(box, centre(projection)[0], shapes), np.array([], object)])
    if not len(parts):
        return _compound(np.zeros((0, 2)), np.array([0]), closed=False)
    if isinstance(parts[0], shapely.Polygon):
        return _draw_cut_polygons(projection, parts)
    points, line = shapely.get_coordinates(shapely.segmentize(parts, PIECE_DEG), return_index=True)
    xy, offsets, _ = project_paths(unit_vectors(*points.T), line, projection)
    return _compound(xy, offsets, closed=False)


def _draw_cut_polygons(projection: "Projection", parts: AnyArray) -> matplotlib.path.Path:
    import shapely

    try:
        cut = [_projected(projection, shapely.MultiPolygon(list(parts)))]
    except ValueError:
        cut = [_projected_roughly(projection, part) for part in parts]
    rings = shapely.get_rings(shapely.get_parts(cut))
    sizes = shapely.get_num_coordinates(rings)
    return _compound(shapely.get_coordinates(rings), np.append(0, np.cumsum(sizes)), closed=True)


def _projected(projection: "Projection", shape: "BaseGeometry") -> "BaseGeometry":
    from cartopy.crs import PlateCarree

    projected: BaseGeometry = projection.project_geometry(shape, PlateCarree())
    return projected


def _projected_roughly(projection: "Projection", part: "BaseGeometry") -> "BaseGeometry":
    """Project a polygon with fewer points, where cartopy cannot: its cut would cross itself."""
    import shapely

    for tolerance in ROUGHER_DEG:
        try:
            return _projected(projection, shapely.simplify(part, tolerance))
        except ValueError:
            continue
    return shapely.Polygon()


def _compound(xy: FloatArray, offsets: AnyArray, closed: bool) -> matplotlib.path.Path:
    """Make one path of ragged rings or lines."""
    codes = np.full(len(xy), Path.LINETO, Path.code_type)
    codes[offsets[:-1]] = Path.MOVETO
    if closed:
        codes[offsets[1:] - 1] = Path.CLOSEPOLY
    return Path(xy, codes)
