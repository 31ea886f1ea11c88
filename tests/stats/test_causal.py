"""d-separation, paths and adjustment against the textbook's rules; layers; the picture's words."""

import itertools

import networkx as nx
import numpy as np
import pytest

import vizlib as vz
from vizlib.stats.causal.adjustment import adjustment_sets
from vizlib.stats.causal.d_separation import Causes, judge, open_paths
from vizlib.stats.causal.parse import parse_dag


def oracle_paths(edges, one, two):
    """List every path as (nodes, arrows): '>' runs forwards, '<' backwards."""
    ways = {}
    for a, b in edges:
        ways.setdefault(a, []).append((b, ">"))
        ways.setdefault(b, []).append((a, "<"))
    paths, stack = [], [([one], "")]
    while stack:
        nodes, arrows = stack.pop()
        if nodes[-1] == two:
            paths.append((nodes, arrows))
            continue
        stack += [
            ([*nodes, node], arrows + arrow)
            for node, arrow in ways.get(nodes[-1], [])
            if node not in nodes
        ]
    return paths


def oracle_below(edges, node):
    found, line = {node}, [node]
    while line:
        one = line.pop()
        new = {b for a, b in edges if a == one} - found
        found |= new
        line += new
    return found


def oracle_open(edges, path, given, below):
    """Fork and chain are blocked by what is given, a collider is opened by it."""
    nodes, arrows = path
    for place in range(1, len(nodes) - 1):
        collider = arrows[place - 1] == ">" and arrows[place] == "<"
        if collider and not below[nodes[place]] & given:
            return False
        if not collider and nodes[place] in given:
            return False
    return True


def dags(count):
    """Yield the arrows of every labelled DAG whose arrows go from lower to higher numbers."""
    pairs = list(itertools.combinations(range(count), 2))
    for mask in range(2 ** len(pairs)):
        yield tuple(pair for place, pair in enumerate(pairs) if mask >> place & 1)


def subsets(nodes):
    return itertools.chain.from_iterable(
        itertools.combinations(nodes, size) for size in range(len(nodes) + 1)
    )


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_every_small_dag_and_every_question(count):
    """Every DAG is one of these but for the names of its nodes, and every triple is asked."""
    for edges in dags(count):
        causes = Causes(count, edges)
        below = {node: oracle_below(edges, node) for node in range(count)}
        for one, two in itertools.combinations(range(count), 2):
            paths = oracle_paths(edges, one, two)
            found = causes.paths(one, two, 1000)
            assert found.complete
            assert sorted(tuple(nodes) for nodes, _ in paths) == sorted(
                each.nodes for each in found.paths
            )
            rest = [node for node in range(count) if node not in (one, two)]
            for given in map(frozenset, subsets(rest)):
                want = {tuple(each[0]) for each in paths if oracle_open(edges, each, given, below)}
                assert causes.separated(one, two, given) == (not want)
                judged = {each.nodes for each in found.paths if judge(causes, each, given).open}
                assert judged == want
                assert {
                    each.nodes for each in open_paths(causes, one, two, given, 99).paths
                } == want


def oracle_adjustment(edges, one, two, observed, below):
    back = [each for each in oracle_paths(edges, one, two) if each[1][0] == "<"]
    allowed = [node for node in observed if node not in below[one] | {two}]
    good = [
        set(given)
        for given in subsets(allowed)
        if not any(oracle_open(edges, each, set(given), below) for each in back)
    ]
    return {frozenset(each) for each in good if not any(other < each for other in good)}


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_adjustment_sets_of_every_small_dag(count):
    for edges in dags(count):
        causes = Causes(count, edges)
        below = {node: oracle_below(edges, node) for node in range(count)}
        for one, two in itertools.permutations(range(count), 2):
            want = oracle_adjustment(edges, one, two, range(count), below)
            assert set(adjustment_sets(causes, one, two, 1000) or []) == want


def test_adjustment_sets_with_latent_causes():
    rng = np.random.default_rng(0)
    for _ in range(200):
        edges = tuple(e for e in itertools.combinations(range(6), 2) if rng.random() < 0.4)
        pairs = [tuple(map(int, rng.choice(6, 2, replace=False))) for _ in range(2)]
        causes = Causes(6, edges, tuple(pairs))
        full = (*edges, *((f"u{n}", node) for n, pair in enumerate(pairs) for node in pair))
        below = {node: oracle_below(full, node) for each in full for node in each}
        below |= {node: oracle_below(full, node) for node in range(6)}
        one, two = map(int, rng.choice(6, 2, replace=False))
        want = oracle_adjustment(full, one, two, range(6), below)
        assert set(adjustment_sets(causes, one, two, 1000) or []) == want


def test_random_dags_with_latent_causes_agree_with_networkx():
    rng = np.random.default_rng(1)
    for _ in range(40):
        order = rng.permutation(30)
        edges = tuple(
            (int(order[a]), int(order[b]))
            for a, b in itertools.combinations(range(30), 2)
            if rng.random() < 0.06
        )
        pairs = tuple(tuple(map(int, rng.choice(30, 2, replace=False))) for _ in range(6))
        causes = Causes(30, edges, pairs)
        graph = nx.DiGraph(edges)
        graph.add_nodes_from(range(30))
        for number, pair in enumerate(pairs):
            graph.add_edges_from((f"latent {number}", node) for node in pair)
        for _ in range(25):
            one, two, *given = map(int, rng.choice(30, 2 + rng.integers(0, 6), replace=False))
            want = nx.is_d_separator(graph, {one}, {two}, set(given))
            assert causes.separated(one, two, frozenset(given)) == want
            found = open_paths(causes, one, two, frozenset(given), 1)
            assert bool(found.paths) == (not want)
            assert all(judge(causes, each, frozenset(given)).open for each in found.paths)


def test_text_is_read_with_every_arrow():
    tables = parse_dag('U -> X <- V  # comment\n"long name" <-> X; X→Y; alone; X -> Y; A<-B-1')
    ids = list(tables.ids)
    assert ids == ["U", "X", "V", "long name", "Y", "alone", "A", "B-1"]
    pairs = list(
        zip(tables.edges.source, tables.edges.target, tables.edges.bidirected, strict=True)
    )
    assert pairs == [
        ("U", "X", False), ("V", "X", False), ("X", "long name", True), ("X", "Y", False),
        ("B-1", "A", False),
    ]  # fmt: skip
    assert parse_dag("").node_count == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("X -> -> Y", "Line 1, column 6.*'->' stands where a name"),
        ("X -> Y\nY -> Z\nZ Y", "Line 3, column 3.*'Y' stands where an arrow"),
        ("X ->", "Line 1, column 5.*the end stands where a name"),
        ("X -> Y; -> Z", "Line 1, column 9"),
        ("X -- Y", "Line 1, column 3.*'-' stands"),
        ("dag { X -> Y }", "Line 1, column 5.*'{'"),
    ],
)
def test_bad_text_says_where(text, words):
    with pytest.raises(vz.VizlibError, match=words):
        parse_dag(text)
