"""Places, their weights and a projection -> the frames of a map: the main one, insets below it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.maps.clusters import clusters
from vizlib.maps.places import name_of_places
from vizlib.maps.projections import (
    METRES_PER_DEGREE,
    Limits,
    choose_projection,
    extent_of,
    to_plane,
    units_per_degree,
)

if TYPE_CHECKING:
    from cartopy.crs import Projection

MAIN_SHARE = 0.6
"""Share of all weight that the main map must hold, where others become insets."""
MIN_MAIN_NODES = 8
MAX_CROSSING_SHARE = 0.3
"""Share of the edges that may leave a frame: a map of which more do is better whole."""
LEAST_GAIN = 1.5
"""How many times as wide a map of all must be as the main map."""
INSET_NODES, INSET_SHARE = 3, 0.003
"""What a cluster must have to become an inset: so many nodes, or such a share of the weight."""
MAX_INSETS = 5
MAX_GROWTH = 1.2
"""By how much the area of the main map may grow for what lies near it."""
MAIN_PAD = 0.05
INSET_ROOM, INSET_KM = 1.22, 120.0
"""How much wider an inset is than its nodes, and how wide at least."""
MAIN_ASPECTS, INSET_ASPECTS = (0.9, 2.2), (0.62, 1.9)
STRIP_HEIGHT, STRIP_GAP, STRIP_BELOW = 0.2, 0.02, 0.04
"""Height of the insets, the room between them and the room above, in widths of the main map."""
WIDEST_STRETCH = 1.6
"""How much wider than its nodes need an inset becomes to fill the strip."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A part of the earth, and where it stands on the page.

    Parameters
    ----------
    projection
        A cartopy projection.
    window
        ``(x0, x1, y0, y1)`` what it shows, in units of its projection.
    box
        ``(x0, x1, y0, y1)`` where that stands, in units of the main map.
    title
        What it is called; ``""`` where that is not known.
    """

    projection: "Projection"
    window: Limits
    box: Limits
    title: str = ""

    @property
    def per_unit(self) -> float:
        """Units of the main map that one of its own takes."""
        return (self.box[1] - self.box[0]) / (self.window[1] - self.window[0])

    def on_page(self, xy: FloatArray) -> FloatArray:
        """Move points ``(S, 2)`` of the frame's projection to where they stand."""
        if self.box == self.window:
            return xy
        moved: FloatArray = (xy - np.array(self.window[::2])) * self.per_unit + self.box[::2]
        return moved

    def shows(self, xy: FloatArray) -> BoolArray:
        """Tell which points ``(S, 2)`` of its projection it shows."""
        low, high = np.array(self.window[::2]), np.array(self.window[1::2])
        slack = 1e-9 * (high - low)
        with np.errstate(invalid="ignore"):
            inside = (xy >= low - slack) & (xy <= high + slack)
        return np.asarray(inside[:, 0] & inside[:, 1], bool)


@dataclass(frozen=True, eq=False)
class Frames:
    """The frames of a map on one plane, that of the first: the main map.

    Parameters
    ----------
    frames
        The main map, then the insets.
    """

    frames: tuple[Frame, ...] = field(default=())

    @property
    def main(self) -> Frame:
        """The main map."""
        return self.frames[0]

    @property
    def limits(self) -> Limits:
        """``(x0, x1, y0, y1)`` round all frames, in units of the main map."""
        boxes = np.array([frame.box for frame in self.frames])
        low, high = boxes[:, ::2].min(axis=0), boxes[:, 1::2].max(axis=0)
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def place(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, FloatArray]:
        """Find the first frame that shows each place.

        Parameters
        ----------
        lon, lat
            ``(N,)`` degrees.

        Returns
        -------
        frame
            ``(N,)`` its number, -1 where none does.
        xy
            ``(N, 2)`` where each stands, NaN where none shows it.
        """
        number = np.full(len(lon), -1, np.int32)
        xy = np.full((len(lon), 2), np.nan)
        for place, frame in enumerate(self.frames):
            if not len(lon):
                break
            own = to_plane(lon, lat, frame.projection)
            found = (number < 0) & frame.shows(own)
            number[found] = place
            xy[found] = frame.on_page(own[found])
        return number, xy


def choose_frames(
    lon: FloatArray, lat: FloatArray, source: IntArray, target: IntArray,
    projection: "Projection | None" = None,
) -> Frames | None:  # fmt: skip
    """Give clusters of nodes that lie far from the rest maps of their own.

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees.
    source, target
        ``(E,)`` the nodes that each edge joins; a cluster weighs what edges reach it.
    projection
        That of the main map; by default one that suits it.

    Returns
    -------
    frames
        None where one map shows all well: nodes have no clusters, none of these has most of the
        edges, too many edges run between them, or one map of all is hardly wider.
    """
    cluster = clusters(lon, lat)
    if cluster.max(initial=0) < 1:
        return None
    weight = _weights(cluster, source, target)
    main = cluster == int(np.argmax(weight))
    if not _is_main(lon, lat, main, weight, cluster, (source, target)):
        return None
    main = _with_neighbours(lon, lat, main, cluster, weight)
    chosen = choose_projection(lon[main], lat[main]) if projection is None else projection
    xy = to_plane(lon[main], lat[main], chosen)
    if not np.isfinite(xy).all():
        return None
    window = _main_window(xy)
    first = Frame(chosen, window, window)
    outside = ~first.shows(to_plane(lon, lat, chosen)) & (cluster >= 0)
    insets = _insets(lon, lat, np.where(outside & ~main, cluster, -1), weight)
    return Frames((first, *_in_strip(window, insets)))


def _weights(cluster: LongArray, source: IntArray, target: IntArray) -> FloatArray:
    """Return ``(C,)`` the ends of edges in each cluster, its nodes where there are no edges."""
    ends = np.concatenate([cluster[source], cluster[target]])
    ends = ends[ends >= 0]
    counted = ends if len(ends) else cluster[cluster >= 0]
    return np.bincount(counted, minlength=int(cluster.max()) + 1).astype(float)


def _is_main(
    lon: FloatArray, lat: FloatArray, main: BoolArray, weight: FloatArray, cluster: LongArray,
    ends: tuple[IntArray, IntArray],
) -> bool:  # fmt: skip
    """Tell whether a map of the greatest cluster shows most, and shows it better."""
    if weight.max() <= MAIN_SHARE * weight.sum() or main.sum() < MIN_MAIN_NODES:
        return False
    source, target = (cluster[end] for end in ends)
    crossing = (source != target) & (source >= 0) & (target >= 0)
    if crossing.sum() > MAX_CROSSING_SHARE * max(len(source), 1):
        return False
    whole = extent_of(lon, lat).radius
    return whole >= LEAST_GAIN * extent_of(lon[main], lat[main]).radius


def _with_neighbours(
    lon: FloatArray, lat: FloatArray, main: BoolArray, cluster: LongArray, weight: FloatArray
) -> BoolArray:
    """Let the main map take in clusters for which it need hardly grow, the weightiest first."""
    xy = to_plane(lon, lat, choose_projection(lon[main], lat[main]))
    most = MAX_GROWTH * _area(xy[main])
    for number in np.argsort(-weight, kind="stable"):
        wider = main | (cluster == number)
        if np.isfinite(xy[wider]).all() and _area(xy[wider]) <= most:
            main = wider
    return main


def _area(xy: FloatArray) -> float:
    return float(np.prod(xy.max(axis=0) - xy.min(axis=0)))


def _main_window(xy: FloatArray) -> Limits:
    """Return the window round the nodes of the main map, neither too wide nor too high."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    size = np.maximum((high - low) * (1 + 2 * MAIN_PAD), 1e-9)
    least, most = MAIN_ASPECTS
    size = np.maximum(size, [size[1] * least, size[0] / most])
    return _window((low + high) / 2, size)


def _window(middle: FloatArray, size: FloatArray) -> Limits:
    (x0, y0), (x1, y1) = middle - size / 2, middle + size / 2
    return float(x0), float(x1), float(y0), float(y1)


def _insets(
    lon: FloatArray, lat: FloatArray, cluster: LongArray, weight: FloatArray
) -> list[Frame]:
    """Return frames of the clusters that are worth one, the weightiest first, without a place."""
    nodes = np.bincount(cluster[cluster >= 0], minlength=len(weight))
    worth = (nodes >= INSET_NODES) | ((nodes > 0) & (weight >= INSET_SHARE * weight.sum()))
    order = np.lexsort([-nodes, -weight])
    chosen = [number for number in order if worth[number]][:MAX_INSETS]
    return [_inset(lon[cluster == number], lat[cluster == number]) for number in chosen]


def _inset(lon: FloatArray, lat: FloatArray) -> Frame:
    projection = choose_projection(lon, lat)
    xy = to_plane(lon, lat, projection)
    low, high = xy.min(axis=0), xy.max(axis=0)
    least = INSET_KM * 1000 / METRES_PER_DEGREE * units_per_degree(projection)
    size = np.maximum((high - low) * INSET_ROOM, least)
    narrow, wide = INSET_ASPECTS
    size = np.maximum(size, [size[1] * narrow, size[0] / wide])
    window = _window((low + high) / 2, size)
    return Frame(projection, window, window, name_of_places(lon, lat))


def _in_strip(main: Limits, insets: Sequence[Frame]) -> list[Frame]:
    """Place insets of one height side by side below the main map, which they span if they can."""
    if not insets:
        return []
    wide = main[1] - main[0]
    room = wide * (1 - STRIP_GAP * (len(insets) - 1))
    aspects = np.array(
        [(each.window[1] - each.window[0]) / (each.window[3] - each.window[2]) for each in insets]
    )
    high = min(STRIP_HEIGHT * wide, room / aspects.sum())
    across = high * aspects * min(room / (high * aspects.sum()), WIDEST_STRETCH)
    left = main[0] + np.append(0, np.cumsum(across[:-1] + STRIP_GAP * wide))
    top = main[2] - STRIP_BELOW * wide
    return [
        _placed(frame, (float(x), float(x + width), float(top - high), float(top)))
        for frame, x, width in zip(insets, left, across, strict=True)
    ]


def _placed(frame: Frame, box: Limits) -> Frame:
    """Give a frame a box, and widen its window to the box's shape."""
    x0, x1, y0, y1 = frame.window
    aspect = (box[1] - box[0]) / (box[3] - box[2])
    size = np.array([max(x1 - x0, (y1 - y0) * aspect), max(y1 - y0, (x1 - x0) / aspect)])
    middle = np.array([x0 + x1, y0 + y1]) / 2
    return replace(frame, window=_window(middle, size), box=box)
