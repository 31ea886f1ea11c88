"""Four views of one network.

Every plot draws on any axes of matplotlib, and keeps its labels and legends in the room it was
given, so several stand side by side on one figure.
"""

import matplotlib.pyplot as plt
import networkx as nx

import vizlib as vz

graph = nx.les_miserables_graph()
options = {"group_by": "community", "legend": False}

figure, axes = plt.subplots(2, 2, figsize=(11, 10))
figure.subplots_adjust(0.02, 0.02, 0.98, 0.94, wspace=0.08, hspace=0.16)
vz.CircosPlot(graph, **options, title="Circos").draw(ax=axes[0, 0])
vz.HivePlot(graph, **options, title="Hive").draw(ax=axes[0, 1])
vz.MatrixPlot(graph, **options, sort_by="degree", title="Matrix").draw(ax=axes[1, 0])
vz.ChordPlot(graph, group_by="community", legend=False, title="Chord").draw(ax=axes[1, 1])
figure.savefig("side_by_side.png")
