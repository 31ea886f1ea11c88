"""Graphs as they were given -> a stream of named items that travel, one at a time in memory."""

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sized
from pathlib import Path
from typing import Any, NamedTuple

from vizlib.batch.names import repeated
from vizlib.batch.serialize import digest, pack
from vizlib.errors import VizlibError
from vizlib.graphs.read_files import READERS
from vizlib.graphs.read_foreign import foreign_reader
from vizlib.graphs.tables import GraphTables


class Item(NamedTuple):
    """One graph on its way.

    Parameters
    ----------
    number
        Its place among all, from zero.
    name
        What it is called; no other has the name.
    content
        The graph as bytes, or the path of its file, which the worker reads.
    mark
        A digest that changes when the graph does.
    """

    number: int
    name: str
    content: bytes | str
    mark: str


def count_of(graphs: Any) -> int | None:
    """Tell how many graphs there are, where that is known without reading them."""
    if isinstance(graphs, (str, os.PathLike)):
        return len(find_files(graphs))
    return len(graphs) if isinstance(graphs, Sized) else None


def read_items(graphs: Any) -> Iterator[Item]:
    """Go through the graphs once.

    Parameters
    ----------
    graphs
        A mapping name -> graph, an iterable of (name, graph) or of paths, or a folder or glob of
        graph files.

    Raises
    ------
    VizlibError
        Where it is none of these.

    Examples
    --------
    >>> import networkx as nx
    >>> [item.name for item in read_items({"a": nx.path_graph(2), "b": nx.path_graph(3)})]
    ['a', 'b']
    """
    seen: set[int] = set()
    for number, (name, graph) in enumerate(_pairs(graphs)):
        own = _unseen(name if isinstance(name, str) else str(name), seen)
        if isinstance(graph, (str, os.PathLike)):
            path = str(Path(graph).absolute())
            yield Item(number, own, path, _stamp(path))
            continue
        content = pack(graph)
        yield Item(number, own, content, digest(content))


def open_size(content: bytes | str) -> int:
    """Tell how large a graph is without reading it."""
    if isinstance(content, bytes):
        return len(content)
    path = Path(content)
    if path.is_dir():
        return sum(each.stat().st_size for each in path.rglob("*"))
    return path.stat().st_size if path.exists() else 0


def _unseen(name: str, seen: set[int]) -> str:
    """Make a name that no graph before has had; only digests of names are kept."""
    own, times = name, 1
    while _short(own) in seen:
        times += 1
        own = repeated(name, times)
    seen.add(_short(own))
    return own


def _short(name: str) -> int:
    return int(digest(name.encode("utf-8", "surrogatepass"))[:15], 16)


def _stamp(path: str) -> str:
    """Tell a file from what it was before without reading it."""
    try:
        now = Path(path).stat()
    except OSError:
        return f"{path} is missing"
    return digest(f"{path}|{now.st_size}|{now.st_mtime_ns}".encode("utf-8", "surrogatepass"))


def _pairs(graphs: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(graphs, (str, os.PathLike)):
        yield from named(find_files(graphs))
    elif isinstance(graphs, Mapping):
        yield from graphs.items()
    else:
        check_graphs(graphs)
        yield from map(_pair, graphs)


def check_graphs(graphs: Any) -> None:
    """Refuse what is not many graphs, before anything is started.

    Raises
    ------
    VizlibError
        Where a single graph was given, a path leads nowhere, or nothing can be gone through.
    """
    if isinstance(graphs, (str, os.PathLike)):
        find_files(graphs)
        return
    if isinstance(graphs, Mapping):
        return
    if isinstance(graphs, GraphTables) or foreign_reader(graphs) is not None:
        raise VizlibError(
            "graphs is a single graph; give many by name: {'name': graph, ...}, or draw this one"
            " with plot(graph).save(path)."
        )
    if not isinstance(graphs, Iterable) or hasattr(graphs, "dtype") or hasattr(graphs, "dtypes"):
        raise VizlibError(
            f"graphs is a {type(graphs).__name__}; give a mapping name -> graph, an iterable of"
            " (name, graph), or a folder or glob of graph files."
        )


def _pair(given: Any) -> tuple[Any, Any]:
    if isinstance(given, (str, os.PathLike)):
        return _bare(Path(given)), given
    if isinstance(given, (tuple, list)) and len(given) == 2:
        return given[0], given[1]
    raise VizlibError(
        f"graphs yields a {type(given).__name__} where (name, graph) is needed; give names with"
        " zip(names, graphs) or enumerate(graphs)."
    )


def find_files(place: str | os.PathLike[str]) -> list[Path]:
    """Find the graph files of a folder, or those that a pattern matches, in order of name.

    Parameters
    ----------
    place
        A folder, a file, or a pattern with ``*``, ``?`` or ``**``.

    Raises
    ------
    VizlibError
        Where there are none.
    """
    text = os.fspath(place)
    whole = Path(text)
    if whole.is_dir() and not _known(whole):
        found = [each for each in whole.iterdir() if _known(each)]
    elif whole.exists():
        found = [whole]
    else:
        found = [Path(each) for each in glob.glob(text, recursive=True)]  # noqa: PTH207
    if not found:
        raise VizlibError(
            f"There are no graph files at {text!r}; give a folder or a pattern such as"
            f" 'graphs/*.graphml'. Files can be {', '.join(READERS)}."
        )
    return sorted(found)


def _known(path: Path) -> bool:
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    return plain.suffix.lower() in READERS


def _bare(path: Path) -> str:
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    return plain.stem


def named(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """Name files by their stems, or by as much of the path as tells them apart."""
    stems = Counter(map(_bare, paths))
    home = os.path.commonpath([each.parent for each in paths])
    for each in paths:
        alone = stems[_bare(each)] == 1
        yield _bare(each) if alone else os.path.relpath(each, home), each
