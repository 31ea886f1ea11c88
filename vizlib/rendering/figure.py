"""A Scene -> axes -> figure -> file. The only module that may touch pyplot."""

import io
import os
import secrets
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, nearest, warn
from vizlib.rendering.artists import add, figure_of
from vizlib.rendering.marks import Marks, marks_of, with_ids
from vizlib.rendering.svg import boxed_words, finished
from vizlib.scene.geometry import GuideBox, Labels, Scene
from vizlib.scene.resolution import DPI, SAVED_DPI, check_pixels
from vizlib.scene.sheet import INCH, Box, Grid, Setting, arrange, grid_places, room_on_page
from vizlib.scene.text import printable
from vizlib.scene.typeface import warning_of_boxes

Part = Literal["picture", "head", "guides", "foot"]
PARTS: tuple[Part, ...] = ("head", "guides", "foot")
"""What stands round a picture."""
AXES_LETTERS_EM = 0.9
"""Height of a node label in an axes, in heights of the letters beside other axes."""
MAX_AXES_LETTERS_PT = 14.0
"""Height of a node label in an axes, however high the letters of its neighbours are."""
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
SETTINGS_LOCK = threading.Lock()
"""Held while these settings are changed, so that threads do not take them from each other."""


class Locator:
    """Where a part of a picture stands inside the room that an axes was given.

    Parameters
    ----------
    scene
        What is drawn.
    place
        The axes whose original position is the room.
    part
        Which part this is the place of.
    """

    def __init__(self, scene: Scene, place: Axes, part: Part = "picture") -> None:
        self.scene = scene
        self.place = place
        self.part: Part = part

    def __call__(self, ax: object, renderer: object) -> Bbox:
        """Return the box of the axes in shares of the figure."""
        scale = _points_per_share(self.place)
        room = _box(np.asarray(self.place.get_position(original=True).extents) * scale)
        left, low, right, top = getattr(arrange(self.scene, room), self.part)
        box = np.array([left, low, max(right, left + 1.0), max(top, low + 1.0)])
        return Bbox.from_extents(*(box / scale))


def _points_per_share(ax: Axes) -> FloatArray:
    """Return ``(4,)`` width and height of the figure of an axes in points, twice."""
    figure = figure_of(ax)
    points = figure.bbox.transformed(figure.dpi_scale_trans.inverted())
    return np.tile([points.width * INCH, points.height * INCH], 2)


def room_of(ax: Axes) -> tuple[float, float]:
    """Measure an axes, which a picture shall fill, in inches.

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
    return (right - left) / INCH, (top - bottom) / INCH


def setting_of(ax: Axes) -> Setting:
    """Return what an axes decides: letters as high as those of other axes, and no margin."""
    usual, title = ax.xaxis.label.get_fontsize(), ax.title.get_fontsize()
    size = min(AXES_LETTERS_EM * float(usual), MAX_AXES_LETTERS_PT)
    return Setting(margin_em=0.0, font_size=size, title_em=float(title) / size)


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
    warn_of_boxes([scene])
    return _draw(scene, ax)


def _draw(scene: Scene, ax: Axes, prefix: str = "") -> Axes:
    x0, x1, y0, y1 = scene.limits
    ax.set_xlim(x0, x1)
    ax.set_ylim(y0, y1)
    ax.set_axis_off()
    ax.set_aspect(scene.aspect)
    ax.set_axes_locator(Locator(scene, ax))
    for height, (name, geometry) in enumerate(scene.layers.items()):
        clip = scene.clip and name not in scene.unclipped
        add(ax, prefix + name, geometry, 1 + height / 100, clip)
    for part in PARTS:
        if getattr(scene, part).layers:
            _draw_part(scene, ax, part, prefix)
    return ax


def _draw_part(scene: Scene, ax: Axes, part: Part, prefix: str) -> None:
    """Draw words or guides on an axes of their own, a child of the picture's, in points."""
    aside = Axes(ax.get_figure(), (0.0, 0.0, 1.0, 1.0), label=part)  # type: ignore[arg-type]
    ax.add_child_axes(aside)
    aside.set_axes_locator(Locator(scene, ax, part))
    _fill(getattr(scene, part), aside, prefix + part)


def _fill(block: GuideBox, aside: Axes, name: str) -> None:
    """Draw words or guides on an axes as large as they are."""
    aside.set_xlim(0, max(block.width, 1.0))
    aside.set_ylim(-max(block.height, 1.0), 0)
    aside.set_axis_off()
    for height, geometry in enumerate(block.layers):
        add(aside, f"{name}-{height + 1}", geometry, 1 + height / 100)


def warn_of_boxes(scenes: Sequence[Scene], blocks: Sequence[GuideBox] = ()) -> None:
    """Say once which words of scenes have letters that no font here has."""
    layers = [layer for scene in scenes for layer in scene.layers.values()]
    for block in (*blocks, *(part for scene in scenes for part in _blocks(scene))):
        layers.extend(block.layers)
    texts = [text for layer in layers if isinstance(layer, Labels) for text in layer.text]
    warning = warning_of_boxes(map(printable, texts), scenes[0].theme.font) if scenes else None
    if warning is not None:
        warn(warning)


def _blocks(scene: Scene) -> tuple[GuideBox, ...]:
    return scene.head, scene.guides, scene.foot


def new_figure(scene: Scene) -> Figure:
    """Draw a scene on a figure of its own, of which pyplot knows nothing."""
    figure = _new_page(scene.size, scene.theme, scene.title, scene.description, marks_of(scene))
    ax = figure.add_axes(_shares(room_on_page(scene), scene.size), projection=scene.projection)
    draw(scene, ax)
    return figure


def new_grid(scenes: Sequence[Scene], grid: Grid, title: str, description: str = "") -> Figure:
    """Draw scenes as panels of one figure, with one set of words and guides.

    Parameters
    ----------
    scenes
        What to draw.
    grid
        Where everything stands.
    title
        The words above all panels.
    description
        The picture in words, for a screen reader.
    """
    sheet = grid.sheet
    warn_of_boxes(scenes, [sheet.head, sheet.guides, sheet.foot])
    prefixes = [f"panel-{number}-" for number, _ in enumerate(scenes, start=1)]
    marks: dict[str, Marks] = {}
    for panel in map(marks_of, scenes, prefixes):
        marks |= panel
    figure = _new_page(grid.size, scenes[0].theme, title, description, marks)
    for scene, room, prefix in zip(scenes, grid.rooms, prefixes, strict=True):
        ax = figure.add_axes(_shares(room, grid.size), projection=scene.projection)
        _draw(scene, ax, prefix)
    for part, box in grid_places(grid).items():
        block: GuideBox = getattr(sheet, part)
        if block.layers:
            _fill(block, figure.add_axes(_shares(box, grid.size), label=part), part)
    return figure


class Picture(Figure):
    """A figure that knows in words what it shows, so that every file of it does.

    Parameters
    ----------
    title, description
        Its title, and what it shows.
    marks
        Layer -> what its marks stand for.
    options
        What every figure of matplotlib takes.
    """

    def __init__(
        self, title: str, description: str, marks: Mapping[str, Marks], **options: Any
    ) -> None:
        super().__init__(**options)
        self.title = title
        self.description = description
        self.marks = marks


def _new_page(
    size: tuple[float, float], theme: Theme, title: str, description: str,
    marks: Mapping[str, Marks],
) -> Picture:  # fmt: skip
    figure = Picture(title, description, marks, figsize=size, dpi=DPI, facecolor=theme.background)
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
        Pixels per inch, 200 by default.

    Raises
    ------
    VizlibError
        Where ``dpi`` is no number above zero, or the pixels would be too many.
    """
    width, height = figure.get_size_inches().tolist()
    dots = check_pixels((width, height), SAVED_DPI if dpi is None else dpi)
    _check_letters(figure, dots)
    out = io.BytesIO()
    title, description = described(figure)
    metadata = _metadata(form, title, description)
    options: dict[str, Any] = {"metadata": metadata} if metadata else {}
    if form == "png":
        options["pil_kwargs"] = {"compress_level": 1}
    with _stable_settings(form), _whole_words(figure, form):
        figure.savefig(out, format=form, dpi=dots, **options)
    if form == "svg":
        marks = figure.marks if isinstance(figure, Picture) else {}
        return finished(with_ids(out.getvalue(), marks), figure, title, description)
    return out.getvalue()


def _check_letters(figure: Figure, dots: float) -> None:
    """Refuse so few dots per inch that a letter has none, which freetype cannot draw."""
    axes = [part for ax in figure.axes for part in (ax, *ax.child_axes)]
    words = [*figure.texts, *(word for ax in axes for word in ax.texts)]
    sizes = [float(word.get_fontsize()) for word in words if word.get_text()]
    least = min((size for size in sizes if size > 0), default=INCH)
    if least * dots / INCH < MIN_LETTER_PX:
        raise VizlibError(
            f"At {dots:g} dots per inch the letters of {least:.2g} points would be smaller than a"
            f" pixel; give dpi={np.ceil(MIN_LETTER_PX * INCH / least):.0f} or more."
        )


@contextmanager
def _whole_words(figure: Figure, form: str) -> Iterator[None]:
    """Let an SVG say its words in full: who reads it may have the letters that are lacking here."""
    words = boxed_words(figure) if form == "svg" else []
    if not words:
        yield
        return
    drawn = [word.get_text() for word in words]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        for word in words:
            word.set_text(word.words)
        try:
            yield
        finally:
            for word, text in zip(words, drawn, strict=True):
                word.set_text(text)


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


def form_of(path: str | os.PathLike[str]) -> str:
    """Tell a file's format by its suffix.

    Raises
    ------
    VizlibError
        Where it is no path, or the suffix is not one that can be written.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise VizlibError(
            f"save takes the path of a file, whose suffix says the format; {type(path).__name__} is"
            " none. To write elsewhere save to a path, and copy its bytes."
        )
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
