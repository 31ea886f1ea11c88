"""Labels and what they may do -> one value a way: along a ring, along lines, in the plane, fixed.

Plain ``Labels`` stand where they say, or fall. All other ways hold labels as they would best stand.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from vizlib.arrays import AnyArray, FloatArray, IntArray
from vizlib.scene.geometry import Labels


@dataclass(frozen=True, kw_only=True, eq=False)
class OnRing:
    """Names outside the unit circle, which may slide along it.

    Parameters
    ----------
    labels
        L labels.
    angle
        ``(L,)`` radians of what they name.
    rim
        ``(L,)`` points from the circle to the rim of what they name.
    gap
        Points between the outermost rim and the names.
    flat
        Whether they lie flat, in two columns left and right, or point outwards; None: they lie flat
        where that moves none.
    """

    labels: Labels
    angle: FloatArray
    rim: FloatArray
    gap: float = 3.0
    flat: bool | None = False

    def keep(self, mask: AnyArray) -> "OnRing":
        """Return those for which ``(L,)`` mask is true."""
        return replace(
            self, labels=self.labels.keep(mask), angle=self.angle[mask], rim=self.rim[mask]
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class OutsideRing:
    """Names of groups outside the unit circle and outside all that stands there already.

    They lie flat where there is room, else along their arcs, else they point outwards.

    Parameters
    ----------
    labels
        G labels.
    spans
        ``(G, 2)`` radians at which each group ends and begins.
    rim
        Points from the circle to the outermost mark.
    gap
        Points between what stands there and the names.
    flat
        Whether they may lie flat.
    """

    labels: Labels
    spans: FloatArray
    rim: float
    gap: float = 5.0
    flat: bool = True

    def keep(self, mask: AnyArray) -> "OutsideRing":
        """Return those for which ``(G,)`` mask is true."""
        return replace(self, labels=self.labels.keep(mask), spans=self.spans[mask])


@dataclass(frozen=True, kw_only=True, eq=False)
class OnLines:
    """Names beside straight guides, which may slide along them.

    Parameters
    ----------
    labels
        L labels as they would best stand: their offsets say on which side.
    line
        ``(L,)`` number of the guide that each stands beside.
    ends
        ``(K, 2, 2)`` both ends of each guide in data units.
    slack
        Points that names may stand beyond the ends.
    longest
        Points that a name may be long; what is longer is broken into two lines, then cut.
    turns
        Degrees that names are turned, in order: the first at which all fit unshrunk is taken.
    beyond
        Whether they stand beyond all other names.
    whole
        Whether all are shown or none.
    """

    labels: Labels
    line: IntArray
    ends: FloatArray
    slack: float = 4.0
    longest: float = np.inf
    turns: tuple[float, ...] = ()
    beyond: bool = False
    whole: bool = False

    def keep(self, mask: AnyArray) -> "OnLines":
        """Return those for which ``(L,)`` mask is true."""
        return replace(self, labels=self.labels.keep(mask), line=self.line[mask])


@dataclass(frozen=True, kw_only=True, eq=False)
class InPlane:
    """Names beside points of the plane, on whichever side is best.

    Parameters
    ----------
    labels
        L labels, anchored at their points.
    rim
        ``(L,)`` points from each anchor to the rim of what it names.
    frame
        Points that names may stand outside the data rectangle: left and right, below and above.
    asked
        How many were asked for by number: these are shown even where they cover marks.
    ways
        ``(L, 2)`` unit vectors along the lines whose middles are named, none where points are.
    """

    labels: Labels
    rim: FloatArray
    frame: tuple[float, float] = (0.0, 0.0)
    asked: bool = False
    ways: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))

    def keep(self, mask: AnyArray) -> "InPlane":
        """Return those for which ``(L,)`` mask is true."""
        ways = self.ways[mask] if len(self.ways) else self.ways
        return replace(self, labels=self.labels.keep(mask), rim=self.rim[mask], ways=ways)


Wanted = Labels | OnRing | OutsideRing | OnLines | InPlane


def words_of_wanted(wanted: Wanted) -> Labels:
    """Return the labels, whatever they may do."""
    return wanted if isinstance(wanted, Labels) else wanted.labels


def with_words(wanted: Wanted, labels: Labels) -> Wanted:
    """Return the same with other labels, as many."""
    return labels if isinstance(wanted, Labels) else replace(wanted, labels=labels)


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """Where labels stand.

    Parameters
    ----------
    labels
        Those that have room.
    kept
        ``(K,)`` their numbers among those asked for.
    leaders
        ``(M, B, 2)`` bends of the lines that join names to their places, in points.
    led
        ``(M,)`` which of the K names each line leads to.
    """

    labels: Labels
    kept: AnyArray
    leaders: FloatArray = field(default_factory=lambda: np.zeros((0, 4, 2)))
    led: AnyArray = field(default_factory=lambda: np.zeros(0, np.int32))

    def keep(self, mask: AnyArray) -> "Placed":
        """Return the names, of K, for which a mask is true, with their lines."""
        number, stays = np.cumsum(mask) - 1, mask[self.led]
        return Placed(
            labels=self.labels.keep(mask), kept=self.kept[mask], leaders=self.leaders[stays],
            led=number[self.led[stays]],
        )  # fmt: skip
