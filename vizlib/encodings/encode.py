"""A visual option and the fields -> Encoding: a look for each node or edge, and its legend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, FloatArray
from vizlib.encodings.given_colors import given_colors
from vizlib.encodings.legend import Legend
from vizlib.encodings.palettes import as_colors, categorical, ramp
from vizlib.encodings.scales import (
    SHAPES,
    By,
    CategoryScale,
    NumberScale,
    Value,
    as_by,
    fit_categories,
    fit_numbers,
    spread,
)
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_numbers, kind_of

Mark = Literal["node", "edge", "cell", "bar"]
Scale = NumberScale | CategoryScale
MAX_ENTRIES = 12
SIZE_SAMPLES = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Encoding:
    """What an option means.

    Parameters
    ----------
    values
        ``(M, 4)`` RGBA, ``(M,)`` sizes or ``(M,)`` numbers of shapes; one row for a constant.
    field
        What is shown, or None for a constant.
    scale
        How values become looks.
    legend
        What must be explained.
    missing
        How many values are missing.
    given
        Whether the values are colours as they were given.
    """

    values: AnyArray
    field: str | None = None
    scale: Scale | None = None
    legend: Legend | None = None
    missing: int = 0
    given: bool = False

    @property
    def domain(self) -> Any:
        """``(low, high)`` or the categories, as ``by(domain=...)`` takes them."""
        if isinstance(self.scale, NumberScale):
            return self.scale.low, self.scale.high
        return None if self.scale is None else self.scale.categories


def encode_color(
    option: Any, table: FieldTable, *, default: Any, theme: Theme, name: str, mark: Mark = "node",
    scale: Scale | None = None,
) -> Encoding:  # fmt: skip
    """Turn a colour option into ``(M, 4)`` RGBA.

    Parameters
    ----------
    option
        A field's name, a colour as numbers, data, ``value(...)``, ``by(...)`` or None. Data whose
        every value is a colour is painted as it is.
    table
        The fields it may name.
    default
        The colour where nothing is given.
    theme
        Palettes and the colour of what is missing.
    name
        The option's name, for errors.
    mark
        What is coloured.
    scale
        The scale, where it is that of other pictures too.
    """
    from matplotlib.colors import to_rgba

    constant = default if option is None else option.value if isinstance(option, Value) else option
    if option is None or isinstance(option, (Value, tuple)):
        try:
            return Encoding(values=np.array([to_rgba(constant)]))
        except (TypeError, ValueError) as error:
            raise VizlibError(
                f"{name}={constant!r} is not a colour; give vz.value('tomato'), an RGB(A) tuple of"
                f" numbers from 0 to 1, or a field of the {table.kind}."
            ) from error
    _refuse_number(option, table, name)
    ready = as_given(option, table, theme)
    if ready is not None:
        return ready
    how = as_by(option)
    values = _read(how, table)
    if not len(values):
        return Encoding(values=np.zeros((0, 4)), field=how.heading)
    if kind_of(values) in ("number", "datetime"):
        fitted = scale if isinstance(scale, NumberScale) else _fit_shades(values, how, name)
        return _by_number(values, how, theme, mark, fitted)
    known = scale if isinstance(scale, CategoryScale) else fit_categories(values, how, name)
    return _by_category(values, how, theme, mark, known)


def _refuse_number(option: Any, table: FieldTable, name: str) -> None:
    if isinstance(option, (bool, int, float, np.number)):
        raise VizlibError(
            f"{name}={option!r} is a number; a colour is vz.value('tomato'), an RGB(A) tuple, or a"
            f" field of the {table.kind}: {', '.join(map(str, table.names())) or 'there is none'}."
        )


def as_given(option: object, table: FieldTable, theme: Theme) -> Encoding | None:
    """Take data that is colours already, as it is; None where it must be scaled."""
    rgba = given_colors(option, table)
    if rgba is None:
        return None
    lost = np.isnan(rgba[:, 0])
    return Encoding(
        values=np.where(lost[:, None], _missing_color(theme), rgba), missing=int(lost.sum()),
        given=True,
    )  # fmt: skip


def _read(how: By, table: FieldTable) -> pd.Series[Any]:
    return table.align(how.field) if how.name is None else table.field(how.name)


def _missing_color(theme: Theme) -> FloatArray:
    return as_colors([theme.missing])


def _fit_shades(values: pd.Series[Any], how: By, name: str) -> NumberScale:
    """Fit a scale whose middle is zero where there are numbers on both sides of it."""
    scale = fit_numbers(values, how, name)
    if scale.centre and how.domain is None and scale.scale != "rank":
        far = max(-scale.low, scale.high)
        scale = replace(scale, low=-far, high=far)
    return scale


def _by_number(
    values: pd.Series[Any], how: By, theme: Theme, mark: Mark, scale: NumberScale
) -> Encoding:
    colors = ramp(how.palette, theme, diverging=scale.centre)
    colors = colors[::-1] if how.reverse else colors
    numbers = as_numbers(values)
    lost = np.isnan(numbers)
    place = np.where(lost, 256, np.round(np.where(lost, 0, scale.share(numbers)) * 255)).astype(
        np.int64
    )
    at, words = scale.ticks()
    legend = Legend(
        title=how.heading, mark=mark, kind="ramp", labels=words, ramp=colors, ticks=scale.share(at),
        missing=int(lost.sum()), missing_color=tuple(_missing_color(theme)[0]),
    )  # fmt: skip
    return Encoding(
        values=np.vstack([colors, _missing_color(theme)])[place], field=how.heading, scale=scale,
        legend=legend if how.legend else None, missing=int(lost.sum()),
    )  # fmt: skip


def _by_category(
    values: pd.Series[Any], how: By, theme: Theme, mark: Mark, scale: CategoryScale
) -> Encoding:
    colors = _category_colors(values, scale, how, theme)
    codes = scale.codes(values)
    lost = int((codes < 0).sum())
    legend = Legend(
        title=how.heading, mark=mark, labels=scale.labels[:MAX_ENTRIES],
        colors=colors[:MAX_ENTRIES], folded=max(len(colors) - MAX_ENTRIES, 0), missing=lost,
        missing_color=tuple(_missing_color(theme)[0]),
        counts=np.bincount(codes[codes >= 0], minlength=len(colors))[:MAX_ENTRIES].astype(np.int32),
    )  # fmt: skip
    return Encoding(
        values=np.vstack([colors, _missing_color(theme)])[codes], field=how.heading, scale=scale,
        legend=legend if how.legend else None, missing=lost,
    )  # fmt: skip


def _category_colors(
    values: pd.Series[Any], scale: CategoryScale, how: By, theme: Theme
) -> FloatArray:
    count = len(scale.categories)
    if isinstance(how.palette, Mapping):
        lacking = [each for each in scale.categories if each not in how.palette]
        if lacking:
            raise VizlibError(f"palette has no colour for {lacking!r}.")
        return as_colors([how.palette[each] for each in scale.categories])
    if isinstance(how.palette, (list, tuple)):
        colors = as_colors(how.palette)
        return colors[np.arange(count) % len(colors)]
    if how.palette is not None or kind_of(values) == "ordered":
        shades = ramp(how.palette, theme)
        stepped: FloatArray = shades[
            np.round(np.linspace(0, 255, count) if count > 1 else [128]).astype(int)
        ]
        return stepped
    return categorical(count, theme)


def encode_size(
    option: Any, table: FieldTable, *, default: float, range: tuple[float, float],
    name: str, theme: Theme, mark: Mark = "node", scale: Scale | None = None,
) -> Encoding:  # fmt: skip
    """Turn a size, a width or an opacity into ``(M,)`` numbers.

    Parameters
    ----------
    option
        A field's name, a number, data, ``by(...)`` or None.
    table
        The fields it may name.
    default
        The size where nothing is given.
    range
        Least and greatest size that a field is shown by.
    name
        The option's name, for errors.
    theme
        Colours of the legend's samples.
    mark
        What has the size.
    scale
        The scale, where it is that of other pictures too.
    """
    option = option.value if isinstance(option, Value) else option
    if option is None or (np.isscalar(option) and not isinstance(option, str)):
        return Encoding(values=np.array([_checked(default if option is None else option, name)]))
    how = as_by(option)
    values = _read(how, table)
    if not len(values):
        return Encoding(values=np.zeros(0), field=how.heading)
    kind = kind_of(values)
    if kind == "category":
        raise VizlibError(
            f"{name}={how.heading!r}: sizes need numbers, and the values are categories such as"
            f" {values.dropna().iloc[0]!r}; show them by colour or shape."
            if len(values.dropna())
            else f"{name}: all {len(values):,} values are missing; name another field."
        )
    low, high = range if how.range is None else how.range
    _checked(low, name), _checked(high, name)
    if how.reverse:
        low, high = high, low
    if not isinstance(scale, NumberScale):
        scale = fit_numbers(values.astype(float) if kind == "boolean" else values, how, name)
    numbers = as_numbers(values)
    lost = np.isnan(numbers)
    sizes = np.where(lost, min(low, high), spread(scale.share(numbers), low, high))
    legend = _size_legend(scale, how, (low, high), int(lost.sum()), name, theme, mark)
    if kind in ("ordered", "boolean"):
        words = (
            [str(each) for each in values.cat.categories]
            if kind == "ordered"
            else ["False", "True"]
        )
        at = np.arange(len(words), dtype=float)
        legend = replace(legend, labels=tuple(words), **_looks(scale, at, (low, high), name, theme))
    return Encoding(
        values=sizes, field=how.heading, scale=scale, legend=legend if how.legend else None,
        missing=int(lost.sum()),
    )  # fmt: skip


def _checked(number: Any, name: str) -> float:
    if isinstance(number, (bool, np.bool_)) or not np.isreal(number):
        raise VizlibError(f"{name}={number!r} is not a number nor a field.")
    if not np.isfinite(number) or number < 0 or (name.endswith("alpha") and number > 1):
        most = "0 (unseen) to 1 (opaque)" if name.endswith("alpha") else "0 or more"
        raise VizlibError(f"{name}={number!r} cannot be drawn; it takes {most}.")
    return float(number)


def _size_legend(
    scale: NumberScale, how: By, ends: tuple[float, float], lost: int, name: str, theme: Theme,
    mark: Mark,
) -> Legend:  # fmt: skip
    at, words = scale.ticks(SIZE_SAMPLES)
    if len(at) > SIZE_SAMPLES:
        step = -(-len(at) // SIZE_SAMPLES)
        at, words = at[::-1][::step][::-1], words[::-1][::step][::-1]
    looks = _looks(scale, at, ends, name, theme)
    return Legend(title=how.heading, mark=mark, labels=words, missing=lost, **looks)


def _looks(
    scale: NumberScale, at: FloatArray, ends: tuple[float, float], name: str, theme: Theme
) -> dict[str, Any]:
    sizes = spread(scale.share(at), *ends)
    color = as_colors([theme.node if name.startswith("node") else theme.edge])
    if not name.endswith("alpha"):
        return {"sizes": sizes, "colors": as_colors([theme.muted])}
    colors = np.repeat(color, len(at), axis=0)
    colors[:, 3] = sizes
    return {"colors": colors}


def encode_shape(
    option: Any, table: FieldTable, *, name: str, theme: Theme, mark: Mark = "node",
    scale: Scale | None = None,
) -> Encoding:  # fmt: skip
    """Turn a shape option into ``(M,)`` places in ``SHAPES``.

    Parameters
    ----------
    option
        A field of categories, data, ``value("s")`` for one of the shapes, ``by(...)`` or None.
    table
        The fields it may name.
    name
        The option's name, for errors.
    theme
        The colour of the legend's samples.
    mark
        What has the shape.
    scale
        The scale, where it is that of other pictures too.
    """
    if option is None or isinstance(option, Value):
        shape = "o" if option is None else option.value
        if shape not in SHAPES:
            raise VizlibError(f"{name}={shape!r} is not a shape; there are {', '.join(SHAPES)}.")
        return Encoding(values=np.array([SHAPES.index(shape)], np.int32))
    how = as_by(option)
    values = _read(how, table)
    if not len(values):
        return Encoding(values=np.zeros(0, np.int32), field=how.heading)
    if not isinstance(scale, CategoryScale):
        scale = fit_categories(values, how, name)
    count = len(scale.categories)
    codes = scale.codes(values)
    lost = int((codes < 0).sum())
    if count + (lost > 0) > len(SHAPES):
        raise VizlibError(
            f"{name}={how.heading!r} has {count} categories and there are {len(SHAPES)} shapes;"
            " show it by colour."
        )
    shapes = np.where(codes < 0, count, codes).astype(np.int32)
    labels = (*scale.labels, "missing")[: count + (lost > 0)]
    legend = Legend(
        title=how.heading, mark=mark, labels=labels, shapes=np.arange(len(labels), dtype=np.int32),
        colors=as_colors([theme.muted]),
    )  # fmt: skip
    return Encoding(
        values=shapes, field=how.heading, scale=scale, legend=legend if how.legend else None,
        missing=lost,
    )  # fmt: skip
