"""Encodings and what stands out -> RGBA of nodes and edges."""

from typing import Any

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.encodings.encode import Encoding
from vizlib.graphs.fields import FieldTable

FAINT = 0.12
"""Share of its opacity that an edge has at its source, where that shows direction."""
NODES_KEEP = 2.0
"""How much more of their colour nodes keep than edges, where others stand out."""
INSIDE_KEEPS, BETWEEN_KEEPS = 1.3, 0.6
"""How much more of the usual opacity edges inside groups have, and what those between keep."""
GREAT_ALPHA = 0.85
"""Opacity of the edges that are much wider than others, and the greatest by itself."""
GREAT_PERCENTILE, GREAT_MEDIANS = 94.0, 1.7
"""The percentile of widths, and how many times the median, from which an edge is great."""
GREAT_INK = 0.45
"""How much ink the grey of a great edge takes."""
BANDS_KEEP, NAMES_KEEP = 0.3, 0.62
"""Greys of the bands, and of the names, of groups that hold nothing that stands out."""
TEXT_INK = 0.4
"""How much ink the colour of a group takes where it is that of words."""
ENDS = ("source", "target", "gradient")


def colored_by(edge_color: Any, edges: FieldTable) -> str | None:
    """Tell which end's colour edges take, where no field of the edges has that name."""
    if isinstance(edge_color, str) and edge_color in ENDS and edge_color not in edges.names():
        return edge_color
    return None


def mixed(color: FloatArray, other: FloatArray, share: float) -> FloatArray:
    """Return ``(M, 4)`` colours that have taken a share of another."""
    taken: FloatArray = color + (other - color) * share
    return taken


def with_opacity(color: Encoding, alpha: Encoding, count: int) -> FloatArray:
    """Multiply the opacity of colours.

    Parameters
    ----------
    color, alpha
        Looks of M marks, or one row for all.
    count
        How many rows are wanted; one where one row may stand for all.

    Returns
    -------
    rgba
        ``(M, 4)``, or one row that stands for all.
    """
    opacity = alpha.values if len(alpha.values) else np.ones(1)
    rows = max(len(color.values), len(opacity), 1)
    rgba: FloatArray = np.repeat(color.values, rows // max(len(color.values), 1), axis=0).copy()
    rgba[:, 3] *= opacity
    return one_each(rgba, count) if count > 1 and len(rgba) == 1 else rgba


def one_each(values: AnyArray, count: int) -> AnyArray:
    """Give each of N marks its row where one row stands for all."""
    return np.broadcast_to(values, (count, *values.shape[1:])) if len(values) == 1 else values


def focused(rgba: FloatArray, stands_out: BoolArray, rest: float, paper: FloatArray) -> FloatArray:
    """Let colours stand out, opaque, before others that are all but the paper, opaque too.

    What recedes hides what lies below it, and many of it are no darker than one.

    Parameters
    ----------
    rgba
        ``(M, 4)`` colours, or one row for all.
    stands_out
        ``(M,)`` which of them do.
    rest
        The share of their colour that the others keep beside the paper's.
    paper
        ``(1, 4)`` the colour of the paper.
    """
    mixed = np.broadcast_to(rgba, (len(stands_out), 4)).copy()
    mixed[~stands_out] = rest * mixed[~stands_out] + (1 - rest) * paper
    seen = mixed[:, 3] > 0
    mixed[seen, 3] = 1.0
    return mixed


def receded(rgba: FloatArray, stands_out: BoolArray, rest: float) -> FloatArray:
    """Let colours recede, without losing their hue.

    Parameters
    ----------
    rgba
        ``(M, 4)`` colours, or one row for all.
    stands_out
        ``(M,)`` which of them stay as they are.
    rest
        What is left of the opacity of the others.
    """
    faded = np.broadcast_to(rgba, (len(stands_out), 4)).copy()
    faded[~stands_out, 3] *= rest
    return faded
