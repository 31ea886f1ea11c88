"""A piece of work -> its seconds and its peak memory, and an end where it takes too long."""

import ctypes
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

GRACE_SECONDS = 5.0
"""Seconds that compiled code has to come back to Python once its time is up."""

STATUS_FILE = Path("/proc/self/status")
PEAK_RESET_FILE = Path("/proc/self/clear_refs")


class TooLongError(BaseException):
    """A figure that took longer than it was allowed; no ``except Exception`` swallows it."""


def reset_peak() -> None:
    """Forget this process's peak memory, where Linux can."""
    with suppress(OSError):
        PEAK_RESET_FILE.write_text("5")


def peak_memory() -> int:
    """Return the most memory this process has held since it was reset, in bytes."""
    with suppress(OSError, StopIteration, ValueError):
        lines = STATUS_FILE.read_text().splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


@contextmanager
def time_limit(seconds: float | None, before_exit: Callable[[], None]) -> Iterator[None]:
    """Raise :class:`TooLongError` in this thread when its time is up.

    Python code is interrupted at once. Compiled code that does not come back within some seconds
    takes the whole process along: the Dask nanny starts another.

    Parameters
    ----------
    seconds
        How long the work may take; None for ever.
    before_exit
        Called before the process ends itself, to leave word.
    """
    if seconds is None:
        yield
        return
    done, lock = threading.Event(), threading.Lock()
    watch = partial(_interrupt_late, threading.get_ident(), seconds, done, lock, before_exit)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    except TooLongError:
        raise TooLongError(f"it took longer than timeout={seconds:g} seconds") from None
    finally:
        with lock:
            done.set()


def _interrupt_late(
    thread: int, seconds: float, done: threading.Event, lock: threading.Lock,
    before_exit: Callable[[], None],
) -> None:  # fmt: skip
    """Interrupt a thread that is not done in time, and end the process where it does not stop."""
    if done.wait(seconds):
        return
    with lock:
        if done.is_set():
            return
        _raise_in(thread, TooLongError)
    if not done.wait(GRACE_SECONDS):
        before_exit()
        os._exit(1)


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
