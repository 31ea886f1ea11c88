"""Polylines -> pixels: anti-aliased one over the other, or thin and in great number in one pass."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, IntArray, LongArray
from vizlib.kernels.blend import blend
from vizlib.kernels.compile import jit, shows_compile

JOINT_PX = 0.5
"""Pixels by which a piece reaches over its ends, so that no gap is left at a joint."""
Mode = Literal["filter", "over", "count"]
Ends = tuple[float, float, float, float]
"""x and y of the first and of the last point of a piece, in pixels."""


class Polylines(NamedTuple):
    """Lines, one after another.

    Parameters
    ----------
    points
        ``(S, 2)``.
    offsets
        ``(P + 1,)`` line p is ``points[offsets[p]:offsets[p + 1]]``.
    """

    points: FloatArray
    offsets: LongArray


class Pen(NamedTuple):
    """How lines look.

    Parameters
    ----------
    color
        ``(P, 4)`` RGBA or one row for all, not premultiplied.
    width
        ``(P,)`` in pixels, or one for all.
    taper
        ``(S,)`` by how much each point is wider than its line, or one for all.
    """

    color: FloatArray
    width: FloatArray
    taper: FloatArray


class View(NamedTuple):
    """Which part of the plane a picture shows.

    Parameters
    ----------
    corner
        ``(2,)`` data units at the lower left corner.
    scale
        ``(2,)`` pixels per data unit.
    """

    corner: FloatArray
    scale: FloatArray


class Piece(NamedTuple):
    """A straight piece of a line, walked pixel by pixel along its longer side.

    Parameters
    ----------
    steep
        Whether it is walked by rows.
    start, stop
        Where it begins and ends, along its longer side.
    aside
        How far aside it begins.
    slope
        How far it goes aside in a step.
    length, breadth
        How many pixels the picture has along and aside.
    """

    steep: bool
    start: float
    stop: float
    aside: float
    slope: float
    length: int
    breadth: int


class Profile(NamedTuple):
    """How much of a pixel a line covers, by how far aside it is.

    Parameters
    ----------
    half
        Half the width of the line, in pixels.
    upright
        Distance from the line for each pixel aside.
    reach
        How far aside a pixel may be.
    full
        How much is covered at most.
    """

    half: float
    upright: float
    reach: float
    full: float


class Touched(NamedTuple):
    """The pixels that a line has touched so far.

    Parameters
    ----------
    share
        ``(H, W)`` how much of each it covers.
    way
        ``(H, W)`` how far along the line each is, 0 to 1; one pixel where nobody asks.
    rows, columns
        ``(H W,)`` which these are.
    """

    share: AnyArray
    way: AnyArray
    rows: IntArray
    columns: IntArray


@jit
def _piece(ends: Ends, high: int, wide: int) -> Piece:
    """Look at a piece along its longer side."""
    x0, y0, x1, y1 = ends
    dx, dy = x1 - x0, y1 - y0
    if abs(dy) > abs(dx):
        return Piece(True, y0, y1, x0, dx / dy, high, wide)
    return Piece(False, x0, x1, y0, dy / dx if dx != 0.0 else 0.0, wide, high)


@jit
def _profile(half: float, slope: float) -> Profile:
    upright = 1.0 / np.sqrt(1.0 + slope * slope)
    return Profile(half, upright, (half + 0.5) / upright, min(2.0 * half, 1.0))


@jit
def _across(profile: Profile, middle: float, breadth: int) -> tuple[int, int]:
    """Return the first pixel aside that a line may touch, and the one past the last."""
    first = max(int(np.ceil(middle - profile.reach)), 0)
    return first, min(int(np.floor(middle + profile.reach)), breadth - 1) + 1


@jit
def _share(profile: Profile, away: float) -> float:
    """Return how much of a pixel is covered that is so far aside."""
    return min(profile.half + 0.5 - abs(away) * profile.upright, profile.full)


@jit
def _is_seen(ends: Ends, half: float, high: int, wide: int) -> bool:
    """Tell whether a piece has ends that are numbers, and may touch the picture."""
    x0, y0, x1, y1 = ends
    if not (np.isfinite(x0) and np.isfinite(y0) and np.isfinite(x1) and np.isfinite(y1)):
        return False
    if max(x0, x1) < -half - 1 or min(x0, x1) > wide + half + 1:
        return False
    return not (max(y0, y1) < -half - 1 or min(y0, y1) > high + half + 1)


@jit
def _touch(
    piece: Piece, profile: Profile, begin: float, end: float, touched: Touched, count: int
) -> int:
    """Cover pixels near a piece, from one share of its line to another; return how many are."""
    share, way, rows, columns = touched
    low = int(np.ceil(min(piece.start, piece.stop) - 0.5 - JOINT_PX))
    high = int(np.floor(max(piece.start, piece.stop) - 0.5 + JOINT_PX))
    run = piece.stop - piece.start
    for a in range(max(low, 0), min(high, piece.length - 1) + 1):
        middle = piece.aside + (a + 0.5 - piece.start) * piece.slope - 0.5
        first, last = _across(profile, middle, piece.breadth)
        for c in range(first, last):
            over = _share(profile, c - middle)
            y, x = (a, c) if piece.steep else (c, a)
            if over <= share[y, x]:
                continue
            if share[y, x] == 0.0:
                rows[count], columns[count] = y, x
                count += 1
            share[y, x] = over
            if way.size > 1:
                part = (a + 0.5 - piece.start) / run if run != 0.0 else 0.0
                way[y, x] = begin + (end - begin) * min(max(part, 0.0), 1.0)
    return count


@jit
def _touch_line(lines: Polylines, line: int, pen: Pen, touched: Touched) -> int:
    """Cover the pixels of a whole line; return how many there are."""
    points, offsets = lines
    high, wide = touched.share.shape
    whole = pen.width[line if len(pen.width) > 1 else 0] / 2
    pieces = max(offsets[line + 1] - offsets[line] - 1, 1)
    count = 0
    for at in range(offsets[line], offsets[line + 1] - 1):
        half = whole * pen.taper[at if len(pen.taper) > 1 else 0]
        ends = (points[at, 0], points[at, 1], points[at + 1, 0], points[at + 1, 1])
        if _is_seen(ends, half, high, wide):
            piece = _piece(ends, high, wide)
            profile = _profile(half, piece.slope)
            begin = (at - offsets[line]) / pieces
            count = _touch(piece, profile, begin, begin + 1 / pieces, touched, count)
    return count


@jit
def _mixed(first: FloatArray, last: FloatArray, way: float) -> tuple[float, float, float, float]:
    """Return the colour that a line which fades has on its way."""
    return (
        first[0] + (last[0] - first[0]) * way,
        first[1] + (last[1] - first[1]) * way,
        first[2] + (last[2] - first[2]) * way,
        first[3] + (last[3] - first[3]) * way,
    )


@jit
def _lay_touched(
    touched: Touched, count: int, first: FloatArray, last: FloatArray, canvas: AnyArray
) -> None:
    """Lay the touched pixels over a picture, and forget them."""
    share, way, rows, columns = touched
    fades = way.size > 1
    red, green, blue, alpha = _mixed(first, last, 0.0)
    for place in range(count):
        y, x = rows[place], columns[place]
        if fades:
            red, green, blue, alpha = _mixed(first, last, way[y, x])
        blend(canvas, y, x, (red, green, blue, 1.0), share[y, x] * alpha)
        share[y, x] = 0.0


@shows_compile
@jit
def draw_lines(lines: Polylines, pen: Pen, fade: FloatArray, canvas: AnyArray) -> None:
    """Lay lines over a picture, one over the other in drawing order.

    Parameters
    ----------
    lines
        In pixels, y downwards.
    pen
        How they look.
    fade
        ``(P, 4)`` RGBA at the end of each line, where it changes on the way, one row for all, or
        none.
    canvas
        ``(H, W, 4)`` RGBA premultiplied by its alpha; changed.
    """
    high, wide = canvas.shape[0], canvas.shape[1]
    way = np.zeros((high, wide) if len(fade) else (1, 1), np.float32)
    rows, columns = np.empty(high * wide, np.int32), np.empty(high * wide, np.int32)
    touched = Touched(np.zeros((high, wide), np.float32), way, rows, columns)
    for line in range(len(lines.offsets) - 1):
        first = pen.color[line if len(pen.color) > 1 else 0]
        last = fade[line if len(fade) > 1 else 0] if len(fade) else first
        count = _touch_line(lines, line, pen, touched)
        _lay_touched(touched, count, first, last, canvas)


@jit
def _steps(piece: Piece, last: bool) -> tuple[int, int, float]:
    """Return the first step of a piece, the one past the last, and how far aside it is at zero.

    The last step belongs to the piece that follows, where there is one.
    """
    if piece.stop >= piece.start:
        low = int(np.ceil(piece.start - 0.5))
        high = int(np.ceil(piece.stop - 0.5)) + last
    else:
        low = int(np.floor(piece.stop - 0.5)) + 1 - last
        high = int(np.floor(piece.start - 0.5)) + 1
    aside = piece.aside + (0.5 - piece.start) * piece.slope - 0.5
    return max(low, 0), min(high, piece.length), aside


@jit
def _lay(
    piece: Piece, half: float, last: bool, front: tuple[float, ...], alpha: float, canvas: AnyArray
) -> None:
    """Lay a piece over a picture, each pixel once."""
    profile = _profile(half, piece.slope)
    low, high, aside = _steps(piece, last)
    for a in range(low, high):
        middle = aside + a * piece.slope
        first, end = _across(profile, middle, piece.breadth)
        for c in range(first, end):
            over = _share(profile, c - middle)
            if over > 0.0:
                y, x = (a, c) if piece.steep else (c, a)
                blend(canvas, y, x, front, over * alpha)


@jit
def _count(piece: Piece, last: bool, layer: int, canvas: AnyArray) -> None:
    """Count a piece once in each row of pixels, shared by the two nearest (Wu, 1991)."""
    low, high, aside = _steps(piece, last)
    for a in range(low, high):
        middle = aside + a * piece.slope
        c = int(np.floor(middle))
        if c < 0 or c + 1 >= piece.breadth:
            continue
        part = middle - c
        if piece.steep:
            canvas[a, c, layer] += 1.0 - part
            canvas[a, c + 1, layer] += part
        else:
            canvas[c, a, layer] += 1.0 - part
            canvas[c + 1, a, layer] += part


@jit
def _ends(points: FloatArray, at: int, view: View) -> Ends:
    """Return the ends of a piece in pixels."""
    corner, scale = view
    return (
        (points[at, 0] - corner[0]) * scale[0],
        (points[at, 1] - corner[1]) * scale[1],
        (points[at + 1, 0] - corner[0]) * scale[0],
        (points[at + 1, 1] - corner[1]) * scale[1],
    )


@jit
def _lay_line(
    lines: Polylines, line: int, view: View, pen: Pen, front: tuple[float, ...], canvas: AnyArray
) -> None:
    """Lay a line over a picture; it is compiled apart for each number of channels."""
    points, offsets = lines
    high, wide = canvas.shape[0], canvas.shape[1]
    whole = pen.width[line if len(pen.width) > 1 else 0] / 2
    alpha = pen.color[line if len(pen.color) > 1 else 0, 3]
    final = offsets[line + 1] - 2
    for at in range(offsets[line], offsets[line + 1] - 1):
        half = whole * pen.taper[at if len(pen.taper) > 1 else 0]
        ends = _ends(points, at, view)
        if _is_seen(ends, half, high, wide):
            _lay(_piece(ends, high, wide), half, at == final, front, alpha, canvas)


@shows_compile
@jit
def filter_thin_lines(lines: Polylines, view: View, pen: Pen, canvas: AnyArray) -> None:
    """Let less light through ``(H, W, 1)`` where lines run."""
    for line in range(len(lines.offsets) - 1):
        _lay_line(lines, line, view, pen, (0.0,), canvas)


@shows_compile
@jit
def cover_thin_lines(lines: Polylines, view: View, pen: Pen, canvas: AnyArray) -> None:
    """Lay lines over a picture ``(H, W, 4)``, RGBA premultiplied by its alpha."""
    for line in range(len(lines.offsets) - 1):
        row = line if len(pen.color) > 1 else 0
        front = (pen.color[row, 0], pen.color[row, 1], pen.color[row, 2], 1.0)
        _lay_line(lines, line, view, pen, front, canvas)


@shows_compile
@jit
def count_thin_lines(lines: Polylines, view: View, pen: Pen, canvas: AnyArray) -> None:
    """Count lines over each pixel in layers ``(H, W, C)``, named by the first number of colours."""
    points, offsets = lines
    high, wide = canvas.shape[0], canvas.shape[1]
    for line in range(len(offsets) - 1):
        half = pen.width[line if len(pen.width) > 1 else 0] / 2
        layer = int(pen.color[line if len(pen.color) > 1 else 0, 0])
        final = offsets[line + 1] - 2
        for at in range(offsets[line], offsets[line + 1] - 1):
            ends = _ends(points, at, view)
            if _is_seen(ends, half * pen.taper[at if len(pen.taper) > 1 else 0], high, wide):
                _count(_piece(ends, high, wide), at == final, layer, canvas)


MODES: Mapping[Mode, Callable[[Polylines, View, Pen, AnyArray], None]] = {
    "filter": filter_thin_lines,
    "over": cover_thin_lines,
    "count": count_thin_lines,
}


def draw_thin_lines(lines: Polylines, view: View, pen: Pen, mode: Mode, canvas: AnyArray) -> None:
    """Lay lines over a picture, each pixel of each once.

    Where a line turns from flat to steep a pixel may be met twice or not at all: what is drawn
    in great number does not show it.

    Parameters
    ----------
    lines
        In data units.
    view
        What the picture shows.
    pen
        How they look; where lines are counted, the first number of a colour is the layer that its
        line is counted in, and widths do not matter.
    mode
        What a line does to a pixel: it lets less light through (``"filter"``), covers its colour
        (``"over"``), or is counted (``"count"``).
    canvas
        ``(H, W, C)``: the light let through (C = 1), RGBA premultiplied by its alpha (C = 4), or
        counts in C layers; changed.
    """
    MODES[mode](lines, view, pen, canvas)
