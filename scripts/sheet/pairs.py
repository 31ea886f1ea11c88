"""Pictures to be measured by, and their data -> vizlib's picture of each, beside it.

Each is one call with at most five options of its own, beside title, theme and size.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from graphs import GALLERY, cast, novel
from PIL import Image

import vizlib as vz

CONFERENCES = (
    "Atlantic Coast", "Big East", "Big Ten", "Big Twelve", "Conference USA", "Independents",
    "Mid-American", "Mountain West", "Pacific Ten", "Southeastern", "Sun Belt", "Western Athletic",
)  # fmt: skip
"""Names of the codes 0 to 11 of football.gml."""
Pictures = Mapping[str, Callable[[], Any]]


@cache
def mail(data: Path) -> vz.GraphTables:
    """Return the e-mails of an institute, one edge for each pair."""
    lines = np.loadtxt(data / "email-Eu-core.txt", int)
    department = np.loadtxt(data / "email-Eu-core-department-labels.txt", int)[:, 1]
    lines = lines[lines[:, 0] != lines[:, 1]]
    people = pd.DataFrame({"department": [f"D{number + 1}" for number in department]})
    pairs = pd.DataFrame(np.unique(np.sort(lines, axis=1), axis=0), columns=["source", "target"])
    return vz.from_edges(pairs, people, directed=False)


@cache
def passengers(data: Path) -> vz.GraphTables:
    """Return the passengers between airports of the United States."""
    airports = pd.read_csv(data / "USairports_nodes.csv").dropna(subset=["lat", "lon"])
    flights = pd.read_csv(data / "USairports_edges.csv.gz")
    ends = np.sort(flights[["from", "to"]].to_numpy(), axis=1)
    flights = pd.DataFrame(ends, columns=["source", "target"]).assign(
        passengers=flights["Passengers"].to_numpy()
    )
    flights = flights[(flights.source != flights.target) & flights.source.isin(airports.index)]
    flights = flights[flights.target.isin(airports.index)]
    total = flights.groupby(["source", "target"], as_index=False).passengers.sum()
    total = total[total.passengers > 0]
    used = np.unique(total[["source", "target"]])
    return vz.from_edges(total, airports.loc[used], directed=False)


@cache
def routes(data: Path) -> vz.GraphTables:
    """Return the world's air routes, one edge for each pair of airports."""
    names = ["id", "name", "city", "country", "iata", "icao", "lat", "lon"]
    table, links = data / "openflights_airports.dat", data / "openflights_routes.dat"
    airports = pd.read_csv(table, header=None, usecols=range(8), names=names, index_col="id")
    lines = pd.read_csv(links, header=None, usecols=[3, 5], na_values="\\N")
    ends = np.sort(lines.dropna().to_numpy().astype(int), axis=1)
    known = np.isin(ends, airports.index).all(axis=1) & (ends[:, 0] != ends[:, 1])
    pairs = pd.DataFrame(np.unique(ends[known], axis=0), columns=["source", "target"])
    return vz.from_edges(pairs, airports.loc[np.unique(pairs)], directed=False)


def network(file: Path) -> nx.DiGraph:
    """Return the arrows of a Bayesian network."""
    found = nx.DiGraph()
    for ends in re.finditer(r"probability \( *(\w+) *(?:\| *([^)]*))?\)", file.read_text()):
        found.add_node(ends[1])
        causes = [word.strip() for word in (ends[2] or "").split(",") if word.strip()]
        found.add_edges_from((cause, ends[1]) for cause in causes)
    return found


def molecules(data: Path, count: int = 50) -> list[nx.Graph]:
    """Return molecules of either kind, with their atoms."""
    of, kind, atom = (
        np.loadtxt(data / "tu" / f"MUTAG_{name}.txt", int)
        for name in ("graph_indicator", "graph_labels", "node_labels")
    )
    ends = np.loadtxt(data / "tu" / "MUTAG_A.txt", int, delimiter=",") - 1
    words = np.array(["carbon", "nitrogen", "oxygen", "fluorine", "iodine", "chlorine", "bromine"])
    whole = nx.Graph()
    whole.add_nodes_from((number, {"atom": words[code]}) for number, code in enumerate(atom))
    whole.add_edges_from(ends.tolist())
    rng, chosen = np.random.default_rng(2), []
    for sign, name in ((-1, "not mutagenic"), (1, "mutagenic")):
        for number in rng.permutation(np.flatnonzero(kind == sign))[:count]:
            graph = nx.Graph(whole.subgraph(np.flatnonzero(of == number + 1).tolist()))
            graph.graph.update(kind=name, name=f"{len(graph)} atoms")
            chosen.append(graph)
    return sorted(chosen, key=len)


def books(data: Path) -> nx.Graph:
    """Return books that were bought together, with the side they are on."""
    graph = nx.read_gml(data / "polbooks.gml")
    side = {"l": "liberal", "n": "neutral", "c": "conservative"}
    sides = {node: side[value] for node, value in graph.nodes(data="value")}
    nx.set_node_attributes(graph, sides, "side")
    return graph


def football(data: Path) -> nx.Graph:
    """Return teams that played each other, with their conference."""
    graph = nx.read_gml(data / "football.gml")
    names = CONFERENCES
    nx.set_node_attributes(
        graph, {node: names[graph.nodes[node]["value"]] for node in graph}, "conference"
    )
    return graph


def states() -> vz.GraphTables:
    """Return flights of 2008 between the six states with most of them."""
    airports = pd.read_csv(GALLERY / "airports.csv", index_col="iata")
    flights = pd.read_csv(GALLERY / "flights-airport.csv")
    for end, field in (("source", "origin"), ("target", "destination")):
        flights[end] = flights[field].map(airports.state)
    great = flights.groupby("source")["count"].sum().nlargest(6).index
    flights = flights[flights.source.isin(great) & flights.target.isin(great)]
    total = flights.groupby(["source", "target"], as_index=False)["count"].sum()
    return vz.from_edges(total, pd.DataFrame({"state": great}, index=great), directed=True)


def pictures(data: Path, theme: str) -> Pictures:
    """Return for each picture to be measured by the plot that should stand beside it."""
    mis = {"group_by": "group", "sort_by": "size", "node_labels": "name", "edge_width": "weight"}
    text = {"theme": theme, "subtitle": "What a line and a disc stand for"}
    novel_, cast_ = novel(), cast()
    asia, alarm = network(data / "bn" / "asia.bif"), network(data / "bn" / "alarm.bif")
    asked = {"exposure": "VENTALV", "outcome": "CATECHOL"}
    return {
        "a_circos_77": lambda: vz.CircosPlot(
            novel_, **mis, node_size="size", title="Six circles, one man in all of them", **text
        ),
        "j_circos_3x3": lambda: vz.CircosPlot(
            novel_, **mis, node_size="size", title="Six circles", figsize=(3, 3), **text
        ),
        "j_circos_16x9": lambda: vz.CircosPlot(
            novel_, **mis, node_size="size", title="Six circles", figsize=(16, 9), **text
        ),
        "a_circos_187_long_groups": lambda: vz.CircosPlot(
            long_groups(), **mis, node_size="degree", title="Long names of groups", **text
        ),
        "a_circos_187": lambda: vz.CircosPlot(
            cast_,
            **mis,
            node_size="degree",
            title="A cast of 187, every name on the page",
            figsize=(9, 9.8),
            **text,
        ),
        "b_circos_email": lambda: vz.CircosPlot(
            mail(data), group_by="department", title="Mail stays in its department", **text
        ),
        "c_arc_77": lambda: vz.ArcPlot(
            novel_, **mis, orientation="vertical", title="Who meets whom", **text
        ),
        "c_arc_77_directed": lambda: vz.ArcPlot(
            nx.DiGraph(novel_), **mis, orientation="vertical", title="Who meets whom", **text
        ),
        "d_hive_books": lambda: vz.HivePlot(
            books(data),
            group_by="side",
            sort_by="degree",
            node_labels=vz.label("id", top=24),
            title="Left and right hardly share readers",
            **text,
        ),
        "e_parallel_football": lambda: vz.ParallelPlot(
            football(data),
            group_by="conference",
            node_labels="id",
            title="Twelve conferences",
            figsize=(14, 9),
            **text,
        ),
        "d_matrix77": lambda: vz.MatrixPlot(
            novel_,
            group_by="group",
            node_labels="name",
            edge_color="weight",
            title="Six circles, one man in all of them",
            **text,
        ),
        "e_matrix1000": lambda: vz.MatrixPlot(
            mail(data),
            group_by="department",
            title="Mail stays in its department",
            **text,
        ),
        "f_chord_6": lambda: vz.ChordPlot(
            states(),
            group_by="state",
            edge_weight="count",
            title="Flights between six states",
            **text,
        ),
        "f_chord_42": lambda: vz.ChordPlot(
            mail(data), group_by="department", title="Mail between departments", **text
        ),
        "f_mixing6": lambda: vz.MixingPlot(novel_, group_by="group", title="Six circles", **text),
        "f_mixing6_residual": lambda: vz.MixingPlot(
            novel_, group_by="group", values="residual", title="Six circles", **text
        ),
        "f_mixing42": lambda: vz.MixingPlot(
            mail(data),
            group_by="department",
            group_order="similarity",
            title="Mail between departments",
            **text,
        ),
        "f_mixing42_residual": lambda: vz.MixingPlot(
            mail(data),
            group_by="department",
            group_order="similarity",
            values="residual",
            title="Mail between departments",
            **text,
        ),
        "g_mosaic": lambda: vz.MatrixPlot(
            molecules(data),
            layout="mosaic",
            node_color="atom",
            block_group_by="kind",
            figsize=(11, 6.95),
            title="Molecules that change genes are the larger ones",
            **text,
        ),
        "h_asia": lambda: vz.CausalPlot(
            asia,
            exposure="lung",
            outcome="dysp",
            given="smoke",
            title="Adjusting for smoking shuts the back door",
            **text,
        ),
        "h_alarm_open": lambda: vz.CausalPlot(
            alarm, **asked, title="Two back doors", figsize=(13.33, 7.5), **text
        ),
        "h_alarm_given": lambda: vz.CausalPlot(
            alarm,
            **asked,
            given=["INTUBATION"],
            title="Intubation closes them",
            figsize=(13.33, 7.5),
            **text,
        ),
        "h_highlight": lambda: vz.CircosPlot(
            novel_, **mis, title="Whom Gavroche meets", **text
        ).highlight("Gavroche"),
        "i_facets": lambda: vz.CircosPlot(
            novel_, group_by="group", edge_width="weight", title="Six circles", **text
        ).facet(nodes="group"),
        "b_us": lambda: vz.GeoPlot(
            passengers(data),
            edge_color="passengers",
            node_size="degree",
            node_labels=vz.label("City", top=46),
            title="Who flies in the United States",
            **text,
        ),
        "a_world": lambda: vz.GeoPlot(
            routes(data),
            node_size="degree",
            node_labels=vz.label("city", top=40),
            title="The world by air",
            figsize=(13, 7.75),
            **text,
        ),
        "a_world_bundled": lambda: vz.GeoPlot(
            routes(data),
            edge_path="bundled",
            node_labels=vz.label("city", top=22),
            title="The world by air",
            figsize=(13, 7.75),
            **text,
        ),
        "c_city_3in": lambda: vz.GeoPlot(
            city(),
            edge_color="rides",
            edge_width="rides",
            title="Into the middle",
            figsize=(3, 4),
            **text,
        ),
        "c_city": lambda: vz.GeoPlot(
            city(),
            edge_color="rides",
            edge_width="rides",
            node_size="docks",
            title="Eight o'clock: into the middle",
            **text,
        ),
    }


def long_groups() -> nx.Graph:
    """Return the cast, its groups named by a few words each."""
    graph = cast()
    name = {group: f"The household of {group[7:]}" for _, group in graph.nodes(data="group")}
    nx.set_node_attributes(
        graph, {node: name[group] for node, group in graph.nodes(data="group")}, "group"
    )
    return graph


def city() -> vz.GraphTables:
    """Return a morning of shared bikes in a made-up city."""
    stations = _stations()
    east, north = stations["east"].to_numpy(), stations["north"].to_numpy()
    apart = np.hypot(*(side[:, None] - side for side in (east, north)))
    away = np.hypot(east, north)
    rng = np.random.default_rng(4)
    rides = rng.poisson(5 * np.exp(0.5 * away[:, None] - 0.9 * away - ((apart - 1.7) / 0.9) ** 2))
    source, target = np.nonzero((rides > 1) & (apart > 0))
    trips = pd.DataFrame({"source": source, "target": target, "rides": rides[source, target]})
    return vz.from_edges(trips, stations, directed=True)


def _stations() -> pd.DataFrame:
    rng, places = np.random.default_rng(4), [(0.0, 0.0)]
    for east, north in rng.normal(0, 1.6, (5000, 2)):
        apart = 0.3 + 0.13 * np.hypot(east, north)
        if min(np.hypot(east - x, north - y) for x, y in places) > apart:
            places.append((float(east), float(north)))
    east, north = np.array(places).T
    lat, lon = 47.37 + north / 111.2, 8.54 + east / 111.2 / np.cos(np.radians(47.37))
    docks = np.round(12 + 40 * np.exp(-np.hypot(east, north)))
    return pd.DataFrame({"east": east, "north": north, "lat": lat, "lon": lon, "docks": docks})


def pairs(targets: Path, data: Path, out: Path, only: str = "") -> Iterator[str]:
    """Draw each and put it beside what it is measured by."""
    for target in sorted(targets.glob(f"*{only}*.png" if only else "*.png")):
        stem = re.sub("_(light|dark)$", "", target.stem)
        theme = "dark" if target.stem.endswith("_dark") else "light"
        made = pictures(data, theme).get(stem)
        if made is None:
            yield f"<p>{target.name}: nothing stands beside it</p>"
            continue
        name = f"pair-{target.stem}.png"
        try:
            made().save(out / name, dpi=110)
        except vz.VizlibError as error:
            yield f"<p>{target.name}: {error}</p>"
            continue
        beside(target, out / name)
        yield f'<a href="{name}"><img style="max-width:98%" src="{name}" alt="{name}"></a>'


def beside(target: Path, own: Path) -> None:
    """Put two pictures side by side, of one height, into the place of the second."""
    left, right = (Image.open(file).convert("RGB") for file in (target, own))
    height = min(left.height, right.height)
    left, right = (
        some.resize((round(some.width * height / some.height), height)) for some in (left, right)
    )
    both = Image.new("RGB", (left.width + right.width + 20, height), "#888888")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 20, 0))
    both.save(own)
