"""A queue's settings -> workers for a time, which are given back whatever happens."""

import atexit
import os
import re
import shutil
import signal
import threading
import time
from contextlib import ExitStack, closing, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dask
from distributed import Client

from vizlib.batch.workers import gridengine
from vizlib.batch.workers.local import settings
from vizlib.errors import VizlibError

if TYPE_CHECKING:
    from vizlib.batch.workers.queues import JobQueue

PATIENCE = 20.0
"""Seconds without a worker after which the queue is asked why."""
LOOK = 3.0
CHUNK = 100
OPEN: "set[Lease]" = set()
"""Leases that have not been given back; what a dying process must not forget."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
GIVE_BACK = {"SGE": "qdel", "PBS": "qdel", "SLURM": "scancel", "LSF": "bkill"}


@cache
def jobqueue() -> Any:
    """Import dask-jobqueue without its handler for Ctrl-C, which would end a script as if well."""
    kept = signal.signal
    signal.signal = lambda *given: None
    try:
        return import_module("dask_jobqueue")
    finally:
        signal.signal = kept


def lifetime(walltime: Any) -> list[str]:
    """Let workers leave before the queue ends their job, so that no figure is drawn in vain.

    Examples
    --------
    >>> lifetime("01:00:00")
    ['--lifetime', '3420s', '--lifetime-stagger', '60s']
    >>> lifetime("00:02:00")
    []
    """
    words = str(walltime or "")
    parts = [int(each) for each in words.split(":")] if re.fullmatch(r"\d+(:\d+)*", words) else []
    seconds = sum(each * 60**place for place, each in enumerate(reversed(parts)))
    if seconds < 300:
        return []
    leave = seconds - 60 - max(60, min(seconds // 30, 600))
    return ["--lifetime", f"{leave}s", "--lifetime-stagger", "60s"]


class Lease:
    """Workers of a queue.

    Parameters
    ----------
    queue
        What to ask for.
    retries
        How often a task may take its worker along before it counts as failed.
    out
        The folder of the figures, where logs go unless something else is said.

    Raises
    ------
    VizlibError
        Where the queue cannot give such workers.
    """

    def __init__(self, queue: "JobQueue", retries: int = 2, out: str | None = None) -> None:
        gridengine.check_submits(queue.submits)
        self.queue = queue
        least, most = queue.bounds
        if queue.kind == "SGE":
            gridengine.check_queue(queue.queue)
        default = Path(out or f"vizlib-logs-{os.getpid()}-{id(self):x}", "logs").absolute()
        told = queue.arguments(str(default))
        self.logs = check_logs(told.get("log_directory"))
        self.litter = default.parent if out is None and str(default) == self.logs else None
        self.stack = ExitStack()
        self.begun = time.monotonic()
        self.looked = self.warned = 0.0
        self.note = ""
        self.closed = False
        told.setdefault("scheduler_options", {}).setdefault("dashboard_address", ":0")
        try:
            self.stack.enter_context(dask.config.set(settings(retries)))
            self.cluster = queue.cluster_class(silence_logs=50, **told)
            self.stack.callback(self._close_cluster)
            if queue.kind == "SGE":
                gridengine.check_script(self.cluster.job_script())
            self.client = self.stack.enter_context(Client(self.cluster, set_as_default=False))
            remember(self)
            self.adaptive = self.cluster.adapt(
                minimum_jobs=least, maximum_jobs=most, interval="1s", wait_count=5
            )
        except BaseException:
            self.close()
            raise

    @property
    def jobs(self) -> list[str]:
        """The jobs that were submitted."""
        workers = list(self.cluster.workers.values())
        return [str(each.job_id) for each in workers if getattr(each, "job_id", None)]

    def first_worker(self) -> None:
        """Wait for a worker, and say why where none comes."""
        while not self.client.nthreads():
            time.sleep(0.2)
            self.watch()

    def watch(self) -> str:
        """Return what holds the workers up; raise where none can come any more."""
        if self.queue.kind != "SGE" or time.monotonic() - self.looked < LOOK:
            return self.note
        self.looked = time.monotonic()
        if self.client.nthreads():
            self.begun, self.note = time.monotonic(), ""
            return self.note
        states = gridengine.job_states()
        ours = {job: states.get(job) for job in self.jobs}
        if time.monotonic() - self.begun > LOOK:  # a job that was just submitted is not listed yet
            gridengine.refuse_hopeless(ours, connected=False, logs=self.logs)
        self._lose_patience(ours)
        return self.note

    def _lose_patience(self, ours: dict[str, str | None]) -> None:
        waited, limit = time.monotonic() - self.begun, self.queue.start_timeout
        if waited > min(PATIENCE, limit or PATIENCE):
            self.note = gridengine.waiting_note(ours, self.logs)
        if limit is not None and waited > limit:
            raise VizlibError(
                f"No worker came in start_timeout={limit:g} seconds; the jobs are given back."
                f" {self.note}"
            )

    def give_back(self) -> None:
        """Delete the jobs by the queue's own command; fit for a process that is dying."""
        command, jobs = GIVE_BACK[self.queue.kind], self.jobs
        for start in range(0, len(jobs), CHUNK):
            gridengine.ask(command, *jobs[start : start + CHUNK])

    def closing(self) -> "closing[Lease]":
        """Return a context that gives all jobs back."""
        return closing(self)

    def close(self) -> None:
        """Give all jobs back, and wait until they are gone."""
        if self.closed:
            return
        self.closed = True
        try:
            self.stack.close()
        finally:
            OPEN.discard(self)
            if self.litter is not None and not self.note:  # what explains a failure stays
                shutil.rmtree(self.litter, ignore_errors=True)

    def _close_cluster(self) -> None:
        adaptive = getattr(self, "adaptive", None)
        if adaptive is not None:
            adaptive.stop()
        with suppress(Exception):
            self.give_back()
        with suppress(Exception):  # what Dask could not end is given back already
            self.cluster.close(timeout=20)


def check_logs(place: str | None) -> str | None:
    """Refuse a folder for logs that cannot be written: jobs would hang in an error state."""
    if place is None:
        return None
    folder = Path(place).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f".{os.getpid()}").touch()
        (folder / f".{os.getpid()}").unlink()
    except OSError as error:
        raise VizlibError(
            f"log_directory={place!r} cannot be written ({error}); give a folder that this machine"
            " and the nodes share."
        ) from error
    return str(folder)


def remember(lease: Lease) -> None:
    """Have the jobs given back when the process is told to end."""
    if not OPEN and threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            before = signal.getsignal(number)
            if before is not on_signal:
                BEFORE[number] = before
                signal.signal(number, on_signal)
    OPEN.add(lease)


BEFORE: dict[int, Any] = {}


def on_signal(number: int, frame: Any) -> None:
    """Give everything back, then do what the signal did before."""
    give_back_all()
    before = BEFORE.get(number, signal.SIG_DFL)
    if callable(before):
        before(number, frame)
    elif before is not signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


@atexit.register
def give_back_all() -> None:
    """Give back the jobs of every lease that is open."""
    for lease in list(OPEN):
        OPEN.discard(lease)
        with suppress(Exception):
            lease.give_back()
