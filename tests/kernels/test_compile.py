"""What the user sees while loops are compiled."""

import subprocess
import sys


def test_the_compiler_says_that_it_works(tmp_path):
    script = (
        "import networkx as nx, vizlib as vz;"
        "vz.CircosPlot(nx.gnm_random_graph(50, 300), raster=True).save('a.png')"
    )
    env = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    env["PYTHONPATH"] = ":".join(sys.path)
    first, second = (
        subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True
        )
        for _ in range(2)
    )
    assert "vizlib compiles draw_lines, once" in first.stderr, first.stderr
    assert "compiles" not in second.stderr, second.stderr
