"""How far a run is -> a bar that moves."""

import sys
from collections.abc import Callable

from vizlib.batch.progress import Progress


class Bar:
    """A progress bar that follows a run.

    Parameters
    ----------
    now
        Tells how far the run is.
    shown
        Whether it is seen.
    """

    def __init__(self, now: Callable[[], Progress], shown: bool) -> None:
        from tqdm.auto import tqdm

        self.now = now
        total = now().total
        self.bar = tqdm(total=total, unit="figure", disable=not shown, file=sys.stderr)

    def __enter__(self) -> Callable[[], None]:
        return self.show

    def show(self) -> None:
        """Move the bar to where the run is."""
        now = self.now()
        words = [f"{now.failed:,} failed"] if now.failed else []
        words += [now.note] if now.note else [f"{now.workers} workers"]
        self.bar.set_postfix_str(", ".join(words), refresh=False)
        self.bar.update(now.done + now.failed - self.bar.n)

    def __exit__(self, *error: object) -> None:
        self.bar.close()
