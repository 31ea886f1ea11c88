"""How many nodes, edges or cells there are -> whether they are drawn one by one or into pixels."""

from dataclasses import dataclass
from typing import Literal

Raster = bool | Literal["auto"]


@dataclass(frozen=True)
class Limits:
    """Beyond how many something is done another way.

    Parameters
    ----------
    vector_edges
        Edges that are vectors where ``raster="auto"``, and bend as finely as the page asks.
    whole_edges
        Edges that are all in memory as curves; more are made chunk by chunk.
    apart_edges
        Edges among which parallel ones are drawn apart.
    fine_edges
        Edges whose curves have all their samples; more have half of them.
    vector_nodes
        Nodes that are vectors where ``raster="auto"``.
    raster_nodes
        Nodes that are vectors all the same where ``raster=True``.
    vector_cells
        Cells, or pieces of tracks beside blocks, that are vectors where ``raster="auto"``.
    counted_edges
        Edges that are drawn one by one even where they hide each other.
    sampled_edges
        Edges by which the shades of counts are chosen.
    ground_edges
        Edges of the ground of all panels together; more have none.
    extent_edges
        Edges that are all asked how far they reach over a map.
    community_edges
        Edges of a graph whose communities are looked for where no order is given.
    """

    vector_edges: int = 4_000
    whole_edges: int = 200_000
    apart_edges: int = 1_000_000
    fine_edges: int = 20_000
    vector_nodes: int = 50_000
    raster_nodes: int = 20_000
    vector_cells: int = 20_000
    counted_edges: int = 15_000
    sampled_edges: int = 50_000
    ground_edges: int = 200_000
    extent_edges: int = 200_000
    community_edges: int = 30_000


LIMITS = Limits()


def rasterizes_edges(raster: Raster, count: int) -> bool:
    """Tell whether so many edges are stroked into pixels."""
    return raster is True or (raster == "auto" and count > LIMITS.vector_edges)


def chunks_edges(raster: Raster, count: int) -> bool:
    """Tell whether so many edges are made chunk by chunk while they are painted."""
    return raster is not False and count > LIMITS.whole_edges


def rasterizes_nodes(raster: Raster, count: int) -> bool:
    """Tell whether so many nodes are painted into pixels."""
    return (
        count > LIMITS.vector_nodes
        if raster == "auto"
        else (raster is True and count > LIMITS.raster_nodes)
    )


def rasterizes_cells(raster: Raster, count: int) -> bool:
    """Tell whether so many cells are filled into pixels."""
    return raster is True or (raster == "auto" and count > LIMITS.vector_cells)
