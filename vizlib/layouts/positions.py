"""An Order -> positions (N, 2): on a circle, on a line, on axes, on columns."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.layouts.order import Order
from vizlib.scene.geometry import at_angle

TOP = np.pi / 2
GAP_RADIANS = np.radians(4.0)
ARC_STEP_RADIANS = np.radians(2.0)
"""Angle that a straight piece of a ring may span."""
MAX_GAPS_SHARE = 0.25
"""Share of the circle that gaps may take together."""


@dataclass(frozen=True, eq=False)
class Circle:
    """Where groups and nodes stand round a circle, clockwise from the top.

    Parameters
    ----------
    angle
        ``(N,)`` of each node, in radians, counterclockwise from the right as trigonometry has it.
    spans
        ``(G, 2)`` angles where each group begins and ends; the end is the smaller.
    slot
        Angle that a node has for itself.
    """

    angle: FloatArray
    spans: FloatArray
    slot: float

    @property
    def xy(self) -> FloatArray:
        """``(N, 2)`` positions on the unit circle."""
        return at_angle(self.angle)


def ring_pieces(span: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """Outline pieces of rings.

    Parameters
    ----------
    span
        ``(R, 2)`` angles where each begins and ends, in radians.
    low, high
        ``(R,)`` inner and outer radius.

    Returns
    -------
    outline
        ``(R, S, 2)`` corners, S being the same for all.
    """
    widest = float(np.abs(span[:, 1] - span[:, 0]).max(initial=0.0))
    share = np.linspace(0, 1, max(int(np.ceil(widest / ARC_STEP_RADIANS)), 1) + 1)
    angle = span[:, :1] + (span[:, 1:] - span[:, :1]) * share
    outer = at_angle(angle, high[:, None])
    inner = at_angle(angle[:, ::-1], low[:, None])
    return np.concatenate([outer, inner], axis=1)


def round_circle(order: Order, gap: float = GAP_RADIANS) -> Circle:
    """Share a circle between nodes, with a gap between groups.

    Parameters
    ----------
    order
        Where each node stands.
    gap
        Empty angle between groups, in radians; less where all gaps would take a quarter of it.

    Returns
    -------
    circle
        The angles of nodes and groups.
    """
    count, groups = len(order.place), len(order.labels)
    gaps = groups if groups > 1 else 0
    gap = min(gap, MAX_GAPS_SHARE * 2 * np.pi / max(gaps, 1))
    slot = (2 * np.pi - gaps * gap) / max(count, 1)
    begin = TOP - gap / 2 * (gaps > 0) - order.starts * slot - np.arange(groups) * gap
    angle = begin[order.group] - (order.within + 0.5) * slot
    return Circle(angle, np.stack([begin, begin - order.sizes * slot], axis=1), float(slot))


def on_line(order: Order, gap: float = 1.0) -> FloatArray:
    """Place nodes on the x axis, one unit apart.

    Parameters
    ----------
    order
        Where each node stands.
    gap
        Empty room between groups, in units.

    Returns
    -------
    xy
        ``(N, 2)`` positions in data units.
    """
    x = order.place + gap * order.group
    return np.stack([x, np.zeros(len(x))], axis=1).astype(float)


def on_axes(
    order: Order, angle: FloatArray, along: FloatArray, inner: float = 0.15, outer: float = 1.0
) -> FloatArray:
    """Place nodes on radial axes, one axis a group.

    Parameters
    ----------
    order
        The group of each node.
    angle
        ``(G,)`` direction of each axis, in radians.
    along
        ``(N,)`` how far out each node stands, 0 to 1.
    inner, outer
        Radii where axes begin and end.

    Returns
    -------
    xy
        ``(N, 2)`` positions in data units.
    """
    return at_angle(angle[order.group], inner + (outer - inner) * along)


def on_columns(order: Order, along: FloatArray, step: float = 1.0) -> FloatArray:
    """Place nodes on vertical columns, one column a group, the first on the left.

    Parameters
    ----------
    order
        The group of each node.
    along
        ``(N,)`` height of each node.
    step
        Distance between columns.

    Returns
    -------
    xy
        ``(N, 2)`` positions in data units.
    """
    return np.stack([order.group * step, along], axis=1).astype(float)


def shares(order: Order) -> FloatArray:
    """Return ``(N,)`` places inside the group as shares, 0 to 1; a lone node stands at 0.5."""
    most = order.sizes[order.group] - 1
    return np.where(most > 0, order.within / np.maximum(most, 1), 0.5)
