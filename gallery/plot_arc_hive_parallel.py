"""Les Misérables in three layouts: arcs on a line, a hive, and parallel columns."""

import networkx as nx

import vizlib as vz

G = nx.les_miserables_graph()
strength = dict(G.degree(weight="weight"))
leader = {
    member: "around " + max(circle, key=strength.__getitem__)
    for circle in nx.community.louvain_communities(G, weight="weight", seed=1)
    for member in circle
}
look = {
    "group_by": leader, "sort_by": vz.by("degree", reverse=True), "node_size": "degree",
    "node_labels": True, "edge_width": vz.by("weight", title="scenes together"),
    "caption": "Source: Knuth, The Stanford GraphBase. Communities: Louvain",
}  # fmt: skip
vz.ArcPlot(
    G, orientation="vertical", title="Circles keep to themselves, but for Valjean", **look
).save("arc.png", dpi=150)
vz.HivePlot(
    G, title="Few scenes join two circles", **look | {"node_labels": vz.label(top=30)}
).save("hive.png", dpi=150)
vz.ParallelPlot(G, title="Valjean and Marius reach every circle", **look, figsize=(11, 8)).save(
    "parallel.png", dpi=150
)
