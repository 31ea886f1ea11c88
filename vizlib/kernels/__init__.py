"""Loops over arrays, compiled: the only home of numba. Arrays in, arrays out.

Compiled code is kept in a folder of the user's; where none can be written, it is compiled anew.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def _folder() -> Path:
    """Choose a folder for compiled code that can be written, apart for each host and user."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for place in (home / "vizlib", Path(tempfile.gettempdir()) / f"vizlib-{os.getuid()}"):
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(place, os.W_OK):
            return place / os.uname().nodename
    return Path(tempfile.mkdtemp(prefix="vizlib-"))


def jit(function: Function) -> Function:
    """Compile a loop when it is first called; it holds no lock and keeps its code on disk."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(_folder()))
    import numba

    compiled: Any = numba.njit(nogil=True, cache=True)(function)
    return compiled  # type: ignore[no-any-return]
