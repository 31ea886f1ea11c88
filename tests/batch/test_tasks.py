"""What is handed out, how often, and in which portions."""

import os
import time
from functools import partial
from pathlib import Path

import networkx as nx
import pytest

import vizlib as vz
from vizlib.batch.draw import NoFigureError
from vizlib.batch.limits import TooLongError
from vizlib.batch.tasks import TaskSize, may_heal
from vizlib.batch.workers.local import open_local

PLAIN = partial(vz.ArcPlot, legend=False, figsize=(1, 1))


@pytest.fixture(scope="module")
def workers():
    """Two processes that the tests share."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield open_local(2, 1, stack)


class Counted:
    """A plot function that writes down each try, and does something before it draws."""

    def __init__(self, place, before):
        self.tries = Path(place, "tries")
        self.before = before

    def __call__(self, graph):
        with self.tries.open("a") as stream:
            stream.write("x")
        self.before(self.count())
        return PLAIN(graph)

    def count(self):
        return len(self.tries.read_text())


def user_mistake(tries):
    raise vz.VizlibError("The nodes have no field 'lobe'.")


def unknown_option(tries):
    vz.ArcPlot(nx.path_graph(2), colour="red")


def passing_fault(tries):
    raise OSError("stale file handle")


def fault_once(tries):
    if tries == 1:
        raise OSError("stale file handle")


def death_once(tries):
    if tries == 1:
        os._exit(3)


def death(tries):
    os._exit(3)


@pytest.mark.parametrize(
    ("before", "retries", "tries", "status"),
    [
        (user_mistake, 2, 1, "failed"),
        (unknown_option, 2, 1, "failed"),
        (passing_fault, 2, 3, "failed"),
        (passing_fault, 1, 2, "failed"),
        (passing_fault, 0, 1, "failed"),
        (fault_once, 2, 2, "done"),
    ],
)
def test_what_may_heal_is_tried_again_and_a_mistake_is_not(
    workers, tmp_path, before, retries, tries, status
):
    plot = Counted(tmp_path, before)
    run = vz.render({"a": nx.path_graph(3)}, plot, out=tmp_path / "out", on=workers,
                    retries=retries, progress=False)  # fmt: skip
    assert plot.count() == tries
    assert run.table()["status"].tolist() == [status]


@pytest.mark.parametrize(("retries", "before", "tries"), [(0, death_once, 2), (0, death, 2)])
def test_the_figure_of_a_lost_worker_is_tried_again_alone(tmp_path, retries, before, tries):
    plot = Counted(tmp_path, before)
    run = vz.render({"a": nx.path_graph(3)}, plot, out=tmp_path / "out", on=2,
                    retries=retries, progress=False)  # fmt: skip
    assert plot.count() == tries
    assert run.progress.done == (before is death_once)
    assert run.progress.failed == (before is death)


class OwnMistakeError(vz.VizlibError):
    """A mistake that a plot's own module tells."""


@pytest.mark.parametrize(
    ("error", "heals"),
    [
        (vz.VizlibError("no field"), False),
        (OwnMistakeError("no such subject"), False),
        (NoFigureError("len returned int"), False),
        (TooLongError("it took longer"), False),
        (OSError("stale file handle"), True),
        (ValueError("VizlibError in a message is no VizlibError"), True),
    ],
)
def test_what_heals_is_told_by_the_kind_of_error(error, heals):
    assert may_heal({"error": f"{type(error).__name__}: {error}"}) == heals


def test_tasks_are_about_two_seconds_long_and_smaller_towards_the_end():
    task_size = TaskSize(workers=2)
    assert task_size.items() == 1
    task_size.learn(0.04)
    assert task_size.items() == 50
    assert TaskSize(seconds=0.04, workers=2, total=100, handed_out=0).items() == 26
    assert TaskSize(seconds=0.04, workers=2, total=100, handed_out=99).items() == 1
    assert TaskSize(seconds=30.0).items() == 1
    assert TaskSize(seconds=1e-6).items() == 500
    assert TaskSize(workers=3).tasks == 12


def test_the_last_figures_count_most():
    task_size = TaskSize()
    for seconds in (1.0, 3.0):
        task_size.learn(seconds)
    assert task_size.seconds == pytest.approx(1.1)


def slow(graph):
    time.sleep(0.2)
    return PLAIN(graph)


def test_few_tasks_are_in_flight_and_the_source_is_not_run_ahead(workers, tmp_path):
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield f"{taken}", nx.path_graph(2)

    run = vz.render(endless(), slow, out=tmp_path, on=workers, progress=False, wait=False)
    while run.progress.done < 6:
        time.sleep(0.05)
    run.cancel()
    assert run.progress.left is None
    assert 6 <= run.progress.done < taken < 300
