"""A matrix as it is drawn where nothing is said: its order, its ground, its names."""

import networkx as nx
import numpy as np
import pytest
from pictures import molecules

import vizlib as vz
from vizlib.encodings.oklab import contrast
from vizlib.plots.matrix.mosaic import arrange_mosaic
from vizlib.scene.text import widths

LES_MIS = nx.les_miserables_graph()


def cliques(sizes, bridge=True):
    """Return cliques of some sizes, each joined to the next."""
    graph = nx.disjoint_union_all([nx.complete_graph(size) for size in sizes])
    starts = np.cumsum([0, *sizes])
    if bridge:
        graph.add_edges_from((start - 1, start) for start in starts[1:-1].tolist())
    return graph


def blocks(count=260, groups=4, seed=2):
    """Return a graph of which the cells are too small for looks of their own."""
    graph = nx.gnm_random_graph(count, 6 * count, seed=seed)
    nx.set_node_attributes(graph, {node: f"g{node * groups // count}" for node in graph}, "k")
    return graph


def test_communities_stand_together_the_largest_first_and_their_strongest_node_first():
    graph = cliques([4, 9, 6])
    graph.add_nodes_from(["alone", "lonely"])
    order = vz.MatrixPlot(graph).data.order
    assert order.sizes.tolist() == [9, 6, 4, 2]
    assert order.labels[0] == "around 4"
    assert order.labels[-1] == "others"
    strength = np.array([graph.degree[node] for node in graph])
    for group in range(3):
        inside = strength[order.nodes[order.group[order.nodes] == group]]
        assert (np.diff(inside) <= 0).all()
        name = list(graph)[order.nodes[order.starts[group]]]
        assert order.labels[group] == f"around {name}"


def test_an_order_that_is_given_is_kept_and_great_graphs_are_not_searched():
    graph = cliques([4, 9, 6])
    kept = vz.MatrixPlot(graph, sort_by=list(range(len(graph)))).data.order
    assert kept.place.tolist() == list(range(len(graph)))
    assert kept.labels == ("",)
    great = nx.gnm_random_graph(300, 30_001, seed=1)
    assert vz.MatrixPlot(great).data.order.place.tolist() == list(range(300))
    assert not vz.MatrixPlot(nx.empty_graph(3)).data.order.grouped
    assert "6 communities" in repr(vz.MatrixPlot(LES_MIS))


def test_the_ground_of_a_group_is_a_tenth_of_its_colour_and_its_frame_can_be_seen():
    for theme in ("light", "dark"):
        plot = vz.MatrixPlot(LES_MIS, theme=theme)
        layers, paper = plot.scene().layers, plot.data.theme.rgba("background")
        color = layers["bars"].color[: len(plot.data.order.labels)]
        assert len(np.unique(color, axis=0)) == len(color)
        assert np.allclose(layers["tints"].color, paper + 0.1 * (color - paper))
        assert (contrast(layers["groups"].line[:, :3], paper[0, :3]) >= 2.99).all()
        assert len(layers["borders"].edge) == 2 * (len(color) - 1)


def test_groups_have_no_colours_where_another_field_of_categories_has():
    graph = LES_MIS.copy()
    nx.set_node_attributes(graph, {node: node[0] for node in graph}, "letter")
    layers = vz.MatrixPlot(graph, node_color="letter").scene().layers
    assert "tints" not in layers
    assert len(np.unique(layers["groups"].line, axis=0)) == 1
    own = vz.MatrixPlot(graph, group_by="community", node_color="community").scene().layers
    nodes = own["nodes"].color[own["nodes"].item == 0]
    assert len(nodes) == 2
    paper = np.ones(4)
    assert np.abs(own["tints"].color - (paper + 0.1 * (nodes[0] - paper))).sum(axis=1).min() < 1e-9


def test_all_rows_and_columns_are_named_where_the_page_may_grow():
    plot = vz.MatrixPlot(LES_MIS, node_labels=True)
    scene = plot.scene()
    labels = scene.layers["node_labels"]
    assert len(labels.text) == 2 * len(LES_MIS)
    assert labels.size >= 6
    assert scene.size[0] <= 11
    assert "labels_said" not in scene.layers
    assert "node_labels_leaders" not in scene.layers
    assert np.allclose(np.diff(np.sort(labels.xy[: len(LES_MIS), 1])), 1.0)
    assert np.allclose(labels.xy[len(LES_MIS) :, 0], labels.xy[: len(LES_MIS), 1])


def test_names_of_groups_alone_are_said_to_be_so_where_the_page_is_small():
    scene = vz.MatrixPlot(LES_MIS, node_labels=True, figsize=(4, 4)).scene()
    assert not scene.layers["node_labels"].text
    assert scene.layers["labels_said"].text == ("no room for 77 names",)
    groups = scene.layers["group_labels"]
    assert len(groups.text) == 2 * 6
    few = vz.MatrixPlot(LES_MIS, node_labels=vz.label("id", top=5), figsize=(4, 4)).scene()
    assert len(few.layers["node_labels"].text) == 10


def test_small_cells_say_whether_they_are_inside_a_group():
    graph = blocks()
    plot = vz.MatrixPlot(graph, group_by="k")
    theme, cells = plot.data.theme, plot.data.gathered
    layer = plot.scene().layers["edges"]
    group = plot.data.order.group
    inside = (group[cells.row] == group[cells.column])[layer.item]
    accent = (layer.color == theme.rgba("accent")).all(axis=1)
    assert np.array_equal(accent, inside)
    assert np.array_equal(layer.rank > 0, inside)
    legend = plot.data.encodings["edge_color"].legend
    assert legend.counts.sum() == graph.number_of_edges()
    assert legend.counts[0] == sum(
        graph.nodes[one]["k"] == graph.nodes[two]["k"] for one, two in graph.edges
    )


def test_the_ground_of_small_cells_is_darker_the_denser_a_block_is():
    graph = cliques([90, 90, 90], bridge=False)
    graph.add_edges_from((node, 90 + node) for node in range(60))
    nx.set_node_attributes(graph, {node: "abc"[node // 90] for node in graph}, "k")
    plot = vz.MatrixPlot(graph, group_by="k", group_order="sorted")
    ground = plot.scene().layers["densities"]
    dark = contrast(ground.color[:, :3], np.ones(3)).reshape(3, 3)
    assert (np.diag(dark) > 1.5).all()
    assert 1.02 < dark[0, 1] == dark[1, 0] < dark[0, 0]
    assert np.allclose([dark[0, 2], dark[1, 2]], 1.0)
    assert np.allclose(ground.extent, 90)


def test_a_field_of_the_edges_goes_before_what_small_cells_say():
    graph = blocks()
    nx.set_edge_attributes(graph, {edge: sum(edge) for edge in graph.edges}, "w")
    plot = vz.MatrixPlot(graph, group_by="k", edge_color="w")
    assert plot.data.encodings["edge_color"].legend.title.startswith("w")
    assert "densities" not in plot.scene().layers


@pytest.mark.parametrize("counts", [[1], [5], [100], [50, 50], [3, 40, 7], [2] * 9, [20_000]])
@pytest.mark.parametrize("room", [(432.0, 432.0), (700.0, 350.0), (200.0, 300.0)])
def test_squares_of_a_mosaic_fit_their_room_and_keep_apart(counts, room):
    mosaic = arrange_mosaic(np.array(counts), room, 8.5)
    assert len(mosaic.corners) == sum(counts)
    wide, high = (mosaic.side * side for side in mosaic.extent)
    assert wide <= room[0] * 1.001
    assert high <= room[1] * 1.001
    places = np.round(mosaic.corners / [mosaic.across, 1e-9], 6)
    assert len(np.unique(places, axis=0)) == len(places)
    by_row = mosaic.corners[np.lexsort(mosaic.corners.T)]
    same = np.isclose(np.diff(by_row[:, 1]), 0)
    assert (np.diff(by_row[:, 0])[same] >= 1).all()
    assert (np.diff(np.unique(by_row[:, 1].round(9))) >= 1).all() or len(counts) > 1


def test_a_mosaic_says_sizes_below_and_heads_its_sections():
    graphs = list(molecules(30).values())
    plot = vz.MatrixPlot(graphs, layout="mosaic", block_group_by="label", figsize=(9, 6))
    scene = plot.scene()
    captions, frame = scene.layers["group_labels"], plot.blocks
    assert captions.text[0].split()[0] == str(frame["size"].iloc[0])
    assert [int(words.split()[0]) for words in captions.text] == frame["size"].tolist()
    unit = plot.data.layout.mosaic.across * plot.data.layout.mosaic.side
    assert (widths(captions.text, captions.size, captions.font) < unit).all()
    heads, notes = scene.layers["heads"], scene.layers["head_notes"]
    assert len(heads.text) == len(set(frame["label"])) == len(notes.text)
    medians = frame.groupby("label", sort=False)["size"].median()
    assert [words.split()[1] for words in notes.text] == [f"{some:g}" for some in medians]


def test_names_of_graphs_stand_before_their_sizes_and_rings_are_bands():
    graphs = {"ring": nx.relabel_nodes(nx.cycle_graph(8), lambda node: node * 3 % 8),
              "path": nx.path_graph(5)}  # fmt: skip
    plot = vz.MatrixPlot(graphs, layout="mosaic")
    assert plot.scene().layers["group_labels"].text == ("path, 5 nodes", "ring, 8")
    place = plot.data.order.within
    ring = plot.data.tables.source < 8
    apart = np.abs(place[plot.data.tables.source] - place[plot.data.tables.target])
    assert apart[ring].max() <= 2


def test_graphs_with_the_same_nodes_keep_their_rows():
    graphs = [nx.gnm_random_graph(12, 20, seed=seed) for seed in range(4)]
    plot = vz.MatrixPlot(graphs, layout="mosaic")
    assert plot.data.order.within.tolist() == list(range(12)) * 4


def test_the_commonest_kind_of_node_is_grey_in_blocks_and_in_the_guide():
    graphs = molecules(20)
    plot = vz.MatrixPlot(graphs, layout="mosaic", node_color="atom")
    atoms = [kind for graph in graphs.values() for _, kind in graph.nodes(data="atom")]
    common = max(set(atoms), key=atoms.count)
    look, grey = plot.data.encodings["node_color"], plot.data.theme.rgba("other")
    shown = (look.values == grey).all(axis=1)
    kinds = plot.nodes["atom"].to_numpy()
    assert np.array_equal(shown, (kinds == common) & (atoms.count(common) * 2 > len(atoms)))
    row = look.legend.labels.index(common)
    assert (look.legend.colors[row] == grey[0]).all() == shown.any()


@pytest.mark.parametrize("weight", ["heavy", float("inf"), -2.0, 1e200])
def test_weights_that_are_never_shown_do_not_keep_a_matrix_from_being_drawn(weight):
    graph = LES_MIS.copy()
    nx.set_edge_attributes(graph, weight, "weight")
    nx.set_node_attributes(graph, {node: node[0] for node in graph}, "letter")
    assert len(vz.MatrixPlot(graph).scene().layers["edges"].corner) == 2 * 254
    order = vz.MatrixPlot(graph, group_by="letter").data.order
    degree = np.array([graph.degree[node] for node in graph])
    first = order.nodes[order.starts]
    assert all(degree[node] == degree[order.group == order.group[node]].max() for node in first)
