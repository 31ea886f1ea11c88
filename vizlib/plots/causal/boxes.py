"""A CausalLayout on a page -> the boxes of its nodes in points, and which have room for names."""

from dataclasses import dataclass

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.core.data import Data
from vizlib.plots.causal.layout import DISC_EM, PAD_EM, CausalLayout
from vizlib.scene.page import Page
from vizlib.scene.sheet import MIN_LETTERS_PT

NAME_EM = 1.2
"""Height of a name beside its node."""
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
    aside
        ``(N,)`` by how much the middle of a name is above that of its node, in points, where it
        has no room inside; NaN where it is inside or has no room at all.
    letters
        Height of the letters in points.
    """

    at: FloatArray
    half: FloatArray
    named: BoolArray
    aside: FloatArray
    letters: float


def node_boxes(data: Data, page: Page) -> NodeBoxes:
    """Return the boxes of nodes on a page; a node whose box would cover another is a dot.

    Nodes on paths come first: what has no room for a box has its name beside it.
    """
    layout: CausalLayout = data.layout
    letters, at = letters_on(layout, page), page.points(page.xy)
    dot = np.maximum(page.radius, MIN_DOT_EM * letters / 2)
    wanted = np.array([len(lines) > 0 for lines in layout.names], bool)
    box, rank = _halves(layout, page, letters), _priority(layout)
    rank = np.where(wanted, rank, -1.0)
    first = np.where(layout.on_paths, rank, -1.0)
    free = np.zeros((0, 2, 2))
    named = _fitting(at, box, dot, first, np.zeros(len(at), bool), free)
    half = np.where(named[:, None], box, dot[:, None])
    text = np.stack([layout.text, np.full(len(at), NAME_EM)], axis=1) / 2 * letters
    lost = np.flatnonzero((first >= 0) & ~named)
    aside, taken = _names_aside(at, half, text, lost[np.argsort(-rank[lost])], layout)
    named = _fitting(at, box, dot, np.where(np.isnan(aside), rank, -1.0), named, taken)
    return NodeBoxes(at, np.where(named[:, None], box, dot[:, None]), named, aside, letters)


def letters_on(layout: CausalLayout, page: Page) -> float:
    """Return the height of letters for which boxes have room, if any that can be read has."""
    room = np.abs(page.scale) / np.array(layout.layers.squeeze)
    return float(max(min(page.font_size, *room), min(MIN_LETTERS_PT, page.font_size)))


def _halves(layout: CausalLayout, page: Page, letters: float) -> FloatArray:
    """Return ``(N, 2)`` half of width and height of boxes in points, large discs included."""
    half = layout.box / 2 * letters
    if not layout.discs:
        return half
    more = np.maximum(2 * page.radius - DISC_EM * letters, 0.0)
    return np.stack([half[:, 0] + more / 2, np.maximum(half[:, 1], page.radius + 2.0)], axis=1)


def _names_aside(
    at: FloatArray, half: FloatArray, text: FloatArray, lost: AnyArray, layout: CausalLayout
) -> tuple[FloatArray, FloatArray]:
    """Return how far above their nodes names stand where that is free, and what they take.

    Exposure and outcome are named whatever is there.

    Returns
    -------
    aside
        ``(N,)`` points above the node; NaN where there is no such name.
    taken
        ``(K, 2, 2)`` middles and halves of the names.
    """
    aside = np.full(len(at), np.nan)
    middles, halves = [at], [half]
    for node in lost.tolist():
        away = half[node, 1] + text[node, 1]
        hits = []
        for rise in (away, -away):
            apart = np.abs(np.concatenate(middles) - at[node] - [0.0, rise])
            hits.append(int((apart < np.concatenate(halves) + text[node]).all(axis=1).sum()))
        best = int(np.argmin(hits))
        if not hits[best] or node in layout.asked:
            aside[node] = (away, -away)[best]
            middles.append(at[node][None] + [0.0, aside[node]])
            halves.append(text[node][None])
    taken = [np.concatenate(parts)[len(at) :] for parts in (middles, halves)]
    return aside, np.stack(taken, axis=1)


def _priority(layout: CausalLayout) -> FloatArray:
    """Return ``(N,)`` how much each name matters: what is asked, what paths take, then degree."""
    rank = np.bincount(layout.ends.reshape(-1), minlength=len(layout.names)).astype(float)
    rank += 1e6 * layout.on_paths
    rank[list(layout.question.given)] += 1e7
    rank[layout.asked] += 1e8
    return rank


def _fitting(
    at: FloatArray, half: FloatArray, dot: FloatArray, rank: FloatArray, chosen: BoolArray,
    taken: FloatArray,
) -> BoolArray:  # fmt: skip
    """Choose boxes, the most important first, that cover neither another, a node nor a name.

    Parameters
    ----------
    at, half, dot
        Middles, halves of boxes and radii of dots, in points.
    rank
        ``(N,)`` how much each box matters; -1 for none.
    chosen
        ``(N,)`` which there are already.
    taken
        ``(K, 2, 2)`` middles and halves of names beside nodes.
    """
    fitting = chosen.copy()
    for node in np.argsort(-rank, kind="stable"):
        if rank[node] < 0 or fitting[node]:
            continue
        apart = np.abs(at - at[node])
        room = np.where(fitting[:, None], half, dot[:, None]) + half[node] + CLEAR_PT
        hit = (apart < room).all(axis=1)
        hit[node] = False
        words = (np.abs(taken[:, 0] - at[node]) < taken[:, 1] + half[node]).all(axis=1)
        fitting[node] = not hit.any() and not words.any()
    return fitting


def disc_middles(layout: CausalLayout, boxes: NodeBoxes, radius: FloatArray) -> FloatArray:
    """Return ``(N, 2)`` where the disc stands that shows a node's size: before its name."""
    inset = PAD_EM * boxes.letters + np.maximum(radius, (DISC_EM - 0.4) / 2 * boxes.letters)
    x = np.where(boxes.named, boxes.at[:, 0] - boxes.half[:, 0] + inset, boxes.at[:, 0])
    return np.stack([x, boxes.at[:, 1]], axis=1)
