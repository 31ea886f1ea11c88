"""Six graphs that no default was tuned on -> what the sheet draws; all have the same fields.

Nodes have ``name``, ``group``, ``size``, ``lat`` and ``lon``; edges have ``weight``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd

GALLERY = Path(__file__).parents[2] / "gallery" / "data"
SYLLABLES = (
    "ba", "ren", "tol", "mi", "sca", "du", "ve", "lor", "an", "ki", "pra", "no", "ster", "ul",
    "ga", "bo", "lin", "che", "war", "ta", "ros",
)  # fmt: skip
BOX = (44.0, 54.0, -2.0, 22.0)
"""South, north, west and east of where nodes without a place of their own are put."""


def five() -> nx.Graph:
    """Return six people and five ties, two of them heavy."""
    graph = nx.Graph()
    ties = [("Ada", "Bo", 1), ("Ada", "Cleo", 9), ("Bo", "Dov", 2), ("Dov", "Eve", 1)]
    graph.add_weighted_edges_from([*ties, ("Eve", "Fay", 5)])
    return _finished(graph, {name: "east" if name < "D" else "west" for name in graph})


def club() -> nx.Graph:
    """Return Zachary's karate club."""
    graph = nx.karate_club_graph()
    return _finished(graph, {node: graph.nodes[node]["club"] for node in graph})


def novel() -> nx.Graph:
    """Return the characters of Les Misérables, in the circles of their greatest."""
    graph = nx.les_miserables_graph()
    return _finished(graph, _circles(graph))


def cast(people: int = 187) -> nx.Graph:
    """Return a made-up cast: long names, groups of all sizes, weights with a heavy tail."""
    rng = np.random.default_rng(11)
    graph = nx.powerlaw_cluster_graph(people, 3, 0.4, seed=11)
    for *_, fields in graph.edges(data=True):
        fields["weight"] = int(np.clip(np.exp(rng.normal(1.6, 1.25)), 1, 300))
    names: dict[str, None] = {}
    while len(names) < people:
        words = rng.integers(1, 4)
        name = " ".join(
            "".join(rng.choice(SYLLABLES, rng.integers(2, 4))).capitalize() for _ in range(words)
        )
        names.setdefault(name)
    graph = nx.relabel_nodes(graph, dict(enumerate(names)))
    return _finished(graph, _circles(graph))


def mail(people: int = 1_005, groups: int = 42, lines: int = 16_000) -> nx.Graph:
    """Return made-up mail: departments of all sizes, most of it inside them."""
    rng = np.random.default_rng(5)
    share = rng.lognormal(0, 0.8, groups)
    group = np.sort(rng.choice(groups, people, p=share / share.sum()))
    pull = rng.lognormal(0, 1, people)
    sender = rng.choice(people, 4 * lines, p=pull / pull.sum())
    target = rng.choice(people, 4 * lines, p=pull / pull.sum())
    near = group[sender] == group[target]
    far = np.abs(group[sender] - group[target])
    kept = (sender != target) & (rng.random(4 * lines) < np.where(near, 1.0, 0.35 / (1 + far)))
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    pairs = np.stack([sender[kept], target[kept]], axis=1)[:lines].tolist()
    graph.add_edges_from(pairs, weight=1)
    return _finished(graph, {node: f"D{group[node] + 1}" for node in graph})


def flights() -> nx.Graph:
    """Return the airports of the contiguous United States and their flights."""
    airports = pd.read_csv(GALLERY / "airports.csv", index_col="iata")
    routes = pd.read_csv(GALLERY / "flights-airport.csv")
    near = airports[airports.longitude.between(-126, -66) & airports.latitude.between(24, 50)]
    routes = routes[routes.origin.isin(near.index) & routes.destination.isin(near.index)]
    graph = nx.Graph()
    for origin, target, count in routes.itertuples(index=False):
        weight = graph.get_edge_data(origin, target, {"weight": 0})["weight"]
        graph.add_edge(origin, target, weight=weight + int(count))
    for code in graph:
        row = near.loc[code]
        graph.nodes[code].update(lat=float(row.latitude), lon=float(row.longitude), name=row.city)
    west = {code: "west" if graph.nodes[code]["lon"] < -100 else "east" for code in graph}
    north = {code: "north" if graph.nodes[code]["lat"] > 38 else "south" for code in graph}
    return _finished(graph, {code: f"{north[code]} {west[code]}" for code in graph})


def acyclic(graph: nx.Graph, edges: int = 60) -> nx.DiGraph:
    """Return the strongest edges, each from the earlier of its ends to the later."""
    place = {node: number for number, node in enumerate(graph)}
    ranked = sorted(graph.edges(data="weight"), key=lambda edge: (-edge[2], str(edge[:2])))
    directed = nx.DiGraph()
    for one, two, weight in ranked[:edges]:
        directed.add_edge(*sorted((one, two), key=place.__getitem__), weight=weight)
    for node in directed:
        directed.nodes[node].update(graph.nodes[node])
    return directed


def _circles(graph: nx.Graph) -> Mapping[object, str]:
    """Name each community after its member of the greatest strength."""
    strength = dict(graph.degree(weight="weight"))
    found = nx.community.louvain_communities(graph, seed=1)
    leaders = {member: max(some, key=strength.__getitem__) for some in found for member in some}
    return {member: f"around {leader}" for member, leader in leaders.items()}


def _finished(graph: nx.Graph, group: Mapping[object, str]) -> nx.Graph:
    """Give nodes and edges the fields that they lack."""
    rng = np.random.default_rng(3)
    south, north, west, east = BOX
    for node, fields in graph.nodes(data=True):
        fields["group"] = group[node]
        fields["size"] = float(graph.degree(node, weight="weight"))
        fields.setdefault("name", str(node))
        fields.setdefault("lat", float(rng.uniform(south, north)))
        fields.setdefault("lon", float(rng.uniform(west, east)))
    return graph


GRAPHS: Mapping[str, Callable[[], nx.Graph]] = {
    "five": five,
    "club": club,
    "novel": novel,
    "cast": cast,
    "mail": mail,
    "flights": flights,
}
