"""Curves and how far their target reaches -> the curves cut short, and arrowheads."""

from dataclasses import replace

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, LongArray
from vizlib.scene.geometry import Arrowheads, Curves, along
from vizlib.scene.refine import at_places

LENGTH_PT = (5.0, 2.8)
"""Length of a head: so much, and so much for each point of the line's width."""
LEAST_REST = 1.2
"""A line is cut at both ends where it is so many times as long as what it loses."""
UNDER = 0.6
"""Share of a head that the line reaches into."""


def with_arrowheads(
    curves: Curves, scale: FloatArray, reach: FloatArray, chosen: BoolArray
) -> tuple[Curves, Arrowheads]:
    """End curves in arrowheads at the rim of what they point to.

    Parameters
    ----------
    curves
        Parts of edges, with their colours and widths.
    scale
        ``(2,)`` points per data unit.
    reach
        ``(P,)`` radius in points round the end of each part that stays free.
    chosen
        ``(P,)`` which parts end in a head.

    Returns
    -------
    curves
        The parts, those with heads shorter.
    heads
        H heads, those of parts that are long enough to have one.
    """
    parts = len(curves.offsets) - 1
    width = np.broadcast_to(curves.part_width, parts)
    length = head_length(width)
    page = curves.points * np.abs(scale)
    tip, there = _at_distance(page, curves.offsets, reach)
    base, _ = _at_distance(page, curves.offsets, reach + length)
    headed = chosen & there
    points = _cut(curves, page, reach + UNDER * length, headed)
    color = curves.part_fade if len(curves.fade) else curves.part_color
    color = np.broadcast_to(color, (parts, 4))
    heads = Arrowheads(
        xy=tip[headed] / np.abs(scale),
        ahead=(tip - base)[headed] * np.sign(scale),
        color=color[headed],
        length=length[headed],
        raster=curves.raster,
        stands_for=curves.stands_for,
        item=curves.edge[headed],
    )
    return replace(curves, points=points), heads


def between_rims(
    curves: Curves, scale: FloatArray, before: FloatArray, after: FloatArray
) -> Curves:
    """Cut lines short at both ends; those that are too short for it stay whole.

    Parameters
    ----------
    curves
        P parts of edges.
    scale
        ``(2,)`` points per data unit.
    before, after
        ``(P,)`` points round the start and round the end of each part that stay free.
    """
    way = (curves.points[curves.offsets[1:] - 1] - curves.points[curves.offsets[:-1]]) * scale
    long = np.hypot(way[:, 0], way[:, 1]) > LEAST_REST * (before + after)
    for reach in (after, before):
        page = curves.points * np.abs(scale)
        cut = _cut(curves, page, reach, long & (reach > 0))
        curves = replace(curves, points=cut).backwards()
    return curves


def head_length(width: FloatArray) -> FloatArray:
    """Return ``(P,)`` points that the heads of lines of a width in points are long."""
    return np.asarray(LENGTH_PT[0] + LENGTH_PT[1] * width, float)


def points_before_end(curves: Curves, scale: FloatArray, reach: FloatArray) -> FloatArray:
    """Return where each part is at a distance from its end, in its middle where it is too short.

    Parameters
    ----------
    curves
        P parts of edges.
    scale
        ``(2,)`` points per data unit.
    reach
        ``(P,)`` distance in points.

    Returns
    -------
    xy
        ``(P, 2)`` positions in data units.
    """
    page = curves.points * np.abs(scale)
    span = np.linalg.norm(page[curves.offsets[1:] - 1] - page[curves.offsets[:-1]], axis=1)
    xy, _ = _at_distance(page, curves.offsets, np.minimum(reach, span / 2))
    return xy / np.abs(scale)


def _away(page: FloatArray, offsets: LongArray) -> tuple[FloatArray, LongArray]:
    """Return ``(S,)`` how far each point is from the end of its part, and which part it is of."""
    part = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return np.linalg.norm(page - page[offsets[1:] - 1][part], axis=1), part


def _at_distance(
    page: FloatArray, offsets: LongArray, reach: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Find where each part comes within ``(P,)`` reach of its end for good; else its start."""
    if len(offsets) < 2:
        return np.zeros((0, 2)), np.zeros(0, bool)
    last, share, there = _crossing(page, offsets, reach)
    after = np.minimum(last + 1, offsets[1:] - 1)
    crossing: FloatArray = page[last] + (page[after] - page[last]) * share[:, None]
    return crossing, there


def _crossing(
    page: FloatArray, offsets: LongArray, reach: FloatArray
) -> tuple[LongArray, FloatArray, BoolArray]:
    """Find the last point of each part beyond reach, how far on it is crossed, and whether."""
    far, part = _away(page, offsets)
    place = np.where(far > reach[part], np.arange(len(page)), -1)
    last = np.maximum.reduceat(place, offsets[:-1])
    there = last >= 0
    last = np.where(there, last, offsets[:-1])
    after = np.minimum(last + 1, offsets[1:] - 1)
    span = np.maximum(far[last] - far[after], 1e-300)
    share = np.clip((far[last] - reach) / span, 0, 1) * there
    return last, share, there


def _cut(curves: Curves, page: FloatArray, reach: FloatArray, headed: BoolArray) -> FloatArray:
    """Return the points of lines that end where they come within reach, evenly spread as before."""
    if not headed.any():
        return curves.points
    counts = np.diff(curves.offsets)
    last, share, _ = _crossing(page, curves.offsets, reach)
    stop = np.where(headed, last - curves.offsets[:-1] + share, counts - 1)
    place = along(curves.offsets) * np.repeat(stop, counts)
    return np.where(headed.repeat(counts)[:, None], at_places(curves, place, counts), curves.points)
