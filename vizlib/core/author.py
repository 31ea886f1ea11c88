"""A class that somebody wrote as a plot -> the same, explained, with the methods of today."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from vizlib.arrays import AnyArray, FloatArray
from vizlib.core.data import Data, EdgeEnds
from vizlib.errors import warn

OLD_PLACE = ("self", "nodes", "order")
OLD_CONNECT = ("self", "start", "end")


@dataclass(frozen=True, eq=False)
class Ends:
    """Where edges start, or where they end, as ``connect(start, end)`` had it.

    Parameters
    ----------
    node
        ``(E,)`` number of the node.
    xy
        ``(E, 2)`` its position.
    group, place
        ``(E,)`` its group, and its place in the order of all nodes.
    lane
        ``(E,)`` 0, or how far a parallel edge keeps from its neighbours.
    samples
        How many points a curve has.
    """

    node: AnyArray
    xy: FloatArray
    group: AnyArray
    place: AnyArray
    lane: FloatArray
    samples: int


def check_author(kind: type) -> None:
    """Let ``place(nodes, order)`` and ``connect(start, end)`` work for a while, with a warning."""
    place, connect = (kind.__dict__.get(name) for name in ("place", "connect"))
    of_old = place is not None and len(inspect.signature(place).parameters) == len(OLD_PLACE)
    starts = connect is not None and tuple(inspect.signature(connect).parameters) == OLD_CONNECT
    if place is not None and of_old:
        _warn(kind, "place(nodes, order)", "place(data)")
        type.__setattr__(kind, "place", _adapt_place(place))
    if connect is not None and (of_old or starts):
        _warn(kind, "connect(start, end)", "connect(data, edges)")
        type.__setattr__(kind, "connect", _adapt_connect(connect))


def _warn(kind: type, old: str, new: str) -> None:
    warn(f"{kind.__name__}.{old} is the way of old; write {new}.")


def _adapt_place(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def place(self: Any, data: Data) -> Any:
        return method(self, data.nodes, data.order)

    return place


def _adapt_connect(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def connect(self: Any, data: Data, edges: EdgeEnds) -> Any:
        start, end = (
            Ends(node, xy, data.order.group[node], data.order.place[node], edges.parallel_offset,
                 edges.samples)
            for node, xy in ((edges.source, edges.start), (edges.target, edges.end))
        )  # fmt: skip
        return method(self, start, end)

    return connect
