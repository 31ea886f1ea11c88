"""A picture's size, title, guides and labels -> where each stands on the page, in points.

The only home of the page's margins and gaps; what renders scenes places what is computed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.encodings.themes import Theme
from vizlib.scene.geometry import GuideBox, Labels, Margins, Points, Scene
from vizlib.scene.text import boxes, widths, without_overlap, wrapped

INCH = 72.0
PAD_PT = 8.0
"""Empty room round everything."""
GUIDE_GAP_PT = 14.0
"""Room between the picture and its guides."""
TITLE_GAP_PT = 6.0
"""Room between a title and the picture."""
TITLE_SLACK_PT = 2.0
"""Room above a title."""
TITLE_SIZE = 1.5
"""Height of a title in heights of a node label."""
LINE_HEIGHT = 1.2
"""Height of a line in heights of its letters."""
MIN_TITLE_SHARE = 0.75
"""Share of its usual size that a long title shrinks to before it is broken into lines."""
MAX_GUIDES_SHARE = 0.6
"""Share of a picture's width that guides may take."""
MIN_PICTURE_PT = 36.0
MAX_MARGIN_SHARE = 0.36
"""Share of the picture's width or height that labels may take on one side."""
MIN_RIMMED_PT = 5.0
"""Diameter of the largest node below which no node has a rim."""
RIM_PT = 0.6
PLACEMENT_ROUNDS = 4

PANEL_TITLE_IN = 0.3
PANEL_GAP_SHARE = 0.04
PANEL_SHARE = 0.92
HEAD_IN = (0.45, 0.1)
"""Room above the panels: with a title, and without."""

Limits = tuple[float, float, float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


@dataclass(frozen=True)
class Title:
    """Words above the picture.

    Parameters
    ----------
    text
        The words, in lines.
    font_size
        Height of the letters in points.
    """

    text: str = ""
    font_size: float = 12.0

    @property
    def height(self) -> float:
        """Points that the lines take, with the gap below them."""
        return lines_height(self.text, self.font_size) + TITLE_GAP_PT if self.text else 0.0


@dataclass(frozen=True, eq=False)
class Sheet:
    """Where title, picture and guides stand.

    Parameters
    ----------
    size
        Width and height of the whole page in inches.
    picture
        Width and height of the picture in points.
    title
        The words above it.
    guides
        Legends and colour bars on its right.
    crowded
        Whether there was no room for the guides.
    """

    size: tuple[float, float]
    picture: tuple[float, float]
    title: Title
    guides: GuideBox
    crowded: bool = False


def lines_height(text: str, font_size: float) -> float:
    """Return the points that lines of text take."""
    return LINE_HEIGHT * font_size * (text.count("\n") + 1)


def picture_in(size: tuple[float, float]) -> tuple[float, float]:
    """Return the width and height in points that a page of a size in inches has for its picture."""
    width, height = (side * INCH - 2 * PAD_PT for side in size)
    return max(width, MIN_PICTURE_PT), max(height, MIN_PICTURE_PT)


def fit_title(text: str, width: float, font_size: float, font: str) -> Title:
    """Fit a title into a width in points: a long one is smaller, then in lines.

    Parameters
    ----------
    text
        The words.
    width
        Room in points.
    font_size
        Height of a node label in points.
    font
        Family of the letters.
    """
    size = TITLE_SIZE * font_size
    wide = float(widths([text], size, font)[0])
    size *= float(np.clip(width / max(wide, 1.0), MIN_TITLE_SHARE, 1.0))
    return Title(wrapped(text, width, size, font), size)


def lay_out_sheet(
    picture: tuple[float, float], size: tuple[float, float] | None, title: Title, guides: GuideBox
) -> Sheet:
    """Share a page between title, picture and guides.

    Parameters
    ----------
    picture
        Width and height in points that picture and guides have together where ``size`` is given,
        else of the picture alone.
    size
        Width and height of the page in inches; by default what everything needs.
    title, guides
        What stands above and beside the picture.
    """
    crowded = size is not None and (
        guides.width > MAX_GUIDES_SHARE * picture[0] or guides.height > picture[1] + 1
    )
    guides = GuideBox() if crowded else guides
    beside = guides.width + GUIDE_GAP_PT if guides.layers else 0.0
    above = title.height + TITLE_SLACK_PT if title.text else 0.0
    if size is None:
        page = (picture[0] + beside + 2 * PAD_PT) / INCH, (picture[1] + above + 2 * PAD_PT) / INCH
        return Sheet(page, picture, title, guides)
    room = max(picture[0] - beside, MIN_PICTURE_PT), max(picture[1] - above, MIN_PICTURE_PT)
    return Sheet(size, room, title, guides, crowded)


def room_on_page(scene: Scene) -> Box:
    """Return the room of picture and guides on a page of the scene's size."""
    width, height = scene.size[0] * INCH, scene.size[1] * INCH
    top = Title(scene.title, scene.title_size).height
    return PAD_PT, PAD_PT, max(width, 2 * PAD_PT) - PAD_PT, max(height - top, 2 * PAD_PT) - PAD_PT


def picture_box(scene: Scene, room: Box) -> Box:
    """Return the box of the data rectangle in a room: labels and guides need some of it."""
    margins, guides = scene.margins, scene.guides
    beside = guides.width + GUIDE_GAP_PT if guides.layers else 0.0
    x0, y0, x1, y1 = room
    left, bottom = x0 + margins.left, y0 + margins.bottom
    right, top = x1 - margins.right - beside, y1 - margins.top
    return left, bottom, max(right, left + 1.0), max(top, bottom + 1.0)


def guides_box(guides: GuideBox, room: Box) -> Box:
    """Return the box of the guides: on the right of a room, at its middle."""
    _, y0, x1, y1 = room
    top = min((y0 + y1 + guides.height) / 2, y1)
    return x1 - guides.width, top - guides.height, x1, top


@dataclass(frozen=True, eq=False)
class Grid:
    """Where panels, their title and their guides stand.

    Parameters
    ----------
    size
        Width and height of the whole page in inches.
    rooms
        The room of each panel.
    guides
        The box of the guides.
    title
        The middle of the title in points.
    """

    size: tuple[float, float]
    rooms: tuple[Box, ...]
    guides: Box
    title: tuple[float, float]


def lay_out_grid(count: int, columns: int, side: float, titled: bool, guides: GuideBox) -> Grid:
    """Share a page between panels, a title and guides.

    Parameters
    ----------
    count, columns
        How many panels there are, and how many stand side by side.
    side
        Width and height of a panel in inches.
    titled
        Whether there is a title.
    guides
        What explains all panels.
    """
    rows = -(-count // columns)
    head = HEAD_IN[0] if titled else HEAD_IN[1]
    beside = (guides.width + 2 * GUIDE_GAP_PT) / INCH if guides.layers else 0.0
    width, height = columns * side + beside, rows * (side + PANEL_TITLE_IN) + head
    rooms = []
    for place in range(count):
        row, column = divmod(place, columns)
        left = (column + PANEL_GAP_SHARE) * side
        low = height - head - (row + 1) * (side + PANEL_TITLE_IN) + 0.03
        box = (left, low, left + PANEL_SHARE * side, low + side - 0.06)
        rooms.append((box[0] * INCH, box[1] * INCH, box[2] * INCH, box[3] * INCH))
    right, middle = width * INCH - GUIDE_GAP_PT, height * INCH / 2
    beside_all = (
        right - guides.width, middle - guides.height / 2, right, middle + guides.height / 2,
    )  # fmt: skip
    title = (width * INCH / 2, (height - 0.25) * INCH)
    return Grid((width, height), tuple(rooms), beside_all, title)


@dataclass(frozen=True, kw_only=True, eq=False)
class Page:
    """A picture in the making.

    Parameters
    ----------
    size
        Width and height in points, without title and legends.
    limits
        x0, x1, y0, y1 of the data rectangle.
    aspect
        ``"equal"`` where both data units are as long on the page.
    theme
        Colours and fonts.
    letters
        Height of a node label in points.
    xy
        ``(N, 2)`` positions in data units.
    node_size
        ``(N,)`` areas of the nodes in points squared.
    node_shape
        ``(N,)`` places of their shapes in ``SHAPES``.
    edge_width
        ``(E,)`` widths of the edges in points, or one for all.
    margins
        Room for labels outside the data rectangle.
    least
        Room that is needed there in any case.
    """

    size: tuple[float, float]
    limits: Limits
    aspect: Literal["equal", "auto"]
    theme: Theme
    font_size: float
    xy: FloatArray
    node_size: FloatArray
    node_shape: IntArray
    edge_width: FloatArray
    margins: Margins = field(default_factory=Margins)
    least: Margins = field(default_factory=Margins)

    @property
    def inner_size(self) -> tuple[float, float]:
        """Width and height in points of what the margins leave."""
        width = self.size[0] - self.margins.left - self.margins.right
        height = self.size[1] - self.margins.bottom - self.margins.top
        return max(width, 1.0), max(height, 1.0)

    @property
    def scale(self) -> FloatArray:
        """``(2,)`` points per data unit, negative where an axis runs backwards."""
        x0, x1, y0, y1 = self.limits
        room = np.array(self.inner_size)
        per_unit = room / np.maximum(np.abs([x1 - x0, y1 - y0]), 1e-300)
        if self.aspect == "equal":
            per_unit = np.repeat(per_unit.min(), 2)
        signed: FloatArray = per_unit * np.sign([x1 - x0, y1 - y0])
        return signed

    def points(self, xy: FloatArray) -> FloatArray:
        """Measure positions ``(M, 2)`` in points from the corner of the data rectangle."""
        corner = np.array([self.limits[0], self.limits[2]])
        measured: FloatArray = (xy - corner) * self.scale
        return measured

    @property
    def radius(self) -> FloatArray:
        """``(N,)`` how far each node reaches from its position, in points."""
        reach: FloatArray = np.sqrt(self.node_size) / 2
        return reach


def with_marker_margins(page: Page) -> Page:
    """Keep room for the nodes' markers at the rim."""
    return replace(page, margins=_overhang(page, _marker_boxes(page)))


def place_labels(
    page: Page, labels: Mapping[str, Labels], priority: Mapping[str, FloatArray]
) -> tuple[Page, dict[str, Labels]]:
    """Find room for labels: make margins for them, and leave out those that would overlap.

    Parameters
    ----------
    canvas
        The picture so far.
    labels
        Name of a layer -> its labels; earlier layers go before later ones.
    priority
        Name of a layer -> ``(L,)`` importance of each label.

    Returns
    -------
    canvas
        The picture with margins.
    labels
        What is left of each layer.
    """
    kept = dict(labels)
    for _ in range(PLACEMENT_ROUNDS):
        corners = {name: boxes(words, page.points(words.xy)) for name, words in labels.items()}
        shown = _shown(corners, priority)
        kept = {name: words.keep(shown[name]) for name, words in labels.items()}
        seen = [corners[name][shown[name]].reshape(-1, 2) for name in labels]
        page = replace(page, margins=_overhang(page, np.vstack([_marker_boxes(page), *seen])))
    return page, kept


def _shown(
    corners: Mapping[str, FloatArray], priority: Mapping[str, FloatArray]
) -> dict[str, BoolArray]:
    """Choose the labels that stay, layer by layer, each keeping clear of those before."""
    shown: dict[str, BoolArray] = {}
    taken = np.zeros((0, 4, 2))
    for name, words in corners.items():
        shown[name] = without_overlap(words, priority[name], obstacles=taken)
        taken = np.concatenate([taken, words[shown[name]]])
    return shown


def _marker_boxes(page: Page) -> FloatArray:
    """Return the corners of the rectangle round all nodes ``(2, 2)`` in points, or none."""
    known = page.xy[np.isfinite(page.xy).all(axis=1)]
    if not len(known):
        return np.zeros((0, 2))
    ends = np.array([[axis.min(), axis.max()] for axis in known.T]).T
    reach = float(page.radius.max(initial=0.0)) + 0.5
    corners: FloatArray = np.sort(page.points(ends), axis=0)
    corners[0] -= reach
    corners[1] += reach
    return corners


def _overhang(page: Page, corners: FloatArray) -> Margins:
    """Measure how far corners ``(M, 2)`` in points stand out of the data rectangle."""
    if not len(corners):
        return page.least
    x0, x1, y0, y1 = page.limits
    far = np.abs([x1 - x0, y1 - y0]) * np.abs(page.scale)
    placed = corners
    low, high = -placed.min(axis=0), placed.max(axis=0) - far
    most = MAX_MARGIN_SHARE * np.array(page.size)
    low = np.clip(low, [page.least.left, page.least.bottom], most)
    high = np.clip(high, [page.least.right, page.least.top], most)
    return Margins(
        left=float(low[0]), right=float(high[0]), bottom=float(low[1]), top=float(high[1])
    )


def node_points(page: Page, color: FloatArray, raster: bool = False) -> Points:
    """Return the nodes as markers, each with a thin rim in the colour of the paper.

    Parameters
    ----------
    page
        Where they stand, how large they are and of which shape.
    color
        ``(N, 4)`` RGBA.
    raster
        Whether they are painted into pixels, where all are discs.
    """
    widest = float(np.sqrt(page.node_size.max(initial=0.0)))
    return Points(
        xy=page.xy,
        color=color,
        size=page.node_size,
        shape=page.node_shape,
        outline=tuple(page.theme.rgba("background")[0]),
        outline_width=RIM_PT if widest >= MIN_RIMMED_PT else 0.0,
        raster=raster and not page.node_shape.any(),
        stands_for="node",
        item=np.arange(len(page.xy), dtype=np.int32),
    )
