"""A random source -> Sample: a graph in one of many guises, and how much it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import rustworkx as rx
from scipy import sparse

import vizlib as vz

from . import values
from .made import Made

SIZES = (0, 1, 2, 3, 5, 8, 12, 12, 24, 60)
NODE_FIELDS = ("kind", "x", "group", "a b", "", 1, ("t", 0), "id", "degree", "\ud800", "$x^", "😀")
EDGE_FIELDS = ("weight", "w", "day", "key", "bidirected", "label", 2, "source", "a\x00b")
NETWORKX = (nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph)


@dataclass(frozen=True)
class Skeleton:
    """Ids, pairs of places in them, and the fields of both: what a guise is made of."""

    ids: list
    pairs: list
    directed: bool
    node_fields: dict
    edge_fields: dict

    @property
    def ends(self):
        """Pairs of ids."""
        return [(self.ids[source], self.ids[target]) for source, target in self.pairs]

    def row(self, fields, place):
        """Return the fields of a node or edge as a dict."""
        return {name: column.iloc[place] for name, column in fields.items()}


@dataclass(frozen=True)
class Sample:
    """A graph as it is given, and what it must hold.

    Parameters
    ----------
    guise
        What it is given as.
    graph
        The graph, or how it is made.
    nodes, edges
        How many it holds, None where that is for vizlib to say.
    skeleton
        What it is made of.
    """

    guise: str
    graph: Any
    nodes: int | None
    edges: int | None
    skeleton: Skeleton


def draw_sample(rng, kind):
    """Draw a graph that suits a plot mostly, and sometimes does not."""
    skeleton = draw_skeleton(rng, layered=kind.__name__ == "CausalPlot" and rng.random() < 0.9)
    if rng.random() < (0.35 if kind.__name__ == "MatrixPlot" else 0.02):
        return many(rng, kind)
    if rng.goes_wild(0.06):
        return no_graph(rng, skeleton)
    guise = rng.choice(GUISES if rng.random() < 0.55 else [of_networkx])
    return guise(rng, skeleton)


def draw_skeleton(rng, layered=False):
    """Draw ids, pairs and fields."""
    ids = values.ids(rng, rng.choice(SIZES))
    count = len(ids)
    pairs = rng.choice(SHAPES)(rng, count) if count else []
    if layered:
        pairs = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    fields = {"kind": values.words(rng, count), "lat": latitudes(rng, count)}
    fields["lon"] = latitudes(rng, count)
    wanted = rng.sample(NODE_FIELDS, rng.randint(0, 4))
    fields |= {name: values.column(rng, count) for name in wanted}
    lines = {
        name: values.column(rng, len(pairs)) for name in rng.sample(EDGE_FIELDS, rng.randint(0, 4))
    }
    return Skeleton(ids, pairs, layered or rng.random() < 0.5, fields, lines)


def latitudes(rng, count):
    """Draw degrees, at times wild ones."""
    if rng.goes_wild(0.3):
        return values.column(rng, count)
    odd = [None, 91.0, -90.0, values.NAN] if rng.goes_wild(0.6) else []
    degrees = [rng.choice([rng.uniform(-90, 90), 0.0, *odd]) for _ in range(count)]
    return pd.Series(degrees, dtype=float)


def random_pairs(rng, count):
    """Join nodes by chance, themselves and twice too."""
    return [(rng.randrange(count), rng.randrange(count)) for _ in range(rng.randint(0, 2 * count))]


SHAPES: tuple[Callable[..., list], ...] = (
    random_pairs,
    random_pairs,
    lambda rng, count: [],
    lambda rng, count: [(node, node) for node in range(count)],
    lambda rng, count: [(0, node) for node in range(count)],
    lambda rng, count: [(node, node + 1) for node in range(count - 1)],
    lambda rng, count: [(0, count - 1)] * 9,
    lambda rng, count: [(a, b) for a in range(min(count, 9)) for b in range(min(count, 9))],
    lambda rng, count: [(node, node ^ 1) for node in range(count - count % 2)],
)


def of_networkx(rng, skeleton):
    """Give one of the four classes of networkx."""
    classes = [kind for kind in NETWORKX if kind().is_directed() == skeleton.directed]
    graph = rng.choice(classes)()
    for place, node in enumerate(skeleton.ids):
        graph.add_node(node)
        graph.nodes[node].update(skeleton.row(skeleton.node_fields, place))
    for place, (source, target) in enumerate(skeleton.ends):
        row = skeleton.row(skeleton.edge_fields, place)
        key = graph.add_edge(source, target)
        ends = (source, target, key) if graph.is_multigraph() else (source, target)
        graph.edges[ends].update(row)
    name = type(graph).__name__
    return Sample(name, graph, len(graph), graph.number_of_edges(), skeleton)


def frames(skeleton):
    """Return the edges and the nodes as frames."""
    ends = [values_of([pair[side] for pair in skeleton.ends]) for side in (0, 1)]
    own = {name: column for name, column in skeleton.edge_fields.items() if name != "source"}
    edges = pd.DataFrame(dict(enumerate([*ends, *own.values()])))
    edges.columns = pd.Index(["source", "target", *own], dtype=object, tupleize_cols=False)
    nodes = pd.DataFrame(dict(enumerate(skeleton.node_fields.values())))
    nodes.columns = pd.Index(list(skeleton.node_fields), dtype=object, tupleize_cols=False)
    nodes.index = index_of(skeleton.ids)
    return edges, nodes


def values_of(listed):
    """Return ids as a Series of the dtype that pandas finds for them, where it finds one."""
    series = pd.Series(np.fromiter(listed, object), dtype=object)
    try:
        return series.infer_objects()
    except UnicodeEncodeError:
        return series


def index_of(listed):
    """Return ids as an index."""
    series = values_of(listed)
    return pd.Index(series, dtype=series.dtype, tupleize_cols=False)


def of_pandas(rng, skeleton):
    """Give frames of pandas."""
    edges, nodes = frames(skeleton)
    if rng.random() < 0.3:
        return Sample("pandas, edges alone", edges, None, len(edges), skeleton)
    options = {"nodes": nodes, "directed": skeleton.directed}
    return Sample("pandas", Made(vz.from_edges, (edges,), options), None, len(edges), skeleton)


def plain_frames(skeleton):
    """Return frames whose columns other libraries can hold: names are words, ids one type."""
    edges, nodes = frames(skeleton)
    nodes.insert(0, "node", nodes.index)
    kept = []
    for frame in (edges, nodes):
        part = pd.DataFrame(index=range(len(frame)))
        for place, name in enumerate(frame.columns):
            if isinstance(name, str) and _is_plain(frame.iloc[:, place], name):
                part[name] = frame.iloc[:, place].to_numpy(copy=True)
        kept.append(part)
    return kept


def _is_plain(column, name):
    try:
        name.encode()
        pa.array(column, from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError, TypeError, ValueError, OverflowError):
        return False
    return column.dtype.kind in "iufbMO"


def of_arrow(rng, skeleton):
    """Give tables of Arrow."""
    edges, nodes = (pa.Table.from_pandas(frame) for frame in plain_frames(skeleton))
    options = {"nodes": nodes, "directed": skeleton.directed, "id": "node"}
    return Sample("arrow", Made(vz.from_edges, (edges,), options), None, edges.num_rows, skeleton)


def of_polars(rng, skeleton):
    """Give frames of polars, at times lazy ones."""
    edges, nodes = (pl.from_arrow(pa.Table.from_pandas(frame)) for frame in plain_frames(skeleton))
    count = len(edges)
    edges = edges.lazy() if rng.random() < 0.2 else edges
    options = {"nodes": nodes, "directed": skeleton.directed, "id": "node"}
    return Sample("polars", Made(vz.from_edges, (edges,), options), None, count, skeleton)


def of_matrix(rng, skeleton):
    """Give an adjacency matrix, dense or sparse."""
    count = len(skeleton.ids)
    dtype = rng.choice(["int64", "float64", "bool", "uint8", "complex128", "object", "float16"])
    cells = np.zeros((count, count), dtype)
    for source, target in skeleton.pairs:
        cells[source, target] = rng.choice([1, 1, 2, 0.5, -1 if dtype != "uint8" else 3])
        if not skeleton.directed:
            cells[target, source] = cells[source, target]
    if dtype == "float64" and count and rng.random() < 0.2:
        cells[0, -1] = rng.choice([values.NAN, values.INF])
    dense = dtype in ("object", "float16")
    form = rng.choice([form for form in MATRICES if not (dense and form.startswith("c"))])
    known = dtype not in ("complex128", "object") and np.isfinite(cells.astype(float)).all()
    both = (cells == cells.T).all()
    edges = np.count_nonzero(np.triu(cells) if both else cells) if known else None
    graph = Made(vz.from_matrix, (Made(MATRICES[form], (cells,)),))
    return Sample(f"{form} of {dtype}", graph, count, edges, skeleton)


MATRICES: dict[str, Callable] = {
    "array": lambda cells: cells,
    "csr": lambda cells: sparse.csr_array(cells),
    "coo matrix": lambda cells: sparse.coo_matrix(cells),
    "lists": lambda cells: cells.tolist(),
    "frame": lambda cells: pd.DataFrame(cells),
}


def of_igraph(rng, skeleton):
    """Give a graph of igraph."""
    graph = igraph.Graph(len(skeleton.ids), skeleton.pairs, directed=skeleton.directed)
    for side, fields in ((graph.vs, skeleton.node_fields), (graph.es, skeleton.edge_fields)):
        for name, column in fields.items():
            if isinstance(name, str) and _is_utf8(name):
                side[name] = list(column)
    if rng.random() < 0.5:
        graph.vs["name"] = skeleton.ids
    return Sample("igraph", graph, len(skeleton.ids), len(skeleton.pairs), skeleton)


def _is_utf8(name):
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def of_rustworkx(rng, skeleton):
    """Give a graph of rustworkx, its payloads dicts or the ids alone."""
    graph = rx.PyDiGraph() if skeleton.directed else rx.PyGraph()
    rows = [skeleton.row(skeleton.node_fields, place) for place in range(len(skeleton.ids))]
    graph.add_nodes_from(rows if rng.random() < 0.7 else skeleton.ids)
    for place, (source, target) in enumerate(skeleton.pairs):
        graph.add_edge(source, target, skeleton.row(skeleton.edge_fields, place))
    return Sample("rustworkx", graph, len(skeleton.ids), len(skeleton.pairs), skeleton)


def of_pairs(rng, skeleton):
    """Give a list of pairs, or of triples."""
    ends = skeleton.ends
    if rng.random() < 0.4:
        weight = skeleton.edge_fields.get("weight", values.tame(rng, len(ends)))
        ends = [(*pair, number) for pair, number in zip(ends, weight, strict=True)]
    return Sample("pairs", ends, None, len(ends) if ends else None, skeleton)


def of_dict(rng, skeleton):
    """Give a dict from each node to its neighbours."""
    graph = {node: [] for node in skeleton.ids}
    for source, target in skeleton.ends:
        graph[source].append(target)
    return Sample("dict", graph, None, None, skeleton)


def of_node_link(rng, skeleton):
    """Give node-link data, as JSON holds it."""
    nodes = [
        {**skeleton.row(skeleton.node_fields, place), "id": node}
        for place, node in enumerate(skeleton.ids)
    ]
    links = [
        {**skeleton.row(skeleton.edge_fields, place), "source": source, "target": target}
        for place, (source, target) in enumerate(skeleton.ends)
    ]
    graph = {"directed": skeleton.directed, "nodes": nodes, "links": links}
    return Sample("node-link", graph, len(nodes) or None, len(links), skeleton)


def no_graph(rng, skeleton):
    """Give what is no graph."""
    pool = [None, 3, "a.graphml", "x -> y", object, [], {}, np.zeros(3), np.zeros((2, 3)), b"x",
            pd.DataFrame(), pd.DataFrame({"a": [1]}), [1, 2], iter(()), nx.Graph, [None], {"a": 1},
            np.zeros((0, 0)), "a -> b; b -> a", "a -> b; a <-> b; c", vz.ArcPlot]  # fmt: skip
    return Sample("no graph", rng.choice(pool), None, None, skeleton)


def many(rng, kind):
    """Give several graphs, in a list, a tuple or a mapping."""
    parts = [of_networkx(rng, draw_skeleton(rng)) for _ in range(rng.choice([1, 2, 3, 5]))]
    graphs = [part.graph for part in parts]
    form = rng.choice(["list", "tuple", "mapping", "iterator"])
    given = {
        "list": graphs,
        "tuple": tuple(graphs),
        "mapping": dict(zip(values.TEXTS, graphs, strict=False)),
        "iterator": Made(iter, (graphs,)),
    }[form]
    nodes = sum(part.nodes for part in parts)
    edges = sum(part.edges for part in parts)
    fields = {name: column for part in parts for name, column in part.skeleton.node_fields.items()}
    lines = {name: column for part in parts for name, column in part.skeleton.edge_fields.items()}
    whole = Skeleton(list(range(nodes)), [(0, 0)] * edges, False, fields, lines)
    return Sample(f"{form} of graphs", given, nodes, edges, whole)


GUISES = (
    of_pandas, of_pandas, of_arrow, of_polars, of_matrix, of_igraph, of_rustworkx, of_pairs,
    of_dict, of_node_link,
)  # fmt: skip
