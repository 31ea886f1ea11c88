"""The house as its imports show it: who needs whom, type hints and late imports included."""

import ast
from pathlib import Path

import networkx as nx
import pytest

HOME = Path(__file__).resolve().parent.parent
FACE = "vizlib"
"""The package face imports everything by name, so that whoever imports it closes a circle."""
PACKAGES = ["vizlib.batch"]
"""Packages that are free of circles and stay so."""


def module_of(path, home):
    """Name the module of a file."""
    parts = path.relative_to(home).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source, module, is_package):
    """Yield (module, name or None) of each import, wherever in the source it stands."""
    for statement in ast.walk(ast.parse(source)):
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
