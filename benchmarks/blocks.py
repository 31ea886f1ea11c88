"""Many blocks on one diagonal: vizlib beside SciPy, and how both grow with the number of blocks."""

import networkx as nx
import numpy as np
import scipy.sparse as sp
from timing import Row, cpu, side_by_side, table

import vizlib as vz

MOST_FOR_SCIPY = 100_000


def dense_blocks(count, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.random((n, n)) < 0.2) * 1.0 for n in rng.integers(10, 30, count)]


def by_scipy(blocks):
    whole = sp.block_diag(blocks, format="csr")
    whole.eliminate_zeros()
    return whole


def against_scipy(kind, count, make, bar):
    blocks = make(count)
    ways = {"ours": lambda: vz.block_diag(blocks), "scipy": lambda: by_scipy(blocks)}
    took = side_by_side(ways, 3)
    ours, theirs = took["ours"], took["scipy"]
    met = bar is None or ours[0] <= theirs[0] / bar
    return Row(f"block_diag of {count:,} {kind}", ours[0], theirs[0], "SciPy",
               f"1/{bar}" if bar else "", met, ours[1])  # fmt: skip


def slope_row():
    counts = [1000, 10_000, 100_000, 1_000_000]
    some = dense_blocks(1000)
    vz.block_diag(some)

    def took(count):
        return min(cpu(lambda: vz.block_diag(some[k % 1000] for k in range(count))) for _ in "123")

    seconds = [took(each) for each in counts]
    slope = float(np.polyfit(np.log(counts), np.log(seconds), 1)[0])
    return Row("slope of log time on log k, 1e3..1e6", slope, None, "", "1.05", slope <= 1.05)


def plot_row(count=10_000):
    import io

    from matplotlib.figure import Figure

    rng = np.random.default_rng(0)
    sizes = rng.integers(10, 30, count)
    graphs = [nx.gnp_random_graph(int(n), 0.2, seed=k) for k, n in enumerate(sizes)]

    def spied():
        figure = Figure(figsize=(6, 6))
        ax = figure.add_subplot()
        ax.spy(sp.block_diag([nx.to_scipy_sparse_array(each) for each in graphs]), markersize=0.5)
        figure.savefig(io.BytesIO(), format="png")

    ways = {"ours": lambda: vz.MatrixPlot(graphs)._repr_png_(), "scipy": spied}
    took = side_by_side(ways, 3)
    ours, theirs = took["ours"], took["scipy"]
    return Row(f"MatrixPlot of {count:,} networkx graphs", ours[0], theirs[0], "SciPy and spy",
               "1/10", ours[0] <= theirs[0] / 10, ours[1])  # fmt: skip


def rows():
    for count in (1000, 10_000, MOST_FOR_SCIPY):
        bar = 8 if count == MOST_FOR_SCIPY else None
        yield against_scipy("dense blocks", count, dense_blocks, bar)
    for count in (10_000, MOST_FOR_SCIPY):
        bar = 20 if count == MOST_FOR_SCIPY else None
        make = lambda count: [sp.csr_array(each) for each in dense_blocks(count)]  # noqa: E731
        yield against_scipy("CSR blocks", count, make, bar)
    yield slope_row()
    yield plot_row()


if __name__ == "__main__":
    print(table(list(rows())))
