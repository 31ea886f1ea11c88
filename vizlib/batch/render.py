"""Many graphs, one plot and a place to work -> a Run that fills a folder with figures."""

import os
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import cloudpickle
from distributed import Client
from distributed.deploy import Cluster

from vizlib.batch.draw import Drawing, PlotFunction, unchanged
from vizlib.batch.files import folds_case
from vizlib.batch.folder import Folder, make_folder, make_work, work_name
from vizlib.batch.run import Run, Workers
from vizlib.batch.serialize import plot_digest
from vizlib.batch.sources import Graphs, check_graphs
from vizlib.batch.workers.local import cores, open_local
from vizlib.batch.workers.queues import JobQueue
from vizlib.errors import VizlibError, nearest, short_traceback, unknown_choice
from vizlib.rendering.figure import FORMATS
from vizlib.version import __version__

Format = Literal["png", "svg", "pdf", "jpg", "jpeg", "webp", "tif", "tiff", "eps", "ps"]
Scales = Literal["own", "shared"]
Place: TypeAlias = int | JobQueue | Client | Cluster | None
"""Where figures are drawn."""


@short_traceback
def render(
    graphs: Graphs,
    plot: PlotFunction,
    *,
    out: str | os.PathLike[str],
    format: Format = "png",
    dpi: float | None = None,
    on: Place = None,
    scales: Scales = "own",
    wait: bool = True,
    resume: bool = True,
    retries: int = 2,
    timeout: float | None = None,
    progress: bool = True,
) -> Run:
    """Draw many graphs into a folder, on this machine's cores or on a cluster.

    Each figure is written whole or not at all. What was drawn before and has not changed stays,
    so that a call that was broken off goes on where it ended. The folder gets
    ``manifest.parquet``, a row for each graph, and ``index.html``, a contact sheet.

    Parameters
    ----------
    graphs
        A mapping name -> graph, an iterable of (name, graph) or of paths, a generator (gone
        through once and never held in memory), or a folder or glob of graph files, which are read
        on the workers.
    plot
        A function from a graph to a plot or a matplotlib figure, such as
        ``partial(vz.CircosPlot, group_by="lobe")``.
    out
        The folder; workers on other machines must reach it by the same path, as the same user.
        What stands there already and no run made is never written over.
    format
        ``"png"``, ``"svg"``, ``"pdf"`` ...
    dpi
        Pixels per inch, 100 by default.
    on
        ``None``: one process for each core of this machine; a number of processes;
        ``vz.SGE(...)``, ``vz.Slurm(...)``, ``vz.PBS(...)`` or ``vz.LSF(...)``; or a Dask client
        or cluster of your own.
    scales
        ``"own"``: each figure fits its own scales. ``"shared"``: all graphs are looked through
        first, and colours, sizes and legends mean the same in every figure.
    wait
        Whether to return when all is done, or at once.
    resume
        Whether figures stay that were drawn before from the same graph with the same options.
    retries
        How often a figure that failed is tried again.
    timeout
        Seconds that a figure may take.
    progress
        Whether a bar is shown while waiting.

    Returns
    -------
    run
        Its ``progress``, ``table()`` and ``failed`` say what became of each graph.

    Raises
    ------
    VizlibError
        Where something given makes no sense or no worker can come. A graph that cannot be drawn is
        a failed row instead.

    Notes
    -----
    Workers take their work from a Dask scheduler without a password: whoever reaches its port, on
    this machine or with a queue on the network, can run code as you. Where others are not to be
    trusted give ``on=`` a Dask client with ``distributed.Security``.

    Examples
    --------
    >>> import tempfile, networkx as nx, vizlib as vz
    >>> graphs = {f"path {n}": nx.path_graph(n) for n in (3, 4, 5)}
    >>> with tempfile.TemporaryDirectory() as out:
    ...     run = vz.render(graphs, vz.ArcPlot, out=out, on=1, progress=False)
    ...     list(run.table()["status"])
    ['done', 'done', 'done']
    """
    check_graphs(graphs)
    _check(plot, format, scales, retries, timeout)
    with ExitStack() as stack:
        folder = Folder(out)
        stack.callback(folder.close)
        drawing = job_of(plot, out=out, form=format, dpi=dpi, timeout=timeout, folder=folder)
        run = Run(
            graphs, drawing, folder, partial(open_workers, on, retries, drawing.work),
            shared=scales == "shared", resume=resume, retries=retries,
        )  # fmt: skip
        stack.pop_all()
    return run.start(wait, progress)


def job_of(
    plot: PlotFunction, *, out: str | os.PathLike[str], form: str, dpi: float | None,
    timeout: float | None, folder: Folder | None = None,
) -> Drawing:  # fmt: skip
    """Write down how each graph becomes a file.

    Parameters
    ----------
    plot
        The function from a graph to a plot or figure.
    out
        The folder, which is made.
    form, dpi
        Format and pixels per inch.
    timeout
        Seconds that a figure may take, or None.
    folder
        The folder as a run opened it; by default one is made without a run.

    Raises
    ------
    VizlibError
        Where the folder is a file, or the function cannot travel.
    """
    place = make_folder(out)
    work = make_work(place / work_name()) if folder is None else folder.work
    return Drawing(
        plot=_pickled(plot), dress=unchanged, out=str(place), work=str(work), form=form, dpi=dpi,
        timeout=timeout, folds_case=folds_case(work), paths=_own_paths(), version=__version__,
        key=plot_digest(plot, form, dpi, __version__),
    )  # fmt: skip


def _pickled(plot: PlotFunction) -> bytes:
    try:
        return bytes(cloudpickle.dumps(plot))
    except Exception as error:
        raise VizlibError(
            f"The plot function cannot travel to a worker ({type(error).__name__}: {error}); let it"
            " open files and connections itself instead of holding them."
        ) from error


def _check(plot: object, form: str, scales: str, retries: object, timeout: float | None) -> None:
    if not callable(plot):
        raise VizlibError(
            f"plot is a {type(plot).__name__}; give a function from a graph to a plot, such as"
            " vz.CircosPlot or partial(vz.CircosPlot, group_by='club')."
        )
    if form not in FORMATS:
        raise VizlibError(
            f"format={form!r} cannot be written; there are {', '.join(FORMATS)}."
            f"{nearest(form, FORMATS)}"
        )
    if scales not in get_args(Scales):
        raise unknown_choice("scales", scales, get_args(Scales))
    if not isinstance(retries, int) or retries < 0:
        raise VizlibError(f"retries={retries!r} must be a whole number, 0 or more.")
    if timeout is not None and not timeout > 0:
        raise VizlibError(f"timeout={timeout!r} must be seconds above zero, or None for ever.")


def open_workers(on: Place, retries: int, work: str) -> Workers:
    """Find or start the workers; logs of a queue go into the work folder of the run."""
    if isinstance(on, JobQueue):
        session = on.open_session(retries=retries, out=work)
        return Workers(session.client, session.watch, session.close, on.words())
    if isinstance(on, Client):
        return Workers(on, lambda: "", lambda: None, f"the Dask cluster at {_address(on)}")
    stack = ExitStack()
    if isinstance(on, Cluster):
        client = stack.enter_context(Client(on, set_as_default=False))
        place = f"the Dask cluster at {_address(client)}"
    elif on is None or (isinstance(on, int) and not isinstance(on, bool) and on > 0):
        processes = on or cores()
        client = open_local(processes, retries, stack)
        place = f"{processes} process{'es' * (processes != 1)} of this machine"
    else:
        raise VizlibError(
            f"on={on!r} is no place to work; give None for this machine, a number of processes,"
            " vz.SGE(...), vz.Slurm(...), vz.PBS(...), vz.LSF(...), or a Dask client or cluster."
        )
    return Workers(client, lambda: "", stack.close, place)


def _address(client: Client) -> str:
    return str(client.scheduler.address) if client.scheduler else "no address"


def _own_paths() -> tuple[str, ...]:
    """Return where this process finds modules that are not installed."""
    paths = [entry or str(Path.cwd()) for entry in sys.path]
    return tuple(path for path in paths if not path.startswith((sys.prefix, sys.base_prefix)))
