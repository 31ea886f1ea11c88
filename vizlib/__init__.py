"""Declarative pictures of graphs, placed by their metadata.

>>> import networkx as nx, vizlib as vz
>>> vz.CircosPlot(nx.karate_club_graph(), group_by="club", node_color="club")
CircosPlot of 34 nodes and 78 undirected edges. 2 groups by club. Node colour shows club.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vizlib.version import __version__ as __version__

if TYPE_CHECKING:
    from vizlib.batch.plan import plan as plan
    from vizlib.batch.render import render as render
    from vizlib.batch.workers.queues import LSF as LSF
    from vizlib.batch.workers.queues import PBS as PBS
    from vizlib.batch.workers.queues import SGE as SGE
    from vizlib.batch.workers.queues import Slurm as Slurm
    from vizlib.core.plot import Plot as Plot
    from vizlib.encodings.label_option import label as label
    from vizlib.encodings.scales import by as by
    from vizlib.encodings.scales import value as value
    from vizlib.encodings.themes import Theme as Theme
    from vizlib.encodings.track_option import track as track
    from vizlib.errors import VizlibError as VizlibError
    from vizlib.errors import VizlibWarning as VizlibWarning
    from vizlib.graphs.block_diagonal import block_diag as block_diag
    from vizlib.graphs.block_diagonal import block_diag_triplets as block_diag_triplets
    from vizlib.graphs.fields import derived_field as derived_field
    from vizlib.graphs.read import from_edges as from_edges
    from vizlib.graphs.read import from_matrix as from_matrix
    from vizlib.graphs.read import read as read
    from vizlib.graphs.read import reader as reader
    from vizlib.graphs.tables import GraphTables as GraphTables
    from vizlib.plots.arc import ArcPlot as ArcPlot
    from vizlib.plots.causal.plot import CausalPlot as CausalPlot
    from vizlib.plots.chord.plot import ChordPlot as ChordPlot
    from vizlib.plots.circos import CircosPlot as CircosPlot
    from vizlib.plots.geo.plot import GeoPlot as GeoPlot
    from vizlib.plots.hive import HivePlot as HivePlot
    from vizlib.plots.matrix.plot import MatrixPlot as MatrixPlot
    from vizlib.plots.mixing.plot import MixingPlot as MixingPlot
    from vizlib.plots.parallel import ParallelPlot as ParallelPlot

HOMES = {
    "ParallelPlot": "plots.parallel",
    "HivePlot": "plots.hive",
    "ArcPlot": "plots.arc",
    "CausalPlot": "plots.causal.plot",
    "ChordPlot": "plots.chord.plot",
    "CircosPlot": "plots.circos",
    "GeoPlot": "plots.geo.plot",
    "GraphTables": "graphs.tables",
    "MatrixPlot": "plots.matrix.plot",
    "MixingPlot": "plots.mixing.plot",
    "Plot": "core.plot",
    "Theme": "encodings.themes",
    "VizlibError": "errors",
    "VizlibWarning": "errors",
    "block_diag": "graphs.block_diagonal",
    "block_diag_triplets": "graphs.block_diagonal",
    "by": "encodings.scales",
    "derived_field": "graphs.fields",
    "from_edges": "graphs.read",
    "from_matrix": "graphs.read",
    "label": "encodings.label_option",
    "read": "graphs.read",
    "reader": "graphs.read",
    "plan": "batch.plan",
    "render": "batch.render",
    "LSF": "batch.workers.queues",
    "PBS": "batch.workers.queues",
    "SGE": "batch.workers.queues",
    "Slurm": "batch.workers.queues",
    "track": "encodings.track_option",
    "value": "encodings.scales",
}
"""Public name -> the module it lives in, imported when the name is first used."""

__all__ = [*HOMES]


if not TYPE_CHECKING:  # so that a name that is not there is a mistake for a type checker

    def __getattr__(name: str) -> Any:
        if name not in HOMES:
            raise AttributeError(
                f"module 'vizlib' has no attribute {name!r}.{_nearest(name)}", name=name
            )
        member = getattr(import_module(f"vizlib.{HOMES[name]}"), name)
        globals()[name] = member
        return member


def _nearest(name: str) -> str:
    from vizlib.errors import nearest

    return nearest(name, HOMES)


def __dir__() -> list[str]:
    return [*HOMES, "__version__"]
