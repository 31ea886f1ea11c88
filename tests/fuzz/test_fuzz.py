"""The first hostile cases, and that the laws they keep can be broken."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from fuzz.case import Hang, cpu_guard, draw_case, run_case
from fuzz.graphs import Sample, Skeleton
from fuzz.laws import check_laws
from fuzz.options import KINDS
from fuzz.verbs import check_file

CASES = 300
PART = 25


@pytest.mark.parametrize("first", range(0, CASES, PART))
def test_nothing_but_words_comes_of_hostile_pictures(first):
    outcomes = [run_case(number) for number in range(first, first + PART)]
    bad = {outcome.number: outcome.fault or outcome.foreign for outcome in outcomes if outcome.bad}
    assert not bad, bad
    assert sum(outcome.plotted for outcome in outcomes) > PART / 4
    assert all(said.strip() for outcome in outcomes for said in outcome.refusals)


def test_the_cases_try_every_plot_and_every_option():
    cases = [draw_case(number) for number in range(CASES)]
    assert {case.kind for case in cases} == set(KINDS.values())
    tried = Counter(name for case in cases for name in case.options)
    options = {name for kind in KINDS.values() for name in kind.__dataclass_fields__}
    assert len(options - {"graph", "focus", "shared"} - set(tried)) <= 6


def test_a_case_is_the_same_each_time():
    for number in (3, 4, 5):
        first, second = run_case(number), run_case(number)
        assert str(draw_case(number)) == str(draw_case(number))
        assert (first.fault, first.refusals) == (second.fault, second.refusals)


@pytest.mark.parametrize(("nodes", "edges", "what"), [(4, 2, "nodes"), (3, 1, "edges")])
def test_a_lost_node_or_edge_is_found(nodes, edges, what):
    graph = nx.path_graph(3)
    whole = Sample("Graph", graph, nodes, edges, Skeleton([], [], False, {}, {}))
    with pytest.raises(AssertionError, match=what):
        check_laws(vz.ArcPlot(graph), whole)


def test_an_edge_without_a_mark_is_found(monkeypatch):
    graph = nx.path_graph(3)
    whole = Sample("Graph", graph, 3, 2, Skeleton([], [], False, {}, {}))
    check_laws(vz.ArcPlot(graph), whole)
    finish = vz.ArcPlot._finish_lines
    monkeypatch.setattr(
        vz.ArcPlot, "_finish_lines",
        lambda *given: finish(*given).keep(np.array([True, False])),
    )  # fmt: skip
    with pytest.raises(AssertionError, match="1 of 2 edges"):
        check_laws(vz.ArcPlot(graph), whole)


def test_a_case_ends_by_the_seconds_of_its_process():
    def forever():
        while True:
            pass

    with cpu_guard(0.05), pytest.raises(Hang):
        forever()


@pytest.mark.parametrize(
    ("suffix", "content"),
    [("svg", b"<svg>\x00</svg>"), ("pdf", b"%PDF-1.4\n%%EO"), ("png", b"\x89PNG\r\n"), ("ps", b"")],
)
def test_half_a_file_is_found(suffix, content):
    with pytest.raises(Exception, match=r"."):
        check_file(content, suffix, shows=False)
