"""Edges of a map that show numbers -> flows: one field as colour, width and opacity."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.colors import one_each
from vizlib.core.connect import connect_edges
from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec, figure_size
from vizlib.encodings.encode import Encoding
from vizlib.encodings.number_scale import NumberScale
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import as_by
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.maps.flow_ink import FlowInk, flow_ink
from vizlib.maps.route_options import shows_field
from vizlib.scene.arrowheads import between_rims
from vizlib.scene.geometry import Curves
from vizlib.scene.page import Page
from vizlib.scene.sheet import INCH, zoom_of

LOOKS = ("edge_width", "edge_color", "edge_alpha")
MEAN_TAPER = 0.6
"""Mean width of a line that narrows, in its own widths."""
RIM_GAP_PT = 0.4
"""Points that a line which narrows stays away from the node where it ends."""


def as_flows(spec: PlotSpec, data: Data) -> dict[str, Any]:
    """Return width, colour and opacity of the edges, one field showing all that is not given.

    A number that the eye finds by three looks at once is found: flows of a few edges stand out
    before those of thousands.
    """
    given = {name: getattr(spec, name) for name in LOOKS}
    field = next((given[name] for name in LOOKS[:2] if _is_flow(given[name], data)), None)
    if field is None or data.counts_edges:
        return given
    plain = replace(as_by(field), range=None, palette=None)
    return {name: plain if option is None else option for name, option in given.items()}


def _is_flow(option: Any, data: Data) -> bool:
    """Tell whether an option shows a field of numbers that have no middle."""
    if not shows_field(option, data.edges):
        return False
    how = as_by(option)
    if how.scale == "category" or how.center is not None:
        return False
    values = read_option(how, data.edges, "edge_width")
    return kind_of(values) == "number" and bool(np.nanmin(as_numbers(values), initial=0.0) >= 0)


def with_flow_ink(spec: PlotSpec, data: Data) -> Data:
    """Let flows be as opaque as their number allows, where opacity was not asked for."""
    alpha = data.encodings["edge_alpha"]
    if "edge_alpha" not in data.implied or spec.edge_alpha is not None or data.counts_edges:
        return data
    if not isinstance(alpha.scale, NumberScale) or not len(alpha.values):
        return data
    share = _shares(spec, data, alpha.scale)
    shared = data.shared.whole
    ink = flow_ink(share, _cover(spec, data)) if shared is None else shared.ink or FlowInk()
    seen = replace(alpha, values=ink.alpha(share), legend=_explained(alpha, ink))
    return replace(data, ink=ink, encodings={**data.encodings, "edge_alpha": seen})


def _shares(spec: PlotSpec, data: Data, scale: NumberScale) -> FloatArray:
    values = read_option(as_by(data.implied["edge_alpha"]), data.edges, "edge_alpha")
    return np.nan_to_num(scale.share(as_numbers(values)))


def _explained(alpha: Encoding, ink: FlowInk) -> Any:
    legend, scale = alpha.legend, alpha.scale
    if legend is None or not isinstance(scale, NumberScale):
        return legend
    colors = legend.colors.copy()
    colors[:, 3] = ink.alpha(np.nan_to_num(scale.share(np.asarray(legend.values, float))))
    return replace(legend, colors=colors)


def _cover(spec: PlotSpec, data: Data) -> FloatArray:
    """Return ``(E,)`` the share of the map that each edge covers, on the page that is asked for."""
    curves = connect_edges(spec, data, data.edge_ends())
    asked = figure_size(spec.figsize) or spec.defaults.size_in
    width, height = asked[0] * INCH, asked[1] * INCH
    x0, x1, y0, y1 = spec.limits(data.frame, width / height)
    per_unit = min(width / max(x1 - x0, 1e-300), height / max(y1 - y0, 1e-300))
    step = np.hypot(*np.diff(curves.points, axis=0).T) * per_unit
    step = np.append(step, 0.0)
    step[curves.offsets[1:] - 1] = 0.0
    edge = np.repeat(curves.edge, np.diff(curves.offsets))
    count = data.tables.edge_count
    length = np.bincount(edge, np.nan_to_num(step), minlength=count)
    widths = one_each(data.encodings["edge_width"].values, count)
    narrows = MEAN_TAPER if data.direction == "taper" else 1.0
    wider = zoom_of((width, height)) if spec.figsize is not None else 1.0
    area = (x1 - x0) * (y1 - y0) * per_unit**2
    return np.asarray(narrows * wider * length * widths / area, float)


def flow_at_nodes(spec: PlotSpec, data: Data) -> FloatArray:
    """Return ``(N,)`` the sum at each node of the field that edges show by their width, if any."""
    tables = data.tables
    total = np.zeros(tables.node_count)
    option = data.implied.get("edge_width", spec.edge_width)
    if not _is_flow(option, data):
        return total
    flow = np.nan_to_num(as_numbers(read_option(as_by(option), data.edges, "edge_width")))
    for end in (tables.source, tables.target):
        total += np.bincount(end, flow, minlength=tables.node_count)
    return total


def free_of_nodes(data: Data, page: Page, curves: Curves, whole: FloatArray) -> Curves:
    """Let lines that narrow start at the rim of their source and end before that of their target.

    Parameters
    ----------
    data, page, curves
        What is drawn, where, and the lines of the edges.
    whole
        ``(P,)`` which of the lines end at their target.
    """
    if data.direction != "taper":
        return curves
    radius = np.nan_to_num(page.radius)
    start, end = (radius[side[curves.edge]] for side in (data.tables.source, data.tables.target))
    begins = np.abs(curves.points[curves.offsets[:-1]] - data.xy[data.tables.source[curves.edge]])
    size = max(abs(page.limits[1] - page.limits[0]), 1e-300)
    starts = begins.max(axis=1, initial=0.0) < 1e-6 * size
    return between_rims(
        curves, page.scale, np.where(starts, start, 0.0), np.where(whole, end + RIM_GAP_PT, 0.0)
    )


def looks_of(given: Mapping[str, Any], spec: PlotSpec) -> dict[str, Any]:
    """Return the looks that were not given and follow from others."""
    return {name: option for name, option in given.items() if option is not getattr(spec, name)}
