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
from distributed.deploy import Cluster

from vizlib.batch.workers import gridengine
from vizlib.batch.workers.local import settings
from vizlib.errors import VizlibError

ASK_WHY_SECONDS = 20.0
"""Without a worker for so long, the queue is asked why."""
CHECK_SECONDS = 3.0
"""Between two looks at the jobs; a job that was just submitted is not listed yet."""
CLOSE_SECONDS = 20
MAX_JOBS_A_COMMAND = 100
DELETE_COMMANDS = {"SGE": "qdel", "PBS": "qdel", "SLURM": "scancel", "LSF": "bkill"}
SIGNALS = (signal.SIGTERM, signal.SIGHUP)
OPEN_SESSIONS: "set[QueueSession]" = set()
"""Sessions that have not been given back; what a dying process must not forget."""
HANDLERS_BEFORE: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}


@dataclass(frozen=True, kw_only=True)
class QueueRequest:
    """What a queue is asked for.

    Parameters
    ----------
    kind
        Which queue: a key of :data:`DELETE_COMMANDS`.
    queue
        The name of the queue, None for the one that is usual there.
    submit_command
        What submits a job.
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

    kind: str
    queue: str | None
    submit_command: str
    min_jobs: int
    max_jobs: int
    start_timeout: float | None
    cluster_class: Callable[..., Cluster]
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
        gridengine.check_submits(request.submit_command)
        self.request = request
        if request.kind == "SGE":
            gridengine.check_queue(request.queue)
        self.logs = check_logs(request.arguments.get("log_directory"))
        self.stack = ExitStack()
        self.waiting_since = time.monotonic()
        self.checked_at = 0.0
        self.note = ""
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
        arguments = {**request.arguments, "scheduler_options": scheduler}
        self.stack.enter_context(dask.config.set(settings(retries)))
        self.cluster = request.cluster_class(silence_logs=50, **arguments)
        self.stack.callback(self._close_cluster)
        if request.kind == "SGE":
            gridengine.check_script(self.cluster.job_script())
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
        if self.request.kind != "SGE" or now - self.checked_at < CHECK_SECONDS:
            return self.note
        self.checked_at = now
        if self.client.nthreads():
            self.waiting_since, self.note = now, ""
            return self.note
        states = gridengine.job_states()
        own_states = {job: states.get(job) for job in self.jobs}
        if time.monotonic() - self.waiting_since > CHECK_SECONDS:
            gridengine.refuse_hopeless(own_states, connected=False, logs=self.logs)
        self._note_waiting(own_states)
        return self.note

    def _note_waiting(self, own_states: Mapping[str, str | None]) -> None:
        """Say what jobs wait for; raise where they have waited too long."""
        waited, limit = time.monotonic() - self.waiting_since, self.request.start_timeout
        if waited > min(ASK_WHY_SECONDS, limit or ASK_WHY_SECONDS):
            self.note = gridengine.waiting_note(own_states, self.logs)
        if limit is not None and waited > limit:
            raise VizlibError(
                f"No worker came in start_timeout={limit:g} seconds; the jobs are given back."
                f" {self.note}"
            )

    def give_back(self) -> None:
        """Delete the jobs by the queue's own command; fit for a process that is dying."""
        command, jobs = DELETE_COMMANDS[self.request.kind], self.jobs
        for start in range(0, len(jobs), MAX_JOBS_A_COMMAND):
            gridengine.ask(command, *jobs[start : start + MAX_JOBS_A_COMMAND])

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
