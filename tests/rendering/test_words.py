"""Every file of a picture says in words what it shows, and a notebook shows it sharp."""

import io
import xml.etree.ElementTree as ET
from base64 import b64decode
from types import SimpleNamespace

import IPython
import networkx as nx
import numpy as np
import pytest
from lxml import html
from matplotlib.figure import Figure
from PIL import Image

import vizlib as vz
from vizlib.rendering.figure import encode
from vizlib.scene.edge_paths import straight

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def plot():
    graph = nx.Graph([("a\x07<b>", "c & d"), ("c & d", "e")])
    return vz.CircosPlot(graph, node_labels=True, title="Tea & <cake>\x00")


def test_an_svg_has_title_and_description_and_is_well_formed(plot, tmp_path):
    root = ET.fromstring(plot.save(tmp_path / "a.svg").read_bytes())
    assert root.find(f"{SVG}title").text == "Tea & <cake>"
    assert root.find(f"{SVG}desc").text == repr(plot)
    assert root.attrib["role"] == "img"
    panels = plot.facet(nodes="degree")
    root = ET.fromstring(panels.save(tmp_path / "b.svg").read_bytes())
    assert root.find(f"{SVG}desc").text == repr(panels)


def test_png_and_pdf_say_what_they_show(plot, tmp_path):
    words = Image.open(plot.save(tmp_path / "a.png")).text
    assert (words["Title"], words["Description"]) == ("Tea & <cake>", repr(plot))
    content = plot.save(tmp_path / "a.pdf").read_bytes()
    assert b"/Subject" in content
    assert b"/Title" in content


def test_figures_of_others_are_written_as_they_are():
    assert b"<desc" not in encode(Figure(), "svg")


@pytest.mark.parametrize("picture", ["plot", "facets"])
def test_a_notebook_shows_twice_the_pixels_and_the_description(plot, picture):
    shown = plot if picture == "plot" else plot.facet(nodes="degree")
    data, metadata = shown._repr_mimebundle_()
    size = Image.open(io.BytesIO(data["image/png"])).size
    place = metadata["image/png"]
    assert place["alt"] == data["text/plain"] == repr(shown)
    assert abs(size[0] - 2 * place["width"]) <= 2
    assert abs(size[1] - 2 * place["height"]) <= 2
    image = html.fromstring(data["text/html"])
    assert image.attrib["alt"] == repr(shown)
    assert {side: int(image.attrib[side]) for side in ("width", "height")} == {
        side: place[side] for side in ("width", "height")
    }
    kind, content = image.attrib["src"].split(";base64,")
    assert kind == "data:image/webp"
    same = Image.open(io.BytesIO(b64decode(content))).convert("RGB")
    assert same.tobytes() == Image.open(io.BytesIO(data["image/png"])).convert("RGB").tobytes()


def test_a_notebook_may_ask_for_an_svg(plot):
    for shown in (plot, plot.facet(nodes="degree")):
        data, metadata = shown._repr_mimebundle_(include={"image/svg+xml"})
        root = ET.fromstring(data["image/svg+xml"])
        assert root.find(f"{SVG}desc").text == repr(shown) == metadata["image/svg+xml"]["alt"]
        assert data.keys() == {"image/svg+xml", "text/plain"}
    assert set(plot._repr_mimebundle_(exclude={"image/png"})[0]) == {"text/plain"}
    assert set(plot._repr_mimebundle_(exclude={"text/html"})[0]) == {"text/plain", "image/png"}


@pytest.mark.parametrize("way", ["told", "singular", "made"])
@pytest.mark.parametrize(
    ("form", "shown"), [("svg", "image/svg+xml"), ("retina", "image/png"), ("png", "image/png")]
)
def test_a_notebook_shows_what_it_is_set_to(plot, monkeypatch, way, form, shown):
    class InlineBackend:
        figure_formats = frozenset([form])

    setting = {"told": {"figure_formats": [form]}, "singular": {"figure_format": form}}.get(way, {})
    shell = SimpleNamespace(
        config={"InlineBackend": setting},
        configurables=[InlineBackend()] if way == "made" else [],
    )
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    assert set(plot._repr_mimebundle_()[0]) == {shown, "text/plain", "text/html"}
    InlineBackend.figure_formats = {form, "png", "svg"}
    if way == "made":
        assert {"image/png", "image/svg+xml"} < set(plot._repr_mimebundle_()[0])


class HalfPlot(vz.Plot):
    """A plot that knows no place for its last node."""

    def place(self, data):
        xy = np.zeros((data.tables.node_count, 2))
        xy[-1] = np.nan
        return xy

    def connect(self, data, edges):
        return straight(edges.start, edges.end)


del vz.Plot.registry["HalfPlot"]


def test_the_description_says_what_stands_out_and_what_is_left_out():
    graph = nx.path_graph(5)
    assert "stand out" not in repr(vz.ArcPlot(graph))
    lit = vz.ArcPlot(graph).highlight([0])
    assert repr(lit).endswith("2 of 5 nodes and 1 of 4 edges stand out.")
    assert lit.scene().description == repr(lit)
    assert "1 node without a position and 1 edge not drawn." in repr(HalfPlot(graph))
    tight = vz.CircosPlot(nx.path_graph(400), node_labels=True)
    left = 400 - len(tight.scene().layers["node_labels"].text)
    assert f"{left} labels left out for want of room." in repr(tight)
