"""A CausalLayout and a page -> arrows, rings, crosses, and the legends that explain them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.colors import to_rgba

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.legend import Legend
from vizlib.encodings.ramps import PALETTES
from vizlib.encodings.scales import SHAPES
from vizlib.plots.causal.layout import CausalLayout
from vizlib.scene.arrowheads import head_length, points_before_end, with_arrowheads
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
CROSS_PT = 8.0
CROSS_GAP_PT = 5.5
"""Room between a head, or a rim, and the middle of a cross on the line."""
CROSS_RIM_PT = 1.0
MAX_CROSS_STEPS = 24
"""How often a cross goes back along its line, by half its size, to keep clear of open paths."""

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
    nodes += [("a path is blocked", theme.muted, CROSS)] * bool(layout.blocked_ends.any())
    if spec.edge_color is None:
        paths += [("open path", theme.accent, PATH_WIDTHS_PT[1])] * bool(layout.on_open.any())
        paths += [("blocked path", theme.other, PATH_WIDTHS_PT[0])] * bool(layout.on_blocked.any())
    legends = [_legend("nodes", nodes, edges=False)] if nodes else []
    found, complete = layout.question.found if layout.question.is_asked else ((), True)
    title = "paths" if complete else f"the {len(found):,} paths looked at"
    legends += [_legend(title, paths, edges=True)] if paths else []
    if layout.layers.unbent:
        words = ("long ones run straight,", "over what is between")
        legends.append(Legend(title="arrows", mark="edge", kind="words", labels=words))
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


def crosses(data: Data, page: Page, curves: Curves, ends: BoolArray) -> Points:
    """Return crosses on arrows, before the nodes where paths along them are blocked.

    Parameters
    ----------
    data, page
        What is drawn, and where.
    curves
        The arrows, one part each.
    ends
        ``(E, 2)`` which arrows are barred at their source, at their target.
    """
    headed = np.stack([data.layout.hidden[data.layout_edge], np.ones(len(ends), bool)], axis=1)
    width = np.broadcast_to(page.edge_width, len(ends))
    passed = curves.keep(data.layout.on_open[data.layout_edge]).points * page.scale
    places = []
    for end, node in enumerate((data.tables.source, data.tables.target)):
        barred = np.flatnonzero(ends[:, end])
        lines = curves.keep(ends[:, end])
        head = head_length(width[barred]) * headed[barred, end]
        reach = page.radius[node[barred]] + RIM_GAP_PT + head + CROSS_GAP_PT
        lines = lines if end else lines.backwards()
        places.append(_clear(lines, page.scale, reach, passed))
    xy = _apart(np.concatenate(places)) / page.scale
    return Points(
        xy=xy, color=np.repeat(page.theme.rgba("muted"), len(xy), axis=0),
        size=np.full(len(xy), CROSS_PT**2), shape=np.full(len(xy), CROSS, np.int32),
        outline=tuple(page.theme.rgba("background")[0]), outline_width=CROSS_RIM_PT,
    )  # fmt: skip


def _clear(lines: Curves, scale: FloatArray, reach: FloatArray, passed: FloatArray) -> FloatArray:
    """Go back along lines until a cross there touches no open path ``(S, 2)`` in points."""
    from scipy.spatial import cKDTree

    xy = points_before_end(lines, scale, reach) * scale
    if not len(passed) or not len(xy):
        return xy
    tree, settled = cKDTree(passed), np.zeros(len(xy), bool)
    for step in range(MAX_CROSS_STEPS):
        settled |= tree.query(xy)[0] > CROSS_PT
        back = points_before_end(lines, scale, reach + CROSS_PT / 2 * (step + 1)) * scale
        xy = np.where(settled[:, None], xy, back)
    return xy


def _apart(xy: FloatArray) -> FloatArray:
    """Join ``(M, 2)`` crosses that would lie over each other, where arrows come together."""
    heaps: list[list[FloatArray]] = []
    for place in xy:
        near = (heap for heap in heaps if np.linalg.norm(heap[0] - place) < CROSS_PT)
        heap = next(near, None)
        if heap is None:
            heaps.append([place])
        else:
            heap.append(place)
    return np.array([np.mean(heap, axis=0) for heap in heaps])


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
