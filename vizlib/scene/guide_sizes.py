"""Sizes of nodes -> discs in one another, or side by side, as a piece of a guide."""

import numpy as np

from vizlib.encodings.legend import Legend
from vizlib.scene.geometry import Curves, Movable, Points
from vizlib.scene.guide_samples import SAMPLE_GAP_EM
from vizlib.scene.guide_type import Item, Type
from vizlib.scene.text import widths

NESTED_EM = 1.4
"""Diameter of the largest sample from which the samples stand in one another."""


def is_sizes(legend: Legend) -> bool:
    """Tell whether a legend explains areas of nodes, and nothing else."""
    alone = len(legend.sizes) == len(legend.labels) > 0 and len(legend.colors) <= 1
    return legend.kind == "entries" and legend.mark == "node" and alone and not len(legend.shapes)


def sizes_item(legend: Legend, style: Type) -> Item:
    """Draw samples of sizes: large ones in one another, small ones side by side."""
    large = np.sqrt(legend.sizes.max()) >= NESTED_EM * style.size
    return _nested(legend, style) if large else _row_of_discs(legend, style)


def _nested(legend: Legend, style: Type) -> Item:
    """Draw discs in one another on one foot, the largest on top of the words at their right."""
    order = np.argsort(-legend.sizes, kind="stable")
    across, size = np.sqrt(legend.sizes[order]), style.size
    color = legend.colors[0] if len(legend.colors) else style.theme.rgba("muted")[0]
    faint = np.array([*color[:3], 0.16 * color[3]])
    largest = float(across[0])
    x, tops = largest / 2, across - largest
    y, last = np.zeros(len(across)), 1.2 * size
    for place, top in enumerate(tops):
        last = y[place] = min(top, last - 1.2 * size)
    start = largest + 0.55 * size
    xy = np.stack([np.full(len(across), x), across / 2 - largest], axis=1)
    discs = Points(
        xy=xy, color=np.repeat(faint[None], len(across), 0), size=across**2,
        shape=np.zeros(len(across), np.int32), outline=tuple(color),
        outline_width=0.8 * style.zoom,
    )  # fmt: skip
    joints = [np.full(len(across), at) for at in (x, start - 0.2 * size, start + 0.2 * size)]
    ends = np.stack(
        [np.stack([at, h], 1) for at, h in zip(joints, (tops, tops, y), strict=True)], 1
    )
    leaders = Curves.of_equal_length(
        ends, color=style.theme.rgba("muted"), width=np.array([0.5 * style.zoom])
    )
    text = style.beside(legend.labels, start + 0.45 * size, y[np.argsort(order)])
    lift = 0.5 * size
    layers: tuple[Movable, ...] = (discs, leaders, text)
    high = max(largest, float(-y[-1]) + lift) + lift
    wide = start + 0.45 * size + style.wide(legend.labels)
    return Item(tuple(layer.moved(0, -lift) for layer in layers), wide, high)


def _row_of_discs(legend: Legend, style: Type) -> Item:
    """Draw small discs side by side, each with its words."""
    order = np.argsort(legend.sizes, kind="stable")
    words = [legend.labels[place] for place in order]
    across, size = np.sqrt(legend.sizes[order]), style.size
    long = widths(words, style.text, style.theme.font)
    step = across + SAMPLE_GAP_EM * size + long
    left = np.cumsum(np.append(0.0, step[:-1] + 1.1 * size))
    middle = np.full(len(words), -style.row / 2)
    plain = style.theme.rgba("muted")
    color = np.broadcast_to(legend.colors if len(legend.colors) else plain, (len(words), 4))
    discs = Points(
        xy=np.stack([left + across / 2, middle], axis=1), color=color, size=across**2,
        shape=np.zeros(len(words), np.int32),
    )  # fmt: skip
    text = style.beside(words, left + across + SAMPLE_GAP_EM * size, middle)
    return Item((discs, text), float(left[-1] + step[-1]), style.row)
