"""A circle in an axes: it fills the axes that it is given."""

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pytest

import vizlib as vz


@pytest.mark.parametrize("side", [(2.0, 2.0), (4.9, 3.9), (3.0, 6.0)])
@pytest.mark.parametrize("options", [{}, {"group_by": "club", "group_labels": False}])
def test_a_ring_without_names_fills_its_axes(side, options):
    figure = plt.figure(figsize=side)
    ax = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    vz.CircosPlot(nx.karate_club_graph(), legend=False, **options).draw(ax)
    figure.canvas.draw()
    ends = ax.transData.transform([[-1.0, 0.0], [1.0, 0.0]])
    assert np.ptp(ends[:, 0]) >= 0.8 * min(side) * figure.dpi
    plt.close(figure)
