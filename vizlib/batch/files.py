"""A path and bytes -> a file that is whole, own and no link; what file systems can and cannot."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from vizlib.errors import VizlibError


def open_own(path: Path) -> int:
    """Open a file to append to it and to read it, never through a link."""
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o666)


def write_all(descriptor: int, content: bytes) -> None:
    """Write bytes to an open file; what fails is not kept back to fail once more."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def write_whole(work: str | os.PathLike[str], path: Path, content: bytes) -> os.stat_result:
    """Write a file whole or not at all; a link that stands in its place is not followed.

    Parameters
    ----------
    work
        A folder on the same disk for what is half written.
    path
        The file.
    content
        What it shall hold.

    Returns
    -------
    status
        Of the file.
    """
    temporary = Path(work, f"{secrets.token_hex(8)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        descriptor = os.open(temporary, flags, 0o666)
        try:
            write_all(descriptor, content)
        finally:
            os.close(descriptor)
        status = temporary.lstat()
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    return status


def lock(descriptor: int, out: Path) -> None:
    """Keep other runs out until this process ends, where the file system can."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise VizlibError(
                f"Another run is writing into {str(out)!r}; wait for it, cancel it, or give another"
                " out."
            ) from None


def folds_case(folder: Path) -> bool:
    """Tell whether a folder takes upper and lower case for the same."""
    probe = folder / "Case"
    probe.touch()
    try:
        return Path(folder, probe.name.lower()).exists()
    finally:
        probe.unlink()
