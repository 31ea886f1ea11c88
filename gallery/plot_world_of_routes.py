"""A world of routes: great circles over the date line and the pole, as a gravity model has them."""

from pathlib import Path

import numpy as np
import pandas as pd

import vizlib as vz

cities = pd.read_csv(Path(__file__).parent / "data" / "cities.csv", index_col="city")
rng = np.random.default_rng(3)

# Travellers grow with both cities and shrink with what lies between them.
source, target = np.triu_indices(len(cities), 1)
lat, lon = np.radians(cities.lat.to_numpy()), np.radians(cities.lon.to_numpy())
cosine = np.sin(lat[source]) * np.sin(lat[target]) + np.cos(lat[source]) * np.cos(lat[target]) * (
    np.cos(lon[source] - lon[target])
)
people = cities.millions.to_numpy()
travellers = people[source] * people[target] / (0.2 + np.arccos(cosine)) ** 1.2
travellers = travellers * rng.lognormal(0, 0.8, len(source))
most = travellers > np.quantile(travellers, 0.93)
routes = pd.DataFrame(
    {
        "source": cities.index[source[most]],
        "target": cities.index[target[most]],
        "travellers": travellers[most],
    }
)
vz.GeoPlot(
    vz.from_edges(routes, cities),
    projection="EqualEarth",
    node_color="continent",
    node_size=vz.by("millions", title="million people"),
    node_labels=vz.label(top=40, by="millions"),
    edge_color="source",
    edge_width="travellers",
    edge_alpha=0.45,
    graticule=30,
    title="A world of routes",
    subtitle="Travellers between the largest cities, as a gravity model has them",
    caption="Made-up travellers of a seeded generator; populations of cities.",
    figsize=(13, 5.9),
).save("world_of_routes.png", dpi=120)
