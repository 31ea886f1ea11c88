"""Fields may be called by anything hashable: a picture does not depend on how."""

import datetime as dt
import io

import networkx as nx
import pandas as pd
import pytest
from PIL import Image

import vizlib as vz

NAMES = [7, 2.5, ("a", "b"), ("a",), dt.date(2024, 3, 31), pd.Timestamp("2024-03-31")]


def graph(node, edge):
    made = nx.karate_club_graph()
    for place, fields in made.nodes(data=True):
        fields[node] = place % 3
    for place, (*_, fields) in enumerate(made.edges(data=True)):
        fields[edge] = place % 4
    return made


def pixels(picture):
    return Image.open(io.BytesIO(picture._repr_png_())).tobytes()


def options(node, edge):
    def by(name):
        return vz.by(name, title="t")

    return {
        "group_by": by(node), "sort_by": [by(node), "degree"], "node_color": by(node),
        "node_size": by(node), "node_shape": by(node),
        "node_labels": vz.label(by(node), by=by(node)),
        "tracks": [by(node), vz.track(by(node), show="bar")], "edge_color": by(edge),
        "edge_width": by(edge), "edge_alpha": by(edge), "edge_labels": by(edge),
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_does_not_depend_on_what_a_field_is_called(name):
    word = vz.CircosPlot(graph("kind", "day"), **options("kind", "day"))
    other = vz.CircosPlot(graph(name, name), **options(name, name))
    assert pixels(other) == pixels(word)
    assert repr(other) == repr(word).replace("by kind", f"by {name}")
    assert other.nodes[name].tolist() == word.nodes["kind"].tolist()
    assert other.edges[name].tolist() == word.edges["day"].tolist()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("keep", ["all", "present"])
def test_panels_take_every_name(name, keep):
    word = vz.ArcPlot(graph("kind", "day"), sort_by=vz.by("kind"))
    other = vz.ArcPlot(graph(name, name), sort_by=vz.by(name))
    panels = other.facet(nodes=vz.by(name, title="t"), keep=keep)
    assert pixels(panels) == pixels(word.facet(nodes=vz.by("kind", title="t"), keep=keep))


def test_a_number_and_its_word_are_two_fields():
    made = graph(7, 7)
    nx.set_node_attributes(made, "x", "7")
    assert set(vz.CircosPlot(made, node_color=vz.by("7")).nodes["7"]) == {"x"}
    assert set(vz.CircosPlot(made, node_color=vz.by(7)).nodes[7]) == {0, 1, 2}


def test_columns_of_a_frame_may_be_tuples():
    edges = pd.DataFrame([[0, 1, 3], [1, 2, 4]])
    edges.columns = pd.Index([("end", 0), ("end", 1), ("w", 1)], tupleize_cols=False)
    tables = vz.from_edges(edges, source=("end", 0), target=("end", 1))
    assert vz.ArcPlot(tables, edge_width=vz.by(("w", 1))).edges[("w", 1)].tolist() == [3, 4]


def test_what_is_no_field_is_refused_with_the_way_to_name_it():
    with pytest.raises(vz.VizlibError, match=r"group_by=7 is not a field.*vz.by\(7\) is the field"):
        vz.CircosPlot(graph(7, 7), group_by=7)
    with pytest.raises(vz.VizlibError, match="no field 8; they have"):
        vz.CircosPlot(graph(7, 7), group_by=vz.by(8))


def test_a_tuple_without_by_is_data():
    sizes = tuple(range(1, 35))
    plot = vz.CircosPlot(nx.karate_club_graph(), node_size=sizes)
    assert plot.nodes["size"].is_monotonic_increasing
