"""Every file of a picture says in words what it shows, and a notebook shows it sharp."""

import io
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from matplotlib.figure import Figure
from PIL import Image

import vizlib as vz
from vizlib.rendering.figure import encode

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
