"""The nodes of a map and its groups -> their marks, and the names of groups amid them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from vizlib.core import thresholds
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.scene.geometry import Labels, Points
from vizlib.scene.page import Page, node_points

RIMMED_PT = 2.6
"""Diameter from which on a node has a rim."""
SMALL_INK = 0.5
"""Opacity of plain nodes that are too small for a rim."""
GROUP_EM = 1.15


def map_nodes(spec: PlotSpec, data: Data, page: Page) -> Points:
    """Return nodes with a thin rim; plain ones too small for it are paler, being many."""
    raster = thresholds.rasterizes_nodes(spec.raster, data.tables.node_count)
    points = node_points(page, data.node_rgba, raster, RIMMED_PT)
    plain = spec.node_color is None and spec.node_alpha is None and data.focus is None
    if not plain:
        return points
    color = points.color.copy()
    color[points.size < points.rimmed**2, 3] *= SMALL_INK
    return replace(points, color=color)


def names_amid_groups(data: Data, page: Page) -> Labels:
    """Return the name of each group at the median of its nodes."""
    seen = np.isfinite(page.xy).all(axis=1)
    places = pd.DataFrame(page.xy[seen]).groupby(data.order.group[seen]).median()
    names = [data.order.labels[group] for group in places.index]
    size = page.font_size * GROUP_EM
    return Labels.at(places.to_numpy(), names, page.theme, size, bold=True, halo=True)
