"""Labels that are asked for and a page -> those that have room, and the page's margins for them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.scene.geometry import Labels
from vizlib.scene.page import Page, marker_corners, overhang
from vizlib.scene.text import boxes, without_overlap

PLACEMENT_ROUNDS = 4


def place_labels(
    page: Page, labels: Mapping[str, Labels], priority: Mapping[str, FloatArray]
) -> tuple[Page, dict[str, Labels]]:
    """Find room for labels: make margins for them, and leave out those that would overlap.

    Parameters
    ----------
    canvas
        The picture so far.
    labels
        Name of a layer -> its labels; earlier layers go before later ones.
    priority
        Name of a layer -> ``(L,)`` importance of each label.

    Returns
    -------
    canvas
        The picture with margins.
    labels
        What is left of each layer.
    """
    kept = dict(labels)
    for _ in range(PLACEMENT_ROUNDS):
        corners = {name: boxes(words, page.points(words.xy)) for name, words in labels.items()}
        shown = _shown(corners, priority)
        kept = {name: words.keep(shown[name]) for name, words in labels.items()}
        seen = [corners[name][shown[name]].reshape(-1, 2) for name in labels]
        page = replace(page, margins=overhang(page, np.vstack([marker_corners(page), *seen])))
    return page, kept


def _shown(
    corners: Mapping[str, FloatArray], priority: Mapping[str, FloatArray]
) -> dict[str, BoolArray]:
    """Choose the labels that stay, layer by layer, each keeping clear of those before."""
    shown: dict[str, BoolArray] = {}
    taken = np.zeros((0, 4, 2))
    for name, words in corners.items():
        shown[name] = without_overlap(words, priority[name], obstacles=taken)
        taken = np.concatenate([taken, words[shown[name]]])
    return shown
