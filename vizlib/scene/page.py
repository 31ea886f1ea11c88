"""What is known of a picture while its layers are made, and how its labels find room."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import Labels, Margins, Points
from vizlib.scene.text import boxes, without_overlap

ROUNDS = 4
MOST_MARGIN = 0.36
"""Share of the picture's width or height that labels may take on one side."""

Limits = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    """A picture in the making.

    Parameters
    ----------
    size
        Width and height in points, without title and legends.
    limits
        x0, x1, y0, y1 of the data rectangle.
    aspect
        ``"equal"`` where both data units are as long on the page.
    theme
        Colours and fonts.
    letters
        Height of a node label in points.
    xy
        ``(N, 2)`` positions in data units.
    color
        ``(N, 4)`` colours of the nodes.
    node_size
        ``(N,)`` areas of the nodes in points squared.
    margins
        Room for labels outside the data rectangle.
    least
        Room that is needed there in any case.
    """

    size: tuple[float, float]
    limits: Limits
    aspect: Literal["equal", "auto"]
    theme: Theme
    font_size: float
    xy: FloatArray
    color: FloatArray
    node_size: FloatArray
    margins: Margins = field(default_factory=Margins)
    least: Margins = field(default_factory=Margins)

    @property
    def scale(self) -> FloatArray:
        """``(2,)`` points per data unit, negative where an axis runs backwards."""
        x0, x1, y0, y1 = self.limits
        wide = self.size[0] - self.margins.left - self.margins.right
        high = self.size[1] - self.margins.bottom - self.margins.top
        room = np.maximum([wide, high], 1.0)
        per_unit = room / np.maximum(np.abs([x1 - x0, y1 - y0]), 1e-300)
        if self.aspect == "equal":
            per_unit = np.repeat(per_unit.min(), 2)
        signed: FloatArray = per_unit * np.sign([x1 - x0, y1 - y0])
        return signed

    def points(self, xy: FloatArray) -> FloatArray:
        """Measure positions ``(M, 2)`` in points from the corner of the data rectangle."""
        corner = np.array([self.limits[0], self.limits[2]])
        measured: FloatArray = (xy - corner) * self.scale
        return measured

    @property
    def radius(self) -> FloatArray:
        """``(N,)`` how far each node reaches from its position, in points."""
        reach: FloatArray = np.sqrt(self.node_size) / 2
        return reach


def with_marker_margins(page: Page) -> Page:
    """Keep room for the nodes' markers at the rim."""
    return replace(page, margins=_overhang(page, _marker_boxes(page)))


def place_labels(
    page: Page, labels: Mapping[str, Labels], priority: Mapping[str, FloatArray]
) -> tuple[Page, dict[str, Labels]]:
    """Find room for labels: make margins for them, and leave out those that would overlap.

    Parameters
    ----------
    canvas
        The picture so far.
    labels
        Name of a layer -> its labels; earlier layers go before later ones.
    priority
        Name of a layer -> ``(L,)`` importance of each label.

    Returns
    -------
    canvas
        The picture with margins.
    labels
        What is left of each layer.
    """
    kept = dict(labels)
    for _ in range(ROUNDS):
        corners = {name: boxes(each, page.points(each.xy)) for name, each in labels.items()}
        shown = _shown(corners, priority)
        kept = {name: each.keep(shown[name]) for name, each in labels.items()}
        seen = [corners[name][shown[name]].reshape(-1, 2) for name in labels]
        page = replace(page, margins=_overhang(page, np.vstack([_marker_boxes(page), *seen])))
    return page, kept


def _shown(
    corners: Mapping[str, FloatArray], priority: Mapping[str, FloatArray]
) -> dict[str, BoolArray]:
    """Choose the labels that stay, layer by layer, each keeping clear of those before."""
    shown: dict[str, BoolArray] = {}
    taken = np.zeros((0, 4, 2))
    for name, each in corners.items():
        shown[name] = without_overlap(each, priority[name], obstacles=taken)
        taken = np.concatenate([taken, each[shown[name]]])
    return shown


def _marker_boxes(page: Page) -> FloatArray:
    """Return the corners of the rectangle round all nodes ``(2, 2)`` in points, or none."""
    known = page.xy[np.isfinite(page.xy).all(axis=1)]
    if not len(known):
        return np.zeros((0, 2))
    ends = np.array([[each.min(), each.max()] for each in known.T]).T
    reach = float(page.radius.max(initial=0.0)) + 0.5
    corners: FloatArray = np.sort(page.points(ends), axis=0)
    corners[0] -= reach
    corners[1] += reach
    return corners


def _overhang(page: Page, corners: FloatArray) -> Margins:
    """Measure how far corners ``(M, 2)`` in points stand out of the data rectangle."""
    if not len(corners):
        return page.least
    x0, x1, y0, y1 = page.limits
    far = np.abs([x1 - x0, y1 - y0]) * np.abs(page.scale)
    placed = corners
    low, high = -placed.min(axis=0), placed.max(axis=0) - far
    most = MOST_MARGIN * np.array(page.size)
    low = np.clip(low, [page.least.left, page.least.bottom], most)
    high = np.clip(high, [page.least.right, page.least.top], most)
    return Margins(
        left=float(low[0]), right=float(high[0]), bottom=float(low[1]), top=float(high[1])
    )


def node_points(page: Page, shape: IntArray, raster: bool = False) -> Points:
    """Return the nodes as markers, each with a thin rim in the colour of the paper."""
    from matplotlib.colors import to_rgba

    widest = float(np.sqrt(page.node_size.max(initial=0.0)))
    return Points(
        xy=page.xy,
        color=page.color,
        size=page.node_size,
        shape=shape,
        outline=to_rgba(page.theme.background),
        outline_width=0.6 if widest >= 5 else 0.0,
        raster=raster and not shape.any(),
    )
