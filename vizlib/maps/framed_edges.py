"""Edges of a map with insets -> their paths within a frame, and stubs where they leave it."""

from dataclasses import replace

import numpy as np

from vizlib.arrays import FloatArray, IntArray, LongArray
from vizlib.maps.clip import clip_lines
from vizlib.maps.edge_paths import MapEdges, spans
from vizlib.maps.frames import Frame, Frames
from vizlib.maps.projections import to_plane, units_per_degree
from vizlib.maps.sphere import lon_lat, unit_vectors
from vizlib.scene.geometry import Curves

STUB_SHARE = 0.055
"""Length of a stub in widths of the main map."""
STUB_PIECES = 11
MAX_STUB_SHARE = 0.5
"""How much of its edge a stub takes at most."""


def within_frames(
    edges: MapEdges, frames: Frames, frame: IntArray, path: str, bundling: float, chosen: LongArray
) -> Curves:
    """Lead edges between nodes of one frame over that frame.

    Parameters
    ----------
    edges
        E edges.
    frames
        The frames of the map.
    frame
        ``(N,)`` the frame of each node, -1 where it has none.
    path
        ``"geodesic"``, ``"straight"`` or ``"bundled"``.
    bundling
        See :meth:`MapEdges.bundled`.
    chosen
        ``(R,)`` the edges that have a line where they are bundled.
    """
    start, end = frame[edges.source], frame[edges.target]
    lines = []
    for number, place in enumerate(frames.frames):
        own = np.flatnonzero((start == number) & (end == number))
        here = replace(edges.take(own), projection=place.projection)
        if path == "bundled":
            lead = np.flatnonzero(np.isin(own, chosen))
            curves = here.bundled(bundling, lead)
        else:
            curves = here.straight() if path == "straight" else here.geodesic()
        lines.append(_on_page(curves, place, own))
    return joined(lines, len(edges.source))


def _on_page(curves: Curves, frame: Frame, number: LongArray) -> Curves:
    """Move lines of a frame to the page, cut at its box, and give them the numbers of all edges."""
    moved = replace(
        curves, points=frame.on_page(curves.points), edge=number[curves.edge].astype(np.int32)
    )
    return clip_lines(moved, frame.box)


def joined(lines: list[Curves], edges: int) -> Curves:
    """Put lines of E edges together, in the order of their edges."""
    starts = np.cumsum([0, *(len(curves.points) for curves in lines)])
    offsets = [curves.offsets[:-1] + start for curves, start in zip(lines, starts, strict=False)]
    whole = Curves(
        points=np.concatenate([curves.points for curves in lines]),
        offsets=np.concatenate([*offsets, starts[-1:]]).astype(np.int64),
        edge=np.concatenate([curves.edge for curves in lines]).astype(np.int32),
    ).in_order(np.arange(edges))
    return replace(whole, span=spans(whole.points, whole.offsets, whole.edge))


def stubs(
    positions: FloatArray, source: IntArray, target: IntArray, frames: Frames, frame: IntArray
) -> Curves:
    """Show where edges leave a frame for another, or for a place that has none.

    Parameters
    ----------
    positions
        ``(N, 2)`` degrees of the nodes.
    source, target
        ``(E,)`` the nodes that each edge joins.
    frames, frame
        The frames of the map, and ``(N,)`` that of each node.

    Returns
    -------
    curves
        The first of the way along the great circle from each end that is in a frame.
    """
    apart = np.flatnonzero(frame[source] != frame[target])
    edge = np.concatenate([apart, apart])
    here = np.concatenate([source[apart], target[apart]])
    there = np.concatenate([target[apart], source[apart]])
    length = STUB_SHARE * (frames.main.box[1] - frames.main.box[0])
    lines = []
    for number, place in enumerate(frames.frames):
        own = np.flatnonzero(frame[here] == number)
        points = _starts(positions[here[own]], positions[there[own]], place, length)
        known = np.isfinite(points).all(axis=(1, 2))
        curves = Curves.of_equal_length(place.on_page(points[known].reshape(-1, 2)).reshape(
            -1, STUB_PIECES + 1, 2
        ))  # fmt: skip
        moved = replace(curves, edge=edge[own[known]].astype(np.int32))
        lines.append(clip_lines(moved, place.box))
    return replace(joined(lines, len(source)), span=np.zeros((0, 2)))


def _starts(here: FloatArray, there: FloatArray, frame: Frame, length: float) -> FloatArray:
    """Return ``(M, S, 2)`` points of the first way of great circles, in units of the frame's own.

    Parameters
    ----------
    here, there
        ``(M, 2)`` degrees of their ends.
    frame
        The frame of the first.
    length
        How far they are followed, in units of the main map.
    """
    start, end = unit_vectors(*here.T), unit_vectors(*there.T)
    aside = end - np.einsum("ij,ij->i", start, end)[:, None] * start
    sine = np.linalg.norm(aside, axis=1)
    whole = np.arctan2(sine, np.einsum("ij,ij->i", start, end))
    degrees = length / frame.per_unit / units_per_degree(frame.projection)
    way = np.minimum(np.radians(degrees), MAX_STUB_SHARE * whole)
    angle = way[:, None] * np.linspace(0, 1, STUB_PIECES + 1)
    ahead = aside / np.maximum(sine, 1e-300)[:, None]
    points = np.cos(angle)[..., None] * start[:, None] + np.sin(angle)[..., None] * ahead[:, None]
    plane: FloatArray = to_plane(*lon_lat(points.reshape(-1, 3)), frame.projection)
    return plane.reshape(len(here), STUB_PIECES + 1, 2)
