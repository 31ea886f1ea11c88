"""What tests of pictures share."""

import networkx as nx
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg


def pixels(figure):
    """Draw a figure and return its pixels ``(H, W, 3)``."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def assert_not_blank(figure):
    """A picture holds more than paper: a blank one would pass its own baseline."""
    seen = pixels(figure).reshape(-1, 3)
    colors = np.unique(seen, axis=0)
    paper = (seen == seen[0]).all(axis=1).mean()
    assert len(colors) > 8, "the picture has hardly any colours"
    assert paper < 0.995, "the picture is all paper"


def molecules(count=14):
    """Make small graphs with fields of nodes, edges and graphs, by their names."""
    rng = np.random.default_rng(1)
    made = {}
    for number in range(count):
        graph = nx.gnm_random_graph(int(rng.integers(4, 12)), 11, seed=number)
        nx.set_node_attributes(graph, {node: "CNO"[node % 3] for node in graph}, "atom")
        for *_, data in graph.edges(data=True):
            data["bond"] = int(rng.integers(1, 4))
        graph.graph["label"] = ["toxic", "harmless"][number % 2]
        made[f"m{number}"] = graph
    return made
