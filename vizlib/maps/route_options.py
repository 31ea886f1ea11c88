"""Fields of edges that share routes -> the same options, each edge showing what its route shows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import By, Value, as_by
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.maps.merged_edges import MergedEdges

ENDS = ("source", "target", "gradient")


def route_options(
    given: Mapping[str, Any], edges: FieldTable, routes: MergedEdges
) -> dict[str, Any]:
    """Let edges show what their routes show: sums as widths, means and majorities otherwise.

    Parameters
    ----------
    given
        ``edge_width``, ``edge_color`` and ``edge_alpha`` as they were given.
    edges
        The fields that they may name.
    routes
        Which edges share a route.

    Returns
    -------
    options
        Option -> the same field by route; those that show no field are not in it.
    """
    weight = _weight(given.get("edge_width"), edges)
    options = {}
    for name, option in given.items():
        if shows_field(option, edges):
            how = as_by(option)
            values = read_option(how, edges, name)
            options[name] = replace(
                how, field=_by_route(name, values, routes, weight), title=_title(how, name, values)
            )
    return options


def _by_route(
    name: str, values: "pd.Series[Any]", routes: MergedEdges, weight: FloatArray
) -> "pd.Series[Any]":
    if name == "edge_width" and kind_of(values) == "number":
        return routes.totals(values)
    return routes.mean_or_mode(values, weight)


def shows_field(given: Any, edges: FieldTable) -> bool:
    """Tell whether an option shows a field, not a constant, ready colours or the nodes' colour."""
    if given is None or isinstance(given, (Value, tuple)):
        return False
    if isinstance(given, By):
        return True
    if isinstance(given, str):
        return given not in ENDS or given in edges.names()
    ready = isinstance(given, np.ndarray) and given.ndim == 2
    return not np.isscalar(given) and not ready


def _weight(edge_width: Any, edges: FieldTable) -> FloatArray:
    """Return ``(E,)`` how much each edge counts: what its width shows, else one."""
    ones = np.ones(edges.count)
    if not shows_field(edge_width, edges):
        return ones
    values = read_option(edge_width, edges, "edge_width")
    if kind_of(values) != "number":
        return ones
    numbers: FloatArray = np.maximum(np.nan_to_num(as_numbers(values)), 0.0)
    return numbers if numbers.any() else ones


def _title(how: By, name: str, values: "pd.Series[Any]") -> str:
    """Say in the legend what was done to the field, where the user says nothing."""
    if how.title is not None:
        return how.title
    field = how.name or str(values.name or "value")
    if kind_of(values) != "number":
        return field
    return f"{field}, {'sum' if name == 'edge_width' else 'mean'}"
