"""Draw a random network with one peer, in the peer's own environment; print CPU seconds."""

import io
import json
import random
import statistics
import sys
import time

PEER, NODES, EDGES = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def graph_of():
    import networkx as nx

    graph = nx.gnm_random_graph(NODES, EDGES, seed=1)
    for node in graph:
        graph.nodes[node]["kind"] = "abcde"[node % 5]
    return graph


def nxviz():
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import nxviz as nv

    graph = graph_of()

    def draw():
        plt.figure(figsize=(8, 8))
        nv.circos(graph, group_by="kind", node_color_by="kind")
        plt.savefig(io.BytesIO(), dpi=100)
        plt.close("all")

    return draw


def networkx():
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import networkx as nx

    graph = graph_of()

    def draw():
        figure = plt.figure(figsize=(8, 8))
        nx.draw(graph, nx.circular_layout(graph), node_size=4, width=0.3)
        figure.savefig(io.BytesIO(), dpi=100)
        plt.close("all")

    return draw


def datashader():
    """Count the same curves, twelve points each, without anti-aliasing, and shade them."""
    import datashader as ds
    import datashader.transfer_functions as tf
    import numpy as np
    import pandas as pd

    random.seed(1)
    rng = np.random.default_rng(1)
    ends = rng.integers(0, NODES, (2, EDGES))

    def draw():
        angle = np.arange(NODES) / NODES * 2 * np.pi
        xy = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        one, two = xy[ends[0]], xy[ends[1]]
        t = np.linspace(0, 1, 12)[:, None, None]
        points = (1 - t) ** 2 * one + t**2 * two
        frame = pd.DataFrame(
            {
                **{f"x{k}": points[k, :, 0] for k in range(12)},
                **{f"y{k}": points[k, :, 1] for k in range(12)},
            }
        )
        canvas = ds.Canvas(800, 800, x_range=(-1, 1), y_range=(-1, 1))
        names = [[f"{axis}{k}" for k in range(12)] for axis in "xy"]
        counts = canvas.line(frame, x=names[0], y=names[1], axis=1, agg=ds.count())
        tf.shade(counts, how="log").to_pil().save(io.BytesIO(), format="png")

    return draw


draw = {"nxviz": nxviz, "networkx": networkx, "datashader": datashader}[PEER]()
if EDGES <= 20_000 or PEER == "datashader":
    draw()
seconds = []
for _ in range(1 if EDGES > 20_000 and PEER != "datashader" else 3):
    start = time.process_time()
    draw()
    seconds.append(time.process_time() - start)
print(json.dumps(statistics.median(seconds)))
