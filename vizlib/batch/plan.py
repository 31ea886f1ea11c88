"""Many graphs, one plot and a small sample of them -> what drawing them all would take."""

import math
import tempfile
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, LongArray
from vizlib.batch.draw import PlotFunction, open_graph
from vizlib.batch.progress import duration
from vizlib.batch.render import Format, Place, render
from vizlib.batch.sources import (
    Graphs,
    Item,
    Unportable,
    check_graphs,
    content_size,
    read_items,
)
from vizlib.batch.workers.local import cores
from vizlib.batch.workers.queues import JobQueue
from vizlib.errors import VizlibError, short_traceback

JOB_COUNTS = (1, 10, 100, 500)
START_OF_JOB_SECONDS = 15.0
"""What a queue with room takes to start a job and its Python, where it was not measured."""
MEMORY_PER_PEAK = 1.3
"""Memory to ask for, in peaks of the sample."""
MEMORY_STEP_BYTES = 100_000_000


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
        wanted = float(self.sample["memory"].max()) * MEMORY_PER_PEAK
        rounded = math.ceil(wanted / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES
        return f"{rounded // 1_000_000}MB"

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
        return self.startup if self.measured else max(START_OF_JOB_SECONDS, self.startup)

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

    @property
    def job_counts(self) -> tuple[int, ...]:
        """Numbers of jobs that are worth a thought: some round ones, up to :attr:`enough`."""
        return tuple(sorted({count for count in JOB_COUNTS if count < self.enough} | {self.enough}))

    def table(self, jobs: tuple[int, ...] | None = None) -> pd.DataFrame:
        """Return the forecast for numbers of jobs of one core each.

        Parameters
        ----------
        jobs
            The numbers; by default :attr:`job_counts`.
        """
        jobs = self.job_counts if jobs is None else jobs
        walls = [self.wall(count, self.start_of_job) for count in jobs]
        times = [duration(seconds) for seconds in walls]
        return pd.DataFrame({"jobs": jobs, "seconds": walls, "time": times})

    def __repr__(self) -> str:
        counts = self.job_counts
        times = ", ".join(
            f"{duration(self.wall(count, self.start_of_job))} on {_counted(count, 'job')}"
            for count in counts
        )
        begun = "measured" if self.measured else "assumed"
        return (
            f"Plan for {_counted(self.count, 'figure')}, by a sample of {len(self.sample)}:\n"
            f"a figure takes {self._each()};\n"
            f"{'it takes' if self.count == 1 else 'all take'} {duration(self.total)} of work:"
            f" {self._here()}, {times},\n"
            f"with {duration(self.start_of_job)} for a job to start ({begun});"
            f" more than {_counted(self.enough, 'job')} would not help.\n"
            f"Ask for memory={self.memory!r} a job of one core."
        )

    def _each(self) -> str:
        """Say what a figure takes, and the most that nearly all take."""
        median, high = np.quantile(self.seconds, [0.5, 0.95])
        memory = np.quantile(self.sample["memory"], [0.5, 0.95]) / 1e6
        if len(self.sample) == 1:
            return f"{median:.3g} s and {memory[0]:.0f} MB"
        return (
            f"{median:.3g} s (95 % under {high:.3g} s)"
            f" and {memory[0]:.0f} MB (95 % under {memory[1]:.0f} MB)"
        )

    def _here(self) -> str:
        used = min(cores(), self.count)
        wall = duration(self.wall(used, self.startup))
        return f"{wall} on {_counted(used, 'core')} of this machine"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


@short_traceback
def plan(
    graphs: Graphs,
    plot: PlotFunction,
    *,
    sample: int = 20,
    on: Place = None,
    format: Format = "png",
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
    _check(graphs, sample)
    sizes = np.array([content_size(item.content) for item in read_items(graphs)], np.int64)
    if not len(sizes):
        raise VizlibError("There are no graphs to plan for.")
    chosen = spread(sizes, sample)
    warm_up = [chosen[len(chosen) // 2]] * min(_processes(on), sample)
    with tempfile.TemporaryDirectory(dir="." if isinstance(on, JobQueue) else None) as out:
        run = render(picked(graphs, [*warm_up, *chosen]), plot, out=out, on=on, format=format,
                     dpi=dpi, progress=False, retries=0)  # fmt: skip
        table = run.table()
    return _forecast(table, len(sizes), run.startup, isinstance(on, JobQueue))


def _check(graphs: object, sample: object) -> None:
    check_graphs(graphs)
    if hasattr(graphs, "__next__"):
        raise VizlibError(
            "plan would use up a generator; give a list of (name, graph), a mapping or a folder, or"
            " make the generator anew for each: plan(make(), ...) on a part of it as a list."
        )
    if not isinstance(sample, int) or sample < 1:
        raise VizlibError(f"sample={sample!r} must be a whole number above zero.")


def _processes(on: Place) -> int:
    """Return how many processes draw, as far as that is known before."""
    if isinstance(on, JobQueue):
        return on.bounds[1] * on.processes_per_job
    if on is None:
        return cores()
    return on if isinstance(on, int) else 1


def spread(sizes: LongArray, sample: int) -> list[int]:
    """Choose places evenly from the smallest to the largest.

    Parameters
    ----------
    sizes
        ``(M,)`` bytes of each graph.
    sample
        How many to choose, at most.

    Examples
    --------
    >>> spread(np.array([5, 1, 4, 2, 3]), 3)
    [1, 4, 0]
    """
    order = np.argsort(sizes, kind="stable")
    steps = np.linspace(0, len(order) - 1, min(sample, len(order)))
    return [int(place) for place in order[np.round(steps).astype(int)]]


def picked(graphs: Graphs, places: list[int]) -> list[tuple[str, object]]:
    """Take graphs by their places, in the order of the places; a place may come twice."""
    wanted = set(places)
    items: dict[int, Item] = {
        item.number: item for item in read_items(graphs) if item.number in wanted
    }
    return [(items[place].name, _graph_or_path(items[place])) for place in places]


def _graph_or_path(item: Item) -> object:
    if item.error:
        return Unportable(item.error)
    return item.content if isinstance(item.content, str) else open_graph(item.content)


def _forecast(table: pd.DataFrame, count: int, startup: float, measured: bool) -> Plan:
    """Leave out each worker's first figure: it imports and warms up, which happens once."""
    done = table[table["status"] == "done"]
    if not len(done):
        raise VizlibError(f"Every figure of the sample failed; the first: {table['error'].iloc[0]}")
    first = ~done.duplicated("worker")
    rest = done[~first] if (~first).any() else done
    warm_up = float(done[first]["seconds"].mean()) - float(rest["seconds"].median())
    return Plan(
        count=count, sample=rest.reset_index(drop=True), startup=startup + max(0.0, warm_up),
        measured=measured,
    )  # fmt: skip
