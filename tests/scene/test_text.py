"""Words are measured as matplotlib draws them, and boxes that stay do not overlap."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import vizlib as vz
from vizlib.encodings.legend import Legend
from vizlib.encodings.themes import LIGHT
from vizlib.scene.geometry import Labels
from vizlib.scene.guides import layout_guides, merged
from vizlib.scene.sheet import arrange, room_on_page
from vizlib.scene.text import boxes, shorten, widths, without_overlap
from vizlib.scene.typeface import FAMILY, face


@pytest.mark.parametrize("text", ["Valjean", "MmeThénardier", "i", "WWW", "$x$ _ 3"])
def test_widths_are_those_of_matplotlib(text):
    figure = Figure(dpi=72)
    drawn = figure.text(0, 0, text, fontproperties=face(text, FAMILY, size=40), parse_math=False)
    canvas = FigureCanvasAgg(figure)
    box = drawn.get_window_extent(canvas.get_renderer())
    assert widths([text], 40)[0] == pytest.approx(box.width, rel=0.05, abs=2)


@given(
    st.lists(st.tuples(*[st.floats(0, 100)] * 2, st.floats(0, 6.3), st.floats(0, 1)), max_size=25)
)
def test_boxes_that_stay_do_not_overlap_and_none_is_left_out_for_nothing(rows):
    square = np.array([[0, 0], [20, 0], [20, 8], [0, 8]])
    turned = [
        square @ np.array([[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]]) + [x, y]
        for x, y, t, _ in rows
    ]
    corners = np.array(turned).reshape(-1, 4, 2)
    priority = np.array([each[3] for each in rows])
    stay = without_overlap(corners, priority, pad=0.0)
    shapes = shapely.polygons(corners)
    kept = np.flatnonzero(stay)
    for place, one in enumerate(kept):
        for two in kept[place + 1 :]:
            assert shapely.area(shapely.intersection(shapes[one], shapes[two])) < 1e-6
    for lost in np.flatnonzero(~stay):
        hit = [each for each in kept if shapely.intersects(shapes[lost], shapes[each])]
        assert any(priority[each] >= priority[lost] for each in hit)


def test_shorten():
    assert shorten("abcdef", 4) == "abc…"
    assert shorten("abc", 4) == "abc"


def test_guides_stay_in_their_block_and_fold_to_columns():
    legends = [Legend(title=f"t{each}", labels=tuple("abcdefgh")) for each in range(6)]
    block = layout_guides(legends, LIGHT, (400, 300), 8)
    assert block.height <= 300
    one = layout_guides(legends[:1], LIGHT, (400, 300), 8)
    assert block.width > 2 * one.width
    for layer in block.layers:
        assert layer.xy[:, 0].min() >= 0
        assert layer.xy[:, 1].min() >= -block.height
        assert layer.xy[:, 1].max() <= 0


def test_legends_of_one_field_merge():
    shapes = Legend(title="k", labels=("a", "b"), shapes=np.arange(2, dtype=np.int32))
    colors = Legend(title="k", labels=("a", "b"), colors=np.eye(4)[:2])
    assert len(merged([colors, shapes])) == 1
    assert len(merged([colors, Legend(title="k", mark="edge", labels=("a", "b"))])) == 2


def label_boxes(scene):
    """Return the boxes of all labels of a scene, in points from the corner of its data."""
    left, bottom, right, top = arrange(scene, room_on_page(scene)).picture
    x0, x1, y0, y1 = scene.limits
    unit = np.array([(right - left) / abs(x1 - x0), (top - bottom) / abs(y1 - y0)])
    unit = np.repeat(unit.min(), 2) if scene.aspect == "equal" else unit
    corners = [
        boxes(labels, (labels.xy - [x0, y0]) * unit)
        for labels in scene.layers.values() if isinstance(labels, Labels)
    ]  # fmt: skip
    return shapely.polygons(np.concatenate(corners))


def overlaps(shapes):
    """Count the pairs of boxes that cover each other."""
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < two
    area = shapely.area(shapely.intersection(shapes[one[pairs]], shapes[two[pairs]]))
    return int((area > 1e-6).sum())


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (vz.CircosPlot, {}),
        (vz.CircosPlot, {"label_layout": "horizontal", "group_by": "part"}),
        (vz.CircosPlot, {"label_layout": "numbers"}),
        (vz.ArcPlot, {}),
        (vz.ArcPlot, {"orientation": "vertical"}),
        (vz.HivePlot, {"group_by": "part"}),
        (vz.ParallelPlot, {"group_by": "part"}),
    ],
)
def test_labels_in_a_picture_do_not_overlap(kind, options):
    graph = nx.gnm_random_graph(400, 500, seed=1)
    nx.set_node_attributes(graph, {node: "abc"[node % 3] for node in graph}, "part")
    nx.set_node_attributes(graph, {node: f"node {node}" for node in graph}, "name")
    scene = kind(graph, node_labels="name", **options).scene()
    shown = scene.layers["node_labels"]
    shapes = label_boxes(scene)
    assert len(shown.text) > 20
    assert overlaps(shapes) == 0
    groups, said = (name in scene.layers for name in ("group_labels", "labels_said"))
    assert len(shapes) + scene.unlabelled == 400 + 3 * groups + said
    crowd = replace(scene, layers={
        "all": replace(shown, offset=np.zeros_like(shown.offset), xy=np.zeros_like(shown.xy)),
    })  # fmt: skip
    assert overlaps(label_boxes(crowd)) > 0
