"""A dataclass and its annotations -> its options checked against the words that they may be."""

from dataclasses import fields
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from vizlib.errors import unknown_choice


def check_choices(given: object) -> None:
    """Refuse words that an option does not take, as the annotations of a dataclass say.

    Options whose annotation holds nothing but ``Literal``, ``bool`` and ``None`` are checked;
    others are left to those who know better.

    Parameters
    ----------
    given
        An instance of a dataclass.

    Raises
    ------
    VizlibError
        Where an option is none of its words.
    """
    for name, words in choices_of(type(given)).items():  # type: ignore[arg-type]
        check_choice(name, getattr(given, name), words)


def check_choice(name: str, given: Any, words: tuple[Any, ...]) -> None:
    """Refuse what is not one of a few words; NumPy's booleans are booleans."""
    if isinstance(given, np.bool_):
        given = bool(given)
    if not any(type(given) is type(word) and given == word for word in words):
        raise unknown_choice(name, given, words)


@cache
def choices_of(kind: type) -> dict[str, tuple[Any, ...]]:
    """Return the words that each option of a dataclass takes, of those that take words alone.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Example:
    ...     scale: Literal["linear", "log"] | None = None
    ...     legend: bool = True
    ...     title: str = ""
    >>> choices_of(Example)
    {'scale': ('linear', 'log', None), 'legend': (True, False)}
    """
    hints = get_type_hints(kind)
    words = {option.name: _words_in(hints[option.name]) for option in fields(kind)}
    return {name: choices for name, choices in words.items() if choices}


def _words_in(hint: Any) -> tuple[Any, ...]:
    """Return the words of an annotation, none where it takes anything besides words."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    if hint is bool:
        return True, False
    if hint is NoneType:
        return (None,)
    if get_origin(hint) in (Union, UnionType):
        parts = [_words_in(part) for part in get_args(hint)]
        if all(parts) and any(part != (None,) for part in parts):
            return tuple(word for part in parts for word in part)
    return ()
