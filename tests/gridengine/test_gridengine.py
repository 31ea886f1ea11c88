"""Figures on a real Grid Engine: they all come, and no job is ever left behind."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import dask
import networkx as nx
import pandas as pd
import pytest

import vizlib as vz

from .conftest import HOME, jobs, wait_until

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


def test_two_hundred_figures_on_four_jobs(sge, tmp_path):
    run = vz.render(graphs(200), PLAIN, out=tmp_path, on=sge(jobs=4), progress=False)
    table = whole(tmp_path, 200)
    assert run.progress.done == 200
    assert (table["status"] == "done").all()
    assert table["worker"].str.contains("SGECluster").all()
    assert not (tmp_path / "logs").exists()


def test_the_three_ways_of_the_plain_client_on_a_thousand_inputs(sge):
    with sge(jobs=2).client() as client:
        mapped = client.gather(client.map(lambda x: x * x, range(1000), batch_size=250))
        total = client.submit(lambda: sum(range(1000)))
        futures = [client.submit(pow, number, 2, pure=False) for number in range(1000)]
        submitted = client.gather(futures)
        delayed = dask.compute(*[dask.delayed(pow)(number, 2) for number in range(1000)])
        assert mapped == submitted == list(delayed) == [number**2 for number in range(1000)]
        assert total.result() == 499500


def test_figures_of_a_worker_that_is_deleted_come_from_others(sge, tmp_path):
    run = vz.render(graphs(150), slow, out=tmp_path, on=sge(jobs=2), progress=False, wait=False)
    wait_until(lambda: run.progress.done > 10, SECONDS)
    before = jobs()
    subprocess.run(["qdel", before[0]], check=True, capture_output=True)
    wait_until(lambda: set(jobs()) - set(before), SECONDS)  # another takes its place
    run.wait(timeout=SECONDS)
    assert run.progress.done == 150, run
    whole(tmp_path, 150)


def test_what_fails_is_a_row_and_so_is_what_takes_too_much_memory(sge, tmp_path):
    queue = sge(jobs=2, memory="500MB")
    run = vz.render(graphs(14), uneven, out=tmp_path / "a", on=queue, progress=False, retries=0)
    assert set(run.failed["name"]) == {"g0002", "g0009"}
    assert "ValueError: four nodes are too many" in run.failed["error"][0]
    with queue.open_session(retries=0).closing() as session:
        run = vz.render(
            graphs(5), hungry, out=tmp_path / "b", on=session.client, progress=False, retries=0
        )
    assert list(run.failed["name"]) == ["g0002"]
    assert "lack of memory" in run.failed["error"][0]
    assert run.progress.done == 4


def test_a_run_that_is_cancelled_gives_its_jobs_back(sge, tmp_path):
    run = vz.render(graphs(500), slow, out=tmp_path, on=sge(jobs=2), progress=False, wait=False)
    wait_until(lambda: run.progress.done > 2, SECONDS)
    run.cancel()
    assert wait_until(lambda: not jobs()) < 10
    assert run.progress.state == "cancelled"


def test_two_runs_at_once_into_two_folders(sge, tmp_path):
    runs = [
        vz.render(
            graphs(40), PLAIN, out=tmp_path / folder, on=sge(jobs=1), progress=False, wait=False
        )
        for folder in "ab"
    ]
    for run, folder in zip(runs, "ab", strict=True):
        assert run.wait(timeout=SECONDS).progress.done == 40
        whole(tmp_path / folder, 40)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"queue": "defualt.q"}, "has no queue 'defualt.q'; it has .* Did you mean 'default.q'"),
        ({"walltime": "2h"}, '(?s)would not run.*"h_rt" is not a time value'),
        ({"resource_spec": "arch=sparc"}, "(?s)would not run.*no suitable queues"),
        ({"log_directory": "/proc/logs"}, "log_directory='/proc/logs' cannot be written"),
    ],
)
def test_what_the_grid_cannot_do_is_said_before_anything_is_asked(sge, options, words):
    with pytest.raises(vz.VizlibError, match=words):
        sge(**{"jobs": 1, **options}).open_session()
    assert not jobs()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"setup": ["echo 'the licence has run out'", "false"]}, "the licence has run out"),
        ({"extra": ["-wd /no/such/folder"]}, "could not start job .*/no/such/folder"),
        ({"python": "/no/such/python"}, "/no/such/python"),
    ],
)
def test_workers_that_never_come_are_explained(sge, tmp_path, options, words):
    with pytest.raises(vz.VizlibError, match=rf"(?s){words}"):
        vz.render(graphs(3), PLAIN, out=tmp_path, on=sge(jobs=1, **options), progress=False)


def test_jobs_that_wait_for_ever_are_explained(sge, grid, tmp_path):
    subprocess.run(["qmod", "-d", grid], check=True, capture_output=True)
    try:
        with pytest.raises(vz.VizlibError, match=r"(?s)start_timeout=5 seconds.*1 qw.*disabled"):
            vz.render(graphs(3), PLAIN, out=tmp_path, on=sge(jobs=1, start_timeout=5),
                      progress=False)  # fmt: skip
    finally:
        subprocess.run(["qmod", "-e", grid], check=True, capture_output=True)


def test_workers_without_this_vizlib_are_explained(sge, tmp_path):
    other = tmp_path / "other"
    (other / "vizlib").mkdir(parents=True)
    (other / "vizlib" / "__init__.py").write_text("raise ImportError('far too old')")
    setup = [f"cd {tmp_path}", f"export PYTHONPATH={other}"]
    with pytest.raises(vz.VizlibError, match=r"cannot import this vizlib \(far too old\)"):
        vz.render(
            graphs(3), PLAIN, out=tmp_path / "out", on=sge(jobs=1, setup=setup), progress=False
        )


SCRIPT = """
import sys, time
from functools import partial
import networkx as nx
import vizlib as vz

def slow(graph):
    time.sleep(0.1)
    return vz.ArcPlot(graph, legend=False, figsize=(1, 1))

graphs = ((f"g{n}", nx.path_graph(2 + n % 7)) for n in range(5000))
queue = vz.SGE(queue=sys.argv[2], jobs=2, memory="1GB", walltime="00:10:00",
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
def test_a_script_that_ends_in_any_way_leaves_no_job(grid, tmp_path, number, wait, seconds):
    script, out = tmp_path / "script.py", tmp_path / "out"
    script.write_text(SCRIPT)
    call = [sys.executable, script, out, grid, HOME, wait]
    settings = os.environ | {"PYTHONPATH": str(HOME)}
    running = subprocess.Popen(call, env=settings, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: len(list(out.glob("*.png"))) > 2, SECONDS)
        running.send_signal(number)
        assert wait_until(lambda: not jobs(), seconds) < seconds
        wrong = running.communicate(timeout=SECONDS)[1]
    finally:
        running.kill()
        running.wait()
    assert running.returncode == -number, wrong
    assert (out / "manifest.parquet").exists() == (number == signal.SIGINT)


def test_a_notebook_kernel_that_is_shut_down_leaves_no_job(grid, tmp_path):
    from jupyter_client.manager import start_new_kernel

    out = tmp_path / "out"
    settings = os.environ | {"PYTHONPATH": str(HOME)}
    manager, client = start_new_kernel(env=settings, cwd=str(tmp_path))
    try:
        code = SCRIPT.replace("sys.argv", repr(["", str(out), grid, str(HOME), "behind"]))
        client.execute(code.split("while True")[0])
        wait_until(lambda: len(list(out.glob("*.png"))) > 2, SECONDS)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    wait_until(lambda: not jobs(), 40)
