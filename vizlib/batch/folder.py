"""A path -> the folder of a run: what in it runs of vizlib made, and a place for the half done."""

import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path

from vizlib.batch.files import folds_case, lock, open_own, write_all
from vizlib.batch.rows import journal_rows, manifest_rows
from vizlib.batch.serialize import name_number
from vizlib.errors import VizlibError

MANIFEST = "manifest.parquet"
JOURNAL = "journal.jsonl"
SHEET = "index.html"
THUMBNAIL_FOLDER = "thumbnails"
REGISTER = ".vizlib"
"""The file that names what runs of vizlib made in a folder; nothing else is ever written over."""
WORK_PREFIX = ".vizlib-work-"
"""Of the folder for what is not finished, one for each run; it goes when the run ends."""
LOG_FOLDER = "logs"
"""The folder inside the work folder that stays where it can explain a failure."""
REGISTER_FORMAT = 1
HEADER = f"# vizlib folder format {REGISTER_FORMAT}: runs made these files and may replace them\n"
HEADER_PATTERN = re.compile(rb"# vizlib folder format (\d{1,9})\b")
HEADER_BYTES = 4096
FILE_PATTERN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
WORK_PATTERN = re.compile(re.escape(WORK_PREFIX) + "[0-9a-f]{16}")
SHEET_MARKS = (b'<meta name="generator" content="vizlib">', b":root { --paper: #fff; --ink: #1f24")
"""What the head of a contact sheet holds, of this version or an earlier one."""
SHEET_HEAD_BYTES = 1000
OWN_KINDS = {
    REGISTER: stat.S_ISREG, JOURNAL: stat.S_ISREG, MANIFEST: stat.S_ISREG, SHEET: stat.S_ISREG,
    THUMBNAIL_FOLDER: stat.S_ISDIR,
}  # fmt: skip
OWNER_ONLY = 0o700


class Folder:
    """The folder of a run, locked against other runs.

    A run writes over what a run before it made, and over nothing else; it removes the work folder
    that it made itself.

    Parameters
    ----------
    place
        The folder, which is made if need be.

    Raises
    ------
    VizlibError
        Where it cannot be written, another run is writing into it, or something stands in the way
        that no run made.
    """

    def __init__(self, place: str | os.PathLike[str]) -> None:
        self.out = make_folder(place)
        self.foreign: frozenset[str] = frozenset()
        with clear_errors(self.out), ExitStack() as stack:
            check_way(self.out)
            self._register = open_own(self.out / REGISTER)
            stack.callback(self.close)
            lock(self._register, self.out)
            self._own: set[int] = set()
            leftovers = self._read_register()
            name = work_name()
            write_all(self._register, f"{name}\n".encode())
            self.work = make_work(self.out / name)
            for name in leftovers:
                shutil.rmtree(self.out / name, ignore_errors=True)
            (self.out / THUMBNAIL_FOLDER).mkdir(exist_ok=True)
            self.folds_case = folds_case(self.work)
            stack.pop_all()

    def _read_register(self) -> list[str]:
        """Learn what runs made, and return the work folders among it."""
        content = (self.out / REGISTER).read_bytes()
        if content and not content.endswith(b"\n"):
            write_all(self._register, b"\n")
        if HEADER_PATTERN.search(content) is None:
            write_all(self._register, HEADER.encode())
        works = []
        for line in content.decode("ascii", "replace").splitlines():
            if WORK_PATTERN.fullmatch(line):
                works.append(line)
            elif FILE_PATTERN.fullmatch(line):
                self._own |= {name_number(line), name_number(thumbnail_of(line))}
        return works

    def claim(self, file: str) -> None:
        """Write down that a file is a run's, before it is drawn."""
        if name_number(file) in self._own or not FILE_PATTERN.fullmatch(file):
            return
        self._own |= {name_number(file), name_number(thumbnail_of(file))}
        write_all(self._register, f"{file}\n".encode())

    def look_around(self) -> None:
        """Find the files, links and folders that no run made."""
        with clear_errors(self.out):
            inside = [(entry.name, entry) for entry in os.scandir(self.out)]
            for entry in os.scandir(self.out / THUMBNAIL_FOLDER):
                inside.append((f"{THUMBNAIL_FOLDER}/{entry.name}", entry))
            self.foreign = frozenset(
                self._folded(name)
                for name, entry in inside
                if name_number(name) not in self._own or not entry.is_file(follow_symlinks=False)
            )

    def refusal(self, file: str) -> str:
        """Say why a figure may not be written, or nothing."""
        for name in (file, thumbnail_of(file)):
            if self._folded(name) in self.foreign:
                return (
                    f"{str(self.out / name)!r} was there before, and no run of vizlib made it; move"
                    " it away, or give another out."
                )
        return ""

    def _folded(self, name: str) -> str:
        return name.lower() if self.folds_case else name

    def check_there(self) -> None:
        """Raise where the folder was removed or replaced since the run began.

        Raises
        ------
        VizlibError
            Saying so.
        """
        try:
            status = (self.out / REGISTER).lstat()
            there = os.path.samestat(status, os.fstat(self._register)) and self.work.is_dir()
        except (FileNotFoundError, NotADirectoryError):
            there = False
        except OSError:  # a file system that does not answer now is not gone
            return
        if not there:
            raise VizlibError(
                f"out={str(self.out)!r} or its folder {self.work.name!r} was removed or replaced"
                " while figures were drawn; the same call draws what is not there any more."
            )

    def close(self, keep_logs: bool = False) -> None:
        """Remove what is not finished, and let other runs in.

        Parameters
        ----------
        keep_logs
            Whether logs stay where there are any, to explain a failure.
        """
        if self._register < 0:
            return
        os.close(self._register)
        self._register = -1
        if hasattr(self, "work"):
            remove_work(self.work, keep_logs)


def work_name() -> str:
    """Return a name for a work folder that nobody can foresee."""
    return f"{WORK_PREFIX}{secrets.token_hex(8)}"


def make_work(path: Path) -> Path:
    """Make a folder for what is not finished into which nobody else can look."""
    path.mkdir(mode=OWNER_ONLY)
    return path


def remove_work(work: Path, keep_logs: bool) -> None:
    """Remove what a run left half done, but for its logs where these shall stay."""
    logs = work / LOG_FOLDER
    if not (keep_logs and logs.is_dir() and any(logs.iterdir())):
        shutil.rmtree(work, ignore_errors=True)
        return
    for path in work.iterdir():
        with suppress(OSError):
            path.unlink()


def make_folder(place: str | os.PathLike[str]) -> Path:
    """Make the folder of figures, or say why that cannot be."""
    try:
        out = Path(place).absolute()
        is_file = out.exists() and not out.is_dir()
        if not is_file:
            out.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise VizlibError(
            f"out={os.fspath(place)!r} cannot be made ({error}); give a folder that can be written."
        ) from error
    if is_file:
        raise VizlibError(f"out={str(place)!r} is a file; give a folder, which is made if need be.")
    return out


@contextmanager
def clear_errors(out: Path) -> Iterator[None]:
    """Say which folder could not be read or written."""
    try:
        yield
    except OSError as error:
        raise VizlibError(
            f"out={str(out)!r} cannot be used ({error}); make room or give yourself the right to"
            " write there, or give another out. What is drawn stays."
        ) from error


def check_way(out: Path) -> None:
    """Refuse a folder where something stands in the way that no run made, before it is touched.

    Raises
    ------
    VizlibError
        Naming it.
    """
    there = {name: path_kind(out / name) for name in OWN_KINDS}
    for name, mode in there.items():
        if mode is None:
            continue
        if stat.S_ISLNK(mode):
            raise in_the_way(out / name, "is a link, which no run of vizlib made or follows")
        if not OWN_KINDS[name](mode):
            raise in_the_way(out / name, "is no file or folder of the kind that a run makes")
    if there[REGISTER] is not None:
        check_register(out / REGISTER)
    if not is_sheet(out / SHEET):
        raise in_the_way(out / SHEET, "was there before, and no run of vizlib made it")
    if there[REGISTER] is None:
        check_unregistered(out)


def check_register(path: Path) -> None:
    """Refuse a register that is none, or that a later version wrote."""
    with path.open("rb") as stream:
        head = stream.read(HEADER_BYTES)
    header = HEADER_PATTERN.search(head)
    is_cut = HEADER.encode().startswith(head.strip(b"\0 \n"))
    if header is None and not is_cut:
        raise in_the_way(path, "was there before, and no run of vizlib made it")
    if header is not None and int(header[1]) > REGISTER_FORMAT:
        raise in_the_way(path, "was written by a later vizlib; update this one")


def check_unregistered(out: Path) -> None:
    """Take over what a version without a register made, where its rows show that it did."""
    told = {
        name: list(islice(read(out / name), 2))
        for name, read in ((MANIFEST, manifest_rows), (JOURNAL, journal_rows))
    }
    for name, rows in told.items():
        if None in rows:
            raise in_the_way(out / name, "was there before, and no run of vizlib made it")
    thumbnails = out / THUMBNAIL_FOLDER
    if not any(told.values()) and thumbnails.is_dir() and any(thumbnails.iterdir()):
        raise in_the_way(thumbnails, "was there before, and no run of vizlib made it")


def in_the_way(path: Path, why: str) -> VizlibError:
    """Say what stands in the way of a run."""
    return VizlibError(f"{str(path)!r} {why}; move it away, or give another out.")


def path_kind(path: Path) -> int | None:
    """Return the mode of what stands at a path, itself and not what it links to."""
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        return None


def is_sheet(path: Path) -> bool:
    """Tell whether a page is a contact sheet; one that is missing or empty may be written over."""
    if not path.exists():
        return True
    with path.open("rb") as stream:
        head = stream.read(SHEET_HEAD_BYTES)
    return not head or any(mark in head for mark in SHEET_MARKS)


def thumbnail_of(file: str) -> str:
    """Return where the thumbnail of a figure stands."""
    return f"{THUMBNAIL_FOLDER}/{Path(file).stem}.jpg"


def in_words(error: BaseException, folder: Folder) -> BaseException:
    """Say why a run broke off, and what to do; what ends the process stays as it is."""
    if isinstance(error, (VizlibError, KeyboardInterrupt, SystemExit)):
        return error
    try:
        folder.check_there()
    except VizlibError as gone:
        return gone
    words = VizlibError(
        f"The run into {str(folder.out)!r} broke off ({type(error).__name__}: {error}). What is"
        " drawn stays, and the same call goes on where it ended."
    )
    words.__cause__ = error
    return words
