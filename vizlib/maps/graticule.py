"""A view of a map -> meridians and parallels, and their names in degrees."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError
from vizlib.maps.cuts import centre
from vizlib.maps.great_circles import project_paths
from vizlib.maps.natural_earth import seen_box
from vizlib.maps.projections import Limits
from vizlib.maps.sphere import unit_vectors
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.sheet import em
from vizlib.scene.text import boxes, without_overlap

if TYPE_CHECKING:
    from cartopy.crs import Projection

STEPS_DEG = (30.0, 20.0, 15.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
MERIDIANS, PARALLELS = 5, 4
"""At least so many lines are in view."""
MIN_LINE_GAP_PT = 1.0
"""Least room that lines have on the page, were they spread over its width and height."""
LINE_PIECES = 120
LINE_WIDTH_PT = 0.4
INWARDS = 0.02
"""How far along its way over the view a parallel is named: a round map has no corner there."""
NAME_WIDTH = 4.0
"""Room in letters that a name needs at the right of the frame."""
NAME_HEIGHT = 1.5
"""Room in letters that a name needs at the top of the frame."""
MAX_LIFT = 0.15
"""How far above the bottom a meridian may end to be named there, as a share of the view."""
NAME_SIZE = 0.8
"""Size of names, as a share of the size of other letters."""
MAX_LINES = 2_000
"""Lines beyond which there is one on each pixel."""
NAME_OFFSET_PT = 3.0
NAME_GAP_PT = 4.0


def check_graticule(given: object) -> None:
    """Refuse what is neither a flag nor a number of degrees."""
    if isinstance(given, (bool, np.bool_)):
        return
    if not isinstance(given, (int, float, np.integer, np.floating)) or not 0 < given <= 90:
        raise VizlibError(
            f"graticule={given!r} must be True, False, or the degrees from line to line, such as"
            " 15."
        )


def check_lines(given: float, projection: "Projection", limits: Limits) -> None:
    """Refuse degrees so few that the lines of a view would cover it."""
    if given is True or given is False:
        return
    west, east, south, north = seen_box(projection, limits)
    lines = (east - west + north - south) / given
    if lines > MAX_LINES:
        raise VizlibError(
            f"graticule={given:g} would draw {lines:,.0f} meridians and parallels, and"
            f" {MAX_LINES:,} are the most: give more degrees, or a smaller extent."
        )


@dataclass(frozen=True, eq=False)
class Graticule:
    """Meridians and parallels.

    Parameters
    ----------
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view, in units of the projection.
    theme
        Colours and font.
    font_size
        Size of other letters in points; names of lines are a little smaller.
    per_unit
        Points per unit of the projection.
    """

    projection: "Projection"
    limits: Limits
    theme: Theme
    font_size: float
    per_unit: float

    def layers(self, given: float) -> dict[str, Geometry]:
        """Return the lines and their degrees.

        Parameters
        ----------
        given
            True, or the degrees from line to line.
        """
        lon, lat, box = self._degrees(given)
        if not len(lon) and not len(lat):
            return {}
        names = [degree_name(value, "E", "W") for value in lon]
        names += [degree_name(value, "N", "S") for value in lat]
        curves = self._curves(lon, lat, box)
        return {"graticule": curves, "degrees": self._labels(curves, names, len(lon))}

    def _degrees(self, given: float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Choose meridians ``(M,)``, parallels ``(L,)`` and the box ``(4,)`` that they fill."""
        west, east, south, north = seen_box(self.projection, self.limits)
        automatic = given is True
        lon_step = step_for(east - west, MERIDIANS) if automatic else float(given)
        lat_step = step_for(north - south, PARALLELS) if automatic else float(given)
        self._check_count(east - west, north - south, lon_step)
        lon0 = centre(self.projection)[0]
        lon = multiples(lon0 + west, lon0 + east, lon_step)[: int(np.ceil(360 / lon_step))]
        lat = multiples(max(south, -90 + lat_step), min(north, 90 - lat_step), lat_step)
        # All meridians meet at a pole: those of a fine graticule end one line before it.
        free = lat_step * (lat_step < 60)
        ends = max(south, -90 + free), min(north, 90 - free)
        return lon, lat, np.array([lon0 + west, lon0 + east, *ends])

    def _check_count(self, wide: float, tall: float, step: float) -> None:
        """Refuse more lines than can be told apart on the page."""
        x0, x1, y0, y1 = self.limits
        most = ((x1 - x0) + (y1 - y0)) * self.per_unit / MIN_LINE_GAP_PT
        if (wide + tall) / step > most:
            fitting = [fine for fine in STEPS_DEG if (wide + tall) / fine <= most]
            raise VizlibError(
                f"graticule={step:g} draws {(wide + tall) / step:,.0f} lines here, closer together"
                f" than the eye can tell apart: give {(fitting or STEPS_DEG)[-1]:g} degrees or more"
                " from line to line, or graticule=True."
            )

    def _curves(self, lon: FloatArray, lat: FloatArray, box: FloatArray) -> Curves:
        """Draw the lines, the meridians first, each numbered as an edge."""
        lines = [_line(np.full(2, value), box[2:]) for value in lon]
        lines += [_line(box[:2], np.full(2, value)) for value in lat]
        vectors = unit_vectors(*np.concatenate(lines).T)
        number = np.repeat(np.arange(len(lines), dtype=np.int32), LINE_PIECES + 1)
        points, offsets, edge = project_paths(vectors, number, self.projection)
        return Curves(
            points=points, offsets=offsets, edge=edge,
            color=self.theme.rgba("hair"), width=np.array([LINE_WIDTH_PT]),
        )  # fmt: skip

    def _labels(self, curves: Curves, names: list[str], meridians: int) -> Labels:
        """Name each line where it comes into view: at the bottom, or on the left."""
        xy, line = self._places(curves, meridians)
        _, x1, _, y1 = self.limits
        room = np.array([NAME_WIDTH, NAME_HEIGHT]) * self.font_size / self.per_unit
        right, top = (np.array([x1, y1]) - xy < room).T
        labels = Labels(
            xy=xy,
            text=tuple(names[number] for number in line),
            color=self.theme.rgba("muted"),
            size=em(NAME_SIZE, self.font_size),
            offset=NAME_OFFSET_PT
            * np.stack([np.where(right, -1, 1), np.where(top, -1, 1)], axis=1),
            rotation=np.zeros(len(line)),
            ha=tuple("right" if flipped else "left" for flipped in right),
            va=tuple("top" if flipped else "bottom" for flipped in top),
            halo=self.theme.rgba("water")[0],
            font=self.theme.font,
        )
        corners = boxes(labels, labels.xy * self.per_unit)
        return labels.keep(without_overlap(corners, -line.astype(float), pad=NAME_GAP_PT))

    def _places(self, curves: Curves, meridians: int) -> tuple[FloatArray, LongArray]:
        """Return where lines are named ``(M, 2)``, and which these are ``(M,)``."""
        number = np.repeat(curves.edge, np.diff(curves.offsets))
        seen = self._in_view(curves.points)
        order = np.flatnonzero(seen)[np.argsort(number[seen], kind="stable")]
        found, first = np.unique(number[order], return_index=True)
        places, lines = [], []
        for line, own in zip(found, np.split(order, first[1:]), strict=False):
            points = curves.points[own]
            find = self._low_end if line < meridians else _left_end
            places.append(points[find(*points.T)])
            lines.append(line)
        return np.array(places).reshape(-1, 2), np.array(lines, np.int64)

    def _in_view(self, points: FloatArray) -> BoolArray:
        """Tell which points ``(S, 2)`` are in view."""
        x0, x1, y0, y1 = self.limits
        x, y = points.T
        inside: BoolArray = (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        return inside

    def _low_end(self, x: FloatArray, y: FloatArray) -> int:
        """Find the point where a meridian is named: at the bottom, or else at the frame."""
        x0, x1, y0, y1 = self.limits
        low = int(np.argmin(y))
        if y[low] - y0 < MAX_LIFT * (y1 - y0):
            return low
        return int(np.argmin(np.min([x - x0, x1 - x, y1 - y], axis=0)))


def _left_end(x: FloatArray, y: FloatArray) -> int:
    """Find the point where a parallel is named: on the left, a little inwards."""
    return int(np.argmin(np.abs(x - (x.min() + INWARDS * np.ptp(x)))))


def step_for(width: float, lines: int) -> float:
    """Choose the greatest round step that puts at least so many lines into a width in degrees."""
    fitting = [step for step in STEPS_DEG if step <= width / lines]
    return fitting[0] if fitting else STEPS_DEG[-1]


def _line(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return points ``(LINE_PIECES + 1, 2)`` in degrees along a meridian or a parallel."""
    share = np.linspace(0, 1, LINE_PIECES + 1)
    inside = 1e-6 * (1 - 2 * share)
    east = lon[0] + (lon[1] - lon[0]) * share + inside * (lon[1] != lon[0])
    return np.stack([east, lat[0] + (lat[1] - lat[0]) * share], axis=1)


def multiples(low: float, high: float, step: float) -> FloatArray:
    """Return all multiples of a step from ``low`` up to ``high``."""
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return np.asarray(np.arange(first, last + 1) * step, float)


def degree_name(value: float, positive: str, negative: str) -> str:
    """Name a longitude (``"E"``, ``"W"``) or a latitude (``"N"``, ``"S"``).

    Examples
    --------
    >>> degree_name(200.0, "E", "W"), degree_name(-12.5, "N", "S"), degree_name(0, "N", "S")
    ('160°W', '12.5°S', '0°')
    """
    turned = (value + 180) % 360 - 180 if positive == "E" else value
    name = f"{abs(round(turned, 6)):g}°"
    if name in ("0°", "180°"):
        return name
    return name + (positive if turned > 0 else negative)
