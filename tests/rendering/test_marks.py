"""The marks of an SVG say which nodes and edges they show, whatever the plot."""

import xml.etree.ElementTree as ET
from collections import Counter

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.core.plot import Plot
from vizlib.rendering.figure import encode
from vizlib.rendering.marks import Marks, with_ids
from vizlib.scene.meaning import Meaning

for public in vz.HOMES:
    getattr(vz, public)
PLOTS = {
    name: kind for name, kind in Plot.registry.items() if kind.__module__.startswith("vizlib.")
}
SINGLE = [name for name in PLOTS if name not in ("ChordPlot", "MixingPlot", "MatrixPlot")]
"""Plots whose marks are single nodes and edges."""
MAX_BYTES = 60
"""Bytes that a mark's name and what it stands for take, in the mean."""
NAMES = ["plain", "two words", "<b>", "a & b", "Ünïcode", "quo\"te'", "bell\x07", "line\nbreak"]


def graph(directed=False):
    """Make a graph that is causal, a map, and has names that are hard to write."""
    made = (nx.DiGraph if directed else nx.Graph)()
    for place, name in enumerate(NAMES):
        made.add_node(name, lat=5.0 * place - 20, lon=9.0 * place, half="uv"[place % 2])
    made.add_edges_from((NAMES[i], NAMES[j]) for i in range(8) for j in range(i + 1, 8, 2))
    return made


def plot_of(name, directed=False, **options):
    kind = PLOTS[name]
    given = {"group_by": "half", **options}
    given = {option: value for option, value in given.items()
             if option not in kind.defaults.refused}  # fmt: skip
    return kind(graph(directed or name == "CausalPlot"), **given)


def elements(picture):
    """Return id -> attributes of everything in the SVG of a picture; each id stands once."""
    root = ET.fromstring(encode(picture.figure(), "svg"))
    named = [element.attrib for element in root.iter() if "id" in element.attrib]
    twice = [name for name, count in Counter(each["id"] for each in named).items() if count > 1]
    assert twice == []
    return {attributes["id"]: attributes for attributes in named}


def written(value):
    """Write an id as an SVG has it: a parser makes line breaks what they were."""
    return str(value).replace("\x07", "")


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("name", SINGLE)
def test_each_node_and_edge_has_an_element_of_its_name(name, directed):
    plot = plot_of(name, directed)
    known = elements(plot)
    tables = plot.data.tables
    for number, node in enumerate(tables.ids):
        assert known[f"node-{number}"]["data-id"] == written(node)
    for number, ends in enumerate(zip(tables.source, tables.target, strict=True)):
        found = known[f"edge-{number}"]
        assert (found["data-source"], found["data-target"]) == tuple(
            written(tables.ids[end]) for end in ends
        )


@pytest.mark.parametrize("name", PLOTS)
def test_no_name_stands_twice_also_where_panels_stand_together(name):
    plot = plot_of(name, node_labels=True)
    panels = plot.facet(nodes="half")
    known = elements(panels)
    for number, (_, panel) in enumerate(panels.panels, start=1):
        prefix = f"panel-{number}-"
        ours = {each.removeprefix(prefix) for each in known if each.startswith(prefix)}
        marks = {each for each in elements(panel) if each.startswith(("node-", "edge-", "cell-"))}
        assert {each for each in ours if each.startswith(("node-", "edge-", "cell-"))} == marks


@pytest.mark.parametrize("directed", [False, True])
def test_a_cell_of_a_matrix_names_what_it_joins(directed):
    made = graph(directed)
    cells = [each for name, each in elements(vz.MatrixPlot(made)).items() if "cell-" in name]
    pairs = [(written(one), written(two)) for one, two in made.edges]
    wanted = pairs if directed else [*pairs, *((two, one) for one, two in pairs)]
    assert sorted((each["data-source"], each["data-target"]) for each in cells) == sorted(wanted)


def test_groups_and_labels_are_named():
    known = elements(plot_of("ChordPlot"))
    assert [known[f"group-{number}"]["data-group"] for number in (0, 1)] == ["u", "v"]
    known = elements(plot_of("CircosPlot", node_labels=True))
    assert {f"node_labels-{number}" for number in range(len(NAMES))} <= set(known)


def test_an_edge_in_pieces_is_one_group():
    plot = plot_of("CircosPlot", node_color="half", edge_color="gradient")
    root = ET.fromstring(encode(plot.figure(), "svg"))
    edge = next(each for each in root.iter() if each.get("id") == "edge-0")
    pieces = {len(list(each)) for each in root.iter() if each.get("id", "").startswith("edge-")}
    assert edge.tag.endswith("}g")
    assert min(pieces) > 1
    assert "edge-0-2" not in elements(plot)


def test_further_marks_of_an_edge_are_numbered():
    known = elements(plot_of("CircosPlot", directed=True, direction="arrow"))
    assert known["edge-3"]["data-target"] == known["edge-3-2"]["data-target"]


def test_what_is_painted_into_pixels_has_no_names():
    known = elements(plot_of("CircosPlot", raster=True))
    assert not any(name.startswith("edge-") for name in known)
    assert "node-0" in known


def test_a_node_without_a_position_moves_no_name():
    made = graph()
    del made.nodes[NAMES[2]]["lat"]
    with pytest.warns(vz.VizlibWarning, match="position"):
        plot = vz.GeoPlot(made)
    known = elements(plot)
    assert "node-2" not in known
    assert known["node-3"]["data-id"] == written(NAMES[3])


def test_marks_that_cannot_be_told_apart_stay_without_names():
    text = b'<svg>\n<g id="nodes">\n<path d="M 0 0"/>\n</g>\n</svg>'
    meaning = Meaning(ids=graph_ids())
    for count, named in ((1, True), (2, False)):
        marks = {"nodes": Marks("node", np.arange(count), meaning, "")}
        assert (b'id="node-0"' in with_ids(text, marks)) == named


def graph_ids():
    return vz.CircosPlot(graph()).data.tables.ids


@pytest.mark.parametrize("name", SINGLE)
def test_names_cost_some_bytes_a_mark(name):
    figure = plot_of(name).figure()
    named = encode(figure, "svg")
    figure.marks = {}
    count = named.count(b"data-")
    assert 0 < len(named) - len(encode(figure, "svg")) < MAX_BYTES * count
