"""CausalPlot: the answer against simulated data, layers by law, arrows clear of nodes, errors."""

import itertools
import pickle

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import vizlib as vz
from vizlib.layouts.layered.crossings import count_crossings, neighbours, uncross
from vizlib.layouts.layered.layout import MAX_DUMMIES, lay_out
from vizlib.layouts.layered.ranks import rank_nodes, with_dummies

ASIA = (
    "asia -> tub -> either -> xray; smoke -> lung -> either -> dysp;"
    " smoke -> bronc -> dysp"
)  # Lauritzen and Spiegelhalter (1988)
SACHS = """
PKC -> Jnk; PKC -> P38; PKC -> Mek; PKC -> Raf; PKC -> PKA
PKA -> Jnk; PKA -> P38; PKA -> Akt; PKA -> Erk; PKA -> Mek; PKA -> Raf
Raf -> Mek -> Erk -> Akt; Plcg -> PIP3 -> PIP2; Plcg -> PIP2
"""  # Sachs and others (2005)
ALARM = """
LVFAILURE -> HISTORY; LVEDVOLUME -> CVP; LVEDVOLUME -> PCWP; HYPOVOLEMIA -> LVEDVOLUME
LVFAILURE -> LVEDVOLUME; HYPOVOLEMIA -> STROKEVOLUME; LVFAILURE -> STROKEVOLUME
ERRLOWOUTPUT -> HRBP; HR -> HRBP; ERRCAUTER -> HREKG; HR -> HREKG; ERRCAUTER -> HRSAT
HR -> HRSAT; ANAPHYLAXIS -> TPR; ARTCO2 -> EXPCO2; VENTLUNG -> EXPCO2; INTUBATION -> MINVOL
VENTLUNG -> MINVOL; FIO2 -> PVSAT; VENTALV -> PVSAT; PVSAT -> SAO2; SHUNT -> SAO2
PULMEMBOLUS -> PAP; INTUBATION -> SHUNT; PULMEMBOLUS -> SHUNT; INTUBATION -> PRESS
KINKEDTUBE -> PRESS; VENTTUBE -> PRESS; MINVOLSET -> VENTMACH; DISCONNECT -> VENTTUBE
VENTMACH -> VENTTUBE; INTUBATION -> VENTLUNG; KINKEDTUBE -> VENTLUNG; VENTTUBE -> VENTLUNG
INTUBATION -> VENTALV; VENTLUNG -> VENTALV; VENTALV -> ARTCO2; ARTCO2 -> CATECHOL
INSUFFANESTH -> CATECHOL; SAO2 -> CATECHOL; TPR -> CATECHOL; CATECHOL -> HR; HR -> CO
STROKEVOLUME -> CO; CO -> BP; TPR -> BP
"""  # Beinlich and others (1989)
NETWORKS = {"asia": (ASIA, 8, 8), "sachs": (SACHS, 11, 17), "alarm": (ALARM, 37, 46)}


def weights_of(tables, rng):
    count = tables.node_count
    weights = np.zeros((count, count))
    size = rng.uniform(0.5, 1.5, tables.edge_count) * rng.choice([-1, 1], tables.edge_count)
    weights[tables.source, tables.target] = size
    return weights


def partial_correlation(covariance, one, two, given):
    chosen = [one, two, *given]
    precision = np.linalg.inv(covariance[np.ix_(chosen, chosen)])
    return -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1])


@pytest.mark.parametrize("name", NETWORKS)
def test_simulated_gaussians_are_independent_exactly_where_separated(name):
    text, nodes, edges = NETWORKS[name]
    tables = vz.CausalPlot(text).data.tables
    assert (tables.node_count, tables.edge_count) == (nodes, edges)
    rng = np.random.default_rng(0)
    weights = weights_of(tables, rng)
    mixing = np.linalg.inv(np.eye(nodes) - weights)
    exact = mixing.T @ mixing
    noise = rng.normal(size=(100_000, nodes))
    sample = np.cov(noise @ mixing, rowvar=False)
    told = {True: 0, False: 0}
    for _ in range(60):
        one, two, *rest = map(int, rng.choice(nodes, 2 + rng.integers(0, 4), replace=False))
        ids = tables.ids
        plot = vz.CausalPlot(
            tables, exposure=ids[one], outcome=ids[two], given=[ids[each] for each in rest],
            path_limit=1,
        )  # fmt: skip
        told[plot.separated] += 1
        assert (abs(partial_correlation(exact, one, two, rest)) < 1e-9) == plot.separated
        if plot.separated:
            assert abs(partial_correlation(sample, one, two, rest)) < 0.02
    assert min(told.values()) >= 5


def test_the_four_lessons():
    fork = {"exposure": "X", "outcome": "Y"}
    assert not vz.CausalPlot("X <- U -> Y", **fork).separated
    assert vz.CausalPlot("X <- U -> Y", **fork, given="U").separated
    assert vz.CausalPlot("X -> M -> Y", **fork, given="M").separated
    assert vz.CausalPlot("X -> C <- Y; C -> D", **fork).separated
    opened = vz.CausalPlot("X -> C <- Y; C -> D", **fork, given="D")
    assert not opened.separated
    assert "opened because its descendant D is given" in opened.paths.why[0]
    assert (
        opened.scene().title.replace("\n", " ") == "X is not independent of Y given D, 1 open path"
    )
    assert repr(opened).endswith("X is not independent of Y given D, 1 open path.")


def test_paths_say_where_and_why():
    text = "U -> X; U -> Y; X -> M -> Y; X -> C <- Y"
    plot = vz.CausalPlot(text, exposure="X", outcome="Y", given=["U"])
    rows = plot.paths.set_index("path")
    assert list(rows.columns) == ["open", "blocked_at", "why"]
    assert rows.open.to_dict() == {"X → M → Y": True, "X ← U → Y": False, "X → C ← Y": False}
    assert rows.blocked_at["X ← U → Y"] == ["U"]
    assert "fork, is given" in rows.why["X ← U → Y"]
    assert "collider" in rows.why["X → C ← Y"]
    assert plot.backdoor_paths.path.tolist() == ["X ← U → Y"]
    assert plot.adjustment_sets == [{"U"}]
    assert vz.CausalPlot("X <-> Y", exposure="X", outcome="Y").adjustment_sets is None
    assert vz.CausalPlot("X -> Y", exposure="X", outcome="Y").adjustment_sets == [set()]


def test_the_picture_shows_the_answer():
    text = "U -> X; U -> Y; X -> M -> Y; X -> C <- Y; X <-> M"
    plot = vz.CausalPlot(text, exposure="X", outcome="Y", given=["U", "C"])
    layers = plot.scene().layers
    shapes = dict(zip(plot.data.tables.ids, layers["nodes"].shape, strict=True))
    assert {name for name, shape in shapes.items() if shape == 1} == {"U", "C"}
    at = plot.nodes[["x", "y"]]
    assert np.allclose(layers["opened"].xy, at.loc[["C"]])
    assert len(layers["blocked"].xy) == 1  # Both arrows of U leave it side by side.
    assert np.linalg.norm(layers["blocked"].xy - at.loc[["U"]].to_numpy()) > 0.1
    assert layers["unobserved_open"].dashes
    assert len(layers["tails_open"].xy) == 1
    assert len(layers["arrowheads"].xy) + len(layers["arrowheads_open"].xy) == 6
    shown = plot.edges.assign(hidden=plot.data.layout.hidden).set_index(
        ["source", "target", "hidden"]
    )
    assert shown.color["X", "M", False] != shown.color["U", "X", False]
    assert shown.width["X", "M", False] > shown.width["U", "X", False]
    again = pickle.loads(pickle.dumps(plot))
    assert again.question.answer == plot.question.answer
    assert plot.replace(title="Mine").scene().title == "Mine"
    faint = plot.highlight(nodes="U").edges.set_index(["source", "target"]).width
    assert faint["U", "X"] > faint["X", "C"]


def test_no_cross_stands_on_what_an_open_path_takes():
    """C is passed by X → C → Y, and blocks X → C ← B → Y: the cross is on the arrow of B alone."""
    text = "X -> C -> Y; B -> C; B -> Y"
    plot = vz.CausalPlot(text, exposure="X", outcome="Y")
    assert plot.paths.set_index("path").open.to_dict() == {
        "X → C → Y": True,
        "X → C ← B → Y": False,
    }
    scene = plot.scene()
    (cross,) = scene.layers["blocked"].xy
    at = plot.nodes[["x", "y"]].to_numpy()
    reach = np.linalg.norm(at - cross, axis=1)
    assert reach.min() > 0.1  # On no node ...
    lines = scene.layers["edges"], scene.layers["edges_open"]
    away = [np.linalg.norm(line.points - cross, axis=1).min() for line in lines]
    assert away[0] < 0.1 < away[1]  # ... and on no open path.
    labels = [
        text for layer in scene.guides.layers if hasattr(layer, "text") for text in layer.text
    ]
    assert "a path is blocked" in labels
    opened = vz.CausalPlot(text, exposure="X", outcome="Y", given=["C"])
    marked = dict(zip(map(tuple, opened.edges[["source", "target"]].to_numpy()),
                      opened.data.layout.blocked_ends.tolist(), strict=True))  # fmt: skip
    assert marked == {
        ("X", "C"): [False, False], ("C", "Y"): [True, False],
        ("B", "C"): [False, False], ("B", "Y"): [False, False],
    }  # fmt: skip


def random_dag(count, seed, more=1.3):
    rng = np.random.default_rng(seed)
    order = rng.permutation(count)
    ends = rng.integers(0, count, (int(more * count), 2))
    pairs = {(int(order[min(pair)]), int(order[max(pair)])) for pair in ends if pair[0] != pair[1]}
    graph = nx.DiGraph(sorted(pairs))
    graph.add_nodes_from(range(count))
    return graph


@given(st.integers(1, 40), st.integers(0, 10**6))
def test_arrows_run_to_higher_layers_and_no_two_nodes_meet(count, seed):
    graph = random_dag(count, seed)
    layout = lay_out(count, list(graph.edges), np.zeros(count))
    for one, two in graph.edges:
        assert layout.xy[one, 0] < layout.xy[two, 0]
    apart = np.linalg.norm(layout.xy[:, None] - layout.xy, axis=2) + 9 * np.eye(count)
    assert apart.min() >= 0.99


@given(st.integers(2, 12), st.integers(0, 10**6))
def test_layers_are_as_short_in_sum_as_can_be(count, seed):
    graph = random_dag(count, seed)
    edges = list(graph.edges)
    rank = rank_nodes(count, edges)
    length = sum(rank[two] - rank[one] for one, two in edges)
    longest = dict.fromkeys(graph, 0)
    for node in nx.topological_sort(graph):
        for each in graph[node]:
            longest[each] = max(longest[each], longest[node] + 1)
    assert all(rank[two] - rank[one] >= 1 for one, two in edges)
    assert length <= sum(longest[two] - longest[one] for one, two in edges)


@given(st.integers(2, 30), st.integers(0, 10**6))
def test_ordering_never_adds_crossings(count, seed):
    graph = random_dag(count, seed)
    layered = with_dummies(rank_nodes(count, list(graph.edges)), list(graph.edges))
    after = neighbours(layered)[1]
    done = uncross(layered)
    assert count_crossings(done.rows, after) <= count_crossings(layered.rows, after)
    assert [sorted(row) for row in done.rows] == [sorted(row) for row in layered.rows]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14))
def test_crossings_are_counted_right(pairs):
    after = {node: [10 + two for one, two in pairs if one == node] for node in range(6)}
    segments = [(one, two) for one in range(6) for two in after[one]]
    want = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in itertools.combinations(segments, 2))
    assert count_crossings([list(range(6)), list(range(10, 16))], after) == want


@pytest.mark.parametrize(("count", "seed"), [(5, 0), (25, 1), (80, 2), (250, 3)])
def test_arrows_do_not_cross_other_nodes(count, seed):
    graph = random_dag(count, seed)
    plot = vz.CausalPlot(graph)
    scene = plot.scene()
    curves = plot.connect(plot.data, plot.data.edge_ends())
    points = curves.points.reshape(-1, 2)
    edge = np.repeat(curves.edge, np.diff(curves.offsets))
    away = np.linalg.norm(points[:, None] - plot.data.xy, axis=2)
    own = np.zeros(away.shape, bool)
    own[np.arange(len(edge)), plot.data.tables.source[edge]] = True
    own[np.arange(len(edge)), plot.data.tables.target[edge]] = True
    away[own] = np.inf
    per_unit = abs(72 * scene.size[0] / (scene.limits[1] - scene.limits[0]))
    radius = np.sqrt(plot.data.encodings["node_size"].values.max()) / 2 / per_unit
    crossed = away.min(axis=1, initial=np.inf) < radius
    assert crossed.mean() == 0
    heads = scene.layers["arrowheads"]
    assert len(heads.xy) == graph.number_of_edges()


@settings(max_examples=30)
@given(st.integers(2, 40), st.integers(0, 10**6), st.integers(0, 8))
def test_dashed_and_parallel_arrows_keep_clear_of_nodes_too(count, seed, hidden):
    graph = nx.MultiDiGraph(random_dag(count, seed, more=2))
    rng = np.random.default_rng(seed)
    for _ in range(hidden):
        graph.add_edge(*map(int, rng.choice(count, 2, replace=False)), bidirected=True)
    plot = vz.CausalPlot(graph)
    curves, tables = plot.connect(plot.data, plot.data.edge_ends()), plot.data.tables
    parts = np.split(curves.points, curves.offsets[1:-1])
    assume(len(curves.edge))
    lines = [shapely.LineString(each) for each in parts]
    line, node = shapely.STRtree(shapely.points(plot.data.xy)).query(
        lines, predicate="dwithin", distance=0.18
    )
    edge = curves.edge[line]
    assert ((node == tables.source[edge]) | (node == tables.target[edge])).all()
    radius = np.sqrt(plot.data.encodings["node_size"].values.max()) / 2
    assert radius / plot.measures(plot.data, None).node_room <= 0.18


def test_250_nodes_are_all_named_on_a_page_that_is_not_slender():
    scene = vz.CausalPlot(random_dag(250, 0)).scene()
    assert len(scene.layers["node_labels"].text) == 250
    assert 0.6 < scene.size[1] / scene.size[0] < 1.7


def legends(plot):
    return plot.legends(plot.data)


def test_dashes_are_explained_whether_something_is_asked_or_not():
    plain = legends(vz.CausalPlot("X <-> Y; X -> Y"))
    asked = legends(vz.CausalPlot("X <-> Y; X -> Y", exposure="X", outcome="Y"))
    assert [each.title for each in plain] == ["not observed"]
    assert [each.title for each in asked] == ["nodes", "paths", "not observed"]
    assert plain[0].dashes
    assert legends(vz.CausalPlot("X -> Y")) == []


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("X -> Y -> Z -> X", {}, "has a cycle: .* -> .* -> .* -> "),
        ("X -> X", {}, "cycle: X -> X"),
        ("X -> Y", {"exposure": "X"}, "outcome is lacking"),
        ("X -> Y", {"outcome": "Y"}, "exposure is lacking"),
        ("X -> Y", {"exposure": "X", "outcome": "X"}, "both 'X'"),
        ("X -> Y", {"exposure": "X", "outcome": "Q"}, "outcome='Q' is not a node"),
        ("X -> Y; Z", {"exposure": "X", "outcome": "Y", "given": ["Z", "Z"]}, "names a node twice"),
        ("X -> Y", {"exposure": "X", "outcome": "Y", "given": ["X"]}, "exposure 'X' is given"),
        ("X -> Y", {"exposure": "X", "outcome": "Y", "given": "Smoke"}, "given='Smoke'"),
        ("X -> Y", {"exposure": "X", "outcome": "Y", "path_limit": 0}, "path_limit=0"),
        ("X -> Y", {"group_by": "id"}, "no use for group_by"),
        ("X => Y", {}, "Line 1, column 3"),
    ],
)
def test_questions_that_make_no_sense(text, options, words):
    with pytest.raises(vz.VizlibError, match=words):
        vz.CausalPlot(text, **options)


def test_a_part_of_a_graph_is_not_asked_about_the_whole():
    plot = vz.CausalPlot("U -> X; U -> Y; X -> Y", exposure="X", outcome="Y")
    side = {"U": "a", "X": "b", "Y": "b"}
    assert len(plot.facet(nodes=side).panels) == 2
    with pytest.raises(vz.VizlibError, match="keep='all'"):
        plot.facet(nodes=side, keep="present")
    assert (
        len(plot.replace(exposure=None, outcome=None).facet(nodes=side, keep="present").panels) == 2
    )


def test_what_is_no_causal_graph():
    with pytest.raises(vz.VizlibError, match="directed graph"):
        vz.CausalPlot(nx.path_graph(3))
    with pytest.raises(vz.VizlibError, match="Nothing is asked"):
        vz.CausalPlot("X -> Y").separated  # noqa: B018


def test_networkx_graphs_and_numbers_as_names():
    graph = nx.DiGraph([(0, 1), (1, 2)])
    graph.add_edge(0, 2, bidirected=True)
    plot = vz.CausalPlot(graph, exposure=0, outcome=2, given=1)
    assert not plot.separated
    assert plot.paths.path[0] == "0 ↔ 2"
    assert (
        vz.CausalPlot(graph, exposure=0, outcome=2, given=(1,)).question.answer
        == plot.question.answer
    )


def complete_dag(count):
    return nx.DiGraph([(cause, effect) for effect in range(count) for cause in range(effect)])


def test_arrows_of_dense_graphs_are_bent_as_far_as_bends_go():
    """A complete graph of N nodes would have about N^3 / 6 bends."""
    edges = list(complete_dag(100).edges)
    layout = lay_out(100, edges, np.zeros(100))
    assert sum(len(points) - 2 for points in layout.bends) <= MAX_DUMMIES
    straight = [points for points in layout.bends if len(points) == 2]
    assert 0 < layout.unbent < len(edges)
    assert len(straight) == layout.unbent + 99  # Those to the next layer have none to pass.
    for (source, target), points in zip(edges, layout.bends, strict=True):
        assert np.allclose(points[[0, -1]], layout.xy[[source, target]])
    passed = {bool(len(points) > 2): 0 for points in layout.bends}
    for (source, target), points in zip(edges, layout.bends, strict=True):
        rise = layout.layer[target] - layout.layer[source]
        if len(points) > 2:
            passed[True] = max(passed[True], rise)
        elif rise > 1:
            passed[False] = min(passed[False] or rise, rise)
    assert passed[True] <= passed[False]  # The longest are straight.
    assert lay_out(30, list(complete_dag(30).edges), np.zeros(30)).unbent == 0


def test_the_picture_of_a_dense_graph_says_what_it_leaves_out():
    plot = vz.CausalPlot(complete_dag(70), exposure=20, outcome=60, path_limit=30)
    scene = plot.scene()
    assert "long arrows run straight" in scene.description
    assert "Paths beyond 30 are not looked at." in scene.description
    shown = {text for layer in scene.guides.layers if hasattr(layer, "text") for text in layer.text}
    assert {"the 30 paths looked at", "long ones run straight,"} <= shown
    assert max(scene.size) < 50  # Inches.
