"""A loop -> the same loop compiled, which says so where a person waits for the compiler.

Compiled code is kept in a folder of the user's; where none can be written, it is compiled anew.
"""

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])
NOTICE = "vizlib compiles its loops for this machine, once: this takes some seconds."


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
    """Say that a loop is compiled for the first time on this machine, where a person waits."""

    @wraps(compiled)
    def call(*arrays: object) -> object:
        if not (compiled.signatures or is_kept(compiled)):  # type: ignore[attr-defined]
            _say()
        return compiled(*arrays)

    return call  # type: ignore[return-value]


@cache
def _say() -> None:
    """Say so, once a process."""
    if not is_waited_for():
        return
    # A notebook paints what goes to the other stream red, as a mistake.
    print(NOTICE, file=sys.stdout if _in_notebook() else sys.stderr, flush=True)


def is_waited_for() -> bool:
    """Tell whether a person waits: at a terminal or a notebook, not for a worker, a log or CI."""
    alone = multiprocessing.parent_process() is None
    if not alone or threading.current_thread() is not threading.main_thread():
        return False
    return _in_notebook() or (sys.stderr.isatty() and not os.environ.get("CI"))


def _in_notebook() -> bool:
    """Tell whether this is the kernel of a notebook that somebody looks at."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and "IPKernelApp" in shell.config


def is_kept(compiled: Callable[..., object]) -> bool:
    """Tell whether compiled code of a loop is on disk already, as far as can be seen."""
    try:
        folder = Path(compiled.stats.cache_path)  # type: ignore[attr-defined]
        return any(folder.glob(f"*{compiled.__name__}-*.nbi"))
    except (AttributeError, OSError, TypeError):
        return False
