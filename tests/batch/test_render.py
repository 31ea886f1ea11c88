"""Many graphs become a folder of figures; whatever happens, each is whole or absent, and told."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args, get_type_hints

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from distributed import Client
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.batch.draw import draw_one, load_job, write_job
from vizlib.batch.folder import JOURNAL, MANIFEST, Folder
from vizlib.batch.journal import Journal
from vizlib.batch.limits import TooLongError, peak_memory, reset_peak, time_limit
from vizlib.batch.progress import Progress
from vizlib.batch.render import Format, Scales, job_of
from vizlib.batch.rows import COLUMNS
from vizlib.batch.serialize import from_bytes, plot_digest, to_bytes
from vizlib.batch.sources import MAX_STEM_LETTERS, count_of, file_stem, read_items
from vizlib.batch.workers.local import open_local
from vizlib.rendering.figure import FORMATS

HOME = Path(__file__).resolve().parents[2]
HANG_SECONDS = 300
PLAIN = partial(vz.ArcPlot, legend=False, figsize=(1, 1))


def graphs(count=6, **fields):
    """Yield paths of growing length."""
    for number in range(count):
        yield f"path {number}", nx.path_graph(number + 2)


def figures(out, suffix=".png"):
    return {path.name: path.read_bytes() for path in Path(out).glob(f"*{suffix}")}


@pytest.fixture(scope="module")
def workers():
    """Two processes that all tests share."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield open_local(2, 1, stack)


@pytest.fixture
def render(workers, tmp_path):
    """Draw into a new folder without a bar."""
    return partial(vz.render, out=tmp_path / "out", on=workers, progress=False)


def fails_at_three(graph, **options):
    """Draw, and fail for graphs with three nodes."""
    if len(graph) == 3:
        raise KeyError("three")
    return PLAIN(graph, **options)


# --- names ----------------------------------------------------------------------------------------


@given(st.text())
def test_a_file_name_cannot_leave_its_folder(name):
    stem = file_stem(name)
    assert Path(stem).name == stem
    assert 0 < len(stem) <= MAX_STEM_LETTERS
    assert stem.isascii()
    assert not stem.startswith((".", "-"))


@given(st.lists(st.text(), unique=True, max_size=30))
def test_names_that_differ_have_files_that_differ(names):
    assert len({file_stem(name) for name in names}) == len(names)
    assert len({file_stem(name, folds_case=True).lower() for name in names}) == len(names)


def test_plain_names_stay_and_long_ones_are_cut():
    assert file_stem("subject-01_b.2") == "subject-01_b.2"
    assert file_stem("x" * 300) != file_stem("x" * 301)
    assert "/" not in file_stem("../../etc/passwd")
    assert file_stem("index") != "index"


# --- graphs ---------------------------------------------------------------------------------------


def test_graphs_come_from_mappings_pairs_generators_and_paths(tmp_path):
    nx.write_graphml(nx.path_graph(3), tmp_path / "b.graphml")
    nx.write_gml(nx.path_graph(3), tmp_path / "a.gml")
    (tmp_path / "notes.md").write_text("not a graph")
    assert [item.name for item in read_items(dict(graphs(3)))] == ["path 0", "path 1", "path 2"]
    assert [item.number for item in read_items(graphs(3))] == [0, 1, 2]
    items = list(read_items(tmp_path))
    assert [item.name for item in items] == ["a", "b"]
    assert items[0].content == str(tmp_path / "a.gml")
    assert [item.name for item in read_items(str(tmp_path / "*.graphml"))] == ["b"]
    assert [item.name for item in read_items([tmp_path / "a.gml"])] == ["a"]
    assert count_of(tmp_path) == 2
    assert count_of(graphs()) is None


def test_names_that_come_twice_are_numbered():
    pairs = [("a", nx.path_graph(2)), ("a", nx.path_graph(3)), ("a (2)", nx.path_graph(4))]
    assert [item.name for item in read_items(pairs)] == ["a", "a (2)", "a (2) (2)"]


def test_files_of_one_stem_are_named_by_their_paths(tmp_path):
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        nx.write_gml(nx.path_graph(3), tmp_path / folder / "a.gml")
    names = [item.name for item in read_items(str(tmp_path / "**" / "*.gml"))]
    assert names == ["x/a.gml", "y/a.gml"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (nx.path_graph(3), "single graph"),
        (7, "a int; give a mapping"),
        (np.eye(3), "ndarray; give a mapping"),
        ("no/such/place", "no graph files at 'no/such/place'"),
    ],
)
def test_what_is_not_many_graphs_is_refused(given, words, tmp_path):
    with pytest.raises(vz.VizlibError, match=words):
        vz.render(given, PLAIN, out=tmp_path, on=1)


def test_a_mistake_in_the_call_is_said_before_anything_starts(tmp_path):
    call = partial(vz.render, dict(graphs()), out=tmp_path)
    for options, words in [
        ({"plot": "circos"}, "plot is a str; give a function"),
        ({"plot": PLAIN, "format": "pgn"}, "Did you mean 'png'"),
        ({"plot": PLAIN, "scales": "free"}, "scales='free' is not known"),
        ({"plot": PLAIN, "retries": -1}, "retries=-1 must be"),
        ({"plot": PLAIN, "timeout": 0}, "timeout=0 must be"),
        ({"plot": PLAIN, "on": "here"}, "on='here' is no place to work"),
        ({"plot": partial(print, file=sys.stdout)}, "cannot travel to a worker"),
    ]:
        with pytest.raises(vz.VizlibError, match=words):
            call(**options)
    assert not list(tmp_path.glob("journal*"))
    (tmp_path / "file").touch()
    with pytest.raises(vz.VizlibError, match="is a file; give a folder"):
        vz.render(dict(graphs()), PLAIN, out=tmp_path / "file")


def test_the_words_of_a_call_are_those_that_are_checked():
    assert get_args(Format) == FORMATS
    assert set(get_args(Scales)) == {"own", "shared"}
    assert get_type_hints(vz.render)["format"] == get_type_hints(vz.plan)["format"] == Format


# --- digests --------------------------------------------------------------------------------------


def test_looking_at_a_graph_does_not_change_its_digest():
    graph = nx.path_graph(4)
    before = to_bytes(graph)
    assert list(graph.degree), list(graph.nodes)
    PLAIN(graph).scene()
    assert to_bytes(graph) == before
    assert nx.utils.graphs_equal(from_bytes(before), graph)


def test_a_plot_function_is_known_by_what_it_does():
    functions = [
        eval(compile(text, name, "eval"))
        for text, name in [("lambda g: g + 1", "a"), ("lambda g: g + 1", "b"), ("lambda g: g", "a")]
    ]
    assert plot_digest(functions[0]) == plot_digest(functions[1]) != plot_digest(functions[2])
    assert plot_digest(partial(vz.ArcPlot, group_by="a")) != plot_digest(
        partial(vz.ArcPlot, group_by="b")
    )
    assert plot_digest(vz.ArcPlot, "png") != plot_digest(vz.ArcPlot, "svg")
    weights = pd.DataFrame({"a": [1, 2]})
    assert plot_digest(partial(vz.ArcPlot, node_size=weights)) == plot_digest(
        partial(vz.ArcPlot, node_size=weights.copy())
    )


# --- what a worker does ---------------------------------------------------------------------------


def drawn_here(plot, graph, out, form="png", timeout=None):
    drawing = job_of(plot, out=out, form=form, dpi=None, timeout=timeout)
    (out / "thumbnails").mkdir(exist_ok=True)
    drawing, plot = load_job(write_job(drawing))
    item = next(read_items([("a", graph)]))
    return draw_one(drawing, plot, item)


@pytest.mark.parametrize("form", ["png", "svg", "pdf", "jpg"])
def test_each_format_has_a_thumbnail(form, tmp_path):
    from PIL import Image

    row = drawn_here(PLAIN, nx.path_graph(3), tmp_path, form)
    assert row["status"] == "done", row["traceback"]
    assert row["bytes"] == (tmp_path / f"a.{form}").stat().st_size > 100
    assert row["memory"] > 1e7
    with Image.open(tmp_path / "thumbnails" / "a.jpg") as small:
        assert 60 < max(small.size) <= 480


def test_a_worker_writes_what_save_writes(tmp_path):
    drawn_here(PLAIN, nx.path_graph(3), tmp_path)
    PLAIN(nx.path_graph(3)).save(tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def pyplot_figure(graph):
    ax = plt.subplots(figsize=(1, 1))[1]
    ax.plot(range(len(graph)))
    return ax


def test_a_function_may_return_any_matplotlib_figure_and_leaves_none_open(tmp_path):
    row = drawn_here(pyplot_figure, nx.path_graph(3), tmp_path)
    assert row["status"] == "done", row["traceback"]
    assert not plt.get_fignums()
    facets = drawn_here(lambda g: PLAIN(g).facet(nodes="degree"), nx.path_graph(3), tmp_path)
    assert facets["status"] == "done"


def test_a_function_that_returns_no_figure_is_told_so(tmp_path):
    row = drawn_here(len, nx.path_graph(3), tmp_path)
    assert row["error"] == (
        "NoFigureError: len returned int; it must return a plot or a matplotlib figure."
    )


def test_warnings_are_kept_in_the_row(tmp_path):
    def crowded(graph):
        return vz.ArcPlot(graph, node_color="degree", figsize=(1, 1))

    row = drawn_here(crowded, nx.path_graph(3), tmp_path)
    assert "has no room for its legends" in row["warnings"]


def idle(seconds):
    for _ in range(int(seconds * 100)):
        time.sleep(0.01)


def test_time_is_up_for_python_code(tmp_path):
    def endless(graph):
        while True:
            time.sleep(0.01)

    row = drawn_here(endless, None, tmp_path, timeout=0.2)
    assert row["error"] == "TooLongError: it took longer than timeout=0.2 seconds"


def test_a_limit_that_is_kept_does_nothing():
    with time_limit(60, lambda: None):
        pass
    with pytest.raises(TooLongError), time_limit(0.05, lambda: None):
        idle(10)


def test_peak_memory_is_that_of_the_figure():
    reset_peak()
    before = peak_memory()
    assert len(bytearray(200_000_000))
    assert peak_memory() - before > 150_000_000


# --- the run --------------------------------------------------------------------------------------


def test_each_graph_is_a_file_and_a_row(render, tmp_path):
    run = render(graphs(), PLAIN)
    table = pd.read_parquet(tmp_path / "out" / MANIFEST)
    pd.testing.assert_frame_equal(table, run.table())
    assert list(table.columns) == list(COLUMNS)
    assert list(table["name"]) == [name for name, _ in graphs()]
    assert list(table["status"]) == ["done"] * 6
    assert (table["seconds"] > 0).all()
    assert (table["memory"] > 1e7).all()
    out = tmp_path / "out"
    assert table["bytes"].tolist() == [(out / file).stat().st_size for file in table["file"]]
    assert {path.name for path in out.iterdir()} == {
        *table["file"], "index.html", MANIFEST, "thumbnails", ".vizlib",
    }  # fmt: skip
    assert run.progress.done == 6
    assert repr(run).startswith(f"Run into '{out}' on the Dask cluster at tcp://127.0.0.1:")
    assert "done: 6 figures done, in " in repr(run)
    assert run.raise_for_failures() is run


def test_one_bad_graph_is_a_row(render):
    run = render(dict(graphs()), fails_at_three)
    assert run.progress.done == 5
    assert list(run.failed["name"]) == ["path 1"]
    assert run.failed["error"][0] == "KeyError: 'three'"
    assert 'raise KeyError("three")' in run.failed["traceback"][0]
    with pytest.raises(
        vz.VizlibError, match=r"(?s)1 of 6 figures failed.*path 1: KeyError: 'three'"
    ):
        run.raise_for_failures()
    assert "path 1" in run._repr_html_()


def times(out):
    return {path.name: path.stat().st_mtime_ns for path in out.glob("*.png")}


def test_what_is_done_and_unchanged_stays(render, tmp_path):
    first = render(dict(graphs()), PLAIN)
    before = times(tmp_path / "out")
    second = render(dict(graphs()), PLAIN)
    assert second.progress.kept == second.progress.done == 6
    assert times(tmp_path / "out") == before
    pd.testing.assert_frame_equal(first.table(), second.table())


def test_a_changed_graph_is_drawn_again_and_no_other(render, tmp_path):
    render(dict(graphs()), PLAIN)
    before = times(tmp_path / "out")
    run = render(dict(graphs()) | {"path 2": nx.path_graph(9)}, PLAIN)
    after = times(tmp_path / "out")
    assert run.progress.kept == 5
    changed = run.table().set_index("name").loc["path 2", "file"]
    assert [name for name in before if before[name] != after[name]] == [changed]


def test_other_options_draw_all_again(render):
    render(dict(graphs()), PLAIN)
    run = render(dict(graphs()), partial(PLAIN, sort_by="degree"))
    assert (run.progress.kept, run.progress.done) == (0, 6)
    again = render(dict(graphs()), partial(PLAIN, sort_by="degree"), resume=False)
    assert (again.progress.kept, again.progress.done) == (0, 6)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"cut")])
def test_a_figure_that_is_gone_or_cut_is_drawn_again(render, tmp_path, damage):
    table = render(dict(graphs()), PLAIN).table()
    before = figures(tmp_path / "out")
    for file in table["file"][[0, 3]]:
        damage(tmp_path / "out" / file)
    run = render(dict(graphs()), PLAIN)
    assert run.progress.kept == 4
    assert figures(tmp_path / "out") == before


def test_a_folder_is_read_on_the_workers(render, tmp_path):
    place = tmp_path / "graphs"
    place.mkdir()
    for name, graph in graphs(3):
        nx.write_graphml(graph, place / f"{name}.graphml")
    (place / "broken.graphml").write_text("<graphml>")
    run = render(place, PLAIN)
    assert run.progress.done == 3
    assert list(run.failed["name"]) == ["broken"]
    assert "cannot be read as .graphml" in run.failed["error"][0]
    assert render(place, PLAIN).progress.kept == 3


def test_it_can_go_on_behind_and_be_waited_for(render):
    run = render(graphs(), PLAIN, wait=False)
    assert run.wait() is run
    assert run.progress.state == "done"
    assert run.progress.done == 6


def slow(graph):
    time.sleep(0.2)
    return PLAIN(graph)


def test_a_cancelled_run_keeps_what_is_drawn_and_can_be_taken_up(render, tmp_path):
    run = render(dict(graphs(40)), slow, wait=False)
    while run.progress.done < 2:
        time.sleep(0.02)
    run.cancel()
    assert run.progress.state == "cancelled"
    done = run.progress.done
    assert 2 <= done < 40
    assert len(pd.read_parquet(tmp_path / "out" / MANIFEST)) == done
    assert render(dict(graphs(12)), slow).progress.kept >= 2


def test_two_runs_cannot_write_into_one_folder(render):
    run = render(dict(graphs(20)), slow, wait=False)
    with pytest.raises(vz.VizlibError, match="Another run is writing into"):
        render(dict(graphs()), PLAIN)
    run.cancel()


def broken_source():
    yield from graphs(3)
    raise OSError("the tape is torn")


def test_a_source_that_breaks_is_an_error_and_the_rest_is_kept(render, tmp_path):
    with pytest.raises(vz.VizlibError, match=r"OSError: the tape is torn.*the same call goes on"):
        render(broken_source(), PLAIN)
    assert render(graphs(), PLAIN).progress.done == 6


def stuck(graph):
    time.sleep(HANG_SECONDS if len(graph) == 3 else 0)  # one call that Python cannot interrupt
    return PLAIN(graph)


def test_a_figure_that_takes_too_long_is_a_row(render):
    run = render(dict(graphs(3)), stuck, timeout=5)
    assert list(run.failed["name"]) == ["path 1"]
    assert run.failed["error"][0].startswith("TooLongError")


class Flaky:
    """A plot function that fails the first time."""

    def __init__(self, place):
        self.place = Path(place)

    def __call__(self, graph):
        marker = self.place / str(len(graph))
        if not marker.exists():
            marker.touch()
            raise OSError("stale file handle")
        return PLAIN(graph)


def test_a_figure_that_failed_is_tried_again(render, tmp_path):
    (tmp_path / "marks").mkdir()
    run = render(dict(graphs(3)), Flaky(tmp_path / "marks"), retries=1)
    assert run.progress.done == 3
    assert len(run.table()) == 3
    (tmp_path / "none").mkdir()
    run = render(dict(graphs(3)), Flaky(tmp_path / "none"), retries=0)
    assert run.progress.failed == 3


def fatal(graph):
    if len(graph) == 3:
        os._exit(3)
    return PLAIN(graph)


def test_a_figure_that_takes_its_worker_along_is_a_row(tmp_path):
    run = vz.render(dict(graphs()), fatal, out=tmp_path, on=2, retries=0, progress=False)
    assert run.progress.done == 5
    assert list(run.failed["name"]) == ["path 1"]
    assert "lack of memory" in run.failed["error"][0]


def test_large_graphs_travel_as_files(render, tmp_path):
    graph = nx.path_graph(3)
    graph.graph["ballast"] = os.urandom(3 << 20)
    run = render({"large": graph, "small": nx.path_graph(3)}, PLAIN)
    assert run.progress.done == 2
    assert not list((tmp_path / "out").glob(".vizlib-*"))


# --- the journal ----------------------------------------------------------------------------------


def row(name, **other):
    return {key: ("" if kind == "str" else 0) for key, kind in COLUMNS.items()} | {
        "name": name, "status": "done",
    } | other  # fmt: skip


@pytest.fixture
def opened(tmp_path):
    """Open the journal of a folder, and close what was opened before."""
    folders = []

    def reopened():
        for folder in folders:
            folder.close()
        folders.append(Folder(tmp_path))
        return Journal(folders[-1])

    yield reopened
    for folder in folders:
        folder.close()


def test_a_line_that_was_cut_is_passed_over(tmp_path, opened):
    journal = opened()
    journal.add([row("a", key="1"), row("b", key="2")])
    journal.close(whole=False)
    with (tmp_path / JOURNAL).open("a") as stream:
        stream.write(json.dumps(row("c"))[:30])
    journal = opened()
    journal.add([row("a", key="3", number=1)])
    assert [stored["name"] for stored in journal.rows()] == ["a", "b", "a"]
    for name in "abc":
        journal.add_name(name)
    assert journal.table()[["name", "key"]].values.tolist() == [["b", "2"], ["a", "3"]]
    journal.close()
    assert not (tmp_path / JOURNAL).exists()
    assert len(pd.read_parquet(tmp_path / MANIFEST)) == 2


SCRIPT = """
import networkx as nx, time, sys
import vizlib as vz
from dataclasses import replace
from functools import partial

def slow(graph):
    time.sleep(0.05)
    return vz.ArcPlot(graph, legend=False, figsize=(1, 1))

graphs = ((f"path {n}", nx.path_graph(n + 2)) for n in range(40))
run = vz.render(graphs, slow, out=sys.argv[1], on=2, progress=False)
print(run.progress.kept, run.progress.done)
"""


def files_below(folder):
    return {path.relative_to(folder) for path in folder.rglob("*")}


def started(script, *arguments):
    settings = os.environ | {"PYTHONPATH": str(HOME)}
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)], env=settings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_a_script_without_a_guard_killed_at_any_moment_ends_as_if_undisturbed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    whole = started(script, tmp_path / "whole")
    assert whole.communicate(timeout=HANG_SECONDS)[0] == "0 40\n"
    for moment in (0, 3, 12):
        doomed = started(script, tmp_path / "torn")
        journal = tmp_path / "torn" / JOURNAL
        while not journal.exists() or journal.read_bytes().count(b"\n") < moment:
            time.sleep(0.01)
        doomed.send_signal(signal.SIGKILL)
        doomed.communicate(timeout=HANG_SECONDS)
    last = started(script, tmp_path / "torn")
    output, wrong = last.communicate(timeout=HANG_SECONDS)
    assert last.returncode == 0, wrong
    assert int(output.split()[0]) >= 12
    assert files_below(tmp_path / "torn") == files_below(tmp_path / "whole")
    assert figures(tmp_path / "torn") == figures(tmp_path / "whole")
    columns = ["number", "name", "file", "status", "bytes", "key"]
    torn, undisturbed = (
        pd.read_parquet(tmp_path / folder / MANIFEST)[columns] for folder in ("torn", "whole")
    )
    pd.testing.assert_frame_equal(torn, undisturbed)


def test_ctrl_c_ends_the_run_and_keeps_what_is_drawn(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    stopped = started(script, tmp_path / "out")
    journal = tmp_path / "out" / JOURNAL
    while not journal.exists() or journal.read_bytes().count(b"\n") < 2:
        time.sleep(0.01)
    stopped.send_signal(signal.SIGINT)
    wrong = stopped.communicate(timeout=HANG_SECONDS)[1]
    assert stopped.returncode == -signal.SIGINT
    assert wrong.strip().endswith("KeyboardInterrupt")
    assert 2 <= len(pd.read_parquet(tmp_path / "out" / MANIFEST)) < 40


# --- the rest -------------------------------------------------------------------------------------


def test_progress_says_it_at_a_glance():
    now = Progress(done=5, failed=1, left=4, rate=1.0, eta=4.0, workers=1, running=2)
    assert now.total == 10
    assert "5 of 10 figures done, 1 failed, 2 in work, 2 waiting, 1.0 a second" in str(now)
    assert str(replace(now, state="cancelled", seconds=3)).endswith(
        "1 failed, 4 not drawn, in 3.0 s"
    )
    assert "1 of 1 figure done" in str(Progress(done=1, left=0))
    assert "width:50.0%" in now._repr_html_()
    assert Progress(done=3).total is None


def test_workers_are_not_shown_to_the_users_dask(tmp_path):
    vz.render(dict(graphs(2)), PLAIN, out=tmp_path, on=1, progress=False)
    with pytest.raises(ValueError, match="No clients found"):
        Client.current()
