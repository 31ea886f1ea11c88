"""How much each flow covers of a map, and its share of the greatest -> how opaque it is."""

from dataclasses import dataclass

from vizlib.arrays import FloatArray

FLOW_ALPHAS = (0.22, 0.9)
"""Opacity of the least and of the greatest flow."""
MAX_COVER = 0.6
"""Share of the map that all flows may cover, each counted by its opacity."""
BENDS = (1.0, 1.5, 2.0, 2.5, 3.0)
"""Exponents that are tried: the higher, the more the lesser flows recede."""


@dataclass(frozen=True)
class FlowInk:
    """How opaque flows are.

    Parameters
    ----------
    bend
        Exponent of a flow's share of the greatest.
    factor
        What is left of the opacity of all.
    """

    bend: float = 1.0
    factor: float = 1.0

    def alpha(self, share: FloatArray) -> FloatArray:
        """Return ``(M,)`` opacities of flows by shares, 0 for the least and 1 for the most."""
        low, high = FLOW_ALPHAS
        opacity: FloatArray = self.factor * (low + (high - low) * share**self.bend)
        return opacity


def flow_ink(share: FloatArray, cover: FloatArray) -> FlowInk:
    """Choose how opaque flows are, so that together they do not hide the map.

    First the lesser ones recede; where that is not enough, all do.

    Parameters
    ----------
    share
        ``(E,)`` the place of each flow's number on its scale, 0 to 1.
    cover
        ``(E,)`` the share of the map that each flow covers.
    """
    inks = [FlowInk(bend) for bend in BENDS]
    covered = [float(ink.alpha(share) @ cover) for ink in inks]
    for ink, total in zip(inks, covered, strict=True):
        if total <= MAX_COVER:
            return ink
    return FlowInk(BENDS[-1], MAX_COVER / covered[-1])
