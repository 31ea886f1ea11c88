"""A causal question without a picture, against networkx."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.graphs.read import read_graph
from vizlib.stats.causal.d_separation import judge
from vizlib.stats.causal.parse import parse_dag
from vizlib.stats.causal.question import ask
from vizlib.stats.causal.shown import (
    counts_in_words,
    paths_whatever_is_given,
    sets_in_words,
    shown_paths,
)


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


def words_after(text, given=()):
    question = ask(parse_dag(text), None, "X", "Y", given, 100)
    shown = shown_paths(question)
    return counts_in_words(question, shown), [path.kind for path in shown]


def test_paths_are_causal_open_or_blocked_and_all_are_counted():
    assert words_after("U -> X; U -> Y; X -> M -> Y; X -> C <- Y") == (
        "One causal path, one open back door; one path is blocked.",
        ["open", "causal", "blocked"],
    )
    assert words_after("X -> C <- Y; C -> D", "D") == (
        "No open causal paths, one open path that is not causal.", ["open"]
    )  # fmt: skip
    doors = "; ".join(f"X -> C{number} <- Y" for number in range(12))
    assert words_after(doors) == (
        "No open causal paths, no open back doors; 12 paths are blocked, of which two are drawn.",
        ["blocked", "blocked"],
    )


@given(dags(), st.data())
def test_blocked_paths_that_are_shown_were_open_before_or_are_the_shortest(graph, data):
    exposure, outcome, *rest = data.draw(st.permutations(list(graph)))
    given_nodes = rest[: data.draw(st.integers(0, len(rest)))]
    question = ask(read_graph(graph), None, exposure, outcome, given_nodes, 5000)
    every = [(path, judge(question.causes, path, frozenset()).open, verdict.open)
             for path, verdict in question.judged]  # fmt: skip
    shown = shown_paths(question)
    drawn = {one.path for one in shown}
    assert {path for path, _, now in every if now} <= drawn
    closed = {path for path, before, now in every if before and not now}
    blocked = {one.path for one in shown if one.kind == "blocked"}
    if closed:
        assert blocked == closed
    else:
        lengths = sorted(len(path.steps) for path, _, now in every if not now)
        assert sorted(len(path.steps) for path in blocked) == lengths[:2]
    for one in shown:
        forwards = all(graph.has_edge(*step) for step in pairwise(one.path.nodes))
        assert (one.kind == "causal") == (forwards and not one.blocked_at)


@given(dags(), st.data())
def test_what_a_layout_may_follow_does_not_depend_on_what_is_given(graph, data):
    exposure, outcome, *rest = data.draw(st.permutations(list(graph)))
    given_nodes = rest[: data.draw(st.integers(0, len(rest)))]
    bare, asked = (ask(read_graph(graph), None, exposure, outcome, some, 5000)
                   for some in ((), given_nodes))  # fmt: skip
    assert paths_whatever_is_given(bare) == paths_whatever_is_given(asked)


def test_adjustment_is_said():
    def said(text):
        tables = parse_dag(text)
        hidden = tables.edges["bidirected"].to_numpy(bool)
        return sets_in_words(ask(tables, hidden, "X", "Y", (), 10))

    assert said("X -> Y") == "Nothing needs to be adjusted for."
    assert said("X <-> Y") == "Nothing that is observed closes every back door."
    assert said("X <- A -> Y; X <- B -> Y") == "Enough to adjust for: A and B."
    long = "X <- A -> B -> C -> D -> Y"
    assert said(long) == "Enough to adjust for: A, or B, or C, or one further set."


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
