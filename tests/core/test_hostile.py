"""What hostile pictures found, by value: what is drawn after all, and what is refused in words."""

import pickle

import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import vizlib as vz
from vizlib.encodings.scales import By
from vizlib.errors import MAX_SHOWN_LETTERS, shown, unknown_choice
from vizlib.scene import text

HALF = "\ud800"
"""Half a pair of UTF-16: what a file name that is no UTF-8 holds."""


def test_names_that_are_no_unicode_are_drawn():
    graph = nx.DiGraph([(HALF, "b")])
    nx.set_node_attributes(graph, {HALF: HALF, "b": "x"}, HALF)
    plot = vz.ArcPlot(graph, group_by=HALF, node_color=HALF, sort_by=HALF, node_labels=HALF)
    assert plot.data.order.labels == ("x", HALF)
    assert list(plot.nodes.index) == [HALF, "b"]
    assert list(plot.nodes[HALF]) == [HALF, "x"]
    assert plot._repr_png_()[:4] == b"\x89PNG"


def test_columns_of_another_library_may_have_any_name():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"source": [1, 2], "target": [2, 3], "a\0b": [5, 6]})
    tables = vz.from_edges(frame)
    assert list(tables.edges["a\0b"]) == [5, 6]


def test_arrows_structs_are_refused_in_words():
    kind = pd.ArrowDtype(pa.struct([("x", pa.int64())]))
    nodes = pd.DataFrame({"s": pd.Series([{"x": 1}, {"x": 2}], dtype=kind)})
    graph = vz.from_edges([(0, 1)], nodes=nodes)
    with pytest.raises(vz.VizlibError, match="no single values"):
        vz.ArcPlot(graph, group_by="s")


def test_truth_values_with_missing_ones_are_sizes():
    graph = nx.path_graph(3)
    nx.set_node_attributes(graph, {0: True, 1: False, 2: pd.NA}, "on")
    size = vz.ArcPlot(graph, node_size=vz.by("on", range=(10, 90))).nodes["size"]
    assert size.tolist() == [90, 10, 10]


def test_many_graphs_are_pickled():
    graphs = {"a": nx.path_graph(3), "b": nx.path_graph(4)}
    plot = vz.MatrixPlot(graphs).replace(title="Two")
    again = pickle.loads(pickle.dumps(plot))
    assert (repr(again), again.data.tables.edge_count) == (repr(plot), 5)


@pytest.mark.parametrize("size", ["big", (2, -2), 3])
def test_a_scene_has_a_size(size):
    with pytest.raises(vz.VizlibError, match="size must be a width and a height"):
        vz.ArcPlot(nx.path_graph(3)).scene(size)


def test_letters_without_a_pixel_are_refused(tmp_path):
    plot = vz.ArcPlot(nx.path_graph(3), node_labels=True)
    with pytest.raises(vz.VizlibError, match="smaller than a pixel; give dpi="):
        plot.save(tmp_path / "a.png", dpi=2)
    with pytest.raises(vz.VizlibError, match="has no pixel; give a larger figsize or dpi"):
        plot.save(tmp_path / "a.png", dpi=0.1)
    assert not list(tmp_path.iterdir())


def test_a_graticule_of_too_many_lines_is_refused():
    graph = nx.Graph([("Lima", "Oslo")])
    nx.set_node_attributes(graph, {"Lima": -12.0, "Oslo": 59.9}, "lat")
    nx.set_node_attributes(graph, {"Lima": -77.0, "Oslo": 10.8}, "lon")
    with pytest.raises(vz.VizlibError, match="give more degrees"):
        vz.GeoPlot(graph, graticule=0.001)
    with pytest.raises(vz.VizlibError, match=r"no field 'lon'; they have \[\].*node_lon="):
        vz.GeoPlot(nx.path_graph(2))


def test_what_was_given_is_shown_in_one_line():
    assert shown(np.zeros((2, 2))) == "array([[0., 0.], [0., 0.]])"
    assert len(shown(list(range(10**4)))) == MAX_SHOWN_LETTERS
    assert repr(By("x", range=(1, 2))) == "by('x', range=(1, 2))"
    assert "Did you mean" not in str(unknown_choice("scale", "nope", ("log", None)))


def test_tracks_are_a_list():
    with pytest.raises(vz.VizlibError, match="must be a list of fields"):
        vz.MatrixPlot(nx.path_graph(3), tracks=None)


def test_a_long_word_is_broken_without_measuring_every_beginning(monkeypatch):
    measured = []

    def count(texts, *given, **named):
        measured.extend(map(len, texts))
        return np.array([6.0 * len(text) for text in texts])

    monkeypatch.setattr(text, "widths", count)
    lines = text.wrapped("x" * 3000, 300.0, 12.0).split("\n")
    assert (len(lines), {len(line) for line in lines}) == (60, {50})
    assert sum(measured) < 40 * 3000
