"""Places on the globe -> which of them lie far from the rest."""

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.maps.sphere import finite_rows, unit_vectors

FENCE = 1.5
"""How many interquartile ranges beyond the third quartile the fence stands."""
MIN_PLACES = 5
MEDIAN_STEPS = 30
MAX_REPORTED_SHARE = 0.1
"""Share of the nodes up to which outliers are spoken of without being asked for."""


def outlying(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Tell which places lie far from the rest.

    A place does where its distance from the median of all is greater than the third quartile of
    distances by one and a half times what lies between the first and the third (Tukey 1977,
    *Exploratory Data Analysis*). The median is the place with the least sum of distances
    (Weiszfeld 1937).

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees; those not finite are no outliers.

    Returns
    -------
    outlier
        ``(N,)`` which lie far; none of fewer than five.

    Examples
    --------
    >>> outlying(np.array([0.0, 1, 2, 3, 4, 90]), np.zeros(6)).tolist()
    [False, False, False, False, False, True]
    """
    vectors = unit_vectors(lon, lat)
    placed = finite_rows(vectors)
    outlier: BoolArray = np.zeros(len(vectors), bool)
    if placed.sum() < MIN_PLACES:
        return outlier
    points = vectors[placed]
    chord = np.linalg.norm(points - median_direction(points), axis=1)
    distance_deg = np.degrees(2 * np.arcsin(np.clip(chord / 2, 0, 1)))
    first, third = np.quantile(distance_deg, [0.25, 0.75])
    outlier[placed] = distance_deg > third + FENCE * (third - first) + 1e-9
    return outlier


def median_direction(points: FloatArray) -> FloatArray:
    """Find the direction of the point with the least sum of distances to others.

    Parameters
    ----------
    points
        ``(N, 3)`` unit vectors.

    Returns
    -------
    median
        ``(3,)`` unit vector.
    """
    middle = points.mean(axis=0)
    for _ in range(MEDIAN_STEPS):
        weight = 1 / np.maximum(np.linalg.norm(points - middle, axis=1), 1e-9)
        middle = (points * weight[:, None]).sum(axis=0) / weight.sum()
    length = float(np.linalg.norm(middle))
    unit: FloatArray = middle / length if length > 1e-9 else points[0]
    return unit
