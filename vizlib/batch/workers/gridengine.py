"""Grid Engine's commands -> what it says of queues, demands and jobs."""

import math
import re
import tempfile

from dask.utils import parse_bytes

from vizlib.batch.workers.batch_system import BatchSystem, Demands, JobState
from vizlib.batch.workers.commands import MAX_LOG_LETTERS, ask
from vizlib.errors import VizlibError, listed, nearest

MEGABYTE = 1024**2
"""Bytes of Grid Engine's M."""


def check_slots(demands: Demands) -> None:
    """Refuse a job of several cores that asks for one slot.

    Raises
    ------
    VizlibError
        With the line that asks for more.
    """
    cores, asked = demands.cores, slots(demands)
    if asked is None and cores > 1:
        reply = ask("qconf", "-spl")
        known = "" if reply.code else f"; there are {listed(reply.words.split())}"
        raise VizlibError(
            f"cores={cores}: Grid Engine gives a job one slot unless it is asked for more; name"
            f" a parallel environment of your site, such as extra=['-pe smp {cores}'] ('qconf"
            f" -spl' lists them{known})."
        )
    if asked is not None and asked.isdigit() and int(asked) != cores:
        raise VizlibError(
            f"cores={cores}, but extra asks for {asked} slots; each core is a worker process, so"
            f" give cores={asked} or ask for {cores}."
        )


def slots(demands: Demands) -> str | None:
    """Return the slots that a line of extra asks for, such as ``"4"`` or ``"2-8"``."""
    found = (re.search(r"-pe\s+\S+\s+(\S+)", line) for line in demands.extra)
    return next((match[1] for match in found if match), None)


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


def check_memory(demands: Demands) -> None:
    """Refuse memory that the site counts, but is not asked for by the site's name for it.

    Raises
    ------
    VizlibError
        With what asks for it.
    """
    if demands.memory is None or demands.resource_spec or any("-l " in x for x in demands.extra):
        return
    counted = counted_memory()
    if not counted:
        return
    name, whole_job = next(iter(counted.items()))
    share = parse_bytes(demands.memory) / (1 if whole_job else demands.cores)
    spec = f"{name}={math.ceil(share / MEGABYTE)}M"
    raise VizlibError(
        f"memory={demands.memory!r} does not reach Grid Engine by itself, and this one counts"
        f" memory as {listed(counted)}; give resource_spec={spec!r} as well"
        f" ({'a job' if whole_job else 'a slot'}; h_vmem and s_vmem count virtual memory, of"
        " which a worker takes several times as much)."
    )


def counted_memory() -> dict[str, bool]:
    """Return kinds of memory that jobs use up -> whether by the job, not by the slot."""
    reply = ask("qconf", "-sc")
    rows = [line.split() for line in reply.words.splitlines() if not line.startswith("#")]
    return {
        row[0]: row[5] == "JOB"
        for row in rows
        if not reply.code and len(row) > 5 and row[2] == "MEMORY" and row[4] != "NO"
        and row[5] in ("YES", "JOB")
    }  # fmt: skip


def check_job(demands: Demands, script: str) -> None:
    """Have Grid Engine verify a job without submitting it.

    Raises
    ------
    VizlibError
        In Grid Engine's own words, where no node could ever run it.
    """
    check_queue(demands.queue)
    check_memory(demands)
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
        file.write(script)
        file.flush()
        reply = ask("qsub", "-w", "v", file.name)
    if reply.code:
        raise GRID_ENGINE.refusal(reply.words)


def job_states() -> dict[str, JobState] | None:
    """Return the state (``qw``, ``r``, ``Eqw`` ...) of all jobs of this user."""
    reply = ask("qstat")
    if reply.code:
        return None
    lines = [line.split() for line in reply.words.splitlines()]
    return {line[0]: state_of(line[4]) for line in lines if len(line) > 4 and line[0].isdigit()}


def state_of(word: str) -> JobState:
    """Understand a state.

    >>> state_of("hqw").phase, state_of("t").phase, state_of("Eqw").phase
    ('waiting', 'running', 'hopeless')
    """
    return JobState(word, "hopeless" if "E" in word else "waiting" if "w" in word else "running")


def why_waiting(job: str) -> str:
    """Return why a job is in an error state, or what the scheduler says of one that waits."""
    lines = ask("qstat", "-j", job).words.splitlines()
    reasons = [line for line in lines if line.startswith("error reason")]
    start = next((n for n, line in enumerate(lines) if line.startswith("scheduling info")), None)
    if not reasons and start is not None:
        reasons = [lines[start].partition(":")[2], *lines[start + 1 :]]
    words = dict.fromkeys(line.strip() for line in reasons if line.strip())
    return "; ".join(words)[:MAX_LOG_LETTERS]


GRID_ENGINE = BatchSystem(
    name="Grid Engine", kind="SGE", submit_command="qsub", cancel_command="qdel",
    states=job_states, why_waiting=why_waiting, check_words=check_slots, check=check_job,
)  # fmt: skip
