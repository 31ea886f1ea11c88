"""Small multiples: what a panel shows and what it leaves out, and what is said of it."""

import warnings

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.core.ground import ground_tone
from vizlib.core.highlight import RECEDED
from vizlib.core.panels import PANEL_NAMES

SIZE = (3.2, 3.2)


def karate(**options):
    return vz.CircosPlot(nx.karate_club_graph(), **options)


def pairs(panel, curves):
    """Return the ids of the ends of each line of a panel."""
    ids, tables = list(panel.data.tables.ids), panel.data.tables
    return [(ids[tables.source[row]], ids[tables.target[row]]) for row in curves.edge]


@pytest.mark.parametrize("keep", ["all", "present"])
def test_edges_outside_a_facet_are_gone_and_those_inside_as_they_were(keep):
    graph = nx.karate_club_graph()
    club = nx.get_node_attributes(graph, "club")
    plot = karate()
    for title, panel in plot.facet(nodes="club", keep=keep).panels:
        curves = panel.scene(SIZE).layers["edges"]
        inside = [(one, two) for one, two in graph.edges if club[one] == club[two] == title]
        assert pairs(panel, curves) == inside
        np.testing.assert_allclose(curves.part_color[:, 3], plot.data.edge_rgba[0, 3])


def test_nodes_outside_a_facet_recede_where_places_are_kept():
    graph = nx.karate_club_graph()
    for title, panel in karate().facet(nodes="club").panels:
        points = panel.scene(SIZE).layers["nodes"]
        inside = np.array([graph.nodes[node]["club"] == title for node in graph])
        own, paper = panel.data.theme.rgba("node")[0], panel.data.theme.rgba("background")[0]
        pale = paper + 2 * RECEDED * (own - paper)
        np.testing.assert_allclose(points.color, np.where(inside[:, None], own, pale))


def test_nodes_outside_a_facet_are_gone_where_it_is_laid_out_anew():
    for title, panel in karate().facet(nodes="club", keep="present").panels:
        ids = panel.scene(SIZE).meaning.ids
        graph = nx.karate_club_graph()
        assert list(ids) == [node for node in graph if graph.nodes[node]["club"] == title]
        assert (panel.data.node_rgba[:, 3] == 1).all()


@pytest.mark.parametrize("columns", [0, -1, True, "2", 1.5])
def test_columns_that_cannot_be_are_refused(columns):
    with pytest.raises(vz.VizlibError, match=f"columns={columns!r} must be a whole number"):
        karate().facet(nodes="club", columns=columns)


@pytest.mark.parametrize(
    ("columns", "wide"), [(None, 2), (1, 1), (3, 3), (50, 3), (np.int64(2), 2)]
)
def test_panels_stand_in_as_many_columns_as_are_asked_for_and_needed(columns, wide):
    graph = nx.path_graph(9)
    nx.set_node_attributes(graph, {node: node % 3 for node in graph}, "k")
    facets = vz.CircosPlot(graph).facet(nodes="k", columns=columns)
    rows = -(-3 // wide)
    assert facets.columns == wide
    rooms = {ax.get_position(original=True).bounds[:2] for ax in facets.figure().axes}
    assert len({round(left, 6) for left, _ in rooms}) == wide
    assert len({round(low, 6) for _, low in rooms}) == rows


def test_a_missing_value_is_a_last_panel():
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: "b", 1: None, 2: "a", 3: "a"}, "k")
    assert [title for title, _ in vz.CircosPlot(graph).facet(nodes="k").panels] == [
        "a", "b", "missing",
    ]  # fmt: skip


def test_the_whole_explains_and_panels_do_not():
    facets = karate(node_color="club", title="Karate").facet(nodes="club")
    for _, panel in facets.panels:
        scene = panel.scene(SIZE)
        assert not scene.guides.layers
        assert scene.title == ""
    words = [text.get_text() for ax in facets.figure().axes for text in ax.texts]
    assert {"club", "Mr. Hi", "Officer"} <= set(words)


def atlas():
    graph = nx.Graph([("Lima", "Oslo"), ("Oslo", "Rome"), ("Rome", "Bonn")])
    nx.set_node_attributes(graph, {"Lima": -12.0, "Oslo": 59.9, "Rome": 41.9}, "lat")
    nx.set_node_attributes(graph, {"Lima": -77.0, "Oslo": 10.8, "Rome": 12.5}, "lon")
    nx.set_node_attributes(graph, {"Lima": "u", "Oslo": "v", "Rome": "u", "Bonn": "v"}, "k")
    return graph


def test_a_place_that_is_missing_is_said_once_whatever_is_done_with_the_map(tmp_path):
    with pytest.warns(vz.VizlibWarning, match="1 node has no position: 'Bonn'") as said:
        plot = vz.GeoPlot(atlas())
    assert len(said) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other = plot.replace(title="Other")
        bright = other.highlight(nodes=["Oslo"])
        for keep in ("all", "present"):
            facets = bright.facet(nodes="k", keep=keep)
            for _, panel in facets.panels:
                panel.replace(theme="dark").scene(SIZE)
            facets.replace(theme="dark").save(tmp_path / f"{keep}.png")
            facets.highlight(nodes=["Rome"])
        plot.facet(edges=["u", "v", "u"], keep="present")
        plot.save(tmp_path / "map.png")
        other.draw(plot.figure().axes[0])
        repr(plot)


def test_another_graph_says_anew_what_is_missing_in_it():
    with pytest.warns(vz.VizlibWarning, match="'Bonn'"):
        plot = vz.GeoPlot(atlas())
    graph = atlas()
    graph.nodes["Rome"]["lat"] = None
    with pytest.warns(vz.VizlibWarning, match="2 nodes have no position: 'Rome', 'Bonn'"):
        plot.replace(graph=graph)


def days(count=3):
    graph = nx.karate_club_graph()
    for number, (source, target) in enumerate(graph.edges):
        graph.edges[source, target]["day"] = number % count
    return graph


def words_of(facets):
    return [text.get_text() for ax in facets.figure().axes for text in ax.texts] + [
        text.get_text()
        for ax in facets.figure().axes
        for child in ax.child_axes
        for text in child.texts
    ]


def test_a_panel_says_its_field_where_the_value_alone_says_nothing_and_how_much_it_shows():
    words = words_of(vz.CircosPlot(days()).facet(edges="day"))
    assert "day = 0" in words
    assert any(text.endswith("26 edges") for text in words)
    words = words_of(karate().facet(nodes="club"))
    assert "Mr. Hi" in words
    assert "17 nodes, 35 edges inside, 11 to others" in words
    marked = nx.path_graph(3)
    nx.set_node_attributes(marked, {0: True, 1: False, 2: True}, "old")
    assert "old = True" in words_of(vz.CircosPlot(marked).facet(nodes="old"))


def test_a_title_has_the_colour_of_its_group():
    facets = karate(group_by="club").facet(nodes="club")
    colors = [tuple(np.round(head.color[0], 6)) for head in facets.heads]
    want = facets.plot.data.group_text_rgba
    assert colors == [tuple(np.round(row, 6)) for row in want]
    assert all(head.color is None for head in karate().facet(nodes="club").heads)


def test_groups_are_named_once_by_titles_or_by_one_guide():
    by_title = karate(group_by="club").facet(nodes="club")
    assert all("group_labels" not in panel.scene(SIZE).layers for _, panel in by_title.panels)
    assert words_of(by_title).count("Officer") == 1
    by_guide = vz.CircosPlot(days(), group_by="club").facet(edges="day")
    assert words_of(by_guide).count("Officer") == 1
    asked = vz.CircosPlot(days(), group_by="club", group_labels=True).facet(edges="day")
    assert all("group_labels" in panel.scene(SIZE).layers for _, panel in asked.panels)


GROUNDS = (vz.CircosPlot, vz.ArcPlot, vz.HivePlot, vz.ParallelPlot, vz.MatrixPlot, vz.ChordPlot)


@pytest.mark.parametrize("kind", GROUNDS)
def test_the_rest_of_the_graph_is_an_opaque_ground_that_nothing_adds_up_in(kind):
    plot = kind(days(), group_by="club")
    for _, panel in plot.facet(edges="day").panels:
        layers = panel.scene(SIZE).layers
        names = [name for name in layers if name.startswith("ground_")]
        assert names
        order = list(layers)
        assert max(map(order.index, names)) < order.index("edges")
        for name in names:
            color = np.asarray(layers[name].color)
            np.testing.assert_allclose(
                color, np.repeat(ground_tone(panel.data.theme), len(color), 0)
            )
            assert not layers[name].stands_for
    for _, panel in plot.facet(edges="day", keep="present").panels:
        assert not any(name.startswith("ground_") for name in panel.scene(SIZE).layers)


def test_edges_that_leave_what_a_panel_shows_are_darker_than_the_rest():
    graph = nx.karate_club_graph()
    club = nx.get_node_attributes(graph, "club")
    for title, panel in karate().facet(nodes="club").panels:
        ground = panel.scene(SIZE).layers["ground_edges"]
        tone = ground_tone(panel.data.theme)[0, :3]
        dark = (ground.color[:, :3] < tone - 0.05).all(axis=1)
        want = [(club[one] == title) != (club[two] == title) for one, two in graph.edges]
        assert dark.tolist() == want
        assert (np.diff(dark[ground.edge].astype(int)) >= 0).all()


def test_nodes_stand_at_the_same_place_of_every_panel_whatever_is_named_there():
    facets = karate(group_by="club", node_labels=True).facet(nodes="club")
    figure = facets.figure()
    figure.canvas.draw()
    rooms = [ax.get_position(original=True) for ax in figure.axes[: len(facets.panels)]]
    places = [ax.get_position() for ax in figure.axes[: len(facets.panels)]]
    inside = [
        (place.x0 - room.x0, place.y0 - room.y0, place.width, place.height)
        for place, room in zip(places, rooms, strict=True)
    ]
    np.testing.assert_allclose(inside, [inside[0]] * len(inside), atol=2e-3)
    labels = [panel.scene(SIZE).layers["node_labels"] for _, panel in facets.panels]
    assert all(len(names.text) <= PANEL_NAMES for names in labels)


def test_fifty_panels_share_a_page_that_a_screen_can_show():
    graph = nx.cycle_graph(100)
    nx.set_node_attributes(graph, {node: f"g{node % 50:02}" for node in graph}, "k")
    facets = vz.CircosPlot(graph, group_by="k").facet(nodes="k")
    figure = facets.figure()
    assert figure.get_size_inches()[0] < 16
    assert "k" not in [text.get_text() for ax in figure.axes for text in ax.texts]
