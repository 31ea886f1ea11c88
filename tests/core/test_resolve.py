"""A description is made once and stays: arrays, threads, graphs, and what authors of plots say."""

import warnings
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import vizlib as vz
from vizlib.core.plot import Plot
from vizlib.plots.causal import plot as causal
from vizlib.rendering import figure
from vizlib.scene.edge_paths import straight
from vizlib.scene.geometry import Curves, Geometry, Labels


@pytest.fixture(autouse=True)
def own_registry():
    """Forget the plots that a test makes."""
    known = dict(Plot.registry)
    yield
    Plot.registry.clear()
    Plot.registry.update(known)


def cycle():
    graph = nx.cycle_graph(6)
    nx.set_node_attributes(graph, {node: 2.0 * node for node in graph}, "v")
    return graph


def arrays_of(geometry: Geometry):
    """Return what a layer holds, as values that can be compared."""
    held = {name: value for name, value in vars(geometry).items() if isinstance(value, np.ndarray)}
    text = {"text": np.array(geometry.text)} if isinstance(geometry, Labels) else {}
    return {**held, **text}


def same_scene(one, two):
    assert one.layers.keys() == two.layers.keys()
    for layers in (zip(one.layers.values(), two.layers.values(), strict=True),
                   zip(one.guides.layers, two.guides.layers, strict=True)):  # fmt: skip
        for first, second in layers:
            held, other = arrays_of(first), arrays_of(second)
            assert held.keys() == other.keys()
            for name, values in held.items():
                np.testing.assert_array_equal(values, other[name])
    assert (one.size, one.limits, one.description) == (two.size, two.limits, two.description)


def numbers():
    return np.array([5.0, 6.0, 1.0, 4.0, 2.0, 3.0])


GIVEN = {
    "node_color": numbers, "node_size": numbers, "node_alpha": numbers, "edge_color": numbers,
    "edge_width": numbers, "edge_alpha": numbers, "sort_by": numbers,
    "group_by": lambda: np.array(list("abcabc")), "node_shape": lambda: np.array(list("abcabc")),
    "node_labels": lambda: np.array(list("pqrstu")),
    "edge_labels": lambda: np.array(list("pqrstu")),
}  # fmt: skip


def spoil(given):
    """Change data that was given in place."""
    if isinstance(given, dict):
        given.update({key: list(given.values())[::-1][place] for place, key in enumerate(given)})
    elif isinstance(given, list):
        given.reverse()
    else:
        given[:] = given[::-1].copy()


WAYS = {
    "array": lambda values: (values, values),
    "Series": lambda values: ((series := pd.Series(values)), series.array),
    "list": lambda values: ((words := values.tolist()), words),
    "mapping": lambda values: ((held := dict(enumerate(values.tolist()))), held),
    "by": lambda values: (vz.by(values), values),
}


@pytest.mark.parametrize(
    ("option", "way"),
    [
        (option, way) for option in GIVEN for way in WAYS
        if not (way == "by" and option.endswith("labels"))
        and not (way == "mapping" and option.startswith("edge"))
    ],
)  # fmt: skip
def test_data_changed_afterwards_changes_no_picture(option, way):
    given, held = WAYS[way](GIVEN[option]())
    plot = vz.CircosPlot(cycle(), **{option: given})
    scene, nodes, edges = plot.scene(), plot.nodes, plot.edges
    spoil(held)
    same_scene(plot.scene(), scene)
    pd.testing.assert_frame_equal(plot.nodes, nodes)
    pd.testing.assert_frame_equal(plot.edges, edges)
    same_scene(plot.replace().scene(), scene)


@pytest.mark.parametrize(
    ("option", "make"),
    [
        ("node_labels", lambda values: vz.label(top=2, by=values)),
        ("edge_labels", lambda values: vz.label("source", top=2, by=values)),
        ("tracks", lambda values: [values]),
        ("tracks", lambda values: [vz.track(values, show="bar")]),
        ("tracks", lambda values: [vz.track(vz.by(values))]),
        ("sort_by", lambda values: [vz.by(values, reverse=True)]),
        ("node_size", lambda values: vz.by("v", domain=values[:2])),
        ("node_size", lambda values: vz.by("v", range=values[3:5])),
        ("node_color", lambda values: vz.by("v", domain=values[:2])),
    ],
)
def test_data_inside_options_changed_afterwards_changes_no_picture(option, make):
    values = numbers()
    graph = nx.DiGraph(cycle())
    values = np.tile(values, 2) if option == "edge_labels" else values
    nx.set_edge_attributes(graph, {edge: str(edge) for edge in graph.edges}, "source")
    plot = vz.CircosPlot(graph, **{option: make(values)})
    scene = plot.scene()
    values[:] = values[::-1].copy()
    same_scene(plot.scene(), scene)
    same_scene(plot.replace().scene(), scene)


def test_a_frame_of_graphs_changed_afterwards_changes_no_picture():
    frame = pd.DataFrame({"rank": [2, 1]}, index=["one", "two"])
    graphs = {"one": nx.path_graph(2), "two": nx.path_graph(3)}
    plot = vz.MatrixPlot(graphs, block_data=frame, block_sort_by="rank", block_color="rank")
    scene, blocks = plot.scene(), plot.blocks
    frame["rank"] = [1, 2]
    same_scene(plot.scene(), scene)
    same_scene(plot.replace().scene(), scene)
    pd.testing.assert_frame_equal(plot.replace().blocks, blocks)


def test_a_graph_changed_afterwards_changes_no_picture():
    graph = cycle()
    plot = vz.CircosPlot(graph, node_color="v", node_size="v", node_labels="v")
    scene, nodes = plot.scene(), plot.nodes
    for node in graph:
        graph.nodes[node]["v"] = 5.0 - node
    graph.add_edge(0, 3)
    same_scene(plot.scene(), scene)
    pd.testing.assert_frame_equal(plot.nodes, nodes)
    for other in (plot.replace(), plot.facet(nodes="id").plot):
        assert other.data.tables.edge_count == 6


def test_what_a_plot_gives_away_is_not_its_own():
    plot = vz.CircosPlot(cycle(), node_color="v", node_size="v")
    scene = plot.scene()
    for frame in (plot.nodes, plot.edges):
        for column in frame:
            frame[column] = frame[column].to_numpy()[::-1].copy()
        frame.index = frame.index[::-1]
    same_scene(plot.scene(), scene)
    assert plot.nodes["v"].to_dict() == dict(cycle().nodes(data="v"))


def test_another_graph_after_a_highlight_says_what_to_do():
    plot = vz.CircosPlot(cycle()).highlight(nodes=[0])
    words = "chosen in a graph of 6 nodes and 6 edges; this one has 9 and 8.*focus=None"
    with pytest.raises(vz.VizlibError, match=words):
        plot.replace(graph=nx.path_graph(9))
    other = plot.replace(graph=nx.path_graph(9), focus=None).highlight(nodes=[8])
    assert other.focus.nodes.tolist() == [False] * 7 + [True] * 2


def test_plots_of_ones_own_keep_their_type():
    class RowPlot(vz.ArcPlot):
        pass

    plot = RowPlot(cycle(), group_by="v")
    for other in (plot.replace(title="x"), plot.highlight(nodes=[1])):
        assert type(other) is RowPlot
        assert other.group_by == "v"
    assert {type(panel) for _, panel in plot.facet(nodes="v").panels} == {RowPlot}


@pytest.mark.parametrize("kind", [vz.CircosPlot, vz.ArcPlot, vz.MatrixPlot])
def test_two_threads_draw_one_plot_at_two_sizes_as_one_would(kind):
    graph = nx.gnm_random_graph(60, 300, seed=1, directed=True)
    plot = kind(graph, node_color="degree", node_labels=True)

    def drawn(side):
        return figure.encode(figure.new_figure(plot.scene((side, side))), "png")

    sides = [4.0, 7.0] * 3
    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(drawn, sides))
    assert both == [drawn(side) for side in sides]
    assert both[0] != both[1]


def test_a_question_is_asked_once_however_often_its_answer_is_read(monkeypatch):
    asked = []

    def count(*words):
        asked.append(words)
        return ask(*words)

    ask = causal.ask
    monkeypatch.setattr(causal, "ask", count)
    plot = vz.CausalPlot("U -> X; U -> Y; X -> Y", exposure="X", outcome="Y")
    assert len(asked) == 1
    for _ in range(2):
        assert "2 open paths" in repr(plot)
        assert not plot.separated
        assert len(plot.paths) == 2
        plot.scene()
    assert len(asked) == 1


# What the author of a plot says.


def written(place=None, connect=None):
    """Make a plot that somebody wrote."""

    class DotPlot(Plot):
        def place(self, data):
            xy = np.stack([data.order.place, data.order.place**2], axis=1).astype(float)
            return xy if place is None else place(xy)

        def connect(self, data, edges):
            lines = straight(edges.start, edges.end)
            return lines if connect is None else connect(lines)

    return DotPlot


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (lambda xy: 3.0, r"has the shape \(\)"),
        (lambda xy: "left", r"a str that is none"),
        (lambda xy: np.column_stack([xy, xy[:, 0]]), r"\(6, 3\)"),
        (lambda xy: xy[:-1], r"\(5, 2\)"),
        (lambda xy: xy.T, r"\(2, 6\)"),
        (lambda xy: xy[:, 0], r"\(6,\)"),
        (lambda xy: [[1, 2], [3]], r"a list that is none"),
    ],
)
def test_positions_that_cannot_be_name_the_method_and_both_shapes(place, words):
    with pytest.raises(vz.VizlibError, match=rf"DotPlot\.place must return .*\(6, 2\).*{words}"):
        written(place=place)(cycle())


def test_a_place_that_returns_nothing_is_told_to_return():
    with pytest.raises(vz.VizlibError, match=r"DotPlot\.place returned None.*return xy.*\(6, 2\)"):
        written(place=lambda xy: None)(cycle())


def half(lines):
    return lines.keep(np.arange(6) < 3)


@pytest.mark.parametrize(
    ("connect", "words"),
    [
        (lambda lines: None, "must return Curves.*6 edges.*returned a NoneType"),
        (lambda lines: lines.points, "must return Curves.*6 edges.*returned a ndarray"),
        (half, "lines for 3 of 6 edges"),
        (lambda lines: Curves(points=lines.points, offsets=lines.offsets, edge=lines.edge + 1),
         "number edges from 0 to 5; it has edges from 1 to 6"),
        (lambda lines: Curves(points=lines.points, offsets=lines.offsets, edge=lines.edge - 1),
         "number edges from 0 to 5; it has edges from -1 to 4"),
        (lambda lines: Curves(points=np.column_stack([lines.points, lines.points[:, 0]]),
                              offsets=lines.offsets, edge=lines.edge),
         r"points of shape \(S, 2\); they have the shape \(12, 3\)"),
    ],
)  # fmt: skip
def test_lines_that_cannot_be_name_the_method_and_both_shapes(connect, words):
    kind = written(connect=connect)
    with pytest.raises(vz.VizlibError, match=rf"DotPlot\.connect .*{words}"):
        kind(cycle())
    for options in ({}, {"edge_blend": "density"}, {"edge_labels": list("pqrstu")}):
        plot = kind(cycle(), edge_alpha=0.5, **options)
        with pytest.raises(vz.VizlibError, match=rf"DotPlot\.connect .*{words}"):
            plot.scene()


def test_the_old_way_to_write_a_plot_works_with_a_warning_and_draws_the_same():
    class NewPlot(Plot):
        def place(self, data):
            return np.stack([data.order.place, data.nodes.field("v")], axis=1)

        def connect(self, data, edges):
            bent = (edges.start + edges.end) / 2 + edges.parallel_offset[:, None]
            points = np.stack([edges.start, bent, edges.end], axis=1)
            return Curves.of_equal_length(points)

    with pytest.warns(vz.VizlibWarning) as said:

        class OldPlot(Plot):
            def place(self, nodes, order):
                return np.stack([order.place, nodes.field("v")], axis=1)

            def connect(self, start, end):
                bent = (start.xy + end.xy) / 2 + start.lane[:, None]
                return Curves.of_equal_length(np.stack([start.xy, bent, end.xy], axis=1))

    assert [str(warning.message) for warning in said] == [
        "OldPlot.place(nodes, order) is the way of old; write place(data).",
        "OldPlot.connect(start, end) is the way of old; write connect(data, edges).",
    ]
    assert {warning.filename for warning in said} == {__file__}
    graph = nx.MultiGraph(cycle())
    graph.add_edge(0, 1)
    options = {"group_by": "v", "node_color": "v", "node_labels": True}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        old, new = OldPlot(graph, **options), NewPlot(graph, **options)
        scene = old.scene()
    np.testing.assert_array_equal(old.data.xy, new.data.xy)
    for name, layer in new.scene().layers.items():
        for array, values in arrays_of(layer).items():
            np.testing.assert_array_equal(getattr(scene.layers[name], array), values)
