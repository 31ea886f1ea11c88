"""Every plot x (default, best) x (light, dark) x (3 in, 7 in, slide) x six graphs -> build/sheet.

``make sheet`` draws all; ``PLOTS="CircosPlot ArcPlot"`` only those. ``make sheet TARGETS=folder
DATA=folder`` puts the pictures of a folder beside vizlib's of the same data (see ``pairs.py``).
"""

import argparse
import html
import itertools
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx

sys.path.insert(0, str(Path(__file__).parent))

from graphs import GRAPHS, acyclic

import vizlib as vz

OUT = Path(__file__).parents[2] / "build" / "sheet"
SIZES: Mapping[str, tuple[float, float]] = {
    "small": (3.0, 3.0),
    "page": (7.0, 7.0),
    "slide": (13.33, 7.5),
}
DPI = {"small": 150, "page": 110, "slide": 90}
SUBTITLE = "What is to be seen in it, and what a line and a disc stand for"
BEST: Mapping[str, Mapping[str, Any]] = {
    "ArcPlot": {"group_by": "group", "sort_by": "size"},
    "CausalPlot": {},
    "ChordPlot": {"group_by": "group", "edge_weight": "weight"},
    "CircosPlot": {"group_by": "group", "sort_by": "size"},
    "GeoPlot": {"edge_color": "weight"},
    "HivePlot": {"group_by": "group", "sort_by": "size"},
    "MatrixPlot": {"group_by": "group", "sort_by": "size"},
    "MixingPlot": {"group_by": "group"},
    "ParallelPlot": {"group_by": "group", "sort_by": "size"},
}
"""What a user would add first."""
NEEDED: Mapping[str, Mapping[str, Any]] = {
    "ChordPlot": {"group_by": "group"},
    "HivePlot": {"group_by": "group"},
    "MixingPlot": {"group_by": "group"},
    "ParallelPlot": {"group_by": "group"},
}
"""What a plot cannot be without."""
LOOKS: Mapping[str, Any] = {
    "node_color": "group",
    "node_size": "size",
    "node_labels": "name",
    "edge_width": "weight",
}


@cache
def graph_of(plot: str, graph: str) -> nx.Graph:
    """Return a graph as a plot can draw it."""
    made = GRAPHS[graph]()
    return acyclic(made) if plot == "CausalPlot" else made


def options_of(plot: str, best: bool) -> dict[str, Any]:
    """Return the options of a plot by default, or at its best."""
    if not best:
        return dict(NEEDED.get(plot, {}))
    kind = getattr(vz, plot)
    taken = set(kind.__dataclass_fields__) - set(kind.defaults.refused)
    looks = {name: field for name, field in LOOKS.items() if name in taken}
    head = {"title": "A headline that says what is seen", "subtitle": SUBTITLE}
    return {**looks, **BEST.get(plot, {}), **{key: head[key] for key in head if key in taken}}


def draw(plot: str, graph: str) -> list[tuple[str, str]]:
    """Draw all pictures of a plot and a graph; return their names, and what went wrong."""
    done = []
    for best, theme, size in itertools.product((False, True), ("light", "dark"), SIZES):
        name = f"{plot}-{graph}-{'best' if best else 'default'}-{theme}-{size}.png"
        try:
            options = {**options_of(plot, best), "theme": theme, "figsize": SIZES[size]}
            getattr(vz, plot)(graph_of(plot, graph), **options).save(OUT / name, dpi=DPI[size])
            done.append((name, ""))
        except vz.VizlibError as error:
            done.append((name, str(error)))
    return done


def page(title: str, cells: Iterator[str]) -> str:
    """Write a page of pictures."""
    style = "body{font:14px system-ui;margin:1rem;background:#888}img{max-width:32%;margin:2px}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{style}</style><h1>{html.escape(title)}</h1>{''.join(cells)}</html>"
    )


def shown(name: str, error: str) -> str:
    """Write a picture, or why there is none."""
    if error:
        return f"<p>{html.escape(name)}: {html.escape(error)}</p>"
    return f'<a href="{name}"><img src="{name}" alt="{html.escape(name)}"></a>'


def main() -> None:
    """Draw the sheets, and the page that links them."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--plots", nargs="*", default=[])
    wanted.add_argument("--targets", type=Path, help="folder of pictures to stand beside")
    wanted.add_argument("--data", type=Path, help="folder of the data that they show")
    wanted.add_argument("--only", default="", help="a part of the names of those pictures")
    wanted.add_argument("--workers", type=int, default=2)
    asked = wanted.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    links = []
    if asked.targets and asked.data:
        from pairs import pairs

        (OUT / "pairs.html").write_text(
            page("Beside the targets", pairs(asked.targets, asked.data, OUT, asked.only))
        )
        links.append('<p><a href="pairs.html">Beside the targets</a></p>')
    every = [name for name in sorted(vz.__all__) if name.endswith("Plot") and name != "Plot"]
    plots = asked.plots or ([] if links else every)
    with ProcessPoolExecutor(asked.workers) as pool:
        jobs = {pool.submit(draw, plot, graph): (plot, graph) for plot in plots for graph in GRAPHS}
        for job, (plot, graph) in jobs.items():
            name = f"{plot}-{graph}.html"
            (OUT / name).write_text(
                page(f"{plot}, {graph}", itertools.starmap(shown, job.result()))
            )
            links.append(f'<p><a href="{name}">{plot}, {graph}</a></p>')
    (OUT / "index.html").write_text(page("All plots", iter(links)))
    print(f"{OUT / 'index.html'}: {len(plots) * len(GRAPHS) * 12} pictures")


if __name__ == "__main__":
    main()
