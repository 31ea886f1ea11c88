"""A plot that shows further fields beside its nodes -> its tracks, and what explains them."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from vizlib.core.data import Data
from vizlib.core.spec import NodeField, PlotSpec
from vizlib.encodings.legend import Legend
from vizlib.scene.geometry import Geometry
from vizlib.scene.page import Page


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class TracksMixin(PlotSpec):
    """A plot that can show tracks beside its nodes.

    Parameters
    ----------
    tracks
        Further fields of the nodes, shown beside them: names, ``by(...)``, or
        ``vz.track("degree", show="bar")``.
    """

    tracks: NodeField = field(default=())

    @abstractmethod
    def draw_tracks(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Return the layers of ``data.tracks``."""


def track_legends(data: Data) -> list[Legend]:
    """Explain the tracks, but for what the colour of the nodes says already."""
    known = data.encodings["node_color"].legend
    legends = [track.encoding.legend for track in data.tracks]
    return [legend for legend in legends if legend is not None and not _repeats(legend, known)]


def track_notes(data: Data) -> list[str]:
    """Say what the tracks show."""
    names = [track.encoding.field or "values given" for track in data.tracks]
    return [f"Tracks show {', '.join(names)}."] if names else []


def _repeats(legend: Legend, known: Legend | None) -> bool:
    """Tell whether a legend says what another says already."""
    if known is None:
        return False
    same = (legend.title, legend.kind, legend.labels) == (known.title, known.kind, known.labels)
    return (
        same
        and np.array_equal(legend.colors, known.colors)
        and np.array_equal(legend.ramp, known.ramp)
    )
