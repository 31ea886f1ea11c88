"""A causal question without a picture, against networkx."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.graphs.read import read_graph
from vizlib.stats.causal.parse import parse_dag
from vizlib.stats.causal.question import ask


@st.composite
def dags(draw):
    count = draw(st.integers(2, 7))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    graph.add_edges_from(pair for pair in draw(st.lists(pairs, max_size=14)) if pair[0] < pair[1])
    return graph


@given(dags(), st.data())
def test_the_answer_is_that_of_networkx(graph, data):
    exposure, outcome, *given_nodes = data.draw(st.permutations(list(graph)))
    given_nodes = given_nodes[: data.draw(st.integers(0, len(given_nodes)))]
    question = ask(read_graph(graph), None, exposure, outcome, given_nodes, 500)
    want = nx.is_d_separator(graph, {exposure}, {outcome}, set(given_nodes))
    assert question.separated == want
    assert question.paths.open.any() == (not want)
    assert ("is independent of" in question.answer) == want


def test_edges_on_open_and_blocked_paths():
    tables = parse_dag("U -> X; U -> Y; X -> M -> Y; X -> C <- Y")
    hidden = np.zeros(tables.edge_count, bool)
    question = ask(tables, hidden, "X", "Y", "U", 100)
    pairs = list(zip(tables.ids[tables.source], tables.ids[tables.target], strict=True))
    on_open = question.on_paths(tables, hidden, wanted=True)
    assert [pair for pair, on in zip(pairs, on_open, strict=True) if on] == [("X", "M"), ("M", "Y")]
    assert {str(tables.ids[node]) for node in question.marked["blocked"]} == {"U", "C"}
    assert not len(question.marked["opened"])
    ends = dict(zip(pairs, question.blocked_ends(tables, hidden).tolist(), strict=True))
    assert ends == {
        ("U", "X"): [True, False], ("U", "Y"): [True, False], ("X", "M"): [False, False],
        ("M", "Y"): [False, False], ("X", "C"): [False, True], ("Y", "C"): [False, True],
    }  # fmt: skip


@given(dags(), st.data())
def test_an_end_is_blocked_exactly_where_only_blocked_paths_come_by(graph, data):
    """Against every simple path of the skeleton, judged one by one."""
    exposure, outcome, *rest = data.draw(st.permutations(list(graph)))
    given_nodes = set(rest[: data.draw(st.integers(0, len(rest)))])
    tables = read_graph(graph)
    hidden = np.zeros(tables.edge_count, bool)
    question = ask(tables, hidden, exposure, outcome, sorted(given_nodes), 5000)
    lit = given_nodes.union(*(nx.ancestors(graph, node) for node in given_nodes))
    passed, barred = set(), set()
    for path in nx.all_simple_paths(graph.to_undirected(), exposure, outcome):
        steps = list(pairwise(path))
        stops = set()
        for before, node, after in zip(path, path[1:], path[2:], strict=False):
            collider = graph.has_edge(before, node) and graph.has_edge(after, node)
            if (node not in lit) if collider else (node in given_nodes):
                stops.add(node)
        edges = {step if graph.has_edge(*step) else step[::-1] for step in steps}
        passed |= set() if stops else edges
        barred |= {(edge, end) for edge in edges for end in set(edge) & stops}
    ends = question.blocked_ends(tables, hidden)
    pairs = zip(tables.ids[tables.source], tables.ids[tables.target], strict=True)
    for edge, (source, target) in zip(pairs, ends, strict=True):
        want = [(edge, end) in barred and edge not in passed for end in edge]
        assert [source, target] == want


def test_more_sets_than_are_listed_are_told():
    """Each of eight back doors is closed by either of two nodes: 2^8 minimal sets."""
    doors = "; ".join(f"X <- A{door} <- B{door} -> Y" for door in range(8))
    question = ask(parse_dag(doors), None, "X", "Y", (), 10)
    with pytest.warns(vz.VizlibWarning, match="first 100 minimal sets; there may be more"):
        sets = question.adjustment_sets
    assert len(sets) == 100
    assert all(len(nodes) == 8 for nodes in sets)
    few = ask(parse_dag("X <- A -> Y; X <- B -> Y"), None, "X", "Y", (), 10)
    assert few.adjustment_sets == [{"A", "B"}]


def test_a_search_for_paths_ends_where_edges_are_many(monkeypatch):
    """What is looked at is bounded in edges, and the question says that there may be more."""
    graph = nx.DiGraph([(one, two) for two in range(40) for one in range(two)])
    tables = read_graph(graph)
    looked = ask(tables, None, 5, 30, [7], 500)
    assert len(looked.found[0]) == 500
    monkeypatch.setattr("vizlib.stats.causal.d_separation.MAX_LOOKS", 0)
    monkeypatch.setattr("vizlib.stats.causal.d_separation.MAX_BEGINNINGS", 1)
    bounded = ask(tables, None, 5, 30, [7], 500)
    assert 0 < len(bounded.found[0]) < 500
    assert not bounded.found[1]


def test_several_nodes_are_no_exposure():
    for several in (["X", "Z"], np.array(["X", "Z"])):
        with pytest.raises(vz.VizlibError, match="several nodes, and the question takes one"):
            ask(parse_dag("X -> Y; Z -> Y"), None, several, "Y", (), 10)


def test_a_question_that_is_not_asked_has_no_answer():
    question = ask(parse_dag("X -> Y"), None, None, None, (), 10)
    assert question.judged == ()
    with pytest.raises(vz.VizlibError, match="Nothing is asked"):
        question.answer  # noqa: B018
