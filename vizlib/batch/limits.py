"""A piece of work -> its seconds and its peak memory, and an end where it takes too long."""

import ctypes
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

GRACE = 5.0
"""Seconds that compiled code has to come back to Python once its time is up."""

STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


class TooLongError(BaseException):
    """A figure that took longer than it was allowed; no ``except Exception`` swallows it."""


def reset_peak() -> None:
    """Forget this process's peak memory, where Linux can."""
    with suppress(OSError):
        RESET.write_text("5")


def peak_memory() -> int:
    """Return the most memory this process has held since it was reset, in bytes."""
    with suppress(OSError, StopIteration, ValueError):
        lines = STATUS.read_text().splitlines()
        return int(next(each for each in lines if each.startswith("VmHWM:")).split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@contextmanager
def time_limit(seconds: float | None, last: Callable[[], None]) -> Iterator[None]:
    """Raise :class:`TooLongError` in this thread when its time is up.

    Python code is interrupted at once. Compiled code that does not come back within some seconds
    takes the whole process along: the Dask nanny starts another.

    Parameters
    ----------
    seconds
        How long the work may take; None for ever.
    last
        Called before the process ends itself, to leave word.
    """
    if seconds is None:
        yield
        return
    thread, done, lock = threading.get_ident(), threading.Event(), threading.Lock()

    def watch() -> None:
        if done.wait(seconds):
            return
        with lock:
            if done.is_set():
                return
            _raise_in(thread, TooLongError)
        if not done.wait(GRACE):
            last()
            os._exit(1)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except TooLongError:
        raise TooLongError(f"it took longer than timeout={seconds:g} seconds") from None
    finally:
        with lock:
            done.set()


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
