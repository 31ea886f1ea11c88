"""Four ways to show direction.

Edges of a directed graph narrow towards their target unless something else is asked for:
arrowheads, a gradient, or the side of the line on which an arc runs.
"""

import matplotlib.pyplot as plt
import networkx as nx

import vizlib as vz

graph = nx.gnm_random_graph(16, 34, seed=4, directed=True)
figure, axes = plt.subplots(2, 2, figsize=(11, 9.5))
figure.subplots_adjust(0.02, 0.02, 0.98, 0.94, wspace=0.08, hspace=0.16)
for ax, way in zip(axes.flat, ["taper", "arrow", "gradient", "side"], strict=True):
    kind = vz.ArcPlot if way == "side" else vz.CircosPlot
    look = {"node_color": "in_degree", "node_size": 60.0, "edge_width": 1.6}
    kind(graph, direction=way, **look, title=f'direction="{way}"').draw(ax=ax)
figure.savefig("direction.png")
