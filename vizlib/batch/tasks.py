"""Items and a Dask client -> rows, with few tasks in flight and small graphs grouped."""

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from distributed import Client, Future

from vizlib.batch.draw import (
    Drawing,
    FigureError,
    Row,
    blank_row,
    draw,
    draw_again,
    failure,
)
from vizlib.batch.files import write_whole
from vizlib.batch.limits import TooLongError
from vizlib.batch.serialize import SpoolFile, digest, plain_text
from vizlib.batch.sources import Item
from vizlib.errors import VizlibError

TASK_SECONDS = 2.0
"""How long a task should take: long beside the milliseconds that Dask needs for one."""
MIN_FIGURE_SECONDS = 1e-3
WEIGHT_OF_LAST = 0.05
"""How much the last figure counts in the mean of the seconds."""
MAX_TASKS_A_WORKER = 4
MAX_ITEMS_A_TASK = 500
MAX_BYTES_A_TASK = 1 << 20
"""A graph of more bytes travels as a file; a task of more is not filled up."""
CHECK_SECONDS = 1.0
"""Between two looks at the workers; no item waits longer for others to fill its task."""


@dataclass
class TaskSize:
    """How many figures make a task.

    Parameters
    ----------
    total
        How many figures there are, where that is known.
    seconds
        What a figure takes, as far as is known.
    workers
        How many workers there are.
    handed_out
        How many figures were handed out.
    """

    total: int | None = None
    seconds: float | None = None
    workers: int = 1
    handed_out: int = 0

    def learn(self, seconds: float) -> None:
        """Take one more figure into account, the last ones most."""
        mean = seconds if self.seconds is None else self.seconds
        self.seconds = (1 - WEIGHT_OF_LAST) * mean + WEIGHT_OF_LAST * seconds

    def items(self) -> int:
        """Return how many figures the next task should have; fewer towards the end."""
        if self.seconds is None:
            return 1
        wanted = round(TASK_SECONDS / max(self.seconds, MIN_FIGURE_SECONDS))
        if self.total is not None:
            left = self.total - self.handed_out
            wanted = min(wanted, left // (2 * self.workers) + 1)
        return max(1, min(wanted, MAX_ITEMS_A_TASK))

    @property
    def tasks(self) -> int:
        """How many tasks may be in flight."""
        return MAX_TASKS_A_WORKER * max(self.workers, 1)


@dataclass
class TaskFeeder:
    """Hands out items as tasks and takes in the rows.

    Parameters
    ----------
    client
        Where the work is done.
    drawing, place
        What to do, and where the workers read it.
    retries
        How often a figure that failed is tried again.
    task_size
        How many figures make a task.
    watch
        Called each second; raises where no worker can come any more.
    work, work_alone
        What a worker does with the items of a task, and with one that failed before; the second
        raises :class:`~vizlib.batch.draw.FigureError` where Dask shall try again.
    """

    client: Client
    drawing: Drawing
    place: str
    retries: int
    task_size: TaskSize
    watch: Callable[[], None]
    work: Callable[[str, list[Item]], list[Row]] = draw
    work_alone: Callable[[str, Item], list[Row]] = draw_again
    pending: dict[Future, list[Item]] = field(default_factory=dict)
    suspects: list[Item] = field(default_factory=list)
    trial: Future | None = None
    ended: "queue.SimpleQueue[Future]" = field(default_factory=queue.SimpleQueue)
    stopped: bool = False
    checked_at: float = 0.0

    def run(self, items: Iterator[Item]) -> Iterator[list[Row]]:
        """Go through the items; rows come in the order in which figures end."""
        tasks = self._tasks(items)
        more = True
        try:
            while (more or self.pending or self.suspects) and not self.stopped:
                self._try_suspect()
                more = more and self._fill(tasks)
                yield self._collect()
        finally:
            self.client.cancel(list(self.pending))

    def _fill(self, tasks: Iterator[list[Item]]) -> bool:
        """Hand out tasks while there is room; tell whether there are more."""
        while len(self.pending) < self.task_size.tasks and not self.stopped:
            items = next(tasks, None)
            if items is None:
                return False
            self._track(self.client.submit(self.work, self.place, items, pure=False), items)
        return True

    def _tasks(self, items: Iterator[Item]) -> Iterator[list[Item]]:
        """Group items, and let none wait long for a slow source."""
        group: list[Item] = []
        since, size = time.monotonic(), 0
        for item in map(self._as_file_if_large, items):
            group.append(item)
            size += len(item.content)
            waited_long = time.monotonic() - since > CHECK_SECONDS
            if len(group) >= self.task_size.items() or size > MAX_BYTES_A_TASK or waited_long:
                yield group
                group, since, size = [], time.monotonic(), 0
        if group:
            yield group

    def _as_file_if_large(self, item: Item) -> Item:
        """Let a large graph travel as a file, so that the scheduler does not hold it."""
        if not isinstance(item.content, bytes) or len(item.content) <= MAX_BYTES_A_TASK:
            return item
        path = Path(self.drawing.work, f"graph-{item.number}")
        write_whole(self.drawing.work, path, item.content)
        return item._replace(content=SpoolFile(str(path), digest(item.content)))

    def _try_suspect(self) -> None:
        """Hand out one figure whose worker died, and only one: others there would be blamed."""
        if self.suspects and self.trial is None:
            self.trial = self._submit_alone(self.suspects.pop(0), self.retries)

    def _submit_alone(self, item: Item, retries: int) -> Future:
        future = self.client.submit(
            self.work_alone, self.place, item, pure=False, retries=retries
        )  # fmt: skip
        return self._track(future, [item])

    def _track(self, future: Future, items: list[Item]) -> Future:
        """Remember what was handed out, and have its end told."""
        self.pending[future] = items
        self.task_size.handed_out += len(items)
        future.add_done_callback(self.ended.put)
        return future

    def _collect(self) -> list[Row]:
        """Wait for a task to end, at most until it is time to look at the workers."""
        rows: list[Row] = []
        try:
            rows += self._rows_of(self.ended.get(timeout=CHECK_SECONDS / 2))
            while True:
                rows += self._rows_of(self.ended.get_nowait())
        except queue.Empty:
            self._check_workers()
        return rows

    def _check_workers(self) -> None:
        if time.monotonic() - self.checked_at > CHECK_SECONDS:
            self.checked_at = time.monotonic()
            self.task_size.workers = max(1, len(self.client.nthreads()))
            self.watch()

    def _rows_of(self, future: Future) -> list[Row]:
        """Return the rows of a task that ended, as far as they are final."""
        items = self.pending.pop(future, None)
        if items is None:
            return []
        on_trial = future is self.trial
        self.trial = None if on_trial else self.trial
        if future.status == "finished":
            return self._final_rows(items, future.result())
        error = future.exception() if future.status == "error" else None
        return self._rows_of_lost_task(items, error, on_trial)

    def _final_rows(self, items: list[Item], rows: list[Row]) -> list[Row]:
        """Keep the rows that are final, and try the others again."""
        final = []
        for item, row in zip(items, rows, strict=True):
            if row["status"] == "failed" and self.retries and may_heal(row):
                self._submit_alone(item, self.retries - 1)
                continue
            if row["status"] == "done":
                self.task_size.learn(row["seconds"])
            _delete_file(item)
            final.append(row)
        return final

    def _rows_of_lost_task(
        self, items: list[Item], error: BaseException | None, on_trial: bool
    ) -> list[Row]:
        """Take in a task that ended without rows: each figure is tried alone, then it failed."""
        if isinstance(error, FigureError):
            _delete_file(items[0])
            return [error.row]
        if not on_trial:
            self.suspects += items
            return []
        _delete_file(items[0])
        error = error or RuntimeError("Dask cancelled it")
        row = blank_row(self.drawing, items[0]) | failure(error)
        return [row | {"error": plain_text(lost_reason(error))}]


def _delete_file(item: Item) -> None:
    """Delete the file by which a large graph travelled."""
    if isinstance(item.content, SpoolFile):
        Path(item.content.path).unlink(missing_ok=True)


def may_heal(row: Row) -> bool:
    """Tell whether trying again can help: a mistake in what was given stays one.

    Examples
    --------
    >>> may_heal({"error": "OSError: stale file handle"})
    True
    >>> may_heal({"error": "VizlibError: The nodes have no field 'lobe'."})
    False
    """
    hopeless = {TooLongError.__name__, *_names_of(VizlibError)}
    return row["error"].partition(":")[0] not in hopeless


def _names_of(kind: type[BaseException]) -> Iterator[str]:
    """Yield the names of a kind of error and of all kinds below it."""
    yield kind.__name__
    for subkind in kind.__subclasses__():
        yield from _names_of(subkind)


def lost_reason(error: BaseException) -> str:
    """Say why a figure was lost that took its workers along."""
    if type(error).__name__ != "KilledWorker":
        return f"{type(error).__name__}: {error}"
    return (
        "KilledWorker: each worker that drew it ended before the figure did: for lack of memory"
        " (ask for more a job, or draw fewer edges), or since the function that makes the plot, or"
        " a library in it, ends its process."
    )
