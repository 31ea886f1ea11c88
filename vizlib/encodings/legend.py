"""What an encoding means -> Legend: the words, colours and sizes that explain it."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from vizlib.arrays import FloatArray, IntArray


def _no_rows() -> FloatArray:
    return np.zeros((0, 4))


def _none() -> FloatArray:
    return np.zeros(0)


def _no_shapes() -> IntArray:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, kw_only=True, eq=False)
class Legend:
    """What must be said of one encoding.

    Parameters
    ----------
    title
        The field, as the reader should see it.
    mark
        ``"node"``, ``"edge"``, ``"cell"``, ``"bar"`` or ``"box"``: what is encoded; it decides how
        a sample looks.
    kind
        ``"entries"``: samples with a label each; ``"ramp"``: a colour bar with ticks;
        ``"words"``: lines of text alone.
    labels
        L words: of the samples, or of the ticks.
    colors
        ``(L, 4)`` RGBA of the samples, one row for all, or none (the theme's colour).
    sizes
        ``(L,)`` points squared (nodes) , points (edges) or shares of the longest
        (bars) of the samples; empty where all are alike.
    shapes
        ``(L,)`` places in ``scales.SHAPES``; empty where all are alike.
    ramp
        ``(256, 4)`` RGBA of a colour bar, low to high.
    ticks
        ``(L,)`` where the labels stand along the bar, 0 to 1.
    values
        ``(L,)`` the numbers that the labels name; empty where they are none.
    below, above
        Whether there are values beyond the low, or the high, end of the bar.
    folded
        How many categories are not listed.
    missing
        How many values are missing.
    dashes
        Dash and gap of the samples of lines, in widths of the line; empty for whole lines.
    tapers
        Whether the samples of lines narrow, as the lines of the picture do: their width is that at
        the source.
    missing_color
        The colour that shows them, where colour is what is encoded.
    counts
        ``(L,)`` how many nodes or edges each category has; empty where that is not said.
    line
        ``(1, 4)`` RGBA of the rims of boxes.
    double
        Whether boxes are square and have two rims.
    barred
        Whether a bar crosses the samples of lines.
    note
        What must be said besides, in lines.
    """

    title: str
    mark: Literal["node", "edge", "cell", "bar", "box"] = "node"
    kind: Literal["entries", "ramp", "words"] = "entries"
    labels: tuple[str, ...] = ()
    colors: FloatArray = field(default_factory=_no_rows)
    sizes: FloatArray = field(default_factory=_none)
    shapes: IntArray = field(default_factory=_no_shapes)
    ramp: FloatArray = field(default_factory=_no_rows)
    ticks: FloatArray = field(default_factory=_none)
    values: FloatArray = field(default_factory=_none)
    below: bool = False
    above: bool = False
    folded: int = 0
    missing: int = 0
    missing_color: tuple[float, ...] | None = None
    dashes: tuple[float, ...] = ()
    tapers: bool = False
    counts: IntArray = field(default_factory=_no_shapes)
    line: FloatArray = field(default_factory=_no_rows)
    double: bool = False
    barred: bool = False
    note: str = ""
