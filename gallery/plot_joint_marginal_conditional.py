"""Joint, marginal and conditional probability: three readings of one graph, side by side."""

import matplotlib.pyplot as plt
import networkx as nx

import vizlib as vz

G = nx.les_miserables_graph()
fig, axes = plt.subplots(1, 3, figsize=(18, 4.6))
fig.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.92, wspace=0.06)
plot = vz.MixingPlot(G, group_by="community", edge_weight="weight")

# Joint: all cells add to one. The bars are its marginals: the sums of rows and of columns.
plot.replace(title="joint: P(source, target)").draw(axes[0])
# Conditional: given the source's community, each row adds to one.
plot.replace(given="source", title="conditional: P(target | source)").draw(axes[1])
# Residual: more (blue) or fewer (red) meetings than if communities did not matter.
plot.replace(values="residual", title="against independence").draw(axes[2])
fig.savefig("joint_marginal_conditional.png", dpi=110)
