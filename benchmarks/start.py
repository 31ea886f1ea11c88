"""What comes before drawing: importing, reading, and the smallest picture."""

import json
import subprocess
import sys

import networkx as nx
import numpy as np
from edges import graph_of, png
from timing import Row, side_by_side, table

import vizlib as vz
from vizlib.graphs.read import read_graph


def import_row():
    script = (
        "import json, time; import numpy; a = time.process_time(); import vizlib;"
        "print(json.dumps(time.process_time() - a))"
    )
    found = [
        float(json.loads(subprocess.check_output([sys.executable, "-c", script], text=True)))
        for _ in range(5)
    ]
    took = float(np.median(found))
    return Row("import vizlib, over numpy", took, None, "", "0.15 s", took <= 0.15)


def reading_row():
    graph = nx.gnm_random_graph(100_000, 1_000_000, seed=1)
    ways = {"ours": lambda: read_graph(graph), "scipy": lambda: nx.to_scipy_sparse_array(graph)}
    took = side_by_side(ways, 3)
    ours, theirs = took["ours"], took["scipy"]
    return Row("read 1M edges of networkx", ours[0], theirs[0], "to_scipy_sparse_array", "1.5 s",
               ours[0] <= 1.5, ours[1])  # fmt: skip


def small_row():
    graph = nx.gnm_random_graph(100, 300, seed=1)
    ways = {"ours": lambda: png(vz.CircosPlot(graph, figsize=(6, 6)).figure())}
    seconds, spread = side_by_side(ways, 9)["ours"]
    return Row("circos 100/300, PNG", seconds, None, "", "45 ms", seconds <= 0.045, spread)


def agreement_row():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    graph = graph_of(300, 2000)
    pictures = []
    for raster in (True, False):
        canvas = FigureCanvasAgg(vz.CircosPlot(graph, raster=raster, edge_width=1.0).figure())
        canvas.draw()
        pictures.append(np.asarray(canvas.buffer_rgba())[..., :3].astype(int))
    off = float(np.abs(pictures[0] - pictures[1]).mean())
    return Row("raster against vector, mean difference of 255", off, None, "", "3", off <= 3)


def rows():
    yield import_row()
    yield small_row()
    yield reading_row()
    yield agreement_row()


if __name__ == "__main__":
    print(table(list(rows())))
