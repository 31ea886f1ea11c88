"""What to ask of a queue -> workers for a time, which are given back whatever happens."""

import atexit
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import dask
from distributed import Client

from vizlib.batch.workers.batch_system import BatchSystem, Demands, JobStates
from vizlib.batch.workers.jobqueue import telling_job
from vizlib.batch.workers.local import settings
from vizlib.errors import VizlibError

ASK_WHY_SECONDS = 20.0
"""Without a worker for so long, the queue is asked why."""
CHECK_SECONDS = 3.0
"""Between two looks at the jobs; a job that was just submitted is not listed yet."""
CLOSE_SECONDS = 20
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
OPEN_SESSIONS: "set[QueueSession]" = set()
"""Sessions that have not been given back; what a dying process must not forget."""
HANDLERS_BEFORE: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}


@dataclass(frozen=True, kw_only=True)
class QueueRequest:
    """What a queue is asked for.

    Parameters
    ----------
    system
        The batch system.
    demands
        What is asked for each job.
    min_jobs, max_jobs
        Least and greatest number of jobs.
    start_timeout
        Seconds after which a run without a worker is given up, or None.
    cluster_class
        The cluster of dask-jobqueue.
    arguments
        What it is told.
    temporary_logs
        The folder of logs that goes in the end, or None.
    """

    system: BatchSystem
    demands: Demands
    min_jobs: int
    max_jobs: int
    start_timeout: float | None
    cluster_class: Any
    arguments: Mapping[str, Any]
    temporary_logs: Path | None = None


class QueueSession:
    """Workers of a queue.

    Parameters
    ----------
    request
        What to ask for.
    retries
        How often a task may take its worker along before it counts as failed.

    Raises
    ------
    VizlibError
        Where the queue cannot give such workers.
    """

    def __init__(self, request: QueueRequest, retries: int = 2) -> None:
        request.system.check_submits()
        self.request = request
        self.logs = check_logs(request.arguments.get("log_directory"))
        self.stack = ExitStack()
        self.waiting_since = time.monotonic()
        self.checked_at = 0.0
        self.note = ""
        self.refused: list[str] = []
        self.closed = False
        try:
            self._open(retries)
        except BaseException:
            self.close()
            raise

    def _open(self, retries: int) -> None:
        """Ask for workers; what is opened is entered into the stack at once."""
        request = self.request
        scheduler = {"dashboard_address": ":0"} | request.arguments.get("scheduler_options", {})
        job = telling_job(request.cluster_class.job_cls, self.refused.append)
        arguments = {**request.arguments, "scheduler_options": scheduler, "job_cls": job}
        self.stack.enter_context(dask.config.set(settings(retries)))
        self.cluster = request.cluster_class(silence_logs=50, **arguments)
        self.stack.callback(self._close_cluster)
        request.system.check(request.demands, self.cluster.job_script())
        self.client = self.stack.enter_context(Client(self.cluster, set_as_default=False))
        remember(self)
        self.adaptive = self.cluster.adapt(
            minimum_jobs=request.min_jobs, maximum_jobs=request.max_jobs, interval="1s",
            wait_count=5,
        )  # fmt: skip

    @property
    def jobs(self) -> list[str]:
        """The jobs that were submitted."""
        workers = list(self.cluster.workers.values())
        return [str(worker.job_id) for worker in workers if getattr(worker, "job_id", None)]

    def first_worker(self) -> None:
        """Wait for a worker, and say why where none comes."""
        while not self.client.nthreads():
            time.sleep(0.2)
            self.watch()

    def watch(self) -> str:
        """Return what holds the workers up; raise where none can come any more."""
        now = time.monotonic()
        if now - self.checked_at < CHECK_SECONDS:
            return self.note
        self.checked_at = now
        if self.client.nthreads():
            self.waiting_since, self.note = now, self._refusal_note()
            return self.note
        waited, states = now - self.waiting_since, self.request.system.states()
        if states is not None and (self.refused or waited > CHECK_SECONDS):
            self.request.system.refuse_hopeless(self.jobs, states, self.refused, self.logs)
        self._note_waiting(states, waited)
        return self.note

    def _refusal_note(self) -> str:
        """Say that some jobs were not taken, where others work."""
        if not self.refused:
            return ""
        return (
            f"{self.request.system.name} did not take {len(self.refused):,} of the jobs:"
            f" {self.refused[-1]}"
        )

    def _note_waiting(self, states: JobStates | None, waited: float) -> None:
        """Say what jobs wait for; raise where they have waited too long."""
        system, limit = self.request.system, self.request.start_timeout
        if waited > min(ASK_WHY_SECONDS, limit or ASK_WHY_SECONDS):
            self.note = (
                f"No worker yet; {system.name} does not answer."
                if states is None
                else system.waiting_note(self.jobs, states, self.logs)
            )
        if limit is not None and waited > limit:
            raise VizlibError(
                f"No worker came in start_timeout={limit:g} seconds; the jobs are given back."
                f" {self.note}"
            )

    def give_back(self) -> None:
        """Delete the jobs by the queue's own command; fit for a process that is dying."""
        self.request.system.cancel(self.jobs)

    def closing(self) -> "closing[QueueSession]":
        """Return a context that gives all jobs back."""
        return closing(self)

    def close(self) -> None:
        """Give all jobs back, and wait until they are gone."""
        if self.closed:
            return
        self.closed = True
        logs = self.request.temporary_logs
        try:
            self.stack.close()
        finally:
            OPEN_SESSIONS.discard(self)
            if logs is not None and not self.note:  # what explains a failure stays
                shutil.rmtree(logs, ignore_errors=True)

    def _close_cluster(self) -> None:
        adaptive = getattr(self, "adaptive", None)
        if adaptive is not None:
            adaptive.stop()
        with suppress(Exception):
            self.give_back()
        with suppress(Exception):  # what Dask could not end is given back already
            self.cluster.close(timeout=CLOSE_SECONDS)


def check_logs(place: str | None) -> str | None:
    """Refuse a folder for logs that cannot be written: jobs would hang in an error state.

    Parameters
    ----------
    place
        The folder, which is made if need be; None where the queue decides.

    Returns
    -------
    folder
        Its absolute path.

    Raises
    ------
    VizlibError
        Where it cannot be written.
    """
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


def remember(session: QueueSession) -> None:
    """Have the jobs given back when the process is told to end."""
    if not OPEN_SESSIONS and threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            before = signal.getsignal(number)
            if before is not on_signal:
                HANDLERS_BEFORE[number] = before
                signal.signal(number, on_signal)
    OPEN_SESSIONS.add(session)


def on_signal(number: int, frame: FrameType | None) -> None:
    """Give everything back, then do what the signal did before."""
    give_back_all()
    before = HANDLERS_BEFORE.get(number, signal.SIG_DFL)
    if callable(before):
        before(number, frame)
    elif before is not signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


@atexit.register
def give_back_all() -> None:
    """Give back the jobs of every session that is open."""
    for session in list(OPEN_SESSIONS):
        OPEN_SESSIONS.discard(session)
        with suppress(Exception):
            session.give_back()
