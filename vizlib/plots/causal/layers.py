"""A CausalLayout and a page -> arrows, rings, crosses, and the legends that explain them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba

from vizlib.arrays import IntArray
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.legend import Legend
from vizlib.encodings.ramps import PALETTES
from vizlib.encodings.scales import SHAPES
from vizlib.plots.causal.layout import CausalLayout
from vizlib.scene.arrowheads import with_arrowheads
from vizlib.scene.geometry import Curves, Geometry, Points
from vizlib.scene.page import Page
from vizlib.stats.causal.question import Question

DASHES = (3.0, 2.0)
CIRCLE, SQUARE, CROSS = (SHAPES.index(shape) for shape in ("o", "s", "X"))
OUTCOME = PALETTES["harbour"][1]
"""Colour of the outcome: Okabe and Ito's orange."""
PATH_WIDTHS_PT = (1.1, 2.2)
"""Width of arrows that are part of no open path, and of those that are."""
RIM_GAP_PT = 1.5

Row = tuple[str, str, Any]
"""What a line of a legend says: its label, a colour, and a shape or a width."""


def causal_legends(spec: PlotSpec, data: Data) -> list[Legend]:
    """Explain colours, squares, rings, crosses and dashes that the picture has."""
    layout: CausalLayout = data.layout
    theme, marked = data.theme, layout.question.marked
    nodes: list[Row] = []
    paths: list[Row] = []
    if spec.node_color is None:
        named = zip(("exposure", "outcome"), roles(layout.question, data), strict=False)
        nodes += [(name, color, CIRCLE) for name, (_, color) in named]
    nodes += [("given", theme.muted, SQUARE)] * bool(layout.question.given)
    nodes += [("opened collider", theme.accent, CIRCLE)] * bool(len(marked["opened"]))
    nodes += [("blocks a path", theme.muted, CROSS)] * bool(len(marked["blocked"]))
    if spec.edge_color is None:
        paths += [("open path", theme.accent, PATH_WIDTHS_PT[1])] * bool(layout.on_open.any())
        paths += [("blocked path", theme.other, PATH_WIDTHS_PT[0])] * bool(layout.on_blocked.any())
    legends = [_legend("nodes", nodes, edges=False)] if nodes else []
    legends += [_legend("paths", paths, edges=True)] if paths else []
    if layout.hidden.any():
        dashed = _legend("not observed", [("common cause", theme.muted, 1.3)], edges=True)
        legends.append(replace(dashed, dashes=DASHES))
    return legends


def _legend(title: str, rows: Sequence[Row], edges: bool) -> Legend:
    labels, colors, looks = zip(*rows, strict=True)
    rgba = np.array([to_rgba(color) for color in colors])
    if edges:
        return Legend(
            title=title, mark="edge", labels=labels, colors=rgba, sizes=np.array(looks, float)
        )
    return Legend(
        title=title, mark="node", labels=labels, colors=rgba, shapes=np.array(looks, np.int32)
    )


def roles(question: Question, data: Data) -> list[tuple[int, str]]:
    """Return exposure and outcome, and their colours."""
    if question.exposure is None or question.outcome is None:
        return []
    return [(question.exposure, data.theme.node), (question.outcome, OUTCOME)]


def rings(page: Page, nodes: IntArray, shape: IntArray) -> Points:
    """Return rings behind the colliders that are opened."""
    color = np.repeat(page.theme.rgba("accent"), len(nodes), axis=0)
    area = (np.sqrt(page.node_size[nodes]) + 8) ** 2
    form = np.where(shape[nodes] == SQUARE, SQUARE, CIRCLE).astype(np.int32)
    return Points(xy=page.xy[nodes], color=color, size=area, shape=form)


def crosses(page: Page, nodes: IntArray) -> Points:
    """Return crosses on the nodes that block a path."""
    color = np.repeat(page.theme.rgba("background"), len(nodes), axis=0)
    form = np.full(len(nodes), CROSS, np.int32)
    return Points(xy=page.xy[nodes], color=color, size=0.55 * page.node_size[nodes], shape=form)


def draw_arrows(data: Data, page: Page, curves: Curves, level: str) -> dict[str, Geometry]:
    """End arrows in heads at the rim of their target."""
    every = np.ones(len(curves.edge), bool)
    reach = page.radius[data.tables.target[curves.edge]] + RIM_GAP_PT
    lines, heads = with_arrowheads(curves, page.scale, reach, every)
    return {f"edges{level}": lines, f"arrowheads{level}": heads}


def draw_dashed(data: Data, page: Page, curves: Curves, level: str) -> dict[str, Geometry]:
    """Dash what stands for an unobserved cause, and end it in heads at both ends."""
    curves = replace(curves, dashes=DASHES)
    every = np.ones(len(curves.edge), bool)
    source, target = data.tables.source[curves.edge], data.tables.target[curves.edge]
    start, reach = page.radius[source] + RIM_GAP_PT, page.radius[target] + RIM_GAP_PT
    back, tails = with_arrowheads(curves.backwards(), page.scale, start, every)
    lines, heads = with_arrowheads(back.backwards(), page.scale, reach, every)
    return {
        f"unobserved{level}": lines,
        f"tails{level}": tails,
        f"unobserved_arrowheads{level}": heads,
    }
