"""Fields become looks: whatever the dtype, by what they mean."""

import datetime as dt
from decimal import Decimal

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgba

import vizlib as vz
from vizlib.encodings.encode import encode_color, encode_shape, encode_size
from vizlib.encodings.fit import MAX_SHOWN
from vizlib.encodings.palettes import seen_ramp
from vizlib.encodings.themes import LIGHT, as_theme
from vizlib.graphs.fields import frame_fields
from vizlib.graphs.values import kind_of


def color(values, option="f", **how):
    table = frame_fields("nodes", pd.DataFrame({"f": values}))
    option = vz.by("f", **how) if how else option
    return encode_color(option, table, default="#000000", theme=LIGHT, name="node_color")


def hexes(rgba):
    return [to_hex(each) for each in rgba]


def size(values, **how):
    table = frame_fields("nodes", pd.DataFrame({"f": values}))
    option = vz.by("f", **how) if how else "f"
    return encode_size(option, table, default=1, range=(1, 9), name="node_size", theme=LIGHT)


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([0, 5, 10], dtype="int32"),
        pd.Series([0, 5, 10], dtype="Int64"),
        pd.Series([0, 5, 10], dtype="float32"),
        pd.Series([0, 5, 10], dtype=object),
        pd.Series([Decimal(0), Decimal(5), Decimal(10)], dtype=object),
        pd.Series([np.float32(0), 5, 10.0], dtype=object),
    ],
)
def test_numbers_are_numbers_whatever_their_dtype(values):
    assert kind_of(values) == "number"
    assert size(values).values.tolist() == [1, 5, 9]
    assert np.allclose(color(values).values[[0, 2]], seen_ramp(None, LIGHT, "node")[[0, 255]])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pd.Series([True, False]), "boolean"),
        (pd.Series([True, None], dtype="boolean"), "boolean"),
        (pd.Series([True, False], dtype=object), "boolean"),
        (pd.Series(["a", "b"]), "category"),
        (pd.Series(["1", "2"], dtype=object), "category"),
        (pd.Series([1, 2], dtype="category"), "category"),
        (pd.Series(pd.Categorical(["lo", "hi"], ["lo", "hi"], ordered=True)), "ordered"),
        (pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01"])), "datetime"),
        (pd.Series([dt.date(2020, 1, 1), None], dtype=object), "datetime"),
    ],
)
def test_kinds(values, kind):
    assert kind_of(values) == kind
    assert len(color(values).values) == 2


def test_missing_is_drawn_grey_and_counted():
    encoding = color(pd.Series([1.0, np.nan, np.inf, 2.0]))
    assert encoding.missing == encoding.legend.missing == 2
    assert np.allclose(encoding.values[1], to_rgba(LIGHT.missing))
    assert np.allclose(color(pd.Series(["a", None, "b"])).values[1], to_rgba(LIGHT.missing))


def test_a_constant_column_is_the_middle():
    assert size(pd.Series([3.0, 3.0])).values.tolist() == [5.0, 5.0]
    middle = seen_ramp(None, LIGHT, "node")[128]
    assert np.allclose(color(pd.Series([3, 3])).values[0], middle, atol=0.01)


def test_numbers_round_zero_diverge():
    encoding = color(pd.Series([-1.0, 0.0, 4.0]))
    assert encoding.domain == (-4.0, 4.0)
    middle = seen_ramp(None, LIGHT, "node", diverging=True)[128]
    assert np.allclose(encoding.values[1], middle, atol=0.02)


def test_the_twenty_most_frequent_categories_have_a_colour_and_the_rest_are_grey():
    words = [f"g{number}" for number in range(30)]
    encoding = color(pd.Series([*words, *words[:15], *words[25:]]))
    grey = np.all(encoding.values[:30] == LIGHT.rgba("other"), axis=1)
    assert np.flatnonzero(grey).tolist() == list(range(15, 25))
    assert len(np.unique(encoding.values, axis=0)) == 21
    assert encoding.legend.labels[-1] == "other, 10 kinds"
    assert len(encoding.legend.labels) == 21
    assert not encoding.legend.folded


def test_what_is_called_other_is_grey_and_takes_no_colour():
    seen = hexes(color(pd.Series(["a", "Unknown", "b", "other", "missing", "none"])).values)
    assert seen == ["#2d71c4", LIGHT.other, "#dd8222", LIGHT.other, LIGHT.missing, LIGHT.other]


def test_words_sort_as_people_sort_them():
    encoding = color(pd.Series(["D10", "D2", "D1"]))
    assert encoding.domain == ("D1", "D2", "D10")
    assert color(pd.Series(["10", "9", "1.5"])).domain == ("1.5", "9", "10")


def test_scales_bend():
    values = pd.Series([1.0, 10.0, 100.0])
    assert size(values, scale="log").values.tolist() == [1, 5, 9]
    assert size(pd.Series([1.0, 2.0, 100.0]), scale="rank").values.tolist() == [1, 5, 9]
    assert size(pd.Series([0.0, 25.0, 100.0]), scale="sqrt").values.tolist() == [1, 5, 9]
    assert size(values, domain=(10, 100)).values.tolist() == [1, 1, 9]
    assert size(values, range=(2, 4)).values.max() == 4


def test_palettes_by_name_list_and_mapping():
    assert np.allclose(
        color(pd.Series(["a", "b"]), palette={"a": "red", "b": "blue"}).values[0], to_rgba("red")
    )
    assert np.allclose(
        color(pd.Series(["a", "b"]), palette=["blue", "red"]).values[0], to_rgba("blue")
    )
    with pytest.raises(vz.VizlibError, match="Did you mean 'viridis'"):
        color(pd.Series([1, 2]), palette="virids")


def test_shared_domains_give_the_same_look():
    one = color(pd.Series(["a", "b"]), domain=["a", "b", "c"])
    two = color(pd.Series(["c", "b"]), domain=["a", "b", "c"])
    assert np.array_equal(one.values[1], two.values[1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: color(pd.Series([np.nan, np.nan])), "all 2 values of 'f' are missing"),
        (lambda: color([1, 2], option=3), "node_color=3 is a number"),
        (lambda: color([1, 2], option=vz.value("tomatoe")), "is not a colour"),
        (lambda: color([1, 2], option="g"), "no field 'g'"),
        (lambda: size(pd.Series([0.0, 1.0]), scale="log"), "above zero"),
        (lambda: size(pd.Series(["a", "b"])), "show them by colour or shape"),
        (lambda: vz.by("f", scale="cubic"), "scale='cubic' is not known"),
        (lambda: vz.by("f", range=3), "range must be two numbers.*it is 3"),
        (lambda: vz.by("f", range=(1, 2, 3)), "range must be two numbers"),
        (lambda: vz.by("f", range=(0, np.inf)), "range must be two numbers"),
        (lambda: vz.by("f", range=("a", "b")), "range must be two numbers"),
        (lambda: as_theme("drak"), "Did you mean 'dark'"),
        (lambda: vz.CircosPlot(nx.path_graph(2), node_size=-1), "node_size=-1"),
        (lambda: vz.CircosPlot(nx.path_graph(2), edge_alpha=2), "edge_alpha=2"),
    ],
)
def test_errors_say_what_to_do(call, words):
    with pytest.raises(vz.VizlibError, match=words):
        call()


def test_shapes():
    table = frame_fields("nodes", pd.DataFrame({"f": ["a", "b", None], "g": list("xyz")}))
    assert encode_shape("f", table, name="node_shape", theme=LIGHT).values.tolist() == [0, 1, 2]
    many = frame_fields("nodes", pd.DataFrame({"f": [str(each) for each in range(20)]}))
    with pytest.raises(vz.VizlibError, match="12 shapes"):
        encode_shape("f", many, name="node_shape", theme=LIGHT)


@given(
    st.lists(
        st.one_of(
            st.none(), st.floats(-MAX_SHOWN, MAX_SHOWN), st.sampled_from([np.nan, np.inf, -np.inf]),
            st.integers(-(2**40), 2**40),
        ),
        min_size=1, max_size=20,
    )
)  # fmt: skip
def test_any_numbers_have_colours_and_sizes(numbers):
    values = pd.Series(numbers, dtype=object)
    known = pd.to_numeric(values).replace([np.inf, -np.inf], np.nan).notna()
    if not known.any():
        return
    for encoding in (color(values), size(values)):
        assert np.isfinite(encoding.values).all()
        assert encoding.missing == (~known).sum()
    assert ((size(values).values >= 1) & (size(values).values <= 9)).all()


def test_a_series_keeps_its_dtype_when_it_is_aligned_by_id():
    graph = nx.Graph([("a", "b"), ("b", "c")])
    grade = pd.Series(pd.Categorical(["hi", "lo", "hi"], ["lo", "hi"], ordered=True), list("cba"))
    plot = vz.CircosPlot(graph, node_size=vz.by(grade, range=(1, 9)))
    assert plot.nodes["size"].tolist() == [9, 1, 9]


def test_time_spans_are_numbers():
    values = pd.Series(pd.to_timedelta([0, 30, 60], unit="s"))
    assert size(values).values.tolist() == [1, 5, 9]


@pytest.mark.parametrize("option", ["node_color", "group_by"])
def test_lists_are_no_values(option):
    graph = nx.path_graph(2)
    nx.set_node_attributes(graph, {0: [1, 2], 1: [3]}, "many")
    with pytest.raises(vz.VizlibError, match="no single values"):
        vz.CircosPlot(graph, **{option: "many"})
