"""Words on a command line -> a plot function, graphs, and a place to work."""

import ast
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from vizlib.errors import VizlibError, listed, nearest

QUEUES = {"sge": "SGE", "slurm": "Slurm", "pbs": "PBS", "lsf": "LSF"}
ASKED = ("jobs", "cores", "memory", "walltime", "setup", "resource_spec", "project", "extra",
         "interface")  # fmt: skip


def plot_of(kind: str, more: tuple[str, ...], no_legend: bool, given: Mapping[str, Any]) -> Any:
    """Make the plot function that the words describe.

    Raises
    ------
    VizlibError
        Where there is no such plot or option.
    """
    options = {name: parse(text) for name, text in given.items() if text is not None}
    for each in more:
        name, equals, text = each.partition("=")
        if not equals:
            raise VizlibError(f"--set {each}: write NAME=VALUE, such as --set raster=true.")
        options[name.strip().replace("-", "_")] = parse(text)
    if no_legend:
        options["legend"] = False
    found = own_function(kind) if ":" in kind else known_plot(kind)
    if isinstance(found, type):
        _check_options(found, options)
    return partial(found, **options) if options else found


def _check_options(plot: Any, options: Mapping[str, Any]) -> None:
    known = [name for name in options_of(plot) if name != "graph"]
    for name in options:
        if name not in known:
            raise VizlibError(
                f"{plot.__name__} has no option {name!r}; it has {', '.join(known)}."
                f"{nearest(name, known)}"
            )


def options_of(plot: Any) -> dict[str, Any]:
    """Return option -> default of a plot."""
    from dataclasses import MISSING, fields

    return {each.name: None if each.default is MISSING else each.default for each in fields(plot)}


def parse(text: str) -> Any:
    """Read a value as it would be written in Python; words are fields.

    Examples
    --------
    >>> parse("degree"), parse("40"), parse("6,4"), parse("club,degree"), parse("true")
    ('degree', 40, (6, 4), ['club', 'degree'], True)
    """
    import vizlib as vz

    if text.startswith("value:"):
        return vz.value(text.removeprefix("value:"))
    if text.lower() in ("true", "false", "none"):
        return {"true": True, "false": False, "none": None}[text.lower()]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return [each for each in text.split(",") if each] if "," in text else text


def all_plots() -> dict[str, Any]:
    """Return short name -> plot of all that vizlib has."""
    import vizlib as vz

    names = [name for name in vz.HOMES if name.endswith("Plot") and name != "Plot"]
    return {name.removesuffix("Plot").lower(): getattr(vz, name) for name in sorted(names)}


def known_plot(kind: str) -> Any:
    """Find a plot by its name."""
    plots = all_plots()
    short = kind.lower().removesuffix("plot")
    if short not in plots:
        raise VizlibError(
            f"There is no plot {kind!r}; there are {listed(plots)}.{nearest(short, plots)}"
        )
    return plots[short]


def own_function(kind: str) -> Any:
    """Import a function that was given as ``module:name``."""
    from importlib import import_module

    module, _, name = kind.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise VizlibError(
            f"--plot {kind}: {error}; give module:function, with the module in this folder or"
            " installed."
        ) from error


def place_of(given: dict[str, Any]) -> Any:
    """Take the options that say where to work, and make ``on=`` of them."""
    import vizlib as vz

    named = {name: queue for name in QUEUES if (queue := given.pop(name)) is not None}
    asked = {name: value for name in ASKED if (value := given.pop(name))}
    processes = given.pop("processes")
    if len(named) > 1 or (named and processes):
        raise VizlibError("Give one place to work: --processes, --sge, --slurm, --pbs or --lsf.")
    if not named:
        if asked:
            flags = ", ".join(f"--{name.replace('_', '-')}" for name in asked)
            raise VizlibError(f"{flags}: only a queue understands that; name one with --sge QUEUE.")
        return processes
    ((name, queue),) = named.items()
    if "jobs" not in asked:
        raise VizlibError(f"--{name} {queue} needs --jobs: how many jobs to ask for.")
    return getattr(vz, QUEUES[name])(queue=queue, **asked)


def graphs_of(places: tuple[str, ...]) -> Any:
    """Find the graph files of folders, files and patterns."""
    from vizlib.batch.sources import find_files, named

    return list(named([file for place in places for file in find_files(place)]))
