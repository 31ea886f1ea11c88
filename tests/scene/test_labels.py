"""Laws of the placer of labels: no overlap, all kept where there is room, the least falls first."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import vizlib as vz
from vizlib.encodings.themes import LIGHT
from vizlib.scene.geometry import Curves, Labels, at_angle
from vizlib.scene.labels.lines import place_on_lines
from vizlib.scene.labels.outside import place_outside
from vizlib.scene.labels.place import place_labels
from vizlib.scene.labels.plane import place_in_plane
from vizlib.scene.labels.ring import place_on_ring
from vizlib.scene.labels.spread import FLOOR_PT, choose, spread, spread_round
from vizlib.scene.labels.wanted import InPlane, OnLines, OnRing, OutsideRing
from vizlib.scene.page import Page
from vizlib.scene.sheet import arrange, room_on_page
from vizlib.scene.text import boxes, folded

NONE_TAKEN = np.zeros((0, 4, 2))
WORDS = ("Ada", "Valjean", "Surprise, Security, the American Experience", "X", "MmeThénardier")


def page_of(xy, limits=(-1.0, 1.0, -1.0, 1.0), side=400.0, radius=2.0):
    count = len(xy)
    return Page(
        size=(side, side), limits=limits, aspect="equal", theme=LIGHT, font_size=8.0,
        xy=np.asarray(xy, float).reshape(-1, 2), node_size=np.full(count, (2 * radius) ** 2),
        node_shape=np.zeros(count, np.int32), edge_width=np.ones(1),
    )  # fmt: skip


def words(count, long=True):
    known = WORDS if long else WORDS[:2]
    return tuple(folded(known[place % len(known)], 24) for place in range(count))


def ring_of(angle, flat=False, text=None):
    xy = at_angle(np.asarray(angle, float))
    labels = Labels.at(xy, text or words(len(xy)), LIGHT, 8.0)
    wanted = OnRing(
        labels=labels, angle=np.asarray(angle, float), rim=np.full(len(xy), 2.0), flat=flat
    )
    return page_of(xy), wanted


def line_of(want, length=300.0):
    xy = np.stack([np.zeros(len(want)), np.asarray(want, float) / length], axis=1)
    labels = Labels.at(xy, words(len(want)), LIGHT, 8.0, offset=(-6.0, 0.0), ha="right")
    ends = np.array([[[0.0, 0.0], [0.0, 1.0]]])
    page = page_of(xy, limits=(0.0, 1.0, 0.0, 1.0), side=length)
    return page, OnLines(labels=labels, line=np.zeros(len(want), np.int32), ends=ends)


def plane_of(xy, text=None, asked=False):
    labels = Labels.at(xy, text or words(len(xy)), LIGHT, 8.0)
    page = page_of(xy, limits=(0.0, 300.0, 0.0, 300.0), side=300.0)
    return page, InPlane(labels=labels, rim=page.radius, frame=(40.0, 40.0), asked=asked)


def corners(page, labels):
    return boxes(labels, page.points(labels.xy))


def overlapping(box):
    shapes = shapely.polygons(box)
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < two
    return int(
        (shapely.area(shapely.intersection(shapes[one[pairs]], shapes[two[pairs]])) > 1e-6).sum()
    )


def check(page, wanted, placed, rank, starts):
    """Hold what is true of all ways: no overlap, no small letter, and leaders that join."""
    box = corners(page, placed.labels)
    assert overlapping(box) == 0
    assert placed.labels.size >= min(FLOOR_PT, wanted.labels.size)
    assert len(np.unique(placed.kept)) == len(placed.kept) == len(placed.labels.text)
    if len(rank):
        assert int(np.argmax(rank)) in placed.kept
    for leader in placed.leaders:
        reach = np.hypot(*(starts - leader[0]).T).min()
        assert reach <= 6.5
        assert shapely.distance(shapely.polygons(box), shapely.Point(leader[-1])).min() <= 2.0


ANGLES = st.lists(st.floats(0, 2 * np.pi), max_size=120)
RANKS = st.integers(0, 2**20)


def ranks(seed, count):
    return np.random.default_rng(seed).permutation(count).astype(float)


@settings(max_examples=40, deadline=None)
@given(ANGLES, RANKS, st.booleans())
def test_names_on_a_ring(angle, seed, flat):
    page, wanted = ring_of(angle, flat)
    rank = ranks(seed, len(angle))
    placed = place_on_ring(page, wanted, rank)
    check(page, wanted, placed, rank, page.points(page.xy))
    if len(angle) <= 60:
        assert len(placed.kept) == len(angle)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 300), max_size=90), RANKS)
def test_names_along_a_line(want, seed):
    page, wanted = line_of(want)
    rank = ranks(seed, len(want))
    placed = place_on_lines(page, wanted, rank, NONE_TAKEN)
    check(page, wanted, placed, rank, page.points(page.xy))
    if len(want) <= 40:
        assert len(placed.kept) == len(want)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=70), RANKS)
def test_names_in_the_plane(xy, seed):
    xy = np.array(xy, float).reshape(-1, 2)
    page, wanted = plane_of(xy)
    rank = ranks(seed, len(xy))
    placed = place_in_plane(page, wanted, rank, NONE_TAKEN)
    box = corners(page, placed.labels)
    assert overlapping(box) == 0
    assert placed.labels.size >= FLOOR_PT
    for leader in placed.leaders:
        assert np.hypot(*(xy - leader[0]).T).min() <= 2.0 + 1e-6
        assert shapely.distance(shapely.polygons(box), shapely.Point(leader[-1])).min() <= 3.0


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), ANGLES, RANKS)
def test_names_of_groups_are_all_there_and_clear_of_names_of_nodes(groups, angle, seed):
    page, wanted = ring_of(angle)
    inner = place_on_ring(page, wanted, ranks(seed, len(angle)))
    taken = corners(page, inner.labels)
    bounds = -np.linspace(0, 2 * np.pi, groups + 1)
    spans = np.stack([bounds[:-1], bounds[1:]], axis=1)
    labels = Labels.at(
        at_angle(spans.mean(axis=1)), words(groups, long=False), LIGHT, 9.2, bold=True
    )
    outer = place_outside(
        page, OutsideRing(labels=labels, spans=spans, rim=2.0), np.ones(groups), taken
    )
    assert sorted(outer.kept) == list(range(groups))
    assert outer.labels.size >= FLOOR_PT
    box = corners(page, outer.labels)
    assert overlapping(np.concatenate([box, taken])) == 0
    centre = page.points(np.zeros(2))
    assert np.hypot(*(box - centre).reshape(-1, 2).T).min() > 200.0


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 50), st.floats(1, 6), st.floats(0.3, 1.3)), min_size=2, max_size=9
    )
)
def test_spreading_is_the_least_squares_solution(rows):
    want, room, weight = np.array(sorted(rows)).T
    seen = spread(want, room, 0.0, 120.0, weight)
    apart = (room[1:] + room[:-1]) / 2
    best = minimize(
        lambda place: (weight * (place - want) ** 2).sum(), seen + 0.01, method="SLSQP",
        constraints=[
            {"type": "ineq", "fun": lambda place: np.diff(place) - apart},
            {"type": "ineq", "fun": lambda place: place - room[0] / 2},
            {"type": "ineq", "fun": lambda place: 120.0 - room[-1] / 2 - place},
        ],
        options={"maxiter": 500, "ftol": 1e-12},
    )  # fmt: skip
    assert (np.diff(seen) >= apart - 1e-9).all()
    inside = room[0] / 2 <= best.x[0] and best.x[-1] <= 120 - room[-1] / 2
    if inside and seen[0] > room[0] / 2 + 1e-6:
        assert (weight * (seen - want) ** 2).sum() <= best.fun + 1e-4


@given(st.lists(st.floats(0, 99.99), min_size=1, max_size=30), st.floats(0.5, 3.3))
def test_spreading_round_a_circle_is_the_same_wherever_it_begins(want, room):
    want = np.sort(want)
    rooms, even = np.full(len(want), room), np.ones(len(want))
    seen = spread_round(want, rooms, 100.0, even)
    assert (np.diff(np.append(seen, seen[0] + 100.0)) >= room - 1e-6).all()


@given(st.integers(1, 60), st.integers(1, 40), RANKS)
def test_of_names_at_one_place_the_least_important_fall(count, slots, seed):
    rank = ranks(seed, count)
    chosen = choose(np.full(count, 50.0), rank, np.ones(count), 0.0, float(slots), False, 1e9)
    assert sorted(rank[chosen]) == sorted(rank)[-min(count, slots) :]


def test_a_name_that_fits_nowhere_within_reach_falls_though_others_stay():
    want = np.array([10.0] * 30 + [90.0])
    rank = np.append(np.arange(100.0, 70.0, -1), 1.0)
    chosen = choose(want, rank, np.full(31, 4.0), 0.0, 100.0, False, 12.0)
    assert 30 in chosen
    assert sorted(set(range(31)) - set(chosen.tolist())) == list(range(6, 30))


def test_letters_shrink_before_a_name_falls():
    sizes = []
    for count in (40, 150, 400):
        page, wanted = ring_of(
            np.linspace(0, 2 * np.pi, count, endpoint=False), text=("Name",) * count
        )
        placed = place_on_ring(page, wanted, np.arange(float(count)))
        sizes.append((placed.labels.size, len(placed.kept) == count))
    assert sizes[0] == (8.0, True)
    assert FLOOR_PT < sizes[1][0] < 8.0
    assert sizes[1][1]
    assert sizes[2] == (FLOOR_PT, False)


def test_names_that_did_not_move_have_no_leaders():
    page, wanted = ring_of(np.linspace(0, 2 * np.pi, 30, endpoint=False))
    assert not len(place_on_ring(page, wanted, np.ones(30)).leaders)
    page, wanted = ring_of(np.linspace(0, 0.2, 30))
    assert len(place_on_ring(page, wanted, np.ones(30)).leaders) == 30


@pytest.mark.parametrize("count", [3, 4, 5, 8])
def test_flat_names_round_a_ring_stand_clear_of_their_marks(count):
    angle = np.pi / 2 - 2 * np.pi * np.arange(count) / count
    page, wanted = ring_of(angle, flat=True, text=("Name",) * count)
    box = shapely.polygons(corners(page, place_on_ring(page, wanted, np.ones(count)).labels))
    marks = shapely.buffer(shapely.points(page.points(page.xy)), 2.0)
    assert not len(shapely.STRtree(marks).query(box, "intersects")[0])


def test_a_long_name_is_broken_before_it_is_cut():
    page, wanted = line_of([100.0, 150.0])
    labels = replace(wanted.labels, text=("The Great Unraveling", "Word" * 12))
    placed = place_on_lines(
        page, replace(wanted, labels=labels, longest=50.0), np.ones(2), NONE_TAKEN
    )
    assert placed.labels.text[0] == "The Great\nUnraveling"
    assert placed.labels.text[1].endswith("…")


def test_words_lie_flat_where_they_fit_and_stand_up_where_not():
    def turned(count):
        x = np.linspace(0, 300, count)
        labels = Labels.at(
            np.stack([x, np.zeros(count)], axis=1),
            ("Name",) * count,
            LIGHT,
            8.0,
            offset=(0.0, -6.0),
        )
        page = page_of(labels.xy, limits=(0.0, 300.0, -150.0, 150.0), side=300.0)
        ends = np.array([[[0.0, 0.0], [300.0, 0.0]]])
        wanted = OnLines(
            labels=labels, line=np.zeros(count, np.int32), ends=ends, turns=(0.0, 90.0)
        )
        return set(place_on_lines(page, wanted, np.ones(count), NONE_TAKEN).labels.rotation)

    assert turned(6) == {0.0}
    assert turned(25) == {90.0}


def test_the_asked_for_few_of_a_crowd_are_all_shown_and_the_least_of_all_fall():
    rng = np.random.default_rng(1)
    xy = rng.normal(150, 30, (3000, 2))
    page, wanted = plane_of(xy, text=("Name",) * 3000, asked=True)
    rank = rng.permutation(3000).astype(float)
    top = np.argsort(-rank)[:20]
    placed = place_in_plane(page, wanted.keep(np.sort(top)), rank[np.sort(top)], NONE_TAKEN)
    assert len(placed.kept) == 20


def test_a_name_stands_right_of_a_lone_point_and_covers_no_other():
    page, wanted = plane_of(np.array([[150.0, 150.0]]), text=("Name",))
    placed = place_in_plane(page, wanted, np.ones(1), NONE_TAKEN)
    assert placed.labels.offset[0, 0] > 0
    assert placed.labels.offset[0, 1] == 0
    xy = np.array([[150.0, 150.0], [165.0, 150.0]])
    page, wanted = plane_of(xy, text=("Name", "Name"))
    placed = place_in_plane(page, wanted, np.array([2.0, 1.0]), NONE_TAKEN)
    marks = shapely.buffer(shapely.points(xy), 2.0)
    tree = shapely.STRtree(marks)
    assert not len(tree.query(shapely.polygons(corners(page, placed.labels)), "intersects")[0])


def test_what_is_taken_stays_free():
    page, wanted = plane_of(np.array([[150.0, 150.0]]), text=("Name",))
    taken = np.array([[[150, 140], [200, 140], [200, 160], [150, 160]]], float)
    placed = place_in_plane(page, wanted, np.ones(1), taken)
    assert overlapping(np.concatenate([corners(page, placed.labels), taken])) == 0


def test_fixed_labels_fall_where_they_cover_a_more_important_one():
    page = page_of(np.zeros((3, 2)))
    labels = Labels.at(
        np.array([[0, 0], [0, 0.001], [0.9, 0.9]]), ("one", "two", "three"), LIGHT, 8.0
    )
    placed = place_labels(page, {"node_labels": labels}, {"node_labels": np.array([1.0, 2.0, 0.0])},
                          lambda aspect: page.limits)  # fmt: skip
    assert placed.labels["node_labels"].text == ("two", "three")
    assert placed.labels["labels_said"].text == ("2 of 3 named",)
    assert placed.lost == {"node_labels": 1}


def cast(count, groups=6):
    graph = nx.powerlaw_cluster_graph(count, 3, 0.4, seed=2)
    for node in graph:
        graph.nodes[node].update(name=f"Name {node}", part=f"Part {node % groups}")
    return graph


def test_187_names_round_a_circle_of_8_inches_are_all_there():
    plot = vz.CircosPlot(
        cast(187), group_by="part", node_labels="name", figsize=(8, 8), legend=False
    )
    scene = plot.scene()
    assert len(scene.layers["node_labels"].text) == 187
    assert len(scene.layers["group_labels"].text) == 6
    assert scene.layers["node_labels"].size >= FLOOR_PT
    assert "labels_said" not in scene.layers
    assert scene.unlabelled == 0


def test_the_picture_says_how_many_it_names():
    scene = vz.CircosPlot(cast(900), node_labels="name", legend=False).scene()
    shown = len(scene.layers["node_labels"].text)
    assert 100 < shown < 900
    assert scene.layers["labels_said"].text == (f"{shown} of 900 named",)
    assert scene.unlabelled == 900 - shown


def test_the_top_few_are_all_shown_joined_to_their_nodes():
    plot = vz.CircosPlot(
        cast(900), sort_by="degree", node_labels=vz.label("name", top=40), legend=False
    )
    scene = plot.scene()
    assert len(scene.layers["node_labels"].text) == 40
    leaders = scene.layers["node_labels_leaders"]
    assert isinstance(leaders, Curves)
    assert len(leaders.offsets) == 41
    starts = leaders.points[leaders.offsets[:-1]]
    nodes = scene.layers["nodes"].xy[scene.layers["node_labels"].item]
    assert np.abs(starts - nodes).max() < 0.05


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (vz.CircosPlot, {}), (vz.ArcPlot, {}), (vz.ArcPlot, {"orientation": "vertical"}),
        (vz.HivePlot, {}), (vz.ParallelPlot, {}), (vz.MatrixPlot, {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("groups", [3, 12])
def test_groups_are_named_beside_nodes_too(kind, options, groups):
    plot = kind(cast(60, groups), group_by="part", node_color="part", node_labels="name", **options)
    scene = plot.scene()
    names = [name.replace("\n", " ") for name in scene.layers["group_labels"].text]
    assert sorted(names) == sorted({f"Part {part}" for part in range(groups)})


def test_rows_and_columns_of_a_matrix_name_the_same_nodes():
    for count in (20, 150):
        plot = vz.MatrixPlot(cast(count), sort_by="name", node_labels="name", legend=False)
        scene = plot.scene()
        labels = scene.layers["node_labels"]
        half = len(labels.text) // 2
        assert labels.text[:half] == labels.text[half:]
        assert set(labels.rotation[:half]) == {0.0}
        assert set(labels.rotation[half:]) == {90.0}


def test_names_of_a_mixing_plot_are_all_there():
    scene = vz.MixingPlot(cast(300, 40), group_by="part").scene()
    assert len(scene.layers["group_labels"].text) == 80
    assert scene.unlabelled == 0


@pytest.mark.parametrize("orientation", ["horizontal", "vertical"])
@pytest.mark.parametrize("size", [None, (5, 5), (9, 4)])
def test_no_arc_of_a_directed_graph_runs_through_a_name(orientation, size):
    graph = nx.DiGraph(nx.gnm_random_graph(25, 60, seed=4, directed=True).edges)
    nx.set_node_attributes(graph, {node: f"Name {node}" for node in graph}, "name")
    plot = vz.ArcPlot(graph, node_labels="name", orientation=orientation, figsize=size)
    scene = plot.scene()
    labels, edges = scene.layers["node_labels"], scene.layers["edges"]
    left, bottom, right, top = arrange(scene, room_on_page(scene)).picture
    x0, x1, y0, y1 = scene.limits
    unit = min((right - left) / abs(x1 - x0), (top - bottom) / abs(y1 - y0))
    names = shapely.polygons(boxes(labels, (labels.xy - [x0, y0]) * unit))
    parts = np.split((edges.points - [x0, y0]) * unit, edges.offsets[1:-1])
    lines = [shapely.LineString(part) for part in parts]
    assert len(labels.text) == 25
    assert not len(shapely.STRtree(names).query(lines, predicate="intersects")[0])
    assert len(scene.layers["copies"].xy) == 25
