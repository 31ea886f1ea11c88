"""Real queues: those that are there, or cells of one host while the tests last."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
HOME = HERE.parent.parent
NEEDED = "VIZLIB_CELL"
"""Set to "needed" where a missing queue is a failure, not a reason to skip."""


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One kind of queue, and how its own commands do what the tests need."""

    kind: str
    script: str
    settings: dict[str, str]
    home: str
    queue: str
    probe: tuple[str, ...]
    listing: Callable[[], list[str]]
    delete: tuple[str, ...]
    shut: tuple[str, ...]
    reopen: tuple[str, ...]

    @property
    def name(self):
        return self.script.removesuffix(".sh")

    def call(self, command):
        """Give a command to the script that makes the cell."""
        call = ["bash", str(HERE / self.script), command]
        return subprocess.run(call, capture_output=True, text=True, timeout=300, check=False)

    def reachable(self):
        return (
            shutil.which(self.probe[0]) is not None
            and not subprocess.run(
                self.probe, capture_output=True, timeout=60, check=False
            ).returncode
        )

    def jobs(self):
        """List the jobs of all users."""
        return self.listing()

    def delete_all(self):
        if jobs := self.jobs():
            subprocess.run([*self.delete, *jobs], capture_output=True, check=False)


GRID_ENGINE = Cell(
    kind="SGE",
    script="gridengine.sh",
    settings={"SGE_ROOT": "/var/lib/gridengine", "SGE_CELL": "default"},
    home="/var/lib/gridengine",
    queue="default.q",
    probe=("qconf", "-sql"),
    listing=lambda: [line.split()[0] for line in run("qstat", "-u", "*").splitlines()[2:]],
    delete=("qdel",),
    shut=("qmod", "-d", "default.q"),
    reopen=("qmod", "-e", "default.q"),
)
SLURM = Cell(
    kind="Slurm",
    script="slurm.sh",
    settings={"SLURM_CONF": "/var/spool/slurm-cell/slurm.conf"},
    home="/var/spool/slurm-cell",
    queue="normal",
    probe=("sinfo", "-h"),
    listing=lambda: run("squeue", "-h", "-o", "%i").split(),
    delete=("scancel",),
    shut=("scontrol", "update", "PartitionName=normal", "State=DOWN"),
    reopen=("scontrol", "update", "PartitionName=normal", "State=UP"),
)
CELLS = {cell.name: cell for cell in (GRID_ENGINE, SLURM)}


def why_none(cell):
    """Bring up a cell, or say why there is none."""
    if os.geteuid() != 0:
        return f"no {cell.name} is reached, and only root can bring up a cell"
    if shutil.which("apt-get") is None:
        return f"no {cell.name} is reached, and a cell is made of Debian's packages"
    done = cell.call("up")
    return f"the cell did not come up: {done.stderr.strip()[-300:]}" if done.returncode else None


@pytest.fixture(scope="session", params=list(CELLS))
def cell(request):
    """Return a queue that takes jobs."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        pytest.skip("these tests share one cell of each kind; run them by themselves")
    cell = CELLS[request.param]
    before = {name: os.environ.get(name) for name in cell.settings}
    if Path(cell.home).is_dir():
        os.environ.update({name: before[name] or value for name, value in cell.settings.items()})
    own = not cell.reachable()
    os.environ.update({name: before[name] or value for name, value in cell.settings.items()})
    why = why_none(cell) if own else None
    if why is not None:
        (pytest.fail if os.environ.get(NEEDED) == "needed" else pytest.skip)(why)
    yield cell
    if own:
        cell.call("down")
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def wait_until(what, seconds=30):
    """Wait until something is so; tell how long it took."""
    start = time.monotonic()
    while not what():
        assert time.monotonic() - start < seconds, f"not so after {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - start


@pytest.fixture(autouse=True)
def nothing_left(cell):
    """See to it that no test leaves a job, nor a pile of processes."""
    yield
    try:
        wait_until(lambda: not cell.jobs(), 30)
    finally:
        cell.delete_all()


@pytest.fixture
def queue(cell):
    """Make settings for the cell, whose jobs find the vizlib that is tested."""
    import vizlib as vz

    return partial(
        getattr(vz, cell.kind), queue=cell.queue, memory="1GB", walltime="00:10:00",
        start_timeout=60, setup=[f"export PYTHONPATH={HOME}"],
    )  # fmt: skip
