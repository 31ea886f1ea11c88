"""A figure and what it shows in words -> what a notebook shows: a sharp picture with alt text."""

from typing import Any

from matplotlib.figure import Figure

from vizlib.rendering.figure import encode

PIXEL_RATIO = 2
"""Pixels of the picture for each pixel of the page: screens have up to so many."""


def bundle(figure: Figure, description: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the picture and its words by MIME type, and the size it shall have on the page.

    Parameters
    ----------
    figure
        The picture.
    description
        What it shows.

    Returns
    -------
    data, metadata
        As IPython takes them from ``_repr_mimebundle_``.
    """
    width, height = (round(side * figure.dpi) for side in figure.get_size_inches())
    data = {
        "image/png": encode(figure, "png", PIXEL_RATIO * figure.dpi),
        "text/plain": description,
    }
    return data, {"image/png": {"width": width, "height": height, "alt": description}}
