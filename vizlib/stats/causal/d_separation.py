"""A DAG with latent causes, two nodes and what is given -> separated or not, paths, adjustment.

The only place besides readers and fields that knows networkx: its ``is_d_separator`` answers.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import count, pairwise
from typing import NamedTuple

import networkx as nx

MAX_BEGINNINGS = 40
"""How many beginnings of paths are looked at for each path that may be found."""
MAX_LOOKS = 20_000_000
"""How many edges are looked at in a search for paths, where that is enough for the paths asked."""
Edge = tuple[int, int]
ARROWS = {(False, True): "→", (True, False): "←", (True, True): "↔"}


class Step(NamedTuple):
    """A way along an edge: to a node, with an arrowhead here, there or at both."""

    node: int
    here: bool
    there: bool


class Path(NamedTuple):
    """A path between two nodes.

    Parameters
    ----------
    nodes
        Its nodes, ends included.
    steps
        How it goes from each node to the next.
    """

    nodes: tuple[int, ...]
    steps: tuple[Step, ...]

    def colliders(self) -> list[bool]:
        """Tell of each inner node whether two arrows meet there."""
        pairs = pairwise(self.steps)
        return [before.there and after.here for before, after in pairs]

    def forks(self) -> list[bool]:
        """Tell of each inner node whether two arrows leave it."""
        pairs = pairwise(self.steps)
        return [not before.there and not after.here for before, after in pairs]


class Search(NamedTuple):
    """Paths that were found, and whether these are all."""

    paths: tuple[Path, ...]
    complete: bool


@dataclass(frozen=True, eq=False)
class Causes:
    """A directed acyclic graph of which some common causes are not observed.

    Parameters
    ----------
    size
        How many nodes there are; they are numbers from 0.
    directed
        Pairs: cause and effect.
    bidirected
        Pairs with an unobserved common cause.
    """

    size: int
    directed: tuple[Edge, ...]
    bidirected: tuple[Edge, ...] = field(default=())

    @cached_property
    def graph(self) -> "nx.DiGraph[int]":
        """The observed nodes and their arrows."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(self.size))
        graph.add_edges_from(self.directed)
        return graph

    @cached_property
    def whole(self) -> "nx.DiGraph[int]":
        """The same with a node for each unobserved cause, numbered on."""
        graph = self.graph.copy()
        for number, (source, target) in enumerate(self.bidirected):
            graph.add_edges_from([(self.size + number, source), (self.size + number, target)])
        return graph

    def cycle(self) -> list[int] | None:
        """Return the nodes of a directed cycle, or None where there is none."""
        try:
            return [int(edge[0]) for edge in nx.find_cycle(self.graph)]
        except nx.NetworkXNoCycle:
            return None

    def separated(self, source: int, target: int, given: frozenset[int]) -> bool:
        """Tell whether two nodes are d-separated."""
        return bool(nx.is_d_separator(self.whole, {source}, {target}, set(given)))

    def descendants(self, node: int) -> set[int]:
        """Return what a node causes, at last, without itself."""
        return set(nx.descendants(self.graph, node))

    def ancestors(self, nodes: frozenset[int]) -> set[int]:
        """Return the nodes and all that causes them."""
        return set(nodes).union(*(nx.ancestors(self.graph, node) for node in nodes))

    @cached_property
    def steps(self) -> list[list[Step]]:
        """The ways along an edge out of each node."""
        ways: list[list[Step]] = [[] for _ in range(self.size)]
        for source, target in dict.fromkeys(self.directed):
            ways[source].append(Step(target, False, True))
            ways[target].append(Step(source, True, False))
        for source, target in dict.fromkeys(self.bidirected):
            ways[source].append(Step(target, True, True))
            ways[target].append(Step(source, True, True))
        return ways

    def paths(
        self,
        source: int,
        target: int,
        limit: int,
        passes: Callable[[int, bool], bool] | None = None,
    ) -> Search:
        """Find the paths between two nodes that meet no node twice, the shortest first.

        Parameters
        ----------
        source, target
            The ends.
        limit
            How many to find at most.
        passes
            Tells of an inner node, and whether it is a collider there, if a path may go on; by
            default every path may.
        """
        paths: list[Path] = []
        order = count()
        heap = [(0, 0, next(order), Path((source,), ()))]
        # Each beginning costs a look at every edge.
        affordable = MAX_LOOKS // max(len(self.directed) + len(self.bidirected), 1)
        for _ in range(min(MAX_BEGINNINGS * limit, max(affordable, limit))):
            if not heap or len(paths) == limit:
                break
            path = heappop(heap)[-1]
            if path.nodes[-1] == target:
                paths.append(path)
                continue
            away = self._distances(target, path.nodes)
            for step in self._ways(path, passes):
                if step.node in away:
                    longer = Path((*path.nodes, step.node), (*path.steps, step))
                    length = len(longer.steps)
                    heappush(heap, (length + away[step.node], -length, next(order), longer))
        return Search(tuple(paths), not heap)

    def _ways(self, path: Path, passes: Callable[[int, bool], bool] | None) -> Iterator[Step]:
        """Yield the steps by which a path may go on."""
        last = path.steps[-1] if path.steps else None
        for step in self.steps[path.nodes[-1]]:
            collider = last is not None and last.there and step.here
            if last is None or passes is None or passes(path.nodes[-1], collider):
                yield step

    def _distances(self, goal: int, passed: tuple[int, ...]) -> dict[int, int]:
        """Return how many steps each node is from the goal, where the path has not been."""
        closed, away, waiting = set(passed), {goal: 0}, deque([goal])
        while waiting:
            node = waiting.popleft()
            for step in self.steps[node]:
                if step.node not in away and step.node not in closed:
                    away[step.node] = away[node] + 1
                    waiting.append(step.node)
        return away


def open_paths(
    causes: Causes, source: int, target: int, given: frozenset[int], limit: int
) -> Search:
    """Find the paths that nothing blocks, going on only where a path is open."""
    if causes.separated(source, target, given):
        return Search((), True)
    lit = causes.ancestors(given)

    def passes(node: int, collider: bool) -> bool:
        return node in lit if collider else node not in given

    return causes.paths(source, target, limit, passes)


class Verdict(NamedTuple):
    """Whether a path is open, and what its inner nodes do to it.

    Parameters
    ----------
    open
        Whether nothing blocks it.
    blocked_at
        The nodes that block it.
    opened_at
        The colliders that let it pass, since they or a descendant are given.
    """

    open: bool
    blocked_at: tuple[int, ...]
    opened_at: tuple[int, ...]


def judge(causes: Causes, path: Path, given: frozenset[int]) -> Verdict:
    """Tell whether a path is open: the rules of Pearl, *Causality* (2009), 1.2.3."""
    lit = causes.ancestors(given)
    blocked: list[int] = []
    opened: list[int] = []
    for node, collider in zip(path.nodes[1:-1], path.colliders(), strict=True):
        if collider:
            (opened if node in lit else blocked).append(node)
        elif node in given:
            blocked.append(node)
    return Verdict(not blocked, tuple(blocked), tuple(opened))


def write_path(path: Path, names: list[str]) -> str:
    """Write a path with its arrows, such as ``X ← U → Y``."""
    words = [names[path.nodes[0]]]
    for step in path.steps:
        words += [ARROWS[step.here, step.there], names[step.node]]
    return " ".join(words)


def explain(causes: Causes, path: Path, given: frozenset[int], names: list[str]) -> str:
    """Say why a path is open or blocked."""
    verdict = judge(causes, path, given)
    kinds = zip(path.nodes[1:-1], path.colliders(), path.forks(), strict=True)
    reasons = []
    for node, collider, fork in kinds:
        if verdict.open and collider:
            reasons.append(_opened(causes, node, given, names))
        elif node in verdict.blocked_at:
            shape = "fork" if fork else "chain"
            reasons.append(
                f"{names[node]} is a collider, and neither it nor a descendant is given"
                if collider
                else f"{names[node]}, the middle of a {shape}, is given"
            )
    return "; ".join(reasons) or "nothing on it is given, and it has no collider"


def _opened(causes: Causes, node: int, given: frozenset[int], names: list[str]) -> str:
    if node in given:
        return f"the collider {names[node]} is opened because it is given"
    below = [names[descendant] for descendant in sorted(causes.descendants(node) & given)]
    noun, verb = ("descendant", "is") if len(below) == 1 else ("descendants", "are")
    words = f"{noun} {' and '.join(below)} {verb} given"
    return f"the collider {names[node]} is opened because its {words}"
