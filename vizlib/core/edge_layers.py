"""A spec, its data and a page -> the layers of edges: vectors, pixels, chunks, counts, heads."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from vizlib.arrays import AnyArray
from vizlib.core import thresholds
from vizlib.core.connect import connect_edges
from vizlib.core.data import Data
from vizlib.core.edge_density import EdgeDensity
from vizlib.core.spec import PlotSpec
from vizlib.encodings.fit import CategoryScale
from vizlib.scene.arrowheads import with_arrowheads
from vizlib.scene.geometry import Curves, EdgeChunks, Geometry
from vizlib.scene.page import Page
from vizlib.scene.refine import refined

Layers = dict[str, Geometry]


def edge_layers(
    spec: PlotSpec, data: Data, page: Page, density: EdgeDensity | None
) -> Mapping[str, Geometry]:
    """Return the layers that show the edges; what is in focus stays a vector.

    Parameters
    ----------
    spec, data, page
        What is drawn, and where.
    density
        The edges counted over each pixel, where that is asked for.
    """
    if density is not None:
        return {"edges": density.chunks}
    own = spec._draw_edges(data, page)
    return _line_layers(spec, data, page) if own is None else own


def _line_layers(spec: PlotSpec, data: Data, page: Page) -> Layers:
    count, arrows = data.tables.edge_count, data.direction == "arrow"
    plain = not arrows and not len(data.edge_end_rgba)
    if plain and thresholds.chunks_edges(spec.raster, count):
        return _chunked(spec, data, page)
    rastered = thresholds.rasterizes_edges(spec.raster, count)
    curves = connect_edges(spec, data, data.edge_ends())
    if count <= thresholds.LIMITS.vector_edges:
        curves = refined(curves, page.scale)
    curves = replace(curves, raster=rastered, **_look(data, page))
    rank = _rank(data)
    curves = curves if rank is None else curves.in_order(rank)
    heads: Layers = {}
    if arrows:
        reach = page.radius[data.tables.target[curves.edge]] + 1.0
        ends = spec._reaches_target(data, curves)
        curves, arrowheads = with_arrowheads(curves, page.scale, reach, ends)
        heads = {"arrowheads": arrowheads}
    front = _front(data)
    if not rastered or front is None:
        return {"edges": spec._finish_lines(data, page, curves), **heads}
    return {
        "edges": spec._finish_lines(data, page, curves.keep(~front)),
        **heads,
        "focus": replace(curves.keep(front), raster=False),
    }


def _rank(data: Data) -> AnyArray | None:
    """Return ``(E,)`` which edges are drawn last: what stands out, else rare colours, wide lines.

    Where groups colour them those between groups come first, and great ones last.
    """
    if data.focus is not None and data.focus.strong:
        return data.focus.edges
    if data.colored_by == "group":
        return data.inside + 2 * data.great
    look = data.encodings["node_color" if data.colored_by in ("source", "target") else "edge_color"]
    if not isinstance(look.scale, CategoryScale) or data.colored_by == "gradient":
        widths = data.encodings["edge_width"].values
        return widths if len(widths) > 1 else None
    end = {"source": data.tables.source, "target": data.tables.target}.get(data.colored_by or "")
    color = np.unique(look.values, axis=0, return_inverse=True)[1].reshape(-1)
    color = color if end is None else color[end]
    often = np.bincount(color)
    return -often[color]


def _look(data: Data, page: Page) -> dict[str, Any]:
    fade = data.edge_end_rgba
    return {
        "color": data.edge_start_rgba if len(fade) else data.edge_rgba,
        "width": page.edge_width,
        "taper": tuple(page.scale.tolist()) if data.direction == "taper" else (),
        "fade": fade,
    }


def _front(data: Data) -> AnyArray | None:
    """Return which edges stand out before others, where they are few enough to be vectors."""
    if data.focus is None:
        return None
    count = int(data.focus.edges.sum())
    few = 0 < count <= thresholds.LIMITS.vector_edges
    return data.focus.edges if few and count < len(data.focus.edges) else None


def _chunked(spec: PlotSpec, data: Data, page: Page) -> Layers:
    """Return all edges as chunks that are made when they are painted."""
    look = _look(data, page)

    def chunk(low: int, high: int) -> Curves:
        part = slice(low, high)
        curves = connect_edges(spec, data, data.edge_ends(part))
        return replace(curves, **_rows(look, part, data.tables.edge_count))

    whole = EdgeChunks(count=data.tables.edge_count, chunk=chunk, stands_for="edge")
    front = _front(data)
    if front is None:
        return {"edges": whole}

    def rest(low: int, high: int) -> Curves:
        return chunk(low, high).keep(~front[low:high])

    chosen = np.flatnonzero(front)
    curves = refined(connect_edges(spec, data, data.edge_ends(chosen)), page.scale)
    curves = replace(curves, **_rows(look, chosen, data.tables.edge_count))
    return {"edges": replace(whole, chunk=rest), "focus": curves}


def _rows(look: dict[str, Any], part: slice | AnyArray, count: int) -> dict[str, Any]:
    """Return the looks of some edges, where each has its own."""
    return {name: rows[part] if len(rows) == count > 1 else rows for name, rows in look.items()}
