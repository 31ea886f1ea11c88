"""A Scene -> axes -> figure -> file. The only module that may touch pyplot."""

import io
import os
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from vizlib.errors import VizlibError, nearest
from vizlib.rendering.artists import add
from vizlib.scene.geometry import GuideBox, Scene

DPI = 100
FORMATS = ("png", "svg", "pdf", "jpg", "jpeg", "webp", "tif", "tiff", "eps", "ps")
GUIDE_GAP = 14.0
TITLE_GAP = 6.0
UNDATED: Mapping[str, Mapping[str, Any]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
    "ps": {"CreationDate": None},
    "eps": {"CreationDate": None},
}
STABLE: Any = {"svg.hashsalt": "vizlib", "svg.fonttype": "none", "pdf.fonttype": 42}
SETTINGS_LOCK = Lock()


class Slot:
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

    def __call__(self, ax: Any, renderer: Any) -> Bbox:
        """Return the box of the axes in shares of the figure."""
        figure = self.place.get_figure(root=False)
        assert figure is not None
        points = figure.bbox.transformed(figure.dpi_scale_trans.inverted())
        wide, high = points.width * 72, points.height * 72
        room = self.place.get_position(original=True)
        box = self._guides(room, wide, high) if self.guides else self._picture(room, wide, high)
        return Bbox.from_extents(*box)

    def _picture(self, room: Bbox, wide: float, high: float) -> tuple[float, ...]:
        margins, block = self.scene.margins, self.scene.guides
        aside = block.width + GUIDE_GAP if block.layers else 0.0
        left, right = room.x0 + margins.left / wide, room.x1 - (margins.right + aside) / wide
        low, top = room.y0 + margins.bottom / high, room.y1 - margins.top / high
        return left, low, max(right, left + 0.01), max(top, low + 0.01)

    def _guides(self, room: Bbox, wide: float, high: float) -> tuple[float, ...]:
        block = self.scene.guides
        middle = (room.y0 + room.y1) / 2
        top = min(middle + block.height / 2 / high, room.y1)
        return room.x1 - block.width / wide, top - block.height / high, room.x1, top


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
    ax.set_axes_locator(Slot(scene, ax))
    for height, (name, geometry) in enumerate(scene.layers.items()):
        add(ax, name, geometry, 1 + height / 100, scene.clip and name not in scene.unclipped)
    if scene.title:
        ax.set_title(
            scene.title,
            pad=scene.margins.top + TITLE_GAP,
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
    aside.set_axes_locator(Slot(scene, ax, guides=True))
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
    figure = Figure(figsize=scene.size, dpi=DPI, facecolor=scene.theme.background)
    FigureCanvasAgg(figure)
    pad = 8.0
    wide, high = scene.size[0] * 72, scene.size[1] * 72
    lines = scene.title.count("\n") + 1
    top = scene.title_size * 1.2 * lines + TITLE_GAP if scene.title else 0.0
    box = (pad / wide, pad / high, 1 - 2 * pad / wide, 1 - (2 * pad + top) / high)
    ax = figure.add_axes(box, projection=scene.projection)
    draw(scene, ax)
    return figure


def new_grid(
    scenes: Sequence[Scene], titles: Sequence[str], columns: int, guides: GuideBox, side: float,
    title: str,
) -> Figure:  # fmt: skip
    """Draw scenes as panels of one figure, with one set of guides on its right."""
    rows = -(-len(scenes) // columns)
    theme = scenes[0].theme
    head = 0.45 if title else 0.1
    wide = columns * side + (guides.width + 2 * GUIDE_GAP) / 72 * bool(guides.layers)
    high = rows * (side + 0.3) + head
    figure = Figure(figsize=(wide, high), dpi=DPI, facecolor=theme.background)
    FigureCanvasAgg(figure)
    for place, scene in enumerate(scenes):
        row, column = divmod(place, columns)
        low = high - head - (row + 1) * (side + 0.3)
        box = ((column + 0.04) * side / wide, (low + 0.03) / high)
        ax = figure.add_axes(
            (*box, 0.92 * side / wide, (side - 0.06) / high), projection=scene.projection
        )
        draw(replace(scene, title=titles[place], title_size=1.1 * theme.size), ax)
    if guides.layers:
        block = (guides.width / 72 / wide, guides.height / 72 / high)
        corner = (1 - block[0] - GUIDE_GAP / 72 / wide, 0.5 - block[1] / 2)
        _fill_guides(guides, figure.add_axes((*corner, *block), label="guides"))
    if title:
        figure.text(
            0.5, 1 - 0.25 / high, title, color=theme.ink, fontsize=1.5 * theme.size,
            fontfamily=theme.font, ha="center", va="center", parse_math=False,
        )  # fmt: skip
    return figure


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
    """
    out = io.BytesIO()
    options: dict[str, Any] = {"metadata": dict(UNDATED[form])} if form in UNDATED else {}
    if form == "png":
        options["pil_kwargs"] = {"compress_level": 1}
    with _stable_settings(form):
        figure.savefig(out, format=form, dpi=dpi or figure.dpi, **options)
    return out.getvalue()


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
