"""sRGB colours -> how people see them: OKLab, contrast, dichromacies; colours moved to be seen."""

from collections.abc import Mapping

import numpy as np

from vizlib.arrays import FloatArray

CONES = np.array(
    [
        [0.4122214708, 0.2119034982, 0.0883024619],
        [0.5363325363, 0.6806995451, 0.2817188376],
        [0.0514459929, 0.1073969566, 0.6299787005],
    ]
)
OPPONENTS = np.array(
    [
        [0.2104542553, 1.9779984951, 0.0259040371],
        [0.7936177850, -2.4285922050, 0.7827717662],
        [-0.0040720468, 0.4505937099, -0.8086757660],
    ]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
FLARE = 0.05
"""What a lit room adds to every luminance (WCAG 2, relative luminance)."""
LIGHTNESS_STEP = 0.004
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


def with_gamma(light: FloatArray) -> FloatArray:
    """Return sRGB ``(M, 3)`` of linear light."""
    safe = np.clip(light, 1e-12, None)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * safe ** (1 / 2.4) - 0.055)


def oklab(rgb: FloatArray) -> FloatArray:
    """Measure sRGB colours ``(M, 3)`` in OKLab (Ottosson 2020): lightness and two hues."""
    measured: FloatArray = np.cbrt(np.maximum(linear(rgb) @ CONES, 0)) @ OPPONENTS
    return measured


def from_oklab(lab: FloatArray) -> FloatArray:
    """Return the sRGB ``(M, 3)`` of OKLab; outside 0 to 1 where no screen shows it."""
    light: FloatArray = (lab @ np.linalg.inv(OPPONENTS)) ** 3 @ np.linalg.inv(CONES)
    return with_gamma(light)


def simulate(rgb: FloatArray, dichromacy: str) -> FloatArray:
    """Show sRGB colours ``(M, 3)`` as a dichromat sees them."""
    seen: FloatArray = np.clip(linear(rgb) @ np.array(DICHROMACIES[dichromacy]).T, 0, 1)
    return with_gamma(seen)


def contrast(rgb: FloatArray, paper: FloatArray) -> FloatArray:
    """Return ``(M,)`` how many times brighter the brighter of two colours is (WCAG 2).

    Parameters
    ----------
    rgb
        ``(M, 3)`` sRGB.
    paper
        ``(3,)`` or ``(M, 3)`` sRGB.
    """
    first, second = linear(rgb) @ LUMINANCE + FLARE, linear(paper) @ LUMINANCE + FLARE
    ratio: FloatArray = np.maximum(first, second) / np.minimum(first, second)
    return ratio


def with_contrast(rgba: FloatArray, paper: FloatArray, ratio: FloatArray | float) -> FloatArray:
    """Move colours in lightness, at their hue, until they can be told from the paper.

    Parameters
    ----------
    rgba
        ``(M, 4)`` sRGB and opacity; those that have the contrast stay as they are.
    paper
        ``(3,)`` sRGB.
    ratio
        The least contrast: one, or ``(M,)``.
    """
    moved = rgba.copy()
    step = -LIGHTNESS_STEP if linear(paper) @ LUMINANCE > 0.2 else LIGHTNESS_STEP
    lab = oklab(rgba[:, :3])
    faint = contrast(moved[:, :3], paper) < ratio
    while faint.any():
        lab[faint, 0] = np.clip(lab[faint, 0] + step, 0, 1)
        moved[faint, :3] = in_gamut(lab[faint])
        faint &= (contrast(moved[:, :3], paper) < ratio) & (lab[:, 0] > 0) & (lab[:, 0] < 1)
    return moved


def in_gamut(lab: FloatArray) -> FloatArray:
    """Return sRGB ``(M, 3)`` of OKLab, greyer where a screen has no such colour."""
    lab = lab.copy()
    for _ in range(200):
        rgb = from_oklab(lab)
        outside = ((rgb < -5e-4) | (rgb > 1 + 5e-4)).any(axis=1)
        if not outside.any():
            break
        lab[outside, 1:] *= 0.98
    clipped: FloatArray = np.clip(from_oklab(lab), 0, 1)
    return clipped
