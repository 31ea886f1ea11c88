"""ChordPlot: groups as arcs as long as their flow, ribbons as wide as the flow between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray, IntArray
from vizlib.core.colors import one_each
from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import GROUP_LABEL_SIZE, Defaults, EdgeOpacity
from vizlib.core.plot import Plot
from vizlib.core.spec import EdgeField
from vizlib.encodings.legend import Legend
from vizlib.encodings.number_words import write_numbers, write_share
from vizlib.encodings.read_option import read_weights
from vizlib.encodings.scales import By, Value, as_by, field_name
from vizlib.errors import VizlibError, shown
from vizlib.layouts.amounts import AmountTicks, amount_ticks
from vizlib.layouts.chords import Chords, ribbons, round_chords
from vizlib.layouts.positions import ring_pieces
from vizlib.plots.chord.layers import (
    MOST_TICKS,
    TICK_GAP_PT,
    TICKS_PT,
    arc_rims,
    great_flows,
    has_many,
    joined_feet,
    receding,
    tick_lines,
    tick_numbers,
)
from vizlib.scene.geometry import Geometry, Labels, Margins, Ribbons, at_angle
from vizlib.scene.labels.wanted import OutsideRing
from vizlib.scene.page import Limits, Page
from vizlib.stats.mixing import counts

GROUPS_OWN = "its marks are groups and the flows between them, not single nodes or edges."
REFUSED = (
    *("node_size", "node_alpha", "node_shape", "node_labels", "sort_by"),
    *("edge_width", "edge_labels", "edge_blend"),
)
QUIET_SHARE = 0.52
"""Opacity of flows that are not great, in opacities of those that are."""
FIGURES_FROM = 1000
"""From here on the whole flow is written to the unit, below with three figures."""
MIN_RIMMED_PT = 3.0
"""Width below which a ribbon has no rim."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ChordPlot(Plot):
    """Groups as arcs, as long as their flow; ribbons as wide as the flow between two groups.

    A flow takes its width on the arcs of both its groups, a flow inside a group twice on its own:
    an arc is as long as what leaves and what arrives together. A directed ribbon touches the arc
    of its source and ends in a head short of that of its target. What stays inside a group is a
    lens. Ticks outside the arcs say how much has gone by; the small print says what a tick is.

    The greatest flows are strong and on top. Among more than twelve groups the smallest are not
    drawn as ribbons: on each arc they are joined to one grey foot, and the small print counts them.

    Parameters
    ----------
    node_color
        Colours the arcs: a field with one value in each group, by default ``group_by``.
    edge_color
        ``"source"`` (by default), ``"target"`` or a constant.
    edge_weight
        A field of the edges that is added up, 0 or more; without it edges are counted. An edge
        whose value is missing adds nothing, and the description counts such edges.

    Notes
    -----
    The picture is that of Krzywinski et al., *Circos: an information aesthetic for comparative
    genomics* (2009).

    Examples
    --------
    >>> import networkx as nx
    >>> ChordPlot(nx.karate_club_graph(), group_by="club", edge_weight="weight").flows
             Mr. Hi  Officer
    Mr. Hi    106.0     25.0
    Officer    25.0    100.0
    """

    defaults: ClassVar[Defaults] = Defaults(
        directions=("arrow",),
        edge_opacity=EdgeOpacity(most=0.82, measured=False),
        names_groups_alone=True,
        refused=dict.fromkeys(REFUSED, GROUPS_OWN),
    )

    edge_weight: EdgeField = None

    def check(self) -> None:
        """Refuse a plot without groups, and looks that a sum of edges cannot have."""
        if self.group_by is None:
            raise VizlibError(
                "ChordPlot needs group_by: a field that says which arc each node belongs to."
            )
        color = self.edge_color
        ends = isinstance(color, str) and color in ("source", "target")
        if not (ends or color is None or isinstance(color, (Value, tuple))):
            shown = repr(color) if isinstance(color, (str, By)) else "data"
            raise VizlibError(
                f"edge_color={shown}: a ribbon is the sum of many edges; its colour can be"
                " 'source', 'target', or a constant such as vz.value('grey')."
            )
        if isinstance(self.edge_alpha, (str, By)) or np.iterable(self.edge_alpha):
            raise VizlibError("edge_alpha: a ribbon is the sum of many edges; give a number.")

    @property
    def flows(self) -> pd.DataFrame:
        """The flow from each group (rows) to each (columns); symmetric where undirected."""
        flow = self._flow(self.data, self._weight(self.data))
        if not self.data.tables.directed:
            flow = flow + np.triu(flow, 1).T
        groups = self.data.order.labels
        return pd.DataFrame(flow, index=groups, columns=groups)

    def _given_weight(self, data: Data) -> "pd.Series[Any] | None":
        return None if self.edge_weight is None else read_weights(self.edge_weight, data.edges)

    def _weight(self, data: Data) -> FloatArray:
        """Return ``(E,)`` what each edge adds to its flow."""
        given = self._given_weight(data)
        if given is None:
            return np.ones(len(data.tables.source))
        return given.fillna(0).to_numpy(float)

    def _flow(self, data: Data, weight: FloatArray) -> FloatArray:
        """Return ``(G, G)`` the weight from each group to each."""
        count = len(data.order.labels)
        return counts(*_groups_joined(data), (count, count), weight)

    def _lay_out(self, data: Data) -> Chords:
        """Return where groups and flows stand."""
        return round_chords(self._flow(data, self._weight(data)), data.tables.directed)

    def place(self, data: Data) -> FloatArray:
        """Stand the nodes of each group evenly along its arc."""
        order = data.order
        span = data.layout.spans[order.group]
        share = (order.within + 0.5) / np.maximum(order.sizes[order.group], 1)
        return at_angle(span[:, 0] + (span[:, 1] - span[:, 0]) * share)

    def connect(self, data: Data, edges: EdgeEnds) -> Ribbons:
        """Return the ribbons, in a panel as wide as its part of each flow."""
        outlines = ribbons(data.layout, self._share(data), data.direction == "arrow")
        color = self._flow_rgba(data)
        return Ribbons.of_outlines(outlines, color=color, stands_for="flow")

    def _share(self, data: Data) -> FloatArray:
        """Return ``(F,)`` share of each flow of the layout that is there: all but in a panel."""
        layout: Chords = data.layout
        if data.frame is data:
            return np.ones(len(layout.source))
        whole = (layout.leaves[:, 0] - layout.leaves[:, 1]) / layout.per_unit
        part = self._flow(data, self._weight(data))[layout.source, layout.target]
        return part / np.maximum(whole, 1e-300)

    def _implied(self, data: Data) -> Mapping[str, Any]:
        """Colour the arcs by their groups, which their names explain."""
        if self.node_color is not None or not data.tables.node_count:
            return {}
        return {"node_color": replace(as_by(self.group_by), legend=False)}

    def _encode(self, data: Data) -> Data:
        """Give edges the colours of their ribbons; unseen where none is drawn."""
        layout: Chords = data.layout
        count = len(data.order.labels)
        number = np.full((count, count), -1, np.int32)
        number[layout.source, layout.target] = np.arange(len(layout.source))
        flow = number[_groups_joined(data)]
        rows = np.vstack([self._flow_paint(data), np.zeros((1, 4))])
        look = replace(data.encodings["edge_color"], values=rows[flow])
        encodings = {**data.encodings, "edge_color": look}
        return replace(data, encodings=encodings, colored_by=None, members={"flow": flow})

    def _arc_paint(self, data: Data) -> FloatArray:
        """Return ``(G, 4)`` the colour of each group."""
        count, group = len(data.order.labels), data.order.group
        node = one_each(data.encodings["node_color"].values, data.tables.node_count)
        color = np.ones((count, 4))
        color[group[::-1]] = node[::-1]
        odd = np.flatnonzero((color[group] != node).any(axis=1))
        if len(odd):
            name = data.order.labels[group[odd[0]]]
            raise VizlibError(
                f"node_color={shown(self.node_color)} has several values in the group {name!r}; an"
                " arc has one colour: give a field with one value in each group."
            )
        return color

    def _flow_paint(self, data: Data) -> FloatArray:
        """Return ``(F, 4)`` the colour of each ribbon, opaque as it is given."""
        layout: Chords = data.layout
        if self.edge_color is not None and not isinstance(self.edge_color, str):
            return np.repeat(data.encodings["edge_color"].values[:1], len(layout.source), axis=0)
        end = layout.target if self.edge_color == "target" else layout.source
        arcs: FloatArray = self._arc_paint(data)[end]
        return arcs

    def _flow_rgba(self, data: Data) -> FloatArray:
        """Return ``(F, 4)`` the colour of each ribbon; those recede that hold nothing in focus."""
        rows = self._flow_paint(data)
        alpha = data.encodings["edge_alpha"].values[0]
        quiet = 1.0 if self.edge_alpha is not None else QUIET_SHARE
        rows[:, 3] *= np.where(great_flows(data.frame.layout), alpha, alpha * quiet)
        return receding(data, rows, self._seen(data))

    def _seen(self, data: Data) -> BoolArray:
        """Return ``(F,)`` which flows hold an edge in focus: all, where nothing stands out."""
        seen = np.full(len(data.layout.source), data.focus is None)
        if data.focus is not None:
            seen[data.members["flow"][data.focus.edges]] = True
        return seen

    def limits(self, data: Data, aspect: float) -> Limits:
        """Return the square round the arcs."""
        rim = arc_rims(len(data.order.labels))[1]
        return -rim, rim, -rim, rim

    def margins(self, data: Data) -> Margins:
        """Keep room for the ticks."""
        room = TICK_GAP_PT + TICKS_PT[1]
        return Margins(left=room, right=room, bottom=room, top=room)

    def _ticks(self, data: Data) -> AmountTicks:
        """Return the ticks of amounts: those of the whole in a panel that keeps its places."""
        layout: Chords = data.layout
        most = MOST_TICKS[has_many(data.layout)]
        return amount_ticks(layout.spans, layout.per_unit, most, self.edge_weight is None)

    def _draw_nodes(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the arcs of the groups, and their ticks."""
        spans, count = data.layout.spans, len(data.layout.spans)
        outline = ring_pieces(spans, *(np.full(count, side) for side in arc_rims(count)))
        arcs = Ribbons.of_equal_length(
            outline, color=receding(data, self._arc_paint(data), data.held_groups),
            stands_for="group", item=np.arange(count, dtype=np.int32),
        )  # fmt: skip
        return {"nodes": arcs, "ticks": tick_lines(self._ticks(data), arc_rims(count)[1], page)}

    def _label_ticks(self, data: Data, page: Page) -> Labels | None:
        """Write amounts at each fifth tick of the arcs that have room for them."""
        if data.shared.whole is not None:
            return None
        return tick_numbers(data.layout, self._ticks(data), page)

    def _draw_edges(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Draw the ribbons, the widest below, each with a thin rim that parts it from others.

        The great stand above all others, and what stands out above these.
        """
        layout: Chords = data.layout
        width, great, seen = layout.width, great_flows(data.frame.layout), self._seen(data)
        order = np.lexsort([-width, great, seen])
        order = order[(self._share(data)[order] > 0) & ~layout.small[order]]
        flows = self.connect(data, data.edge_ends()).take(order)
        rim = np.repeat(page.theme.rgba("background"), len(order), axis=0)
        thin = width[order] * abs(page.scale[0]) < MIN_RIMMED_PT
        rim[:, 3] = np.where(thin, 0.0, flows.color[:, 3])
        ribbons = replace(flows, line=rim, width=0.4, item=order.astype(np.int32))
        return {"edges": ribbons, **joined_feet(data, self._share(data), seen, page)}

    def label_groups(self, data: Data, page: Page) -> OutsideRing:
        """Name each group outside its arc, in its colour."""
        spans, size = data.layout.spans, GROUP_LABEL_SIZE * page.font_size
        labels = Labels.at(
            at_angle(spans.mean(axis=1)), data.order.labels, page.theme, size,
            bold=not has_many(data.layout),
        )  # fmt: skip
        unit = abs(float(page.scale[0]))
        rim = unit * (arc_rims(len(data.order.labels))[1] - 1) + page.zoom * TICKS_PT[1]
        return OutsideRing(labels=labels, spans=spans, rim=rim)

    def legends(self, data: Data) -> list[Legend]:
        """Return none: names and ticks say what there is, and the small print what a tick is."""
        return []

    def _caption_text(self, data: Data) -> str:
        """Say what a tick is, how much flows in all, and what is joined."""
        if not self.legend or not data.tables.edge_count:
            return super()._caption_text(data)
        layout: Chords = data.layout
        total = float(self._weight(data).sum())
        total = round(total) if total >= FIGURES_FROM else float(f"{total:.3g}")
        step = self._ticks(data).step
        edges = "edge" if step == 1 else "edges"
        what = edges if self.edge_weight is None else field_name(self.edge_weight) or "weight"
        tick, whole = (write_numbers(np.array([n]))[0] for n in (step, total))
        words = [self.caption] if self.caption else []
        words.append(f"One tick: {tick} {what}, of {whole} in all.")
        if layout.small.any():
            count, share = int(layout.small.sum()), float(layout.width[layout.small].sum())
            share /= float(layout.width.sum())
            words.append(f"Grey feet: the {count:,} smallest flows, joined ({write_share(share)}).")
        return " ".join(words)

    def notes(self, data: Data) -> list[str]:
        """Say how many flows there are, and how many edges have no weight."""
        flows = int((self._flow(data, self._weight(data)) > 0).sum())
        notes = [f"{flows:,} flows between {len(data.order.labels):,} groups."]
        given = self._given_weight(data)
        lost = 0 if given is None else int(given.isna().sum())
        return [*notes, f"{lost:,} edges without a weight add nothing."] if lost else notes


def _groups_joined(data: Data) -> tuple[IntArray, IntArray]:
    """Return ``(E,)`` the groups that each edge leaves and reaches; upwards if neither."""
    source, target = data.order.group[data.tables.source], data.order.group[data.tables.target]
    if data.tables.directed:
        return source, target
    return np.minimum(source, target), np.maximum(source, target)
