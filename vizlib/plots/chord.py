"""ChordPlot: groups as arcs as long as their flow, ribbons as wide as the flow between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray, IntArray
from vizlib.core.options import edge_weights, follows
from vizlib.core.plot import Ends, Plot
from vizlib.core.rim import flat_labels, radial_labels
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.legend import Legend
from vizlib.encodings.scales import By
from vizlib.errors import VizlibError
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.chords import Chords, ribbons, round_chords
from vizlib.layouts.order import Order
from vizlib.layouts.positions import ring_pieces
from vizlib.scene.geometry import Geometry, Labels, Margins, Ribbons, at_angle
from vizlib.scene.page import Page
from vizlib.stats.mixing import counts

REFUSED = (
    *("node_size", "node_alpha", "node_shape", "node_labels", "sort_by"),
    *("edge_width", "edge_labels", "edge_blend"),
)
GROUPS_OWN = "its marks are groups and the flows between them, not single nodes or edges."
BAND = 9.0
"""Points that an arc is wide."""
BAND_GAP = 1.5
FEW = 16
"""Groups up to which labels lie flat."""
THIN = 3.0
"""Points below which a ribbon has no rim."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ChordPlot(Plot):
    """Groups as arcs, as long as their flow; ribbons as wide as the flow between two groups.

    A flow takes its width on the arcs of both its groups, a flow inside a group twice on its own:
    an arc is as long as what leaves and what arrives together. A directed ribbon touches the arc
    of its source and ends in a head short of that of its target.

    Parameters
    ----------
    edge_weight
        A field of the edges that is added up, 0 or more; without it edges are counted. An edge
        whose value is missing adds nothing, and the description counts such edges.

    Notes
    -----
    The other options are those of every plot, see :class:`vizlib.Plot`. ``node_color`` colours
    the arcs: a field with one value in each group, by default ``group_by``. ``edge_color`` is
    ``"source"`` (by default), ``"target"`` or a constant. The picture is that of Krzywinski et
    al., *Circos: an information aesthetic for comparative genomics* (2009).

    Examples
    --------
    >>> import networkx as nx
    >>> ChordPlot(nx.karate_club_graph(), group_by="club", edge_weight="weight").flows
             Mr. Hi  Officer
    Mr. Hi    106.0     25.0
    Officer    25.0    100.0
    """

    refused: ClassVar[Mapping[str, str]] = dict.fromkeys(REFUSED, GROUPS_OWN)
    names_alone: ClassVar[bool] = True
    directions: ClassVar[tuple[str, ...]] = ("arrow",)

    edge_weight: Any = None

    def check(self) -> None:
        """Refuse a graph without groups, and flows that have no width."""
        if self.group_by is None:
            raise VizlibError(
                "ChordPlot needs group_by: a field that says which arc each node belongs to."
            )
        super().check()
        color = self.edge_color
        if isinstance(color, By) or (isinstance(color, str) and color not in ("source", "target")):
            raise VizlibError(
                f"edge_color={color!r}: a ribbon is the sum of many edges; its colour can be"
                " 'source', 'target', or a constant such as vz.value('grey')."
            )
        if isinstance(self.edge_alpha, (str, By)):
            raise VizlibError("edge_alpha: a ribbon is the sum of many edges; give a number.")
        assert self.arc_rgba is not None
        assert self.weight is not None

    @cached_property
    def given_weight(self) -> "pd.Series[Any] | None":
        """What edges weigh, as given."""
        if self.edge_weight is None:
            return None
        return edge_weights(self.edge_weight, self.edge_table)

    @cached_property
    def weight(self) -> FloatArray:
        """``(E,)`` what each edge adds to its flow."""
        if self.given_weight is None:
            return np.ones(self.tables.edge_count)
        return self.given_weight.fillna(0).to_numpy(float)

    @cached_property
    def ends_of_flow(self) -> tuple[IntArray, IntArray]:
        """``(E,)`` the flow of each edge, from a group to a group; undirected ones upwards."""
        one, two = (self.order.group[each] for each in (self.tables.source, self.tables.target))
        if self.tables.directed:
            return one, two
        return np.minimum(one, two), np.maximum(one, two)

    def _flow(self, weight: FloatArray) -> FloatArray:
        count = len(self.order.labels)
        return counts(*self.ends_of_flow, (count, count), weight)

    @cached_property
    def chords(self) -> Chords:
        """Where groups and flows stand."""
        return round_chords(self._flow(self.weight), self.tables.directed)

    @property
    def flows(self) -> pd.DataFrame:
        """The flow from each group (rows) to each (columns); symmetric where undirected."""
        flow = self._flow(self.weight)
        if not self.tables.directed:
            flow = flow + np.triu(flow, 1).T
        return pd.DataFrame(flow, index=self.order.labels, columns=self.order.labels)

    @cached_property
    def encodings(self) -> Mapping[str, Encoding]:
        """Option -> what it means; the colour is that of the groups."""
        return self._encode(self._picture(None))

    def _encode(self, size: tuple[float, float]) -> dict[str, Encoding]:
        looks = super()._encode(size)
        if self.node_color is None and self.tables.node_count:
            how = self.group_by if isinstance(self.group_by, By) else By(field=self.group_by)
            looks["node_color"] = encode_color(
                how, self.node_table, default=None, theme=self.colors, name="group_by"
            )
            looks["node_color"] = replace(looks["node_color"], legend=None)
        return looks

    @cached_property
    def arc_rgba(self) -> FloatArray:
        """``(G, 4)`` the colour of each group."""
        count, group = len(self.order.labels), self.order.group
        values = self.encodings["node_color"].values
        each = np.broadcast_to(values, (self.tables.node_count, 4))
        color = np.ones((count, 4))
        color[group[::-1]] = each[::-1]
        odd = np.flatnonzero((color[group] != each).any(axis=1))
        if len(odd):
            name = self.order.labels[group[odd[0]]]
            raise VizlibError(
                f"node_color={self.node_color!r} has several values in the group {name!r}; an arc"
                " has one colour: give a field with one value in each group."
            )
        return color

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Stand the nodes of each group evenly along its arc."""
        span = self.chords.spans[order.group]
        share = (order.within + 0.5) / np.maximum(order.sizes[order.group], 1)
        return at_angle(span[:, 0] + (span[:, 1] - span[:, 0]) * share)

    def connect(self, start: Ends, end: Ends) -> Ribbons:
        """Return the ribbons, those in focus as wide as their part of the flow."""
        chords = self.chords
        outlines = ribbons(chords, self._shown, self.headed)
        lengths = [len(each) for each in outlines]
        points = np.concatenate(outlines) if outlines else np.zeros((0, 2))
        return Ribbons(
            points=points,
            offsets=np.cumsum([0, *lengths]).astype(np.int64),
            color=self.flow_rgba,
        )

    @property
    def headed(self) -> bool:
        """Whether ribbons end in a head."""
        return self.shows_direction == "arrow"

    @cached_property
    def _shown(self) -> FloatArray:
        """``(F,)`` share of each flow that is seen; less than one in a panel of facets."""
        if self.focus is None or self.focus.rest > 0:
            return np.ones(len(self.chords.source))
        part = self._flow(self.weight * self.focus.edges)[self.chords.source, self.chords.target]
        return part / self._flow(self.weight)[self.chords.source, self.chords.target]

    @cached_property
    def flow_rgba(self) -> FloatArray:
        """``(F, 4)`` the colour of each ribbon."""
        chords, alpha = self.chords, self.encodings["edge_alpha"].values
        end = follows(self.edge_color or "source", self.edge_table)
        if end is None:
            color = np.repeat(self.encodings["edge_color"].values[:1], len(chords.source), axis=0)
        else:
            color = self.arc_rgba[getattr(chords, end)].copy()
        color[:, 3] *= alpha[0]
        if self.focus is not None and self.focus.rest > 0:
            held = self._flow(self.focus.edges.astype(float))[chords.source, chords.target] > 0
            color[~held, 3] *= self.focus.rest
        return color

    @cached_property
    def edge_rgba(self) -> FloatArray:
        """``(E, 4)`` colours of the edges: those of their ribbons; unseen where none is drawn."""
        count = len(self.order.labels)
        number = np.full((count, count), -1)
        number[self.chords.source, self.chords.target] = np.arange(len(self.chords.source))
        rows = np.vstack([self.flow_rgba, np.zeros((1, 4))])
        found: FloatArray = rows[number[self.ends_of_flow]]
        return found

    def limits(self) -> tuple[float, float, float, float]:
        """Return the square round the unit circle."""
        return -1.0, 1.0, -1.0, 1.0

    def edge_opacity(self) -> float:
        """Ribbons let others be seen through them."""
        return 0.72

    def beside(self) -> Margins:
        """Keep room for the arcs."""
        room = BAND + BAND_GAP
        return Margins(left=room, right=room, bottom=room, top=room)

    def node_layers(self, page: Page, shape: IntArray) -> dict[str, Geometry]:
        """Return the arcs of the groups."""
        low = 1 + BAND_GAP / abs(page.scale[0])
        high = low + BAND / abs(page.scale[0])
        count = len(self.chords.spans)
        outline = ring_pieces(self.chords.spans, np.full(count, low), np.full(count, high))
        color = self.arc_rgba
        if self.focus is not None:
            held = np.bincount(self.order.group[self.focus.nodes], minlength=count) > 0
            color = color.copy()
            color[~held, 3] *= self.focus.rest
        return {"nodes": Ribbons.of_equal_length(outline, color=color)}

    def edge_layers(self, page: Page, encodings: Mapping[str, Encoding]) -> dict[str, Geometry]:
        """Return the ribbons, the widest below, each with a thin rim that parts it from others."""
        made: Ribbons = self.connect(*self.ends)
        width = self.chords.leaves[:, 0] - self.chords.leaves[:, 1]
        order = np.argsort(-width, kind="stable")
        pieces = np.split(made.points, made.offsets[1:-1]) if len(order) else []
        sizes = np.diff(made.offsets)[order]
        points = np.concatenate([pieces[each] for each in order]) if pieces else made.points
        rim = np.repeat(self.paper[None], len(order), axis=0)
        thin = width[order] * abs(page.scale[0]) < THIN
        rim[:, 3] = np.where(thin, 0.0, made.color[order, 3])
        return {
            "edges": Ribbons(
                points=points,
                offsets=np.append(0, np.cumsum(sizes)).astype(np.int64),
                color=made.color[order],
                line=rim,
                width=0.4,
            )
        }

    def group_words(self, page: Page) -> Labels:
        """Name each group outside the middle of its arc."""
        angle = self.chords.spans.mean(axis=1)
        reach = np.full(len(angle), BAND + BAND_GAP + 5)
        label = flat_labels if len(angle) <= FEW else radial_labels
        return label(page, angle, self.order.labels, reach, size=page.font_size * 1.1)

    def legends(self) -> list[Legend]:
        """Say what lengths mean, and how direction is shown."""
        if not self.tables.edge_count:
            return []
        name = getattr(self.edge_weight, "field", self.edge_weight)
        what = name if isinstance(name, str) else "edges" if name is None else "weight"
        total = float(self.weight.sum())
        said = f"{total:,.0f}" if total >= 1000 or total == int(total) else f"{total:.3g}"
        words = [f"ribbon: flow ({what})", "arc: flow at its group", f"in all: {said}"]
        if self.headed:
            words.append("heads point to the target")
        return [Legend(title="reading", mark="cell", kind="words", labels=tuple(words))]

    def remarks(self) -> list[str]:
        """Say how many flows there are, and how many edges have no weight."""
        said = [f"{len(self.chords.source):,} flows between {len(self.order.labels):,} groups."]
        lost = 0 if self.given_weight is None else int(self.given_weight.isna().sum())
        return [*said, f"{lost:,} edges without a weight add nothing."] if lost else said
