"""Edges between places on the sphere -> the way of each over shorter edges, and its curve."""

from typing import NamedTuple

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.kernels.compile import jit


class Network(NamedTuple):
    """Edges between places on the sphere.

    Parameters
    ----------
    points
        ``(N, 3)`` unit vectors of the nodes.
    ends
        ``(R, 2)`` the nodes of each edge.
    length
        ``(R,)`` of each edge, in radians.
    """

    points: FloatArray
    ends: LongArray
    length: FloatArray


class Limits(NamedTuple):
    """What a way may be.

    Parameters
    ----------
    detour
        By how much longer it may be than its edge, as a share of it.
    guide
        How much the search prefers nodes near the goal; 0 finds the way of the least sum of
        squared lengths.
    max_visits
        How many nodes a search may visit.
    """

    detour: float
    guide: float
    max_visits: int


class Goal(NamedTuple):
    """What one search is for: its nodes, the greatest length, the pull of the goal, its number."""

    start: int
    goal: int
    limit: float
    pull: float
    turn: int


class Kept(NamedTuple):
    """The edges kept so far, as two half edges each, in a linked list a node.

    Parameters
    ----------
    head
        ``(N,)`` the half edge of each node that was kept last, or -1.
    after
        ``(2 R,)`` the half edge of the same node that was kept before each, or -1.
    """

    head: LongArray
    after: LongArray


class Reached(NamedTuple):
    """What searches know of each node: ``(N,)`` each.

    Parameters
    ----------
    cost, walked
        Sum of squared lengths, and of lengths, from the start.
    seen, done
        The search in which the node was last seen, and done.
    half
        The half edge by which it was reached.
    """

    cost: FloatArray
    walked: FloatArray
    seen: LongArray
    done: LongArray
    half: LongArray


class Heap(NamedTuple):
    """Room for a binary heap: keys, the least on top, and the node of each."""

    keys: FloatArray
    nodes: LongArray


@jit
def _push(keys: FloatArray, nodes: LongArray, size: int, key: float, node: int) -> int:
    """Put a node on a heap; return the new size."""
    at = size
    keys[at], nodes[at] = key, node
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= keys[at]:
            break
        keys[above], keys[at] = keys[at], keys[above]
        nodes[above], nodes[at] = nodes[at], nodes[above]
        at = above
    return size + 1


@jit
def _pop(keys: FloatArray, nodes: LongArray, size: int) -> int:
    """Take the top off a heap; return the new size."""
    size -= 1
    keys[0], nodes[0] = keys[size], nodes[size]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[at] <= keys[below]:
            break
        keys[below], keys[at] = keys[at], keys[below]
        nodes[below], nodes[at] = nodes[at], nodes[below]
        at = below
    return size


@jit
def _chord(points: FloatArray, source: int, target: int) -> float:
    x = points[source, 0] - points[target, 0]
    y = points[source, 1] - points[target, 1]
    z = points[source, 2] - points[target, 2]
    return float(np.sqrt(x * x + y * y + z * z))


@jit
def _search(
    goal: Goal, network: Network, kept: Kept, reached: Reached, heap: Heap, max_visits: int
) -> bool:
    """Find a way over kept edges, no longer than the limit; ``reached.half`` then leads back."""
    start, end, limit, pull, turn = goal
    points, ends, length = network
    head, after = kept
    cost, walked, seen, done, by = reached
    keys, nodes = heap
    cost[start], walked[start], seen[start], by[start] = 0.0, 0.0, turn, -1
    size, visited = _push(keys, nodes, 0, 0.0, start), 0
    while size > 0 and visited <= max_visits:
        node = nodes[0]
        size = _pop(keys, nodes, size)
        if done[node] == turn:
            continue
        done[node] = turn
        visited += 1
        if node == end:
            return True
        half, near, spent_near = head[node], walked[node], cost[node]
        while half >= 0:
            edge = half >> 1
            other = ends[edge, 1 - (half & 1)]
            reach = near + length[edge]
            rest = _chord(points, other, end)
            spent = spent_near + length[edge] * length[edge]
            better = seen[other] != turn or spent < cost[other]
            if better and done[other] != turn and reach + rest <= limit and size < len(keys):
                seen[other], cost[other], walked[other], by[other] = turn, spent, reach, half
                size = _push(keys, nodes, size, spent + pull * rest, other)
            half = after[half]
    return False


@jit
def _keep(edge: int, ends: LongArray, kept: Kept) -> None:
    """Add the two halves of an edge to the lists of its nodes."""
    head, after = kept
    for end in range(2):
        node = ends[edge, end]
        after[2 * edge + end], head[node] = head[node], 2 * edge + end


@jit
def _walk_back(goal: Goal, ends: LongArray, by: LongArray, path: LongArray, used: int) -> int:
    """Write the nodes from the goal of a search to its start; return how much of path is used."""
    node = goal.goal
    path[used] = node
    used += 1
    while node != goal.start:
        half = by[node]
        node = ends[half >> 1, half & 1]
        path[used] = node
        used += 1
    return used


@jit
def _longer(path: LongArray, used: int, room: int) -> LongArray:
    """Return a path with room for more nodes."""
    if used + room <= len(path):
        return path
    longer = np.empty(2 * len(path) + room, np.int64)
    longer[:used] = path[:used]
    return longer


@jit
def _reached(nodes: int) -> Reached:
    never = np.full((3, nodes), -1, np.int64)
    return Reached(np.zeros(nodes), np.zeros(nodes), never[0], never[1], never[2])


@jit
def spanner_paths(
    order: LongArray, network: Network, limits: Limits
) -> tuple[LongArray, LongArray, LongArray]:
    """Lead each edge over the shorter ones kept so far, or keep it where the detour is too long.

    Parameters
    ----------
    order
        ``(R,)`` edges in the order in which they are led, the shortest first.
    network
        The edges.
    limits
        How long ways may be, and how long they are looked for.

    Returns
    -------
    first, count, path
        The way of edge r is ``path[first[r]:first[r] + count[r]]``, nodes from its second end to
        its first; ``count`` is 0 where the edge is kept.
    """
    nodes, edges = len(network.points), len(order)
    ends, length = network.ends, network.length
    kept = Kept(np.full(nodes, -1, np.int64), np.full(2 * edges, -1, np.int64))
    heap = Heap(np.zeros(2 * edges + 64), np.zeros(2 * edges + 64, np.int64))
    reached = _reached(nodes)
    first, count = np.zeros(edges, np.int64), np.zeros(edges, np.int64)
    path, used = np.empty(8 * edges + nodes, np.int64), 0
    for turn in range(edges):
        edge = order[turn]
        start, end = ends[edge, 0], ends[edge, 1]
        limit, pull = (1.0 + limits.detour) * length[edge], limits.guide * length[edge]
        goal = Goal(start, end, limit, pull, turn)
        new = kept.head[start] < 0 or kept.head[end] < 0
        if new or not _search(goal, network, kept, reached, heap, limits.max_visits):
            _keep(edge, ends, kept)
            continue
        path = _longer(path, used, nodes)
        first[edge] = used
        used = _walk_back(goal, ends, reached.half, path, used)
        count[edge] = used - first[edge]
    return first, count, path[:used]


@jit
def _arc(points: FloatArray, source: int, target: int, curve: FloatArray) -> None:
    """Put points evenly on the great circle between two nodes; ``curve`` is changed.

    Opposite places are joined over the nearer pole.
    """
    angle = 2.0 * np.arcsin(min(_chord(points, source, target) / 2.0, 1.0))
    last, start = len(curve) - 1, points[source]
    goal = points[target].copy()
    if np.sin(angle) < 1e-6 and angle > 1.0:
        goal[:] = 0.0
        goal[2] = 1.0 if start[2] >= 0 else -1.0
        if abs(start[2]) > 1.0 - 1e-12:
            goal[0], goal[2] = 1.0, 0.0
    aside = goal - start * (goal * start).sum()
    aside = aside / max(np.sqrt((aside * aside).sum()), 1e-300)
    for sample in range(last + 1):
        turn = angle * sample / last
        curve[sample] = np.cos(turn) * start + np.sin(turn) * aside


@jit
def curves(
    ends: LongArray, first: LongArray, count: LongArray, path: LongArray, points: FloatArray,
    offsets: LongArray,
) -> FloatArray:  # fmt: skip
    """Bend each edge along its way: a Bezier curve whose control points are the way's nodes.

    An edge that is kept follows its great circle.

    Parameters
    ----------
    ends
        ``(R, 2)`` the nodes of each edge.
    first, count, path
        As :func:`spanner_paths` returns them.
    points
        ``(N, 3)`` unit vectors of the nodes.
    offsets
        ``(R + 1,)`` where the points of each edge begin in what is returned.

    Returns
    -------
    curve
        ``(S, 3)`` unit vectors, from the first end of each edge to its second.
    """
    curve = np.empty((offsets[-1], 3))
    control = np.empty((max(2, count.max() if len(count) else 2), 3))
    for edge in range(len(ends)):
        if count[edge] == 0:
            _arc(points, ends[edge, 0], ends[edge, 1], curve[offsets[edge] : offsets[edge + 1]])
            continue
        nodes, samples = count[edge], offsets[edge + 1] - offsets[edge]
        for sample in range(samples):
            for place in range(nodes):
                control[place] = points[path[first[edge] + nodes - 1 - place]]
            share = sample / (samples - 1)
            for rest in range(nodes - 1, 0, -1):
                for place in range(rest):
                    for axis in range(3):
                        step = control[place + 1, axis] - control[place, axis]
                        control[place, axis] += share * step
            norm = np.sqrt((control[0] ** 2).sum())
            curve[offsets[edge] + sample] = control[0] / max(norm, 1e-300)
    return curve
