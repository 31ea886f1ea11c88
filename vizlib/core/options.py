"""What a plot was given -> its options checked, fields encoded, nodes in order."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from vizlib.encodings.encode import Encoding, encode_color, encode_shape, encode_size
from vizlib.encodings.scales import By
from vizlib.encodings.themes import Theme
from vizlib.errors import VizlibError, unknown_choice
from vizlib.graphs.fields import FieldTable
from vizlib.layouts.order import Order, order_nodes

ALPHAS = (0.25, 1.0)
BLENDS = {"edge_blend": ("over", "density"), "density_scale": ("linear", "log", "eq_hist")}
ENDS = ("source", "target", "gradient")


def check_title(title: Any) -> None:
    """Refuse a title that is not text."""
    if title is not None and not isinstance(title, str):
        raise VizlibError(f"title must be text; {title!r} is a {type(title).__name__}.")


def check_flag(name: str, given: Any, others: Sequence[Any] = ()) -> None:
    """Refuse what is neither True nor False nor one of a few words."""
    if isinstance(given, (bool, np.bool_)) or any(
        given is each or given == each for each in others
    ):
        return
    raise unknown_choice(name, given, [True, False, *others])


def check_density(plot: Any) -> None:
    """Refuse blends and scales that do not exist."""
    for name, known in BLENDS.items():
        if getattr(plot, name) not in known:
            raise unknown_choice(name, getattr(plot, name), known)
    if plot.edge_blend == "density" and plot.raster is False:
        raise VizlibError("edge_blend='density' counts pixels; raster=False leaves none to count.")


def check_figsize(figsize: Any) -> tuple[float, float] | None:
    """Return width and height in inches, or None where none was given."""
    if figsize is None:
        return None
    try:
        width, height = (float(each) for each in figsize)
    except (TypeError, ValueError):
        width = height = -1.0
    if not (0 < width < 1000 and 0 < height < 1000):
        raise VizlibError(
            f"figsize must be a width and a height in inches, such as (6, 6); it is {figsize!r}."
        )
    return width, height


def values_of(option: Any, table: FieldTable, name: str) -> "pd.Series[Any]":
    """Read a field by its name, or data as it was given."""
    given = option.field if isinstance(option, By) else option
    if isinstance(given, str):
        return table.field(given)
    if np.isscalar(given) or given is None:
        raise VizlibError(
            f"{name}={given!r} is not a field: give the name of one, or a value for each of the"
            f" {table.count:,} {table.kind}."
        )
    return table.align(given)


def arrange(nodes: FieldTable, group_by: Any, group_order: Any, sort_by: Any) -> Order:
    """Put the nodes in order by a plot's ``group_by``, ``group_order`` and ``sort_by``."""
    groups = None if group_by is None else values_of(group_by, nodes, "group_by")
    if groups is not None and len(groups) and groups.isna().all():
        raise VizlibError(
            f"group_by={group_by!r}: all {len(groups):,} values are missing; name another field."
        )
    return order_nodes(nodes.count, groups, group_order, list(sort_keys(nodes, sort_by)))


def edge_weights(option: Any, edges: FieldTable) -> "pd.Series[Any]":
    """Read what edges weigh: numbers of 0 or more, missing where nothing is said."""
    values = values_of(option, edges, "edge_weight")
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    if (numbers.isna() & values.notna()).any():
        raise VizlibError(
            f"edge_weight={option!r}: weights are added up, and some values are no numbers."
        )
    if (numbers < 0).any() or np.isinf(numbers).any():
        raise VizlibError(
            f"edge_weight={option!r} has values below zero or infinite ones; a weight is 0 or more."
        )
    return numbers


def sort_keys(
    table: FieldTable, sort_by: Any, name: str = "sort_by"
) -> Iterator[tuple["pd.Series[Any]", bool]]:
    """Read the values that rows are sorted by, the most important first, and which run down."""
    several = isinstance(sort_by, (list, tuple)) and all(
        isinstance(each, (str, By)) for each in sort_by
    )
    for key in sort_by if several else [] if sort_by is None else [sort_by]:
        reverse = isinstance(key, By) and key.reverse
        yield values_of(key, table, name), reverse


def encode_nodes(plot: Any, nodes: FieldTable, theme: Theme) -> dict[str, Encoding]:
    """Encode the looks of the nodes that do not depend on the size of the picture."""
    return {
        "node_color": encode_color(
            plot.node_color, nodes, default=theme.node, theme=theme, name="node_color"
        ),
        "node_alpha": encode_size(
            plot.node_alpha, nodes, default=1.0, range=ALPHAS, name="node_alpha", theme=theme
        ),
        "node_shape": encode_shape(plot.node_shape, nodes, name="node_shape", theme=theme),
    }


def encode_edges(
    plot: Any, edges: FieldTable, theme: Theme, default_alpha: float
) -> dict[str, Encoding]:
    """Encode the looks of the edges that do not depend on the size of the picture."""
    color = None if follows(plot.edge_color, edges) else plot.edge_color
    return {
        "edge_color": encode_color(
            color, edges, default=theme.edge, theme=theme, name="edge_color", mark="edge"
        ),
        "edge_alpha": encode_size(
            plot.edge_alpha,
            edges,
            default=default_alpha,
            range=(0.12, 0.95),
            name="edge_alpha",
            theme=theme,
            mark="edge",
        ),
    }


def follows(color: Any, edges: FieldTable) -> str | None:
    """Tell which end's colour the edges take, where no field of the edges has that name."""
    if isinstance(color, str) and color in ENDS and color not in edges.names():
        return color
    return None
