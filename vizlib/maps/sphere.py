"""Longitudes and latitudes in degrees -> unit vectors from the centre of the earth, and back."""

import numpy as np
from numpy.typing import ArrayLike

from vizlib.arrays import BoolArray, FloatArray


def unit_vectors(lon: ArrayLike, lat: ArrayLike) -> FloatArray:
    """Turn degrees into unit vectors.

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees east and north.

    Returns
    -------
    points
        ``(N, 3)``: x towards (0, 0), y towards 90 degrees east, z towards the north pole.
    """
    east, north = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    flat = np.cos(north)
    return np.stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)], axis=-1)


def lon_lat(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn vectors ``(S, 3)`` of any length into longitude and latitude, ``(S,)`` degrees each."""
    x, y, z = points.T
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def normalized(points: FloatArray) -> FloatArray:
    """Give vectors ``(S, 3)`` the length 1."""
    unit: FloatArray = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit


def finite_rows(points: FloatArray) -> BoolArray:
    """Tell which rows of ``(S, K)`` points are finite throughout: ``(S,)``."""
    return np.asarray(np.isfinite(points.sum(axis=1)), bool)
