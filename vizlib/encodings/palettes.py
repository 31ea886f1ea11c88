"""A number of categories, or the name of a ramp -> colours that colour-blind readers tell apart."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.ramps import RAMPS
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, nearest, shown

OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442", "#000000")
"""Okabe and Ito, Color Universal Design (2008), the strongest first."""
PALE = "#DDDDDD"
MAX_DISTINCT = 60
DICHROMACIES: Mapping[str, tuple[tuple[float, ...], ...]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
"""Machado, Oliveira and Fernandes (2009), severity 1, for linear RGB."""


def linear(rgb: FloatArray) -> FloatArray:
    """Undo the gamma of sRGB ``(M, 3)``."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb: FloatArray) -> FloatArray:
    """Measure sRGB colours ``(M, 3)`` in OKLab (Ottosson 2020): lightness and two hues."""
    cones = linear(rgb) @ np.array(
        [
            [0.4122214708, 0.2119034982, 0.0883024619],
            [0.5363325363, 0.6806995451, 0.2817188376],
            [0.0514459929, 0.1073969566, 0.6299787005],
        ]
    )
    measured: FloatArray = np.cbrt(np.maximum(cones, 0)) @ np.array(
        [
            [0.2104542553, 1.9779984951, 0.0259040371],
            [0.7936177850, -2.4285922050, 0.7827717662],
            [-0.0040720468, 0.4505937099, -0.8086757660],
        ]
    )
    return measured


def simulate(rgb: FloatArray, dichromacy: str) -> FloatArray:
    """Show sRGB colours ``(M, 3)`` as a dichromat sees them."""
    seen: FloatArray = np.clip(linear(rgb) @ np.array(DICHROMACIES[dichromacy]).T, 0, 1)
    return np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)


def categorical(count: int, theme: Theme) -> FloatArray:
    """Choose colours for categories.

    Parameters
    ----------
    count
        How many; past 60 the colours begin again.
    theme
        The paper decides which colours can be seen.

    Returns
    -------
    colors
        ``(count, 4)`` RGBA: Okabe and Ito's to 8, then colours far from those before.
    """
    colors = _spread(min(max(count, 1), MAX_DISTINCT), theme.dark)
    return colors[np.arange(count) % len(colors)]


@cache
def _spread(count: int, dark: bool) -> FloatArray:
    from matplotlib.colors import to_rgba_array

    first = to_rgba_array([*OKABE_ITO[:7], PALE if dark else OKABE_ITO[7]])
    if count <= len(first):
        return first[:count]
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 12)] * 3), axis=-1).reshape(-1, 3)
    light = oklab(grid)[:, 0]
    grid = grid[(light > (0.5 if dark else 0.3)) & (light < (0.9 if dark else 0.8))]
    chosen, seen = first[:, :3], _seen(grid)
    away = _distance(seen, _seen(chosen)).min(axis=1)
    while len(chosen) < count:
        best = int(np.argmax(away))
        chosen = np.vstack([chosen, grid[best]])
        away = np.minimum(away, _distance(seen, seen[:, best : best + 1])[:, 0])
    return np.column_stack([chosen, np.ones(len(chosen))])


def _seen(rgb: FloatArray) -> FloatArray:
    """Measure colours as four kinds of reader see them, ``(4, M, 3)``."""
    return np.stack(
        [oklab(rgb), *(oklab(simulate(rgb, dichromacy)) for dichromacy in DICHROMACIES)]
    )


def _distance(colors: FloatArray, others: FloatArray) -> FloatArray:
    """Return ``(M, K)`` distances; what dichromats confuse counts half."""
    apart = np.linalg.norm(colors[:, :, None] - others[:, None], axis=-1)
    nearest_of: FloatArray = np.minimum(apart[0], 2 * apart[1:].min(axis=0))
    return nearest_of


def ramp(palette: Any, theme: Theme, diverging: bool = False) -> FloatArray:
    """Return ``(256, 4)`` RGBA from low to high.

    Parameters
    ----------
    palette
        None for the theme's own, the name of a ramp of vizlib's or of a matplotlib colormap, a
        colormap, or a sequence of colours.
    theme
        Names the default ramps.
    diverging
        Whether the middle is neutral.
    """
    from matplotlib import colormaps
    from matplotlib.colors import Colormap, LinearSegmentedColormap

    if palette is None:
        palette = theme.diverging if diverging else theme.sequential
    if isinstance(palette, Colormap):
        colormap = palette
    elif isinstance(palette, str) and palette in RAMPS:
        colormap = LinearSegmentedColormap.from_list(palette, RAMPS[palette])
    elif isinstance(palette, str):
        if palette not in colormaps:
            known = [*RAMPS, *colormaps]
            raise VizlibError(
                f"There is no palette {palette!r}; give one of {', '.join(RAMPS)}, a matplotlib"
                f" colormap's name, or a list of colours.{nearest(palette, known)}"
            )
        colormap = colormaps[palette]
    else:
        stops = list(as_colors(palette))
        colormap = LinearSegmentedColormap.from_list(
            "given", stops if len(stops) > 1 else 2 * stops
        )
    colors: FloatArray = colormap(np.linspace(0, 1, 256))
    return colors


def as_colors(palette: Sequence[Any]) -> FloatArray:
    """Read a sequence of colours as ``(M, 4)`` RGBA."""
    from matplotlib.colors import to_rgba_array

    try:
        colors: FloatArray = to_rgba_array(list(palette))
        if not len(colors):
            raise ValueError("it is empty")
    except (TypeError, ValueError) as error:
        raise VizlibError(f"palette={shown(palette)} is not a list of colours: {error}.") from error
    return colors
