"""A figure and what it shows in words -> what a notebook shows: a sharp picture with alt text."""

import sys
from collections.abc import Container
from typing import Any

from matplotlib.figure import Figure

from vizlib.rendering.figure import encode

PIXEL_RATIO = 2
"""Pixels of the picture for each pixel of the page: screens have up to so many."""
PNG, SVG, TEXT = "image/png", "image/svg+xml", "text/plain"


def bundle(
    figure: Figure, description: str, include: Container[str] | None = None,
    exclude: Container[str] | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Return the picture and its words by MIME type, and the size it shall have on the page.

    Parameters
    ----------
    figure
        The picture.
    description
        What it shows.
    include, exclude
        MIME types that are wanted, and those that are not, as in IPython's ``display``; by default
        a PNG, or what the notebook draws other figures as
        (``%config InlineBackend.figure_formats = ["svg"]``).

    Returns
    -------
    data, metadata
        As IPython takes them from ``_repr_mimebundle_``.
    """
    width, height = (round(side * figure.dpi) for side in figure.get_size_inches())
    place = {"width": width, "height": height, "alt": description}
    data: dict[str, Any] = {TEXT: description}
    for kind in _pictures() if include is None else (PNG, SVG):
        if (include is None or kind in include) and (exclude is None or kind not in exclude):
            data[kind] = _picture(figure, kind)
    return data, {kind: place for kind in data if kind != TEXT}


def _picture(figure: Figure, kind: str) -> bytes | str:
    if kind == SVG:
        return encode(figure, "svg").decode()
    return encode(figure, "png", PIXEL_RATIO * figure.dpi)


def _pictures() -> list[str]:
    """Return the MIME types that a notebook's own setting asks for: SVG, or else PNG."""
    module = sys.modules.get("matplotlib_inline.config")
    # Asked for before there is one, the setting would be made, and never learn of its notebook.
    if module is None or not module.InlineBackend.initialized():
        return [PNG]
    formats = module.InlineBackend.instance().figure_formats
    return [*([SVG] if "svg" in formats else []), *([] if formats == {"svg"} else [PNG])]
