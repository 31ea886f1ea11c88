"""A folder and graphs under hostile hands: nothing is run, lost, or ended that the user did not."""

import errno
import json
import os
import pickle
import shutil
import stat
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import vizlib as vz
from vizlib.batch import draw, journal
from vizlib.batch.draw import draw_one, load_job, write_job
from vizlib.batch.folder import JOURNAL, MANIFEST, REGISTER, SHEET, Folder
from vizlib.batch.journal import Journal
from vizlib.batch.render import job_of
from vizlib.batch.rows import COLUMNS, DEFAULTS, checked_row
from vizlib.batch.serialize import SpoolFile, digest, from_bytes, read_spool
from vizlib.batch.sources import read_items
from vizlib.batch.workers.local import open_local

PLAIN = partial(vz.ArcPlot, legend=False, figsize=(1, 1))
GRAPHS = {"a": nx.path_graph(3), "b": nx.path_graph(4)}
NO_ROOM = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(scope="module")
def workers():
    """Two processes that all tests share."""
    with ExitStack() as stack:
        yield open_local(2, 1, stack)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def render(workers, out):
    """Draw into a folder without a bar."""
    return partial(vz.render, out=out, on=workers, progress=False)


def contents(folder):
    """Return what stands in a folder: path -> bytes, link or nothing."""
    return {
        str(path.relative_to(folder)): str(path.readlink()) if path.is_symlink()
        else path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }  # fmt: skip


def kept(before, folder):
    """Tell whether all but the register that stood in a folder stands there as it was."""
    after = contents(folder)
    return all(after[name] == before[name] for name in before if name != REGISTER)


# --- what is never unpickled ----------------------------------------------------------------------


class Trap:
    """What writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


@pytest.mark.parametrize("suffix", [".parcel", ".vizlib-graph", ".pkl"])
def test_a_file_of_the_users_is_never_unpickled_nor_deleted(render, tmp_path, suffix):
    path = tmp_path / f"mine{suffix}"
    path.write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    for graphs in ([path], str(tmp_path / "mine*")):
        run = render(graphs, PLAIN)
        assert f"a file '{suffix}' is not known" in run.failed["error"][0]
    assert path.exists()
    assert not (tmp_path / "sprung").exists()


def test_a_file_of_the_runs_own_is_loaded_as_it_was_written_or_not_at_all(tmp_path):
    path, trap = tmp_path / "graph", pickle.dumps(Trap(tmp_path / "sprung"))
    path.write_bytes(b"graph")
    spool = SpoolFile(str(path), digest(b"graph"))
    assert read_spool(spool) == b"graph"
    path.write_bytes(trap)
    with pytest.raises(vz.VizlibError, match="not what this run wrote"):
        read_spool(spool)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        read_spool(SpoolFile(str(path), digest(trap)))


def test_a_drawing_order_that_was_exchanged_is_not_loaded(tmp_path):
    place = write_job(job_of(PLAIN, out=tmp_path, form="png", dpi=None, timeout=None))
    Path(place).write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.raises(vz.VizlibError, match="not what this run wrote"):
        load_job(place)
    assert not (tmp_path / "sprung").exists()


def test_the_work_folder_is_the_runs_own(out):
    names = set()
    for _ in range(2):
        folder = Folder(out)
        assert stat.S_IMODE(folder.work.stat().st_mode) == 0o700
        names.add(folder.work.name)
        folder.close()
        assert not folder.work.exists()
    assert len(names) == 2


# --- what was there before ------------------------------------------------------------------------


def foreign_parquet(path):
    pd.DataFrame({"mine": [1]}).to_parquet(path)


STRANGERS = {
    SHEET: lambda path: path.write_text("<h1>mine</h1>"),
    "thumbnails": lambda path: path.write_text("mine"),
    "thumbnails/mine.jpg": lambda path: path.write_text("mine"),
    MANIFEST: foreign_parquet,
    JOURNAL: lambda path: path.write_text('{"mine": 1}\n'),
    REGISTER: lambda path: path.write_text("mine"),
    "a.png": lambda path: path.write_text("mine"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_no_run_made_is_an_error_before_anything_is_drawn(out, name):
    (out / name).parent.mkdir(parents=True)
    STRANGERS[name](out / name)
    before = contents(out)
    refused = "thumbnails" if name.startswith("thumbnails") else name
    with pytest.raises(vz.VizlibError, match=f"{refused}' .*move it away, or give another out"):
        vz.render(GRAPHS, PLAIN, out=out, on=1, progress=False)
    assert kept(before, out)
    assert contents(out)[name] == before[name]
    assert not (out / "b.png").exists()


@pytest.mark.parametrize("name", ["a.png", "thumbnails/a.jpg", SHEET])
def test_a_folder_of_runs_may_hold_files_of_the_users(render, out, name):
    render({"b": GRAPHS["b"]}, PLAIN)
    (out / name).write_text("mine")
    (out / "notes.txt").write_text("mine")
    before = contents(out)
    with pytest.raises(vz.VizlibError, match="no run of vizlib made it"):
        render(GRAPHS, PLAIN)
    assert kept(before, out)
    (out / name).unlink()
    assert render(GRAPHS, PLAIN).progress.done == 2
    assert (out / "notes.txt").read_text() == "mine"


def test_a_figure_of_the_users_in_the_way_of_a_generator_is_a_failed_row(render, out):
    out.mkdir()
    (out / "a.png").write_text("mine")
    run = render(iter(GRAPHS.items()), PLAIN)
    assert list(run.table()["status"]) == ["failed", "done"]
    assert "a.png' was there before, and no run of vizlib made it" in run.failed["error"][0]
    assert (out / "a.png").read_text() == "mine"
    assert (run.progress.done, run.progress.failed) == (1, 1)


def test_logs_and_work_of_others_stay(render, out):
    for name in ("logs/thesis.txt", ".work/mine", ".vizlib-work-0123456789abcdef/mine"):
        (out / name).parent.mkdir(parents=True)
        (out / name).write_text("mine")
    before = contents(out)
    assert render(GRAPHS, PLAIN).progress.done == 2
    assert kept(before, out)


def test_another_format_and_back_is_no_stranger(render):
    for form in ("png", "svg", "png"):
        assert render(GRAPHS, PLAIN, format=form).progress.done == 2


def test_a_folder_of_an_earlier_version_is_taken_over(render, out):
    render(GRAPHS, PLAIN)
    (out / REGISTER).unlink()
    table = pd.read_parquet(out / MANIFEST)
    table.drop(columns=list(DEFAULTS)).to_parquet(out / MANIFEST, index=False)
    run = render(GRAPHS, PLAIN)
    assert (run.progress.kept, run.progress.done) == (0, 2)
    assert render(GRAPHS, PLAIN).progress.kept == 2


def test_a_folder_of_a_later_version_is_left_alone(render, out):
    out.mkdir()
    (out / REGISTER).write_text("# vizlib folder format 99: something else\n")
    with pytest.raises(vz.VizlibError, match="later vizlib; update this one"):
        render(GRAPHS, PLAIN)


@pytest.mark.parametrize("content", [b"", b"# viz", b"\0" * 99])
def test_a_register_that_was_cut_is_written_anew(render, out, content):
    render(GRAPHS, PLAIN)
    for _ in range(2):
        (out / REGISTER).write_bytes(content)
        assert render(GRAPHS, PLAIN).progress.kept == 2
        assert render(GRAPHS, PLAIN).progress.kept == 2


def test_the_name_of_the_folder_may_be_no_unicode(render, tmp_path):
    out = tmp_path / os.fsdecode(b"caf\xe9")
    assert render(GRAPHS, PLAIN, out=out).progress.done == 2
    assert render(GRAPHS, PLAIN, out=out).progress.kept == 2


# --- links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize(
    "name", [REGISTER, JOURNAL, MANIFEST, SHEET, "thumbnails", "a.png", "thumbnails/a.jpg"]
)
def test_links_are_not_followed(render, out, tmp_path, name, drawn):
    target = tmp_path / "target"
    if drawn:
        render({"a": nx.path_graph(5)}, PLAIN)
    if name == "thumbnails":
        target.mkdir()
        shutil.rmtree(out / name, ignore_errors=True)
    else:
        target.write_text("mine")
        (out / name).unlink(missing_ok=True)
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).symlink_to(target)
    before = contents(tmp_path)
    with pytest.raises(vz.VizlibError, match="move it away, or give another out"):
        render(GRAPHS, PLAIN)
    assert kept({key: before[key] for key in before if key.startswith("target")}, tmp_path)
    assert (out / name).is_symlink()
    assert not (out / "b.png").exists()


# --- what does not end a batch --------------------------------------------------------------------


def wordy(graph):
    if len(graph) == 3:
        raise RuntimeError("m" * 6000)
    return PLAIN(graph)


def test_a_long_error_is_a_row(render):
    run = render(GRAPHS, wordy, retries=2)
    assert list(run.table()["status"]) == ["failed", "done"]
    assert run.failed["error"][0] == "RuntimeError: " + "m" * 6000


def no_unicode(graph):
    import warnings

    warnings.warn("caf\udce9", UserWarning, stacklevel=1)
    if len(graph) == 3:
        raise ValueError("caf\udce9")
    return PLAIN(graph)


def test_what_is_no_unicode_is_written_as_escapes(render, out):
    run = render({"a": GRAPHS["a"], "caf\udce9": GRAPHS["b"]}, no_unicode)
    table = pd.read_parquet(out / MANIFEST)
    assert list(table["name"]) == ["a", "caf\\udce9"]
    assert list(table["status"]) == ["failed", "done"]
    assert run.failed["error"][0] == "ValueError: caf\\udce9"
    assert table["warnings"][1] == "caf\\udce9"
    assert render({"caf\udce9": GRAPHS["b"]}, no_unicode).progress.kept == 1


def test_a_file_whose_name_is_no_unicode_is_drawn(render, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.gml")
    nx.write_gml(GRAPHS["a"], path)
    missing = path.with_stem("missing\udce9")
    assert list(render([path, missing], PLAIN).table()["status"]) == ["done", "failed"]


@pytest.mark.parametrize("scales", ["own", "shared"])
@pytest.mark.parametrize("given", [dict, lambda graphs: iter(graphs.items())])
def test_a_graph_that_cannot_be_pickled_is_a_row(render, scales, given):
    unportable = nx.path_graph(3)
    unportable.graph["lock"] = threading.Lock()
    graphs = {"a": GRAPHS["a"], "locked": unportable, "b": GRAPHS["b"]}
    run = render(given(graphs), PLAIN, scales=scales)
    assert list(run.table()["status"]) == ["done", "failed", "done"]
    assert list(run.failed["name"]) == ["locked"]
    assert "cannot travel to a worker (TypeError: cannot pickle" in run.failed["error"][0]


def test_a_plan_takes_a_graph_that_cannot_be_pickled(workers):
    graphs = {str(number): nx.path_graph(number + 2) for number in range(3)}
    graphs["locked"] = threading.Lock()
    assert vz.plan(graphs, PLAIN, sample=4, on=workers).count == 4


def row(name, **other):
    return {key: ("" if kind == "str" else 0) for key, kind in COLUMNS.items()} | {
        "name": name, "status": "done",
    } | other  # fmt: skip


DAMAGES = {
    "foreign manifest": (MANIFEST, foreign_parquet),
    "torn manifest": (MANIFEST, lambda path: path.write_bytes(path.read_bytes()[:-50])),
    "torn pages": (
        MANIFEST,
        lambda path: path.write_bytes(b"PAR1" + b"\xff" * 400 + path.read_bytes()[404:]),
    ),
    "empty manifest": (MANIFEST, lambda path: path.write_bytes(b"")),
    "no Parquet": (MANIFEST, lambda path: path.write_text("mine")),
    "no UTF-8": (JOURNAL, lambda path: path.write_bytes(b"\xff\xfe\xe9\n")),
    "wrong type": (JOURNAL, lambda path: path.write_text(json.dumps(row("a", bytes="x")) + "\n")),
    "no row": (JOURNAL, lambda path: path.write_text("[1]\nnonsense\n{}\n")),
    "NUL": (JOURNAL, lambda path: path.write_bytes(b"\0" * 300)),
    "too deep": (JOURNAL, lambda path: path.write_text("[" * 100_000 + "\n")),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_is_set_aside_and_said_once(render, out, name):
    render(GRAPHS, PLAIN)
    file, damage = DAMAGES[name]
    damage(out / file)
    damaged = (out / file).read_bytes()
    with pytest.warns(vz.VizlibWarning, match=f"Parts of {file} in .*{file}.damaged-1"):
        run = render(GRAPHS, PLAIN)
    assert run.progress.done == 2
    assert run.progress.kept == (2 if file == JOURNAL else 0)
    assert (out / f"{file}.damaged-1").read_bytes() == damaged
    assert render(GRAPHS, PLAIN).progress.kept == 2


def test_what_makes_sense_beside_a_damage_is_kept(out):
    folder = Folder(out)
    lines = [json.dumps(row(name, number=number)) for number, name in enumerate("abc")]
    (out / JOURNAL).write_text("\n".join([lines[0], "nonsense", lines[1], lines[2][:30]]))
    with pytest.warns(vz.VizlibWarning, match="made no sense"):
        read = Journal(folder)
    read.add([row("d")])
    assert [stored["name"] for stored in read.rows()] == ["a", "b", "d"]
    read.close(whole=False)
    folder.close()


@pytest.mark.parametrize(
    "other",
    [{"bytes": True}, {"number": 2**63}, {"seconds": float("nan")}, {"status": "lost"},
     {"error": None}, {"more": 1}],
)  # fmt: skip
def test_a_row_is_looked_at_before_it_is_taken(other):
    assert checked_row(row("a")) == row("a")
    assert checked_row(row("a") | other) is None


def test_a_journal_that_is_a_folder_is_an_error(render, out):
    render(GRAPHS, PLAIN)
    (out / JOURNAL).mkdir()
    with pytest.raises(vz.VizlibError, match=r"journal.jsonl' is no file .*move it away"):
        render(GRAPHS, PLAIN)


def slow(graph):
    time.sleep(0.1)
    return PLAIN(graph)


def test_a_folder_that_is_removed_ends_the_run_in_words(render, out):
    run = render(((str(n), nx.path_graph(3)) for n in range(400)), slow, wait=False)
    while run.progress.done < 2:
        time.sleep(0.02)
    shutil.rmtree(out, ignore_errors=True)
    with pytest.raises(vz.VizlibError, match="was removed or replaced while figures were drawn"):
        run.wait()
    assert run.progress.state == "broken"
    assert run.progress.running == 0
    assert run.progress.done < 400
    assert "removed or replaced" in repr(run)
    assert set(run.table()["name"]) >= set(run.failed["name"])
    shutil.rmtree(out, ignore_errors=True)
    assert render(GRAPHS, PLAIN).progress.done == 2


def fails(error, *_, **__):
    raise error


def test_a_full_disk_under_the_journal_is_said_and_the_folder_serves_again(
    render, out, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write_all", partial(fails, NO_ROOM))
        with pytest.raises(vz.VizlibError, match=r"No space left on device.*What is drawn stays"):
            render(GRAPHS, PLAIN)
    assert not list(out.glob(".vizlib-work-*"))
    assert render(GRAPHS, PLAIN).progress.done == 2


def test_a_full_disk_under_the_manifest_loses_nothing(render, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", partial(fails, NO_ROOM))
        run = render(GRAPHS, PLAIN, wait=False)
        with pytest.raises(vz.VizlibError, match="No space left on device"):
            run.wait()
    assert run.progress.state == "broken"
    assert render(GRAPHS, PLAIN).progress.kept == 2


def drawn_here(out, timeout=None):
    """Draw a graph in this process."""
    (out / "thumbnails").mkdir(exist_ok=True)
    drawing = job_of(PLAIN, out=out, form="png", dpi=None, timeout=timeout)
    item = next(read_items(GRAPHS))
    return drawing, lambda: draw_one(drawing, from_bytes(drawing.plot), item)


def test_a_full_disk_under_a_figure_is_a_failed_row(tmp_path, monkeypatch):
    _, try_it = drawn_here(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(draw, "write_whole", partial(fails, NO_ROOM))
        assert "No space left on device" in try_it()["error"]
    assert try_it()["status"] == "done"


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(vz.VizlibError, match="cannot be made"):
        vz.render(GRAPHS, PLAIN, out=tmp_path / "file" / "out")
    with pytest.raises(vz.VizlibError, match="cannot be made"):
        vz.render(GRAPHS, PLAIN, out=f"{tmp_path}/nul\0")
    denied = PermissionError(errno.EACCES, "Permission denied")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", partial(fails, denied))
        with pytest.raises(vz.VizlibError, match=r"cannot be used .*Permission denied"):
            vz.render(GRAPHS, PLAIN, out=tmp_path / "out")
        patch.setattr(Path, "mkdir", partial(fails, denied))
        with pytest.raises(vz.VizlibError, match=r"cannot be made .*Permission denied"):
            vz.render(GRAPHS, PLAIN, out=tmp_path / "other")


def test_workers_that_cannot_be_sent_home_are_said_and_the_run_has_ended(render):
    run = render(((str(n), nx.path_graph(3)) for n in range(8)), slow, wait=False)
    run._workers = replace(run._workers, close=partial(fails, RuntimeError("no answer")))
    with pytest.raises(vz.VizlibError, match="RuntimeError: no answer"):
        run.wait()
    assert run.progress.state == "broken"
    assert len(run.table()) == 8


# --- what is done ---------------------------------------------------------------------------------


def test_a_figure_that_a_killed_run_left_is_not_taken_for_this_one(render, out):
    """Options A, then B killed before it wrote down what it drew, then A again."""
    render(GRAPHS, PLAIN)
    before = contents(out)
    other = before["a.png"][:-1] + b"B"
    (out / "a.png").unlink()
    (out / "a.png").write_bytes(other)
    run = render(GRAPHS, PLAIN)
    assert run.progress.kept == 1
    assert (out / "a.png").read_bytes() == before["a.png"]


def test_times_in_whole_seconds_do_not_tell_what_is_done(out):
    folder = Folder(out)
    figure = out / "a.png"
    figure.write_bytes(b"figure")
    os.utime(figure, ns=(10**18, 10**18))
    read = Journal(folder)
    stamps = {"bytes": 6, "mtime_ns": 10**18, "key": "1", "file": "a.png"}
    read.add([row("a", digest=digest(b"figure", 8), **stamps), row("b", digest="0", **stamps)])
    read.close()
    read = Journal(folder)
    assert read.is_done("a", "a.png", "1")
    assert not read.is_done("a", "a.png", "2")
    assert not read.is_done("b", "a.png", "1")
    read.add([row("a", status="failed")])
    read.close()
    read = Journal(folder)
    assert not read.is_done("a", "a.png", "1")
    read.close()
    folder.close()


def test_a_copied_folder_is_known_by_its_content(render, out, tmp_path):
    render(GRAPHS, PLAIN)
    shutil.copytree(out, tmp_path / "copy", copy_function=shutil.copy)
    assert render(GRAPHS, PLAIN, out=tmp_path / "copy").progress.kept == 2


def test_a_marker_of_a_killed_run_fails_no_figure(render, out):
    killed = Folder(out)
    (killed.work / "timeout-a").touch()
    os.close(killed._register)
    (out / ".work").mkdir()
    (out / ".work" / "timeout-a").touch()
    assert render(GRAPHS, PLAIN, timeout=600).progress.done == 2
    assert not killed.work.exists()


def test_a_late_worker_of_a_killed_run_writes_nothing(out):
    killed = Folder(out)
    drawing = job_of(PLAIN, out=out, form="png", dpi=None, timeout=None, folder=killed)
    os.close(killed._register)
    Folder(out).close()
    late = draw_one(drawing, from_bytes(drawing.plot), next(read_items(GRAPHS)))
    assert late["error"].startswith("FileNotFoundError")
    assert not (out / "a.png").exists()
