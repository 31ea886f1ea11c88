"""A Question -> the paths that a picture shows, each with its kind, and the rest in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vizlib.stats.causal.d_separation import Path, Verdict, judge, open_paths
from vizlib.stats.causal.question import Question

Kind = Literal["causal", "open", "blocked"]
MAX_BLOCKED = 2
"""Blocked paths that are shown where none of them was open before anything was given."""
MAX_SETS_SAID = 3
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, eq=False)
class ShownPath:
    """A path that is drawn.

    Parameters
    ----------
    path
        Its nodes and steps.
    kind
        ``"causal"``: open, and every arrow runs onwards; ``"open"``; ``"blocked"``.
    blocked_at
        The nodes that block it.
    """

    path: Path
    kind: Kind
    blocked_at: tuple[int, ...]


def kind_of(path: Path, verdict: Verdict) -> Kind:
    """Tell a causal path, another open one and a blocked one apart."""
    if not verdict.open:
        return "blocked"
    return "open" if any(step.here for step in path.steps) else "causal"


def shown_paths(question: Question) -> tuple[ShownPath, ...]:
    """Return the paths to draw: all that are open, and some of those that are blocked.

    Of blocked paths those are drawn that were open before anything was given; where there are
    none, the shortest.
    """
    before = set(paths_before(question)) if question.is_asked else set()
    passing = [(path, verdict) for path, verdict in question.judged if verdict.open]
    barred = [(path, verdict) for path, verdict in question.judged if not verdict.open]
    closed = [(path, verdict) for path, verdict in barred if path in before]
    shortest = sorted(barred, key=lambda pair: len(pair[0].steps))[:MAX_BLOCKED]
    return tuple(
        ShownPath(path, kind_of(path, verdict), verdict.blocked_at)
        for path, verdict in (*passing, *(closed or shortest))
    )


def paths_before(question: Question) -> tuple[Path, ...]:
    """Return the paths that are open where nothing is given."""
    exposure, outcome, _ = question.asked
    return open_paths(question.causes, exposure, outcome, frozenset(), question.path_limit).paths


def paths_whatever_is_given(question: Question) -> tuple[Path, ...]:
    """Return paths that matter before anything is given: what a layout may follow.

    Two pictures that differ in what is given can then be compared.
    """
    if not question.is_asked:
        return ()
    exposure, outcome, _ = question.asked
    every = question.causes.paths(exposure, outcome, question.path_limit).paths
    shut = [path for path in every if not judge(question.causes, path, frozenset()).open]
    return (*paths_before(question), *shut[:MAX_BLOCKED])


def counts_in_words(question: Question, drawn: Sequence[ShownPath]) -> str:
    """Say how many paths there are of each kind, and how many of the blocked ones are drawn.

    Examples
    --------
    >>> from vizlib.stats.causal.parse import parse_dag
    >>> from vizlib.stats.causal.question import ask
    >>> question = ask(parse_dag("U -> X; U -> Y; X -> Y"), None, "X", "Y", (), 200)
    >>> counts_in_words(question, shown_paths(question))
    'One causal path, one open back door.'
    """
    kinds = Counter(kind_of(path, verdict) for path, verdict in question.judged)
    door = open_name([shown.path for shown in drawn if shown.kind == "open"])
    words = f"{_many(kinds['causal'], 'open causal path')}, {_many(kinds['open'], door)}"
    words = words.replace("open causal", "causal") if kinds["causal"] else words
    blocked, shown = kinds["blocked"], sum(path.kind == "blocked" for path in drawn)
    if blocked:
        words += f"; {_many(blocked, 'path')} {'is' if blocked == 1 else 'are'} blocked"
    if shown < blocked:
        words += f", of which {_number(shown)} {'is' if shown == 1 else 'are'} drawn"
    if not question.found[1]:
        words += f"; of the first {len(question.found[0]):,} paths that were looked at"
    return f"{words[0].upper()}{words[1:]}."


def open_name(paths: Sequence[Path]) -> str:
    """Name open paths that are not causal: back doors, where all begin with an arrow inwards."""
    doors = all(path.steps[0].here for path in paths)
    return "open back door" if doors else "open path that is not causal"


def _many(count: int, thing: str) -> str:
    first, *rest = thing.split(" that ")
    plural = first if count == 1 else f"{first}s"
    tail = [words.replace("is ", "are ", 1) if count != 1 else words for words in rest]
    return " that ".join([f"{_number(count)} {plural}", *tail])


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def sets_in_words(question: Question) -> str:
    """Say what is enough to adjust for.

    Examples
    --------
    >>> from vizlib.stats.causal.parse import parse_dag
    >>> from vizlib.stats.causal.question import ask
    >>> sets_in_words(ask(parse_dag("U -> V -> X; U -> Y; X -> Y"), None, "X", "Y", (), 200))
    'Enough to adjust for: U, or V.'
    """
    sets = question.minimal_sets
    if sets is None:
        return "Nothing that is observed closes every back door."
    if not sets[0]:
        return "Nothing needs to be adjusted for."
    names = question.names
    told = [" and ".join(names[node] for node in sorted(some)) for some in sets[:MAX_SETS_SAID]]
    more = len(sets) - len(told)
    rest = f", or {_number(more)} further {'set' if more == 1 else 'sets'}" if more else ""
    return f"Enough to adjust for: {', or '.join(told)}{rest}."
