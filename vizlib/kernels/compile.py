"""A loop -> the same loop compiled, which says so when its first call waits for the compiler.

Compiled code is kept in a folder of the user's; where none can be written, it is compiled anew.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def _folder() -> Path:
    """Choose a folder for compiled code that can be written, apart for each host and user."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for folder in (home / "vizlib", Path(tempfile.gettempdir()) / f"vizlib-{os.getuid()}"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder / os.uname().nodename
    return Path(tempfile.mkdtemp(prefix="vizlib-"))


def jit(function: Function) -> Function:
    """Compile a loop when it is first called; it holds no lock and keeps its code on disk."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(_folder()))
    import numba

    return numba.njit(nogil=True, cache=True)(function)  # type: ignore[return-value]


def shows_compile(compiled: Function) -> Function:
    """Show a progress bar while a loop is compiled for the first time on this machine."""

    @wraps(compiled)
    def call(*arrays: object) -> object:
        if compiled.signatures or is_kept(compiled):  # type: ignore[attr-defined]
            return compiled(*arrays)
        from tqdm import tqdm

        words = f"vizlib compiles {compiled.__name__}, once"
        with tqdm(total=1, desc=words, bar_format="{desc} [{elapsed}]", file=sys.stderr) as bar:
            result: object = compiled(*arrays)
            bar.update()
        return result

    return call  # type: ignore[return-value]


def is_kept(compiled: Callable[..., object]) -> bool:
    """Tell whether compiled code of a loop is on disk already, as far as can be seen."""
    try:
        folder = Path(compiled.stats.cache_path)  # type: ignore[attr-defined]
        return any(folder.glob(f"*{compiled.__name__}-*.nbi"))
    except (AttributeError, OSError, TypeError):
        return False
