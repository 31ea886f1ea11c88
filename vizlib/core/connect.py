"""A plot and the ends of edges -> the lines that its ``connect`` returns, checked."""

from dataclasses import replace
from typing import ClassVar, Protocol

import numpy as np

from vizlib.core.data import Data, EdgeEnds
from vizlib.core.defaults import Defaults
from vizlib.errors import VizlibError
from vizlib.scene.geometry import Curves, Geometry


class Connects(Protocol):
    """What connects edges: a plot."""

    defaults: ClassVar[Defaults]

    def connect(self, data: Data, edges: EdgeEnds) -> Geometry:
        """Return the lines of E edges between their ends, in the order of the edges."""


def connect_edges(spec: Connects, data: Data, edges: EdgeEnds) -> Curves:
    """Let a plot connect edges, and check what it returns.

    Raises
    ------
    VizlibError
        Where it returns no curves, names edges that are not there, or leaves some out.
    """
    curves = spec.connect(data, edges)
    where, count = f"{type(spec).__name__}.connect", len(edges.source)
    if not isinstance(curves, Curves):
        raise VizlibError(
            f"{where} must return Curves, a line for each of the {count:,} edges; it returned a"
            f" {type(curves).__name__}. vizlib.scene.edge_paths has the usual ones: straight ..."
        )
    if curves.points.ndim != 2 or curves.points.shape[1] != 2:
        raise VizlibError(
            f"{where} must return points of shape (S, 2); they have the shape"
            f" {curves.points.shape}."
        )
    named = np.zeros(count, bool)
    if len(curves.edge) and not 0 <= curves.edge.min() <= curves.edge.max() < count:
        raise VizlibError(
            f"{where} must number edges from 0 to {count - 1:,}; it has edges from"
            f" {int(curves.edge.min()):,} to {int(curves.edge.max()):,}."
        )
    named[curves.edge] = True
    if not named.all() and not spec.defaults.leaves_edges_out:
        raise VizlibError(
            f"{where} returned lines for {int(named.sum()):,} of {count:,} edges; each must have"
            " one, in the order of the edges it is given."
        )
    return replace(curves, stands_for="edge")
