"""Zachary's karate club (1977): one graph, two looks, side by side on a user's own axes."""

import matplotlib.pyplot as plt
import networkx as nx

import vizlib as vz

G = nx.karate_club_graph()
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 5.5))
vz.CircosPlot(
    G, group_by="club", sort_by="degree", node_color="club", edge_width="weight", node_labels=True
).draw(left)
vz.MatrixPlot(G, group_by="club", sort_by="degree", node_color="club", edge_color="weight").draw(
    right
)
fig.savefig("karate_club.png", dpi=150)
