"""What is asked for behind a graph on a map -> its layers: land, graticule, scale bar, insets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from vizlib.core.data import Data
from vizlib.maps.basemap import Basemap, suited_to
from vizlib.maps.chart import Chart
from vizlib.maps.clip import clip_lines
from vizlib.maps.framed_basemap import framed_layers, outlines, titles
from vizlib.maps.graticule import Graticule
from vizlib.maps.scale_bar import scale_bar
from vizlib.plots.geo.framed import edge_stubs
from vizlib.scene.geometry import Curves, Geometry, Margins
from vizlib.scene.page import Page

BAR_ROOM_PT, BAR_BELOW_EM = 20.0, 2.9
"""Room below a map for its scale bar on a page of six inches, and how far down it stands."""
DEGREES_EM = 1.7
"""Height of a line of degrees, above which a scale bar stands."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What lies behind a graph on a map, and what tells where and how large it is.

    Parameters
    ----------
    basemap, graticule, bar
        The options ``basemap``, ``graticule`` and ``scale_bar`` of a map.
    """

    basemap: Any
    graticule: bool | float
    bar: bool | Literal["auto"]

    def behind(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Return the basemap and the graticule, which recede, and where edges leave a frame."""
        chart: Chart = data.layout
        given = self.basemap_of(data)
        if chart.frames is None:
            land = Basemap(chart.projection, page.limits, data.theme).layers(given)
            return {**land, **self._grid(data, page, "graticule")}
        land = framed_layers(chart.frames, given, data.theme)
        rims = outlines(chart.frames, data.theme) if given is None else {}
        grid = self._grid(data, page, "graticule")
        return {**land, **rims, **grid, "stubs": edge_stubs(data, page)}

    def in_front(self, data: Data, page: Page) -> Mapping[str, Geometry]:
        """Return the degrees of the graticule, the names of insets, and the scale bar."""
        chart: Chart = data.layout
        layers = self._grid(data, page, "degrees")
        if chart.frames is not None:
            layers |= titles(chart.frames, data.theme, page.font_size, float(page.scale[0]))
        if not self._has_bar(data):
            return layers
        rise = DEGREES_EM * page.font_size if self.graticule is not False else 0.0
        rise -= BAR_BELOW_EM * page.font_size if self._bar_is_below(data) else 0.0
        view, unit = chart.main_limits(page.limits), float(page.scale[0])
        bar = scale_bar(chart.projection, view, unit, data.theme, page.font_size, rise)
        return {**layers, **bar}

    def margins(self, data: Data) -> Margins:
        """Return the room below for a bar that would stand among the nodes."""
        below = self._has_bar(data) and self._bar_is_below(data)
        return Margins(bottom=BAR_ROOM_PT if below else 0.0)

    def basemap_of(self, data: Data) -> Any:
        """Return the basemap that suits what is in view, where none is named."""
        if not isinstance(self.basemap, str) or self.basemap != "auto":
            return self.basemap
        chart: Chart = data.frame.layout
        return suited_to(chart.extent_km)

    def _bar_is_below(self, data: Data) -> bool:
        chart: Chart = data.layout
        bare = self.basemap_of(data) is None and self.graticule is False
        return bare and chart.frames is None

    def _has_bar(self, data: Data) -> bool:
        """Tell whether a bar is drawn: by itself below a city that nothing else gives a scale."""
        if self.bar != "auto":
            return self.bar
        return isinstance(self.basemap, str) and self._bar_is_below(data)

    def _grid(self, data: Data, page: Page, name: str) -> dict[str, Geometry]:
        if self.graticule is False:
            return {}
        chart: Chart = data.layout
        view = chart.main_limits(page.limits)
        grid = Graticule(chart.projection, view, data.theme, page.font_size, float(page.scale[0]))
        layer = grid.layers(self.graticule).get(name)
        if chart.frames is not None and isinstance(layer, Curves):
            layer = clip_lines(layer, view)
        return {} if layer is None else {name: layer}
