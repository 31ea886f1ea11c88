"""A scale of categories and a palette -> a colour for each, grey for what is none of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.encodings.fit import CategoryScale
from vizlib.encodings.palettes import (
    MAX_DISTINCT,
    as_colors,
    categorical,
    palette_colors,
    without_color,
)
from vizlib.encodings.scales import By
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError


@dataclass(frozen=True, eq=False)
class Paint:
    """Colours of categories.

    Parameters
    ----------
    rgba
        ``(K, 4)`` of each.
    joined
        ``(K,)`` which are shown together, as other.
    own
        Whether the colours are ours, so that they may be darkened for lines.
    """

    rgba: FloatArray
    joined: BoolArray
    own: bool = True


def paint_categories(
    scale: CategoryScale, how: By, theme: Theme, *, ordered: bool, family: int
) -> Paint:
    """Choose a colour for each category.

    Parameters
    ----------
    scale, how
        The categories, and the palette that was asked for.
    theme
        The greys, and the ramp of ordered categories.
    ordered
        Whether the categories are steps of a ramp.
    family
        The place among the fields of categories of a picture: each has colours of its own.
    """
    count, none = len(scale.categories), np.zeros(len(scale.categories), bool)
    if isinstance(how.palette, Mapping):
        return Paint(_mapped(scale, how.palette), none, own=False)
    if how.palette is not None or ordered:
        return Paint(palette_colors(how.palette, count, theme), none, own=False)
    apart = _apart(scale)
    other, missing = without_color(scale.labels)
    rgba = np.repeat(theme.rgba("other"), count, axis=0)
    rgba[missing] = theme.rgba("missing")
    rgba[apart] = categorical(int(apart.sum()), family)
    joined = ~(apart | other | missing)
    return Paint(rgba, joined)


def _mapped(scale: CategoryScale, palette: Mapping[object, object]) -> FloatArray:
    lacking = [each for each in scale.categories if each not in palette]
    if lacking:
        raise VizlibError(f"palette has no colour for {lacking!r}.")
    return as_colors([palette[each] for each in scale.categories])


def _apart(scale: CategoryScale) -> BoolArray:
    """Tell ``(K,)`` which categories have a colour of their own: the most frequent, if too many."""
    other, missing = without_color(scale.labels)
    free = ~(other | missing)
    if free.sum() <= MAX_DISTINCT:
        return free
    counts = np.array(scale.counts if scale.counts else np.zeros(len(free)), float)
    order = np.argsort(np.where(free, -counts, np.inf), kind="stable")
    apart = np.zeros(len(free), bool)
    apart[order[:MAX_DISTINCT]] = True
    return apart


def family_of(scale: CategoryScale, field: str, taken: Iterable[tuple[str, CategoryScale]]) -> int:
    """Return the place of a field among those that a picture shows by colours of their own.

    The same field, or the same categories, have the same colours.
    """
    seen: list[tuple[str, CategoryScale]] = []
    for name, other in taken:
        if not any(_alike(name, other, *before) for before in seen):
            seen.append((name, other))
    for place, before in enumerate(seen):
        if _alike(field, scale, *before):
            return place
    return len(seen)


def _alike(name: str, scale: CategoryScale, other: str, other_scale: CategoryScale) -> bool:
    same = scale.categories == other_scale.categories
    return same or (name == other and name != "value")
