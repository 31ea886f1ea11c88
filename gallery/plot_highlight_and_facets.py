"""Some nodes stand out, and small multiples on shared scales."""

import networkx as nx

import vizlib as vz

plot = vz.CircosPlot(
    nx.les_miserables_graph(),
    group_by="community",
    sort_by=vz.by("degree", reverse=True),
    node_size="degree",
    caption="Source: Knuth, The Stanford GraphBase. Communities: Louvain",
)
gavroche = plot.replace(node_labels=True, title="Gavroche knows the street and the barricade")
gavroche.highlight("Gavroche").save("highlight.png", dpi=150)
circles = plot.replace(title="Inside each circle everybody hangs on one or two")
circles.facet(nodes="community").save("facets.png", dpi=150)
