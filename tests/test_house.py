"""The house as its imports show it: who needs whom, type hints and late imports included."""

import ast
import gc
import re
from dataclasses import fields
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import pytest

HOME = Path(__file__).resolve().parent.parent
FACE = "vizlib"
"""The package face imports everything by name, so that whoever imports it closes a circle."""
PACKAGES = [f"{FACE}.{path.parent.name}" for path in sorted((HOME / FACE).glob("*/__init__.py"))]
"""Packages of the house, each free of circles."""
MAX_ANCESTORS = 3
MAX_PUBLIC_MEMBERS = 64


def module_of(path, home):
    """Name the module of a file."""
    parts = path.relative_to(home).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parse(source):
    """Parse with the collector at rest: what it ends meanwhile upsets the parser of Python 3.11."""
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        gc.enable()


def imported(source, module, is_package):
    """Yield (module, name or None) of each import, wherever in the source it stands."""
    for statement in ast.walk(parse(source)):
        if isinstance(statement, ast.Import):
            yield from ((alias.name, None) for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            up = statement.level - is_package
            base = module.split(".")[: None if up <= 0 else -up] if statement.level else []
            origin = ".".join([*base, *([statement.module] if statement.module else [])])
            yield from ((origin, alias.name) for alias in statement.names)


def imports(home):
    """Build the graph of the modules of vizlib below a folder: importer -> imported."""
    paths = {module_of(path, home): path for path in (home / FACE).rglob("*.py")}
    graph = nx.DiGraph()
    graph.add_nodes_from(paths)
    for module, path in paths.items():
        for origin, name in imported(path.read_text(), module, path.stem == "__init__"):
            inner = f"{origin}.{name}"
            target = inner if inner in paths else origin
            if target in paths:
                graph.add_edge(module, target)
    return graph


def circles(graph, package):
    """Return the sets of modules of a package that need each other."""
    inside = [node for node in graph if f"{node}.".startswith(f"{package}.")]
    among = graph.subgraph(inside)
    loops = [{node} for node in nx.nodes_with_selfloops(among)]
    return loops + [part for part in nx.strongly_connected_components(among) if len(part) > 1]


@pytest.fixture(scope="module")
def graph():
    return imports(HOME)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_of_a_package_need_each_other(graph, package):
    assert sum(f"{node}.".startswith(f"{package}.") for node in graph) > 1
    assert circles(graph, package) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_of_a_package_needs_the_face(graph, package):
    behind = [node for node in graph.predecessors(FACE) if f"{node}.".startswith(f"{package}.")]
    assert behind == []


def test_no_modules_of_the_house_need_each_other(graph):
    assert circles(graph, FACE) == []


def test_pyplot_is_touched_by_one_module():
    touching = [
        path.relative_to(HOME).as_posix()
        for path in (HOME / FACE).rglob("*.py")
        if "pyplot" in {part for origin, name in imported(path.read_text(), "", False)
                        for part in (*origin.split("."), name)}
    ]  # fmt: skip
    assert touching == ["vizlib/rendering/figure.py"]


def test_plots_holds_plots_alone():
    held = [path for path in (HOME / FACE / "plots").iterdir() if path.suffix in ("", ".py")]
    names = {path.stem for path in held} - {"__init__", "__pycache__"}
    assert names == {kind.__module__.split(".")[2] for kind in plots()}


def plots():
    import vizlib as vz

    kinds = [getattr(vz, name) for name in vz.HOMES]
    return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, vz.Plot)
            and kind is not vz.Plot]  # fmt: skip


def test_a_plot_has_few_ancestors_and_members():
    for kind in plots():
        ancestors = [parent for parent in kind.__mro__[1:] if parent.__module__.startswith(FACE)]
        assert len(ancestors) <= MAX_ANCESTORS, kind
        members = {name for parent in kind.__mro__ for name in vars(parent)}
        members |= {option.name for option in fields(kind)}
        public = [name for name in members if not name.startswith("_")]
        assert len(public) <= MAX_PUBLIC_MEMBERS, (kind, len(public))


def test_no_assert_checks_input_and_any_is_the_exception():
    counts = {"all": 0, "Any": 0}
    for path in (HOME / FACE).rglob("*.py"):
        for statement in ast.walk(parse(path.read_text())):
            assert not isinstance(statement, ast.Assert), path
            if isinstance(statement, ast.FunctionDef):
                hints = [argument.annotation for argument in given_by(statement)]
                counts["all"] += len(hints)
                counts["Any"] += sum(
                    hint is not None and ast.unparse(hint) == "Any" for hint in hints
                )
    assert counts["Any"] <= 0.05 * counts["all"]


def given_by(function):
    """List the arguments of a function, but for the object itself."""
    arguments = function.args
    extra = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *extra]
    return [argument for argument in plain if argument.arg not in ("self", "cls")]


def test_the_version_is_a_leaf(graph):
    assert not list(graph.successors("vizlib.version"))


@pytest.mark.parametrize(
    "late",
    [
        "import vizlib.a.one",
        "from vizlib.a.one import ONE",
        "from vizlib.a import one",
        "from . import one",
        "from .one import ONE",
        "def work():\n    from vizlib.a.one import ONE",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from vizlib.a.one import ONE",
    ],
)
def test_every_kind_of_import_closes_a_circle(tmp_path, late):
    for name, source in {
        "__init__": "", "a/__init__": "", "a/one": "from vizlib.a.two import TWO", "a/two": late,
    }.items():  # fmt: skip
        path = tmp_path / FACE / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    assert circles(imports(tmp_path), "vizlib.a") == [{"vizlib.a.one", "vizlib.a.two"}]
    assert circles(imports(tmp_path), "vizlib.b") == []


SCRIPTS = [path for folder in ("benchmarks", "gallery", "scripts")
           for path in sorted((HOME / folder).rglob("*.py"))]  # fmt: skip


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_scripts_take_from_the_house_is_there(path):
    for origin, name in imported(path.read_text(), "", False):
        if origin.split(".")[0] == FACE:
            module = import_module(origin)
            assert name is None or hasattr(module, name) or find_spec(f"{origin}.{name}"), name


def test_the_map_of_the_house_names_files_that_are_there():
    words = (HOME / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"`((?:vizlib/|tests/|gallery/|scripts/)?[a-z_]+/[\w./]*)`", words))
    assert len(named) > 20
    for name in (name for name in named if not name.startswith("build/")):
        assert (HOME / name).exists() or (HOME / FACE / name).exists(), name
