"""A Drawing -> the layers of its nodes: boxes, second rims, discs that show sizes, names."""

from dataclasses import replace

import numpy as np

from vizlib.arrays import AnyArray, FloatArray
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.plots.causal.boxes import disc_middles
from vizlib.plots.causal.drawing import DASHES, Drawing
from vizlib.plots.causal.layout import LEADING_EM, PAD_EM, CausalLayout
from vizlib.plots.causal.paint import box_paint
from vizlib.scene.boxes import CORNER_SAMPLES, box_outlines
from vizlib.scene.geometry import Curves, Geometry, Labels, Points, Ribbons
from vizlib.scene.page import node_points

RIM_PT, GIVEN_RIM_PT, INNER_RIM_PT, OPENED_RIM_PT = 0.8, 1.1, 0.6, 1.4
RIM_GAP_PT = 1.8
"""Room between two rims."""
CORNER_EM = 0.42
BASELINE_EM = 0.33
"""How far below its middle a line of capitals stands."""


def node_layers(drawing: Drawing) -> dict[str, Geometry]:
    """Return the boxes of the nodes, their second rims, discs that show sizes, and names."""
    spec, data, page, boxes = drawing.spec, drawing.data, drawing.page, drawing.boxes
    layout: CausalLayout = data.layout
    paint, zoom = box_paint(spec, data, layout), drawing.zoom
    given = np.zeros(len(boxes.at), bool)
    given[list(layout.question.given)] = True
    radius = np.where(given, 0.0, np.where(boxes.named, CORNER_EM * boxes.letters, np.inf))
    fill = np.where((boxes.named | given)[:, None], paint.fill, _dots(spec, data, paint.rim))
    item = np.arange(len(boxes.at), dtype=np.int32)
    plain = Ribbons.of_equal_length(
        page.units(box_outlines(boxes.at, boxes.half, radius)), color=fill, line=paint.rim,
        width=RIM_PT * zoom, stands_for="" if layout.discs else "node", item=item,
    )  # fmt: skip
    layers: dict[str, Geometry] = {"boxes" if layout.discs else "nodes": plain}
    layers |= _rims(drawing, given, paint.rim)
    if layout.discs:
        layers["nodes"] = _discs(drawing)
    return {**layers, **_names(drawing, paint.ink)}


def _dots(spec: PlotSpec, data: Data, rim: FloatArray) -> FloatArray:
    """Return ``(N, 4)`` the fillings of nodes without a name."""
    own = spec.node_color is not None
    return np.broadcast_to(data.node_rgba, rim.shape) if own else rim


def _discs(drawing: Drawing) -> Points:
    page, layout = drawing.page, drawing.data.layout
    middle = page.units(disc_middles(layout, drawing.boxes, page.radius))
    return replace(node_points(page, drawing.data.node_rgba), xy=middle)


def _rims(drawing: Drawing, given: AnyArray, rim: FloatArray) -> dict[str, Geometry]:
    """Return the rims that say more: what is given, opened, or enough to adjust for."""
    page, boxes, zoom = drawing.page, drawing.boxes, drawing.zoom
    layout: CausalLayout = drawing.data.layout
    layers: dict[str, Geometry] = {}

    def outline(nodes: AnyArray, grown: float, radius: float) -> FloatArray:
        half = boxes.half[nodes] + grown * zoom
        return page.units(box_outlines(boxes.at[nodes], half, np.full(len(nodes), radius)))

    nodes = np.flatnonzero(given)
    if len(nodes):
        for name, grown, width in (
            ("given", 0.0, GIVEN_RIM_PT), ("given_inner", -RIM_GAP_PT, INNER_RIM_PT)
        ):  # fmt: skip
            layers[name] = _rim(outline(nodes, grown, 0.0), rim[nodes], width * zoom)
    opened = layout.question.marked["opened"]
    if len(opened):
        rounded = np.where(given[opened], 0.0, CORNER_EM * boxes.letters)
        shape = page.units(box_outlines(boxes.at[opened], boxes.half[opened], rounded))
        layers["opened"] = _rim(shape, rim[opened], OPENED_RIM_PT * zoom)
    enough = np.array(to_adjust_for(layout), int)
    if len(enough):
        corners = outline(enough, RIM_GAP_PT, 0.0)[:, ::CORNER_SAMPLES]
        closed = np.concatenate([corners, corners[:, :1]], axis=1)
        layers["enough"] = Curves.of_equal_length(
            closed, color=rim[enough], width=np.array([RIM_PT * zoom]), dashes=DASHES
        )
    return layers


def _rim(outlines: FloatArray, color: FloatArray, width: float) -> Ribbons:
    return Ribbons.of_equal_length(outlines, color=np.zeros((1, 4)), line=color, width=width)


def to_adjust_for(layout: CausalLayout) -> list[int]:
    """Return the smallest set that closes every back door, where one is open and none is given."""
    question = layout.question
    if not any(shown.kind == "open" for shown in layout.shown) or not question.minimal_sets:
        return []
    return sorted(question.minimal_sets[0] - set(question.given))


def _names(drawing: Drawing, ink: FloatArray) -> dict[str, Geometry]:
    """Return the names in their boxes and beside nodes, those of exposure and outcome in bold."""
    layout: CausalLayout = drawing.data.layout
    bold = np.zeros(len(layout.names), bool)
    bold[layout.asked] = True
    aside = np.isfinite(drawing.boxes.aside)
    layers: dict[str, Geometry] = {}
    for name, ends in (("node_labels", False), ("end_labels", True)):
        within = np.flatnonzero(drawing.boxes.named & (bold == ends))
        beside = np.flatnonzero(aside & (bold == ends))
        if len(within):
            layers[name] = _within(drawing, within, ink, ends)
        if len(beside):
            layers[f"{name}_aside"] = _beside(drawing, beside, ends)
    return layers


def _beside(drawing: Drawing, nodes: AnyArray, bold: bool) -> Labels:
    """Return names above or below their nodes."""
    layout: CausalLayout = drawing.data.layout
    boxes, letters = drawing.boxes, drawing.boxes.letters
    rise = boxes.aside[nodes] - BASELINE_EM * letters
    at = boxes.at[nodes] + np.stack([np.zeros(len(nodes)), rise], axis=1)
    words = [" ".join(layout.names[node]) for node in nodes]
    labels = Labels.at(
        drawing.page.units(at), words, drawing.data.theme, letters, va="baseline", bold=bold,
        halo=True,
    )  # fmt: skip
    return replace(labels, stands_for="node", item=nodes.astype(np.int32))


def _within(drawing: Drawing, nodes: AnyArray, ink: FloatArray, bold: bool) -> Labels:
    """Return names in their boxes, line by line, behind their discs where there are some."""
    layout: CausalLayout = drawing.data.layout
    boxes, letters = drawing.boxes, drawing.boxes.letters
    count = np.array([len(layout.names[node]) for node in nodes])
    item = np.repeat(nodes, count).astype(np.int32)
    line = np.concatenate([np.arange(many) for many in count])
    rise = ((np.repeat(count, count) - 1) / 2 - line) * LEADING_EM - BASELINE_EM
    inset = boxes.half[item, 0] - (PAD_EM + layout.text[item] / 2) * letters
    at = boxes.at[item] + np.stack([inset * layout.discs, rise * letters], axis=1)
    words = [layout.names[node][row] for node, row in zip(item, line, strict=True)]
    labels = Labels.at(
        drawing.page.units(at), words, drawing.data.theme, letters, va="baseline", bold=bold,
        color=ink[item],
    )  # fmt: skip
    return replace(labels, stands_for="node", item=item)
