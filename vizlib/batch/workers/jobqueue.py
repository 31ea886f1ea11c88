"""A kind of queue -> its cluster and jobs of dask-jobqueue, its settings there, and their lines."""

import re
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import dask
from distributed import Status

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
REFUSED = re.compile(r"stdout:\n(.*)\nstderr:\n(.*)", re.DOTALL)
"""Where dask-jobqueue's error has what the command wrote."""


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


def telling_job(job_class: Any, refused: Callable[[str], None]) -> Any:
    """Make a kind of job that tells when it cannot be submitted, which dask-jobqueue only logs.

    Parameters
    ----------
    job_class
        The job of dask-jobqueue's cluster.
    refused
        Called with what the queue said.
    """

    class TellingJob(job_class):  # type: ignore[misc]
        async def start(self) -> None:
            try:
                await super().start()
            except (RuntimeError, ValueError, OSError) as error:
                self.status = Status.failed  # else the cluster could not be closed
                refused(submission_words(error))
                raise

        async def _submit_job(self, script: str) -> str:
            if not getattr(self, "use_stdin", False):
                return str(await super()._submit_job(script))
            command = f"{self.submit_command} < {shlex.quote(script)}"
            return str(await self._call([command], shell=True))

    return TellingJob


def submission_words(error: Exception) -> str:
    """Return what the queue said of a submission that failed."""
    said = REFUSED.search(str(error))
    words = " ".join(part.strip() for part in said.groups()).strip() if said else ""
    return words or str(error)


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
