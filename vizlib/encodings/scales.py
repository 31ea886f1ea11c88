"""A field and how it should be shown -> a fitted scale, which turns values into looks."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.choices import check_choices
from vizlib.errors import VizlibError, shown
from vizlib.graphs.values import as_numbers, kind_of, name_of, rank_values

SHAPES = ("o", "s", "^", "D", "v", "P", "X", "p", "<", ">", "h", "*")
MIDDLE = 0.5
MAX_SHOWN = 1e300
"""Greatest number that a scale can show: sums of a few must be finite."""


@dataclass(frozen=True, kw_only=True, eq=False)
class By:
    """A field, with its scale spelled out.

    Parameters
    ----------
    field
        The name of a field, or values.
    palette
        The name of a colormap, a list of colours, or a mapping category -> colour.
    range
        Least and greatest size, width or opacity.
    domain
        ``(low, high)`` of numbers or dates, or the categories in order. Numbers outside are shown
        as the nearest end, categories outside as missing.
    scale
        ``"linear"``, ``"sqrt"``, ``"log"`` or ``"rank"``.
    title
        What the legend calls the field.
    legend
        Whether it is explained.
    reverse
        Whether it runs the other way.

    Raises
    ------
    VizlibError
        Where there is no such scale, or the range is not two numbers.

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
    scale: Literal["linear", "sqrt", "log", "rank"] | None = None
    title: str | None = None
    legend: bool = True
    reverse: bool = False

    def __post_init__(self) -> None:
        check_choices(self)
        ends = self.range
        if ends is not None and not _are_two_numbers(ends):
            raise VizlibError(f"range must be two numbers, least and greatest; it is {ends!r}.")
        if self.title is not None and not isinstance(self.title, str):
            raise VizlibError(f"by: title must be text; it is {shown(self.title)}.")
        if isinstance(self.field, (By, Value)):
            raise VizlibError(f"by takes the name of a field, or values, not {self.field!r}.")

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
    def name(self) -> str | None:
        """The name of the field, None where values are given."""
        return self.field if isinstance(self.field, str) else None

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
    return option if isinstance(option, By) else By(option)


def field_name(option: Any) -> str | None:
    """Return the name of the field that an option shows, None where it shows values or nothing."""
    shown = option.field if isinstance(option, By) else option
    return shown if isinstance(shown, str) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberScale:
    """Numbers or dates -> shares of the way from low to high.

    Parameters
    ----------
    low, high
        The domain.
    scale
        How shares follow numbers.
    centre
        Whether zero is in the middle.
    steps
        Sorted values that a rank scale counts.
    dates
        Whether the numbers are seconds since 1970.
    """

    low: float
    high: float
    scale: str = "linear"
    centre: bool = False
    steps: FloatArray = field(default_factory=lambda: np.zeros(0))
    dates: bool = False

    def share(self, numbers: FloatArray) -> FloatArray:
        """Return ``(M,)`` shares from 0 to 1; NaN stays NaN, and a lone value is in the middle."""
        if self.high <= self.low:
            return np.where(np.isnan(numbers), np.nan, MIDDLE)
        inside = np.clip(numbers, self.low, self.high)
        if self.scale == "rank":
            ranks = np.interp(inside, self.steps, np.linspace(0, 1, len(self.steps)))
            return np.where(np.isnan(numbers), np.nan, ranks)
        low, high = self._bent(np.array([self.low, self.high]))
        shares: FloatArray = (self._bent(inside) - low) / (high - low)
        return shares

    def _bent(self, numbers: FloatArray) -> FloatArray:
        if self.scale == "log":
            return np.log(numbers)
        return np.sign(numbers) * np.sqrt(np.abs(numbers)) if self.scale == "sqrt" else numbers

    def ticks(self, most: int = 5) -> tuple[FloatArray, tuple[str, ...]]:
        """Return round values inside the domain, and what they are called."""
        if self.high <= self.low:
            at = np.array([self.low])
            return at, _written(at, self.dates)
        if self.dates:
            return self._dates()
        from matplotlib.ticker import LogLocator, MaxNLocator

        at = np.zeros(0)
        if self.scale == "log":
            at = np.asarray(LogLocator(numticks=most).tick_values(self.low, self.high))
        at = at[(at >= self.low) & (at <= self.high)]
        if len(at) < 2:
            at = np.asarray(
                MaxNLocator(most - 1, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
            )
        slack = 1e-9 * (self.high - self.low)
        at = at[(at >= self.low - slack) & (at <= self.high + slack)]
        if len(at) < 2:
            at = np.array([self.low, self.high])
        return at, _written(at, False)

    def _dates(self) -> tuple[FloatArray, tuple[str, ...]]:
        at = np.linspace(self.low, self.high, 4)
        return at, _written(at, True)


def _written(at: FloatArray, dates: bool) -> tuple[str, ...]:
    if dates:
        moments = pd.DatetimeIndex((at * 1e3).astype(np.int64).astype("datetime64[ms]"))
        span = at.max() - at.min() if len(at) > 1 else 1e9
        form = (
            "%Y"
            if span > 8e8
            else "%b %Y"
            if span > 1.6e7
            else "%d %b"
            if span > 5e5
            else "%d %b %H:%M"
        )
        return tuple(moments.strftime(form))
    if np.abs(at).max(initial=0) >= 1e6 or 0 < np.abs(at[at != 0]).min(initial=1) < 1e-3:
        return tuple(f"{each:.3g}" for each in at)
    for places in range(7):
        words = [f"{each:,.{places}f}" for each in at]
        if np.allclose([float(word.replace(",", "")) for word in words], at, rtol=1e-9, atol=1e-12):
            break
    else:
        words = [f"{each:.4g}" for each in at]
    return tuple(words)


@dataclass(frozen=True, kw_only=True, eq=False)
class CategoryScale:
    """Categories -> their numbers.

    Parameters
    ----------
    categories
        In order.
    """

    categories: tuple[Any, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """What the categories are called."""
        return tuple(name_of(each) for each in self.categories)

    def codes(self, values: pd.Series[Any]) -> LongArray:
        """Return ``(M,)`` numbers of the categories, -1 where a value is missing or not known."""
        index = pd.Index(self.categories, dtype=object, tupleize_cols=False)
        own, levels = pd.factorize(values)
        place = index.get_indexer(pd.Index(list(levels), dtype=object, tupleize_cols=False))
        table: LongArray = np.append(place, -1).astype(np.int64)
        return table[own]


def fit_numbers(values: pd.Series[Any], how: By, name: str) -> NumberScale:
    """Fit a scale to numbers or dates."""
    numbers = as_numbers(values)
    known = numbers[~np.isnan(numbers)]
    dates = kind_of(values) == "datetime"
    if how.domain is None and not len(known):
        raise everything_missing(name, how, len(values))
    low, high = _domain(how.domain, dates) if how.domain is not None else (known.min(), known.max())
    scale = how.scale or "linear"
    if scale == "log" and low <= 0:
        raise VizlibError(
            f"{name}: a log scale needs numbers above zero, and {shown(how.field)} goes down to"
            f" {low:g}; use scale='sqrt' or give domain=(low, high) above zero."
        )
    if max(abs(low), abs(high)) > MAX_SHOWN:
        raise VizlibError(
            f"{name}: numbers up to {MAX_SHOWN:g} can be shown, and {how.heading!r} goes from"
            f" {low:g} to {high:g}; give domain=(low, high), or the logarithms."
        )
    centre = low < 0 < high and not dates
    steps = np.unique(known) if scale == "rank" else np.zeros(0)
    return NumberScale(low=float(low), high=float(high), scale=scale, centre=centre,
                       steps=steps, dates=dates)  # fmt: skip


def _domain(domain: Any, dates: bool) -> tuple[float, float]:
    try:
        low, high = list(domain)
        if dates and any(isinstance(end, (int, float, np.number)) for end in (low, high)):
            raise TypeError("dates are wanted")
        if dates or isinstance(low, (str, dt.date)):
            low, high = as_numbers(pd.Series(pd.to_datetime([low, high], format="ISO8601")))
        ends = float(low), float(high)
    except (TypeError, ValueError, OverflowError) as error:
        raise _wrong_domain(domain) from error
    if not np.isfinite(ends).all() or ends[0] > ends[1]:
        raise _wrong_domain(domain)
    return ends


def _wrong_domain(domain: object) -> VizlibError:
    return VizlibError(
        f"domain must be (low, high), finite numbers or dates such as '2024-03-31', the least"
        f" first; it is {shown(domain)}."
    )


def everything_missing(name: str, how: By, count: int) -> VizlibError:
    """Say that a field has nothing to show."""
    called = how.name or "the data"
    return VizlibError(
        f"{name}: all {count:,} values of {called!r} are missing; name another field."
    )


def fit_categories(values: pd.Series[Any], how: By, name: str) -> CategoryScale:
    """Fit a scale to categories, in their order."""
    if how.domain is not None:
        return CategoryScale(categories=_given_categories(how.domain, name))
    if isinstance(values.dtype, pd.CategoricalDtype):
        seen = set(values.dropna().unique())
        found = [each for each in values.cat.categories if each in seen]
    else:
        levels = distinct(values, name)
        found = list(levels.iloc[np.argsort(rank_values(levels, False), kind="stable")])
    if not found:
        raise everything_missing(name, how, len(values))
    return CategoryScale(categories=tuple(found[::-1] if how.reverse else found))


def _given_categories(domain: Any, name: str) -> tuple[Any, ...]:
    try:
        if not isinstance(domain, str) and len(set(domain)) == len(tuple(domain)):
            return tuple(domain)
    except TypeError:
        pass
    raise VizlibError(
        f"{name}: domain must be the categories in order, each once; it is {shown(domain)}."
    )


def distinct(values: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Return the values that occur, in the order of appearance.

    Raises
    ------
    VizlibError
        Where they are lists or other things that cannot be told apart.
    """
    try:
        return pd.Series(values.dropna().unique(), dtype=values.dtype)
    except TypeError as error:
        example = next(each for each in values.dropna() if getattr(each, "__hash__", None) is None)
        raise VizlibError(
            f"{name}: values such as {shown(example)} are no single values; make a number or a"
            " word of each first."
        ) from error


def spread(shares: FloatArray, low: float, high: float) -> AnyArray:
    """Turn shares into sizes between low and high; NaN into the least."""
    sizes: FloatArray = low + (high - low) * np.where(np.isnan(shares), 0.0, shares)
    return sizes
