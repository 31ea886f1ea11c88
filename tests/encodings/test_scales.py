"""Scales: the rule of "auto", ends, middles, classes, and what guides name."""

import datetime as dt

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.core.shared_scales import domains_of, merge_domains, share
from vizlib.encodings.encode import encode_color, encode_size
from vizlib.encodings.fit import fit_numbers
from vizlib.encodings.number_words import write_dates, write_numbers, write_share
from vizlib.encodings.one_guide import entries_of
from vizlib.encodings.themes import LIGHT
from vizlib.graphs.fields import frame_fields


def table(values):
    return frame_fields("nodes", pd.DataFrame({"f": values}))


def color(values, **how):
    option = vz.by("f", **how)
    return encode_color(option, table(values), default="#000000", theme=LIGHT, name="node_color")


def size(values, **how):
    option = vz.by("f", **how)
    return encode_size(
        option, table(values), default=1, range=(1, 9), name="node_size", theme=LIGHT
    )


def chosen(values, **how):
    return fit_numbers(pd.Series(values), vz.by("f", **how), "node_size").scale


def mean_way(values, bend):
    bent = bend(np.array(values, float))
    return ((bent - bent.min()) / (bent.max() - bent.min())).mean()


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=60))
def test_the_rule_of_auto(values):
    if min(values) == max(values):
        return
    places = [mean_way(values, bend) for bend in (lambda x: x, np.sqrt)]
    if min(abs(places[0] - 0.2), abs(places[1] - 0.1)) < 1e-9:
        return
    wanted = "linear" if places[0] >= 0.2 else "sqrt" if places[1] >= 0.1 else "log"
    assert chosen(values) == wanted


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([1, 2, 3, 4, 1000], "linear"),
        ([3, 3], "linear"),
        (np.arange(100.0), "linear"),
        (np.arange(100.0) ** 5, "sqrt"),
        (np.r_[np.ones(99), 1e6], "log"),
        (np.r_[np.zeros(99), 1e6], "sqrt"),
        (np.r_[-np.ones(99), 1e6], "sqrt"),
        (pd.date_range("2020", periods=50).append(pd.DatetimeIndex(["2200-01-01"])), "linear"),
    ],
)
def test_auto(values, scale):
    assert chosen(values) == scale


def test_the_guide_says_which():
    heavy = np.r_[np.ones(99), 1e6]
    assert color(heavy).legend.title == "f (log)"
    assert size(heavy).legend.title == "f (log)"
    assert color(np.arange(100.0) ** 5, title="Years").legend.title == "Years (\u221a)"
    assert color(heavy, scale="linear").legend.title == "f"
    assert color(heavy, scale="rank").legend.title == "f (rank)"


def test_a_few_values_do_not_take_the_ramp():
    values = np.r_[np.linspace(10, 20, 98), 80, 100]
    look = color(values, scale="linear")
    low, high = look.domain
    assert (low, high) == (10.0, np.percentile(values, 98))
    assert (look.legend.below, look.legend.above) == (False, True)
    plain = color(np.linspace(0, 1, 100))
    assert plain.domain == (0, 1)
    assert not plain.legend.above


def test_robust_is_asked_for():
    values = np.arange(101.0)
    for look in (color(values, domain="robust"), size(values, domain="robust")):
        assert look.domain == (2, 98)
    assert size(values, domain="robust").legend.labels == ("2 or less", "50", "98 or more")
    assert size(np.r_[values, 1e5], scale="linear").domain == (0, 1e5)


def test_a_middle_reaches_equally_far():
    look = color([0.0, 10.0, 14.0], center=10)
    assert look.domain == (0, 20)
    assert look.scale.share(np.array([10.0]))[0] == 0.5
    ratio = color([0.5, 1.0, 8.0], center=1, scale="log")
    np.testing.assert_allclose(ratio.domain, (1 / 8, 8))
    given = color([-1.0, 4.0], domain=(-1, 4))
    assert given.domain == (-4, 4)


def test_classes():
    values = np.arange(0.0, 101)
    look = color(values, bins=4)
    assert len(np.unique(look.values, axis=0)) == 4
    assert look.legend.labels == ("0", "25", "50", "75", "100")
    assert look.legend.ticks.tolist() == [0, 0.25, 0.5, 0.75, 1]
    bounds = color(values, bins=[0, 10, 100])
    first = (bounds.values == bounds.values[0]).all(axis=1)
    assert first.tolist() == (values < 10).tolist()
    assert size(values, bins=[0, 10, 100]).legend.labels == ("0\u201310", "10\u2013100")
    quarters = color(np.arange(1.0, 9) ** 3, bins=4, scale="rank")
    assert [len(rows) for _, rows in pd.Series(quarters.scale.share(np.arange(1.0, 9) ** 3))
            .groupby(quarters.scale.share(np.arange(1.0, 9) ** 3))] == [2, 2, 2, 2]  # fmt: skip


def test_numbers_as_categories():
    look = color([10, 2, 10, 3], scale="category")
    assert look.domain == (2, 3, 10)
    assert look.legend.labels == ("2", "3", "10")
    assert (look.values[0] == look.values[2]).all()


def test_sizes_name_the_least_and_the_greatest():
    legend = size(pd.Series([3, 17, 250, 291] * 2)).legend
    assert legend.labels[0] == "3"
    assert legend.labels[-1] == "291"
    assert len(legend.labels) == 3
    np.testing.assert_allclose(legend.sizes[[0, -1]], [1, 9])
    assert size([1, 2, 2, 3]).legend.labels == ("1", "2", "3")


def test_whole_numbers_have_whole_ticks():
    for top in (2, 3, 5, 17, 4_321):
        for look in (color(np.arange(top + 1)), color(np.arange(1, top + 1), scale="log")):
            assert (look.legend.values == np.round(look.legend.values)).all()
            assert not any("." in word and "k" not in word for word in look.legend.labels)


def test_ticks_and_formats_are_as_asked():
    values = np.linspace(0, 1, 50)
    assert color(values, ticks=[0, 0.5, 2]).legend.labels == ("0.0", "0.5")
    assert color(values, ticks=[0, 1], format="percent").legend.labels == ("0%", "100%")
    assert color(values, ticks=[0.5], format="{:.2f} km").legend.labels == ("0.50 km",)
    assert size(values, ticks=[0.25], format=".3f").legend.labels == ("0.250",)
    days = pd.date_range("2020-01-01", "2024-12-31", periods=30)
    assert color(days, ticks=["2021-01-01"], format="%Y-%m").legend.labels == ("2021-01",)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019-03-05", "2024-08-01", ("2020", "2021", "2022", "2023", "2024")),
        ("2024-01-15", "2024-05-20", ("Feb 2024", "Mar 2024", "Apr 2024", "May 2024")),
        ("1800-01-01", "2000-01-01", ("1800", "1850", "1900", "1950", "2000")),
        ("2024-03-01 06:00", "2024-03-01 12:00", None),
        ("2024-03-01 00:00", "2024-03-01 00:00:30", ("00:00:00", "00:00:15", "00:00:30")),
        ("2024-03-01 23:59:58", "2024-03-02 00:00:01", None),
        ("2024-03-01 00:00:01.1", "2024-03-01 00:00:01.9", None),
    ],
)
def test_dates_stand_on_the_calendar(start, end, words):
    legend = color(pd.date_range(start, end, periods=9)).legend
    assert 2 <= len(legend.labels) <= 5
    if words:
        assert legend.labels == words
    assert len(set(legend.labels)) == len(legend.labels)
    assert ((legend.ticks >= 0) & (legend.ticks <= 1)).all()


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([0, 5, 10], ["0", "5", "10"]),
        ([-0.5, 0, 0.5], ["\u22120.5", "0.0", "0.5"]),
        ([1_000, 2_500], ["1,000", "2,500"]),
        ([10_000, 12_500, 2_000_000], ["10k", "12.5k", "2m"]),
        ([1, 45_678], ["1", "45,678"]),
        ([1, 12.5, 20_000.25], ["1", "12.5", "20k"]),
        ([0.48372612345, 7.1], ["0.48", "7.10"]),
        ([1e-7, 2e-7], ["1e\u221207", "2e\u221207"]),
    ],
)
def test_numbers_are_written_for_people(numbers, words):
    assert list(write_numbers(np.array(numbers, float))) == words


@pytest.mark.parametrize(
    ("share_of", "word"),
    [(0.26, "26%"), (0.019, "1.9%"), (0.0004, "<0.1%"), (0, "0%"), (1, "100%"), (-0.03, "\u22123%"),
     (0.0999, "10%"), (np.nan, "")],
)  # fmt: skip
def test_shares_are_per_cent(share_of, word):
    assert write_share(share_of) == word


def test_the_hour_is_written_where_it_matters():
    noon = dt.datetime(2024, 3, 3, 12, tzinfo=dt.UTC).timestamp()
    assert write_dates(np.array([noon, noon + 3600])) == ("12:00", "13:00")
    assert write_dates(np.array([noon, noon + 86400])) == ("3 Mar 12:00", "4 Mar 12:00")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"bins": 1}, "bins must be"),
        ({"bins": [3, 1, 2]}, "bins must be"),
        ({"bins": [1, 2]}, "bins must be"),
        ({"bins": 3, "scale": "category"}, "categories have no classes"),
        ({"ticks": 1}, "ticks must be"),
        ({"ticks": "many"}, "ticks must be"),
        ({"ticks": []}, "ticks must be"),
        ({"format": ""}, "format=''"),
        ({"format": "{:q}"}, "writes no number"),
        ({"format": 3}, "writes no number"),
        ({"center": "zero"}, "center must be a number"),
        ({"title": 3}, "title must be words"),
        ({"domain": "robst"}, "Did you mean 'robust'"),
        ({"scale": None}, "scale=None"),
    ],
)
def test_what_makes_no_scale_is_refused(how, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.by("f", **how)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: size([1, 2], center=1), "center=1 is for colours"),
        (lambda: size([1, 2], scale="category"), "sizes need numbers"),
        (lambda: color(list("ab"), bins=2), "bins=2 is for numbers"),
        (lambda: color(list("ab"), scale="log"), "scale='log' is for numbers"),
        (lambda: color(list("ab"), domain="robust"), "'robust' is for numbers"),
        (lambda: color([1.0, 2.0], center=-1, scale="log"), "nothing at or below zero"),
    ],
)
def test_what_does_not_fit_the_values_is_refused(call, words):
    with pytest.raises(vz.VizlibError, match=words):
        call()


def panels(*parts, **how):
    plots = []
    for part in parts:
        graph = nx.empty_graph(len(part))
        nx.set_node_attributes(graph, dict(enumerate(part)), "f")
        plots.append(
            vz.CircosPlot(graph, node_color=vz.by("f", **how), node_size=vz.by("f", **how))
        )
    return share(merge_domains(domains_of(plot, plot.data) for plot in plots)).scales


@given(st.permutations([[1] * 30, [1, 2, 3], [5_000] * 2, [7] * 9]))
def test_pictures_choose_their_scale_together_in_any_order(parts):
    whole = fit_numbers(pd.Series(np.concatenate(parts)), vz.by("f"), "node_size")
    shared = panels(*parts)
    for scale in shared.values():
        assert (scale.low, scale.high, scale.scale, scale.whole) == (1, 5_000, whole.scale, True)


def test_pictures_share_middles_and_classes():
    assert panels([-1.0, 2.0], [5.0])["node_color"].center == 0
    assert (panels([-1.0, 2.0], [5.0])["node_color"].low) == -5
    assert panels([1.0, 2.0], [9.0], bins=4)["node_color"].bounds.tolist() == [1, 3, 5, 7, 9]


def test_pictures_agree_which_categories_are_grey():
    plots = []
    for words in ([f"g{number}" for number in range(21)], ["g20"] * 3):
        graph = nx.empty_graph(len(words))
        nx.set_node_attributes(graph, dict(enumerate(words)), "f")
        plots.append(vz.CircosPlot(graph, node_color="f"))
    shared = share(merge_domains(domains_of(plot, plot.data) for plot in plots))
    alone, together = plots[0].data, plots[0].replace(shared=shared).data
    assert (alone.node_rgba[20] == LIGHT.rgba("other")[0]).all()
    assert (together.node_rgba[20] != LIGHT.rgba("other")[0]).any()
    assert (together.node_rgba[19] == LIGHT.rgba("other")[0]).all()


def test_one_guide_for_a_field_shown_twice():
    graph = nx.star_graph(40)
    for number, edge in enumerate(graph.edges):
        graph.edges[edge]["w"] = number**3 + 1
    plot = vz.CircosPlot(graph, edge_color="w", edge_width="w")
    (legend,) = entries_of(plot.data.encodings.values())
    assert (legend.title, legend.labels[::2]) == ("w", ("1", "59,320"))
    assert len(set(legend.sizes)) == len(np.unique(legend.colors, axis=0)) == 3
