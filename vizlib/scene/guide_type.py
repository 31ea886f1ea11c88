"""Letters, strokes and rows of guides -> Item: a piece of a guide, laid out in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vizlib.arrays import AnyArray
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import Labels, Movable
from vizlib.scene.sheet import em
from vizlib.scene.text import widths

TEXT_EM = 0.94
ASCENT_EM = 0.74
CAPITAL_EM = 0.66
"""Height of a capital letter."""
ROW_EM = 1.42


@dataclass(frozen=True)
class Type:
    """Letters and strokes of guides.

    Parameters
    ----------
    theme
        Colours and family.
    size
        Height of a node label in points.
    zoom
        By how much strokes are larger than on a page of six inches.
    below
        Whether guides stand in rows under the picture.
    tight
        Whether the picture is small, so that each guide says only the least.
    """

    theme: Theme
    size: float
    zoom: float = 1.0
    below: bool = False
    tight: bool = False

    @property
    def text(self) -> float:
        """Height of the letters beside samples, in points."""
        return em(TEXT_EM, self.size)

    @property
    def row(self) -> float:
        """Height of a row in points."""
        return max(ROW_EM * self.size, 1.25 * self.text)

    def wide(self, words: Sequence[str], size: float | None = None, bold: bool = False) -> float:
        """Measure the widest of some lines in points."""
        size = self.text if size is None else size
        return float(widths(words, size, self.theme.font, bold).max(initial=0.0))

    def beside(self, texts: Sequence[str], x: AnyArray | float, y: AnyArray, **look: Any) -> Labels:
        """Write lines whose capitals have their middle at heights ``(L,)``."""
        return self.words(texts, x, y - CAPITAL_EM / 2 * look.get("size", self.text), **look)

    def words(
        self, texts: Sequence[str], x: AnyArray | float, y: AnyArray, *, size: float | None = None,
        bold: bool = False, ha: str = "left", color: str = "ink",
    ) -> Labels:  # fmt: skip
        """Write lines on points."""
        xy = np.stack(np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float)), axis=-1)
        ink = self.theme.rgba(color)
        size = self.text if size is None else size
        return Labels.at(
            xy.reshape(-1, 2), texts, self.theme, size, ha=ha, va="baseline", bold=bold, color=ink
        )


@dataclass(frozen=True, eq=False)
class Item:
    """A legend laid out, its top left corner at (0, 0)."""

    layers: tuple[Movable, ...]
    width: float
    height: float


def lines_item(
    words: Sequence[str], style: Type, size: float | None = None, color: str = "ink"
) -> Item:
    """Write lines of text alone."""
    size = style.text if size is None else size
    y = -1.3 * size * (np.arange(len(words)) + 0.5)
    text = style.beside(words, 0.0, y, size=size, color=color)
    return Item((text,), style.wide(words, size), 1.3 * size * len(words))
