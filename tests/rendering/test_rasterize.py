"""Lines and counts in pixels, against slow loops, vectors, threads and partitions."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import pixels

import vizlib as vz
from vizlib.core import thresholds
from vizlib.core.edge_density import edge_density
from vizlib.core.thresholds import Limits
from vizlib.rendering.rasterize import bin_cells, count_lines, rasterize
from vizlib.scene.geometry import Curves, EdgeChunks


def lines(seed, count=6, samples=5, side=20.0):
    rng = np.random.default_rng(seed)
    points = rng.uniform(-3, side + 3, (count, samples, 2))
    color = rng.random((count, 4))
    return Curves.of_equal_length(points, color=color, width=rng.uniform(0.25, 2.0, count))


def slow_counts(curves, side):
    """Count as the kernel says it does: once in each row or column, shared by two pixels."""
    counts = np.zeros((side, side))
    for part in range(len(curves.offsets) - 1):
        points = curves.points[curves.offsets[part] : curves.offsets[part + 1]]
        for at in range(len(points) - 1):
            one, two = points[at], points[at + 1]
            steep = abs(two[1] - one[1]) > abs(two[0] - one[0])
            a, b = (one[::-1], two[::-1]) if steep else (one, two)
            last = at == len(points) - 2
            for step in range(side):
                middle = step + 0.5
                up = a[0] <= middle < b[0] or (last and middle == b[0])
                up |= (
                    last and a[0] <= b[0] <= middle < b[0] + 1 and middle < np.ceil(b[0] - 0.5) + 1
                )
                down = b[0] < middle <= a[0]
                down |= last and b[0] < a[0] and np.floor(b[0] - 0.5) + 0.5 == middle <= a[0]
                if not (up or down):
                    continue
                y = a[1] + (middle - a[0]) * (b[1] - a[1]) / (b[0] - a[0]) - 0.5
                low = int(np.floor(y))
                if low < 0 or low + 1 >= side:
                    continue
                for place, share in ((low, 1 - (y - low)), (low + 1, y - low)):
                    row, column = (step, place) if steep else (place, step)
                    counts[row, column] += share
    return counts


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_counts_agree_with_a_slow_loop(seed):
    curves = lines(seed)
    stream = EdgeChunks(count=1, chunk=lambda low, high: _unpremultiply(curves), layers=1)
    got = count_lines(stream, (0, 20, 0, 20), (20, 20), 100.0)[..., 0]
    assert np.allclose(got, slow_counts(curves, 20), atol=1e-4)


def _unpremultiply(curves):
    return Curves(points=curves.points, offsets=curves.offsets, edge=curves.edge,
                  color=np.zeros((1, 4)), width=np.ones(1))  # fmt: skip


def on_white(image):
    share = image[..., 3:] / 255
    return image[..., :3] * share + 255 * (1 - share)


@pytest.mark.parametrize("plain", [True, False])
def test_one_pass_is_like_two(plain, monkeypatch):
    graph = nx.gnm_random_graph(200, 3000, seed=1)
    look = {} if plain else {"edge_color": "source", "node_color": "degree"}
    curves = vz.CircosPlot(graph, raster=True, edge_alpha=0.3, **look).scene().layers["edges"]
    view, size = (-1, 1, -1, 1), (500, 500)
    two = on_white(rasterize(curves, view, size, 100.0))
    monkeypatch.setattr("vizlib.rendering.rasterize.MAX_EXACT_LINES", 10)
    one = on_white(rasterize(curves, view, size, 100.0))
    assert np.abs(one - two).mean() <= 3
    assert one.std() > 10


def test_a_stream_is_its_parts(monkeypatch):
    graph = nx.gnm_random_graph(100, 6000, seed=1, directed=True)
    looks = {"edge_color": "source", "node_color": "degree"}
    plot = vz.CircosPlot(graph, raster=True, **looks)
    whole = pixels(plot.figure()).astype(int)
    monkeypatch.setattr(thresholds, "LIMITS", Limits(whole_edges=100))
    monkeypatch.setattr("vizlib.rendering.rasterize.CHUNK_EDGES", 777)
    assert isinstance(plot.replace().scene().layers["edges"], EdgeChunks)
    assert np.abs(pixels(plot.replace().figure()) - whole).max() <= 2


@pytest.mark.parametrize("scale", ["linear", "log", "eq_hist"])
@pytest.mark.parametrize("color", [None, "source"])
def test_density_is_darker_where_more_edges_run(scale, color):
    graph = nx.gnm_random_graph(400, 20_000, seed=1)
    nx.set_node_attributes(graph, {node: "abc"[node % 3] for node in graph}, "k")
    plot = vz.CircosPlot(
        graph, edge_blend="density", density_scale=scale, node_color="k", edge_color=color
    )
    bar = edge_density(plot, plot.data).legend
    hint = {"linear": "", "log": " (log)", "eq_hist": " (rank)"}[scale]
    assert bar.title == f"edges per pixel{hint}"
    stream = plot.scene().layers["edges"]
    counts = count_lines(stream, (-1, 1, -1, 1), (300, 300), 100.0).sum(axis=2)
    image = rasterize(stream, (-1, 1, -1, 1), (300, 300), 100.0).astype(int)
    rgb = 255 - (255 - image[..., :3]) * (image[..., 3:] / 255)
    light = rgb.mean(axis=2)
    inside = counts > 5
    rank = pd.DataFrame({"count": counts[inside], "light": light[inside]}).corr("spearman")
    assert rank.iloc[0, 1] < -0.5
    assert stream.layers == (3 if color else 1)


def test_density_counts_only_what_is_in_focus():
    graph = nx.gnm_random_graph(50, 300, seed=1)
    plot = vz.CircosPlot(graph, edge_blend="density").highlight(nodes=0)
    counts = count_lines(plot.scene().layers["edges"], (-1, 1, -1, 1), (200, 200), 100.0)
    assert plot.scene().layers["edges"].count == int(plot.focus.edges.sum()) < 300
    assert counts.sum() > 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"edge_blend": "under"}, "edge_blend='under'"),
        ({"density_scale": "cubic"}, "density_scale='cubic'"),
        ({"edge_blend": "density", "raster": False}, "raster=False leaves none"),
        ({"edge_blend": "density", "edge_color": "gradient"}, "no one colour"),
        ({"edge_blend": "density", "edge_color": "w"}, "categories"),
    ],
)
def test_densities_that_cannot_be(options, words):
    graph = nx.path_graph(60)
    nx.set_edge_attributes(graph, {edge: sum(edge) ** 1.5 for edge in graph.edges}, "w")
    with pytest.raises(vz.VizlibError, match=words):
        vz.CircosPlot(graph, **options).scene()
    with pytest.raises(vz.VizlibError, match="no use for edge_blend"):
        vz.MatrixPlot(graph, edge_blend="density")


def test_eight_threads_draw_what_one_does():
    curves = lines(1, count=8000, samples=8, side=200.0)
    jobs = [curves] * 24

    def draw(each):
        return rasterize(each, (0, 200, 0, 200), (300, 300), 100.0)

    want = draw(curves)
    with ThreadPoolExecutor(8) as pool:
        for got in pool.map(draw, jobs):
            assert np.array_equal(got, want)


def test_zooming_paints_anew():
    graph = nx.gnm_random_graph(100, 3000, seed=1)
    figure = vz.CircosPlot(graph, raster=True, edge_width=0.5).figure()
    ax = figure.axes[0]
    ax.set_xlim(-0.1, 0.1)
    ax.set_ylim(-0.1, 0.1)
    near = pixels(figure)
    inside = near[200:400, 200:400].reshape(-1, 3).astype(int)
    edges = np.abs(np.diff(near[..., 0].astype(int), axis=1))
    assert len(np.unique(inside, axis=0)) > 20
    assert (edges > 25).sum() > 200


def frame(count=30_000, nodes=300):
    rng = np.random.default_rng(0)
    ends = {"a": rng.integers(0, nodes, count), "b": rng.integers(0, nodes, count)}
    kinds = pd.DataFrame({"k": np.array(list("abc"))[np.arange(nodes) % 3]})
    return pd.DataFrame(ends), kinds


MAKES = {
    "density": lambda graph: vz.CircosPlot(graph, group_by="k", edge_blend="density"),
    "by source": lambda graph: vz.HivePlot(
        graph, group_by="k", node_color="k", edge_color="source", edge_blend="density"
    ),
    "matrix": lambda graph: vz.MatrixPlot(graph, group_by="k", cell_gather="count"),
}


@pytest.mark.parametrize("name", MAKES)
@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_partitions_give_the_same_picture(name, scheduler):
    import dask
    import dask.dataframe as dd

    edges, nodes = frame()
    whole = MAKES[name](vz.from_edges(edges, nodes, "a", "b"))
    with dask.config.set(scheduler=scheduler):
        parted = vz.from_edges(
            dd.from_pandas(edges, npartitions=5), nodes, "a", "b", partitioned=True
        )
        plot = MAKES[name](parted)
        view, size = whole.limits(whole.data, 1.0), (200, 200)
        one, two = (
            rasterize(each.scene().layers["edges"], view, size, 100.0) for each in (whole, plot)
        )
    assert "30,000" in repr(plot)
    assert np.abs(one.astype(int) - two).max() <= 1
    assert one.std() > 5


def test_what_needs_all_edges_at_once_is_refused_for_partitions():
    import dask.dataframe as dd

    edges, nodes = frame(100)
    parted = vz.from_edges(dd.from_pandas(edges, npartitions=2), nodes, "a", "b", partitioned=True)
    with pytest.raises(vz.VizlibError, match="edge_blend='density'"):
        vz.CircosPlot(parted)
    with pytest.raises(vz.VizlibError, match="has no partitions"):
        vz.from_edges(edges, nodes, "a", "b", partitioned=True)


BEYOND = """
import sys
import numpy as np, pandas as pd
import vizlib as vz
from vizlib.rendering.rasterize import bin_cells

if __name__ == "__main__":
    from dask.distributed import Client, LocalCluster
    folder, limit = sys.argv[1], sys.argv[2]
    with LocalCluster(n_workers=1, threads_per_worker=1, memory_limit=limit,
                      dashboard_address=None) as cluster, Client(cluster):
        nodes = pd.DataFrame({"k": np.arange(1000) % 3})
        graph = vz.read(folder, nodes=nodes, partitioned=True)
        plot = vz.MatrixPlot(graph, group_by="k")
        counts = bin_cells(plot.scene().layers["edges"], (0, 1000, 1000, 0), (50, 50))
    np.save(sys.argv[3], counts)
"""


def test_more_edges_than_a_worker_may_hold(tmp_path):
    """Forty million edges, 640 MB, on a worker that may take 600 MB in all."""
    folder = tmp_path / "edges.parquet"
    folder.mkdir()
    rng = np.random.default_rng(0)
    parts, rows, few = 40, 1_000_000, 500
    pairs = rng.integers(0, 1000, (parts, 2, few))
    for number, (source, target) in enumerate(pairs):
        times = rows // few
        edges = pd.DataFrame({"source": np.tile(source, times), "target": np.tile(target, times)})
        name = folder / f"{number:03}.parquet"
        edges.to_parquet(name, compression=None, use_dictionary=False)
    assert sum(each.stat().st_size for each in folder.iterdir()) > 600e6
    script, found = tmp_path / "beyond.py", tmp_path / "counts.npy"
    script.write_text(BEYOND)
    done = subprocess.run(
        [sys.executable, script, folder, "600MB", found],
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    nodes = pd.DataFrame({"k": np.arange(1000) % 3})
    edges = pd.DataFrame(np.concatenate(pairs, axis=1).T, columns=["source", "target"])
    plot = vz.MatrixPlot(vz.from_edges(edges, nodes), group_by="k", cell_gather="count")
    want = bin_cells(plot.scene().layers["edges"], (0, 1000, 1000, 0), (50, 50))
    assert np.allclose(np.load(found), want * (rows // few), equal_nan=True)


@pytest.mark.parametrize("stream", [100, 10**6])
def test_what_is_in_focus_stays_a_vector(stream, monkeypatch):
    monkeypatch.setattr(thresholds, "LIMITS", Limits(whole_edges=stream))
    graph = nx.gnm_random_graph(100, 3000, seed=1)
    plot = vz.CircosPlot(graph, raster=True).highlight(nodes=0)
    layers = plot.scene().layers
    chosen = int(plot.focus.edges.sum())
    assert len(layers["focus"].offsets) - 1 == chosen > 0
    assert not layers["focus"].raster
    base = layers["edges"]
    base = base.chunk(0, 3000) if isinstance(base, EdgeChunks) else base
    assert len(base.offsets) - 1 == 3000 - chosen


def test_a_crowd_of_nodes_in_pixels_is_like_one_of_vectors(monkeypatch):
    graph = nx.gnm_random_graph(400, 100, seed=1)
    looks = {"node_color": "degree", "node_size": 60.0, "node_alpha": 0.9}
    vector = pixels(vz.CircosPlot(graph, **looks).figure()).astype(int)
    monkeypatch.setattr(thresholds, "LIMITS", Limits(vector_nodes=100))
    plot = vz.CircosPlot(graph, **looks)
    assert plot.scene().layers["nodes"].raster
    assert np.abs(pixels(plot.figure()) - vector).mean() <= 1
