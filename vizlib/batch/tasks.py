"""Items and a Dask client -> rows, with few tasks in flight and small graphs grouped."""

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Client, Future

from vizlib.batch.draw import (
    WORK,
    Drawing,
    FigureError,
    Row,
    blank_row,
    draw,
    draw_again,
    failure,
)
from vizlib.batch.serialize import digest
from vizlib.batch.sources import Item

TASK_SECONDS = 2.0
"""How long a task should take: long beside the milliseconds that Dask needs for one."""
TASKS_A_WORKER = 4
MOST_ITEMS = 500
MOST_BYTES = 1 << 20
"""A graph of more bytes travels as a file; a task of more is not filled up."""
HOPELESS = ("VizlibError", "UnknownOptionError", "NoFigureError", "TooLongError")
LOOK = 1.0
"""Seconds between two looks at the workers."""


@dataclass
class Pace:
    """How many figures make a task.

    Parameters
    ----------
    total
        How many figures there are, where that is known.
    seconds
        What a figure takes, as far as is known.
    workers
        How many workers there are.
    given
        How many figures were handed out.
    """

    total: int | None = None
    seconds: float | None = None
    workers: int = 1
    given: int = 0

    def learn(self, seconds: float) -> None:
        """Take one more figure into account, the last ones most."""
        self.seconds = seconds if self.seconds is None else 0.95 * self.seconds + 0.05 * seconds

    def items(self) -> int:
        """Return how many figures the next task should have; fewer towards the end."""
        if self.seconds is None:
            return 1
        wanted = round(TASK_SECONDS / max(self.seconds, 1e-3))
        if self.total is not None:
            wanted = min(wanted, (self.total - self.given) // (2 * self.workers) + 1)
        return max(1, min(wanted, MOST_ITEMS))

    @property
    def tasks(self) -> int:
        """How many tasks may be in flight."""
        return TASKS_A_WORKER * max(self.workers, 1)


@dataclass
class Feed:
    """Hands out items as tasks and takes in the rows.

    Parameters
    ----------
    client
        Where the work is done.
    drawing, place
        What to do, and where the workers read it.
    retries
        How often a figure that failed is tried again.
    pace
        How many figures make a task.
    watch
        Called each second; raises where no worker can come any more.
    """

    client: Client
    drawing: Drawing
    place: str
    retries: int
    pace: Pace
    watch: Callable[[], None]
    work: Callable[..., Any] = draw
    again: Callable[..., Any] = draw_again
    pending: dict[Future, list[Item]] = field(default_factory=dict)
    suspects: list[Item] = field(default_factory=list)
    trial: Future | None = None
    ended: "queue.SimpleQueue[Future]" = field(default_factory=queue.SimpleQueue)
    stopped: bool = False
    looked: float = 0.0

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
        while len(self.pending) < self.pace.tasks and not self.stopped:
            items = next(tasks, None)
            if items is None:
                return False
            self._submit(self.work, items, items)
        return True

    def _tasks(self, items: Iterator[Item]) -> Iterator[list[Item]]:
        """Group items, and let none wait long for a slow source."""
        group: list[Item] = []
        since, size = time.monotonic(), 0
        for item in items:
            item = self._light(item)
            group.append(item)
            size += len(item.content)
            late = time.monotonic() - since > LOOK
            if len(group) >= self.pace.items() or size > MOST_BYTES or late:
                yield group
                group, since, size = [], time.monotonic(), 0
        if group:
            yield group

    def _light(self, item: Item) -> Item:
        """Let a large graph travel as a file, so that the scheduler does not hold it."""
        if isinstance(item.content, str) or len(item.content) <= MOST_BYTES:
            return item
        name = digest(f"{item.number} {item.name}".encode("utf-8", "surrogatepass"))
        path = Path(self.drawing.out, WORK, f"{name}.parcel")
        path.write_bytes(item.content)
        return item._replace(content=str(path))

    def _try_suspect(self) -> None:
        """Hand out one figure whose worker died, and only one: others there would be blamed."""
        if self.suspects and self.trial is None:
            item = self.suspects.pop(0)
            self.trial = self._submit(self.again, item, [item], retries=self.retries)

    def _submit(
        self, work: Callable[..., Any], given: Any, items: list[Item], **how: Any
    ) -> Future:
        future = self.client.submit(work, self.place, given, pure=False, **how)
        self.pending[future] = items
        self.pace.given += len(items)
        future.add_done_callback(self.ended.put)
        return future

    def _collect(self) -> list[Row]:
        """Wait for a task to end, at most until it is time to look at the workers."""
        rows: list[Row] = []
        try:
            rows += self._take(self.ended.get(timeout=LOOK / 2))
            while True:
                rows += self._take(self.ended.get_nowait())
        except queue.Empty:
            self._look()
        return rows

    def _look(self) -> None:
        if time.monotonic() - self.looked > LOOK:
            self.looked = time.monotonic()
            self.pace.workers = max(1, len(self.client.nthreads()))
            self.watch()

    def _take(self, future: Future) -> list[Row]:
        items = self.pending.pop(future, None)
        if items is None:
            return []
        on_trial = future is self.trial
        self.trial = None if on_trial else self.trial
        if future.status == "finished":
            return self._judge(items, future.result())
        error = future.exception() if future.status == "error" else None
        return self._mend(items, error, on_trial)

    def _judge(self, items: list[Item], rows: list[Row]) -> list[Row]:
        """Keep the rows that are final, and try the others again."""
        final = []
        for item, row in zip(items, rows, strict=True):
            if row["status"] == "failed" and self.retries and _may_heal(row):
                self._submit(self.again, item, [item], retries=self.retries - 1)
                continue
            if row["status"] == "done":
                self.pace.learn(row["seconds"])
            self._forget(item)
            final.append(row)
        return final

    def _mend(self, items: list[Item], error: BaseException | None, on_trial: bool) -> list[Row]:
        """Take in a task that ended without rows: each figure is tried alone, then it failed."""
        if isinstance(error, FigureError):
            self._forget(items[0])
            return [error.args[0]]
        if not on_trial:
            self.suspects += items
            return []
        self._forget(items[0])
        error = error or RuntimeError("Dask cancelled it")
        row = blank_row(self.drawing, items[0]) | failure(error)
        return [row | {"error": _why(error)}]

    def _forget(self, item: Item) -> None:
        if isinstance(item.content, str) and item.content.endswith(".parcel"):
            Path(item.content).unlink(missing_ok=True)


def _may_heal(row: Row) -> bool:
    """Tell whether trying again can help: a mistake in what was given stays one."""
    return not row["error"].startswith(HOPELESS)


def _why(error: BaseException) -> str:
    if type(error).__name__ != "KilledWorker":
        return f"{type(error).__name__}: {error}"
    return (
        "KilledWorker: each worker that drew it ended before the figure did, most often for lack of"
        " memory; ask for more memory a job, or draw fewer edges."
    )
