"""What cannot be drawn is refused in words, and what can be is drawn without a foreign warning."""

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
import pytest

import vizlib as vz

CLUB = nx.karate_club_graph()


def weighted(*weights):
    graph = nx.Graph(CLUB)
    for number, ends in enumerate(graph.edges):
        graph.edges[ends]["weight"] = weights[number % len(weights)]
    return graph


def with_field(name, values):
    graph = nx.Graph(CLUB)
    nx.set_node_attributes(graph, {node: values[node % len(values)] for node in graph}, name)
    return graph


@pytest.mark.parametrize("name", ["group_by", "sort_by", "node_labels"])
def test_by_is_the_field_and_a_constant_is_none(name):
    plain = vz.ArcPlot(CLUB, **{name: "club"})
    assert vz.ArcPlot(CLUB, **{name: vz.by("club")})._repr_png_() == plain._repr_png_()
    with pytest.raises(vz.VizlibError, match=rf"{name}=vz.value\('club'\) is not a field"):
        vz.ArcPlot(CLUB, **{name: vz.value("club")})


def test_edge_options_take_by_and_no_constant():
    assert vz.ArcPlot(CLUB, edge_labels=vz.by("weight"))._repr_png_()
    label = vz.label(vz.by("weight"), by=vz.by("weight"), top=3)
    assert vz.ArcPlot(CLUB, edge_labels=label)._repr_png_()
    flows = vz.ChordPlot(CLUB, group_by="club", edge_weight=vz.by("weight")).flows
    assert flows.equals(vz.ChordPlot(CLUB, group_by="club", edge_weight="weight").flows)
    for kind, options in (
        (vz.ArcPlot, {"edge_labels": vz.value(3)}),
        (vz.ArcPlot, {"edge_labels": vz.label("weight", by=vz.value(3))}),
        (vz.ChordPlot, {"group_by": "club", "edge_weight": vz.value(3)}),
        (vz.MixingPlot, {"group_by": "club", "edge_weight": vz.value(3)}),
    ):
        with pytest.raises(vz.VizlibError, match=r"vz.value\(3\) is not a field"):
            kind(CLUB, **options)
    with pytest.raises(vz.VizlibError, match="by takes the name of a field"):
        vz.by(vz.by("club"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"group_by": "club", "group_order": None}, "group_order=None.*'sorted', 'appearance'"),
        ({"group_by": "club", "group_order": 3}, "group_order=3"),
        ({"node_color": vz.by("degree", domain=("a", "a"))}, "low, high.*2024-03-31"),
        ({"node_color": vz.by("degree", domain=(2, 1))}, "the least first"),
        ({"node_color": vz.by("degree", domain=(1, np.inf))}, "finite"),
        ({"node_size": vz.by("degree", domain=(np.nan, 1))}, "finite"),
        ({"node_color": vz.by("club", domain=("a", "a"))}, "each once"),
        ({"node_color": vz.by("club", domain=3)}, "each once"),
        ({"node_color": lambda node: "red"}, "type function.*name of a field.*Call the function"),
        ({"node_size": object()}, "type object"),
        ({"edge_width": np.ones((78, 2))}, r"shape \(78, 2\)"),
        ({"sort_by": pd.DataFrame({"a": range(34)})}, r"DataFrame and shape \(34, 1\)"),
        ({"figsize": (999, 999)}, "9,980,010,000 pixels; 500,000,000 are the most"),
    ],
)
def test_what_cannot_be_meant_is_refused(options, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.ArcPlot(CLUB, **options)


def test_lists_cannot_be_put_in_order():
    with pytest.raises(vz.VizlibError, match=r"such as \[1\] cannot be put in order"):
        vz.ArcPlot(with_field("several", [[1], [2]]), sort_by="several")


@pytest.mark.parametrize("name", ["community", "spectral", "pagerank", "strength"])
def test_weights_that_are_zero_or_tiny_are_drawn(name):
    for weights in ((0,), (0.0, 5e-324), (np.nan,), (5e-324, 1)):
        assert vz.ArcPlot(weighted(*weights), node_color=name, sort_by=name)._repr_png_()
    if name == "community":
        groups = vz.ArcPlot(weighted(0), group_by=name).data.order.labels
        assert len(groups) == len(CLUB)


@pytest.mark.parametrize("name", ["community", "spectral", "pagerank", "strength"])
@pytest.mark.parametrize("weight", [np.inf, -np.inf, 1e308, -1e308, 10**400])
def test_weights_that_cannot_be_added_up_are_refused(name, weight):
    with pytest.raises(vz.VizlibError, match="'weight' has values that are infinite or beyond"):
        vz.ArcPlot(weighted(weight, 1), node_color=name)
    if weight > 0:
        with pytest.raises(vz.VizlibError, match="added up"):
            vz.ChordPlot(weighted(weight, 1), group_by="club", edge_weight="weight")


@pytest.mark.parametrize("scale", ["linear", "sqrt", "rank"])
def test_huge_numbers_are_refused_and_infinite_ones_are_missing(scale):
    for huge in (1e308, -1e308):
        with pytest.raises(vz.VizlibError, match=r"up to 1e\+300 can be shown"):
            vz.ArcPlot(weighted(huge, 1), edge_color=vz.by("weight", scale=scale))
    for infinite in (np.inf, 10**400, -(10**400)):
        plot = vz.ArcPlot(weighted(infinite, 1, 2), edge_color=vz.by("weight", scale=scale))
        assert "26 missing values of edge colour" in repr(plot)
    assert vz.ArcPlot(
        weighted(1e299, -1e299), edge_color="weight", edge_width="weight"
    )._repr_png_()


@pytest.mark.parametrize("name", ["degree", "id", "component", "core"])
@pytest.mark.parametrize("values", [["BSc", "MSc"], [[1], [2]], [None]])
def test_own_fields_may_be_called_like_derived_ones(name, values):
    for kind in (vz.ArcPlot, vz.CircosPlot):
        assert kind(with_field(name, values), node_labels="club", group_by="club")._repr_png_()


@pytest.mark.parametrize("name", [
    "node_color", "node_size", "node_shape", "node_alpha", "edge_color", "edge_width",
    "edge_alpha", "group_by", "sort_by",
])  # fmt: skip
def test_nothing_is_missing_where_there_is_nothing(name):
    for given in ([], {}, np.array([]), pd.Series(dtype=float)):
        assert vz.ArcPlot(nx.Graph(), **{name: given})._repr_png_()
        if name.startswith("edge"):
            assert vz.ArcPlot(nx.empty_graph(3), **{name: given})._repr_png_()
    if not name.startswith("edge"):
        field = "community" if name == "node_shape" else "degree"
        assert vz.ArcPlot(nx.Graph(), **{name: field})._repr_png_()


@pytest.mark.parametrize("dpi", [0, -1, np.nan, np.inf, "high", True, 1e6])
def test_a_resolution_is_a_number_of_dots(dpi, tmp_path):
    plot = vz.ArcPlot(CLUB)
    for picture in (plot, plot.facet(nodes="club")):
        with pytest.raises(vz.VizlibError, match="dots per inch"):
            picture.save(tmp_path / "a.png", dpi=dpi)
    assert list(tmp_path.iterdir()) == []


def test_draw_takes_one_axes():
    figure, axes = plt.subplots(2)
    for given, words in ((axes, r"ax=axes\[0\]"), ("a", "not a str"), (figure, "not a Figure")):
        with pytest.raises(vz.VizlibError, match=words):
            vz.ArcPlot(CLUB).draw(ax=given)
    plt.close(figure)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"ink": "notacolour"}, "ink='notacolour' is not a colour"),
        ({"node": 3}, "node=3 is not a colour"),
        ({"sequential": "viridiss"}, "no palette.*Did you mean 'viridis'"),
        ({"diverging": None}, "no palette"),
        ({"font_size": 0}, "font_size must be points from 1 to 1000"),
        ({"font_size": "8"}, "font_size must be"),
        ({"font_size": np.nan}, "font_size must be"),
        ({"size": 8}, "no option 'size'.*Did you mean 'font_size'"),
        ({"font": 3}, "font must be a word"),
        ({"backgroud": "#000"}, "no option 'backgroud'.*Did you mean 'background'"),
    ],
)
def test_a_theme_is_checked_when_it_is_made(parts, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.Theme(**parts)


def test_a_theme_takes_what_it_names():
    with pytest.raises(vz.VizlibError, match="by name: name, background"):
        vz.Theme("dark")
    theme = vz.Theme(ink="tomato", node=(0, 0, 1), sequential="viridis", font_size=9)
    assert vz.ArcPlot(CLUB, theme=theme, title="A", node_color="degree")._repr_png_()


@pytest.mark.parametrize("options", [{"edge_labels": True}, {"edge_color": 3}])
def test_fields_whose_names_are_no_words_are_listed(options):
    graph = nx.Graph()
    graph.add_edge(0, 1, **{})
    graph.edges[0, 1][7] = "x"
    with pytest.raises(vz.VizlibError, match="7"):
        vz.CircosPlot(graph, **options)


@pytest.mark.parametrize("figsize", [(0.1, 0.1), (6, 0.2)])
def test_a_page_has_room_for_a_picture(figsize):
    with pytest.raises(vz.VizlibError, match=r"needs 0.5 inches at least"):
        vz.CircosPlot(CLUB, figsize=figsize)
    least = vz.CircosPlot(CLUB, figsize=(0.5, 0.5), title="Club")
    plt.close(least.figure())


def test_words_that_are_no_unicode_are_drawn():
    """Names of files may hold such letters."""
    graph = nx.Graph([("a\udc80", "b")])
    nx.set_node_attributes(graph, {"a\udc80": "\udc81", "b": "x"}, "kind")
    plot = vz.ArcPlot(graph, node_labels=True, group_by="kind", title="\udc82")
    assert len(plot.highlight("id == 'b'", neighbors=False).scene().layers["node_labels"].text) == 1
    assert len(vz.ArcPlot(graph, node_color=["\udc80", "b"]).nodes.color.unique()) == 2
    assert vz.ArcPlot(graph, node_color={"a\udc80": "\udc80", "b": "c"})._repr_png_()


def test_an_edge_to_a_node_that_is_not_itself_is_named():
    graph = nx.Graph()
    graph.add_node(1)
    graph.add_node(float("nan"))
    graph._adj[1][float("nan")] = {}
    with pytest.raises(vz.VizlibError, match=r"ends at nan.*another id"):
        vz.ArcPlot(graph)


def test_labels_of_edges_are_those_of_the_largest():
    """Where nothing else is said: by width, by what is written, then by the ends' degrees."""

    def named(graph, **options):
        return set(vz.ArcPlot(graph, **options).scene().layers["edge_labels"].text)

    path = nx.path_graph(30)
    assert named(path, edge_labels=vz.label(list(range(29)), top=3)) == {"26", "27", "28"}
    falling = vz.label(list(range(29)), top=3)
    assert named(path, edge_labels=falling, edge_width=list(range(29, 0, -1))) == {"0", "1", "2"}
    star = nx.compose(nx.path_graph(4), nx.star_graph([9, *range(20, 26)]))
    words = {(a, b): f"{a}-{b}" for a, b in star.edges}
    nx.set_edge_attributes(star, words, "name")
    assert all("9" in word.split("-") for word in named(star, edge_labels=vz.label("name", top=3)))


def names_of(plot):
    labels = plot.scene().layers["group_labels"]
    return labels, list(labels.text)


def test_groups_are_named_beside_nodes_that_are_named():
    graph = nx.Graph(CLUB)
    for node in graph:
        officer = graph.nodes[node]["club"] == "Officer"
        graph.nodes[node].update(lat=40.0 + node % 7, lon=20.0 * officer + node % 5)
    both = {"group_by": "club", "node_labels": True, "group_labels": True}
    for orientation in ("horizontal", "vertical"):
        labels, names = names_of(vz.ArcPlot(graph, orientation=orientation, **both))
        assert names == ["Mr. Hi", "Officer"]
        assert (np.abs(labels.offset).max(axis=1) > 15).all()  # Beyond the names of the nodes.
    labels, names = names_of(vz.GeoPlot(graph, **both))
    assert names == ["Mr. Hi", "Officer"]
    assert labels.xy[0, 0] < labels.xy[1, 0]
    assert "group_labels" not in vz.GeoPlot(graph, group_by="club").scene().layers
