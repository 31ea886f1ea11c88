"""Every projection class of cartopy: edges run where cartopy has them, or an error says why."""

import inspect

import cartopy.crs as ccrs
import networkx as nx
import numpy as np
import pytest
import shapely

import vizlib as vz
from vizlib.maps.great_circles import great_circles
from vizlib.maps.projections import as_projection, projection_names

LINES = 300
PATCHES = {
    "EuroPP": 10, "LambertZoneII": 4, "OSGB": 5, "OSNI": 2, "UTM": 10, "ObliqueMercator": 40,
    "TransverseMercator": 50, "NorthPolarStereo": 60, "SouthPolarStereo": 60, "Stereographic": 60,
}  # fmt: skip
"""Maps of a part of the globe: how many degrees from its middle cartopy draws without tricks."""
RIMMED = ("Geostationary", "LambertAzimuthalEqualArea", "NearsidePerspective", "Orthographic")
"""Round maps at whose rim cartopy stops short, or takes another way."""
REFUSED = ("InterruptedGoodeHomolosine", "Spilhaus")
CLASSES = [
    name
    for name, kind in inspect.getmembers(ccrs, inspect.isclass)
    if issubclass(kind, ccrs.Projection) and name != "Projection" and not name.startswith("_")
]
DRAWN = [name for name in CLASSES if name not in REFUSED]


def make(name):
    return ccrs.UTM(33) if name == "UTM" else getattr(ccrs, name)()


def places_near(middle, reach, count, seed):
    """Draw places evenly within ``reach`` degrees of a place."""
    rng = np.random.default_rng(seed)
    z = rng.uniform(np.cos(np.radians(reach)), 1, count)
    turn, flat = rng.uniform(0, 2 * np.pi, count), np.sqrt(1 - z * z)
    lon, lat = np.radians(middle)
    up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    east = np.array([-np.sin(lon), np.cos(lon), 0])
    points = np.outer(flat * np.cos(turn), east) + np.outer(z, up)
    x, y, z = (points + np.outer(flat * np.sin(turn), np.cross(up, east))).T
    return np.degrees(np.column_stack([np.arctan2(y, x), np.arcsin(np.clip(z, -1, 1))]))


def middle_of(projection):
    x, y = np.mean(projection.x_limits), np.mean(projection.y_limits)
    return ccrs.PlateCarree().transform_point(x, y, projection)


@pytest.mark.parametrize("name", DRAWN)
def test_long_edges_run_where_cartopy_runs_them(name):
    projection = make(name)
    width = projection.x_limits[1] - projection.x_limits[0]
    middle, reach = middle_of(projection), PATCHES.get(name, 180)
    start, end = (places_near(middle, reach, LINES, seed) for seed in (1, 2))
    points, offsets, edge = great_circles(start, end, projection, step=0.5)
    theirs = make(name)
    theirs.threshold = width / 20_000  # cartopy's own curves are coarse otherwise
    sphere = ccrs.Geodetic(ccrs.Globe(ellipse="sphere"))
    inside = shapely.Point(0, 0).buffer(0.97 * width / 2) if name in RIMMED else projection.domain
    apart, alone = [], 0
    for number in range(LINES):
        parts = [points[offsets[k] : offsets[k + 1]] for k in np.flatnonzero(edge == number)]
        ours = shapely.MultiLineString(parts).intersection(inside)
        line = shapely.LineString([start[number], end[number]])
        other = theirs.project_geometry(line, sphere).intersection(inside)
        if min(ours.length, other.length) < width / 100:
            alone += max(ours.length, other.length) > width / 50
            continue
        apart.append(shapely.hausdorff_distance(ours, other, densify=0.05) / width)
    assert len(apart) > LINES / 3
    assert alone == 0
    assert np.quantile(apart, 0.99) <= 0.005


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_names_what_can(name):
    with pytest.raises(vz.VizlibError, match=r"EqualEarth, Mollweide and Robinson"):
        as_projection(name)


def test_every_class_can_be_asked_for_by_name_in_any_case():
    asked = set(projection_names())
    assert asked == set(DRAWN) - {"UTM"}
    for name in asked:
        assert type(as_projection(name.lower())).__name__ == name


@pytest.mark.parametrize("name", DRAWN)
def test_every_class_draws_a_map(name):
    projection = make(name)
    lon, lat = places_near(middle_of(projection), PATCHES.get(name, 60) / 2, 12, 3).T
    graph = nx.cycle_graph(12)
    plot = vz.GeoPlot(graph, node_lon=lon, node_lat=lat, projection=projection)
    scene = plot.scene()
    assert np.isfinite(scene.layers["nodes"].xy).all()
    assert set(scene.layers["edges"].edge) == set(range(12))
    assert np.isfinite(scene.layers["edges"].points).all()
    x0, x1, y0, y1 = scene.limits
    inside = (scene.layers["nodes"].xy >= [x0, y0]) & (scene.layers["nodes"].xy <= [x1, y1])
    assert inside.all()
    assert len(scene.layers["water"].paths[0].vertices) > 3


@pytest.mark.parametrize("lat", [-35.0, 0.0, 48.0])
def test_each_hemisphere_shows_its_own_part_of_an_edge_round_the_globe(lat):
    start, end = np.array([[-80.0, 5.0]]), np.array([[95.0, 10.0]])
    whole = 0.0
    for lon in (10.0, -170.0):
        side = ccrs.Orthographic(lon, lat if lon > 0 else -lat)
        points, offsets, edge = great_circles(start, end, side, step=0.25)
        assert set(edge) <= {0}
        back = ccrs.PlateCarree().transform_points(side, *(0.999999 * points).T)[:, :2]
        x, y = np.radians(back).T
        vectors = np.column_stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
        chord = np.linalg.norm(np.diff(vectors, axis=0), axis=1)
        chord[offsets[1:-1] - 1] = 0
        whole += np.degrees(2 * np.arcsin(chord / 2)).sum()
    assert whole == pytest.approx(_degrees_between(start[0], end[0]), abs=0.6)


def _degrees_between(start, end):
    (a, b), (c, d) = np.radians(start), np.radians(end)
    return np.degrees(np.arccos(np.sin(b) * np.sin(d) + np.cos(b) * np.cos(d) * np.cos(a - c)))
