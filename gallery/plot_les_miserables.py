"""Les Misérables: who meets whom, by community."""

import networkx as nx

import vizlib as vz

G = nx.les_miserables_graph()
strength = dict(G.degree(weight="weight"))
leader = {
    member: "around " + max(circle, key=strength.__getitem__)
    for circle in nx.community.louvain_communities(G, weight="weight", seed=1)
    for member in circle
}
vz.CircosPlot(
    G,
    group_by=leader,
    sort_by=vz.by("degree", reverse=True),
    node_size=vz.by("degree", title="people met"),
    edge_width=vz.by("weight", title="scenes together"),
    node_labels=True,
    title="Les Misérables: six circles, one man in all of them",
    subtitle="Scenes that two of 77 characters share; coloured inside a circle, dark for the most",
    caption="Source: Knuth, The Stanford GraphBase. Communities: Louvain",
).save("les_miserables.png", dpi=150)
