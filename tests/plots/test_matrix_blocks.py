"""Many graphs in one matrix: blocks, their order and their looks."""

import pickle

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from pictures import assert_not_blank, molecules

import vizlib as vz
from vizlib.rendering.rasterize import bin_cells
from vizlib.scene.geometry import BinnedCells

ATLAS = [each for each in nx.graph_atlas_g() if len(each)]


def matrix_of(plot):
    """Return the matrix that the cells of a diagonal show."""
    count = plot.data.tables.node_count
    whole = np.zeros((count, count))
    for column, row in plot.scene().layers["edges"].corner.astype(int):
        whole[row, column] += 1
    return whole


@pytest.mark.parametrize(
    "graphs", [ATLAS[:200], {f"g{n}": each for n, each in enumerate(ATLAS[:50])}]
)
def test_blocks_are_the_block_diagonal_of_scipy(graphs):
    plot = vz.MatrixPlot(graphs)
    given = list(graphs.values()) if isinstance(graphs, dict) else graphs
    want = sp.block_diag([nx.to_scipy_sparse_array(each, weight=None) for each in given])
    assert np.array_equal(matrix_of(plot), want.toarray())
    blocks = plot.blocks
    assert blocks["size"].tolist() == [len(each) for each in given]
    assert blocks["edges"].tolist() == [each.number_of_edges() for each in given]
    assert blocks.offset.tolist() == np.cumsum([0, *map(len, given)])[:-1].tolist()


def test_all_kinds_of_graphs_agree():
    graphs = [nx.path_graph(3), nx.cycle_graph(4)]
    dense = [nx.to_numpy_array(each) for each in graphs]
    tables = [vz.from_matrix(each) for each in dense]
    mixed = [graphs[0], dense[1]]
    multi = [nx.MultiGraph(each) for each in graphs]
    want = matrix_of(vz.MatrixPlot(graphs))
    for each in (dense, tables, mixed, multi, iter(graphs), tuple(graphs)):
        assert np.array_equal(matrix_of(vz.MatrixPlot(each)), want)


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_every_node_and_edge_is_in_its_block(seed, directed):
    rng = np.random.default_rng(seed)
    graphs = [
        nx.gnm_random_graph(int(rng.integers(0, 6)), 5, seed=int(seed % 1000), directed=directed)
        for _ in range(int(rng.integers(1, 6)))
    ]
    plot = vz.MatrixPlot(graphs, sort_by=vz.by("degree", reverse=True), block_sort_by="size")
    assert plot.data.tables.directed == directed
    assert len(plot.nodes) == sum(map(len, graphs))
    assert len(plot.edges) == sum(each.number_of_edges() for each in graphs)
    sizes = plot.blocks["size"].to_numpy()
    assert (np.diff(sizes) >= 0).all()
    for row in plot.blocks.itertuples():
        mask = np.array([index[0] == row.Index for index in plot.nodes.index], bool)
        inside = plot.nodes[mask]
        low, high = row.x, row.x + row.size
        assert inside.x.between(low, high).all()
        assert (inside.x == inside.y).all()
        assert sorted(inside.x) == list(np.arange(low, high) + 0.5)


def test_blocks_are_ordered_and_grouped_by_graph_level_fields():
    graphs = molecules(12)
    data = pd.DataFrame({"mass": range(12, 0, -1)}, index=list(graphs))
    plot = vz.MatrixPlot(graphs, block_group_by="label", block_sort_by="mass", block_data=data)
    assert plot.blocks.index.tolist() == [f"m{n}" for n in [*range(11, 0, -2), *range(10, -1, -2)]]
    colored = vz.MatrixPlot(graphs, block_color="label")
    rgba = colored.scene().layers["groups"].line
    assert (rgba[0] == rgba[2]).all()
    assert (rgba[0] != rgba[1]).any()
    legends = [look.legend for look in colored.data.encodings.values() if look.legend]
    assert [legend.title for legend in legends] == ["label"]


def test_fields_of_all_graphs_are_read_together():
    graphs = molecules(12)
    del graphs["m3"].nodes[0]["atom"]
    plot = vz.MatrixPlot(graphs, node_color="atom", edge_color="bond", node_labels="id")
    assert plot.data.encodings["node_color"].missing == 1
    assert plot.nodes.loc[[("m0", 0)], "atom"].tolist() == ["C"]
    assert "12 graphs, a block each." in repr(plot)


def test_a_mosaic_keeps_blocks_apart_and_of_one_size():
    plot = vz.MatrixPlot(molecules(30), layout="mosaic", tracks=["atom"])
    boxes = plot.data.layout.boxes
    for one in range(len(boxes)):
        for two in range(one):
            apart = (boxes[one, :2] + boxes[one, 2:] <= boxes[two, :2]).any()
            apart |= (boxes[two, :2] + boxes[two, 2:] <= boxes[one, :2]).any()
            assert apart
    x1 = plot.scene().limits[1]
    assert np.allclose(boxes[:, 2:], 1.0)
    assert (np.diff(plot.blocks["size"]) >= 0).all()
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 0] + boxes[:, 2]).max() <= x1
    tiles = plot.scene().layers["edges"]
    assert len(tiles.corner) == 2 * plot.data.tables.edge_count


def test_twenty_thousand_graphs_show_density_and_a_ruler():
    rng = np.random.default_rng(0)
    graphs = [nx.from_numpy_array(np.triu(rng.random((9, 9)) < 0.3)) for _ in range(20_000)]
    plot = vz.MatrixPlot(graphs)
    layers = plot.scene().layers
    assert isinstance(layers["edges"], BinnedCells)
    assert "groups" not in layers
    assert layers["group_labels"].text[:2] == ("0", "2,500")
    assert_not_blank(plot.figure())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: vz.MatrixPlot([]), "no graph"),
        (lambda: vz.MatrixPlot([nx.Graph(), np.ones((2, 3))]), r"Graph 1 \(1\).*square"),
        (lambda: vz.MatrixPlot({"a": nx.Graph(), "b": 3}), r"Graph 1 \('b'\).*not a graph"),
        (lambda: vz.MatrixPlot([nx.Graph(), nx.DiGraph()]), "Graph 1 .* is directed"),
        (lambda: vz.MatrixPlot([("a", nx.Graph()), ("a", nx.Graph())]), "'a'.* come twice"),
        (lambda: vz.MatrixPlot([nx.path_graph(2)], group_by="id"), "block_group_by"),
        (lambda: vz.MatrixPlot([nx.path_graph(2)], layout="round"), "layout='round'"),
        (lambda: vz.MatrixPlot(nx.path_graph(2), layout="mosaic"), "layout is for many"),
        (lambda: vz.MatrixPlot([nx.path_graph(2)], block_color="lable"), "no field 'lable'"),
        (lambda: vz.MatrixPlot([nx.path_graph(2)], block_data=3), "block_data must be a frame"),
        (
            lambda: vz.MatrixPlot([nx.path_graph(2)], block_data=pd.DataFrame({"a": []})),
            "no row for 1 of 1",
        ),
        (lambda: vz.MatrixPlot(nx.path_graph(3), cell_gather="sum"), "needs edge_color"),
        (lambda: vz.MatrixPlot(nx.path_graph(3), cell_gather="least"), "cell_gather='least'"),
        (lambda: vz.CircosPlot([nx.path_graph(3)]), "MatrixPlot shows many"),
    ],
)
def test_what_cannot_be_blocks_is_named(make, words):
    with pytest.raises(vz.VizlibError, match=words):
        make()


@pytest.mark.parametrize("how", ["count", "sum", "mean", "max"])
@given(seed=st.integers(0, 1000), both=st.booleans())
def test_gathered_cells_agree_with_a_dense_matrix(how, seed, both):
    rng = np.random.default_rng(seed)
    count, edges, side = 12, 40, 4
    source, target = rng.integers(0, count, (2, edges)).astype(np.int32)
    values = rng.normal(size=edges)
    corner = np.repeat(rng.permutation(count)[:, None], 2, axis=1).astype(float)
    heat = BinnedCells(
        xy=corner, source=source, target=target, both=both, values=values, gather=how, cells=9.0,
        shade=lambda numbers: np.ones((len(numbers), 4)),
    )  # fmt: skip
    got = bin_cells(heat, (0, count, count, 0), (side, side))[::-1]
    held: dict[tuple[int, int], list[float]] = {}
    for one, two, value in zip(source, target, values, strict=True):
        turns = {(one, two), (two, one)} if both else {(one, two)}
        for row, column in turns:
            at = int(corner[row, 1]) // 3, int(corner[column, 0]) // 3
            held.setdefault(at, []).append(value)
    reduce = {"count": len, "sum": sum, "mean": np.mean, "max": max}[how]
    for row in range(side):
        for column in range(side):
            inside = held.get((row, column))
            want = np.nan if inside is None else reduce(inside)
            assert np.isclose(got[row, column], want, equal_nan=True)


def test_panels_of_gathered_cells_travel():
    graph = nx.gnm_random_graph(60, 300, seed=1)
    nx.set_edge_attributes(graph, {edge: "ab"[sum(edge) % 2] for edge in graph.edges}, "k")
    for _, panel in vz.MatrixPlot(graph, cell_gather="count").facet(edges="k").panels:
        again = pickle.loads(pickle.dumps(panel))
        assert again._repr_png_() == panel._repr_png_()
