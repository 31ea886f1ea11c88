"""Text such as ``"U -> X; U -> Y; X <-> Y"`` -> GraphTables, or an error that says where."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from vizlib.errors import VizlibError
from vizlib.graphs.tables import FrameColumns, GraphTables

BIDIRECTED = "bidirected"
"""The field of the edges that says which stand for an unobserved common cause."""
ARROWS = {"->": "->", "→": "->", "<-": "<-", "←": "<-", "<->": "<->", "↔": "<->"}
TOKEN = re.compile(
    r"""(?P<space>[^\S\n]+|\#[^\n]*|//[^\n]*)
    |(?P<end>[;\n])
    |(?P<arrow><->|->|<-|[→←↔])
    |(?P<quoted>"[^"\n]+")
    |(?P<name>\w(?:[\w.]|-(?=\w))*)""",
    re.VERBOSE,
)
HOW = 'Write chains such as "U -> X <- V; X <-> Y", parted by ";" or by new lines.'


class Token(NamedTuple):
    """A piece of the text, and the place where it begins."""

    kind: str
    text: str
    place: int


class Link(NamedTuple):
    """An edge: from, to, and whether it stands for an unobserved common cause."""

    source: str
    target: str
    both: bool


def parse_dag(text: str) -> GraphTables:
    """Read a causal graph from text.

    Parameters
    ----------
    text
        Chains of names and dagitty's arrows ``->``, ``<-`` and ``<->``, parted by ``;`` or new
        lines. A name alone is a node without edges; names with spaces stand in double quotes; what
        follows ``#`` or ``//`` is a comment. An edge that is written twice counts once.

    Raises
    ------
    VizlibError
        Where the text cannot be read; it says in which line and column.

    Examples
    --------
    >>> parse_dag("X -> M -> Y; X <-> Y").edges
      source target  bidirected
    0      X      M       False
    1      M      Y       False
    2      X      Y        True
    """
    names: dict[str, int] = {}
    links: dict[Link, None] = {}
    for statement in _statements(text):
        for token in statement[::2]:
            names.setdefault(token.text, len(names))
        for place in range(1, len(statement), 2):
            links.setdefault(_link(*statement[place - 1 : place + 2]))
    ids = np.empty(len(names), object)
    ids[:] = list(names)
    columns = pd.DataFrame({BIDIRECTED: np.array([link.both for link in links], bool)})
    return GraphTables(
        ids=pd.Index(ids, dtype=object),
        source=np.array([names[link.source] for link in links], np.int32),
        target=np.array([names[link.target] for link in links], np.int32),
        directed=True,
        edge_columns=FrameColumns(columns),
    )


def _link(left: Token, arrow: Token, right: Token) -> Link:
    kind = ARROWS[arrow.text]
    if kind == "<->":
        source, target = sorted((left.text, right.text))
        return Link(source, target, True)
    source, target = (left.text, right.text) if kind == "->" else (right.text, left.text)
    return Link(source, target, False)


def _statements(text: str) -> Iterator[list[Token]]:
    """Yield names and arrows by turns: name, arrow, name ..."""
    statement: list[Token] = []
    for token in _tokens(text):
        if token.kind != "end":
            wanted = "arrow" if len(statement) % 2 else "name"
            if token.kind != wanted:
                raise _wrong(text, token, wanted)
            statement.append(token)
        elif statement:
            if len(statement) % 2 == 0:
                raise _wrong(text, token, "name")
            yield statement
            statement = []


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise _wrong(text, Token("other", text[place], place), "name or arrow")
        kind, word = str(match.lastgroup), match.group()
        if kind == "quoted":
            yield Token("name", word[1:-1], place)
        elif kind != "space":
            yield Token(kind, word, place)
        place = match.end()
    yield Token("end", "", len(text))


def _wrong(text: str, token: Token, wanted: str) -> VizlibError:
    line = text.count("\n", 0, token.place) + 1
    first = text.rfind("\n", 0, token.place) + 1
    line_text = text[first:].split("\n", 1)[0].strip()
    what = repr(token.text) if token.text.strip() else "the end"
    article = "an" if wanted[0] in "aeiou" else "a"
    return VizlibError(
        f"Line {line}, column {token.place - first + 1} of the graph's text: {what} stands where"
        f" {article} {wanted} should be, in {line_text!r}. {HOW}"
    )
