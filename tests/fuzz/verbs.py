"""A random source and a sample -> what is done with a plot: verbs first, then an output."""

import copy
import io
import pickle
import tempfile
import warnings
import xml.etree.ElementTree as ET
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

from vizlib.core.facets import Facets

from . import values
from .made import Made
from .options import HIDDEN, JUNK, draw_by, draw_data, draw_field, draw_option

PREDICATES = (
    "degree > 1", "kind == 'a'", "kind in ['a', 'b'] and not degree >= 2", "x > 0", "weight > 1",
    "nope > 1", "degree >", "", "id == 1", "`a b` < 2", "weight.isna()", "kind.str.contains('a')",
    "source == target", "degree", "degree > @least", "@x", "kind > 1", "degree > '2024-01-01'",
    "((degree > 1)", "not not degree > 0", "degree > 1e400", "'\ud800' == kind", "x == x", "1 < 2",
)  # fmt: skip
LEGIBLE_DPI = 30
SAME = ("repr", "describe", "nodes", "edges", "dir", "pickle", "copy", "bundle", "html")
SUFFIXES = ("png", "png", "png", "svg", "pdf", "png", "jpg", "webp", "tiff", "eps", "nope", "")
RESOLUTIONS = (None, None, None, 50, 30, 1, 0, -1, values.NAN, values.INF, "high", 1e9, True)


def draw_verbs(rng, kind, sample):
    """Draw a few steps: (what, arguments)."""
    steps = []
    for _ in range(rng.choice([0, 1, 1, 2])):
        steps.append(rng.choice([draw_replace, draw_highlight, draw_facet])(rng, kind, sample))
    steps.append((rng.choice(SAME), {}))
    if rng.random() < 0.5:
        steps.append(draw_output(rng))
    return steps


def draw_replace(rng, kind, sample):
    """Draw other options, at times another graph."""
    names = [option.name for option in fields(kind) if option.name not in HIDDEN]
    name = rng.choice(names)
    return "replace", {name: draw_option(rng, kind, name, sample)}


def draw_highlight(rng, kind, sample):
    """Draw what stands out: a predicate, ids, a mask, or nonsense."""
    named = {}
    for side in rng.choice([("nodes",), ("edges",), ("nodes", "edges"), ()]):
        keys = sample.skeleton.ids if side == "nodes" else sample.skeleton.ends
        form = rng.randrange(5)
        if form < 2:
            named[side] = rng.choice(PREDICATES)
        elif form == 2 and keys:
            named[side] = rng.choice([rng.choice(keys), [rng.choice(keys)], keys])
        elif form == 3:
            named[side] = draw_data(rng, sample, side)
        else:
            named[side] = rng.choice(JUNK)
    if rng.random() < 0.3:
        named["neighbors"] = rng.choice([True, False, None, "x"])
    if rng.random() < 0.3:
        named["names"] = rng.choice([{"least": 1}, {}, 3, {"x": [1]}])
    return "highlight", named


def draw_facet(rng, kind, sample):
    """Draw a field to split by."""
    side = rng.choice(["nodes", "edges"])
    draw = rng.choice([draw_field, draw_field, draw_field, draw_data, draw_by])
    named = {side: "kind" if side == "nodes" and rng.random() < 0.4 else draw(rng, sample, side)}
    if rng.random() < 0.4:
        named["keep"] = rng.choice(["all", "present", "present", "nope"])
    if rng.random() < 0.2:
        named["columns"] = rng.choice([1, 2, 99, 0, -1, 1.5, "x"])
    return "facet", named


def draw_output(rng):
    """Draw a file, an axes or a size."""
    form = rng.random()
    if form < 0.2:
        size = rng.choice([(3, 2), (0.5, 0.5), (2, 4), (0.05, 3)])
        return "draw", {"size": size, "boxes": rng.choice([1, 1, 2])}
    if form < 0.25:
        return "draw", {"ax": rng.choice(JUNK[3:])}
    if form < 0.35:
        return "scene", {"size": rng.choice([None, (3, 3), (0.2, 4), (0, 1), "big", (2, -2)])}
    return "save", {"suffix": rng.choice(SUFFIXES), "dpi": rng.choice(RESOLUTIONS)}


def do(picture, what, named):
    """Take one step, and return what is to be gone on with."""
    if what in ("replace", "highlight", "facet"):
        if isinstance(picture, Facets) and what == "facet":
            return picture
        return getattr(picture, what)(**named)
    if what in ("draw", "scene") and isinstance(picture, Facets):
        return picture
    DOES[what](picture, **named)
    return picture


def _bundle(picture):
    data, _ = picture._repr_mimebundle_()
    if "image/png" not in data and "image/svg+xml" not in data:
        raise AssertionError(f"the bundle holds {list(data)}")


def _frame(picture, name):
    if isinstance(picture, Facets):
        return
    frame = getattr(picture, name)
    if not isinstance(frame, pd.DataFrame):
        raise AssertionError(f"{name} is a {type(frame).__name__}")


def _pickle(picture):
    again = pickle.loads(pickle.dumps(picture))
    if repr(again) != repr(picture):
        raise AssertionError("a plot that was pickled says something else")


def _html(picture):
    if not isinstance(picture, Facets):
        getattr(picture.data.source, "_repr_html_", str)()
        repr(picture.data.source)


def _draw(picture, size=(3, 2), boxes=1, **named):
    axes = Figure(figsize=size).subplots(1, boxes, squeeze=False)
    ax = named.get("ax", axes[0, 0])
    picture.draw(ax=ax)
    with warnings.catch_warnings():  # the canvas is the user's, and so is what it says
        warnings.filterwarnings("ignore", "Glyph")
        ax.get_figure().canvas.draw()


def _save(picture, suffix, dpi):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"picture.{suffix}" if suffix else "picture")
        try:
            picture.save(path, dpi=dpi)
        finally:
            left = [item.name for item in Path(folder).iterdir() if item != path]
        if left:
            raise AssertionError(f"beside the file there is {left}")
        legible = dpi is None or dpi >= LEGIBLE_DPI
        check_file(path.read_bytes(), suffix, legible and must_show(picture))


DOES = {
    "repr": repr,
    "describe": str,
    "dir": dir,
    "nodes": lambda picture: _frame(picture, "nodes"),
    "edges": lambda picture: _frame(picture, "edges"),
    "pickle": _pickle,
    "copy": lambda picture: repr(copy.deepcopy(picture)),
    "bundle": _bundle,
    "html": _html,
    "draw": _draw,
    "scene": lambda picture, size: picture.scene(size),
    "save": _save,
}


def must_show(picture):
    """Tell whether a plot has nodes that no reader could miss."""
    if isinstance(picture, Facets):
        return bool(picture.panels) and all(must_show(panel) for _, panel in picture.panels)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scene = picture.scene()
    nodes = scene.layers.get("nodes")
    if not hasattr(nodes, "size") or min(scene.size) < 1:
        return False
    paper = scene.theme.rgba("background")
    count = len(nodes.xy)
    color = np.broadcast_to(nodes.color, (count, 4))
    differs = (np.abs(color - paper).max(axis=1) > 0.2) & (color[:, 3] > 0.3)
    size = np.broadcast_to(nodes.size, (count,))
    return bool((differs & (size > 20) & np.isfinite(nodes.xy).all(axis=1)).any())


def check_file(content, suffix, shows):
    """Raise where a file is not whole, or holds paper alone.

    Parameters
    ----------
    content
        The bytes of the file.
    suffix
        Its format.
    shows
        Whether something must be seen.
    """
    CHECKS.get(suffix, _check_begins)(content, shows)


def _check_pixels(content, shows):
    with Image.open(io.BytesIO(content)) as image:
        pixels = np.asarray(image.convert("RGB"))
    if not pixels.size:
        raise AssertionError("the picture has no pixels")
    if shows and (pixels == pixels[0, 0]).all():
        raise AssertionError("the picture is blank")


def _check_svg(content, shows):
    root = ET.fromstring(content)
    if not root.tag.endswith("svg"):
        raise AssertionError(f"the root is {root.tag}")
    if shows and not any(part.tag.endswith(("path", "use", "image")) for part in root.iter()):
        raise AssertionError("the SVG holds no mark")


def _check_pdf(content, shows):
    if not content.startswith(b"%PDF-") or not content.rstrip().endswith(b"%%EOF"):
        raise AssertionError("the PDF is not whole")
    place = int(content.rstrip().rsplit(b"\n", 2)[-2])
    if not content[place:].startswith(b"xref"):
        raise AssertionError("the PDF has no table of its parts where it says")
    try:
        from pypdf import PdfReader
    except ImportError:
        return
    if len(PdfReader(io.BytesIO(content)).pages) != 1:
        raise AssertionError("the PDF is not one page")


def _check_begins(content, shows):
    if not content.startswith(b"%!PS"):
        raise AssertionError(f"the file begins with {content[:9]!r}")


CHECKS = {
    "svg": _check_svg,
    "pdf": _check_pdf,
    **dict.fromkeys(("png", "jpg", "webp", "tiff"), _check_pixels),
}


def steps_shown(steps):
    """Write steps in a line."""
    return ", ".join(repr(Made(_named(what), (), named)) for what, named in steps)


def _named(word):
    def function():
        """Stand for a step."""

    function.__name__ = word
    return function
