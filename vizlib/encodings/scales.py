"""A field and how it should be shown, or a constant -> By, or Value: checked, not yet read."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.choices import check_choices
from vizlib.encodings.number_words import check_format
from vizlib.errors import VizlibError, short_tracebacks, shown, unknown_choice
from vizlib.graphs.values import as_float

SHAPES = ("o", "s", "^", "D", "v", "P", "X", "p", "<", ">", "h", "*")
ROBUST = "robust"
MAX_BINS = 20


@short_tracebacks
@dataclass(frozen=True, kw_only=True, eq=False)
class By:
    """A field, with its scale spelled out.

    Parameters
    ----------
    field
        The name of a field, or values. A name is a word, or whatever else the graph calls a field
        by: a number, a date, a tuple.
    palette
        The name of a palette or a ramp, a list of colours, or a mapping category -> colour.
        vizlib's own are ``"harbour"``, ``"harbour-20"``, ``"dusk"`` and ``"okabe-ito"`` for
        categories, ``"lagoon"`` and ``"ember"`` for numbers, ``"rust-lagoon"`` for numbers on both
        sides of a middle; matplotlib's (``"tab10"``, ``"viridis"``) are known too. A list of
        colours, or a palette that is one, is taken in order.
    range
        Least and greatest size, width or opacity.
    domain
        ``(low, high)`` of numbers or dates, or the categories in order. Numbers outside are shown
        as the nearest end, categories outside as missing. ``"robust"`` reaches from the 2nd to the
        98th percentile; colours do so by themselves where a few values would take half the ramp.
        An arrow on the colour bar, or "or more", says that there is more.
    scale
        ``"linear"``, ``"sqrt"``, ``"log"``, ``"rank"``, or ``"category"``: each value by itself.
        ``"auto"`` is linear, but sqrt where values stand on average below a fifth of their way
        from the least to the greatest, and log where that is below a tenth even so. The guide's
        title says which, but for linear.
    bins
        How many classes the scale has, equal along it (with ``"rank"``: quantiles), or their
        bounds in order, the least and the greatest included.
    center
        The number in the middle of a diverging ramp, which reaches equally far on both sides; by
        default 0 where there are numbers on both sides of it.
    ticks
        What the guide names: how many values, or which.
    format
        How the guide writes numbers: ``"percent"``, ``",.1f"``, ``"{:.0f} km"``, and ``"%Y"`` and
        the like for dates.
    title
        What the legend calls the field.
    legend
        Whether it is explained.
    reverse
        Whether it runs the other way.

    Raises
    ------
    VizlibError
        Where there is no such scale, or a part is not what it must be.

    Examples
    --------
    >>> import vizlib as vz
    >>> vz.by("weight", scale="log").field
    'weight'
    """

    field: Any = dataclasses.field(kw_only=False)
    palette: Any = None
    range: tuple[float, float] | None = None
    domain: Any = None
    scale: Literal["auto", "linear", "sqrt", "log", "rank", "category"] = "auto"
    bins: int | Sequence[float] | None = None
    center: float | None = None
    ticks: int | Sequence[Any] | None = None
    format: str | None = None
    title: str | None = None
    legend: bool = True
    reverse: bool = False

    def __post_init__(self) -> None:
        check_choices(self)
        ends = self.range
        if ends is not None and not _are_two_numbers(ends):
            raise VizlibError(f"range must be two numbers, least and greatest; it is {ends!r}.")
        if isinstance(self.field, (By, Value)):
            raise VizlibError(f"by takes the name of a field, or values, not {self.field!r}.")
        if isinstance(self.domain, str) and self.domain != ROBUST:
            raise unknown_choice("domain", self.domain, [ROBUST])
        _check_bins(self)
        _check_ticks(self.ticks)
        check_format(self.format)
        if self.center is not None and not _is_number(self.center):
            raise VizlibError(f"center must be a number; it is {self.center!r}.")
        if self.title is not None and not isinstance(self.title, str):
            raise VizlibError(f"title must be words; it is {self.title!r}.")

    def __repr__(self) -> str:
        """Write it as it was called: what was not given is as usual."""
        parts = [(part.name, getattr(self, part.name), part.default) for part in fields(self)]
        words = [
            shown(given) if name == "field" else f"{name}={shown(given)}"
            for name, given, usual in parts
            if given is not usual
        ]
        return f"by({', '.join(words)})"

    @property
    def key(self) -> Hashable | None:
        """The field that is named: a word, a number, a date or a tuple; None where it is values."""
        named = isinstance(self.field, (str, tuple, dt.date)) or np.isscalar(self.field)
        return self.field if named else None

    @property
    def name(self) -> str | None:
        """The name of the field as it is written, None where values are given."""
        return None if self.key is None else str(self.key)

    @property
    def heading(self) -> str:
        """What the legend calls the field."""
        if self.title is not None:
            return self.title
        return self.name or str(getattr(self.field, "name", None) or "value")


def _are_two_numbers(ends: Any) -> bool:
    try:
        low, high = ends
        return bool(np.isfinite(low) and np.isfinite(high))
    except (TypeError, ValueError):
        return False


def _is_number(given: object) -> bool:
    return (
        isinstance(given, (int, float, np.integer, np.floating))
        and not isinstance(given, bool)
        and bool(np.isfinite(as_float(given)))
    )


def _check_bins(how: By) -> None:
    """Refuse classes that are too few, not in order, or of categories."""
    given = how.bins.tolist() if isinstance(how.bins, np.ndarray) else how.bins
    if given is None:
        return
    if how.scale == "category":
        raise VizlibError(f"bins={given!r}: categories have no classes; give another scale.")
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool):
        if 2 <= given <= MAX_BINS:
            return
    elif isinstance(given, Sequence) and len(given) > 2:
        numbers = [bound for bound in given if _is_number(bound)]
        if len(numbers) == len(given) and bool((np.diff(numbers) > 0).all()):
            return
    raise VizlibError(
        f"bins must be a number of classes from 2 to {MAX_BINS}, or three bounds or more in order,"
        f" such as [0, 10, 100]; it is {shown(given)}."
    )


def _check_ticks(given: object) -> None:
    """Refuse ticks that are neither a number of them nor values."""
    given = given.tolist() if isinstance(given, np.ndarray) else given
    if given is None:
        return
    if isinstance(given, (int, np.integer)) and not isinstance(given, bool) and given >= 2:
        return
    if isinstance(given, Sequence) and not isinstance(given, str):
        known = [_is_number(tick) or _is_moment(tick) for tick in given]
        if known and all(known):
            return
    raise VizlibError(
        f"ticks must be how many there are, 2 or more, or a list of numbers or dates; it is"
        f" {shown(given)}."
    )


def _is_moment(given: object) -> bool:
    if not isinstance(given, (str, dt.date, np.datetime64)):
        return False
    return not pd.isna(pd.to_datetime(pd.Series([given]), errors="coerce", format="ISO8601")[0])


@dataclass(frozen=True, eq=False)
class Value:
    """A constant given as a string, such as ``value("tomato")``.

    Parameters
    ----------
    value
        A colour, or the name of a shape.

    Examples
    --------
    >>> import vizlib as vz
    >>> vz.value("tomato").value
    'tomato'
    """

    value: Any


by = By
value = Value


def as_by(option: Any) -> By:
    """Spell out a field, or values, with the usual scale."""
    if isinstance(option, By):
        return option
    return By(list(option) if isinstance(option, tuple) else option)


def field_key(option: Any) -> Hashable | None:
    """Return the field that an option shows, None where it shows values or nothing."""
    if isinstance(option, By):
        return option.key
    return option if isinstance(option, str) else None


def field_name(option: Any) -> str | None:
    """Return the name of the field that an option shows, as it is written, or None."""
    key = field_key(option)
    return None if key is None else str(key)
