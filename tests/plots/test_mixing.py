"""How groups connect, against networkx, and the laws of probability."""

import pickle

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz


@st.composite
def graphs(draw):
    kind = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph]))
    graph = kind()
    graph.add_nodes_from(range(draw(st.integers(2, 8))))
    ends = st.integers(0, len(graph) - 1)
    graph.add_edges_from(draw(st.lists(st.tuples(ends, ends), min_size=1, max_size=20)))
    for node in graph:
        graph.nodes[node]["k"] = draw(st.sampled_from("abc"))
    return graph


@given(graphs())
def test_equal_to_networkx(graph):
    groups = sorted(set(dict(graph.nodes(data="k")).values()))
    mapping = {name: place for place, name in enumerate(groups)}
    want = nx.attribute_mixing_matrix(graph, "k", mapping=mapping, normalized=False)
    plot = vz.MixingPlot(graph, group_by="k", values="count")
    assert list(plot.table.index) == groups
    assert np.allclose(plot.table, want)
    if (want > 0).sum() > 1 and np.isfinite(plot.assortativity):
        theirs = nx.attribute_assortativity_coefficient(graph, "k")
        assert plot.assortativity == pytest.approx(theirs, abs=1e-9)


@given(graphs())
def test_laws(graph):
    plot = vz.MixingPlot(graph, group_by="k")
    whole = plot.table.to_numpy()
    assert whole.sum() == pytest.approx(1)
    rows, columns = whole.sum(axis=1), whole.sum(axis=0)
    by_source = vz.MixingPlot(graph, group_by="k", given="source").table.to_numpy()
    by_target = vz.MixingPlot(graph, group_by="k", given="target").table.to_numpy()
    assert np.allclose(by_source.sum(axis=1), rows > 0)
    assert np.allclose(by_target.sum(axis=0), columns > 0)
    assert np.allclose(by_source * rows[:, None], whole)
    assert np.allclose(by_target * columns, whole)
    if not graph.is_directed():
        assert np.allclose(whole, whole.T)
    residual = vz.MixingPlot(graph, group_by="k", values="residual").table.to_numpy()
    count = whole * plot.data.gathered.sum()
    expected = np.outer(count.sum(axis=1), count.sum(axis=0)) / count.sum()
    told = (count >= 5 - 1e-9) | (expected >= 5)
    assert np.array_equal(~np.isnan(residual), told)
    assert np.allclose(2 ** residual[told] * expected[told], count[told])


def test_weights_nodes_bins_and_missing():
    graph = nx.DiGraph()
    graph.add_edge("a", "b", w=2.5)
    graph.add_edge("b", "c", w=1.0)
    nx.set_node_attributes(graph, {"a": "x", "b": None, "c": "x"}, "k")
    table = vz.MixingPlot(graph, group_by="k", edge_weight="w", values="count").table
    assert table.to_numpy().tolist() == [[0, 2.5], [1.0, 0]]
    assert list(table.index) == ["x", "missing"]
    both = vz.MixingPlot(graph, x="k", y="id", over="nodes", values="count").table
    assert both.shape == (2, 3)
    assert both.to_numpy().sum() == 3
    path = nx.path_graph(40)
    assert vz.MixingPlot(path, group_by="id").table.shape == (8, 8)


def test_show_is_a_method_and_its_old_option_is_called_values(monkeypatch):
    from vizlib.rendering import figure

    seen = []
    monkeypatch.setattr(figure, "show", seen.append)
    plot = vz.MixingPlot(nx.karate_club_graph(), group_by="club", values="count")
    plot.show()
    assert len(seen) == 1
    with pytest.warns(vz.VizlibWarning, match="'show' is called 'values' now"):
        old = vz.MixingPlot(nx.karate_club_graph(), group_by="club", show="count")
    assert (old.table == pickle.loads(pickle.dumps(plot)).table).all(axis=None)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "MixingPlot needs group_by"),
        ({"group_by": "club", "values": "shares"}, "values='shares'"),
        ({"group_by": "club", "given": "both"}, "given='both'"),
        ({"group_by": "club", "given": "source", "values": "count"}, "is a probability"),
        ({"group_by": "club", "node_color": "club"}, "no use for node_color"),
        ({"group_by": {node: f"g{node}" for node in range(70)}}, "70 groups"),
    ],
)
def test_mistakes_are_named(options, words):
    graph = nx.karate_club_graph()
    graph.add_nodes_from(range(34, 70), club="Officer")
    with pytest.raises(vz.VizlibError, match=words):
        vz.MixingPlot(graph, **options)


@pytest.mark.parametrize(
    ("values", "words"),
    [("x", "no numbers"), (-1.0, "below zero"), (float("inf"), "infinite")],
)
def test_weights_that_cannot_be_added_up(values, words):
    graph = nx.karate_club_graph()
    nx.set_edge_attributes(graph, values, "bad")
    with pytest.raises(vz.VizlibError, match=words):
        vz.MixingPlot(graph, group_by="club", edge_weight="bad")


def flows(directed=True):
    """Return groups of which some never meet, and one keeps to itself."""
    graph = nx.MultiDiGraph() if directed else nx.MultiGraph()
    for number, group in enumerate("aabbcc"):
        graph.add_node(number, k=group)
    graph.add_edges_from([(0, 1)] * 600 + [(0, 2)] * 40 + [(2, 3)] * 300 + [(4, 5)] * 8)
    graph.add_edge(4, 0)
    return graph


def test_cells_have_numbers_in_the_ink_that_contrasts_and_nothing_where_nothing_is():
    from vizlib.encodings.oklab import contrast

    for theme in ("light", "dark"):
        plot = vz.MixingPlot(flows(), group_by="k", theme=theme)
        layers = plot.scene().layers
        own, others = layers["own_numbers"], layers["numbers"]
        assert own.text == ("63%", "32%", "0.8%")
        assert own.bold
        assert others.text == ("4.2%", "0.1%")
        cells = {tuple(corner): color for corner, color in
                 zip(layers["edges"].corner, layers["edges"].color, strict=True)}  # fmt: skip
        for labels in (own, others):
            for at, ink in zip(labels.xy, labels.color, strict=True):
                ground = cells[tuple(np.floor(at))][None, :3]
                assert contrast(ground, ink[:3])[0] >= 4.5
        assert len(layers["own"].offsets) - 1 == 3
        assert plot.data.encodings["cells"].legend is None


def test_many_groups_have_dots_for_zero_a_guide_and_all_their_names():
    graph = nx.gnm_random_graph(400, 900, seed=3)
    nx.set_node_attributes(graph, {node: f"D{node % 42}" for node in graph}, "k")
    plot = vz.MixingPlot(graph, group_by="k", figsize=(8.6, 8.3))
    layers = plot.scene().layers
    assert "numbers" not in layers
    assert len(layers["empty"].xy) == (plot.table.to_numpy() == 0).sum()
    assert len(layers["group_labels"].text) == 2 * 42
    assert plot.data.encodings["cells"].legend.kind == "ramp"


@pytest.mark.parametrize(("groups", "ends"), [(4, "16"), (12, "8")])
def test_ratios_go_in_steps_from_as_expected(groups, ends):
    graph = nx.gnm_random_graph(120, 900, seed=5)
    nx.set_node_attributes(graph, {node: f"g{node % groups}" for node in graph}, "k")
    legend = vz.MixingPlot(graph, group_by="k", values="residual").data.encodings["cells"].legend
    assert legend.labels[0] == f"×{ends} or more"
    middle = len(legend.labels) // 2
    assert legend.labels[middle - 1 : middle + 2] == ("×2", "as expected", "×0.5")
    assert np.allclose(legend.colors[middle, :3], 1.0, atol=0.02)
    assert legend.labels[-1] == {"16": "×0.06 or less", "8": "×0.13 or less"}[ends]


def test_weights_are_compared_with_chance_and_few_edges_are_left_blank():
    graph = flows()
    nx.set_edge_attributes(graph, 0.001, "w")
    plot = vz.MixingPlot(graph, group_by="k", values="residual", edge_weight="w")
    plain = vz.MixingPlot(graph, group_by="k", values="residual").table
    assert np.allclose(plot.table, plain, equal_nan=True)
    assert np.isnan(plain.loc["c", "b"])
    assert plain.loc["b", "a"] == -np.inf
    words = plot.scene().layers["numbers"].text
    assert "×0" in words


def test_columns_are_named_in_two_lines_rather_than_turned():
    graph = flows()
    names = {"a": "Northern America", "b": "Southern America", "c": "Oceania"}
    nx.set_node_attributes(graph, {node: names[k] for node, k in graph.nodes(data="k")}, "k")
    labels = vz.MixingPlot(graph, group_by="k", figsize=(3.4, 3.4)).scene().layers["group_labels"]
    assert set(labels.rotation) == {0.0}
    above = [words for words, va in zip(labels.text, labels.va, strict=True) if va == "bottom"]
    assert above == ["Northern\nAmerica", "Oceania", "Southern\nAmerica"]


def test_rows_and_columns_of_two_fields_are_ordered_together():
    graph = nx.DiGraph()
    for number in range(40):
        block = number % 4
        graph.add_node(number, x=f"x{[2, 0, 3, 1][block]}", y=f"y{[1, 3, 0, 2][block]}")
    plot = vz.MixingPlot(
        graph, x="x", y="y", over="nodes", values="count", group_order="similarity"
    )
    table = plot.table.to_numpy()
    assert table.max() == 10
    assert np.count_nonzero(table) == 4
    assert np.count_nonzero(np.diag(table)) == 4


def test_groups_stand_in_the_order_that_is_asked_for():
    club = nx.karate_club_graph()
    small = nx.Graph([(0, 1), (1, 2), (2, 0), (2, 3)])
    nx.set_node_attributes(small, {0: "b", 1: "a", 2: "b", 3: "c"}, "kind")
    for order, want in (("sorted", "abc"), ("appearance", "bac"), ("size", "bac"), ("cab", "cab")):
        given_order = list(order) if order == "cab" else order
        plot = vz.MixingPlot(small, group_by="kind", group_order=given_order, values="count")
        assert "".join(plot.table.index) == "".join(plot.table.columns) == want
        assert plot.table.loc["b", "a"] == 2
    plot = vz.MixingPlot(club, group_by="club", group_order=["Officer", "Mr. Hi"])
    assert plot.table.index.tolist() == ["Officer", "Mr. Hi"]
    names = plot.scene().layers["group_labels"].text
    assert names == ("Officer", "Mr. Hi") * 2
