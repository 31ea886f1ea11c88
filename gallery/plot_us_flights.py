"""Flights in the United States in 2008: the map and its projection are chosen by themselves."""

from pathlib import Path

import pandas as pd

import vizlib as vz

DATA = Path(__file__).parent / "data"
airports = pd.read_csv(DATA / "airports.csv", index_col="iata")
flights = pd.read_csv(DATA / "flights-airport.csv")

# The contiguous states; Alaska, Hawaii and the islands would make a map of the ocean.
near = airports[airports.longitude.between(-126, -66) & airports.latitude.between(24, 50)]
near = near[near.index.isin(flights.origin) | near.index.isin(flights.destination)]
flights = flights[flights.origin.isin(near.index) & flights.destination.isin(near.index)]

G = vz.from_edges(flights, near, source="origin", target="destination", directed=True)
vz.GeoPlot(
    G,
    node_lat="latitude",
    node_lon="longitude",
    node_size=vz.by("degree", title="routes"),
    edge_width=vz.by("count", title="flights in 2008"),
    edge_alpha=vz.by("count", range=(0.04, 0.8), legend=False),
    node_labels=vz.label("city", top=45, by="degree"),
    basemap="states",
    title="Flights in the United States",
).save("us_flights.png", dpi=150)
