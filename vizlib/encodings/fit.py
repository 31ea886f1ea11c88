"""The values of a field and how they should be shown -> the scale that fits them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, LongArray
from vizlib.encodings.number_scale import Bend, NumberScale, Spread, bent
from vizlib.encodings.scales import ROBUST, By
from vizlib.errors import VizlibError, shown
from vizlib.graphs.values import as_numbers, kind_of, name_of, rank_values

MAX_SHOWN = 1e300
"""Greatest number that a scale can show: sums of a few must be finite."""
SKEWED = 0.2
"""Where values stand below it on average, as shares of their way, a linear scale hides them."""
VERY_SKEWED = 0.1
"""Where they do so by their square roots, even these hide them."""
PERCENTILES = (2.0, 98.0)
OUTLIER_SHARE = 0.5
"""Room beyond a percentile, in spans between both, from which on it would take the ramp."""
FEW_VALUES = 25
"""Fewer values have no outliers."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CategoryScale:
    """Categories -> their numbers.

    Parameters
    ----------
    categories
        In order.
    counts
        How often each occurs; empty where that is not known.
    """

    categories: tuple[Any, ...]
    counts: tuple[int, ...] = ()

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


def fit_numbers(
    values: pd.Series[Any], how: By, name: str, diverging: bool = False, cut: bool = False
) -> NumberScale:
    """Fit a scale to numbers or dates.

    Parameters
    ----------
    values
        ``(M,)`` numbers or dates.
    how
        The domain and the scale that were asked for.
    name
        The option's name, for errors.
    diverging
        Whether numbers on both sides of a middle reach equally far.
    cut
        Whether a few values that would take half the domain are left to its ends.
    """
    numbers = as_numbers(values)
    known = numbers[~np.isnan(numbers)]
    dates = kind_of(values) == "datetime"
    if how.domain is None and not len(known) and not _has_bounds(how):
        raise everything_missing(name, how, len(values))
    spread = spread_of(known)
    low, high = _ends(how, known, dates, spread, name)
    _check_size(low, high, how, name)
    steady = dates or kind_of(values) in ("ordered", "boolean")
    scale = _bend(how, low, high, spread, name, steady)
    shown = NumberScale(
        low=low, high=high, scale=scale, dates=dates, chosen=how.scale == "auto", spread=spread,
        steps=np.unique(known) if scale == "rank" else np.zeros(0), whole=_are_whole(known, dates),
    )  # fmt: skip
    center = _center(how, low, high) if diverging and not dates and scale != "rank" else None
    shown = replace(shown, center=center)
    shown = _without_outliers(shown, how, known, cut)
    shown = shown if center is None else evenly(shown, center)
    shown = replace(shown, below=spread.least < shown.low, above=spread.most > shown.high)
    return _in_classes(shown, how)


def _has_bounds(how: By) -> bool:
    return how.bins is not None and np.ndim(how.bins) == 1


def spread_of(known: FloatArray) -> Spread:
    """Keep of values what scales are chosen by."""
    if not len(known):
        return Spread()
    size = np.abs(known)
    with np.errstate(over="ignore"):
        total, roots = float(size.sum()), float(np.sqrt(size).sum())
    return Spread(len(known), total, roots, float(known.min()), float(known.max()))


def _ends(
    how: By, known: FloatArray, dates: bool, spread: Spread, name: str
) -> tuple[float, float]:
    if _has_bounds(how):
        bounds = np.asarray(how.bins, float)
        return float(bounds[0]), float(bounds[-1])
    if how.domain is None or isinstance(how.domain, str):
        if not len(known):
            raise everything_missing(name, how, 0)
        return spread.least, spread.most
    return _domain(how.domain, dates)


def _check_size(low: float, high: float, how: By, name: str) -> None:
    if max(abs(low), abs(high)) > MAX_SHOWN:
        raise VizlibError(
            f"{name}: numbers up to {MAX_SHOWN:g} can be shown, and {how.heading!r} goes from"
            f" {low:g} to {high:g}; give domain=(low, high), or the logarithms."
        )
    if how.scale == "log" and low <= 0:
        raise VizlibError(
            f"{name}: a log scale needs numbers above zero, and {how.field!r} goes down to {low:g};"
            " use scale='sqrt' or give domain=(low, high) above zero."
        )


def _bend(how: By, low: float, high: float, spread: Spread, name: str, steady: bool) -> Bend:
    """Return how shares follow numbers, chosen by the values where nothing is said."""
    if how.scale == "category":
        raise VizlibError(
            f"{name}: scale='category' tells values apart by colour or shape; sizes need numbers."
        )
    if how.scale != "auto":
        return how.scale
    return "linear" if steady or _has_bounds(how) else choose_bend(low, high, spread)


def choose_bend(low: float, high: float, spread: Spread) -> Bend:
    """Choose the scale of skewed numbers.

    Where values stand on average below a fifth of their way from the least to the greatest, square
    roots show more of them; where these stand below a tenth, logarithms do. Up to five values are
    never skewed. Numbers on both sides of zero have no logarithms.
    """
    if not spread.count or high <= low or not np.isfinite(spread.total):
        return "linear"
    start, end = (low, high) if low >= 0 else (0.0, max(abs(low), abs(high)))
    if (spread.total / spread.count - start) / (end - start) >= SKEWED:
        return "linear"
    root = np.sqrt(start)
    place = (spread.roots / spread.count - root) / (np.sqrt(end) - root)
    return "log" if place < VERY_SKEWED and low > 0 else "sqrt"


def _are_whole(known: FloatArray, dates: bool) -> bool:
    return not dates and bool((known == np.round(known)).all())


def _center(how: By, low: float, high: float) -> float | None:
    if how.center is not None:
        return float(how.center)
    return 0.0 if low < 0 < high else None


def _without_outliers(scale: NumberScale, how: By, known: FloatArray, cut: bool) -> NumberScale:
    """Let the domain end at percentiles, where that is asked for or a few values take the rest."""
    asked = isinstance(how.domain, str) and how.domain == ROBUST
    free = how.domain is None and how.bins is None and cut and len(known) >= FEW_VALUES
    if not (asked or free) or scale.scale == "rank" or not len(known):
        return scale
    low, high = (float(end) for end in np.percentile(known, PERCENTILES))
    if low >= high:
        return scale
    at = bent(np.array([scale.low, low, high, scale.high]), scale.scale)
    span = OUTLIER_SHARE * (at[2] - at[1])
    return replace(
        scale,
        low=low if asked or at[1] - at[0] > span else scale.low,
        high=high if asked or at[3] - at[2] > span else scale.high,
    )


def evenly(scale: NumberScale, center: float) -> NumberScale:
    """Let a domain reach equally far on both sides of its middle, as the scale spaces numbers."""
    if scale.scale == "log" and center <= 0:
        raise VizlibError(f"center={center:g}: a log scale has nothing at or below zero.")
    low, middle, high = bent(np.array([scale.low, center, scale.high]), scale.scale)
    far = max(middle - low, high - middle)
    if far <= 0:
        return scale
    ends = replace(scale, low=0.0, high=1.0)
    if scale.scale == "log":
        ends = replace(ends, low=1.0, high=float(np.exp(1.0)))
    return replace(scale, low=ends.value(middle - far), high=ends.value(middle + far))


def _in_classes(scale: NumberScale, how: By) -> NumberScale:
    """Cut a scale into classes."""
    if how.bins is None or scale.high <= scale.low:
        return scale
    if _has_bounds(how):
        return replace(scale, bounds=np.asarray(how.bins, float))
    return replace(scale, bounds=class_bounds(scale, int(how.bins)))  # type: ignore[arg-type]


def class_bounds(scale: NumberScale, count: int) -> FloatArray:
    """Return the bounds of classes that are equal along a scale, none for less than two."""
    if count < 2 or scale.high <= scale.low:
        return np.zeros(0)
    inner = [scale.value(share) for share in np.linspace(0, 1, count + 1)[1:-1]]
    return np.unique([scale.low, *inner, scale.high])


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
        f" first, or 'robust'; it is {shown(domain)}."
    )


def everything_missing(name: str, how: By, count: int) -> VizlibError:
    """Say that a field has nothing to show."""
    called = how.name or "the data"
    return VizlibError(
        f"{name}: all {count:,} values of {called!r} are missing; name another field."
    )


def fit_categories(values: pd.Series[Any], how: By, name: str) -> CategoryScale:
    """Fit a scale to categories, in their order."""
    if isinstance(how.domain, str):
        raise VizlibError(f"{name}: domain='robust' is for numbers; give the categories in order.")
    if how.domain is not None:
        found = list(_given_categories(how.domain, name))
    elif isinstance(values.dtype, pd.CategoricalDtype):
        seen = set(values.dropna().unique())
        found = [each for each in values.cat.categories if each in seen]
    else:
        levels = distinct(values, name)
        found = list(levels.iloc[np.argsort(rank_values(levels, False), kind="stable")])
    if not found:
        raise everything_missing(name, how, len(values))
    found = found[::-1] if how.reverse and how.domain is None else found
    scale = CategoryScale(categories=tuple(found))
    counts = np.bincount(scale.codes(values) + 1, minlength=len(found) + 1)[1:]
    return replace(scale, counts=tuple(int(count) for count in counts))


def _given_categories(domain: Any, name: str) -> tuple[Any, ...]:
    try:
        if len(set(domain)) == len(tuple(domain)):
            return tuple(domain)
    except TypeError:
        pass
    raise VizlibError(
        f"{name}: domain must be the categories in order, each once; it is {domain!r}."
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
            f"{name}: values such as {example!r} are no single values; make a number or a word of"
            " each first."
        ) from error
