"""A file of nodes and edges -> GraphTables."""

import json
import os
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import pandas as pd

from vizlib.errors import VizlibError, nearest, short_traceback, unknown_option
from vizlib.graphs.read_frames import from_edges
from vizlib.graphs.read_networkx import read_networkx
from vizlib.graphs.read_parquet import read_integer_edges
from vizlib.graphs.read_plain import is_node_link, read_node_link
from vizlib.graphs.read_rows import node_frame
from vizlib.graphs.read_text import (
    is_text,
    open_text,
    read_columns,
    read_edge_list,
    read_ids,
    whole,
)
from vizlib.graphs.tables import GraphTables

ENDS = ("source", "target")
TABLE_OPTIONS = ("nodes", "id", "source", "target", "directed", "partitioned")
"""Options for files that are tables of edges."""


@short_traceback
def read(path: str | os.PathLike[str], **options: Any) -> GraphTables:
    r"""Read a graph from a file.

    Ids in text stay what they are: ``007`` and ``7`` are two nodes, ``NA`` is one. They are whole
    numbers where all are written as such.

    Parameters
    ----------
    path
        ``.graphml``, ``.gml``, ``.gexf``, ``.json`` (node-link, as networkx and d3 write it),
        ``.net`` (Pajek), an edge list (``.edgelist``, ``.edges``, ``.txt``: two columns, then
        fields or a dict), ``.csv``, ``.tsv`` or ``.parquet`` (a file or a folder); text may be
        compressed (``.gz``).
    options
        For tables of edges: ``nodes``, ``id``, ``source``, ``target``, ``directed``, as in
        ``vz.from_edges``; ``nodes`` may be a path too, whose ids stand in the column ``id=``, or in
        ``id``, or in the first one. ``partitioned=True`` leaves the edges of a Parquet file or
        folder where they are.

    Raises
    ------
    VizlibError
        Where there is no such file, its kind is not known, or it cannot be parsed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "flights.csv")
    ...     _ = path.write_text("source,target\nWDH,NA\n")
    ...     list(read(path).ids)
    ['WDH', 'NA']
    """
    place = _existing(path)
    suffix = suffix_of(place)
    if suffix not in READERS:
        raise VizlibError(
            f"{os.fspath(path)!r}: a file {suffix or 'without suffix'!r} is not known; known are"
            f" {', '.join(READERS)}.{nearest(suffix, READERS)}"
        )
    with_options = [name for name in TABLE_OPTIONS if options.get(name) is not None]
    if with_options and suffix not in TABLES:
        raise VizlibError(
            f"{os.fspath(path)!r}: {with_options[0]}=... is for tables of edges"
            f" ({', '.join(TABLES)}); a file {suffix} says that itself."
        )
    known = TABLE_OPTIONS if suffix in TABLES else _parameters(suffix)
    for name in options:
        if name not in known:
            raise unknown_option(f"vz.read of a file {suffix}", name, known)
    try:
        return READERS[suffix](place, options)
    except VizlibError:
        raise
    except Exception as error:
        raise VizlibError(
            f"{os.fspath(path)!r} cannot be read as {suffix}: {type(error).__name__}: {error}"
        ) from error


@dataclass(frozen=True)
class GraphFile:
    """A file that travels as its path and is read where it arrives, with options.

    Pickling one is cheap, and unpickling gives the tables.

    Parameters
    ----------
    path
        Of the file.
    options
        What :func:`read` takes.
    """

    path: Path
    options: Mapping[str, Any]

    def __reduce__(self) -> tuple[Callable[..., GraphTables], tuple[object, ...]]:
        """Travel with what tells whether a file has changed, so that pickles differ then."""
        places = [self.path.absolute(), self.options.get("nodes")]
        files = [Path(place) for place in places if isinstance(place, (str, os.PathLike))]
        status = [(file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.exists()]
        return _arrived, (str(places[0]), dict(self.options), tuple(status))


def _arrived(path: str, options: Mapping[str, Any], status: object) -> GraphTables:
    return read(path, **options)


def _existing(path: str | os.PathLike[str]) -> Path:
    place = Path(path)
    if not place.exists():
        raise VizlibError(f"There is no file {os.fspath(path)!r}.")
    return place


def suffix_of(place: Path) -> str:
    """Return the suffix that says what a file holds, compressed or not."""
    return (place.with_suffix("") if place.suffix == ".gz" else place).suffix.lower()


def _parameters(suffix: str) -> list[str]:
    """List the options of the parser of a kind of file, which come after the file."""
    import networkx as nx

    parser = json.load if suffix == ".json" else getattr(nx, NETWORKX_READERS[suffix])
    taken = signature(parser).parameters.values()
    return [option.name for option in taken if option.kind is not option.VAR_KEYWORD][1:]


def _by_networkx(suffix: str) -> Callable[[Path, Mapping[str, Any]], GraphTables]:
    def read_file(place: Path, options: Mapping[str, Any]) -> GraphTables:
        import networkx as nx

        return read_networkx(getattr(nx, NETWORKX_READERS[suffix])(place, **options))

    return read_file


def _read_pajek(place: Path, options: Mapping[str, Any]) -> GraphTables:
    import networkx as nx

    tables = read_networkx(nx.read_pajek(place, **options))
    with open_text(place) as lines:
        counts = [line.split()[1] for line in lines if line.lower().startswith("*vertices")]
    if not counts:
        raise VizlibError(f"{str(place)!r} is no Pajek network: it has no line '*Vertices'.")
    if int(counts[0]) != tables.node_count:
        raise VizlibError(
            f"{str(place)!r} has {int(counts[0]):,} vertices, of which {tables.node_count:,} have"
            " a name of their own; name each vertex once."
        )
    return tables


def _read_json(place: Path, options: Mapping[str, Any]) -> GraphTables:
    with open_text(place) as stream:
        data = json.load(stream, **options)
    if not is_node_link(data):
        raise VizlibError(
            f"{str(place)!r} is no node-link data: that is an object with 'nodes' and 'links' or"
            " 'edges', each a list of objects, as networkx.node_link_data and d3 write it."
        )
    return read_node_link(data)


def _read_csv(place: Path, options: Mapping[str, Any]) -> GraphTables:
    return _of_text(read_columns(place, _ends(options), _separator(place)), options)


def _read_edge_list(place: Path, options: Mapping[str, Any]) -> GraphTables:
    return _of_text(read_edge_list(place, *_ends(options)), options)


def _ends(options: Mapping[str, Any]) -> tuple[Hashable, Hashable]:
    return options.get("source", "source"), options.get("target", "target")


def _separator(place: Path) -> str:
    return "\t" if suffix_of(place) == ".tsv" else ","


def _of_text(frame: pd.DataFrame, options: Mapping[str, Any]) -> GraphTables:
    """Make a graph of edges whose ids are text; ids of nodes that are a frame stay as they are."""
    names = [name for name in dict.fromkeys(_ends(options)) if name in frame.columns]
    nodes = _nodes(options)
    from_file = isinstance(options.get("nodes"), (str, os.PathLike))
    texts = [frame[name] for name in names]
    if nodes is not None and is_text(nodes.index):
        texts = [*texts, nodes.index.to_series()] if from_file else []
    numbers = whole(texts) if texts else []
    frame = frame.copy(deep=False)
    for name, column in zip(names, numbers, strict=False):
        frame[name] = column
    if nodes is not None and len(numbers) > len(names):
        nodes = nodes.set_axis(pd.Index(numbers[-1], name=nodes.index.name))
    return from_edges(frame, **{**_without_nodes(options), "nodes": nodes})


def _nodes(options: Mapping[str, Any]) -> pd.DataFrame | None:
    """Read the table of nodes, with the ids in its index."""
    nodes, id = options.get("nodes"), options.get("id")
    if nodes is None:
        return None
    if not isinstance(nodes, (str, os.PathLike)):
        return node_frame(nodes, id)
    place = _existing(nodes)
    if suffix_of(place) in (".csv", ".tsv"):
        return read_ids(place, id, _separator(place))
    if suffix_of(place) != ".parquet":
        raise VizlibError(
            f"nodes={os.fspath(nodes)!r}: a table of nodes is .csv, .tsv or .parquet."
        )
    frame = pd.read_parquet(place)
    plain = id is None and isinstance(frame.index, pd.RangeIndex) and len(frame.columns) > 0
    first = "id" if "id" in frame.columns else frame.columns[0] if plain else None
    return node_frame(frame, first if plain else id)


def _without_nodes(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in ("nodes", "id")}


def _read_parquet(place: Path, options: Mapping[str, Any]) -> GraphTables:
    if options.get("partitioned"):
        import dask.dataframe as dd

        edges = dd.read_parquet(place)
        return from_edges(edges, **{**_without_nodes(options), "nodes": _nodes(options)})
    if options.get("nodes") is None:
        named = {name: options.get(name, name) for name in ENDS}
        tables = read_integer_edges(place, **named, directed=bool(options.get("directed")))
        if tables is not None:
            return tables
    edges = pd.read_parquet(place)
    return from_edges(edges, **{**_without_nodes(options), "nodes": _nodes(options)})


NETWORKX_READERS = {
    ".graphml": "read_graphml", ".gml": "read_gml", ".gexf": "read_gexf", ".net": "read_pajek",
}  # fmt: skip
"""Suffix -> the function of networkx that parses such files."""
READERS: Mapping[str, Callable[[Path, Mapping[str, Any]], GraphTables]] = {
    ".graphml": _by_networkx(".graphml"),
    ".gml": _by_networkx(".gml"),
    ".gexf": _by_networkx(".gexf"),
    ".json": _read_json,
    ".net": _read_pajek,
    ".edgelist": _read_edge_list,
    ".edges": _read_edge_list,
    ".txt": _read_edge_list,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".parquet": _read_parquet,
}
TABLES = (".edgelist", ".edges", ".txt", ".csv", ".tsv", ".parquet")
"""Files that say nothing of nodes and direction."""
