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


def outlines(layer):
    return np.split(layer.points, layer.offsets[1:-1])


def test_the_picture_shows_the_answer():
    text = "U -> X; U -> Y; X -> M -> Y; X -> C <- Y; X <-> M"
    plot = vz.CausalPlot(text, exposure="X", outcome="Y", given=["U", "C"])
    layers = plot.scene().layers
    boxes = dict(zip(plot.data.tables.ids, outlines(layers["nodes"]), strict=True))
    for name, outline in boxes.items():
        square = np.isin(outline, [outline.min(axis=0), outline.max(axis=0)]).all()
        assert square == (name in ("U", "C"))
    assert len(layers["given"].offsets) == len(layers["given_inner"].offsets) == 3
    assert len(layers["opened"].offsets) == 2
    assert len(layers["blocked"].offsets) == 3  # Both arrows of U are barred where they leave it.
    assert layers["open_paths_unobserved"].dashes
    assert len(layers["open_paths_unobserved_tails"].xy) == 1
    shown = plot.edges.assign(hidden=plot.data.layout.hidden).set_index(
        ["source", "target", "hidden"]
    )
    assert shown.color["X", "M", False] != shown.color["U", "X", False]
    assert shown.width["X", "M", False] > shown.width["U", "X", False]
    again = pickle.loads(pickle.dumps(plot))
    assert again.question.answer == plot.question.answer
    assert plot.replace(title="Mine").scene().title == "Mine"


@pytest.mark.parametrize("given_nodes", [[], ["INTUBATION"], ["EXPCO2", "SHUNT"]])
def test_each_path_is_a_strand_on_each_of_its_arrows(given_nodes):
    plot = vz.CausalPlot(ALARM, exposure="VENTALV", outcome="CATECHOL", given=given_nodes)
    layers = plot.scene().layers
    wanted = {"causal": 0, "open": 0, "blocked": 0}
    for path in plot.data.layout.shown:
        wanted[path.kind] += len(path.path.steps)
    drawn = {kind: len(layers[f"{kind}_paths"].offsets) - 1 if wanted[kind] else 0
             for kind in wanted}  # fmt: skip
    assert drawn == wanted
    assert wanted["causal"] == 5


def test_where_nodes_stand_does_not_depend_on_what_is_given():
    asked = {"exposure": "VENTALV", "outcome": "CATECHOL"}
    bare = vz.CausalPlot(ALARM, **asked)
    for given_nodes in (["INTUBATION"], ["EXPCO2", "SHUNT"], ["LVFAILURE"]):
        plot = vz.CausalPlot(ALARM, **asked, given=given_nodes)
        np.testing.assert_array_equal(plot.data.xy, bare.data.xy)
        np.testing.assert_array_equal(plot.data.layout.box, bare.data.layout.box)


def asked_dag(count, seed):
    graph = random_dag(count, seed)
    ends = [(a, b) for a in graph for b in nx.descendants(graph, a)]
    assume(ends)
    rng = np.random.default_rng(seed)
    exposure, outcome = ends[int(rng.integers(len(ends)))]
    others = [node for node in graph if node not in (exposure, outcome)]
    given_nodes = rng.permutation(others)[: rng.integers(0, 3)].tolist()
    return vz.CausalPlot(
        graph, exposure=exposure, outcome=outcome, given=given_nodes, path_limit=50
    )  # fmt: skip


def on_page(scene, points):
    """Return positions in points, by the size of the page and not of the picture: alike enough."""
    x0, x1, y0, y1 = scene.limits
    size = 72 * np.array(scene.size)
    return np.asarray(points) * size / np.array([x1 - x0, y1 - y0])


@settings(max_examples=30)
@given(st.integers(3, 25), st.integers(0, 10**6))
def test_no_bar_stands_on_an_open_strand(count, seed):
    scene = asked_dag(count, seed).scene()
    if "blocked" not in scene.layers:
        return
    bars = [shapely.Polygon(outline) for outline in outlines(scene.layers["blocked"])]
    lines = [
        shapely.LineString(part)
        for name in ("open_paths", "causal_paths") if name in scene.layers
        for part in outlines(scene.layers[name])
    ]  # fmt: skip
    boxes = [shapely.Polygon(outline) for outline in outlines(scene.layers["nodes"])]
    assert not [1 for bar in bars for line in lines if bar.intersects(line)]
    assert not [1 for bar in bars for box in boxes if bar.intersects(box)]


@settings(max_examples=30)
@given(st.integers(2, 40), st.integers(0, 10**6))
def test_boxes_keep_apart_and_strands_clear_of_them(count, seed):
    plot = asked_dag(count, seed)
    scene, tables = plot.scene(), plot.data.tables
    boxes = [shapely.Polygon(outline) for outline in outlines(scene.layers["nodes"])]
    tree = shapely.STRtree(boxes)
    first, second = tree.query(boxes, predicate="intersects")
    assert (first == second).all()
    for name in ("edges", "blocked_paths", "open_paths", "causal_paths"):
        curves = scene.layers.get(name)
        if curves is None or not len(curves.edge):
            continue
        lines = [shapely.LineString(part) for part in outlines(curves)]
        line, node = tree.query(lines, predicate="intersects")
        edge = curves.edge[line]
        assert ((node == tables.source[edge]) | (node == tables.target[edge])).all()


@pytest.mark.parametrize("figsize", [None, (3.0, 3.0), (13.33, 7.5)])
@pytest.mark.parametrize("width", [None, 9.0])
def test_heads_are_smaller_than_boxes(figsize, width):
    plot = vz.CausalPlot(
        ALARM, exposure="VENTALV", outcome="CATECHOL", figsize=figsize, edge_width=width
    )
    scene = plot.scene()
    boxes = np.array([np.ptp(outline, axis=0) for outline in outlines(scene.layers["nodes"])])
    least = on_page(scene, boxes).min(axis=0)
    for name, heads in scene.layers.items():
        if name.endswith("_heads"):
            assert heads.length.max(initial=0) * heads.slim < least[1]


def test_many_strands_of_a_kind_are_one_with_a_number():
    plot = vz.CausalPlot(complete_dag(9), exposure=2, outcome=7)
    layers = plot.scene().layers
    numbers = [int(text[1:].replace(",", "")) for text in layers["numbers"].text]
    alone = sum(len(layers[f"{kind}_paths"].offsets) - 1 for kind in ("causal", "open", "blocked"))
    steps = sum(len(path.path.steps) for path in plot.data.layout.shown)
    assert min(numbers) > 1
    assert sum(numbers) + alone - len(numbers) == steps
    per_arrow = np.bincount(np.concatenate([layers[f"{kind}_paths"].edge for kind in
                                            ("causal", "open", "blocked")]))  # fmt: skip
    assert per_arrow.max() <= 6


def test_a_small_page_names_what_is_asked_and_says_what_it_does_not_name():
    asked = {"exposure": "VENTALV", "outcome": "CATECHOL"}
    scene = vz.CausalPlot(ALARM, **asked, figsize=(3.2, 4.2)).scene()
    named = {text for name in ("end_labels", "end_labels_aside") if name in scene.layers
             for text in scene.layers[name].text}  # fmt: skip
    assert named == {"VENTALV", "CATECHOL"}
    assert 0 < scene.unlabelled < 35
    assert f"{scene.unlabelled} labels left out" in scene.description
    assert scene.layers["labels_said"].text == (f"{37 - scene.unlabelled} of 37 named",)
    assert vz.CausalPlot(ALARM, **asked, figsize=(13.33, 7.5)).scene().unlabelled == 0


def test_long_names_stand_in_lines():
    long = "Visit to Asia within the last twelve months"
    scene = vz.CausalPlot(f'"{long}" -> B').scene()
    labels = scene.layers["node_labels"]
    assert labels.text[:-1] != (long,)
    assert " ".join(labels.text[:-1]) == long
    assert set(labels.item[:-1]) == {0}


def test_a_picture_takes_the_whole_width_of_its_page():
    for size in ((13.33, 7.5), (6.0, 9.0), (9.0, 3.0)):
        scene = vz.CausalPlot(ASIA, figsize=size).scene()
        x0, x1, _, _ = scene.limits
        points = scene.layers["nodes"].points[:, 0]
        room = 72 * size[0] - 2 * scene.page_margin
        scale = (room - scene.margins.left - scene.margins.right) / (x1 - x0)
        assert (points.max() - points.min()) * scale > 0.97 * room


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
    layout = lay_out(count, list(graph.edges))
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
    assert [each.labels for each in plain] == [("cause not observed",)]
    words = ["cause, effect", "causal path", "open back door", "cause not observed"]
    assert [each.labels[0] for each in asked] == words
    assert plain[0].dashes
    assert legends(vz.CausalPlot("X -> Y")) == []


def test_guides_stand_in_order_under_the_picture():
    asked = {"exposure": "VENTALV", "outcome": "CATECHOL"}
    plot = vz.CausalPlot(ALARM, **asked, given=["SHUNT", "EXPCO2"], figsize=(13.33, 7.5))
    words = ["cause, effect", "causal path", "open back door", "blocked, where", "given",
             "opened collider", "enough to adjust for"]  # fmt: skip
    assert [each.labels[0] for each in legends(plot)] == words
    scene = plot.scene()
    at = [layer.xy[0] for layer in scene.guides.layers if hasattr(layer, "text")]
    assert scene.legend_place == "bottom"
    assert np.allclose([y for _, y in at], at[0][1])
    assert (np.diff([x for x, _ in at]) > 0).all()
    colored = plot.replace(edge_color="source")
    assert [each.labels[0] for each in legends(colored)][1:3] == ["open path", "blocked, where"]


def test_highlighted_strands_keep_apart():
    plot = vz.CausalPlot(ALARM, exposure="VENTALV", outcome="CATECHOL")
    bright = plot.highlight(edges=[("SHUNT", "SAO2")], color="gold", width=6).scene()
    curves = bright.layers["open_paths"]
    assert curves.part_width.max() == 6
    wide = [on_page(bright, part) for part, width in
            zip(outlines(curves), np.broadcast_to(curves.part_width, len(curves.edge)),
                strict=True) if width == 6]  # fmt: skip
    assert len(wide) == 2
    assert abs(wide[0][0, 1] - wide[1][0, 1]) > 5


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
    layout = lay_out(100, edges)
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
    assert lay_out(30, list(complete_dag(30).edges)).unbent == 0


def test_the_picture_of_a_dense_graph_says_what_it_leaves_out():
    plot = vz.CausalPlot(complete_dag(70), exposure=20, outcome=60, path_limit=30)
    scene = plot.scene()
    assert "long arrows run straight" in scene.description
    assert "Paths beyond 30 are not looked at." in scene.description
    shown = {text for layer in scene.guides.layers if hasattr(layer, "text") for text in layer.text}
    assert "long arrows run straight, over what is between" in shown
    assert scene.subtitle.endswith("of the first 30 paths that were looked at.")
    assert max(scene.size) < 50  # Inches.
