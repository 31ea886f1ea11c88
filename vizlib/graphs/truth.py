"""Values that may be missing -> comparisons of three values: true, false, and missing, as in SQL.

Every array is ``(M,)``, or ``(1,)`` for a constant.
"""

import datetime as dt
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.graphs.values import as_float, as_numbers, kind_of, typed

Held = Literal["numbers", "truth values", "dates", "ordered categories", "categories"]
COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
    "//": np.floor_divide, "%": np.mod, "**": np.power,
}  # fmt: skip
NUMERIC = ("numbers", "truth values")
YEAR_OR_MONTH = re.compile(r"[+-]?\d{4,6}(-\d\d)?")


class UnlikeError(Exception):
    """Two values that cannot be compared; it says why."""


@dataclass(frozen=True, eq=False)
class Values:
    """What a part of a predicate stands for.

    Parameters
    ----------
    held
        What the values are.
    values
        The values, anything where they are missing.
    missing
        Which of them are missing.
    constant
        Whether it is written in the predicate, not read from a field.
    levels
        The categories in order, where they have one.
    """

    held: Held
    values: AnyArray
    missing: BoolArray
    constant: bool = False
    levels: tuple[Any, ...] = ()

    @property
    def true(self) -> BoolArray:
        """Which truth values are true."""
        chosen: BoolArray = self.values & ~self.missing
        return chosen

    @property
    def false(self) -> BoolArray:
        """Which truth values are false."""
        chosen: BoolArray = ~self.values & ~self.missing
        return chosen


def truth(values: AnyArray, missing: BoolArray) -> Values:
    """Make truth values."""
    return Values("truth values", np.asarray(values, bool), missing)


def of_field(values: "pd.Series[Any]") -> Values:
    """Read a field."""
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype) and not dtype.ordered:
        values = typed(pd.Series(list(values), dtype=object))
    missing, kind = values.isna().to_numpy(bool), kind_of(values)
    if kind == "boolean":
        plain = values.astype(object).where(~missing, False).to_numpy(bool)
        return Values("truth values", plain, missing)
    if kind == "number":
        return Values("numbers", _exact(values, missing), missing)
    if kind == "datetime":
        return Values("dates", as_numbers(values), missing)
    words = values.astype(object).to_numpy()
    if kind == "ordered":
        return Values("ordered categories", words, missing, levels=tuple(values.cat.categories))
    return Values("categories", words, missing)


def _exact(values: "pd.Series[Any]", missing: BoolArray) -> AnyArray:
    """Return numbers, whole ones exactly; infinite ones stay so."""
    if values.dtype.kind == "m":
        return as_numbers(values)
    if pd.api.types.is_float_dtype(values.dtype):
        return values.to_numpy(float, na_value=np.nan)
    present = values[~missing]
    if values.dtype == object and all(isinstance(number, int) for number in present):
        return np.asarray(values.where(~missing, 0), object)
    filled = values.astype(object).where(~missing, 0) if missing.any() else values
    if pd.api.types.is_integer_dtype(values.dtype):
        return filled.to_numpy(np.uint64 if values.dtype.kind == "u" else np.int64)
    return np.array([as_float(number) for number in filled])


def of_constant(value: object) -> Values | None:
    """Read a constant: a number, a text, True, False or a date; None where it is none of them."""
    known = np.zeros(1, bool)
    value = value.item() if isinstance(value, (np.bool_, np.number)) else value
    if isinstance(value, bool):
        return Values("truth values", np.array([value]), known, constant=True)
    if isinstance(value, (int, float)):
        return Values("numbers", np.array([value]), np.array([value != value]), constant=True)
    if isinstance(value, str):
        words = np.empty(1, object)
        words[0] = str(value)
        return Values("categories", words, known, constant=True)
    if isinstance(value, (dt.date, np.datetime64)) and not pd.isna(value):
        return _date(value)
    return None


def _date(moment: object) -> Values:
    seconds = as_numbers(pd.Series([moment], dtype=object))
    return Values("dates", seconds, np.zeros(1, bool), constant=True)


def negation(given: Values) -> Values:
    """Turn truth values round; what is missing stays so."""
    return truth(~given.values, given.missing)


def conjunction(first: Values, second: Values) -> Values:
    """Say where both are true: false where either is, missing where it is not known."""
    true, false = first.true & second.true, first.false | second.false
    return truth(true, ~(true | false))


def disjunction(first: Values, second: Values) -> Values:
    """Say where either is true: missing where it is not known."""
    true, false = first.true | second.true, first.false & second.false
    return truth(true, ~(true | false))


def arithmetic(sign: str, first: Values, second: Values) -> Values:
    """Do a sum, as floats.

    Raises
    ------
    UnlikeError
        Where either holds no numbers.
    """
    for given in (first, second):
        if given.held not in NUMERIC:
            raise UnlikeError(f"{sign} takes numbers, and these are {given.held}.")
    with np.errstate(all="ignore"):
        numbers = ARITHMETIC[sign](_floats(first), _floats(second))
    missing = first.missing | second.missing | np.isnan(numbers)
    constant = first.constant and second.constant
    if constant and not np.isfinite(numbers).all():
        raise UnlikeError("this comes to no finite number.")
    return Values("numbers", numbers, missing, constant=constant)


def _floats(given: Values) -> FloatArray:
    if given.values.dtype == object:
        return np.array([as_float(number) for number in given.values])
    return given.values.astype(float)


def compare(sign: str, first: Values, second: Values) -> Values:
    """Compare values; missing where either is.

    Raises
    ------
    UnlikeError
        Where they are of different kinds.
    """
    missing = first.missing | second.missing
    first, second = _alike(first, second)
    if first.held in (*NUMERIC, "dates"):
        with np.errstate(invalid="ignore"):
            return truth(COMPARISONS[sign](first.values, second.values), missing)
    if first.levels and sign not in ("==", "!="):
        places = [_places(given, first.levels) for given in (first, second)]
        unplaced = (places[0] < 0) | (places[1] < 0)
        return truth(COMPARISONS[sign](*places), missing | unplaced)
    seen = np.frompyfunc(_compared(COMPARISONS[sign]), 2, 1)(first.values, second.values)
    unlike = np.array([answer is None for answer in seen], bool)
    return truth(np.where(unlike, False, seen).astype(bool), missing | unlike)


def _compared(sign: Callable[[Any, Any], Any]) -> Callable[[Any, Any], bool | None]:
    """Compare two objects: None where they cannot be."""

    def work(first: object, second: object) -> bool | None:
        ordered = sign not in (operator.eq, operator.ne)
        if ordered and isinstance(first, str) != isinstance(second, str):
            return None
        try:
            return bool(sign(first, second))
        except (TypeError, ValueError):
            return None

    return work


def _places(given: Values, levels: Sequence[Any]) -> AnyArray:
    """Return the number of each category, -1 where it is missing."""
    place = {level: number for number, level in enumerate(levels)}
    lacking = [value for value in given.values if given.constant and value not in place]
    if lacking:
        words = ", ".join(map(repr, levels))
        raise UnlikeError(f"{lacking[0]!r} is none of the categories, which are {words}.")
    return np.array([place.get(value, -1) for value in given.values])


def _alike(first: Values, second: Values) -> tuple[Values, Values]:
    """Bring two values to one kind: texts become dates where they stand beside dates."""
    if first.held == second.held or {first.held, second.held} <= set(NUMERIC):
        return first, second
    if first.held == "dates" and second.constant:
        return first, _as_date(second)
    if second.held == "dates" and first.constant:
        return _as_date(first), second
    if second.levels and not first.levels:
        return Values("ordered categories", first.values, first.missing, first.constant,
                      second.levels), second  # fmt: skip
    if "categories" in first.held and ("categories" in second.held or _holds_numbers(first)):
        return first, second
    if "categories" in second.held and _holds_numbers(second):
        return first, second
    raise UnlikeError(_difference(first, second))


def _holds_numbers(given: Values) -> bool:
    """Tell whether a field of categories holds numbers too, not words alone."""
    present = given.values[~given.missing]
    return not given.constant and any(isinstance(value, (int, float)) for value in present)


def _difference(first: Values, second: Values) -> str:
    field, other = (second, first) if first.constant else (first, second)
    if not other.constant:
        return f"one side holds {first.held}, the other {second.held}."
    value = other.values.tolist()[0]
    held = "words" if field.held == "categories" else field.held
    return f"the field holds {held}, and {value!r} is none of them."


def _as_date(given: Values) -> Values:
    """Read a text as a date of ISO 8601."""
    words = given.values[0]
    if isinstance(words, str):
        try:
            whole = YEAR_OR_MONTH.fullmatch(words)
            return _date(np.datetime64(words, "s") if whole else dt.datetime.fromisoformat(words))
        except ValueError:
            pass
    raise UnlikeError(f"{words!r} is no date; write it as '2024-03-31' or '2024-03-31 12:00'.")


def among(given: Values, wanted: Sequence[Values]) -> Values:
    """Say which values are among some constants; missing ones are not known to be.

    Raises
    ------
    UnlikeError
        Where a constant is of another kind.
    """
    pairs = [_alike(given, constant) for constant in wanted]
    if given.held == "dates" or given.held in NUMERIC:
        found = np.zeros(len(given.values), bool)
        for _, constant in pairs:
            found = found | (given.values == constant.values[0])
        return truth(found, given.missing)
    words = {constant.values[0] for _, constant in pairs}
    return truth(np.array([_is_in(value, words) for value in given.values], bool), given.missing)


def _is_in(value: object, words: set[Any]) -> bool:
    try:
        return value in words
    except TypeError:
        return False


def matching(given: Values, test: Callable[[str], bool]) -> Values:
    """Say which words pass a test; what is no word is missing.

    Raises
    ------
    UnlikeError
        Where there are no words.
    """
    if "categories" not in given.held:
        raise UnlikeError(f".str takes words, and these are {given.held}.")
    other = np.array([not isinstance(value, str) for value in given.values], bool)
    seen = [isinstance(value, str) and test(value) for value in given.values]
    return truth(np.array(seen, bool), given.missing | other)
