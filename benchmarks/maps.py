"""Maps: vizlib beside cartopy's own way to draw great circles and coastlines."""

import io

import cartopy.crs as ccrs
import numpy as np
import pandas as pd
import shapely
from cartopy.feature import ShapelyFeature
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from timing import Row, side_by_side, table

import vizlib as vz
from vizlib.maps import natural_earth

PLACES, ROUTES, PAIRS = 3_214, 66_771, 18_858
SIZE = (10, 5)
CHARTS = {
    "Robinson": ccrs.Robinson(),
    "PlateCarree": ccrs.PlateCarree(),
    "Mercator": ccrs.Mercator(),
    "EqualEarth": ccrs.EqualEarth(150),
    "AlbersEqualArea": ccrs.AlbersEqualArea(10, 40),
}


def world():
    """Make as many places and routes as the world has airports and air routes, and as clustered."""
    rng = np.random.default_rng(7)
    lands = natural_earth.geometries("110m", "land")
    lands = lands[np.argsort(-shapely.area(lands))[:12]]
    lat = np.degrees(np.arcsin(rng.uniform(-0.7, 0.95, 12 * PLACES)))
    spread = shapely.points(rng.uniform(-180, 180, len(lat)), lat)
    inside = shapely.STRtree(lands).query(spread, predicate="within")[0]
    lon, lat = shapely.get_coordinates(spread[np.unique(inside)[:PLACES]]).T
    weight = rng.pareto(1.1, PLACES) + 0.05
    ends = rng.choice(PLACES, (2, 200 * PAIRS), p=weight / weight.sum())
    near = np.abs(lon[ends[0]] - lon[ends[1]]) % 360
    near = np.minimum(near, 360 - near) + np.abs(lat[ends[0]] - lat[ends[1]])
    likely = (rng.random(len(near)) < (12 / (near + 12)) ** 2) & (ends[0] != ends[1])
    pairs = np.unique(np.sort(ends[:, likely].T, axis=1), axis=0)
    pairs = rng.permutation(pairs)[:PAIRS]
    if len(pairs) < PAIRS:
        raise ValueError(f"only {len(pairs):,} pairs")
    rows = pairs[rng.integers(0, len(pairs), ROUTES)]
    nodes = pd.DataFrame({"lon": lon, "lat": lat})
    return vz.from_edges(pd.DataFrame(rows, columns=["source", "target"]), nodes)


def png(figure):
    FigureCanvasAgg(figure)
    figure.savefig(io.BytesIO(), format="png", dpi=100, pil_kwargs={"compress_level": 1})


def axes_of(chart):
    figure = Figure(figsize=SIZE, dpi=100)
    ax = figure.add_axes((0, 0, 1, 1), projection=chart)
    ax.set_global()
    return figure, ax


def by_cartopy(graph, scale="110m"):
    """Draw the same routes as cartopy's users do."""
    place = graph.nodes[["lon", "lat"]].to_numpy()
    lines = np.stack([place[graph.source], place[graph.target]], axis=1)
    figure, ax = axes_of(ccrs.Robinson())
    with_cartopy(ax, scale)
    ax.add_collection(LineCollection(lines, transform=ccrs.Geodetic(), lw=0.4, alpha=0.1))
    png(figure)


def with_cartopy(ax, scale):
    for name in natural_earth.LAYERS:
        filled = name in natural_earth.POLYGONS
        look = {"facecolor": "0.9" if filled else "none", "edgecolor": "none" if filled else "0.7"}
        # cartopy keeps what it projected of a shape, so that only new shapes tell what it takes.
        shapes = shapely.from_wkb(shapely.to_wkb(natural_earth.geometries(scale, name)))
        ax.add_feature(ShapelyFeature(shapes, ccrs.PlateCarree()), **look)


def with_vizlib(ax, chart, scale):
    limits = (*chart.x_limits, *chart.y_limits)
    for name, path in natural_earth.layers(chart, limits, scale).items():
        filled = name in natural_earth.POLYGONS
        look = {"facecolor": "0.9" if filled else "none", "edgecolor": "none" if filled else "0.7"}
        drawn = PathCollection([path], transform=ax.transData, **look)
        ax.add_collection(drawn, autolim=False)


def plot_of(graph, **options):
    return vz.GeoPlot(graph, projection="Robinson", figsize=SIZE, **options)


def route_rows(graph):
    ways = {
        "geodesic": lambda: png(plot_of(graph).figure()),
        "bundled": lambda: png(plot_of(graph, edge_path="bundled").figure()),
    }
    took = side_by_side(ways, 5)
    theirs = side_by_side({"cartopy": lambda: by_cartopy(graph)}, 1)["cartopy"][0]
    ours, spread = took["geodesic"]
    yield Row(f"GeoPlot, {ROUTES:,} routes, Robinson", ours, theirs, "cartopy, Geodetic", "1/15",
              ours <= theirs / 15, spread)  # fmt: skip
    bundled, spread = took["bundled"]
    yield Row("the same, bundled", bundled, ours, "not bundled", "2 s more", bundled <= ours + 2,
              spread)  # fmt: skip


def basemap_rows():
    for name, chart in CHARTS.items():

        def draw(how, chart=chart):
            figure, ax = axes_of(chart)
            how(ax)
            png(figure)

        ways = {
            "ours": lambda draw=draw, chart=chart: draw(lambda ax: with_vizlib(ax, chart, "50m")),
            "bare": lambda draw=draw: draw(lambda ax: None),
        }
        took = side_by_side(ways, 5)
        theirs = side_by_side({"cartopy": lambda draw=draw: draw(_cartopy_50m)}, 1)["cartopy"][0]
        ours, empty = took["ours"], took["bare"][0]
        seconds = ours[0] - empty
        yield Row(f"basemap 50m of the world, {name}", seconds, theirs - empty, "cartopy", "0.5 s",
                  seconds <= 0.5, ours[1])  # fmt: skip


def _cartopy_50m(ax):
    with_cartopy(ax, "50m")


def rows():
    yield from route_rows(world())
    yield from basemap_rows()


def main():
    print(table(list(rows())))


if __name__ == "__main__":
    main()
