"""A graph or a plot function -> bytes that travel, and a digest that says whether it changed."""

import functools
import hashlib
import io
import os
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import cloudpickle

from vizlib.errors import VizlibError

NETWORKX_VIEWS = frozenset(
    [
        *["adj", "nodes", "edges", "degree", "succ", "pred"],
        *["in_edges", "out_edges", "in_degree", "out_degree"],
    ]
)
"""What networkx keeps in a graph once somebody has looked at it."""

FIGURE_DIGEST_BYTES = 8
"""Of the digest by which a figure is known again."""


class GraphPickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Pickles graphs without what looking at them leaves behind, so that equal ones stay equal."""

    def reducer_override(self, obj: object) -> Any:
        """Leave the views out of a networkx graph; treat all else as cloudpickle does."""
        state = getattr(obj, "__dict__", None)
        if isinstance(obj, type) or state is None or not {"_adj", "_node"} <= state.keys():
            return super().reducer_override(obj)
        kept = {key: value for key, value in state.items() if key not in NETWORKX_VIEWS}
        if "__networkx_cache__" in kept:
            kept["__networkx_cache__"] = {}
        return object.__new__, (type(obj),), kept


def to_bytes(graph: object) -> bytes:
    """Turn a graph into bytes that another process can read.

    Parameters
    ----------
    graph
        Anything that pickles.

    Returns
    -------
    content
        The same for equal graphs, looked at or not.
    """
    stream = io.BytesIO()
    GraphPickler(stream, protocol=5).dump(graph)
    return stream.getvalue()


def from_bytes(content: bytes) -> Any:
    """Turn the bytes back into what they were."""
    return cloudpickle.loads(content)


class SpoolFile(NamedTuple):
    """A file that a run wrote itself, to hand bytes to its workers.

    Parameters
    ----------
    path
        Where it is.
    digest
        Of its content, told to the workers by another way than the file.
    """

    path: str
    digest: str


def read_spool(spool: SpoolFile) -> bytes:
    """Read a file of the run's own; nothing else is ever unpickled.

    Parameters
    ----------
    spool
        The file.

    Raises
    ------
    VizlibError
        Where it holds something else than the run wrote.
    """
    descriptor = os.open(spool.path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read()
    if digest(content) != spool.digest:
        raise VizlibError(
            f"{Path(spool.path).name!r} is not what this run wrote, so that it is not loaded; see"
            " who else can write into out."
        )
    return content


def plain_text(text: str) -> str:
    r"""Write what is no valid Unicode, such as in the name of a file, as escapes.

    Examples
    --------
    >>> plain_text("caf\udce9")
    'caf\\udce9'
    """
    return text.encode("utf-8", "backslashreplace").decode()


def digest(content: bytes, size: int = 16) -> str:
    """Return hexadecimal digits, two a byte of ``size``, that differ where the bytes do."""
    return hashlib.blake2b(content, digest_size=size).hexdigest()


def text_digest(text: str, size: int = 16) -> str:
    """Return the digest of any text, even of one that is no valid Unicode."""
    return digest(text.encode("utf-8", "surrogatepass"), size)


def name_number(name: str) -> int:
    """Return a number of 60 bits for a name, which takes less memory than the name.

    Examples
    --------
    >>> name_number("a") != name_number("b") and name_number("a").bit_length() <= 60
    True
    """
    return int(text_digest(name)[:15], 16)


def plot_digest(plot: Callable[..., object], *settings: object) -> str:
    """Return a digest of what a plot function does, the same in every session.

    Pickles of functions tell in which file and line they stand; this tells code, constants,
    defaults and what is read from outside.

    Parameters
    ----------
    plot
        A function, a partial, a class or a callable object.
    settings
        What else decides how a figure looks.
    """
    return text_digest("\n".join([*_describe(plot, set()), *map(repr, settings)]))


def _describe(value: object, visited: set[int]) -> Iterator[str]:
    """Say in lines what a value is, as far as it decides a figure; functions once each."""
    if isinstance(value, types.FunctionType):
        yield f"function {value.__qualname__}"
        if id(value) not in visited:
            visited.add(id(value))
            yield from _describe_function(value, visited)
        return
    parts = _parts(value)
    yield type(value).__name__ if parts is not None else _describe_atom(value)
    for part in parts or []:
        yield from _describe(part, visited)


def _parts(value: object) -> list[object] | None:
    """Take a value to pieces that can be described each, where it has some."""
    if isinstance(value, functools.partial):
        return [value.func, value.args, value.keywords]
    if isinstance(value, types.MethodType):
        return [value.__func__, value.__self__]
    if isinstance(value, Mapping):
        return [len(value), *value.items()]
    return [len(value), *value] if isinstance(value, (list, tuple)) else None


def _describe_atom(value: object) -> str:
    if isinstance(value, (type, types.ModuleType, types.BuiltinFunctionType)):
        module = getattr(value, "__module__", "")
        return f"{module}.{getattr(value, '__qualname__', value.__name__)}"
    if isinstance(value, (set, frozenset)):
        return f"set {sorted(map(_describe_atom, value))}"
    if value is None or isinstance(value, (str, bytes, int, float, complex, bool)):
        return repr(value)
    try:
        return f"{type(value).__qualname__} {digest(to_bytes(value))}"
    except Exception:  # what cannot be pickled is known by its kind
        return type(value).__qualname__


def _describe_function(function: types.FunctionType, visited: set[int]) -> Iterator[str]:
    code = function.__code__
    yield from _describe_code(code)
    cells = [_content(cell) for cell in function.__closure__ or ()]
    yield from _describe([function.__defaults__, function.__kwdefaults__ or {}, cells], visited)
    for name in sorted(_names(code) & function.__globals__.keys()):
        outside = function.__globals__[name]
        home = getattr(outside, "__module__", None)
        yield name
        if isinstance(outside, types.FunctionType) and home != function.__module__:
            yield f"{home}.{outside.__qualname__}"  # of another module: its name will do
        else:
            yield from _describe(outside, visited)


def _describe_code(code: types.CodeType) -> Iterator[str]:
    yield code.co_code.hex()
    yield repr((code.co_names, code.co_varnames, code.co_freevars))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _describe_code(constant)
        else:
            yield _describe_atom(tuple(constant) if isinstance(constant, tuple) else constant)


def _names(code: types.CodeType) -> set[str]:
    """Return the names that a function and those inside it read."""
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return set(code.co_names).union(*map(_names, inner))


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # a name that is not bound yet
        return None
