"""One matrix of many graphs: how long each way takes.

SciPy, a loop in pure Python and vizlib's kernel build the same sparse matrix; the time is CPU
time, the best of three.
"""

import time

import matplotlib.pyplot as plt
import numpy as np
import scipy.sparse as sp

import vizlib as vz


def python_loop(blocks):
    rows, columns, values, corner = [], [], [], 0
    for block in blocks:
        for row, line in enumerate(block.tolist()):
            for column, value in enumerate(line):
                if value:
                    rows.append(corner + row)
                    columns.append(corner + column)
                    values.append(value)
        corner += len(block)
    return sp.csr_array((values, (rows, columns)), shape=(corner, corner))


def seconds(way, blocks):
    def once():
        start = time.process_time()
        way(blocks)
        return time.process_time() - start

    return min(once() for _ in range(3))


rng = np.random.default_rng(0)
WAYS = {"SciPy": sp.block_diag, "pure Python": python_loop, "vizlib": vz.block_diag}
COUNTS = [10, 100, 1000, 10_000]
blocks = [(rng.random((n, n)) < 0.2) * 1 for n in rng.integers(10, 30, COUNTS[-1])]
vz.block_diag(blocks[:2])
figure, ax = plt.subplots(figsize=(6, 4.5), layout="constrained")
for (name, way), color in zip(WAYS.items(), ["#E69F00", "#999999", "#0072B2"], strict=True):
    took = [seconds(way, blocks[:count]) for count in COUNTS]
    ax.loglog(COUNTS, took, "o-", color=color)
    ax.annotate(name, (COUNTS[-1], took[-1]), (6, 0), textcoords="offset points", color=color)
ax.set(xlabel="graphs", ylabel="CPU seconds", title="Many graphs, one sparse matrix")
ax.spines[["top", "right"]].set_visible(False)
ax.margins(x=0.15)
figure.savefig("block_diagonal_profile.png", dpi=120)
