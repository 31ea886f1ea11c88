"""Graphs as they were given -> a stream of named items that travel, one at a time in memory."""

import glob
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sized
from pathlib import Path
from typing import NamedTuple, TypeAlias

from vizlib.batch.serialize import (
    SpoolFile,
    digest,
    name_number,
    plain_text,
    text_digest,
    to_bytes,
)
from vizlib.errors import VizlibError
from vizlib.graphs.read_files import READERS
from vizlib.graphs.read_foreign import foreign_reader
from vizlib.graphs.tables import GraphTables

Graphs: TypeAlias = os.PathLike[str] | Iterable[object]
"""A mapping name -> graph, an iterable of (name, graph) or of paths, a folder, or a pattern."""

MAX_STEM_LETTERS = 120
"""Letters of a file name without its suffix; file systems allow 255 bytes."""
MARK_DIGITS = 10
"""Digits that tell apart the files of names that are not plain."""
PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
MARKED = re.compile(rf"-[0-9a-f]{{{MARK_DIGITS}}}$")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|index|thumbnails|manifest)(\..*)?$")


class Item(NamedTuple):
    """One graph on its way.

    Parameters
    ----------
    number
        Its place among all, from zero.
    name
        What it is called; no other has the name.
    content
        The graph as bytes, or the path of the user's file, which the worker reads, or the file by
        which the run hands the bytes over.
    mark
        A digest that changes when the graph does.
    error
        Why it cannot travel, or nothing.
    """

    number: int
    name: str
    content: bytes | str | SpoolFile
    mark: str
    error: str = ""


class Unportable(NamedTuple):
    """What stands for a graph that cannot be pickled.

    Parameters
    ----------
    error
        Why not.
    """

    error: str


def count_of(graphs: Graphs) -> int | None:
    """Tell how many graphs there are, where that is known without reading them."""
    if isinstance(graphs, (str, os.PathLike)):
        return len(find_files(graphs))
    return len(graphs) if isinstance(graphs, Sized) else None


def read_items(graphs: Graphs) -> Iterator[Item]:
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
    taken: set[int] = set()
    for number, (given_name, graph) in enumerate(_pairs(graphs)):
        name = _free_name(plain_text(str(given_name)), taken)
        if isinstance(graph, (str, os.PathLike)):
            path = str(Path(graph).absolute())
            yield Item(number, name, path, _file_mark(path))
            continue
        content = portable(graph)
        if isinstance(content, Unportable):
            yield Item(number, name, b"", "", content.error)
        else:
            yield Item(number, name, content, digest(content))


def portable(graph: object) -> bytes | Unportable:
    """Turn a graph into bytes that travel, or say why it cannot."""
    if isinstance(graph, Unportable):
        return graph
    try:
        return to_bytes(graph)
    except Exception as error:  # whatever the graph holds may refuse in its own way
        return Unportable(
            f"The graph cannot travel to a worker ({plain_text(f'{type(error).__name__}: {error}')}"
            "); leave out what cannot be pickled, or write it to a file and give the path."
        )


def portable_pair(given: object) -> bytes:
    """Turn a name and its graph into bytes, also where the graph cannot travel."""
    try:
        return to_bytes(given)
    except Exception:
        name, graph = _pair(given)
        content = portable(graph)
        return to_bytes((str(name), content if isinstance(content, Unportable) else graph))


def known_names(graphs: Graphs) -> Iterator[str]:
    """Go through the names of graphs where that costs nothing; a generator's are not known."""
    if not isinstance(graphs, (str, os.PathLike, Mapping, list, tuple)):
        return
    taken: set[int] = set()
    for given_name, _ in _pairs(graphs):
        yield _free_name(plain_text(str(given_name)), taken)


def content_size(content: bytes | str | SpoolFile) -> int:
    """Tell how many bytes a graph has without reading it."""
    if isinstance(content, bytes):
        return len(content)
    path = Path(content.path if isinstance(content, SpoolFile) else content)
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*"))
    return path.stat().st_size if path.exists() else 0


def _free_name(name: str, taken: set[int]) -> str:
    """Make a name that no graph before has had; only digests of names are kept."""
    free, times = name, 1
    while name_number(free) in taken:
        times += 1
        free = f"{name} ({times})"
    taken.add(name_number(free))
    return free


def _file_mark(path: str) -> str:
    """Tell a file from what it was before without reading it."""
    try:
        status = Path(path).stat()
    except OSError:
        return f"{path} is missing"
    return text_digest(f"{path}|{status.st_size}|{status.st_mtime_ns}")


def _pairs(graphs: Graphs) -> Iterator[tuple[object, object]]:
    if isinstance(graphs, (str, os.PathLike)):
        yield from named_files(find_files(graphs))
    elif isinstance(graphs, Mapping):
        yield from graphs.items()
    else:
        check_graphs(graphs)
        yield from map(_pair, graphs)


def check_graphs(graphs: object) -> None:
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


def _pair(given: object) -> tuple[object, object]:
    if isinstance(given, (str, os.PathLike)):
        return _bare_stem(Path(given)), given
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
    path = Path(text)
    if path.is_dir() and not _is_graph_file(path):
        files = [file for file in path.iterdir() if _is_graph_file(file)]
    elif path.exists():
        files = [path]
    else:
        files = [Path(file) for file in glob.glob(text, recursive=True)]  # noqa: PTH207
    if not files:
        raise VizlibError(
            f"There are no graph files at {text!r}; give a folder or a pattern such as"
            f" 'graphs/*.graphml'. Files can be {', '.join(READERS)}."
        )
    return sorted(files)


def _unzipped(path: Path) -> Path:
    return path.with_suffix("") if path.suffix == ".gz" else path


def _is_graph_file(path: Path) -> bool:
    return _unzipped(path).suffix.lower() in READERS


def _bare_stem(path: Path) -> str:
    return _unzipped(path).stem


def named_files(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """Name files by their stems, or by as much of the path as tells them apart."""
    counts = Counter(map(_bare_stem, paths))
    home = os.path.commonpath([path.parent for path in paths])
    for path in paths:
        stem = _bare_stem(path)
        yield stem if counts[stem] == 1 else os.path.relpath(path, home), path


def file_stem(name: str, folds_case: bool = False) -> str:
    """Turn a graph's name into a file name without suffix, safe in any folder.

    A plain name stays as it is. Any other is cleaned, shortened and marked with a digest of the
    whole name, so that two names never share a file.

    Parameters
    ----------
    name
        Any text.
    folds_case
        Whether the folder takes upper and lower case for the same.

    Examples
    --------
    >>> file_stem("subject-01")
    'subject-01'
    >>> file_stem("../étude 7")
    'etude_7-df2a979234'
    """
    if _is_plain(name) and not (folds_case and name != name.lower()):
        return name
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9_-]+", "_", ascii_name).strip("_-")
    mark = text_digest(name, MARK_DIGITS // 2)
    stem = f"{words[: MAX_STEM_LETTERS - MARK_DIGITS - 1] or 'graph'}-{mark}"
    return stem.lower() if folds_case else stem


def _is_plain(name: str) -> bool:
    """Tell whether a name can be a file's as it is; one that looks marked cannot."""
    return (
        len(name) <= MAX_STEM_LETTERS
        and PLAIN.fullmatch(name) is not None
        and not RESERVED.match(name)
        and not MARKED.search(name)
    )
