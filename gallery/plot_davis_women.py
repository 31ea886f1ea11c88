"""Southern women and the events they came to (Davis, Gardner and Gardner 1941)."""

import networkx as nx

import vizlib as vz

G = nx.davis_southern_women_graph()
kind = {node: "event" if at else "woman" for node, at in G.nodes(data="bipartite")}
vz.CircosPlot(
    G,
    group_by=kind,
    sort_by="spectral",
    node_color=vz.by(kind, title="who"),
    node_size="degree",
    node_labels=True,
    edge_alpha=0.35,
).save("davis_women.png", dpi=150)
