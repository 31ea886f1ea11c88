"""What tables of a graph say of themselves, and what they refuse."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import vizlib as vz
from vizlib.graphs.read import read_graph


def test_a_graph_says_what_it_holds():
    karate = nx.karate_club_graph()
    assert repr(read_graph(karate)) == (
        "Graph of 34 nodes and 78 undirected edges; node fields: club; edge fields: weight"
    )
    graph = nx.DiGraph([("a", "b", {1: 2})])
    assert repr(read_graph(graph)) == "Graph of 2 nodes and 1 directed edge; edge fields: 1"
    assert repr(vz.from_matrix(np.zeros((1, 1)))).startswith("Graph of 1 node and 0 undirected edg")


def test_a_notebook_shows_a_table_with_nothing_of_the_fields_as_markup():
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, 1, "<script>")
    markup = read_graph(graph)._repr_html_()
    assert "<td>2 nodes, 1 undirected edge</td>" in markup
    assert "<td>&lt;script&gt;</td>" in markup


@pytest.mark.parametrize(
    ("option", "field"), [("node_size", "strength"), ("node_color", "z"), ("edge_width", "weight")]
)
def test_complex_numbers_are_refused_where_their_half_would_be_shown(option, field):
    edges = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": [1j, 2 + 1j]})
    nodes = pd.DataFrame({"z": [1j, 2, 3]}, index=["a", "b", "c"])
    tables = vz.from_edges(edges, nodes)
    assert tables.edge_columns.read("weight").tolist() == [1j, 2 + 1j]
    with pytest.raises(vz.VizlibError, match="Complex numbers"):
        vz.CircosPlot(tables, **{option: field}).data  # noqa: B018
