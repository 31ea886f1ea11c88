"""A picture's size, words and guides -> where each stands on its page, in points.

The only home of the page's margins, gaps and type sizes: all follow the height of a node label,
and that follows the page. What renders scenes places what is computed here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import NO_MARGINS, GuideBox, Labels, Margins, Scene
from vizlib.scene.text import DESCENT, balanced, widths

INCH = 72.0
LETTERS_PT = (6.2, 8.5, 14.0)
"""Height of a node label: the least, on a page of six inches, and the most."""
LETTERS_SIDE_PT = 432.0
MIN_LETTERS_PT = 6.0
"""Height below which no letters are set, but where the theme's own are smaller."""
TITLE_EM, SUBTITLE_EM, CAPTION_EM = 1.7, 1.12, 0.82
TITLE_LEADING, TEXT_LEADING = 1.15, 1.3
ASCENT_EM = 0.74
"""Height of a letter over its line."""
MARGIN_EM = 1.5
"""Empty room round everything."""
SUBTITLE_GAP_EM, HEAD_GAP_EM, FOOT_GAP_EM = 0.18, 1.0, 1.25
GUIDES_GAP_EM = {"right": 2.0, "bottom": 1.5}
MIN_GAP_PT = 8.0
"""Least room between blocks of words."""
MIN_HEAD_EM = 24.0
"""Width that a head may have over a narrow picture."""
MAX_GUIDES_SHARE = {"right": (0.6, 1.0), "bottom": (1.0, 0.55)}
"""Shares of the width and the height of a page that guides may take."""
MIN_BESIDE_IN = 4.0
"""Width of a page below which guides stand underneath."""
WIDE_ASPECT = 1.7
"""Width of a picture in heights from which guides stand underneath."""
MIN_PICTURE_PT = 36.0

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""
Size = tuple[float, float]
Place = Literal["right", "bottom"]


def letter_size(size: Size) -> float:
    """Return the height of a node label in points, on a page of a size in points.

    Examples
    --------
    >>> letter_size((432.0, 432.0)), letter_size((216.0, 216.0))
    (8.5, 6.2)
    """
    least, usual, most = LETTERS_PT
    side = np.sqrt(np.sqrt(max(size[0] * size[1], 1.0)) / LETTERS_SIDE_PT)
    return float(np.clip(usual * side, least, most))


def zoom_of(size: Size) -> float:
    """Return by how much strokes and discs are larger than on a page of six inches."""
    return letter_size(size) / LETTERS_PT[1]


def em(share: float, font_size: float) -> float:
    """Return a share of the height of a node label, but no unreadable one."""
    return max(share * font_size, min(MIN_LETTERS_PT, font_size))


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a picture takes from the place it is made for.

    Parameters
    ----------
    margin_em
        Empty room round everything, in heights of a node label.
    font_size
        Height of a node label in points, where the place decides it.
    title_em
        Height of the title in heights of a node label.
    subtitle_em
        Height of the subtitle in heights of a node label.
    title, subtitle
        Words above the picture in place of its own.
    title_color
        ``(1, 4)`` RGBA of the title, None for that of ink.
    least
        Room round the data rectangle that is left in any case: what other panels need.
    """

    margin_em: float = MARGIN_EM
    font_size: float | None = None
    title_em: float = TITLE_EM
    subtitle_em: float = SUBTITLE_EM
    title: str | None = None
    subtitle: str | None = None
    title_color: FloatArray | None = None
    least: Margins = NO_MARGINS


ON_PAGE = Setting()


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """What shares a page, and the page.

    Parameters
    ----------
    picture
        Width and height of the picture in points, its labels included.
    font_size
        Height of a node label in points.
    zoom
        By how much strokes and discs are larger than on a page of six inches.
    margin
        Points that stay free round everything.
    head, foot
        Words above and below everything.
    guides
        Legends and colour bars.
    place
        Where the guides stand.
    crowded
        Whether there was no room for the guides.
    """

    picture: Size
    font_size: float
    zoom: float = 1.0
    margin: float = 0.0
    head: GuideBox = field(default_factory=GuideBox)
    foot: GuideBox = field(default_factory=GuideBox)
    guides: GuideBox = field(default_factory=GuideBox)
    place: Place = "right"
    crowded: bool = False

    @property
    def size(self) -> Size:
        """Width and height in inches of a page that holds everything, and no more."""
        beside, below = guides_room(self.guides, self.place, self.font_size)
        across, upright = self.picture[0] + beside, self.picture[1] + below
        if self.place == "right":
            upright = max(upright, self.guides.height)
        across = max(across, self.head.width, self.foot.width, self.guides.width)
        upright += words_room(self.head, self.foot, self.font_size)
        return (across + 2 * self.margin) / INCH, (upright + 2 * self.margin) / INCH


def gap(share: float, font_size: float) -> float:
    """Return the room between blocks of words, in points."""
    return max(share * font_size, MIN_GAP_PT)


def words_room(head: GuideBox, foot: GuideBox, font_size: float) -> float:
    """Return the points that the words above and below take, with the gaps to the picture."""
    above = head.height + gap(HEAD_GAP_EM, font_size) if head.layers else 0.0
    return above + (foot.height + gap(FOOT_GAP_EM, font_size) if foot.layers else 0.0)


def guides_room(guides: GuideBox, place: Place, font_size: float) -> Size:
    """Return the width and the height that guides take from the picture, in points."""
    if not guides.layers:
        return 0.0, 0.0
    apart = gap(GUIDES_GAP_EM[place], font_size)
    return (guides.width + apart, 0.0) if place == "right" else (0.0, guides.height + apart)


def fits(guides: GuideBox, place: Place, room: Size) -> bool:
    """Tell whether guides leave enough of a room in points for the picture."""
    wide, high = MAX_GUIDES_SHARE[place]
    return guides.width <= wide * room[0] + 1 and guides.height <= high * room[1] + 1


def picture_room(room: Size, guides: GuideBox, place: Place, font_size: float) -> Size:
    """Return the width and the height that guides leave of a room in points."""
    beside, below = guides_room(guides, place, font_size)
    return max(room[0] - beside, MIN_PICTURE_PT), max(room[1] - below, MIN_PICTURE_PT)


def head_of(
    title: str, subtitle: str, width: float, font_size: float, theme: Theme,
    setting: Setting = ON_PAGE,
) -> GuideBox:  # fmt: skip
    """Set title and subtitle in lines no wider than a width in points."""
    ink = theme.rgba("ink") if setting.title_color is None else setting.title_color
    parts = [
        (title, em(setting.title_em, font_size), TITLE_LEADING, True, ink),
        (subtitle, em(setting.subtitle_em, font_size), TEXT_LEADING, False, theme.rgba("muted")),
    ]
    return _paragraphs(parts, width, SUBTITLE_GAP_EM * font_size, theme)


def foot_of(caption: str, width: float, font_size: float, theme: Theme) -> GuideBox:
    """Set the small print in lines no wider than a width in points."""
    part = (caption, em(CAPTION_EM, font_size), TEXT_LEADING, False, theme.rgba("muted"))
    return _paragraphs([part], width, 0.0, theme)


Paragraph = tuple[str, float, float, bool, FloatArray]
"""Words, height of the letters and of a line, whether bold, and ``(1, 4)`` RGBA."""


def _paragraphs(parts: Sequence[Paragraph], width: float, apart: float, theme: Theme) -> GuideBox:
    layers: list[Labels] = []
    top = widest = 0.0
    for words, size, leading, bold, color in parts:
        if not words:
            continue
        lines = balanced(words, width, size, theme.font, bold).split("\n")
        first = -(top + (apart if layers else 0.0)) - ASCENT_EM * size
        y = first - leading * size * np.arange(len(lines))
        xy = np.stack([np.zeros(len(lines)), y], axis=1)
        layers.append(
            Labels.at(xy, lines, theme, size, ha="left", va="baseline", bold=bold, color=color)
        )
        top = float(DESCENT * size - y[-1])
        widest = max(widest, float(widths(lines, size, theme.font, bold).max()))
    return GuideBox(layers=tuple(layers), width=widest, height=top)


def room_on_page(scene: Scene) -> Box:
    """Return the room of everything on a page of the scene's size."""
    width, height, margin = scene.size[0] * INCH, scene.size[1] * INCH, scene.page_margin
    return margin, margin, max(width - margin, margin + 1), max(height - margin, margin + 1)


@dataclass(frozen=True)
class Places:
    """Where the parts of a picture stand: each a box in points.

    Parameters
    ----------
    picture
        The data rectangle.
    head, guides, foot
        What stands round it.
    """

    picture: Box
    head: Box
    guides: Box
    foot: Box


def arrange(scene: Scene, room: Box) -> Places:
    """Place the parts of a picture in a room.

    Head and foot begin at its left; the picture keeps its shape and stands in the middle of what
    they leave, the guides beside it, level with its top, or below.
    """
    x0, y0, x1, y1 = room
    size, guides, margins = scene.font_size, scene.guides, scene.margins
    head, foot = _hung(scene.head, x0, y1), _hung(scene.foot, x0, y0 + scene.foot.height)
    top = y1 - words_room(scene.head, GuideBox(), size)
    low = y0 + words_room(GuideBox(), scene.foot, size)
    beside, below = guides_room(guides, scene.legend_place, size)
    across, upright = _outline(scene, x1 - x0 - beside, top - low - below)
    # A rectangle of no height or width would have no scale, and a window may be very small.
    left = x0 + max(x1 - x0 - across - beside, 0.0) / 2
    tallest = max(upright, guides.height if beside else 0.0) + below
    high = top - max(top - low - tallest, 0.0) / 2
    floor, end = high - upright, left + across
    picture = left + margins.left, floor + margins.bottom, end - margins.right, high - margins.top
    if beside:
        hung = _hung(guides, end + beside - guides.width, high)
    else:
        hung = _hung(guides, x0, floor - below + guides.height)
    return Places(picture, head, hung, foot)


def _hung(block: GuideBox, left: float, top: float) -> Box:
    """Return the box of a block by its upper left corner."""
    return left, top - block.height, left + block.width, top


def _outline(scene: Scene, width: float, height: float) -> Size:
    """Return the points that a picture and its labels take of a width and a height."""
    margins: Margins = scene.margins
    beside, above = margins.left + margins.right, margins.bottom + margins.top
    inner: FloatArray = np.maximum([width - beside, height - above], 1.0)
    if scene.aspect == "equal":
        x0, x1, y0, y1 = scene.limits
        span = np.maximum(np.abs([x1 - x0, y1 - y0]), 1e-300)
        inner = span * (inner / span).min()
    return float(inner[0]) + beside, float(inner[1]) + above


@dataclass(frozen=True, eq=False)
class Grid:
    """Where panels and what stands round them are.

    Parameters
    ----------
    size
        Width and height of the whole page in inches.
    rooms
        The room of each panel.
    sheet
        The words and guides of the whole; its picture is all panels together.
    """

    size: Size
    rooms: tuple[Box, ...]
    sheet: Sheet


PANEL_GAP_EM = (1.5, 1.5)
"""Room between panels, side by side and one below another."""


def panels_size(count: int, columns: int, panel: Size, font_size: float) -> Size:
    """Return width and height in points of panels with the gaps between them."""
    rows = -(-count // columns)
    across, upright = (share * font_size for share in PANEL_GAP_EM)
    return columns * (panel[0] + across) - across, rows * (panel[1] + upright) - upright


def lay_out_grid(count: int, columns: int, panel: Size, sheet: Sheet) -> Grid:
    """Place panels on a page that holds them, their words and their guides.

    Parameters
    ----------
    count, columns
        How many panels there are, and how many stand side by side.
    panel
        Width and height of a panel in points.
    sheet
        What stands round them.
    """
    size, margin = sheet.size, sheet.margin
    above = words_room(sheet.head, GuideBox(), sheet.font_size)
    left, top = margin, size[1] * INCH - margin - above
    across, upright = (share * sheet.font_size for share in PANEL_GAP_EM)
    rooms = []
    for place in range(count):
        row, column = divmod(place, columns)
        x, y = left + column * (panel[0] + across), top - row * (panel[1] + upright)
        rooms.append((x, y - panel[1], x + panel[0], y))
    return Grid(size, tuple(rooms), sheet)


def grid_places(grid: Grid) -> dict[str, Box]:
    """Return the boxes of the words and guides round panels."""
    sheet, margin = grid.sheet, grid.sheet.margin
    width, height = grid.size[0] * INCH, grid.size[1] * INCH
    above = words_room(sheet.head, GuideBox(), sheet.font_size)
    beside, below = guides_room(sheet.guides, sheet.place, sheet.font_size)
    left, top = margin + sheet.picture[0] + beside - sheet.guides.width, height - margin - above
    if not beside:
        left, top = margin, top - sheet.picture[1] - below + sheet.guides.height
    return {
        "head": _hung(sheet.head, margin, height - margin),
        "guides": _hung(sheet.guides, min(left, width - margin), top),
        "foot": _hung(sheet.foot, margin, margin + sheet.foot.height),
    }
