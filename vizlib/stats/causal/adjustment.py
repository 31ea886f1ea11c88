"""A DAG, exposure and outcome -> the minimal sets that close every backdoor path."""

from collections import deque

import networkx as nx

from vizlib.stats.causal.d_separation import Causes


def adjustment_sets(causes: Causes, one: int, two: int, limit: int) -> list[frozenset[int]] | None:
    """Find the minimal sets that meet the backdoor criterion, the smallest first.

    Without the arrows out of the exposure, a set meets it where it separates exposure and outcome
    and holds no descendant of the exposure (Pearl, *Causality* (2009), 3.3.1). Minimal ones
    separate in the moral graph of the ancestors (van der Zander, Liskiewicz and Textor, 2014).

    Parameters
    ----------
    causes
        The graph.
    one, two
        Exposure and outcome.
    limit
        How many sets to find at most.

    Returns
    -------
    sets
        None where there is none; a list with one empty set where nothing needs to be adjusted for.
    """
    kept = tuple(edge for edge in causes.directed if edge[0] != one)
    back = Causes(causes.size, kept, causes.bidirected)
    allowed = set(range(causes.size)) - causes.descendants(one) - {one, two}
    ancestors = {one, two} | nx.ancestors(back.whole, one) | nx.ancestors(back.whole, two)
    moral = nx.moral_graph(back.whole.subgraph(ancestors))
    for node in sorted(ancestors - allowed - {one, two}):
        near = list(moral[node])
        moral.remove_node(node)
        moral.add_edges_from((a, b) for a in near for b in near if a < b)
    if moral.has_edge(one, two):
        return None
    found = _separators(moral, one, two, limit)
    return sorted(found, key=lambda each: (len(each), sorted(each)))


def _separators(graph: "nx.Graph[int]", one: int, two: int, limit: int) -> list[frozenset[int]]:
    """List minimal separators by moving outwards from ``one`` (Shen and Liang, 1997)."""
    first = _closest(graph, {one}, two)
    seen, line = {first: None}, deque([first])
    while line and len(seen) < limit:
        cut = line.popleft()
        near = nx.node_connected_component(_without(graph, cut), one)
        for node in sorted(cut):
            if not graph.has_edge(node, two):
                further = _closest(graph, near | {node}, two)
                if further not in seen:
                    seen[further] = None
                    line.append(further)
    return list(seen)[:limit]


def _closest(graph: "nx.Graph[int]", near: set[int], two: int) -> frozenset[int]:
    """Return the neighbours of nodes that lie between them and ``two``."""
    rim = {each for node in near for each in graph[node]} | near
    far = nx.node_connected_component(_without(graph, rim), two)
    rim = {each for node in far for each in graph[node]} - far
    return frozenset(rim)


def _without(graph: "nx.Graph[int]", nodes: set[int] | frozenset[int]) -> "nx.Graph[int]":
    return graph.subgraph(set(graph) - nodes)
