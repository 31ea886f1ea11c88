"""Inches and dots per inch -> whether so many pixels can be drawn."""

import numpy as np

from vizlib.errors import VizlibError

DPI = 100
"""Of a figure on a screen."""
SAVED_DPI = 200
"""Of a file."""
MAX_PIXELS = 500_000_000
"""Most pixels of a picture: 2 GB of colours; a sheet of A0 at 400 dots per inch has fewer."""


def check_pixels(size: tuple[float, float], dpi: object = None) -> float:
    """Return the dots per inch of a picture, ``DPI`` where none were given.

    Parameters
    ----------
    size
        Width and height in inches.
    dpi
        Dots per inch.

    Raises
    ------
    VizlibError
        Where that is no number above zero, or the pixels would be too many or none.
    """
    dots = DPI if dpi is None else dpi
    numeric = isinstance(dots, (int, float, np.integer, np.floating)) and dots is not True
    if not numeric or not np.isfinite(float(dots)) or float(dots) <= 0:  # type: ignore[arg-type]
        raise VizlibError(f"dpi must be a number of dots per inch, such as 300; it is {dpi!r}.")
    density = float(dots)  # type: ignore[arg-type]
    width, height = size[0] * density, size[1] * density
    if min(width, height) < 1:
        raise VizlibError(
            f"A picture of {size[0]:g} by {size[1]:g} inches at {density:g} dots per inch has no"
            " pixel; give a larger figsize or dpi."
        )
    if width * height > MAX_PIXELS:
        raise VizlibError(
            f"A picture of {size[0]:g} by {size[1]:g} inches at {density:g} dots per inch has"
            f" {width * height:,.0f} pixels; {MAX_PIXELS:,} are the most. Give a smaller figsize or"
            " dpi."
        )
    return density
