"""A spec and its Data -> how many edges lie over each other, and so how opaque each is."""

from dataclasses import replace

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core import thresholds
from vizlib.core.connect import connect_edges
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.scales import Value
from vizlib.scene.geometry import Curves

SAMPLED_EDGES = 4_000
"""Edges whose ways are looked at; more are taken for as many of their like."""
CELL_PT = 2.0
"""Side of the cells over which edges are added up; greater where there are more than a sample."""
CROWDED_PERCENTILE = 95.0
MAX_STEPS = 2_000_000
"""Points at most at which the ways of edges are looked at."""


def with_ink(spec: PlotSpec, data: Data) -> Data:
    """Let edges be as opaque as their overplotting allows, where nothing else is said.

    See :meth:`vizlib.core.defaults.EdgeOpacity.alpha`.
    """
    law, count = spec.defaults.edge_opacity, data.tables.edge_count
    asked = spec.edge_alpha is not None or "edge_alpha" in data.implied
    if asked or not law.measured or data.counts_edges or not count:
        return data
    depth = data.sized_by.depth if data.shared.whole is not None else edge_depth(spec, data)
    if depth is None:
        counted = spec.defaults.counts_many and _is_counted(spec, data, 1.0)
        return replace(data, counts_edges=counted)
    if (depth > 1 or spec.defaults.counts_many) and _is_counted(spec, data, depth):
        return replace(data, depth=depth, counts_edges=True, colored_by=None)
    colored = not (spec.edge_color is None or isinstance(spec.edge_color, (Value, tuple)))
    alpha = replace(data.encodings["edge_alpha"], values=np.array([law.alpha(depth, colored)]))
    return replace(data, depth=depth, encodings={**data.encodings, "edge_alpha": alpha})


def _is_counted(spec: PlotSpec, data: Data, depth: float) -> bool:
    """Tell whether edges are counted over each pixel by themselves: plain ones that hide all."""
    own = data.colored_by in (None, "group")
    plain = own and spec.edge_color is None and spec.edge_width is None
    free = spec.edge_blend == "auto" and spec.raster is not False
    whole = data.focus is None or not data.focus.strong
    many = data.sized_by.tables.edge_count > thresholds.LIMITS.counted_edges
    if not (plain and free and whole and many) or data.direction in ("arrow", "gradient"):
        return False
    return spec.defaults.counts_many or spec.defaults.edge_opacity.makes_a_slab(depth)


def edge_depth(spec: PlotSpec, data: Data) -> float | None:
    """Return how many edges lie over each other where it is most crowded, None if not known."""
    if data.tables.partitions is not None or not spec._shows_single_edges():
        return None
    count = data.tables.edge_count
    step = -(-count // SAMPLED_EDGES)
    curves = connect_edges(spec, data, data.edge_ends(np.arange(0, count, step)))
    width, height = spec.defaults.size_pt
    view = np.array(spec.limits(data.frame, width / height), float)
    unit = np.array([width, height]) / np.maximum(np.abs(view[1::2] - view[::2]), 1e-300)
    if spec.defaults.aspect == "equal":
        unit[:] = unit.min()
    pages = replace(curves, points=(curves.points - np.minimum(view[::2], view[1::2])) * unit)
    side = CELL_PT * np.sqrt(step)
    cover = _cover(pages, (width, height), side) * step
    thick = min(spec.defaults.edge_widths.widths(count)[1], 1.0)
    inked = cover[cover > 0]
    return max(float(np.percentile(inked, CROWDED_PERCENTILE)) * thick, 1.0) if len(inked) else 1.0


def _cover(curves: Curves, size: tuple[float, float], pt: float) -> FloatArray:
    """Return for each cell how many lines, a point wide, would cover it whole."""
    start, way = _pieces(curves)
    long = np.hypot(way[:, 0], way[:, 1])
    steps = np.clip(np.ceil(long / pt), 1, None)
    steps = np.ceil(steps / max(steps.sum() / MAX_STEPS, 1.0)).astype(np.int64)
    piece = np.repeat(np.arange(len(long)), steps)
    first = np.repeat(np.cumsum(steps) - steps, steps)
    share = (np.arange(len(piece)) - first + 0.5) / steps[piece]
    at = ((start[piece] + way[piece] * share[:, None]) / pt).astype(np.int64)
    columns, rows = (int(np.ceil(side / pt)) + 1 for side in size)
    inside = ((at >= 0) & (at < [columns, rows])).all(axis=1)
    cell = at[inside, 1] * columns + at[inside, 0]
    length = (long / steps)[piece][inside]
    total: FloatArray = np.bincount(cell, length, columns * rows) / pt**2
    return total


def _pieces(curves: Curves) -> tuple[FloatArray, FloatArray]:
    """Return where the straight pieces of lines start, and how they run."""
    way = np.diff(curves.points, axis=0)
    within = np.ones(len(way), bool)
    within[curves.offsets[1:-1] - 1] = False
    known = within & np.isfinite(way).all(axis=1)
    return curves.points[:-1][known], way[known]
