"""Plots of one set -> the scales that all of them share: panels of facets, figures of a batch."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from vizlib.core.data import Data, Shared
from vizlib.core.edge_density import CHANNEL, edge_density
from vizlib.core.resolve import option_of, size_ranges
from vizlib.core.spec import PlotSpec
from vizlib.encodings.encode import Encoding, Scale
from vizlib.encodings.fit import CategoryScale, choose_bend, class_bounds, evenly
from vizlib.encodings.number_scale import NO_SPREAD, Bend, NumberScale, Spread
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import as_by
from vizlib.encodings.track_option import as_track
from vizlib.errors import VizlibError
from vizlib.graphs.values import rank_values

TRACK = "tracks:"
SIZES = ("node_size", "edge_width")


class RankScaleError(VizlibError):
    """A scale that counts the values of one graph and cannot be shared."""


@dataclass(frozen=True, kw_only=True)
class Domain:
    """What one option shows, in one picture or in many.

    Parameters
    ----------
    low, high
        The least and the greatest number.
    scale
        How shares follow numbers, where the numbers do not choose it.
    spread
        The numbers of which the scale is chosen.
    chosen
        Whether it is.
    dates
        Whether the numbers are seconds since 1970.
    whole
        Whether all are whole numbers.
    center
        The number in the middle, as far as the domain holds it; None where there is none.
    bounds
        Bounds of classes, where they were given.
    classes
        How many classes there are, where they were not.
    ranks
        Category -> its place among those that its column declares; None where there are numbers.
    counts
        Category -> how often it occurs.
    reverse
        Whether the categories run the other way.
    range
        Least and greatest size, where the picture chooses them.
    """

    low: float = float("inf")
    high: float = float("-inf")
    scale: Bend = "linear"
    spread: Spread = NO_SPREAD
    chosen: bool = False
    dates: bool = False
    whole: bool = False
    center: float | None = None
    bounds: tuple[float, ...] = ()
    classes: int = 0
    ranks: Mapping[Any, int] | None = None
    counts: Mapping[Any, int] = field(default_factory=dict)
    reverse: bool = False
    range: tuple[float, float] | None = None

    def __or__(self, other: "Domain") -> "Domain":
        """Take both together, whichever comes first."""
        ranges = [domain.range for domain in (self, other) if domain.range is not None]
        return replace(
            self, low=min(self.low, other.low), high=max(self.high, other.high),
            spread=self.spread | other.spread, whole=self.whole and other.whole,
            ranks=self.ranks if other.ranks is None else _later(self.ranks or {}, other.ranks),
            counts=dict(Counter(self.counts) + Counter(other.counts)),
            range=(min(ends[0] for ends in ranges), min(ends[1] for ends in ranges))
            if ranges else None,
        )  # fmt: skip

    @property
    def fitted(self) -> Scale:
        """The scale over the domain."""
        if self.ranks is not None:
            categories = self.categories
            counts = tuple(self.counts.get(category, 0) for category in categories)
            return CategoryScale(categories=categories, counts=counts)
        scale = choose_bend(self.low, self.high, self.spread) if self.chosen else self.scale
        shown = NumberScale(
            low=self.low, high=self.high, scale=scale, dates=self.dates, whole=self.whole,
            below=self.spread.least < self.low, above=self.spread.most > self.high,
        )  # fmt: skip
        if self.center is not None and (self.low < self.center < self.high):
            shown = evenly(replace(shown, center=self.center), self.center)
        bounds = np.array(self.bounds) if self.bounds else class_bounds(shown, self.classes)
        return replace(shown, bounds=bounds)

    @property
    def categories(self) -> tuple[Any, ...]:
        """The categories: those declared in their order, the others by their value."""
        ranks = self.ranks or {}
        words = pd.Series(list(ranks), dtype=object)
        places = np.array(list(ranks.values()), np.int64)
        order = np.lexsort([rank_values(words, False), places])
        categories = tuple(words[place] for place in order)
        return categories[::-1] if self.reverse else categories


def _later(ranks: Mapping[Any, int], others: Mapping[Any, int]) -> dict[Any, int]:
    words = {**ranks, **others}
    return {word: max(ranks.get(word, 0), others.get(word, 0)) for word in words}


def own_scales(spec: PlotSpec, data: Data) -> dict[str, Scale]:
    """Return the scales of options that show a field, not of what a picture counts itself."""
    return {
        name: look.scale
        for name, look in _looks(data).items()
        if look.scale is not None and _option(spec, data, name) is not None
    }


def _looks(data: Data) -> dict[str, Encoding]:
    tracks = {f"{TRACK}{place}": track.encoding for place, track in enumerate(data.tracks)}
    return {**data.encodings, **tracks}


def domains_of(spec: PlotSpec, data: Data, but: Container[str] = frozenset()) -> dict[str, Domain]:
    """Find the domain of each option that shows a field, and of what a picture counts.

    Parameters
    ----------
    spec, data
        The plot.
    but
        Options that are left out.

    Raises
    ------
    RankScaleError
        Where a scale counts the values of one graph.
    """
    domains = {
        name: _domain_of(spec, data, name, look)
        for name, look in _looks(data).items()
        if look.scale is not None and name not in but
    }
    density = edge_density(spec, data)
    if density is not None and density.scale.scale != "rank":
        scale = density.scale
        domains[CHANNEL] = Domain(
            low=scale.low, high=scale.high, scale=scale.scale, whole=True, chosen=scale.chosen,
            spread=scale.spread,
        )  # fmt: skip
    return domains


def _domain_of(spec: PlotSpec, data: Data, name: str, look: Encoding) -> Domain:
    option = _option(spec, data, name)
    how = None if option is None else as_by(option)
    if isinstance(look.scale, NumberScale):
        return _number_domain(spec, data, name, look.scale, how)
    if not isinstance(look.scale, CategoryScale) or how is None:
        return Domain(ranks={})
    values = read_option(how, data.table_of(name), name)
    declared = list(values.cat.categories) if isinstance(values.dtype, pd.CategoricalDtype) else []
    if how.domain is not None:
        declared = list(how.domain)
    places = {category: place for place, category in enumerate(declared)}
    ranks = {category: places.get(category, 0) for category in look.scale.categories}
    counts = dict(zip(look.scale.categories, look.scale.counts, strict=False))
    return Domain(ranks=ranks, counts=counts, reverse=how.reverse and how.domain is None)


def _number_domain(spec: PlotSpec, data: Data, name: str, scale: NumberScale, how: Any) -> Domain:
    if scale.scale == "rank":
        raise RankScaleError(
            f"{name}: scale='rank' counts the values of one graph and cannot be shared; use"
            " 'linear', 'sqrt' or 'log', or scales='own'."
        )
    own_range = name in SIZES and (how is None or how.range is None)
    ranges = size_ranges(spec, data, spec.measures(data.sized_by, None).node_room)
    given = how is not None and np.ndim(how.bins) == 1
    return Domain(
        low=scale.low, high=scale.high, scale=scale.scale, spread=scale.spread,
        chosen=scale.chosen and not len(scale.bounds), dates=scale.dates, whole=scale.whole,
        center=_center_of(spec, name, scale, how), bounds=tuple(scale.bounds) if given else (),
        classes=0 if given or how is None or how.bins is None else int(how.bins),
        range=(ranges[name][0], ranges[name][2]) if own_range else None,
    )  # fmt: skip


def _center_of(spec: PlotSpec, name: str, scale: NumberScale, how: Any) -> float | None:
    """Return the middle that colours have once numbers lie on both sides of it."""
    bar = name.startswith(TRACK) and as_track(_given(spec, name)).show == "bar"
    shaded = (name.endswith("color") or name.startswith(TRACK) or name == "cells") and not bar
    if not shaded or scale.dates:
        return None
    return 0.0 if how is None or how.center is None else float(how.center)


def _given(spec: PlotSpec, name: str) -> Any:
    """Return what an option, or a track, was given."""
    if name.startswith(TRACK):
        return spec.tracks[int(name.removeprefix(TRACK))]  # type: ignore[attr-defined]
    return getattr(spec, name, None)


def _option(spec: PlotSpec, data: Data, name: str) -> Any:
    if name.startswith(TRACK):
        return as_track(_given(spec, name)).field
    return option_of(spec, data, name) if hasattr(spec, name) else None


def merge_domains(sets: Iterable[Mapping[str, Domain]]) -> dict[str, Domain]:
    """Take the domains of many pictures together."""
    merged: dict[str, Domain] = {}
    for domains in sets:
        for name, domain in domains.items():
            merged[name] = merged[name] | domain if name in merged else domain
    return merged


def share(domains: Mapping[str, Domain]) -> Shared:
    """Return what all pictures of a set share."""
    return Shared(
        scales={name: domain.fitted for name, domain in domains.items() if domain.ranks != {}},
        ranges={name: domain.range for name, domain in domains.items() if domain.range},
    )
