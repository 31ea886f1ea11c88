"""A CausalLayout on a page -> the boxes of its nodes in points, and which have room for names."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.data import Data
from vizlib.plots.causal.layout import DISC_EM, PAD_EM, CausalLayout
from vizlib.scene.page import Page

MIN_DOT_EM = 0.62
"""Diameter of a node without a name, which no head is larger than."""
CLEAR_PT = 0.5
"""Room between two boxes, at least."""


@dataclass(frozen=True, eq=False)
class NodeBoxes:
    """The nodes on a page.

    Parameters
    ----------
    at
        ``(N, 2)`` middles in points.
    half
        ``(N, 2)`` half of width and height in points.
    named
        ``(N,)`` which have room for their names.
    letters
        Height of the letters in points.
    """

    at: FloatArray
    half: FloatArray
    named: BoolArray
    letters: float


def node_boxes(data: Data, page: Page) -> NodeBoxes:
    """Return the boxes of nodes on a page; a node whose box would cover another is a dot."""
    layout: CausalLayout = data.layout
    letters, at = page.font_size, page.points(page.xy)
    dot = np.maximum(page.radius, MIN_DOT_EM * letters / 2)
    wanted = np.array([len(lines) > 0 for lines in layout.names], bool)
    half = layout.box / 2 * letters
    if layout.discs:
        more = np.maximum(2 * page.radius - DISC_EM * letters, 0.0)
        half = np.stack([half[:, 0] + more / 2, np.maximum(half[:, 1], page.radius + 2.0)], axis=1)
    named = wanted & _fitting(at, half, dot, wanted, _priority(layout))
    return NodeBoxes(at, np.where(named[:, None], half, dot[:, None]), named, letters)


def _priority(layout: CausalLayout) -> FloatArray:
    """Return ``(N,)`` how much each name matters: what is asked, what paths take, then degree."""
    rank = np.bincount(layout.ends.reshape(-1), minlength=len(layout.names)).astype(float)
    rank += 1e6 * layout.on_paths
    rank[list(layout.question.given)] += 1e7
    rank[layout.asked] += 1e8
    return rank


def _fitting(
    at: FloatArray, half: FloatArray, dot: FloatArray, wanted: BoolArray, rank: FloatArray
) -> BoolArray:
    """Choose boxes, the most important first, that cover neither another nor any node."""
    chosen: BoolArray = np.zeros(len(at), bool)
    for node in np.argsort(-rank, kind="stable"):
        apart = np.abs(at - at[node])
        room = np.where(chosen[:, None], half, dot[:, None]) + half[node] + CLEAR_PT
        hit = (apart < room).all(axis=1)
        hit[node] = False
        chosen[node] = wanted[node] and not hit.any()
    return chosen


def disc_middles(layout: CausalLayout, boxes: NodeBoxes, radius: FloatArray) -> FloatArray:
    """Return ``(N, 2)`` where the disc stands that shows a node's size: before its name."""
    inset = PAD_EM * boxes.letters + np.maximum(radius, (DISC_EM - 0.4) / 2 * boxes.letters)
    x = np.where(boxes.named, boxes.at[:, 0] - boxes.half[:, 0] + inset, boxes.at[:, 0])
    return np.stack([x, boxes.at[:, 1]], axis=1)
