"""A figure and what it shows in words -> what a notebook shows: a sharp picture with alt text."""

import io
import sys
from base64 import b64encode
from collections.abc import Container, Mapping
from html import escape
from typing import Any

from matplotlib.figure import Figure
from PIL import Image

from vizlib.rendering.figure import encode

PIXEL_RATIO = 2
"""Pixels of the picture for each pixel of the page: screens have up to so many."""
PNG, SVG, HTML, TEXT = "image/png", "image/svg+xml", "text/html", "text/plain"


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
    files = {kind: _file(figure, kind) for kind in _wanted(include, exclude)}
    data: dict[str, Any] = {TEXT: description, **files}
    if SVG in data:
        data[SVG] = files[SVG].decode()
    if files and (include is None or HTML in include) and (exclude is None or HTML not in exclude):
        kind, content = next(iter(files.items()))
        data[HTML] = _image(kind, content, place)
    return data, dict.fromkeys(files, place)


def _wanted(include: Container[str] | None, exclude: Container[str] | None) -> list[str]:
    """Return the MIME types of the files that are wanted."""
    kinds = _pictures() if include is None else [kind for kind in (PNG, SVG) if kind in include]
    return [kind for kind in kinds if exclude is None or kind not in exclude]


def _file(figure: Figure, kind: str) -> bytes:
    return encode(figure, "svg" if kind == SVG else "png", PIXEL_RATIO * figure.dpi)


def _image(kind: str, content: bytes, place: Mapping[str, object]) -> str:
    """Write an image for a page: notebooks leave out the alt text of a mere picture.

    The same pixels take less than half as WebP, so that a notebook hardly grows by them.
    """
    if kind == PNG:
        kind, pixels = "image/webp", io.BytesIO()
        Image.open(io.BytesIO(content)).save(pixels, "webp", lossless=True, method=2, quality=50)
        content = pixels.getvalue()
    attributes = " ".join(f'{name}="{escape(str(value))}"' for name, value in place.items())
    source = f"data:{kind};base64,{b64encode(content).decode()}"
    return f'<img src="{source}" {attributes} style="max-width:100%;height:auto">'


def _pictures() -> list[str]:
    """Return the MIME types that a notebook's own setting asks for: SVG, or else PNG."""
    formats = _formats()
    return [*([SVG] if "svg" in formats else []), *([] if formats == {"svg"} else [PNG])]


def _formats() -> set[str]:
    """Return how the notebook shows figures of matplotlib; until there is one, as it is told to."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None:
        return set()
    for part in shell.configurables:
        if type(part).__name__ == "InlineBackend":
            return set(part.figure_formats)
    told = shell.config.get("InlineBackend", {})
    formats = told.get("figure_formats", [told.get("figure_format")])
    return set(formats) if isinstance(formats, (list, tuple, set)) else set()
