"""What went wrong -> a message that says what was given, what exists and what to do."""

import os
import sys
import warnings
from collections.abc import Callable, Container, Iterable
from difflib import get_close_matches
from functools import cached_property, wraps
from types import FrameType, FunctionType, TracebackType
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")
Kind = TypeVar("Kind", bound=type)
MAX_LISTED_NAMES = 20
MAX_SHOWN_LETTERS = 120
"""Letters of a value in a message: what was given may be a column of a million numbers."""
TRACEBACK = "VIZLIB_TRACEBACK"
"""Variable of the environment: ``full`` shows the frames of vizlib in tracebacks."""
PASSED_THROUGH = (__name__.partition(".")[0], "abc", "contextlib", "dataclasses", "functools")
"""Modules whose frames stand between the line of a user and what it gave rise to."""
SHOWN = ("__init__", "__repr__", "_repr_png_", "_repr_mimebundle_")
"""Methods that Python and notebooks call for people."""


class VizlibError(ValueError):
    """A mistake in what was given, said in words that help to mend it."""


class UnknownOptionError(VizlibError, TypeError):
    """An option that the plot does not have."""


class VizlibWarning(UserWarning):
    """Something that the picture leaves out or shows otherwise than asked."""


def shown(value: object) -> str:
    """Write a value in one line that stays readable however much it holds.

    Examples
    --------
    >>> shown("a"), len(shown([0] * 1000))
    ("'a'", 120)
    """
    words = repr(value)
    words = " ".join(words.split()) if "\n" in words else words
    return words if len(words) <= MAX_SHOWN_LETTERS else f"{words[: MAX_SHOWN_LETTERS - 4]} ..."


def warn(words: str) -> None:
    """Warn, at the line of the user that gave rise to it.

    Parameters
    ----------
    words
        What the picture leaves out or shows otherwise than asked.
    """
    frame: FrameType | None = sys._getframe()
    level = 1
    while frame is not None and _is_passed_through(frame):
        frame, level = frame.f_back, level + 1
    warnings.warn(words, VizlibWarning, stacklevel=level)


def short_traceback(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let the traceback of what a function refuses end at the line that called it.

    A line of the user's within, such as one of a plot of their own, is shown, too.
    ``VIZLIB_TRACEBACK=full`` shows every frame.
    """

    @wraps(function)
    def call(*given: Given.args, **options: Given.kwargs) -> Result:
        __tracebackhide__ = True
        try:
            return function(*given, **options)
        except VizlibError as error:
            if os.environ.get(TRACEBACK) == "full":
                raise
            raise error.with_traceback(_lines_of_user(error.__traceback__)) from None

    return call


def short_tracebacks(kind: Kind, but: Container[str] = ()) -> Kind:
    """Shorten the tracebacks of what people call of a class: its public methods and properties.

    Parameters
    ----------
    kind
        The class; it is changed.
    but
        Names of methods that others than people call.
    """
    for name, member in list(vars(kind).items()):
        if (name.startswith("_") and name not in SHOWN) or name in but:
            continue
        if isinstance(member, FunctionType):
            setattr(kind, name, short_traceback(member))
        elif isinstance(member, cached_property):
            member.func = short_traceback(member.func)
        elif isinstance(member, property) and member.fget is not None:
            setattr(kind, name, member.getter(short_traceback(member.fget)))
    return kind


def _is_passed_through(frame: FrameType) -> bool:
    """Tell whether a frame is ours, or of what we are called by: ``__init__`` of a dataclass."""
    home = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return home in PASSED_THROUGH or frame.f_code.co_filename == "<string>"


def _lines_of_user(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback without the frames that are only passed through."""
    if trace is None:
        return None
    rest = _lines_of_user(trace.tb_next)
    if _is_passed_through(trace.tb_frame):
        return rest
    return TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


def nearest(name: object, existing: Iterable[object]) -> str:
    """Offer the nearest existing name, as a sentence or as nothing.

    Parameters
    ----------
    name
        What was given.
    existing
        What there is.

    Returns
    -------
    sentence
        ``" Did you mean 'degree'?"`` or the empty string.
    """
    words = [str(name) for name in existing]
    lower = {word.lower(): word for word in words}
    close = get_close_matches(str(name).lower(), lower, n=1, cutoff=0.6)
    return f" Did you mean {lower[close[0]]!r}?" if close else ""


def listed(names: Iterable[object]) -> str:
    """Write names as a list that stays readable however many there are."""
    words = [shown(name) for name in names]
    more = f", ... {len(words) - MAX_LISTED_NAMES} more" if len(words) > MAX_LISTED_NAMES else ""
    return f"[{', '.join(words[:MAX_LISTED_NAMES])}{more}]"


def unknown_field(
    kind: str, name: object, existing: Iterable[object], derived: Iterable[object] = ()
) -> VizlibError:
    """Say that the nodes or edges have no such field.

    Parameters
    ----------
    kind
        ``"nodes"`` or ``"edges"``.
    name
        The field that was asked for.
    existing
        The fields that the graph has.
    derived
        The fields that can be computed besides.
    """
    have, computed = list(existing), list(derived)
    message = f"The {kind} have no field {name!r}; they have {listed(have)}."
    if computed:
        message += f" Computed on demand: {', '.join(map(str, computed))}."
    return VizlibError(message + nearest(name, [*have, *computed]))


def unknown_choice(option: str, given: object, choices: Iterable[object]) -> VizlibError:
    """Say that an option takes one of a few words, and which."""
    known = list(choices)
    words = ", ".join(map(repr, known))
    near = nearest(given, [word for word in known if isinstance(word, str)])
    return VizlibError(f"{option}={shown(given)} is not known; it takes {words}.{near}")


def unknown_option(plot: str, name: str, options: Iterable[str]) -> UnknownOptionError:
    """Say that a plot has no such option."""
    known = sorted(options)
    return UnknownOptionError(
        f"{plot} has no option {name!r}; it has {', '.join(known)}.{nearest(name, known)}"
    )
