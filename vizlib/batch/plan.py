"""Many graphs, one plot and a small sample of them -> what drawing them all would take."""

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.batch.progress import span
from vizlib.batch.render import render
from vizlib.batch.sources import Item, check_graphs, open_size, read_items
from vizlib.batch.workers.local import cores
from vizlib.batch.workers.queues import JobQueue
from vizlib.errors import VizlibError

JOBS = (1, 10, 100, 500)
QUEUE_SECONDS = 15.0
"""What a queue with room takes to start a job and its Python, where it was not measured."""
SPARE = 1.3
"""Memory to ask for, in peaks of the sample."""
STEP = 100_000_000


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Plan:
    """What drawing many graphs would take; made by :func:`plan`.

    Parameters
    ----------
    count
        How many graphs there are.
    sample
        A row for each figure that was drawn, as ``Run.table()`` gives it.
    startup
        Seconds until a worker draws its second figure.
    measured
        Whether the start-up is that of the queue, not of this machine.
    """

    count: int
    sample: pd.DataFrame
    startup: float
    measured: bool

    @property
    def seconds(self) -> FloatArray:
        """``(M,)`` seconds that each figure of the sample took."""
        return self.sample["seconds"].to_numpy(float)

    @property
    def total(self) -> float:
        """Seconds of work in all figures."""
        return float(self.count * self.seconds.mean())

    @property
    def memory(self) -> str:
        """Memory to ask for, for each job of one core, as ``vz.SGE(memory=...)`` takes it."""
        most = float(self.sample["memory"].max()) * SPARE
        return f"{math.ceil(most / STEP) * STEP // 1_000_000}MB"

    @property
    def enough(self) -> int:
        """The number of jobs past which more do not help.

        With more, a job would draw for a shorter time than it takes to start, or than the slowest
        figure takes alone.
        """
        return max(1, math.ceil(self.total / max(self.start_of_job, float(self.seconds.max()))))

    @property
    def start_of_job(self) -> float:
        """Seconds that a job of the queue takes to start."""
        return self.startup if self.measured else max(QUEUE_SECONDS, self.startup)

    def wall(self, workers: int, startup: float | None = None) -> float:
        """Forecast the seconds from the call to the last figure.

        Parameters
        ----------
        workers
            Processes that draw: jobs times their cores, or cores of this machine.
        startup
            Seconds until they draw; by default what was measured where the sample was drawn.
        """
        begin = self.startup if startup is None else startup
        return begin + max(self.total / workers, float(self.seconds.max()))

    def table(self, jobs: tuple[int, ...] = JOBS) -> pd.DataFrame:
        """Return the forecast for numbers of jobs of one core each.

        Parameters
        ----------
        jobs
            The numbers.
        """
        walls = [self.wall(each, self.start_of_job) for each in jobs]
        times = [span(each) for each in walls]
        return pd.DataFrame({"jobs": jobs, "seconds": walls, "time": times})

    def __repr__(self) -> str:
        median, high = np.quantile(self.seconds, [0.5, 0.95])
        memory = np.quantile(self.sample["memory"], [0.5, 0.95]) / 1e6
        walls = {each: self.wall(each, self.start_of_job) for each in JOBS}
        times = ", ".join(f"{span(wall)} on {_jobs(each)}" for each, wall in walls.items())
        begun = "measured" if self.measured else "assumed"
        return (
            f"Plan for {self.count:,} figures, by a sample of {len(self.sample)}:\n"
            f"a figure takes {median:.3g} s (95 % under {high:.3g} s)"
            f" and {memory[0]:.0f} MB (95 % under {memory[1]:.0f} MB);\n"
            f"all take {span(self.total)} of work: {span(self.wall(cores(), self.startup))} on"
            f" this machine's {cores()} cores, {times},\n"
            f"with {span(self.start_of_job)} for a job to start ({begun});"
            f" more than {_jobs(self.enough)} would not help.\n"
            f"Ask for memory={self.memory!r} a job of one core."
        )


def _jobs(count: int) -> str:
    return f"{count:,} job{'s' if count > 1 else ''}"


def plan(
    graphs: Any,
    plot: Callable[[Any], Any],
    *,
    sample: int = 20,
    on: Any = None,
    format: str = "png",
    dpi: float | None = None,
) -> Plan:
    """Draw a small sample, and forecast what drawing all would take.

    Parameters
    ----------
    graphs
        What ``vz.render`` takes, but no generator: that would be used up.
    plot
        A function from a graph to a plot or a figure.
    sample
        How many graphs to draw, spread evenly from the smallest to the largest.
    on
        Where to draw them, as in ``vz.render``; on the queue, its start-up is measured too.
    format, dpi
        As in ``vz.render``.

    Returns
    -------
    plan
        Its repr says everything; ``table()``, ``wall(jobs)``, ``memory`` and ``enough`` are for
        programs.

    Raises
    ------
    VizlibError
        Where there is nothing to sample, or every figure of the sample failed.

    Examples
    --------
    >>> import networkx as nx, vizlib as vz
    >>> graphs = {f"path {n}": nx.path_graph(n) for n in range(2, 40)}
    >>> forecast = vz.plan(graphs, vz.ArcPlot, sample=3, on=1)
    >>> forecast.count
    38
    """
    check_graphs(graphs)
    if hasattr(graphs, "__next__"):
        raise VizlibError(
            "plan would use up a generator; give a list of (name, graph), a mapping or a folder, or"
            " make the generator anew for each: plan(make(), ...) on a part of it as a list."
        )
    if not isinstance(sample, int) or sample < 1:
        raise VizlibError(f"sample={sample!r} must be a whole number above zero.")
    workers = on.bounds[1] * on.processes_per_job if isinstance(on, JobQueue) else on or cores()
    workers = workers if isinstance(workers, int) else 1
    sizes = np.array([open_size(item.content) for item in read_items(graphs)])
    if not len(sizes):
        raise VizlibError("There are no graphs to plan for.")
    chosen = spread(sizes, sample)
    warm = min(workers, sample)
    with tempfile.TemporaryDirectory(dir="." if isinstance(on, JobQueue) else None) as out:
        parts = [*[chosen[len(chosen) // 2]] * warm, *chosen]
        run = render(picked(graphs, parts), plot, out=out, on=on, format=format, dpi=dpi,
                     progress=False, retries=0)  # fmt: skip
        table = run.table()
    return _judged(table, len(sizes), run.startup, isinstance(on, JobQueue))


def spread(sizes: Any, sample: int) -> list[int]:
    """Choose places evenly from the smallest to the largest.

    Examples
    --------
    >>> spread(np.array([5, 1, 4, 2, 3]), 3)
    [1, 4, 0]
    """
    order = np.argsort(sizes, kind="stable")
    at = np.round(np.linspace(0, len(order) - 1, min(sample, len(order)))).astype(int)
    return [int(each) for each in order[at]]


def picked(graphs: Any, places: list[int]) -> list[tuple[str, Any]]:
    """Take graphs by their places, in the order of the places; one may come twice."""
    from vizlib.batch.draw import open_graph

    wanted = set(places)
    found: dict[int, Item] = {
        item.number: item for item in read_items(graphs) if item.number in wanted
    }
    return [
        (found[each].name, content if isinstance(content, str) else open_graph(content))
        for each in places
        for content in [found[each].content]
    ]


def _judged(table: pd.DataFrame, count: int, startup: float, measured: bool) -> Plan:
    """Leave out each worker's first figure: it imports and warms up, which happens once."""
    done = table[table["status"] == "done"]
    if not len(done):
        raise VizlibError(f"Every figure of the sample failed; the first: {table['error'].iloc[0]}")
    first = ~done.duplicated("worker")
    rest = done[~first] if (~first).any() else done
    usual = float(rest["seconds"].median())
    warming = max(0.0, float(done[first]["seconds"].mean()) - usual)
    return Plan(
        count=count, sample=rest.reset_index(drop=True), startup=startup + warming,
        measured=measured,
    )  # fmt: skip
