"""Labels: how CPU time grows with the names asked for, and what a small picture takes."""

import networkx as nx
import numpy as np
from timing import Row, cpu, table

import vizlib as vz

SIZES = (1_000, 10_000, 100_000)
MAX_SLOPE = 1.15
"""A slope of one is linear; n log n is 1.1 between these sizes."""
MAX_SMALL_S = 0.025
MAX_TOP_S = 3.0


def cast(count):
    """Make a graph of named nodes in groups, with places, and as many edges as nodes."""
    rng = np.random.default_rng(0)
    graph = nx.empty_graph(count)
    graph.add_edges_from(map(tuple, rng.integers(0, count, (count, 2)).tolist()))
    places = rng.normal(0, 1, (count, 2)) * [15, 30]
    for node in graph:
        lat, lon = places[node].tolist()
        graph.nodes[node].update(name=f"Name {node}", part=f"P{node % 20}", lat=lat, lon=lon)
    return graph


def rows():
    """Measure each way to place names."""
    plots = {size: cast(size) for size in SIZES}
    ways = {
        "round a ring": lambda graph: vz.CircosPlot(graph, group_by="part", node_labels="name"),
        "along a line": lambda graph: vz.ArcPlot(graph, node_labels="name"),
        "in columns": lambda graph: vz.ParallelPlot(
            graph, group_by="part", sort_by="degree", node_labels="name"
        ),
    }
    for name, make in ways.items():
        times = [least(make(graph)) for graph in plots.values()]
        slope = float(np.polyfit(np.log(SIZES), np.log(times), 1)[0])
        yield Row(f"{SIZES[-1]:,} names {name}", times[-1], None, f"slope {slope:.2f}",
                  f"slope <= {MAX_SLOPE}", slope <= MAX_SLOPE)  # fmt: skip
    top = vz.GeoPlot(plots[SIZES[-1]], node_labels=vz.label("name", top=40), basemap=None)
    seconds = least(top)
    yield Row(f"40 names on a map of {SIZES[-1]:,}", seconds, None, "", f"<= {MAX_TOP_S} s",
              seconds <= MAX_TOP_S)  # fmt: skip
    club = nx.karate_club_graph()
    small = vz.CircosPlot(club, group_by="club", node_color="club", node_labels=True)
    seconds = least(small)
    yield Row("a circos of 34 names", seconds, None, "", f"<= {MAX_SMALL_S} s",
              seconds <= MAX_SMALL_S)  # fmt: skip


def least(plot):
    """Return the fewest CPU seconds in which a plot's scene is made."""
    return min(cpu(plot.scene) for _ in range(3))


if __name__ == "__main__":
    print(table(list(rows())))
