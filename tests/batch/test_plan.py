"""A forecast is worth what the run that follows says."""

from functools import partial

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import vizlib as vz
from vizlib.batch.plan import Plan, picked, spread

SIZES = np.random.default_rng(3).integers(10, 60, 150)
GRAPHS = {f"g{n}": nx.gnm_random_graph(size, 2 * size, seed=n) for n, size in enumerate(SIZES)}
CIRCOS = partial(vz.CircosPlot, node_color="degree", sort_by="degree")


def plan_of(seconds, count=1000, startup=2.0, **other):
    sample = pd.DataFrame({"seconds": seconds, "memory": 310_000_000})
    return Plan(count=count, sample=sample, startup=startup, measured=True, **other)


def test_the_forecast_holds_for_the_run_that_follows(tmp_path):
    ratios = []
    for attempt in "abc":  # others may use the machine during one of the two
        forecast = vz.plan(GRAPHS, CIRCOS, on=2)
        run = vz.render(GRAPHS, CIRCOS, out=tmp_path / attempt, on=2, progress=False)
        assert run.progress.done == 150
        ratios.append(forecast.wall(2) / run.progress.seconds)
        if 1 / 1.5 < ratios[-1] < 1.5:
            return
    pytest.fail(f"forecast by run: {ratios}")


def test_a_sample_goes_from_the_smallest_to_the_largest():
    chosen = spread(SIZES, 7)
    assert SIZES[chosen[0]] == SIZES.min()
    assert SIZES[chosen[-1]] == SIZES.max()
    assert (np.diff(SIZES[chosen]) >= 0).all()
    assert spread(np.array([3, 3]), 20) == [0, 1]
    assert [name for name, _ in picked(GRAPHS, [5, 2, 5])] == ["g5", "g2", "g5"]


def test_more_jobs_help_until_the_start_or_the_slowest_figure_takes_longer():
    forecast = plan_of([1.0, 1.0, 4.0])
    assert forecast.total == 2000
    assert forecast.wall(10) == 2 + 200
    assert forecast.wall(10_000) == 2 + 4
    assert forecast.enough == 500
    assert plan_of([1.0, 1.0, 4.0], startup=20.0).enough == 100
    assert list(forecast.table()["jobs"]) == [1, 10, 100, 500]


def test_memory_is_asked_for_with_some_to_spare():
    assert plan_of([1.0]).memory == "500MB"


def test_it_says_everything_at_a_glance():
    words = repr(plan_of([1.0, 1.0, 4.0]))
    assert "Plan for 1,000 figures, by a sample of 3" in words
    assert "3 min 22 s on 10 jobs" in words
    assert "more than 500 jobs would not help" in words
    assert "memory='500MB'" in words


def test_one_figure_is_no_matter_for_many_jobs():
    forecast = plan_of([0.3], count=1)
    words = " ".join(repr(forecast).split())
    assert "Plan for 1 figure, by a sample of 1: a figure takes 0.3 s and 310 MB;" in words
    assert "it takes 0.3 s of work: 2.3 s on 1 core of this machine, 2.3 s on 1 job," in words
    assert "more than 1 job would not help" in words
    assert list(forecast.table()["jobs"]) == [1]
    assert list(plan_of([1.0], count=700, startup=10.0).table()["jobs"]) == [1, 10, 70]


@pytest.mark.parametrize(
    ("graphs", "options", "words"),
    [
        ((pair for pair in GRAPHS.items()), {}, "use up a generator"),
        ({}, {}, "no graphs to plan for"),
        (GRAPHS, {"sample": 0}, "sample=0 must be"),
    ],
)
def test_mistakes_are_explained(graphs, options, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.plan(graphs, CIRCOS, **options)


def test_a_plot_that_never_works_is_no_plan():
    with pytest.raises(vz.VizlibError, match=r"Every figure .* failed; .*no field 'lobe'"):
        vz.plan(GRAPHS, partial(vz.CircosPlot, node_color="lobe"), sample=2, on=1)
