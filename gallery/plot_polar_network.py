"""Stations of the Arctic and their nearest neighbours: a polar map chosen by itself."""

from pathlib import Path

import numpy as np
import pandas as pd

import vizlib as vz

stations = pd.read_csv(Path(__file__).parent / "data" / "stations.csv", index_col="station")
lat, lon = np.radians(stations.lat.to_numpy()), np.radians(stations.lon.to_numpy())
cosine = np.sin(lat)[:, None] * np.sin(lat) + np.cos(lat)[:, None] * np.cos(lat) * np.cos(
    lon[:, None] - lon
)
km = 6371 * np.arccos(np.clip(cosine, -1, 1))
nearest = np.argsort(km, axis=1, kind="stable")[:, 1:4]
pairs = np.unique(np.sort([(i, j) for i in range(len(km)) for j in nearest[i]], axis=1), axis=0)
links = pd.DataFrame(
    {
        "source": stations.index[pairs[:, 0]],
        "target": stations.index[pairs[:, 1]],
        "km": km[tuple(pairs.T)],
    }
)
vz.GeoPlot(
    vz.from_edges(links, stations),
    node_color="country",
    node_size="degree",
    node_labels=True,
    edge_color=vz.by("km", title="kilometres"),
    edge_width=1.6,
    graticule=True,
    title="Who is near whom in the Arctic",
    figsize=(10, 8),
).save("polar_network.png", dpi=130)
