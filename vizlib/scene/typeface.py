"""Words and a family of letters -> the faces that draw them, ours or what the system has.

Our letters are known to matplotlib under a name of their own; no setting of its is changed.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

FAMILY = "Vizlib Sans"
FOLDER = Path(__file__).parent / "fonts"
FILES = {"normal": "VizlibSans-Regular.ttf", "semibold": "VizlibSans-SemiBold.ttf"}
BOX = "□"
"""What stands for a letter that no face has."""
ALWAYS_THERE = "DejaVu Sans"
"""The family that comes with matplotlib."""
CJK = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Source Han Sans SC",
    "PingFang SC", "Hiragino Sans", "Apple SD Gothic Neo", "Microsoft YaHei", "Yu Gothic",
    "Malgun Gothic", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
    "IPAGothic", "NanumGothic", "Arial Unicode MS",
)  # fmt: skip
SYMBOLS = (
    "Noto Emoji", "Symbola", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Sans Symbols",
    "Noto Sans Symbols 2", "Noto Sans Symbols2", "Apple Symbols", "Arial Unicode MS",
)  # fmt: skip
OTHERS = ("FreeSans", "FreeSerif", "Nirmala UI", "Leelawadee UI", "Arial Unicode MS", "Unifont")
CJK_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC", "FULLWIDTH")
PACKAGES = {"cjk": "fonts-noto-cjk", "symbols": "fonts-symbola", "other": "fonts-noto-core"}
"""Debian's packages, whose names those of other systems resemble."""
UNSEEN = ("Cf", "Mn", "Me", "Cc", "Zl", "Zp")
"""Kinds of characters that take no room: where no face has them they are left out."""
MAX_QUOTED = 3
LOCK = Lock()

Weight = Literal["normal", "semibold"]


def weight_of(bold: bool) -> Weight:
    """Return the weight of letters that stand out, or do not."""
    return "semibold" if bold else "normal"


def face(text: str, family: str, bold: bool = False, size: float | None = None) -> "FontProperties":
    """Return the faces that draw a text, as matplotlib takes them.

    Parameters
    ----------
    text
        The words.
    family
        Whose letters are wanted.
    bold
        Whether they stand out.
    size
        Height of the letters in points.
    """
    from matplotlib.font_manager import FontProperties

    names = list(families(text, family))
    return FontProperties(family=names, weight=weight_of(bold), size=size)


@lru_cache(maxsize=100_000)
def families(text: str, family: str) -> tuple[str, ...]:
    """Return the families that draw a text together: the one wanted, and others for what it lacks.

    Examples
    --------
    >>> families("naïve", FAMILY)
    ('Vizlib Sans',)
    >>> families("∯", FAMILY)
    ('Vizlib Sans', 'DejaVu Sans')
    """
    chosen = [family]
    lacking = {ord(letter) for letter in text if letter != "\n"} - letters_of(family)
    for name in _candidates(lacking) if lacking else ():
        found = lacking & letters_of(name)
        if found:
            chosen.append(name)
            lacking -= found
        if not lacking:
            break
    return tuple(chosen)


def drawable(text: str, family: str) -> str:
    """Put a box in place of each letter that no face has, so that nothing fails when it is drawn.

    Examples
    --------
    >>> drawable("a" + chr(0x10FFFD), FAMILY)
    'a□'
    """
    if text.isascii() and family == FAMILY:
        return text
    lacking = unknown_letters(text, family)
    if not lacking:
        return text
    seen = (
        letter if letter not in lacking
        else "" if unicodedata.category(letter) in UNSEEN else BOX
        for letter in text
    )  # fmt: skip
    return "".join(seen)


def unknown_letters(text: str, family: str) -> frozenset[str]:
    """Return the letters of a text that no face has."""
    known = frozenset[int]().union(*(letters_of(name) for name in families(text, family)))
    return frozenset(letter for letter in text if letter != "\n" and ord(letter) not in known)


def warning_of_boxes(texts: Iterable[str], family: str) -> str | None:
    """Return what must be said where words have letters that no face has, naming what has them."""
    lacking: dict[str, str] = {}
    for text in texts:
        if text.isascii():
            continue
        for letter in sorted(unknown_letters(text, family)):
            if unicodedata.category(letter) not in UNSEEN:
                lacking.setdefault(letter, text)
    if not lacking:
        return None
    packages = sorted({PACKAGES[_kind(ord(letter))] for letter in lacking})
    quoted = list(dict.fromkeys(lacking.values()))[:MAX_QUOTED]
    return (
        f"No font here has {len(lacking)} of the letters of {', '.join(map(repr, quoted))}; boxes"
        f" stand for them. Install one that does: Debian's package is {' or '.join(packages)}."
    )


@lru_cache(maxsize=256)
def letters_of(family: str) -> frozenset[int]:
    """Return the characters that a family has, none where there is no such family."""
    from matplotlib.font_manager import FontProperties, fontManager, get_font

    _make_known()
    try:
        path = fontManager.findfont(FontProperties(family=[family]), fallback_to_default=False)
        return frozenset(get_font(path).get_charmap())
    except (ValueError, RuntimeError, OSError):
        return frozenset()


@cache
def _make_known() -> None:
    """Let matplotlib find our letters by their name."""
    from matplotlib.font_manager import fontManager

    with LOCK:
        if not any(entry.name == FAMILY for entry in fontManager.ttflist):
            for file in FILES.values():
                fontManager.addfont(FOLDER / file)


@cache
def _installed() -> frozenset[str]:
    """Return the families that matplotlib knows."""
    from matplotlib.font_manager import fontManager

    return frozenset(entry.name for entry in fontManager.ttflist)


def _candidates(lacking: set[int]) -> Iterator[str]:
    """Name the families that may have some characters, the likely ones first."""
    yield FAMILY
    yield ALWAYS_THERE
    kinds = {_kind(code) for code in lacking}
    scripts = {_script(code).title() for code in lacking}
    wanted = [f"Noto Sans {script}" for script in sorted(scripts)]
    wanted += CJK if "cjk" in kinds else ()
    wanted += SYMBOLS if "symbols" in kinds else ()
    yield from (name for name in (*wanted, *OTHERS) if name in _installed())


def _script(code: int) -> str:
    """Return the first word of a character's name, which is that of its script."""
    return unicodedata.name(chr(code), "").split(" ")[0].split("-")[0]


def _kind(code: int) -> Literal["cjk", "symbols", "other"]:
    """Tell which kind of font has a character."""
    if _script(code) in CJK_SCRIPTS:
        return "cjk"
    return "symbols" if unicodedata.category(chr(code)).startswith("S") else "other"
