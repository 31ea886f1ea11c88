"""A CausalPlot, its Data and a page -> its boxes and the ways of its strands, in points."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import AnyArray
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.plots.causal.boxes import NodeBoxes, node_boxes
from vizlib.plots.causal.layout import CausalLayout
from vizlib.plots.causal.paint import edge_widths
from vizlib.plots.causal.routes import Route, routes_on
from vizlib.scene.page import Page
from vizlib.scene.sheet import LETTERS_PT

DASHES = (3.2, 1.8)
"""Dashes of blocked paths, and of rims round what would be enough to adjust for."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What is drawn, and where.

    Parameters
    ----------
    spec, data, page
        What is drawn.
    boxes
        The nodes.
    routes
        The ways of the edges' strands; ``edge`` numbers those of the layout.
    row
        ``(E,)`` the edge of the picture that is an edge of the layout, -1 where it has none.
    """

    spec: PlotSpec
    data: Data
    page: Page
    boxes: NodeBoxes
    routes: Sequence[Route]
    row: AnyArray

    @property
    def zoom(self) -> float:
        """By how much strokes are larger than on a page of six inches."""
        return self.boxes.letters / LETTERS_PT[1]


def drawing_of(spec: PlotSpec, data: Data, page: Page) -> Drawing:
    """Lead the strands over a page."""
    layout: CausalLayout = data.layout
    boxes = node_boxes(data, page)
    bends = [page.points(points) for points in layout.layers.bends]
    row = np.full(len(layout.ends), -1)
    row[data.layout_edge] = np.arange(len(data.layout_edge))
    width = np.zeros(len(row))
    if spec.edge_width is not None or (data.focus is not None and data.focus.width is not None):
        zoom = boxes.letters / LETTERS_PT[1]
        width[data.layout_edge] = edge_widths(spec, data, page.edge_width, "causal", zoom)
    routes = [route for route in routes_on(layout, boxes, bends, width) if row[route.edge] >= 0]
    return Drawing(spec, data, page, boxes, routes, row)
