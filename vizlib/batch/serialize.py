"""A graph or a plot function -> bytes that travel, and a digest that says whether it changed."""

import functools
import hashlib
import io
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import cloudpickle

CACHES = frozenset(
    [
        *["adj", "nodes", "edges", "degree", "succ", "pred"],
        *["in_edges", "out_edges", "in_degree", "out_degree"],
    ]
)
"""Views that networkx keeps in a graph once somebody has looked at it."""


class GraphPickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Pickles graphs without what looking at them leaves behind, so that equal ones stay equal."""

    def reducer_override(self, obj: Any) -> Any:
        """Leave the views out of a networkx graph; treat all else as cloudpickle does."""
        state = getattr(obj, "__dict__", None)
        if isinstance(obj, type) or state is None or not {"_adj", "_node"} <= state.keys():
            return super().reducer_override(obj)
        kept = {key: value for key, value in state.items() if key not in CACHES}
        if "__networkx_cache__" in kept:
            kept["__networkx_cache__"] = {}
        return object.__new__, (type(obj),), kept


def pack(graph: Any) -> bytes:
    """Turn a graph into bytes that another process can read.

    Parameters
    ----------
    graph
        Anything that pickles.
    """
    out = io.BytesIO()
    GraphPickler(out, protocol=5).dump(graph)
    return out.getvalue()


def unpack(parcel: bytes) -> Any:
    """Turn the bytes back into what they were."""
    return cloudpickle.loads(parcel)


def digest(content: bytes) -> str:
    """Return 32 hexadecimal digits that differ where the bytes do."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def plot_digest(plot: Callable[..., Any], *settings: Any) -> str:
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
    told = [*_tell(plot, set()), *map(repr, settings)]
    return digest("\n".join(told).encode("utf-8", "surrogatepass"))


def _tell(thing: Any, met: set[int]) -> Iterator[str]:
    """Say in lines what a value is, as far as it decides a figure; functions once each."""
    if isinstance(thing, types.FunctionType):
        yield f"function {thing.__qualname__}"
        if id(thing) not in met:
            met.add(id(thing))
            yield from _tell_function(thing, met)
        return
    parts = _parts(thing)
    yield type(thing).__name__ if parts is not None else _tell_value(thing)
    for each in parts or []:
        yield from _tell(each, met)


def _parts(thing: Any) -> list[Any] | None:
    """Take a value to pieces that can be told each, where it has some."""
    if isinstance(thing, functools.partial):
        return [thing.func, thing.args, thing.keywords]
    if isinstance(thing, types.MethodType):
        return [thing.__func__, thing.__self__]
    if isinstance(thing, Mapping):
        return [len(thing), *thing.items()]
    return [len(thing), *thing] if isinstance(thing, (list, tuple)) else None


def _tell_value(thing: Any) -> str:
    if isinstance(thing, (type, types.ModuleType, types.BuiltinFunctionType)):
        return (
            f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', thing.__name__)}"
        )
    if isinstance(thing, (set, frozenset)):
        return f"set {sorted(map(_tell_value, thing))}"
    if thing is None or isinstance(thing, (str, bytes, int, float, complex, bool)):
        return repr(thing)
    try:
        return f"{type(thing).__qualname__} {digest(pack(thing))}"
    except Exception:  # what cannot be pickled is known by its kind
        return type(thing).__qualname__


def _tell_function(function: types.FunctionType, met: set[int]) -> Iterator[str]:
    code = function.__code__
    yield from _tell_code(code)
    cells = [_content(cell) for cell in function.__closure__ or ()]
    yield from _tell([function.__defaults__, function.__kwdefaults__ or {}, cells], met)
    for name in sorted(_names(code) & function.__globals__.keys()):
        outside = function.__globals__[name]
        home = getattr(outside, "__module__", None)
        yield name
        if isinstance(outside, types.FunctionType) and home != function.__module__:
            yield f"{home}.{outside.__qualname__}"  # of another module: its name will do
        else:
            yield from _tell(outside, met)


def _tell_code(code: types.CodeType) -> Iterator[str]:
    yield code.co_code.hex()
    yield repr((code.co_names, code.co_varnames, code.co_freevars))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _tell_code(constant)
        else:
            yield _tell_value(tuple(constant) if isinstance(constant, tuple) else constant)


def _names(code: types.CodeType) -> set[str]:
    inner = [each for each in code.co_consts if isinstance(each, types.CodeType)]
    return set(code.co_names).union(*map(_names, inner))


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a name that is not bound yet
        return None
