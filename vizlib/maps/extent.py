"""Projected nodes and lines, or an extent in degrees -> the part of a map that is in view."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.errors import VizlibError
from vizlib.maps.cuts import NORMAL_ASPECT, parameters
from vizlib.maps.frames import Frames
from vizlib.maps.projections import Limits, to_plane, units_per_degree
from vizlib.maps.sphere import finite_rows

if TYPE_CHECKING:
    from cartopy.crs import Projection

Degrees = tuple[float, float, float, float]
"""West, east, south, north."""

MIN_VIEW_DEG = 0.02
LONE_VIEW_DEG = 1.0
"""Least width of a view of a single place."""
WHOLE_WORLD = 0.75
"""Share of the whole map's width from which on its whole width is shown."""
MAX_EMPTY = 0.08
"""Share of the whole map's height that may stay empty at its top or bottom."""
PAD = 0.06
"""Room left on each side, as a part of what is shown."""
WORLD_PAD = 0.035
"""Room left above and below a map of the world that is cropped, as a part of the whole map."""
REACHED = (0.01, 0.99)
"""Shares of the edges' points that lie left of and below what must be in view."""
ASPECTS = (0.6, 2.2)
"""Least and greatest width over height of a picture that takes the shape of its map."""
EXTENT_WORDS = ("auto", "all", "robust")
EXTENT_SAMPLES = 50
"""Points along each side of an extent in degrees."""


@dataclass(frozen=True)
class DataWindow:
    """A part of a map in units of its projection.

    Parameters
    ----------
    x0, x1, y0, y1
        Its left, right, bottom and top.
    """

    x0: float
    x1: float
    y0: float
    y1: float


@dataclass(frozen=True, eq=False)
class MapView:
    """What a map must show.

    Parameters
    ----------
    projection
        A cartopy projection.
    nodes, lines
        ``(N, 2)`` nodes and ``(S, 2)`` points of edges, in units of the projection.
    extent
        West, east, south, north in degrees, or a :class:`DataWindow`, which go before; None or
        ``"robust"`` for what nodes and lines need.
    """

    projection: "Projection"
    nodes: FloatArray
    lines: FloatArray
    extent: Degrees | DataWindow | Literal["robust"] | None = None

    @property
    def _fixed(self) -> Degrees | DataWindow | None:
        """What must be shown whatever nodes and lines need."""
        return None if isinstance(self.extent, str) else self.extent

    def limits(self, aspect: float) -> Limits:
        """Return what is in view: x0, x1, y0, y1 of an aspect, width over height."""
        if isinstance(self._fixed, DataWindow):
            low = np.array([self._fixed.x0, self._fixed.y0])
            high = np.array([self._fixed.x1, self._fixed.y1])
            return _limits(*_widened(low, high, self.whole, aspect))
        if self._fixed is not None:
            corners = self._corners(self._fixed)
            return view_limits(self.projection, corners, np.zeros((0, 2)), aspect, pad=0.0)
        return view_limits(self.projection, self.nodes, self._reach, aspect)

    @cached_property
    def _reach(self) -> FloatArray:
        """``(2, 2)`` the corners of a box round most of the edges, or no row where there is none.

        A few great circles over a pole are no reason to show its empty seas.
        """
        points = self.lines[finite_rows(self.lines)]
        if not len(points):
            return np.zeros((0, 2))
        low, high = REACHED
        least = np.quantile(points, low, axis=0, method="lower")
        return np.array([least, np.quantile(points, high, axis=0, method="higher")])

    @property
    def whole(self) -> FloatArray:
        """``(2, 2)`` the lower left and the upper right corner of the whole map."""
        return _whole_map(self.projection)

    @property
    def shape(self) -> float:
        """Width over height that suits what must be shown."""
        (x0, y0), (x1, y1) = self._needed()
        return float(np.clip((x1 - x0) / max(y1 - y0, 1e-9), *ASPECTS))

    def _needed(self) -> tuple[FloatArray, FloatArray]:
        """Return the corners of what must be shown, whatever the shape of the picture."""
        if self._fixed is not None and not isinstance(self._fixed, DataWindow):
            return _range(self._corners(self._fixed))
        points = np.concatenate([self.nodes, self._reach])
        points = points[finite_rows(points)]
        if self._fixed is not None or not len(points):
            x0, x1, y0, y1 = self.limits(1.5)
            return np.array([x0, y0]), np.array([x1, y1])
        return needed(self.projection, points)

    def _corners(self, extent: Degrees) -> FloatArray:
        """Return ``(S, 2)`` points all over an extent, in units of the projection."""
        west, east, south, north = extent
        lon, lat = np.meshgrid(
            np.linspace(west, east, EXTENT_SAMPLES), np.linspace(south, north, EXTENT_SAMPLES)
        )
        return to_plane(lon.ravel(), lat.ravel(), self.projection)


@dataclass(frozen=True)
class FramedView:
    """A view of a main map and its insets, which keep their shape.

    Parameters
    ----------
    box
        ``(x0, x1, y0, y1)`` round all of them.
    """

    box: Limits

    @property
    def shape(self) -> float:
        """Width over height."""
        x0, x1, y0, y1 = self.box
        return (x1 - x0) / (y1 - y0)

    def limits(self, aspect: float) -> Limits:
        """Return what is in view, whatever the aspect of the picture."""
        return self.box


def _whole_map(projection: "Projection") -> FloatArray:
    return np.array([projection.x_limits, projection.y_limits], float).T


def check_extent(extent: object) -> None:
    """Refuse an extent that is not a part of the globe."""
    if extent is None or isinstance(extent, (DataWindow, Frames)):
        return
    if isinstance(extent, str) and extent in EXTENT_WORDS:
        return
    try:
        west, east, south, north = (float(side) for side in extent)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        west = east = south = north = 0.0
    if not (-90 <= south < north <= 90 and west < east <= west + 360):
        raise VizlibError(
            f"extent={extent!r} must be (west, east, south, north) in degrees, east being greater"
            " than west (185 for 175 degrees west), 'auto', which gives what lies far a map of its"
            " own, 'all' for one map, or 'robust', which leaves outliers out."
        )


def needed(projection: "Projection", points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the corners of what points need: the whole map where they fill it.

    A map of the world keeps its whole width, but not the empty seas round a pole.

    Parameters
    ----------
    projection
        A cartopy projection.
    points
        ``(S, 2)`` in units of the projection.

    Returns
    -------
    low, high
        ``(2,)`` the lower left and the upper right corner, in units of the projection.
    """
    whole = _whole_map(projection)
    low, high = _range(points)
    size = whole[1] - whole[0]
    if not ((high - low) > WHOLE_WORLD * size).any():
        return low, high
    if (
        parameters(projection).get("proj") not in NORMAL_ASPECT
        or (high - low)[0] < WHOLE_WORLD * size[0]
    ):
        return np.minimum(low, whole[0]), np.maximum(high, whole[1])
    room = np.array([0.0, WORLD_PAD * size[1]])
    cropped = low - room, high + room
    empty_below = low - whole[0] > MAX_EMPTY * size
    empty_above = whole[1] - high > MAX_EMPTY * size
    return (
        np.where(empty_below & (room > 0), cropped[0], np.minimum(low, whole[0])),
        np.where(empty_above & (room > 0), cropped[1], np.maximum(high, whole[1])),
    )


def view_limits(
    projection: "Projection",
    xy_nodes: FloatArray,
    xy_edges: FloatArray,
    aspect: float,
    pad: float = PAD,
) -> Limits:
    """Choose the part of a map that shows nodes and edges.

    Parameters
    ----------
    projection
        A cartopy projection.
    xy_nodes, xy_edges
        ``(N, 2)`` nodes and ``(S, 2)`` points of edges, in units of the projection.
    aspect
        Width of the view over its height.
    pad
        Room left on each side, as a part of the view.

    Returns
    -------
    x0, x1, y0, y1
        In units of the projection, of the aspect asked for.
    """
    whole = _whole_map(projection)
    points = np.concatenate([xy_nodes.reshape(-1, 2), xy_edges.reshape(-1, 2)])
    points = points[finite_rows(points)]
    if not len(points):
        return _limits(*_widened(whole[0], whole[1], whole, aspect))
    low, high = needed(projection, points)
    size = whole[1] - whole[0]
    if ((high - low) >= size).any():
        # A map of the world is not made higher by the seas round a pole that it does without.
        cropped = high[1] - low[1] < size[1]
        return _limits(low, high) if cropped else _limits(*_widened(low, high, whole, aspect))
    unit = units_per_degree(projection)
    least = MIN_VIEW_DEG if (high > low).any() else LONE_VIEW_DEG
    size = np.maximum((high - low) * (1 + 2 * pad), least * unit)
    middle = (low + high) / 2
    return _limits(*_widened(middle - size / 2, middle + size / 2, whole, aspect))


def _range(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    points = points[finite_rows(points)]
    # Axis by axis: for two long columns ten times as fast as ``min(axis=0)``.
    low, high = ([end(axis) for axis in points.T] for end in (np.min, np.max))
    return np.array(low), np.array(high)


def _widened(
    low: FloatArray, high: FloatArray, whole: FloatArray, aspect: float
) -> tuple[FloatArray, FloatArray]:
    """Widen a window to an aspect; what it gains, it takes from the map where there is any."""
    size, middle = high - low, (low + high) / 2
    wider = np.maximum(size, [size[1] * aspect, size[0] / aspect])
    room = np.maximum(whole[1] - whole[0] - wider, 0) / 2
    centre = whole.mean(axis=0)
    shifted = np.clip(middle, centre - room, centre + room)
    shown = np.maximum(wider - size, 0) / 2
    moved = np.clip(shifted, middle - shown, middle + shown)
    return moved - wider / 2, moved + wider / 2


def _limits(low: FloatArray, high: FloatArray) -> Limits:
    return float(low[0]), float(high[0]), float(low[1]), float(high[1])
