"""Longitudes and latitudes as they were given -> clean positions, or an error that says why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.errors import VizlibError

METRES = 1000.0
"""Greater numbers cannot be degrees."""
NAMED = 5


@dataclass(frozen=True, eq=False)
class CleanPositions:
    """Positions that can be drawn, and what must be said of the others.

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees, longitudes from -180 up to 180; NaN where there is no position.
    ok
        ``(N,)`` whether there is a position.
    notes
        What was odd, a sentence each.
    """

    lon: FloatArray
    lat: FloatArray
    ok: BoolArray
    notes: tuple[str, ...]


def clean(lon: Any, lat: Any, ids: Sequence[Any]) -> CleanPositions:
    """Check positions given in degrees.

    Parameters
    ----------
    lon, lat
        ``(N,)`` degrees east and north; missing values are allowed.
    ids
        ``(N,)`` node ids, for what is said.

    Returns
    -------
    positions
        Wrapped longitudes, latitudes, and notes.
    """
    east, north = _numbers("longitude", lon), _numbers("latitude", lat)
    names = np.empty(len(ids), object)
    names[:] = list(ids)
    ok = np.isfinite(east) & np.isfinite(north)
    if not ok.any():
        raise VizlibError(
            f"None of the {len(ok)} nodes has a position: node_lon and node_lat must name fields"
            " that hold degrees."
        )
    _check_degrees(east[ok], north[ok], names[ok])
    notes = [
        _note(names[~ok], "no position", "have"),
        _note(names[ok & (east == 0) & (north == 0)], "at exactly (0, 0)", "stand"),
        _note_poles(north[ok]),
    ]
    wrapped = np.where(ok, (east + 180) % 360 - 180, np.nan)
    said = tuple(note for note in notes if note)
    return CleanPositions(wrapped, np.where(ok, north, np.nan), ok, said)


def _numbers(what: str, given: Any) -> FloatArray:
    """Read numbers, text that holds numbers, and missing values."""
    values = pd.Series(given).reset_index(drop=True)
    try:
        if values.dtype.kind in "mMc":
            raise TypeError(f"they are {values.dtype}")
        numbers: FloatArray = pd.to_numeric(values).to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"A {what} must be a number of degrees, such as 48.85: {error}."
            " Convert the field first."
        ) from error
    return numbers


def _check_degrees(lon: FloatArray, lat: FloatArray, names: Any) -> None:
    """Refuse what cannot be degrees east and north."""
    outside = np.abs(lat) > 90
    if max(np.abs(lon).max(), np.abs(lat).max()) > METRES:
        raise VizlibError(
            f"Positions such as ({lon[0]:g}, {lat[0]:g}) are not degrees but look like projected"
            " metres: pass crs= to say which projection they are in."
        )
    if not outside.any():
        return
    said = f"{_count(outside.sum())} latitudes outside -90 to 90 degrees: {_named(names[outside])}."
    if (np.abs(lon) <= 90).all():
        said += " Every longitude is within -90 to 90: are node_lat and node_lon swapped?"
    else:
        said += " Mend or drop them."
    raise VizlibError(said)


def _count(number: int) -> str:
    return f"{number:,} {'node' if number == 1 else 'nodes'} with"


def _named(names: Iterable[Any]) -> str:
    """Name the first few nodes."""
    words = [repr(name) for name in names]
    return ", ".join(words[:NAMED]) + (", ..." if len(words) > NAMED else "")


def _note(names: Any, where: str, verb: str) -> str:
    """Say which nodes are odd, or nothing where none is."""
    if not len(names):
        return ""
    one = len(names) == 1
    word = {"have": "has", "stand": "stands"}[verb] if one else verb
    return f"{len(names):,} {'node' if one else 'nodes'} {word} {where}: {_named(names)}."


def _note_poles(lat: FloatArray) -> str:
    """Suspect swapped columns where every node is at a pole: no city is."""
    if np.abs(lat).min() < 85:
        return ""
    return "All nodes are within 5 degrees of a pole: are node_lat and node_lon swapped?"
