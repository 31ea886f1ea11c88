"""Chords: exact widths, ends on their arcs, and no crossings that need not be."""

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import vizlib as vz
from vizlib.layouts.amounts import tick_step
from vizlib.layouts.chords import MAX_JOINED_SHARE, ribbons, round_chords

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


@given(st.integers(13, 40), st.integers(0, 5))
def test_small_flows_are_joined_among_many_groups_and_never_too_many(count, seed):
    rng = np.random.default_rng(seed)
    flow = np.floor(rng.pareto(0.9, (count, count)) * 3)
    chords = round_chords(flow, True)
    joined = chords.width[chords.small]
    assert joined.sum() <= MAX_JOINED_SHARE * chords.width.sum() + 1e-9
    assert not (chords.small & chords.own).any()
    between = chords.width[~chords.small & ~chords.own]
    assert joined.max(initial=0) <= between.min(initial=np.inf)
    few = round_chords(flow[:12, :12], True)
    assert not few.small.any()


def test_equal_flows_are_never_joined():
    chords = round_chords(np.ones((40, 40)), True)
    assert not chords.small.any()


def test_joined_feet_stand_together_on_each_arc():
    rng = np.random.default_rng(3)
    chords = round_chords(np.floor(rng.pareto(0.9, (20, 20)) * 3), True)
    assert chords.small.any()
    for group in range(20):
        feet = np.concatenate(
            [
                chords.leaves[chords.small & (chords.source == group)],
                chords.arrives[chords.small & (chords.target == group)],
            ]
        )
        feet = feet[np.argsort(-feet[:, 0])]
        assert np.allclose(feet[1:, 0], feet[:-1, 1])


@pytest.mark.parametrize("heads", [False, True])
def test_a_pair_of_ribbons_nests_without_crossing(heads):
    flow = np.array([[0.0, 3, 2], [2, 0, 1], [1, 4, 0]])
    chords = round_chords(flow, True)
    shapes = [shapely.Polygon(part) for part in ribbons(chords, np.ones(6), heads)]
    for first in range(6):
        second = int(
            np.flatnonzero(
                (chords.source == chords.target[first]) & (chords.target == chords.source[first])
            )[0]
        )
        assert shapes[first].is_valid
        shared = shapes[first].intersection(shapes[second]).area
        assert shared < 0.02 * min(shapes[first].area, shapes[second].area)


@pytest.mark.parametrize("directed", [False, True])
def test_what_stays_inside_a_group_is_a_plain_lens(directed):
    for flow in ([[6.0, 1], [0, 2]], [[5.0]], [[1.0, 9], [9, 1]]):
        chords = round_chords(np.triu(flow) if not directed else np.array(flow), directed)
        for number in np.flatnonzero(chords.own):
            outline = ribbons(chords, np.ones(len(chords.source)), directed)[number]
            reach = np.linalg.norm(outline, axis=1)
            assert reach.min() >= 0.7 - 1e-9
            assert reach.max() <= 1 + 1e-9
            inner = reach[len(reach) // 2 :]
            deepest = int(inner.argmin())
            assert (np.diff(inner[: deepest + 1]) <= 1e-9).all()
            assert (np.diff(inner[deepest:]) >= -1e-9).all()


@given(st.floats(1e-6, 1e9), st.sampled_from([90, 160]))
def test_the_step_of_ticks_is_the_least_of_1_2_5(total, most):
    step = tick_step(total, most)
    assert total / step <= most * (1 + 1e-6)
    lead = step / 10 ** np.floor(np.log10(step) + 1e-9)
    assert np.isclose([1, 2, 5], lead, rtol=1e-6).any()
    smaller = step / (2.5 if np.isclose(lead, 5) else 2)
    assert total / smaller > most * (1 - 1e-6)


def test_ticks_count_what_has_gone_by_and_the_small_print_says_of_what():
    graph = nx.karate_club_graph()
    plot = vz.ChordPlot(graph, group_by="club", edge_weight="weight")
    scene = plot.scene()
    words = scene.layers["tick_labels"].text
    ticks = plot._ticks(plot.data)
    assert ticks.step == 10
    assert len(scene.layers["ticks"].offsets) - 1 == len(ticks.amount)
    assert set(words) == {"50", "100", "150", "200"}
    assert "One tick: 10 weight, of 231 in all." in scene.caption
    quiet = plot.replace(legend=False, caption="Zachary, 1977").scene()
    assert quiet.caption == "Zachary, 1977"


def test_the_greatest_flows_are_stronger_and_on_top():
    rng = np.random.default_rng(0)
    graph = nx.DiGraph([(a, b, {"w": rng.pareto(1)}) for a in range(9) for b in range(9) if a != b])
    plot = vz.ChordPlot(graph, group_by="id", edge_weight="w")
    alpha = plot.scene().layers["edges"].color[:, 3]
    assert (np.diff(alpha) >= 0).all()
    assert (alpha == alpha.max()).sum() == 72 // 6
    assert len(set(plot.replace(edge_alpha=0.5).scene().layers["edges"].color[:, 3])) == 1


def test_what_is_joined_is_counted_and_every_group_is_named():
    rng = np.random.default_rng(1)
    graph = nx.DiGraph()
    for a in range(42):
        for b in range(42):
            graph.add_edge(a, b, w=rng.pareto(0.9))
    plot = vz.ChordPlot(graph, group_by="id", edge_weight="w")
    scene = plot.scene()
    small = plot.data.layout.small
    assert f"the {small.sum():,} smallest flows" in scene.caption
    assert len(scene.layers["joined_flows"].offsets) - 1 == 2 * small.sum()
    assert len(scene.layers["group_labels"].text) == 42
