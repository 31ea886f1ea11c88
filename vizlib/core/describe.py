"""A plot -> what it holds in words, and its nodes and edges as frames."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray

if TYPE_CHECKING:
    from vizlib.core.hooks import Hooks

SHOWN_AS = {
    "node_color": "node colour",
    "node_size": "node size",
    "node_alpha": "node opacity",
    "node_shape": "node shape",
    "edge_color": "edge colour",
    "edge_width": "edge width",
    "edge_alpha": "edge opacity",
}


def describe(plot: "Hooks") -> str:
    """Say what a picture shows and what it leaves out."""
    parts = [
        _size(plot),
        *_groups(plot),
        *_encoded(plot),
        *_missing(plot),
        *plot.remarks(),
        *_unlabelled(plot),
    ]
    return " ".join(parts)


def _size(plot: "Hooks") -> str:
    tables = plot.tables
    loops = int((tables.source == tables.target).sum())
    kind = "directed" if tables.directed else "undirected"
    looped = f", {_counted(loops, 'self-loop')} among them" if loops else ""
    return (
        f"{type(plot).__name__} of {_counted(tables.node_count, 'node')} and"
        f" {_counted(tables.edge_count, kind + ' edge')}{looped}."
    )


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def _groups(plot: "Hooks") -> Iterable[str]:
    if plot.group_by is not None:
        yield f"{_counted(len(plot.order.labels), 'group')} by {_title(plot.group_by)}."


def _title(option: Any) -> str:
    name = getattr(option, "field", option)
    return name if isinstance(name, str) else "values given"


def _encoded(plot: "Hooks") -> Iterable[str]:
    said = [
        f"{words} shows {plot.encodings[name].field}"
        for name, words in SHOWN_AS.items()
        if plot.encodings[name].field
    ]
    if said:
        sentence = ", ".join(said) + "."
        yield sentence[0].upper() + sentence[1:]


def _missing(plot: "Hooks") -> Iterable[str]:
    for name, words in SHOWN_AS.items():
        count = plot.encodings[name].missing
        if count:
            yield f"{_counted(count, 'missing value')} of {words}."


def _unlabelled(plot: "Hooks") -> Iterable[str]:
    if plot.unlabelled:
        yield f"{_counted(plot.unlabelled, 'label')} left out for want of room."


def hex_colors(rgba: FloatArray) -> list[str]:
    """Write colours ``(M, 4)`` as ``#rrggbbaa``."""
    whole = np.round(np.clip(rgba, 0, 1) * 255).astype(np.uint8)
    return ["#" + row.tobytes().hex() for row in whole]


def node_frame(plot: "Hooks") -> pd.DataFrame:
    """Return the nodes with position, group and look, then the fields used."""
    count = plot.tables.node_count
    labels = np.array(plot.order.labels, object)
    rgba = np.broadcast_to(plot.node_rgba, (count, 4))
    frame = pd.DataFrame(
        {
            "x": plot.xy[:, 0],
            "y": plot.xy[:, 1],
            "group": labels[plot.order.group] if plot.order.grouped else [""] * count,
            "color": hex_colors(rgba),
            "size": _filled(plot.encodings["node_size"].values, count),
            "alpha": rgba[:, 3],
        }
    )
    frame = _with_fields(frame, plot, "node_")
    frame.index = plot.tables.ids
    return frame


def edge_frame(plot: "Hooks") -> pd.DataFrame:
    """Return the edges with their look, then the fields used."""
    tables, count = plot.tables, plot.tables.edge_count
    rgba = np.broadcast_to(plot.edge_rgba, (count, 4))
    frame = pd.DataFrame(
        {
            "source": tables.ids[tables.source],
            "target": tables.ids[tables.target],
            "color": hex_colors(rgba),
            "width": _filled(plot.encodings["edge_width"].values, count),
            "alpha": rgba[:, 3],
        }
    )
    return _with_fields(frame, plot, "edge_")


def _filled(values: FloatArray, count: int) -> FloatArray:
    return np.broadcast_to(values, count) if len(values) == 1 else values


def _with_fields(frame: pd.DataFrame, plot: "Hooks", kind: str) -> pd.DataFrame:
    """Add the fields that encodings, groups and order use."""
    table = plot.node_table if kind == "node_" else plot.edge_table
    used = [getattr(plot, name) for name in SHOWN_AS if name.startswith(kind)]
    used += [plot.group_by, *_several(plot.sort_by), *_tracks(plot)] if kind == "node_" else []
    for option in used:
        name = getattr(option, "field", option)
        if isinstance(name, str) and name not in frame.columns and name in table:
            frame[name] = table.field(name).to_numpy()
    return frame


def _tracks(plot: "Hooks") -> list[Any]:
    shown = getattr(plot, "tracks", ())
    return [each.field if hasattr(each, "show") else each for each in shown]


def _several(option: Any) -> list[Any]:
    return list(option) if isinstance(option, (list, tuple)) else [option]
