"""Les Misérables: who meets whom, by community."""

import networkx as nx

import vizlib as vz

G = nx.les_miserables_graph()
vz.CircosPlot(
    G,
    group_by="community",
    sort_by="degree",
    node_color="community",
    node_size="degree",
    edge_width="weight",
    edge_color="source",
    node_labels=True,
    title="Les Misérables",
).save("les_miserables.png", dpi=150)
