"""A spec, its Data and a size -> Scene: the recipe of every picture."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vizlib.arrays import BoolArray, FloatArray
from vizlib.core.colors import one_each
from vizlib.core.data import Data
from vizlib.core.describe import describe
from vizlib.core.edge_density import EdgeDensity, edge_density
from vizlib.core.edge_layers import edge_layers
from vizlib.core.ground import ground_layers
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
from vizlib.encodings.label_option import Label, as_label, importance, label_color, words_of
from vizlib.encodings.read_option import read_option
from vizlib.graphs.fields import FieldTable
from vizlib.graphs.values import as_numbers, kind_of
from vizlib.scene.extent import with_room, without_slack
from vizlib.scene.geometry import NO_MARGINS, Geometry, Labels, Margins, Scene
from vizlib.scene.labels.place import PlacedLabels, on_page, place_labels, with_names_inside
from vizlib.scene.labels.wanted import Wanted, with_words, words_of_wanted
from vizlib.scene.page import Page, with_marker_margins
from vizlib.scene.sheet import ON_PAGE, Setting, Sheet
from vizlib.scene.text import folded, shorten

FOLD_LETTERS = 24
"""Letters of a label; what is longer is broken into two lines, where it has a blank."""
GROUP_FOLD_LETTERS = 16
"""The same of a group's name."""
MAX_LINE_LETTERS = 32
"""Letters of a line of a label; what is longer is shortened."""

Size = tuple[float, float] | None


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
    draft, sheet, named = lay_out_page(spec, data, size, setting, density)
    page, unlabelled = named.page, named.unlabelled
    layers: dict[str, Geometry] = {
        **spec.background(data, page),
        **ground_layers(data, page),
        **(spec.draw_tracks(data, page) if isinstance(spec, TracksMixin) else {}),
        **edge_layers(spec, data, page, density),
        **spec._draw_nodes(data, page),
        **spec.foreground(data, page),
        **named.leaders,
        **named.labels,
    }
    if draft.size is None:
        page = page if spec.defaults.clip else without_slack(page, layers.values())
        sheet = draft.around(replace(sheet, picture=page.used_size), sheet.place)
    title, subtitle, caption = draft.text
    return Scene(
        layers=layers, limits=page.limits, size=draft.size or sheet.size,
        margins=page.margins, guides=sheet.guides, legend_place=sheet.place, head=sheet.head,
        foot=sheet.foot, title=title, subtitle=subtitle, caption=caption,
        font_size=sheet.font_size, page_margin=sheet.margin, theme=data.theme,
        description=describe(spec, data, unlabelled, count_outside(data, page)),
        unlabelled=unlabelled, aspect=spec.defaults.aspect, clip=spec.defaults.clip,
        unclipped=(*spec.defaults.unclipped, *named.leaders, *named.labels),
        crowded=sheet.crowded, meaning=meaning_of(spec, data),
        **spec._scene_options(data),
    )  # fmt: skip


def lay_out_page(
    spec: PlotSpec, data: Data, size: Size, setting: Setting, density: EdgeDensity | None
) -> tuple[Draft, Sheet, PlacedLabels]:
    """Share the page between words, guides and picture, and find room for the labels.

    A legend that the names of groups replace is left out, unless some of them have no room.
    """
    draft = Draft(spec=spec, data=data, size=size or figure_size(spec.figsize), setting=setting)
    looks = looks_at(spec, data, draft.plain())
    needed, replaced = without_groups(spec, data, legends_of(spec, data, looks, density))
    draft = replace(draft, legends=needed)
    sheet, named = _labelled(draft)
    if replaced and ("group_labels" not in named.labels or named.lost.get("group_labels")):
        draft = replace(draft, legends=(*replaced, *needed))
        sheet, named = _labelled(draft)
    return draft, sheet, named


def _labelled(draft: Draft) -> tuple[Sheet, PlacedLabels]:
    """Lay out a draft, with its labels."""
    sheet = lay_out(draft)
    page = new_page(draft.spec, draft.data, sheet, draft.setting.least)
    named = label_page(draft.spec, draft.data, page)
    if draft.size is None:
        named = replace(named, page=with_room(named.page, named.labels.values()))
    else:
        named = on_page(named)
    if draft.spec.defaults.names_inside:
        named = with_names_inside(named, *draft.spec._count_names(draft.data, named.page))
    return sheet, named


def new_page(spec: PlotSpec, data: Data, sheet: Sheet, least: Margins = NO_MARGINS) -> Page:
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
            least=spec.margins(data).zoomed(sheet.zoom).over(least),
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


def label_page(spec: PlotSpec, data: Data, page: Page) -> PlacedLabels:
    """Find room for the labels; the page that comes back has margins for them."""
    wanted = wanted_labels(spec, data, page)
    labels = {name: labels for name, (labels, _) in wanted.items()}
    rank = {name: rank for name, (_, rank) in wanted.items()}
    named = place_labels(page, labels, rank, lambda aspect: spec.limits(data.frame, aspect))
    seen = visible_xy(spec, data, named.page.limits)
    return replace(named, page=replace(named.page, xy=seen))


def count_outside(data: Data, page: Page) -> int:
    """Count the nodes that have a place, but none in what a clipped picture shows."""
    return int((np.isfinite(data.xy).all(axis=1) & ~np.isfinite(page.xy).all(axis=1)).sum())


def count_left_out(spec: PlotSpec, data: Data) -> tuple[int, int]:
    """Count the labels and the nodes that have no room in the picture at its own size."""
    grouped = spec.defaults.names_groups_alone or data.order.grouped
    width, height = spec.defaults.size_in
    seen = visible_xy(spec, data, spec.limits(data.frame, width / height))
    cut = np.isfinite(data.xy).sum() > np.isfinite(seen).sum()
    if not (grouped or names_nodes(spec) or as_label(spec.edge_labels) or cut):
        return 0, 0
    named = lay_out_page(spec, data, None, ON_PAGE, edge_density(spec, data))[-1]
    return named.unlabelled, count_outside(data, named.page)


@dataclass(frozen=True)
class _Kind:
    """What labels name: nodes or edges."""

    option: str
    nodes: bool


def wanted_labels(spec: PlotSpec, data: Data, page: Page) -> dict[str, tuple[Wanted, FloatArray]]:
    """Return the labels that are asked for, by layer, and ``(L,)`` how much each matters."""
    wanted: dict[str, tuple[Wanted, FloatArray]] = {}
    ticks = spec._label_ticks(data, page)
    if ticks is not None:
        wanted["tick_labels"] = ticks, np.ones(len(ticks.text))
    groups = spec.label_groups(data, page) if names_groups(spec, data) else None
    if groups is not None:
        sizes, count = data.order.sizes.astype(float), len(words_of_wanted(groups).text)
        alike = len(sizes) == count
        color = data.group_text_rgba if alike else data.theme.rgba("ink")
        wanted["group_labels"] = _as_names(groups, color), sizes if alike else np.ones(count)
    for kind in (_Kind("node_labels", True), _Kind("edge_labels", False)):
        labels = _named(spec, data, page, kind)
        if labels is not None:
            wanted[kind.option] = labels
    return {name: asked for name, asked in wanted.items() if words_of_wanted(asked[0]).text}


def _named(spec: PlotSpec, data: Data, page: Page, kind: _Kind) -> tuple[Wanted, FloatArray] | None:
    """Return the labels of nodes or edges that matter, and how much."""
    option = as_label(getattr(spec, kind.option))
    if option is None or (kind.nodes and spec.defaults.names_inside):
        return None
    table = data.nodes if kind.nodes else data.edges
    text = tuple(_in_lines(words) for words in words_of(option, table, kind.option))
    if not text:
        return None
    wanted = (spec.label_nodes if kind.nodes else spec._label_edges)(data, page, text)
    times = len(words_of_wanted(wanted).text) // len(text)
    rank = (
        label_rank(spec, data, page)
        if kind.nodes
        else importance(option, table, _edge_rank(data, page, option), kind.option)
    )
    item = np.arange(len(text), dtype=np.int32)
    labels = replace(
        words_of_wanted(wanted), stands_for="node" if kind.nodes else "edge",
        item=np.tile(item, times),
    )  # fmt: skip
    labels = _styled(labels, option, table, kind.option)
    seen = np.array([bool(words) for words in text], bool) & (rank >= 0)
    if kind.nodes and spec.defaults.names_once:
        seen &= _first_of_each(text, rank)
    if data.focus is not None:
        seen &= data.focus.nodes if kind.nodes else data.focus.edges
    if data.shared.most_names is not None and option.top is None:
        seen &= _greatest(np.where(seen, rank, -1.0), data.shared.most_names)
    seen = np.tile(seen, times) & np.isfinite(labels.xy).all(axis=1)
    return with_words(wanted, labels).keep(seen), np.tile(rank, times)[seen]


def _greatest(rank: FloatArray, most: int) -> BoolArray:
    """Tell which few rank highest."""
    best = np.zeros(len(rank), bool)
    best[np.argsort(-rank, kind="stable")[:most]] = True
    return best


def _first_of_each(text: tuple[str, ...], rank: FloatArray) -> BoolArray:
    """Tell which labels ``(L,)`` are the most important of those that say the same."""
    order = np.argsort(-rank, kind="stable")
    first: BoolArray = np.zeros(len(text), bool)
    first[order] = ~pd.Series(text, dtype=object).iloc[order].duplicated().to_numpy()
    return first


def _as_names(groups: Wanted, color: FloatArray) -> Wanted:
    """Break long names of groups into two lines, in the colours of the groups."""
    labels = words_of_wanted(groups)
    text = tuple(_in_lines(words, GROUP_FOLD_LETTERS) for words in labels.text)
    return with_words(groups, replace(labels, text=text, color=color))


def _in_lines(words: str, letters: int = FOLD_LETTERS) -> str:
    """Break a long name into two lines, and cut what is too long for one of these."""
    lines = words.split("\n")
    if len(lines) != 2:
        lines = folded(" ".join(lines), letters).split("\n")
    return "\n".join(shorten(line, MAX_LINE_LETTERS) for line in lines)


def _styled(labels: Labels, option: Label, table: FieldTable, name: str) -> Labels:
    """Give labels the size, weight and colour that were asked for."""
    given = label_color(option, table, name)
    color = np.where(np.isnan(given), labels.color[:1], given)
    if len(color) > 1:
        color = np.tile(color, (len(labels.text) // len(color), 1))
    return replace(
        labels,
        size=labels.size if option.size is None else float(option.size),
        bold=labels.bold if option.weight is None else option.weight == "bold",
        color=color if len(color) else labels.color,
    )


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

    By what the option says, else by what the plot says, by size, then by degree.
    """
    degree = np.bincount(data.tables.source, minlength=data.tables.node_count) + np.bincount(
        data.tables.target, minlength=data.tables.node_count
    )
    rank = np.empty(len(degree))
    keys = [degree, page.node_size, spec._label_weight(data)]
    rank[np.lexsort(keys)] = np.arange(len(degree))
    usual = pd.Series(rank).groupby(keys).transform("max").to_numpy(float)
    option = as_label(spec.node_labels)
    return usual if option is None else importance(option, data.nodes, usual, "node_labels")
