"""What the user sees while loops are compiled."""

import os
import pty
import subprocess
import sys
from contextlib import suppress

import nbformat
import pytest
from nbclient import NotebookClient

from vizlib.kernels.compile import NOTICE

SCRIPT = "import numpy as np, vizlib as vz; vz.block_diag([np.eye(2)])\n"
"""Needs two loops, which are compiled in a second."""
IN_A_PROCESS = (
    "import multiprocessing\n"
    f"script = {SCRIPT!r}\n"
    "if __name__ == '__main__':\n"
    "    worker = multiprocessing.Process(target=exec, args=(script,))\n"
    "    worker.start(); worker.join()\n"
)
IN_A_THREAD = (
    "import threading\n"
    f"worker = threading.Thread(target=exec, args=({SCRIPT!r}, {{}}))\n"
    "worker.start(); worker.join()\n"
)


@pytest.fixture
def fresh(tmp_path):
    """Return the environment of a user for whom nothing is compiled yet."""
    return {
        "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin",
        "PYTHONPATH": ":".join(sys.path),
    }  # fmt: skip


def at_terminal(script, env, folder):
    """Run a script whose words go to a terminal; return them."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", script], stderr=theirs, env=env, cwd=folder)
    os.close(theirs)
    words = b""
    with suppress(OSError):  # a terminal whose last user has left it ends so
        while part := os.read(ours, 1 << 16):
            words += part
    os.close(ours)
    assert process.wait() == 0
    return words.decode()


def test_a_terminal_hears_once_in_a_line_that_the_compiler_works(fresh, tmp_path):
    assert at_terminal(SCRIPT, fresh, tmp_path) == f"{NOTICE}\r\n"
    assert at_terminal(SCRIPT, fresh, tmp_path) == ""


@pytest.mark.parametrize("way", ["log", "process", "thread", "ci"])
def test_nothing_is_said_where_nobody_waits(way, fresh, tmp_path):
    if way == "log":
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=fresh, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        said = done.stdout + done.stderr
    else:
        script = {"process": IN_A_PROCESS, "thread": IN_A_THREAD, "ci": SCRIPT}[way]
        said = at_terminal(script, fresh | ({"CI": "true"} if way == "ci" else {}), tmp_path)
    assert said == ""
    assert list((tmp_path / "cache").rglob("*.nbi"))


def test_a_notebook_says_it_once_and_not_as_a_mistake(fresh, tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)  # of tests before this one
    for name, value in fresh.items():
        monkeypatch.setenv(name, value)
    cells = [nbformat.v4.new_code_cell(f"{SCRIPT}None") for _ in range(2)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, resources={"metadata": {"path": tmp_path}}).execute()
    said = [output for cell in cells for output in cell.outputs]
    assert [(output.name, output.text) for output in said] == [("stdout", f"{NOTICE}\n")]
