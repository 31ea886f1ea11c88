"""Where nodes and edges of a map are, without a picture."""

import cartopy.crs as ccrs
import numpy as np
import pandas as pd
import pytest

from vizlib.maps.chart import Chart, piece_length
from vizlib.maps.edge_paths import MapEdges, curvatures
from vizlib.maps.merged_edges import merge_edges
from vizlib.maps.outliers import outlying
from vizlib.maps.positions import clean
from vizlib.maps.projections import to_plane

LON = np.array([-0.1, 2.3, 12.5, 13.4, 18.1])
LAT = np.array([51.5, 48.9, 41.9, 52.5, 59.3])
SOURCE = np.array([0, 1, 2, 0, 3, 1], np.int32)
TARGET = np.array([1, 2, 3, 1, 4, 0], np.int32)


def chart_of(path, lon=LON, lat=LAT, **options):
    positions = clean(lon, lat, list(range(len(lon))))
    projection = ccrs.LambertAzimuthalEqualArea(10, 50)
    edges = MapEdges(
        positions=np.stack([positions.lon, positions.lat], axis=1), source=SOURCE, target=TARGET,
        curvature=curvatures(SOURCE, TARGET, False, True), min_pieces=1, projection=projection,
        step=piece_length(positions),
    )  # fmt: skip
    return Chart(
        positions=positions, projection=projection,
        xy=to_plane(positions.lon, positions.lat, projection), far=outlying(lon, lat),
        edges=edges, routes=merge_edges(SOURCE, TARGET, False), path=path,
        **{"extent": "all"} | options,
    )  # fmt: skip


@pytest.mark.parametrize("path", ["geodesic", "straight"])
def test_some_lines_are_those_of_all(path):
    chart = chart_of(path)
    some = chart.lines_of(np.array([4, 2]))
    for place, edge in enumerate((4, 2)):
        whole = np.concatenate([
            chart.lines.points[chart.lines.offsets[part] : chart.lines.offsets[part + 1]]
            for part in np.flatnonzero(chart.lines.edge == edge)
        ])  # fmt: skip
        part = np.flatnonzero(some.edge == place)[0]
        line = some.points[some.offsets[part] : some.offsets[part + 1]]
        ends = slice(None) if path == "geodesic" else [0, -1]
        np.testing.assert_allclose(line[ends], whole[ends])


def test_edges_of_one_route_have_one_line():
    chart = chart_of("bundled")
    assert set(chart.lead) == {0, 1, 2, 4}
    first, last = chart.lines_of(np.array([0])), chart.lines_of(np.array([5]))
    np.testing.assert_array_equal(first.points, last.points)


def test_lines_end_on_their_nodes_and_all_are_in_view():
    chart = chart_of("geodesic")
    lines = chart.lines
    np.testing.assert_allclose(lines.points[lines.offsets[:-1]], chart.xy[SOURCE[lines.edge]])
    x0, x1, y0, y1 = chart.view.limits(1.3)
    assert ((chart.xy >= [x0, y0]) & (chart.xy <= [x1, y1])).all()
    assert (x1 - x0) / (y1 - y0) == pytest.approx(1.3)


def test_what_lies_far_is_spoken_of_or_left_out():
    lon, lat = np.append(np.tile(LON, 8), 174.8), np.append(np.tile(LAT, 8), -36.9)
    ids = pd.RangeIndex(len(lon))
    (words,) = chart_of("geodesic", lon, lat).warnings(ids)
    assert "lie far from the rest" in words
    robust = chart_of("geodesic", lon, lat, extent="robust")
    (words,) = robust.warnings(ids)
    assert words.startswith("extent='robust' leaves 1 of 41 nodes")
    x0, x1, y0, y1 = robust.view.limits(1.0)
    far = robust.xy[-1]
    assert not (x0 <= far[0] <= x1 and y0 <= far[1] <= y1)
