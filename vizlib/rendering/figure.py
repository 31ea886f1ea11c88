"""A Scene -> axes -> figure -> file. The only module that may touch pyplot."""

import io
import os
import re
import secrets
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, VizlibWarning, nearest
from vizlib.rendering.artists import add, figure_of
from vizlib.scene.geometry import GuideBox, Scene
from vizlib.scene.page import (
    INCH,
    PAD_PT,
    TITLE_GAP_PT,
    TITLE_SIZE,
    Box,
    Grid,
    guides_box,
    picture_box,
    room_on_page,
)
from vizlib.scene.resolution import DPI, check_pixels
from vizlib.scene.text import printable

PANEL_TITLE_SIZE = 1.1
"""Height of a panel's title in heights of a node label."""
MIN_LETTER_PX = 0.5
FORMATS = ("png", "svg", "pdf", "jpg", "jpeg", "webp", "tif", "tiff", "eps", "ps")
UNDATED: Mapping[str, Mapping[str, Any]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "ps": {"CreationDate": None},
    "eps": {"CreationDate": None},
}
WORDS_IN: Mapping[str, tuple[str, str]] = {
    "svg": ("Title", "Description"),
    "png": ("Title", "Description"),
    "pdf": ("Title", "Subject"),
}
"""What files of a format call the title of a picture, and what it shows."""
STABLE: Any = {"svg.hashsalt": "vizlib", "svg.fonttype": "none", "pdf.fonttype": 42}
"""What matplotlib takes from its settings alone."""
LACKING = re.compile(r"Glyph (\d+) .* missing from font\(s\) (.*)\.")
GLYPHS_LOCK = threading.RLock()
"""Held while what matplotlib says of letters is gathered: filters of warnings are the process's."""
SETTINGS_LOCK = threading.Lock()
"""Held while these settings are changed, so that threads do not take them from each other."""


class Locator:
    """Where an axes stands inside the room it was given: labels and guides need some of it.

    Parameters
    ----------
    scene
        What is drawn.
    place
        The axes whose original position is the room.
    guides
        Whether this is the place of the guides, not of the picture.
    """

    def __init__(self, scene: Scene, place: Axes, guides: bool = False) -> None:
        self.scene = scene
        self.place = place
        self.guides = guides

    def __call__(self, ax: object, renderer: object) -> Bbox:
        """Return the box of the axes in shares of the figure."""
        scale = _points_per_share(self.place)
        room = _box(np.asarray(self.place.get_position(original=True).extents) * scale)
        box = guides_box(self.scene.guides, room) if self.guides else picture_box(self.scene, room)
        return Bbox.from_extents(*(box / scale))


def _points_per_share(ax: Axes) -> FloatArray:
    """Return ``(4,)`` width and height of the figure of an axes in points, twice."""
    figure = figure_of(ax)
    points = figure.bbox.transformed(figure.dpi_scale_trans.inverted())
    return np.tile([points.width * INCH, points.height * INCH], 2)


def room_of(ax: Axes) -> tuple[float, float]:
    """Measure the page in inches whose picture and guides would fill an axes.

    Raises
    ------
    VizlibError
        Where it is no axes.
    """
    if not isinstance(ax, Axes):
        many = isinstance(ax, (np.ndarray, list, tuple))
        advice = "choose one of them: ax=axes[0]" if many else "plt.subplots() gives one"
        raise VizlibError(f"draw takes one matplotlib axes, not a {type(ax).__name__}; {advice}.")
    left, bottom, right, top = ax.get_position(original=True).extents * _points_per_share(ax)
    return (right - left + 2 * PAD_PT) / INCH, (top - bottom + 2 * PAD_PT) / INCH


def _box(extents: FloatArray) -> Box:
    left, bottom, right, top = extents.tolist()
    return left, bottom, right, top


def draw(scene: Scene, ax: Axes) -> Axes:
    """Draw a scene on an axes, which it fills.

    Parameters
    ----------
    scene
        What to draw.
    ax
        The axes; a map needs one of any kind, since its positions are projected already.
    """
    x0, x1, y0, y1 = scene.limits
    ax.set_xlim(x0, x1)
    ax.set_ylim(y0, y1)
    ax.set_axis_off()
    ax.set_aspect(scene.aspect)
    ax.set_axes_locator(Locator(scene, ax))
    for height, (name, geometry) in enumerate(scene.layers.items()):
        add(ax, name, geometry, 1 + height / 100, scene.clip and name not in scene.unclipped)
    if scene.title:
        ax.set_title(
            printable(scene.title),
            pad=scene.margins.top + TITLE_GAP_PT,
            color=scene.theme.ink,
            fontsize=scene.title_size,
            fontfamily=scene.theme.font,
            parse_math=False,
        )
    if scene.guides.layers:
        _draw_guides(scene, ax)
    return ax


def _draw_guides(scene: Scene, ax: Axes) -> None:
    """Draw the legends on an axes of their own, a child of the picture's, in points."""
    aside = Axes(ax.get_figure(root=False), (0.0, 0.0, 1.0, 1.0), label="guides")  # type: ignore[arg-type]
    ax.add_child_axes(aside)
    aside.set_axes_locator(Locator(scene, ax, guides=True))
    _fill_guides(scene.guides, aside)


def _fill_guides(block: GuideBox, aside: Axes) -> None:
    """Draw legends on an axes as large as they are."""
    aside.set_xlim(0, block.width)
    aside.set_ylim(-block.height, 0)
    aside.set_axis_off()
    for height, geometry in enumerate(block.layers):
        add(aside, "guide", geometry, 1 + height / 100)


def new_figure(scene: Scene) -> Figure:
    """Draw a scene on a figure of its own, of which pyplot knows nothing."""
    figure = _new_page(scene.size, scene.theme, scene.title, scene.description)
    ax = figure.add_axes(_shares(room_on_page(scene), scene.size), projection=scene.projection)
    draw(scene, ax)
    return figure


def new_grid(
    scenes: Sequence[Scene], titles: Sequence[str], grid: Grid, guides: GuideBox, title: str,
    description: str = "",
) -> Figure:  # fmt: skip
    """Draw scenes as panels of one figure, with one set of guides.

    Parameters
    ----------
    scenes
        What to draw.
    titles
        The words above each panel.
    grid
        Where everything stands.
    guides
        What explains all panels.
    title
        The words above all panels.
    description
        The picture in words, for a screen reader.
    """
    theme = scenes[0].theme
    figure = _new_page(grid.size, theme, title, description)
    for scene, words, room in zip(scenes, titles, grid.rooms, strict=True):
        ax = figure.add_axes(_shares(room, grid.size), projection=scene.projection)
        draw(replace(scene, title=words, title_size=PANEL_TITLE_SIZE * theme.size), ax)
    if guides.layers:
        _fill_guides(guides, figure.add_axes(_shares(grid.guides, grid.size), label="guides"))
    if title:
        x, y = grid.title[0] / INCH / grid.size[0], grid.title[1] / INCH / grid.size[1]
        figure.text(
            x, y, printable(title), color=theme.ink, fontsize=TITLE_SIZE * theme.size,
            fontfamily=theme.font, ha="center", va="center", parse_math=False,
        )  # fmt: skip
    return figure


class Picture(Figure):
    """A figure that knows in words what it shows, so that every file of it does.

    Parameters
    ----------
    title, description
        Its title, and what it shows.
    options
        What every figure of matplotlib takes.
    """

    def __init__(self, title: str, description: str, **options: Any) -> None:
        super().__init__(**options)
        self.title = title
        self.description = description


def _new_page(size: tuple[float, float], theme: Theme, title: str, description: str) -> Picture:
    figure = Picture(title, description, figsize=size, dpi=DPI, facecolor=theme.background)
    FigureCanvasAgg(figure)
    return figure


def _shares(box: Box, size: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of a box in points as shares of a page in inches."""
    left, bottom, right, top = box
    width, height = size[0] * INCH, size[1] * INCH
    return left / width, bottom / height, (right - left) / width, (top - bottom) / height


def new_axes() -> Axes:
    """Return the current axes of pyplot, for those who work with it."""
    import matplotlib.pyplot as plt

    return plt.gca()


def show(figure: Figure) -> None:
    """Show a figure in a window or in the notebook, by pyplot's backend."""
    import matplotlib.pyplot as plt

    plt.figure(figure)
    plt.show()


def close(figure: Figure) -> None:
    """Let pyplot forget a figure, if it is in use and knows it."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)


def encode(figure: Figure, form: str, dpi: float | None = None) -> bytes:
    """Write a figure as the bytes of a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure
        What to write.
    form
        ``"png"``, ``"svg"``, ``"pdf"`` ...
    dpi
        Pixels per inch.

    Raises
    ------
    VizlibError
        Where ``dpi`` is no number above zero, or the pixels would be too many.
    """
    width, height = figure.get_size_inches().tolist()
    dots = check_pixels((width, height), figure.dpi if dpi is None else dpi)
    _check_letters(figure, dots)
    out = io.BytesIO()
    title, description = described(figure)
    metadata = _metadata(form, title, description)
    options: dict[str, Any] = {"metadata": metadata} if metadata else {}
    if form == "png":
        options["pil_kwargs"] = {"compress_level": 1}
    with _stable_settings(form), _one_word_on_glyphs():
        figure.savefig(out, format=form, dpi=dots, **options)
    return _readable_svg(out.getvalue(), title, description) if form == "svg" else out.getvalue()


def _check_letters(figure: Figure, dots: float) -> None:
    """Refuse so few dots per inch that a letter has none, which freetype cannot draw."""
    sizes = [float(word.get_fontsize()) for word in figure.findobj(Text) if word.get_text()]
    least = min((size for size in sizes if size > 0), default=INCH)
    if least * dots / INCH < MIN_LETTER_PX:
        raise VizlibError(
            f"At {dots:g} dots per inch the letters of {least:.2g} points would be smaller than a"
            f" pixel; give dpi={np.ceil(MIN_LETTER_PX * INCH / least):.0f} or more."
        )


def described(figure: Figure) -> tuple[str, str]:
    """Return the title of a figure, and what it shows in words; of others' figures nothing."""
    if isinstance(figure, Picture):
        return printable(figure.title), printable(figure.description)
    return "", ""


def _metadata(form: str, title: str, description: str) -> dict[str, Any]:
    """Return what a file says of itself: the picture in words, and no date."""
    names = WORDS_IN.get(form, ())
    words = dict(zip(names, (title, description), strict=False))
    return {**UNDATED.get(form, {}), **{name: text for name, text in words.items() if text}}


def _readable_svg(content: bytes, title: str, description: str) -> bytes:
    """Say in an SVG what it shows, for screen readers, and keep its XML well-formed."""
    text = content.decode("utf-8", "replace")
    start = text.find(">", text.find("<svg")) + 1
    words = "".join(
        f'\n <{tag} id="picture-{tag}">{escape(words)}</{tag}>'
        for tag, words in (("title", title), ("desc", description))
        if words
    )
    if not words or not start:
        return content
    role = ' role="img" aria-labelledby="picture-title picture-desc"'
    return f"{text[: start - 1]}{role}>{words}{text[start:]}".encode()


@contextmanager
def _stable_settings(form: str) -> Iterator[None]:
    """Let matplotlib write what does not depend on its settings, which are the whole process's.

    One thread at a time: another that left its context would take the settings away.
    """
    if form not in ("svg", "pdf"):
        yield
        return
    with SETTINGS_LOCK, mpl.rc_context(STABLE):
        yield


@contextmanager
def _one_word_on_glyphs() -> Iterator[None]:
    """Say once, and what to do, which letters the font lacks: matplotlib says so of each."""
    with GLYPHS_LOCK, warnings.catch_warnings(record=True) as caught:
        warnings.filterwarnings("always", "Glyph .* missing from font")
        yield
    found = [(LACKING.match(str(warning.message)), warning) for warning in caught]
    for match, warning in found:
        if match is None:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
    lacking = {chr(int(match[1])): match[2] for match, _ in found if match}
    if lacking:
        fonts = ", ".join(dict.fromkeys(lacking.values()))
        warnings.warn(
            f"The font {fonts} has no {', '.join(map(repr, lacking))}: boxes stand for them. Give"
            " theme=vz.Theme(font=...) a font of this computer that has them; an SVG keeps them.",
            VizlibWarning,
            stacklevel=5,
        )


def form_of(path: str | os.PathLike[str]) -> str:
    """Tell a file's format by its suffix.

    Raises
    ------
    VizlibError
        Where the suffix is not one that can be written.
    """
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix in FORMATS:
        return suffix
    raise VizlibError(
        f"{os.fspath(path)!r} does not say which format to write; its suffix can be"
        f" {', '.join('.' + form for form in FORMATS)}.{nearest(suffix, FORMATS)}"
    )


def save(figure: Figure, path: str | os.PathLike[str], dpi: float | None = None) -> Path:
    """Write a figure to a file, whole or not at all.

    Parameters
    ----------
    figure
        What to write.
    path
        Where; the suffix says the format.
    dpi
        Pixels per inch.

    Raises
    ------
    VizlibError
        Where the format is not known or the folder does not exist.
    """
    form, target = form_of(path), Path(path)
    if not target.parent.is_dir():
        raise VizlibError(f"There is no folder {str(target.parent)!r} to write {target.name!r} to.")
    whole = encode(figure, form, dpi)
    beside = target.parent / f".{secrets.token_hex(8)}.{form}"
    # The umask applies by itself: reading it would change it for all threads for a moment.
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(whole)
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return target
