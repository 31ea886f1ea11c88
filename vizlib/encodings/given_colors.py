"""Data that is colours already -> RGBA, as it is given; anything else is left to a scale."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.encodings.palettes import as_colors
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable

CHANNELS = (3, 4)
UNSEEN = "none"


def given_colors(option: object, table: FieldTable) -> FloatArray | None:
    """Read data whose every value is a colour.

    Parameters
    ----------
    option
        An array, a list, a Series or a mapping: words such as ``"red"`` or ``"#ff0000"``, or
        RGB(A) of numbers from 0 to 1. A name of a field is none, nor are words that are numbers.
    table
        The rows that have the colours.

    Returns
    -------
    rgba
        ``(M, 4)``, NaN where a value is missing; None where the data is no colours.

    Raises
    ------
    VizlibError
        Where there are more or fewer colours than rows.
    """
    if isinstance(option, np.ndarray) and option.ndim == 2:
        return _rows(option, table)
    data = (list, np.ndarray, pd.Series, pd.Index, pd.api.extensions.ExtensionArray, Mapping)
    scalar = isinstance(option, np.ndarray) and option.ndim == 0
    if scalar or not isinstance(option, data) or not len(option):
        return None
    values: pd.Series[Any] = table.align(option)
    present = values.notna().to_numpy()
    if pd.api.types.is_numeric_dtype(values.dtype) or not present.any():
        return None
    if not all(_is_color(value) for value in values[present]):
        return None
    rgba = np.full((len(values), 4), np.nan)
    rgba[present] = as_colors([_plain(value) for value in values[present]])
    return rgba


def _rows(option: "np.ndarray[Any, Any]", table: FieldTable) -> FloatArray:
    """Read rows of RGB(A)."""
    if option.shape[1] not in CHANNELS or option.dtype.kind not in "fiub":
        raise VizlibError(
            f"An array of shape {option.shape} is neither values, one for each of the"
            f" {table.count:,} {table.kind}, nor rows of RGB(A)."
        )
    if len(option) != table.count:
        raise VizlibError(f"{len(option):,} colours were given for {table.count:,} {table.kind}.")
    lost = np.isnan(option.astype(float)).any(axis=1)
    rgba = as_colors(list(np.where(lost[:, None], 0, option))) if len(option) else np.zeros((0, 4))
    return np.where(lost[:, None], np.nan, rgba)


def _is_color(value: object) -> bool:
    """Tell whether a value is a colour, and neither a number nor nothing to be seen."""
    from matplotlib.colors import is_color_like

    if isinstance(value, str):
        return value.lower() != UNSEEN and not _is_number(value) and is_color_like(value)
    return isinstance(value, (tuple, list, np.ndarray)) and bool(is_color_like(_plain(value)))


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else tuple(value)
