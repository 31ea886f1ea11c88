"""A drawing order and graphs -> figures in a folder and a row for each; runs on the workers."""

import os
import pickle
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cloudpickle

from vizlib.batch.limits import TooLongError, peak_memory, reset_peak, time_limit
from vizlib.batch.names import file_stem
from vizlib.batch.serialize import digest, unpack
from vizlib.batch.sources import Item
from vizlib.errors import VizlibError
from vizlib.version import __version__

Row = dict[str, Any]
WORK = ".work"
"""The folder inside ``out`` for what is not finished; it goes when the run ends."""
THUMBNAILS = "thumbnails"
SMALL = 240
"""Pixels of a thumbnail's longer side."""
LONGEST = 8000
"""Letters of a traceback that are kept."""
RASTERS = ("png", "jpg", "jpeg", "webp", "tif", "tiff")


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
    form, dpi
        Format and pixels per inch.
    timeout
        Seconds that a figure may take.
    fold
        Whether the folder takes upper and lower case for the same.
    paths
        Where modules are found that the function needs.
    version
        The vizlib that gives the order.
    key
        A digest of all that decides how a figure looks.
    """

    plot: bytes
    dress: Callable[[Callable[[Any], Any]], Callable[[Any], Any]]
    out: str
    form: str
    dpi: float | None
    timeout: float | None
    fold: bool
    paths: tuple[str, ...]
    version: str
    key: str

    def stem(self, name: str) -> str:
        """Return the name of a graph's file without suffix."""
        return file_stem(name, self.fold)

    def file(self, name: str) -> str:
        """Return the name of a graph's file."""
        return f"{self.stem(name)}.{self.form}"

    def key_of(self, item: Item) -> str:
        """Return a digest that changes when the figure would."""
        return digest(f"{item.mark}|{self.key}".encode())[:16]


def as_it_is(plot: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Leave a plot function alone."""
    return plot


class FigureError(Exception):
    """A figure that failed, with its row; raised so that Dask tries again."""


class NoFigureError(Exception):
    """A plot function that returned something else."""


def post(drawing: Drawing) -> str:
    """Write a drawing order where the workers find it, and return the path."""
    folder = Path(drawing.out, WORK)
    folder.mkdir(parents=True, exist_ok=True)
    content = cloudpickle.dumps(drawing)
    place = folder / f"drawing-{digest(content)[:16]}"
    place.write_bytes(content)
    return str(place)


@lru_cache(maxsize=4)
def fetch(place: str) -> tuple[Drawing, Callable[[Any], Any]]:
    """Read a drawing order once in each process."""
    import matplotlib as mpl

    mpl.use("agg")
    drawing = pickle.loads(Path(place).read_bytes())
    sys.path.extend(each for each in drawing.paths if each not in sys.path)
    return drawing, drawing.dress(unpack(drawing.plot))


def draw(place: str, items: Sequence[Item]) -> list[Row]:
    """Draw graphs one after the other; one that fails is a row like the others."""
    drawing, plot = fetch(place)
    return [draw_one(drawing, plot, item) for item in items]


def draw_again(place: str, item: Item) -> list[Row]:
    """Draw one graph, and raise where it fails."""
    row = draw(place, [item])[0]
    if row["status"] != "done":
        raise FigureError(row)
    return [row]


def draw_one(drawing: Drawing, plot: Callable[[Any], Any], item: Item) -> Row:
    """Draw one graph."""
    row = blank_row(drawing, item) | {"worker": worker_name()}
    late = Path(drawing.out, WORK, f"late-{drawing.stem(item.name)}")
    if drawing.timeout is not None and late.exists():
        return row | failure(TooLongError(f"it did not end in timeout={drawing.timeout:g} seconds"))
    reset_peak()
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("default")
        try:
            with time_limit(drawing.timeout, late.touch):
                row["bytes"] = make(drawing, plot, item)
            row["status"] = "done"
        except (Exception, TooLongError) as error:
            row |= failure(error)
    row["seconds"] = round(time.perf_counter() - start, 4)
    row["memory"] = peak_memory()
    row["warnings"] = "\n".join(dict.fromkeys(str(each.message) for each in said))[:LONGEST]
    return row


def blank_row(drawing: Drawing, item: Item) -> Row:
    """Return the row of a graph of which nothing is known yet."""
    return {
        "number": item.number, "name": item.name, "file": drawing.file(item.name),
        "status": "failed", "seconds": 0.0, "memory": 0, "bytes": 0, "worker": "", "error": "",
        "traceback": "", "warnings": "", "key": drawing.key_of(item),
    }  # fmt: skip


def failure(error: BaseException) -> Row:
    """Say in a row what went wrong."""
    words = "".join(traceback.format_exception(error))
    return {
        "status": "failed",
        "error": f"{type(error).__name__}: {error}"[:LONGEST],
        "traceback": words[-LONGEST:],
    }


def open_graph(content: bytes | str) -> Any:
    """Turn an item's content into a graph."""
    from vizlib.graphs.read import read

    if isinstance(content, bytes):
        return unpack(content)
    path = Path(content)
    return unpack(path.read_bytes()) if path.suffix == ".parcel" else read(path)


def make(drawing: Drawing, plot: Callable[[Any], Any], item: Item) -> int:
    """Draw a graph into its file and its thumbnail; return the bytes of the file."""
    from vizlib.rendering import figure

    picture = figure_of(plot(open_graph(item.content)), plot)
    try:
        whole = figure.encode(picture, drawing.form, drawing.dpi)
        small = thumbnail(picture, whole, drawing.form)
    finally:
        figure.close(picture)
    stem = drawing.stem(item.name)
    put(drawing.out, f"{THUMBNAILS}/{stem}.jpg", small)
    put(drawing.out, drawing.file(item.name), whole)
    return len(whole)


def figure_of(picture: Any, plot: Any) -> Any:
    """Take the matplotlib figure of what a plot function returned."""
    from matplotlib.figure import Figure

    if isinstance(picture, Figure):
        return picture
    for name in ("figure", "get_figure"):
        found = getattr(picture, name, None)
        made = found() if callable(found) else found
        if isinstance(made, Figure):
            return made
    called = getattr(plot, "__qualname__", type(plot).__name__)
    raise NoFigureError(
        f"{called} returned {type(picture).__name__}; it must return a plot or a matplotlib figure."
    )


def thumbnail(picture: Any, whole: bytes, form: str) -> bytes:
    """Make a small picture of a figure."""
    import io

    from PIL import Image

    from vizlib.rendering import figure

    if form not in RASTERS:
        whole = figure.encode(picture, "png", 2 * SMALL / max(picture.get_size_inches()))
    image: Any = Image.open(io.BytesIO(whole))
    image = image.reduce(max(1, round(max(image.size) / SMALL))).convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=80)
    return out.getvalue()


def put(out: str, name: str, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = Path(out, WORK, f"{digest(name.encode())}-{socket.gethostname()}-{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(Path(out, name))
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def worker_name() -> str:
    """Say which process of which machine works."""
    from distributed import get_worker

    try:
        name = get_worker().name
    except ValueError:
        name = os.getpid()
    return f"{socket.gethostname()} {name}"


def probe(place: str) -> None:
    """Find out whether a worker can do its work.

    Raises
    ------
    VizlibError
        Where the worker has another vizlib, cannot write into the folder, or cannot import the
        plot function.
    """
    here = f"The worker is {sys.executable} on {socket.gethostname()}."
    out = Path(place).parent.parent
    try:
        put(str(out), f"{WORK}/probe", b"")
    except OSError as error:
        raise VizlibError(
            f"A worker cannot write into {str(out)!r} ({error}); give out= a folder that this"
            f" machine and the workers share. {here}"
        ) from error
    try:
        drawing, _ = fetch(place)
    except Exception as error:
        raise VizlibError(
            f"A worker cannot load the plot function ({type(error).__name__}: {error}); its module"
            " must be installed where the workers run, or be made known there, such as by"
            f" setup=['export PYTHONPATH=...']. {here}"
        ) from error
    if drawing.version != __version__:
        raise VizlibError(
            f"The workers have vizlib {__version__}, here is {drawing.version}; install the"
            f" same one for both, or name the Python of the workers with python=... {here}"
        )
