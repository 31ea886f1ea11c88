"""Palettes and ramps: what WCAG and the three dichromacies ask, by formulas of the tests' own."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex, to_rgb

import vizlib as vz
from vizlib.encodings.oklab import contrast, from_oklab, oklab, with_contrast
from vizlib.encodings.palettes import categorical, palette_colors, ramp, seen_ramp, strokes
from vizlib.encodings.ramps import PALETTES, RAMPS
from vizlib.encodings.themes import DARK, LIGHT

THEMES = [LIGHT, DARK]
VIENOT = {
    "protanopia": [[0.1121, 0.8853, -0.0005], [0.1127, 0.8897, -0.0001], [0.0045, 0.0, 1.0019]],
    "deuteranopia": [[0.2920, 0.7054, -0.0003], [0.2934, 0.7089, 0.0], [-0.0210, 0.0256, 1.0003]],
}
"""Vienot, Brettel and Mollon (1999), for linear RGB: another model than that of the house."""
TRITANOPIA = [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]
"""Machado, Oliveira and Fernandes (2009); Vienot has no third."""
SEEN = {"trichromacy": np.eye(3), **VIENOT, "tritanopia": TRITANOPIA}


def light(color):
    """Undo the gamma of sRGB, channel by channel (IEC 61966-2-1)."""
    return [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in to_rgb(color)]


def wcag(one, other):
    """Return the contrast of two colours (WCAG 2.2)."""
    bright = sorted(np.dot([0.2126, 0.7152, 0.0722], light(each)) + 0.05 for each in (one, other))
    return bright[1] / bright[0]


def lab(color, matrix):
    """Measure a colour in CIELAB (1976, D65), as somebody sees it."""
    seen = np.clip(np.array(matrix) @ light(color), 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratio = np.array(to_xyz) @ seen / [0.9505, 1.0, 1.089]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in ratio)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def least_distance(colors, sight):
    seen = [lab(color, SEEN[sight]) for color in colors]
    return min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2))


def hexes(rgba):
    return [to_hex(color) for color in rgba]


@pytest.mark.parametrize(
    "pair", [("#ffffff", "#000000"), ("#777777", "#ffffff"), ("#123456", "#654321")]
)
def test_contrast_is_that_of_wcag(pair):
    one, other = (np.array(to_rgb(color)) for color in pair)
    assert contrast(one[None], other)[0] == pytest.approx(wcag(*pair), rel=1e-9)


def test_oklab_goes_there_and_back():
    rgb = np.random.default_rng(0).random((100, 3))
    np.testing.assert_allclose(from_oklab(oklab(rgb)), rgb, atol=1e-6)


@pytest.mark.parametrize("sight", SEEN)
@pytest.mark.parametrize(("count", "least"), [(6, 13.5), (10, 10.0), (20, 5.0)])
def test_categories_are_told_apart_by_everyone(sight, count, least):
    assert least_distance(categorical(count), sight) > least


@pytest.mark.parametrize("sight", SEEN)
def test_the_second_set_is_told_apart_by_everyone(sight):
    assert least_distance(categorical(6, family=1), sight) > 6


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize("family", [0, 1, 2])
def test_lines_of_every_category_are_seen_on_the_paper(theme, family):
    for color in strokes(categorical(20, family), theme):
        assert wcag(color, theme.background) >= 2.999


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize("sight", SEEN)
def test_lines_of_ten_categories_are_told_apart(theme, sight):
    assert least_distance(strokes(categorical(10), theme), sight) > 6


def test_a_line_that_is_seen_keeps_its_colour_and_a_pale_one_its_hue():
    rgba = np.array([[0.0, 0.0, 0.5, 0.3], [0.9, 0.8, 0.5, 1.0]])
    dark = with_contrast(rgba, np.ones(3), 3.0)
    assert dark[0].tolist() == rgba[0].tolist()
    hue = np.arctan2(*oklab(np.array([rgba[1, :3], dark[1, :3]]))[:, :0:-1].T)
    assert hue[0] == pytest.approx(hue[1], abs=0.02)


def test_a_category_has_one_colour_on_light_and_on_dark_paper():
    graph = nx.les_miserables_graph()
    looks = [
        vz.CircosPlot(graph, node_color=vz.by("degree", scale="category"), theme=theme)
        for theme in ("light", "dark")
    ]  # fmt: skip
    light, dark = (look.nodes["color"].to_numpy() for look in looks)
    assert (light == dark).all()
    assert len(set(light)) > 10


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
def test_a_ramp_begins_at_the_paper_and_runs_one_way_for_everyone(theme):
    for name in ("lagoon", "ember"):
        shades = ramp(name, theme)
        assert 1.05 < wcag(shades[0], theme.background) < 1.3
        assert wcag(shades[-1], theme.background) > 10
        for matrix in SEEN.values():
            bright = np.diff([lab(shade, matrix)[0] for shade in shades[::16]])
            assert (bright < 0).all() or (bright > 0).all()


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
def test_the_middle_of_a_diverging_ramp_is_the_paper(theme):
    shades = ramp(None, theme, diverging=True)
    assert wcag(shades[127], theme.background) < 1.03
    away = [wcag(shade, theme.background) for shade in shades]
    assert (np.diff(away[:128:8]) < 0).all()
    assert (np.diff(away[128::8]) > 0).all()


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "least"), [("node", 1.59), ("edge", 2.19)])
@pytest.mark.parametrize("diverging", [False, True])
def test_nodes_and_lines_are_seen_however_small_their_number(theme, mark, least, diverging):
    shades = seen_ramp(None, theme, mark, diverging)
    assert min(wcag(shade, theme.background) for shade in shades) >= least


def test_the_colours_of_themes_are_seen():
    for theme in THEMES:
        assert wcag(theme.ink, theme.background) >= 12
        assert wcag(theme.muted, theme.background) >= 4.5
        for part in (theme.node, theme.edge, theme.accent):
            assert wcag(part, theme.background) >= 3
    assert wcag(DARK.land, DARK.water) >= 1.4


def test_palettes_by_name_in_order():
    assert hexes(palette_colors("tab10", 12, LIGHT))[:3] == ["#1f77b4", "#ff7f0e", "#2ca02c"]
    assert hexes(palette_colors("tab10", 12, LIGHT))[10] == "#1f77b4"
    assert hexes(palette_colors(colormaps["Set2"], 2, LIGHT)) == ["#66c2a5", "#fc8d62"]
    assert hexes(palette_colors("viridis", 2, LIGHT)) == ["#440154", "#fde725"]
    for name, colors in PALETTES.items():
        assert hexes(palette_colors(name, len(colors), DARK)) == list(colors)


@pytest.mark.parametrize("name", [*RAMPS, *PALETTES])
def test_every_name_of_ours_is_documented(name):
    assert name.removesuffix("-dark") in vz.by.__doc__


def test_a_name_that_is_none_offers_the_nearest():
    for palette, offered in (("lagon", "lagoon"), ("harbor", "harbour"), ("virids", "viridis")):
        with pytest.raises(vz.VizlibError, match=f"Did you mean '{offered}'"):
            vz.CircosPlot(nx.path_graph(3), node_color=vz.by("id", palette=palette))
    with pytest.raises(vz.VizlibError, match="empty list"):
        vz.CircosPlot(nx.path_graph(3), node_color=vz.by("id", palette=[], scale="category"))


def shown(**options):
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, dict(enumerate("abab")), "kind")
    nx.set_node_attributes(graph, dict(enumerate("uvvu")), "sort")
    nx.set_edge_attributes(graph, dict(zip(graph.edges, "ppq", strict=True)), "tie")
    return vz.CircosPlot(graph, **options).data


def test_a_second_field_has_colours_of_its_own():
    data = shown(node_color="kind", tracks=["sort", "kind", vz.by("sort", palette="tab10")])
    assert hexes(data.node_rgba)[:2] == ["#2d71c4", "#dd8222"]
    assert hexes(data.tracks[0].color)[:2] == ["#404e60", "#dfcfb0"]
    assert hexes(data.tracks[1].color)[:2] == ["#2d71c4", "#dd8222"]
    assert hexes(data.tracks[2].color)[:2] == ["#1f77b4", "#ff7f0e"]


def test_a_field_of_the_edges_has_colours_of_its_own_too():
    alone, beside = (shown(edge_color="tie", **more) for more in ({}, {"node_color": "kind"}))
    assert hexes(alone.edge_rgba)[0] == "#2d71c4"
    assert hexes(beside.edge_rgba)[0] == "#404e60"


def test_a_given_palette_takes_no_set():
    data = shown(node_color=vz.by("kind", palette=["red", "lime"]), tracks=["sort"])
    assert hexes(data.tracks[0].color)[:2] == ["#2d71c4", "#dd8222"]


def test_natural_order_of_groups():
    graph = nx.path_graph(3)
    plot = vz.CircosPlot(graph, group_by=["D10", "D2", "D1"])
    assert plot.data.order.labels == ("D1", "D2", "D10")
    words = pd.Series(["x9", "x10", "x1"], dtype="str")
    assert vz.CircosPlot(graph, sort_by=words.array).data.order.nodes.tolist() == [2, 0, 1]
