"""Files: ids stay what is written, tables of nodes, and the formats of others."""

import gzip
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz


def edges_of(tables):
    return list(map(tuple, tables.edges[["source", "target"]].values.tolist()))


@pytest.fixture
def write(tmp_path):
    def write_text(name, text):
        path = tmp_path / name
        if path.suffix == ".gz":
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text)
        return path

    return write_text


@pytest.mark.parametrize(
    ("name", "head", "separator"),
    [("e.csv", "source,target,w\n", ","), ("e.csv.gz", "source,target,w\n", ","),
     ("e.tsv", "source\ttarget\tw\n", "\t"), ("e.edgelist", "# words\n", " ")],
)  # fmt: skip
def test_ids_stay_what_is_written(write, name, head, separator):
    rows = [("007", "7", "1"), ("NA", "null", "NA"), ("nan", "0.50", "3")]
    tables = vz.read(write(name, head + "\n".join(map(separator.join, rows)) + "\n"))
    assert edges_of(tables) == [row[:2] for row in rows]
    field = "weight" if name == "e.edgelist" else "w"
    assert tables.edge_columns.read(field).isna().tolist() == [False, True, False]


@pytest.mark.parametrize("text", ["1,2\n-3,0\n", f"{2**63},-1\n{2**70},5\n"])
def test_whole_numbers_are_whole_numbers(write, text):
    wanted = [tuple(map(int, line.split(","))) for line in text.split()]
    assert edges_of(vz.read(write("e.csv", "source,target\n" + text))) == wanted
    tables = vz.read(write("e.txt", text.replace(",", " ")))
    assert edges_of(tables) == wanted
    assert all(isinstance(node, int) for node in tables.ids.tolist())


@pytest.mark.parametrize("text", ["1,2\n3,x\n", "1,02\n3,4\n", "-0,2\n", "+1,2\n", "1.0,2\n"])
def test_one_other_word_keeps_all_ids_words(write, text):
    wanted = [tuple(line.split(",")) for line in text.split()]
    assert edges_of(vz.read(write("e.csv", "source,target\n" + text))) == wanted


def test_an_empty_end_is_missing(write):
    with pytest.raises(vz.VizlibError, match="1 of 2 edges have no target"):
        vz.read(write("e.csv", "source,target\na,b\na,\n"))


@pytest.mark.parametrize("form", ["csv", "tsv", "parquet"])
@pytest.mark.parametrize("id", [None, "code"])
def test_a_table_of_nodes_stands_beside(write, tmp_path, form, id):
    edges = write("e.csv", "a,b,w\n007,7,1\nNA,7,2\n")
    nodes = pd.DataFrame({"code": ["7", "007", "NA", "x"], "k": [1, 2, 3, 4]})
    nodes = nodes if id is None else nodes[["k", "code"]]
    path = tmp_path / f"n.{form}"
    if form == "parquet":
        nodes.to_parquet(path)
    else:
        nodes.to_csv(path, index=False, sep="\t" if form == "tsv" else ",")
    tables = vz.read(edges, nodes=path, id=id, source="a", target="b", directed=True)
    assert tables.nodes["k"].to_dict() == {"7": 1, "007": 2, "NA": 3, "x": 4}
    assert edges_of(tables) == [("007", "7"), ("NA", "7")]
    assert tables.directed
    again = vz.read(edges, nodes=nodes, id="code", source="a", target="b")
    assert list(again.ids) == list(tables.ids)


def test_ids_of_edges_and_nodes_are_numbers_together(write):
    edges = write("e.csv", "source,target\n1,2\n")
    assert list(vz.read(edges, nodes=write("n.csv", "k,id\nx,2\ny,1\n")).ids) == [2, 1]
    assert list(vz.read(edges, nodes=write("n.csv", "k,id\nx,2\ny,1\nz,03\n")).ids) == [
        "2", "1", "03",
    ]  # fmt: skip
    assert list(vz.read(edges, nodes=pd.DataFrame(index=["2", "1"])).ids) == ["2", "1"]
    assert list(vz.read(edges, nodes=pd.DataFrame(index=[2, 1])).ids) == [2, 1]


@pytest.mark.parametrize("data", [True, False, ["weight"]])
def test_edge_lists_of_networkx(tmp_path, data):
    graph = nx.Graph([(1, 2, {"weight": 2.0, "kind": "x y"}), (2, 30, {"weight": 4.0})])
    nx.write_edgelist(graph, tmp_path / "g.edgelist", data=data)
    tables = vz.read(tmp_path / "g.edgelist")
    assert edges_of(tables) == [(1, 2), (2, 30)]
    assert tables.edge_columns.names() == {
        True: ["weight", "kind"], False: [], "['weight']": ["weight"],
    }[data if isinstance(data, bool) else str(data)]  # fmt: skip
    if data:
        assert tables.edge_columns.read("weight").tolist() == [2.0, 4.0]


def test_an_edge_list_may_give_fields_to_some_edges_only(write):
    tables = vz.read(write("g.edgelist", "# words {}\n\na b {'w': 1}\nb c\n"))
    assert edges_of(tables) == [("a", "b"), ("b", "c")]
    assert tables.edge_columns.read("w").isna().tolist() == [False, True]


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph])
def test_pajek(tmp_path, kind):
    graph = kind([("a node", "b", {"weight": 2.0})])
    nx.write_pajek(graph, tmp_path / "g.net")
    tables = vz.read(tmp_path / "g.net")
    assert edges_of(tables) == [("a node", "b")]
    assert tables.directed == graph.is_directed()
    assert tables.edge_columns.read("weight").tolist() == [2.0]


def test_vertices_of_one_name_are_told(write):
    text = '*Vertices 3\n1 "a"\n2 "a"\n3 "b"\n*Edges\n1 3 1.0\n2 3 1.0\n'
    with pytest.raises(vz.VizlibError, match="3 vertices, of which 2"):
        vz.read(write("g.net", text))


@pytest.mark.parametrize(
    ("name", "text", "options", "words"),
    [
        ("g.json", json.dumps({"a": ["b"]}), {}, "'nodes' and 'links'"),
        ("g.json", "{", {}, r"cannot be read as \.json"),
        ("g.json", "{}", {"directed": True}, r"directed=\.\.\. is for tables"),
        ("e.csv", "source,target\na,b\n", {"nodes": "nowhere.csv"}, "no file 'nowhere.csv'"),
        ("e.csv", "source,target\na,b\n", {"nodes": "SELF", "id": "x"}, "no column 'x'"),
        ("g.net", "hello", {}, r"no line '\*Vertices'"),
        ("e.csv", "from,to\na,b\n", {}, "no column 'source'"),
    ],
)
def test_files_that_lack_something(write, name, text, options, words):
    path = write(name, text)
    given = {key: path if value == "SELF" else value for key, value in options.items()}
    with pytest.raises(vz.VizlibError, match=words):
        vz.read(path, **given)


CELLS = st.text("07aN ,\"'\n\t#é.-", min_size=1, max_size=4) | st.sampled_from(
    ["007", "7", "NA", "nan", "null", "0x1F", "+7", "-0", " 7", "7 ", "1e3", "2.0"]
)


@given(st.lists(st.tuples(CELLS, CELLS, st.integers(-9, 9) | st.none()), min_size=1, max_size=12))
def test_ids_in_tables_are_what_is_written(rows):
    """Quoted commas, quotes and line breaks, spaces, and what looks like a number or a hole."""
    frame = pd.DataFrame(rows, columns=["source", "target", "n"])
    with TemporaryDirectory() as folder:
        place = Path(folder, "edges.csv")
        frame.to_csv(place, index=False, lineterminator="\n")
        tables = vz.read(place)
    ends = [*frame["source"], *frame["target"]]
    whole = all(re.fullmatch("0|-?[1-9][0-9]*", end) for end in ends)
    want = [int(end) if whole else end for end in dict.fromkeys(ends)]
    assert tables.ids.tolist() == want
    assert tables.edges["source"].astype(str).tolist() == frame["source"].tolist()
    amounts = tables.edges["n"].astype(float).to_numpy()
    assert np.array_equal(amounts, frame["n"].astype(float).to_numpy(), equal_nan=True)


def test_tables_with_ragged_rows_and_empty_lines_are_read_as_pandas_reads_them(tmp_path):
    place = tmp_path / "edges.csv"
    place.write_text('source,target,w\n007,7,1\n\n7,8\n8,"a\nb",3\n')
    tables = vz.read(place)
    assert tables.ids.tolist() == ["007", "7", "8", "a\nb"]
    assert tables.edges["w"].fillna(-1).tolist() == [1, -1, 3]
    place.write_text("\nsource,target,w\n1,2,1\n")
    assert vz.read(place).ids.tolist() == [1, 2]
    place.write_text("w,target,source\nNA,2,1\n3,1,9223372036854775808\n")
    assert vz.read(place).ids.tolist() == [1, 9223372036854775808, 2]
    assert vz.read(place).edges.columns.tolist() == ["source", "target", "w"]


@pytest.mark.parametrize(
    ("suffix", "option", "near"),
    [(".csv", "sorce", "source"), (".gml", "lable", "label"), (".json", "parse_itn", "parse_int"),
     (".parquet", "partitionned", "partitioned"), (".net", "encodng", "encoding")],
)  # fmt: skip
def test_an_option_that_there_is_not_is_named_with_the_nearest(tmp_path, suffix, option, near):
    path = tmp_path / f"a{suffix}"
    path.touch()
    words = f"vz.read of a file {suffix} has no option {option!r}.*Did you mean {near!r}"
    with pytest.raises(vz.VizlibError, match=words):
        vz.read(path, **{option: "x"})


def test_options_of_parsers_are_handed_on(tmp_path):
    nx.write_gml(nx.path_graph(3), tmp_path / "a.gml")
    assert list(vz.read(tmp_path / "a.gml", label="id").ids) == [0, 1, 2]
