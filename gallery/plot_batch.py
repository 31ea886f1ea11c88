"""Many subjects, one call: a folder of figures that compare.

The same lines draw ten thousand on Grid Engine with on=vz.SGE(...): see batch_on_grid_engine.md.
"""

import tempfile
from functools import partial
from pathlib import Path

import matplotlib.image as mpimg
import matplotlib.pyplot as plt
import networkx as nx

import vizlib as vz


def subject(seed):
    """Make a brain of four lobes."""
    graph = nx.planted_partition_graph(4, 8, 0.5, 0.04 + 0.03 * (seed % 4), seed=seed)
    for node in graph:
        graph.nodes[node]["lobe"] = ("frontal", "parietal", "temporal", "occipital")[node // 8]
    return graph


graphs = {f"subject-{number:02}": subject(number) for number in range(8)}
plot = partial(vz.CircosPlot, group_by="lobe", node_color="lobe", node_size="degree")
with tempfile.TemporaryDirectory() as out:
    run = vz.render(graphs, plot, out=out, scales="shared", progress=False)
    print(run.raise_for_failures().progress)
    figure, axes = plt.subplots(2, 4, figsize=(12, 6), layout="constrained")
    for ax, file in zip(axes.flat, run.table()["file"], strict=True):
        ax.imshow(mpimg.imread(Path(out, file)))
        ax.set_title(Path(file).stem, fontsize=9)
        ax.set_axis_off()
    figure.savefig("batch.png", dpi=100)
