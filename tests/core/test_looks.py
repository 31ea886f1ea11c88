"""Option -> its effect on the arrays of the Scene, or of the Data: a row at least for each option.

No row draws a picture. Each is named by the option first, so that a lacking one is found.
"""

from dataclasses import fields

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

import vizlib as vz
from vizlib.core.edge_density import edge_density
from vizlib.core.plot import HIDDEN, Plot
from vizlib.core.scene import compose
from vizlib.core.shared_scales import domains_of, merge_domains, share
from vizlib.encodings.themes import DARK, LIGHT
from vizlib.encodings.track_option import tracks_width
from vizlib.scene.geometry import BinnedCells, EdgeChunks, Labels, Tiles

for public in vz.HOMES:
    getattr(vz, public)

BLUE, ORANGE, GREEN = "#2d71c4", "#dd8222", "#4dae8f"
DARK_ORANGE, DARK_GREEN = "#b86701", "#35997b"
"""The second and the third colour as thin lines on white."""
RED, LIME = "#ff0000", "#00ff00"
PALE, PALE_LINE, DEEP = "#99d5eb", "#6db7de", "#1b2b56"
"""The least of the usual ramp, as a node and as a line, and the greatest."""
LOST = LIGHT.missing
KIND = {"a": "x", "b": "y", "c": "x", "d": "z"}
SIZE = {"a": 1.0, "b": 4.0, "c": 9.0, "d": 16.0}
GAP = {"a": 1.0, "b": None, "c": 3.0, "d": 5.0}
TONE = {"a": "x", "b": None, "c": "y", "d": "x"}
SHARES = np.array([0.0, 0.2, 8 / 15, 1.0])
"""How far along the way from 1 to 16 the sizes are."""


def small(kind=nx.Graph):
    """Make a path of four nodes and three edges, with fields of words, of numbers and with gaps."""
    graph = kind([("a", "b"), ("b", "c"), ("c", "d")])
    for name, values in {"kind": KIND, "size": SIZE, "gap": GAP, "tone": TONE}.items():
        nx.set_node_attributes(graph, values, name)
    for row, (source, target) in enumerate([("a", "b"), ("b", "c"), ("c", "d")]):
        graph.edges[source, target].update(w=float(row**2), sort="pqp"[row])
    graph.edges["b", "c"]["hole"] = None
    graph.edges["a", "b"]["hole"] = graph.edges["c", "d"]["hole"] = 2.0
    return graph


def circos(graph=None, **options):
    return vz.CircosPlot(small() if graph is None else graph, **options)


def directed(**options):
    return circos(small(nx.DiGraph), **options)


def ring(count, **options):
    """Make a plot of a ring of many nodes, whose edges have a field."""
    ends = np.arange(count)
    frame = {"source": ends, "target": (ends + 1) % count, "w": ends % 3}
    return vz.CircosPlot(vz.from_edges(pd.DataFrame(frame)), **options)


def over_each_other(count, **options):
    """Make a plot of many edges between a few nodes."""
    ends = np.arange(count)
    frame = {"source": ends % 6, "target": (ends + 1 + ends % 5) % 6, "w": ends % 3}
    return vz.CircosPlot(vz.from_edges(pd.DataFrame(frame)), **options)


def slab(**options):
    return over_each_other(20_000, **options)


def heavy():
    """Make a plot of edges that mostly lie alone, and of very many between two nodes."""
    ends = np.r_[np.arange(400), np.zeros(3_000, int)]
    frame = {"source": ends, "target": (ends + 1 + 37 * (ends > 0)) % 400}
    return vz.CircosPlot(vz.from_edges(pd.DataFrame(frame)), edge_blend="density")


def layer(plot, name):
    return plot.scene().layers[name]


def hexes(rgba):
    return [to_hex(color) for color in rgba]


def node_hexes(**options):
    return hexes(layer(circos(**options), "nodes").color)


def node_sizes(**how):
    """Return the sizes of a field between 0 and 100."""
    option = vz.by(how.pop("field", "size"), range=how.pop("range", (0, 100)), **how)
    return layer(circos(node_size=option), "nodes").size


def edge_hexes(**options):
    plot = circos(**options)
    return hexes(np.broadcast_to(layer(plot, "edges").color, (3, 4)))


def words(plot):
    """Return what the guides say, line by line."""
    layers = plot.scene().guides.layers
    return [text for guide in layers if isinstance(guide, Labels) for text in guide.text]


def texts(plot, name="node_labels"):
    """Return the labels of a layer, none where there is no such layer."""
    layers = plot.scene().layers
    return sorted(layers[name].text) if name in layers else []


def groups(**options):
    return circos(**options).data.order.labels


def drawn(**options):
    """Return the nodes in the order in which they stand."""
    data = circos(**options).data
    return "".join(data.tables.ids[data.order.nodes])


def counted_edges(**options):
    """Return the counts of a plot of edges that are counted over each pixel."""
    plot = circos(edge_blend="density", **options)
    return edge_density(plot, plot.data)


def counted_hexes(**options):
    """Return the colour of a pixel crossed by each of the edges alone."""
    chunks = counted_edges(**options).chunks
    number = chunks.chunk(0, 3).color[:, 0].astype(int)
    return hexes(chunks.shade(np.eye(chunks.layers)[number]))


def chord(kind=nx.Graph, **options):
    return vz.ChordPlot(small(kind), group_by="kind", **options)


def mixing(**options):
    return vz.MixingPlot(small(nx.DiGraph), group_by="kind", **options)


def causal(**options):
    asked = {"exposure": "X", "outcome": "Y", **options}
    return vz.CausalPlot("U -> X; U -> Y; X -> Y", **asked)


CITIES = {"Lima": (-12.0, -77.0), "Oslo": (59.9, 10.8), "Paris": (48.9, 2.4)}


def geo(**options):
    graph = nx.Graph([("Lima", "Oslo"), ("Lima", "Paris"), ("Paris", "Oslo")])
    for city, (lat, lon) in CITIES.items():
        graph.nodes[city].update(lat=lat, lon=lon)
    return vz.GeoPlot(graph, **{"projection": "PlateCarree", **options})


def city():
    graph = nx.Graph([("a", "b"), ("b", "c")])
    for node, lon in zip(graph, (8.50, 8.54, 8.58), strict=True):
        graph.nodes[node].update(lat=47.4, lon=lon)
    return vz.GeoPlot(graph)


def from_lima_to_oslo(**options):
    curves = layer(geo(**options), "edges")
    return curves.points[: curves.offsets[1]]


def past_paris(**options):
    """Return how near to Paris the line from Lima to Oslo comes, in degrees of the page."""
    return np.linalg.norm(from_lima_to_oslo(**options) - [2.4, 48.9], axis=1).min()


def detour(**options):
    """Return how long the line from Lima to Oslo is on the page, in straight lines."""
    points = from_lima_to_oslo(**options)
    along = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    return along / np.linalg.norm(points[-1] - points[0])


def molecules(**options):
    graphs = {"one": nx.path_graph(2), "two": nx.path_graph(3), "three": nx.path_graph(4)}
    for place, graph in enumerate(graphs.values()):
        graph.graph["tag"] = "uvu"[place]
    return vz.MatrixPlot(graphs, **options)


def parallel_heights(count):
    """Return how high arcs between the same two nodes rise, beside a lone one."""
    heights = [
        layer(vz.ArcPlot(nx.MultiGraph([(0, 1)] * many)), "edges").points.reshape(many, -1, 2)
        [:, :, 1].max(axis=1) for many in (1, count)
    ]  # fmt: skip
    return heights[1] / heights[0]


def gathered(gather, **options):
    graph = nx.MultiGraph([(0, 1, {"w": 2.0}), (0, 1, {"w": 4.0}), (1, 2, {"w": 3.0})])
    return layer(vz.MatrixPlot(graph, cell_gather=gather, **options), "edges")


def shared_sizes(option, counts):
    """Return the least and the greatest size that pictures of so many nodes share."""
    plots = [ring(count, node_size="id", edge_width="w") for count in counts]
    return share(merge_domains(domains_of(plot, plot.data) for plot in plots)).ranges[option]


def track_heights(**options):
    return circos(tracks=[vz.track("size", show="bar")], **options).data.tracks[0].height


def rules(graticule):
    return len(layer(geo(graticule=graticule), "graticule").offsets)


def titled(title, **options):
    """Return in how many lines a title stands, and how high its letters are."""
    head = circos(title=title, **options).scene().head.layers[0]
    return len(head.text), round(head.size, 2)


def below(name, **options):
    """Return the words of the head or the foot, without the title's."""
    block = getattr(circos(**options).scene(), name)
    return [text for layer in block.layers[int("title" in options) :] for text in layer.text]


def crowded(node_color, figsize):
    """Return whether the guides of a page are left out, without warning."""
    plot = ring(20, node_color=node_color, figsize=figsize)
    scene = compose(plot, plot.data)
    assert scene.crowded == (not scene.guides.layers)
    return scene.crowded


def room_of_tracks(side, **options):
    """Return whether an ArcPlot keeps as much room as its tracks need on one side."""
    plot = vz.ArcPlot(small(), tracks=["kind", "size"], **options)
    return getattr(plot.scene().margins, side) >= tracks_width(plot.data.tracks)


def arc_middles(**options):
    """Return on which side of the line two arcs run that join the same nodes both ways."""
    plot = vz.ArcPlot(nx.DiGraph([(0, 1), (1, 0)]), **options)
    return np.sign(layer(plot, "edges").points.reshape(2, -1, 2)[:, 16, 1])


SAID = "A title that is far too long for a picture which is six inches wide and no more than that "

LOOKS = {
    # Colours of nodes.
    "node_color: words are categories": (
        lambda: node_hexes(node_color="kind"), [BLUE, ORANGE, BLUE, GREEN]),
    "node_color: numbers run along a ramp": (
        lambda: node_hexes(node_color="size")[::3], [PALE, DEEP]),
    "node_color: a tuple is a constant": (lambda: node_hexes(node_color=(1, 0, 0)), [RED] * 4),
    "node_color: a value is a constant": (
        lambda: node_hexes(node_color=vz.value("lime")), [LIME] * 4),
    "node_color: an array is data": (
        lambda: node_hexes(node_color=np.array(["u", "v", "u", "u"])), [BLUE, ORANGE, BLUE, BLUE]),
    "node_color: a Series is aligned by its index": (
        lambda: node_hexes(node_color=pd.Series(KIND)[::-1]), [BLUE, ORANGE, BLUE, GREEN]),
    "node_color: a mapping is aligned by its keys": (
        lambda: node_hexes(node_color=dict(reversed(KIND.items()))), [BLUE, ORANGE, BLUE, GREEN]),
    "node_color: rows of colours are painted as they are": (
        lambda: node_hexes(node_color=np.eye(4)[[0, 1, 0, 1], :3]), [RED, LIME, RED, LIME]),
    "node_color: words of colours are painted as they are": (
        lambda: node_hexes(node_color=[RED, LIME, BLUE, RED]), [RED, LIME, BLUE, RED]),
    "node_color: a palette of colours goes round": (
        lambda: node_hexes(node_color=vz.by("kind", palette=[RED, LIME])), [RED, LIME, RED, RED]),
    "node_color: a palette may be a mapping": (
        lambda: node_hexes(node_color=vz.by("kind", palette={"z": RED, "y": BLUE, "x": LIME})),
        [LIME, BLUE, LIME, RED]),
    "node_color: a palette may be a colormap": (
        lambda: node_hexes(node_color=vz.by("size", palette="viridis"))[::3],
        ["#440154", "#fde725"]),
    "node_color: a domain of numbers cuts off": (
        lambda: node_hexes(node_color=vz.by("size", domain=(4, 9))), [PALE, PALE, DEEP, DEEP]),
    "node_color: a domain of words orders, and others are missing": (
        lambda: node_hexes(node_color=vz.by("kind", domain=["z", "y"])),
        [LOST, ORANGE, LOST, BLUE]),
    "node_color: reverse turns the ramp": (
        lambda: node_hexes(node_color=vz.by("size", reverse=True))[::3], [DEEP, PALE]),
    "node_color: reverse turns categories": (
        lambda: node_hexes(node_color=vz.by("kind", reverse=True)), [GREEN, ORANGE, GREEN, BLUE]),
    "node_color: a missing word is grey": (
        lambda: node_hexes(node_color="tone"), [BLUE, LOST, ORANGE, BLUE]),
    "node_color: a missing number is grey": (
        lambda: node_hexes(node_color="gap")[1], LOST),
    "node_color: zero is the middle of a diverging ramp": (
        lambda: node_hexes(node_color=np.array([-1.0, 0.0, 0.5, 0.25])),
        node_hexes(node_color=vz.by(np.array([-1.0, 0.0, 0.5, 0.25]), domain=(-1, 1)))),
    "node_color: few values that would take the ramp are left to its end": (
        lambda: circos(nx.star_graph(60), node_color=vz.by(
            [*range(60), 5_000], scale="linear")).data.encodings["node_color"].domain,
        (0, np.percentile([*range(60), 5_000], 98))),
    "node_color: a robust domain": (
        lambda: circos(nx.path_graph(101), node_color=vz.by("id", domain="robust"))
        .data.encodings["node_color"].domain, (2, 98)),
    "node_color: a scale of categories": (
        lambda: node_hexes(node_color=vz.by("size", scale="category")),
        [BLUE, ORANGE, GREEN, "#924383"]),
    "node_color: classes": (
        lambda: node_hexes(node_color=vz.by("size", bins=[0, 5, 20])), [PALE, PALE, DEEP, DEEP]),
    "node_color: a middle": (
        lambda: circos(node_color=vz.by("size", center=2)).data.encodings["node_color"].domain,
        (-12, 16)),
    "node_color: ticks and their format": (
        lambda: words(circos(node_color=vz.by("size", ticks=[4, 9], format="{:.0f} m"))),
        ["size", "4 m", "9 m"]),
    "node_color: a palette's name": (
        lambda: node_hexes(node_color=vz.by("kind", palette="tab10"))[:2],
        ["#1f77b4", "#ff7f0e"]),
    "node_color: what is called unknown is grey": (
        lambda: node_hexes(node_color=["u", "unknown", "v", "u"]),
        [BLUE, LIGHT.other, ORANGE, BLUE]),
    "node_color: nothing said is the theme's": (lambda: node_hexes(), [LIGHT.node] * 4),
    "node_color: its entry in the guides": (
        lambda: words(circos(node_color="kind")), ["kind", "x", "y", "z", "2", "1", "1"]),
    "node_color: what is missing is counted in the guides": (
        lambda: words(circos(node_color="tone")), ["tone", "x", "y", "missing (1)", "2", "1", ""]),
    "node_color: a merged legend keeps what is missing": (
        lambda: words(circos(node_color="tone", node_shape="tone")),
        ["tone", "x", "y", "missing (1)", "2", "1", ""]),
    "node_color: a title for the guides": (
        lambda: words(circos(node_color=vz.by("kind", title="Sort")))[0], "Sort"),
    "node_color: legend=False says nothing": (
        lambda: words(circos(node_color=vz.by("kind", legend=False))), []),
    # Sizes of nodes.
    "node_size: a constant": (lambda: layer(circos(node_size=50), "nodes").size, [50.0] * 4),
    "node_size: a linear scale": (lambda: node_sizes(scale="linear"), 100 * SHARES),
    "node_size: a square root": (lambda: node_sizes(scale="sqrt"), [0, 100 / 3, 200 / 3, 100]),
    "node_size: a logarithm": (
        lambda: node_sizes(scale="log"), [0, 50, 100 * np.log(9) / np.log(16), 100]),
    "node_size: a skewed field takes roots": (
        lambda: layer(circos(nx.path_graph(40), node_size=vz.by(
            np.arange(40.0) ** 5, range=(0, 100))), "nodes").size[20] / 100, (20 / 39) ** 2.5),
    "node_size: the guide names the scale, the least and the greatest": (
        lambda: words(circos(nx.path_graph(40), node_size=vz.by(
            np.arange(40.0) ** 5, title="f"))), ["f (√)", "0", "20m", "90.2m"]),
    "node_size: classes": (
        lambda: node_sizes(bins=[0, 5, 20]), [0, 0, 100, 100]),
    "node_size: ranks": (lambda: node_sizes(scale="rank"), [0, 100 / 3, 200 / 3, 100]),
    "node_size: a range": (lambda: node_sizes(range=(10, 20)), 10 + 10 * SHARES),
    "node_size: reverse": (lambda: node_sizes(reverse=True), 100 - 100 * SHARES),
    "node_size: a domain": (lambda: node_sizes(domain=(0, 8)), [12.5, 50, 100, 100]),
    "node_size: a mapping": (lambda: node_sizes(field=SIZE), 100 * SHARES),
    "node_size: an array": (lambda: node_sizes(field=np.array([1, 1, 1, 3])), [0, 0, 0, 100]),
    "node_size: what is missing is smallest": (
        lambda: node_sizes(field="gap", range=(4, 100)), [4, 4, 52, 100]),
    "node_size: what is missing is smallest, reversed too": (
        lambda: node_sizes(field="gap", range=(4, 100), reverse=True), [100, 4, 52, 4]),
    "node_size: few nodes are large, many small": (
        lambda: [layer(ring(count), "nodes").size[0] for count in (10, 3_000)], [64.0, 2.2**2]),
    "node_size: a field spans the room of the nodes": (
        lambda: np.sqrt(layer(circos(node_size="size"), "nodes").size[::3]), [4.5, 17.0]),
    "node_size: shared sizes suit the fullest picture": (
        lambda: shared_sizes("node_size", (10, 3_000)), shared_sizes("node_size", (3_000,))),
    "node_size: shared, in whatever order pictures come": (
        lambda: shared_sizes("node_size", (3_000, 10)), shared_sizes("node_size", (3_000,))),
    # Opacity and shape of nodes.
    "node_alpha: a constant": (
        lambda: layer(circos(node_alpha=0.5), "nodes").color[:, 3], [0.5] * 4),
    "node_alpha: a field": (
        lambda: layer(circos(node_alpha="size"), "nodes").color[:, 3], 0.25 + 0.75 * SHARES),
    "node_alpha: it thins the colour's own": (
        lambda: layer(circos(node_color=(1, 0, 0, 0.5), node_alpha=0.5), "nodes").color[0],
        [1, 0, 0, 0.25]),
    "node_alpha: a missing value is faintest": (
        lambda: layer(circos(node_alpha="gap"), "nodes").color[1, 3], 0.25),
    "node_shape: words": (lambda: layer(circos(node_shape="kind"), "nodes").shape, [0, 1, 0, 2]),
    "node_shape: what is missing has the next shape": (
        lambda: layer(circos(node_shape="tone"), "nodes").shape, [0, 2, 1, 0]),
    "node_shape: a constant": (
        lambda: layer(circos(node_shape=vz.value("s")), "nodes").shape, [1] * 4),
    "node_shape: a domain": (
        lambda: layer(circos(node_shape=vz.by("kind", domain=["z", "y", "x"])), "nodes").shape,
        [2, 1, 2, 0]),
    # Edges.
    "edge_color: words are categories": (
        lambda: edge_hexes(edge_color="sort"), [BLUE, DARK_ORANGE, BLUE]),
    "edge_color: numbers run along a ramp": (
        lambda: edge_hexes(edge_color="w")[::2], [PALE_LINE, DEEP]),
    "edge_color: a constant": (lambda: edge_hexes(edge_color=vz.value("lime")), [LIME] * 3),
    "edge_color: data": (lambda: edge_hexes(edge_color=["u", "u", "v"]), [BLUE, BLUE, DARK_ORANGE]),
    "edge_color: a missing number is grey": (lambda: edge_hexes(edge_color="hole")[1], LOST),
    "edge_color: that of the source": (
        lambda: edge_hexes(node_color="kind", edge_color="source"), [BLUE, DARK_ORANGE, BLUE]),
    "edge_color: that of the target": (
        lambda: edge_hexes(node_color="kind", edge_color="target"),
        [DARK_ORANGE, BLUE, DARK_GREEN]),
    "edge_color: a gradient begins at the source": (
        lambda: edge_hexes(node_color="kind", edge_color="gradient"),
        [BLUE, DARK_ORANGE, BLUE]),
    "edge_color: a gradient ends at the target": (
        lambda: hexes(layer(circos(node_color="kind", edge_color="gradient"), "edges").fade),
        [DARK_ORANGE, BLUE, DARK_GREEN]),
    "edge_color: a cell without any number is missing, not 0": (
        lambda: hexes(vz.MatrixPlot(small(), edge_color="hole").data.edge_rgba)[1], LOST),
    "edge_width: a constant": (lambda: layer(circos(edge_width=3), "edges").width, [3.0]),
    "edge_width: a field": (
        lambda: layer(circos(edge_width="w"), "edges").width,
        0.4 * 1.4 + (5.0 - 0.4 * 1.4) * np.array([0, 0.25, 1])),
    "edge_width: a range": (
        lambda: layer(circos(edge_width=vz.by("w", range=(1, 3))), "edges").width, [1, 1.5, 3]),
    "edge_width: a missing number is thinnest": (
        lambda: layer(circos(edge_width=vz.by([1, None, 2], range=(1, 3))), "edges").width,
        [1, 1, 3]),
    "edge_width: many edges are thin": (
        lambda: [layer(ring(count), "edges").width[0] for count in (10, 1_000)],
        [1.4, 2 - 3 * 0.38]),
    "edge_width: shared widths suit the fullest picture": (
        lambda: shared_sizes("edge_width", (10, 3_000)), shared_sizes("edge_width", (3_000,))),
    "edge_width: shared, in whatever order pictures come": (
        lambda: shared_sizes("edge_width", (3_000, 10)), shared_sizes("edge_width", (3_000,))),
    "edge_alpha: a constant": (lambda: layer(circos(edge_alpha=0.3), "edges").color[:, 3], [0.3]),
    "edge_alpha: a field": (
        lambda: layer(circos(edge_alpha="w"), "edges").color[:, 3],
        0.12 + 0.83 * np.array([0, 0.25, 1])),
    "edge_alpha: few edges are all but opaque": (lambda: circos().data.edge_rgba[:, 3], [0.75]),
    "edge_alpha: many edges beside each other are no fainter": (
        lambda: ring(3_000).data.edge_rgba[0, 3], 0.75),
    "edge_alpha: many edges over each other are": (
        lambda: [over_each_other(count).data.edge_rgba[0, 3] > least for count, least in (
            (100, 0.1), (1_000, 0.1), (1_000, 0.02))], [True, False, True]),
    "edge_alpha: not where it is said": (
        lambda: over_each_other(1_000, edge_alpha=0.5).data.edge_rgba[0, 3], 0.5),
    # Words.
    "node_labels: ids": (lambda: texts(circos(node_labels=True)), ["a", "b", "c", "d"]),
    "node_labels: a field, what is missing has none": (
        lambda: texts(circos(node_labels="gap")), ["1", "3", "5"]),
    "node_labels: the top few by a field": (
        lambda: texts(circos(node_labels=vz.label(top=2, by="size"))), ["c", "d"]),
    "node_labels: data": (
        lambda: texts(circos(node_labels=["p", "q", "r", "s"])), ["p", "q", "r", "s"]),
    "node_labels: what is long is shortened": (
        lambda: [len(text) for text in texts(circos(node_labels=["x" * 40, "", "", ""]))], [32]),
    "node_labels: groups are named beside them": (
        lambda: texts(circos(node_labels=True, group_by="kind", node_color="kind"), "group_labels"),
        ["x", "y", "z"]),
    "node_labels: what is long is broken into two lines": (
        lambda: texts(circos(node_labels=["one two three four five six", "", "", ""])),
        ["one two three\nfour five six"]),
    "node_labels: a size": (
        lambda: layer(circos(node_labels=vz.label(size=11)), "node_labels").size, 11),
    "node_labels: a weight": (
        lambda: [layer(circos(node_labels=vz.label(weight=weight)), "node_labels").bold
                 for weight in (None, "normal", "bold")], [False, False, True]),
    "node_labels: a colour": (
        lambda: layer(circos(node_labels=vz.label(color="red")), "node_labels").color,
        [[1, 0, 0, 1]]),
    "node_labels: data of colours": (
        lambda: layer(circos(node_labels=vz.label(
            color=["red", "lime", "red", None], top=2, by="size")), "node_labels").color,
        [[1, 0, 0, 1], LIGHT.rgba("ink")[0]]),
    "edge_labels: beside their edges, on paper": (
        lambda: [np.hypot(*layer(circos(edge_labels="sort"), "edge_labels").offset.T).min() > 3,
                 *layer(circos(edge_labels="sort"), "edge_labels").halo], [1, 1, 1, 1, 1]),
    "edge_labels: a size": (
        lambda: layer(circos(edge_labels=vz.label("sort", size=7)), "edge_labels").size, 7),
    "edge_labels: a field": (
        lambda: texts(circos(edge_labels="sort"), "edge_labels"), ["p", "p", "q"]),
    "edge_labels: the top few by a field": (
        lambda: texts(
            circos(edge_labels=vz.label("sort", top=1, by=[1, 3, 2])), "edge_labels"), ["q"]),
    "group_labels: by default": (
        lambda: texts(circos(group_by="kind"), "group_labels"), ["x", "y", "z"]),
    "group_labels: none where there is no group": (lambda: texts(circos(), "group_labels"), []),
    "group_labels: not where they are taken back": (
        lambda: texts(circos(group_by="kind", group_labels=False), "group_labels"), []),
    "group_labels: wherever they are asked for": (
        lambda: texts(
            circos(node_labels=True, group_by="kind", node_color="kind", group_labels=True),
            "group_labels"), ["x", "y", "z"]),
    "title: higher than labels": (lambda: titled("Short"), (1, 14.45)),
    "title: a long one breaks into lines": (lambda: titled(SAID + SAID[:20]), (3, 14.45)),
    "title: lines that were made stay": (lambda: titled("one\ntwo"), (2, 14.45)),
    "title: its lines need room": (
        lambda: circos(title="one\ntwo").scene().size[1] - circos(title="one").scene().size[1],
        1.15 * 14.45 / 72),
    "subtitle: below the title": (lambda: below("head", title="a", subtitle="b"), ["b"]),
    "subtitle: alone": (lambda: below("head", subtitle="b"), ["b"]),
    "caption: small print": (lambda: below("foot", caption="c"), ["c"]),
    "caption: room for it": (
        lambda: circos(caption="c").scene().size[1] > circos().scene().size[1] + 0.2, True),
    # The page.
    "figsize: that of the page": (lambda: circos(figsize=(4, 3)).scene().size, (4.0, 3.0)),
    "figsize: small pictures have small letters": (
        lambda: layer(circos(figsize=(3, 3), node_labels=True), "node_labels").size,
        6.2),
    "figsize: with legends the page is wider": (
        lambda: circos(node_color="kind").scene().size[0] > circos().scene().size[0], True),
    "legend: nothing is explained": (
        lambda: circos(node_color="kind", legend=False).scene().guides.layers, ()),
    "legend: beside the picture": (
        lambda: circos(node_color="kind").scene().legend_place, "right"),
    "legend: below a small one": (
        lambda: circos(node_color="kind", figsize=(3, 4)).scene().legend_place, "bottom"),
    "legend: below where that is asked for": (
        lambda: circos(node_color="kind", legend="bottom").scene().legend_place, "bottom"),
    "legend: beside where that is asked for": (
        lambda: circos(node_color="kind", legend="right", figsize=(3, 4)).scene().legend_place,
        "right"),
    "legend: what the names of groups say is not said again": (
        lambda: words(circos(node_color="kind", group_by="kind")), []),
    "legend: of groups without names": (
        lambda: words(circos(node_color="kind", group_by="kind", group_labels=False))[0], "kind"),
    "legend: one value tells nothing apart": (
        lambda: words(circos(node_color=["x"] * 4)), []),
    "legend: words for the names of fields": (
        lambda: words(directed(node_color="in_degree"))[0], "in-degree"),
    "legend: one too high for its page is left out": (
        lambda: crowded(node_color=[str(number) for number in range(20)], figsize=(12, 1.2)),
        True),
    "legend: one too wide for its page is left out": (
        lambda: crowded(node_color=vz.by("id", title="a wide title"), figsize=(1, 6)), True),
    "legend: one that has room stays": (
        lambda: crowded(node_color=[str(number) for number in range(20)], figsize=(12, 5)),
        False),
    "theme: a name": (
        lambda: hexes(layer(circos(theme="dark"), "nodes").color)[0], DARK.node),
    "theme: paper round the nodes": (
        lambda: to_hex(layer(circos(theme="dark"), "nodes").outline), DARK.background),
    "theme: one's own": (
        lambda: node_hexes(theme=vz.Theme(node="#123456")), ["#123456"] * 4),
    "theme: letters of one's own size": (
        lambda: layer(circos(theme=vz.Theme(font_size=11.0), node_labels=True), "node_labels").size,
        11.0),
    "direction: nothing where there is none": (lambda: layer(circos(), "edges").taper, ()),
    "direction: edges narrow": (lambda: len(layer(directed(), "edges").taper), 2),
    "direction: edges that narrow begin wider than others are": (
        lambda: directed().edges.width / directed(direction="none").edges.width, [1.7] * 3),
    "direction: a constant width is that of the source": (
        lambda: directed(edge_width=3).edges.width, [3.0] * 3),
    "direction: not where it is taken back": (
        lambda: layer(directed(direction="none"), "edges").taper, ()),
    "direction: heads": (lambda: layer(directed(direction="arrow"), "arrowheads").item, [0, 1, 2]),
    "direction: heads grow with the width of their edge": (
        lambda: layer(
            directed(direction="arrow", edge_width=vz.by("w", range=(1, 3))), "arrowheads").length,
        [5 + 2.8, 5 + 1.5 * 2.8, 5 + 3 * 2.8]),
    "direction: edges are faint at their source": (
        lambda: directed(direction="gradient").data.edge_start_rgba[0, 3], 0.12 * 0.75),
    "direction: edges are strong at their target": (
        lambda: layer(directed(direction="gradient"), "edges").fade[0, 3], 0.75),
    "direction: arcs run back below the line": (lambda: arc_middles(), [1, -1]),
    "direction: arcs that have no side run above": (
        lambda: arc_middles(direction="none"), [1, 1]),
    "direction: parallel edges stand evenly round their middle": (
        lambda: parallel_heights(3), [0.88, 1, 1.12]),
    "raster: few edges are vectors": (lambda: layer(circos(), "edges").raster, False),
    "raster: many edges are pixels": (lambda: layer(ring(4_001), "edges").raster, True),
    "raster: few edges are pixels where it is asked": (
        lambda: layer(circos(raster=True), "edges").raster, True),
    "raster: many edges are vectors where it is asked": (
        lambda: layer(ring(4_001, raster=False), "edges").raster, False),
    "edge_blend: edges are counted": (
        lambda: type(layer(circos(edge_blend="density"), "edges")), EdgeChunks),
    "edge_blend: counts are explained": (
        lambda: words(circos(edge_blend="density"))[0], "edges per pixel (log)"),
    "edge_blend: plain edges that would be a slab are counted by themselves": (
        lambda: [type(layer(slab(**options), "edges")) is EdgeChunks for options in (
            {}, {"edge_blend": "over"}, {"edge_width": "w"}, {"raster": False})],
        [True, False, False, False]),
    "edge_blend: and the repr says so": (
        lambda: "Edges are counted over each pixel." in repr(slab()), True),
    "edge_blend: each category has its colour": (
        lambda: counted_hexes(edge_color="sort"), [BLUE, DARK_ORANGE, BLUE]),
    "edge_blend: each end has its colour": (
        lambda: counted_hexes(node_color="kind", edge_color="target"),
        [DARK_ORANGE, BLUE, DARK_GREEN]),
    "edge_blend: categories mix by their counts": (
        lambda: counted_edges(edge_color=vz.by("sort", palette=[RED, LIME])).chunks.shade(
            np.array([[1.0, 3.0]]))[0, :3], [0.75, 0.25, 0]),
    "density_scale: a logarithm": (
        lambda: counted_edges(density_scale="log").scale.share(np.array([1.0, 2.0]))[0], 0),
    "density_scale: by default it follows the counts": (
        lambda: [edge_density(plot, plot.data).scale.scale for plot in (slab(), heavy())],
        ["linear", "log"]),
    "density_scale: linear from nothing": (
        lambda: counted_edges(density_scale="linear").scale.share(np.array([0.0, 1.0])),
        [0, 1 / counted_edges().scale.high]),
    "density_scale: each shade as often": (
        lambda: counted_edges(density_scale="eq_hist").scale.scale, "rank"),
    # Order.
    "group_by: a field": (lambda: circos(group_by="kind").data.order.group, [0, 1, 0, 2]),
    "group_by: a mapping": (
        lambda: circos(group_by=dict.fromkeys("abcd", 1) | {"a": 0}).data.order.sizes, [1, 3]),
    "group_by: what is missing is a last group": (
        lambda: groups(group_by="tone"), ("x", "y", "missing")),
    "group_by: gaps leave room for nodes, however many groups there are": (
        lambda: ring(100, group_by="id").data.layout.slot, 0.75 * 2 * np.pi / 100),
    "group_order: sorted": (lambda: groups(group_by=list("qqpr")), ("p", "q", "r")),
    "group_order: as they appear": (
        lambda: groups(group_by=list("qrpr"), group_order="appearance"), ("q", "r", "p")),
    "group_order: the largest first": (
        lambda: groups(group_by=list("qrpr"), group_order="size"), ("r", "p", "q")),
    "group_order: as it is said": (
        lambda: groups(group_by=list("qrpr"), group_order=["r", "q", "p"]), ("r", "q", "p")),
    "sort_by: a field": (lambda: drawn(sort_by={"a": 3, "b": 1, "c": 2, "d": 0}), "dbca"),
    "sort_by: downwards": (lambda: drawn(sort_by=vz.by("size", reverse=True)), "dcba"),
    "sort_by: inside groups": (
        lambda: drawn(group_by="kind", sort_by=vz.by("size", reverse=True)), "cabd"),
    "sort_by: several": (lambda: drawn(sort_by=["kind", vz.by("size", reverse=True)]), "cabd"),
    "sort_by: what is missing is last": (lambda: drawn(sort_by="gap"), "acdb"),
    "sort_by: what is missing is last, downwards too": (
        lambda: drawn(sort_by=vz.by("gap", reverse=True)), "dcab"),
    # Plots' own.
    "tracks: bars are as long as their numbers": (
        lambda: track_heights(), np.array([1, 4, 9, 16]) / 16),
    "tracks: strips have colours": (
        lambda: hexes(layer(circos(tracks=["kind"]), "track_0").color),
        [BLUE, ORANGE, BLUE, GREEN]),
    "tracks: they need room below arcs": (lambda: room_of_tracks("bottom"), True),
    "tracks: they need none left of them": (lambda: room_of_tracks("left"), False),
    "tracks: they need room left of vertical arcs": (
        lambda: room_of_tracks("left", orientation="vertical"), True),
    "tracks: they need none below these": (
        lambda: room_of_tracks("bottom", orientation="vertical"), False),
    "tracks: they are explained": (lambda: words(circos(tracks=["kind"]))[0], "kind"),
    "orientation: from left to right": (
        lambda: layer(vz.ArcPlot(small()), "nodes").xy, [[0, 0], [1, 0], [2, 0], [3, 0]]),
    "orientation: downwards": (
        lambda: layer(vz.ArcPlot(small(), orientation="vertical"), "nodes").xy,
        [[0, 0], [0, -1], [0, -2], [0, -3]]),
    "label_layout: flat where they fit": (
        lambda: layer(circos(node_labels=True), "node_labels").rotation, [0] * 4),
    "label_layout: outwards": (
        lambda: np.ptp(layer(
            circos(node_labels=True, label_layout="radial"), "node_labels").rotation) > 45, True),
    "label_layout: flat": (
        lambda: layer(
            circos(node_labels=True, label_layout="horizontal"), "node_labels").rotation, [0] * 4),
    "label_layout: counted": (
        lambda: texts(circos(node_labels=True, label_layout="numbers")),
        ["1: a", "2: b", "3: c", "4: d"]),
    "layout: blocks along the diagonal": (
        lambda: molecules().blocks[["x", "y"]].to_numpy(), [[0, 0], [2, 2], [5, 5]]),
    "layout: blocks in rows": (
        lambda: len(set(molecules(layout="mosaic").blocks["y"])), 2),
    "block_color: outlines": (
        lambda: hexes(molecules(block_color="tag").data.encodings["block_color"].values),
        [BLUE, ORANGE, BLUE]),
    "block_sort_by: a field of the graphs": (
        lambda: list(molecules(block_sort_by=vz.by("size", reverse=True)).blocks.index),
        ["three", "two", "one"]),
    "block_group_by: like beside like": (
        lambda: list(molecules(block_group_by="tag").blocks.index), ["one", "three", "two"]),
    "block_data: further fields": (
        lambda: list(molecules(
            block_sort_by="rank",
            block_data=pd.DataFrame({"rank": [2, 3, 1]}, index=["one", "two", "three"]),
        ).blocks.index), ["three", "one", "two"]),
    "cell_gather: single cells where there are few": (lambda: type(gathered("auto")), Tiles),
    "cell_gather: edges are counted": (
        lambda: (gathered("count").gather, len(gathered("count").values)), ("count", 0)),
    "cell_gather: numbers are added": (
        lambda: (gathered("sum", edge_color="w").gather, *gathered("sum", edge_color="w").values),
        ("sum", 2, 4, 3)),
    "cell_gather: numbers are averaged": (
        lambda: type(gathered("mean", edge_color="w")), BinnedCells),
    "cell_gather: the greatest is seen": (lambda: gathered("max", edge_color="w").gather, "max"),
    "edge_weight: flows": (
        lambda: chord(edge_weight="w").flows.to_numpy(), [[0, 1, 4], [1, 0, 0], [4, 0, 0]]),
    "edge_weight: without it edges are counted": (
        lambda: chord().flows.to_numpy(), [[0, 2, 1], [2, 0, 0], [1, 0, 0]]),
    "edge_weight: the widest ribbon lies lowest": (
        lambda: layer(chord(), "edges").item, [0, 1]),
    "edge_weight: the widest ribbon lies lowest, whichever it is": (
        lambda: layer(chord(edge_weight="w"), "edges").item, [1, 0]),
    "edge_color: ribbons take that of their source": (
        lambda: hexes(layer(chord(nx.DiGraph), "edges").color), [BLUE, BLUE, ORANGE]),
    "edge_color: ribbons take that of their target": (
        lambda: sorted(hexes(layer(chord(nx.DiGraph, edge_color="target"), "edges").color)),
        sorted([BLUE, ORANGE, GREEN])),
    "node_color: arcs take that of their group": (
        lambda: hexes(layer(chord(), "nodes").color), [BLUE, ORANGE, GREEN]),
    "values: counts": (
        lambda: mixing(values="count").table.to_numpy(), [[0, 1, 1], [1, 0, 0], [0, 0, 0]]),
    "values: shares": (lambda: mixing().table.to_numpy().sum(), 1.0),
    "group_order: a chain of contact from the largest": (
        lambda: groups(group_by=list("qrpr"), group_order="contact")[0], "r"),
    "group_order: the leaves of a tree": (
        lambda: sorted(groups(group_by=list("qrpr"), group_order="similarity")), ["p", "q", "r"]),
    "values: residuals have zero in their middle": (
        lambda: sum(mixing(values="residual").data.encodings["cells"].domain), 0),
    "given: each row adds to one": (
        lambda: mixing(given="source").table.to_numpy(), [[0, 0.5, 0.5], [1, 0, 0], [0, 0, 0]]),
    "over: nodes are counted": (
        lambda: vz.MixingPlot(small(), x="kind", y="kind", over="nodes", values="count")
        .table.to_numpy(), np.diag([2, 1, 1])),
    "x: rows": (
        lambda: list(vz.MixingPlot(small(), x="kind", y="size").table.index), ["x", "y", "z"]),
    "y: columns": (
        lambda: len(vz.MixingPlot(small(), x="kind", y="size").table.columns), 4),
    "exposure: its colour": (
        lambda: hexes(layer(causal(), "nodes").color), [LIGHT.muted, LIGHT.node, ORANGE]),
    "outcome: arrows of open paths are wide": (
        lambda: layer(causal(given="U"), "edges").width, [1.1, 1.1, 2.2]),
    "given: a square": (lambda: layer(causal(given="U"), "nodes").shape, [1, 0, 0]),
    "given: arrows of blocked paths recede": (
        lambda: hexes(layer(causal(given="U"), "edges").color)[:2], [LIGHT.other] * 2),
    "path_limit: what is not looked at is said": (
        lambda: "Paths beyond 1 are not looked at" in causal(path_limit=1).scene().description,
        True),
    "title: the answer of a causal plot": (
        lambda: causal().scene().title, "X is not independent of Y, 2 open paths"),
    # Maps.
    "node_lat: data": (
        lambda: geo(node_lat=dict.fromkeys(CITIES, 0.0))
        .data.xy[:, 1], [0] * 3),
    "node_lon: data": (
        lambda: np.ptp(geo(node_lon=dict.fromkeys(CITIES, 5.0)).data.xy[:, 0]), 0),
    "crs: metres": (
        lambda: np.round(vz.GeoPlot(
            nx.Graph([("p", "q")]), node_lon={"p": 500_000.0, "q": 500_000.0},
            node_lat={"p": 0.0, "q": 5e6}, crs="EPSG:32631",
        ).data.layout.positions.lon, 6), [3.0, 3.0]),
    "projection: its name": (
        lambda: type(geo(projection="Robinson").scene().projection).__name__, "Robinson"),
    "basemap: land and borders": (
        lambda: {"land", "borders"} <= set(geo().scene().layers), True),
    "basemap: none": (
        lambda: set(geo(basemap=None).scene().layers), {"edges", "nodes"}),
    "extent: degrees": (
        lambda: np.round(geo(extent=(0, 20, 40, 60), figsize=(6, 6))
                         .data.layout.view.limits(1.0)), [0, 20, 40, 60]),
    "graticule: lines from line to line": (lambda: rules(5) > rules(10) > 0, True),
    "basemap: auto has none for a city": (
        lambda: {"water", "land"} & set(city().scene().layers), set()),
    "scale_bar: auto below a city": (
        lambda: "scale_bar" in city().scene().layers, True),
    "extent: all is one map": (
        lambda: geo(extent="all").scene().layers.keys() & {"stubs", "inset_titles"}, set()),
    "scale_bar: a bar and its words": (
        lambda: {"scale_bar", "scale_words"} <= set(geo(scale_bar=True).scene().layers), True),
    "edge_path: straight on the page": (lambda: detour(edge_path="straight"), 1),
    "edge_path: along great circles": (lambda: detour() > 1.01, True),
    "bundling: no detour": (
        lambda: from_lima_to_oslo(edge_path="bundled", bundling=0), from_lima_to_oslo()),
    "bundling: edges go by what lies near their way": (
        lambda: past_paris(edge_path="bundled") < 0.8 * past_paris(), True),
}  # fmt: skip


def same(seen, wanted):
    if isinstance(wanted, (str, bool, type, set, dict)) or isinstance(seen, (str, type, set)):
        assert seen == wanted
    elif len(np.atleast_1d(wanted)) and isinstance(np.ravel(np.array(wanted, object))[0], str):
        assert list(seen) == list(wanted)
    else:
        np.testing.assert_allclose(np.asarray(seen, float), np.asarray(wanted, float), atol=1e-6)


@pytest.mark.parametrize("name", LOOKS)
def test_an_option_does_what_it_says(name):
    look, wanted = LOOKS[name]
    same(look(), wanted)


def test_every_option_of_every_plot_has_a_row():
    kinds = [kind for kind in Plot.registry.values() if kind.__module__.startswith("vizlib.")]
    options = {option.name for kind in kinds for option in fields(kind)} - set(HIDDEN)
    assert options == {name.split(":")[0] for name in LOOKS}
