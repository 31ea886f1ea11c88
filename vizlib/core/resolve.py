"""A spec -> Data: what its options mean for its graph, made once."""

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from vizlib.arrays import FloatArray
from vizlib.core.colors import colored_by
from vizlib.core.data import Data
from vizlib.core.defaults import TAPER_SOURCE
from vizlib.core.edge_ink import with_ink
from vizlib.core.spec import PlotSpec
from vizlib.encodings.encode import Encoding, encode_color, encode_shape, encode_size
from vizlib.encodings.fit import CategoryScale
from vizlib.encodings.label_option import as_label, importance, words_of
from vizlib.encodings.scales import By, Value, field_name
from vizlib.encodings.themes import Theme, as_theme
from vizlib.encodings.track_option import resolve_tracks
from vizlib.errors import VizlibError
from vizlib.graphs.collection import Collection
from vizlib.graphs.fields import edge_fields, node_fields

NODE_ALPHAS = (0.25, 1.0)
EDGE_ALPHAS = (0.12, 0.95)
Spec = TypeVar("Spec", bound=PlotSpec)


def resolve(spec: PlotSpec) -> Data:
    """Find out what a description means for its graph: tables, order, positions, looks.

    Raises
    ------
    VizlibError
        Where an option names no field, or the plot cannot show such a graph.
    """
    data = _read(spec)
    data = replace(data, order=_order(spec, data))
    data = replace(data, layout=_layout(spec, data))
    data = replace(data, xy=_positions(spec, data))
    data = replace(data, implied=spec._implied(data))
    data = replace(data, encodings={**encode_looks(spec, data), **_own_sizes(spec, data)})
    data = replace(data, colors_groups=_colors_groups(spec, data))
    plain = spec.edge_color is None and not data.counts_edges
    if data.colors_groups and spec.defaults.groups_color and plain:
        data = replace(data, colored_by="group")
    options = getattr(spec, "tracks", ())
    taken = [data.encodings["node_color"], data.encodings["edge_color"]]
    tracks = resolve_tracks(options, data.nodes, data.theme, data.shared.scales, taken)
    return spec._encode(with_ink(spec, replace(data, tracks=tracks)))


def _colors_groups(spec: PlotSpec, data: Data) -> bool:
    """Tell whether nodes have the colours of their groups."""
    look, group = data.encodings["node_color"], field_name(spec.group_by)
    category = isinstance(look.scale, CategoryScale)
    same = option_of(spec, data, "node_color") is spec.group_by is not None
    named = group is not None and look.field == group
    return data.order.grouped and category and (same or named)


def with_options(spec: Spec, **options: Any) -> Spec:
    """Return the same description with other options."""
    now = {option.name: getattr(spec, option.name) for option in fields(spec)} | options
    return type(spec)(now.pop("graph"), **now)


def _read(spec: PlotSpec) -> Data:
    """Read the graph, and what can be said of it at once."""
    source = spec._read()
    tables = source.tables if isinstance(source, Collection) else source
    data = Data(
        source=source, tables=tables, nodes=node_fields(tables), edges=edge_fields(tables),
        theme=as_theme(spec.theme), focus=spec.focus, direction=_direction(spec, tables.directed),
        colored_by=colored_by(spec.edge_color, edge_fields(tables)),
        counts_edges=spec.edge_blend == "density", shared=spec.shared,
    )  # fmt: skip
    if spec.focus is not None:
        spec.focus.check(tables)
    _check_partitions(spec, data)
    _check_labels(spec, data)
    return data


def _check_partitions(spec: PlotSpec, data: Data) -> None:
    """Refuse edges in partitions where they are not counted."""
    if data.tables.partitions is None or data.counts_edges or spec._counts_cells():
        return
    raise VizlibError(
        f"The edges are in partitions, and this {type(spec).__name__} would need all at once:"
        " give edge_blend='density' (a MatrixPlot: cell_gather='count'), or read the graph"
        " without partitioned=True."
    )


def _direction(spec: PlotSpec, directed: bool) -> str:
    """Return how direction is shown: ``"none"``, or one of the plot's ways."""
    if not directed and spec.direction not in ("auto", "none"):
        raise VizlibError(
            f"direction={spec.direction!r}: the graph is undirected, so its edges have none."
        )
    if not directed:
        return "none"
    return spec.defaults.directions[0] if spec.direction == "auto" else spec.direction


def _check_labels(spec: PlotSpec, data: Data) -> None:
    for name, table in (("node_labels", data.nodes), ("edge_labels", data.edges)):
        option = as_label(getattr(spec, name))
        if option is not None:
            importance(option, table, np.zeros(table.count), name)
            words_of(option, table, name)


def _order(spec: PlotSpec, data: Data) -> Any:
    if data.frame is not data:
        return data.frame.order
    return spec._arrange(data) if data.shared.order is None else data.shared.order


def _layout(spec: PlotSpec, data: Data) -> Any:
    return spec._lay_out(data) if data.frame is data else data.frame.layout


def _positions(spec: PlotSpec, data: Data) -> FloatArray:
    """Let a plot place its nodes, and check what it returns."""
    if data.frame is not data:
        return data.frame.xy
    given = spec.place(data)
    count, where = data.tables.node_count, f"{type(spec).__name__}.place"
    if given is None:
        raise VizlibError(
            f"{where} returned None; end it with return xy, an array of shape ({count}, 2): a"
            " position for each node."
        )
    try:
        xy: FloatArray = np.array(given, float)
    except (TypeError, ValueError) as error:
        raise VizlibError(
            f"{where} must return ({count}, 2) numbers, a position for each node; it returned a"
            f" {type(given).__name__} that is none."
        ) from error
    if xy.shape != (count, 2):
        raise VizlibError(
            f"{where} must return an array of shape ({count}, 2), a position for each node; it has"
            f" the shape {xy.shape}."
        )
    return xy


def option_of(spec: PlotSpec, data: Data, name: str) -> Any:
    """Return what an option means: as it was given, or as it follows from the graph."""
    return data.implied.get(name, getattr(spec, name))


def encode_looks(spec: PlotSpec, data: Data) -> dict[str, Encoding]:
    """Encode the looks that do not depend on the size of the picture."""
    theme, scales = data.theme, data.shared.scales
    nodes, edges = data.nodes, data.edges
    given = {name: option_of(spec, data, name) for name in _LOOKS}
    edge_color = None if data.colored_by else given["edge_color"]
    node_color = encode_color(
        given["node_color"], nodes, default=getattr(theme, spec.defaults.node_color), theme=theme,
        name="node_color", scale=scales.get("node_color"),
    )  # fmt: skip
    return {
        "node_color": node_color,
        "node_alpha": encode_size(
            given["node_alpha"], nodes, default=1.0, range=NODE_ALPHAS, name="node_alpha",
            theme=theme, scale=scales.get("node_alpha"),
        ),
        "node_shape": encode_shape(
            given["node_shape"], nodes, name="node_shape", theme=theme,
            scale=scales.get("node_shape"),
        ),
        "edge_color": encode_color(
            edge_color, edges, default=theme.edge, theme=theme, name="edge_color", mark="edge",
            scale=scales.get("edge_color"), taken=[node_color], ramp=edge_ramp(spec, theme),
        ),
        "edge_alpha": encode_size(
            given["edge_alpha"], edges, default=spec.defaults.edge_opacity.most,
            range=EDGE_ALPHAS, name="edge_alpha", theme=theme, mark="edge",
            scale=scales.get("edge_alpha"),
        ),
    }  # fmt: skip


def edge_ramp(spec: PlotSpec, theme: Theme) -> str | None:
    """Return the name of the ramp for numbers of edges, None for the theme's usual one."""
    return theme.flow if spec.defaults.edge_ramp == "flow" else None


_LOOKS = ("node_color", "node_alpha", "node_shape", "edge_color", "edge_alpha")


def _own_sizes(spec: PlotSpec, data: Data) -> dict[str, Encoding]:
    room = spec.measures(data.sized_by, None).node_room
    return {name: _encode_size(spec, data, name, room) for name in ("node_size", "edge_width")}


def size_ranges(
    spec: PlotSpec, data: Data, node_room: float, zoom: float = 1.0
) -> dict[str, tuple[float, float, float]]:
    """Return the least, the usual and the greatest size of nodes and width of edges."""
    least, usual, most = spec.defaults.edge_widths.widths(data.sized_by.tables.edge_count)
    wider = TAPER_SOURCE if data.direction == "taper" else 1.0
    return {
        "node_size": spec.defaults.node_sizes.areas(node_room, zoom),
        "edge_width": (wider * least, wider * usual, wider * most),
    }


def encodings_at(
    spec: PlotSpec, data: Data, node_room: float, zoom: float = 1.0
) -> dict[str, Encoding]:
    """Return the looks of a picture where each node has a room in points: sizes follow it.

    Parameters
    ----------
    spec, data
        What is drawn.
    node_room
        Points that each node has for itself.
    zoom
        By how much strokes and discs are larger than on a page of six inches; what is given in
        points stays as it is.
    """
    return {
        **data.encodings,
        "node_size": _encode_size(spec, data, "node_size", node_room, zoom),
        "edge_width": _zoomed_widths(spec, data, zoom),
    }


def _zoomed_widths(spec: PlotSpec, data: Data, zoom: float) -> Encoding:
    """Return the widths of edges, as many times as wide where no points are given."""
    look, given = data.encodings["edge_width"], spec.edge_width
    given = given.value if isinstance(given, Value) else given
    in_points = given.range is not None if isinstance(given, By) else np.isscalar(given)
    if zoom == 1 or (in_points and not isinstance(given, str)):
        return look
    legend = look.legend and replace(look.legend, sizes=look.legend.sizes * zoom)
    return replace(look, values=look.values * zoom, legend=legend)


def _encode_size(
    spec: PlotSpec, data: Data, name: str, node_room: float, zoom: float = 1.0
) -> Encoding:
    least, usual, most = size_ranges(spec, data, node_room, zoom)[name]
    return encode_size(
        option_of(spec, data, name), data.table_of(name), default=usual,
        range=data.shared.ranges.get(name, (least, most)), name=name, theme=data.theme,
        mark="node" if name == "node_size" else "edge", scale=data.shared.scales.get(name),
    )  # fmt: skip
