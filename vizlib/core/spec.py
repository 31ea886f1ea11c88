"""A graph and options -> PlotSpec: a description that checks itself, and what a plot may say."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.choices import check_choice, check_choices
from vizlib.core import thresholds
from vizlib.core.connect import connect_edges
from vizlib.core.data import NOTHING_SHARED, Data, EdgeEnds, Shared
from vizlib.core.defaults import Defaults
from vizlib.core.highlight import Focus
from vizlib.encodings.label_option import as_label
from vizlib.encodings.legend import Legend
from vizlib.encodings.read_option import read_option, sort_keys
from vizlib.encodings.themes import Theme, as_theme
from vizlib.encodings.track_option import check_tracks
from vizlib.errors import VizlibError, shown
from vizlib.graphs.read import read_graph
from vizlib.graphs.tables import GraphTables, counted
from vizlib.layouts.contact import is_contact_order, with_contact
from vizlib.layouts.order import Order, order_nodes
from vizlib.scene.edge_paths import halfway
from vizlib.scene.geometry import Curves, Geometry, Labels, Margins
from vizlib.scene.labels.wanted import InPlane, Wanted
from vizlib.scene.page import Limits, Page, node_points
from vizlib.scene.resolution import check_pixels
from vizlib.scene.sheet import em, letter_size

NodeField = Annotated[Any, "nodes"]
"""A field of the nodes, a constant, or data: what an option of nodes takes."""
EdgeField = Annotated[Any, "edges"]
"""A field of the edges, a constant, or data."""
MIN_SIDE_IN = 0.5
"""Least side of a page: a picture within its margins."""
EDGE_LABEL_SIZE = 0.85
"""Height of an edge's label in heights of a node's."""
LABEL_REACH_PT = 48.0
"""Points that names of nodes may stand outside the data rectangle."""
DIRECTION_WORDS = {"taper": "from source to target", "gradient": "faint where they start"}
TAPERED_SAMPLE_PT = 3.0


@dataclass(frozen=True)
class Measures:
    """What follows from the size of a picture.

    Parameters
    ----------
    size
        Width and height of the picture in points, without title and guides.
    node_room
        Points that each node has for itself.
    font_size
        Height of a node label in points.
    """

    size: tuple[float, float]
    node_room: float
    font_size: float


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PlotSpec(ABC):
    """A picture of a graph, described: options that check themselves, and what a plot may say.

    A plot of one's own says :meth:`place` and :meth:`connect`; the other methods have defaults.
    Those that begin with an underscore are for plots whose marks are not single nodes and edges.
    """

    defaults: ClassVar[Defaults] = Defaults()

    graph: Any = field(kw_only=False)
    group_by: NodeField = None
    group_order: str | Sequence[object] = "sorted"
    sort_by: NodeField = None
    node_color: NodeField = None
    node_size: NodeField = None
    node_alpha: NodeField = None
    node_shape: NodeField = None
    edge_color: EdgeField = None
    edge_width: EdgeField = None
    edge_alpha: EdgeField = None
    node_labels: NodeField = False
    edge_labels: EdgeField = False
    group_labels: bool | None = None
    title: str | None = None
    subtitle: str | None = None
    caption: str | None = None
    figsize: tuple[float, float] | None = None
    legend: bool | Literal["right", "bottom"] = True
    theme: Literal["light", "dark"] | Theme = "light"
    direction: Literal["auto", "taper", "arrow", "gradient", "side", "row", "none"] = "auto"
    raster: bool | Literal["auto"] = "auto"
    edge_blend: Literal["auto", "over", "density"] = "auto"
    density_scale: Literal["auto", "linear", "log", "eq_hist"] = "auto"
    focus: Focus | None = None
    shared: Shared = NOTHING_SHARED

    # What the author of a plot may say.

    def check(self) -> None:  # noqa: B027 (a plot may leave it empty)
        """Refuse options of the plot's own that make no sense, whatever the graph."""

    @abstractmethod
    def place(self, data: Data) -> Any:
        """Return ``(N, 2)`` positions of the nodes, in data units."""

    @abstractmethod
    def connect(self, data: Data, edges: EdgeEnds) -> Geometry:
        """Return the lines of E edges between their ends, in the order of the edges."""

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return x0, x1, y0, y1 of the data rectangle in a picture of an aspect."""
        known = data.xy[np.isfinite(data.xy).all(axis=1)]
        if not len(known):
            return 0.0, 1.0, 0.0, 1.0
        low, high = known.min(axis=0), known.max(axis=0)
        pad = np.where(high > low, 0.0, 0.5)
        low, high = low - pad, high + pad
        return float(low[0]), float(high[0]), float(low[1]), float(high[1])

    def measures(self, data: Data, size: tuple[float, float] | None) -> Measures:
        """Return what follows from the size of the picture, which the plot chooses where None."""
        width, height = size or self.defaults.size_pt
        room = 0.5 * np.sqrt(width * height / max(data.tables.node_count, 1))
        return Measures((width, height), float(room), usual_font_size(data.theme, (width, height)))

    def margins(self, data: Data) -> Margins:
        """Return the room in points that the plot needs beside its data rectangle."""
        return Margins()

    def background(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Return layers below the edges."""
        return {}

    def foreground(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Return layers above the nodes."""
        return {}

    def label_nodes(self, data: Data, page: Page, text: tuple[str, ...]) -> Wanted:
        """Return the labels of the nodes, N of them, and what they may do to find room.

        By default each stands beside its node, where it covers least. Plain ``Labels`` stand where
        they say; ``OnRing``, ``OnLines`` and ``InPlane`` of ``vizlib.scene.labels.wanted`` move.
        """
        frame = (0.0, 0.0) if self.defaults.clip else (LABEL_REACH_PT, LABEL_REACH_PT)
        labels = Labels.at(page.xy, text, page.theme, page.font_size, halo=True)
        asked = as_label(self.node_labels)
        return InPlane(
            labels=labels, rim=page.radius, frame=frame,
            asked=asked is not None and asked.top is not None,
        )  # fmt: skip

    def label_groups(self, data: Data, page: Page) -> Wanted | None:
        """Return the labels of the groups, G of them, or None where the plot has none."""
        return None

    def legends(self, data: Data) -> list[Legend]:
        """Return what must be explained besides the encodings: how direction is shown.

        Heads say it themselves, and so do the samples of widths that narrow.
        """
        count = data.tables.edge_count
        unseen = data.counts_edges or count > thresholds.LIMITS.vector_edges
        if not count or unseen or data.direction not in DIRECTION_WORDS:
            return []
        look = data.encodings.get("edge_width")
        if data.direction == "taper" and look is not None and look.legend is not None:
            return []
        words = (DIRECTION_WORDS[data.direction],)
        if data.direction == "gradient":
            return [Legend(title="direction", mark="edge", kind="words", labels=words)]
        width = np.array([TAPERED_SAMPLE_PT])
        return [Legend(title="direction", mark="edge", labels=words, sizes=width, tapers=True)]

    def notes(self, data: Data) -> list[str]:
        """Return sentences about what the picture leaves out: nodes without a position."""
        lost: BoolArray = ~np.isfinite(data.xy.sum(axis=1))
        return unplaced(data.tables, lost)

    # What plots say whose marks are not single nodes and edges.

    def _accept(self, graph: Any) -> Any:
        """Return the graph as the description keeps it."""
        return graph

    def _read(self) -> Any:
        """Return the graph's tables, or a collection of graphs."""
        return read_graph(self.graph)

    def _arrange(self, data: Data) -> Order:
        """Return where each node stands, by ``group_by``, ``group_order`` and ``sort_by``."""
        groups = None
        if self.group_by is not None:
            groups = read_option(self.group_by, data.nodes, "group_by")
            if len(groups) and groups.isna().all():
                raise VizlibError(
                    f"group_by={shown(self.group_by)}: all {len(groups):,} values are missing; name"
                    " another field."
                )
        keys, how = self._sort_keys(data), self.group_order
        if not is_contact_order(how):
            return order_nodes(data.nodes.count, groups, how, keys)
        return with_contact(order_nodes(data.nodes.count, groups, "size", keys), data.tables, how)

    def _sort_keys(self, data: Data) -> "list[tuple[pd.Series[Any], bool]]":
        """Return the values that nodes are sorted by, and which run down."""
        return list(sort_keys(data.nodes, self.sort_by))

    def _lay_out(self, data: Data) -> Any:
        """Return what the plot knows of where things stand: ``data.layout`` from then on."""
        return None

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Return options that were not given and follow from the graph."""
        grouped = self.defaults.groups_color and self.group_by is not None and data.order.grouped
        return {"node_color": self.group_by} if grouped and self.node_color is None else {}

    def _encode(self, data: Data) -> Data:
        """Return the data with looks of the plot's own."""
        return data

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Return the layers that show the nodes."""
        raster = thresholds.rasterizes_nodes(self.raster, data.tables.node_count)
        return {"nodes": node_points(page, data.node_rgba, raster)}

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry] | None:
        """Return the layers that show the edges, None where they are the lines of ``connect``."""
        return None

    def _count_names(self, data: Data, page: Page) -> tuple[int, int]:
        """Return how many names the plot writes into marks of nodes, and how many have no room."""
        return 0, 0

    def _counts_cells(self) -> bool:
        """Tell whether edges are gathered as cells, and counted."""
        return False

    def _shows_single_edges(self) -> bool:
        """Tell whether each edge is drawn as a line of its own."""
        return True

    def _reaches_target(self, data: Data, curves: Curves) -> Any:
        """Return ``(P,)`` which parts of the edges end at their target."""
        return np.ones(len(curves.offsets) - 1, bool)

    def _finish_lines(self, data: Data, page: Page, curves: Curves) -> Curves:
        """Return the lines of the edges as they are drawn: in another order, or with more."""
        return curves

    def _label_edges(self, data: Data, page: Page, text: tuple[str, ...]) -> Wanted:
        """Return the labels of the edges, E of them: beside the middle of each."""
        curves = connect_edges(self, data, data.edge_ends())
        middle, way = halfway(curves, len(text))
        labels = Labels.at(middle, text, page.theme, em(EDGE_LABEL_SIZE, page.font_size), halo=True)
        along = way * page.scale
        along = along / np.maximum(np.hypot(*along.T), 1e-300)[:, None]
        return InPlane(labels=labels, rim=np.zeros(len(text)), ways=along)

    def _title_text(self, data: Data) -> str:
        """Return the words above the picture."""
        return self.title or ""

    def _subtitle_text(self, data: Data) -> str:
        """Return the words below the title."""
        return self.subtitle or ""

    def _caption_text(self, data: Data) -> str:
        """Return the small print below the picture."""
        return self.caption or ""

    def _label_ticks(self, data: Data, page: Page) -> Labels | None:
        """Return the numbers at the ticks of the plot's own axes, None where it has none."""
        return None

    def _label_weight(self, data: Data) -> FloatArray:
        """Return ``(N,)`` how much the label of each node matters before its size does."""
        return np.zeros(data.tables.node_count)

    def _scene_options(self, data: Data) -> Mapping[str, Any]:
        """Return what the scene must know besides."""
        return {}

    def _panel_options(self, data: Data) -> Mapping[str, Any]:
        """Return options by which a panel that is laid out anew suits the whole."""
        return {}


def unplaced(tables: GraphTables, lost: BoolArray) -> list[str]:
    """Say how many nodes ``(N,)`` have no position, and with them how many edges are not drawn."""
    if not lost.any():
        return []
    cut = int((lost[tables.source] | lost[tables.target]).sum())
    edges = f" and {counted(cut, 'edge')}" if cut else ""
    return [f"{counted(int(lost.sum()), 'node')} without a position{edges} not drawn."]


def usual_font_size(theme: Theme, size: tuple[float, float]) -> float:
    """Return the height of a node label in points, in a picture of a size in points."""
    return letter_size(size) if theme.font_size is None else theme.font_size


def check_spec(spec: PlotSpec) -> None:
    """Refuse options that make no sense, whatever the graph; a plot adds its own."""
    for name, why in spec.defaults.refused.items():
        given = getattr(spec, name)
        usual = type(spec).__dataclass_fields__[name].default
        if not (given is None or given is False or (isinstance(given, str) and given == usual)):
            raise VizlibError(f"{type(spec).__name__} has no use for {name}: {why}")
    check_choice("direction", spec.direction, ("auto", "none", *spec.defaults.directions))
    check_choices(spec)
    if spec.edge_blend == "density" and spec.raster is False:
        raise VizlibError("edge_blend='density' counts pixels; raster=False leaves none to count.")
    for name in ("title", "subtitle", "caption"):
        given = getattr(spec, name)
        if given is not None and not isinstance(given, str):
            raise VizlibError(f"{name} must be text; {shown(given)} is a {type(given).__name__}.")
    figure_size(spec.figsize)
    as_theme(spec.theme)
    check_tracks(getattr(spec, "tracks", ()))
    spec.check()


def figure_size(figsize: Any, name: str = "figsize") -> tuple[float, float] | None:
    """Return width and height in inches, or None where none was given."""
    if figsize is None:
        return None
    try:
        width, height = (float(side) for side in figsize)
    except (TypeError, ValueError):
        width = height = -1.0
    if not (0 < width < 1000 and 0 < height < 1000):
        raise VizlibError(
            f"{name} must be a width and a height in inches, such as (6, 6); it is"
            f" {shown(figsize)}."
        )
    if min(width, height) < MIN_SIDE_IN:
        raise VizlibError(
            f"figsize={figsize!r} leaves no room for a picture within its margins; each side needs"
            f" {MIN_SIDE_IN:g} inches at least."
        )
    check_pixels((width, height))
    return width, height


def names_nodes(spec: PlotSpec) -> bool:
    """Tell whether the nodes are labelled."""
    return as_label(spec.node_labels) is not None
