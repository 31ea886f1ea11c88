"""Other libraries, each in an environment of its own under build/, beside vizlib in one run."""

import json
import subprocess
import sys
from pathlib import Path

from timing import Row, side_by_side, table

HOME = Path(__file__).resolve().parent
ROOMS = HOME.parent / "build" / "peers"
PEERS = {
    "nxviz 0.7.6": ["nxviz==0.7.6", "matplotlib==3.10.*", "pandas<3", "setuptools<81"],
    "datashader": ["datashader", "pillow", "pandas", "scipy", "dask[dataframe]"],
    "networkx": ["networkx", "matplotlib", "scipy"],
}


def python_of(peer):
    """Return the peer's own Python, made where it is not there; raise where that fails."""
    room = ROOMS / peer.replace(" ", "-")
    python = room / "bin" / "python"
    if not (room / "ready").exists():
        commands = [
            [sys.executable, "-m", "venv", "--clear", str(room)],
            [str(python), "-m", "pip", "install", "-q", *PEERS[peer]],
        ]
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(done.stderr.strip().splitlines()[-1][:160])
        (room / "ready").touch()
    return python


def seconds_of(peer, nodes, edges):
    """Return the median CPU seconds that a peer takes for a picture of so many edges."""
    script = HOME / "peer_draws.py"
    command = [str(python_of(peer)), str(script), peer.split()[0], str(nodes), str(edges)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1][:160])
    return float(json.loads(done.stdout.splitlines()[-1]))


def ours(nodes, edges, density):
    from edges import SIZE, graph_of, plot_of, png, tables_of

    import vizlib as vz

    if density:
        tables = tables_of(nodes, edges)
        way = lambda: png(vz.CircosPlot(tables, figsize=SIZE, edge_blend="density").figure())  # noqa: E731
    else:
        graph = graph_of(nodes, edges)
        way = lambda: png(plot_of("circos", graph, True).figure())  # noqa: E731
    return side_by_side({"ours": way}, 5)["ours"]


CASES = [
    ("nxviz 0.7.6", 1000, 10_000, 1 / 80, "1/80"),
    ("nxviz 0.7.6", 10_000, 50_000, 1 / 250, "1/250"),
    ("networkx", 10_000, 50_000, None, ""),
    ("datashader", 10_000, 100_000, None, ""),
    ("datashader", 100_000, 1_000_000, 0.6, "0.6 x"),
]


def rows():
    for peer, nodes, edges, share, bar in CASES:
        density = peer == "datashader"
        how = "from arrays, density" if density else "from networkx, composited"
        work = f"circos {nodes:,}/{edges:,} {how}"
        mine, spread = ours(nodes, edges, density)
        try:
            theirs = seconds_of(peer, nodes, edges)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            yield Row(work, mine, None, f"{peer} cannot be measured: {error}", bar, False, spread)
            continue
        met = share is None or mine <= share * theirs
        yield Row(work, mine, theirs, peer, bar, met, spread)


if __name__ == "__main__":
    print(table(list(rows())))
