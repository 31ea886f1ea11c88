"""Numbers or dates of a guide, a cell or an axis -> the words they are written as."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.errors import VizlibError

MINUS = "\u2212"
PERCENT = "percent"
SHORT_FROM = 10_000
"""From here on numbers at an axis are written as 12k and 1.2m."""
ROUNDED_FROM = 1e6
"""From here on three figures are enough of a number."""
SUFFIXES = ((1e12, "t"), (1e9, "bn"), (1e6, "m"), (1e3, "k"))
LARGEST_WORDED = 1e15
SMALLEST_WORDED = 1e-4
LEAST_SHARE = 0.001
"""Shares below it are written as less than it."""
MAX_PLACES = 4
CLOCK = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f")
"""Ways to write a time of the day, the coarsest first."""


def write_numbers(at: FloatArray, form: str | None = None) -> tuple[str, ...]:
    """Write numbers that stand side by side, all with as many places as they need.

    Parameters
    ----------
    at
        ``(L,)`` numbers.
    form
        None for the usual, ``"percent"``, or what Python formats numbers by: ``".1f"``,
        ``"{:,.0f} km"``.
    """
    if form == PERCENT:
        return tuple(map(write_share, at))
    if form is not None:
        write = formatter(form)
        return tuple(with_minus(write(float(number))) for number in at)
    return tuple(map(with_minus, _usual(np.asarray(at, float))))


def _usual(at: FloatArray) -> list[str]:
    size = np.abs(at[at != 0])
    most, least = size.max(initial=0), size.min(initial=np.inf)
    if most >= LARGEST_WORDED or least < SMALLEST_WORDED:
        return [f"{number:.3g}" for number in at]
    if most >= SHORT_FROM:
        return _shortened(at)
    for places in range(MAX_PLACES + 1):
        if np.allclose(np.round(at, places), at, rtol=1e-9, atol=1e-12):
            return [f"{number:,.{places}f}" for number in at]
    return _rounded(at, most, least)


def _rounded(at: FloatArray, most: float, least: float) -> list[str]:
    """Write odd numbers by three figures of the greatest, or each by three of its own."""
    places = max(2 - int(np.floor(np.log10(most))), 0)
    if least >= 0.5 * 10.0**-places:
        return [f"{number:,.{places}f}" for number in at]
    return [f"{number:.3g}" for number in at]


def _shortened(at: FloatArray) -> list[str]:
    """Write great numbers short, where that says the same; else whole."""
    words = [_short(number) for number in at]
    exact = all(
        abs(_long(word) - number) <= 1e-9 * abs(number)
        for word, number in zip(words, at, strict=True)
    )
    whole = bool(np.allclose(at, np.round(at)))
    if exact or not whole or np.abs(at).max() >= ROUNDED_FROM:
        return words
    return [f"{number:,.0f}" for number in at]


def _short(number: float) -> str:
    for unit, suffix in SUFFIXES:
        if abs(number) >= unit and (unit > 1e3 or abs(number) >= SHORT_FROM or number % 100 == 0):
            return f"{number / unit:.3g}{suffix}"
    return f"{number:,.4g}"


def _long(word: str) -> float:
    for unit, suffix in SUFFIXES:
        if word.endswith(suffix):
            return float(word.removesuffix(suffix)) * unit
    return float(word.replace(",", ""))


def write_share(share: float) -> str:
    """Write a share as per cent: 26%, 1.9%, <0.1%; 0% where there is nothing."""
    if share == 0 or np.isnan(share):
        return "0%" if share == 0 else ""
    size = abs(share)
    if size < LEAST_SHARE:
        return "<0.1%" if share > 0 else f">{MINUS}0.1%"
    places = 0 if size * 100 >= 9.95 or float(size * 100).is_integer() else 1
    return with_minus(f"{share * 100:.{places}f}%")


def write_dates(at: FloatArray, form: str | None = None) -> tuple[str, ...]:
    """Write moments, in seconds since 1970, as coarsely as they stand apart."""
    moments = pd.DatetimeIndex((at * 1e3).astype(np.int64).astype("datetime64[ms]"))
    return tuple(moments.strftime(form or date_form(moments)))


def date_form(moments: pd.DatetimeIndex) -> str:
    """Choose the coarsest way to write moments that tells them apart."""
    if ((moments.month == 1) & (moments.day == 1) & (moments.normalize() == moments)).all():
        return "%Y"
    if ((moments.day == 1) & (moments.normalize() == moments)).all():
        return "%b %Y"
    if (moments.normalize() == moments).all():
        return "%-d %b" if len(set(moments.year)) == 1 and len(moments) > 1 else "%-d %b %Y"
    time = next(form for form in CLOCK if form == CLOCK[-1] or _tells(moments, form))
    return time if len(set(moments.normalize())) == 1 and len(moments) > 1 else f"%-d %b {time}"


def _tells(moments: pd.DatetimeIndex, form: str) -> bool:
    """Tell whether moments that differ are written apart."""
    words = moments.strftime("%Y-%m-%d " + form)
    return len(set(words)) == len(set(moments))


def with_minus(word: str) -> str:
    """Write a true minus in place of a hyphen that leads a number; what rounds to 0 has none."""
    negative = word.startswith("-")
    plain = word.removeprefix("-")
    digits = [letter for letter in plain if letter.isdigit()]
    nothing = negative and bool(digits) and set(digits) == {"0"}
    exponent = plain.replace("e-", f"e{MINUS}")
    return exponent if nothing or not negative else MINUS + exponent


def formatter(form: str) -> Callable[[float], str]:
    """Return what writes a number as it was asked."""
    return form.format if "{" in form else lambda number: format(number, form)


def check_format(form: object) -> None:
    """Refuse what can format neither a number nor a date.

    Raises
    ------
    VizlibError
        Where it can not.
    """
    if form is None or form == PERCENT:
        return
    try:
        if isinstance(form, str) and form and formatter(form)(1234.5) != form:
            return
    except (ValueError, IndexError, KeyError, AttributeError):
        if "{" not in str(form) and pd.Timestamp("2024-03-03").strftime(str(form)) != form:
            return
    raise VizlibError(
        f"format={form!r} writes no number: give 'percent', a format such as ',.1f' or"
        " '{:.0f} km', or '%Y' and the like for dates."
    )
