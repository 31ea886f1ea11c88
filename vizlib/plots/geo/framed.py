"""A map with insets -> the edges that leave a frame, and what must be said of the frames."""

from dataclasses import replace

import numpy as np

from vizlib.core import thresholds
from vizlib.core.data import Data
from vizlib.graphs.tables import counted
from vizlib.maps.chart import Chart
from vizlib.maps.framed_edges import stubs
from vizlib.maps.positions import named
from vizlib.scene.geometry import Curves
from vizlib.scene.page import Page

NO_LINES = Curves(
    points=np.zeros((0, 2)), offsets=np.zeros(1, np.int64), edge=np.zeros(0, np.int32)
)


def edge_stubs(data: Data, page: Page) -> Curves:
    """Return edges that leave a frame: they fade where they do, in both frames."""
    chart: Chart = data.layout
    if chart.frames is None:
        return NO_LINES
    places = np.stack([chart.positions.lon, chart.positions.lat], axis=1)
    tables, color = data.tables, data.edge_rgba
    lines = stubs(places, tables.source, tables.target, chart.frames, chart.frame)
    gone = color.copy()
    gone[:, 3] = 0.0
    lines = replace(lines, color=color, fade=gone, width=page.edge_width, stands_for="edge")
    many = thresholds.rasterizes_edges("auto", len(lines.edge))
    return replace(lines.in_order(_rank(data)), raster=many)


def _rank(data: Data) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return ``(E,)`` which are drawn last: those in focus, then the wide ones."""
    count = data.tables.edge_count
    widths = np.broadcast_to(data.encodings["edge_width"].values, count).astype(float)
    return widths if data.focus is None else widths + 1e9 * data.focus.edges


def framed_notes(data: Data) -> list[str]:
    """Say what the insets are, how many edges leave a frame, and which nodes have none."""
    chart: Chart = data.layout
    if chart.frames is None:
        return []
    insets = chart.frames.frames[1:]
    names = ", ".join(frame.title for frame in insets if frame.title)
    notes = []
    if insets:
        notes.append(f"{counted(len(insets), 'inset')}{f' ({names})' if names else ''}.")
    leaving = chart.frame[data.tables.source] != chart.frame[data.tables.target]
    if leaving.any():
        notes.append(f"{counted(int(leaving.sum()), 'edge')} that leave a frame drawn as stubs.")
    if chart.unframed.any():
        far = data.frame.tables.ids[chart.unframed]
        notes.append(f"{counted(len(far), 'node')} far from all frames not drawn: {named(far)}.")
    return notes


def framed_caption(data: Data) -> str:
    """Say below the picture what its reader must know of the frames."""
    chart: Chart = data.layout
    if chart.frames is None or len(chart.frames.frames) + chart.unframed.sum() < 2:
        return ""
    words = []
    if len(chart.frames.frames) > 1:
        words.append("Insets at other scales.")
    if (chart.frame[data.tables.source] != chart.frame[data.tables.target]).any():
        words.append("Edges that leave a frame fade.")
    if chart.unframed.any():
        far = data.frame.tables.ids[chart.unframed]
        words.append(f"Left out: {counted(len(far), 'node')} far from the rest.")
    return " ".join(words)
