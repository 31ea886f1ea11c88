"""Verbs over every plot, by value: panels add up to the whole, highlights are seen, types stay."""

import pickle
from dataclasses import fields

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.core.facets import Facets
from vizlib.core.plot import Plot
from vizlib.core.resolve import option_of

for public in vz.HOMES:
    getattr(vz, public)
PLOTS = {
    name: kind for name, kind in Plot.registry.items() if kind.__module__.startswith("vizlib.")
}
NEED_GROUPS = ("HivePlot", "ParallelPlot", "ChordPlot", "MixingPlot")


def graph_of(name):
    """Make a directed graph, without cycles, whose edges and nodes have fields of every kind."""
    graph = nx.DiGraph()
    rng = np.random.default_rng(4)
    for node in range(24):
        graph.add_node(
            node, kind="abc"[node % 3], size=float(node % 7), lat=30 + node, lon=2.0 * node
        )
    for source, target in sorted(map(sorted, rng.integers(0, 24, (60, 2)).tolist())):
        if source != target:
            graph.add_edge(
                source, target, day="xyz"[(source + target) % 3], weight=1.0 + (source * target) % 5
            )
    return graph


def plot_of(name, **options):
    graph = graph_of(name)
    wanted = {"node_color": "kind", "edge_color": "weight", "node_size": "size", "group_by": "kind"}
    kind = PLOTS[name]
    if name == "ChordPlot":
        del wanted["edge_color"]
    refused = kind.defaults.refused
    wanted = {option: value for option, value in wanted.items() if option not in refused}
    if name == "MixingPlot":
        wanted["values"] = "count"
    return kind(graph, **wanted | options)


def counted(plot):
    """Return what a plot counts: cells of a table, or edges between groups."""
    for answer in ("table", "flows"):
        if hasattr(plot, answer):
            return getattr(plot, answer)
    ends = plot.edges.groupby(["source", "target"]).size()
    return ends.reindex(list(graph_of("").edges), fill_value=0)


@pytest.mark.parametrize("keep", ["all", "present"])
@pytest.mark.parametrize("name", PLOTS)
def test_the_panels_of_edges_add_up_to_the_whole(name, keep):
    plot = plot_of(name)
    facets = plot.facet(edges="day", keep=keep)
    assert [title for title, _ in facets.panels] == ["x", "y", "z"]
    parts = [counted(panel) for _, panel in facets.panels]
    assert all((part.to_numpy() < counted(plot).to_numpy().sum()).all() for part in parts)
    whole = counted(plot)
    for part in parts:
        assert list(part.index) == list(whole.index)
    np.testing.assert_allclose(sum(part.to_numpy() for part in parts), whole.to_numpy())
    for title, panel in facets.panels:
        assert set(panel.data.edges.field("day")) == {title}
        assert panel.data.tables.edge_count == panel.scene().meaning.source.size


@pytest.mark.parametrize("name", PLOTS)
def test_panels_that_keep_places_have_those_of_the_whole(name):
    plot = plot_of(name)
    size = (3.2, 3.2)
    scenes = []
    for _, panel in plot.facet(edges="day").panels:
        np.testing.assert_array_equal(panel.data.xy, plot.data.xy)
        assert panel.data.order.labels == plot.data.order.labels
        scenes.append(panel.scene(size))
    assert len({scene.limits for scene in scenes}) == 1


@pytest.mark.parametrize("name", PLOTS)
def test_panels_laid_out_anew_keep_groups_and_order_of_the_whole(name):
    plot = plot_of(name)
    if "sort_by" not in plot.defaults.refused:
        plot = plot.replace(sort_by="degree")
    for _, panel in plot.facet(nodes="kind", keep="present").panels:
        assert panel.data.order.labels == plot.data.order.labels
        whole = plot.data.tables.ids.get_indexer(panel.data.tables.ids)
        places = plot.data.order.place[whole][panel.data.order.nodes]
        assert (np.diff(places) > 0).all()
        if hasattr(plot, "table"):
            assert list(panel.table.index) == list(plot.table.index)


@pytest.mark.parametrize("keep", ["all", "present"])
@pytest.mark.parametrize("name", PLOTS)
def test_panels_have_the_scales_of_the_whole(name, keep):
    plot = plot_of(name)
    facets = plot.facet(edges="day", keep=keep)
    shown = [
        option for option in plot.data.encodings
        if plot.data.encodings[option].scale is not None
        and hasattr(plot, option) and option_of(plot, plot.data, option) is not None
    ]  # fmt: skip
    for _, panel in facets.panels:
        for option in shown:
            assert panel.data.encodings[option].domain == plot.data.encodings[option].domain
    cells = [panel.data.encodings["cells"].domain for _, panel in facets.panels
             if "cells" in panel.data.encodings]  # fmt: skip
    assert len(set(cells)) <= 1
    assert facets._repr_png_()[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", PLOTS)
def test_a_highlight_is_seen_in_every_plot(name):
    plot = plot_of(name, legend=False)
    for chosen in ({"nodes": [3]}, {"edges": "weight > 4"}):
        bright = plot.highlight(**chosen)
        assert type(bright) is type(plot)
        assert bright._repr_png_() != plot._repr_png_()
        again = bright.highlight(nodes=[5])
        assert again.focus.nodes.sum() >= bright.focus.nodes.sum()


@pytest.mark.parametrize("name", PLOTS)
def test_verbs_follow_each_other(name):
    plot = plot_of(name)
    bright = plot.highlight(nodes=[3]).facet(edges="day")
    late = plot.facet(edges="day").highlight(nodes=[3])
    assert isinstance(late, Facets)
    for (_, first), (_, second) in zip(bright.panels, late.panels, strict=True):
        assert type(first) is type(plot)
        np.testing.assert_array_equal(first.focus.edges, second.focus.edges)
        np.testing.assert_array_equal(first.focus.nodes, second.focus.nodes)
    dark = plot.facet(edges="day").replace(theme="dark")
    assert {panel.data.theme.name for _, panel in dark.panels} == {"dark"}


@pytest.mark.parametrize("name", PLOTS)
def test_replace_keeps_the_type_and_pickles_keep_the_picture(name):
    plot = plot_of(name)
    other = plot.replace(title="Other")
    assert type(other) is type(plot)
    assert (plot.title, other.title) == (None, "Other")
    panel = plot.facet(edges="day").panels[0][1]
    for picture in (plot, panel):
        assert pickle.loads(pickle.dumps(picture))._repr_png_() == picture._repr_png_()


@pytest.mark.parametrize("name", PLOTS)
def test_tab_shows_what_people_use(name):
    plot = plot_of(name)
    names = [word for word in dir(plot) if not word.startswith("_")]
    assert {"draw", "save", "show", "highlight", "facet", "replace", "nodes", "edges"} <= set(names)
    assert "group_by" in names or "group_by" in plot.defaults.refused
    assert not {"place", "connect", "limits", "margins", "label_nodes", "check"} & set(names)
    assert len(names) <= 30
    options = {option.name for option in fields(plot)}
    assert all(word in options or hasattr(type(plot), word) for word in names)
