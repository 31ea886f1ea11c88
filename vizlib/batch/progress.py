"""Counts and a clock -> Progress: what is done and how long the rest takes, in words or a bar."""

import html
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Self

State = Literal["running", "done", "cancelled", "broken"]
MINUTE_SECONDS = 60
HOUR_SECONDS = 3600


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a run is.

    Parameters
    ----------
    done
        Figures that stand in the folder, those of earlier runs included.
    failed
        Figures that cannot be drawn.
    kept
        How many of the done ones an earlier run drew.
    running
        Figures that are handed out.
    left
        Figures that are neither done nor failed; None where the number of graphs is not known.
    rate
        Figures a second.
    eta
        Seconds until the end, None where that is not known.
    seconds
        How long the run has lasted.
    workers
        How many workers there are.
    state
        ``"running"``, ``"done"``, ``"cancelled"`` or ``"broken"``.
    note
        What holds the run up.
    """

    done: int = 0
    failed: int = 0
    kept: int = 0
    running: int = 0
    left: int | None = None
    rate: float = 0.0
    eta: float | None = None
    seconds: float = 0.0
    workers: int = 0
    state: State = "running"
    note: str = ""

    @property
    def total(self) -> int | None:
        """How many graphs there are."""
        return None if self.left is None else self.done + self.failed + self.left

    def __str__(self) -> str:
        """Say it in a line.

        >>> print(Progress(done=30, failed=1, running=8, left=69, rate=2.0, eta=34.7, workers=2))
        running: 30 of 100 figures done, 1 failed, 8 in work, 61 waiting, 2.0 a second on 2 workers,
        35 s to go
        """
        of_total = f" of {self.total:,}" if self.total is not None else ""
        counted = self.done if self.total is None else self.total
        words = [f"{self.state}: {self.done:,}{of_total} figure{'s' * (counted != 1)} done"]
        words += [f"{self.kept:,} from before"] if self.kept else []
        words += [f"{self.failed:,} failed"] if self.failed else []
        words += self._pace() if self.state == "running" else self._end()
        return ", ".join(words) + (f". {self.note}" if self.note else "")

    def _pace(self) -> list[str]:
        waiting = max(0, (self.left or 0) - self.running)
        plural = "" if self.workers == 1 else "s"
        return [
            f"{self.running:,} in work",
            *([f"{waiting:,} waiting"] if waiting else []),
            f"{self.rate:.1f} a second on {self.workers} worker{plural}",
            *([f"{duration(self.eta)} to go"] if self.eta is not None else []),
        ]

    def _end(self) -> list[str]:
        left = [f"{self.left:,} not drawn"] if self.left else []
        return [*left, f"in {duration(self.seconds)}"]

    def _repr_html_(self) -> str:
        whole = self.total or max(self.done + self.failed, 1)
        good, bad = 100 * self.done / whole, 100 * self.failed / whole
        return (
            '<div style="max-width:40em"><div style="display:flex;height:8px;border-radius:4px;'
            'overflow:hidden;background:#8883">'
            f'<div style="width:{good:.1f}%;background:#3b8a5a"></div>'
            f'<div style="width:{bad:.1f}%;background:#c8443c"></div></div>'
            f"<div>{html.escape(str(self))}</div></div>"
        )


class Bar:
    """A progress bar that follows a run.

    Parameters
    ----------
    now
        Tells how far the run is.
    visible
        Whether it is seen.
    """

    def __init__(self, now: Callable[[], Progress], visible: bool) -> None:
        from tqdm.auto import tqdm

        self.now = now
        self.bar = tqdm(total=now().total, unit="figure", disable=not visible, file=sys.stderr)

    def __enter__(self) -> Self:
        return self

    def show(self) -> None:
        """Move the bar to where the run is."""
        now = self.now()
        words = [f"{now.failed:,} failed"] if now.failed else []
        words += [now.note] if now.note else [f"{now.workers} workers"]
        self.bar.set_postfix_str(", ".join(words), refresh=False)
        self.bar.update(now.done + now.failed - self.bar.n)

    def __exit__(self, *error: object) -> None:
        self.bar.close()


def duration(seconds: float) -> str:
    """Write a time so that it is read at a glance.

    >>> duration(0.25), duration(75), duration(7320)
    ('0.2 s', '1 min 15 s', '2 h 2 min')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    rounded = round(seconds)
    if rounded < MINUTE_SECONDS:
        return f"{rounded} s"
    if rounded < HOUR_SECONDS:
        return f"{rounded // MINUTE_SECONDS} min {rounded % MINUTE_SECONDS} s"
    return f"{rounded // HOUR_SECONDS:,} h {rounded % HOUR_SECONDS // MINUTE_SECONDS} min"
