"""Lines or areas and a box -> what of them is within the box."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.maps.projections import Limits
from vizlib.scene.geometry import Curves

if TYPE_CHECKING:
    import matplotlib.path


def clip_lines(curves: Curves, box: Limits) -> Curves:
    """Cut lines at the sides of a box (Liang and Barsky 1984); a line may fall into several parts.

    Parameters
    ----------
    curves
        P parts of edges.
    box
        ``(x0, x1, y0, y1)`` in units of the lines.
    """
    low, high = np.array(box[::2]), np.array(box[1::2])
    if ((curves.points >= low) & (curves.points <= high)).all() or len(curves.points) < 2:
        return curves
    part = np.repeat(np.arange(len(curves.offsets) - 1), np.diff(curves.offsets))
    first = np.flatnonzero(part[1:] == part[:-1])
    start, way = curves.points[first], curves.points[first + 1] - curves.points[first]
    enter, leave = _within(start, way, low, high)
    seen = enter < leave
    joined = _goes_on(first, part, seen, enter, leave)
    return _parts(curves, part[first], (start, way), (enter, leave), seen, joined)


def _within(
    start: FloatArray, way: FloatArray, low: FloatArray, high: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return ``(M,)`` the shares of each piece's way at which it enters and leaves a box."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = np.stack([(low - start) / way, (high - start) / way])
    still = way == 0
    inside = (start >= low) & (start <= high)
    near = np.where(still, np.where(inside, -np.inf, np.inf), sides.min(axis=0))
    far = np.where(still, np.where(inside, np.inf, -np.inf), sides.max(axis=0))
    return np.maximum(near.max(axis=1), 0.0), np.minimum(far.min(axis=1), 1.0)


def _goes_on(
    first: LongArray, part: LongArray, seen: BoolArray, enter: FloatArray, leave: FloatArray
) -> BoolArray:
    """Tell which pieces ``(M,)`` go on where the piece before them ends."""
    joined = np.zeros(len(first), bool)
    same = part[first[1:]] == part[first[:-1]]
    joined[1:] = same & seen[1:] & seen[:-1] & (leave[:-1] == 1.0) & (enter[1:] == 0.0)
    return joined


def _parts(
    curves: Curves, part: LongArray, pieces: tuple[FloatArray, FloatArray],
    shares: tuple[FloatArray, FloatArray], seen: BoolArray, joined: BoolArray,
) -> Curves:  # fmt: skip
    """Put the pieces that are seen together to parts."""
    start, way = (rows[seen] for rows in pieces)
    enter, leave = (rows[seen] for rows in shares)
    begins = ~joined[seen]
    place = np.cumsum(1 + begins) - 1
    points = np.empty((int((1 + begins).sum()), 2))
    points[place] = start + leave[:, None] * way
    points[place[begins] - 1] = start[begins] + enter[begins, None] * way[begins]
    offsets = np.append(place[begins] - 1, len(points)).astype(np.int64)
    edge = curves.edge[part[seen][begins]]
    return replace(curves, points=points, offsets=offsets, edge=edge, span=np.zeros((0, 2)))


def clip_path(path: "matplotlib.path.Path", box: Limits, filled: bool) -> "matplotlib.path.Path":
    """Cut a compound path at the sides of a box: its areas, or its lines."""
    import matplotlib.path
    from matplotlib.transforms import Bbox

    vertices, codes = np.asarray(path.vertices, float), path_codes(path)
    if not len(vertices):
        return path
    if filled:
        x0, x1, y0, y1 = box
        return path.clip_to_bbox(Bbox.from_extents(x0, y0, x1, y1))
    offsets = np.append(np.flatnonzero(codes == matplotlib.path.Path.MOVETO), len(codes))
    number = np.arange(len(offsets) - 1, dtype=np.int32)
    lines = Curves(points=vertices, offsets=offsets, edge=number)
    cut = clip_lines(lines, box)
    kept = np.full(len(cut.points), matplotlib.path.Path.LINETO, matplotlib.path.Path.code_type)
    kept[cut.offsets[:-1]] = matplotlib.path.Path.MOVETO
    return matplotlib.path.Path(cut.points, kept)


def path_codes(path: "matplotlib.path.Path") -> LongArray:
    """Return ``(S,)`` the codes of a path: of one without any, those of a single line."""
    codes = np.full(len(np.asarray(path.vertices)), path.LINETO, np.int64)
    if path.codes is None:
        codes[:1] = path.MOVETO
        return codes
    return np.asarray(path.codes, np.int64)
