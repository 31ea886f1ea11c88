"""The text of a predicate -> a syntax tree whose every part knows its place in the text.

The text is parsed by Python's own parser and never run.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from vizlib.errors import VizlibError

MAX_LETTERS = 10_000
MAX_DEPTH = 50
SHOWN_LETTERS = 72
"""How much of a long predicate an error shows."""
EXAMPLES = (
    "Write for example degree > 10 and club == 'Mr. Hi', `a name` in ['x', 'y'],"
    " not weight.isna() or name.str.contains('Hi')."
)
TOKENS = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
    r"|(?P<field>`[^`]*`)|(?P<given>@[^\W\d]\w*)|(?P<and>&)|(?P<or>\|)|(?P<blank>[\n\r\t\f])",
    re.DOTALL,
)
STAND_INS = {"field": " _ ", "given": " _ ", "and": " and ", "or": " or ", "blank": " "}
"""What Python's parser reads in place of what it does not know, or binds otherwise."""
REFUSED = (
    (re.compile(r"(?<!\w)[A-Za-z]{1,2}(?=['\"])"), "a text stands in plain quotes, 'so'."),
    (re.compile(r"#"), "there are no comments in a predicate."),
    (re.compile(r"(?<![=<>!])=(?!=)"), "to compare, write ==."),
    (
        re.compile(r"(?<![\w.])\d[\d_]*+(?:\.[\d_]*+)?+(?:[eE][+-]?\d++)?+(?=\w)"),
        "a number is written 12, 0.5 or 1e-3, and a blank follows it.",
    ),
)
ODD_ESCAPE = re.compile(r"\\(?![abfnrtvxuUN'\"\\])|[\n\r]|\\.", re.DOTALL)


@dataclass(frozen=True)
class PredicateText:
    """What the user wrote, and where Python's parser finds it.

    Parameters
    ----------
    text
        What the user wrote.
    what
        What it chooses, for errors.
    """

    text: str
    what: str

    @cached_property
    def _pieces(self) -> list[tuple[str, int, int]]:
        """What the parser reads, letter by letter, each with start and end in the text."""
        pieces: list[tuple[str, int, int]] = []
        for words, start, end in _stand_ins(self.text):
            if words is None:
                pieces += [(self.text[at], at, at + 1) for at in range(start, end)]
            else:
                pieces += [(letter, start, end) for letter in words]
        while pieces and pieces[0][0] == " ":
            pieces.pop(0)
        return pieces

    @cached_property
    def _parsed(self) -> str:
        return "".join(letter for letter, _, _ in self._pieces)

    def place(self, part: ast.expr) -> tuple[int, int]:
        """Return where a part of the tree starts and ends in the text."""
        whole = self._parsed.encode()
        first = len(whole[: part.col_offset].decode())
        last = len(whole[: part.end_col_offset].decode()) - 1
        return self._pieces[first][1], self._pieces[max(first, last)][2]

    def words(self, part: ast.expr) -> str:
        """Return what the user wrote for a part of the tree."""
        start, end = self.place(part)
        return self.text[start:end]

    def refuse(self, part: ast.expr, why: str) -> VizlibError:
        """Say what is wrong with a part of the tree, and where it stands."""
        return self.refuse_at(*self.place(part), why)

    def refuse_at(self, start: int, end: int, why: str) -> VizlibError:
        """Say what is wrong with the letters from start to end."""
        first = max(min(start, len(self.text) - SHOWN_LETTERS // 2) - SHOWN_LETTERS // 2, 0)
        shown = self.text[first : first + SHOWN_LETTERS]
        line = "".join(letter if letter.isprintable() else " " for letter in shown)
        carets = "^" * max(min(end - start, SHOWN_LETTERS - (start - first)), 1)
        return VizlibError(
            f"{self.what}: this predicate cannot be read:\n    {line}\n"
            f"    {' ' * (start - first)}{carets}\n{why[:1].upper()}{why[1:]}"
        )

    def parse(self) -> ast.expr:
        """Return the tree.

        Raises
        ------
        VizlibError
            Where the text is no expression, or larger or deeper than a predicate is.
        """
        self._check_letters()
        try:
            tree = ast.parse(self._parsed, mode="eval").body
        except SyntaxError as error:
            place = min((error.offset or MAX_LETTERS) - 1, len(self._pieces) - 1)
            _, start, end = self._pieces[place]
            msg = "this cannot stand here" if "invalid syntax" in error.msg else error.msg
            raise self.refuse_at(start, end, f"{msg}. {EXAMPLES}") from None
        except (ValueError, MemoryError, RecursionError):
            raise self.refuse_at(0, 1, f"it is no predicate. {EXAMPLES}") from None
        if _depth(tree) > MAX_DEPTH:
            raise self.refuse_at(0, 1, f"it is nested more than {MAX_DEPTH} deep.")
        return tree

    def _check_letters(self) -> None:
        """Refuse what Python's parser would warn of, or read otherwise than it looks."""
        if len(self.text) > MAX_LETTERS:
            raise self.refuse_at(
                0, 1,
                f"it has {len(self.text):,} letters; {MAX_LETTERS:,} are the most. Give a long list"
                " as names={'wanted': [...]} and write id in @wanted.",
            )  # fmt: skip
        if not self._pieces:
            raise self.refuse_at(0, 1, f"it is empty. {EXAMPLES}")
        for words, start, end in _stand_ins(self.text, texts=True):
            if words is None:
                self._check_code(start, end)
            elif words == TEXT:
                self._check_text(start, end)

    def _check_code(self, start: int, end: int) -> None:
        for pattern, why in REFUSED:
            wrong = pattern.search(self.text, start, end + 1)
            if wrong and wrong.start() < end:
                raise self.refuse_at(*wrong.span(), why)

    def _check_text(self, start: int, end: int) -> None:
        for escape in ODD_ESCAPE.finditer(self.text, start, end):
            if len(escape[0]) == 1:
                raise self.refuse_at(
                    *escape.span(), r"a backslash in a text is written \\, a new line \n."
                )


TEXT = "text"


def _stand_ins(text: str, texts: bool = False) -> Iterator[tuple[str | None, int, int]]:
    """Cut a text into what Python reads as it is (None) and what something stands for.

    Parameters
    ----------
    text
        What the user wrote.
    texts
        Whether texts in quotes are told from the rest, as ``TEXT``.
    """
    end = 0
    for token in TOKENS.finditer(text):
        kind = str(token.lastgroup)
        if kind == "text" and not texts:
            continue
        if token.start() > end:
            yield None, end, token.start()
        yield STAND_INS.get(kind, TEXT), token.start(), token.end()
        end = token.end()
    if end < len(text):
        yield None, end, len(text)


def _depth(tree: ast.AST) -> int:
    """Count how deep a tree is nested, without recursion."""
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return depth
