"""Les Misérables in three layouts: arcs on a line, a hive, and parallel columns."""

import networkx as nx

import vizlib as vz

G = nx.les_miserables_graph()
look = {"group_by": "community", "node_color": "community", "edge_color": "source"}
vz.ArcPlot(G, sort_by="degree", edge_width="weight", node_labels=True, **look).save(
    "arc.png", dpi=150
)
vz.HivePlot(G, sort_by="degree", node_size="degree", **look).save("hive.png", dpi=150)
vz.ParallelPlot(G, node_size="degree", **look).save("parallel.png", dpi=150)
