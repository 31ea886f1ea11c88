"""Mistakes are reported where Python leaves out assert statements, too."""

import os
import subprocess
import sys

import pytest

MISTAKES = {
    "vz.ChordPlot(G, group_by='club', edge_weight='club')": "no field 'club'",
    "vz.MixingPlot(G, group_by='club', edge_weight='no')": "no field 'no'",
    "vz.ChordPlot(G, group_by='club', node_color='id')": "several values in the group",
    "vz.CircosPlot(G, tracks=['none'])": "no field 'none'",
    "vz.MatrixPlot([G], block_color='none')": "no field 'none'",
}


@pytest.mark.parametrize("call", MISTAKES)
def test_mistakes_are_said_whether_asserts_run_or_not(call):
    code = f"""
import sys, networkx as nx, vizlib as vz
G = nx.karate_club_graph()
print(sys.flags.optimize)
try:
    {call}
except vz.VizlibError as error:
    print(error)
"""
    run = subprocess.run(
        [sys.executable, "-O", "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert run.stdout.startswith("1")
    assert MISTAKES[call] in run.stdout
