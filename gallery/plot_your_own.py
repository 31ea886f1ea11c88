"""A plot of your own: say where nodes stand and how edges run, and the rest is there."""

import networkx as nx
import numpy as np

import vizlib as vz
from vizlib.scene.edge_paths import straight


class SpiralPlot(vz.Plot):
    """Nodes on a spiral, in their order."""

    def place(self, data):
        turn = np.pi * np.sqrt(data.order.place + 4.0)
        return np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1)

    def connect(self, data, edges):
        return straight(edges.start, edges.end)


SpiralPlot(
    nx.les_miserables_graph(),
    sort_by=vz.by("degree", reverse=True),
    node_color="community",
    node_size="degree",
    edge_color="source",
    title="A spiral, the most connected inside",
).save("spiral.png", dpi=150)
