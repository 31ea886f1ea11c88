"""The package as a whole: what importing costs, what is public, what a notebook shows."""

import base64
import inspect
import subprocess
import sys
import tomllib
from dataclasses import fields
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


def test_a_misspelt_name_is_a_mistake_for_type_checkers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import networkx as nx\nimport vizlib as vz\n"
        "plot: vz.CircosPlot = vz.CircosPlot(nx.Graph(), group_by='k').replace(title='x')\n"
        "flows = vz.ChordPlot(nx.Graph(), group_by='k').highlight([1]).flows\n"
        "vz.CircosPLot\n"
        "vz.CircosPlot(nx.Graph(), direction='arow')\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", str(script)],
        capture_output=True, text=True, check=False, cwd=HOME,
    )  # fmt: skip
    lines = [line for line in run.stdout.splitlines() if ": error:" in line]
    assert [line.split(":")[1] for line in lines] == ["5", "6"]
    assert "CircosPLot" in lines[0]
    assert "direction" in lines[1]


def test_tab_in_the_package_shows_the_public_names():

    assert sorted(dir(vz)) == sorted([*vz.HOMES, "__version__"])


def test_help_explains_every_option_that_a_plot_takes():

    for name in vz.HOMES:
        kind = getattr(vz, name)
        if not (isinstance(kind, type) and issubclass(kind, vz.Plot)):
            continue
        described = inspect.getdoc(kind).split("Parameters\n----------\n")[1]
        for option in fields(kind):
            hidden = kind is not vz.Plot and option.name in ("focus", "shared")
            explained = f"\n{option.name}\n    " in "\n" + described
            assert explained != (option.name in kind.defaults.refused or hidden), (name, option)
