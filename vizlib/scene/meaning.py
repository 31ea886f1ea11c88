"""What the marks of a picture stand for, as arrays: nodes, edges, fields, legend entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import AnyArray, IntArray, LongArray
from vizlib.encodings.encode import Scale
from vizlib.encodings.fit import CategoryScale


def _none() -> IntArray:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, eq=False)
class ShownField:
    """A field that an option shows.

    Parameters
    ----------
    name
        The field, as the legend calls it.
    kind
        Whether it is one of the nodes, of the edges, or of the graphs.
    values
        ``(M,)`` the value of each.
    scale
        How values become looks.
    """

    name: str
    kind: Literal["nodes", "edges", "graphs"]
    values: "pd.Series[Any]"
    scale: Scale | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The categories in the order of the legend's entries; none where there are numbers."""
        return self.scale.labels if isinstance(self.scale, CategoryScale) else ()

    @property
    def entry(self) -> LongArray:
        """``(M,)`` the legend's entry of each value, -1 where it is missing or a number."""
        if isinstance(self.scale, CategoryScale):
            return self.scale.codes(self.values)
        return np.full(len(self.values), -1, np.int64)


@dataclass(frozen=True, eq=False)
class Meaning:
    """What the marks of a picture stand for.

    Parameters
    ----------
    ids
        ``(N,)`` ids of the nodes, whose numbers the marks of kind ``"node"`` have.
    source, target
        ``(E,)`` numbers of the nodes that each edge joins.
    groups
        G names of the groups, whose numbers the marks of kind ``"group"`` have.
    members
        Kind -> the mark that each node (``"group"``) or edge (``"cell"``, ``"flow"``) is part of.
    fields
        Option -> the field that it shows.
    ends
        ``"edge"`` or ``"cell"`` -> ``(M,)``, ``(M,)`` the nodes that each of these joins.
    """

    ids: "pd.Index[Any]" = field(default_factory=lambda: pd.RangeIndex(0))
    source: IntArray = field(default_factory=_none)
    target: IntArray = field(default_factory=_none)
    groups: tuple[str, ...] = ()
    members: Mapping[str, AnyArray] = field(default_factory=dict)
    fields: Mapping[str, ShownField] = field(default_factory=dict)
    ends: Mapping[str, tuple[IntArray, IntArray]] = field(default_factory=dict)


NO_MEANING = Meaning()
