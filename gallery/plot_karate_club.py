"""Zachary's karate club (1977): one graph, two looks, side by side on a user's own axes."""

import matplotlib.pyplot as plt
import networkx as nx

import vizlib as vz

G = nx.karate_club_graph()
fig, (left, right) = plt.subplots(1, 2, figsize=(12, 5.5))
vz.CircosPlot(
    G, group_by="club", sort_by="degree", node_size="degree", edge_width="weight", node_labels=True,
    legend=False, title="Few ties join the two halves of a club",
).draw(left)  # fmt: skip
vz.MatrixPlot(
    G, group_by="club", edge_color=vz.by("weight", title="contexts they met in"), node_labels=True
).draw(right)
fig.savefig("karate_club.png", dpi=150)
