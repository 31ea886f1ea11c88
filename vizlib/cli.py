"""Words on a command line -> a plot, a folder of figures, or a forecast; exit codes 0, 1 and 2."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from vizlib.errors import VizlibError, listed, nearest

if TYPE_CHECKING:
    from vizlib.batch.plan import Plan
    from vizlib.batch.render import Format, Place, Scales
    from vizlib.graphs.read_files import GraphFile

Callback = TypeVar("Callback", bound=Callable[..., object])
FAILED_CODE, WRONG_USE_CODE = 1, 2
VALUES = """
\b
Options of the picture take what they take in Python:
  --group-by club              a field of the nodes (degree, community ... are computed)
  --node-size 40               a number is a constant
  --node-color value:tomato    a constant given as a word
  --sort-by club,degree        several fields
  --set tracks=degree,age      any other option; 'vizlib plots circos' lists them
"""
PLOT_OPTIONS = (
    ("group_by", "Field that groups the nodes."),
    ("group_order", "sorted, appearance, size, contact or similarity."),
    ("sort_by", "Field that orders the nodes."),
    ("node_color", "Field or constant."),
    ("node_size", "Field or constant."),
    ("node_alpha", "Field or constant."),
    ("node_shape", "Field or constant."),
    ("edge_color", "Field, constant, source or target."),
    ("edge_width", "Field or constant."),
    ("edge_alpha", "Field or constant."),
    ("node_labels", "true for the ids, or a field."),
    ("title", "Words above the picture."),
    ("figsize", "Width and height in inches, such as 6,6."),
    ("theme", "light or dark."),
)


class Command(click.Group):
    """Tells mistakes in what was given from figures that failed."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a mistake is told in a line and ends with code 2."""
        try:
            return super().invoke(ctx)
        except VizlibError as error:
            click.echo(f"vizlib: {in_shell_words(str(error))}", err=True)
            sys.exit(WRONG_USE_CODE)


HELP = """Draw graphs, one or ten thousand, with nodes placed by their metadata.

\b
vizlib plots                                    which plots there are
vizlib plot g.graphml --plot circos -o g.png    one picture
vizlib plan graphs/ --plot circos               what many would take
vizlib render graphs/ --plot circos --out figs  many pictures, on this machine
vizlib render graphs/ --plot circos --out figs --sge default.q --jobs 100

\b
Exit codes: 0 all is done, 1 some figures failed, 2 wrong use.
"""


@click.group(help=HELP, cls=Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vizlib")
def main() -> None:
    """Draw graphs, one or ten thousand; :data:`HELP` is what the command says."""


def picture(command: Callback) -> Callback:
    """Add the options that say what a picture looks like."""
    for name, words in reversed(PLOT_OPTIONS):
        flag = f"--{name.replace('_', '-')}"
        command = click.option(flag, name, metavar="VALUE", help=words)(command)
    more = click.option(
        "--set", "more", multiple=True, metavar="NAME=VALUE", help="Any other option."
    )
    kind = click.option(
        "--plot", "kind", required=True, metavar="PLOT",
        help="circos, arc, matrix ... ('vizlib plots'), or module:function of your own.",
    )  # fmt: skip
    dark = click.option("--no-legend", is_flag=True, help="Leave the legends out.")
    return kind(more(dark(command)))


def table(command: Callback) -> Callback:
    """Add the options that say how a table of edges is read."""
    options = [
        click.option("--source", metavar="COLUMN", help="Column of a table: where edges start."),
        click.option("--target", metavar="COLUMN", help="Column of a table: where edges end."),
        click.option("--nodes", type=click.Path(exists=True), help="Table of nodes: CSV ..."),
        click.option("--id", metavar="COLUMN", help="Its column of ids: 'id', or the first."),
        click.option(
            "--directed/--undirected", default=None, help="Whether edges have a direction."
        ),
    ]
    for add_option in reversed(options):
        command = add_option(command)
    return command


def table_options(given: dict[str, Any]) -> dict[str, Any]:
    """Take out the options that say how a table of edges is read."""
    options = {name: value for name in TABLE_OPTIONS if (value := given.pop(name)) is not None}
    if "nodes" in options:
        options["nodes"] = str(Path(options["nodes"]).absolute())
    return options


@main.command(epilog=VALUES)
@click.argument("graph", type=click.Path(exists=True))
@click.option("-o", "--output", required=True, help="File to write; its suffix says the format.")
@click.option("--dpi", type=float, help="Pixels per inch.")
@table
@picture
def plot(
    graph: str, output: str, dpi: float | None, kind: str, more: tuple[str, ...], no_legend: bool,
    **given: Any,
) -> None:  # fmt: skip
    """Draw one GRAPH: GraphML, GML, GEXF, JSON, Pajek, an edge list, CSV or Parquet."""
    import vizlib as vz
    from vizlib.batch.draw import figure_of
    from vizlib.rendering import figure

    options = table_options(given)
    plot_function = plot_of(kind, more, no_legend, given)
    picture = figure_of(plot_function(vz.read(graph, **options)), plot_function)
    click.echo(figure.save(picture, output, dpi))


@main.command()
@click.argument("kind", required=False, metavar="[PLOT]")
def plots(kind: str | None) -> None:
    """List the plots, or the options of one PLOT."""
    if kind is None:
        for name, plot_class in all_plots().items():
            click.echo(f"{name:10} {(plot_class.__doc__ or '').splitlines()[0]}")
        return
    plot_class = plot_by_name(kind)
    click.echo((plot_class.__doc__ or "").splitlines()[0])
    meanings = meanings_of(plot_class)
    for name, default in options_of(plot_class).items():
        if name in meanings and name != "graph":
            click.echo(f"\n  {name} = {default!r}")
            words = textwrap.fill(in_shell_words(meanings[name]), WORDS_WIDTH)
            click.echo(textwrap.indent(words, " " * 6))


def meanings_of(plot_class: type) -> dict[str, str]:
    """Return option -> what the docstring of a plot says of it.

    Parameters
    ----------
    plot_class
        The plot.
    """
    doc = inspect.cleandoc(plot_class.__doc__ or "")
    section = doc.partition("Parameters\n----------\n")[2]
    described = re.findall(r"^(\w+)\n((?: +.*(?:\n|$)|\n)+)", section, re.MULTILINE)
    return {name: " ".join(words.replace("``", "").split()) for name, words in described}


def workers(command: Callback) -> Callback:
    """Add the options that say where to work."""
    options = [
        click.option("--processes", type=int, help="Processes on this machine; all its cores."),
        click.option("--sge", metavar="QUEUE", help="Draw on Grid Engine."),
        click.option("--slurm", metavar="QUEUE", help="Draw on Slurm."),
        click.option("--pbs", metavar="QUEUE", help="Draw on PBS."),
        click.option("--lsf", metavar="QUEUE", help="Draw on LSF."),
        click.option("--jobs", type=int, help="Jobs to ask the queue for."),
        click.option("--cores", type=int, help="Cores of a job."),
        click.option("--memory", help="Memory of a job, such as 1GB."),
        click.option("--walltime", help="Time of a job, such as 04:00:00."),
        click.option("--setup", multiple=True, help="A line of shell before a worker starts."),
        click.option("--resource-spec", help="What to ask in the queue's words: h_vmem=2G."),
        click.option("--project", help="The project that pays."),
        click.option("--extra", multiple=True, help="A line for the job's head: '-pe smp 4'."),
        click.option("--interface", help="Network by which workers reach this machine."),
    ]
    for add_option in reversed(options):
        command = add_option(command)
    return command


@main.command(epilog=VALUES)
@click.argument("graphs", nargs=-1, required=True)
@click.option("--out", required=True, help="Folder for the figures.")
@click.option("--format", "form", default="png", show_default=True, help="png, svg, pdf ...")
@click.option("--dpi", type=float, help="Pixels per inch.")
@click.option("--scales", default="own", show_default=True, help="own, or shared by all figures.")
@click.option("--retries", type=int, default=2, show_default=True, help="Tries after a failure.")
@click.option("--timeout", type=float, help="Seconds that a figure may take.")
@click.option("--resume/--no-resume", default=True, help="Keep what is drawn and unchanged.")
@click.option("-q", "--quiet", is_flag=True, help="Show no bar.")
@table
@workers
@picture
def render(
    graphs: tuple[str, ...], out: str, form: str, dpi: float | None, scales: str, retries: int,
    timeout: float | None, resume: bool, quiet: bool, kind: str, more: tuple[str, ...],
    no_legend: bool, **given: Any,
) -> None:  # fmt: skip
    """Draw many GRAPHS (files, folders, patterns) into a folder.

    The folder gets the figures, index.html to look through them, and manifest.parquet with a row
    for each graph. What was drawn before and has not changed stays.
    """
    import vizlib as vz

    on, options = place_of(given), table_options(given)
    run = vz.render(
        graphs_of(graphs, options), plot_of(kind, more, no_legend, given), out=out, dpi=dpi, on=on,
        format=cast("Format", form), scales=cast("Scales", scales), retries=retries,
        timeout=timeout, resume=resume, progress=not quiet,
    )  # fmt: skip
    click.echo(f"{run.progress}\n{run.out / 'index.html'}")
    failed = run.failed
    for row in failed.head(5).to_dict("records"):
        click.echo(f"failed: {row['name']}: {in_shell_words(row['error'])}", err=True)
    sys.exit(FAILED_CODE if len(failed) else 0)


@main.command(epilog=VALUES)
@click.argument("graphs", nargs=-1, required=True)
@click.option("--sample", type=int, default=20, show_default=True, help="Graphs to draw.")
@click.option("--format", "form", default="png", show_default=True, help="png, svg, pdf ...")
@table
@workers
@picture
def plan(
    graphs: tuple[str, ...], sample: int, form: str, kind: str, more: tuple[str, ...],
    no_legend: bool, **given: Any,
) -> None:  # fmt: skip
    """Draw a sample of GRAPHS, and say what drawing them all would take."""
    import vizlib as vz

    on, options = place_of(given), table_options(given)
    function = plot_of(kind, more, no_legend, given)
    forecast = vz.plan(
        graphs_of(graphs, options), function, sample=sample, format=cast("Format", form), on=on
    )
    click.echo(forecast_in_words(forecast, on))


def forecast_in_words(forecast: "Plan", on: "Place") -> str:
    """Say what drawing would take: here, and on a queue where that would help.

    Parameters
    ----------
    forecast
        What was forecast.
    on
        Where the figures would be drawn.
    """
    from vizlib.batch.progress import duration
    from vizlib.batch.workers.local import cores

    count, here = forecast.count, on if isinstance(on, int) else cores()
    sample, seconds = len(forecast.sample), forecast.sample["seconds"]
    memory = float(forecast.sample["memory"].median()) / 1e6
    lines = [
        f"Plan for {_many(count, 'figure')}, by a sample of {sample}:",
        f"a figure takes {seconds.median():.3g} s and {memory:.0f} MB;",
    ]
    if not _is_queue(on):
        wall = duration(forecast.wall(min(here, count), forecast.startup))
        lines.append(f"{'all take' if count > 1 else 'it takes'} {wall} on this machine"
                     f" ({_many(min(here, count), 'process', 'processes')}).")  # fmt: skip
    helpful = min(forecast.enough, count)
    if _is_queue(on) or helpful > 1:
        jobs = tuple(sorted({*(number for number in (1, 10, 100) if number < helpful), helpful}))
        times = forecast.table(jobs)
        walls = [f"{time} on {_many(number, 'job')}"
                 for number, time in zip(times["jobs"], times["time"], strict=True)]  # fmt: skip
        lines.append(f"On a queue: {', '.join(walls)}; more would not help.")
        lines.append(f"Ask for --memory {forecast.memory} a job of one core.")
    return "\n".join(lines)


def _is_queue(on: "Place") -> bool:
    return on is not None and not isinstance(on, int)


def _many(count: int, noun: str, nouns: str = "") -> str:
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


QUEUES = {"sge": "SGE", "slurm": "Slurm", "pbs": "PBS", "lsf": "LSF"}
QUEUE_OPTIONS = (
    *("jobs", "cores", "memory", "walltime", "setup"),
    *("resource_spec", "project", "extra", "interface"),
)
TABLE_OPTIONS = ("source", "target", "nodes", "id", "directed")
WORDS_WIDTH = 80
FLAGS = (
    *(*TABLE_OPTIONS, *(name for name, _ in PLOT_OPTIONS), *QUEUE_OPTIONS),
    *("out", "format", "dpi", "scales", "retries", "timeout", "sample"),
)
"""Options of Python that are flags here."""
ASSIGNMENT = re.compile(rf"\b({'|'.join(FLAGS)})=")
IN_SHELL_WORDS = (
    (re.compile(r"nodes\.set_index\(\.\.\.\), or "), ""),
    (re.compile(r"vz\.value\('([^']*)'\)"), r"value:\1"),
    (re.compile(r", data, vz\.value\(\.\.\.\) or vz\.by\(\.\.\.\)"), " or value:WORD"),
    (re.compile(r" or a vz\.Theme\(\.\.\.\)"), ""),
    (re.compile(r"--directed True"), "--directed"),
    (re.compile(r"--directed False"), "--undirected"),
    (re.compile(r"(--[a-z-]+) \.\.\."), r"\1 NAME"),
)
"""What Python is told to write -> what a command line can say."""


def in_shell_words(message: str) -> str:
    """Turn the advice of a message into what the command line takes.

    Examples
    --------
    >>> in_shell_words("Say which columns hold the ends: source=..., target=....")
    'Say which columns hold the ends: --source NAME, --target NAME.'
    >>> in_shell_words("For the colour, write vz.value('red').")
    'For the colour, write value:red.'
    """
    words = ASSIGNMENT.sub(lambda found: f"--{found[1].replace('_', '-')} ", message)
    for python, shell in IN_SHELL_WORDS:
        words = python.sub(shell, words)
    return words


def plot_of(
    kind: str, more: tuple[str, ...], no_legend: bool, given: Mapping[str, str | None]
) -> Callable[[Any], object]:
    """Make the plot function that the words describe.

    Raises
    ------
    VizlibError
        Where there is no such plot or option.
    """
    options = {name: parse(text) for name, text in given.items() if text is not None}
    for assignment in more:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise VizlibError(f"--set {assignment}: write NAME=VALUE, such as --set raster=true.")
        options[name.strip().replace("-", "_")] = parse(text)
    if no_legend:
        options["legend"] = False
    plot_function = own_function(kind) if ":" in kind else plot_by_name(kind)
    if isinstance(plot_function, type):
        _check_options(plot_function, options)
    return partial(plot_function, **options) if options else plot_function


def _check_options(plot_class: type, options: Mapping[str, object]) -> None:
    names = [name for name in options_of(plot_class) if name != "graph"]
    for name in options:
        if name not in names:
            raise VizlibError(
                f"{plot_class.__name__} has no option {name!r}; it has {', '.join(names)}."
                f"{nearest(name, names)}"
            )


def options_of(plot_class: type) -> dict[str, object]:
    """Return option -> default of a plot."""
    from dataclasses import MISSING, fields

    return {
        option.name: None if option.default is MISSING else option.default
        for option in fields(plot_class)
    }


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
        return [word for word in text.split(",") if word] if "," in text else text


def all_plots() -> dict[str, type]:
    """Return short name -> plot of all that vizlib has."""
    import vizlib as vz

    names = [name for name in vz.HOMES if name.endswith("Plot") and name != "Plot"]
    return {name.removesuffix("Plot").lower(): getattr(vz, name) for name in sorted(names)}


def plot_by_name(kind: str) -> type:
    """Find a plot by its name."""
    plots = all_plots()
    short = kind.lower().removesuffix("plot")
    if short not in plots:
        raise VizlibError(
            f"There is no plot {kind!r}; there are {listed(plots)}.{nearest(short, plots)}"
        )
    return plots[short]


def own_function(kind: str) -> Callable[[Any], object]:
    """Import a function that was given as ``module:name``."""
    from importlib import import_module

    module, _, name = kind.partition(":")
    sys.path.insert(0, str(Path.cwd()))
    try:
        return cast("Callable[[Any], object]", getattr(import_module(module), name))
    except (ImportError, AttributeError) as error:
        raise VizlibError(
            f"--plot {kind}: {error}; give module:function, with the module in this folder or"
            " installed."
        ) from error


def place_of(given: dict[str, Any]) -> "Place":
    """Take the options that say where to work, and make ``on=`` of them."""
    import vizlib as vz

    named = {name: queue for name in QUEUES if (queue := given.pop(name)) is not None}
    queue_options = {name: value for name in QUEUE_OPTIONS if (value := given.pop(name))}
    processes = given.pop("processes")
    if len(named) > 1 or (named and processes):
        raise VizlibError("Give one place to work: --processes, --sge, --slurm, --pbs or --lsf.")
    if not named:
        if queue_options:
            flags = ", ".join(f"--{name.replace('_', '-')}" for name in queue_options)
            raise VizlibError(f"{flags}: only a queue understands that; name one with --sge QUEUE.")
        return processes
    ((name, queue),) = named.items()
    if "jobs" not in queue_options:
        raise VizlibError(f"--{name} {queue} needs --jobs: how many jobs to ask for.")
    return getattr(vz, QUEUES[name])(queue=queue, **queue_options)


def graphs_of(
    places: tuple[str, ...], options: Mapping[str, Any]
) -> list[tuple[str, "Path | GraphFile"]]:
    """Find the graph files of folders, files and patterns.

    Parameters
    ----------
    places
        What was given.
    options
        How tables of edges are read; may be empty.
    """
    from vizlib.batch.sources import find_files, named_files
    from vizlib.graphs.read_files import GraphFile

    files = named_files([file for place in places for file in find_files(place)])
    return [(name, GraphFile(file, options) if options else file) for name, file in files]
