"""The package as a whole: what importing costs, what is public, what a notebook shows."""

import base64
import subprocess
import sys
import tomllib
from pathlib import Path

import nbclient
import nbformat
import pytest

import vizlib as vz

HOME = Path(__file__).parent.parent


def test_importing_costs_nothing():
    heavy = {"pandas", "matplotlib", "numba", "cartopy", "dask", "networkx", "scipy"}
    code = f"import sys, vizlib; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", vz.__all__)
def test_public_names_have_docstrings(name):
    assert getattr(vz, name).__doc__
    assert name in dir(vz)


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="Circus"):
        _ = vz.CircusPlot


def test_the_version_is_that_of_the_project():
    with (HOME / "pyproject.toml").open("rb") as stream:
        assert tomllib.load(stream)["project"]["version"] == vz.__version__


def test_the_first_steps_notebook_shows_pictures(tmp_path):
    notebook = nbformat.read(HOME / "gallery" / "first_steps.ipynb", as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": tmp_path}}
    ).execute()
    cells = [each for each in notebook.cells if each.cell_type == "code"]
    shown = [
        out.data["image/png"]
        for cell in cells
        for out in cell.outputs
        if "image/png" in getattr(out, "data", {})
    ]
    lines = [
        cell for cell in cells if cell.source.lstrip().startswith("vz.") and "Plot(" in cell.source
    ]
    assert len(shown) == len(lines) >= 3
    for each in shown:
        assert base64.b64decode(each)[:4] == b"\x89PNG"


def test_the_gallery_makes_pages_of_its_texts(tmp_path, monkeypatch):
    import importlib.util

    home = Path(__file__).parent.parent
    spec = importlib.util.spec_from_file_location("gallery", home / "scripts/build_gallery.py")
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    (tmp_path / "gallery").mkdir()
    (tmp_path / "gallery" / "words.md").write_text("# A title\n\nWords.\n")
    monkeypatch.setattr(gallery, "HOME", tmp_path)
    monkeypatch.setattr(gallery, "OUT", tmp_path / "out")
    gallery.main()
    assert "A title" in (tmp_path / "out" / "index.html").read_text()
    assert "<p>Words.</p>" in (tmp_path / "out" / "words.html").read_text()
