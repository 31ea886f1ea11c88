"""A spec with very many edges and its data -> the edges counted over each pixel, and the scale."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, IntArray
from vizlib.core import thresholds
from vizlib.core.connect import connect_edges
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.fit import choose_bend, spread_of
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_scale import NumberScale
from vizlib.encodings.palettes import seen_ramp
from vizlib.errors import VizlibError
from vizlib.graphs.tables import GraphTables
from vizlib.rendering.rasterize import count_lines
from vizlib.scene.geometry import Curves, EdgeChunks
from vizlib.scene.page import Limits

COUNTED_WIDTH_PT = 0.72
"""Width of a counted line: a pixel at 100 dots per inch."""
SAMPLE_SIDE_PX = 500
MAX_CATEGORIES = 32
DENSEST_PERCENTILE = 99.6
LEAST_OPACITY = 0.15
"""Opacity of the least count, where colours are mixed."""
OPACITY_BEND = 0.6
"""Exponent by which counts become opaque: below 1 the lesser ones do so early."""
CHANNEL = "edge_density"
"""The name by which pictures share the scale of counts."""


@dataclass(frozen=True, eq=False)
class EdgeDensity:
    """Edges counted over each pixel.

    Parameters
    ----------
    chunks
        The edges, and how counts become colours.
    scale
        How counts become shades.
    legend
        The colour bar of counts, or None where there is nothing to count.
    """

    chunks: EdgeChunks
    scale: NumberScale
    legend: Legend | None


def edge_density(spec: PlotSpec, data: Data) -> EdgeDensity | None:
    """Count the edges of a picture over each pixel, where that is asked for.

    Raises
    ------
    VizlibError
        Where the edges have more colours than can be told apart when they are mixed.
    """
    if not data.counts_edges:
        return None
    layer, colors = _categories(spec, data)
    seen = None if data.focus is None else np.flatnonzero(data.focus.edges)

    def chunk(low: int, high: int) -> Curves:
        part = slice(low, high) if seen is None else seen[low:high]
        number = np.zeros((1, 4)) if layer is None else _layer_rows(layer, part, data)
        return _counted(spec, data, part, number)

    count = data.tables.edge_count if seen is None else len(seen)
    chunks = EdgeChunks(
        count=count, chunk=chunk, layers=len(colors),
        count_partitions=_partition_counter(spec, data), stands_for="edge",
    )  # fmt: skip
    known = data.shared.scales.get(CHANNEL)
    scale = known if isinstance(known, NumberScale) else _fit_scale(spec, data, chunks)
    shades = _shades(spec, data)
    shaded = replace(chunks, shade=lambda counts: _shade(counts, scale, shades, colors))
    return EdgeDensity(shaded, scale, _legend(data, scale, shades, len(colors)) if count else None)


def _shades(spec: PlotSpec, data: Data) -> FloatArray:
    """Return ``(256, 4)`` RGBA of counts, the least ones clear where something lies below.

    What is clear begins at a darker shade, so that a single line can be seen all the same.
    """
    least, flow = spec.defaults.count_opacity, spec.defaults.edge_ramp == "flow"
    shades = seen_ramp(
        data.theme.flow if flow else None, data.theme, "count" if least == 1 else "node"
    )
    share = np.linspace(0, 1, len(shades)) ** OPACITY_BEND
    return np.column_stack([shades[:, :3], shades[:, 3] * (least + (1 - least) * share)])


def _counted(spec: PlotSpec, data: Data, part: Any, number: FloatArray) -> Curves:
    curves = connect_edges(spec, data, data.edge_ends(part))
    return replace(curves, color=number, width=np.array([COUNTED_WIDTH_PT]))


def _legend(data: Data, scale: NumberScale, shades: FloatArray, categories: int) -> Legend:
    at, words = scale.ticks(4)
    grey = np.broadcast_to(data.theme.rgba("muted"), (256, 4))
    bar = shades if categories == 1 else _with_shade(grey, np.linspace(0, 1, 256))
    return Legend(
        title=f"edges per pixel{scale.hint}", mark="edge", kind="ramp", labels=tuple(words),
        ramp=bar, ticks=scale.share(at), values=at, above=scale.above,
    )  # fmt: skip


def _categories(spec: PlotSpec, data: Data) -> tuple[IntArray | None, FloatArray]:
    """Return the number of each edge's (or end's) colour, and the colours."""
    end = data.colored_by
    if end == "gradient":
        raise VizlibError("edge_blend='density' counts edges; a gradient has no one colour.")
    look = data.encodings["node_color" if end else "edge_color"]
    if end is None and look.field is None and not look.given:
        return None, np.ones((1, 4))
    colors, number = np.unique(
        look.line_values if end else look.values, axis=0, return_inverse=True
    )
    if len(colors) > MAX_CATEGORIES:
        shown = "the data of edge_color" if look.given else f"edge_color={spec.edge_color!r}"
        raise VizlibError(
            f"edge_blend='density' mixes the colours of categories, and {shown} has"
            f" {len(colors):,} colours; give a field of at most"
            f" {MAX_CATEGORIES} categories, or none."
        )
    layer: IntArray = number.reshape(-1).astype(np.int32)
    return np.resize(layer, data.tables.node_count) if end else layer, colors


def _layer_rows(layer: IntArray, part: Any, data: Data) -> FloatArray:
    """Return rows whose first number is the layer of each edge."""
    ends = {"source": data.tables.source, "target": data.tables.target}
    number = layer[ends[data.colored_by][part]] if data.colored_by else layer[part]
    rows = np.zeros((len(number), 4))
    rows[:, 0] = number
    return rows


def _partition_counter(spec: PlotSpec, data: Data) -> Callable[..., AnyArray] | None:
    """Return what counts edges in their partitions, or None where they are in memory."""
    partitions = data.tables.partitions
    if partitions is None:
        return None
    bare = replace(data.tables, partitions=None)

    def count(view: Limits, size: tuple[int, int], dpi: float) -> AnyArray:
        work = partial(_count_partition, spec, bare, view=view, size=size, dpi=dpi)
        counts: AnyArray = partitions.reduce(work, np.add)
        return counts

    return count


def _count_partition(
    spec: PlotSpec, whole: GraphTables, tables: GraphTables, view: Limits, size: tuple[int, int],
    dpi: float,
) -> AnyArray:  # fmt: skip
    """Count the edges of a partition, wherever it is."""
    from vizlib.core.resolve import resolve, with_options

    part = replace(tables, node_columns=whole.node_columns)
    here = with_options(spec, graph=part)
    density = edge_density(here, resolve(here))
    if density is None:
        raise VizlibError("edge_blend='density' was taken back while edges were counted.")
    return count_lines(density.chunks, view, size, dpi)


def _fit_scale(spec: PlotSpec, data: Data, chunks: EdgeChunks) -> NumberScale:
    """Choose the scale of counts by a sample of the edges."""
    step = max(chunks.count // thresholds.LIMITS.sampled_edges, 1)
    exact = data.focus is not None or chunks.count_partitions is not None
    width, height = spec.defaults.size_in
    x0, x1, y0, y1 = view = spec.limits(data.frame, width / height)
    size = _sample_size(abs(x1 - x0), abs(y1 - y0), spec.defaults.aspect)

    def sample(low: int, high: int) -> Curves:
        return _counted(spec, data, np.arange(low, high) * step, np.zeros((1, 4)))

    few = EdgeChunks(count=-(-chunks.count // step), chunk=sample, layers=1)
    counts = count_lines(chunks if exact else few, view, size, 100.0).sum(axis=2)
    seen = np.sort(counts[counts > 0.5].astype(float)) * (1 if exact else step)
    return _scale_of(seen, spec.density_scale)


def _scale_of(counts: FloatArray, kind: Literal["auto", "linear", "log", "eq_hist"]) -> NumberScale:
    """Fit a scale to sorted counts."""
    if not len(counts):
        return NumberScale(low=1.0, high=1.0)
    high = max(float(counts[-1]), 2.0)
    if kind == "eq_hist":
        steps = np.unique(np.quantile(counts, np.linspace(0, 1, 256)))
        last = float(max(steps[-1], steps[0] + 1))
        return NumberScale(low=float(steps[0]), high=last, scale="rank", steps=steps)
    if kind == "auto":
        return _auto_scale(counts, high)
    return NumberScale(low=1.0 if kind == "log" else 0.0, high=high, scale=kind, whole=True)


def _auto_scale(counts: FloatArray, high: float) -> NumberScale:
    """Fit the scale that shows most of sorted counts; the few greatest are left to its end.

    Skewed counts take logarithms: that a place has three times the edges is seen alike anywhere.
    """
    spread = spread_of(np.maximum(counts, 1.0))
    end = max(float(np.percentile(counts, DENSEST_PERCENTILE)), 2.0)
    skewed = choose_bend(1.0, end, spread) != "linear"
    return NumberScale(
        low=1.0, high=end, scale="log" if skewed else "linear", whole=True, above=high > end,
        chosen=True, spread=spread,
    )  # fmt: skip


def _sample_size(width: float, height: float, aspect: str) -> tuple[int, int]:
    if aspect != "equal" or not width or not height:
        return SAMPLE_SIDE_PX, SAMPLE_SIDE_PX
    side = SAMPLE_SIDE_PX / max(width, height)
    return max(round(width * side), 1), max(round(height * side), 1)


def _shade(
    counts: FloatArray, scale: NumberScale, shades: FloatArray, colors: FloatArray
) -> FloatArray:
    """Turn counts ``(M, C)`` into colours: by shade, or mixed where there are several layers."""
    total = counts.sum(axis=1)
    share = scale.share(total)
    rim = np.clip(total, 0, 1)
    if len(colors) == 1:
        color: FloatArray = shades[np.round(share * (len(shades) - 1)).astype(int)].copy()
    else:
        color = _with_shade(counts @ colors / np.maximum(total, 1e-12)[:, None], share)
    color[:, 3] *= rim
    return color


def _with_shade(color: FloatArray, share: FloatArray) -> FloatArray:
    shaded: FloatArray = color.copy()
    shaded[:, 3] = LEAST_OPACITY + (1 - LEAST_OPACITY) * share
    return shaded
