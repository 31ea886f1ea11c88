"""Text in columns -> a frame whose ids are what is written, and whole numbers where all are."""

import ast
import gzip
import re
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import pandas as pd

from vizlib.errors import VizlibError
from vizlib.graphs.read_rows import edge_frame
from vizlib.graphs.tables import index_of

WHOLE = re.compile("0|-?[1-9][0-9]*")
"""A whole number as it is always written: 7 and not 007, so that the two stay apart."""
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


def _open_bytes(place: Path) -> IO[bytes]:
    if place.suffix == ".gz":
        return gzip.open(place, "rb")  # type: ignore[return-value]
    return place.open("rb")


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
    how: Any = {"sep": separator, "na_values": empty, "keep_default_na": False, **header}
    fast = _by_arrow(place, list(first.columns), ids, how) if named else None
    if fast is not None:
        return fast
    text = {name: str for name in first.columns if name in ids}
    frame: pd.DataFrame = pd.read_csv(place, dtype=text, **how)
    return frame


def _by_arrow(
    place: Path, names: list[str], ids: Sequence[Hashable], how: Mapping[str, Any]
) -> pd.DataFrame | None:
    """Let Arrow read the ids, which is many times faster with text, and pandas the fields.

    None where the two might not agree on the rows, as where some have fewer columns.
    """
    texts = [name for name in names if name in ids]
    rest = [name for name in names if name not in ids]
    frame = _texts(place, names, texts, how["sep"]) if texts else None
    if frame is None or not rest:
        return frame
    fields: pd.DataFrame = pd.read_csv(place, usecols=rest, **how)
    return pd.concat([frame, fields], axis=1)[names] if len(fields) == len(frame) else None


def _texts(place: Path, names: list[str], texts: list[str], separator: str) -> pd.DataFrame | None:
    """Read some columns as text by Arrow, None where it cannot."""
    import pyarrow as pa
    from pyarrow import csv

    try:
        with _open_bytes(place) as stream:
            table = csv.read_csv(
                stream,
                read_options=csv.ReadOptions(column_names=names, skip_rows=1),
                parse_options=csv.ParseOptions(delimiter=separator, newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    include_columns=texts, column_types=dict.fromkeys(texts, pa.string()),
                    null_values=[""], strings_can_be_null=True,
                ),
            )  # fmt: skip
    except pa.ArrowInvalid:
        return None
    frame: pd.DataFrame = table.to_pandas()
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
    texts = pd.concat(list(columns), ignore_index=True)
    numbers = _whole_numbers(texts)
    if numbers is None:
        return list(columns)
    parts, begin = [], 0
    for column in columns:
        part = numbers[begin : begin + len(column)]
        parts.append(pd.Series(part, index=column.index, name=column.name))
        begin += len(column)
    return parts


def _whole_numbers(texts: "pd.Series[Any]") -> "pd.Index[Any] | None":
    """Read texts as the whole numbers that they are the usual words for; None where one is not."""
    import pyarrow as pa
    from pyarrow import compute

    words = pa.array(texts, type=pa.string(), from_pandas=True)
    if words.null_count or not WHOLE.fullmatch(next(iter(texts), "0")):
        return None
    try:
        numbers = compute.cast(words, pa.int64())
    except pa.ArrowInvalid:  # Words, or numbers beyond 64 bits.
        distinct = texts.unique()
        if not all(map(WHOLE.fullmatch, distinct)):
            return None
        exact: pd.Index[Any] = index_of([int(word) for word in distinct])
        return exact.take(pd.Index(distinct).get_indexer(texts))
    same = compute.all(compute.equal(compute.cast(numbers, pa.string()), words)).as_py()
    return pd.Index(numbers.to_numpy()) if same is not False else None


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
