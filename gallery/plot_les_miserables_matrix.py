"""The same network as a matrix: communities are blocks, and the strip shows them."""

import networkx as nx

import vizlib as vz

vz.MatrixPlot(
    nx.les_miserables_graph(),
    group_by="community",
    sort_by=vz.by("degree", reverse=True),
    node_color="community",
    edge_color=vz.by("weight", scale="sqrt", title="scenes together"),
    title="Les Misérables",
).save("les_miserables_matrix.png", dpi=150)
