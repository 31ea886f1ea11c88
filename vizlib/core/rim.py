"""Angles and words -> labels round a circle, lying flat or pointing outwards."""

from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.scene.geometry import Labels, at_angle
from vizlib.scene.page import Canvas

ASIDE = 0.15
"""Cosine under which a label's anchor is centred rather than left or right."""


def flat_labels(
    canvas: Canvas, angle: FloatArray, words: tuple[str, ...], reach: FloatArray, **look: Any
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
    across: Any = np.where(np.cos(angle) < 0, "right", "left").astype(object)
    across[np.abs(np.cos(angle)) < ASIDE] = "center"
    upright: Any = np.full(len(angle), "center_baseline", object)
    upright[(across == "center") & (np.sin(angle) > 0)] = "bottom"
    upright[(across == "center") & (np.sin(angle) <= 0)] = "top"
    none = np.zeros(len(angle))
    return _labels(canvas, angle, words, reach, none, across, upright, **look)


def radial_labels(
    canvas: Canvas, angle: FloatArray, words: tuple[str, ...], reach: FloatArray, **look: Any
) -> Labels:
    """Label points of the unit circle by words that point outwards; see :func:`flat_labels`."""
    leftwards = np.cos(angle) < -1e-9
    turn = np.degrees(angle) + np.where(leftwards, 180, 0)
    across = np.where(leftwards, "right", "left")
    upright = np.full(len(angle), "center_baseline", object)
    rotation = (turn + 180) % 360 - 180
    return _labels(canvas, angle, words, reach, rotation, across, upright, **look)


def _labels(
    canvas: Canvas, angle: FloatArray, words: tuple[str, ...], reach: FloatArray,
    rotation: FloatArray, across: Any, upright: Any, **look: Any,
) -> Labels:  # fmt: skip
    from matplotlib.colors import to_rgba

    usual = {
        "color": np.array([to_rgba(canvas.theme.ink)]),
        "size": canvas.letters,
        "font": canvas.theme.font,
    }
    return Labels(
        xy=at_angle(angle),
        text=words,
        offset=at_angle(angle, reach),
        rotation=rotation,
        across=tuple(across),
        upright=tuple(upright),
        **{**usual, **look},
    )
