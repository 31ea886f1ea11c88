"""Names in the plane -> the boxes in which each might stand, and how good each is by itself."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray

GAP_PT = 2.0
"""Between a mark and its name."""
NEAR = np.array(
    [(1, 0), (0.8, 0.75), (0.8, -0.75), (-1, 0), (-0.8, 0.75), (-0.8, -0.75), (0, 1), (0, -1)]
)
NEAR_COST = np.array([0, 1, 1.5, 2, 3, 3.5, 2.5, 4.0])
"""Places beside a mark, and how bad each is."""
FAR_EM = (1.6, 3.2, 5.5, 8.5, 13.0, 20.0)
"""How far from its mark a name with a leader stands."""
WAYS = 12
FAR_COST, FAR_COST_EM = 5.0, 1.6
"""How bad a leader is, and each em of it."""
ALONG_EM = (0.0, 1.2, -1.2, 2.4, -2.4, 3.6, -3.6)
"""How far from the middle of its line a name stands."""
ALONG_COST = 1.0
BELOW_COST = 0.5


@dataclass(frozen=True, eq=False)
class Candidates:
    """Boxes in which names might stand.

    Parameters
    ----------
    box
        ``(L, K, 4)`` left, bottom, right and top, in points from the anchors.
    cost
        ``(L, K)`` how bad each is by itself.
    far
        ``(K,)`` which need a leader.
    """

    box: FloatArray
    cost: FloatArray
    far: BoolArray


def beside_points(rim: FloatArray, wide: FloatArray, high: FloatArray, size: float) -> Candidates:
    """Return places on eight sides of marks, and farther away with leaders.

    The order of sides is that of Imhof, *Positioning names on maps* (1975).
    """
    ways, reach, cost = [NEAR], [np.zeros(len(NEAR))], [NEAR_COST]
    for ring, em in enumerate(FAR_EM):
        angle = np.linspace(0, 2 * np.pi, WAYS, endpoint=False) + 0.13 * ring
        ways.append(np.stack([np.cos(angle), np.sin(angle)], axis=1))
        reach.append(np.full(WAYS, em * size))
        cost.append(FAR_COST + FAR_COST_EM * em + np.abs(np.sin(angle)))
    way, away = np.concatenate(ways), np.concatenate(reach)
    far = away > 0
    out = rim[:, None] + np.where(far, away, GAP_PT)
    x, y = way[:, 0] * out, way[:, 1] * out
    side = np.sign(np.where(np.abs(way[:, 0]) < 0.3, 0, way[:, 0]))
    near_up = way[:, 1] * 0.75 + 0.25 * np.sign(way[:, 1]) * (side == 0)
    up = np.where(far, np.clip(1.2 * way[:, 1], -1, 1), near_up)
    left = x + (side - 1) / 2 * wide[:, None]
    low = y + (up - 1) / 2 * high[:, None]
    box = np.stack([left, low, left + wide[:, None], low + high[:, None]], axis=-1)
    return Candidates(box, np.tile(np.concatenate(cost), (len(rim), 1)), far)


def beside_lines(way: FloatArray, wide: FloatArray, high: FloatArray, size: float) -> Candidates:
    """Return places on both sides of lines, near their middles.

    Parameters
    ----------
    way
        ``(L, 2)`` unit vectors along the lines.
    wide, high
        ``(L,)`` points of each name.
    size
        Height of the letters in points.
    """
    normal = np.stack([-way[:, 1], way[:, 0]], axis=1)
    normal *= np.where(normal[:, 1:] < 0, -1.0, 1.0)
    off = np.abs(normal[:, 0]) * wide / 2 + np.abs(normal[:, 1]) * high / 2 + GAP_PT
    along = np.repeat(np.array(ALONG_EM) * size, 2)
    side = np.tile([1.0, -1.0], len(ALONG_EM))
    centre = way[:, None] * along[:, None] + normal[:, None] * (side * off[:, None])[..., None]
    half = np.stack([wide, high], axis=1)[:, None] / 2
    cost = ALONG_COST * np.abs(along) / size + BELOW_COST * (side < 0)
    box = np.concatenate([centre - half, centre + half], axis=-1)
    return Candidates(box, np.tile(cost, (len(way), 1)), np.zeros(len(along), bool))
