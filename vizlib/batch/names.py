"""Names of graphs -> names of files that are safe in any folder and differ where the names do."""

import hashlib
import re
import unicodedata

LONGEST = 120
"""Characters of a file name without its suffix; file systems allow 255 bytes."""

PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
MARKED = re.compile(r"-[0-9a-f]{10}$")
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9]|index|thumbnails|manifest)(\..*)?$")


def file_stem(name: str, fold: bool = False) -> str:
    """Turn a graph's name into a file name without suffix.

    A plain name stays as it is. Any other is cleaned, shortened and marked with a digest of the
    whole name, so that two names never share a file.

    Parameters
    ----------
    name
        Any text.
    fold
        Whether the folder takes upper and lower case for the same.

    Examples
    --------
    >>> file_stem("subject-01")
    'subject-01'
    >>> file_stem("../étude 7")
    'etude_7-df2a979234'
    """
    if _is_plain(name) and not (fold and name != name.lower()):
        return name
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9_-]+", "_", bare).strip("_-")
    mark = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    stem = f"{words[: LONGEST - 11] or 'graph'}-{mark}"
    return stem.lower() if fold else stem


def _is_plain(name: str) -> bool:
    """Tell whether a name can be a file's as it is; one that looks marked cannot."""
    return (
        len(name) <= LONGEST
        and PLAIN.fullmatch(name) is not None
        and not RESERVED.match(name)
        and not MARKED.search(name)
    )


def repeated(name: str, times: int) -> str:
    """Name a graph whose name came before.

    >>> repeated("a", 2)
    'a (2)'
    """
    return f"{name} ({times})"
