"""Edges between places on the sphere -> the way of each over shorter edges, and its curve."""

import numpy as np

from vizlib.arrays import FloatArray, LongArray
from vizlib.kernels import jit


@jit
def _push(keys: FloatArray, items: LongArray, size: int, key: float, item: int) -> int:
    """Put an item on a binary heap, the least key on top; return the new size."""
    at = size
    keys[at], items[at] = key, item
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= keys[at]:
            break
        keys[above], keys[at] = keys[at], keys[above]
        items[above], items[at] = items[at], items[above]
        at = above
    return size + 1


@jit
def _drop(keys: FloatArray, items: LongArray, size: int) -> int:
    """Take the top off a heap; return the new size."""
    size -= 1
    keys[0], items[0] = keys[size], items[size]
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[at] <= keys[below]:
            break
        keys[below], keys[at] = keys[at], keys[below]
        items[below], items[at] = items[at], items[below]
        at = below
    return size


@jit
def _chord(points: FloatArray, one: int, two: int) -> float:
    x = points[one, 0] - points[two, 0]
    y = points[one, 1] - points[two, 1]
    z = points[one, 2] - points[two, 2]
    return float(np.sqrt(x * x + y * y + z * z))


@jit
def _search(
    start: int, goal: int, limit: float, pull: float, most: int, turn: int,
    ends: LongArray, length: FloatArray, points: FloatArray, head: LongArray, after: LongArray,
    cost: FloatArray, far: FloatArray, marks: LongArray, keys: FloatArray, items: LongArray,
) -> bool:  # fmt: skip
    """Find a way over kept edges, no longer than the limit; ``marks[2]`` then leads back.

    ``marks`` holds for each node the turn in which it was seen and in which it was done, and the
    half edge by which it was reached.
    """
    seen, done, by = marks[0], marks[1], marks[2]
    cost[start], far[start], seen[start], by[start] = 0.0, 0.0, turn, -1
    size, visited = _push(keys, items, 0, 0.0, start), 0
    while size > 0 and visited <= most:
        node = items[0]
        size = _drop(keys, items, size)
        if done[node] == turn:
            continue
        done[node] = turn
        visited += 1
        if node == goal:
            return True
        half = head[node]
        while half >= 0:
            kept = half >> 1
            other = ends[kept, 1 - (half & 1)]
            reach = far[node] + length[kept]
            rest = _chord(points, other, goal)
            spent = cost[node] + length[kept] * length[kept]
            new = seen[other] != turn or spent < cost[other]
            if new and done[other] != turn and reach + rest <= limit and size < len(keys):
                seen[other], cost[other], far[other], by[other] = turn, spent, reach, half
                size = _push(keys, items, size, spent + pull * rest, other)
            half = after[half]
    return False


@jit
def ways(
    order: LongArray, ends: LongArray, length: FloatArray, points: FloatArray, detour: float,
    guide: float, most: int,
) -> tuple[LongArray, LongArray, LongArray]:  # fmt: skip
    """Lead each edge over the shorter ones kept so far, or keep it where the detour is too long.

    Parameters
    ----------
    order
        ``(R,)`` edges in the order in which they are led, the shortest first.
    ends
        ``(R, 2)`` the nodes of each.
    length
        ``(R,)`` radians.
    points
        ``(N, 3)`` unit vectors of the nodes.
    detour
        By how much longer a way may be than its edge.
    guide
        How much the search prefers nodes near the goal; 0 finds the way of the least sum of
        squared lengths.
    most
        How many nodes a search may visit.

    Returns
    -------
    first, count, path
        The way of edge r is ``path[first[r]:first[r] + count[r]]``, nodes from its second end to
        its first; ``count`` is 0 where the edge is kept.
    """
    nodes, edges = len(points), len(order)
    head, after = np.full(nodes, -1, np.int64), np.full(2 * edges, -1, np.int64)
    cost, far, marks = np.zeros(nodes), np.zeros(nodes), np.full((3, nodes), -1, np.int64)
    keys, items = np.zeros(2 * edges + 64), np.zeros(2 * edges + 64, np.int64)
    first, count = np.zeros(edges, np.int64), np.zeros(edges, np.int64)
    path, used = np.empty(8 * edges + nodes, np.int64), 0
    for turn in range(edges):
        edge = order[turn]
        start, goal = ends[edge, 0], ends[edge, 1]
        limit, pull = (1.0 + detour) * length[edge], guide * length[edge]
        if head[start] < 0 or head[goal] < 0 or not _search(
            start, goal, limit, pull, most, turn, ends, length, points, head, after, cost, far,
            marks, keys, items,
        ):  # fmt: skip
            after[2 * edge], head[start] = head[start], 2 * edge
            after[2 * edge + 1], head[goal] = head[goal], 2 * edge + 1
            continue
        if used + nodes > len(path):
            longer = np.empty(2 * len(path) + nodes, np.int64)
            longer[:used] = path[:used]
            path = longer
        first[edge], node = used, goal
        path[used] = node
        used += 1
        while node != start:
            half = marks[2, node]
            node = ends[half >> 1, half & 1]
            path[used] = node
            used += 1
        count[edge] = used - first[edge]
    return first, count, path[:used]


@jit
def _arc(points: FloatArray, one: int, two: int, curve: FloatArray) -> None:
    """Put points evenly on the great circle between two nodes; ``curve`` is changed.

    Opposite places are joined over the nearer pole.
    """
    angle = 2.0 * np.arcsin(min(_chord(points, one, two) / 2.0, 1.0))
    last, start = len(curve) - 1, points[one]
    goal = points[two].copy()
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
        As :func:`ways` returns them.
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
        many = count[edge]
        samples = offsets[edge + 1] - offsets[edge]
        for sample in range(samples):
            share = sample / (samples - 1)
            for place in range(many):
                control[place] = points[path[first[edge] + many - 1 - place]]
            for rest in range(many - 1, 0, -1):
                for place in range(rest):
                    for axis in range(3):
                        step = control[place + 1, axis] - control[place, axis]
                        control[place, axis] += share * step
            norm = np.sqrt((control[0] ** 2).sum())
            curve[offsets[edge] + sample] = control[0] / max(norm, 1e-300)
    return curve
