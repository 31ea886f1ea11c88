"""Predicates: what they are true of, by hand and by SQLite; and that nothing in them is run."""

import datetime as dt
import sqlite3
import time
import warnings

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.graphs.fields import edge_fields, frame_fields
from vizlib.graphs.predicate import where
from vizlib.graphs.read import read_graph

FRAME = pd.DataFrame(
    {
        "age": [1.0, 5.0, np.nan, 9.0, np.inf],
        "whole": pd.array([1, 2, None, 2**53 + 1, -4], dtype="Int64"),
        "club": ["Mr. Hi", "Officer", None, "officer", "x"],
        "a name": ["1", "2", "3", "4", "5"],
        "flag": pd.array([True, False, None, True, False], dtype="boolean"),
        "born": pd.to_datetime(
            ["2000-01-01", "2001-06-01 12:00", None, "1999-12-31", "2030-01-01"], format="ISO8601"
        ),
        "grade": pd.Categorical([*list("BACB"), None], categories=list("ABC"), ordered=True),
        "cluster": pd.Categorical([0, 1, 1, None, 2]),
        "mixed": [1, "a", None, 2.5, "1"],
        "nothing": [None] * 5,
        "été": [1, 2, 3, 4, 5],
        "class": [1, 2, 3, 4, 5],
        "home.town": list("abcde"),
        "wait": pd.to_timedelta([1, 2, None, 4, 5], unit="s"),
    }
)
TABLE = frame_fields("nodes", FRAME)


def rows(text, **names):
    return np.flatnonzero(where(text, TABLE, names)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age > 4", [1, 3, 4]),
        ("4 < age <= 9", [1, 3]),
        ("age != 5", [0, 3, 4]),
        ("not age > 4", [0]),
        ("not (age > 4 and club == 'x')", [0, 1, 3]),
        ("age > 4 or club == 'Mr. Hi'", [0, 1, 3, 4]),
        ("age > 1 & age < 9", [1]),
        ("(age > 1) & ~(age < 9) | flag", [0, 3, 4]),
        ("age.isna()", [2]),
        ("~age.isna() & age.notna()", [0, 1, 3, 4]),
        ("(age > 4).isna()", [2]),
        ("nothing.isna()", [0, 1, 2, 3, 4]),
        ("nothing == 'a' or not nothing == 'a'", []),
        ("age * 2 + 1 > 10 and -age < 0", [1, 3, 4]),
        ("age ** 2 == 25 or age % 2 == 1 and age // 2 == 0", [0, 1]),
        ("age / 0 > 1", [0, 1, 3, 4]),
        ("whole == 9007199254740993", [3]),
        ("whole == 9007199254740992", []),
        ("whole > 1", [1, 3]),
        ("whole == -4", [4]),
        ("whole < 100000000000000000000000", [0, 1, 3, 4]),
        ("whole in [1, 2]", [0, 1]),
        ("whole not in (1, 2)", [3, 4]),
        ("club in ['Mr. Hi', \"x\"]", [0, 4]),
        ("club not in {'x'}", [0, 1, 3]),
        ("club < 'a'", [0, 1]),
        ("club.str.contains('ffic')", [1, 3]),
        ("club.str.contains('.')", [0]),
        ("club.str.startswith('Off')", [1]),
        ("not club.str.endswith('r')", [0, 4]),
        ("`a name` == '3'", [2]),
        ("`a name`.str.contains('4') | `age` == 1", [0, 3]),
        ("flag", [0, 3]),
        ("not flag", [1, 4]),
        ("flag == True", [0, 3]),
        ("flag + (age > 4) == 2", [3]),
        ("born > '2000-01-01'", [1, 4]),
        ("born == '2001-06-01T12:00'", [1]),
        ("born < '2001'", [0, 3]),
        ("'2000-01' <= born < '2001-07'", [0, 1]),
        ("born in ['1999-12-31']", [3]),
        ("grade >= 'B'", [0, 2, 3]),
        ("grade == 'A'", [1]),
        ("cluster == 1", [1, 2]),
        ("cluster > 0", [1, 2, 4]),
        ("mixed == 1", [0]),
        ("mixed == '1'", [4]),
        ("mixed > '0'", [1, 4]),
        ("été > 4", [4]),
        ("`class` == 2", [1]),
        ("home.town == 'c'", [2]),
        ("wait > 3", [3, 4]),
        ("age > whole", [1, 4]),
        ("age == @n", [1]),
        ("club in @clubs and born < @day", [0]),
        ("age in @nothing", []),
        ("\n age\t> 4 ", [1, 3, 4]),
        ("True", [0, 1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_it_is_true_where_it_says(text, expected):
    names = {"n": np.int64(5), "clubs": pd.Series(["Mr. Hi", "Officer"]),
             "day": dt.date(2000, 6, 1), "nothing": []}  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert rows(text, **names) == expected


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("agee > 4", "agee", r"no field 'agee'.*'age'.*degree.*Did you mean 'age'"),
        ("age > 4 and degre", "degre", "Did you mean 'degree'"),
        ("age", "age", r"neither true nor false: it holds numbers.*age > 0"),
        ("age + 1", "age + 1", r"neither true nor false.*\(age \+ 1\) > 0"),
        ("club", "club", "it holds categories"),
        ("flag and age", "age", "neither true nor false"),
        ("not age", "age", r"write not \(age > 0\)"),
        ("~age > 4", "age", r"write ~ \(age > 0\)"),
        ("'a'", "'a'", "neither true nor false: it is 'a'"),
        ("age = 4", "=", "write =="),
        ("age >", ">", "cannot stand here"),
        ("age is None", "age is None", r"\.isna\(\)"),
        ("age == None", "None", r"\.isna\(\)"),
        ("age > '4'", "age > '4'", "holds numbers, and '4' is none"),
        ("club == 4", "club == 4", "holds words, and 4 is none"),
        ("flag == 'True'", "flag == 'True'", "holds truth values"),
        ("grade > 'E'", "grade > 'E'", "none of the categories, which are 'A', 'B', 'C'"),
        ("born > 'May'", "born > 'May'", "no date.*2024-03-31"),
        ("born > 'now'", "born > 'now'", "no date"),
        ("born + 1 > 3", "born + 1", "takes numbers, and these are dates"),
        ("age.str.contains('1')", "age.str.contains('1')", "takes words"),
        ("club.str.contains(age)", "club.str.contains(age)", "takes one text"),
        ("'Hi' in club", "club", "a list of constants"),
        ("age in 4", "4", "a list of constants"),
        ("age in [club]", "[club]", "a list of constants"),
        ("age > @least", "@least", r"add names={'least': \.\.\.}; given are \['x'\]"),
        ("age > @x", "@x", "is no number, text"),
        ("age in @x", "@x", "is no list"),
        ("age > 1 # so", "#", "no comments"),
        ("age > 0x10", "0", "a number is written"),
        (r"club == '\d'", "\\", r"written \\\\"),
        ("", " ", "empty"),
    ],
)  # fmt: skip
def test_a_wrong_one_shows_where(text, place, words):
    with pytest.raises(vz.VizlibError, match=f"(?is)cannot be read.*{words}") as caught:
        where(text, TABLE, {"x": object()}, "nodes")
    lines = str(caught.value).split("\n")
    start = lines[2].index("^")
    assert lines[1] == f"    {text}"
    assert (lines[1] + " ")[start : start + lines[2].count("^")] == place


HOSTILE = (
    "degree + @pd.io.common.os.system('touch F') > 0", "degree.to_csv('F')",
    "degree.to_pickle('F')", "__import__('os').system('touch F')", "@__import__('os')",
    "().__class__.__bases__[0].__subclasses__()", "degree.__class__", "(lambda: 1)()",
    "[x for x in (1,)]", "f'{degree}'", "(x := 1)", "degree[0]", "degree if True else 1",
    "degree.map(print)", "open('F', 'w')", "print(1)", "degree.str.replace('a', 'b')",
    "club.str.contains('a', regex=True)", "*degree", "await degree", "b'a' == 1", "1j == 1",
    "... == 1", "degree ^ 1", "degree @ 1", "degree << 3", "degree; degree", "yield", "club.str",
    "club.str.join('a') == 'a'", "degree.eval('1')", "{1: 2}", "age.isna(1)", "@x.y", "@x()",
    "club.str.contains('a').values", "age in range(3)", "age in [*club]", "\0", "a\ud800",
    "(" * 3000,
    "-" * 9000 + "1", "not " * 2400 + "flag", "[" * 2000, "age.a" * 1900, "age < " * 1000 + "(",
    "2**10**10", "2**10**10 > age", "9**9**9**9**9 == age", "10**400 < age", "'a' * 10**9 == club",
    "age > 1 or " * 10_000 + "flag", "a" * 100_000, "age > " + "1" * 5000, "age > 1e999 ** 2",
    "age == 1" + " and age == 1" * 5000, "'" + "a" * 200_000,
)  # fmt: skip


HANG_SECONDS = 100


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_run_and_no_end_is_soon(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(vz.VizlibError) as caught:
            where(text, TABLE, {"x": 1, "pd": pd})
    assert time.process_time() - start < HANG_SECONDS
    assert len(str(caught.value)) < 2000
    assert list(tmp_path.iterdir()) == []


def test_long_ones_show_the_part_that_is_wrong():
    text = "age > 1 and " * 300 + "agee > 1" + " and age > 1" * 300
    with pytest.raises(vz.VizlibError) as caught:
        where(text, TABLE)
    _, line, carets, _ = str(caught.value).split("\n", 3)
    start = carets.index("^")
    assert line[start : start + carets.count("^")] == "agee"
    assert len(line) < 100


def test_edges_know_their_ends():
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a")])
    edges = edge_fields(read_graph(graph))
    assert where("source == 'b' or target == 'b'", edges).tolist() == [True, True, False]
    with pytest.raises(vz.VizlibError, match=r"no field 'sorce'.*'source', 'target'"):
        where("sorce == 'b'", edges)
    numbers = edge_fields(read_graph(nx.path_graph(4)))
    assert where("source >= 1 and target == 2", numbers).tolist() == [False, True, False]
    own = nx.Graph()
    own.add_edge(1, 2, source="here")
    assert where("source == 'here'", edge_fields(read_graph(own))).tolist() == [True]


@pytest.mark.parametrize("kind", ["float64", "Float64", "Int64", "object", "float64[pyarrow]"])
def test_missing_is_never_true_whatever_the_type(kind):
    values = pd.Series([1, None, 3], dtype=kind)
    table = frame_fields("nodes", pd.DataFrame({"v": values}))
    for text in ("v > 2", "v != 1", "not v == 1", "not (v < 2)", "v in [3]", "v not in [1]"):
        assert where(text, table).tolist() == [False, False, True]


def test_no_rows():
    table = frame_fields("nodes", FRAME.iloc[:0])
    for text in ("age > 1", "club == 'a'", "flag", "club in ['a']", "club.str.contains('a')"):
        assert where(text, table).tolist() == []


LEAVES = st.sampled_from([
    "x > 1", "x != 2", "x <= y", "x + 1 = y", "x IS NULL", "y IN (0, 2)", "y NOT IN (1)",
    "w = 'a'", "w <> 'b'", "w < 'b'", "w IS NOT NULL", "x * y > 2", "- x < 0",
])  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from(["AND", "OR"]), parts).map(
            lambda tree: f"({tree[0]} {tree[1]} {tree[2]})"
        ),
        parts.map(lambda part: f"NOT ({part})"),
    ),
    max_leaves=6,
)
ROWS = st.lists(
    st.tuples(*[st.sampled_from([None, 0, 1, 2])] * 2, st.sampled_from([None, "a", "b"])),
    min_size=1, max_size=9,
)  # fmt: skip


def as_predicate(sql):
    """Write SQL as a predicate."""
    for field in "xyw":
        sql = sql.replace(f"{field} IS NULL", f"{field}.isna()")
        sql = sql.replace(f"{field} IS NOT NULL", f"{field}.notna()")
    for theirs, ours in (("<>", "!="), (" = ", " == "), ("NOT IN (1)", "not in (1,)"),
                         ("IN", "in"), ("AND", "&"), ("OR", "or"), ("NOT", "not")):  # fmt: skip
        sql = sql.replace(theirs, ours)
    return sql


@given(TREES, ROWS)
def test_it_is_true_where_sqlite_says(sql, values):
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE t (x INTEGER, y INTEGER, w TEXT)")
    base.executemany("INSERT INTO t VALUES (?, ?, ?)", values)
    found = base.execute(f"SELECT rowid - 1 FROM t WHERE {sql}").fetchall()
    frame = pd.DataFrame(values, columns=list("xyw"), dtype=object)
    table = frame_fields("nodes", frame.astype({"x": "Int64", "y": "float64"}))
    mask = where(as_predicate(sql), table)
    assert np.flatnonzero(mask).tolist() == [row for (row,) in found]
