"""All graphs and a plot function -> the scales that all figures share."""

import pickle
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from typing import Protocol

from vizlib.batch.draw import Drawing, PlotFunction, Row, blank_row, load_job, open_graph
from vizlib.batch.limits import TooLongError, time_limit
from vizlib.batch.serialize import digest
from vizlib.batch.sources import Graphs, Item, portable_pair, read_items
from vizlib.batch.tasks import TaskFeeder
from vizlib.core.data import Shared
from vizlib.core.plot import Plot
from vizlib.core.shared_scales import Domain, RankScaleError, domains_of, merge_domains, share
from vizlib.errors import VizlibError


class Show(Protocol):
    """What moves a progress bar."""

    def __call__(self) -> None:
        """Move it."""
        ...


class NotSharedError(VizlibError):
    """A plot function whose figures cannot share their scales."""


def find_domains(place: str, items: list[Item]) -> list[Row]:
    """Find what the plot of each graph shows; runs on the workers."""
    drawing, plot = load_job(place)
    rows = []
    for item in items:
        start = time.perf_counter()
        row = blank_row(drawing, item) | {"status": "done", "domains": {}, "refused": ""}
        try:
            with time_limit(drawing.timeout, lambda: None):
                row["domains"] = domains_in(plot(open_graph(item.content)))
        except (NotSharedError, RankScaleError) as error:
            row["refused"] = str(error)
        except (Exception, TooLongError):  # it will be a failed row when it is drawn
            row["error"] = "failed"
        rows.append(row | {"seconds": time.perf_counter() - start})
    return rows


def find_domains_alone(place: str, item: Item) -> list[Row]:
    """Find what the plot of one graph shows."""
    return find_domains(place, [item])


def domains_in(plot: object) -> dict[str, Domain]:
    """Find the domain of each option that shows a field.

    Raises
    ------
    NotSharedError
        Where it is no plot.

    Examples
    --------
    >>> import networkx as nx, vizlib as vz
    >>> domain = domains_in(vz.ArcPlot(nx.path_graph(3), node_color="degree"))["node_color"]
    >>> domain.low, domain.high
    (1.0, 2.0)
    """
    if not isinstance(plot, Plot):
        raise NotSharedError(
            f"scales='shared' needs a plot function that returns a plot of vizlib's, and it"
            f" returned {type(plot).__name__}; use scales='own'."
        )
    return domains_of(plot, plot.data)


def with_shared(plot: PlotFunction, shared: Shared) -> PlotFunction:
    """Give a plot function the scales that all figures share."""
    if not shared.scales:
        return plot
    bare = plot.func if isinstance(plot, partial) else plot
    if isinstance(bare, type) and issubclass(bare, Plot):  # so that nothing is made twice
        return partial(plot, **{"shared": shared})
    return partial(_draw_shared, plot, shared)


def _draw_shared(plot: PlotFunction, shared: Shared, graph: object) -> object:
    picture = plot(graph)
    return picture.replace(shared=shared) if isinstance(picture, Plot) else picture


def on_shared_scales(graphs: Graphs, drawing: Drawing, feeder: TaskFeeder, show: Show) -> Drawing:
    """Go through all graphs, and order figures that share their scales.

    Raises
    ------
    VizlibError
        Where something cannot be shared.
    """
    feeder.work, feeder.work_alone = find_domains, find_domains_alone
    sets: list[Mapping[str, Domain]] = []
    for rows in feeder.run(read_items(graphs)):
        for row in rows:
            if row.get("refused"):
                raise VizlibError(row["refused"])
            sets = [merge_domains([*sets, row.get("domains", {})])]
        show()
    shared = share(merge_domains(sets))
    told = sorted((name, scale, shared.ranges.get(name)) for name, scale in shared.scales.items())
    key = digest(f"{drawing.key}|{told!r}".encode())
    return replace(drawing, dress=partial(with_shared, shared=shared), key=key)


def replayable(graphs: Graphs, stack: ExitStack) -> Graphs:
    """Let graphs be gone through twice, even where they come only once."""
    if not isinstance(graphs, Iterator):
        return graphs
    replay = Replay(graphs)
    stack.callback(replay.close)
    return replay


class Replay:
    """Graphs that come only once -> graphs that can be gone through again, kept on the disk.

    Parameters
    ----------
    graphs
        A generator of (name, graph).
    """

    def __init__(self, graphs: Iterator[object]) -> None:
        self.graphs: Iterator[object] | None = graphs
        self.file = tempfile.TemporaryFile()  # noqa: SIM115

    def __iter__(self) -> Iterator[object]:
        """Go through the graphs: the first time as they come, then from the disk."""
        if self.graphs is not None:
            coming, self.graphs = self.graphs, None
            for pair in coming:
                self.file.write(portable_pair(pair))
                yield pair
            return
        self.file.seek(0)
        with suppress(EOFError):
            while True:
                yield pickle.load(self.file)

    def close(self) -> None:
        """Forget the graphs."""
        self.file.close()
