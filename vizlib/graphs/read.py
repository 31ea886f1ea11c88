"""Anything with nodes and edges -> GraphTables; the only place that knows graph libraries."""

import os
from collections.abc import Sized

import numpy as np

from vizlib.errors import VizlibError
from vizlib.graphs.collection import is_collection, read_collection
from vizlib.graphs.read_files import read
from vizlib.graphs.read_foreign import foreign_reader, reader
from vizlib.graphs.read_frames import from_edges
from vizlib.graphs.read_matrices import from_matrix, is_sparse
from vizlib.graphs.read_plain import plain_reader
from vizlib.graphs.read_rows import foreign_frame
from vizlib.graphs.tables import GraphTables

__all__ = [
    "from_edges", "from_matrix", "is_collection", "read", "read_collection", "read_graph", "reader",
]  # fmt: skip


def read_graph(graph: object) -> GraphTables:
    """Read a graph of any kind.

    Parameters
    ----------
    graph
        A networkx, igraph, rustworkx or graph-tool graph; an adjacency matrix as a NumPy array, a
        SciPy sparse array or nested lists; a frame of any library with columns ``source`` and
        ``target``; a list of pairs or triples; a dict from node to neighbours; node-link data;
        anything that :func:`reader` knows; or tables already.

    Raises
    ------
    VizlibError
        Where it is none of these.

    Examples
    --------
    >>> import networkx as nx
    >>> read_graph(nx.path_graph(3)).edge_count
    2
    """
    if isinstance(graph, GraphTables):
        return graph
    foreign = foreign_reader(graph)
    if foreign is not None:
        tables = foreign(graph)
        return tables if isinstance(tables, GraphTables) else read_graph(tables)
    if isinstance(graph, np.ndarray) or is_sparse(graph):
        return from_matrix(graph)
    plain = plain_reader(graph)
    if plain is not None:
        return plain(graph)
    frame = None if is_collection(graph) else foreign_frame(graph)
    if frame is not None:
        return from_edges(frame)
    raise no_graph(graph)


def no_graph(graph: object) -> VizlibError:
    """Say why something is no graph, and what to give instead.

    Parameters
    ----------
    graph
        What was given.
    """
    if isinstance(graph, (str, os.PathLike)):
        return VizlibError(f"{os.fspath(graph)!r} is a path; read the file first: vz.read(path).")
    if is_collection(graph):
        if isinstance(graph, Sized) and not len(graph):
            return VizlibError(f"An empty {type(graph).__name__} holds no graph.")
        return VizlibError(
            "This plot shows one graph, and many were given; MatrixPlot shows many at once, and"
            " vz.render makes a picture of each."
        )
    return VizlibError(
        f"A {type(graph).__name__} is not a graph: give a networkx, igraph, rustworkx or"
        " graph-tool graph, an adjacency matrix, a frame of edges, a list of pairs, or what"
        " vz.from_edges, vz.from_matrix or vz.read return. vz.reader(type) has vizlib read more."
    )
