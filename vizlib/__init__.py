"""Declarative pictures of graphs, placed by their metadata.

>>> import networkx as nx, vizlib as vz
>>> vz.CircosPlot(nx.karate_club_graph(), group_by="club", node_color="club")
CircosPlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vizlib.batch.plan import plan as plan
    from vizlib.batch.queues import LSF as LSF
    from vizlib.batch.queues import PBS as PBS
    from vizlib.batch.queues import SGE as SGE
    from vizlib.batch.queues import Slurm as Slurm
    from vizlib.batch.render import render as render
    from vizlib.blocks import block_diag as block_diag
    from vizlib.blocks import block_diag_triplets as block_diag_triplets
    from vizlib.errors import VizlibError as VizlibError
    from vizlib.errors import VizlibWarning as VizlibWarning
    from vizlib.fields import derived_field as derived_field
    from vizlib.labels import label as label
    from vizlib.plots.arc import ArcPlot as ArcPlot
    from vizlib.plots.base import Plot as Plot
    from vizlib.plots.causal import CausalPlot as CausalPlot
    from vizlib.plots.chord import ChordPlot as ChordPlot
    from vizlib.plots.circos import CircosPlot as CircosPlot
    from vizlib.plots.geo import GeoPlot as GeoPlot
    from vizlib.plots.hive import HivePlot as HivePlot
    from vizlib.plots.matrix import MatrixPlot as MatrixPlot
    from vizlib.plots.mixing import MixingPlot as MixingPlot
    from vizlib.plots.parallel import ParallelPlot as ParallelPlot
    from vizlib.plots.tracks import track as track
    from vizlib.readers import from_edges as from_edges
    from vizlib.readers import from_matrix as from_matrix
    from vizlib.readers import read as read
    from vizlib.scales import by as by
    from vizlib.scales import value as value
    from vizlib.tables import GraphTables as GraphTables
    from vizlib.themes import Theme as Theme

__version__ = "0.1.0"

HOMES = {
    "ParallelPlot": "plots.parallel",
    "HivePlot": "plots.hive",
    "ArcPlot": "plots.arc",
    "CausalPlot": "plots.causal",
    "ChordPlot": "plots.chord",
    "CircosPlot": "plots.circos",
    "GeoPlot": "plots.geo",
    "GraphTables": "tables",
    "MatrixPlot": "plots.matrix",
    "MixingPlot": "plots.mixing",
    "Plot": "plots.base",
    "Theme": "themes",
    "VizlibError": "errors",
    "VizlibWarning": "errors",
    "block_diag": "blocks",
    "block_diag_triplets": "blocks",
    "by": "scales",
    "derived_field": "fields",
    "from_edges": "readers",
    "from_matrix": "readers",
    "label": "labels",
    "read": "readers",
    "plan": "batch.plan",
    "render": "batch.render",
    "LSF": "batch.queues",
    "PBS": "batch.queues",
    "SGE": "batch.queues",
    "Slurm": "batch.queues",
    "track": "plots.tracks",
    "value": "scales",
}
"""Public name -> the module it lives in, imported when the name is first used."""

__all__ = [*HOMES]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'vizlib' has no attribute {name!r}")
    found = getattr(import_module(f"vizlib.{HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *HOMES]
