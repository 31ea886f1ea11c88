"""A plot and its sample -> a complaint where nodes or edges are lost without a word."""

import re
import warnings

import numpy as np

from vizlib.core.describe import counted
from vizlib.scene.geometry import Points

LEFT_OUT = re.compile(r"([\d,]+) nodes? (?:without a position|on the far side|outside the extent)")


def check_laws(plot, sample):
    """Raise where what a plot holds is not what the graph holds."""
    tables = plot.data.tables
    for what, held, given in (
        ("nodes", tables.node_count, sample.nodes),
        ("edges", tables.edge_count, sample.edges),
    ):
        if given is not None and held != given:
            raise AssertionError(f"the graph has {given} {what}, and the plot {held}")
    said = repr(plot)
    kind = "directed edge" if tables.directed else "undirected edge"
    head = f"of {counted(tables.node_count, 'node')} and {counted(tables.edge_count, kind)}"
    if head not in said:
        raise AssertionError(f"the plot says {said[:80]!r}, and not {head!r}")
    if (len(plot.nodes), len(plot.edges)) != (tables.node_count, len(tables.source)):
        raise AssertionError("the frames of nodes and edges have other lengths than the graph")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scene = plot.scene()
    _check_nodes(plot, scene, said)
    _check_edges(plot, scene)
    _check_sums(plot)


def _check_nodes(plot, scene, said):
    """Count the nodes that are drawn, and those that are said not to be."""
    count, nodes = plot.data.tables.node_count, scene.layers.get("nodes")
    placed = int(np.isfinite(plot.data.xy).all(axis=1).sum())
    left = sum(int(number.replace(",", "")) for number in LEFT_OUT.findall(said))
    if placed + left < count:
        raise AssertionError(f"{count} nodes: {placed} have a place, and {left} are said not to")
    if isinstance(nodes, Points):
        drawn = int(np.isfinite(nodes.xy).all(axis=1).sum())
        if drawn + left != count:
            raise AssertionError(f"{count} nodes: {drawn} are drawn, {left} are said not to be")


def _check_edges(plot, scene):
    """Find an edge without a mark, both ends of which have a place."""
    data = plot.data
    marks = _marks(scene)
    edges = np.arange(len(data.tables.source))
    if not marks or getattr(plot, "edge_path", "") == "bundled" or _weighed(plot):
        return
    drawn = np.zeros(len(edges), bool)
    for kind, items in marks:
        own = edges if kind == "edge" else data.members.get(kind, edges[:0])
        if len(own) == len(edges):
            drawn |= np.isin(own, items)
    xy = data.xy
    placed = np.isfinite(xy[data.tables.source]).all(1) & np.isfinite(xy[data.tables.target]).all(1)
    lost = np.flatnonzero(~drawn & placed)
    if len(lost) and "extent" not in type(plot).__dataclass_fields__:
        raise AssertionError(f"{len(lost)} of {len(edges)} edges have no mark")


def _weighed(plot):
    return getattr(plot, "edge_weight", None) is not None


def _marks(scene):
    """Return the kind and the numbers of the marks of edges; none where they are not kept."""
    layers = [layer for name, layer in scene.layers.items() if "label" not in name]
    kinds = ("edge", "cell", "flow")
    known = [layer for layer in layers if getattr(layer, "stands_for", "") in kinds]
    if any(not hasattr(layer, "item") for layer in known):
        return []
    return [(layer.stands_for, layer.item) for layer in known]


def _check_sums(plot):
    """Let flows and tables add up to the edges, or to the nodes."""
    if _weighed(plot):
        return
    tables = plot.data.tables
    if hasattr(type(plot), "flows"):
        flows = plot.flows.to_numpy()
        total = flows.sum() if tables.directed else np.triu(flows).sum()
        if total != tables.edge_count:
            raise AssertionError(f"flows add up to {total}, and there are {tables.edge_count}")
    if hasattr(type(plot), "table") and plot.values == "count" and plot.given is None:
        loops = int((tables.source == tables.target).sum())
        both = tables.edge_count if tables.directed else 2 * tables.edge_count - loops
        wanted = tables.node_count if plot.over == "nodes" else both
        if plot.table.to_numpy().sum() != wanted:
            raise AssertionError(f"the table adds up to {plot.table.to_numpy().sum()}: {wanted}")
