"""A spec and its Data -> what the picture holds in words, and its nodes and edges as frames."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.colors import one_each
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.core.tracks import track_notes
from vizlib.encodings.read_option import is_several
from vizlib.encodings.scales import field_key, field_name
from vizlib.encodings.track_option import as_track
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.tables import counted, objects
from vizlib.graphs.values import typed

LOOKS = {
    "node_color": "node colour",
    "node_size": "node size",
    "node_alpha": "node opacity",
    "node_shape": "node shape",
    "edge_color": "edge colour",
    "edge_width": "edge width",
    "edge_alpha": "edge opacity",
}
"""Option -> what it is called in a description."""


def describe(spec: PlotSpec, data: Data, unlabelled: int, outside: int = 0) -> str:
    """Say what a picture shows and what it leaves out.

    Parameters
    ----------
    spec, data
        What is drawn.
    unlabelled
        How many labels find no room.
    outside
        How many nodes have a place outside what a clipped picture shows.
    """
    sentences = [
        _size(spec, data),
        *_groups(spec, data),
        *_shown(data),
        *_as_given(spec, data),
        *_counted(data),
        *_missing(data),
        *_highlighted(data),
        *spec.notes(data),
        *([f"{counted(outside, 'node')} outside the extent not drawn."] if outside else []),
        *track_notes(data),
    ]
    if unlabelled:
        sentences.append(f"{counted(unlabelled, 'label')} left out for want of room.")
    return " ".join(sentences)


def _size(spec: PlotSpec, data: Data) -> str:
    tables = data.tables
    loops = int((tables.source == tables.target).sum())
    kind = "directed" if tables.directed else "undirected"
    looped = f", {counted(loops, 'self-loop')} among them" if loops else ""
    return (
        f"{type(spec).__name__} of {counted(tables.node_count, 'node')} and"
        f" {counted(tables.edge_count, kind + ' edge')}{looped}."
    )


def _groups(spec: PlotSpec, data: Data) -> Iterator[str]:
    if spec.group_by is not None:
        name = field_name(spec.group_by) or "values given"
        yield f"{counted(len(data.order.labels), 'group')} by {name}."


def _shown(data: Data) -> Iterator[str]:
    shown = [
        f"{words} shows {data.encodings[name].field}"
        for name, words in LOOKS.items()
        if data.encodings[name].field
    ]
    if shown:
        sentence = ", ".join(shown) + "."
        yield sentence[0].upper() + sentence[1:]


def _as_given(spec: PlotSpec, data: Data) -> Iterator[str]:
    """Say which colours were given as they are, and are explained nowhere."""
    for name, words in LOOKS.items():
        if data.encodings[name].given and getattr(spec, name) is not None:
            yield f"{words.capitalize()} is as given."


def _counted(data: Data) -> Iterator[str]:
    if data.counts_edges:
        yield "Edges are counted over each pixel."


def _missing(data: Data) -> Iterator[str]:
    for name, words in LOOKS.items():
        count = data.encodings[name].missing
        if count:
            yield f"{counted(count, 'missing value')} of {words}."


def _highlighted(data: Data) -> Iterator[str]:
    """Say how much stands out."""
    if data.focus is not None:
        nodes, edges = (int(mask.sum()) for mask in (data.focus.nodes, data.focus.edges))
        whole = data.tables.node_count, len(data.tables.source)
        yield (
            f"{nodes:,} of {counted(whole[0], 'node')} and {edges:,} of {counted(whole[1], 'edge')}"
            " stand out."
        )


def hex_colors(rgba: FloatArray) -> list[str]:
    """Write colours ``(M, 4)`` as ``#rrggbbaa``."""
    whole = np.round(np.clip(rgba, 0, 1) * 255).astype(np.uint8)
    return ["#" + row.tobytes().hex() for row in whole]


def node_frame(spec: PlotSpec, data: Data) -> pd.DataFrame:
    """Return the nodes with position, group and look, then the fields used."""
    count = data.tables.node_count
    labels = objects(data.order.labels if data.order.grouped else [""])
    group = data.order.group if data.order.grouped else np.zeros(count, int)
    rgba = np.broadcast_to(data.node_rgba, (count, 4))
    frame = pd.DataFrame(
        {
            "x": data.xy[:, 0],
            "y": data.xy[:, 1],
            "group": typed(pd.Series(labels[group], dtype=object)),
            "color": hex_colors(rgba),
            "size": one_each(data.encodings["node_size"].values, count),
            "alpha": rgba[:, 3],
        }
    )
    looks = [getattr(spec, name) for name in LOOKS if name.startswith("node_")]
    tracks = [as_track(option).field for option in getattr(spec, "tracks", ())]
    keys = list(spec.sort_by) if is_several(spec.sort_by) else [spec.sort_by]
    frame = _with_fields(frame, [*looks, spec.group_by, *keys, *tracks], data.nodes)
    frame.index = data.tables.ids
    return frame


def edge_frame(spec: PlotSpec, data: Data) -> pd.DataFrame:
    """Return the edges with their look, then the fields used."""
    tables = data.tables
    count = len(tables.source)
    rgba = np.broadcast_to(data.edge_rgba, (count, 4))
    frame = pd.DataFrame(
        {
            "source": tables.ids[tables.source],
            "target": tables.ids[tables.target],
            "color": hex_colors(rgba),
            "width": one_each(data.edge_width, count),
            "alpha": rgba[:, 3],
        }
    )
    looks = [getattr(spec, name) for name in LOOKS if name.startswith("edge_")]
    return _with_fields(frame, looks, data.edges)


def _with_fields(frame: pd.DataFrame, options: list[Any], table: FieldTable) -> pd.DataFrame:
    """Add the fields that options name."""
    frame.columns = frame.columns.astype(object)
    for option in options:
        name = field_key(option)
        if name is not None and name not in frame.columns and name in table:
            frame[name] = table.field(name)
    return frame
