"""A name or a Theme -> the colours and letters that a whole picture shares."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.errors import VizlibError, nearest


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Colours and letters of a picture.

    Parameters
    ----------
    name
        What it is called.
    background
        Colour of the paper.
    ink
        Colour of titles and labels.
    muted
        Colour of legends' small print, axis lines and group outlines.
    faint
        Colour of what should recede: rulers, empty cells, the cell background.
    node, edge
        Colours of nodes and edges that show no field.
    accent
        Colour of what should stand out.
    missing
        Colour of a value that is not there.
    water, land, lakes, border
        Colours of a map.
    sequential, diverging
        Names of the default ramps for numbers, as :mod:`vizlib.encodings.palettes` knows them.
    font
        Family of the letters, as matplotlib finds it.
    size
        Height of a node label in points, in a picture six inches wide.

    Examples
    --------
    >>> Theme(name="print", ink="#000000").ink
    '#000000'
    """

    name: str = "light"
    background: str = "#ffffff"
    ink: str = "#1f2430"
    muted: str = "#6b7280"
    faint: str = "#eef0f3"
    node: str = "#3b6ea5"
    edge: str = "#5b6472"
    accent: str = "#c8443c"
    missing: str = "#b4b8bf"
    water: str = "#f3f6f9"
    land: str = "#e3e5e0"
    lakes: str = "#f3f6f9"
    border: str = "#c3c7c3"
    sequential: str = "lagoon"
    diverging: str = "rust-lagoon"
    font: str = "DejaVu Sans"
    size: float = 8.0

    def rgba(self, color: str) -> FloatArray:
        """Return ``(1, 4)`` one of the theme's colours, by its name."""
        from matplotlib.colors import to_rgba

        return np.array([to_rgba(getattr(self, color))])

    @property
    def dark(self) -> bool:
        """Whether the paper is darker than the ink."""
        return _brightness(self.background) < _brightness(self.ink)


LIGHT = Theme()
DARK = Theme(
    name="dark",
    background="#14171d",
    ink="#e8eaee",
    muted="#98a0ad",
    faint="#20242c",
    node="#7fb2e5",
    edge="#98a3b3",
    accent="#ff8a70",
    missing="#5d636e",
    water="#1a1f27",
    land="#262b33",
    lakes="#1a1f27",
    border="#3d4450",
    sequential="lagoon-dark",
    diverging="rust-lagoon-dark",
)
THEMES: Mapping[str, Theme] = {"light": LIGHT, "dark": DARK}


def as_theme(given: str | Theme) -> Theme:
    """Find a theme by its name, or take one as it is.

    Parameters
    ----------
    given
        ``"light"``, ``"dark"`` or a :class:`Theme`.

    Raises
    ------
    VizlibError
        Where there is no such theme.
    """
    if isinstance(given, Theme):
        return given
    if isinstance(given, str) and given in THEMES:
        return THEMES[given]
    raise VizlibError(
        f"There is no theme {given!r}; there are {', '.join(map(repr, THEMES))}"
        f" or a vz.Theme(...).{nearest(given, THEMES)}"
    )


def _brightness(color: str) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
