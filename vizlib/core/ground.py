"""A panel that keeps the places of its whole -> the rest of the graph as a pale, opaque ground."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.colors import mixed
from vizlib.core.data import Data
from vizlib.core.edge_density import edge_density
from vizlib.core.edge_layers import edge_layers
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import BinnedCells, Curves, EdgeChunks, Geometry, Ribbons, Tiles
from vizlib.scene.page import Page

GROUND_INK = 0.15
"""How much of the colour of edges the ground has, beside the paper."""
LEAVING_INK = 0.6
"""The same of the edges that join what a panel shows to the rest."""
GROUND_WIDTH_PT = 0.35


def ground_layers(data: Data, page: Page) -> Mapping[str, Geometry]:
    """Return what the whole of a panel draws as edges, all in one pale tone.

    Parameters
    ----------
    data
        Of a panel; there is no ground where its whole gave it none.
    page
        Where the panel is drawn.
    """
    whole, spec = data.shared.whole, data.shared.ground
    if whole is None or spec is None:
        return {}
    leaving = data.shared.leaving
    leaving = np.zeros(whole.tables.edge_count, bool) if leaving is None else leaving
    widths = page.zoom * np.where(leaving, whole.encodings["edge_width"].values, GROUND_WIDTH_PT)
    wide = replace(page, edge_width=widths)
    plain = replace(whole, focus=None)
    layers = edge_layers(spec, plain, wide, edge_density(spec, plain))
    pale = {f"ground_{name}": _pale(layer, page.theme, leaving) for name, layer in layers.items()}
    return {name: layer for name, layer in pale.items() if layer is not None}


def ground_tone(theme: Theme) -> FloatArray:
    """Return ``(1, 4)`` the tone of the ground."""
    return mixed(theme.rgba("background"), theme.rgba("edge"), GROUND_INK)


def _pale(layer: Geometry, theme: Theme, leaving: BoolArray) -> Geometry | None:
    """Return a layer all in one tone, None of what only stands on it: heads and words."""
    tone = ground_tone(theme)
    if isinstance(layer, Curves):
        dark = mixed(theme.rgba("background"), theme.rgba("edge"), LEAVING_INK)
        rows = np.where(leaving[:, None], dark, tone)
        plain = replace(layer, color=rows, fade=tone[:0], taper=(), stands_for="")
        return plain.in_order(leaving)
    if isinstance(layer, Ribbons):
        rim = np.repeat(theme.rgba("background"), len(layer.line), axis=0)
        return replace(layer, color=tone, line=rim, stands_for="", item=layer.item[:0])
    if isinstance(layer, Tiles):
        count = len(layer.corner)
        return replace(
            layer, color=np.repeat(tone, count, axis=0), stands_for="", item=layer.item[:0]
        )
    if isinstance(layer, EdgeChunks):
        return _pale_chunks(layer, tone)
    if isinstance(layer, BinnedCells):
        return replace(layer, shade=_flat(layer.shade, tone), stands_for="")
    return None


def _pale_chunks(layer: EdgeChunks, tone: FloatArray) -> EdgeChunks:
    """Return chunks all in one tone, whether they are counted or laid over one another."""
    if layer.shade is not None:
        return replace(layer, shade=_flat(layer.shade, tone), stands_for="")
    made = layer.chunk

    def chunk(low: int, high: int) -> Curves:
        return replace(made(low, high), color=tone, fade=tone[:0], taper=())

    return replace(layer, chunk=chunk, stands_for="")


def _flat(shade: Callable[[FloatArray], FloatArray], tone: FloatArray) -> Any:
    """Return a shade of one tone wherever another shows something."""

    def flat(counts: FloatArray) -> FloatArray:
        rows = np.repeat(tone, len(counts), axis=0)
        rows[:, 3] = shade(counts)[:, 3] > 0
        return rows

    return flat
