"""All graphs and a plot function -> the domains and categories that all figures share."""

import pickle
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from vizlib.batch.draw import Drawing, Row, blank_row, load_job, open_graph
from vizlib.batch.limits import TooLongError, time_limit
from vizlib.batch.serialize import digest, to_bytes
from vizlib.batch.sources import Item, read_items
from vizlib.batch.tasks import TaskFeeder
from vizlib.core.plot import Plot
from vizlib.core.tracks import TrackOption
from vizlib.encodings.scales import By, NumberScale
from vizlib.errors import VizlibError
from vizlib.graphs.values import rank_values

TRACK = "tracks:"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one option shows, in one graph or in many.

    Parameters
    ----------
    low, high
        The least and the greatest number.
    dates
        Whether the numbers are seconds since 1970.
    even
        Whether a domain across zero has zero in its middle.
    ranks
        Category -> its place among those that its column declares.
    reverse
        Whether the categories run the other way.
    range
        Least and greatest size, where the picture chooses them.
    """

    low: float = float("inf")
    high: float = float("-inf")
    dates: bool = False
    even: bool = False
    ranks: Mapping[Any, int] | None = None
    reverse: bool = False
    range: tuple[float, float] | None = None

    def __or__(self, other: "Found") -> "Found":
        """Take both together, whichever comes first."""
        ranges = [each.range for each in (self, other) if each.range is not None]
        low, high = min(self.low, other.low), max(self.high, other.high)
        if self.even and low < 0 < high:
            low, high = min(low, -high), max(high, -low)
        return replace(
            self, low=low, high=high,
            ranks=self.ranks if other.ranks is None else _later(self.ranks or {}, other.ranks),
            range=(min(each[0] for each in ranges), min(each[1] for each in ranges))
            if ranges else None,
        )  # fmt: skip

    @property
    def domain(self) -> Any:
        """What ``by(domain=...)`` takes."""
        if self.ranks is not None:
            words = pd.Series(list(self.ranks), dtype=object)
            places = np.array(list(self.ranks.values()), np.int64)
            order = np.lexsort([rank_values(words, False), places])
            found = tuple(words[place] for place in order)
            return found[::-1] if self.reverse else found
        if self.dates:
            return tuple(pd.to_datetime([self.low, self.high], unit="s"))
        return self.low, self.high


def _later(one: Mapping[Any, int], other: Mapping[Any, int]) -> dict[Any, int]:
    return {each: max(one.get(each, 0), other.get(each, 0)) for each in {**one, **other}}


def survey(place: str, items: list[Item]) -> list[Row]:
    """Find what each plot shows; runs on the workers."""
    drawing, plot = load_job(place)
    rows = []
    for item in items:
        start = time.perf_counter()
        row = blank_row(drawing, item) | {"status": "done", "found": {}, "refused": ""}
        try:
            with time_limit(drawing.timeout, lambda: None):
                row["found"] = look(plot(open_graph(item.content)))
        except _RefusedError as error:
            row["refused"] = str(error)
        except (Exception, TooLongError):  # it will be a failed row when it is drawn
            row["error"] = "failed"
        rows.append(row | {"seconds": time.perf_counter() - start})
    return rows


def survey_again(place: str, item: Item) -> list[Row]:
    """Look at one graph."""
    return survey(place, [item])


class _RefusedError(Exception):
    """Something that cannot be shared."""


def look(plot: Any) -> dict[str, Found]:
    """Find the domain of each option that shows a field.

    Examples
    --------
    >>> import networkx as nx, vizlib as vz
    >>> found = look(vz.ArcPlot(nx.path_graph(3), node_color="degree"))
    >>> found["node_color"].domain
    (1.0, 2.0)
    """
    if not isinstance(plot, Plot):
        raise _RefusedError(
            f"scales='shared' needs a plot function that returns a plot of vizlib's, and it"
            f" returned {type(plot).__name__}; use scales='own'."
        )
    known = {each.name for each in fields(plot)}
    shown = {
        name: (_given(plot, name), each)
        for name, each in plot.encodings.items()
        if name in known and each.scale is not None and _given(plot, name) is not None
    }
    for number, option in enumerate(getattr(plot, "tracks", ())):
        shown[f"{TRACK}{number}"] = option, plot.beside_nodes[number].encoding  # type: ignore[attr-defined]
    return {
        name: _find(plot, name, given, each.scale)
        for name, (given, each) in shown.items()
        if each.scale is not None
    }


def _find(plot: Plot, name: str, given: Any, scale: Any) -> Found:
    field = given.field if isinstance(given, TrackOption) else given
    how = field if isinstance(field, By) else By(field=field)
    if isinstance(scale, NumberScale):
        if scale.scale == "rank":
            raise _RefusedError(
                f"{name}: scale='rank' counts the values of one graph and cannot be shared; use"
                " 'linear', 'sqrt' or 'log', or scales='own'."
            )
        shaded = name.endswith("color") or (name.startswith(TRACK) and not _is_bar(given))
        even = shaded and not scale.dates and how.domain is None
        return Found(low=scale.low, high=scale.high, dates=scale.dates, even=even,
                     range=_range(plot, name, how))  # fmt: skip
    table = plot.edge_table if name.startswith("edge") else plot.node_table
    values = table.field(how.field) if isinstance(how.field, str) else table.align(how.field)
    declared = list(values.cat.categories) if isinstance(values.dtype, pd.CategoricalDtype) else []
    if how.domain is not None:
        declared = list(how.domain)
    places = {each: place for place, each in enumerate(declared)}
    ranks = {each: places.get(each, 0) for each in scale.categories}
    return Found(ranks=ranks, reverse=how.reverse and how.domain is None)


def _is_bar(given: Any) -> bool:
    return isinstance(given, TrackOption) and given.show == "bar"


def _range(plot: Plot, name: str, how: By) -> tuple[float, float] | None:
    """Return the sizes that a picture would choose, which depend on how full it is."""
    ways = {"node_size": plot.node_sizes, "edge_width": plot.edge_widths}
    if how.range is not None or name not in ways:
        return None
    least, _, most = ways[name](plot._picture(None))
    return least, most


def dress(plot: Callable[[Any], Any], looks: Mapping[str, Found]) -> Callable[[Any], Any]:
    """Give a plot function the scales that all figures share."""
    if not looks:
        return plot
    bare = plot.func if isinstance(plot, partial) else plot
    given = plot.keywords if isinstance(plot, partial) else {}
    if isinstance(bare, type) and {_option(name) for name in looks} <= given.keys():
        return partial(plot, **_dressed(given, looks))  # so that nothing is made twice

    def dressed(graph: Any) -> Any:
        made = plot(graph)
        now = {_option(name): _given(made, _option(name)) for name in looks}
        return made.replace(**_dressed(now, looks))

    return dressed


def _given(plot: Any, name: str) -> Any:
    """Return what an option was given; nodes without a colour may show their groups."""
    given = getattr(plot, name)
    if given is not None or name != "node_color" or plot.group_by is None:
        return given
    how = plot.group_by if isinstance(plot.group_by, By) else By(field=plot.group_by)
    return replace(how, legend=False)


def _option(name: str) -> str:
    return "tracks" if name.startswith(TRACK) else name


def _dressed(given: Mapping[str, Any], looks: Mapping[str, Found]) -> dict[str, Any]:
    options = {name: _spelled(given[name], looks[name]) for name in looks if _option(name) == name}
    if "tracks" in given and any(name.startswith(TRACK) for name in looks):
        options["tracks"] = [
            _spelled(each, looks[f"{TRACK}{place}"]) if f"{TRACK}{place}" in looks else each
            for place, each in enumerate(given["tracks"])
        ]
    return options


def _spelled(given: Any, found: Found) -> Any:
    if isinstance(given, TrackOption):
        return replace(given, field=_spelled(given.field, found))
    how = given if isinstance(given, By) else By(field=given)
    return replace(how, domain=found.domain, range=how.range or found.range)


def shared_looks(
    graphs: Any, drawing: Drawing, feed: TaskFeeder, show: Callable[[], None]
) -> Drawing:
    """Look through all graphs, and order figures that share their scales.

    Raises
    ------
    VizlibError
        Where something cannot be shared.
    """
    feed.work, feed.work_alone = survey, survey_again
    looks: dict[str, Found] = {}
    for rows in feed.run(read_items(graphs)):
        for row in rows:
            if row.get("refused"):
                raise VizlibError(row["refused"])
            for name, found in row.get("found", {}).items():
                looks[name] = looks[name] | found if name in looks else found
        show()
    told = sorted((name, each.domain, each.range) for name, each in looks.items())
    key = digest(f"{drawing.key}|{told!r}".encode())
    return replace(drawing, dress=partial(dress, looks=looks), key=key)


def again(graphs: Any, stack: ExitStack) -> Any:
    """Let graphs be gone through twice, even where they come only once."""
    if not hasattr(graphs, "__next__"):
        return graphs
    spool = Spool(graphs)
    stack.callback(spool.close)
    return spool


class Spool:
    """Graphs that come only once -> graphs that can be gone through again, kept on the disk.

    Parameters
    ----------
    graphs
        A generator of (name, graph).
    """

    def __init__(self, graphs: Iterator[Any]) -> None:
        self.graphs: Iterator[Any] | None = graphs
        self.file = tempfile.TemporaryFile()  # noqa: SIM115

    def __iter__(self) -> Iterator[Any]:
        """Go through the graphs: the first time as they come, then from the disk."""
        if self.graphs is not None:
            coming, self.graphs = self.graphs, None
            for pair in coming:
                self.file.write(to_bytes(pair))
                yield pair
            return
        self.file.seek(0)
        with suppress(EOFError):
            while True:
                yield pickle.load(self.file)

    def close(self) -> None:
        """Forget the graphs."""
        self.file.close()
