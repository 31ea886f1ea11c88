"""A predicate and a table of fields -> which rows it is true of. Nothing of it is ever run.

The text is parsed, and what is not on the list below is refused.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray
from vizlib.errors import VizlibError, listed, unknown_field
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.predicate_text import EXAMPLES, PredicateText
from vizlib.graphs.truth import (
    UnlikeError,
    Values,
    among,
    arithmetic,
    compare,
    conjunction,
    disjunction,
    matching,
    negation,
    of_constant,
    of_field,
    truth,
)
from vizlib.graphs.values import typed

ENDS = ("source", "target")
COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
CALCULATED: Mapping[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**",
}  # fmt: skip
WORD_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": str.__contains__, "startswith": str.startswith, "endswith": str.endswith,
}  # fmt: skip
NO_NAMES: Mapping[str, object] = {}


def where(
    text: str, table: FieldTable, names: Mapping[str, object] = NO_NAMES, what: str = "predicate"
) -> BoolArray:
    """Find the rows that a predicate is true of.

    Parameters
    ----------
    text
        Fields, by name or in backticks, compared with numbers, texts, dates and each other:
        ``"degree > 10 and not club in ['Mr. Hi']"``. ``&``, ``|`` and ``~`` stand for ``and``,
        ``or`` and ``not``; ``.isna()``, ``.notna()``, ``.str.contains("a")``,
        ``.str.startswith("a")``, ``.str.endswith("a")`` and ``@name`` are taken besides.
    table
        The fields. Edges have ``source`` and ``target`` too, the ids of their ends.
    names
        What ``@name`` stands for: a constant, or constants for ``in``.
    what
        What is chosen, for errors.

    Returns
    -------
    mask
        ``(M,)`` where it is true. Where a value is missing it is not, nor is its contrary.

    Raises
    ------
    VizlibError
        Where it cannot be read; the error shows the place.

    Examples
    --------
    >>> import pandas as pd
    >>> from vizlib.graphs.fields import frame_fields
    >>> where("age >= 18", frame_fields("nodes", pd.DataFrame({"age": [4, 18, None]})))
    array([False,  True, False])
    """
    source = PredicateText(text, what)
    reading = Reading(source, table, names)
    tree = source.parse()
    chosen = _truth_of(tree, reading, f"write for example {_example(tree, reading)}.")
    return np.broadcast_to(chosen.true, table.count).copy()


@dataclass(frozen=True, eq=False)
class Reading:
    """What a predicate is read with.

    Parameters
    ----------
    source
        The text.
    table
        The fields.
    names
        What ``@name`` stands for.
    """

    source: PredicateText
    table: FieldTable
    names: Mapping[str, object]


def _values_of(part: ast.expr, reading: Reading) -> Values:
    """Return what a part of the tree stands for."""
    reader = READERS.get(type(part))
    if reader is None:
        raise _no_part(part, reading)
    try:
        return reader(part, reading)
    except UnlikeError as error:
        raise reading.source.refuse(part, str(error)) from None


def _no_part(part: ast.expr, reading: Reading) -> VizlibError:
    return reading.source.refuse(part, f"this is no part of a predicate. {EXAMPLES}")


def _truth_of(part: ast.expr, reading: Reading, advice: str) -> Values:
    """Return the truth values of a part, and refuse one that has none."""
    values = _values_of(part, reading)
    if values.held != "truth values":
        held = (
            f"it is {values.values.tolist()[0]!r}" if values.constant else f"it holds {values.held}"
        )
        raise reading.source.refuse(part, f"this is neither true nor false: {held}; {advice}")
    return values


def _example(part: ast.expr, reading: Reading) -> str:
    """Return a truth value of what was given."""
    words = reading.source.words(part)
    plain = isinstance(part, (ast.Name, ast.Attribute))
    return f"{words if plain else f'({words})'} > 0, or == with one of its values"


def _constant(part: ast.Constant, reading: Reading) -> Values:
    values = of_constant(part.value)
    if part.value is None:
        raise reading.source.refuse(part, "what is missing is found by .isna() and .notna().")
    if values is None:
        raise _no_part(part, reading)
    return values


def _name(part: ast.expr, reading: Reading) -> Values:
    words = reading.source.words(part)
    if words.startswith("@"):
        return _given(part, words[1:], reading)
    return _field(part, words.strip("`"), reading)


def _field(part: ast.expr, name: str, reading: Reading) -> Values:
    table = reading.table
    if name in table:
        return of_field(table.field(name))
    if table.kind == "edges" and name in ENDS:
        ends = table.tables.source if name == "source" else table.tables.target
        ids = typed(pd.Series(table.tables.ids[ends].to_numpy(object), dtype=object))
        return of_field(ids)
    own = [*table.names(), *(ENDS if table.kind == "edges" else ())]
    error = unknown_field(table.kind, name, own, table.derived)
    raise reading.source.refuse(part, str(error))


def _given(part: ast.expr, name: str, reading: Reading) -> Values:
    """Return what the caller gives a name."""
    values = of_constant(_lookup(part, name, reading))
    if values is None:
        raise reading.source.refuse(
            part, f"names={{{name!r}: ...}} is no number, text, True, False or date; a list stands"
            " after in.",
        )  # fmt: skip
    return values


def _lookup(part: ast.expr, name: str, reading: Reading) -> object:
    if name not in reading.names:
        raise reading.source.refuse(
            part, f"nothing was given for @{name}: add names={{{name!r}: ...}}; given are"
            f" {listed(reading.names)}.",
        )  # fmt: skip
    return reading.names[name]


def _attribute(part: ast.Attribute, reading: Reading) -> Values:
    """Read a field whose name has points in it."""
    name = reading.source.words(part)
    if not all(isinstance(piece, (ast.Attribute, ast.Name, ast.Load)) for piece in ast.walk(part)):
        raise _no_part(part, reading)
    return (
        _field(part, name, reading) if name in reading.table else _refused_attribute(part, reading)
    )


def _refused_attribute(part: ast.Attribute, reading: Reading) -> Values:
    raise reading.source.refuse(
        part, f"fields have no .{part.attr} here; .isna(), .notna(), .str.contains('a'),"
        " .str.startswith('a') and .str.endswith('a') are all. A name with points stands in"
        " backticks.",
    )  # fmt: skip


def _call(part: ast.Call, reading: Reading) -> Values:
    """Read one of the few methods."""
    method = part.func
    if not isinstance(method, ast.Attribute) or part.keywords:
        raise _no_part(part, reading)
    if method.attr in ("isna", "notna") and not part.args:
        missing = _values_of(method.value, reading).missing
        answer = missing if method.attr == "isna" else ~missing
        return truth(answer, np.zeros(len(answer), bool))
    words = method.value
    if method.attr in WORD_TESTS and isinstance(words, ast.Attribute) and words.attr == "str":
        wanted, test = _wanted_word(part, reading), WORD_TESTS[method.attr]
        return matching(_values_of(words.value, reading), lambda word: test(word, wanted))
    return _refused_attribute(method, reading)


def _wanted_word(part: ast.Call, reading: Reading) -> str:
    only = part.args[0] if len(part.args) == 1 else None
    if only is not None and isinstance(only, (ast.Constant, ast.Name)):
        values = _values_of(only, reading)
        if values.constant and isinstance(values.values[0], str):
            return values.values[0]
    raise reading.source.refuse(part, "this takes one text, such as 'a'; it is taken as it is.")


def _unary(part: ast.UnaryOp, reading: Reading) -> Values:
    if isinstance(part.op, (ast.Not, ast.Invert)):
        words = reading.source.words(part.operand)
        sign = "not" if isinstance(part.op, ast.Not) else "~"
        return negation(_truth_of(part.operand, reading, f"write {sign} ({words} > 0)."))
    values = _values_of(part.operand, reading)
    zero = Values("numbers", np.zeros(1), np.zeros(1, bool), constant=True)
    if isinstance(part.op, ast.USub) and values.constant and values.held == "numbers":
        return Values("numbers", -values.values, values.missing, constant=True)
    return arithmetic("-" if isinstance(part.op, ast.USub) else "+", zero, values)


def _binary(part: ast.BinOp, reading: Reading) -> Values:
    sign = CALCULATED.get(type(part.op))
    if sign is None:
        raise _no_part(part, reading)
    return arithmetic(sign, _values_of(part.left, reading), _values_of(part.right, reading))


def _combined(part: ast.BoolOp, reading: Reading) -> Values:
    join = conjunction if isinstance(part.op, ast.And) else disjunction
    sides = (
        _truth_of(side, reading, f"write for example {_example(side, reading)}.")
        for side in part.values
    )
    return reduce(join, sides)


def _compared(part: ast.Compare, reading: Reading) -> Values:
    """Read a comparison, or a chain of them."""
    sides = [part.left, *part.comparators]
    answers = (
        _one_comparison(sign, first, second, part, reading)
        for sign, first, second in zip(part.ops, sides[:-1], sides[1:], strict=True)
    )
    return reduce(conjunction, answers)


def _one_comparison(
    sign: ast.cmpop, first: ast.expr, second: ast.expr, part: ast.Compare, reading: Reading
) -> Values:
    if isinstance(sign, (ast.In, ast.NotIn)):
        found = among(_values_of(first, reading), _several(second, reading))
        return found if isinstance(sign, ast.In) else negation(found)
    if type(sign) not in COMPARED:
        raise reading.source.refuse(
            part, "to compare, write == or !=; for what is missing .isna()."
        )
    return compare(COMPARED[type(sign)], _values_of(first, reading), _values_of(second, reading))


def _several(part: ast.expr, reading: Reading) -> list[Values]:
    """Read what stands after ``in``: a list of constants."""
    if isinstance(part, (ast.List, ast.Tuple, ast.Set)):
        several = [_values_of(item, reading) for item in part.elts]
        if all(values.constant for values in several):
            return several
    words = reading.source.words(part)
    if isinstance(part, ast.Name) and words.startswith("@"):
        return _several_given(part, words[1:], reading)
    raise reading.source.refuse(
        part, "after in stands a list of constants, such as ['x', 'y'], or @name; a text in a text"
        " is name.str.contains('x').",
    )  # fmt: skip


def _several_given(part: ast.expr, name: str, reading: Reading) -> list[Values]:
    given = _lookup(part, name, reading)
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        several = [of_constant(value) for value in given]
        constants = [values for values in several if values is not None]
        if len(constants) == len(several):
            return constants
    raise reading.source.refuse(
        part, f"names={{{name!r}: ...}} is no list of numbers, texts, booleans or dates."
    )


Reader = Callable[[Any, Reading], Values]
READERS: Mapping[type[ast.expr], Reader] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Call: _call,
    ast.UnaryOp: _unary, ast.BinOp: _binary, ast.BoolOp: _combined, ast.Compare: _compared,
}  # fmt: skip
"""All that a predicate may hold."""
