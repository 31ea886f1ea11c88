"""Places that lie apart from a mainland -> the name of the region that holds them all."""

from collections.abc import Mapping

import numpy as np

from vizlib.arrays import FloatArray

REGIONS: Mapping[str, tuple[float, float, float, float]] = {
    "Alaska": (172.0, 232.0, 51.0, 71.6),
    "Hawaii": (199.0, 205.8, 18.5, 22.6),
    "Guam": (144.5, 145.05, 13.2, 13.75),
    "Marianas": (144.5, 146.2, 13.2, 20.7),
    "American Samoa": (188.0, 191.8, -15.0, -11.0),
    "Puerto Rico": (-68.0, -65.2, 17.6, 18.6),
    "Virgin Islands": (-65.15, -64.2, 17.6, 18.8),
    "Bermuda": (-65.0, -64.6, 32.2, 32.45),
    "Canary Islands": (-18.3, -13.2, 27.5, 29.5),
    "Azores": (-31.5, -24.8, 36.8, 39.9),
    "Madeira": (-17.5, -16.1, 32.3, 33.2),
    "Iceland": (-24.7, -13.3, 63.2, 66.7),
    "Faroe Islands": (-7.8, -6.1, 61.3, 62.5),
    "Svalbard": (10.0, 34.0, 76.0, 81.0),
    "Greenland": (-74.0, -11.0, 59.5, 84.0),
    "Guadeloupe": (-61.9, -60.9, 15.8, 16.6),
    "Martinique": (-61.3, -60.75, 14.35, 14.95),
    "French Guiana": (-54.7, -51.5, 2.1, 5.9),
    "Réunion": (55.1, 55.95, -21.5, -20.8),
    "Mayotte": (44.9, 45.4, -13.1, -12.5),
    "New Caledonia": (163.4, 168.2, -22.9, -19.4),
    "French Polynesia": (205.0, 226.0, -28.0, -7.5),
    "Galápagos": (-92.1, -89.1, -1.6, 0.8),
    "Easter Island": (-109.6, -109.1, -27.3, -27.0),
    "Tasmania": (143.7, 148.6, -43.8, -39.4),
    "New Zealand": (166.2, 178.8, -47.5, -34.2),
    "Okinawa": (122.8, 131.4, 24.0, 28.5),
    "Hainan": (108.5, 111.2, 18.0, 20.3),
}
"""Name -> west, east, south, north in degrees; east may be beyond 180."""
MAX_NAMES = 2


def name_of_places(lon: FloatArray, lat: FloatArray) -> str:
    """Name what holds all places ``(N,)``: the least region that does, or two; else ``""``.

    Examples
    --------
    >>> name_of_places(np.array([-157.9, -156.4]), np.array([21.3, 20.9]))
    'Hawaii'
    """
    held = {
        name: ((lon - west) % 360 <= east - west) & (lat >= south) & (lat <= north)
        for name, (west, east, south, north) in REGIONS.items()
    }
    found = [name for name in held if held[name].any()]
    found.sort(key=lambda name: (-held[name].sum(), _size(REGIONS[name])))
    for count in range(1, MAX_NAMES + 1):
        if found and np.logical_or.reduce([held[name] for name in found[:count]]).all():
            return ", ".join(found[:count])
    return ""


def _size(region: tuple[float, float, float, float]) -> float:
    west, east, south, north = region
    return (east - west) * (north - south)
