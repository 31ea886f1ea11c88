"""Categories, or the name of a palette -> colours that colour-blind readers tell apart."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.encodings.oklab import contrast, with_contrast
from vizlib.encodings.ramps import ON_DARK, PALETTES, RAMPS
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, nearest, shown

MAX_DISTINCT = 20
"""Categories that have a colour of their own; the rest are grey together."""
LINE_CONTRAST = 3.0
"""Least contrast of lines and the paper (WCAG 2.2, 1.4.11)."""
LEAST_CONTRAST = {"node": 1.6, "edge": 2.2, "cell": 1.33, "count": 1.25, "flow": 1.5}
"""Mark, or a count of edges -> least contrast of the palest shade and the paper."""
DIVERGING = ("rust-lagoon", f"rust-lagoon{ON_DARK}")
DEEPER_LINES = {"#dd8222": 4.2, "#4dae8f": 3.5}
"""Colours whose lines are darker still, so that dichromats tell them from gold and sky."""
SHADES = 256
NO_CATEGORY = ("other", "others", "unknown", "none", "n/a", "na", "nan", "null", "")
"""What is called so belongs to no category of its own, and is grey."""
NOT_THERE = ("missing",)


def categorical(count: int, family: int = 0) -> FloatArray:
    """Choose colours for categories, the same on light and on dark paper.

    Parameters
    ----------
    count
        How many, at most 20.
    family
        0 for the first field of categories of a picture, 1 for the second, 2 for others.

    Returns
    -------
    colors
        ``(count, 4)`` RGBA, each as far as can be from those before it for people who see three
        hues or two.
    """
    first, second = PALETTES["harbour-20"], PALETTES["dusk"]
    further = first[len(PALETTES["harbour"]) :]
    order = (first, second + further + first, further + second + first)[min(family, 2)]
    return as_colors(order[:count])


def strokes(rgba: FloatArray, theme: Theme) -> FloatArray:
    """Darken colours ``(M, 4)``, or lighten them on dark paper, so that thin lines are seen."""
    if not len(rgba):
        return rgba
    different, place = np.unique(rgba, axis=0, return_inverse=True)
    paper = theme.rgba("background")[0, :3]
    ratio = np.full(len(different), LINE_CONTRAST)
    for color, least in DEEPER_LINES.items():
        ratio[(different == as_colors([color])).all(axis=1)] = least
    seen: FloatArray = with_contrast(different, paper, ratio)[place.reshape(-1)]
    return seen


def without_color(labels: Sequence[str]) -> tuple[BoolArray, BoolArray]:
    """Tell ``(M,)`` which categories are none of their own, and which missing, by their name."""
    words = [label.strip().lower() for label in labels]
    return (
        np.array([word in NO_CATEGORY for word in words], bool),
        np.array([word in NOT_THERE for word in words], bool),
    )


def palette_colors(palette: Any, count: int, theme: Theme) -> FloatArray:
    """Return ``(count, 4)`` RGBA of a palette that was asked for by its name or as a list.

    A list of colours, ours or matplotlib's (``"tab10"``), gives them in order and begins again
    at its end; a ramp is cut in equal steps.
    """
    colors = _listed_colors(palette)
    if colors is not None:
        return colors[np.arange(count) % len(colors)]
    shades = ramp(palette, theme)
    at = np.linspace(0, len(shades) - 1, count) if count > 1 else np.array([len(shades) // 2])
    stepped: FloatArray = shades[np.round(at).astype(int)]
    return stepped


def _listed_colors(palette: Any) -> FloatArray | None:
    """Return the colours of a palette that is a list, None for a ramp."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    if isinstance(palette, str):
        if palette in PALETTES:
            return as_colors(PALETTES[palette])
        palette = colormaps.get(palette, palette)
    elif palette is not None and not callable(palette):
        return _some_colors(palette)
    if isinstance(palette, ListedColormap) and palette.N < SHADES:
        return as_colors(np.asarray(palette.colors))
    return None


def ramp(palette: Any, theme: Theme, diverging: bool = False) -> FloatArray:
    """Return ``(256, 4)`` RGBA from low to high.

    Parameters
    ----------
    palette
        None for the theme's own, the name of a ramp of vizlib's or of a matplotlib colormap, a
        colormap, or a sequence of colours. Ramps of vizlib's begin at the paper, also where that
        is dark.
    theme
        Names the default ramps.
    diverging
        Whether the middle is neutral.
    """
    from matplotlib.colors import Colormap, LinearSegmentedColormap

    if palette is None:
        palette = theme.diverging if diverging else theme.sequential
    if isinstance(palette, Colormap):
        colormap = palette
    elif isinstance(palette, str):
        colormap = _named_ramp(palette, theme)
    else:
        stops = list(_some_colors(palette))
        colormap = LinearSegmentedColormap.from_list(
            "given", stops if len(stops) > 1 else 2 * stops
        )
    colors: FloatArray = colormap(np.linspace(0, 1, SHADES))
    return colors


def seen_ramp(palette: Any, theme: Theme, mark: str, diverging: bool = False) -> FloatArray:
    """Return ``(256, 4)`` RGBA whose every colour is seen as the marks that it is for.

    A node or a line stands alone: its ramp begins where it can be seen, that of a cell nearer the
    paper, and all others at the paper. Ramps that are not vizlib's stay as they are.
    """
    colors, least = ramp(palette, theme, diverging), LEAST_CONTRAST.get(mark, 1.0)
    if least == 1.0 or not (palette is None or _is_ours(palette)):
        return colors
    paper = theme.rgba("background")[0, :3]
    if diverging or (palette is not None and palette in DIVERGING):
        return with_contrast(colors, paper, least)
    start = np.argmax(contrast(colors[:, :3], paper) >= least) / (SHADES - 1)
    at = start + (1 - start) * np.linspace(0, 1, SHADES)
    every = np.linspace(0, 1, SHADES)
    rows = [np.interp(at, every, colors[:, channel]) for channel in range(4)]
    return np.stack(rows, axis=1)


def _is_ours(palette: Any) -> bool:
    return isinstance(palette, str) and palette in RAMPS


def _named_ramp(name: str, theme: Theme) -> Any:
    from matplotlib import colormaps
    from matplotlib.colors import LinearSegmentedColormap

    known = [*RAMPS, *PALETTES, *colormaps]
    if name not in known:
        raise VizlibError(
            f"There is no palette {name!r}; give one of {', '.join(RAMPS)} (numbers),"
            f" {', '.join(PALETTES)} (categories), a matplotlib colormap's name, or a list of"
            f" colours.{nearest(name, known)}"
        )
    if name in PALETTES:
        return LinearSegmentedColormap.from_list(name, PALETTES[name])
    on_dark = f"{name}{ON_DARK}"
    colors = RAMPS.get(on_dark if theme.dark and on_dark in RAMPS else name)
    return colormaps[name] if colors is None else LinearSegmentedColormap.from_list(name, colors)


def _some_colors(palette: Sequence[Any]) -> FloatArray:
    """Read a list of colours that has one at least."""
    colors = as_colors(palette)
    if not len(colors):
        raise VizlibError("palette is an empty list; give a colour at least, or a palette's name.")
    return colors


def as_colors(palette: Sequence[Any] | FloatArray) -> FloatArray:
    """Read a sequence of colours as ``(M, 4)`` RGBA."""
    from matplotlib.colors import to_rgba_array

    try:
        colors: FloatArray = to_rgba_array(list(palette))
    except (TypeError, ValueError) as error:
        raise VizlibError(f"palette={shown(palette)} is not a list of colours: {error}.") from error
    return colors
