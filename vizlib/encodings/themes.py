"""A name or a Theme -> the colours and letters that a whole picture shares."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.ramps import RAMPS
from vizlib.errors import VizlibError, nearest, short_tracebacks, shown, unknown_option

HEX = re.compile("#[0-9a-fA-F]{6}")
COLORS = (
    "background", "ink", "muted", "faint", "hair", "node", "edge", "accent", "other", "missing",
    "water", "land", "lakes", "border",
)  # fmt: skip


@short_tracebacks
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
    hair
        Colour of thin lines that guide the eye: leaders, graticules, borders of blocks.
    node, edge
        Colours of nodes and edges that show no field.
    accent
        Colour of what should stand out.
    other
        Colour of what belongs to no category of its own: other, unknown, none.
    missing
        Colour of a value that is not there.
    water, land, lakes, border
        Colours of a map.
    sequential, diverging, flow
        Names of the default ramps for numbers, as :mod:`vizlib.encodings.palettes` knows them;
        ``flow`` is that of flows over a map.
    font
        Family of the letters: ``"Vizlib Sans"``, which we carry, or one that matplotlib finds.
        What it lacks is drawn in what the system has.
    font_size
        Height of a node label in points; by default it follows the size of the picture.

    Raises
    ------
    VizlibError
        Where a part is no colour, no palette or no height, or there is no such part.

    Examples
    --------
    >>> Theme(name="print", ink="#000000").ink
    '#000000'
    """

    name: str = "light"
    background: str = "#ffffff"
    ink: str = "#1c2330"
    muted: str = "#5f6877"
    faint: str = "#e9ecf0"
    hair: str = "#c9ced6"
    node: str = "#2d71c4"
    edge: str = "#667080"
    accent: str = "#d1402f"
    other: str = "#a7adb7"
    missing: str = "#d3d7dd"
    water: str = "#f1f5f8"
    land: str = "#e2e4e0"
    lakes: str = "#f1f5f8"
    border: str = "#ffffff"
    sequential: str = "lagoon"
    diverging: str = "rust-lagoon"
    flow: str = "ember"
    font: str = "Vizlib Sans"
    font_size: float | None = None

    def __new__(cls, *given: object, **options: object) -> Self:
        """Refuse parts that a theme does not have, and offer the nearest."""
        known = [part.name for part in fields(cls)]
        if given:
            raise VizlibError(f"A Theme takes its parts by name: {', '.join(known)}.")
        for name in options:
            if name not in known:
                raise unknown_option("Theme", name, known)
        return super().__new__(cls)

    def __post_init__(self) -> None:
        for name in COLORS:
            _check_color(name, getattr(self, name))
        for name in ("sequential", "diverging", "flow"):
            _check_ramp(name, getattr(self, name))
        for name in ("name", "font"):
            given = getattr(self, name)
            if not isinstance(given, str) or not given:
                raise VizlibError(f"Theme: {name} must be a word; it is {given!r}.")
        _check_font_size(self.font_size)

    def rgba(self, color: str) -> FloatArray:
        """Return ``(1, 4)`` one of the theme's colours, by its name."""
        from matplotlib.colors import to_rgba

        return np.array([to_rgba(getattr(self, color))])

    @property
    def dark(self) -> bool:
        """Whether the paper is darker than the ink."""
        return _brightness(self.background) < _brightness(self.ink)


def _check_font_size(given: object) -> None:
    number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if given is not None and not (number and 1 <= float(given) < 1000):  # type: ignore[arg-type]
        raise VizlibError(
            f"Theme: font_size must be points from 1 to 1000, such as 8; it is {given!r}."
        )


def _check_color(name: str, given: object) -> None:
    if isinstance(given, str) and HEX.fullmatch(given):
        return
    from matplotlib.colors import is_color_like

    if not isinstance(given, (str, tuple, list)) or not is_color_like(given):
        raise VizlibError(
            f"Theme: {name}={given!r} is not a colour; give a word such as 'tomato' or '#ff6347',"
            " or an RGB(A) tuple of numbers from 0 to 1."
        )


def _check_ramp(name: str, given: object) -> None:
    if isinstance(given, str) and given in RAMPS:
        return
    from matplotlib import colormaps

    if not isinstance(given, str) or given not in colormaps:
        raise VizlibError(
            f"Theme: {name}={given!r} is no palette; give one of {', '.join(RAMPS)}, or a"
            f" matplotlib colormap's name.{nearest(given, [*RAMPS, *colormaps])}"
        )


LIGHT = Theme()
DARK = Theme(
    name="dark",
    background="#14171d",
    ink="#eceef2",
    muted="#9aa3b1",
    faint="#242932",
    hair="#434b58",
    node="#6aa6ea",
    edge="#8b96a6",
    accent="#ff7d62",
    other="#7d8592",
    missing="#474e5a",
    water="#14171d",
    land="#313843",
    lakes="#14171d",
    border="#4a5361",
    sequential="lagoon-dark",
    diverging="rust-lagoon-dark",
    flow="ember-dark",
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
        f"There is no theme {shown(given)}; there are {', '.join(map(repr, THEMES))}"
        f" or a vz.Theme(...).{nearest(given, THEMES)}"
    )


def _brightness(color: str) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
