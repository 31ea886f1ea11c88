"""The looks of a picture -> its legend entries, one for each field however many looks show it."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from vizlib.encodings.encode import Encoding
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_scale import NumberScale


def entries_of(looks: Iterable[Encoding]) -> list[Legend]:
    """Return what must be explained; a field shown by colour and by size has samples of both."""
    shown = [look for look in looks if look.legend is not None]
    sizes = [look for look in shown if _is_sized(look)]
    entries: list[Legend] = []
    for look in shown:
        partner = _partner(look, sizes)
        if partner is None and look.legend is not None:
            entries.append(look.legend)
        elif partner is not None and partner.legend is not None:
            entries.append(_with_colors(partner.legend, look))
    told = {entry.title for entry in entries if len(entry.sizes) and len(entry.colors) > 1}
    return [entry for entry in entries if not (_is_plain(entry) and entry.title in told)]


def _is_sized(look: Encoding) -> bool:
    legend = look.legend
    return legend is not None and len(legend.sizes) > 0 and isinstance(look.scale, NumberScale)


def _is_plain(entry: Legend) -> bool:
    return len(entry.sizes) > 0 and len(entry.colors) <= 1


def _partner(look: Encoding, sizes: list[Encoding]) -> Encoding | None:
    """Return the look that shows the same field by the size of the same marks, if one does."""
    legend = look.legend
    if legend is None or not len(look.ramp) or not isinstance(look.scale, NumberScale):
        return None
    for other in sizes:
        if other.legend is not None and _same(legend, other.legend) and _like(look, other):
            return other
    return None


def _same(legend: Legend, other: Legend) -> bool:
    return legend.title == other.title and legend.mark == other.mark


def _like(look: Encoding, other: Encoding) -> bool:
    """Tell whether two looks show the same numbers: they have the same kind of scale."""
    first, second = look.scale, other.scale
    if not isinstance(first, NumberScale) or not isinstance(second, NumberScale):
        return False
    return first.scale == second.scale and first.center is None and first.spread == second.spread


def _with_colors(legend: Legend, look: Encoding) -> Legend:
    """Give samples of sizes the colours of their numbers."""
    if not isinstance(look.scale, NumberScale) or look.legend is None:
        return legend
    share = look.scale.share(np.asarray(legend.values, float))
    colors = look.ramp[np.round(share * (len(look.ramp) - 1)).astype(int)]
    return replace(legend, colors=colors, missing_color=look.legend.missing_color)
