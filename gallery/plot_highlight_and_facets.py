"""Some nodes stand out, and small multiples on shared scales."""

import networkx as nx

import vizlib as vz

plot = vz.CircosPlot(
    nx.les_miserables_graph(), group_by="community", sort_by="degree", node_color="community"
)
plot.replace(node_labels=True).highlight("Gavroche").save("highlight.png", dpi=150)
plot.replace(title="Inside each community").facet(nodes="community").save("facets.png", dpi=150)
