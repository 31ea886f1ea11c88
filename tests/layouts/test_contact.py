"""Orders of groups that follow from the edges, against chains and trees that are known."""

import itertools

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.layouts.contact import arranged


def ring_of_groups(count=6, size=5):
    """Return groups round a ring, each joined to its two neighbours, shuffled by their names."""
    names = np.random.default_rng(3).permutation(count)
    graph = nx.Graph()
    for group in range(count):
        members = [(group, node) for node in range(size)]
        graph.add_nodes_from(members, k=f"g{names[group]}")
        graph.add_edges_from(itertools.pairwise(members))
        graph.add_edge(members[0], ((group + 1) % count, 1))
    return graph, names


@pytest.mark.parametrize("how", ["contact", "similarity"])
@pytest.mark.parametrize("kind", [vz.CircosPlot, vz.MatrixPlot, vz.MixingPlot, vz.ParallelPlot])
def test_groups_of_a_ring_stand_beside_those_they_meet(kind, how):
    graph, names = ring_of_groups()
    plot = kind(graph, group_by="k", group_order=how)
    labels = list(plot.table.index) if kind is vz.MixingPlot else plot.data.order.labels
    place = {f"g{name}": number for number, name in enumerate(names)}
    steps = np.diff([place[label] for label in labels]) % len(names)
    met = np.isin(steps, [1, len(names) - 1])
    # A chain goes round one way; a tree may cut the ring in places.
    assert met.all() if how == "similarity" else met.sum() >= len(steps) - 1


def test_a_chain_begins_with_the_largest_and_ends_with_what_is_missing():
    graph = nx.Graph([(0, 1), (1, 2), (2, 0), (3, 4), (2, 5), (5, 3)])
    nx.set_node_attributes(graph, dict(enumerate(["a", "a", "a", "b", "b", None])), "k")
    order = vz.MatrixPlot(graph, group_by="k", group_order="contact").data.order
    assert order.labels == ("a", "b", "missing")
    assert sorted(order.place) == list(range(6))
    assert (np.diff(order.group[order.nodes]) >= 0).all()


@pytest.mark.parametrize("how", ["contact", "similarity"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_each_group_stands_once_and_the_same_way_each_time(how, count):
    contact = np.random.default_rng(count).integers(0, 4, (count, count)).astype(float)
    contact = contact + contact.T
    order = arranged(contact, how)
    assert sorted(order) == list(range(count))
    assert order.tolist() == arranged(contact.copy(), how).tolist()


def test_too_many_groups_for_a_tree_are_named():
    graph = nx.empty_graph(600)
    with pytest.raises(vz.VizlibError, match="600; give 'size'"):
        vz.CircosPlot(graph, group_by="id", group_order="similarity")
    assert len(vz.CircosPlot(graph, group_by="id", group_order="contact").data.order.labels) == 600
