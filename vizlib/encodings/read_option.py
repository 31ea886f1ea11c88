"""An option and the fields -> the values it names, the weights or the sort keys it stands for."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from vizlib.encodings.scales import By, Value, field_key
from vizlib.errors import VizlibError, shown
from vizlib.graphs.fields import MAX_WEIGHT, FieldTable
from vizlib.graphs.values import floats_or_missing


def read_option(option: Any, table: FieldTable, name: str) -> "pd.Series[Any]":
    """Read a field by its name, or data as it was given.

    Parameters
    ----------
    option
        A field's name, ``by(...)``, an array, a Series or a mapping.
    table
        The fields it may name.
    name
        The option's name, for errors.

    Returns
    -------
    values
        ``(M,)`` a value a row.

    Raises
    ------
    VizlibError
        Where it is a constant, or no field of the table.
    """
    key = field_key(option)
    if key is not None:
        return table.field(key)
    given = option.field if isinstance(option, By) else option
    if np.isscalar(given) or given is None or isinstance(given, Value):
        words = f"vz.value({given.value!r})" if isinstance(given, Value) else shown(given)
        called = f" vz.by({given!r}) is the field of that name." if given in table else ""
        raise VizlibError(
            f"{name}={words} is not a field: give the name of one, or a value for each of the"
            f" {table.count:,} {table.kind}.{called}"
        )
    return table.align(given)


def read_weights(option: Any, edges: FieldTable) -> "pd.Series[Any]":
    """Read what edges weigh: ``(E,)`` numbers of 0 or more, missing where nothing is said."""
    values = read_option(option, edges, "edge_weight")
    numbers = floats_or_missing(values)
    if (numbers.isna() & values.notna()).any():
        raise VizlibError(
            f"edge_weight={shown(option)}: weights are added up, and some values are no numbers."
        )
    if (numbers < 0).any() or (numbers > MAX_WEIGHT).any():
        raise VizlibError(
            f"edge_weight={shown(option)} has values below zero, infinite ones or some beyond"
            f" {MAX_WEIGHT:g}; weights are added up, and each is 0 or more."
        )
    return numbers


def sort_keys(
    table: FieldTable, sort_by: Any, name: str = "sort_by"
) -> Iterator[tuple["pd.Series[Any]", bool]]:
    """Read the values that rows are sorted by, the most important first, and which run down."""
    keys = sort_by if is_several(sort_by) else [] if sort_by is None else [sort_by]
    for key in keys:
        yield read_option(key, table, name), isinstance(key, By) and key.reverse


def is_several(option: Any) -> bool:
    """Tell whether an option is a list of fields, not a list of values."""
    return isinstance(option, (list, tuple)) and all(isinstance(part, (str, By)) for part in option)
