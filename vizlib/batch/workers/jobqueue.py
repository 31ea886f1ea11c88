"""A kind of queue -> its cluster of dask-jobqueue, its settings there, and lines for its jobs."""

import re
import signal
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import dask

from vizlib.errors import VizlibError

ENVIRONMENT = (
    "export MPLBACKEND=agg OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1"
    " NUMBA_NUM_THREADS=1",
    'export VIZLIB_CACHE="${TMPDIR:-${TMP:-/tmp}}/vizlib-${JOB_ID:-$$}"',
    'export MPLCONFIGDIR="$VIZLIB_CACHE/matplotlib" NUMBA_CACHE_DIR="$VIZLIB_CACHE/numba"',
    'mkdir -p "$MPLCONFIGDIR" "$NUMBA_CACHE_DIR"',
    "trap 'rm -rf \"$VIZLIB_CACHE\"' EXIT",
)
"""A worker draws without a screen and a thread, and races with no other for a cache on NFS."""
DEATH_TIMEOUT_SECONDS = 20
"""Without a scheduler for so long, a worker ends and gives its job back."""
DASK_DEATH_TIMEOUT_SECONDS = 60
"""What dask-jobqueue takes where nobody said anything."""
MIN_LIFETIME_SECONDS = 300
"""Jobs of less time are too short to let their workers leave before."""


def import_jobqueue() -> ModuleType:
    """Import dask-jobqueue and leave Ctrl-C as it was: its handler ends a script as if well.

    Returns
    -------
    module
        The package.

    Raises
    ------
    VizlibError
        Where this thread is not the main one, and so cannot import what sets a handler.
    """
    if "dask_jobqueue" in sys.modules:
        return import_module("dask_jobqueue")
    if threading.current_thread() is not threading.main_thread():
        raise VizlibError(
            "dask-jobqueue, which speaks to the queue, can be imported in the main thread alone,"
            " and this is another. Make the job script there first, such as by"
            " vz.SGE(jobs=1).job_script(); then any thread may use queues."
        )
    before = signal.getsignal(signal.SIGINT)
    try:
        return import_module("dask_jobqueue")
    finally:
        if before is not None:  # None: set by other means than Python, which cannot set it again
            signal.signal(signal.SIGINT, before)


def cluster_class(kind: str) -> Any:
    """Return the cluster of dask-jobqueue for a kind of queue, such as ``"SGE"``."""
    return getattr(import_jobqueue(), f"{kind}Cluster")


def setting(kind: str, name: str) -> Any:
    """Read dask-jobqueue's settings file (``~/.config/dask``) for a kind of queue."""
    import_jobqueue()
    return dask.config.get(f"jobqueue.{kind.lower()}.{name}", None)


def job_name(kind: str) -> str:
    """Return what jobs are called."""
    name = setting(kind, "name")
    return "vizlib" if name in (None, "dask-worker") else str(name)


def death_timeout(kind: str) -> Any:
    """Return the seconds without a scheduler after which a worker ends."""
    seconds = setting(kind, "death-timeout")
    return DEATH_TIMEOUT_SECONDS if seconds in (None, DASK_DEATH_TIMEOUT_SECONDS) else seconds


def prologue(kind: str, lines: Sequence[str]) -> list[str]:
    """Return the shell before the worker; where a line of the user's fails, the job does.

    Parameters
    ----------
    kind
        The kind of queue.
    lines
        The user's lines; without any, those of the settings file.
    """
    own = list(lines) or list(setting(kind, "job-script-prologue") or [])
    return [*ENVIRONMENT, *(["set -e", *own, "set +e"] if own else [])]


def lifetime(walltime: str | float | None) -> list[str]:
    """Let workers leave before the queue ends their job, so that no figure is drawn in vain.

    Parameters
    ----------
    walltime
        How long a job may last, in seconds or as ``"hours:minutes:seconds"``.

    Returns
    -------
    options
        Of a worker; none where the time is short, or written in another way.

    Examples
    --------
    >>> lifetime("01:00:00")
    ['--lifetime', '3420s', '--lifetime-stagger', '60s']
    >>> lifetime("00:02:00")
    []
    """
    words = str(walltime or "")
    if not re.fullmatch(r"\d+(:\d+)*", words):
        return []
    parts = reversed(words.split(":"))
    seconds = sum(int(part) * 60**place for place, part in enumerate(parts))
    if seconds < MIN_LIFETIME_SECONDS:
        return []
    leave = seconds - 60 - max(60, min(seconds // 30, 600))
    return ["--lifetime", f"{leave}s", "--lifetime-stagger", "60s"]
