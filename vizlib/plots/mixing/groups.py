"""Nodes and two fields -> MixingGroups: in which row and which column each stands."""

from dataclasses import dataclass, replace

import numpy as np

from vizlib.arrays import FloatArray, IntArray, LongArray
from vizlib.graphs.values import MISSING
from vizlib.layouts.contact import arranged
from vizlib.layouts.order import ByEdges


@dataclass(frozen=True, eq=False)
class MixingGroups:
    """Which groups each node is in, as a source and as a target.

    Parameters
    ----------
    row, column
        ``(N,)`` number of the group on the side of sources, and on that of targets.
    row_names, column_names
        Names of the groups.
    """

    row: IntArray
    column: IntArray
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self.row_names), len(self.column_names)

    @property
    def square(self) -> bool:
        """Whether rows and columns are the same groups."""
        return self.row_names == self.column_names

    def take(self, node: LongArray) -> "MixingGroups":
        """Return the groups of some nodes, with the names of all."""
        return replace(self, row=self.row[node], column=self.column[node])

    def in_order(self, rows: LongArray, columns: LongArray) -> "MixingGroups":
        """Return the same groups ``(Gx,)`` and ``(Gy,)`` in another order."""
        return MixingGroups(
            _renumbered(self.row, rows), _renumbered(self.column, columns),
            tuple(self.row_names[place] for place in rows.tolist()),
            tuple(self.column_names[place] for place in columns.tolist()),
        )  # fmt: skip


def _renumbered(group: IntArray, places: LongArray) -> IntArray:
    rank = np.empty(len(places), np.int32)
    rank[places] = np.arange(len(places))
    renumbered: IntArray = rank[group]
    return renumbered


def by_contact(groups: MixingGroups, count: FloatArray, how: ByEdges) -> MixingGroups:
    """Put groups in an order that follows from how they connect; missing values stay last.

    Rows and columns of two fields are ordered together, as the two kinds of groups of one table.

    Parameters
    ----------
    groups
        The groups, the largest first.
    count
        ``(Gx, Gy)`` how much they have to do with one another.
    how
        See :func:`vizlib.layouts.contact.arranged`.
    """
    rows, columns = (_known(names) for names in (groups.row_names, groups.column_names))
    seen = count[:rows, :columns]
    if groups.square:
        places = _with_missing(arranged(seen + seen.T, how), len(groups.row_names))
        return groups.in_order(places, places)
    none = np.zeros((rows, rows)), np.zeros((columns, columns))
    order = arranged(np.block([[none[0], seen], [seen.T, none[1]]]), how)
    return groups.in_order(
        _with_missing(order[order < rows], len(groups.row_names)),
        _with_missing(order[order >= rows] - rows, len(groups.column_names)),
    )


def _known(names: tuple[str, ...]) -> int:
    return len(names) - (names[-1:] == (MISSING,))


def _with_missing(places: LongArray, count: int) -> LongArray:
    return np.append(places, np.arange(len(places), count)).astype(np.int64)
