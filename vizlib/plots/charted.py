"""Fields that hold positions -> checked places, a projection and a view: what a map is made of."""

import warnings
from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.looks import INCH
from vizlib.core.options import values_of
from vizlib.core.recipe import Recipe
from vizlib.errors import VizlibWarning
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.order import Order
from vizlib.maps.crs import as_crs, to_degrees
from vizlib.maps.extent import DataWindow, MapView, check_extent
from vizlib.maps.features import is_tiles
from vizlib.maps.outliers import MAX_REPORTED_SHARE, outlying
from vizlib.maps.positions import CleanPositions, clean, named, numbers
from vizlib.maps.projections import as_projection, choose_projection, extent_of, to_plane
from vizlib.scene.geometry import Curves, Geometry
from vizlib.scene.page import Page

PIECE = 0.3
PIECES = (0.4, 4.0)
"""Least and greatest length of a piece of a great circle, in degrees."""
WIDER = 2.0
"""How much wider outliers must make a map for them to be spoken of."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Charted(Recipe):
    """Where the nodes of a map are, on which projection, and what of it is in view."""

    node_lat: Any = "lat"
    node_lon: Any = "lon"
    crs: Any = None
    projection: Any = None
    basemap: Any = "borders"
    extent: tuple[float, float, float, float] | Literal["robust"] | DataWindow | None = None

    def check(self) -> None:
        """Refuse what cannot be positions, and say which nodes have none, or odd ones."""
        super().check()
        check_extent(self.extent)
        as_crs(self.crs)
        for note in (*self.positions.notes, self._note_outliers()):
            if note:
                warnings.warn(note, VizlibWarning, stacklevel=5)

    @property
    @abstractmethod
    def reach(self) -> Curves:
        """Edges, which decide what is in view."""

    def _note_outliers(self) -> str:
        """Say which nodes lie far from the rest, where that matters."""
        far, ids = self.far, self.tables.ids
        if not far.any() or self.robust:
            left = f"extent='robust' leaves {int(far.sum()):,} of {len(far):,} nodes out of the"
            return f"{left} extent: {named(ids[far])}." if far.any() else ""
        if far.sum() > MAX_REPORTED_SHARE * len(far) or self.extent is not None:
            return ""
        lon, lat = self.positions.lon, self.positions.lat
        if extent_of(lon, lat).radius < WIDER * extent_of(lon[~far], lat[~far]).radius:
            return ""
        return (
            f"{int(far.sum()):,} of {len(far):,} nodes lie far from the rest, so that the others"
            f" share little of the map: {named(ids[far])}. extent='robust' leaves them out."
        )

    @property
    def robust(self) -> bool:
        """Whether outliers are left out of the extent."""
        return isinstance(self.extent, str)

    @cached_property
    def far(self) -> BoolArray:
        """``(N,)`` which nodes lie far from the rest."""
        return outlying(self.positions.lon, self.positions.lat)

    @cached_property
    def positions(self) -> CleanPositions:
        """Longitudes and latitudes that can be drawn, and what must be said of the others."""
        if not self.tables.node_count:
            return CleanPositions(np.zeros(0), np.zeros(0), np.zeros(0, bool), ())
        lon = values_of(self.node_lon, self.node_table, "node_lon")
        lat = values_of(self.node_lat, self.node_table, "node_lat")
        crs = as_crs(self.crs)
        if crs is None:
            return clean(lon, lat, list(self.tables.ids))
        degrees = to_degrees(numbers("longitude", lon), numbers("latitude", lat), crs)
        return clean(*degrees, list(self.tables.ids))

    @cached_property
    def chart(self) -> Any:
        """The cartopy projection."""
        if self.projection is None and is_tiles(self.basemap):
            return self.basemap.crs
        lon, lat = self.positions.lon, self.positions.lat
        counted = ~self.far if self.robust else np.ones(len(lon), bool)
        if self.projection is None:
            known = len(lon) > 0
            return choose_projection(lon[counted], lat[counted]) if known else as_projection(None)
        return as_projection(self.projection, lon[counted], lat[counted])

    @cached_property
    def piece(self) -> float:
        """Degrees after which a line is bent: so few that no bend is seen at this scale."""
        if not self.positions.ok.any():
            return PIECES[1]
        radius = extent_of(self.positions.lon, self.positions.lat).radius
        return float(np.clip(PIECE * np.sqrt(radius), *PIECES))

    def place(self, nodes: FieldTable, order: Order) -> FloatArray:
        """Project the positions."""
        if not len(self.positions.lon):
            return np.zeros((0, 2))
        return to_plane(self.positions.lon, self.positions.lat, self.chart)

    @cached_property
    def view(self) -> MapView:
        """What the map must show."""
        if not self.robust:
            return MapView(self.chart, self.xy, self.reach.points, self.extent)
        near = (~self.far[self.tables.source] & ~self.far[self.tables.target])[self.reach.edge]
        lines = self.reach.points[np.repeat(near, np.diff(self.reach.offsets))]
        return MapView(self.chart, self.xy[~self.far], lines)

    def limits(self) -> tuple[float, float, float, float]:
        """Return what is in view, of the aspect of the picture."""
        return self.view.limits(self.picture_size[0] / self.picture_size[1])

    def limits_in(self, picture: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return what is in view in a picture of a width and a height in points."""
        return self.view.limits(picture[0] / picture[1])

    def shown(self, limits: tuple[float, float, float, float]) -> FloatArray:
        """Return ``(N, 2)`` positions, NaN where a node is not in view."""
        x0, x1, y0, y1 = limits
        slack = 1e-6 * max(x1 - x0, y1 - y0)
        with np.errstate(invalid="ignore"):
            inside = (self.xy >= [x0 - slack, y0 - slack]) & (self.xy <= [x1 + slack, y1 + slack])
        return np.where((inside[:, :1] & inside[:, 1:]), self.xy, np.nan)

    def shared(self, nodes: BoolArray | None) -> dict[str, Any]:
        """Let panels show the same part of the same map."""
        options = {
            "projection": self.chart,
            "extent": DataWindow(*self.view.limits(self.view.shape)),
        }
        for name in ("node_lat", "node_lon"):
            given = getattr(self, name)
            if nodes is not None and not isinstance(given, str):
                options[name] = values_of(given, self.node_table, name).to_numpy()[nodes]
        return options

    def _picture(self, size: tuple[float, float] | None) -> tuple[float, float]:
        """Give the picture the shape of what is in view, where nothing else is asked for."""
        wide, high = super()._picture(size)
        if size is None and self.figsize is None:
            shape = self.view.shape
            area = self.picture_size[0] * self.picture_size[1] * INCH**2
            return float(np.sqrt(area * shape)), float(np.sqrt(area / shape))
        return wide, high

    def _layers(
        self, encodings: Any, picture: tuple[float, float]
    ) -> tuple[Page, dict[str, Geometry]]:
        page, layers = super()._layers(encodings, picture)
        return self._seen(page), layers

    def _seen(self, page: Page) -> Page:
        """Let the map fill what labels leave of the picture."""
        wide = page.size[0] - page.margins.left - page.margins.right
        high = page.size[1] - page.margins.bottom - page.margins.top
        return replace(page, limits=self.view.limits(max(wide, 1.0) / max(high, 1.0)))

    def frame(self) -> dict[str, Any]:
        """Clip the map, not its labels and nodes; draw on cartopy's axes."""
        return {
            "clip": True,
            "unclipped": ("node_labels", "group_labels", "nodes", "scale_bar", "scale_words"),
            "projection": self.chart,
        }

    def remarks(self) -> list[str]:
        """Say which projection is used and how many nodes have no position."""
        lost = int((~self.positions.ok).sum())
        placed = np.isfinite(self.xy).all(axis=1)
        hidden = int(self.positions.ok.sum() - placed.sum())
        outside = int((placed & np.isnan(self.shown(self.limits())[:, 0])).sum())
        said = [f"Projection {type(self.chart).__name__}."]
        if lost:
            with_marker_margins = ~self.positions.ok
            cut = int(
                (
                    with_marker_margins[self.tables.source]
                    | with_marker_margins[self.tables.target]
                ).sum()
            )
            theirs = f" and {cut:,} edge{'s' * (cut > 1)}" if cut else ""
            said.append(f"{lost:,} node{'s' * (lost > 1)} without a position{theirs} not drawn.")
        if hidden:
            said.append(f"{hidden:,} node{'s' * (hidden > 1)} on the far side of the globe.")
        if outside:
            said.append(f"{outside:,} node{'s' * (outside > 1)} outside the extent not drawn.")
        return said
