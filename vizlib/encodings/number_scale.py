"""Numbers or dates -> shares of the way from low to high, and the values that a guide names."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.number_words import write_dates, write_numbers
from vizlib.encodings.ticks import apart, bent_ticks, date_ticks, linear_ticks, round_between

MIDDLE = 0.5
LEAST_WAY = 0.12
"""Share of a bar by which the ticks of a scale that is bent stand apart at least."""
TICKS = 5
HINTS = {"log": " (log)", "sqrt": " (\u221a)", "rank": " (rank)"}
Bend = Literal["linear", "sqrt", "log", "rank"]


def _none() -> FloatArray:
    return np.zeros(0)


@dataclass(frozen=True)
class Spread:
    """What is kept of many values, so that scales can be chosen for several pictures together.

    Parameters
    ----------
    count
        How many values there are.
    total, roots
        Sums of the values without their sign, and of their square roots.
    least, most
        The least and the greatest value.
    """

    count: int = 0
    total: float = 0.0
    roots: float = 0.0
    least: float = float("inf")
    most: float = float("-inf")

    def __or__(self, other: "Spread") -> "Spread":
        """Take the values of both."""
        return Spread(
            self.count + other.count, self.total + other.total, self.roots + other.roots,
            min(self.least, other.least), max(self.most, other.most),
        )  # fmt: skip


NO_SPREAD = Spread()


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberScale:
    """Numbers or dates -> shares of the way from low to high.

    Parameters
    ----------
    low, high
        The domain; what lies outside is shown as the nearest end.
    scale
        How shares follow numbers.
    center
        The number in the middle of a diverging scale, None where there is none.
    steps
        Sorted values that a rank scale counts.
    bounds
        ``(K + 1,)`` bounds of K classes; empty where shares are continuous.
    dates
        Whether the numbers are seconds since 1970.
    whole
        Whether all values are whole numbers.
    below, above
        Whether there are values below, or above, the domain.
    chosen
        Whether the scale follows from the values, so that other values may choose another.
    spread
        The values of which the scale was made.
    """

    low: float
    high: float
    scale: Bend = "linear"
    center: float | None = None
    steps: FloatArray = field(default_factory=_none)
    bounds: FloatArray = field(default_factory=_none)
    dates: bool = False
    whole: bool = False
    below: bool = False
    above: bool = False
    chosen: bool = False
    spread: Spread = field(default=NO_SPREAD, repr=False)

    def share(self, numbers: FloatArray) -> FloatArray:
        """Return ``(M,)`` shares from 0 to 1; NaN stays NaN, and a lone value is in the middle."""
        if len(self.bounds) > 2:
            number_of = np.searchsorted(self.bounds[1:-1], numbers, side="right")
            return np.where(np.isnan(numbers), np.nan, number_of / (len(self.bounds) - 2))
        return self.way(numbers)

    def way(self, numbers: FloatArray) -> FloatArray:
        """Return ``(M,)`` shares as :meth:`share` does where there are no classes."""
        if self.high <= self.low:
            return np.where(np.isnan(numbers), np.nan, MIDDLE)
        inside = np.clip(numbers, self.low, self.high)
        if self.scale == "rank":
            ranks = np.interp(inside, self.steps, np.linspace(0, 1, len(self.steps)))
            return np.where(np.isnan(numbers), np.nan, ranks)
        low, high = bent(np.array([self.low, self.high]), self.scale)
        shares: FloatArray = (bent(inside, self.scale) - low) / (high - low)
        return shares

    def value(self, share: float) -> float:
        """Return the number that stands at a share of the way."""
        if self.scale == "rank":
            return float(np.interp(share, np.linspace(0, 1, len(self.steps)), self.steps))
        low, high = bent(np.array([self.low, self.high]), self.scale)
        place = low + share * (high - low)
        if self.scale == "log":
            return float(np.exp(place))
        return float(np.sign(place) * place**2) if self.scale == "sqrt" else float(place)

    @property
    def hint(self) -> str:
        """What the title of a guide adds, where shares do not follow the numbers themselves."""
        return HINTS.get(self.scale, "") if self.high > self.low else ""

    def ticks(self, most: int = TICKS, form: str | None = None) -> tuple[FloatArray, list[str]]:
        """Return round values inside the domain, and what they are called."""
        at = self.bounds if len(self.bounds) > 2 else self._ticks(most)
        return at, self.words(at, form)

    def _ticks(self, most: int) -> FloatArray:
        if self.high <= self.low:
            return np.array([self.low])
        if self.dates:
            return date_ticks(self.low, self.high, most)
        bendy = self.scale in ("log", "sqrt") and self.low >= 0
        if bendy and (self.low == 0 or self.high > 8 * self.low):
            found = bent_ticks(self.low, self.high, self.whole)
            at = next((some for some in found if len(some) <= most), found[-1])
            at = apart(at, self.way(at), LEAST_WAY)
            if len(at) >= 2:
                return at
        at = linear_ticks(self.low, self.high, most, self.whole)
        return at if len(at) >= 2 else np.array([self.low, self.high])

    def samples(self, form: str | None = None) -> tuple[FloatArray, list[str]]:
        """Return the least, a middle and the greatest value, and what they are called."""
        if len(self.bounds) > 2:
            ends = self.words(self.bounds, form)
            return self.bounds[:-1], [f"{low}\u2013{high}" for low, high in pairwise(ends)]
        at = self._samples()
        words = self.words(at, form)
        if len(at) > 1 and self.above:
            words[-1] = f"{words[-1]} or more"
        if len(at) > 1 and self.below:
            words[0] = f"{words[0]} or less"
        return at, words

    def _samples(self) -> FloatArray:
        if self.high <= self.low:
            return np.array([self.low])
        if self.whole and self.high - self.low <= 3:
            return np.arange(np.ceil(self.low), np.floor(self.high) + 1)
        middle = self.value(MIDDLE)
        if not self.dates:
            middle = round_between(middle, self.low, self.high, self.whole)
        return np.unique([self.low, middle, self.high])

    def words(self, at: FloatArray, form: str | None = None) -> list[str]:
        """Write values of the scale."""
        return list(write_dates(at, form) if self.dates else write_numbers(at, form))


def bent(numbers: FloatArray, scale: str) -> FloatArray:
    """Return numbers as a scale spaces them."""
    if scale == "log":
        return np.log(numbers)
    return np.sign(numbers) * np.sqrt(np.abs(numbers)) if scale == "sqrt" else numbers
