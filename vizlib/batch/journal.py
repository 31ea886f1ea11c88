"""Rows as they come -> a journal that survives any ending, and a manifest when the run is done."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

import pandas as pd

from vizlib.batch.draw import Row
from vizlib.batch.serialize import name_number
from vizlib.errors import VizlibError

MANIFEST = "manifest.parquet"
JOURNAL = "journal.jsonl"
ROWS_A_CHUNK = 20_000
COLUMNS = {
    "number": "int64", "name": "str", "file": "str", "status": "str", "seconds": "float64",
    "memory": "int64", "bytes": "int64", "worker": "str", "error": "str", "traceback": "str",
    "warnings": "str", "key": "str",
}  # fmt: skip


class Journal:
    """What is known of the figures in a folder.

    Rows are appended to a file as figures come; a line that a dying process left half is passed
    over. Of two rows of one name the later counts.

    Parameters
    ----------
    out
        The folder.

    Raises
    ------
    VizlibError
        Where another run is writing into the folder.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.own_names: set[int] = set()
        self.stream: IO[str] = (out / JOURNAL).open("a", encoding="utf-8")
        try:
            _lock(self.stream)
        except OSError:
            self.stream.close()
            raise VizlibError(
                f"Another run is writing into {str(out)!r}; wait for it, cancel it, or give another"
                " out."
            ) from None
        if _ends_inside_a_line(out / JOURNAL):
            self.stream.write("\n")
        self.keys = {
            name_number(row["name"]): (row["key"], row["bytes"])
            for row in self.rows()
            if row["status"] == "done"
        }

    def rows(self) -> Iterator[Row]:
        """Go through all rows, those of earlier runs first."""
        if (self.out / MANIFEST).exists():
            import pyarrow.parquet as pq

            with pq.ParquetFile(self.out / MANIFEST) as file:
                for batch in file.iter_batches():
                    yield from batch.to_pylist()
        with (self.out / JOURNAL).open(encoding="utf-8") as lines:
            for line in lines:
                with suppress(ValueError):
                    row = json.loads(line)
                    if isinstance(row, dict) and row.keys() == COLUMNS.keys():
                        yield row

    def is_done(self, name: str, file: str, key: str) -> bool:
        """Tell whether a figure stands in the folder as it would be drawn now."""
        stored = self.keys.get(name_number(name))
        if stored is None or stored[0] != key:
            return False
        try:
            return bool((self.out / file).stat().st_size == stored[1])
        except OSError:
            return False

    def add_name(self, name: str) -> None:
        """Remember that a graph belongs to this run."""
        self.own_names.add(name_number(name))

    def add(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        for row in rows:
            self.stream.write(json.dumps(row) + "\n")
        self.stream.flush()

    def table(self) -> pd.DataFrame:
        """Return the last row of each graph of this run, in the order of the graphs."""
        frame = self._last_rows()
        mine = frame["name"].map(lambda name: name_number(name) in self.own_names).astype(bool)
        return frame[mine].reset_index(drop=True)

    def _last_rows(self) -> pd.DataFrame:
        rows, parts = self.rows(), [_frame([])]
        while chunk := list(islice(rows, ROWS_A_CHUNK)):
            parts.append(_frame(chunk))
        frame = pd.concat(parts).drop_duplicates("name", keep="last")
        return frame.sort_values(["number", "name"], ignore_index=True)

    def close(self, whole: bool = True) -> None:
        """Write the manifest and end the journal.

        Parameters
        ----------
        whole
            Whether the manifest can be written; else the journal stays for the next run.
        """
        if self.stream.closed:
            return
        if whole:
            temporary = self.out / f".{MANIFEST}"
            self._last_rows().to_parquet(temporary, index=False)
            temporary.replace(self.out / MANIFEST)
        if whole or not (self.out / JOURNAL).stat().st_size:
            (self.out / JOURNAL).unlink()
        self.stream.close()


def _frame(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _ends_inside_a_line(path: Path) -> bool:
    """Tell whether a file ends in the middle of a line."""
    with path.open("rb") as stream:
        if not stream.seek(0, os.SEEK_END):
            return False
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) != b"\n"


def _lock(stream: IO[str]) -> None:
    """Keep other runs out until this process ends, where the file system can."""
    import errno
    import fcntl

    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise
