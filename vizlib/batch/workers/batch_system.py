"""A job's demands and a batch system -> what it says of them, and errors that say what to do."""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from vizlib.batch.workers.commands import ask, log_tail
from vizlib.errors import VizlibError

MAX_JOBS_A_COMMAND = 100
"""How many jobs one command deletes."""


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What is asked for each job.

    Parameters
    ----------
    queue
        The name of the queue, None for the one that is usual there.
    cores
        How many cores.
    memory
        Memory as it was given, such as ``"1GB"``; None where nothing was said.
    resource_spec
        What is asked for by the queue's own words, or None.
    extra
        Further lines for the head of the script.
    """

    queue: str | None = None
    cores: int = 1
    memory: str | None = None
    resource_spec: str | None = None
    extra: Sequence[str] = ()


@dataclass(frozen=True)
class JobState:
    """What a job that has not ended is doing.

    Parameters
    ----------
    word
        The batch system's own word, such as ``"qw"`` or ``"PENDING"``.
    phase
        ``"waiting"``, ``"running"``, or ``"hopeless"`` where it will never run.
    """

    word: str
    phase: Literal["waiting", "running", "hopeless"]


JobStates: TypeAlias = Mapping[str, JobState]
"""Number of a job -> its state, for jobs that have not ended."""


def nothing_to_refuse(demands: Demands) -> None:
    """Leave the words of the demands to the queue."""


def nothing_to_check(demands: Demands, script: str) -> None:
    """Leave all checks to the submission: the batch system has no other."""


@dataclass(frozen=True, kw_only=True)
class BatchSystem:
    """What vizlib asks of a batch system; one for each kind.

    Jobs are submitted by dask-jobqueue, which tells what a submission that was refused said.

    Parameters
    ----------
    name
        What its users call it.
    kind
        What dask-jobqueue calls it.
    submit_command, cancel_command
        What submits a job, and what deletes jobs.
    states
        Returns the state of each job of this user that has not ended; None where there is no
        answer.
    why_waiting
        Returns what is said of a job that waits or is hopeless.
    why_ended
        Returns what is said of a job that ended, as far as it is remembered.
    check_words
        Raises where cores and memory would not reach the queue; needs no batch system.
    check
        Raises where the batch system says that it could never run such a job; given its script.
    """

    name: str
    kind: str
    submit_command: str
    cancel_command: str
    states: Callable[[], JobStates | None]
    why_waiting: Callable[[str], str]
    why_ended: Callable[[str], str] = lambda job: ""
    check_words: Callable[[Demands], None] = nothing_to_refuse
    check: Callable[[Demands, str], None] = nothing_to_check

    def cancel(self, jobs: Sequence[str]) -> None:
        """Delete jobs; fit for a process that is dying."""
        for start in range(0, len(jobs), MAX_JOBS_A_COMMAND):
            ask(self.cancel_command, *jobs[start : start + MAX_JOBS_A_COMMAND])

    def check_submits(self) -> None:
        """Refuse a machine that cannot submit.

        Raises
        ------
        VizlibError
            Where the command is not there.
        """
        if shutil.which(self.submit_command) is None:
            raise VizlibError(
                f"There is no {self.submit_command!r} on the PATH, so this machine cannot submit"
                " jobs. Log in to a submit host of the cluster, or load its settings (Grid Engine:"
                " 'source $SGE_ROOT/$SGE_CELL/common/settings.sh'); on=None draws on this machine."
            )

    def refusal(self, words: str) -> VizlibError:
        """Say that such jobs are not run, and what to look at."""
        return VizlibError(
            f"{self.name} would not run the workers' jobs. Look at queue, cores, memory, walltime,"
            " resource_spec, project and extra; job_script() shows what is asked for. It says:\n"
            f"{words}"
        )

    def refuse_hopeless(
        self, jobs: Sequence[str], states: JobStates, refused: Sequence[str], logs: str | None
    ) -> None:
        """Raise where no worker is there and none can come any more.

        Parameters
        ----------
        jobs
            The jobs that were submitted.
        states
            What is known of them.
        refused
            What was said of those that could not be submitted.
        logs
            Where the jobs write.

        Raises
        ------
        VizlibError
            With what the batch system or the log says.
        """
        hopeless = [job for job in jobs if job in states and states[job].phase == "hopeless"]
        if hopeless:
            job = hopeless[0]
            raise VizlibError(
                f"{self.name} could not start job {job} (state {states[job].word}):"
                f" {self.why_waiting(job)}. Either more is asked for than there is (look at"
                " cores, memory, walltime and queue), or a folder is missing or cannot be written"
                " on the node (look at log_directory and at the folder that you submit from)."
            )
        if any(job in states for job in jobs):
            return
        if refused:
            raise self.refusal(refused[-1])
        if jobs:
            raise VizlibError(
                "Every job ended before a worker came. Look at setup, python, memory and"
                f" log_directory; job_script() shows what is run. {self._last_words(jobs, logs)}"
            )

    def waiting_note(self, jobs: Sequence[str], states: JobStates, logs: str | None) -> str:
        """Say what the jobs of workers that have not come are doing.

        Parameters
        ----------
        jobs, states, logs
            As for :meth:`refuse_hopeless`.
        """
        counted = Counter(states[job].word if job in states else "ended" for job in jobs)
        counts = ", ".join(f"{number} {word}" for word, number in counted.items()) or "none"
        waiting = [job for job in jobs if job in states and states[job].phase == "waiting"]
        words = self.why_waiting(waiting[0]) if waiting else self._last_words(jobs, logs)
        return f"No worker yet; jobs: {counts}. {words}".strip()

    def _last_words(self, jobs: Sequence[str], logs: str | None) -> str:
        said = self.why_ended(jobs[-1]) if jobs else ""
        says = f"{self.name} says: {said}. " if said else ""
        return says + log_tail(logs, jobs)
