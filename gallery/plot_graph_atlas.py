"""Three hundred connected graphs, as a mosaic of their matrices.

Many graphs stand in one picture as small matrices, each of which fills its square; a graph-level
field colours and orders them. `layout="diagonal"` would show them as one block-diagonal matrix.
"""

import networkx as nx

import vizlib as vz

atlas = [graph for graph in nx.graph_atlas_g() if len(graph) and nx.is_connected(graph)]
for graph in atlas:
    graph.graph["triangles"] = sum(nx.triangles(graph).values()) // 3

vz.MatrixPlot(
    atlas[:300],
    layout="mosaic",
    sort_by=vz.by("degree", reverse=True),
    block_color=vz.by("triangles", palette="viridis"),
    block_sort_by=["size", "edges", "triangles"],
    figsize=(10, 9),
    title="Every connected graph of up to six nodes, and some of seven",
    subtitle="A square is a graph, a dark cell an edge",
    caption="Source: Read and Wilson, An Atlas of Graphs (1998)",
).save("graph_atlas.png", dpi=150)
