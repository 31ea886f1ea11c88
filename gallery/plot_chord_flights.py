"""Flights between regions, as a chord diagram.

Arcs are as long as what leaves and arrives; ribbons are as wide as the flow, and end in a head
that points at the target.
"""

from pathlib import Path

import pandas as pd

import vizlib as vz

DATA = Path(__file__).parent / "data"
REGIONS = {
    "West": "CA WA OR NV AZ UT CO NM ID MT WY HI AK",
    "Texas and Plains": "TX OK KS NE SD ND",
    "Midwest": "IL MI OH MN WI MO IN IA",
    "South": "FL GA NC SC VA TN AL LA KY MS AR WV",
    "Northeast": "NY NJ PA MA CT RI NH ME VT MD DE DC",
}
region = {state: name for name, states in REGIONS.items() for state in states.split()}

airports = pd.read_csv(DATA / "airports.csv", index_col="iata")
airports["region"] = airports.state.map(region)
airports = airports.dropna(subset="region")
flights = pd.read_csv(DATA / "flights-airport.csv")
flights = flights[flights.origin.isin(airports.index) & flights.destination.isin(airports.index)]
airports = airports.loc[sorted({*flights.origin, *flights.destination})]
graph = vz.from_edges(flights, airports, source="origin", target="destination", directed=True)

vz.ChordPlot(
    graph, group_by="region", group_order=list(REGIONS), edge_weight="count",
    title="Most flights stay in their region",
    subtitle="Flights within and between regions of the United States, 2008",
    caption="Source: US Bureau of Transportation Statistics",
).save("chord_flights.png")  # fmt: skip
