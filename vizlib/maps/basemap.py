"""A basemap option, a view of a map and a theme -> the layers below the graph."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, VizlibWarning, nearest
from vizlib.maps import natural_earth
from vizlib.maps.features import is_feature, is_frame, is_tiles, shapes_of
from vizlib.maps.images import relief, tiles
from vizlib.maps.projections import Limits
from vizlib.scene.geometry import Areas, Geometry, Raster

NAMES = ("land", "borders", "states", "relief")
LINES: Mapping[str, tuple[str, ...]] = {
    "states": ("states", "borders"),
    "borders": ("borders",),
    "land": (),
    "relief": ("borders",),
}
OFFLINE = "borders"
WIDTHS = {"states": 0.35, "borders": 0.6, "lines": 0.6, "polygons": 0.4}
RECEDES = {False: 0.5, True: 0.62}
"""How much of the paper a relief is mixed with, on light paper and on dark."""


def check_basemap(given: Any) -> None:
    """Refuse what is not a basemap."""
    if given is None or (isinstance(given, str) and given in NAMES):
        return
    if not isinstance(given, str) and (is_feature(given) or is_frame(given) or is_tiles(given)):
        return
    near = nearest(given, NAMES) if isinstance(given, str) else ""
    raise VizlibError(
        f"basemap={given!r} is not known; it takes {', '.join(map(repr, NAMES))}, None, a feature"
        f" of cartopy.feature, a geopandas frame, or tiles of cartopy.io.img_tiles.{near}"
    )


@dataclass(frozen=True, eq=False)
class Basemap:
    """What lies below a graph on a map.

    Parameters
    ----------
    chart
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view, in units of the projection.
    theme
        Colours.
    """

    chart: Any
    limits: Limits
    theme: Theme

    def layers(self, given: Any) -> dict[str, Geometry]:
        """Return the layers of a basemap, all of them pale enough to recede.

        Parameters
        ----------
        given
            What :func:`check_basemap` lets pass.
        """
        if given is None:
            return {}
        if isinstance(given, str):
            return self._relief() if given == "relief" else self._own(given)
        return self._fetched(given, self._tiles if is_tiles(given) else self._shapes)

    def _own(self, name: str) -> dict[str, Geometry]:
        paths = natural_earth.layers(self.chart, self.limits, names=("land", "lakes", *LINES[name]))
        return {
            **self._water(),
            "land": Areas(paths=(paths["land"],), fill=_rgba(self.theme.land)),
            "lakes": Areas(paths=(paths["lakes"],), fill=_rgba(self.theme.lakes)),
            **{each: self._line(each, paths[each]) for each in LINES[name]},
        }

    def _relief(self) -> dict[str, Geometry]:
        made = relief(self.chart, self.limits)
        paths = natural_earth.layers(self.chart, self.limits, names=LINES["relief"])
        share = RECEDES[self.theme.dark]
        pixels = made.pixels.copy()
        pixels[..., :3] = (1 - share) * _toned(pixels[..., :3]) + share * _rgba(
            self.theme.background
        )[:3]
        lines = {each: self._line(each, paths[each]) for each in LINES["relief"]}
        return {**self._water(), "relief": replace(made, pixels=pixels), **lines}

    def _tiles(self, source: Any) -> dict[str, Geometry]:
        made: Raster = tiles(source, self.chart, self.limits)
        return {"tiles": made}

    def _shapes(self, given: Any) -> dict[str, Geometry]:
        paths = natural_earth.drawn(self.chart, self.limits, shapes_of(given))
        layers = self._water()
        if "polygons" in paths:
            layers["land"] = replace(
                self._line("polygons", paths["polygons"]), fill=_rgba(self.theme.land)
            )
        if "lines" in paths:
            layers["lines"] = self._line("lines", paths["lines"])
        return layers

    def _fetched(
        self, given: Any, draw: Callable[[Any], dict[str, Geometry]]
    ) -> dict[str, Geometry]:
        """Draw what may need the network; where it fails, draw the map that does not."""
        try:
            return draw(given)
        except VizlibError:
            raise
        except Exception as error:
            warnings.warn(
                f"basemap: {type(given).__name__} could not be had ({type(error).__name__}:"
                f" {error}); the map shows vizlib's own basemap={OFFLINE!r} instead, which needs no"
                f" network. There are {', '.join(map(repr, NAMES))}.",
                VizlibWarning,
                stacklevel=2,
            )
            return self._own(OFFLINE)

    def _water(self) -> dict[str, Geometry]:
        sea = Areas(paths=(natural_earth.outline(self.chart),), fill=_rgba(self.theme.water))
        return {"water": sea}

    def _line(self, name: str, path: Any) -> Areas:
        return Areas(paths=(path,), line=_rgba(self.theme.border), width=WIDTHS[name])


def _rgba(color: str) -> FloatArray:
    from matplotlib.colors import to_rgba

    return np.array(to_rgba(color))


def _toned(rgb: FloatArray) -> FloatArray:
    """Take half of the colour out of a picture, so that the graph keeps the strongest."""
    grey = rgb @ [0.2126, 0.7152, 0.0722]
    toned: FloatArray = (rgb + grey[..., None]) / 2
    return toned
