"""Shared scales: colours, sizes and legends mean the same in every figure of a folder."""

from functools import partial, reduce

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import vizlib as vz
from vizlib.batch.shared_scales import Replay, domains_in, with_shared
from vizlib.batch.workers.local import open_local
from vizlib.core.shared_scales import Domain, merge_domains, share


@pytest.fixture(scope="module")
def workers():
    """Two processes that all tests share."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield open_local(2, 1, stack)


def labelled(words, numbers):
    graph = nx.path_graph(len(words))
    nx.set_node_attributes(graph, dict(enumerate(words)), "lobe")
    nx.set_node_attributes(graph, dict(enumerate(numbers)), "age")
    return graph


PAIR = {"one": labelled("abb", [1.0, 2.0, 3.0]), "two": labelled("cab", [-4.0, 0.5, 1.0])}


def shared(plot, graphs):
    domains = merge_domains(domains_in(plot(graph)) for graph in graphs)
    on_shared = with_shared(plot, share(domains))
    return [on_shared(graph) for graph in graphs]


def test_categories_are_those_of_all_graphs_and_keep_their_colours():
    plot = partial(vz.CircosPlot, node_color="lobe")
    one, two = shared(plot, PAIR.values())
    assert one.data.encodings["node_color"].domain == ("a", "b", "c")
    assert two.data.encodings["node_color"].domain == ("a", "b", "c")
    assert one.nodes["color"][0] == two.nodes["color"][1]
    assert one.data.encodings["node_color"].legend.labels == ("a", "b", "c")


def test_numbers_span_all_graphs_with_zero_in_the_middle_of_colours():
    one, two = shared(partial(vz.CircosPlot, node_color="age", node_size="age"), PAIR.values())
    assert one.data.encodings["node_color"].domain == (-4.0, 4.0)
    assert two.data.encodings["node_size"].domain == (-4.0, 3.0)
    assert one.nodes["color"][0] == two.nodes["color"][2]
    assert one.nodes["size"][0] == two.nodes["size"][2]


def test_sizes_are_the_same_however_full_the_pictures_are():
    few, many = nx.path_graph(3), nx.star_graph(300)
    for graph in (few, many):
        nx.set_node_attributes(graph, 1.0, "size")
        nx.set_node_attributes(graph, {0: 2.0}, "size")
    one, two = shared(partial(vz.CircosPlot, node_size="size"), [few, many])
    assert one.nodes["size"][0] == pytest.approx(two.nodes["size"][0])
    assert one.nodes["size"][1] == pytest.approx(two.nodes["size"][1])


def test_a_scale_that_is_spelled_out_stays_so():
    how = vz.by("age", palette="viridis", domain=(0, 10), range=(2, 50))
    one, _ = shared(partial(vz.ArcPlot, node_size=how), PAIR.values())
    assert one.data.encodings["node_size"].domain == (0.0, 10.0)
    assert one.node_size.range == (2, 50)
    back = partial(vz.ArcPlot, node_color=vz.by("lobe", reverse=True))
    assert shared(back, PAIR.values())[0].data.encodings["node_color"].domain == ("c", "b", "a")


def test_dates_and_declared_orders_are_understood():
    graphs = []
    for days in (["2024-01-01", "2024-02-01"], ["2023-01-01", "2024-01-15"]):
        nodes = pd.DataFrame(
            {
                "when": pd.to_datetime(days),
                "size": pd.Categorical(
                    ["large", "small"], ["small", "large", "huge"], ordered=True
                ),
            }
        )
        edges = pd.DataFrame({"source": [0], "target": [1]})
        graphs.append(vz.from_edges(edges, nodes=nodes))
    one, two = shared(partial(vz.ArcPlot, node_color="when"), graphs)
    assert one.data.encodings["node_color"].domain == two.data.encodings["node_color"].domain
    assert one.nodes["color"][0] != two.nodes["color"][0]
    one, _ = shared(partial(vz.ArcPlot, node_color="size"), graphs)
    assert one.data.encodings["node_color"].domain == ("small", "large")


def test_a_function_and_its_data_are_dressed_after_they_are_called():
    def plot(graph):
        ages = np.array([graph.nodes[each]["age"] for each in graph])
        return vz.ArcPlot(graph, node_color=ages)

    one, two = shared(plot, PAIR.values())
    assert (
        one.data.encodings["node_color"].domain
        == two.data.encodings["node_color"].domain
        == (-4.0, 4.0)
    )


def test_groups_keep_their_colours_where_nothing_else_is_said():
    one, two = shared(partial(vz.ChordPlot, group_by="lobe"), PAIR.values())
    colors = [
        dict(zip(each.nodes["group"], each.nodes["color"], strict=True)) for each in (one, two)
    ]
    assert colors[0]["b"] == colors[1]["b"] != colors[1]["c"]
    assert colors[0]["a"] == colors[1]["a"]
    plain = vz.ChordPlot(PAIR["one"], group_by="lobe")
    assert len(one.scene().guides.layers) == len(plain.scene().guides.layers)


def test_tracks_are_shared_too():
    plot = partial(vz.CircosPlot, tracks=["lobe", vz.track("age", show="bar")])
    one, two = shared(plot, PAIR.values())
    assert [each.encoding.domain for each in one.data.tracks] == [
        each.encoding.domain for each in two.data.tracks
    ]
    assert one.data.tracks[0].encoding.domain == ("a", "b", "c")


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=6), st.booleans()
)
def test_it_does_not_matter_in_which_order_graphs_come(pairs, even):
    center = 0.0 if even else None
    found = [Domain(low=min(pair), high=max(pair), center=center) for pair in pairs]
    one = reduce(Domain.__or__, found).fitted
    two = reduce(Domain.__or__, found[::-1]).fitted
    assert (one.low, one.high) == (two.low, two.high)
    assert one.low <= min(map(min, pairs))
    assert one.high >= max(map(max, pairs))


def test_folders_on_shared_scales_differ_from_those_on_their_own(workers, tmp_path):
    render = partial(vz.render, plot=partial(vz.CircosPlot, node_color="lobe"), on=workers,
                     progress=False)  # fmt: skip
    own = render(PAIR, out=tmp_path / "own")
    run = render((pair for pair in PAIR.items()), out=tmp_path / "shared", scales="shared")
    assert (own.progress.done, run.progress.done) == (2, 2)
    one, two = ((tmp_path / each / "one.png").read_bytes() for each in ("own", "shared"))
    assert one != two
    again = render(PAIR, out=tmp_path / "shared", scales="shared")
    assert again.progress.kept == 2
    more = PAIR | {"three": labelled("xyz", [1, 2, 3])}
    assert render(more, out=tmp_path / "shared", scales="shared").progress.kept == 0


def test_a_graph_that_cannot_be_looked_at_is_a_row(workers, tmp_path):
    run = vz.render(PAIR | {"bare": nx.path_graph(2)}, partial(vz.ArcPlot, node_color="lobe"),
                    out=tmp_path, on=workers, scales="shared", progress=False)  # fmt: skip
    assert list(run.failed["name"]) == ["bare"]
    assert run.progress.done == 2


@pytest.mark.parametrize(
    ("plot", "said"),
    [
        (lambda graph: vz.ArcPlot(graph).figure(), "needs a plot function that returns a plot"),
        (partial(vz.ArcPlot, node_size=vz.by("age", scale="rank")), "scale='rank' counts"),
    ],
)
def test_what_cannot_be_shared_is_refused(plot, said, workers, tmp_path):
    with pytest.raises(vz.VizlibError, match=said):
        vz.render(PAIR, plot, out=tmp_path, on=workers, scales="shared", progress=False)


def test_graphs_that_come_once_can_be_gone_through_twice():
    spool = Replay(iter(PAIR.items()))
    assert [name for name, _ in spool] == ["one", "two"]
    again = dict(spool)
    assert nx.utils.graphs_equal(again["two"], PAIR["two"])
    spool.close()
