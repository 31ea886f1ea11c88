"""What a figure costs inside a worker, and what distributing adds to it."""

import tempfile
from functools import partial
from pathlib import Path

import networkx as nx
from timing import Row, side_by_side, table

import vizlib as vz
from vizlib.batch.draw import THUMBNAIL_FOLDER, draw, write_job
from vizlib.batch.render import job_of
from vizlib.batch.sources import read_items

CIRCOS = partial(vz.CircosPlot, group_by="lobe", node_color="lobe", sort_by="degree")


def graphs(count):
    """Yield small graphs, as of 20 regions of a brain."""
    for number in range(count):
        graph = nx.gnm_random_graph(20, 40, seed=number)
        nx.set_node_attributes(graph, {node: "abcd"[node % 4] for node in graph}, "lobe")
        yield f"subject-{number:05}", graph


def figure_row():
    count = 40
    items = list(read_items(graphs(count)))
    with tempfile.TemporaryDirectory() as out:
        place = write_job(job_of(CIRCOS, out=out, form="png", dpi=None, timeout=None))
        Path(out, THUMBNAIL_FOLDER).mkdir()
        seconds, spread = side_by_side({"ours": lambda: draw(place, items)}, 7)["ours"]
    figure_seconds = seconds / count
    return Row("circos 20/40, PNG and thumbnail, in a worker", figure_seconds, None, "", "45 ms",
               figure_seconds <= 0.045, spread / count)  # fmt: skip


def overhead_row():
    shares = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as out:
            run = vz.render(graphs(600), CIRCOS, out=out, on=2, progress=False)
            wall = 2 * (run.progress.seconds - run.startup)
            shares.append(1 - float(run.table()["seconds"].sum()) / wall)
    shares.sort()
    return Row("share of 2 workers' time that is not drawing", shares[1], None, "", "0.1",
               shares[1] <= 0.1, (shares[2] - shares[0]) / 2)  # fmt: skip


def rows():
    yield figure_row()
    yield overhead_row()


if __name__ == "__main__":
    print(table(list(rows())))
