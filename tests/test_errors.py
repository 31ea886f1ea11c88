"""Where mistakes and warnings point to: the line of the user, with no wall of frames."""

import subprocess
import sys
import traceback

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import vizlib as vz

KARATE = nx.karate_club_graph()
PLOT = vz.CircosPlot(KARATE, group_by="club")
FACETS = PLOT.facet(nodes="club")
REFUSED = {
    "plot": lambda: vz.CircosPlot(KARATE, node_color="clubb"),
    "option": lambda: vz.CircosPlot(KARATE, node_colour="club"),
    "word": lambda: vz.MatrixPlot(KARATE, density_scale="lin"),
    "graph": lambda: vz.ArcPlot("a path"),
    "replace": lambda: PLOT.replace(sort_by="clubb"),
    "highlight": lambda: PLOT.highlight("clubb == 1"),
    "facet": lambda: PLOT.facet(nodes="clubb"),
    "draw": lambda: PLOT.draw(ax="a"),
    "save": lambda: PLOT.save("a.bmq"),
    "facets.save": lambda: FACETS.save("a.bmq"),
    "facets.replace": lambda: FACETS.replace(sort_by="clubb"),
    "facets.highlight": lambda: FACETS.highlight("clubb == 1"),
    "answer": lambda: vz.CausalPlot(nx.DiGraph([(0, 1)])).separated,
    "by": lambda: vz.by("club", scale="lin"),
    "label": lambda: vz.label("club", top=-1),
    "track": lambda: vz.track("club", show="bra"),
    "theme": lambda: vz.Theme(font_size=-1),
    "queue": lambda: vz.SGE(cores=-1),
    "from_edges": lambda: vz.from_edges(pd.DataFrame({"a": [1]})),
    "from_matrix": lambda: vz.from_matrix(np.zeros((2, 3))),
    "read": lambda: vz.read("no such file"),
    "block_diag": lambda: vz.block_diag(["a path"]),
    "render": lambda: vz.render([KARATE], PLOT, out="x", format="bmq"),
    "plan": lambda: vz.plan([KARATE], PLOT, format="bmq"),
}


def frames(error):
    return traceback.extract_tb(error.__traceback__)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_points_at_the_line_of_the_user(name):
    with pytest.raises(vz.VizlibError) as caught:
        REFUSED[name]()
    *_, line, door = frames(caught.value)
    assert (line.filename, door.name) == (__file__, "call")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_every_frame_is_shown_where_that_is_asked_for(monkeypatch):
    monkeypatch.setenv("VIZLIB_TRACEBACK", "full")
    with pytest.raises(vz.VizlibError) as caught:
        REFUSED["plot"]()
    assert "resolve" in {frame.name for frame in frames(caught.value)}


def test_what_gave_rise_to_a_refusal_can_be_asked_for(tmp_path):
    path = tmp_path / "a.graphml"
    path.write_text("no xml")
    with pytest.raises(vz.VizlibError) as caught:
        vz.read(path)
    assert "ParseError" in type(caught.value.__context__).__name__


class TornPlot(vz.Plot):
    """A plot whose author mistakes a field."""

    def place(self, data):
        if self.title == "bug":
            raise KeyError("bug")
        return np.stack([data.nodes.field("clubb")] * 2)  # the author's line

    def connect(self, data, edges):
        raise NotImplementedError


del vz.Plot.registry["TornPlot"]


def test_the_line_of_an_author_is_shown():
    with pytest.raises(vz.VizlibError) as caught:
        TornPlot(KARATE)
    inner = frames(caught.value)[-1]
    assert (inner.name, inner.line.endswith("# the author's line")) == ("place", True)
    assert "vizlib/core" not in "".join(traceback.format_exception(caught.value))


def test_a_bug_keeps_all_its_frames():
    with pytest.raises(KeyError) as caught:
        TornPlot(KARATE, title="bug")
    assert "resolve" in {frame.name for frame in frames(caught.value)}


def test_a_script_says_it_in_few_lines(tmp_path):
    script = tmp_path / "a.py"
    script.write_text(
        "import networkx as nx, vizlib as vz\n\n"
        "vz.CircosPlot(nx.karate_club_graph(), node_color='clubb')\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    assert f'File "{script}", line 3' in lines[1]
    assert lines[-1].endswith("Did you mean 'club'?")
    assert len(lines) <= 7


@pytest.mark.parametrize("verb", ["figure", "save", "scene", "draw"])
def test_a_warning_points_at_the_line_of_the_user(verb, tmp_path):
    plot = vz.CircosPlot(KARATE, node_color="club", node_size="degree", figsize=(0.8, 0.8))
    small = Figure(figsize=(0.8, 0.8)).add_subplot()
    given = {"save": [tmp_path / "a.png"], "draw": [small]}.get(verb, [])
    with pytest.warns(vz.VizlibWarning, match="no room for its legends") as told:
        getattr(plot, verb)(*given)
    assert {warning.filename for warning in told} == {__file__}
