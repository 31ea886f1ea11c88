"""A causal question without a picture, against networkx."""

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


def test_a_question_that_is_not_asked_has_no_answer():
    question = ask(parse_dag("X -> Y"), None, None, None, (), 10)
    assert question.judged == ()
    with pytest.raises(vz.VizlibError, match="Nothing is asked"):
        question.answer  # noqa: B018
