"""The same network as a matrix: communities are blocks, and the strip shows them."""

import networkx as nx

import vizlib as vz

vz.MatrixPlot(
    nx.les_miserables_graph(),
    group_by="community",
    sort_by=vz.by("strength", reverse=True),
    node_labels=True,
    edge_color=vz.by("weight", title="scenes together"),
    title="Les Misérables: six circles, one man in all of them",
    subtitle="Scenes that two of 77 characters share; rows and columns in the same order",
    caption="Source: Knuth, The Stanford GraphBase. Communities: Louvain",
).save("les_miserables_matrix.png", dpi=150)
