"""A causal graph and a question -> Question: separated or not, paths, adjustment, in words."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, IntArray
from vizlib.errors import VizlibError, VizlibWarning, listed, nearest
from vizlib.graphs.tables import GraphTables
from vizlib.stats.causal.adjustment import adjustment_sets
from vizlib.stats.causal.d_separation import (
    Causes,
    Path,
    Verdict,
    explain,
    judge,
    open_paths,
    write_path,
)

MAX_SETS = 100
Triple = tuple[int, int, bool]
"""Source and target of an edge, and whether it stands for an unobserved common cause."""


@dataclass(frozen=True, eq=False)
class Question:
    """Whether two nodes of a causal graph are d-separated, and why.

    Parameters
    ----------
    ids
        ``(N,)`` names of the nodes.
    causes
        The graph as the criterion reads it.
    exposure, outcome
        Numbers of the nodes that are asked about; None where nothing is asked.
    given
        Numbers of the nodes that are conditioned on.
    path_limit
        How many paths are looked at, at most.

    Examples
    --------
    >>> from vizlib.stats.causal.parse import parse_dag
    >>> question = ask(parse_dag("U -> X; U -> Y; X -> Y"), None, "X", "Y", "U", 200)
    >>> question.separated, question.answer
    (False, 'X is not independent of Y given U, 1 open path')
    """

    ids: "pd.Index[Any]"
    causes: Causes
    exposure: int | None
    outcome: int | None
    given: tuple[int, ...] = ()
    path_limit: int = 200

    @property
    def asked(self) -> tuple[int, int, frozenset[int]]:
        """Numbers of exposure, outcome and what is given.

        Raises
        ------
        VizlibError
            Where nothing is asked.
        """
        if self.exposure is None or self.outcome is None:
            raise VizlibError("Nothing is asked: give exposure=... and outcome=....")
        return self.exposure, self.outcome, frozenset(self.given)

    @property
    def is_asked(self) -> bool:
        """Whether something is asked."""
        return self.exposure is not None

    @property
    def names(self) -> list[str]:
        """The names of the nodes in words."""
        return [str(name) for name in self.ids]

    @cached_property
    def separated(self) -> bool:
        """Whether exposure and outcome are d-separated."""
        return self.causes.separated(*self.asked)

    @cached_property
    def found(self) -> tuple[tuple[Path, ...], bool]:
        """The paths between exposure and outcome, the open ones first, and whether that is all."""
        exposure, outcome, given = self.asked
        passing = open_paths(self.causes, exposure, outcome, given, self.path_limit)
        every = self.causes.paths(exposure, outcome, self.path_limit)
        paths = dict.fromkeys([*passing.paths, *every.paths])
        return tuple(paths)[: self.path_limit], passing.complete and every.complete

    @cached_property
    def judged(self) -> tuple[tuple[Path, Verdict], ...]:
        """The paths, each with whether it is open and where not."""
        if not self.is_asked:
            return ()
        given = self.asked[2]
        return tuple((path, judge(self.causes, path, given)) for path in self.found[0])

    @property
    def paths(self) -> pd.DataFrame:
        """The paths between exposure and outcome: path, open, blocked_at, why."""
        return self._frame(self.found[0])

    @property
    def backdoor_paths(self) -> pd.DataFrame:
        """The paths that begin with an arrow into the exposure."""
        return self._frame([path for path in self.found[0] if path.steps[0].here])

    def _frame(self, paths: Sequence[Path]) -> pd.DataFrame:
        names, given, verdicts = self.names, self.asked[2], dict(self.judged)
        rows = [
            (
                write_path(path, names),
                verdicts[path].open,
                [self.ids[node] for node in verdicts[path].blocked_at],
                explain(self.causes, path, given, names),
            )
            for path in paths
        ]
        return pd.DataFrame(rows, columns=["path", "open", "blocked_at", "why"])

    @cached_property
    def minimal_sets(self) -> list[frozenset[int]] | None:
        """The first minimal sets of numbers of nodes that close every backdoor path."""
        exposure, outcome, _ = self.asked
        return adjustment_sets(self.causes, exposure, outcome, MAX_SETS)

    @property
    def adjustment_sets(self) -> list[set[Any]] | None:
        """The minimal sets that close every backdoor path, None where there is none.

        Their number may grow without bound with the graph: a warning says where there may be more.
        """
        sets = self.minimal_sets
        if sets is not None and len(sets) == MAX_SETS:
            words = f"These are the first {MAX_SETS} minimal sets; there may be more."
            warnings.warn(words, VizlibWarning, stacklevel=3)
        return None if sets is None else [{self.ids[node] for node in nodes} for nodes in sets]

    @cached_property
    def answer(self) -> str:
        """The answer in words."""
        exposure, outcome, _ = self.asked
        names = self.names
        under = f" given {', '.join(names[node] for node in self.given)}" if self.given else ""
        if self.separated:
            return f"{names[exposure]} is independent of {names[outcome]}{under}"
        count = sum(verdict.open for _, verdict in self.judged)
        more = "" if self.found[1] else " or more"
        paths = f"{count} open path{'s' * (count != 1)}{more}"
        return f"{names[exposure]} is not independent of {names[outcome]}{under}, {paths}"

    @cached_property
    def marked(self) -> dict[str, IntArray]:
        """Numbers of ``"opened"`` colliders, and of nodes where paths are ``"blocked"``."""
        opened = {node for _, verdict in self.judged for node in verdict.opened_at}
        blocked = {node for _, verdict in self.judged for node in verdict.blocked_at}
        sides = {"opened": opened, "blocked": blocked}
        return {name: np.array(sorted(nodes), np.int32) for name, nodes in sides.items()}

    def on_paths(self, tables: GraphTables, hidden: BoolArray, wanted: bool) -> BoolArray:
        """Return ``(E,)`` which edges are part of an open path, or of a blocked one.

        Parameters
        ----------
        tables
            The graph.
        hidden
            ``(E,)`` which edges stand for an unobserved common cause.
        wanted
            Whether open paths are meant.
        """
        triples: set[Triple] = set()
        for path, verdict in self.judged:
            if verdict.open == wanted:
                for node, step in zip(path.nodes, path.steps, strict=False):
                    triples |= _edges_of(node, step)
        return np.array([edge in triples for edge in _triples(tables, hidden)], bool)

    def blocked_ends(self, tables: GraphTables, hidden: BoolArray) -> BoolArray:
        """Return ``(E, 2)`` where paths are blocked: at the source, at the target of an edge.

        An edge that is part of an open path too is no such place: what comes along it may pass.

        Parameters
        ----------
        tables
            The graph.
        hidden
            ``(E,)`` which edges stand for an unobserved common cause.
        """
        ends: set[tuple[Triple, int]] = set()
        for path, verdict in self.judged:
            for node, step in zip(path.nodes, path.steps, strict=False):
                stops = {node, step.node} & set(verdict.blocked_at)
                ends |= {(edge, stop) for edge in _edges_of(node, step) for stop in stops}
        edges = _triples(tables, hidden)
        stopped = np.array([[(edge, end) in ends for end in edge[:2]] for edge in edges], bool)
        free = self.on_paths(tables, hidden, wanted=True)
        return stopped.reshape(-1, 2) & ~free[:, None]


def _triples(tables: GraphTables, hidden: BoolArray) -> list[Triple]:
    """Return source, target and hidden of each edge."""
    return list(zip(tables.source.tolist(), tables.target.tolist(), hidden.tolist(), strict=True))


def _edges_of(node: int, step: Any) -> set[Triple]:
    """Return source, target and hidden of the edges that a step of a path can be."""
    both, back = step.here and step.there, step.here and not step.there
    ends = (step.node, node) if back else (node, step.node)
    return {(*ends, both)} | ({(*ends[::-1], True)} if both else set())


def ask(
    tables: GraphTables, hidden: BoolArray | None, exposure: Any, outcome: Any, given: Any,
    path_limit: int,
) -> Question:  # fmt: skip
    """Ask whether two nodes of a graph are d-separated.

    Parameters
    ----------
    tables
        A directed acyclic graph.
    hidden
        ``(E,)`` which edges stand for an unobserved common cause; none where it is None.
    exposure, outcome
        Ids of two nodes, or None for both.
    given
        The id of a node, or ids.
    path_limit
        How many paths are looked at, at most.

    Raises
    ------
    VizlibError
        Where the graph has a cycle, a node is not in it, is asked about and given, or given twice.
    """
    if (exposure is None) != (outcome is None):
        lacking = "outcome" if outcome is None else "exposure"
        raise VizlibError(f"{lacking} is lacking: the question needs exposure and outcome.")
    if type(path_limit) is not int or path_limit < 1:
        raise VizlibError(f"path_limit={path_limit!r} must be a whole number above zero.")
    conditions = _several(given, tables)
    numbers = [number_of(tables, node, "given") for node in conditions]
    if len(set(numbers)) < len(numbers):
        raise VizlibError(f"given={list(conditions)!r} names a node twice.")
    ends = _ends(tables, exposure, outcome, numbers)
    causes = causes_of(tables, np.zeros(tables.edge_count, bool) if hidden is None else hidden)
    _check_cycle(causes, tables)
    return Question(tables.ids, causes, *ends, tuple(numbers), path_limit)


def _several(given: Any, tables: GraphTables) -> tuple[Any, ...]:
    if given is None:
        return ()
    alone = isinstance(given, (str, tuple)) and given in tables.ids
    single = alone or isinstance(given, str) or not isinstance(given, Iterable)
    return (given,) if single else tuple(given)


def number_of(tables: GraphTables, node: Any, option: str) -> int:
    """Return the number of a node.

    Raises
    ------
    VizlibError
        Where there is no such node; it offers the nearest name.
    """
    try:
        place: Any = tables.ids.get_loc(node)
    except (KeyError, TypeError, pd.errors.InvalidIndexError) as error:
        if option != "given" and isinstance(node, (list, set, np.ndarray, pd.Series)):
            raise VizlibError(
                f"{option}={node!r} is several nodes, and the question takes one: ask about each"
                " by itself."
            ) from error
        raise VizlibError(
            f"{option}={node!r} is not a node; there are {listed(tables.ids)}."
            f"{nearest(node, tables.ids)}"
        ) from error
    return int(place)


def _ends(
    tables: GraphTables, exposure: Any, outcome: Any, given: list[int]
) -> tuple[int | None, int | None]:
    if exposure is None:
        return None, None
    ends = number_of(tables, exposure, "exposure"), number_of(tables, outcome, "outcome")
    if ends[0] == ends[1]:
        raise VizlibError(f"exposure and outcome are both {exposure!r}; name two nodes.")
    for name, node in zip(("exposure", "outcome"), ends, strict=True):
        if node in given:
            raise VizlibError(
                f"The {name} {tables.ids[node]!r} is given; what is asked about cannot be"
                " conditioned on."
            )
    return ends


def causes_of(tables: GraphTables, hidden: BoolArray) -> Causes:
    """Return a graph as the criterion reads it."""
    pairs = list(zip(tables.source.tolist(), tables.target.tolist(), strict=True))
    return Causes(
        tables.node_count,
        tuple(pair for pair, unseen in zip(pairs, hidden, strict=True) if not unseen),
        tuple(pair for pair, unseen in zip(pairs, hidden, strict=True) if unseen),
    )


def _check_cycle(causes: Causes, tables: GraphTables) -> None:
    cycle = causes.cycle()
    if cycle is not None:
        names = " -> ".join(str(tables.ids[node]) for node in [*cycle, cycle[0]])
        raise VizlibError(
            f"The graph has a cycle: {names}. Causes come before their effects; leave out or"
            " turn one of these arrows."
        )
