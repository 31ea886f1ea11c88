"""A scale and the looks of its values -> the entry of a guide that explains them."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray, IntArray, LongArray
from vizlib.encodings.fit import CategoryScale
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_scale import TICKS, NumberScale
from vizlib.encodings.palettes import MAX_DISTINCT
from vizlib.encodings.scales import By
from vizlib.encodings.themes import Theme
from vizlib.graphs.values import as_seconds

Mark = Literal["node", "edge", "cell", "bar"]


@dataclass(frozen=True)
class Lost:
    """How many values are missing, and their colour."""

    count: int
    color: tuple[float, ...]


@dataclass(frozen=True)
class SizeMark:
    """What has a size: the option, and the mark."""

    option: str
    mark: Mark


def ramp_entry(scale: NumberScale, how: By, mark: Mark, colors: FloatArray, lost: Lost) -> Legend:
    """Explain numbers that run along a ramp, by a bar with ticks."""
    at, words = _ticks(scale, how)
    classes = len(scale.bounds) - 1
    stepped = classes > 1
    places = np.linspace(0, 1, classes + 1) if stepped else scale.way(at)
    return Legend(
        title=how.heading + scale.hint, mark=mark, kind="ramp", labels=tuple(words),
        ramp=_in_steps(colors, classes) if stepped else colors, ticks=places, values=at,
        below=scale.below, above=scale.above, missing=lost.count, missing_color=lost.color,
    )  # fmt: skip


def _in_steps(colors: FloatArray, classes: int) -> FloatArray:
    step = np.arange(len(colors)) * classes // len(colors)
    stepped: FloatArray = colors[np.round(step / (classes - 1) * (len(colors) - 1)).astype(int)]
    return stepped


def _ticks(scale: NumberScale, how: By) -> tuple[FloatArray, list[str]]:
    """Return what a bar names: what was asked for, or round values."""
    if how.ticks is None or isinstance(how.ticks, (int, np.integer)):
        return scale.ticks(TICKS if how.ticks is None else int(how.ticks), how.format)
    at = _asked(scale, how)
    return at, scale.words(at, how.format)


def _asked(scale: NumberScale, how: By) -> FloatArray:
    """Return the values that a guide should name, as far as the scale holds them."""
    at = as_seconds(how.ticks) if scale.dates else np.asarray(how.ticks, float)
    inside: FloatArray = at[(at >= scale.low) & (at <= scale.high)]
    return inside


def category_entry(
    scale: CategoryScale, how: By, mark: Mark, rgba: FloatArray, joined: BoolArray, lost: Lost,
    theme: Theme, counts: LongArray,
) -> Legend:  # fmt: skip
    """Explain categories, by a sample each; those that share the grey have one together."""
    listed = np.flatnonzero(~joined)
    shown = listed[: MAX_DISTINCT + 2]
    labels, colors = [scale.labels[place] for place in shown], rgba[shown]
    if joined.any():
        labels.append(_joined_words(scale, joined))
        colors = np.vstack([colors, theme.rgba("other")])
    return Legend(
        title=how.heading, mark=mark, labels=tuple(labels), colors=colors,
        folded=len(listed) - len(shown), missing=lost.count, missing_color=lost.color,
        counts=_counts(counts, shown, joined),
    )  # fmt: skip


def _counts(counts: LongArray, shown: LongArray, joined: BoolArray) -> IntArray:
    """Return ``(L,)`` how many there are of each that is listed, of those joined together."""
    together = [counts[joined].sum()] if joined.any() else []
    return np.array([*counts[shown], *together], np.int32)


def _joined_words(scale: CategoryScale, joined: BoolArray) -> str:
    places = np.flatnonzero(joined)
    return scale.labels[places[0]] if len(places) == 1 else f"other, {len(places):,} kinds"


def size_entry(
    scale: NumberScale, how: By, ends: tuple[float, float], lost: int, sized: SizeMark,
    theme: Theme, steps: tuple[str, ...] = (),
) -> Legend:  # fmt: skip
    """Explain sizes, widths or opacities, by samples: the least, a middle and the greatest.

    Parameters
    ----------
    scale, how
        The numbers, and what the guide should say of them.
    ends
        Least and greatest size.
    lost
        How many values are missing.
    sized
        What has the size.
    theme
        Colours of the samples.
    steps
        Names of steps that are no numbers.
    """
    at, words = _samples(scale, how)
    if steps:
        at, words = np.arange(len(steps), dtype=float), list(steps)
    legend = Legend(
        title=how.heading + scale.hint, mark=sized.mark, labels=tuple(words), missing=lost,
        values=at,
    )  # fmt: skip
    sizes = spread(scale.share(at), *ends)
    if not sized.option.endswith("alpha"):
        return replace(legend, sizes=sizes, colors=theme.rgba("muted"))
    color = theme.rgba("node" if sized.option.startswith("node") else "edge")
    colors = np.repeat(color, len(at), axis=0)
    colors[:, 3] = sizes
    return replace(legend, colors=colors)


def _samples(scale: NumberScale, how: By) -> tuple[FloatArray, list[str]]:
    if how.ticks is None:
        return scale.samples(how.format)
    if isinstance(how.ticks, (int, np.integer)):
        return scale.ticks(int(how.ticks), how.format)
    at = _asked(scale, how)
    return at, scale.words(at, how.format)


def spread(shares: FloatArray, low: float, high: float) -> AnyArray:
    """Turn shares into sizes between low and high; NaN into the least."""
    sizes: FloatArray = low + (high - low) * np.where(np.isnan(shares), 0.0, shares)
    return sizes
