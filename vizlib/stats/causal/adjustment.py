"""A DAG, exposure and outcome -> the minimal sets that close every backdoor path."""

from collections import deque
from itertools import combinations

import networkx as nx

from vizlib.stats.causal.d_separation import Causes


def adjustment_sets(
    causes: Causes, exposure: int, outcome: int, limit: int
) -> list[frozenset[int]] | None:
    """Find the minimal sets that meet the backdoor criterion, the smallest first.

    Without the arrows out of the exposure, a set meets it where it separates exposure and outcome
    and holds no descendant of the exposure (Pearl, *Causality* (2009), 3.3.1). Minimal ones
    separate in the moral graph of the ancestors (van der Zander, Liskiewicz and Textor, 2014).

    Parameters
    ----------
    causes
        The graph.
    exposure, outcome
        Their numbers.
    limit
        How many sets to find at most.

    Returns
    -------
    sets
        None where there is none; a list with one empty set where nothing needs to be adjusted for.
    """
    kept = tuple(edge for edge in causes.directed if edge[0] != exposure)
    back = Causes(causes.size, kept, causes.bidirected)
    allowed = set(range(causes.size)) - causes.descendants(exposure) - {exposure, outcome}
    ancestors = (
        {exposure, outcome} | nx.ancestors(back.whole, exposure) | nx.ancestors(back.whole, outcome)
    )
    moral = nx.moral_graph(back.whole.subgraph(ancestors))
    for node in sorted(ancestors - allowed - {exposure, outcome}):
        near = list(moral[node])
        moral.remove_node(node)
        moral.add_edges_from(combinations(near, 2))
    if moral.has_edge(exposure, outcome):
        return None
    separators = _separators(moral, exposure, outcome, limit)
    return sorted(separators, key=lambda nodes: (len(nodes), sorted(nodes)))


def _separators(
    graph: "nx.Graph[int]", exposure: int, outcome: int, limit: int
) -> list[frozenset[int]]:
    """List minimal separators by moving outwards from the exposure (Shen and Liang, 1997)."""
    first = _closest(graph, {exposure}, outcome)
    seen, waiting = {first: None}, deque([first])
    while waiting and len(seen) < limit:
        cut = waiting.popleft()
        near = nx.node_connected_component(_without(graph, cut), exposure)
        for node in sorted(cut):
            if not graph.has_edge(node, outcome):
                further = _closest(graph, near | {node}, outcome)
                if further not in seen:
                    seen[further] = None
                    waiting.append(further)
    return list(seen)[:limit]


def _closest(graph: "nx.Graph[int]", near: set[int], outcome: int) -> frozenset[int]:
    """Return the neighbours of nodes that lie between them and the outcome."""
    rim = {other for node in near for other in graph[node]} | near
    far = nx.node_connected_component(_without(graph, rim), outcome)
    return frozenset({other for node in far for other in graph[node]} - far)


def _without(graph: "nx.Graph[int]", nodes: set[int] | frozenset[int]) -> "nx.Graph[int]":
    return graph.subgraph(set(graph) - nodes)
