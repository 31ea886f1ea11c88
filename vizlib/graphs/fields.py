"""GraphTables -> the fields of nodes and edges, with those that are computed on demand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError, listed, unknown_field
from vizlib.graphs.tables import Columns, FrameColumns, GraphTables

Derivation = Callable[[GraphTables], Any]
DERIVED: dict[str, Derivation] = {}
MANY_FOR_BETWEENNESS = 1500
PIVOTS = 300
MANY_TO_CLUSTER = 6000


KEYS = {"nodes": "node id", "edges": "(source, target)", "graphs": "the name of each"}


@dataclass(frozen=True, eq=False)
class FieldTable:
    """Fields of the nodes or of the edges, read or computed when asked for.

    Parameters
    ----------
    kind
        ``"nodes"``, ``"edges"``, or ``"graphs"`` where each row is a graph.
    tables
        The graph.
    """

    kind: Literal["nodes", "edges", "graphs"]
    tables: GraphTables
    known: dict[str, "pd.Series[Any]"] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of rows."""
        return self.tables.edge_count if self.kind == "edges" else self.tables.node_count

    @property
    def columns(self) -> Columns:
        """The graph's own fields."""
        return self.tables.edge_columns if self.kind == "edges" else self.tables.node_columns

    @property
    def derived(self) -> Mapping[str, Derivation]:
        """What can be computed."""
        return DERIVED if self.kind == "nodes" else {}

    def names(self) -> list[str]:
        """List the graph's own fields."""
        return self.columns.names()

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a field, own or derived."""
        return name in self.columns or name in self.derived

    def field(self, name: str) -> "pd.Series[Any]":
        """Return a field as ``(M,)`` values numbered from zero.

        Raises
        ------
        VizlibError
            Where there is no such field; it offers the nearest name.
        """
        if name not in self.known:
            self.known[name] = self._found(name)
        return self.known[name]

    def _found(self, name: str) -> "pd.Series[Any]":
        if name in self.columns:
            return self.columns.read(name)
        if name in self.derived:
            values = pd.Series(self.derived[name](self.tables)).reset_index(drop=True)
            if len(values) != self.count:
                raise VizlibError(
                    f"The derived field {name!r} gave {len(values):,} values for"
                    f" {self.count:,} nodes."
                )
            return values
        error = unknown_field(self.kind, name, self.names(), self.derived)
        raise VizlibError(f"{error}{_color_hint(name)}")

    def align(self, data: Any) -> "pd.Series[Any]":
        """Give each row its value from an array, a Series or a mapping of ids.

        Raises
        ------
        VizlibError
            Where the length is wrong or an id is not in the graph.
        """
        if isinstance(data, pd.Series):
            if not isinstance(data.index, pd.RangeIndex) or len(data) != self.count:
                return self._reindexed(data)
            return data.reset_index(drop=True)
        if isinstance(data, Mapping):
            return self._mapped(data)
        values = pd.Series(list(data) if not isinstance(data, np.ndarray) else data)
        if len(values) != self.count:
            raise VizlibError(
                f"{len(values):,} values were given for {self.count:,} {self.kind}; give one each,"
                f" or a mapping from {KEYS[self.kind]}."
            )
        return values

    def _reindexed(self, data: "pd.Series[Any]") -> "pd.Series[Any]":
        """Follow the ids in the index of a Series, and keep its dtype."""
        plain = self.kind != "edges" and data.index.is_unique and self.tables.ids.is_unique
        if not plain or not data.index.isin(self.tables.ids).all():
            return self._mapped(data.to_dict())
        return data.reindex(self.tables.ids).reset_index(drop=True)

    def _mapped(self, data: Mapping[Any, Any]) -> "pd.Series[Any]":
        keys = self._keys()
        given = dict(data)
        if self.kind == "edges" and not self.tables.directed:
            given.update(
                {pair[::-1]: value for pair, value in data.items() if pair[::-1] not in data}
            )
        unknown = set(data) - set(keys) - {pair[::-1] for pair in keys if self.kind == "edges"}
        if unknown:
            raise VizlibError(f"The graph has no {self.kind} {listed(sorted(unknown, key=str))}.")
        return pd.Series([given.get(key) for key in keys], dtype=object).infer_objects()

    def _keys(self) -> list[Any]:
        ids = list(self.tables.ids)
        if self.kind != "edges":
            return ids
        return [
            (ids[one], ids[two])
            for one, two in zip(self.tables.source, self.tables.target, strict=True)
        ]


def frame_fields(kind: Literal["nodes", "edges"], frame: pd.DataFrame) -> FieldTable:
    """Make a FieldTable of a frame alone: fields without a graph."""
    none = np.zeros(len(frame), np.int32)
    columns = FrameColumns(frame)
    if kind == "nodes":
        return FieldTable(
            kind, GraphTables(pd.RangeIndex(len(frame)), none[:0], none[:0], node_columns=columns)
        )
    return FieldTable(kind, GraphTables(pd.RangeIndex(1), none, none, edge_columns=columns))


def node_fields(tables: GraphTables) -> FieldTable:
    """Return the fields of the nodes."""
    return FieldTable("nodes", tables)


def edge_fields(tables: GraphTables) -> FieldTable:
    """Return the fields of the edges."""
    return FieldTable("edges", tables)


def derived_field(name: str) -> Callable[[Derivation], Derivation]:
    """Register a field of nodes that is computed on demand.

    Parameters
    ----------
    name
        What it is called; a graph's own field of that name goes before it.

    Examples
    --------
    >>> @derived_field("number")
    ... def number(tables):
    ...     return range(tables.node_count)
    >>> "number" in DERIVED
    True
    """

    def register(function: Derivation) -> Derivation:
        DERIVED[name] = function
        return function

    return register


def _color_hint(name: Any) -> str:
    from matplotlib.colors import is_color_like

    if isinstance(name, str) and is_color_like(name):
        return f" For the colour, write vz.value({name!r})."
    return ""


def _weights(tables: GraphTables) -> Any:
    if "weight" not in tables.edge_columns:
        return np.ones(tables.edge_count)
    weight = pd.to_numeric(tables.edge_columns.read("weight"), errors="coerce")
    return weight.fillna(1.0).to_numpy(float)


def _sparse(tables: GraphTables, weighted: bool = False) -> Any:
    """Return the symmetric adjacency without loops."""
    from scipy.sparse import coo_array

    weight = np.abs(_weights(tables)) if weighted else np.ones(tables.edge_count)
    weight = np.where(tables.source == tables.target, 0.0, weight)
    shape = (tables.node_count, tables.node_count)
    one = coo_array((weight, (tables.source, tables.target)), shape=shape).tocsr()
    whole = (one + one.T).tocsr()
    whole.eliminate_zeros()
    return whole


def _networkx(tables: GraphTables, directed: bool | None = None, weighted: bool = False) -> Any:
    import networkx as nx

    graph = nx.DiGraph() if (tables.directed if directed is None else directed) else nx.Graph()
    graph.add_nodes_from(range(tables.node_count))
    ends = zip(tables.source.tolist(), tables.target.tolist(), strict=True)
    weights = np.abs(_weights(tables)).tolist() if weighted else [1.0] * tables.edge_count
    for (one, two), weight in zip(ends, weights, strict=True):
        if graph.has_edge(one, two):
            graph[one][two]["weight"] += weight
        else:
            graph.add_edge(one, two, weight=weight)
    return graph


def _counted(tables: GraphTables, *ends: Any) -> Any:
    return sum(np.bincount(each, minlength=tables.node_count) for each in ends)


@derived_field("id")
def _id(tables: GraphTables) -> Any:
    return pd.Series(tables.ids.to_numpy()).infer_objects()


@derived_field("degree")
def _degree(tables: GraphTables) -> Any:
    return _counted(tables, tables.source, tables.target)


@derived_field("in_degree")
def _in_degree(tables: GraphTables) -> Any:
    return _counted(tables, tables.target) if tables.directed else _degree(tables)


@derived_field("out_degree")
def _out_degree(tables: GraphTables) -> Any:
    return _counted(tables, tables.source) if tables.directed else _degree(tables)


@derived_field("strength")
def _strength(tables: GraphTables) -> Any:
    weight, count = _weights(tables), tables.node_count
    return np.bincount(tables.source, weight, count) + np.bincount(tables.target, weight, count)


def _by_size(label: Any) -> Any:
    """Number groups from 0, the largest first, ties by their first node; as categories."""
    codes, _ = pd.factorize(np.asarray(label))
    size = np.bincount(codes) if len(codes) else np.zeros(0)
    rank = np.empty(len(size), np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(len(size))
    return pd.Categorical(rank[codes] if len(codes) else [], categories=range(len(size)))


@derived_field("component")
def _component(tables: GraphTables) -> Any:
    from scipy.sparse.csgraph import connected_components

    return _by_size(connected_components(_sparse(tables), directed=False)[1])


@derived_field("community")
def _community(tables: GraphTables) -> Any:
    """Louvain communities (Blondel et al. 2008), from a fixed seed."""
    import networkx as nx

    graph = _networkx(tables, directed=False, weighted=True)
    label = np.zeros(tables.node_count, np.int64)
    for number, group in enumerate(nx.community.louvain_communities(graph, seed=0)):
        label[list(group)] = number
    return _by_size(label)


@derived_field("core")
def _core(tables: GraphTables) -> Any:
    import networkx as nx

    graph = _networkx(tables, directed=False)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    core = nx.core_number(graph)
    return [core[node] for node in range(tables.node_count)]


@derived_field("pagerank")
def _pagerank(tables: GraphTables) -> Any:
    import networkx as nx

    rank = nx.pagerank(_networkx(tables, weighted=True)) if tables.node_count else {}
    return [rank[node] for node in range(tables.node_count)]


@derived_field("betweenness")
def _betweenness(tables: GraphTables) -> Any:
    """Brandes (2001); past 1,500 nodes estimated from 300 of them, from a fixed seed."""
    import networkx as nx

    some = PIVOTS if tables.node_count > MANY_FOR_BETWEENNESS else None
    between = nx.betweenness_centrality(_networkx(tables), k=some, seed=0)
    return [between[node] for node in range(tables.node_count)]


@derived_field("rcm")
def _rcm(tables: GraphTables) -> Any:
    """Reverse Cuthill-McKee order (1969), which narrows the band of the matrix."""
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    whole = _sparse(tables)
    if not whole.nnz:
        return np.arange(tables.node_count)
    return _ranks(reverse_cuthill_mckee(whole, symmetric_mode=True))


def _ranks(nodes: Any) -> Any:
    rank = np.empty(len(nodes), np.int64)
    rank[np.asarray(nodes)] = np.arange(len(nodes))
    return rank


@derived_field("spectral")
def _spectral(tables: GraphTables) -> Any:
    """Order by the Fiedler vector of each component (Barnard, Pothen and Simon 1995)."""
    component = np.asarray(_component(tables))
    whole, value = _sparse(tables, weighted=True), np.zeros(tables.node_count)
    for each in range(component.max(initial=-1) + 1):
        nodes = np.flatnonzero(component == each)
        if len(nodes) > 2:
            value[nodes] = _fiedler(whole[nodes][:, nodes])
    return _ranks(np.lexsort([value, component]))


def _fiedler(adjacency: Any) -> Any:
    from scipy.sparse.csgraph import laplacian
    from scipy.sparse.linalg import lobpcg

    count = adjacency.shape[0]
    matrix = laplacian(adjacency.tocsr())
    if count < 1500:
        vector = np.linalg.eigh(matrix.toarray())[1][:, 1]
    else:
        start = np.random.default_rng(0).standard_normal((count, 2))
        ones = np.ones((count, 1))
        vector = lobpcg(matrix, start, Y=ones, largest=False, tol=1e-6, maxiter=300)[1][:, 0]
    return vector * np.sign(vector[np.argmax(np.abs(vector))])


@derived_field("clustered")
def _clustered(tables: GraphTables) -> Any:
    """Leaves of an average-linkage tree over Jaccard distances of neighbourhoods."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    count = tables.node_count
    if count > MANY_TO_CLUSTER:
        raise VizlibError(
            f"sort_by='clustered' compares all pairs of nodes: {count:,} are too many (it takes"
            f" {MANY_TO_CLUSTER:,}). Use 'rcm' or 'spectral'."
        )
    if count < 3:
        return np.arange(count)
    near = _sparse(tables)
    near.data[:] = 1.0
    near = near + _eye(count)
    shared = (near @ near.T).toarray()
    size = np.diag(shared)
    away = 1 - shared / (size[:, None] + size - shared)
    np.fill_diagonal(away, 0)
    return _ranks(leaves_list(linkage(squareform(away, checks=False), "average")))


def _eye(count: int) -> Any:
    from scipy.sparse import eye_array

    return eye_array(count, format="csr")
