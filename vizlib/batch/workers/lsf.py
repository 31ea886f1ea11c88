"""LSF's commands -> what it says of jobs; of demands it says nothing before they are submitted."""

from vizlib.batch.workers.batch_system import BatchSystem, JobState
from vizlib.batch.workers.commands import MAX_LOG_LETTERS, ask

WAITING = ("PEND", "PSUSP")
NO_JOBS = ("No unfinished job found", "No job found")


def job_states() -> dict[str, JobState] | None:
    """Return the state (``PEND``, ``RUN`` ...) of the jobs of this user that have not ended."""
    reply = ask("bjobs", "-w")
    if reply.code and not any(words in reply.words for words in NO_JOBS):
        return None
    return parse_states(reply.words)


def parse_states(listing: str) -> dict[str, JobState]:
    """Read what ``bjobs -w`` lists.

    >>> parse_states("12 me PEND short head - vizlib Nov 24 12:00")["12"]
    JobState(word='PEND', phase='waiting')
    """
    lines = [line.split() for line in listing.splitlines()]
    return {
        line[0]: JobState(line[2], "waiting" if line[2] in WAITING else "running")
        for line in lines
        if len(line) > 2 and line[0].isdigit()
    }


def why_waiting(job: str) -> str:
    """Return LSF's reasons for which a job waits."""
    lines = ask("bjobs", "-p", job).words.splitlines()
    reasons = [line.strip() for line in lines if not line.startswith("JOBID")]
    return " ".join(line for line in reasons if not line.startswith(job))[:MAX_LOG_LETTERS]


LSF_SYSTEM = BatchSystem(
    name="LSF", kind="LSF", submit_command="bsub", cancel_command="bkill",
    states=job_states, why_waiting=why_waiting,
)  # fmt: skip
