"""Grid Engine's commands -> what it says of queues and jobs, and errors that say what to do."""

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vizlib.errors import VizlibError, listed, nearest

MAX_LOG_LETTERS = 1500
"""Letters of a log that are shown."""
COMMAND_SECONDS = 60
"""How long a command of the queue may take."""


@dataclass(frozen=True)
class Reply:
    """What a command said.

    Parameters
    ----------
    code
        0 where all is well.
    words
        What it wrote.
    """

    code: int
    words: str


def ask(*command: str) -> Reply:
    """Run one of the queue's commands."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Reply(127, str(error))
    return Reply(done.returncode, (done.stdout + done.stderr).strip())


def check_submits(command: str) -> None:
    """Refuse a machine that cannot submit.

    Raises
    ------
    VizlibError
        Where the command is not there.
    """
    if shutil.which(command) is None:
        raise VizlibError(
            f"There is no {command!r} on the PATH, so this machine cannot submit jobs. Log in to a"
            " submit host of the cluster, or load its settings (Grid Engine: 'source"
            " $SGE_ROOT/$SGE_CELL/common/settings.sh'); on=None draws on this machine."
        )


def check_queue(name: str | None) -> None:
    """Refuse a queue that there is not.

    Raises
    ------
    VizlibError
        With the queues that there are.
    """
    reply = ask("qconf", "-sql")
    if name is None or reply.code:
        return
    queues = reply.words.split()
    for part in name.split(","):
        queue = part.split("@")[0].strip()
        if queue not in queues and "*" not in queue:
            raise VizlibError(
                f"Grid Engine has no queue {queue!r}; it has {listed(queues)}."
                f"{nearest(queue, queues)}"
            )


def check_script(script: str) -> None:
    """Have Grid Engine verify a job without submitting it.

    Raises
    ------
    VizlibError
        In Grid Engine's own words, where no node could ever run it.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
        file.write(script)
        file.flush()
        reply = ask("qsub", "-w", "v", file.name)
    if reply.code:
        raise VizlibError(
            "Grid Engine would not run the workers' jobs. Look at queue, walltime, resource_spec,"
            f" project and extra; job_script() shows what is asked for. It says:\n{reply.words}"
        )


def job_states() -> dict[str, str]:
    """Return job -> state (``qw``, ``r``, ``Eqw`` ...) of all jobs of this user."""
    lines = [line.split() for line in ask("qstat").words.splitlines()]
    return {line[0]: line[4] for line in lines if len(line) > 4 and line[0].isdigit()}


def why_waiting(job: str) -> str:
    """Return what the scheduler says of a job that waits."""
    lines = ask("qstat", "-j", job).words.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("scheduling info")), None)
    if start is None:
        return ""
    reasons = [lines[start].partition(":")[2], *lines[start + 1 :]]
    words = list(dict.fromkeys(line.strip() for line in reasons if line.strip()))
    return "; ".join(words)[:MAX_LOG_LETTERS]


def why_failed(job: str) -> str:
    """Return why a job is in an error state."""
    lines = ask("qstat", "-j", job).words.splitlines()
    reasons = "; ".join(line.strip() for line in lines if line.startswith("error reason"))
    return reasons[:MAX_LOG_LETTERS]


def log_tail(logs: str | None, jobs: Iterable[str]) -> str:
    """Return the last lines of the log of the latest job that left one."""
    paths = [path for job in jobs for path in Path(logs or ".").glob(f"*.o{job}")]
    for path in reversed(paths):
        words = path.read_text(errors="replace").strip()
        if words:
            return f"The end of {path}:\n{words[-MAX_LOG_LETTERS:]}"
    return f"No log was found in {logs or 'the working directory'}."


def refuse_hopeless(states: Mapping[str, str | None], connected: bool, logs: str | None) -> None:
    """Raise where no worker can come any more.

    Parameters
    ----------
    states
        Job -> its state, or None where it ended.
    connected
        Whether there is a worker.
    logs
        Where the jobs write.

    Raises
    ------
    VizlibError
        With what Grid Engine or the log says.
    """
    failed = [job for job, state in states.items() if state and "E" in state]
    if failed and not connected:
        raise VizlibError(
            f"Grid Engine could not start job {failed[0]} (state {states[failed[0]]}):"
            f" {why_failed(failed[0])}. Mostly a folder is missing or cannot be written on the"
            " node: look at log_directory and at the folder that you submit from."
        )
    if states and not connected and not any(states.values()):
        raise VizlibError(
            "Every job ended before a worker came. Look at setup, python and memory;"
            f" job_script() shows what is run. {log_tail(logs, states)}"
        )


def waiting_note(states: Mapping[str, str | None], logs: str | None) -> str:
    """Say what the jobs of workers that have not come are doing.

    Parameters
    ----------
    states
        Job -> its state, or None where it ended.
    logs
        Where the jobs write.
    """
    counted = Counter(state or "ended" for state in states.values())
    counts = ", ".join(f"{number} {state}" for state, number in counted.items())
    waiting = [job for job, state in states.items() if state and "w" in state]
    if waiting:
        return f"No worker yet; jobs: {counts}. {why_waiting(waiting[0])}".strip()
    return f"No worker yet; jobs: {counts or 'none'}. {log_tail(logs, states)}"
