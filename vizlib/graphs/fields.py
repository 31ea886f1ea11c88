"""GraphTables -> the fields of nodes and edges, with those that are computed on demand."""

import warnings
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, FloatArray, LongArray
from vizlib.errors import VizlibError, VizlibWarning, listed, short_traceback, unknown_field
from vizlib.graphs.tables import Columns, FrameColumns, GraphTables, inferred, objects
from vizlib.graphs.values import floats_or_missing, refuse_complex, typed, without_nesting

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import ArrayLike
    from scipy.sparse import csr_array, sparray

Derivation = Callable[[GraphTables], "ArrayLike | pd.Series[Any]"]
Registered = TypeVar("Registered", bound=Derivation)
DERIVED: dict[str, Derivation] = {}
MAX_EXACT_BETWEENNESS_NODES = 1500
BETWEENNESS_PIVOTS = 300
MAX_DENSE_FIEDLER_NODES = 1500
MAX_CLUSTERED_NODES = 6000
MAX_WEIGHT = 1e150
"""Greatest weight that is added up; its inverse counts as nothing."""
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
    values: dict[Hashable, "pd.Series[Any]"] = field(default_factory=dict)

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

    def field(self, name: Hashable) -> "pd.Series[Any]":
        """Return a field as ``(M,)`` values numbered from zero.

        Raises
        ------
        VizlibError
            Where there is no such field; it offers the nearest name.
        """
        if name not in self.values:
            self.values[name] = without_nesting(self._read(name))
        return self.values[name]

    def _read(self, name: Hashable) -> "pd.Series[Any]":
        if name in self.columns:
            return self.columns.read(name)
        if isinstance(name, str) and name in self.derived:
            values = pd.Series(self.derived[name](self.tables)).reset_index(drop=True)
            if len(values) != self.count:
                raise VizlibError(
                    f"The derived field {name!r} gave {len(values):,} values for"
                    f" {self.count:,} nodes."
                )
            return values
        error = unknown_field(self.kind, name, self.names(), self.derived)
        raise VizlibError(f"{error}{_color_hint(name)}")

    def align(
        self, data: "pd.Series[Any] | Mapping[Any, object] | Iterable[object]"
    ) -> "pd.Series[Any]":
        """Give each row its value from an array, a Series or a mapping of ids.

        A Series follows the ids in its index; one that is merely numbered is taken in order.

        Raises
        ------
        VizlibError
            Where the length is wrong or an id is not in the graph.
        """
        if isinstance(data, pd.Series):
            data = without_nesting(data)
            return data.reset_index(drop=True) if self._in_order(data) else self._reindexed(data)
        if isinstance(data, Mapping):
            return self._mapped(data)
        self._check_data(data)
        values = _listed(data)
        if len(values) != self.count:
            raise VizlibError(
                f"{len(values):,} values were given for {self.count:,} {self.kind}; give one each,"
                f" or a mapping from {KEYS[self.kind]}."
            )
        return values

    def _check_data(self, data: object) -> None:
        """Refuse what holds no values, one for each row."""
        arrays = (pd.DataFrame, np.ndarray)
        shape = data.shape if isinstance(data, arrays) and data.ndim != 1 else None
        if shape is None and isinstance(data, Iterable) and not isinstance(data, (str, bytes)):
            return
        shaped = "" if shape is None else f" and shape {shape}"
        called = " Call the function first, and give what it returns." if callable(data) else ""
        raise VizlibError(
            f"What was given, of type {type(data).__name__}{shaped}, is no data for"
            f" {self.count:,} {self.kind}: give the name of a field, a list, an array or a Series"
            f" of one value each, or a mapping from {KEYS[self.kind]}.{called}"
        )

    def _in_order(self, data: "pd.Series[Any]") -> bool:
        """Tell whether a Series has no index of its own, but numbers that are no ids."""
        numbered = isinstance(data.index, pd.RangeIndex) and len(data) == self.count
        return numbered and (self.kind == "edges" or not data.index.isin(self.tables.ids).all())

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
                {
                    pair[::-1]: value
                    for pair, value in data.items()
                    if isinstance(pair, tuple) and pair[::-1] not in data
                }
            )
        unknown = set(data) - set(keys) - {pair[::-1] for pair in keys if self.kind == "edges"}
        if unknown:
            raise VizlibError(f"The graph has no {self.kind} {listed(sorted(unknown, key=str))}.")
        return inferred(objects(given.get(key) for key in keys))

    def _keys(self) -> list[Any]:
        ids = list(self.tables.ids)
        if self.kind != "edges":
            return ids
        ends = zip(self.tables.source, self.tables.target, strict=True)
        return [(ids[source], ids[target]) for source, target in ends]


def _listed(data: Iterable[object]) -> "pd.Series[Any]":
    """Return values as they are, and with their dtype where they have one."""
    arrays = (np.ndarray, pd.Index, pd.api.extensions.ExtensionArray)
    if isinstance(data, arrays) and data.dtype != object:
        return pd.Series(data)
    return typed(pd.Series(objects(data), dtype=object))


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


@short_traceback
def derived_field(name: str) -> Callable[[Registered], Registered]:
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

    def register(function: Registered) -> Registered:
        DERIVED[name] = function
        return function

    return register


def _color_hint(name: object) -> str:
    from matplotlib.colors import is_color_like

    if isinstance(name, str) and is_color_like(name):
        return f" For the colour, write vz.value({name!r})."
    return ""


def edge_weights(tables: GraphTables) -> FloatArray:
    """Return ``(E,)`` the field ``weight`` of the edges, 1 where there is none."""
    if "weight" not in tables.edge_columns:
        return np.ones(tables.edge_count)
    weight = tables.edge_columns.read("weight")
    refuse_complex(weight)
    weight = floats_or_missing(weight)
    numbers: FloatArray = weight.fillna(1.0).to_numpy(float)
    if (np.abs(numbers) > MAX_WEIGHT).any():
        raise VizlibError(
            f"The field 'weight' has values that are infinite or beyond {MAX_WEIGHT:g}, which"
            " cannot be added up; mend them, or give the weights another name."
        )
    return np.where(np.abs(numbers) < 1 / MAX_WEIGHT, 0.0, numbers)


def usable_weights(tables: GraphTables) -> FloatArray:
    """Return ``(E,)`` weights without their sign; 1 for all where they cannot be added up.

    For what nobody asked for, such as an order that is found where none is said: it must not refuse
    a graph for a field that is never shown.
    """
    try:
        return np.abs(edge_weights(tables))
    except VizlibError:
        return np.ones(tables.edge_count)


def _unsigned(tables: GraphTables) -> FloatArray:
    """Return weights without their sign, and say so where that means something."""
    weights = edge_weights(tables)
    if (weights < 0).any():
        warnings.warn(
            f"{int((weights < 0).sum()):,} weights are negative; communities, ranks and orders of"
            " nodes take them without their sign, so that such edges draw nodes together too.",
            VizlibWarning,
            stacklevel=2,
        )
    return np.abs(weights)


def _sparse(tables: GraphTables, weighted: bool = False) -> "csr_array":
    """Return the symmetric adjacency without loops."""
    from scipy.sparse import coo_array

    weight = _unsigned(tables) if weighted else np.ones(tables.edge_count)
    weight = np.where(tables.source == tables.target, 0.0, weight)
    shape = (tables.node_count, tables.node_count)
    forward = coo_array((weight, (tables.source, tables.target)), shape=shape).tocsr()
    symmetric = (forward + forward.T).tocsr()
    symmetric.eliminate_zeros()
    return symmetric


def _networkx(
    tables: GraphTables, directed: bool | None = None, weighted: bool = False
) -> "nx.Graph[int]":
    """Return the graph with parallel edges merged, their weights added up."""
    import networkx as nx

    graph = nx.DiGraph() if (tables.directed if directed is None else directed) else nx.Graph()
    graph.add_nodes_from(range(tables.node_count))
    ends = zip(tables.source.tolist(), tables.target.tolist(), strict=True)
    weights = _unsigned(tables).tolist() if weighted else [1.0] * tables.edge_count
    for (source, target), weight in zip(ends, weights, strict=True):
        if graph.has_edge(source, target):
            graph[source][target]["weight"] += weight
        else:
            graph.add_edge(source, target, weight=weight)
    return graph


@derived_field("id")
def _id(tables: GraphTables) -> "pd.Series[Any]":
    return typed(pd.Series(tables.ids.to_numpy(object), dtype=object))


@derived_field("degree")
def _degree(tables: GraphTables) -> LongArray:
    ends = np.append(tables.source, tables.target)
    return np.bincount(ends, minlength=tables.node_count)


@derived_field("in_degree")
def _in_degree(tables: GraphTables) -> LongArray:
    if not tables.directed:
        return _degree(tables)
    return np.bincount(tables.target, minlength=tables.node_count)


@derived_field("out_degree")
def _out_degree(tables: GraphTables) -> LongArray:
    if not tables.directed:
        return _degree(tables)
    return np.bincount(tables.source, minlength=tables.node_count)


@derived_field("strength")
def _strength(tables: GraphTables) -> FloatArray:
    weight, count = edge_weights(tables), tables.node_count
    leaving = np.bincount(tables.source, weight, count)
    arriving = np.bincount(tables.target, weight, count)
    return np.asarray(leaving + arriving, float)


def _by_size(label: "ArrayLike") -> "pd.Categorical[Any]":
    """Number groups from 0, the largest first, ties by their first node; as categories."""
    codes, _ = pd.factorize(np.asarray(label))
    size = np.bincount(codes) if len(codes) else np.zeros(0)
    rank = np.empty(len(size), np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(len(size))
    return pd.Categorical(rank[codes] if len(codes) else [], categories=range(len(size)))


@derived_field("component")
def _component(tables: GraphTables) -> "pd.Categorical[Any]":
    from scipy.sparse.csgraph import connected_components

    return _by_size(connected_components(_sparse(tables), directed=False)[1])


@derived_field("community")
def _community(tables: GraphTables) -> "pd.Categorical[Any]":
    """Louvain communities (Blondel et al. 2008), from a fixed seed."""
    import networkx as nx

    graph = _networkx(tables, directed=False, weighted=True)
    if not any(weight for _, _, weight in graph.edges(data="weight")):
        graph.remove_edges_from(list(graph.edges))
    label = np.zeros(tables.node_count, np.int64)
    for number, group in enumerate(nx.community.louvain_communities(graph, seed=0)):
        label[list(group)] = number
    return _by_size(label)


@derived_field("core")
def _core(tables: GraphTables) -> list[int]:
    import networkx as nx

    graph = _networkx(tables, directed=False)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    core = nx.core_number(graph)
    return [core[node] for node in range(tables.node_count)]


@derived_field("pagerank")
def _pagerank(tables: GraphTables) -> list[float]:
    import networkx as nx

    rank = nx.pagerank(_networkx(tables, weighted=True)) if tables.node_count else {}
    return [rank[node] for node in range(tables.node_count)]


@derived_field("betweenness")
def _betweenness(tables: GraphTables) -> list[float]:
    """Brandes (2001); past 1,500 nodes estimated from 300 of them, from a fixed seed."""
    import networkx as nx

    estimated = tables.node_count > MAX_EXACT_BETWEENNESS_NODES
    pivots = BETWEENNESS_PIVOTS if estimated else None
    between = nx.betweenness_centrality(_networkx(tables), k=pivots, seed=0)
    return [between[node] for node in range(tables.node_count)]


@derived_field("rcm")
def _rcm(tables: GraphTables) -> LongArray:
    """Reverse Cuthill-McKee order (1969), which narrows the band of the matrix."""
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    adjacency = _sparse(tables)
    if not adjacency.nnz:
        return np.arange(tables.node_count)
    return _ranks(reverse_cuthill_mckee(adjacency, symmetric_mode=True))


def _ranks(nodes: AnyArray) -> LongArray:
    """Turn nodes in order into the place of each."""
    rank = np.empty(len(nodes), np.int64)
    rank[nodes] = np.arange(len(nodes))
    return rank


@derived_field("spectral")
def _spectral(tables: GraphTables) -> LongArray:
    """Order by the Fiedler vector of each component (Barnard, Pothen and Simon 1995)."""
    component = np.asarray(_component(tables))
    adjacency, value = _sparse(tables, weighted=True), np.zeros(tables.node_count)
    for label in range(component.max(initial=-1) + 1):
        nodes = np.flatnonzero(component == label)
        if len(nodes) > 2:
            value[nodes] = _fiedler(adjacency[nodes][:, nodes])
    return _ranks(np.lexsort([value, component]))


def _fiedler(adjacency: "sparray") -> FloatArray:
    """Return the Fiedler vector of a connected graph, its entry of the greatest size above zero."""
    from scipy.sparse.csgraph import laplacian
    from scipy.sparse.linalg import lobpcg

    count = adjacency.shape[0]
    matrix = laplacian(adjacency.tocsr())
    if count < MAX_DENSE_FIEDLER_NODES:
        vector = np.linalg.eigh(matrix.toarray())[1][:, 1]
    else:
        start = np.random.default_rng(0).standard_normal((count, 2))
        ones = np.ones((count, 1))
        vector = lobpcg(matrix, start, Y=ones, largest=False, tol=1e-6, maxiter=300)[1][:, 0]
    turned: FloatArray = vector * np.sign(vector[np.argmax(np.abs(vector))])
    return turned


@derived_field("clustered")
def _clustered(tables: GraphTables) -> LongArray:
    """Leaves of an average-linkage tree over Jaccard distances of neighbourhoods."""
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.sparse import eye_array
    from scipy.spatial.distance import squareform

    count = tables.node_count
    if count > MAX_CLUSTERED_NODES:
        raise VizlibError(
            f"sort_by='clustered' compares all pairs of nodes: {count:,} are too many (it takes"
            f" {MAX_CLUSTERED_NODES:,}). Use 'rcm' or 'spectral'."
        )
    if count < 3:
        return np.arange(count)
    near = _sparse(tables)
    near.data[:] = 1.0
    near = near + eye_array(count, format="csr")
    shared = (near @ near.T).toarray()
    size = np.diag(shared)
    away = 1 - shared / (size[:, None] + size - shared)
    np.fill_diagonal(away, 0)
    return _ranks(leaves_list(linkage(squareform(away, checks=False), "average")))
