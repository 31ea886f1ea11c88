"""Chords: exact widths, ends on their arcs, and no crossings that need not be."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import vizlib as vz
from vizlib.layouts.chords import ribbons, round_chords

FLOWS = st.integers(1, 7).flatmap(
    lambda count: hnp.arrays(float, (count, count), elements=st.integers(0, 9).map(float))
)


@given(FLOWS, st.booleans())
def test_widths_on_each_arc_sum_to_its_flow(flow, directed):
    flow = flow if directed else np.triu(flow)
    chords = round_chords(flow, directed)
    count = len(flow)
    length = chords.spans[:, 0] - chords.spans[:, 1]
    want = flow.sum(axis=0) + flow.sum(axis=1)
    assert np.allclose(length, want * chords.per_unit)
    ends = np.zeros(count)
    for group, one in ((chords.source, chords.leaves), (chords.target, chords.arrives)):
        np.add.at(ends, group, one[:, 0] - one[:, 1])
        assert np.allclose(
            one[:, 0] - one[:, 1], flow[chords.source, chords.target] * chords.per_unit
        )
    assert np.allclose(ends, length)
    gap = 2 * np.pi - length.sum()
    assert gap == pytest.approx(2 * np.pi) if not want.any() else gap <= 0.25 * 2 * np.pi + 1e-9


@given(FLOWS, st.booleans())
def test_ends_lie_on_their_arcs_and_do_not_overlap(flow, directed):
    flow = flow if directed else np.triu(flow)
    chords = round_chords(flow, directed)
    for group in range(len(flow)):
        ends = np.concatenate(
            [chords.leaves[chords.source == group], chords.arrives[chords.target == group]]
        )
        ends = ends[np.argsort(-ends[:, 0])]
        if len(ends):
            assert np.allclose(ends[0, 0], chords.spans[group, 0])
            assert np.allclose(ends[1:, 0], ends[:-1, 1])


@given(FLOWS)
def test_flows_of_one_arc_do_not_cross(flow):
    chords = round_chords(np.triu(flow), directed=False)
    turn = 2 * np.pi
    middle = np.stack([chords.leaves.mean(axis=1), chords.arrives.mean(axis=1)], axis=1) % turn
    for one in range(len(middle)):
        for two in range(one):
            same = {chords.source[one], chords.target[one]} & {
                chords.source[two],
                chords.target[two],
            }
            if same:
                low, high = sorted(middle[one])
                between = [low < each < high for each in middle[two]]
                assert between[0] == between[1]


def test_ribbons_stay_inside_the_circle():
    flow = np.array([[3.0, 1, 0], [2, 0, 4], [0, 0, 1]])
    chords = round_chords(flow, True)
    for heads in (False, True):
        for each in ribbons(chords, np.ones(len(chords.source)), heads):
            assert (np.linalg.norm(each, axis=1) <= 1 + 1e-9).all()


def test_flows_are_the_mixing_of_networkx():
    graph = nx.les_miserables_graph()
    plot = vz.ChordPlot(graph, group_by="community")
    community = {
        node: str(value)
        for node, value in zip(graph, plot.data.nodes.field("community"), strict=True)
    }
    nx.set_node_attributes(graph, community, "community")
    names = {name: place for place, name in enumerate(plot.data.order.labels)}
    want = nx.attribute_mixing_matrix(graph, "community", mapping=names, normalized=False)
    got = plot.flows.to_numpy() + np.diag(np.diag(plot.flows))
    assert np.array_equal(got, want)
    assert "6 groups" in repr(plot)


def test_an_arc_has_one_colour_and_weights_are_numbers():
    graph = nx.karate_club_graph()
    nx.set_edge_attributes(graph, -1.0, "low")
    nx.set_edge_attributes(graph, "x", "word")
    nx.set_edge_attributes(graph, {(0, 1): 2.0}, "some")
    with pytest.raises(vz.VizlibError, match="several values in the group"):
        vz.ChordPlot(graph, group_by="club", node_color="degree")
    with pytest.raises(vz.VizlibError, match="below zero"):
        vz.ChordPlot(graph, group_by="club", edge_weight="low")
    with pytest.raises(vz.VizlibError, match="no numbers"):
        vz.ChordPlot(graph, group_by="club", edge_weight="word")
    with pytest.raises(vz.VizlibError, match="ChordPlot needs group_by"):
        vz.ChordPlot(graph)
    with pytest.raises(vz.VizlibError, match="sum of many edges"):
        vz.ChordPlot(graph, group_by="club", edge_color="weight")
    assert "77 edges without a weight" in repr(
        vz.ChordPlot(graph, group_by="club", edge_weight="some")
    )


def test_a_panel_shows_its_part_of_each_flow():
    graph = nx.DiGraph([("a", "b"), ("c", "b")])
    nx.set_node_attributes(graph, {"a": 1, "b": 2, "c": 1}, "k")
    nx.set_edge_attributes(graph, {("a", "b"): "x", ("c", "b"): "y"}, "day")
    facets = vz.ChordPlot(graph, group_by="k").facet(edges="day")
    for _, panel in facets.panels:
        assert panel._share(panel.data).tolist() == [0.5]
        assert panel.flows.loc["1", "2"] == 1
