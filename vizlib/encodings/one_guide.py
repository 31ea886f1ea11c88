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
            entries.append(_with_opacity(_with_colors(partner.legend, look), shown))
    told = {entry.title for entry in entries if len(entry.sizes) and len(entry.colors) > 1}
    plain = {entry.title for entry in entries if _is_plain(entry)} | told
    entries = [entry for entry in entries if not (_is_plain(entry) and entry.title in told)]
    return [entry for entry in entries if not (_is_faint(entry) and entry.title in plain)]


def _is_sized(look: Encoding) -> bool:
    legend = look.legend
    return legend is not None and len(legend.sizes) > 0 and isinstance(look.scale, NumberScale)


def _is_plain(entry: Legend) -> bool:
    return len(entry.sizes) > 0 and len(entry.colors) <= 1


def _is_faint(entry: Legend) -> bool:
    """Tell whether samples are told apart by their opacity alone."""
    rows = entry.colors
    return (
        entry.kind == "entries" and not len(entry.sizes) and len(entry.values) == len(rows) > 1
        and bool((rows[:, :3] == rows[0, :3]).all())
    )  # fmt: skip


def _with_opacity(legend: Legend, looks: list[Encoding]) -> Legend:
    """Let samples be as opaque as the marks of their numbers, where opacity shows these too."""
    for look in looks:
        other = look.legend
        if other is None or not _is_faint(other) or not _same(legend, other):
            continue
        if len(other.colors) == len(legend.colors):
            colors = np.column_stack([legend.colors[:, :3], other.colors[:, 3]])
            return replace(legend, colors=colors)
    return legend


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
