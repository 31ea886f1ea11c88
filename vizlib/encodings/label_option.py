"""A label option and the fields -> the words of each node or edge, and which of them matter."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.choices import check_choices
from vizlib.encodings.given_colors import given_colors
from vizlib.encodings.read_option import read_option
from vizlib.errors import VizlibError, short_tracebacks
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_numbers


@short_tracebacks
@dataclass(frozen=True, kw_only=True, eq=False)
class Label:
    """Label nodes or edges by a field, the most important ones alone.

    Parameters
    ----------
    field
        The name of a field, ``True`` for the ids of nodes, or values.
    top
        How many are labelled at most; all where it is None.
    by
        A field of numbers that says which matter most. By default it is the size, then the degree;
        of edges the width, then what is written where that is a number, then the degree of the
        ends. Of labels that would overlap the less important is left out.
    size
        Height of the letters in points where there is room; by default the theme's.
    color
        A colour, or data of colours; by default the theme's ink.
    weight
        ``"normal"`` or ``"bold"``.

    Raises
    ------
    VizlibError
        Where ``top`` is not a whole number above zero, ``size`` no height, ``color`` no colour, or
        ``weight`` no weight.

    Notes
    -----
    Names keep clear of one another. Where it is crowded they move, and a thin line joins them to
    what they name; long ones are broken into two lines; then the letters of all of them shrink, to
    6 points; only then names fall, the least important of the whole picture first, and the picture
    says how many it names.

    Examples
    --------
    >>> import vizlib as vz
    >>> vz.label("name", top=20, by="degree").top
    20
    """

    field: Any = dataclasses.field(default=True, kw_only=False)
    top: int | None = None
    by: Any = None
    size: float | None = None
    color: Any = None
    weight: Literal["normal", "bold"] | None = None

    def __post_init__(self) -> None:
        check_choices(self)
        size = self.size
        if size is not None and (
            isinstance(size, bool) or not isinstance(size, (int, float)) or not 0 < size < 1000
        ):
            raise VizlibError(f"size={size!r} must be points above zero, such as 9, or None.")
        top = self.top
        if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
            raise VizlibError(f"top={top!r} must be a whole number above zero, or None for all.")


label = Label


def as_label(option: Any) -> Label | None:
    """Return what a label option means, or None where nothing is labelled."""
    if option is None or option is False:
        return None
    return option if isinstance(option, Label) else Label(option)


def words_of(option: Label, table: FieldTable, name: str) -> tuple[str, ...]:
    """Return a word for each node or edge, empty where the value is missing.

    Parameters
    ----------
    option
        What is asked for.
    table
        The fields it may name.
    name
        The option's name, for errors.
    """
    if option.field is True and "id" not in table:
        fields = ", ".join(map(str, table.names())) or "none"
        raise VizlibError(f"{name}=True: edges have no ids; name a field: {fields}.")
    values = read_option("id" if option.field is True else option.field, table, name)
    lost = values.isna().to_numpy()
    return tuple("" if gone else word(value) for value, gone in zip(values, lost, strict=True))


def word(value: Any) -> str:
    """Write a value as a label: numbers to four digits.

    Examples
    --------
    >>> word(0.123456), word(3.0), word("Oslo")
    ('0.1235', '3', 'Oslo')
    """
    if not isinstance(value, (float, np.floating)) or not np.isfinite(value):
        return str(value)
    number = float(value)
    return f"{number:.0f}" if abs(number) < 1e15 and number.is_integer() else f"{number:.4g}"


def importance(option: Label, table: FieldTable, otherwise: FloatArray, name: str) -> FloatArray:
    """Return ``(M,)`` how much each label matters; -1 where it is not among the top.

    Parameters
    ----------
    option
        What is asked for.
    table
        The fields it may name.
    otherwise
        ``(M,)`` what says so where the option does not, 0 or more.
    name
        The option's name, for errors.
    """
    rank = otherwise
    if option.by is not None:
        values = read_option(option.by, table, f"{name}: by")
        numbers = _numbers(values, f"{name} by={option.by!r}")
        order = np.lexsort([otherwise, numbers])
        rank = np.empty(len(order))
        rank[order] = np.arange(len(order))
    if option.top is None or option.top >= len(rank):
        return rank
    chosen = np.argsort(-rank, kind="stable")[: option.top]
    kept = np.full(len(rank), -1.0)
    kept[chosen] = rank[chosen]
    return kept


def label_color(option: Label, table: FieldTable, name: str) -> FloatArray:
    """Return ``(1, 4)`` or ``(M, 4)`` RGBA of labels, no row where nothing was said.

    Parameters
    ----------
    option
        What is asked for.
    table
        The fields of what is labelled.
    name
        The option's name, for errors.
    """
    if option.color is None:
        return np.zeros((0, 4))
    from matplotlib.colors import is_color_like, to_rgba

    if is_color_like(option.color):
        return np.array([to_rgba(option.color)])
    colors = given_colors(option.color, table)
    if colors is None:
        raise VizlibError(
            f"{name}: color={option.color!r} is no colour; give one, such as 'crimson', or a colour"
            f" for each of the {table.count:,} {table.kind}."
        )
    return colors


def _numbers(values: Any, what: str) -> FloatArray:
    try:
        return np.nan_to_num(as_numbers(values), nan=-np.inf)
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"{what}: what matters is told by numbers, and these are none."
        ) from error
