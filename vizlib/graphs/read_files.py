"""A file of nodes and edges -> GraphTables."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from vizlib.errors import VizlibError, nearest
from vizlib.graphs.read_frames import from_edges
from vizlib.graphs.read_networkx import read_networkx
from vizlib.graphs.read_parquet import read_integer_edges
from vizlib.graphs.tables import GraphTables


def read(path: str | os.PathLike[str], **options: Any) -> GraphTables:
    """Read a graph from a file.

    Parameters
    ----------
    path
        ``.graphml``, ``.gml``, ``.gexf``, an edge list (``.edgelist``, ``.edges``, ``.txt``: two
        columns, then fields), ``.csv``, ``.tsv`` or ``.parquet`` (a file or a folder); text may be
        compressed (``.gz``).
    options
        For frames: ``nodes``, ``source``, ``target``, ``directed``, as in ``vz.from_edges``;
        ``partitioned=True`` leaves the edges of a Parquet file or folder where they are.

    Raises
    ------
    VizlibError
        Where there is no such file, its kind is not known, or it cannot be parsed.
    """
    place = Path(path)
    if not place.exists():
        raise VizlibError(f"There is no file {os.fspath(path)!r}.")
    suffix = place.with_suffix("").suffix if place.suffix == ".gz" else place.suffix
    if suffix.lower() not in READERS:
        raise VizlibError(
            f"{os.fspath(path)!r}: a file {suffix or 'without suffix'!r} is not known; known are"
            f" {', '.join(READERS)}.{nearest(suffix, READERS)}"
        )
    try:
        return READERS[suffix.lower()](place, options)
    except VizlibError:
        raise
    except Exception as error:
        raise VizlibError(
            f"{os.fspath(path)!r} cannot be read as {suffix}: {type(error).__name__}: {error}"
        ) from error


def _by_networkx(name: str) -> Callable[[Path, Mapping[str, Any]], GraphTables]:
    def reader(place: Path, options: Mapping[str, Any]) -> GraphTables:
        import networkx as nx

        return read_networkx(getattr(nx, name)(place, **options))

    return reader


def _read_csv(place: Path, options: Mapping[str, Any]) -> GraphTables:
    separator = "\t" if ".tsv" in place.suffixes else ","
    return from_edges(pd.read_csv(place, sep=separator), **options)


def _read_parquet(place: Path, options: Mapping[str, Any]) -> GraphTables:
    if options.get("partitioned"):
        import dask.dataframe as dd

        return from_edges(dd.read_parquet(place), **options)
    if options.get("nodes") is None:
        named = {name: options.get(name, name) for name in ("source", "target")}
        tables = read_integer_edges(place, **named, directed=bool(options.get("directed")))
        if tables is not None:
            return tables
    return from_edges(pd.read_parquet(place), **options)


def _read_edge_list(place: Path, options: Mapping[str, Any]) -> GraphTables:
    frame = pd.read_csv(place, sep=r"\s+", header=None, comment="#")
    named = [str(name) for name in range(3, len(frame.columns) + 1)]
    rest = ["weight"] if len(named) == 1 else [f"field_{name}" for name in named]
    frame.columns = pd.Index(["source", "target", *rest])
    return from_edges(frame, **options)


READERS: Mapping[str, Callable[[Path, Mapping[str, Any]], GraphTables]] = {
    ".graphml": _by_networkx("read_graphml"),
    ".gml": _by_networkx("read_gml"),
    ".gexf": _by_networkx("read_gexf"),
    ".edgelist": _read_edge_list,
    ".edges": _read_edge_list,
    ".txt": _read_edge_list,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".parquet": _read_parquet,
}
