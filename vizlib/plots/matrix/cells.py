"""A matrix's edges -> its cells with a value and a colour each, or cells gathered into pixels."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.data import Data
from vizlib.encodings.encode import Encoding, encode_color
from vizlib.encodings.fit import CategoryScale
from vizlib.encodings.given_colors import given_colors
from vizlib.encodings.number_scale import NumberScale
from vizlib.encodings.read_option import read_option
from vizlib.encodings.scales import By, Value, as_by, by, field_name
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, shown
from vizlib.graphs.adjacency import Cells, aggregate
from vizlib.graphs.fields import frame_fields
from vizlib.graphs.tables import GraphTables
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.plots.matrix.blocks import NOMINAL_PX, BlockLayout
from vizlib.rendering.rasterize import bin_cells, bin_sums
from vizlib.scene.geometry import BinnedCells

Gather = Literal["count", "sum", "mean", "max"]
LOG_SPAN = 20
"""How many times its least the greatest count is where counts are shown by their logarithm."""


@dataclass(frozen=True, eq=False)
class Binned:
    """Cells gathered into pixels.

    Parameters
    ----------
    cells
        What is gathered, and how it becomes colours.
    encoding
        What the colours mean.
    """

    cells: BinnedCells
    encoding: Encoding


def is_constant(option: Any) -> bool:
    """Tell whether an option shows no field."""
    return option is None or isinstance(option, (Value, tuple))


def cells_of(data: Data, edge_color: Any) -> Cells:
    """Return which nodes are joined, and the value of each cell."""
    if data.colored_by or is_constant(edge_color) or _are_colors(data, edge_color):
        return aggregate(data.tables, None)
    return aggregate(data.tables, read_option(edge_color, data.edges, "edge_color"))


def _are_colors(data: Data, edge_color: object) -> bool:
    return given_colors(edge_color, data.edges) is not None


def encode_cells(data: Data, edge_color: Any, cells: Cells, usual: Encoding) -> Encoding:
    """Encode the colours of cells: by their values, which may be sums, or by their counts."""
    values = cells.values
    if usual.given:
        return replace(usual, values=usual.values[cells.edge])
    if data.colored_by or (edge_color is not None and is_constant(edge_color)):
        return usual
    scale = data.shared.scales.get("edge_color")
    if edge_color is None and scale is None and (not len(values) or len(values.unique()) == 1):
        return usual
    name = field_name(edge_color) or ("edges" if edge_color is None else as_by(edge_color).heading)
    how = replace(as_by(edge_color), field=name) if edge_color is not None else by(name)
    return encode_color(
        how, frame_fields("edges", pd.DataFrame({name: values.to_numpy()})),
        default=data.theme.edge, theme=data.theme, name="edge_color", mark="cell", scale=scale,
    )  # fmt: skip


def with_plain_commonest(look: Encoding, theme: Theme) -> Encoding:
    """Let a category that most nodes have be grey, so that the others are seen on diagonals."""
    scale = look.scale
    if not isinstance(scale, CategoryScale) or not look.own_colors or not scale.counts:
        return look
    commonest = int(np.argmax(scale.counts))
    if 2 * scale.counts[commonest] <= sum(scale.counts) or look.legend is None:
        return look
    label = scale.labels[commonest]
    if label not in look.legend.labels or len(look.legend.colors) < len(look.legend.labels):
        return look
    old = look.legend.colors[look.legend.labels.index(label)]
    plain = theme.rgba("other")

    def grey(rgba: FloatArray) -> FloatArray:
        return np.where((rgba == old).all(axis=1, keepdims=True), plain, rgba)

    legend = replace(look.legend, colors=grey(look.legend.colors))
    return replace(look, values=grey(look.values), legend=legend)


def bin_edges(data: Data, gather: Gather, edge_color: Any) -> Binned:
    """Gather the cells of a matrix into pixels, and find the colours for what is gathered."""
    blocks: BlockLayout = data.layout
    width, height = blocks.extent
    side = max(width, height) / NOMINAL_PX
    values = np.zeros(0)
    if gather != "count":
        if _are_colors(data, edge_color):
            raise VizlibError(
                f"cell_gather={gather!r} needs edge_color: numbers, and colours were given."
            )
        given = read_option(edge_color, data.edges, "edge_color")
        if kind_of(given) == "category":
            raise VizlibError(
                f"cell_gather={gather!r} needs edge_color: numbers, and {shown(edge_color)} holds"
                " categories; show these by cell_gather='auto'."
            )
        values = as_numbers(given)
    cells = BinnedCells(
        xy=data.xy - blocks.node_cell[:, None] / 2,
        source=data.tables.source, target=data.tables.target,
        both=not data.tables.directed, values=values, gather=gather, cells=max(side * side, 1.0),
        shade=_opaque, count_partitions=_partition_counter(data.tables), side=_side(blocks),
        stands_for="cell",
    )  # fmt: skip
    size = max(round(width / side), 1), max(round(height / side), 1)
    seen = bin_cells(cells, (0.0, width, height, 0.0), size)
    encoding = _encode_bins(data, cells, edge_color, seen[~np.isnan(seen)])
    return Binned(replace(cells, shade=_shade_by(encoding)), encoding)


def _side(blocks: BlockLayout) -> FloatArray:
    """Return ``(N,)`` sides of cells, or one where all are alike."""
    return np.ones(1) if blocks.mosaic is None else blocks.node_cell


def _opaque(numbers: FloatArray) -> FloatArray:
    return np.ones((len(numbers), 4))


def _shade_by(encoding: Encoding) -> Callable[[FloatArray], FloatArray]:
    """Return what turns gathered numbers into colours; it travels with the data."""
    ramp = encoding.legend.ramp if encoding.legend else np.zeros((0, 4))
    if not isinstance(encoding.scale, NumberScale) or not len(ramp):
        return partial(_alike, encoding.values[:1])
    return partial(_shaded, encoding.scale, ramp)


def _alike(rgba: FloatArray, numbers: FloatArray) -> FloatArray:
    return np.repeat(rgba, len(numbers), axis=0)


def _shaded(scale: NumberScale, ramp: FloatArray, numbers: FloatArray) -> FloatArray:
    color: FloatArray = ramp[np.round(scale.share(numbers) * (len(ramp) - 1)).astype(int)]
    return color


def _encode_bins(data: Data, cells: BinnedCells, edge_color: Any, seen: FloatArray) -> Encoding:
    name = field_name(edge_color) or "edges"
    per = " per pixel" if cells.gather in ("count", "sum") and cells.cells > 1 else ""
    title = f"edges{per}" if cells.gather == "count" else f"{cells.gather} of {name}{per}"
    numbers = seen if len(seen) else np.ones(1)
    wide = cells.gather == "count" and numbers.max() > LOG_SPAN * max(numbers.min(), 1e-300)
    how = edge_color if isinstance(edge_color, By) else by("v", scale="log" if wide else "auto")
    how = replace(how, field="v", title=how.title or title, legend=True)
    scale = data.shared.scales.get("edge_color")
    return encode_color(
        how, frame_fields("edges", pd.DataFrame({"v": numbers})), default=data.theme.edge,
        theme=data.theme, name="edge_color", mark="cell",
        scale=None if isinstance(scale, CategoryScale) else scale,
    )  # fmt: skip


def _partition_counter(tables: GraphTables) -> Any:
    """Return what gathers cells in their partitions, or None where they are in memory."""
    partitions = tables.partitions
    if partitions is None:
        return None

    def count(cells: BinnedCells, view: Any, size: Any) -> tuple[FloatArray, ...]:
        work = partial(_count_partition, cells.xy, cells.both, cells.side, view, size)
        total: FloatArray = partitions.reduce(work, np.add)
        return total, total[:0], total[:0]

    return count


def _count_partition(
    xy: FloatArray, both: bool, side: FloatArray, view: Any, size: Any, tables: GraphTables
) -> FloatArray:
    part = BinnedCells(
        xy=xy, source=tables.source, target=tables.target, both=both, values=np.zeros(0),
        gather="count", cells=1.0, shade=_opaque, side=side,
    )  # fmt: skip
    return bin_sums(part, view, size)[0]
