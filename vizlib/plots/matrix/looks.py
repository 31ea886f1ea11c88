"""A matrix's cells and blocks -> the looks that they have."""

from dataclasses import replace
from typing import Any

from vizlib.arrays import FloatArray
from vizlib.core.colors import one_each
from vizlib.core.data import Data
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.graphs.adjacency import Cells
from vizlib.plots.matrix.cells import encode_cells
from vizlib.plots.matrix.ground import outside_ink, small_cells

MAX_GROUND_GROUPS = 200
"""Groups beyond which the density of each pair is not shown."""


def encode_blocks(data: Data, block_color: Any) -> Encoding:
    """Encode the colours of the outlines of many graphs."""
    looks = data.encodings
    return encode_color(
        block_color, data.layout.fields, default=data.theme.muted, theme=data.theme,
        name="block_color", mark="cell", scale=data.shared.scales.get("block_color"),
        taken=[looks["node_color"], looks["edge_color"]],
    )  # fmt: skip


def block_colors(data: Data) -> FloatArray:
    """Return ``(B, 4)`` colours of the outlines of many graphs, in the order of the places."""
    rgba = one_each(data.encodings["block_color"].values, len(data.order.labels))
    placed: FloatArray = rgba[data.layout.graph]
    return placed


def with_cells(data: Data, cells: Cells, edge_color: Any, plain: bool) -> dict[str, Encoding]:
    """Return the looks of a matrix with those of its cells.

    Parameters
    ----------
    data, cells
        The matrix.
    edge_color
        What cells should show.
    plain
        Whether they show nothing, so that they may say whether they are inside groups.
    """
    encodings = dict(data.encodings)
    look = encode_cells(data, edge_color, cells, encodings["edge_color"])
    if look is encodings["edge_color"] and edge_color is None and not data.colored_by:
        look = replace(look, values=outside_ink(data))
    if data.layout.small and plain and len(data.order.labels) <= MAX_GROUND_GROUPS:
        shown = small_cells(data, cells)
        look, encodings["density"] = shown.cells, shown.density
    if len(look.values) > 1 or look.field is not None or look.given or look.legend is not None:
        look = replace(look, values=one_each(look.values, len(cells.row))[cells.cell])
    return {**encodings, "edge_color": look}
