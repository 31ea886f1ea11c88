"""Lengths of arcs -> ticks of amounts round a circle: their step, and where each stands."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray

MULTIPLES = (1.0, 2.0, 5.0, 10.0)
FIFTH = 5
"""Each so many ticks one is longer, and says its amount."""


@dataclass(frozen=True, eq=False)
class AmountTicks:
    """Ticks along arcs, from the beginning of each.

    Parameters
    ----------
    step
        The amount from one tick to the next.
    group
        ``(T,)`` the arc of each tick.
    amount
        ``(T,)`` what has gone by there.
    angle
        ``(T,)`` where each stands, in radians.
    fifth
        ``(T,)`` which of them are longer.
    """

    step: float
    group: LongArray
    amount: FloatArray
    angle: FloatArray
    fifth: BoolArray


def tick_step(total: float, most: int) -> float:
    """Return the least step of 1, 2 or 5 times a power of ten with no more ticks than ``most``.

    Examples
    --------
    >>> tick_step(32_128, 160), tick_step(0.5, 90)
    (500.0, 0.01)
    """
    least = total / most
    power = 10.0 ** np.floor(np.log10(least))
    return next(
        float(f"{multiple * power:.6g}") for multiple in MULTIPLES
        if multiple * power * (1 + 1e-9) >= least
    )  # fmt: skip


def amount_ticks(spans: FloatArray, per_unit: float, most: int, whole: bool) -> AmountTicks:
    """Place ticks along arcs.

    Parameters
    ----------
    spans
        ``(G, 2)`` angles where each arc begins and ends, in radians; the end is the smaller.
    per_unit
        Angle of an amount of one.
    most
        How many ticks may stand round the circle, beside the first of each arc.
    whole
        Whether amounts are whole numbers.
    """
    length = (spans[:, 0] - spans[:, 1]) / per_unit
    total = float(length.sum())
    step = tick_step(total, most) if total > 0 else 1.0
    step = max(step, 1.0) if whole else step
    count = np.where(length > 0, np.floor(length / step + 1e-9), -1).astype(np.int64) + 1
    group = np.repeat(np.arange(len(spans)), count)
    number = np.arange(len(group)) - np.repeat(np.cumsum(count) - count, count)
    amount: FloatArray = (number * step).astype(float)
    angle = spans[group, 0] - amount * per_unit
    return AmountTicks(step, group, amount, angle, number % FIFTH == 0)
