"""Paths and arrows -> the strands that run along each arrow, each with its kind and its bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from vizlib.arrays import BoolArray, IntArray
from vizlib.stats.causal.d_separation import Path
from vizlib.stats.causal.shown import Kind, ShownPath

MAX_STRANDS = 6
"""Strands on an arrow beyond which those of a kind are joined."""
KINDS: tuple[Kind, ...] = ("blocked", "open", "causal")
"""Kinds of paths, those that are drawn last at the end."""


@dataclass(frozen=True)
class Strand:
    """A path, or several of a kind, along an arrow.

    Parameters
    ----------
    kind
        What is drawn.
    many
        How many paths it stands for.
    barred
        Whether it is blocked at the arrow's source, and at its target.
    near
        The nodes that the path comes from and goes to, -1 where it begins or ends here.
    """

    kind: Kind
    many: int
    barred: tuple[bool, bool]
    near: tuple[int, int]


Step = tuple[int, int, int]
"""Number of a path, and the nodes before the source and after the target of an arrow."""


def paths_per_edge(paths: Sequence[Path], ends: IntArray, hidden: BoolArray) -> list[list[Step]]:
    """Return for each arrow the paths that take it.

    Parameters
    ----------
    paths
        What may be drawn.
    ends
        ``(E, 2)`` nodes that each arrow joins.
    hidden
        ``(E,)`` which arrows stand for an unobserved common cause.
    """
    number = _numbers(ends, hidden)
    along: list[list[Step]] = [[] for _ in ends]
    for place, path in enumerate(paths):
        nodes = (-1, *path.nodes, -1)
        for at, step in enumerate(path.steps):
            first, second = path.nodes[at], path.nodes[at + 1]
            edge = number[first, second, step.here, step.there]
            around = nodes[at], nodes[at + 3]
            forwards = int(ends[edge][0]) == first
            along[edge].append((place, *(around if forwards else around[::-1])))
    return along


def _numbers(ends: IntArray, hidden: BoolArray) -> dict[tuple[int, int, bool, bool], int]:
    """Return the arrow of each step: of parallel ones the first."""
    number: dict[tuple[int, int, bool, bool], int] = {}
    for edge, ((source, target), unseen) in enumerate(zip(ends.tolist(), hidden, strict=True)):
        both = bool(unseen)
        number.setdefault((source, target, both, True), edge)
        number.setdefault((target, source, True, both), edge)
    return number


def strands_of(
    shown: Sequence[ShownPath], ends: IntArray, hidden: BoolArray
) -> tuple[tuple[Strand, ...], ...]:
    """Return the strands along each arrow; beyond ``MAX_STRANDS`` those of a kind are one."""
    along = paths_per_edge([path.path for path in shown], ends, hidden)
    return tuple(
        _joined([_strand(shown[place], pair, near) for place, *near in steps])
        for steps, pair in zip(along, ends.tolist(), strict=True)
    )


def _strand(shown: ShownPath, pair: Sequence[int], near: Sequence[int]) -> Strand:
    source, target = (node in shown.blocked_at for node in pair)
    return Strand(shown.kind, 1, (source, target), (near[0], near[1]))


def _joined(strands: Sequence[Strand]) -> tuple[Strand, ...]:
    if len(strands) <= MAX_STRANDS:
        return tuple(strands)
    joined = []
    for kind in KINDS:
        alike = [strand for strand in strands if strand.kind == kind]
        if alike:
            barred = tuple(any(strand.barred[end] for strand in alike) for end in (0, 1))
            joined.append(Strand(kind, len(alike), (barred[0], barred[1]), (-1, -1)))
    return tuple(joined)
