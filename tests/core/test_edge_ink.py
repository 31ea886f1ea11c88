"""How opaque edges are: as their overplotting allows, measured on the way that they take."""

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.core.defaults import EdgeOpacity
from vizlib.core.edge_ink import edge_depth


@pytest.mark.parametrize("depth", [1.5, 4, 20, 40])
def test_edges_over_each_other_have_the_ink_together(depth):
    law = EdgeOpacity(ink=0.8, plain=0, most=1)
    alpha = law.alpha(depth, colored=False)
    assert 1 - (1 - alpha) ** depth == pytest.approx(0.8)


def test_opacity_keeps_its_bounds_and_falls_with_depth():
    law = EdgeOpacity()
    alphas = [law.alpha(depth, colored=False) for depth in (0.1, 1, 3, 10, 100, 1e6)]
    assert alphas[0] == alphas[1] == law.most
    assert alphas[-1] == law.plain
    assert (np.diff(alphas) <= 0).all()
    assert law.alpha(1e6, colored=True) == law.colored
    assert EdgeOpacity(most=1.0, measured=False).alpha(1e6, False) == 1


def test_a_slab_is_what_no_opacity_mends():
    law = EdgeOpacity()
    assert not law.makes_a_slab(10)
    assert law.makes_a_slab(1_000)
    assert not EdgeOpacity(measured=False).makes_a_slab(1_000)


def test_depth_counts_lines_over_each_other():
    plot = vz.CircosPlot(nx.path_graph(2))
    assert edge_depth(plot, plot.data) == 1
    few, many = (vz.CircosPlot(nx.gnp_random_graph(60, p, seed=1)) for p in (0.1, 0.8))
    assert edge_depth(few, few.data) < edge_depth(many, many.data)


def test_a_sample_stands_for_all(monkeypatch):
    plot = vz.CircosPlot(nx.gnm_random_graph(80, 3_000, seed=2))
    whole = edge_depth(plot, plot.data)
    monkeypatch.setattr("vizlib.core.edge_ink.SAMPLED_EDGES", 1_000)
    assert edge_depth(plot, plot.data) == pytest.approx(whole, rel=0.25)


def test_panels_have_the_opacity_of_the_whole():
    graph = nx.gnm_random_graph(40, 600, seed=3)
    nx.set_node_attributes(graph, {node: node % 2 for node in graph}, "side")
    plot = vz.CircosPlot(graph)
    for _, panel in plot.facet(nodes="side").panels:
        inside = panel.data.edge_rgba
        np.testing.assert_allclose(inside[:, 3], plot.data.edge_rgba[0, 3])


def test_rare_colours_lie_on_top():
    graph = nx.star_graph(9)
    kinds = ["rare", *["common"] * 5, *["some"] * 3]
    curves = vz.CircosPlot(graph, edge_color=kinds).scene().layers["edges"]
    assert [kinds[edge] for edge in curves.edge] == ["common"] * 5 + ["some"] * 3 + ["rare"]
