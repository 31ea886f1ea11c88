"""A source of chance, and calls -> values that are made when a case is run, and shown before."""

import datetime as dt
import enum
import random
from dataclasses import dataclass, field
from typing import Any

MAX_SHOWN_LETTERS = 160


class Source(random.Random):
    """A source of chance, and how wild what is drawn from it may be."""

    def __init__(self, number):
        super().__init__(number)
        self.wild = self.choice((0.02, 0.1, 0.3, 0.6, 1.0))

    def goes_wild(self, share):
        """Tell by chance whether something out of the way is drawn."""
        return self.random() < share * self.wild


@dataclass(frozen=True)
class Made:
    """A call that is yet to be made: what it refuses belongs to the case."""

    function: Any
    given: tuple = ()
    named: dict = field(default_factory=dict)

    def __call__(self):
        return self.function(*map(made, self.given), **{k: made(v) for k, v in self.named.items()})

    def __repr__(self):
        words = [shown(part) for part in self.given]
        words += [f"{name}={shown(part)}" for name, part in self.named.items()]
        return f"{self.function.__name__}({', '.join(words)})"


def made(value):
    """Make what is yet to be made, inside plain lists too."""
    if isinstance(value, Made):
        return value()
    if type(value) is list and any(isinstance(part, Made) for part in value):
        return [made(part) for part in value]
    return value


def shown(value):
    """Write a value in one short line that any terminal can print."""
    text = " ".join(repr(value).split()).encode("ascii", "backslashreplace").decode()
    return text if len(text) <= MAX_SHOWN_LETTERS else text[:MAX_SHOWN_LETTERS] + " ..."


class Color(enum.Enum):
    """An enumeration, as people use for kinds."""

    RED = "red"
    BLUE = "blue"
    GREEN = 3


class Level(enum.IntEnum):
    """Whole numbers with names."""

    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Person:
    """A user's own object: it can be told apart, and not be put in order."""

    name: str
    born: dt.date = dt.date(1999, 1, 1)


class Plain:
    """An object that equals itself alone."""

    def __init__(self, number):
        self.number = number

    def __repr__(self):
        return f"<Plain {self.number}>"
