"""Places on the globe and a projection -> great circles in the plane, cut where the map is cut.

A line is cut on the sphere, before it is projected: there the seam of a map is half a great
circle and the horizon a small circle, both the work of a plane, so that one test finds every
crossing for every projection. Vectors are unit vectors ``(x, y, z)`` from the centre of the earth.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.maps.cuts import Plane, check_projection, cuts, visible
from vizlib.maps.sphere import finite_rows, lon_lat, normalized, unit_vectors

if TYPE_CHECKING:
    from cartopy.crs import Projection

LineParts = tuple[FloatArray, LongArray, IntArray]
"""``(S, 2)`` points, ``(P + 1,)`` where each part begins, and ``(P,)`` the edge of each part."""

ON_PLANE_RADII = 1e-10
"""Distance from a plane, in earth radii, that counts as on it."""
NUDGE_RADII = 1e-7
"""How far a cut point is moved off the plane, in earth radii (0.6 m)."""
NEAR_SINGULAR_COS = np.cos(np.radians(6))
MAX_TURN_RAD = np.radians(12)
MAX_REFINEMENTS = 9


@dataclass(frozen=True, eq=False)
class Strands:
    """Lines on the sphere, one after the other.

    Parameters
    ----------
    points
        ``(S, 3)`` unit vectors.
    edge
        ``(S,)`` which edge each point belongs to.
    starts_line
        ``(S,)`` whether a line starts here: none runs from the point before.
    """

    points: FloatArray
    edge: IntArray
    starts_line: BoolArray

    def select(self, keep: BoolArray) -> "Strands":
        """Keep some points ``(S,)``, and let no line run over the gap."""
        gap = np.append(False, ~keep[:-1])
        return Strands(self.points[keep], self.edge[keep], (self.starts_line | gap)[keep])


def interpolate(
    start: FloatArray, end: FloatArray, step: float = 2.0, min_pieces: int | LongArray = 1
) -> Strands:
    """Walk the great circle from each start to each end.

    Parameters
    ----------
    start, end
        ``(E, 3)`` unit vectors; a row that is not finite gives no point.
    step
        Greatest length of a piece, in degrees.
    min_pieces
        Least number of pieces, of all edges or ``(E,)`` of each.

    Returns
    -------
    strands
        The points, with edges numbered as the rows are.
    """
    sine = np.linalg.norm(np.cross(start, end), axis=1)
    angle = np.arctan2(sine, np.einsum("ij,ij->i", start, end))
    tangent = _tangents(start, end, (sine < 1e-9) & (angle > 1))
    has_length = np.isfinite(angle) & (angle > 1e-9)
    degrees = np.degrees(np.where(has_length, angle, 0))
    pieces = np.where(has_length, np.ceil(degrees / step - 1e-9), 0)
    count = np.where(has_length, np.maximum(pieces, min_pieces) + 1, 0).astype(np.int64)
    offsets = np.append(0, np.cumsum(count))
    edge = np.repeat(np.arange(len(count), dtype=np.int32), count)
    place = np.arange(offsets[-1]) - offsets[edge]
    turn = (angle / np.maximum(count - 1, 1))[edge] * place
    points = np.cos(turn)[:, None] * start[edge] + np.sin(turn)[:, None] * tangent[edge]
    points[offsets[1:][has_length] - 1] = end[has_length]
    return Strands(points, edge, place == 0)


def _tangents(start: FloatArray, end: FloatArray, opposite: BoolArray) -> FloatArray:
    """Point each start along its great circle; opposite places are joined over the nearer pole."""
    target = end.copy()
    target[opposite] = np.where(start[opposite, 2:] >= 0, 1.0, -1.0) * [[0.0, 0.0, 1.0]]
    at_pole = opposite & (np.abs(start[:, 2]) > 1 - 1e-12)
    target[at_pole] = [1.0, 0.0, 0.0]
    along = target - start * np.einsum("ij,ij->i", start, target)[:, None]
    unit: FloatArray = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-300)
    return unit


def refine(strands: Strands, singular: FloatArray) -> Strands:
    """Add points near the poles of a map, round which a short piece turns through a wide angle.

    Parameters
    ----------
    strands
        Lines on the sphere.
    singular
        ``(K, 3)`` the poles.
    """
    for _ in range(MAX_REFINEMENTS):
        points = strands.points
        wide = np.zeros(max(len(points) - 1, 0), bool)
        for axis in singular:
            near = points @ axis > NEAR_SINGULAR_COS
            before = np.flatnonzero((near[1:] | near[:-1]) & ~strands.starts_line[1:])
            wide[before] |= _turns(points[before], points[before + 1], axis) > MAX_TURN_RAD
        before = np.flatnonzero(wide)
        if not len(before):
            break
        middle = normalized(points[before] + points[before + 1])
        strands = _inserted(strands, before + 1, middle)
    return strands


def _turns(start: FloatArray, end: FloatArray, axis: FloatArray) -> FloatArray:
    """Measure the angle that each piece turns round an axis, in radians."""
    before, after = (points - (points @ axis)[:, None] * axis for points in (start, end))
    sine = np.linalg.norm(np.cross(before, after), axis=1)
    angle: FloatArray = np.arctan2(sine, np.einsum("ij,ij->i", before, after))
    return angle


def _inserted(strands: Strands, at: LongArray, points: FloatArray) -> Strands:
    return Strands(
        np.insert(strands.points, at, points, axis=0),
        np.insert(strands.edge, at, strands.edge[at - 1]),
        np.insert(strands.starts_line, at, False),
    )


def cut(strands: Strands, plane: Plane) -> Strands:
    """Cut lines at a plane: each crossing becomes the end of one line and the start of the next.

    Parameters
    ----------
    strands
        Lines on the sphere.
    plane
        A seam, which parts them, or a horizon, behind which they are dropped.

    Returns
    -------
    strands
        Lines none of which passes the plane.
    """
    distance = strands.points @ plane.normal - plane.offset
    side = _sides(distance, strands.starts_line)
    before = np.flatnonzero(~strands.starts_line[1:] & (side[1:] != side[:-1]))
    crossing = _crossings(strands.points[before], strands.points[before + 1], plane)
    if plane.seam_side is not None:
        at_seam = crossing @ plane.seam_side > 0
        before, crossing = before[at_seam], crossing[at_seam]
    doubled = np.repeat(before + 1, 2)
    result = _inserted(strands, doubled, np.repeat(crossing, 2, axis=0))
    side = np.insert(side, doubled, np.column_stack([side[before], side[before + 1]]).ravel())
    result.starts_line[before + 1 + 2 * np.arange(len(before)) + 1] = True
    result = _moved_off(result, plane, side)
    return result if plane.seam_side is not None else result.select(side > 0)


def _crossings(start: FloatArray, end: FloatArray, plane: Plane) -> FloatArray:
    """Find where pieces of great circles pass a plane: where ``A cos(t) + B sin(t) = offset``."""
    along = end - start * np.einsum("ij,ij->i", start, end)[:, None]
    sine = np.linalg.norm(along, axis=1)
    tangent = along / np.maximum(sine, 1e-300)[:, None]
    angle = np.arctan2(sine, np.einsum("ij,ij->i", start, end))
    a, b = start @ plane.normal, tangent @ plane.normal
    middle = np.arctan2(b, a)
    apart = np.arccos(np.clip(plane.offset / np.maximum(np.hypot(a, b), 1e-300), -1, 1))
    turns = np.stack([middle - apart, middle + apart])
    turns = (turns + np.pi / 2) % (2 * np.pi) - np.pi / 2
    beyond = np.maximum(-turns, turns - angle)
    turn = np.clip(np.where(beyond[0] <= beyond[1], turns[0], turns[1]), 0, angle)[:, None]
    return normalized(np.cos(turn) * start + np.sin(turn) * tangent)


def _sides(distance: FloatArray, starts_line: BoolArray) -> LongArray:
    """Tell on which side of a plane each point is; one on the plane goes with its neighbours."""
    side = np.where(np.abs(distance) < ON_PLANE_RADII, 0, np.sign(distance)).astype(np.int64)
    if side.all():
        return side
    line = np.cumsum(starts_line)
    for order in (slice(None), slice(None, None, -1)):
        run, lines = side[order], line[order]
        last = np.maximum.accumulate(np.where(run != 0, np.arange(len(run)), 0))
        run[:] = np.where(lines[last] == lines, run[last], run)
    return np.where(side == 0, 1, side)


def _moved_off(strands: Strands, plane: Plane, side: LongArray) -> Strands:
    """Move points that lie on a plane to their own side, so that they project there."""
    distance = strands.points @ plane.normal - plane.offset
    on_plane = np.abs(distance) < NUDGE_RADII
    if plane.seam_side is not None:
        on_plane &= strands.points @ plane.seam_side > 0
    points = strands.points.copy()
    nudge = (NUDGE_RADII * side[on_plane])[:, None] * plane.normal
    points[on_plane] = normalized(points[on_plane] + nudge)
    return replace(strands, points=points)


def project(points: FloatArray, projection: "Projection") -> FloatArray:
    """Put unit vectors ``(S, 3)`` into the plane: ``(S, 2)``, in units of the projection."""
    from cartopy.crs import PlateCarree

    lon, lat = lon_lat(points)
    xy: FloatArray = projection.transform_points(PlateCarree(), lon, lat)[:, :2]
    return xy


def split(xy: FloatArray, edge: IntArray, starts_line: BoolArray) -> LineParts:
    """Gather points to parts; a point that is not finite, or a start, begins a new one.

    Parameters
    ----------
    xy, edge, starts_line
        ``(S, 2)`` points in the plane, and ``(S,)`` the edge of each and where lines start.

    Returns
    -------
    points, offsets, edge
        ``(S, 2)`` points, ``(P + 1,)`` where each part begins, ``(P,)`` the edge of each part.
    """
    finite = finite_rows(xy)
    start = starts_line | ~finite | np.append(True, ~finite[:-1])
    number = np.cumsum(start) - 1
    size = np.bincount(number, weights=finite, minlength=1)
    keep = finite & (size[number] > 1) if len(number) else finite
    first = np.flatnonzero(start[keep])
    offsets = np.append(first, keep.sum()).astype(np.int64)
    return xy[keep], offsets, edge[keep][first]


def project_strands(strands: Strands, projection: "Projection") -> LineParts:
    """Cut lines on the sphere and put them into the plane, in units of the projection."""
    where = cuts(projection)
    strands = refine(strands, where.singular)
    for plane in where.planes:
        strands = cut(strands, plane)
    return split(project(strands.points, projection), strands.edge, strands.starts_line)


def project_paths(unit_points: FloatArray, line: ArrayLike, projection: "Projection") -> LineParts:
    """Cut polylines on the sphere and put them into the plane.

    Parameters
    ----------
    unit_points
        ``(S, 3)`` unit vectors, close enough that straight pieces between them will do.
    line
        ``(S,)`` the number of the line each point belongs to; points of a line follow each other.
    projection
        A cartopy projection.

    Returns
    -------
    points, offsets, edge
        As :func:`great_circles`, ``edge`` being the number of the line.
    """
    number = np.asarray(line, np.int32)
    starts_line = np.append(True, number[1:] != number[:-1])[: len(number)]
    strands = Strands(np.asarray(unit_points, float), number, starts_line)
    return project_strands(strands.select(finite_rows(strands.points)), projection)


def great_circles(
    start: ArrayLike, end: ArrayLike, projection: "Projection", step: float = 2.0
) -> LineParts:
    """Draw the shortest way over the globe between places.

    Parameters
    ----------
    start, end
        ``(E, 2)`` longitude and latitude in degrees.
    projection
        A cartopy projection.
    step
        Greatest length of a piece, in degrees.

    Returns
    -------
    points, offsets, edge
        ``(S, 2)`` in units of the projection; ``(P + 1,)`` where each part begins; ``(P,)`` the
        edge of each part. An edge has several parts where the map is cut, and none where it is
        hidden, has no length or no position.

    Examples
    --------
    >>> from cartopy.crs import PlateCarree
    >>> points, offsets, edge = great_circles([(170, 0)], [(-170, 0)], PlateCarree(), step=20)
    >>> points[:, 0].round(3).tolist(), offsets.tolist(), edge.tolist()
    ([170.0, 180.0, -180.0, -170.0], [0, 2, 4], [0, 0])
    """
    first, last = (np.asarray(places, float).reshape(-1, 2).T for places in (start, end))
    strands = interpolate(unit_vectors(*first), unit_vectors(*last), step)
    return project_strands(strands, projection)


def straight_lines(start: ArrayLike, end: ArrayLike, projection: "Projection") -> LineParts:
    """Join places by lines that are straight on the map; takes and returns as great_circles."""
    check_projection(projection)
    places = [np.asarray(given, float).reshape(-1, 2) for given in (start, end)]
    ends = np.stack(places, axis=1)
    vectors = unit_vectors(*ends.reshape(-1, 2).T)
    xy = project(vectors, projection)
    xy[~visible(vectors, projection)] = np.nan
    same_place = np.repeat((ends[:, 0] == ends[:, 1]).all(axis=1), 2)
    xy[same_place] = np.nan
    edge = np.repeat(np.arange(len(ends), dtype=np.int32), 2)
    return split(xy, edge, np.arange(len(edge)) % 2 == 0)
