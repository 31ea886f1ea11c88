"""The domain of a scale -> round values inside it, for a colour bar or for samples of sizes."""

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray

LOG_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
DATE_STEPS = (
    *("s", "5s", "15s", "30s"),
    *("1min", "5min", "15min", "30min", "h", "3h", "6h", "12h", "D", "2D", "7D", "14D"),
    *("MS", "2MS", "QS", "6MS", "YS", "2YS", "5YS", "10YS", "20YS", "50YS", "100YS"),
)
"""Steps of a calendar, the finest first, as pandas calls them."""
STEP_SECONDS = dict(
    zip(
        DATE_STEPS,
        (1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200,
         86400, 172800, 604800, 1209600,
         2.63e6, 5.26e6, 7.89e6, 1.578e7, 3.156e7, 6.312e7, 1.578e8, 3.156e8, 6.312e8, 1.578e9,
         3.156e9),
        strict=True,
    )
)  # fmt: skip


def linear_ticks(low: float, high: float, most: int, whole: bool) -> FloatArray:
    """Return round values at even steps; whole ones where all values are."""
    from matplotlib.ticker import MaxNLocator

    steps = [1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]
    locator = MaxNLocator(max(most - 1, 1), steps=steps, integer=whole, min_n_ticks=2)
    return _inside(np.asarray(locator.tick_values(low, high), float), low, high)


def bent_ticks(low: float, high: float, whole: bool) -> tuple[FloatArray, ...]:
    """Return values at even ratios, the finest first: 1, 2, 5, 10 or 1, 3, 10 or 1, 10, 100.

    Zero is among them where the domain holds it.
    """
    least = max(low, 1.0 if whole else high * 1e-4)
    decades = 10.0 ** np.arange(np.floor(np.log10(least)), np.ceil(np.log10(high)) + 1)
    found = [_inside(np.unique(np.outer(decades, steps)), least, high) for steps in LOG_STEPS]
    return tuple(np.concatenate([[0.0], at]) if low <= 0 else at for at in found)


def apart(at: FloatArray, places: FloatArray, least: float) -> FloatArray:
    """Leave out values that stand nearer than the least way to a greater one."""
    kept: list[int] = []
    for row in reversed(range(len(at))):
        if not kept or places[kept[-1]] - places[row] >= least:
            kept.append(row)
    return at[kept[::-1]]


def date_ticks(low: float, high: float, most: int) -> FloatArray:
    """Return first days of years, of months, days, or round hours: seconds since 1970."""
    start, end = (pd.Timestamp(int(moment * 1e3), unit="ms") for moment in (low, high))
    if not pd.Timestamp("1700") < start <= end < pd.Timestamp("2250"):
        return np.linspace(low, high, max(min(most, 4), 2))
    at = np.array([low, high])
    for step in DATE_STEPS:
        if (high - low) / STEP_SECONDS[step] > 3 * most:
            continue
        found = _calendar(start, end, step)
        if 2 <= len(found) <= most:
            return found
        at = found if len(found) >= 2 else at
    return at


def _calendar(start: pd.Timestamp, end: pd.Timestamp, step: str) -> FloatArray:
    """Return the moments of a calendar's step inside a span."""
    if step[-1] == "s":
        first = start.floor("min")
    else:
        first = start.floor("D") if step[-1] in "hnD" else start.normalize().replace(day=1)
    if step.endswith("YS"):
        years = int(step.removesuffix("YS") or 1)
        first = first.replace(year=first.year // years * years, month=1)
    elif step.endswith("S"):
        first = first.replace(month=1)
    days = pd.date_range(first, end, freq=step)
    inside = days[days >= start]
    seconds: FloatArray = inside.to_numpy("datetime64[ms]").astype(np.int64) / 1e3
    return seconds


def _inside(at: FloatArray, low: float, high: float) -> FloatArray:
    slack = 1e-9 * (high - low)
    inside: FloatArray = at[(at >= low - slack) & (at <= high + slack)]
    return inside


def round_between(value: float, low: float, high: float, whole: bool) -> float:
    """Round a value as coarsely as it stays well inside its neighbours."""
    if not np.isfinite(value) or value == 0:
        return value
    for figures in (1, 2, 3):
        scale = 10.0 ** (figures - 1 - np.floor(np.log10(abs(value))))
        rounded = np.round(value * scale) / scale
        rounded = float(np.round(rounded)) if whole else float(rounded)
        if low < rounded < high and abs(rounded - value) <= 0.25 * min(value - low, high - value):
            return rounded
    return float(np.round(value)) if whole else value
