"""A plot on its canvas -> the layers of its edges: vectors, pixels, parts, counts, arrowheads."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vizlib.core.edge_density import density_of, streamed
from vizlib.encodings.encode import Encoding
from vizlib.scene.arrowheads import with_arrowheads
from vizlib.scene.geometry import Curves, Geometry
from vizlib.scene.page import Page

if TYPE_CHECKING:
    from vizlib.core.hooks import Hooks

STREAM = 200_000
"""Edges beyond which curves are never all in memory."""


def layers_of_edges(
    plot: "Hooks", page: Page, encodings: Mapping[str, Encoding]
) -> dict[str, Geometry]:
    """Return the layers that show edges as lines; what is in focus stays a vector."""
    if plot.edge_blend == "density":
        return {"edges": density_of(plot)[0]}
    count, shown = plot.tables.edge_count, plot.shows_direction
    streams = plot.raster is not False and count > STREAM
    if streams and shown != "arrow" and not len(plot.edge_fade):
        return _streamed(plot, page, encodings)
    rastered = plot.raster is True or (plot.raster == "auto" and count > plot.many_edges)
    curves: Curves = plot.connect(*plot.ends)
    made = replace(curves, raster=rastered, **_look(plot, page, encodings))
    made, more = _headed(plot, made, page) if shown == "arrow" else (made, {})
    if not rastered or not _has_front(plot):
        return {"edges": made, **more}
    assert plot.focus is not None
    front = replace(made.keep(plot.focus.edges), raster=False)
    return {"edges": made.keep(~plot.focus.edges), **more, "focus": front}


def _look(plot: "Hooks", page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Any]:
    fade = plot.edge_fade
    scale = (float(page.scale[0]), float(page.scale[1]))
    return {
        "color": plot.edge_starts if len(fade) else plot.edge_rgba,
        "width": encodings["edge_width"].values,
        "taper": scale if plot.shows_direction == "taper" else (),
        "fade": fade,
    }


def _headed(plot: "Hooks", curves: Curves, page: Page) -> tuple[Curves, dict[str, Geometry]]:
    """End the parts that reach their target in arrowheads at its rim."""
    reach = page.radius[plot.tables.target[curves.edge]] + 1.0
    made, heads = with_arrowheads(curves, page.scale, reach, plot.arrives(curves))
    return made, {"heads": heads}


def _has_front(plot: "Hooks") -> bool:
    """Tell whether some edges stand out before others, few enough to be vectors."""
    focus = plot.focus
    return focus is not None and focus.rest > 0 and 0 < int(focus.edges.sum()) <= plot.many_edges


def _streamed(plot: "Hooks", page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
    whole = streamed(plot, page, encodings)
    if not _has_front(plot):
        return {"edges": whole}
    assert plot.focus is not None
    mask, chosen = plot.focus.edges, np.flatnonzero(plot.focus.edges)

    def rest(low: int, high: int) -> Curves:
        return whole.chunk(low, high).keep(~mask[low:high])

    look = _look(plot, page, encodings)
    look = {key: each[chosen] if len(each) == len(mask) else each for key, each in look.items()}
    front: Curves = plot.connect(*plot.ends_of(chosen))
    return {"edges": replace(whole, chunk=rest), "focus": replace(front, **look)}
