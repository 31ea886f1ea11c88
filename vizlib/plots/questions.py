"""A causal graph and a question -> Questioned: separated or not, paths, adjustment, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import IntArray
from vizlib.core.recipe import Recipe
from vizlib.errors import VizlibError, listed, nearest
from vizlib.stats.causal.adjustment import adjustment_sets
from vizlib.stats.causal.d_separation import Causes, Path, explain, judge, open_paths, write_path
from vizlib.stats.causal.parse import BIDIRECTED, parse_dag

MOST_SETS = 100


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Questioned(Recipe):
    """A plot of a causal graph that is asked whether two nodes are d-separated."""

    exposure: Any = None
    outcome: Any = None
    given: Any = ()
    path_limit: int = 200

    def check(self) -> None:
        """Refuse what is no causal graph, and questions that make no sense."""
        if isinstance(self.graph, str):
            object.__setattr__(self, "graph", parse_dag(self.graph))
        if not self.tables.directed and self.tables.edge_count:
            raise VizlibError(
                "CausalPlot needs a directed graph: an arrow from each cause to its effect."
            )
        self._check_question()
        cycle = self.causes.cycle()
        if cycle is not None:
            names = " -> ".join(str(self.tables.ids[each]) for each in [*cycle, cycle[0]])
            raise VizlibError(
                f"The graph has a cycle: {names}. Causes come before their effects; leave out or"
                " turn one of these arrows."
            )
        super().check()

    def _check_question(self) -> None:
        if (self.exposure is None) != (self.outcome is None):
            lacking = "outcome" if self.outcome is None else "exposure"
            raise VizlibError(f"{lacking} is lacking: the question needs exposure and outcome.")
        if type(self.path_limit) is not int or self.path_limit < 1:
            raise VizlibError(f"path_limit={self.path_limit!r} must be a whole number above zero.")
        given = [self._number(each, "given") for each in self._given]
        if len(set(given)) < len(given):
            raise VizlibError(f"given={list(self._given)!r} names a node twice.")
        if self.exposure is not None:
            self._check_ends(given)

    def _check_ends(self, given: list[int]) -> None:
        one, two = self._number(self.exposure, "exposure"), self._number(self.outcome, "outcome")
        if one == two:
            raise VizlibError(f"exposure and outcome are both {self.exposure!r}; name two nodes.")
        for name, node in (("exposure", one), ("outcome", two)):
            if node in given:
                raise VizlibError(
                    f"The {name} {self.tables.ids[node]!r} is given; what is asked about cannot be"
                    " conditioned on."
                )

    @property
    def _given(self) -> tuple[Any, ...]:
        if self.given is None:
            return ()
        one = isinstance(self.given, (str, tuple)) and self.given in self.tables.ids
        single = one or isinstance(self.given, str) or not isinstance(self.given, Iterable)
        return (self.given,) if single else tuple(self.given)

    def _number(self, name: Any, option: str) -> int:
        try:
            place: Any = self.tables.ids.get_loc(name)
        except (KeyError, TypeError) as error:
            raise VizlibError(
                f"{option}={name!r} is not a node; there are {listed(self.tables.ids)}."
                f"{nearest(name, self.tables.ids)}"
            ) from error
        return int(place)

    @cached_property
    def unobserved(self) -> Any:
        """``(E,)`` which edges stand for an unobserved common cause."""
        if BIDIRECTED not in self.edge_table:
            return np.zeros(self.tables.edge_count, bool)
        values = self.edge_table.field(BIDIRECTED)
        return values.map(lambda each: each is not None and bool(each), na_action="ignore").eq(True)

    @cached_property
    def causes(self) -> Causes:
        """The graph as the criterion reads it."""
        pairs = list(zip(self.tables.source.tolist(), self.tables.target.tolist(), strict=True))
        both = np.asarray(self.unobserved, bool)
        return Causes(
            self.tables.node_count,
            tuple(pair for pair, hidden in zip(pairs, both, strict=True) if not hidden),
            tuple(pair for pair, hidden in zip(pairs, both, strict=True) if hidden),
        )

    @cached_property
    def question(self) -> tuple[int, int, frozenset[int]] | None:
        """Numbers of exposure, outcome and what is given; None where nothing is asked."""
        if self.exposure is None:
            return None
        given = frozenset(self._number(each, "given") for each in self._given)
        return self._number(self.exposure, "exposure"), self._number(self.outcome, "outcome"), given

    def _asked(self) -> tuple[int, int, frozenset[int]]:
        if self.question is None:
            raise VizlibError("Nothing is asked: give exposure=... and outcome=....")
        return self.question

    @cached_property
    def separated(self) -> bool:
        """Whether exposure and outcome are d-separated."""
        return self.causes.separated(*self._asked())

    @cached_property
    def found(self) -> tuple[tuple[Path, ...], bool]:
        """The paths between exposure and outcome, the open ones first, and whether that is all."""
        one, two, given = self._asked()
        passing = open_paths(self.causes, one, two, given, self.path_limit)
        every = self.causes.paths(one, two, self.path_limit)
        paths = dict.fromkeys([*passing.paths, *every.paths])
        return tuple(paths)[: self.path_limit], passing.complete and every.complete

    @cached_property
    def paths(self) -> pd.DataFrame:
        """The paths between exposure and outcome: path, open, blocked_at, why."""
        return self._frame(self.found[0])

    @property
    def backdoor_paths(self) -> pd.DataFrame:
        """The paths that begin with an arrow into the exposure."""
        return self._frame([path for path in self.found[0] if path.steps[0].here])

    def _frame(self, paths: Iterable[Path]) -> pd.DataFrame:
        names, given = self._names, self._asked()[2]
        rows = []
        for path in paths:
            verdict = judge(self.causes, path, given)
            blocked = [self.tables.ids[each] for each in verdict.blocked_at]
            why = explain(self.causes, path, given, names)
            rows.append((write_path(path, names), verdict.open, blocked, why))
        return pd.DataFrame(rows, columns=["path", "open", "blocked_at", "why"])

    @cached_property
    def on_open(self) -> Any:
        """``(E,)`` which edges are part of an open path."""
        return self._on_paths(wanted=True)

    @cached_property
    def on_blocked(self) -> Any:
        """``(E,)`` which edges are part of blocked paths only."""
        return self._on_paths(wanted=False) & ~self.on_open

    def _on_paths(self, wanted: bool) -> Any:
        pairs: set[tuple[int, int, bool]] = set()
        if self.question is not None:
            for path in self.found[0]:
                if judge(self.causes, path, self.question[2]).open == wanted:
                    for one, step in zip(path.nodes, path.steps, strict=False):
                        hidden = step.here and step.there
                        back = step.here and not step.there
                        ends = (step.node, one) if back else (one, step.node)
                        pairs |= {(*ends, hidden)} | ({(*ends[::-1], True)} if hidden else set())
        both = np.asarray(self.unobserved, bool)
        edges = zip(self.tables.source.tolist(), self.tables.target.tolist(), both, strict=True)
        return np.array([(one, two, bool(each)) in pairs for one, two, each in edges], bool)

    @property
    def _conditioned(self) -> list[int]:
        return [self._number(each, "given") for each in self._given]

    @cached_property
    def _marked(self) -> dict[str, IntArray]:
        """Colliders that are opened, and nodes at which paths are blocked."""
        opened: set[int] = set()
        blocked: set[int] = set()
        if self.question is not None:
            for path in self.found[0]:
                verdict = judge(self.causes, path, self.question[2])
                opened |= set(verdict.opened_at)
                blocked |= set(verdict.blocked_at)
        sides = {"opened": opened, "blocked": blocked}
        return {name: np.array(sorted(each), np.int32) for name, each in sides.items()}

    @property
    def adjustment_sets(self) -> list[set[Any]] | None:
        """The minimal sets that close every backdoor path, None where there is none."""
        one, two, _ = self._asked()
        found = adjustment_sets(self.causes, one, two, MOST_SETS)
        ids = self.tables.ids
        return None if found is None else [{ids[node] for node in each} for each in found]

    @property
    def _names(self) -> list[str]:
        return [str(each) for each in self.tables.ids]

    @property
    def heading(self) -> str:
        """The title, or the answer in words."""
        if self.title is not None or self.question is None:
            return self.title or ""
        one, two = self.exposure, self.outcome
        under = f" given {', '.join(str(each) for each in self._given)}" if self._given else ""
        if self.separated:
            return f"{one} is independent of {two}{under}"
        count = int(self.paths["open"].sum())
        more = "" if self.found[1] else " or more"
        paths = f"{count} open path{'s' * (count != 1)}{more}"
        return f"{one} is not independent of {two}{under}, {paths}"

    def remarks(self) -> list[str]:
        """Say the answer."""
        if self.question is None:
            return []
        more = [] if self.found[1] else [f"Paths beyond {self.path_limit:,} are not looked at."]
        return [replace(self, title=None).heading + ".", *more]
