"""A panel's part of a graph -> the words over it: what it shows, how much, in which colour."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.colors import TEXT_INK, mixed
from vizlib.core.data import Data
from vizlib.core.panels import Part
from vizlib.encodings.fit import CategoryScale
from vizlib.encodings.scales import By, field_key, field_name
from vizlib.graphs.tables import counted


@dataclass(frozen=True, eq=False)
class PanelHead:
    """The words over a panel.

    Parameters
    ----------
    title
        Which part of the graph it shows.
    counts
        How much that is.
    color
        ``(1, 4)`` RGBA of the title, None for that of ink.
    """

    title: str
    counts: str
    color: FloatArray | None = None


def panel_head(data: Data, field: Any, part: Part, label: str, of_nodes: bool) -> PanelHead:
    """Say which part of a graph a panel shows, and how much that is.

    Parameters
    ----------
    data
        The whole.
    field
        What the panels differ in: a field's name, or data.
    part
        What the panel shows of it.
    label
        The value of the field there.
    of_nodes
        Whether the field is one of the nodes.
    """
    table = data.nodes if of_nodes else data.edges
    key, name = field_key(field), field_name(field)
    plain = key is None or key not in table or not _says_nothing(table.field(key))
    called = field.title if isinstance(field, By) and field.title else name
    title = label if plain else f"{called} = {label}"
    return PanelHead(title, _counts(part, of_nodes), _color(data, name, part, of_nodes))


def _says_nothing(values: "pd.Series[Any]") -> bool:
    """Tell whether values are numbers or truths, which mean nothing without their field's name."""
    known = values.dropna()
    return bool(len(known)) and all(isinstance(value, (int, float, np.number, np.bool_))
                                    for value in known.iloc[:1])  # fmt: skip


def _counts(part: Part, of_nodes: bool) -> str:
    """Count what a panel shows, and the edges that leave it."""
    nodes, edges = int(part.nodes.sum()), int(part.edges.sum())
    if not of_nodes:
        return f"{counted(nodes, 'node')}, {counted(edges, 'edge')}"
    leaving = int(part.leaving.sum())
    words = f"{counted(nodes, 'node')}, {counted(edges, 'edge')} inside"
    return f"{words}, {leaving:,} to others" if leaving else words


def _color(data: Data, name: object, part: Part, of_nodes: bool) -> FloatArray | None:
    """Return the colour that the panel's value has in it, None where it has none."""
    option = "node_color" if of_nodes else "edge_color"
    look = data.encodings[option]
    if name is None or look.field != name or not isinstance(look.scale, CategoryScale):
        return None
    chosen = np.flatnonzero(part.nodes if of_nodes else part.edges)
    if not len(chosen) or len(look.values) == 1:
        return None
    return mixed(look.values[chosen[:1]], data.theme.rgba("ink"), TEXT_INK)
