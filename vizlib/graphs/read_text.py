"""Text in columns -> a frame whose ids are what is written, and whole numbers where all are."""

import ast
import gzip
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError
from vizlib.graphs.read_rows import edge_frame
from vizlib.graphs.tables import index_of

WHOLE = "0|-?[1-9][0-9]*"
"""A whole number as it is always written: 7 and not 007, so that the two stay apart."""
MAX_INT64_LETTERS = 18
"""Whole numbers of so many letters are within 64 bits, whatever they are."""
MISSING_WORDS = (
    *("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"),
    *("<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
)
"""What stands for a missing value, as pandas reads it, but for ids."""


def open_text(place: Path) -> IO[str]:
    """Open a text file, compressed or not."""
    if place.suffix == ".gz":
        return gzip.open(place, "rt", encoding="utf-8")
    return place.open(encoding="utf-8")


def read_columns(
    place: Path, ids: Sequence[Hashable], separator: str, named: bool = True
) -> pd.DataFrame:
    """Read a text file, its ids as text.

    Parameters
    ----------
    place
        The file.
    ids
        Columns that hold ids, whether they are there or not: only an empty one is missing.
    separator
        Between columns.
    named
        Whether the first line names the columns; they are numbers otherwise.
    """
    header: Any = {"header": 0 if named else None, "comment": None if named else "#"}
    first = pd.read_csv(place, sep=separator, nrows=1, dtype=str, **header)
    empty = {name: [""] if name in ids else list(MISSING_WORDS) for name in first.columns}
    text = {name: str for name in first.columns if name in ids}
    frame: pd.DataFrame = pd.read_csv(
        place, sep=separator, dtype=text, na_values=empty, keep_default_na=False, **header
    )
    return frame


def read_edge_list(place: Path, source: Hashable, target: Hashable) -> pd.DataFrame:
    """Read an edge list: two columns of ids, then fields, or a dict as networkx writes it.

    Parameters
    ----------
    place
        The file.
    source, target
        What to call the columns of the ends.
    """
    with open_text(place) as lines:
        plain = (line.partition("#")[0].strip() for line in lines)
        first = next((line for line in plain if line), "")
    if first.endswith("}"):
        return _read_dicts(place, source, target)
    frame = read_columns(place, (0, 1), r"\s+", named=False)
    named = [str(name) for name in range(3, len(frame.columns) + 1)]
    rest = ["weight"] if len(named) == 1 else [f"field_{name}" for name in named]
    frame.columns = pd.Index([source, target, *rest])
    return frame


def _read_dicts(place: Path, source: Hashable, target: Hashable) -> pd.DataFrame:
    with open_text(place) as lines:
        rows = [line.split(None, 2) for line in lines if line.strip() and line.strip()[0] != "#"]
    edges = [(*row[:2], ast.literal_eval(row[2]) if len(row) > 2 else {}) for row in rows]
    return edge_frame(edges, source, target)


def whole(columns: Sequence["pd.Series[Any]"]) -> list["pd.Series[Any]"]:
    """Turn columns of text into whole numbers, where all texts of all columns are such.

    Parameters
    ----------
    columns
        Ids that must stay comparable.

    Examples
    --------
    >>> [column.tolist() for column in whole([pd.Series(["7"]), pd.Series(["12", "-3"])])]
    [[7], [12, -3]]
    >>> [column.tolist() for column in whole([pd.Series(["7"]), pd.Series(["007"])])]
    [['7'], ['007']]
    """
    codes, words = pd.factorize(pd.concat(list(columns), ignore_index=True))
    texts = pd.Series(words, dtype=str)
    if (codes < 0).any() or not texts.str.fullmatch(WHOLE).all():
        return list(columns)
    short = len(texts) > 0 and texts.str.len().max() <= MAX_INT64_LETTERS
    numbers = pd.Index(texts.astype(np.int64)) if short else index_of([int(word) for word in words])
    parts, begin = [], 0
    for column in columns:
        part = numbers[codes[begin : begin + len(column)]]
        parts.append(pd.Series(part, index=column.index, name=column.name))
        begin += len(column)
    return parts


def is_text(values: "pd.Index[Any] | pd.Series[Any]") -> bool:
    """Tell whether there is a value, and all are words."""
    return len(values) > 0 and all(isinstance(value, str) for value in values)


def read_ids(place: Path, id: Hashable | None, separator: str) -> pd.DataFrame:
    """Read a table of nodes, its index the ids as text.

    Parameters
    ----------
    place
        The file.
    id
        The column with the ids; by default ``id``, or the first one.
    separator
        Between columns.
    """
    names = list(pd.read_csv(place, sep=separator, nrows=0).columns)
    name = id if id is not None else ("id" if "id" in names else next(iter(names), None))
    if name not in names:
        raise VizlibError(
            f"{str(place)!r} has no column {name!r} for the ids of the nodes; it has {names}."
        )
    return read_columns(place, (name,), separator).set_index(name)
