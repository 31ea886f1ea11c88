"""Places on the globe -> which of them lie far from the rest."""

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.maps.sphere import finite_rows, unit_vectors

FENCE = 1.5
FEWEST = 5
ROUNDS = 30
REPORTED = 0.1
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
    far
        ``(N,)`` which lie far; none of fewer than five.
    """
    vectors = unit_vectors(lon, lat)
    known = finite_rows(vectors)
    far: BoolArray = np.zeros(len(vectors), bool)
    if known.sum() < FEWEST:
        return far
    points = vectors[known]
    chord = np.linalg.norm(points - _median(points), axis=1)
    away = np.degrees(2 * np.arcsin(np.clip(chord / 2, 0, 1)))
    first, third = np.quantile(away, [0.25, 0.75])
    far[known] = away > third + FENCE * (third - first) + 1e-9
    return far


def _median(points: FloatArray) -> FloatArray:
    """Return the unit vector with the least sum of chords to ``(N, 3)`` unit vectors."""
    middle = points.mean(axis=0)
    for _ in range(ROUNDS):
        weight = 1 / np.maximum(np.linalg.norm(points - middle, axis=1), 1e-9)
        middle = (points * weight[:, None]).sum(axis=0) / weight.sum()
    length = float(np.linalg.norm(middle))
    unit: FloatArray = middle / length if length > 1e-9 else points[0]
    return unit
