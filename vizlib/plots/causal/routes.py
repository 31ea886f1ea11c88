"""Boxes, bends and strands on a page -> the way of each strand from port to port, in points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.plots.causal.boxes import NodeBoxes
from vizlib.plots.causal.layout import (
    APART_EM,
    HAIR_EM,
    PORTS_SHARE,
    STRAND_EM,
    CausalLayout,
)
from vizlib.plots.causal.strands import KINDS, Strand
from vizlib.scene.edge_paths import bezier

SAMPLES = 40
SPACING_EM = 0.4
LEAST_SAMPLES = 12
MAX_LEVEL_SHARE = 0.4
"""Share of the way to the next layer that strands run level, at most, on a page that is small."""
MAX_LATE_SHARE = 0.4
"""Share of the room between two layers that strands may run level before they rise."""
CLEAR_EM = 0.12
"""Room between strands that are wider than usual."""
RIM_EM = 0.12
"""Room between a head and a box."""
Lane = tuple[int, int]
"""An arrow, and a place among its strands."""


@dataclass(frozen=True, eq=False)
class Route:
    """The way of a strand, or of an arrow that is on no path.

    Parameters
    ----------
    edge
        The arrow.
    strand
        What runs along it, None for the bare arrow.
    points
        ``(S, 2)`` its way in points, from port to port.
    clear
        Room above and below its ports until the next strand that is not barred there.
    """

    edge: int
    strand: Strand | None
    points: FloatArray
    clear: tuple[float, float]


def routes_on(
    layout: CausalLayout, boxes: NodeBoxes, bends: Sequence[FloatArray], width: FloatArray
) -> list[Route]:  # fmt: skip
    """Lead each strand from a port of its own to another.

    Parameters
    ----------
    layout
        What is asked, and which strands there are.
    boxes
        Where the nodes stand.
    bends
        Of each arrow ``(K, 2)`` where it bends, in points.
    width
        ``(E,)`` width of one strand of each arrow in points.
    """
    strands = [_ordered(some, boxes.at[:, 1]) for some in layout.strands]
    least = np.where([len(some) > 0 for some in strands], STRAND_EM, HAIR_EM) * boxes.letters
    room = np.maximum(least, width + CLEAR_EM * boxes.letters)
    ports = [_ports(layout, boxes, bends, strands, side, room) for side in (0, 1)]
    routes = []
    for edge, some in enumerate(strands):
        for lane in range(max(len(some), 1)):
            heights = ports[0][edge, lane], ports[1][edge, lane]
            most = room[edge] * max(len(some) - 1, 0)
            aside = most / 2 - room[edge] * lane if some else 0.0
            way = _way(layout, boxes, edge, bends[edge], heights, aside, most)
            clear = (
                _clear(layout, strands, ports[0], (edge, lane), 0),
                _clear(layout, strands, ports[1], (edge, lane), 1),
            )
            routes.append(Route(edge, some[lane] if some else None, way, clear))
    return routes


def _ordered(strands: Sequence[Strand], height: FloatArray) -> tuple[Strand, ...]:
    """Order the strands of an arrow from top to bottom, as they come and as they go on."""

    def above(strand: Strand) -> tuple[float, int]:
        known = [height[node] for node in strand.near if node >= 0]
        return -float(np.mean(known)) if known else 0.0, -KINDS.index(strand.kind)

    return tuple(sorted(strands, key=above))


def _ports(
    layout: CausalLayout, boxes: NodeBoxes, bends: Sequence[FloatArray],
    strands: Sequence[Sequence[Strand]], side: int, room: FloatArray,
) -> Mapping[Lane, float]:  # fmt: skip
    """Return the height of the port of each strand at one side of its box."""
    at: list[list[int]] = [[] for _ in layout.names]
    for edge, pair in enumerate(layout.ends.tolist()):
        at[pair[side]].append(edge)
    ports: dict[Lane, float] = {}
    step = 1 if side == 0 else -2
    for node, edges in enumerate(at):
        order = sorted(edges, key=lambda edge: -bends[edge][step, 1])
        lanes = [(edge, lane) for edge in order for lane in range(max(len(strands[edge]), 1))]
        rooms = room[[edge for edge, _ in lanes]]
        if not lanes:
            continue
        fresh = np.array([lane == 0 for _, lane in lanes])
        places = np.cumsum(rooms + APART_EM * boxes.letters * fresh) - rooms / 2
        middle = (places[0] + places[-1]) / 2
        spread = max(float(places[-1] - places[0]), 1e-9)
        share = min(1.0, 2 * PORTS_SHARE * boxes.half[node, 1] / spread)
        heights = boxes.at[node, 1] - (places - middle) * share
        ports |= dict(zip(lanes, heights.tolist(), strict=True))
    return ports


def _clear(
    layout: CausalLayout, strands: Sequence[Sequence[Strand]], ports: Mapping[Lane, float],
    lane: Lane, side: int,
) -> float:  # fmt: skip
    """Return the room until the nearest port of a strand that is not barred at this side."""
    edge, place = lane
    if not strands[edge] or not strands[edge][place].barred[side]:
        return np.inf
    node, here = layout.ends[edge, side], ports[lane]
    passing = [
        abs(ports[other, number] - here)
        for other in np.flatnonzero(layout.ends[:, side] == node).tolist()
        for number, strand in enumerate(strands[other])
        if not strand.barred[side]
    ]
    return min(passing, default=np.inf)


def _way(
    layout: CausalLayout, boxes: NodeBoxes, edge: int, bends: FloatArray,
    heights: tuple[float, float], aside: float, most: float,
) -> FloatArray:  # fmt: skip
    """Return the points of a strand: level at its ends and where it passes a layer.

    Of strands side by side the upper ones rise first, and the lower ones fall first, so that they
    keep apart where they are steep.
    """
    source, target = layout.ends[edge]
    start = boxes.at[source, 0] + boxes.half[source, 0], heights[0]
    end = boxes.at[target, 0] - boxes.half[target, 0] - RIM_EM * boxes.letters, heights[1]
    stops = [np.array(start)]
    reach = layout.layers.reach[edge][1:-1] * boxes.letters
    room = MAX_LEVEL_SHARE * np.minimum(np.diff(bends[:-1, 0]), np.diff(bends[1:, 0]))
    for (x, y), far in zip(bends[1:-1], np.minimum(reach, room), strict=True):
        stops += [np.array([x - far, y + aside]), np.array([x + far, y + aside])]
    stops.append(np.array(end))
    pieces = [stops[0][None]]
    for number, (first, last) in enumerate(pairwise(stops)):
        if number % 2:
            pieces.append(last[None])
            continue
        late = (most - 2 * aside * np.sign(last[1] - first[1])) / 2
        pieces.append(_piece(first, last, late, most))
    return evenly(np.concatenate(pieces), SPACING_EM * boxes.letters)


def evenly(points: FloatArray, spacing: float) -> FloatArray:
    """Return the same way ``(S, 2)`` by points that are evenly spread along it."""
    far = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    places = np.linspace(0.0, far[-1], max(int(far[-1] / spacing), LEAST_SAMPLES) + 1)
    return np.stack([np.interp(places, far, axis) for axis in points.T], axis=1)


def _piece(first: FloatArray, last: FloatArray, late: float, most: float) -> FloatArray:
    """Return the points after the first on a way that is level at both ends.

    Parameters
    ----------
    first, last
        ``(2,)`` its ends.
    late, most
        Points that it runs level before it rises, of those that strands beside it do.
    """
    if abs(first[1] - last[1]) < 1e-6:
        return last[None]
    share = min(1.0, MAX_LATE_SHARE * (last[0] - first[0]) / max(most, 1e-9))
    start = first + np.array([late * share, 0.0])
    end = last - np.array([(most - late) * share, 0.0])
    half = np.array([(end[0] - start[0]) / 2, 0.0])
    control = np.stack([start, start + half, end - half, end])[None]
    return np.concatenate([bezier(control, SAMPLES)[0], last[None]])
