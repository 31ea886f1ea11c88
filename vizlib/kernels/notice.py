"""A compiled loop -> the same, which says so when its first call has to wait for the compiler."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def announced(compiled: Function) -> Function:
    """Show a progress bar while a loop is compiled for the first time on this machine."""

    @wraps(compiled)
    def call(*given: Any) -> Any:
        if compiled.signatures or is_kept(compiled):  # type: ignore[attr-defined]
            return compiled(*given)
        from tqdm import tqdm

        words = f"vizlib compiles {compiled.__name__}, once"
        with tqdm(total=1, desc=words, bar_format="{desc} [{elapsed}]", file=sys.stderr) as bar:
            found = compiled(*given)
            bar.update()
        return found

    return call  # type: ignore[return-value]


def is_kept(compiled: Any) -> bool:
    """Tell whether compiled code of a loop is on disk already, as far as can be seen."""
    try:
        folder = Path(compiled.stats.cache_path)
        return any(folder.glob(f"*{compiled.__name__}-*.nbi"))
    except (AttributeError, OSError, TypeError):
        return False
