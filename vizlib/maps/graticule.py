"""A view of a map -> meridians and parallels with their degrees, and a bar that shows the scale."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError
from vizlib.maps.cuts import centre
from vizlib.maps.great_circles import project_paths
from vizlib.maps.natural_earth import seen_box
from vizlib.maps.projections import Limits
from vizlib.maps.sphere import lon_lat, unit_vectors
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.text import boxes, without_overlap

STEPS = (30.0, 20.0, 15.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
LINES = 5
PIECES = 120
INWARDS = 0.02
"""How far along its way over the view a parallel is named: a round map has no corner there."""
BESIDE = 4.0
"""Room in letters that a name needs at the right of the frame."""
INSIDE = 0.15
"""How far above the bottom a meridian may end to be named there."""
SHARE = 0.22
"""Share of the view's width that the scale bar takes at most."""
ROUND = (5, 2, 1)
VARIES = 1.05
RADIUS = 6371.0088


def check_graticule(given: Any) -> None:
    """Refuse what is neither a flag nor a number of degrees."""
    if isinstance(given, (bool, np.bool_)):
        return
    number = isinstance(given, (int, float, np.number))
    if not number or not 0 < given <= 90:
        raise VizlibError(
            f"graticule={given!r} must be True, False, or the degrees from line to line, such as"
            " 15."
        )


@dataclass(frozen=True, eq=False)
class Graticule:
    """Meridians and parallels.

    Parameters
    ----------
    chart
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view.
    theme
        Colours and letters.
    letters
        Height of the letters in points.
    per_unit
        Points per unit of the projection.
    """

    chart: Any
    limits: Limits
    theme: Theme
    font_size: float
    per_unit: float

    def layers(self, given: Any) -> dict[str, Geometry]:
        """Return the lines and their degrees.

        Parameters
        ----------
        given
            True, or the degrees from line to line.
        """
        west, east, south, north = seen_box(self.chart, self.limits)
        ha, up = (
            _step(east - west, LINES) if given is True else float(given),
            _step(north - south, LINES - 1) if given is True else float(given),
        )
        lon0 = centre(self.chart)[0]
        meridians = _multiples(lon0 + west, lon0 + east, ha)[: int(np.ceil(360 / ha))]
        parallels = _multiples(max(south, -90 + up), min(north, 90 - up), up)
        ends = max(south, -90 + up * (up < 60)), min(north, 90 - up * (up < 60))
        lines = [_line(np.full(2, lon), np.array(ends)) for lon in meridians]
        lines += [_line(lon0 + np.array([west, east]), np.full(2, lat)) for lat in parallels]
        words = [_degrees(lon, "E", "W") for lon in meridians]
        words += [_degrees(lat, "N", "S") for lat in parallels]
        if not lines:
            return {}
        curves = self._curves(lines)
        return {"graticule": curves, "degrees": self._labels(curves, words, len(meridians))}

    def _curves(self, lines: list[FloatArray]) -> Curves:
        vectors = unit_vectors(*np.concatenate(lines).T)
        number = np.repeat(np.arange(len(lines), dtype=np.int32), PIECES + 1)
        points, offsets, edge = project_paths(vectors, number, self.chart)
        color = np.array([_rgba(self.theme.border)])
        return Curves(points=points, offsets=offsets, edge=edge, color=color, width=np.array([0.4]))

    def _low_end(self, x: FloatArray, y: FloatArray) -> int:
        """Find the point where a meridian is named: at the bottom, or else at the frame."""
        x0, x1, y0, y1 = self.limits
        low = int(np.argmin(y))
        if y[low] - y0 < INSIDE * (y1 - y0):
            return low
        return int(np.argmin(np.min([x - x0, x1 - x, y1 - y], axis=0)))

    def _labels(self, curves: Curves, words: list[str], meridians: int) -> Labels:
        """Name each line where it comes into view: at the bottom, or on the left."""
        x0, x1, y0, y1 = self.limits
        part = np.repeat(curves.edge, np.diff(curves.offsets))
        x, y = curves.points.T
        seen = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        places, kept = [], []
        for number in range(len(words)):
            mine = np.flatnonzero(seen & (part == number))
            if not len(mine):
                continue
            find = self._low_end if number < meridians else _left_end
            places.append(curves.points[mine[find(*curves.points[mine].T)]])
            kept.append(number)
        xy, count = np.array(places).reshape(-1, 2), len(kept)
        right = x1 - xy[:, 0] < BESIDE * self.font_size / self.per_unit
        top = y1 - xy[:, 1] < 1.5 * self.font_size / self.per_unit
        labels = Labels(
            xy=xy,
            text=tuple(words[number] for number in kept),
            color=np.array([_rgba(self.theme.muted)]),
            size=0.8 * self.font_size,
            offset=3.0 * np.stack([np.where(right, -1, 1), np.where(top, -1, 1)], axis=1),
            rotation=np.zeros(count),
            ha=tuple("right" if each else "left" for each in right),
            va=tuple("top" if each else "bottom" for each in top),
            halo=_rgba(self.theme.water),
            font=self.theme.font,
        )
        corners = boxes(labels, labels.xy * self.per_unit)
        return labels.keep(without_overlap(corners, -np.array(kept, float), pad=4.0))


def _left_end(x: FloatArray, y: FloatArray) -> int:
    """Find the point where a parallel is named: on the left, a little inwards."""
    return int(np.argmin(np.abs(x - (x.min() + INWARDS * np.ptp(x)))))


def _step(width: float, lines: int) -> float:
    """Choose round degrees for about so many lines."""
    place_labels = [each for each in STEPS if each <= width / lines]
    return place_labels[0] if place_labels else STEPS[-1]


def _line(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return points ``(PIECES + 1, 2)`` in degrees along a meridian or a parallel."""
    share = np.linspace(0, 1, PIECES + 1)
    inside = 1e-6 * (1 - 2 * share)
    east = lon[0] + (lon[1] - lon[0]) * share + inside * (lon[1] != lon[0])
    return np.stack([east, lat[0] + (lat[1] - lat[0]) * share], axis=1)


def _multiples(low: float, high: float, step: float) -> FloatArray:
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return np.asarray(np.arange(first, last + 1) * step, float)


def _degrees(value: float, positive: str, negative: str) -> str:
    turned = (value + 180) % 360 - 180 if positive == "E" else value
    shown = f"{abs(round(turned, 6)):g}°"
    if shown in ("0°", "180°"):
        return shown
    return shown + (positive if turned > 0 else negative)


def scale_bar(
    chart: Any, limits: Limits, per_unit: float, theme: Theme, font_size: float, rise: float = 0.0
) -> dict[str, Geometry]:
    """Draw a bar of a round number of kilometres, as long as they are at the middle of the view.

    Parameters
    ----------
    chart
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view.
    per_unit
        Points per unit of the projection.
    theme
        Colours and letters.
    letters
        Height of the letters in points.
    rise
        Points that stay free below the bar.
    """
    x0, x1, y0, y1 = limits
    middle, span = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), x1 - x0
    km = _kilometres(chart, middle, 0.01 * span) / (0.01 * span)
    if not np.isfinite(km) or km <= 0:
        return {}
    length = _round(SHARE * span * km)
    lat = _latitude(chart, middle)
    edges = [_kilometres(chart, np.array([middle[0], y]), 0.01 * span) for y in (y0, y1)]
    varies = [each / (0.01 * span) / km for each in edges]
    steady = all(np.isfinite(each) and 1 / VARIES < each < VARIES for each in varies)
    words = f"{length:,g} km" + ("" if steady else f" at {_degrees(round(lat), 'N', 'S')}")
    corner = np.array([x0, y0]) + np.array([12.0, 12.0 + rise]) / per_unit
    end = corner + np.array([length / km, 0])
    tick = np.array([0, 4.0]) / per_unit
    bar = np.array([corner + tick, corner, end, end + tick])[None]
    ink, water = np.array([_rgba(theme.ink)]), _rgba(theme.water)
    label = Labels(
        xy=corner[None], text=(words,), color=ink, size=0.9 * font_size,
        offset=np.array([[4.0, 3.0]]), rotation=np.zeros(1), ha=("left",),
        va=("bottom",), halo=water, font=theme.font,
    )  # fmt: skip
    return {
        "scale_bar": Curves.of_equal_length(bar, color=ink, width=np.array([1.2])),
        "scale_words": label,
    }


def _kilometres(chart: Any, xy: FloatArray, step: float) -> float:
    """Measure how long a short way to the right of a point is on the globe."""
    from cartopy.crs import PlateCarree

    half = np.array([step / 2, 0])
    ends = np.array([xy - half, xy + half])
    with np.errstate(invalid="ignore"):
        lon, lat = PlateCarree().transform_points(chart, *ends.T)[:, :2].T
    one, two = unit_vectors(lon, lat)
    return float(2 * RADIUS * np.arcsin(np.clip(np.linalg.norm(one - two) / 2, 0, 1)))


def _latitude(chart: Any, xy: FloatArray) -> float:
    from cartopy.crs import PlateCarree

    lon, lat = PlateCarree().transform_point(*xy, chart)
    return float(lon_lat(unit_vectors([lon], [lat]))[1][0])


def _round(length: float) -> float:
    """Return the greatest of 1, 2 and 5 times a power of ten that is not greater."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(next(each * power for each in ROUND if each * power <= length * (1 + 1e-9)))


def _rgba(color: str) -> FloatArray:
    from matplotlib.colors import to_rgba

    return np.array(to_rgba(color))
