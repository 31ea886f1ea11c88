"""Values of a field -> what they mean: their kind, as numbers, their ranks and their names."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, LongArray
from vizlib.errors import VizlibError

Kind = Literal["category", "boolean", "ordered", "number", "datetime"]
Moment = dt.date | np.datetime64
MISSING = "missing"
DIGITS = re.compile("([0-9]+)")
PROBED_VALUES = 1000
"""Values whose types say what a column of objects holds."""


def typed(values: pd.Series[Any]) -> pd.Series[Any]:
    r"""Return objects with the dtype they share, where one holds them.

    Examples
    --------
    >>> typed(pd.Series([1, 2], dtype=object)).dtype
    dtype('int64')
    >>> typed(pd.Series(["\ud800"], dtype=object)).dtype
    dtype('O')
    """
    try:
        return values.infer_objects()
    except UnicodeEncodeError:  # half a pair of UTF-16, as file names have: no text for Arrow
        return values
    except OverflowError:  # pandas 2 takes whole numbers for floats that hold none so large
        return values


def without_nesting(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return Arrow's structs, lists and maps as objects: Arrow cannot tell them apart."""
    dtype = values.dtype
    nested = isinstance(dtype, pd.ArrowDtype) and dtype.pyarrow_dtype.num_fields > 0
    return values.astype(object) if nested else values


def kind_of(values: pd.Series[Any]) -> Kind:
    """Tell what values mean, whatever their dtype."""
    present = values.dropna()
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return "ordered" if dtype.ordered else "category"
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_numeric_dtype(dtype) or dtype.kind == "m":
        return "number"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "datetime"
    types = {type(value) for value in present.head(PROBED_VALUES)} if dtype.kind == "O" else set()
    if types and types <= {bool, np.bool_}:
        return "boolean"
    if types and all(issubclass(kind, (dt.date, np.datetime64)) for kind in types):
        return "datetime"
    return "number" if types and _all_numbers(present, types) else "category"


def _all_numbers(present: pd.Series[Any], types: set[type]) -> bool:
    if any(issubclass(kind, (str, bytes, bool, np.bool_)) for kind in types):
        return False
    try:
        pd.to_numeric(present.map(as_float))
    except (TypeError, ValueError):
        return False
    return True


def as_numbers(values: pd.Series[Any]) -> FloatArray:
    """Return ``(M,)`` floats, NaN where a value is missing or infinite; dates as seconds."""
    refuse_complex(values)
    kind = kind_of(values)
    if kind == "datetime":
        return _seconds(values)
    if kind == "ordered":
        codes = values.cat.codes.to_numpy(float)
        return np.where(codes < 0, np.nan, codes)
    if values.dtype.kind == "m":
        return np.asarray(values.dt.total_seconds(), float)
    plain = values.map(as_float, na_action="ignore") if values.dtype == object else values
    numbers = pd.to_numeric(plain).to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def refuse_complex(values: pd.Series[Any]) -> None:
    """Refuse complex numbers, of which a picture would show the real part alone."""
    if values.dtype.kind == "c":
        raise VizlibError(
            "Complex numbers have no order, so that no size or colour can show them; give a field"
            " of their absolute values (abs) or of their angles (np.angle)."
        )


def as_float(value: Any) -> float:
    """Return a number as a float, infinite where it is too large for one."""
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def floats_or_missing(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return ``(M,)`` floats, missing where a value is no number."""

    def work(value: object) -> float:
        try:
            return as_float(value)
        except (TypeError, ValueError):
            return np.nan

    if values.dtype == object:
        return values.map(work).astype(float)
    return pd.to_numeric(values, errors="coerce").astype(float)


def _seconds(values: pd.Series[Any]) -> FloatArray:
    """Return dates as seconds since 1970, in universal time; of any year."""
    if values.dtype.kind == "O":
        present = values.notna()
        moments = np.full(len(values), "NaT", "datetime64[us]")
        moments[present] = [_in_utc(moment) for moment in values[present]]
    else:
        local = values.dt.tz_convert("UTC").dt.tz_localize(None) if values.dt.tz else values
        moments = local.to_numpy("datetime64[us]")
    seconds = moments.astype(np.int64) / 1e6
    return np.where(np.isnat(moments), np.nan, seconds)


def as_seconds(moments: Any) -> FloatArray:
    """Return dates, or texts of them, as seconds since 1970."""
    return _seconds(pd.Series(pd.to_datetime(list(moments), format="ISO8601")))


def _in_utc(moment: Moment) -> Moment:
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        return moment.astimezone(dt.UTC).replace(tzinfo=None)
    return moment


def _sorted(values: pd.Series[Any]) -> pd.Index[Any]:
    """Return the different values in order, those of mixed types as words."""
    different = list(values.dropna().unique())
    try:
        if different and all(isinstance(value, str) for value in different):
            different = list(natural_sort(pd.Series(different, dtype=object)))
        else:
            different.sort()
    except TypeError:
        different.sort(key=lambda value: (str(type(value)), str(value)))
    return pd.Index(np.fromiter(different, object), dtype=object, tupleize_cols=False)


def natural_sort(words: pd.Series[Any]) -> pd.Series[Any]:
    """Sort words as people do: D2 before D10, and words that are all numbers as numbers."""
    numbers = pd.to_numeric(words, errors="coerce")
    if numbers.notna().all():
        return words.iloc[np.lexsort([words.argsort().argsort(), numbers])]
    return words.iloc[sorted(range(len(words)), key=lambda row: natural_key(words.iloc[row]))]


def natural_key(word: str) -> tuple[tuple[str | int, ...], str]:
    """Return what words are sorted by: their letters, and the numbers among them."""
    parts = DIGITS.split(word)
    return tuple(int(part) if row % 2 else part for row, part in enumerate(parts)), word


def rank_values(values: pd.Series[Any], reverse: bool) -> LongArray:
    """Rank values, equal ones alike and missing ones last; values of mixed types rank as words."""
    if values.dtype == object or isinstance(values.dtype, pd.StringDtype):
        codes = _object_codes(values)
    elif isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype(np.int64)
    else:
        codes = pd.factorize(values, sort=True)[0].astype(np.int64)
    last = codes.max(initial=0) + 1
    ranks: LongArray = np.where(codes < 0, last, last - 1 - codes if reverse else codes)
    return ranks


def _object_codes(values: pd.Series[Any]) -> LongArray:
    """Number values in order, -1 where they are missing."""
    try:
        codes = pd.Categorical(values, categories=_sorted(values)).codes
    except TypeError as error:
        raise VizlibError(
            f"Values such as {values.dropna().iloc[0]!r} cannot be put in order; make a number or a"
            " word of each first."
        ) from error
    return np.asarray(codes, np.int64)


def name_of(value: object) -> str:
    """Write a group's value as a label; whole floats lose their point."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)
