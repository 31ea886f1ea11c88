"""Layers and a page -> how far they reach, and the page without what they leave empty."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.scene.geometry import (
    Areas,
    Arrowheads,
    Curves,
    Geometry,
    Labels,
    Margins,
    Points,
    Ribbons,
    Tiles,
)  # fmt: skip
from vizlib.scene.page import Page
from vizlib.scene.text import boxes

MAX_OUTSIDE_PT = 2.0
"""Points that a label may stand out of the margins, which are found in rounds."""
MIN_SLACK_EM = 0.5
"""Empty room that is cut off, in heights of a node label."""


def without_slack(page: Page, layers: Iterable[Geometry]) -> Page:
    """Cut off what layers leave empty at the rims of a page; its scale stays as it is.

    Parameters
    ----------
    page
        The picture in the making.
    layers
        All that is drawn; where some are made only when they are painted, nothing is cut.
    """
    reached = [_reach(page, layer) for layer in layers]
    known = [corners for corners in reached if corners is not None]
    if len(known) < len(reached) or not sum(map(len, known)):
        return page
    points = np.concatenate(known)
    points = points[np.isfinite(points).all(axis=1)]
    margins, scale = page.margins, page.scale
    x0, x1, y0, y1 = page.limits
    span = np.abs([x1 - x0, y1 - y0]) * np.abs(scale)
    low = points.min(axis=0) + np.array([margins.left, margins.bottom])
    high = span + np.array([margins.right, margins.top]) - points.max(axis=0)
    # What is cut must leave some of the rectangle, and a little room is not worth a cut.
    low, high = (
        np.where((slack > MIN_SLACK_EM * page.font_size) & (slack < span / 2), slack, 0.0)
        for slack in (low, high)
    )
    shift, cut = low / scale, high / scale
    left, low_y, right, high_y = x0 + shift[0], y0 + shift[1], x1 - cut[0], y1 - cut[1]
    limits = float(left), float(right), float(low_y), float(high_y)
    width, height = np.array(page.size) - low - high
    return replace(page, limits=limits, size=(float(width), float(height)))


def with_room(page: Page, labels: Iterable[Labels]) -> Page:
    """Make the margins of a page, and the page, as wide as labels are; its scale stays."""
    reached = [_reach(page, words) for words in labels]
    points = np.concatenate([np.zeros((1, 2)), *(some for some in reached if some is not None)])
    points = points[np.isfinite(points).all(axis=1)]
    x0, x1, y0, y1 = page.limits
    span, now = np.abs([x1 - x0, y1 - y0]) * np.abs(page.scale), page.margins
    low = np.maximum(-points.min(axis=0), [now.left, now.bottom])
    high = np.maximum(points.max(axis=0) - span, [now.right, now.top])
    grown = low + high - [now.left + now.right, now.bottom + now.top]
    margins = Margins(
        left=float(low[0]), right=float(high[0]), bottom=float(low[1]), top=float(high[1])
    )
    width, height = np.array(page.size) + grown
    return replace(page, margins=margins, size=(float(width), float(height)))


def inside(page: Page, labels: Labels) -> BoolArray:
    """Return ``(L,)`` which labels are on the picture with its margins, which have a bound."""
    x0, x1, y0, y1 = page.limits
    span, margins = np.abs([x1 - x0, y1 - y0]) * np.abs(page.scale), page.margins
    corners = boxes(labels, page.points(labels.xy))
    low = np.array([-margins.left, -margins.bottom]) - MAX_OUTSIDE_PT
    high = span + np.array([margins.right, margins.top]) + MAX_OUTSIDE_PT
    with np.errstate(invalid="ignore"):
        seen: BoolArray = ((corners >= low) & (corners <= high)).all(axis=(1, 2))
    return seen


def _reach(page: Page, layer: Geometry) -> FloatArray | None:
    """Return corners ``(M, 2)`` in points round all that a layer draws, None where unknown."""
    if isinstance(layer, Labels):
        return boxes(layer, page.points(layer.xy)).reshape(-1, 2)
    if isinstance(layer, Points):
        at, far = page.points(layer.xy), np.sqrt(layer.size)[:, None] / 2
        return np.concatenate([at - far, at + far])
    if isinstance(layer, (Curves, Ribbons)):
        return page.points(layer.points)
    if isinstance(layer, Arrowheads):
        return page.points(layer.xy)
    if isinstance(layer, Tiles):
        return page.points(np.concatenate([layer.corner, layer.corner + layer.extent]))
    if isinstance(layer, Areas):
        paths = [path.vertices for path in layer.paths if len(path.vertices)]
        return page.points(np.concatenate(paths)) if paths else np.zeros((0, 2))
    return None
