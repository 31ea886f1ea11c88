"""A morning of shared bikes in a made-up city: a plane of its own, and a scale bar."""

import numpy as np
import pandas as pd

import vizlib as vz

rng = np.random.default_rng(4)
LAT, LON, DEGREE = 47.37, 8.54, 111.2

# Stations keep apart, stand densely in the middle, and leave the river free.
places = [(0.0, 0.0)]
for east, north in rng.normal(0, 1.6, (5000, 2)):
    river = abs(north + 0.8 * np.sin(0.8 * east) + 1.0) < 0.35
    apart = 0.3 + 0.13 * np.hypot(east, north)
    if not river and min(np.hypot(east - x, north - y) for x, y in places) > apart:
        places.append((east, north))
east, north = np.array(places).T
away = np.hypot(east, north)
stations = pd.DataFrame(
    {
        "lat": LAT + north / DEGREE,
        "lon": LON + east / DEGREE / np.cos(np.radians(LAT)),
        "docks": np.round(12 + 40 * np.exp(-away)),
    }
)
# At eight o'clock people ride inwards, and few ride far.
apart = np.hypot(*(each[:, None] - each for each in (east, north)))
rides = rng.poisson(5 * np.exp(0.5 * away[:, None] - 0.9 * away - ((apart - 1.7) / 0.9) ** 2))
source, target = np.nonzero((rides > 1) & (apart > 0))
trips = pd.DataFrame({"source": source, "target": target, "rides": rides[source, target]})

vz.GeoPlot(
    vz.from_edges(trips, stations, directed=True),
    node_size="docks",
    edge_color="rides",
    edge_width="rides",
    title="Eight o'clock: into the middle",
    subtitle="Bike rides between stations in one morning; each line is wide where rides start",
    caption="Made-up data of a seeded generator",
).save("city_bikes.png", dpi=150)
