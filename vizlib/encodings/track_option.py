"""Track options and the fields of the nodes -> tracks beside them: strips of colour, or bars."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.choices import check_choices
from vizlib.encodings.encode import Encoding, Scale, encode_color, encode_size
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import By, Value, as_by
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, short_tracebacks
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_numbers, kind_of

STRIP_WIDTH_PT = 7.0
BAR_WIDTH_PT = 22.0
GAP_PT = 2.5
BAR_SHARE = 0.8
"""Share of a node's room along the track that its bar takes."""
FIRST_GAP_PT = 4.0
"""Room between the nodes and the first track."""


@short_tracebacks
@dataclass(frozen=True, kw_only=True, eq=False)
class TrackOption:
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
    >>> import vizlib as vz
    >>> vz.track("degree", show="bar").show
    'bar'
    """

    field: Any = dataclasses.field(kw_only=False)
    show: Literal["color", "bar"] = "color"

    def __post_init__(self) -> None:
        check_choices(self)


track = TrackOption


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


def as_track(option: Any) -> TrackOption:
    """Return what a track option means."""
    return option if isinstance(option, TrackOption) else TrackOption(option)


def check_tracks(tracks: object) -> None:
    """Refuse tracks that are no list."""
    if isinstance(tracks, (str, By, TrackOption)) or not isinstance(tracks, (list, tuple)):
        raise VizlibError(f"tracks={tracks!r} must be a list of fields, such as tracks=['degree'].")


def resolve_tracks(
    options: Sequence[Any], nodes: FieldTable, theme: Theme, scales: Mapping[str, Scale],
    taken: Sequence[Encoding] = (),
) -> tuple[Track, ...]:  # fmt: skip
    """Read, encode and line up the tracks, the nearest first.

    Parameters
    ----------
    options
        Fields, ``by(...)`` or ``track(...)``.
    nodes
        The fields of the nodes.
    theme
        Palettes and plain colours.
    scales
        Name of a track (``"tracks:0"`` ...) -> the scale that other pictures have too.

    taken
        Looks of the picture that have colours already.

    Raises
    ------
    VizlibError
        Where one is no field of the nodes, or bars of what is no number.
    """
    check_tracks(options)
    tracks: list[Track] = []
    start = FIRST_GAP_PT
    for place, option in enumerate(options):
        scale = scales.get(f"tracks:{place}")
        before = [*taken, *(track.encoding for track in tracks)]
        tracks.append(_resolve(as_track(option), nodes, theme, scale, start, before))
        start += tracks[-1].width + GAP_PT
    return tuple(tracks)


def tracks_width(tracks: Sequence[Track]) -> float:
    """Return the points that all tracks take beside the nodes."""
    return tracks[-1].start + tracks[-1].width if tracks else 0.0


def _resolve(
    option: TrackOption, nodes: FieldTable, theme: Theme, scale: Scale | None, start: float,
    taken: Sequence[Encoding],
) -> Track:  # fmt: skip
    if option.field is None or isinstance(option.field, (Value, bool, int, float)):
        raise VizlibError(f"tracks: {option.field!r} is not a field of the nodes.")
    if option.show == "bar":
        return _bars(as_by(option.field), nodes, theme, scale, start)
    shown = encode_color(
        option.field, nodes, default=theme.node, theme=theme, name="tracks", mark="cell",
        scale=scale, taken=taken,
    )  # fmt: skip
    return Track(
        color=shown.values, height=np.ones(nodes.count), start=start, width=STRIP_WIDTH_PT,
        encoding=shown,
    )  # fmt: skip


def _bars(how: By, nodes: FieldTable, theme: Theme, scale: Scale | None, start: float) -> Track:
    how = replace(
        how, domain=_from_zero(how, nodes) if how.domain is None else how.domain,
        scale="linear" if how.scale == "auto" else how.scale,
    )  # fmt: skip
    shown = encode_size(
        how, nodes, default=1.0, range=(0.0, 1.0), name="tracks", theme=theme, mark="bar",
        scale=scale,
    )  # fmt: skip
    color = np.repeat(theme.rgba("muted"), nodes.count, axis=0)
    return Track(
        color=color, height=shown.values, start=start, width=BAR_WIDTH_PT,
        encoding=_without_zero(shown), share=BAR_SHARE,
    )  # fmt: skip


def _from_zero(how: By, nodes: FieldTable) -> tuple[float, float] | None:
    """Let bars begin at zero, where no value is below it."""
    values = read_option(how, nodes, "tracks")
    if kind_of(values) != "number" or how.scale != "auto":
        return None
    numbers = as_numbers(values)
    known = numbers[np.isfinite(numbers)]
    if not len(known) or known.min() < 0 or known.max() <= 0:
        return None
    return 0.0, float(known.max())


def _without_zero(encoding: Encoding) -> Encoding:
    """Leave the sample of nothing out of the legend of bars."""
    legend = encoding.legend
    if legend is None or len(legend.sizes) < 2:
        return encoding
    seen = np.flatnonzero(legend.sizes > 0)
    words = tuple(legend.labels[place] for place in seen)
    return replace(encoding, legend=replace(legend, labels=words, sizes=legend.sizes[seen]))
