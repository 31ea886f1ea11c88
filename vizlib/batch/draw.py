"""A drawing order and graphs -> figures in a folder and a row for each; runs on the workers."""

import os
import pickle
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cloudpickle

from vizlib.batch.files import write_whole
from vizlib.batch.folder import THUMBNAIL_FOLDER as THUMBNAIL_FOLDER
from vizlib.batch.folder import thumbnail_of
from vizlib.batch.limits import TooLongError, peak_memory, reset_peak, time_limit
from vizlib.batch.rows import DEFAULTS
from vizlib.batch.rows import Row as Row
from vizlib.batch.serialize import (
    FIGURE_DIGEST_BYTES,
    SpoolFile,
    digest,
    from_bytes,
    plain_text,
    read_spool,
    text_digest,
)
from vizlib.batch.sources import Item, file_stem
from vizlib.errors import VizlibError
from vizlib.version import __version__

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PlotFunction = Callable[[Any], object]
"""From a graph, of whatever library, to a plot or a matplotlib figure."""
THUMBNAIL_PIXELS = 240
"""Pixels of a thumbnail's longer side."""
MAX_ERROR_LETTERS = 8000
"""Letters of a traceback that are kept."""
RASTER_FORMATS = ("png", "jpg", "jpeg", "webp", "tif", "tiff")


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How each graph becomes a file.

    Parameters
    ----------
    plot
        The function from a graph to a plot or figure, pickled.
    dress
        What gives the function the scales that all figures share.
    out
        The folder.
    work
        The folder inside it that the run made for what is not finished.
    form, dpi
        Format and pixels per inch.
    timeout
        Seconds that a figure may take.
    folds_case
        Whether the folder takes upper and lower case for the same.
    paths
        Where modules are found that the function needs.
    version
        The vizlib that gives the order.
    key
        A digest of all that decides how a figure looks.
    """

    plot: bytes
    dress: Callable[[PlotFunction], PlotFunction]
    out: str
    work: str
    form: str
    dpi: float | None
    timeout: float | None
    folds_case: bool
    paths: tuple[str, ...]
    version: str
    key: str

    def stem(self, name: str) -> str:
        """Return the name of a graph's file without suffix."""
        return file_stem(name, self.folds_case)

    def file(self, name: str) -> str:
        """Return the name of a graph's file."""
        return f"{self.stem(name)}.{self.form}"

    def key_of(self, item: Item) -> str:
        """Return a digest that changes when the figure would."""
        return text_digest(f"{item.mark}|{self.key}")[:16]


def unchanged(plot: PlotFunction) -> PlotFunction:
    """Leave a plot function alone."""
    return plot


class FigureError(Exception):
    """A figure that failed; raised so that Dask tries again.

    Dask cuts the text of an error and what it was made of, so the row is neither.

    Parameters
    ----------
    row
        What became of the graph.
    """

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row

    def __reduce__(self) -> tuple[type["FigureError"], tuple[Row]]:
        return FigureError, (self.row,)

    def __str__(self) -> str:
        return "a figure failed"


class NoFigureError(VizlibError):
    """A plot function that returned something else."""


def write_job(drawing: Drawing) -> str:
    """Write a drawing order where the workers find it, and return the path."""
    content = cloudpickle.dumps(drawing)
    path = Path(drawing.work, f"drawing-{digest(content)}")
    write_whole(drawing.work, path, content)
    return str(path)


@lru_cache(maxsize=4)
def load_job(place: str) -> tuple[Drawing, PlotFunction]:
    """Read a drawing order once in each process."""
    import matplotlib as mpl

    mpl.use("agg")
    written = SpoolFile(place, Path(place).name.removeprefix("drawing-"))
    drawing = pickle.loads(read_spool(written))
    sys.path.extend(path for path in drawing.paths if path not in sys.path)
    return drawing, drawing.dress(from_bytes(drawing.plot))


def draw(place: str, items: Sequence[Item]) -> list[Row]:
    """Draw graphs one after the other; one that fails is a row like the others."""
    drawing, plot = load_job(place)
    return [draw_one(drawing, plot, item) for item in items]


def draw_again(place: str, item: Item) -> list[Row]:
    """Draw one graph, and raise where it fails."""
    row = draw(place, [item])[0]
    if row["status"] != "done":
        raise FigureError(row)
    return [row]


def draw_one(drawing: Drawing, plot: PlotFunction, item: Item) -> Row:
    """Draw one graph."""
    row = blank_row(drawing, item) | {"worker": worker_name()}
    timeout_marker = Path(drawing.work, f"timeout-{drawing.stem(item.name)}")
    if drawing.timeout is not None and timeout_marker.exists():
        return row | failure(TooLongError(f"it did not end in timeout={drawing.timeout:g} seconds"))
    reset_peak()
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            with time_limit(drawing.timeout, timeout_marker.touch):
                row |= write_figure(drawing, plot, item)
            row["status"] = "done"
        except (Exception, TooLongError) as error:
            row |= failure(error)
    row["seconds"] = round(time.perf_counter() - start, 4)
    row["memory"] = peak_memory()
    messages = dict.fromkeys(str(warning.message) for warning in caught)
    row["warnings"] = plain_text("\n".join(messages)[:MAX_ERROR_LETTERS])
    return row


def blank_row(drawing: Drawing, item: Item) -> Row:
    """Return the row of a graph of which nothing is known yet."""
    return DEFAULTS | {
        "number": item.number, "name": item.name, "file": drawing.file(item.name),
        "status": "failed", "seconds": 0.0, "memory": 0, "bytes": 0, "worker": "", "error": "",
        "traceback": "", "warnings": "", "key": drawing.key_of(item),
    }  # fmt: skip


def failure(error: BaseException) -> Row:
    """Say in a row what went wrong."""
    words = "".join(traceback.format_exception(error))
    return {
        "status": "failed",
        "error": plain_text(f"{type(error).__name__}: {error}"[:MAX_ERROR_LETTERS]),
        "traceback": plain_text(words[-MAX_ERROR_LETTERS:]),
    }


def open_graph(content: bytes | str | SpoolFile) -> Any:
    """Turn an item's content into a graph; a file of the user's is read, never unpickled."""
    from vizlib.graphs.read import read

    if isinstance(content, str):
        return read(Path(content))
    return from_bytes(read_spool(content) if isinstance(content, SpoolFile) else content)


def write_figure(drawing: Drawing, plot: PlotFunction, item: Item) -> Row:
    """Draw a graph into its file and its thumbnail; return by what the file is known again."""
    from vizlib.rendering import figure

    picture = figure_of(plot(open_graph(item.content)), plot)
    try:
        content = figure.encode(picture, drawing.form, drawing.dpi)
        small = thumbnail(picture, content, drawing.form)
    finally:
        figure.close(picture)
    file = drawing.file(item.name)
    write_whole(drawing.work, Path(drawing.out, thumbnail_of(file)), small)
    status = write_whole(drawing.work, Path(drawing.out, file), content)
    return {
        "bytes": len(content), "mtime_ns": status.st_mtime_ns,
        "digest": digest(content, FIGURE_DIGEST_BYTES),
    }  # fmt: skip


def figure_of(picture: object, plot: object) -> "Figure":
    """Take the matplotlib figure of what a plot function returned."""
    from matplotlib.figure import Figure

    if isinstance(picture, Figure):
        return picture
    for name in ("figure", "get_figure"):
        attribute = getattr(picture, name, None)
        figure = attribute() if callable(attribute) else attribute
        if isinstance(figure, Figure):
            return figure
    plot_name = getattr(plot, "__qualname__", type(plot).__name__)
    raise NoFigureError(
        f"{plot_name} returned {type(picture).__name__}; it must return a plot or a matplotlib"
        " figure."
    )


def thumbnail(picture: "Figure", content: bytes, form: str) -> bytes:
    """Make a small picture of a figure.

    Parameters
    ----------
    picture
        The figure.
    content, form
        Its file, and the format of that.

    Returns
    -------
    jpeg
        Of at most twice :data:`THUMBNAIL_PIXELS` on its longer side, on white.
    """
    import io

    from PIL import Image

    from vizlib.rendering import figure

    if form not in RASTER_FORMATS:
        dpi = 2 * THUMBNAIL_PIXELS / max(picture.get_size_inches())
        content = figure.encode(picture, "png", dpi)
    with Image.open(io.BytesIO(content)) as image:
        scale = max(1, round(max(image.size) / THUMBNAIL_PIXELS))
        small = image.reduce(scale).convert("RGBA")
    background = Image.new("RGB", small.size, "white")
    background.paste(small, mask=small.getchannel("A"))
    stream = io.BytesIO()
    background.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def worker_name() -> str:
    """Say which process of which machine works."""
    from distributed import get_worker

    try:
        name = get_worker().name
    except ValueError:
        name = os.getpid()
    return f"{socket.gethostname()} {name}"


def check_worker(place: str) -> None:
    """Find out whether a worker can do its work.

    Parameters
    ----------
    place
        Where the drawing order is.

    Raises
    ------
    VizlibError
        Where the worker has another vizlib, cannot write into the folder, or cannot import the
        plot function.
    """
    here = f"The worker is {sys.executable} on {socket.gethostname()}."
    _check_writes(Path(place).parent, here)
    drawing = _check_loads(place, here)
    if drawing.version != __version__:
        raise VizlibError(
            f"The workers have vizlib {__version__}, here is {drawing.version}; install the"
            f" same one for both, or name the Python of the workers with python=... {here}"
        )


def _check_writes(work: Path, here: str) -> None:
    try:
        write_whole(work, work / "probe", b"")
    except OSError as error:
        raise VizlibError(
            f"A worker cannot write into {str(work.parent)!r} ({error}); give out= a folder that"
            f" this machine and the workers share. {here}"
        ) from error


def _check_loads(place: str, here: str) -> Drawing:
    try:
        return load_job(place)[0]
    except Exception as error:
        raise VizlibError(
            f"A worker cannot load the plot function ({type(error).__name__}: {error}); its module"
            " must be installed where the workers run, or be made known there, such as by"
            f" setup=['export PYTHONPATH=...']. {here}"
        ) from error
