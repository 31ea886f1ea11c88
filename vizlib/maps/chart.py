"""Checked positions, a projection and edges -> Chart: places, lines and view of a map."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from vizlib.arrays import BoolArray, FloatArray, IntArray, LongArray
from vizlib.maps.edge_paths import MapEdges, select_edges
from vizlib.maps.extent import DataWindow, Degrees, FramedView, MapView
from vizlib.maps.framed_edges import within_frames
from vizlib.maps.frames import Frames
from vizlib.maps.merged_edges import MergedEdges
from vizlib.maps.outliers import MAX_REPORTED_SHARE
from vizlib.maps.positions import CleanPositions, named
from vizlib.maps.projections import METRES_PER_DEGREE, Limits, extent_of, units_per_degree
from vizlib.scene.geometry import Curves

if TYPE_CHECKING:
    import pandas as pd
    from cartopy.crs import Projection

PIECE_DEG = 0.3
PIECES_DEG = (0.4, 4.0)
"""Least and greatest length of a piece of a great circle."""
WIDER = 2.0
"""How much wider outliers must make a map for them to be spoken of."""

Extent = Degrees | DataWindow | Frames | Literal["auto", "all", "robust"] | None
EdgePath = Literal["geodesic", "straight", "bundled"]


@dataclass(frozen=True, eq=False)
class Chart:
    """Where the nodes and edges of a map are, on which projection, and what of it is in view.

    Parameters
    ----------
    positions
        Longitudes and latitudes of N nodes, and what must be said of them.
    projection
        A cartopy projection.
    xy
        ``(N, 2)`` the nodes in units of the projection.
    far
        ``(N,)`` which nodes lie far from the rest.
    extent
        What must be in view.
    edges
        E edges, and how they keep apart.
    routes
        Which edges join the same nodes.
    path
        ``"geodesic"``, ``"straight"`` or ``"bundled"``.
    bundling
        How much longer than its great circle a bundled edge may become, as a share of it.
    each_alone
        Whether each bundled edge has a line of its own, as it is counted.
    sampled
        Edges that are all asked how far they reach; of more only a sample is.
    frames
        The main map and its insets, None where one map shows all.
    frame
        ``(N,)`` the frame of each node, -1 where it has none; none where there are no frames.
    """

    positions: CleanPositions
    projection: "Projection"
    xy: FloatArray
    far: BoolArray
    extent: Extent
    edges: MapEdges
    routes: MergedEdges
    path: EdgePath = "geodesic"
    bundling: float = 0.4
    each_alone: bool = False
    sampled: int = 200_000
    frames: Frames | None = None
    frame: IntArray = field(default_factory=lambda: np.zeros(0, np.int32))

    @property
    def robust(self) -> bool:
        """Whether outliers are left out of the view."""
        return isinstance(self.extent, str) and self.extent == "robust"

    @property
    def _of_all(self) -> bool:
        """Whether the view shows all nodes."""
        return self.extent is None or (isinstance(self.extent, str) and not self.robust)

    @cached_property
    def lead(self) -> LongArray:
        """``(R,)`` the edge whose line each route has."""
        return self.routes.first()

    @cached_property
    def lines(self) -> Curves:
        """The lines of all edges; of bundled ones a line a route."""
        if self.frames is not None:
            frames, every = self.frames, np.arange(len(self.edges.source))
            led = every if self.each_alone else self.lead
            return within_frames(
                self.edges, frames, self.frame, self.path, self.bundling,
                led if self.path == "bundled" else every,
            )  # fmt: skip
        if self.path == "geodesic":
            return self.edges.geodesic()
        if self.path == "straight":
            return self.edges.straight()
        every = np.arange(len(self.edges.source))
        return self.edges.bundled(self.bundling, every if self.each_alone else self.lead)

    def lines_of(self, number: LongArray) -> Curves:
        """Return the lines of some edges, numbered as they are given.

        Parameters
        ----------
        number
            ``(M,)`` edges; bundled ones of a route all have its one line.
        """
        count = len(self.edges.source)
        if self.path == "bundled":
            line = number if self.each_alone else self.lead[self.routes.route[number]]
            return select_edges(self.lines, line, count)
        if len(number) == count:
            return self.lines
        part = replace(self, edges=self.edges.take(number))
        return part.lines

    @cached_property
    def _reach(self) -> Curves:
        """Edges that tell what must be in view: all of them, or a sample of very many."""
        count = len(self.edges.source)
        step = count // self.sampled + 1
        if step == 1 or self.path == "bundled":
            return self.lines
        sample = np.arange(0, count, step)
        curves = self.lines_of(sample)
        return replace(curves, edge=sample[curves.edge].astype(np.int32))

    @cached_property
    def view(self) -> MapView | FramedView:
        """What the map must show."""
        if self.frames is not None:
            return FramedView(self.frames.limits)
        if not self.robust:
            asked = None if isinstance(self.extent, (str, Frames)) else self.extent
            return MapView(self.projection, self.xy, self._reach.points, asked)
        near = (~self.far[self.edges.source] & ~self.far[self.edges.target])[self._reach.edge]
        lines = self._reach.points[np.repeat(near, np.diff(self._reach.offsets))]
        return MapView(self.projection, self.xy[~self.far], lines)

    @cached_property
    def extent_km(self) -> float:
        """How wide or high, the greater, what must be in view is, in kilometres."""
        x0, x1, y0, y1 = self.main_limits(self.view.limits(self.view.shape))
        side = max(x1 - x0, y1 - y0) / units_per_degree(self.projection)
        return side * METRES_PER_DEGREE / 1000

    def main_limits(self, limits: Limits) -> Limits:
        """Return what is in view of the main map, of what is in view in all."""
        return limits if self.frames is None else self.frames.main.box

    @property
    def unframed(self) -> BoolArray:
        """``(N,)`` which nodes have a position, and no frame that shows them."""
        if self.frames is None:
            return np.zeros(len(self.positions.ok), bool)
        return self.positions.ok & (self.frame < 0)

    def warnings(self, ids: "pd.Index") -> tuple[str, ...]:
        """Say which nodes have no position, or an odd one; N ids."""
        far = self._note_far(ids)
        return (*self.positions.notes, far) if far else self.positions.notes

    def _note_far(self, ids: "pd.Index") -> str:
        """Say which nodes lie far from the rest, where that matters."""
        far = self.far
        if self.frames is not None:
            return _note_unframed(self.unframed, ids)
        if not far.any():
            return ""
        if self.robust:
            left = f"extent='robust' leaves {int(far.sum()):,} of {len(far):,} nodes out of the"
            return f"{left} extent: {named(ids[far])}."
        if far.sum() > MAX_REPORTED_SHARE * len(far) or not self._of_all:
            return ""
        lon, lat = self.positions.lon, self.positions.lat
        if extent_of(lon, lat).radius < WIDER * extent_of(lon[~far], lat[~far]).radius:
            return ""
        return (
            f"{int(far.sum()):,} of {len(far):,} nodes lie far from the rest, so that the others"
            f" share little of the map: {named(ids[far])}. extent='robust' leaves them out."
        )


def _note_unframed(unframed: BoolArray, ids: "pd.Index") -> str:
    if not unframed.any():
        return ""
    return (
        f"{int(unframed.sum()):,} of {len(unframed):,} nodes lie far from the rest, too few for a"
        f" map of their own, and are not drawn: {named(ids[unframed])}. extent='all' shows them."
    )


def piece_length(positions: CleanPositions) -> float:
    """Return the degrees after which a line is bent: so few that no bend is seen at its scale."""
    if not positions.ok.any():
        return PIECES_DEG[1]
    radius = extent_of(positions.lon, positions.lat).radius
    return float(np.clip(PIECE_DEG * np.sqrt(radius), *PIECES_DEG))
