"""The frames of a map and a basemap option -> the layers below the graph, cut to the frames."""

from collections.abc import Mapping
from dataclasses import replace

import matplotlib.path
import numpy as np

from vizlib.encodings.themes import Theme
from vizlib.maps.basemap import Basemap, BasemapOption, Layers
from vizlib.maps.clip import clip_path
from vizlib.maps.frames import Frame, Frames
from vizlib.maps.projections import Limits
from vizlib.scene.geometry import Areas, Geometry, Labels, Raster
from vizlib.scene.sheet import em
from vizlib.scene.text import widths

TITLE_RISE_PT = 3.0
TITLE_EM = 0.9


def framed_layers(frames: Frames, given: BasemapOption, theme: Theme) -> Layers:
    """Return the basemap of all frames."""
    layers: Layers = {}
    for number, frame in enumerate(frames.frames):
        own = Basemap(frame.projection, frame.window, theme).layers(given)
        for name, layer in own.items():
            _add(layers, name, _on_page(layer, frame), number)
    return layers


def _add(layers: Layers, name: str, layer: Geometry, number: int) -> None:
    """Join the areas of frames to one layer; what is no area is a layer of its own."""
    before = layers.get(name)
    if isinstance(before, Areas) and isinstance(layer, Areas):
        layers[name] = replace(before, paths=(*before.paths, *layer.paths))
    else:
        layers[f"{name}_{number}" if name in layers else name] = layer


def _on_page(layer: Geometry, frame: Frame) -> Geometry:
    if isinstance(layer, Raster):
        return replace(layer, extent=frame.box)
    if not isinstance(layer, Areas):
        return layer
    moved = (
        matplotlib.path.Path(frame.on_page(np.asarray(path.vertices, float)), path.codes)
        for path in layer.paths
    )
    cut = tuple(clip_path(path, frame.box, layer.fill is not None) for path in moved)
    return replace(layer, paths=tuple(path for path in cut if len(np.asarray(path.vertices))))


def titles(frames: Frames, theme: Theme, font_size: float, per_unit: float) -> Mapping[str, Labels]:
    """Return the names of insets, above each at its left, where they are no wider.

    Parameters
    ----------
    frames
        The frames of the map.
    theme, font_size
        Colours and font, and the height of a node label in points.
    per_unit
        Points per unit of the main map.
    """
    size = em(TITLE_EM, font_size)
    words = [
        _fitting(frame.title, (frame.box[1] - frame.box[0]) * per_unit, size, theme.font)
        for frame in frames.frames[1:]
    ]
    named = [frame for frame, title in zip(frames.frames[1:], words, strict=True) if title]
    if not named:
        return {}
    corners = np.array([(frame.box[0], frame.box[3]) for frame in named])
    rise = np.tile([0.0, TITLE_RISE_PT], (len(named), 1))
    labels = Labels.at(
        corners, tuple(filter(None, words)), theme, size, offset=rise, ha="left", va="bottom",
        bold=True,
    )  # fmt: skip
    return {"inset_titles": labels}


def _fitting(title: str, room: float, size: float, font: str) -> str:
    """Return a title, or nothing where it has no room: one of two names would be wrong."""
    return title if title and widths([title], size, font, bold=True)[0] <= room else ""


def outlines(frames: Frames, theme: Theme) -> Mapping[str, Areas]:
    """Return a thin line round each inset, where no sea is painted to show how far it reaches."""
    paths = tuple(_rectangle(frame.box) for frame in frames.frames[1:])
    return {"inset_frames": Areas(paths=paths, line=theme.rgba("hair")[0])} if paths else {}


def _rectangle(box: Limits) -> matplotlib.path.Path:
    x0, x1, y0, y1 = box
    return matplotlib.path.Path([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], closed=True)
