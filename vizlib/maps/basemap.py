"""A basemap option, a view of a map and a theme -> the layers below the graph."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vizlib.arrays import FloatArray
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, nearest, shown, warn
from vizlib.maps import natural_earth
from vizlib.maps.features import (
    Feature,
    Frame,
    TileSource,
    is_feature,
    is_frame,
    is_tiles,
    shapes_of,
)
from vizlib.maps.images import relief, tiles
from vizlib.maps.projections import Limits
from vizlib.scene.geometry import Areas, Geometry

if TYPE_CHECKING:
    import matplotlib.path
    from cartopy.crs import Projection

Layers = dict[str, Geometry]
BasemapOption = str | Feature | Frame | TileSource | None

NAMES = ("auto", "land", "borders", "states", "relief")
LINES: Mapping[str, tuple[str, ...]] = {
    "states": ("states", "borders"),
    "borders": ("borders",),
    "land": (),
    "relief": ("borders",),
}
CITY_KM, CONTINENT_KM = 100.0, 6000.0
"""Extents up to which no coast is true enough, and up to which states are told apart."""
OFFLINE = "borders"
LINE_WIDTHS_PT = {"states": 0.35, "borders": 0.6, "lines": 0.6, "polygons": 0.4}
PALE_SHARE = {False: 0.5, True: 0.62}
"""How much of the background a relief is mixed with, in light themes and in dark ones."""
LUMINANCE = (0.2126, 0.7152, 0.0722)


def check_basemap(given: object) -> None:
    """Refuse what is not a basemap."""
    if given is None or (isinstance(given, str) and given in NAMES):
        return
    if not isinstance(given, str) and (is_feature(given) or is_frame(given) or is_tiles(given)):
        return
    near = nearest(given, NAMES) if isinstance(given, str) else ""
    raise VizlibError(
        f"basemap={shown(given)} is not known; it takes {', '.join(map(repr, NAMES))}, None, a"
        f" feature of cartopy.feature, a geopandas frame, or tiles of cartopy.io.img_tiles.{near}"
    )


def suited_to(extent_km: float) -> str | None:
    """Choose a basemap by how wide or high what must be in view is."""
    if extent_km < CITY_KM:
        return None
    return "states" if extent_km < CONTINENT_KM else "borders"


@dataclass(frozen=True, eq=False)
class Basemap:
    """What lies below a graph on a map.

    Parameters
    ----------
    projection
        A cartopy projection.
    limits
        ``(x0, x1, y0, y1)`` what is in view, in units of the projection.
    theme
        Colours.
    """

    projection: "Projection"
    limits: Limits
    theme: Theme

    def layers(self, given: BasemapOption) -> Layers:
        """Return the layers of a basemap, all of them pale enough to recede.

        Parameters
        ----------
        given
            What :func:`check_basemap` lets pass.
        """
        if given is None:
            return {}
        if isinstance(given, str):
            return self._relief() if given == "relief" else self._natural_earth(given)
        if is_tiles(given):
            return self._or_offline(given, lambda: self._tiles(given))
        if is_feature(given):
            return self._or_offline(given, lambda: self._shapes(given))
        return self._shapes(given)  # type: ignore[arg-type]

    def _natural_earth(self, name: str) -> Layers:
        names = ("land", "lakes", *LINES[name])
        paths = natural_earth.layers(self.projection, self.limits, names=names)
        return {
            **self._water(),
            "land": Areas(paths=(paths["land"],), fill=self.theme.rgba("land")[0]),
            "lakes": Areas(paths=(paths["lakes"],), fill=self.theme.rgba("lakes")[0]),
            **{line: self._line(line, paths[line]) for line in LINES[name]},
        }

    def _relief(self) -> Layers:
        raster = relief(self.projection, self.limits)
        paths = natural_earth.layers(self.projection, self.limits, names=LINES["relief"])
        share = PALE_SHARE[self.theme.dark]
        background = self.theme.rgba("background")[0][:3]
        pixels = raster.pixels.copy()
        pixels[..., :3] = (1 - share) * _half_grey(pixels[..., :3]) + share * background
        lines = {line: self._line(line, paths[line]) for line in LINES["relief"]}
        return {**self._water(), "relief": replace(raster, pixels=pixels), **lines}

    def _tiles(self, source: TileSource) -> Layers:
        return {"tiles": tiles(source, self.projection, self.limits)}

    def _shapes(self, given: Feature | Frame) -> Layers:
        paths = natural_earth.drawn(self.projection, self.limits, shapes_of(given))
        layers = self._water()
        if "polygons" in paths:
            outlined = self._line("polygons", paths["polygons"])
            layers["land"] = replace(outlined, fill=self.theme.rgba("land")[0])
        if "lines" in paths:
            layers["lines"] = self._line("lines", paths["lines"])
        return layers

    def _or_offline(self, given: object, draw: Callable[[], Layers]) -> Layers:
        """Draw what may need the network; where that fails, draw the map that does not.

        Whatever the network, a server or a broken download raises is an ``OSError`` or an
        ``HTTPException``; anything else is a mistake, and not hidden.
        """
        from http.client import HTTPException
        from zipfile import BadZipFile

        try:
            return draw()
        except (OSError, HTTPException, BadZipFile) as error:
            warn(
                f"basemap: {type(given).__name__} could not be had ({type(error).__name__}:"
                f" {error}); the map shows vizlib's own basemap={OFFLINE!r} instead, which needs no"
                f" network. There are {', '.join(map(repr, NAMES))}."
            )
            return self._natural_earth(OFFLINE)

    def _water(self) -> Layers:
        outline = natural_earth.outline(self.projection)
        return {"water": Areas(paths=(outline,), fill=self.theme.rgba("water")[0])}

    def _line(self, name: str, path: "matplotlib.path.Path") -> Areas:
        color = self.theme.rgba("border")[0]
        return Areas(paths=(path,), line=color, width=LINE_WIDTHS_PT[name])


def _half_grey(rgb: FloatArray) -> FloatArray:
    """Take half of the colour out of a picture, so that the graph keeps the strongest."""
    grey = rgb @ LUMINANCE
    muted: FloatArray = (rgb + grey[..., None]) / 2
    return muted
