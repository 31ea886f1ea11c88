"""The command line: what it draws, what it says, and how it ends."""

import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from click.testing import CliRunner

import vizlib as vz
from vizlib.cli import main, parse, place_of

HOME = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with three graphs, to stand in."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "graphs"
    place.mkdir()
    for number in range(3):
        graph = nx.path_graph(number + 3)
        nx.set_node_attributes(graph, {node: "ab"[node % 2] for node in graph}, "club")
        nx.write_graphml(graph, place / f"g{number}.graphml")
    return tmp_path


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str


def call(*words):
    out, wrong = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(wrong), pytest.raises(SystemExit) as ended:
        main(words, prog_name="vizlib")
    return Done(ended.value.code, out.getvalue(), wrong.getvalue())


def test_one_graph_becomes_one_picture(folder):
    words = "--plot circos --group-by club --node-color club --no-legend -o a.png"
    done = call("plot", "graphs/g0.graphml", *words.split(), "--set", "label_layout=horizontal")
    assert done.exit_code == 0, done.stderr
    plot = vz.CircosPlot(vz.read("graphs/g0.graphml"), group_by="club", node_color="club",
                         label_layout="horizontal", legend=False)  # fmt: skip
    assert Path("a.png").read_bytes() == plot.save("b.png").read_bytes()


def test_many_graphs_become_a_folder(folder):
    words = ["render", "graphs", "--plot", "arc", "--out", "out", "--processes", "1", "-q"]
    done = call(*words, "--node-color", "club", "--scales", "shared")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("done: 3 of 3 figures done")
    assert sorted(path.name for path in Path("out").glob("*.png")) == ["g0.png", "g1.png", "g2.png"]
    again = call(*words, "--node-color", "club", "--scales", "shared")
    assert "3 from before" in again.stdout


def test_a_failed_figure_ends_with_code_1(folder):
    Path("graphs/bad.graphml").write_text("<graphml>")
    done = call(
        "render", "graphs/*.graphml", "--plot", "arc", "--out", "out", "--processes", "1", "-q"
    )
    assert done.exit_code == 1
    assert "failed: bad: VizlibError" in done.stderr
    assert (pd.read_parquet("out/manifest.parquet")["status"] == "done").sum() == 3


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("plot graphs/g0.graphml --plot cirocs -o a.png", "Did you mean 'circos'"),
        ("plot graphs/g0.graphml --plot circos -o a.pgn", "'a.pgn' does not say which format"),
        ("plot graphs/g0.graphml --plot circos -o a.png --node-color club2", "no field 'club2'"),
        ("plot graphs/g0.graphml --plot circos -o a.png --set colour=1", "has no option 'colour'"),
        ("plot graphs/g0.graphml --plot circos -o a.png --set colour", "write NAME=VALUE"),
        ("plot graphs/g0.graphml --plot own:plot -o a.png", "No module named 'own'"),
        ("render nowhere --plot arc --out out", "no graph files at 'nowhere'"),
        ("render graphs --plot arc --out out --sge a.q", "--sge a.q needs --jobs"),
        ("render graphs --plot arc --out out --jobs 3", "--jobs: only a queue understands"),
        ("render graphs --plot arc --out out --sge a.q --pbs b --jobs 2", "Give one place to work"),
        ("render graphs --plot arc", "Missing option '--out'"),
        ("draw", "No such command 'draw'"),
    ],
)
def test_wrong_use_ends_with_code_2_and_says_what_to_do(folder, command, message):
    done = call(*command.split())
    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_function_of_ones_own(folder):
    Path("mine_of_cli.py").write_text(
        "import vizlib as vz\n\ndef draw(graph, **options):\n"
        "    return vz.ArcPlot(graph, **options)\n"
    )
    words = "--plot mine_of_cli:draw --out out --processes 1 -q --sort-by degree"
    done = call("render", "graphs", *words.split())
    assert done.exit_code == 0, done.stderr


def test_a_function_that_draws_nothing_is_told_so(folder):
    Path("nothing_of_cli.py").write_text("def count(graph):\n    return 7\n")
    done = call("plot", "graphs/g0.graphml", "--plot", "nothing_of_cli:count", "-o", "a.png")
    assert done.exit_code == 2
    assert "count returned int; it must return a plot" in done.stderr
    assert not Path("a.png").exists()


def test_a_plan_is_written(folder):
    done = call("plan", "graphs", "--plot", "arc", "--sample", "2", "--processes", "1")
    assert done.exit_code == 0, done.stderr
    assert "Plan for 3 figures, by a sample of 2" in done.stdout


def test_a_plan_for_one_figure_is_about_one(folder):
    done = call("plan", "graphs/g0.graphml", "--plot", "arc", "--processes", "1")
    assert done.exit_code == 0, done.stderr
    assert "Plan for 1 figure, by a sample of 1:" in done.stdout
    assert "on this machine (1 process)" in done.stdout
    assert "500" not in done.stdout
    assert "job" not in done.stdout


@pytest.fixture
def flights(folder):
    """A folder with a table of edges and one of nodes, whose columns have names of their own."""
    edges = pd.DataFrame({"from": ["007", "NA"], "to": ["7", "007"], "n": [3, 4]})
    edges.to_csv("flights.csv", index=False)
    pd.DataFrame({"size": [1, 2, 3], "code": ["7", "007", "NA"]}).to_csv("ports.csv", index=False)
    return folder


TABLE = "--source from --target to --nodes ports.csv --id code --directed --plot arc"
TABLE += " --node-size size --edge-width n --no-legend"


def flights_plot():
    tables = vz.read("flights.csv", source="from", target="to", nodes="ports.csv", id="code",
                     directed=True)  # fmt: skip
    return vz.ArcPlot(tables, node_size="size", edge_width="n", legend=False)


def test_a_table_of_edges_becomes_a_picture(flights):
    done = call("plot", "flights.csv", *TABLE.split(), "-o", "a.png")
    assert done.exit_code == 0, done.stderr
    assert Path("a.png").read_bytes() == flights_plot().save("b.png").read_bytes()
    undirected = TABLE.replace("--directed", "--undirected").split()
    assert call("plot", "flights.csv", *undirected, "-o", "c.png").exit_code == 0
    assert Path("a.png").read_bytes() != Path("c.png").read_bytes()


def test_tables_of_edges_become_a_folder_and_are_drawn_anew_when_they_change(flights):
    words = ["render", "flights.csv", *TABLE.split(), "--out", "out", "--processes", "1", "-q"]
    assert call(*words).exit_code == 0
    assert Path("out/flights.png").read_bytes() == flights_plot().save("b.png").read_bytes()
    assert "1 from before" in call(*words).stdout
    Path("ports.csv").write_text("size,code\n100,7\n1,007\n1,NA\n")
    assert "from before" not in call(*words).stdout
    assert Path("out/flights.png").read_bytes() == flights_plot().save("b.png").read_bytes()


def test_a_plan_reads_tables(flights):
    done = call("plan", "flights.csv", *TABLE.split(), "--processes", "1")
    assert done.exit_code == 0, done.stderr


def test_a_failed_table_is_a_row_that_says_what_to_write(flights):
    words = "--source fro --plot arc --out out --processes 1 -q"
    done = call("render", "flights.csv", *words.split())
    assert done.exit_code == 1
    assert "no column 'fro'" in done.stderr
    assert "--source NAME, --target NAME" in done.stderr


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("plot flights.csv --plot arc -o a.png", "--source NAME, --target NAME"),
        ("plot flights.csv --source from --target to --nodes ports.csv --plot arc -o a.png",
         "the node ids: --id NAME"),
        ("plot graphs/g0.graphml --directed --plot arc -o a.png", "--directed NAME is for tables"),
        ("plot graphs/g0.graphml --plot arc -o a.png --node-color red", "write value:red"),
        ("plot graphs/g0.graphml --plot arc -o a.png --theme dark2", "there are 'light', 'dark'"),
    ],
)  # fmt: skip
def test_advice_is_given_in_words_of_the_command_line(flights, command, advice):
    done = call(*command.split())
    assert done.exit_code == 2
    assert advice in done.stderr
    assert "vz." not in done.stderr
    assert "=..." not in done.stderr


def test_options_are_listed_with_their_meanings():
    lines = call("plots", "circos").stdout.splitlines()
    start = lines.index("  group_order = 'sorted'")
    assert lines[start + 1].strip().startswith('"sorted", "appearance"')
    options = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert {"tracks", "node_color", "theme", "raster", "density_scale"} <= set(options)
    assert not {"focus", "shared", "graph"} & set(options)
    for place, line in enumerate(lines):
        if line.startswith("  ") and line[2] != " ":
            assert lines[place + 1].startswith("      "), line


def test_plots_and_options_are_listed():
    listed = call("plots").stdout
    assert [line.split()[0] for line in listed.splitlines()] == sorted(
        name.removesuffix("Plot").lower()
        for name in vz.HOMES
        if name.endswith("Plot") and name != "Plot"
    )
    assert "label_layout" in call("plots", "circos").stdout
    assert call("plots", "cirocs").exit_code == 2


def test_words_are_read_as_python_reads_them():
    assert parse("(1, 0, 0)") == (1, 0, 0)
    assert parse("value:tomato").value == "tomato"
    assert parse("0.5") == 0.5
    assert parse("degree,") == ["degree"]


def test_a_queue_is_made_of_its_options():
    given = dict.fromkeys(
        ["sge", "slurm", "pbs", "lsf", "processes", "jobs", "cores", "memory", "walltime", "setup",
         "resource_spec", "project", "extra", "interface"]
    ) | {"sge": "a.q", "jobs": 3, "setup": ("source env.sh",), "memory": "1GB"}  # fmt: skip
    queue = place_of(given)
    assert queue == vz.SGE(queue="a.q", jobs=3, setup=("source env.sh",), memory="1GB")
    assert not given


def python_output(*words):
    call = [sys.executable, *words]
    return subprocess.run(call, capture_output=True, text=True, check=True, cwd=HOME).stdout


def test_it_is_a_module_and_starts_without_the_heavy_ones():
    heavy = "import sys, vizlib.cli; print(sys.modules.keys() & {'numpy', 'pandas', 'dask'})"
    assert python_output("-c", heavy).strip() == "set()"
    last = "Exit codes: 0 all is done, 1 some figures failed, 2 wrong use."
    assert last in python_output("-m", "vizlib", "--help")


@pytest.mark.parametrize("command", [[], ["plot"], ["render"], ["plan"], ["plots"]])
def test_help_is_laid_out(command):
    output = CliRunner().invoke(main, [*command, "--help"]).output
    assert "\\b" not in output
    assert "\b" not in output
    assert "Usage:" in output
