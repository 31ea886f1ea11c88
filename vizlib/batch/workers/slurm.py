"""Slurm's commands -> what it says of partitions, demands and jobs."""

import os
import re
import tempfile
from pathlib import Path

from vizlib.batch.workers.batch_system import BatchSystem, Demands, JobState
from vizlib.batch.workers.commands import ask
from vizlib.errors import VizlibError, listed, nearest

HOPELESS_REASONS = frozenset({
    "AccountNotAllowed", "BadConstraints", "DependencyNeverSatisfied", "InvalidAccount",
    "InvalidQOS", "JobHoldMaxRequeue", "MaxMemPerLimit", "PartitionConfig", "PartitionNodeLimit",
    "PartitionTimeLimit", "QOSNotAllowed", "launch failed requeued held",
})  # fmt: skip
"""Reasons of waiting that pass only where somebody changes the job or Slurm; so do those that
end in "PerJob", with or without "Limit"."""
HELD_STATES = ("SPECIAL_EXIT", "REQUEUE_HOLD", "RESV_DEL_HOLD")
NODE_CANNOT = "Requested node configuration is not available"
"""What Slurm says where no node is large enough, and also where all that are are down."""
UNAVAILABLE = "down,drain,fail,maint,no_respond"
"""States of nodes that may come back."""


def check_partition(name: str | None) -> None:
    """Refuse a partition that there is not.

    Raises
    ------
    VizlibError
        With the partitions that there are.
    """
    reply = ask("sinfo", "--all", "-h", "-o", "%R")
    if name is None or reply.code:
        return
    partitions = list(dict.fromkeys(reply.words.split()))
    for part in name.split(","):
        if part.strip() not in partitions:
            raise VizlibError(
                f"Slurm has no partition {part.strip()!r}; it has {listed(partitions)}."
                f"{nearest(part, partitions)}"
            )


def check_job(demands: Demands, script: str) -> None:
    """Have Slurm verify a job without submitting it.

    Raises
    ------
    VizlibError
        In Slurm's own words, where no node could ever run it, with what the nodes have.
    """
    check_partition(demands.queue)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "job.sh"
        file.write_text(script)
        reply = ask("sbatch", "--test-only", str(file))
    if not reply.code:
        return
    if NODE_CANNOT in reply.words and ask_nodes(demands.queue, "-t", UNAVAILABLE, "-o", "%t"):
        return  # those that are large enough may come back
    nodes = ask_nodes(demands.queue, "-o", "%R: nodes of %c CPUs and %m MB, jobs of at most %l")
    raise SLURM.refusal(f"{reply.words}\nThere are: {nodes}" if nodes else reply.words)


def ask_nodes(partition: str | None, *options: str) -> str:
    """Return what ``sinfo`` says of the nodes of a partition, or nothing."""
    chosen = ("-p", partition) if partition else ()
    reply = ask("sinfo", "-h", *chosen, *options)
    return "" if reply.code else reply.words


def job_states() -> dict[str, JobState] | None:
    """Return the state (``PENDING``, ``RUNNING`` ...) of all jobs of this user."""
    reply = ask("squeue", "-h", "-u", str(os.getuid()), "-o", "%i|%T|%r")
    if reply.code:
        return None
    lines = [line.split("|", 2) for line in reply.words.splitlines()]
    return {line[0]: state_of(*line[1:]) for line in lines if len(line) == 3}


def state_of(word: str, reason: str) -> JobState:
    """Understand a state and its reason.

    >>> state_of("PENDING", "Priority").phase, state_of("COMPLETING", "None").phase
    ('waiting', 'running')
    >>> state_of("PENDING", "PartitionTimeLimit").phase
    'hopeless'
    """
    if word in HELD_STATES:
        return JobState(word, "hopeless")
    if word != "PENDING":
        return JobState(word, "running")
    never = reason in HOPELESS_REASONS or re.search(r"PerJob(Limit)?$", reason)
    return JobState(word, "hopeless" if never else "waiting")


def why_waiting(job: str) -> str:
    """Return the reason for which a job waits."""
    return _said(job, ("Reason", "StartTime"))


def why_ended(job: str) -> str:
    """Return how a job ended; Slurm remembers for some minutes."""
    return _said(job, ("JobState", "Reason", "ExitCode"))


def _said(job: str, names: tuple[str, ...]) -> str:
    """Return some of what Slurm says of a job."""
    reply = ask("scontrol", "-o", "show", "job", job)
    said = dict(pair.split("=", 1) for pair in reply.words.split() if "=" in pair)
    known = [name for name in names if said.get(name, "Unknown") not in ("None", "Unknown")]
    return "" if reply.code else ", ".join(f"{name}={said[name]}" for name in known)


SLURM = BatchSystem(
    name="Slurm", kind="SLURM", submit_command="sbatch", cancel_command="scancel",
    states=job_states, why_waiting=why_waiting, why_ended=why_ended, check=check_job,
)  # fmt: skip
