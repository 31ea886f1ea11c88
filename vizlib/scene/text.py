"""Words -> their size in points, their boxes on the page, and which of them find room."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from vizlib.arrays import AnyArray, BoolArray, FloatArray
from vizlib.scene.geometry import Labels
from vizlib.scene.typeface import FAMILY, drawable, face

DESCENT = 0.24
"""How far letters reach below their line, in heights of letters."""
MEASURED = 100.0
LEADING_EM = 1.15
"""From one line of a label to the next, in heights of letters."""
BATCH = 512
"""Boxes that are compared with one another at once, so that crowds do not cost their square."""
FLOORS = {"bottom": 0.0, "top": -1.0, "center": -0.5, "center_baseline": -0.5, "baseline": 0.0}
"""Alignment -> where a label's box begins, in its height, from its anchor."""
BALANCING_ROUNDS = 6
MAX_LETTERS_EM = 8.0
"""Letters in a height of theirs that are tried, of a word that is broken."""


UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that no font has and no file of words may hold."""


def printable(text: str) -> str:
    r"""Take out of a text what cannot be written: control characters and lone surrogates.

    Examples
    --------
    >>> printable("a\x07b")
    'ab'
    """
    return UNPRINTABLE.sub("", text.replace("\t", " ")).encode("utf-8", "replace").decode()


@lru_cache(maxsize=100_000)
def _width(text: str, font: str, bold: bool) -> float:
    """Measure a line at 100 points."""
    text = drawable(printable(text), font)
    from matplotlib.textpath import text_to_path

    letters = face(text, font, bold, MEASURED)
    return float(text_to_path.get_text_width_height_descent(text, letters, ismath=False)[0])


def widths(texts: Sequence[str], size: float, font: str = FAMILY, bold: bool = False) -> FloatArray:
    """Measure lines of text.

    Parameters
    ----------
    texts
        L lines.
    size
        Height of the letters in points.
    font
        Family of the letters.
    bold
        Whether they are bold.

    Returns
    -------
    widths
        ``(L,)`` points.
    """
    lengths = [
        max((_width(line, font, bold) for line in text.split("\n")), default=0) for text in texts
    ]
    return np.array(lengths, float).reshape(-1) * size / MEASURED


def heights_em(texts: Sequence[str]) -> FloatArray:
    """Return ``(L,)`` how high texts of one line or more are, in heights of letters."""
    return np.array([1 + LEADING_EM * text.count("\n") for text in texts], float).reshape(-1)


def lows_em(texts: Sequence[str], va: Sequence[str]) -> FloatArray:
    """Return ``(L,)`` where the boxes of texts begin over their anchors, in heights of letters."""
    shares = np.array([FLOORS[side] for side in va], float).reshape(-1)
    sunk = DESCENT * np.array([side == "baseline" for side in va], float).reshape(-1)
    low: FloatArray = heights_em(texts) * shares - sunk
    return low


def boxes(labels: Labels, anchors: FloatArray) -> FloatArray:
    """Find the corners of labels on the page.

    Parameters
    ----------
    labels
        The words, how they are turned and aligned.
    anchors
        ``(L, 2)`` where each is anchored, in points.

    Returns
    -------
    corners
        ``(L, 4, 2)`` in points, round the box.
    """
    if not labels.text:
        return np.zeros((0, 4, 2))
    wide = widths(labels.text, labels.size, labels.font, labels.bold)
    left = -wide * np.array([{"left": 0.0, "center": 0.5, "right": 1.0}[ha] for ha in labels.ha])
    tall = labels.size * heights_em(labels.text)
    low = labels.size * lows_em(labels.text, labels.va)
    high = low + tall
    flat = np.stack(
        [np.stack([left, left + wide, left + wide, left], 1), np.stack([low, low, high, high], 1)],
        -1,
    )
    turn = np.radians(labels.rotation)
    cosine, sine = np.cos(turn), np.sin(turn)
    matrix = np.stack([np.stack([cosine, sine], -1), np.stack([-sine, cosine], -1)], 1)
    turned: FloatArray = flat @ matrix + (anchors + labels.offset)[:, None]
    return turned


def without_overlap(
    corners: FloatArray, priority: FloatArray, pad: float = 1.0, obstacles: FloatArray | None = None
) -> BoolArray:
    """Choose boxes, the most important first, so that none covers another.

    Parameters
    ----------
    corners
        ``(L, 4, 2)`` boxes in points.
    priority
        ``(L,)`` importance; of equals the first goes before.
    pad
        Room between boxes in points.
    obstacles
        ``(K, 4, 2)`` boxes that must stay free.

    Returns
    -------
    chosen
        ``(L,)`` which boxes stay.
    """
    import shapely

    chosen: BoolArray = np.zeros(len(corners), bool)
    finite = np.atleast_1d(np.isfinite(corners.reshape(len(corners), 8)).all(axis=1))
    order = np.argsort(-np.asarray(priority, float), kind="stable")
    order = order[finite[order]]
    shapes = shapely.buffer(shapely.polygons(corners[order]), pad / 2, join_style="mitre")
    taken = shapely.polygons(np.zeros((0, 4, 2)) if obstacles is None else obstacles)
    for start in range(0, len(order), BATCH):
        part = shapes[start : start + BATCH]
        free = _chosen_in_batch(part, taken)
        chosen[order[start : start + BATCH][free]] = True
        taken = np.concatenate([taken, part[free]])
    return chosen


def _chosen_in_batch(shapes: AnyArray, taken: AnyArray) -> BoolArray:
    """Choose shapes in order that meet neither what is taken nor one chosen before."""
    import shapely

    free: BoolArray = np.ones(len(shapes), bool)
    free[shapely.STRtree(taken).query(shapes, predicate="intersects")[0]] = False
    left = np.flatnonzero(free)
    first, second = shapely.STRtree(shapes[left]).query(shapes[left], predicate="intersects")
    later = first < second
    first, second = first[later], second[later]
    sequence = np.argsort(first, kind="stable")
    starts = np.searchsorted(first[sequence], np.arange(len(left) + 1))
    stays: BoolArray = np.ones(len(left), bool)
    for place in range(len(left)):
        if stays[place]:
            stays[second[sequence[starts[place] : starts[place + 1]]]] = False
    free[left] = stays
    return free


def wrapped(text: str, width: float, size: float, font: str = FAMILY, bold: bool = False) -> str:
    """Break a text into lines between words, where it is wider than a width in points.

    A word that is wider alone is broken where the room ends.

    Examples
    --------
    >>> wrapped("one two three", 60.0, 12.0).splitlines()
    ['one two', 'three']
    """
    lines: list[str] = []
    for line in text.split("\n"):
        now = ""
        for word in line.split(" "):
            longer = f"{now} {word}" if now else word
            if now and float(widths([longer], size, font, bold)[0]) > width:
                lines.append(now)
                longer = word
            *whole, now = _pieces(longer, width, size, font, bold)
            lines += whole
        lines.append(now)
    return "\n".join(lines)


def folded(text: str, letters: int) -> str:
    """Break a name that has more than some letters into two lines, as equal as its words allow.

    Examples
    --------
    >>> folded("Surprise, Security, the American Experience", 24).splitlines()
    ['Surprise, Security,', 'the American Experience']
    >>> folded("short", 24)
    'short'
    """
    cuts = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= letters or not cuts or "\n" in text:
        return text
    cut = min(cuts, key=lambda place: (max(place, len(text) - place - 1), place))
    return f"{text[:cut]}\n{text[cut + 1 :]}"


def unfolded(text: str, letters: int) -> str:
    """Join the lines of a name, and cut it to some letters."""
    return shorten(text.replace("\n", " "), letters)


def balanced(text: str, width: float, size: float, font: str = FAMILY, bold: bool = False) -> str:
    """Break a text into as few lines as a width in points allows, alike in length.

    Examples
    --------
    >>> balanced("one two three four", 90.0, 12.0).splitlines()
    ['one two', 'three four']
    """
    lines = wrapped(text, width, size, font, bold)
    count = lines.count("\n")
    if count == text.count("\n"):
        return lines
    low, high = width / 2, width
    for _ in range(BALANCING_ROUNDS):
        middle = (low + high) / 2
        if wrapped(text, middle, size, font, bold).count("\n") > count:
            low = middle
        else:
            high = middle
    return wrapped(text, high, size, font, bold)


def _pieces(text: str, width: float, size: float, font: str, bold: bool) -> list[str]:
    """Cut a line that is wider than a width into pieces that are not."""
    pieces: list[str] = []

    def wide_to(end: int) -> float:
        return float(widths([text[:end]], size, font, bold)[0])

    while " " not in text and len(text) > 1 and widths([text], size, font, bold)[0] > width:
        ends = range(1, min(len(text), int(MAX_LETTERS_EM * width / size) + 2))
        fits = max(bisect_right(ends, width, key=wide_to), 1)
        pieces.append(text[:fits])
        text = text[fits:]
    return [*pieces, text]


def shorten(text: str, length: int) -> str:
    """Cut a text to some letters, with an ellipsis."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
