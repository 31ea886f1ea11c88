"""What the marks of every plot stand for: what there is, all of it, in the colours of legends."""

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.core.plot import Plot
from vizlib.scene.geometry import Arrowheads, Curves, Labels, Points, Ribbons, Tiles

for public in vz.HOMES:
    getattr(vz, public)
PLOTS = {
    name: kind for name, kind in Plot.registry.items() if kind.__module__.startswith("vizlib.")
}
MARKED = (Points, Curves, Arrowheads, Tiles, Ribbons, Labels)
CELLS = {("MatrixPlot", True): 78, ("MatrixPlot", False): 2 * 78, ("MixingPlot", True): 4,
         ("MixingPlot", False): 4}  # fmt: skip
"""A cell for each pair that is joined, of an undirected graph on both sides of the diagonal; a cell
for each pair of clubs."""
COLORED = [name for name in PLOTS if name not in ("ChordPlot", "MixingPlot")]


def karate(directed=False):
    """Make the karate club a map, and causal: its arrows run to later nodes."""
    graph = nx.karate_club_graph()
    if directed:
        graph = nx.DiGraph(sorted((*sorted(ends), held) for *ends, held in graph.edges(data=True)))
        graph.add_nodes_from(nx.karate_club_graph().nodes(data=True))
    for node in graph:
        graph.nodes[node].update(lat=node * 1.5 - 20, lon=node * 3.0, half="uv"[node % 2])
    for source, target in graph.edges:
        graph.edges[source, target]["day"] = "xyz"[(source + target) % 3]
    return graph


def plot_of(name, directed=False, **options):
    wanted = {"group_by": "club", "node_color": "club", "edge_color": "day", "node_shape": "half"}
    if name == "ChordPlot":
        del wanted["edge_color"]
    kind = PLOTS[name]
    wanted = {**wanted, **options}
    wanted = {option: given for option, given in wanted.items() if option not in
              kind.defaults.refused}  # fmt: skip
    return kind(karate(directed or name == "CausalPlot"), **wanted)


def counts(scene):
    """Return how many there are of each thing that a mark can stand for."""
    meaning = scene.meaning
    made = {kind: int(np.max(member)) + 1 for kind, member in meaning.members.items()}
    return {
        **made, "node": len(meaning.ids), "edge": len(meaning.source),
        "group": len(meaning.groups),
    }  # fmt: skip


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("name", PLOTS)
def test_marks_stand_for_what_there_is(name, directed):
    scene = plot_of(name, directed, node_labels=True, edge_labels="day").scene()
    known = counts(scene) | {"cell": CELLS.get((name, directed), 0)}
    for layer, geometry in scene.layers.items():
        if isinstance(geometry, MARKED) and geometry.stands_for:
            item = np.asarray(geometry.item)
            assert len(item), layer
            assert item.min() >= 0, layer
            assert item.max() < known[geometry.stands_for], layer


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("name", PLOTS)
def test_all_that_there_is_has_a_mark(name, directed):
    scene = plot_of(name, directed).scene()
    shown = {}
    for geometry in scene.layers.values():
        if isinstance(geometry, MARKED) and geometry.stands_for:
            shown.setdefault(geometry.stands_for, set()).update(np.asarray(geometry.item).tolist())
    many = counts(scene)
    wanted = {"ChordPlot": ("group", "flow"), "MixingPlot": ("cell",),
              "MatrixPlot": ("node", "cell")}.get(name, ("node", "edge"))  # fmt: skip
    assert set(wanted) <= set(shown)
    many["cell"] = CELLS.get((name, directed), 0)
    for kind in wanted:
        assert shown[kind] == set(range(many[kind]))


@pytest.mark.parametrize("name", PLOTS)
def test_each_edge_is_a_member_of_one_mark(name):
    scene = plot_of(name, directed=True).scene()
    meaning = scene.meaning
    assert len(meaning.members["group"]) == len(meaning.ids)
    for kind in {"cell", "flow"} & set(meaning.members):
        assert len(meaning.members[kind]) == len(meaning.source)
        assert (np.asarray(meaning.members[kind]) >= 0).all()


def per_number(geometry, many):
    """Return the colour of each node or edge that a layer shows."""
    rgba = geometry.part_color if isinstance(geometry, Curves) else geometry.color
    item = np.asarray(geometry.item)
    colors = np.full((many, 4), np.nan)
    colors[item] = np.broadcast_to(rgba, (len(item), 4))
    return colors


@pytest.mark.parametrize("option", ["node_color", "edge_color"])
@pytest.mark.parametrize("name", PLOTS)
def test_the_entry_of_the_legend_has_the_colour_that_is_drawn(name, option):
    plot = plot_of(name, directed=True)
    scene = plot.scene()
    if option in plot.defaults.refused or (name, option) == ("ChordPlot", "edge_color"):
        assert option not in scene.meaning.fields
        return
    field = scene.meaning.fields[option]
    values = {"node_color": "club", "edge_color": "day"}[option]
    table = plot.data.nodes if option == "node_color" else plot.data.edges
    assert field.name == values
    assert field.kind == table.kind
    assert list(field.values) == list(table.field(values))
    legend = plot.data.encodings[option].legend
    assert legend.labels == field.labels
    assert [field.labels[entry] for entry in field.entry] == list(table.field(values))
    wanted = legend.colors[field.entry]
    for geometry in scene.layers.values():
        kind = geometry.stands_for if isinstance(geometry, (Points, Curves, Tiles, Ribbons)) else ""
        if kind == option.removesuffix("_color"):
            drawn = per_number(geometry, len(wanted))
            seen = np.isfinite(drawn[:, 0])
            np.testing.assert_allclose(drawn[seen, :3], wanted[seen, :3])
        if kind == "cell" and option == "edge_color":
            cells = per_number(geometry, len(geometry.item))[scene.meaning.members["cell"]]
            np.testing.assert_allclose(cells[:, :3], wanted[:, :3])
        if name == "ChordPlot" and kind == "group":
            arcs = geometry.color[scene.meaning.members["group"]]
            np.testing.assert_allclose(arcs[:, :3], wanted[:, :3])


@pytest.mark.parametrize("name", PLOTS)
def test_labels_of_legends_are_those_of_fields(name):
    scene = plot_of(name, group_labels=False).scene()
    said = [text for guide in scene.guides.layers if isinstance(guide, Labels)
            for text in guide.text]  # fmt: skip
    for option, field in scene.meaning.fields.items():
        if name == "ChordPlot" and option == "node_color":
            continue
        assert field.name in said
        at = said.index(field.name) + 1
        assert tuple(said[at : at + len(field.labels)]) == field.labels


@pytest.mark.parametrize("name", COLORED)
def test_missing_values_and_numbers_have_no_entry(name):
    kind = PLOTS[name]
    graph = karate(directed=True)
    graph.nodes[3]["half"] = None
    grouped = {} if "group_by" in kind.defaults.refused else {"group_by": "club"}
    field = kind(graph, node_color="half", **grouped).scene().meaning.fields["node_color"]
    at = list(graph).index(3)
    assert field.entry[at] == -1
    assert (np.delete(field.entry, at) >= 0).all()
    numbers = kind(graph, node_color="degree", **grouped).scene().meaning.fields["node_color"]
    assert (numbers.entry == -1).all()
    assert numbers.labels == ()
