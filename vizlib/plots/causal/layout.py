"""A causal graph and its Question -> where nodes and arrows stand, and what is said of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.data import Data
from vizlib.layouts.layered.layout import Layout
from vizlib.stats.causal.parse import BIDIRECTED
from vizlib.stats.causal.question import Question


@dataclass(frozen=True, eq=False)
class CausalLayout:
    """Where nodes and arrows stand, and what the question says of them.

    Parameters
    ----------
    layers
        Where nodes stand and arrows bend.
    bounds
        ``(2, 2)`` the least and the greatest x and y of nodes and arrows.
    hidden
        ``(E,)`` which arrows stand for an unobserved common cause.
    question
        What is asked, and the answer.
    on_open, on_blocked
        ``(E,)`` which arrows are part of an open path, and of blocked paths alone.
    blocked_ends
        ``(E, 2)`` where paths are blocked: at the source, at the target of an arrow.
    """

    layers: Layout
    bounds: FloatArray
    hidden: BoolArray
    question: Question
    on_open: BoolArray
    on_blocked: BoolArray
    blocked_ends: BoolArray


def hidden_edges(data: Data) -> BoolArray:
    """Return ``(E,)`` which edges stand for an unobserved common cause."""
    if BIDIRECTED not in data.edges:
        return np.zeros(data.tables.edge_count, bool)
    values = data.edges.field(BIDIRECTED)
    true = values.map(lambda value: value is not None and bool(value), na_action="ignore")
    return np.asarray(true.eq(True), bool)


def arrows_to_lay_out(data: Data, question: Question, hidden: BoolArray) -> list[tuple[int, int]]:
    """Return the arrows to lay out; an unobserved cause counts as an arrow that runs onwards."""
    time = _place_in_time(data.tables.node_count, question.causes.directed)
    ends = zip(data.tables.source.tolist(), data.tables.target.tolist(), hidden, strict=True)
    return [
        (target, source) if unseen and time[source] > time[target] else (source, target)
        for source, target, unseen in ends
    ]


def _place_in_time(count: int, arrows: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return node -> its place in an order in which causes come before effects."""
    waiting = [0] * count
    after: list[list[int]] = [[] for _ in range(count)]
    for cause, effect in dict.fromkeys(arrows):
        after[cause].append(effect)
        waiting[effect] += 1
    order = [node for node in range(count) if not waiting[node]]
    for node in order:
        for effect in after[node]:
            waiting[effect] -= 1
            if not waiting[effect]:
                order.append(effect)
    return {node: place for place, node in enumerate(order)}
