"""What is given away: the sdist holds all that is kept, the wheel the library and nothing else."""

import ast
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
OPTIONAL = {"igraph", "rustworkx", "graph_tool"}
"""Read where they are installed: whoever has their graphs has them."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Build an sdist, and a wheel from it; both as names without their first folder."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--quiet", "--no-isolation", "--outdir", out, HOME],
        check=True,
    )
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        sdist = {
            PurePosixPath(*PurePosixPath(member.name).parts[1:])
            for member in archive
            if member.isfile()
        }
    with zipfile.ZipFile(next(out.glob("*.whl"))) as archive:
        wheel = {PurePosixPath(name) for name in archive.namelist()}
    return sdist, wheel


def kept():
    """List the files that are kept: of git, or of the unpacked sdist."""
    listing = subprocess.run(
        ["git", "-C", HOME, "ls-files", "-z"], capture_output=True, text=True, check=True
    ).stdout
    return {PurePosixPath(name) for name in listing.split("\0") if name}


@pytest.mark.skipif(not (HOME / ".git").exists(), reason="an unpacked sdist has no list of its own")
def test_the_sdist_holds_all_that_is_kept_and_nothing_else(made):
    written = {PurePosixPath("PKG-INFO"), PurePosixPath("setup.cfg")}
    found = {name for name in made[0] if name.parts[0] != "vizlib.egg-info"}
    assert found == kept() | written


@pytest.mark.skipif(not (HOME / ".git").exists(), reason="an unpacked sdist has no list of its own")
def test_the_wheel_holds_the_library_and_nothing_else(made):
    library = {name for name in kept() if name.parts[0] == "vizlib"}
    found = {name for name in made[1] if not name.parts[0].endswith(".dist-info")}
    assert found == library


def test_all_that_is_imported_is_declared():
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    distributions = packages_distributions()
    for path in (HOME / "vizlib").rglob("*.py"):
        for name in imported(path) - OPTIONAL:
            owners = {canonicalize_name(owner) for owner in distributions.get(name, [])}
            # dask brings distributed, as the extra that is asked for.
            owners |= {"dask"} if name == "distributed" else set()
            assert owners & declared, (path.name, name)


def imported(path):
    """Name the packages that a module imports, late ones included, but for Python's own."""
    names = set()
    for statement in ast.walk(ast.parse(path.read_text())):
        if isinstance(statement, ast.Import):
            names |= {alias.name for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            names.add(statement.module)
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"vizlib"}
