"""A CausalLayout -> the guides that explain it, in a row: ends, strands, what is given."""

from dataclasses import replace

import numpy as np

from vizlib.core.data import Data
from vizlib.core.spec import PlotSpec
from vizlib.encodings.legend import Legend
from vizlib.plots.causal.layers import DASHES, DOTS, to_adjust_for
from vizlib.plots.causal.layout import CausalLayout
from vizlib.plots.causal.paint import WIDTHS_PT, kind_color
from vizlib.stats.causal.shown import Kind, open_name


def causal_legends(spec: PlotSpec, data: Data) -> list[Legend]:
    """Explain what the picture has, each by a sample: cause and effect, strands, rims."""
    layout: CausalLayout = data.layout
    theme, question = data.theme, layout.question
    paper, ink, muted = (theme.rgba(name) for name in ("background", "ink", "muted"))
    plain = spec.node_color is None and not layout.discs
    legends = []
    if question.is_asked:
        legends += [_box("cause, effect", ink if plain else paper, ink)]
        legends += _strands(spec, data)
    if question.given:
        legends += [replace(_box("given", theme.rgba("faint"), ink), double=True)]
    if len(question.marked["opened"]):
        legends += [_box("opened collider", paper, theme.rgba("accent"))]
    if to_adjust_for(layout):
        legends += [replace(_box("enough to adjust for", paper, muted), dashes=DASHES)]
    if layout.hidden.any():
        legends += [replace(_line("cause not observed", muted, 1.2), dashes=DOTS)]
    if layout.layers.unbent:
        words = ("long arrows run straight, over what is between",)
        legends += [Legend(title="", mark="edge", kind="words", labels=words)]
    return legends


def _strands(spec: PlotSpec, data: Data) -> list[Legend]:
    """Explain the kinds of strands that are drawn."""
    layout: CausalLayout = data.layout
    doors = [shown.path for shown in layout.shown if shown.kind == "open"]
    names: dict[Kind, str] = {
        "causal": "causal path", "open": open_name(doors), "blocked": "blocked, where",
    }  # fmt: skip
    kinds = {shown.kind for shown in layout.shown}
    colored = spec.edge_color is not None
    legends = []
    for kind, name in names.items():
        if kind in kinds:
            color = data.theme.rgba("muted") if colored else kind_color(data.theme, kind)
            legend = _line(name, color, WIDTHS_PT[kind])
            blocked = kind == "blocked"
            legends.append(replace(legend, dashes=DASHES if blocked else (), barred=blocked))
    return legends


def _box(label: str, fill: np.ndarray, line: np.ndarray) -> Legend:
    return Legend(title="", mark="box", labels=(label,), colors=fill, line=line)


def _line(label: str, color: np.ndarray, width: float) -> Legend:
    return Legend(title="", mark="edge", labels=(label,), colors=color, sizes=np.array([width]))
