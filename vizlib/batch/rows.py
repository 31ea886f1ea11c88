"""Lines and columns in a folder -> rows, each looked at: nothing in a folder is taken on trust."""

import errno
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from vizlib.batch.serialize import plain_text

Row = dict[str, Any]
"""What became of a graph: column of the manifest -> value."""
COLUMNS = {
    "number": "int64", "name": "str", "file": "str", "status": "str", "seconds": "float64",
    "memory": "int64", "bytes": "int64", "worker": "str", "error": "str", "traceback": "str",
    "warnings": "str", "key": "str", "mtime_ns": "int64", "digest": "str",
}  # fmt: skip
DEFAULTS: Row = {"mtime_ns": 0, "digest": ""}
"""What rows of earlier versions lack."""
STATES = ("done", "failed")
LINE_START = b'{"number": '
"""How each line of a journal begins, and so what is left of one that was cut."""


def checked_row(row: object) -> Row | None:
    """Return a row with all its columns, or None where it is none.

    Examples
    --------
    >>> checked_row({"name": "a"}) is None
    True
    """
    if not isinstance(row, Mapping):
        return None
    whole = DEFAULTS | dict(row)
    if whole.keys() != COLUMNS.keys() or whole["status"] not in STATES:
        return None
    if not all(_fits(whole[name], kind) for name, kind in COLUMNS.items()):
        return None
    return cleaned_row(whole)


def cleaned_row(row: Row) -> Row:
    """Bring a row into the order of the columns, its texts into valid Unicode."""
    whole = DEFAULTS | row
    return {
        name: plain_text(whole[name]) if kind == "str" else whole[name]
        for name, kind in COLUMNS.items()
    }


def _fits(value: object, kind: str) -> bool:
    if kind == "str":
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int if kind == "int64" else (int, float)):
        return False
    return -(2**63) <= value < 2**63 if isinstance(value, int) else math.isfinite(value)


def line_of(row: Row) -> bytes:
    """Write a row as a line of a journal."""
    return (json.dumps(cleaned_row(row)) + "\n").encode()


def journal_rows(path: Path) -> Iterator[Row | None]:
    """Go through the rows of a journal; None stands for a line that makes no sense.

    The end of a line that a dying process left half is passed over.
    """
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            if line.isspace() or _is_cut(line):
                continue
            yield _parsed(line)


def _is_cut(line: bytes) -> bool:
    return not line.endswith(b"\n") and (line.startswith(LINE_START) or LINE_START.startswith(line))


def _parsed(line: bytes) -> Row | None:
    try:
        return checked_row(json.loads(line.decode("utf-8")))
    except (ValueError, RecursionError):
        return None


def manifest_rows(path: Path) -> Iterator[Row | None]:
    """Go through the rows of a manifest; None stands for a row or a rest that makes no sense."""
    import pyarrow.parquet as pq

    if not path.exists():
        return
    try:
        with path.open("rb") as stream, pq.ParquetFile(stream) as file:
            if not is_schema(file.schema_arrow.names):
                yield None
                return
            for batch in file.iter_batches():
                yield from map(checked_row, batch.to_pylist())
    except Exception as error:  # a damaged file raises whatever its reader comes upon
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        yield None


def is_schema(names: Iterable[str]) -> bool:
    """Tell whether columns are those of a manifest, of this version or an earlier one."""
    return {*names, *DEFAULTS} == COLUMNS.keys()
