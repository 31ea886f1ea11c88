"""Anything with nodes and edges -> GraphTables; the only place that knows graph libraries."""

import os

import numpy as np

from vizlib.errors import VizlibError
from vizlib.graphs.collection import is_collection, read_collection
from vizlib.graphs.read_files import read
from vizlib.graphs.read_foreign import foreign_reader
from vizlib.graphs.read_frames import from_edges
from vizlib.graphs.read_matrices import from_matrix, is_sparse
from vizlib.graphs.tables import GraphTables

__all__ = ["from_edges", "from_matrix", "is_collection", "read", "read_collection", "read_graph"]


def read_graph(graph: object) -> GraphTables:
    """Read a graph of any kind.

    Parameters
    ----------
    graph
        A networkx, igraph, rustworkx or graph-tool graph, a NumPy or SciPy adjacency matrix, a
        frame of edges with columns ``source`` and ``target``, or tables already.

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
    import pandas as pd

    if isinstance(graph, GraphTables):
        return graph
    reader = foreign_reader(graph)
    if reader is not None:
        return reader(graph)
    if isinstance(graph, np.ndarray) or is_sparse(graph):
        return from_matrix(graph)
    if isinstance(graph, pd.DataFrame):
        return from_edges(graph)
    if isinstance(graph, (str, os.PathLike)):
        raise VizlibError(f"{os.fspath(graph)!r} is a path; read the file first: vz.read(path).")
    if is_collection(graph):
        raise VizlibError(
            "This plot shows one graph, and many were given; MatrixPlot shows many at once, and"
            " vz.render makes a picture of each."
        )
    raise VizlibError(
        f"A {type(graph).__name__} is not a graph: give a networkx, igraph, rustworkx or"
        " graph-tool graph, an adjacency matrix, a frame of edges, or what vz.from_edges,"
        " vz.from_matrix or vz.read return."
    )
