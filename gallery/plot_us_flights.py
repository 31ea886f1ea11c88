"""Flights in the United States in 2008: the map and its projection are chosen by themselves."""

from pathlib import Path

import pandas as pd

import vizlib as vz

DATA = Path(__file__).parent / "data"
airports = pd.read_csv(DATA / "airports.csv", index_col="iata")
flights = pd.read_csv(DATA / "flights-airport.csv")

airports = airports.drop("ADK")  # alone amid the Aleutian Islands
flights = flights[flights.origin.isin(airports.index) & flights.destination.isin(airports.index)]
airports = airports.loc[sorted({*flights.origin, *flights.destination})]

G = vz.from_edges(flights, airports, source="origin", target="destination", directed=True)
vz.GeoPlot(
    G,
    node_lat="latitude",
    node_lon="longitude",
    node_size=vz.by("degree", title="routes"),
    edge_color=vz.by("count", title="flights in 2008"),
    node_labels=vz.label("city", top=40, by="degree"),
    basemap="states",
    title="Every second flight is shorter than 1,000 kilometres",
    subtitle="Flights between airports of the United States in 2008",
    caption="Source: US Bureau of Transportation Statistics.",
).save("us_flights.png", dpi=150)
