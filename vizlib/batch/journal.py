"""Rows as they come -> a journal that survives any ending, and a manifest when the run is done."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from vizlib.batch.files import open_own, write_all
from vizlib.batch.folder import JOURNAL, MANIFEST, Folder, clear_errors
from vizlib.batch.rows import COLUMNS, Row, journal_rows, line_of, manifest_rows
from vizlib.batch.serialize import FIGURE_DIGEST_BYTES, digest, name_number
from vizlib.errors import warn

ROWS_A_CHUNK = 20_000
SECOND_NS = 10**9
TAIL_BYTES = 1 << 20
"""More than a line of a journal has."""
READERS = {MANIFEST: manifest_rows, JOURNAL: journal_rows}
"""Files with rows, the older ones first."""


class Stamp(NamedTuple):
    """What a figure was when it was written.

    Parameters
    ----------
    key
        A digest of all that decides how it looks.
    size, mtime_ns, digest
        Of its file.
    """

    key: str
    size: int
    mtime_ns: int
    digest: str


class Journal:
    """What is known of the figures in a folder.

    Rows are appended to a file as figures come; a line that a dying process left half is passed
    over. Of two rows of one name the later counts. What makes no sense is set aside under another
    name, with a warning.

    Parameters
    ----------
    folder
        The folder.

    Raises
    ------
    VizlibError
        Where the folder cannot be read or written.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder, self.out = folder, folder.out
        self.own_names: set[int] = set()
        self.stamps: dict[int, Stamp] = {}
        self._descriptor = -1
        with clear_errors(self.out):
            damaged = [name for name, read in READERS.items() if self._learn(read(self.out / name))]
            aside = self._mend(damaged) if damaged else []
            cut_tail(self.out / JOURNAL)
            self._descriptor = open_own(self.out / JOURNAL)
        if aside:
            names = ", ".join(path.name for path in aside)
            warn(
                f"Parts of {', '.join(damaged)} in {str(self.out)!r} made no sense; all of it"
                f" stands aside as {names}, and figures of which nothing is known any more are"
                " drawn again."
            )

    def _learn(self, rows: Iterable[Row | None]) -> bool:
        """Take in the rows of earlier runs; tell whether some of it makes no sense."""
        is_damaged = False
        for row in rows:
            if row is None:
                is_damaged = True
                continue
            number = name_number(row["name"])
            self.stamps.pop(number, None)
            if row["status"] == "done":
                self.folder.claim(row["file"])
                self.stamps[number] = Stamp(
                    row["key"], row["bytes"], row["mtime_ns"], row["digest"]
                )  # fmt: skip
        return is_damaged

    def _mend(self, damaged: list[str]) -> list[Path]:
        """Write the rows that make sense into a new journal, and set the damaged files aside."""
        mended = self.folder.work / JOURNAL
        with mended.open("wb") as lines:
            for name, read in READERS.items():
                if name in damaged or name == JOURNAL:
                    rows = read(self.out / name)
                    lines.writelines(line_of(row) for row in rows if row is not None)
        aside = [set_aside(self.out / name) for name in damaged]
        mended.replace(self.out / JOURNAL)
        return aside

    def rows(self) -> Iterator[Row]:
        """Go through all rows, those of earlier runs first."""
        for name, read in READERS.items():
            yield from (row for row in read(self.out / name) if row is not None)

    def is_done(self, name: str, file: str, key: str) -> bool:
        """Tell whether a figure stands in the folder as it would be drawn now."""
        stamp = self.stamps.get(name_number(name))
        return stamp is not None and stamp.key == key and stands(self.out / file, stamp)

    def add_name(self, name: str) -> None:
        """Remember that a graph belongs to this run."""
        self.own_names.add(name_number(name))

    def add(self, rows: Iterable[Row]) -> None:
        """Append rows."""
        write_all(self._descriptor, b"".join(map(line_of, rows)))

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
        if self._descriptor < 0:
            return
        if whole:
            temporary = self.folder.work / MANIFEST
            with temporary.open("wb") as stream:  # a path that is no Unicode is not for Arrow
                self._last_rows().to_parquet(stream, index=False)
            temporary.replace(self.out / MANIFEST)
        if whole or not os.fstat(self._descriptor).st_size:
            with suppress(FileNotFoundError):
                (self.out / JOURNAL).unlink()
        os.close(self._descriptor)
        self._descriptor = -1


def stands(path: Path, stamp: Stamp) -> bool:
    """Tell whether a figure is the one that was written, by its time or else by its content."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size != stamp.size:
            return False
        if status.st_mtime_ns == stamp.mtime_ns and stamp.mtime_ns % SECOND_NS:
            return True  # times in whole seconds tell too little
        return digest(path.read_bytes(), FIGURE_DIGEST_BYTES) == stamp.digest
    except OSError:
        return False


def set_aside(path: Path) -> Path:
    """Give a file another name that is free, and return it."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
        number += 1
    return path.rename(aside)


def cut_tail(path: Path) -> None:
    """Cut off what a dying process left of a line."""
    if not path.exists():
        return
    with path.open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - TAIL_BYTES))
        tail = stream.read()
        stream.truncate(size - len(tail) + tail.rfind(b"\n") + 1)


def _frame(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
