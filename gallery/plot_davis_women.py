"""Southern women and the events they came to (Davis, Gardner and Gardner 1941)."""

import networkx as nx

import vizlib as vz

G = nx.davis_southern_women_graph()
kind = {node: "event" if at else "woman" for node, at in G.nodes(data="bipartite")}
vz.ParallelPlot(
    G,
    group_by=vz.by(kind, title="who"),
    group_order=["woman", "event"],
    node_size="degree",
    node_labels=True,
    title="Two circles of women, and the events that joined them",
    subtitle="18 women of Natchez, Mississippi, and the 14 events they came to",
    caption="Source: Davis, Gardner and Gardner, Deep South (1941)",
    figsize=(7, 8),
).save("davis_women.png", dpi=150)
