"""A visual option and the fields -> Encoding: a look for each node or edge, and its legend."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.encodings.category_paint import family_of, paint_categories
from vizlib.encodings.entries import (
    Lost,
    Mark,
    SizeMark,
    category_entry,
    ramp_entry,
    size_entry,
    spread,
)
from vizlib.encodings.fit import CategoryScale, fit_categories, fit_numbers
from vizlib.encodings.given_colors import given_colors
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_scale import NumberScale
from vizlib.encodings.palettes import as_colors, seen_ramp, strokes
from vizlib.encodings.scales import SHAPES, By, Value, as_by
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, shown
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_float, as_numbers, kind_of

Scale = NumberScale | CategoryScale


def _no_rows() -> FloatArray:
    return np.zeros((0, 4))


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
    lines
        ``(M, 4)`` the colours for thin lines, where they differ; no row where they do not.
    ramp
        ``(256, 4)`` the colours of numbers from low to high, or no row.
    own_colors
        Whether categories have colours that no other field should have.
    """

    values: AnyArray
    field: str | None = None
    scale: Scale | None = None
    legend: Legend | None = None
    missing: int = 0
    given: bool = False
    lines: FloatArray = dataclasses.field(default_factory=_no_rows)
    ramp: FloatArray = dataclasses.field(default_factory=_no_rows)
    own_colors: bool = False

    @property
    def line_values(self) -> AnyArray:
        """``(M, 4)`` colours that are seen as thin lines too."""
        return self.lines if len(self.lines) else self.values

    @property
    def domain(self) -> Any:
        """``(low, high)`` or the categories, as ``by(domain=...)`` takes them."""
        if isinstance(self.scale, NumberScale):
            return self.scale.low, self.scale.high
        return None if self.scale is None else self.scale.categories


def encode_color(
    option: Any, table: FieldTable, *, default: Any, theme: Theme, name: str, mark: Mark = "node",
    scale: Scale | None = None, taken: Sequence[Encoding] = (), ramp: str | None = None,
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
    taken
        Looks of the same picture that have colours already: another field has others.
    ramp
        The ramp of numbers that have no middle, where none is asked for; None for the theme's.
    """
    from matplotlib.colors import to_rgba

    constant = default if option is None else option.value if isinstance(option, Value) else option
    if option is None or isinstance(option, (Value, tuple)):
        try:
            rgba = np.array([to_rgba(constant)])
            if not np.isfinite(rgba).all():
                raise ValueError(constant)
            return Encoding(values=rgba)
        except (TypeError, ValueError) as error:
            raise VizlibError(
                f"{name}={shown(constant)} is not a colour; give vz.value('tomato'), an RGB(A)"
                f" tuple of numbers from 0 to 1, or a field of the {table.kind}."
            ) from error
    _refuse_number(option, table, name)
    ready = as_given(option, table, theme)
    if ready is not None:
        return ready
    how = as_by(option)
    values = _read(how, table)
    if not len(values):
        return Encoding(values=np.zeros((0, 4)), field=how.heading)
    if kind_of(values) in ("number", "datetime") and how.scale != "category":
        fitted = scale if isinstance(scale, NumberScale) else fit_numbers(
            values, how, name, diverging=True, cut=True
        )  # fmt: skip
        flows = ramp is not None and how.palette is None and fitted.center is None
        painted = replace(how, palette=ramp) if flows else how
        return _by_number(values, painted, theme, mark, fitted, "flow" if flows else mark)
    _check_categories(how, name)
    known = scale if isinstance(scale, CategoryScale) else fit_categories(values, how, name)
    return _by_category(values, how, theme, mark, known, taken)


def _check_categories(how: By, name: str) -> None:
    """Refuse what only numbers can have."""
    given = [part for part in ("bins", "center") if getattr(how, part) is not None]
    given += ["scale"] if how.scale not in ("auto", "category") else []
    if given:
        raise VizlibError(
            f"{name}: {given[0]}={getattr(how, given[0])!r} is for numbers, and {how.heading!r} has"
            " categories."
        )


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
    return table.align(how.field) if how.key is None else table.field(how.key)


def _missing_color(theme: Theme) -> FloatArray:
    return as_colors([theme.missing])


def _by_number(
    values: pd.Series[Any], how: By, theme: Theme, mark: Mark, scale: NumberScale, seen_as: str
) -> Encoding:
    colors = seen_ramp(how.palette, theme, seen_as, diverging=scale.center is not None)
    colors = colors[::-1] if how.reverse else colors
    numbers = as_numbers(values)
    lost = np.isnan(numbers)
    place = np.where(lost, 256, np.round(np.where(lost, 0, scale.share(numbers)) * 255)).astype(
        np.int64
    )
    legend = ramp_entry(scale, how, mark, colors, _lost(lost, theme))
    return Encoding(
        values=np.vstack([colors, _missing_color(theme)])[place], field=how.heading, scale=scale,
        legend=legend if how.legend else None, missing=int(lost.sum()), ramp=colors,
    )  # fmt: skip


def _lost(lost: BoolArray, theme: Theme) -> Lost:
    return Lost(int(lost.sum()), tuple(_missing_color(theme)[0]))


def _by_category(
    values: pd.Series[Any], how: By, theme: Theme, mark: Mark, scale: CategoryScale,
    taken: Sequence[Encoding],
) -> Encoding:  # fmt: skip
    before = [(str(look.field), look.scale) for look in taken if look.own_colors]
    known = [(name, held) for name, held in before if isinstance(held, CategoryScale)]
    ordered = kind_of(values) == "ordered"
    family = family_of(scale, how.heading, known)
    paint = paint_categories(scale, how, theme, ordered=ordered, family=family)
    lines = strokes(paint.rgba, theme) if paint.own and not ordered else paint.rgba
    codes = scale.codes(values)
    shown = lines if mark == "edge" else paint.rgba
    counts = np.bincount(codes[codes >= 0], minlength=len(shown))
    lost = _lost(codes < 0, theme)
    legend = category_entry(scale, how, mark, shown, paint.joined, lost, theme, counts)
    rest = _missing_color(theme)
    return Encoding(
        values=np.vstack([shown, rest])[codes], field=how.heading, scale=scale,
        legend=legend if how.legend else None, missing=lost.count,
        lines=np.vstack([lines, rest])[codes], own_colors=paint.own and not ordered,
    )  # fmt: skip


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
            f"{name}={shown(how.field)}: sizes need numbers, and the values are categories such as"
            f" {shown(values.dropna().iloc[0])}; show them by colour or shape."
            if len(values.dropna())
            else f"{name}: all {len(values):,} values are missing; name another field."
        )
    _check_sized(how, name)
    low, high = range if how.range is None else how.range
    _checked(low, name), _checked(high, name)
    if how.reverse:
        low, high = high, low
    if not isinstance(scale, NumberScale):
        scale = fit_numbers(values, how, name)
    numbers = as_numbers(values)
    lost = np.isnan(numbers)
    sizes = np.where(lost, min(low, high), spread(scale.share(numbers), low, high))
    words = _steps(values, kind)
    legend = size_entry(
        scale, how, (low, high), int(lost.sum()), SizeMark(name, mark), theme, words
    )
    return Encoding(
        values=sizes, field=how.heading, scale=scale, legend=legend if how.legend else None,
        missing=int(lost.sum()),
    )  # fmt: skip


def _check_sized(how: By, name: str) -> None:
    if how.center is not None:
        raise VizlibError(f"{name}: center={how.center!r} is for colours; a size has no middle.")


def _steps(values: pd.Series[Any], kind: str) -> tuple[str, ...]:
    """Return the names of steps that are no numbers, none where they are."""
    if kind == "ordered":
        return tuple(str(each) for each in values.cat.categories)
    return ("False", "True") if kind == "boolean" else ()


def _checked(number: Any, name: str) -> float:
    try:
        plain = as_float(number)
    except (TypeError, ValueError):
        plain = None
    if plain is None or isinstance(number, (bool, np.bool_, np.complexfloating)):
        raise VizlibError(f"{name}={number!r} is not a number nor a field.")
    if not np.isfinite(plain) or plain < 0 or (name.endswith("alpha") and plain > 1):
        most = "0 (unseen) to 1 (opaque)" if name.endswith("alpha") else "0 or more"
        raise VizlibError(f"{name}={number!r} cannot be drawn; it takes {most}.")
    return plain


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
    _check_categories(how, name)
    labels = (*scale.labels, "missing")[: count + (lost > 0)]
    legend = Legend(
        title=how.heading, mark=mark, labels=labels, shapes=np.arange(len(labels), dtype=np.int32),
        colors=as_colors([theme.muted]),
    )  # fmt: skip
    return Encoding(
        values=shapes, field=how.heading, scale=scale, legend=legend if how.legend else None,
        missing=lost,
    )  # fmt: skip
