"""A spec, its Data and a size -> Scene: the recipe of every picture."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vizlib.arrays import FloatArray
from vizlib.core.colors import one_each
from vizlib.core.data import Data
from vizlib.core.describe import describe
from vizlib.core.edge_density import EdgeDensity, edge_density
from vizlib.core.edge_layers import edge_layers
from vizlib.core.meaning import meaning_of
from vizlib.core.sheet import (
    Draft,
    lay_out,
    legends_of,
    looks_at,
    names_groups,
    without_groups,
)
from vizlib.core.spec import PlotSpec, figure_size, names_nodes
from vizlib.core.tracks import TracksMixin
from vizlib.encodings.label_option import Label, as_label, importance, words_of
from vizlib.encodings.read_option import read_option
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.scene.extent import inside, with_room, without_slack
from vizlib.scene.geometry import Geometry, Labels, Scene
from vizlib.scene.labels.place import place_labels
from vizlib.scene.page import Page, with_marker_margins
from vizlib.scene.sheet import ON_PAGE, Setting, Sheet
from vizlib.scene.text import shorten

MAX_LABEL_LETTERS = 32
"""Letters of a label; what is longer is shortened."""

Size = tuple[float, float] | None
Words = dict[str, Labels]


def compose(spec: PlotSpec, data: Data, size: Size = None, setting: Setting = ON_PAGE) -> Scene:
    """Compute every array of a picture; nothing is drawn.

    Parameters
    ----------
    spec, data
        What is drawn.
    size
        Width and height of the whole picture in inches; by default ``figsize``, or what the plot,
        its words and its guides need.
    setting
        What the place decides that it is made for.
    """
    density = edge_density(spec, data)
    draft, sheet, page, labels, unlabelled = lay_out_page(spec, data, size, setting, density)
    layers: dict[str, Geometry] = {
        **spec.background(data, page),
        **(spec.draw_tracks(data, page) if isinstance(spec, TracksMixin) else {}),
        **edge_layers(spec, data, page, density),
        **spec._draw_nodes(data, page),
        **spec.foreground(data, page),
        **labels,
    }
    if draft.size is None:
        page = page if spec.defaults.clip else without_slack(page, layers.values())
        sheet = draft.around(replace(sheet, picture=page.used_size), sheet.place)
    title, subtitle, caption = draft.text
    return Scene(
        layers=layers, limits=page.limits, size=draft.size or sheet.size,
        margins=page.margins, guides=sheet.guides, legend_place=sheet.place, head=sheet.head,
        foot=sheet.foot, title=title, subtitle=subtitle, caption=caption,
        font_size=sheet.font_size,
        page_margin=sheet.margin, description=describe(spec, data, unlabelled), theme=data.theme,
        unlabelled=unlabelled, aspect=spec.defaults.aspect, clip=spec.defaults.clip,
        unclipped=spec.defaults.unclipped, crowded=sheet.crowded, meaning=meaning_of(spec, data),
        **spec._scene_options(data),
    )  # fmt: skip


def lay_out_page(
    spec: PlotSpec, data: Data, size: Size, setting: Setting, density: EdgeDensity | None
) -> tuple[Draft, Sheet, Page, Words, int]:
    """Share the page between words, guides and picture, and find room for the labels.

    A legend that the names of groups replace is left out, unless some of them have no room.

    Returns
    -------
    draft, sheet, page
        What stands where.
    labels
        Layer -> the labels that have room.
    unlabelled
        How many have none.
    """
    draft = Draft(spec=spec, data=data, size=size or figure_size(spec.figsize), setting=setting)
    looks = looks_at(spec, data, draft.plain())
    needed, replaced = without_groups(spec, data, legends_of(spec, data, looks, density))
    draft = replace(draft, legends=needed)
    sheet, page, labels, lost = _labelled(draft)
    named = labels["group_labels"].text if "group_labels" in labels else ()
    if replaced and set(named) != set(data.order.labels):
        draft = replace(draft, legends=(*replaced, *needed))
        sheet, page, labels, lost = _labelled(draft)
    return draft, sheet, page, labels, lost


def _labelled(draft: Draft) -> tuple[Sheet, Page, Words, int]:
    """Lay out a draft, with its labels."""
    sheet = lay_out(draft)
    page = new_page(draft.spec, draft.data, sheet)
    page, labels, lost = label_page(draft.spec, draft.data, page)
    lost += draft.spec._unnamed(draft.data, page)
    if draft.size is None:
        return sheet, with_room(page, labels.values()), labels, lost
    kept = {name: words.keep(inside(page, words)) for name, words in labels.items()}
    counts = [sum(len(words.text) for words in some.values()) for some in (labels, kept)]
    return sheet, page, kept, lost + counts[0] - counts[1]


def new_page(spec: PlotSpec, data: Data, sheet: Sheet) -> Page:
    """Return the picture in the making, with room for the nodes' markers at its rim."""
    looks = looks_at(spec, data, sheet)
    count = data.tables.node_count
    limits = spec.limits(data.frame, sheet.picture[0] / sheet.picture[1])
    return with_marker_margins(
        Page(
            size=sheet.picture,
            limits=limits,
            aspect=spec.defaults.aspect,
            theme=data.theme,
            font_size=sheet.font_size,
            xy=visible_xy(spec, data, limits),
            node_size=one_each(looks["node_size"].values, count),
            node_shape=one_each(looks["node_shape"].values, count),
            edge_width=data.focused_widths(looks["edge_width"].values),
            least=spec.margins(data).zoomed(sheet.zoom),
            zoom=sheet.zoom,
        )
    )


def visible_xy(spec: PlotSpec, data: Data, limits: tuple[float, float, float, float]) -> FloatArray:
    """Return ``(N, 2)`` positions of the nodes, NaN where a clipped picture leaves one out."""
    if not spec.defaults.clip:
        return data.xy
    x0, x1, y0, y1 = limits
    slack = 1e-6 * max(x1 - x0, y1 - y0)
    with np.errstate(invalid="ignore"):
        inside = (data.xy >= [x0 - slack, y0 - slack]) & (data.xy <= [x1 + slack, y1 + slack])
    return np.where(inside[:, :1] & inside[:, 1:], data.xy, np.nan)


def label_page(spec: PlotSpec, data: Data, page: Page) -> tuple[Page, Words, int]:
    """Find room for the labels.

    Returns
    -------
    page
        The picture with margins for them.
    labels
        Layer -> the labels that have room.
    unlabelled
        How many have none.
    """
    wanted = wanted_labels(spec, data, page)
    labels = {name: labels for name, (labels, _) in wanted.items()}
    page, placed = place_labels(page, labels, {name: rank for name, (_, rank) in wanted.items()})
    aspect = page.inner_size[0] / page.inner_size[1]
    page = replace(page, limits=spec.limits(data.frame, aspect))
    counts = [sum(len(some.text) for some in words.values()) for words in (labels, placed)]
    return page, placed, counts[0] - counts[1]


def count_unlabelled(spec: PlotSpec, data: Data) -> int:
    """Count the labels that have no room in the picture at its own size."""
    grouped = spec.defaults.names_groups_alone or data.order.grouped
    if not (grouped or names_nodes(spec) or as_label(spec.edge_labels)):
        return 0
    return lay_out_page(spec, data, None, ON_PAGE, edge_density(spec, data))[-1]


@dataclass(frozen=True)
class _Kind:
    """What labels name: nodes or edges."""

    option: str
    nodes: bool


def wanted_labels(spec: PlotSpec, data: Data, page: Page) -> dict[str, tuple[Labels, FloatArray]]:
    """Return the labels that are asked for, by layer, and ``(L,)`` how much each matters."""
    wanted: dict[str, tuple[Labels, FloatArray]] = {}
    groups = spec.label_groups(data, page) if names_groups(spec, data) else None
    if groups is not None:
        sizes = data.order.sizes.astype(float)
        alike = len(sizes) == len(groups.text)
        wanted["group_labels"] = groups, sizes if alike else np.ones(len(groups.text))
    for kind in (_Kind("node_labels", True), _Kind("edge_labels", False)):
        labels = _named(spec, data, page, kind)
        if labels is not None:
            wanted[kind.option] = labels
    return {name: (labels, rank) for name, (labels, rank) in wanted.items() if labels.text}


def _named(spec: PlotSpec, data: Data, page: Page, kind: _Kind) -> tuple[Labels, FloatArray] | None:
    """Return the labels of nodes or edges that matter, and how much."""
    option = as_label(getattr(spec, kind.option))
    if option is None or (kind.nodes and spec.defaults.names_inside):
        return None
    table = data.nodes if kind.nodes else data.edges
    text = tuple(
        shorten(words, MAX_LABEL_LETTERS) for words in words_of(option, table, kind.option)
    )
    labels = (spec.label_nodes if kind.nodes else spec._label_edges)(data, page, text)
    labels = replace(
        labels,
        stands_for="node" if kind.nodes else "edge",
        item=np.arange(len(text), dtype=np.int32),
    )
    rank = (
        label_rank(spec, data, page)
        if kind.nodes
        else importance(option, table, _edge_rank(data, page, option), kind.option)
    )
    seen = np.array([bool(words) for words in text], bool) & (rank >= 0)
    seen &= np.isfinite(labels.xy).all(axis=1)
    if data.focus is not None:
        seen &= data.focus.nodes if kind.nodes else data.focus.edges
    return labels.keep(seen), rank[seen]


def _edge_rank(data: Data, page: Page, option: Label) -> FloatArray:
    """Return ``(E,)`` how much each edge's label matters where the option does not say.

    By width, then by what is written where that is a number, then by the degree of the ends.
    """
    tables = data.tables
    degree = np.bincount(np.r_[tables.source, tables.target], minlength=tables.node_count)
    ends = degree[tables.source] + degree[tables.target]
    values = read_option(option.field, data.edges, "edge_labels")
    numeric = kind_of(values) in ("number", "datetime")
    amount = np.nan_to_num(as_numbers(values), nan=-np.inf) if numeric else np.zeros(len(ends))
    rank = np.empty(len(ends))
    rank[np.lexsort([ends, amount, one_each(page.edge_width, len(ends))])] = np.arange(len(ends))
    return rank


def label_rank(spec: PlotSpec, data: Data, page: Page) -> FloatArray:
    """Return ``(N,)`` how much each node's label matters, -1 for one that is not wanted.

    By what the option says, else by size, then by degree.
    """
    degree = np.bincount(data.tables.source, minlength=data.tables.node_count) + np.bincount(
        data.tables.target, minlength=data.tables.node_count
    )
    rank = np.empty(len(degree))
    rank[np.lexsort([degree, page.node_size])] = np.arange(len(degree))
    usual = pd.Series(rank).groupby([page.node_size, degree]).transform("max").to_numpy(float)
    option = as_label(spec.node_labels)
    return usual if option is None else importance(option, data.nodes, usual, "node_labels")
