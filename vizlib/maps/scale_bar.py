"""A view of a map -> a bar of a round number of kilometres, and its words."""

from typing import TYPE_CHECKING

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.maps.graticule import degree_name
from vizlib.maps.projections import Limits
from vizlib.maps.sphere import unit_vectors
from vizlib.scene.geometry import Curves, Geometry, Labels
from vizlib.scene.sheet import em

if TYPE_CHECKING:
    from cartopy.crs import Projection

MAX_BAR_SHARE = 0.22
"""Share of the view's width that the bar takes at most."""
BAR_MARGIN_PT = 12.0
BAR_TICK_PT = 4.0
BAR_WIDTH_PT = 1.2
LABEL_OFFSET_PT = (4.0, 3.0)
ROUND = (5, 2, 1)
MAX_VARIATION = 1.05
"""How much the scale may vary over a view without the bar naming its latitude."""
MEASURED_SHARE = 0.01
"""Share of the view's width over which the scale is measured."""
EARTH_RADIUS_KM = 6371.0088


def scale_bar(
    projection: "Projection",
    limits: Limits,
    per_unit: float,
    theme: Theme,
    font_size: float,
    rise: float = 0.0,
) -> dict[str, Geometry]:
    """Draw a bar of a round number of kilometres, as long as they are at the middle of the view.

    Parameters
    ----------
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view, in units of the projection.
    per_unit
        Points per unit of the projection.
    theme
        Colours and font.
    font_size
        Size of other letters in points; the words are a little smaller.
    rise
        Points that stay free below the bar.
    """
    x0, x1, y0, y1 = limits
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    km = _km_per_unit(projection, middle, MEASURED_SHARE * (x1 - x0))
    if not np.isfinite(km) or km <= 0:
        return {}
    length_km = round_length(MAX_BAR_SHARE * (x1 - x0) * km)
    words = f"{length_km:,g} km" + _where(projection, limits, km)
    corner = np.array([x0, y0]) + np.array([BAR_MARGIN_PT, BAR_MARGIN_PT + rise]) / per_unit
    end = corner + np.array([length_km / km, 0])
    tick = np.array([0, BAR_TICK_PT]) / per_unit
    bar = np.array([corner + tick, corner, end, end + tick])[None]
    color = theme.rgba("ink")
    label = Labels(
        xy=corner[None], text=(words,), color=color, size=em(0.9, font_size),
        offset=np.array([LABEL_OFFSET_PT]), rotation=np.zeros(1), ha=("left",),
        va=("bottom",), halo=theme.rgba("water")[0], font=theme.font,
    )  # fmt: skip
    return {
        "scale_bar": Curves.of_equal_length(bar, color=color, width=np.array([BAR_WIDTH_PT])),
        "scale_words": label,
    }


def _where(projection: "Projection", limits: Limits, km: float) -> str:
    """Say at which latitude the bar holds, where the scale at the top or bottom is another."""
    x0, x1, y0, y1 = limits
    step = MEASURED_SHARE * (x1 - x0)
    places = np.array([[(x0 + x1) / 2, y] for y in (y0, y1)])
    ratios = [_km_per_unit(projection, place, step) / km for place in places]
    if all(np.isfinite(ratio) and 1 / MAX_VARIATION < ratio < MAX_VARIATION for ratio in ratios):
        return ""
    latitude = _latitude(projection, np.array([(x0 + x1) / 2, (y0 + y1) / 2]))
    return f" at {degree_name(round(latitude), 'N', 'S')}"


def _km_per_unit(projection: "Projection", xy: FloatArray, step: float) -> float:
    """Measure how long a short way to the right of a point ``(2,)`` is on the globe."""
    from cartopy.crs import PlateCarree

    half = np.array([step / 2, 0])
    ends = np.array([xy - half, xy + half])
    with np.errstate(invalid="ignore"):
        lon, lat = PlateCarree().transform_points(projection, *ends.T)[:, :2].T
    left, right = unit_vectors(lon, lat)
    chord = np.linalg.norm(left - right)
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))) / step


def _latitude(projection: "Projection", xy: FloatArray) -> float:
    from cartopy.crs import PlateCarree

    return float(PlateCarree().transform_point(*xy, projection)[1])


def round_length(length: float) -> float:
    """Return the greatest of 1, 2 and 5 times a power of ten that is not greater.

    Examples
    --------
    >>> round_length(1.9), round_length(470.0), round_length(5000.0)
    (1.0, 200.0, 5000.0)
    """
    power = 10.0 ** np.floor(np.log10(length))
    return float(next(unit * power for unit in ROUND if unit * power <= length * (1 + 1e-9)))
