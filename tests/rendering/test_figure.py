"""Figures become files: whole or not at all, with the modes that files of the user have."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from vizlib.rendering import figure as module
from vizlib.rendering.figure import encode, save


@pytest.fixture
def umask(request):
    """Set the umask of the process for one test."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def labelled(words):
    figure = Figure(figsize=(1, 1))
    figure.text(0.5, 0.5, words)
    return figure


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002, 0o000], indirect=True, ids=oct)
def test_the_umask_says_who_may_read_a_saved_file(umask, tmp_path):
    path = save(labelled("a"), tmp_path / "a.png")
    assert path.stat().st_mode & 0o777 == 0o666 & ~umask


def test_saving_never_changes_the_umask(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "umask", lambda mode: pytest.fail("the umask is the whole process's"))
    save(labelled("a"), tmp_path / "a.png")


@pytest.mark.parametrize("fails", ["write", "replace"])
def test_a_file_is_written_whole_or_not_at_all(fails, tmp_path, monkeypatch):
    path = save(labelled("a"), tmp_path / "a.svg")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    if fails == "write":

        class Stream:
            def __init__(self, handle, mode):
                self.file = open(handle, mode)  # noqa: PTH123, SIM115

            def __enter__(self):
                return self

            def __exit__(self, *_):
                self.file.close()

            def write(self, data):
                self.file.write(data[: len(data) // 2])
                full()

        monkeypatch.setattr(module.os, "fdopen", Stream)
    else:
        monkeypatch.setattr(module.Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        save(labelled("another"), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_threads_that_save_to_one_path_leave_one_whole_file(tmp_path):
    path = tmp_path / "a.svg"
    words = ["a", "b", "c", "d"]
    whole = {save(labelled(word), tmp_path / f"{word}.svg").read_bytes() for word in words}
    figures = [labelled(word) for word in words * 5]
    with ThreadPoolExecutor(4) as pool:
        for saved in pool.map(save, figures, [path] * len(figures)):
            assert saved == path
            assert path.read_bytes() in whole
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        [path.name, *(f"{word}.svg" for word in words if word != "a")]
    )


def test_threads_do_not_take_the_settings_of_vector_files_from_each_other(monkeypatch):
    def savefig(figure, out, **_):
        for _ in range(5):
            time.sleep(0.002)
            assert mpl.rcParams["svg.fonttype"] == "none"

    monkeypatch.setattr(Figure, "savefig", savefig)
    figures = [labelled("a") for _ in range(12)]
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(encode, figures, ["svg"] * 12))) == 12
    assert mpl.rcParams["svg.fonttype"] == "path"
