"""A plot with very many edges -> a Stream of them: laid over one another, or counted."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, IntArray
from vizlib.core.options import follows
from vizlib.encodings.encode import Encoding
from vizlib.encodings.legend import Legend
from vizlib.encodings.palettes import ramp
from vizlib.encodings.scales import NumberScale
from vizlib.errors import VizlibError
from vizlib.graphs.tables import GraphTables
from vizlib.rendering.rasterize import count_lines
from vizlib.scene.geometry import Curves, EdgeChunks
from vizlib.scene.page import Page

if TYPE_CHECKING:
    from vizlib.core.hooks import Hooks

LINE = 0.72
"""Points that a counted line is wide: a pixel at 100 dots per inch."""
SAMPLE = 50_000
"""Edges by which the shades of counts are chosen."""
PIXELS = 500
MOST_LAYERS = 32
LEAST = 0.15
"""Opacity of the least count, where colours are mixed."""


def streamed(plot: "Hooks", page: Page, encodings: Mapping[str, Encoding]) -> EdgeChunks:
    """Return all edges as parts that are made when they are painted."""
    scale = page.scale
    taper = (float(scale[0]), float(scale[1])) if plot.shows_direction == "taper" else ()
    width = encodings["edge_width"].values

    def part(low: int, high: int) -> Curves:
        piece = slice(low, high)
        color = plot.edge_rgba
        curves: Curves = plot.connect(*plot.ends_of(piece))
        return replace(
            curves, color=color[piece] if len(color) > 1 else color,
            width=width[piece] if len(width) > 1 else width, taper=taper,
        )  # fmt: skip

    return EdgeChunks(count=plot.tables.edge_count, chunk=part)


def density_of(plot: "Hooks") -> tuple[EdgeChunks, list[Legend]]:
    """Return the edges to be counted, and the colour bar of the counts; made once a plot."""
    known: tuple[EdgeChunks, list[Legend]] | None = plot.__dict__.get("_density")
    if known is None:
        known = _made(plot)
        plot.__dict__["_density"] = known
    return known


def density_legends(plot: "Hooks") -> list[Legend]:
    """Return the colour bar of counts."""
    return density_of(plot)[1] if plot.tables.edge_count else []


def _made(plot: "Hooks") -> tuple[EdgeChunks, list[Legend]]:
    layer, colors = _layers(plot)
    shown = None if plot.focus is None else np.flatnonzero(plot.focus.edges)

    def part(low: int, high: int) -> Curves:
        piece: Any = slice(low, high) if shown is None else shown[low:high]
        curves: Curves = plot.connect(*plot.ends_of(piece))
        number = np.zeros((1, 4)) if layer is None else _rows(layer, piece, plot)
        return replace(curves, color=number, width=np.array([LINE]))

    count = plot.tables.edge_count if shown is None else len(shown)
    stream = EdgeChunks(
        count=count, chunk=part, layers=len(colors), count_partitions=_elsewhere(plot)
    )
    scale = _fitted(plot, stream)
    shades = ramp(None, plot.colors)
    plain = len(colors) == 1
    shaded = replace(stream, shade=lambda found: _shaded(found, scale, shades, colors))
    at, words = scale.ticks(4)
    bar = shades if plain else _faded(np.broadcast_to(plot.muted, (256, 4)), np.linspace(0, 1, 256))
    legend = Legend(title="edges per pixel", mark="edge", kind="ramp", labels=words, ramp=bar,
                    ticks=scale.share(at))  # fmt: skip
    return shaded, [legend] if count else []


def _layers(plot: "Hooks") -> tuple[IntArray | None, FloatArray]:
    """Return the number of each edge's (or end's) colour, and the colours."""
    end = follows(plot.edge_color, plot.edge_table)
    if end == "gradient":
        raise VizlibError("edge_blend='density' counts edges; a gradient has no one colour.")
    if end is None and plot.encodings["edge_color"].field is None:
        return None, np.ones((1, 4))
    rgba = plot.node_rgba if end else plot.encodings["edge_color"].values
    if end is not None:
        rgba = plot.encodings["node_color"].values
    colors, number = np.unique(rgba, axis=0, return_inverse=True)
    if len(colors) > MOST_LAYERS:
        raise VizlibError(
            f"edge_blend='density' mixes the colours of categories, and edge_color="
            f"{plot.edge_color!r} has {len(colors):,} colours; give a field of at most"
            f" {MOST_LAYERS} categories, or none."
        )
    layer: IntArray = number.reshape(-1).astype(np.int32)
    return np.resize(layer, plot.tables.node_count) if end else layer, colors


def _rows(layer: IntArray, piece: Any, plot: "Hooks") -> FloatArray:
    """Return rows whose first number is the layer of each edge."""
    end = follows(plot.edge_color, plot.edge_table)
    number = layer[getattr(plot.tables, end)[piece]] if end else layer[piece]
    rows = np.zeros((len(number), 4))
    rows[:, 0] = number
    return rows


def _elsewhere(plot: "Hooks") -> Callable[..., AnyArray] | None:
    """Return what counts edges in their partitions, or None where they are in memory."""
    parts = plot.tables.partitions
    return None if parts is None else partial(_counted_there, plot)


def _counted_there(plot: "Hooks", view: Any, size: Any, dpi: float) -> AnyArray:
    with_marker_margins = _without_parts(plot)
    work = partial(_count_part, with_marker_margins, view=view, size=size, dpi=dpi)
    assert plot.tables.partitions is not None
    counts: AnyArray = plot.tables.partitions.reduce(work, np.add)
    return counts


def _without_parts(plot: Any) -> Any:
    """Return the same plot without edges, to travel to where they are."""
    return plot.replace(graph=replace(plot.tables, partitions=None))


def _count_part(plot: Any, tables: GraphTables, view: Any, size: Any, dpi: float) -> AnyArray:
    part = replace(tables, node_columns=plot.tables.node_columns)
    return count_lines(density_of(plot.replace(graph=part))[0], view, size, dpi)


def _fitted(plot: "Hooks", stream: EdgeChunks) -> NumberScale:
    """Choose the scale of counts by a sample of the edges."""
    step = max(stream.count // SAMPLE, 1)
    exact = plot.focus is not None or stream.count_partitions is not None
    x0, x1, y0, y1 = plot.limits()
    size = _pixels(abs(x1 - x0), abs(y1 - y0), plot.aspect)

    def some(low: int, high: int) -> Curves:
        places = np.arange(low, high) * step
        parts: Curves = plot.connect(*plot.ends_of(places))
        return replace(parts, color=np.zeros((1, 4)), width=np.array([LINE]))

    few = EdgeChunks(count=-(-stream.count // step), chunk=some, layers=1)
    found = count_lines(stream if exact else few, (x0, x1, y0, y1), size, 100.0).sum(axis=2)
    found = np.sort(found[found > 0.5].astype(float)) * (1 if exact else step)
    if not len(found):
        return NumberScale(low=1.0, high=1.0)
    high = max(float(found[-1]), 2.0)
    if plot.density_scale == "eq_hist":
        steps = np.unique(np.quantile(found, np.linspace(0, 1, 256)))
        last = float(max(steps[-1], steps[0] + 1))
        return NumberScale(low=float(steps[0]), high=last, scale="rank", steps=steps)
    low = 1.0 if plot.density_scale == "log" else 0.0
    return NumberScale(low=low, high=high, scale=plot.density_scale)


def _pixels(wide: float, high: float, aspect: str) -> tuple[int, int]:
    if aspect != "equal" or not wide or not high:
        return PIXELS, PIXELS
    side = PIXELS / max(wide, high)
    return max(round(wide * side), 1), max(round(high * side), 1)


def _shaded(
    found: FloatArray, scale: NumberScale, shades: FloatArray, colors: FloatArray
) -> FloatArray:
    """Turn counts ``(M, C)`` into colours: by shade, or mixed where there are several layers."""
    total = found.sum(axis=1)
    share = scale.share(total)
    edge = np.clip(total, 0, 1)
    if len(colors) == 1:
        color: FloatArray = shades[np.round(share * (len(shades) - 1)).astype(int)].copy()
        color[:, 3] *= edge
        return color
    mixed = found @ colors / np.maximum(total, 1e-12)[:, None]
    faded = _faded(mixed, share)
    faded[:, 3] *= edge
    return faded


def _faded(color: FloatArray, share: FloatArray) -> FloatArray:
    faded: FloatArray = color.copy()
    faded[:, 3] = LEAST + (1 - LEAST) * share
    return faded
