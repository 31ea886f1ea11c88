"""What a person meets in JupyterLab: pictures, alt text, mistakes, tables."""

import networkx as nx
import pytest

import vizlib as vz

from .conftest import outputs

CELLS = {
    "start": "import networkx as nx, vizlib as vz; G = nx.karate_club_graph()",
    "plot": 'vz.CircosPlot(G, group_by="club", node_color="club")',
    "mistake": 'vz.CircosPlot(G, node_color="clubb")',
    "tables": 'vz.from_edges([("a", "b", 2.5)], directed=True)',
    "facets": 'vz.CircosPlot(G, node_color="club").facet(nodes="club")',
    "highlight": 'vz.CircosPlot(G).highlight("degree > 9")',
    "setting": '%config InlineBackend.figure_formats = ["svg"]',
    "svg": 'vz.CircosPlot(G, group_by="club", node_color="club")',
}
KARATE = nx.karate_club_graph()
PLOT = vz.CircosPlot(KARATE, group_by="club", node_color="club")
SHOWN = {
    "plot": PLOT,
    "facets": vz.CircosPlot(KARATE, node_color="club").facet(nodes="club"),
    "highlight": vz.CircosPlot(KARATE).highlight("degree > 9"),
}
MAX_TRACEBACK_LINES = 16


@pytest.fixture(scope="module")
def shown(run):
    """Return cell -> what it shows."""
    with run(list(CELLS.values())) as page:
        page.wait("[...document.images].every(image => image.complete)")
        yield {name: outputs(page, number) for number, name in enumerate(CELLS)}


@pytest.mark.parametrize("name", SHOWN)
def test_a_last_line_shows_one_sharp_picture_with_its_words(shown, name):
    (image,) = shown[name]["images"]
    width, height = SHOWN[name].figure().get_size_inches() * 100
    assert image["alt"] == repr(SHOWN[name])
    assert image["width"] == pytest.approx(width, abs=1)
    assert image["height"] == pytest.approx(height, abs=1)
    assert image["natural"] == pytest.approx([2 * width, 2 * height], abs=2)


def test_a_mistake_is_said_in_a_few_lines_that_begin_with_those_of_the_user(shown):
    said = [line for line in shown["mistake"]["text"].splitlines() if line.strip()]
    assert 'vz.CircosPlot(G, node_color="clubb")' in "".join(said)
    assert said[-1].endswith("Did you mean 'club'?")
    assert len(said) <= MAX_TRACEBACK_LINES
    assert shown["mistake"]["text"].count("vizlib/") <= 1


def test_tables_of_a_graph_are_a_table(shown):
    assert shown["tables"]["headings"] == ["Graph", "node fields", "edge fields"]
    assert "2 nodes, 1 directed edge" in shown["tables"]["text"]


def test_a_notebook_that_asks_for_svg_is_shown_svg(shown):
    (image,) = shown["svg"]["images"]
    assert image["kind"] == "data:image/svg+xml"
    assert image["alt"] == repr(PLOT)
    assert image["width"] == pytest.approx(PLOT.figure().get_size_inches()[0] * 100, abs=1)


def test_nothing_else_is_said(shown):
    assert shown["start"]["text"] == shown["setting"]["text"] == ""
