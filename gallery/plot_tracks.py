"""Rings of further fields.

`tracks` shows more of what is known about the nodes beside them: strips of colour, or bars, each
with its own legend.
"""

import networkx as nx

import vizlib as vz

vz.CircosPlot(
    nx.les_miserables_graph(),
    group_by="community",
    sort_by=vz.by("degree", reverse=True),
    node_color="community",
    edge_width="weight",
    node_labels=vz.label(top=40, by="strength"),
    tracks=[
        vz.track(vz.by("betweenness", scale="sqrt")),
        vz.track("degree", show="bar"),
    ],
    figsize=(9, 7.5),
    title="Who holds Les Misérables together",
    subtitle="Outside: how many shortest ways pass through a character, and how many it meets",
    caption="Source: Knuth, The Stanford GraphBase. Communities: Louvain",
).save("tracks.png")
