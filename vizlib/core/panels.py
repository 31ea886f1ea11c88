"""A plot and parts of its graph -> a plot of each part: on shared scales, over a common ground."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar

import numpy as np

from vizlib.arrays import BoolArray
from vizlib.core import thresholds
from vizlib.core.data import Data, Shared
from vizlib.core.highlight import Focus
from vizlib.core.resolve import with_options
from vizlib.core.shared_scales import domains_of, merge_domains, own_scales, share
from vizlib.core.spec import PlotSpec
from vizlib.core.take import take_options, take_source
from vizlib.encodings.encode import Scale

Spec = TypeVar("Spec", bound=PlotSpec)
PANEL_NAMES = 6
"""Nodes that a panel names, where no number was asked for."""


def data_of(spec: PlotSpec) -> Data:
    """Return what a plot means for its graph."""
    data: Data = spec.data  # type: ignore[attr-defined]
    return data


@dataclass(frozen=True, eq=False)
class Part:
    """A panel's part of a graph.

    Parameters
    ----------
    nodes, edges
        ``(N,)``, ``(E,)`` which nodes and edges of the whole it shows.
    leaving
        ``(E,)`` which edges join these nodes and others.
    """

    nodes: BoolArray
    edges: BoolArray
    leaving: BoolArray


def part_of(data: Data, chosen: BoolArray, of_nodes: bool) -> Part:
    """Return the nodes or edges of one value, with the edges between them or their ends."""
    source, target = data.tables.source, data.tables.target
    if of_nodes:
        return Part(chosen, chosen[source] & chosen[target], chosen[source] != chosen[target])
    nodes = np.zeros(data.tables.node_count, bool)
    nodes[source[chosen]] = nodes[target[chosen]] = True
    return Part(nodes, chosen, np.zeros(len(chosen), bool))


@dataclass(frozen=True, eq=False)
class Panels(Generic[Spec]):
    """What panels have in common.

    Parameters
    ----------
    spec, data
        The whole.
    keep
        ``"all"``: each keeps the places of the whole.
    told
        Whether the words over them name the groups.
    count
        How many there are.
    """

    spec: Spec
    data: Data
    keep: Literal["all", "present"]
    told: bool
    count: int

    def panel(self, part: Part, scales: Mapping[str, Scale]) -> Spec:
        """Return the same description of a part of the graph."""
        spec, data, stays = self.spec, self.data, self.keep == "all"
        nodes = np.ones(data.tables.node_count, bool) if stays else part.nodes
        shared = Shared(
            scales=scales, whole=data, keeps_places=stays, node=np.flatnonzero(nodes),
            edge=np.flatnonzero(part.edges), order=None if stays else data.order.take(nodes),
            warned=(*spec.shared.warned, *data.warnings),
            ground=spec if stays and self._has_ground() else None,
            leaving=part.leaving, most_names=PANEL_NAMES if stays and self.count > 1 else None,
        )  # fmt: skip
        options: dict[str, Any] = {**take_options(spec, data, nodes, part.edges)}
        options |= {"group_labels": self._group_labels()} if stays else spec._panel_options(data)
        return with_options(
            spec, **options, graph=take_source(data, nodes, part.edges), shared=shared,
            focus=_panel_focus(data.focus, part, nodes), legend=False, title=None,
            subtitle=None, caption=None, figsize=None,
        )  # fmt: skip

    def _has_ground(self) -> bool:
        """Tell whether the rest of the graph is drawn below each panel."""
        edges = self.count * self.data.tables.edge_count
        return self.count > 1 and edges <= thresholds.LIMITS.ground_edges

    def _group_labels(self) -> bool | None:
        """Return whether each panel names the groups: not where that is said once for all."""
        look = self.data.encodings["node_color"]
        guided = self.data.colors_groups and look.legend is not None and bool(self.spec.legend)
        once = self.count > 1 and (self.told or guided)
        return False if once and self.spec.group_labels is None else self.spec.group_labels


def on_shared_scales(
    panels: Panels[Spec], parts: list[Part]
) -> tuple[dict[str, Scale], list[Spec]]:
    """Make the panels on the scales of the whole, and of all panels where they count themselves."""
    scales = dict(own_scales(panels.spec, panels.data))
    made = [panels.panel(part, scales) for part in parts]
    counted = merge_domains(domains_of(panel, data_of(panel), but=scales) for panel in made)
    if not counted:
        return scales, made
    scales |= share(counted).scales
    return scales, [panels.panel(part, scales) for part in parts]


def _panel_focus(focus: Focus | None, part: Part, nodes: BoolArray) -> Focus | None:
    """Return what stands out in a panel: its own nodes, and what stands out in the whole."""
    if focus is None:
        if part.nodes[nodes].all():
            return None
        everything = np.ones(len(nodes), bool), np.ones(len(part.edges), bool)
        focus = Focus(*everything, strong=False)
    seen = replace(focus, nodes=focus.nodes & part.nodes)
    return seen.take(nodes, part.edges)
