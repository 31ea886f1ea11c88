"""Docstrings of a plot and of its parents -> one that explains all the options it takes."""

import inspect
import re
from collections.abc import Iterator

from vizlib.core.spec import PlotSpec

SECTION = re.compile(r"^(\w[\w ]*)\n-+$", re.MULTILINE)
OPTION = re.compile(r"^(\w[\w, ]*)\n((?: +.*\n?|\n)+)", re.MULTILINE)
HIDDEN = ("focus", "shared")
"""Options that methods set."""


def explain(kind: type[PlotSpec]) -> str | None:
    """Return the docstring of a plot with the parameters of its parents, but those it refuses.

    Parameters
    ----------
    kind
        The class of the plot.
    """
    own = inspect.cleandoc(kind.__dict__.get("__doc__") or "")
    if not own:
        return None
    own_options = dict(_described(own))
    known = dict(own_options)
    for parent in kind.__mro__[1:]:
        for name, text in _described(inspect.cleandoc(parent.__dict__.get("__doc__") or "")):
            known.setdefault(name, text)
    shown = [name for name in _options(kind) if name in known]
    order = sorted(shown, key=lambda name: name != "graph" and name not in own_options)
    lines = [f"{name}\n{known[name].rstrip()}" for name in order]
    head, sections = _split(own)
    sections = {"Parameters": "\n".join(lines), **_without(sections, "Parameters")}
    parts = [f"{name}\n{'-' * len(name)}\n{text}" for name, text in sections.items()]
    return "\n\n".join([head, *parts])


def _options(kind: type[PlotSpec]) -> Iterator[str]:
    """Yield the options of a plot, but those it refuses and those that methods set."""
    names: dict[str, None] = {}
    for parent in reversed(kind.__mro__):
        for name, hint in inspect.get_annotations(parent).items():
            if "ClassVar" not in str(hint) and issubclass(parent, PlotSpec):
                names[name] = None
    yield from (name for name in names if name not in kind.defaults.refused and name not in HIDDEN)


def _without(sections: dict[str, str], name: str) -> dict[str, str]:
    return {title: text for title, text in sections.items() if title != name}


def _split(doc: str) -> tuple[str, dict[str, str]]:
    """Part a docstring into what stands before its sections, and the sections."""
    pieces = SECTION.split(doc)
    sections = dict(zip(pieces[1::2], (text.strip("\n") for text in pieces[2::2]), strict=True))
    return pieces[0].strip("\n"), sections


def _described(doc: str) -> Iterator[tuple[str, str]]:
    """Yield each parameter of a docstring with what is said of it."""
    for names, text in OPTION.findall(_split(doc)[1].get("Parameters", "") + "\n"):
        for name in names.split(","):
            yield name.strip(), text
