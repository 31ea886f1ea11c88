"""Counts of pairs of groups -> their colours, the words in them, and the guide."""

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.encodings.encode import Encoding, Scale, encode_color
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_words import PERCENT, write_numbers
from vizlib.encodings.oklab import contrast
from vizlib.encodings.palettes import ramp
from vizlib.encodings.scales import By
from vizlib.encodings.themes import LIGHT, Theme
from vizlib.graphs.fields import frame_fields

Kind = Literal["share", "count", "residual"]
MAX_NUMBERED_GROUPS = 12
"""Groups in whose cells there is room for numbers, on most pages."""
MAX_FEW_GROUPS = 10
TIMES_FEW, TIMES_MANY = 16, 8
"""How many times what is expected the ends of the ramp stand for, of few groups and of many."""
TOP = 99
"""Percentile of many cells that the dark end of the ramp stands for."""
LOG_SPAN = 8
"""How many times the least the greatest of many cells is where they are shown by logarithms."""
LEAST_RATIO = 0.01
MAX_FINE_SHARE = 0.1
"""Greatest share up to which the guide of many cells has hundredths of per cent."""
FINE_PERCENT = ".2%"
TIMES = "\u00d7"


def encode_cells(
    values: FloatArray, kind: Kind, title: str, theme: Theme, scale: Scale | None
) -> Encoding:
    """Encode the colours of cells ``(Gx, Gy)``; what is not known is paper.

    Parameters
    ----------
    values
        Shares, counts, or logarithms to the base of 2 of what is seen over what is expected.
    kind
        Which of these.
    title
        What the guide calls them.
    theme
        The ramps.
    scale
        The scale, where it is that of other pictures too.
    """
    most = max(values.shape, default=1)
    if kind == "residual":
        return _encode_ratios(values, most, title, theme, scale)
    how = replace(_how(values, most), title=title)
    if kind == "share":
        fine = most > MAX_NUMBERED_GROUPS and float(values.max(initial=0.0)) < MAX_FINE_SHARE
        how = replace(how, format=FINE_PERCENT if fine else PERCENT)
    return _encoded(values.ravel(), how, theme, scale)


def _encoded(values: FloatArray, how: By, theme: Theme, scale: Scale | None) -> Encoding:
    return encode_color(
        how, frame_fields("edges", pd.DataFrame({"v": values})), default=theme.edge,
        theme=theme, name="values", mark="cell", scale=scale,
    )  # fmt: skip


def _how(values: FloatArray, most: int) -> By:
    """Choose the scale and the ends of the ramp: of many cells, a few great ones do not take it."""
    held = values[values > 0]
    if most <= MAX_NUMBERED_GROUPS or len(held) < 2:
        return By("v", domain=(0.0, float(values.max(initial=0.0)) or 1.0))
    low, high = float(held.min()), float(np.percentile(held, TOP))
    if high > LOG_SPAN * low:
        return By("v", domain=(low, high), scale="log")
    return By("v", domain=(0.0, high))


def _encode_ratios(
    values: FloatArray, groups: int, title: str, theme: Theme, scale: Scale | None
) -> Encoding:
    """Encode logarithms of ratios: the paper where all is as expected."""
    times = TIMES_FEW if groups <= MAX_FEW_GROUPS else TIMES_MANY
    far = float(np.log2(times))
    shades = ramp(None, theme, diverging=True)
    how = By("v", title=title, domain=(-far, far), palette=[tuple(row) for row in shades.tolist()])
    look = _encoded(np.clip(values.ravel(), -far, far), how, theme, scale)
    color = np.where(np.isnan(values.ravel())[:, None], theme.rgba("background"), look.values)
    steps = np.arange(far, -far - 1, -1.0)
    colors = shades[np.round((steps / far + 1) / 2 * (len(shades) - 1)).astype(int)]
    legend = Legend(
        title=title, mark="cell", labels=_step_words(steps), colors=colors,
    )  # fmt: skip
    return replace(look, values=color, legend=legend, missing=0)


def _step_words(steps: FloatArray) -> tuple[str, ...]:
    """Write steps of a guide of ratios, from the greatest to the least."""
    # A half is rounded up: an eighth is 0.13 for a reader.
    ratios = [f"{2.0**step + 1e-9:.2f}".rstrip("0").rstrip(".") for step in steps.tolist()]
    words = [f"{TIMES}{ratio}" if ratio != "1" else "as expected" for ratio in ratios]
    words[0], words[-1] = f"{words[0]} or more", f"{words[-1]} or less"
    return tuple(words)


def cell_words(values: FloatArray, held: FloatArray, kind: Kind) -> tuple[str, ...]:
    """Return ``(M,)`` what is written in cells; nothing where there is nothing.

    Parameters
    ----------
    values
        ``(M,)`` what they show.
    held
        ``(M,)`` what was counted.
    kind
        Of what sort the values are.
    """
    if kind == "residual":
        return tuple(ratio_word(float(value)) for value in values)
    words = write_numbers(values, PERCENT if kind == "share" else None)
    return tuple(word if some else "" for word, some in zip(words, held > 0, strict=True))


def ratio_word(logarithm: float) -> str:
    """Write a ratio by its logarithm to the base of 2.

    Examples
    --------
    >>> [ratio_word(number) for number in (1.5, -4.0, 4.0, -9.0)]
    ['×2.8', '×0.06', '×16', '<0.01']
    """
    if np.isnan(logarithm):
        return ""
    ratio = 2.0**logarithm
    if ratio < LEAST_RATIO:
        return f"{TIMES}0" if ratio == 0 else f"<{LEAST_RATIO}"
    places = 2 if ratio < 0.095 else 1 if ratio < 9.95 else 0
    return f"{TIMES}{ratio:,.{places}f}"


def ink_on(color: FloatArray) -> FloatArray:
    """Return ``(M, 4)`` ink or white, whichever contrasts more with colours ``(M, 3)``."""
    dark, light = LIGHT.rgba("ink"), np.ones((1, 4))
    more = np.array([contrast(color, ink[0, :3]) for ink in (dark, light)])
    chosen: FloatArray = np.where((more[0] >= more[1])[:, None], dark, light)
    return chosen
