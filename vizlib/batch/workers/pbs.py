"""PBS's commands -> what it says of jobs; of demands it says nothing before they are submitted."""

import re

from vizlib.batch.workers.batch_system import BatchSystem, Demands, JobState
from vizlib.batch.workers.commands import MAX_LOG_LETTERS, ask
from vizlib.errors import VizlibError

RUNNING = "REB"
ENDED = "CFX"


def check_words(demands: Demands) -> None:
    """Refuse cores and memory that resource_spec, which stands in their place, leaves out.

    Raises
    ------
    VizlibError
        With a resource_spec that has them.
    """
    spec = demands.resource_spec
    if spec is None:
        return
    wanted = {
        "cores": (demands.cores > 1, r"(ncpus|ppn|procs)="),
        "memory": (demands.memory is not None, r"mem="),
    }
    lost = [name for name, (given, word) in wanted.items() if given and not re.search(word, spec)]
    if lost:
        memory = f":mem={demands.memory}" if demands.memory else ""
        raise VizlibError(
            f"resource_spec={spec!r} stands in place of what PBS is asked for otherwise, and has"
            f" no {' and no '.join(lost)}; write them into it, such as"
            f" resource_spec='select=1:ncpus={demands.cores}{memory}', or leave it out."
        )


def job_states() -> dict[str, JobState] | None:
    """Return the state (``Q``, ``R``, ``H`` ...) of the jobs that ``qstat`` lists."""
    reply = ask("qstat")
    return None if reply.code else parse_states(reply.words)


def parse_states(listing: str) -> dict[str, JobState]:
    """Read what ``qstat`` lists.

    >>> parse_states("12.head    vizlib    me    00:00:01 R short")["12"]
    JobState(word='R', phase='running')
    """
    lines = [re.match(r"(\d+)\S*\s.*\s([A-Z])\s+\S+\s*$", line) for line in listing.splitlines()]
    return {
        line[1]: JobState(line[2], "running" if line[2] in RUNNING else "waiting")
        for line in lines
        if line and line[2] not in ENDED
    }


def why_waiting(job: str) -> str:
    """Return the comment of a job: why it waits, as far as PBS says it."""
    said = re.search(r"^\s*comment = (.*(?:\n\t.*)*)", ask("qstat", "-f", job).words, re.MULTILINE)
    return re.sub(r"\n\t", "", said[1])[:MAX_LOG_LETTERS] if said else ""


PBS_SYSTEM = BatchSystem(
    name="PBS", kind="PBS", submit_command="qsub", cancel_command="qdel",
    states=job_states, why_waiting=why_waiting, check_words=check_words,
)  # fmt: skip
