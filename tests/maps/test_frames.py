"""Clusters of places, the main map and its insets, and the lines that leave them."""

import cartopy.crs as ccrs
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from vizlib.maps.clip import clip_lines, clip_path
from vizlib.maps.clusters import clusters
from vizlib.maps.edge_paths import MapEdges, curvatures
from vizlib.maps.flow_ink import FLOW_ALPHAS, MAX_COVER, flow_ink
from vizlib.maps.framed_edges import stubs, within_frames
from vizlib.maps.frames import MAX_INSETS, choose_frames
from vizlib.maps.places import name_of_places
from vizlib.scene.geometry import Curves

RNG = np.random.default_rng(3)
MAIN = np.stack([RNG.uniform(-120, -75, 60), RNG.uniform(28, 47, 60)], axis=1)
HAWAII = np.array([[-157.9, 21.3], [-156.4, 20.9], [-155.1, 19.7]])
ALASKA = np.array([[-149.9, 61.2], [-147.8, 64.8], [-156.8, 60.8], [-156.6, 64.7]])
SAMOA = np.array([[-170.7, -14.3]])
PLACES = np.concatenate([MAIN, HAWAII, ALASKA, SAMOA])
SOURCE = np.array([*RNG.integers(0, 60, 400), 60, 60, 63, 63, 0, 1, 60], np.int32)
TARGET = np.array([*RNG.integers(0, 60, 400), 61, 62, 64, 65, 60, 63, 67], np.int32)
"""400 edges of the mainland, two each within the islands and the north, three between."""


def frames_of(places=PLACES, source=SOURCE, target=TARGET, **options):
    return choose_frames(*places.T, source, target, **options)


def test_clusters_are_the_components_of_places_within_the_gap():
    lon, lat = PLACES.T
    found = clusters(lon, lat)
    geod = ccrs.Geodetic().get_geod()
    apart = np.array([[geod.inv(*a, *b)[2] for b in PLACES] for a in PLACES]) / 1000
    near = apart < 570
    reached = np.linalg.matrix_power(near.astype(float), len(PLACES)) > 0
    assert (found[:, None] == found[None])[reached].all()
    for one in range(found.max()):
        other = np.ix_(found == one, found != one)
        assert apart[other].min() > 590
    assert clusters(np.array([179.9, -179.9, np.nan]), np.zeros(3)).tolist() == [0, 0, -1]


def test_the_main_map_holds_most_and_clusters_far_from_it_become_insets():
    frames = frames_of()
    frame, xy = frames.place(*PLACES.T)
    assert [each.title for each in frames.frames] == ["", "Hawaii", "Alaska"]
    assert frame.tolist() == [0] * 60 + [1] * 3 + [2] * 4 + [-1]
    assert np.isnan(xy[-1]).all()
    for number, each in enumerate(frames.frames):
        x0, x1, y0, y1 = each.box
        inside = xy[frame == number]
        assert ((inside > [x0, y0]) & (inside < [x1, y1])).all()
        window = np.diff(each.window)[::2]
        np.testing.assert_allclose(np.diff(each.box)[::2] / window, each.per_unit)


def test_insets_stand_in_a_strip_below_the_main_map_and_do_not_overlap():
    far = [HAWAII + np.array([0, -12.0 * k]) for k in range(4)] + [ALASKA]
    places = np.concatenate([MAIN, *far])
    source = np.arange(len(places) - 1, dtype=np.int32)
    frames = frames_of(places, source, np.roll(source, 1))
    boxes = np.array([frame.box for frame in frames.frames])
    assert 2 < len(boxes) <= 1 + MAX_INSETS
    main, strip = boxes[0], boxes[1:]
    assert (strip[:, 3] < main[2]).all()
    assert strip[:, 0].min() >= main[0] - 1e-6
    assert strip[:, 1].max() <= main[1] + 1e-6
    assert (strip[1:, 0] > strip[:-1, 1]).all()
    assert np.ptp(strip[:, 3] - strip[:, 2]) == pytest.approx(0, abs=1e-6)


def test_an_inset_is_at_least_120_km_wide_and_higher_than_its_nodes():
    alone = np.concatenate([MAIN, [[-157.9, 21.3]]])
    source = np.append(np.arange(59), [60] * 6).astype(np.int32)
    frames = frames_of(alone, source, np.append(np.arange(1, 60), [60] * 6).astype(np.int32))
    x0, x1, y0, y1 = frames.frames[1].window
    assert min(x1 - x0, y1 - y0) == pytest.approx(120_000, rel=2e-3)


@pytest.mark.parametrize(
    ("places", "source", "target"),
    [
        (MAIN, SOURCE[:400], TARGET[:400]),
        (
            np.concatenate([MAIN[:30], MAIN[30:] + np.array([120.0, 0])]),
            np.arange(59),
            np.arange(1, 60),
        ),
        (np.concatenate([MAIN[:5], HAWAII]), np.arange(4), np.arange(1, 5)),
        (PLACES, np.arange(60), np.full(60, 60)),
        (np.concatenate([MAIN, [[-62.0, 35]]]), np.arange(59), np.arange(1, 60)),
    ],
    ids=["one cluster", "no main one", "few nodes", "edges cross", "hardly wider"],
)
def test_one_map_shows_all_where_frames_are_of_no_use(places, source, target):
    assert frames_of(places, source.astype(np.int32), target.astype(np.int32)) is None


def test_edges_between_frames_are_stubs_of_the_great_circle_in_both():
    frames = frames_of()
    frame, xy = frames.place(*PLACES.T)
    lines = stubs(PLACES, SOURCE, TARGET, frames, frame)
    assert sorted(lines.edge.tolist()) == [404, 404, 405, 405, 406]
    wide = frames.main.box[1] - frames.main.box[0]
    for part, edge in enumerate(lines.edge):
        points = lines.points[lines.offsets[part] : lines.offsets[part + 1]]
        ends = SOURCE[edge], TARGET[edge]
        near = [node for node in ends if frame[node] >= 0 and np.allclose(points[0], xy[node])]
        assert len(near) == 1
        length = np.hypot(*np.diff(points, axis=0).T).sum()
        assert length < 0.06 * wide
        place = frames.frames[frame[near[0]]]
        back = (points - place.box[::2]) / place.per_unit + place.window[::2]
        degrees = ccrs.PlateCarree().transform_points(place.projection, *back.T)[:, :2]
        other = PLACES[ends[0] if near[0] == ends[1] else ends[1]]
        geod = ccrs.Geodetic().get_geod()
        ahead = geod.inv(*degrees[0], *other)[0], geod.inv(*degrees[0], *degrees[1])[0]
        assert (ahead[0] - ahead[1] + 180) % 360 - 180 == pytest.approx(0, abs=0.6)


@pytest.mark.parametrize("path", ["geodesic", "straight", "bundled"])
def test_edges_within_a_frame_join_their_nodes_and_stay_in_its_box(path):
    frames = frames_of()
    frame, xy = frames.place(*PLACES.T)
    edges = MapEdges(
        positions=PLACES, source=SOURCE, target=TARGET, min_pieces=1,
        curvature=curvatures(SOURCE, TARGET, True, True), projection=frames.main.projection,
    )  # fmt: skip
    every = np.arange(len(SOURCE))
    lines = within_frames(edges, frames, frame, path, 0.4, every)
    within = set(np.flatnonzero((frame[SOURCE] == frame[TARGET]) & (SOURCE != TARGET)))
    assert set(lines.edge.tolist()) >= within
    assert (np.diff(lines.edge) >= 0).all()
    for edge in (5, 400, 402):
        part = np.flatnonzero(lines.edge == edge)
        points = lines.points[lines.offsets[part[0]] : lines.offsets[part[-1] + 1]]
        np.testing.assert_allclose(points[[0, -1]], xy[[SOURCE[edge], TARGET[edge]]], atol=1)
        x0, x1, y0, y1 = frames.frames[frame[SOURCE[edge]]].box
        assert ((points >= [x0 - 1, y0 - 1]) & (points <= [x1 + 1, y1 + 1])).all()


POINTS = st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=2, max_size=9)


@given(POINTS)
def test_cut_lines_are_what_shapely_cuts(points):
    line = Curves.of_equal_length(np.array(points)[None])
    cut = clip_lines(line, (-1.0, 1.0, -1.0, 1.0))
    own = sum(
        np.hypot(*np.diff(cut.points[low:high], axis=0).T).sum()
        for low, high in zip(cut.offsets[:-1], cut.offsets[1:], strict=True)
    )
    # A line may run twice over the same way, which shapely would count once.
    pieces = [shapely.LineString(points[k : k + 2]) for k in range(len(points) - 1)]
    known = sum(shapely.intersection(piece, shapely.box(-1, -1, 1, 1)).length for piece in pieces)
    assert own == pytest.approx(known, abs=1e-6)
    assert (np.abs(cut.points) <= 1 + 1e-9).all()


def test_areas_and_lines_are_cut_at_the_box():
    import matplotlib.path

    square = matplotlib.path.Path([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], closed=True)
    cut = clip_path(square, (1.0, 9.0, 2.0, 3.0), filled=True)
    x, y = cut.vertices.T
    assert (x.min(), x.max(), y.min(), y.max()) == (1, 4, 2, 3)
    line = clip_path(matplotlib.path.Path([(0, 0), (4, 0)], [1, 2]), (1.0, 2.0, -1.0, 1.0), False)
    assert line.vertices.tolist() == [[1, 0], [2, 0]]


def test_regions_are_named_by_the_least_that_holds_all_or_by_two():
    assert name_of_places(np.array([144.8]), np.array([13.5])) == "Guam"
    assert name_of_places(np.array([144.8, 145.7]), np.array([13.5, 15.1])) == "Marianas"
    both = name_of_places(np.array([-66.0, -66.5, -64.8]), np.array([18.4, 18.0, 17.7]))
    assert both == "Puerto Rico, Virgin Islands"
    assert name_of_places(np.array([-179.0, 178.0]), np.array([51.9, 52.0])) == "Alaska"
    assert name_of_places(np.array([2.3]), np.array([48.9])) == ""


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.5)), min_size=1, max_size=40))
def test_flows_never_cover_more_of_the_map_than_is_allowed(flows):
    share, cover = np.array(flows).T
    ink = flow_ink(share, cover)
    alpha = ink.alpha(share)
    assert alpha @ cover <= MAX_COVER + 1e-9
    assert (np.diff(alpha[np.argsort(share)]) >= -1e-12).all()
    if FLOW_ALPHAS[1] * cover.sum() < MAX_COVER:
        assert ink.bend == ink.factor == 1
