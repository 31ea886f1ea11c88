"""A figure and its SVG -> the same file with its letters, and what it shows in words."""

import base64
import io
from collections.abc import Iterator
from xml.sax.saxutils import escape

from matplotlib.figure import Figure
from matplotlib.text import Text

from vizlib.rendering.artists import Word
from vizlib.scene.typeface import FAMILY, FILES, FOLDER, Weight, weight_of

CSS_WEIGHTS = {"normal": 400, "semibold": 600}
FEATURES = ["kern", "liga", "locl", "ccmp", "mark"]


def finished(content: bytes, figure: Figure, title: str, description: str) -> bytes:
    """Say in an SVG what it shows, for screen readers, and let it bring its letters.

    Parameters
    ----------
    content
        The file as matplotlib writes it, words as text.
    figure
        What was written.
    title, description
        Its title, and what it shows; nothing where there is none.
    """
    text = content.decode("utf-8", "replace")
    start = text.find(">", text.find("<svg")) + 1
    words = "".join(
        f'\n <{tag} id="picture-{tag}">{escape(words)}</{tag}>'
        for tag, words in (("title", title), ("desc", description))
        if words
    )
    letters = "".join(_letters(figure))
    if not (words or letters) or not start:
        return content
    role = ' role="img" aria-labelledby="picture-title picture-desc"' if words else ""
    style = f'\n <defs><style type="text/css">{letters}</style></defs>' if letters else ""
    return f"{text[: start - 1]}{role}>{words}{style}{text[start:]}".encode()


def boxed_words(figure: Figure) -> list[Word]:
    """Return the words of a figure that are not drawn in full."""
    found = figure.findobj(Word)
    return [word for word in found if isinstance(word, Word) and word.boxed]


def _letters(figure: Figure) -> Iterator[str]:
    """Embed those of our letters that the figure has, by weight."""
    used: dict[Weight, set[int]] = {}
    for word in figure.findobj(Text):
        if isinstance(word, Text) and FAMILY in word.get_fontfamily() and word.get_text():
            weight = weight_of(word.get_fontweight() == "semibold")
            used.setdefault(weight, set()).update(map(ord, word.get_text()))
    for weight in sorted(used):
        data = base64.b64encode(_subset(weight, used[weight])).decode()
        yield (
            f"@font-face{{font-family:'{FAMILY}';font-weight:{CSS_WEIGHTS[weight]};"
            f"src:url(data:font/woff;base64,{data}) format('woff')}}"
        )


def _subset(weight: Weight, letters: set[int]) -> bytes:
    """Return a font file of some of our letters."""
    from fontTools import subset

    options = subset.Options(
        flavor="woff", layout_features=FEATURES, notdef_outline=True, hinting=False
    )
    out = io.BytesIO()
    with subset.load_font(FOLDER / FILES[weight], options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        subset.save_font(font, out, options)
    return out.getvalue()
