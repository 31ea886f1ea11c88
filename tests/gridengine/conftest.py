"""A real Grid Engine: the one that is there, or a cell of one host while the tests last."""

import os
import shutil
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
HOME = HERE.parent.parent
CELL = HERE / "cell.sh"
SETTINGS = {"SGE_ROOT": "/var/lib/gridengine", "SGE_CELL": "default"}
NEEDED = "VIZLIB_CELL"
"""Set to "needed" where a missing Grid Engine is a failure, not a reason to skip."""


def cell(command, seconds=300):
    return subprocess.run(
        ["bash", str(CELL), command], capture_output=True, text=True, timeout=seconds, check=False
    )


def reachable():
    return shutil.which("qstat") is not None and subprocess.run(
        ["qconf", "-sql"], capture_output=True, timeout=30, check=False
    ).returncode == 0  # fmt: skip


def why_none():
    """Bring up a cell, or say why there is none."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return "these tests share one Grid Engine; run them by themselves: pytest tests/gridengine"
    if os.geteuid() != 0:
        return "no Grid Engine is reached, and only root can bring up a cell"
    if shutil.which("apt-get") is None:
        return "no Grid Engine is reached, and a cell is made of Debian's packages"
    done = cell("up")
    return f"the cell did not come up: {done.stderr.strip()[-300:]}" if done.returncode else None


@pytest.fixture(scope="session")
def grid():
    """Name the queue of a Grid Engine that takes jobs."""
    before = {name: os.environ.get(name) for name in SETTINGS}
    if Path(SETTINGS["SGE_ROOT"]).is_dir():
        os.environ.update({name: os.environ.get(name, value) for name, value in SETTINGS.items()})
    own = os.environ.get("PYTEST_XDIST_WORKER") or not reachable()
    why = why_none() if own else None
    if why is not None:
        if os.environ.get(NEEDED) == "needed" and "share one" not in why:
            pytest.fail(why)
        pytest.skip(why)
    os.environ.update({name: os.environ.get(name, value) for name, value in SETTINGS.items()})
    yield os.environ.get("CELL_QUEUE", "default.q")
    if own:
        cell("down")
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def jobs():
    """List the jobs of all users."""
    table = subprocess.run(["qstat", "-u", "*"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in table.splitlines()[2:]]


def wait_until(what, seconds=30):
    """Wait until something is so; tell how long it took."""
    start = time.monotonic()
    while not what():
        assert time.monotonic() - start < seconds, f"not so after {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - start


@pytest.fixture(autouse=True)
def nothing_left(request, grid):
    """See to it that no test leaves a job, nor a pile of processes."""
    yield
    try:
        wait_until(lambda: not jobs(), 30)
    finally:
        subprocess.run(["qdel", "-u", "*"], capture_output=True, check=False)


@pytest.fixture
def sge(grid):
    """Make settings for the cell, whose jobs find the vizlib that is tested."""
    import vizlib as vz

    return partial(
        vz.SGE, queue=grid, memory="1GB", walltime="00:10:00", start_timeout=60,
        setup=[f"export PYTHONPATH={HOME}"],
    )  # fmt: skip
