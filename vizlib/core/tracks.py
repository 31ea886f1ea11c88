"""Further fields of the nodes -> tracks beside them: strips of colour, or bars, each explained."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.options import values_of
from vizlib.core.recipe import Recipe
from vizlib.encodings.encode import Encoding, encode_color, encode_size
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import By, Value
from vizlib.errors import VizlibError, unknown_choice
from vizlib.graphs.values import as_numbers, kind_of

KINDS = ("color", "bar")
WIDTH = {"color": 7.0, "bar": 22.0}
"""Points that a track is wide."""
GAP = 2.5
BAR_SHARE = 0.8
AWAY = 4.0
"""Points between the nodes and the first track."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackOption:
    """A field and how it is shown beside the nodes; made by :func:`track`."""

    field: Any
    show: str = "color"


def track(field: Any, show: str = "color") -> TrackOption:
    """Show a further field of the nodes beside them.

    Parameters
    ----------
    field
        The name of a field, values, or ``by(...)`` with a scale spelled out.
    show
        ``"color"``: a strip of colours; ``"bar"``: a bar each, for numbers.

    Raises
    ------
    VizlibError
        Where there is no such way to show it.

    Examples
    --------
    >>> track("degree", show="bar").show
    'bar'
    """
    if show not in KINDS:
        raise unknown_choice("show", show, KINDS)
    return TrackOption(field=field, show=show)


@dataclass(frozen=True, kw_only=True, eq=False)
class Track:
    """A track, ready to be placed.

    Parameters
    ----------
    color
        ``(N, 4)`` RGBA of each node's piece.
    height
        ``(N,)`` how much of the track's width each piece takes.
    start, width
        Where the track begins and how wide it is, in points from the nodes.
    encoding
        What it means.
    share
        Share of a node's room along the track that its piece takes.
    """

    color: FloatArray
    height: FloatArray
    start: float
    width: float
    encoding: Encoding
    share: float = 1.0

    @property
    def low(self) -> FloatArray:
        """``(N,)`` where each piece begins, in points from the nodes."""
        return np.full(len(self.height), self.start)

    @property
    def high(self) -> FloatArray:
        """``(N,)`` where each piece ends."""
        reach: FloatArray = self.start + self.width * self.height
        return reach


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Tracked(Recipe):
    """A plot that can show tracks beside its nodes."""

    tracks: Sequence[Any] = field(default=())

    def check(self) -> None:
        """Refuse tracks that are no fields."""
        super().check()
        if isinstance(self.tracks, (str, By, TrackOption)) or not isinstance(
            self.tracks, (list, tuple)
        ):
            raise VizlibError(
                f"tracks={self.tracks!r} must be a list of fields, such as tracks=['degree']."
            )
        assert self.beside_nodes is not None

    @cached_property
    def beside_nodes(self) -> tuple[Track, ...]:
        """The tracks, the nearest first."""
        made: list[Track] = []
        start = AWAY
        for option in self.tracks:
            each = option if isinstance(option, TrackOption) else TrackOption(field=option)
            made.append(self._track(each, start))
            start += made[-1].width + GAP
        return tuple(made)

    def _track(self, option: TrackOption, start: float) -> Track:
        count, table = self.tables.node_count, self.node_table
        width = WIDTH[option.show]
        if option.field is None or isinstance(option.field, (Value, bool, int, float)):
            raise VizlibError(f"tracks: {option.field!r} is not a field of the nodes.")
        if option.show == "color":
            shown = encode_color(
                option.field, table, default=self.colors.node, theme=self.colors, name="tracks"
            )
            if shown.legend is not None and shown.legend.kind == "entries":
                shown = replace(shown, legend=replace(shown.legend, mark="cell"))
            return Track(color=shown.values, height=np.ones(count), start=start, width=width,
                         encoding=shown)  # fmt: skip
        how = option.field if isinstance(option.field, By) else By(field=option.field)
        how = replace(how, domain=how.domain or self._from_zero(how))
        shown = encode_size(
            how, table, default=1.0, range=(0.0, 1.0), name="tracks", theme=self.colors, mark="bar"
        )
        color = np.repeat(self.muted, count, axis=0)
        return Track(color=color, height=shown.values, start=start, width=width,
                     encoding=_without_zero(shown), share=BAR_SHARE)  # fmt: skip

    def _from_zero(self, how: By) -> tuple[float, float] | None:
        """Let bars begin at zero, where no value is below it."""
        values = values_of(how, self.node_table, "tracks")
        if kind_of(values) != "number" or how.scale is not None:
            return None
        numbers = as_numbers(values)
        known = numbers[np.isfinite(numbers)]
        if not len(known) or known.min() < 0 or known.max() <= 0:
            return None
        return 0.0, float(known.max())

    @property
    def track_room(self) -> float:
        """Points that all tracks take beside the nodes."""
        return self.beside_nodes[-1].start + self.beside_nodes[-1].width if self.tracks else 0.0

    def shared(self, nodes: BoolArray | None) -> dict[str, Any]:
        """Return the tracks of some of the nodes, on the scales of all."""
        known = super().shared(nodes)
        if nodes is None or not self.tracks:
            return known
        made = []
        for option, each in zip(self.tracks, self.beside_nodes, strict=True):
            wanted = option if isinstance(option, TrackOption) else TrackOption(field=option)
            how = wanted.field if isinstance(wanted.field, By) else By(field=wanted.field)
            part = values_of(how, self.node_table, "tracks")[nodes].reset_index(drop=True)
            title = how.title or each.encoding.field
            alike = replace(how, field=part, domain=each.encoding.domain, title=title)
            made.append(replace(wanted, field=alike))
        return {**known, "tracks": made}

    def remarks(self) -> list[str]:
        """Say what the tracks show."""
        names = [each.encoding.field or "values given" for each in self.beside_nodes]
        said = [f"Tracks show {', '.join(names)}."] if names else []
        return [*super().remarks(), *said]

    def legends(self) -> list[Legend]:
        """Explain the tracks, after what must be explained besides."""
        known = self.encodings["node_color"].legend
        said = [each.encoding.legend for each in self.beside_nodes]
        fresh = [each for each in said if each is not None and not _repeats(each, known)]
        return [*fresh, *super().legends()]


def _repeats(legend: Legend, known: Legend | None) -> bool:
    """Tell whether a legend says what another says already."""
    if known is None or (legend.title, legend.kind, legend.labels) != (
        known.title, known.kind, known.labels,
    ):  # fmt: skip
        return False
    return np.array_equal(legend.colors, known.colors) and np.array_equal(legend.ramp, known.ramp)


def _without_zero(encoding: Encoding) -> Encoding:
    """Leave the sample of nothing out of the legend of bars."""
    legend = encoding.legend
    if legend is None or len(legend.sizes) < 2:
        return encoding
    seen = np.flatnonzero(legend.sizes > 0)
    words = tuple(legend.labels[each] for each in seen)
    return replace(encoding, legend=replace(legend, labels=words, sizes=legend.sizes[seen]))
