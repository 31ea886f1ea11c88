"""Middles and sizes of boxes in points -> their outlines, round at the corners."""

import numpy as np

from vizlib.arrays import FloatArray

CORNER_SAMPLES = 7


def box_outlines(middle: FloatArray, half: FloatArray, radius: FloatArray) -> FloatArray:
    """Return outlines of boxes.

    Parameters
    ----------
    middle
        ``(N, 2)`` middles.
    half
        ``(N, 2)`` half their width and height.
    radius
        ``(N,)`` radius of their corners.

    Returns
    -------
    outlines
        ``(N, S, 2)``.

    Examples
    --------
    >>> square = box_outlines(np.zeros((1, 2)), np.ones((1, 2)), np.zeros(1))
    >>> square[0, ::7].tolist()
    [[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]]
    """
    turn = np.linspace(0, np.pi / 2, CORNER_SAMPLES)
    angle = (turn + np.pi / 2 * np.arange(4)[:, None]).reshape(-1)
    side = np.repeat(np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]]), CORNER_SAMPLES, axis=0)
    round_part = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    bend = np.minimum(radius, half.min(axis=1, initial=np.inf))[:, None, None]
    inner = half[:, None, :] - bend
    outlines: FloatArray = middle[:, None, :] + side * inner + round_part * bend
    return outlines
