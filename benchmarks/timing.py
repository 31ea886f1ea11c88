"""CPU seconds of several ways to do the same work, side by side in one run."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, against whom, and the bar."""

    work: str
    ours: float
    theirs: float | None
    peer: str
    bar: str
    met: bool
    spread: float = 0.0

    def cells(self):
        """Return the line as words."""
        ratio = "" if not self.theirs else f"{self.ours / self.theirs:.3g}"
        theirs = "" if self.theirs is None else f"{self.theirs:.3g}"
        return [
            self.work, f"{self.ours:.3g} ± {self.spread:.2g}", theirs, self.peer, ratio, self.bar,
            "yes" if self.met else "**no**",
        ]  # fmt: skip


HEAD = ["work", "vizlib", "peer", "which", "ratio", "bar", "met"]


def table(rows):
    """Write lines as a Markdown table."""
    lines = [HEAD, ["---"] * len(HEAD), *(each.cells() for each in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that a call takes in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def side_by_side(ways: Mapping[str, Callable[[], object]], repeat: int = 5):
    """Return for each way the median and half the range of its middle half, taken in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for work in ways.values():
        work()
    for _ in range(repeat):
        for name, work in ways.items():
            seconds[name].append(cpu(work))
    return {name: (statistics.median(each), _spread(each)) for name, each in seconds.items()}


def _spread(seconds):
    if len(seconds) < 4:
        return (max(seconds) - min(seconds)) / 2
    low, _, high = statistics.quantiles(seconds, n=4)
    return (high - low) / 2
