"""All measures of a page follow one number, its parts keep apart, and nothing of it is empty."""

import networkx as nx
import numpy as np
import pytest
import shapely
from pictures import pixels

import vizlib as vz
from vizlib.encodings.themes import LIGHT
from vizlib.scene.geometry import GuideBox, Labels, Points
from vizlib.scene.sheet import (
    INCH,
    MIN_LETTERS_PT,
    arrange,
    em,
    head_of,
    letter_size,
    room_on_page,
    zoom_of,
)
from vizlib.scene.text import boxes

SIZES = [(3.0, 3.0), (6.0, 6.0), (16.0, 9.0), (13.33, 7.5)]
MAX_EMPTY = 0.05
MIN_GAP_PT = 8.0


def club():
    graph = nx.karate_club_graph()
    nx.set_node_attributes(graph, {node: f"member {node}" for node in graph}, "name")
    return graph


def full(kind=vz.CircosPlot, **options):
    """Make a plot with everything that a page can have."""
    return kind(
        club(), **{
            "node_color": "degree", "node_size": "degree", "edge_width": "weight",
            "title": "A club that fell apart over the pay of its teacher",
            "subtitle": "Who met whom outside the club", "caption": "Zachary, 1977", **options,
        },
    )  # fmt: skip


def test_letters_follow_the_page():
    sizes = [letter_size((width * INCH, height * INCH)) for width, height in SIZES]
    assert sizes == pytest.approx([6.2, 8.5, 12.02, 10.97], abs=0.01)
    assert letter_size((1.0, 1.0)) == 6.2
    assert letter_size((9000.0, 9000.0)) == 14.0
    assert zoom_of((432.0, 432.0)) == 1.0


def blocks_of(scene):
    """Return the rectangles of all blocks of words and of the picture, in points."""
    places = arrange(scene, room_on_page(scene))
    margins = scene.margins
    left, low, right, top = places.picture
    drawn = shapely.box(
        left - margins.left, low - margins.bottom, right + margins.right, top + margins.top
    )
    kept = [drawn]
    for name in ("head", "guides", "foot"):
        if getattr(scene, name).layers:
            kept.append(shapely.box(*getattr(places, name)))
    return kept


@pytest.mark.parametrize("legend", ["right", "bottom"])
@pytest.mark.parametrize("size", [*SIZES, None])
@pytest.mark.parametrize("named", [False, "name"])
def test_blocks_of_words_keep_apart_and_stay_on_the_page(size, legend, named):
    options = {} if size == (3.0, 3.0) else {"legend": legend}
    scene = full(node_labels=named, **options).scene(size)
    blocks = blocks_of(scene)
    assert len(blocks) == 4
    page = shapely.box(*room_on_page(scene)).buffer(0.01)
    for place, block in enumerate(blocks):
        assert page.covers(block)
        for other in blocks[place + 1 :]:
            assert shapely.distance(block, other) >= MIN_GAP_PT - 0.01


@pytest.mark.parametrize("size", SIZES)
def test_no_letters_are_too_small_to_read(size):
    scene = full(node_labels=True, edge_labels="weight").scene(size)
    blocks = (scene.head, scene.guides, scene.foot)
    layers = [*scene.layers.values(), *(layer for block in blocks for layer in block.layers)]
    sizes = [layer.size for layer in layers if isinstance(layer, Labels)]
    assert len(sizes) > 6
    assert min(sizes) >= MIN_LETTERS_PT
    assert em(0.5, 4.0) == 4.0


def test_pictures_of_all_sizes_look_like_one_family():
    """Strokes, discs and letters are the same shares of a page, between the bounds of letters."""
    near, far = (full(node_labels=True).scene(size) for size in ((6.0, 6.0), (9.0, 9.0)))
    ratio = far.font_size / near.font_size
    assert ratio == pytest.approx(1.5**0.5)
    assert far.head.layers[0].size / near.head.layers[0].size == pytest.approx(ratio)
    widths = [scene.layers["edges"].width.max() for scene in (near, far)]
    assert widths[1] / widths[0] == pytest.approx(ratio)
    assert far.page_margin / near.page_margin == pytest.approx(ratio)


def test_what_is_given_in_points_stays_so():
    scene = full(edge_width=2.0, node_size=30.0).scene((3.0, 3.0))
    assert scene.layers["edges"].width.tolist() == [2.0]
    assert set(scene.layers["nodes"].size) == {30.0}
    ranged = full(edge_width=vz.by("weight", range=(1, 3))).scene((3.0, 3.0))
    assert ranged.layers["edges"].width.max() == 3.0


def test_letters_of_a_theme_win_over_the_page():
    theme = vz.Theme(font_size=9.5)
    assert {full(theme=theme, legend=False).scene(size).font_size for size in SIZES} == {9.5}


@pytest.mark.parametrize("kind", [vz.CircosPlot, vz.ArcPlot, vz.HivePlot, vz.MatrixPlot])
@pytest.mark.parametrize("words", [{}, {"title": None, "subtitle": None, "caption": None}])
def test_a_page_is_cut_to_what_is_there(kind, words):
    refused = {"node_size": None, "edge_width": None} if kind is vz.MatrixPlot else {}
    grouped = {"group_by": "club"} if kind is vz.HivePlot else {}
    seen = pixels(full(kind, **words, **refused, **grouped).figure())
    inked = (seen != seen[0, 0]).any(axis=2)
    for axis in (0, 1):
        lines = np.flatnonzero(inked.any(axis=axis))
        length = inked.shape[1 - axis]
        assert lines[0] / length <= MAX_EMPTY
        assert 1 - (lines[-1] + 1) / length <= MAX_EMPTY


def test_guides_beside_a_picture_are_level_with_its_top():
    scene = full().scene((7.0, 7.0))
    places = arrange(scene, room_on_page(scene))
    assert places.guides[3] == pytest.approx(places.picture[3] + scene.margins.top)
    assert places.guides[0] > places.picture[2]
    below = full(legend="bottom").scene((7.0, 7.0))
    places = arrange(below, room_on_page(below))
    assert places.guides[0] == room_on_page(below)[0]
    assert places.guides[3] < places.picture[1]


def test_words_wrap_over_the_whole_page_and_lines_are_alike_in_length():
    head = head_of("word " * 20, "", 200.0, 8.5, LIGHT)
    assert head.width <= 200
    assert len(head.layers[0].text) > 2
    corners = boxes(head.layers[0], head.layers[0].xy)
    wide = np.ptp(corners[..., 0], axis=1)
    assert wide.min() > 0.5 * wide.max()
    assert head_of("w" * 100, "", 200.0, 8.5, LIGHT).width <= 200
    assert head_of("", "", 200.0, 8.5, LIGHT).layers == GuideBox().layers


def test_a_small_page_shows_the_ends_of_a_scale_alone():
    def discs(size):
        layers = full(node_color=None, edge_width=None).scene(size).guides.layers
        return next(len(layer.xy) for layer in layers if isinstance(layer, Points))

    assert discs((3.0, 4.0)) == 2
    assert discs((7.0, 7.0)) > 2
