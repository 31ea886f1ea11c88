"""A map whose edges share routes -> options under which each edge shows what its route shows."""

from typing import Any

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.options import follows, values_of
from vizlib.encodings.scales import By, Value, fit_categories
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.maps.merged_edges import MergedEdges

OPTIONS = ("edge_width", "edge_color", "edge_alpha")


def route_options(plot: Any, counted: MergedEdges, whole: MergedEdges) -> dict[str, Any]:
    """Let edges show what their routes show: sums as widths, means and majorities otherwise.

    Parameters
    ----------
    plot
        A plot with ``edge_width``, ``edge_color`` and ``edge_alpha``.
    counted
        The edges that count in this picture.
    whole
        All edges, which decide the scales.

    Returns
    -------
    options
        Option -> the same field by route; those that show no field are not in it.
    """
    weight = _weight(plot)
    options: dict[str, Any] = {}
    for name in OPTIONS:
        given = getattr(plot, name)
        if not _shows_field(given, plot):
            continue
        how = given if isinstance(given, By) else By(field=given)
        values = values_of(how, plot.edge_table, name)
        seen, all_of_it = (_by_route(name, values, each, weight) for each in (counted, whole))
        look = {**how.__dict__, "field": seen, "title": _title(how, name, values)}
        if how.domain is None and counted is not whole:
            look["domain"] = _domain(all_of_it, how, name)
        options[name] = By(**look)
    return options


def _by_route(
    name: str, values: "pd.Series[Any]", routes: MergedEdges, weight: FloatArray
) -> "pd.Series[Any]":
    if name == "edge_width" and kind_of(values) == "number":
        return routes.totals(values)
    return routes.mean_or_mode(values, weight)


def _shows_field(given: Any, plot: Any) -> bool:
    """Tell whether an option shows a field, not a constant, ready colours or the nodes' colour."""
    if given is None or isinstance(given, (Value, tuple)):
        return False
    if isinstance(given, (str, By)):
        return follows(given, plot.edge_table) is None
    ready = isinstance(given, np.ndarray) and given.ndim == 2
    return not np.isscalar(given) and not ready


def _weight(plot: Any) -> FloatArray:
    """Return ``(E,)`` how much each edge counts: what its width shows, else one."""
    ones = np.ones(plot.tables.edge_count)
    if not _shows_field(plot.edge_width, plot):
        return ones
    values = values_of(plot.edge_width, plot.edge_table, "edge_width")
    if kind_of(values) != "number":
        return ones
    numbers: FloatArray = np.maximum(np.nan_to_num(as_numbers(values)), 0.0)
    return numbers if numbers.any() else ones


def _title(how: By, name: str, values: "pd.Series[Any]") -> str:
    """Say in the legend what was done to the field, where the user says nothing."""
    if how.title is not None:
        return how.title
    field = how.field if isinstance(how.field, str) else str(values.name or "value")
    if kind_of(values) != "number":
        return field
    return f"{field}, {'sum' if name == 'edge_width' else 'mean'}"


def _domain(values: "pd.Series[Any]", how: By, name: str) -> Any:
    if kind_of(values) != "number":
        return fit_categories(values, how, name).categories
    numbers = as_numbers(values)
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    far = max(-low, high)
    return (-far, far) if low < 0 < high and name == "edge_color" else (low, high)
