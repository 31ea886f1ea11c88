"""Longitudes and latitudes as they were given -> clean positions, or an error that says why not."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from vizlib.arrays import BoolArray, FloatArray, ObjectArray
from vizlib.errors import VizlibError

MAX_DEGREES = 1000.0
"""Greater numbers cannot be degrees, and look like metres."""
POLAR_LAT_DEG = 85.0
MAX_NAMED_NODES = 5


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


def clean(lon: ArrayLike, lat: ArrayLike, ids: Sequence[Hashable]) -> CleanPositions:
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
    east, north = numbers("longitude", lon, ids), numbers("latitude", lat, ids)
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
        _note(names[~ok], "no position", "have", "Neither they nor their edges are drawn."),
        _note(
            names[ok & (east == 0) & (north == 0)],
            "at exactly (0, 0)",
            "stand",
            "Where that stands for an unknown position, make it missing.",
        ),
        _note_poles(north[ok]),
    ]
    wrapped = np.where(ok, (east + 180) % 360 - 180, np.nan)
    told = tuple(note for note in notes if note)
    return CleanPositions(wrapped, np.where(ok, north, np.nan), ok, told)


def numbers(what: str, given: ArrayLike, ids: Sequence[Hashable]) -> FloatArray:
    """Read numbers, text that holds numbers, and missing values.

    Parameters
    ----------
    what
        What they are, for errors: ``"longitude"`` or ``"latitude"``.
    given
        N values.
    ids
        ``(N,)`` node ids, for errors.

    Returns
    -------
    numbers
        ``(N,)``, NaN where a value is missing or infinite.
    """
    values = pd.Series(given).reset_index(drop=True)
    try:
        if values.dtype.kind in "mMc":
            raise TypeError(f"they are {values.dtype}")
        read: FloatArray = pd.to_numeric(values).to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"A {what} must be a number of degrees, such as 48.85;{_first_wrong(values, ids)}."
            " Convert the field first."
        ) from error
    return np.where(np.isfinite(read), read, np.nan)


def _first_wrong(values: "pd.Series[Any]", ids: Sequence[Hashable]) -> str:
    """Say which value is no number, and of which node."""
    if values.dtype.kind in "mMc":
        return f" these are {values.dtype}"
    wrong = pd.to_numeric(values.astype(object), errors="coerce").isna() & values.notna()
    place = int(np.argmax(wrong.to_numpy(bool)))
    return f" that of node {ids[place]!r} is {values.iloc[place]!r}"


def _check_degrees(lon: FloatArray, lat: FloatArray, names: ObjectArray) -> None:
    """Refuse what cannot be degrees east and north."""
    metres = np.maximum(np.abs(lon), np.abs(lat)) > MAX_DEGREES
    outside, beyond = np.abs(lat) > 90, np.abs(lon) > 360
    if metres.any():
        first = int(np.flatnonzero(metres)[0])
        raise VizlibError(
            f"{_count(metres.sum())} positions such as ({lon[first]:g}, {lat[first]:g}):"
            f" {named(names[metres])}. They are not degrees but look like projected metres: pass"
            " crs= to say which projection they are in, such as crs='EPSG:2154'."
        )
    if not outside.any() and beyond.any():
        raise VizlibError(
            f"{_count(beyond.sum())} longitudes beyond 360 degrees: {named(names[beyond])}."
            " Mend or drop them."
        )
    if not outside.any():
        return
    swapped = (
        " Every longitude is within -90 to 90: are node_lat and node_lon swapped? If not, mend or"
        " drop them."
    )
    raise VizlibError(
        f"{_count(outside.sum())} latitudes outside -90 to 90 degrees: {named(names[outside])}."
        + (swapped if (np.abs(lon) <= 90).all() else " Mend or drop them.")
    )


def _count(number: int) -> str:
    return f"{number:,} {'node' if number == 1 else 'nodes'} with"


def named(names: Iterable[object]) -> str:
    """Name the first few nodes, for what is said."""
    words = [repr(name) for name in names]
    return ", ".join(words[:MAX_NAMED_NODES]) + (", ..." if len(words) > MAX_NAMED_NODES else "")


def _note(names: ObjectArray, where: str, verb: str, then: str) -> str:
    """Say which nodes are odd and what that means, or nothing where none is."""
    if not len(names):
        return ""
    single = len(names) == 1
    word = {"have": "has", "stand": "stands"}[verb] if single else verb
    return f"{len(names):,} {'node' if single else 'nodes'} {word} {where}: {named(names)}. {then}"


def _note_poles(lat: FloatArray) -> str:
    """Suspect swapped columns where every node is at a pole: no city is."""
    if np.abs(lat).min() < POLAR_LAT_DEG:
        return ""
    return (
        f"All {len(lat):,} nodes are within 5 degrees of a pole: are node_lat and node_lon swapped?"
    )
