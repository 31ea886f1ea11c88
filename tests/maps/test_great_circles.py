"""Great circles against cartopy's and PROJ's own, and the laws that every cut obeys."""

import copy

import cartopy.crs as ccrs
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pyproj import Geod

from vizlib.errors import VizlibError
from vizlib.maps.cuts import centre, check_projection, cuts, visible
from vizlib.maps.great_circles import cut, great_circles, interpolate, project_paths, straight_lines
from vizlib.maps.sphere import lon_lat, unit_vectors

TOKYO, LOS_ANGELES = (139.78, 35.55), (-118.41, 33.94)
LONDON, SYDNEY, PARIS = (-0.45, 51.47), (151.18, -33.95), (2.35, 48.85)
NEW_YORK, BEIJING, SANTIAGO = (-73.78, 40.64), (116.58, 40.08), (-70.79, -33.39)

PROJECTIONS = {
    "plate_carree": ccrs.PlateCarree(),
    "plate_carree_150": ccrs.PlateCarree(150),
    "robinson": ccrs.Robinson(),
    "robinson_150": ccrs.Robinson(150),
    "mercator": ccrs.Mercator(),
    "equal_earth_pacific": ccrs.EqualEarth(-160),
    "mollweide": ccrs.Mollweide(-70),
    "sinusoidal": ccrs.Sinusoidal(30),
    "lambert_conformal": ccrs.LambertConformal(),
    "albers": ccrs.AlbersEqualArea(10),
    "polar_stereo": ccrs.NorthPolarStereo(),
    "orthographic": ccrs.Orthographic(-60, 40),
    "geostationary": ccrs.Geostationary(20),
    "azimuthal": ccrs.LambertAzimuthalEqualArea(10, 50),
    "rotated": ccrs.RotatedPole(170, 40),
    "transverse": ccrs.TransverseMercator(20),
    "gnomonic": ccrs.Gnomonic(30, 40),
    "equidistant": ccrs.AzimuthalEquidistant(-100, -20),
}
COMPARED = [name for name in PROJECTIONS if name not in ("transverse", "gnomonic", "equidistant")]


def one_edge(start, end, projection):
    return great_circles(np.array([start]), np.array([end]), projection)


def random_places(count, seed=0):
    rng = np.random.default_rng(seed)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count)))
    return np.column_stack([rng.uniform(-180, 180, count), lat])


def lines_of(points, offsets, edge, number):
    return [points[offsets[k] : offsets[k + 1]] for k in np.flatnonzero(edge == number)]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("plate_carree", 2),
        ("robinson", 2),
        ("mercator", 2),
        ("lambert_conformal", 1),
        ("polar_stereo", 1),
        ("equal_earth_pacific", 1),
        ("plate_carree_150", 1),
        ("robinson_150", 1),
    ],
)
def test_the_pacific_is_crossed_in_as_many_parts_as_the_map_has_there(name, parts):
    points, offsets, edge = one_edge(TOKYO, LOS_ANGELES, PROJECTIONS[name])
    assert len(offsets) - 1 == parts
    assert edge.tolist() == [0] * parts
    assert np.isfinite(points).all()


def test_the_parts_of_a_cut_edge_end_at_both_sides_of_the_map():
    projection = PROJECTIONS["robinson"]
    points, offsets, _ = one_edge(TOKYO, LOS_ANGELES, projection)
    ends = projection.transform_points(ccrs.PlateCarree(), *np.array([TOKYO, LOS_ANGELES]).T)
    np.testing.assert_allclose(points[[0, -1]], ends[:, :2], atol=1e-3)
    east, west = points[offsets[1] - 1], points[offsets[1]]
    assert east[0] == pytest.approx(-west[0], rel=1e-6)
    assert east[1] == pytest.approx(west[1], abs=10)
    assert east[0] > 0.8 * projection.x_limits[1]


@pytest.mark.parametrize("name", ["plate_carree", "robinson", "mercator", "albers"])
def test_london_to_sydney_stays_in_one_piece(name):
    _, offsets, _ = one_edge(LONDON, SYDNEY, PROJECTIONS[name])
    assert len(offsets) == 2


@pytest.mark.parametrize("name", COMPARED)
def test_edges_run_where_cartopy_runs_them(name):
    projection = PROJECTIONS[name]
    start, end = random_places(60, 1), random_places(60, 2)
    width = projection.x_limits[1] - projection.x_limits[0]
    if name == "polar_stereo":  # far south, a pixel is wider than a continent
        start[:, 1], end[:, 1] = np.abs(start[:, 1]), np.abs(end[:, 1])
        width /= 4
    projection = copy.copy(projection)
    projection.threshold = width / 20_000  # cartopy's own curves are coarse otherwise
    paths = great_circles(start, end, projection, step=1.0)
    globe = ccrs.Globe(ellipse="sphere")
    sphere = ccrs.Geodetic(globe)
    apart = []
    for number in range(len(start)):
        theirs = projection.project_geometry(
            shapely.LineString([start[number], end[number]]), sphere
        )
        ours = shapely.MultiLineString(lines_of(*paths, number))
        if name in ("orthographic", "geostationary"):  # cartopy stops short of the limb
            inside = shapely.Point(0, 0).buffer(0.97 * width / 2)
            ours, theirs = ours.intersection(inside), theirs.intersection(inside)
        if theirs.length < width / 100 or ours.length < width / 100:
            continue
        apart.append(shapely.hausdorff_distance(ours, theirs, densify=0.02) / width)
    assert len(apart) > 20
    assert np.quantile(apart, 0.99) < 0.005


def test_the_middle_of_an_edge_is_where_proj_has_it():
    start, end = random_places(50, 3), random_places(50, 4)
    middle = interpolate(unit_vectors(*start.T), unit_vectors(*end.T), step=180)
    halves = interpolate(unit_vectors(*start.T), unit_vectors(*end.T), step=1)
    assert (np.bincount(middle.edge) == 2).all()
    geod = Geod(a=1, b=1)
    forth, _, far = geod.inv(*start.T, *end.T)
    expected = unit_vectors(*geod.fwd(*start.T, forth, far / 2)[:2])
    for number in range(50):
        points = halves.points[halves.edge == number]
        count = len(points)
        middle_point = (
            points[count // 2] if count % 2 else points[count // 2 - 1 : count // 2 + 1].mean(0)
        )
        np.testing.assert_allclose(
            middle_point / np.linalg.norm(middle_point), expected[number], atol=1e-9
        )


def test_an_edge_over_the_pole_is_cut_on_a_world_map_only_at_its_seam():
    _, polar, _ = one_edge((-100, 60), (80.0, 60), PROJECTIONS["polar_stereo"])
    assert len(polar) == 2
    points, offsets, _ = one_edge(NEW_YORK, (105.0, 52.0), PROJECTIONS["plate_carree"])
    assert points[:, 1].max() > 85
    assert len(offsets) - 1 <= 2


def test_mercator_drops_what_it_cannot_show():
    projection = PROJECTIONS["mercator"]
    points, offsets, _ = one_edge(NEW_YORK, (105.0, 52.0), projection)
    assert len(offsets) == 3
    assert points[:, 1].max() <= projection.y_limits[1] * (1 + 1e-6)
    assert points[:, 1].max() > projection.y_limits[1] * 0.999


@pytest.mark.parametrize("north", [30.0, -30.0, 0.0, 90.0])
def test_opposite_places_are_joined_over_the_nearer_pole(north):
    strands = interpolate(unit_vectors([10], [north]), unit_vectors([-170], [-north]))
    _, lat = lon_lat(strands.points)
    assert np.allclose(np.linalg.norm(strands.points, axis=1), 1)
    np.testing.assert_allclose(strands.points[-1], -strands.points[0], atol=1e-9)
    nearer = 90 if north >= 0 else -90
    assert np.abs(lat - nearer).min() <= 1.0


def test_an_edge_to_the_far_side_of_the_globe_ends_at_the_horizon():
    projection = PROJECTIONS["orthographic"]
    radius = projection.x_limits[1]
    points, offsets, _ = one_edge(NEW_YORK, BEIJING, projection)
    assert len(offsets) == 2
    assert np.hypot(*points[-1]) == pytest.approx(radius, rel=1e-4)
    _, offsets, edge = one_edge((120, -40), (150, -20), projection)
    assert offsets.tolist() == [0]
    assert len(edge) == 0


def test_an_edge_behind_the_globe_comes_out_on_the_other_side():
    points, offsets, _ = one_edge((-100, 0), (100, 0), ccrs.Orthographic(0, 0))
    assert offsets.tolist() == [0]
    # The shorter way round is the hidden one.
    globe = ccrs.Orthographic(0, 0)
    start, end = (-95.0, 70.0), (95.0, 70.0)
    points, offsets, edge = one_edge(start, end, globe)
    assert offsets.tolist() == [0]
    points, offsets, edge = one_edge((-95.0, 5.0), (60.0, 5.0), globe)
    assert edge.tolist() == [0]
    radius = globe.x_limits[1]
    assert np.hypot(*points[0]) == pytest.approx(radius, rel=1e-4)
    np.testing.assert_allclose(points[-1], globe.transform_point(60, 5, ccrs.PlateCarree()))
    forth, _, whole = Geod(a=1, b=1).inv(-95, 5, 60, 5)
    way = [Geod(a=1, b=1).fwd(-95, 5, forth, far)[:2] for far in np.linspace(0, whole, 20_001)]
    entry = next(place for place in way if np.abs(place[0]) <= 90)
    there = globe.transform_point(*entry, ccrs.PlateCarree())
    np.testing.assert_allclose(points[0], there, atol=1e-3 * radius)


def test_places_without_position_or_distance_give_no_part():
    start = np.array([PARIS, PARIS, (np.nan, 3), TOKYO])
    end = np.array([PARIS, (np.nan, np.nan), TOKYO, PARIS])
    for lines in (great_circles, straight_lines):
        points, offsets, edge = lines(start, end, PROJECTIONS["robinson"])
        assert edge.tolist() == [3]
        assert np.isfinite(points).all()
        assert offsets.tolist() == [0, len(points)]


@pytest.mark.parametrize("name", PROJECTIONS)
def test_no_edges_give_no_parts(name):
    empty = np.zeros((0, 2))
    for lines in (great_circles, straight_lines):
        points, offsets, edge = lines(empty, empty, PROJECTIONS[name])
        assert points.shape == (0, 2)
        assert offsets.tolist() == [0]
        assert edge.dtype == np.int32


def test_types_are_those_of_the_contract():
    points, offsets, edge = one_edge(TOKYO, LOS_ANGELES, PROJECTIONS["robinson"])
    assert (points.dtype, offsets.dtype, edge.dtype) == (np.float64, np.int64, np.int32)


@pytest.mark.parametrize("lon0", [0, 150, -160])
def test_an_edge_along_the_seam_stays_on_one_side(lon0):
    seam = lon0 + 180
    points, offsets, _ = one_edge((seam, -40), (seam, 50), ccrs.Robinson(lon0))
    assert len(offsets) == 2
    assert len(set(np.sign(points[:, 0]))) == 1


@pytest.mark.parametrize("lon", [170.0, -170.0])
def test_an_edge_that_ends_on_the_seam_stays_on_its_side(lon):
    points, offsets, _ = one_edge((lon, 10), (180, 20), PROJECTIONS["plate_carree"])
    assert len(offsets) == 2
    assert (np.sign(points[:, 0]) == np.sign(lon)).all()


def test_longitudes_may_be_given_from_0_to_360():
    usual = one_edge(TOKYO, LOS_ANGELES, PROJECTIONS["robinson"])
    turned = one_edge(TOKYO, (LOS_ANGELES[0] + 360, LOS_ANGELES[1]), PROJECTIONS["robinson"])
    for left, right in zip(usual, turned, strict=True):
        np.testing.assert_allclose(left, right, atol=1e-3)


def test_bundled_routes_pass_the_same_cutter():
    lon = np.array([150.0, 170, -170, -150, 0, 20, np.nan, 40])
    vectors = unit_vectors(lon, np.full(8, 10.0))
    points, offsets, edge = project_paths(vectors, [4, 4, 4, 4, 7, 7, 7, 7], ccrs.PlateCarree())
    assert edge.tolist() == [4, 4, 7]
    assert np.abs(np.diff(points[offsets[0] : offsets[1], 0])).max() < 25


def test_straight_lines_join_the_ends_on_the_map():
    points, offsets, edge = straight_lines([TOKYO], [LOS_ANGELES], PROJECTIONS["plate_carree"])
    np.testing.assert_allclose(points, [TOKYO, LOS_ANGELES])
    assert offsets.tolist() == [0, 2]
    assert edge.tolist() == [0]


def test_straight_lines_to_the_far_side_are_not_drawn():
    _, _, edge = straight_lines(
        [NEW_YORK, NEW_YORK], [(120, -40), SANTIAGO], PROJECTIONS["orthographic"]
    )
    assert edge.tolist() == [1]


def test_interrupted_maps_are_refused():
    with pytest.raises(VizlibError, match=r"interrupted.*EqualEarth"):
        check_projection(ccrs.InterruptedGoodeHomolosine())
    with pytest.raises(VizlibError, match="interrupted"):
        one_edge(TOKYO, LOS_ANGELES, ccrs.InterruptedGoodeHomolosine())


def test_each_projection_knows_its_centre():
    assert centre(ccrs.PlateCarree(150)) == (150, 0)
    assert centre(ccrs.UTM(31)) == (3, 0)
    assert centre(ccrs.Orthographic(-60, 40)) == (-60, 40)
    assert centre(ccrs.EqualEarth(200)) == (-160, 0)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_no_piece_leaps_over_the_map(name):
    projection = PROJECTIONS[name]
    width = projection.x_limits[1] - projection.x_limits[0]
    points, offsets, _ = great_circles(random_places(3000, 5), random_places(3000, 6), projection)
    piece = np.hypot(*np.diff(points, axis=0).T)
    piece[offsets[1:-1] - 1] = 0
    assert piece.max() < 0.2 * width


degrees = st.one_of(
    st.floats(-180, 180), st.sampled_from([-180.0, -90.0, 0.0, 1e-9, 90.0, 150.0, 180.0])
)
north = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 0.0, 1e-9, 80.0, 90.0]))


@st.composite
def ends(draw):
    count = draw(st.integers(1, 6))
    lon = draw(hnp.arrays(float, (2, count), elements=degrees))
    lat = draw(hnp.arrays(float, (2, count), elements=north))
    return np.stack([lon, lat], axis=-1)


@settings(max_examples=150, deadline=None)
@given(ends(), st.sampled_from(sorted(PROJECTIONS)))
def test_every_part_is_finite_and_every_visible_edge_has_one(both, name):
    projection = PROJECTIONS[name]
    start, end = both
    points, offsets, edge = great_circles(start, end, projection)
    assert np.isfinite(points).all()
    assert offsets[0] == 0
    assert offsets[-1] == len(points)
    assert (np.diff(offsets) >= 2).all()
    assert (np.diff(edge) >= 0).all()
    vectors = [unit_vectors(*places.T) for places in both]
    seen = visible(vectors[0], projection) & visible(vectors[1], projection)
    apart = np.linalg.norm(vectors[0] - vectors[1], axis=1)
    assert set(np.flatnonzero(seen & (apart > 1e-4))) <= set(edge)
    assert not set(np.flatnonzero(apart < 1e-12)) & set(edge)


@settings(max_examples=100, deadline=None)
@given(ends(), st.floats(0.5, 30))
def test_interpolated_points_stay_on_the_sphere_and_close_together(both, step):
    strands = interpolate(unit_vectors(*both[0].T), unit_vectors(*both[1].T), step)
    np.testing.assert_allclose(np.linalg.norm(strands.points, axis=1), 1, atol=1e-9)
    assert strands.starts_line.sum() == len(np.unique(strands.edge))
    cosine = np.einsum("ij,ij->i", strands.points[1:], strands.points[:-1])[
        ~strands.starts_line[1:]
    ]
    assert (np.degrees(np.arccos(np.clip(cosine, -1, 1))) < step + 1e-3).all()


@settings(max_examples=100, deadline=None)
@given(ends(), st.sampled_from(sorted(PROJECTIONS)))
@example(np.array([[[90.0, 0.0]], [[-90.0, 49.5]]]), "mollweide")  # over a pole, where seams begin
def test_no_line_passes_a_plane_once_it_is_cut(both, name):
    strands = interpolate(unit_vectors(*both[0].T), unit_vectors(*both[1].T))
    for plane in cuts(PROJECTIONS[name]).planes:
        strands = cut(strands, plane)
        distance = strands.points @ plane.normal - plane.offset
        if plane.seam_side is None:
            assert (distance > -2e-7).all()
            continue
        before, after = np.abs(distance[:-1, None]), np.abs(distance[1:, None])
        crossing = strands.points[:-1] * after + strands.points[1:] * before
        crossing = crossing / np.maximum(before + after, 1e-300)
        sides = np.where(np.abs(distance) < 1e-9, 0, np.sign(distance))
        passing = ~strands.starts_line[1:] & (sides[1:] * sides[:-1] < 0)
        assert not (passing & (crossing @ plane.seam_side > 1e-6)).any()


def test_an_edge_that_grazes_a_plane_is_cut_where_it_passes():
    strands = interpolate(unit_vectors([-71.0], [10.0]), unit_vectors([0.0], [0.0]))
    for plane in cuts(PROJECTIONS["transverse"]).planes:
        strands = cut(strands, plane)
        if plane.seam_side is None:
            assert (strands.points @ plane.normal - plane.offset > -2e-7).all()
