"""Angles and words -> labels round a circle, lying flat or pointing outwards."""

from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.scene.geometry import Labels, at_angle
from vizlib.scene.page import Page

ASIDE = 0.15
"""Cosine under which a label's anchor is centred rather than left or right."""


def flat_labels(
    page: Page, angle: FloatArray, words: tuple[str, ...], reach: FloatArray, **look: Any
) -> Labels:
    """Label points of the unit circle by words that lie flat.

    Parameters
    ----------
    canvas
        The picture in the making.
    angle
        ``(L,)`` where each stands, in radians.
    words
        L words.
    reach
        ``(L,)`` how far each stays from the circle, in points.
    look
        What differs from the usual: size, bold, halo.
    """
    ha: Any = np.where(np.cos(angle) < 0, "right", "left").astype(object)
    ha[np.abs(np.cos(angle)) < ASIDE] = "center"
    va: Any = np.full(len(angle), "center_baseline", object)
    va[(ha == "center") & (np.sin(angle) > 0)] = "bottom"
    va[(ha == "center") & (np.sin(angle) <= 0)] = "top"
    none = np.zeros(len(angle))
    return _labels(page, angle, words, reach, none, ha, va, **look)


def radial_labels(
    page: Page, angle: FloatArray, words: tuple[str, ...], reach: FloatArray, **look: Any
) -> Labels:
    """Label points of the unit circle by words that point outwards; see :func:`flat_labels`."""
    leftwards = np.cos(angle) < -1e-9
    turn = np.degrees(angle) + np.where(leftwards, 180, 0)
    ha = np.where(leftwards, "right", "left")
    va = np.full(len(angle), "center_baseline", object)
    rotation = (turn + 180) % 360 - 180
    return _labels(page, angle, words, reach, rotation, ha, va, **look)


def _labels(
    page: Page, angle: FloatArray, words: tuple[str, ...], reach: FloatArray,
    rotation: FloatArray, ha: Any, va: Any, **look: Any,
) -> Labels:  # fmt: skip
    from matplotlib.colors import to_rgba

    usual = {
        "color": np.array([to_rgba(page.theme.ink)]),
        "size": page.font_size,
        "font": page.theme.font,
    }
    return Labels(
        xy=at_angle(angle),
        text=words,
        offset=at_angle(angle, reach),
        rotation=rotation,
        ha=tuple(ha),
        va=tuple(va),
        **{**usual, **look},
    )
