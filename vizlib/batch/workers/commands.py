"""A command of a batch system, or the logs of its jobs -> what they say."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MAX_LOG_LETTERS = 1500
"""Letters of a log, or of a reason, that are shown."""
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


def log_tail(logs: str | None, jobs: Iterable[str]) -> str:
    """Return the last lines of what the latest job that left a log wrote.

    Parameters
    ----------
    logs
        The folder of the logs; None for the working directory.
    jobs
        The jobs, oldest first.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as logs:
    ...     _ = (Path(logs) / "vizlib-93.err").write_text("no such licence")
    ...     print(log_tail(logs, ["93"]).partition(":")[2].strip())
    no such licence
    """
    for job in reversed(list(jobs)):
        texts = {path: path.read_text(errors="replace").strip() for path in logs_of(logs, job)}
        tails = [
            f"The end of {path}:\n{text[-MAX_LOG_LETTERS:]}" for path, text in texts.items() if text
        ]
        if tails:
            return "\n".join(tails)
    return f"No log was found in {logs or 'the working directory'}."


def logs_of(logs: str | None, job: str) -> list[Path]:
    """Return the files that a job writes: ``name.o7`` or ``name-7.err``, as its queue calls them.

    Parameters
    ----------
    logs
        The folder of the logs; None for the working directory.
    job
        The number of the job.
    """
    ending = re.compile(rf"(\.p?[oe]{re.escape(job)}|-{re.escape(job)}\.(out|err))$")
    return sorted(path for path in Path(logs or ".").glob(f"*{job}*") if ending.search(path.name))
