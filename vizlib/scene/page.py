"""A picture in the making: its size, its limits, its nodes -> points on the page."""

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from vizlib.arrays import FloatArray, IntArray
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import Margins, Points

MAX_MARGIN_SHARE = 0.36
"""Share of the picture's width or height that labels may take on one side."""
SMALL_PAGE_PT, SMALL_MARGIN_SHARE = 260.0, 0.22
"""Side of a picture below which names may take less, and how much of it on each side."""
MIN_RIMMED_PT = 5.0
"""Diameter of the largest node below which no node has a rim."""
RIM_PT = 0.6

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
    font_size
        Height of a node label in points.
    xy
        ``(N, 2)`` positions in data units.
    node_size
        ``(N,)`` areas of the nodes in points squared.
    node_shape
        ``(N,)`` places of their shapes in ``SHAPES``.
    edge_width
        ``(E,)`` widths of the edges in points, or one for all.
    margins
        Room for labels outside the data rectangle.
    least
        Room that is needed there in any case.
    zoom
        By how much strokes and discs are larger than on a page of six inches.
    """

    size: tuple[float, float]
    limits: Limits
    aspect: Literal["equal", "auto"]
    theme: Theme
    font_size: float
    xy: FloatArray
    node_size: FloatArray
    node_shape: IntArray
    edge_width: FloatArray
    margins: Margins = field(default_factory=Margins)
    least: Margins = field(default_factory=Margins)
    zoom: float = 1.0

    @property
    def used_size(self) -> tuple[float, float]:
        """Width and height in points of the data rectangle and its margins, whatever is empty."""
        x0, x1, y0, y1 = self.limits
        width, height = np.abs([x1 - x0, y1 - y0]) * np.abs(self.scale)
        margins = self.margins
        return (
            float(width) + margins.left + margins.right,
            float(height) + margins.bottom + margins.top,
        )

    @property
    def inner_size(self) -> tuple[float, float]:
        """Width and height in points of what the margins leave."""
        width = self.size[0] - self.margins.left - self.margins.right
        height = self.size[1] - self.margins.bottom - self.margins.top
        return max(width, 1.0), max(height, 1.0)

    @property
    def scale(self) -> FloatArray:
        """``(2,)`` points per data unit, negative where an axis runs backwards."""
        x0, x1, y0, y1 = self.limits
        room = np.array(self.inner_size)
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

    def units(self, points: FloatArray) -> FloatArray:
        """Return positions in data units ``(M, 2)``: :meth:`points` the other way."""
        corner = np.array([self.limits[0], self.limits[2]])
        xy: FloatArray = points / self.scale + corner
        return xy

    @property
    def radius(self) -> FloatArray:
        """``(N,)`` how far each node reaches from its position, in points."""
        reach: FloatArray = np.sqrt(self.node_size) / 2
        return reach


def with_marker_margins(page: Page) -> Page:
    """Keep room for the nodes' markers at the rim."""
    return replace(page, margins=overhang(page, marker_corners(page)))


def marker_corners(page: Page) -> FloatArray:
    """Return the corners of the rectangle round all nodes ``(2, 2)`` in points, or none."""
    known = page.xy[np.isfinite(page.xy).all(axis=1)]
    if not len(known):
        return np.zeros((0, 2))
    ends = np.array([[axis.min(), axis.max()] for axis in known.T]).T
    reach = float(page.radius.max(initial=0.0)) + 0.5
    corners: FloatArray = np.sort(page.points(ends), axis=0)
    corners[0] -= reach
    corners[1] += reach
    return corners


def overhang(page: Page, corners: FloatArray) -> Margins:
    """Measure how far corners ``(M, 2)`` in points stand out of the data rectangle."""
    if not len(corners):
        return page.least
    x0, x1, y0, y1 = page.limits
    far = np.abs([x1 - x0, y1 - y0]) * np.abs(page.scale)
    placed = corners
    low, high = -placed.min(axis=0), placed.max(axis=0) - far
    small = min(page.size) < SMALL_PAGE_PT
    most = (SMALL_MARGIN_SHARE if small else MAX_MARGIN_SHARE) * np.array(page.size)
    low = np.clip(low, [page.least.left, page.least.bottom], most)
    high = np.clip(high, [page.least.right, page.least.top], most)
    return Margins(
        left=float(low[0]), right=float(high[0]), bottom=float(low[1]), top=float(high[1])
    )


def node_points(
    page: Page, color: FloatArray, raster: bool = False, rimmed_pt: float | None = None
) -> Points:
    """Return the nodes as markers, each with a thin rim in the colour of the paper.

    Parameters
    ----------
    page
        Where they stand, how large they are and of which shape.
    color
        ``(N, 4)`` RGBA.
    raster
        Whether they are painted into pixels, where all are discs.
    rimmed_pt
        Diameter from which on a node has a rim; by default all have one or none.
    """
    least = MIN_RIMMED_PT if rimmed_pt is None else rimmed_pt
    widest = float(np.sqrt(page.node_size.max(initial=0.0)))
    return Points(
        xy=page.xy,
        color=color,
        size=page.node_size,
        shape=page.node_shape,
        outline=tuple(page.theme.rgba("background")[0]),
        outline_width=RIM_PT * page.zoom if widest >= least * page.zoom else 0.0,
        rimmed=0.0 if rimmed_pt is None else rimmed_pt * page.zoom,
        raster=raster and not page.node_shape.any(),
        stands_for="node",
        item=np.arange(len(page.xy), dtype=np.int32),
    )
