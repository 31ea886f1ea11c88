"""What went wrong -> a message that says what was given, what exists and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LISTED_NAMES = 20
MAX_SHOWN_LETTERS = 120
"""Letters of a value in a message: what was given may be a column of a million numbers."""


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
