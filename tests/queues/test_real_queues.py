"""Figures on real queues: they all come, and no job is ever left behind."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import dask
import networkx as nx
import pandas as pd
import pytest

import vizlib as vz

from .conftest import HOME, run, wait_until

PLAIN = partial(vz.ArcPlot, legend=False, figsize=(1, 1))
SECONDS = 300
"""How long a test waits for anything before it gives up."""


def graphs(count):
    for number in range(count):
        yield f"g{number:04}", nx.path_graph(2 + number % 7)


def whole(out, count):
    """See that a folder holds each figure once."""
    table = pd.read_parquet(Path(out) / "manifest.parquet")
    assert table["name"].tolist() == [name for name, _ in graphs(count)]
    assert {path.stem for path in Path(out).glob("*.png")} == set(table["name"])
    assert not (Path(out) / ".work").exists()
    return table


def slow(graph):
    time.sleep(0.1)
    return PLAIN(graph)


def uneven(graph):
    if len(graph) == 4:
        raise ValueError("four nodes are too many")
    return PLAIN(graph)


def hungry(graph):
    if len(graph) == 4:
        kept = bytearray(2_000_000_000)
        time.sleep(20)
        assert kept
    return PLAIN(graph)


def test_two_hundred_figures_on_four_jobs(queue, cell, tmp_path):
    drawn = vz.render(graphs(200), PLAIN, out=tmp_path, on=queue(jobs=4), progress=False)
    table = whole(tmp_path, 200)
    assert drawn.progress.done == 200
    assert f"4 jobs of queue '{cell.queue}'" in repr(drawn)
    assert (table["status"] == "done").all()
    assert table["worker"].str.contains(f"{cell.kind.upper()}Cluster").all()
    assert not (tmp_path / "logs").exists()


def test_the_three_ways_of_the_plain_client_on_a_thousand_inputs(queue):
    with queue(jobs=2).client() as client:
        mapped = client.gather(client.map(lambda x: x * x, range(1000), batch_size=250))
        total = client.submit(lambda: sum(range(1000)))
        futures = [client.submit(pow, number, 2, pure=False) for number in range(1000)]
        submitted = client.gather(futures)
        delayed = dask.compute(*[dask.delayed(pow)(number, 2) for number in range(1000)])
        assert mapped == submitted == list(delayed) == [number**2 for number in range(1000)]
        assert total.result() == 499500


def test_figures_of_a_worker_that_is_deleted_come_from_others(queue, cell, tmp_path):
    drawing = vz.render(
        graphs(150), slow, out=tmp_path, on=queue(jobs=2), progress=False, wait=False
    )
    wait_until(lambda: drawing.progress.done > 10, SECONDS)
    before = cell.jobs()
    run(*cell.delete, before[0])
    wait_until(lambda: set(cell.jobs()) - set(before), SECONDS)  # another takes its place
    drawing.wait(timeout=SECONDS)
    assert drawing.progress.done == 150, drawing
    whole(tmp_path, 150)


def test_what_fails_is_a_row_and_so_is_what_takes_too_much_memory(queue, tmp_path):
    jobs = queue(jobs=2, memory="500MB")
    drawn = vz.render(graphs(14), uneven, out=tmp_path / "a", on=jobs, progress=False, retries=0)
    assert set(drawn.failed["name"]) == {"g0002", "g0009"}
    assert "ValueError: four nodes are too many" in drawn.failed["error"][0]
    with jobs.open_session(retries=0).closing() as session:
        drawn = vz.render(
            graphs(5), hungry, out=tmp_path / "b", on=session.client, progress=False, retries=0
        )
    assert list(drawn.failed["name"]) == ["g0002"]
    assert "lack of memory" in drawn.failed["error"][0]
    assert drawn.progress.done == 4


def test_a_run_that_is_cancelled_gives_its_jobs_back(queue, cell, tmp_path):
    drawing = vz.render(
        graphs(500), slow, out=tmp_path, on=queue(jobs=2), progress=False, wait=False
    )
    wait_until(lambda: drawing.progress.done > 2, SECONDS)
    drawing.cancel()
    assert wait_until(lambda: not cell.jobs()) < 10
    assert drawing.progress.state == "cancelled"


def test_two_runs_at_once_into_two_folders(queue, tmp_path):
    runs = [
        vz.render(
            graphs(40), PLAIN, out=tmp_path / folder, on=queue(jobs=1), progress=False, wait=False
        )
        for folder in "ab"
    ]
    for drawing, folder in zip(runs, "ab", strict=True):
        assert drawing.wait(timeout=SECONDS).progress.done == 40
        whole(tmp_path / folder, 40)


def test_cores_and_memory_reach_the_queue(queue, cell):
    extra = {"gridengine": ["-pe smp 2"], "slurm": []}[cell.name]
    with queue(jobs=1, cores=2, memory="1.5GB", extra=extra).open_session().closing() as session:
        session.first_worker()
        wait_until(lambda: len(session.client.nthreads()) == 2, SECONDS)
        (job,) = cell.jobs()
        if cell.name == "slurm":
            assert run("squeue", "-h", "-j", job, "-o", "%C %m").split() == ["2", "2G"]
        else:
            assert "smp range: 2" in " ".join(run("qstat", "-j", job).split())


REFUSED = [
    ("gridengine", {"queue": "defualt.q"}, "no queue 'defualt.q'; it has .* mean 'default.q'"),
    ("gridengine", {"walltime": "2h"}, '(?s)would not run.*"h_rt" is not a time value'),
    ("gridengine", {"resource_spec": "arch=sparc"}, "(?s)would not run.*no suitable queues"),
    ("gridengine", {"log_directory": "/proc/logs"}, "log_directory='/proc/logs' cannot be"),
    ("slurm", {"queue": "nromal"}, r"no partition 'nromal'; it has \['normal'\].* mean 'normal'"),
    ("slurm", {"walltime": "2h"}, "(?s)would not run.*Invalid --time specification"),
    ("slurm", {"cores": 99}, "(?s)would not run.*not available.*normal: nodes of 16 CPUs"),
    ("slurm", {"memory": "900GB"}, "(?s)would not run.*not available.*and 64000 MB"),
    ("slurm", {"extra": ["-C fast"]}, "(?s)would not run.*Invalid feature"),
    ("slurm", {"log_directory": "/proc/logs"}, "log_directory='/proc/logs' cannot be"),
]


@pytest.mark.parametrize(("cell", "options", "words"), REFUSED, indirect=["cell"])
def test_what_a_queue_cannot_do_is_said_before_anything_is_asked(queue, cell, options, words):
    with pytest.raises(vz.VizlibError, match=words):
        queue(**{"jobs": 1, **options}).open_session()
    assert not cell.jobs()


NEVER_COME = [
    *(
        (name, options, words)
        for name in ("gridengine", "slurm")
        for options, words in (
            ({"setup": ["echo 'the licence has run out'", "false"]}, "the licence has run out"),
            ({"python": "/no/such/python"}, "/no/such/python"),
        )
    ),
    ("gridengine", {"extra": ["-wd /no/such/folder"]}, "could not start job .*/no/such/folder"),
    ("slurm", {"extra": ["-o /no/such/log"]}, "Every job ended.*FAILED, Reason=JobLaunchFailure"),
    ("slurm", {"walltime": "8-00:00:00"}, "could not start job.*PartitionTimeLimit"),
]


@pytest.mark.parametrize(("cell", "options", "words"), NEVER_COME, indirect=["cell"])
def test_workers_that_never_come_are_explained(queue, tmp_path, options, words):
    with pytest.raises(vz.VizlibError, match=rf"(?s){words}"):
        vz.render(graphs(3), PLAIN, out=tmp_path, on=queue(jobs=1, **options), progress=False)


def test_jobs_that_wait_for_ever_are_explained(queue, cell, tmp_path):
    words = {"gridengine": "1 qw.*disabled", "slurm": "1 PENDING.*PartitionDown"}[cell.name]
    run(*cell.shut)
    try:
        with pytest.raises(vz.VizlibError, match=rf"(?s)start_timeout=5 seconds.*{words}"):
            vz.render(graphs(3), PLAIN, out=tmp_path, on=queue(jobs=1, start_timeout=5),
                      progress=False)  # fmt: skip
    finally:
        run(*cell.reopen)


def test_workers_without_this_vizlib_are_explained(queue, tmp_path):
    other = tmp_path / "other"
    (other / "vizlib").mkdir(parents=True)
    (other / "vizlib" / "__init__.py").write_text("raise ImportError('far too old')")
    setup = [f"cd {tmp_path}", f"export PYTHONPATH={other}"]
    with pytest.raises(vz.VizlibError, match=r"cannot import this vizlib \(far too old\)"):
        vz.render(
            graphs(3), PLAIN, out=tmp_path / "out", on=queue(jobs=1, setup=setup), progress=False
        )


@pytest.fixture
def memory_that_counts(cell):
    """Let jobs of a Grid Engine use up h_vmem, as most sites do."""
    before = run("qconf", "-sc")
    counted = re.sub(r"(?m)^(h_vmem +h_vmem +MEMORY +<= +YES +)NO", r"\1YES", before)
    assert counted != before
    yield from with_complexes(counted, before)


def with_complexes(now, before):
    with tempfile.TemporaryDirectory() as folder:
        for text in (now, before):
            file = Path(folder) / "complexes"
            file.write_text(text)
            run("qconf", "-Mc", str(file))
            if text is now:
                yield


@pytest.mark.parametrize("cell", ["gridengine"], indirect=True)
def test_memory_that_a_site_counts_must_be_asked_for(queue, cell, memory_that_counts):
    with pytest.raises(vz.VizlibError, match=r"\['h_vmem'\].*resource_spec='h_vmem=1431M'"):
        queue(jobs=1, memory="1.5GB").open_session()
    with pytest.raises(vz.VizlibError, match=r"resource_spec='h_vmem=716M' .*a slot"):
        queue(jobs=1, memory="1.5GB", cores=2, extra=["-pe smp 2"]).open_session()
    queue(jobs=1, memory="1.5GB", resource_spec="h_vmem=1431M").open_session().close()


@pytest.mark.parametrize("cell", ["slurm"], indirect=True)
def test_a_node_that_is_away_is_waited_for(queue, cell, tmp_path):
    node = run("sinfo", "-h", "-N", "-o", "%N").strip()
    run("scontrol", "update", f"NodeName={node}", "State=DRAIN", "Reason=repair")
    try:
        drawing = vz.render(
            graphs(3), PLAIN, out=tmp_path, on=queue(jobs=1), progress=False, wait=False
        )
        wait_until(cell.jobs, SECONDS)
    finally:
        run("scontrol", "update", f"NodeName={node}", "State=RESUME")
    assert drawing.wait(timeout=SECONDS).progress.done == 3


SCRIPT = """
import sys, time
from functools import partial
import networkx as nx
import vizlib as vz

def slow(graph):
    time.sleep(0.1)
    return vz.ArcPlot(graph, legend=False, figsize=(1, 1))

graphs = ((f"g{n}", nx.path_graph(2 + n % 7)) for n in range(5000))
queue = getattr(vz, sys.argv[5])(queue=sys.argv[2], jobs=2, memory="1GB", walltime="00:10:00",
               setup=[f"export PYTHONPATH={sys.argv[3]}"])
run = vz.render(graphs, slow, out=sys.argv[1], on=queue, wait=sys.argv[4] == "wait", progress=False)
while True:
    time.sleep(0.1)
"""


@pytest.mark.parametrize(
    ("number", "wait", "seconds"),
    [
        (signal.SIGINT, "wait", 10),
        (signal.SIGTERM, "wait", 10),
        (signal.SIGTERM, "behind", 10),
        (signal.SIGHUP, "behind", 10),
        (signal.SIGKILL, "wait", 45),
    ],
)
def test_a_script_that_ends_in_any_way_leaves_no_job(cell, tmp_path, number, wait, seconds):
    script, out = tmp_path / "script.py", tmp_path / "out"
    script.write_text(SCRIPT)
    call = [sys.executable, script, out, cell.queue, HOME, wait, cell.kind]
    settings = os.environ | {"PYTHONPATH": str(HOME)}
    running = subprocess.Popen(call, env=settings, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: len(list(out.glob("*.png"))) > 2, SECONDS)
        running.send_signal(number)
        assert wait_until(lambda: not cell.jobs(), seconds) < seconds
        wrong = running.communicate(timeout=SECONDS)[1]
    finally:
        running.kill()
        running.wait()
    assert running.returncode == -number, wrong
    assert (out / "manifest.parquet").exists() == (number == signal.SIGINT)


def test_a_notebook_kernel_that_is_shut_down_leaves_no_job(cell, tmp_path):
    from jupyter_client.manager import start_new_kernel

    out = tmp_path / "out"
    settings = os.environ | {"PYTHONPATH": str(HOME)}
    manager, client = start_new_kernel(env=settings, cwd=str(tmp_path))
    try:
        words = ["", str(out), cell.queue, str(HOME), "behind", cell.kind]
        code = SCRIPT.replace("sys.argv", repr(words))
        client.execute(code.split("while True")[0])
        wait_until(lambda: len(list(out.glob("*.png"))) > 2, SECONDS)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    wait_until(lambda: not cell.jobs(), 40)
