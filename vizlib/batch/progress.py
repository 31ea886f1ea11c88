"""Counts and a clock -> Progress: what is done, what is left, and how long that will take."""

import html
from dataclasses import dataclass


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
    state: str = "running"
    note: str = ""

    @property
    def total(self) -> int | None:
        """How many graphs there are."""
        return None if self.left is None else self.done + self.failed + self.left

    def __str__(self) -> str:
        """Say it in a line.

        >>> print(Progress(done=30, failed=1, running=8, left=69, rate=2.0, eta=34.7, workers=2))
        running: 30 of 100 figures done, 1 failed, 8 in work, 2.0 a second on 2 workers, 35 s to go
        """
        of = f" of {self.total:,}" if self.total is not None else ""
        words = [f"{self.state}: {self.done:,}{of} figures done"]
        if self.failed:
            words.append(f"{self.failed:,} failed")
        if self.kept:
            words.append(f"{self.kept:,} from before")
        if self.state == "running":
            words.append(f"{self.running:,} in work")
            many = "" if self.workers == 1 else "s"
            words.append(f"{self.rate:.1f} a second on {self.workers} worker{many}")
            words += [f"{span(self.eta)} to go"] if self.eta is not None else []
        else:
            words.append(f"in {span(self.seconds)}")
        return ", ".join(words) + (f". {self.note}" if self.note else "")

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


def span(seconds: float) -> str:
    """Write a time so that it is read at a glance.

    >>> span(0.25), span(75), span(7320)
    ('0.2 s', '1 min 15 s', '2 h 2 min')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"
