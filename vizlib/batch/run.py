"""Graphs, a drawing order and workers -> Run: the figures as they come, and what became of each."""

import html
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Self

import pandas as pd
from distributed import Client

from vizlib.batch.draw import Drawing, Row, blank_row, check_worker, write_job
from vizlib.batch.folder import Folder, in_words
from vizlib.batch.journal import Journal
from vizlib.batch.progress import Bar, Progress, State
from vizlib.batch.shared_scales import on_shared_scales, replayable
from vizlib.batch.sheet import write_sheet
from vizlib.batch.sources import Graphs, Item, count_of, known_names, read_items
from vizlib.batch.tasks import TaskFeeder, TaskSize
from vizlib.errors import VizlibError

MAX_SHOWN_FAILURES = 5
POLL_SECONDS = 0.1
MIN_ELAPSED_SECONDS = 1e-3


@dataclass(frozen=True)
class Workers:
    """Workers, wherever they are.

    Parameters
    ----------
    client
        The Dask client that reaches them.
    watch
        Raises where none can come any more; returns what holds them up, or nothing.
    close
        Ends them.
    place
        What they are, in words: ``"4 processes of this machine"``.
    """

    client: Client
    watch: Callable[[], str]
    close: Callable[[], None]
    place: str


class Run:
    """Figures being drawn; made by :func:`vizlib.render`.

    Parameters
    ----------
    graphs
        What is drawn.
    drawing
        How.
    folder
        Where.
    open_workers
        Finds or starts those who draw.
    shared
        Whether all figures share their scales.
    resume
        Whether figures stay that are drawn already.
    retries
        How often a figure that failed is tried again.
    """

    def __init__(
        self, graphs: Graphs, drawing: Drawing, folder: Folder,
        open_workers: Callable[[], Workers], *, shared: bool, resume: bool, retries: int,
    ) -> None:  # fmt: skip
        self.out = Path(drawing.out)
        self._graphs, self._drawing, self._folder = graphs, drawing, folder
        self._shared, self._resume, self._retries = shared, resume, retries
        self._journal = Journal(folder)
        self._lock = threading.Lock()
        self._now = Progress(left=count_of(graphs))
        self._begun = self._drawn_since = time.monotonic()
        self._task_feeder: TaskFeeder | None = None
        self._cancelled = False
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._table: pd.DataFrame | None = None
        with ExitStack() as stack:
            stack.callback(self._journal.close, whole=False)
            self._check_figures()
            self._workers = open_workers()
            stack.pop_all()

    def _check_figures(self) -> None:
        """Refuse to write over figures that no run made, as far as names are known."""
        self._folder.look_around()
        if not self._folder.foreign:
            return
        for name in known_names(self._graphs):
            refusal = self._folder.refusal(self._drawing.file(name))
            if refusal:
                raise VizlibError(refusal)

    @property
    def progress(self) -> Progress:
        """How far the run is."""
        return self._now

    @property
    def dashboard(self) -> str:
        """Where Dask shows what the workers do, if bokeh is installed."""
        return str(self._workers.client.dashboard_link)

    @property
    def startup(self) -> float:
        """Seconds until the first worker was ready."""
        return self._drawn_since - self._begun

    def wait(self, timeout: float | None = None, progress: bool = False) -> Self:
        """Wait until all figures are drawn.

        Parameters
        ----------
        timeout
            Seconds to wait at most; then the run goes on without being waited for.
        progress
            Whether a bar is shown.

        Raises
        ------
        VizlibError
            Where the run broke off, since no worker can come.
        """
        end = None if timeout is None else time.monotonic() + timeout
        with Bar(lambda: self._now, progress) as bar:
            while self._thread is not None and self._thread.is_alive():
                if end is not None and time.monotonic() > end:
                    return self
                self._thread.join(POLL_SECONDS)
                bar.show()
        if self._error is not None:
            raise self._error
        return self

    def cancel(self) -> None:
        """Stop: what is drawn stays, the rest is left, the workers go."""
        self._cancelled = True
        if self._task_feeder is not None:
            self._task_feeder.stopped = True
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def table(self) -> pd.DataFrame:
        """Return a row for each graph that is done or failed, in the order of the graphs."""
        with self._lock:
            return self._journal.table() if self._table is None else self._table.copy()

    @property
    def failed(self) -> pd.DataFrame:
        """The rows of graphs whose figure failed, with error and traceback."""
        table = self.table()
        return table[table["status"] == "failed"].reset_index(drop=True)

    def raise_for_failures(self) -> Self:
        """Raise where a figure failed; else return the run.

        Raises
        ------
        VizlibError
            With the first errors in its message.
        """
        failed = self.failed
        if not len(failed):
            return self
        rows = failed.head(MAX_SHOWN_FAILURES).to_dict("records")
        lines = [f"{row['name']}: {row['error']}" for row in rows]
        if len(failed) > len(rows):
            lines.append(f"... {len(failed) - len(rows):,} more")
        raise VizlibError(
            f"{len(failed):,} of {len(self.table()):,} figures failed; run.failed has their"
            " tracebacks:\n" + "\n".join(lines)
        )

    def start(self, wait: bool, progress: bool) -> Self:
        """Begin to draw, here or in a thread of its own."""
        if not wait:
            self._thread = threading.Thread(target=self._work, name="vizlib", daemon=True)
            self._thread.start()
            return self
        with Bar(lambda: self._now, progress) as bar:
            self._work(bar.show)
        if self._error is not None:
            raise self._error
        return self

    def _work(self, show: Callable[[], None] = lambda: None) -> None:
        state: State = "broken"
        try:
            self._draw_all(show)
            state = "cancelled" if self._cancelled else "done"
        except (KeyboardInterrupt, SystemExit) as error:
            state, self._error = "cancelled", error
        except BaseException as error:
            self._error = in_words(error, self._folder)
        finally:
            self._end(state)
            show()

    def _draw_all(self, show: Callable[[], None]) -> None:
        drawing, place = self._drawing, write_job(self._drawing)
        graphs = self._graphs
        self._first_worker(place, show)
        with ExitStack() as stack:
            if self._shared:
                graphs = replayable(graphs, stack)
                drawing = on_shared_scales(graphs, drawing, self._feeder(drawing, place), show)
                place = write_job(drawing)
            self._draw_these(graphs, drawing, place, show)

    def _draw_these(
        self, graphs: Graphs, drawing: Drawing, place: str, show: Callable[[], None]
    ) -> None:
        self._drawn_since = time.monotonic()
        feeder = self._feeder(drawing, place)
        for rows in feeder.run(self._due(graphs, drawing, feeder)):
            self._take(rows, feeder)
            show()

    def _feeder(self, drawing: Drawing, place: str) -> TaskFeeder:
        feeder = TaskFeeder(
            client=self._workers.client, drawing=drawing, place=place, retries=self._retries,
            task_size=TaskSize(total=self._now.total), watch=self._watch, stopped=self._cancelled,
        )  # fmt: skip
        self._task_feeder = feeder
        return feeder

    def _first_worker(self, place: str, show: Callable[[], None]) -> None:
        """Wait for a worker, and have it try what all will need."""
        for work, argument in ((import_module, check_worker.__module__), (check_worker, place)):
            trial = self._workers.client.submit(work, argument, pure=False)
            while not trial.done() and not self._cancelled:
                time.sleep(POLL_SECONDS / 2)
                self._watch()
                show()
            if trial.status == "error":
                raise with_remedy(trial.exception())

    def _watch(self) -> None:
        self._folder.check_there()
        note = self._workers.watch()
        if note != self._now.note:
            self._now = replace(self._now, note=note)

    def _due(self, graphs: Graphs, drawing: Drawing, feeder: TaskFeeder) -> Iterator[Item]:
        """Go through the graphs whose figures are not there yet."""
        for item in read_items(graphs):
            self._journal.add_name(item.name)
            key = drawing.key_of(item)
            if self._resume and self._journal.is_done(item.name, drawing.file(item.name), key):
                self._keep(feeder)
                continue
            refusal = item.error or self._folder.refusal(drawing.file(item.name))
            if refusal:
                self._refuse(blank_row(drawing, item) | {"error": refusal}, feeder)
                continue
            self._folder.claim(drawing.file(item.name))
            yield item

    def _keep(self, feeder: TaskFeeder) -> None:
        now = self._now
        _one_less(feeder)
        left = None if now.left is None else now.left - 1
        self._now = replace(now, done=now.done + 1, kept=now.kept + 1, left=left)

    def _refuse(self, row: Row, feeder: TaskFeeder) -> None:
        """Take in a graph that fails before any worker sees it."""
        _one_less(feeder)
        self._take([row], feeder)

    def _take(self, rows: list[Row], feeder: TaskFeeder) -> None:
        """Write down what came, and how far the run is."""
        if any(row["status"] == "failed" for row in rows):
            self._folder.check_there()
        with self._lock:
            self._journal.add(rows)
        now, clock = self._now, time.monotonic()
        done = now.done + sum(row["status"] == "done" for row in rows)
        failed = now.failed + sum(row["status"] == "failed" for row in rows)
        left = None if now.total is None else now.total - done - failed
        elapsed = max(clock - self._drawn_since, MIN_ELAPSED_SECONDS)
        rate = (done - now.kept + failed) / elapsed
        count_workers = rows or not now.workers
        workers = len(self._workers.client.nthreads()) if count_workers else now.workers
        self._now = replace(
            now, done=done, failed=failed, left=left, rate=rate, workers=workers,
            eta=left / rate if left is not None and rate else None,
            running=sum(map(len, feeder.pending.values())), seconds=clock - self._begun,
        )  # fmt: skip

    def _end(self, state: State) -> None:
        """Send the workers home and leave the folder as it should be found, as far as can be."""
        for step in (self._workers.close, self._finish):
            try:
                step()
            except BaseException as error:
                self._error = self._error or in_words(error, self._folder)
                state = "broken"
        with suppress(OSError):
            self._journal.close(whole=False)
        with suppress(OSError):
            self._folder.close(keep_logs=state == "broken")
        seconds = time.monotonic() - self._begun
        self._now = replace(self._now, state=state, running=0, eta=None, seconds=seconds)

    def _finish(self) -> None:
        """Write what tells what became of each graph."""
        with self._lock:
            self._table = self._journal.table()
            self._journal.close()
        write_sheet(self.out, self._table, self._folder.work)

    def __repr__(self) -> str:
        error = f" {self._error}" if self._error is not None else ""
        return f"Run into {str(self.out)!r} on {self._workers.place}: {self.progress}.{error}"

    def _repr_html_(self) -> str:
        sheet = html.escape(str(self.out / "index.html"))
        bar, place = self.progress._repr_html_(), html.escape(self._workers.place)
        rows = self.failed.head(MAX_SHOWN_FAILURES) if self.progress.failed else None
        failed = "" if rows is None else rows[["name", "error"]].to_html(index=False)
        return f"{bar}<div><code>{sheet}</code> on {place}</div>{failed}"


def _one_less(feeder: TaskFeeder) -> None:
    """Let a graph that no worker draws not count for the size of tasks."""
    if feeder.task_size.total is not None:
        feeder.task_size.total -= 1


def with_remedy(error: BaseException) -> BaseException:
    """Say what to do where workers cannot import what they need."""
    if not isinstance(error, ImportError):
        return error
    return VizlibError(
        f"The workers cannot import this vizlib ({error}); install the same one for both, name"
        " their Python with python=..., or make it known to them, such as by"
        " setup=['export PYTHONPATH=...']."
    )
