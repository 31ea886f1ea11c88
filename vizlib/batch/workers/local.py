"""The cores of this machine -> Dask workers, one process each, without running the script again."""

import asyncio
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Scheduler, SpecCluster
from distributed.deploy.subprocess import SubprocessWorker

WORKER_ENVIRONMENT = {
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}
"""Environment of a worker: no screen, no threads inside."""
DEATH_TIMEOUT_SECONDS = 30
"""Without a scheduler for so long, a worker ends."""


class OwnWorker(SubprocessWorker):  # type: ignore[misc]
    """A worker in a fresh Python that finds the modules which this one finds.

    It is no fork and no spawn of this process, so a script needs no ``if __name__`` guard.
    """

    async def _start(self) -> None:
        nanny = json.dumps({"cls": self.worker_class, "opts": self.worker_kwargs})
        paths = [entry or str(Path.cwd()) for entry in sys.path]
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "dask", "spec", self.scheduler, "--spec", nanny,
            env={**os.environ, **WORKER_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(paths)},
        )  # fmt: skip


def open_local(processes: int, retries: int, stack: ExitStack) -> Client:
    """Start workers on this machine.

    Parameters
    ----------
    processes
        How many.
    retries
        How often a task may take its worker along before it counts as failed.
    stack
        What ends them.

    Returns
    -------
    client
        What reaches them; it is not the one that the user's own Dask works with.
    """
    stack.enter_context(dask.config.set(settings(retries)))
    options = {
        "nthreads": 1,
        "memory_limit": 0,
        "silence_logs": 50,
        "host": "127.0.0.1",
        "death_timeout": DEATH_TIMEOUT_SECONDS,
        "dashboard": False,
    }
    worker = {"cls": OwnWorker, "options": {"worker_kwargs": options}}
    scheduler = {"host": "127.0.0.1", "port": 0, "dashboard": False, "dashboard_address": ":0"}
    cluster: Any = SpecCluster(
        workers=dict.fromkeys(range(processes), worker),
        scheduler={"cls": Scheduler, "options": scheduler},
        worker=worker,
        name="vizlib",
        silence_logs=50,
    )
    stack.callback(cluster.close)
    return stack.enter_context(Client(cluster, set_as_default=False))


def settings(retries: int) -> dict[str, Any]:
    """Return what Dask is told of lost workers and of the work inside them."""
    return {
        "distributed.scheduler.allowed-failures": retries,
        "distributed.scheduler.work-stealing": True,
        "distributed.worker.profile.enabled": False,
        "distributed.deploy.lost-worker-timeout": "5s",
        "distributed.comm.timeouts.connect": "30s",
    }


def cores() -> int:
    """Return how many cores this process may use."""
    counted = getattr(os, "process_cpu_count", None)
    if counted is not None:
        return counted() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
