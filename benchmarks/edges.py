"""Edges as vectors and as pixels: vizlib beside matplotlib's LineCollection of the same curves."""

import io

import networkx as nx
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from timing import Row, side_by_side, table

import vizlib as vz
from vizlib.rendering.artists import segments

KINDS = {
    "circos": vz.CircosPlot,
    "arc": vz.ArcPlot,
    "hive": vz.HivePlot,
    "parallel": vz.ParallelPlot,
}
SIZE = (8, 8)


def graph_of(nodes, edges):
    graph = nx.gnm_random_graph(nodes, edges, seed=1)
    nx.set_node_attributes(graph, {node: "abcde"[node % 5] for node in graph}, "kind")
    return graph


def tables_of(nodes, edges):
    import pandas as pd

    rng = np.random.default_rng(0)
    ends = {"source": rng.integers(0, nodes, edges), "target": rng.integers(0, nodes, edges)}
    groups = pd.DataFrame({"kind": np.array(list("abcde"))[np.arange(nodes) % 5]})
    return vz.from_edges(pd.DataFrame(ends), groups)


def png(figure):
    FigureCanvasAgg(figure)
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=100, pil_kwargs={"compress_level": 1})


def plot_of(kind, graph, raster):
    options = {"group_by": "kind", "node_color": "kind", "figsize": SIZE, "raster": raster}
    return KINDS[kind](graph, **options)


def line_collection(plot):
    """Return a call that draws the same curves by matplotlib alone."""
    curves = plot.replace(raster=False).scene().layers["edges"]
    paths, color = segments(curves), curves.part_color

    def draw():
        figure = Figure(figsize=SIZE, dpi=100)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        ax.add_collection(LineCollection(paths, colors=color, linewidths=curves.width))
        ax.autoscale_view()
        png(figure)

    return draw


def vector_rows():
    graph = graph_of(1000, 10_000)
    for kind in KINDS:
        plot = plot_of(kind, graph, raster=False)
        ways = {
            "build": lambda kind=kind: plot_of(kind, graph, raster=False).scene(),
            "draw": lambda plot=plot: png(plot.replace().figure()),
            "bare": line_collection(plot),
        }
        took = side_by_side(ways, 3)
        build, bare = took["build"], took["bare"]
        yield Row(f"{kind} 1k/10k: build the scene", build[0], None, "", "0.15 s", build[0] <= 0.15,
                  build[1])  # fmt: skip
        drawn = took["draw"]
        yield Row(f"{kind} 1k/10k: vector PNG", drawn[0], bare[0], "LineCollection", "1.2 x",
                  drawn[0] <= 1.2 * bare[0], drawn[1])  # fmt: skip


def raster_rows():
    graph = graph_of(10_000, 100_000)
    for kind in KINDS:
        plot = plot_of(kind, graph, raster=True)
        draw = line_collection(plot)
        ways = {"ours": lambda plot=plot: png(plot.replace().figure()), "bare": draw}
        took = side_by_side(ways, 1)
        ours, bare = took["ours"], took["bare"]
        yield Row(f"{kind} 10k/100k: raster PNG", ours[0], bare[0], "LineCollection", "1/15",
                  ours[0] <= bare[0] / 15, ours[1])  # fmt: skip


def large_rows():
    tables = tables_of(100_000, 1_000_000)
    for blend, bar in (("over", 4.5), ("density", 3.0)):
        ways = {"ours": lambda blend=blend: png(
            vz.CircosPlot(tables, group_by="kind", node_color="kind", figsize=SIZE,
                          edge_blend=blend).figure())}  # fmt: skip
        seconds, spread = side_by_side(ways, 3)["ours"]
        yield Row(f"circos 100k/1M from tables: {blend}", seconds, None, "", f"{bar} s",
                  seconds <= bar, spread)  # fmt: skip
    seconds, spread = side_by_side(
        {"ours": lambda: png(vz.MatrixPlot(tables, figsize=SIZE).figure())}, 3
    )["ours"]
    yield Row("matrix 100k/1M from tables", seconds, None, "", "0.35 s", seconds <= 0.35, spread)


def rows():
    yield from vector_rows()
    yield from raster_rows()
    yield from large_rows()


if __name__ == "__main__":
    print(table(list(rows())))
