"""Our letters are in every file, for our figures alone; what they lack comes from elsewhere."""

import base64
import io
import re
import warnings
import xml.etree.ElementTree as ET

import matplotlib as mpl
import networkx as nx
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from PIL import Image

import vizlib as vz
from vizlib.scene import typeface
from vizlib.scene.text import widths
from vizlib.scene.typeface import BOX, FAMILY, FILES, FOLDER, drawable, families, warning_of_boxes

NOBODYS = chr(0x10FFFD)


def plot(words="Zoë", **options):
    return vz.CircosPlot(nx.Graph([(words, "b")]), node_labels=True, title="Title", **options)


def test_both_weights_have_the_letters_of_three_scripts_and_a_name_of_their_own():
    for file in FILES.values():
        font = TTFont(FOLDER / file)
        letters = font.getBestCmap()
        assert {ord(letter) for letter in "Aéßłşαωжщ0−…□√"} <= set(letters)
        assert font["name"].getDebugName(1) == FAMILY
        assert all("Source" not in str(font["name"].getDebugName(n)) for n in (1, 3, 4, 6, 16))
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text()


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_drawing_changes_no_setting_of_matplotlib(form, tmp_path):
    before = dict(mpl.rcParams)
    plot().save(tmp_path / f"a.{form}")
    plot().draw(Figure().add_subplot())
    assert dict(mpl.rcParams) == before


def test_an_svg_brings_the_letters_that_it_has_and_no_others(tmp_path):
    text = plot().save(tmp_path / "a.svg").read_text()
    found = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]*)\)", text)
    assert [weight for weight, _ in found] == ["400", "600"]
    regular, bold = (set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
                     for _, data in found)  # fmt: skip
    assert regular == {ord(letter) for letter in "Zoëb"}
    assert bold == {ord(letter) for letter in "Title"}
    again = plot().save(tmp_path / "b.svg").read_text()
    assert again == text


def test_a_pdf_embeds_our_letters(tmp_path):
    assert b"VizlibSans" in plot().save(tmp_path / "a.pdf").read_bytes()


def test_a_theme_may_have_other_letters(tmp_path):
    text = plot(theme=vz.Theme(font="DejaVu Sans")).save(tmp_path / "a.svg").read_text()
    assert "@font-face" not in text
    assert "DejaVu Sans" in text
    assert widths(["Valjean"], 10, "DejaVu Sans")[0] > widths(["Valjean"], 10)[0]


def test_other_scripts_are_drawn_in_what_the_system_has():
    assert families("Zoë", FAMILY) == (FAMILY,)
    assert families("שלום", FAMILY) == (FAMILY, "DejaVu Sans")
    assert drawable("שלום", FAMILY) == "שלום"
    assert families("α", "No Such Family")[1] == FAMILY


def test_letters_that_nobody_has_are_boxes_and_one_warning_names_a_package(tmp_path, monkeypatch):
    monkeypatch.setattr(typeface, "_installed", lambda: frozenset())
    typeface.families.cache_clear()
    with pytest.warns(vz.VizlibWarning) as said:
        plot("日本" + NOBODYS).save(tmp_path / "a.png")
    assert len(said) == 1
    assert "'日本" in str(said[0].message)
    assert "fonts-noto-cjk" in str(said[0].message)
    assert drawable("日本", FAMILY) == BOX * 2
    assert warning_of_boxes(["plain", "Zoë"], FAMILY) is None
    typeface.families.cache_clear()


def test_an_svg_says_in_full_what_cannot_be_drawn_here(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", vz.VizlibWarning)
        root = ET.fromstring(plot("a" + NOBODYS).save(tmp_path / "a.svg").read_bytes())
    texts = {"".join(found.itertext()).strip() for found in root.iter() if "text" in found.tag}
    assert "a" + NOBODYS in texts


def test_signs_that_take_no_room_are_left_out():
    assert drawable("a\ufe0f" + chr(0xE0041), FAMILY) in ("a", "a\ufe0f")
    assert warning_of_boxes(["a" + chr(0xE0041)], FAMILY) is None


def test_a_file_has_two_hundred_dots_an_inch(tmp_path):
    figure = plot().figure()
    with Image.open(plot().save(tmp_path / "a.png")) as image:
        size = image.size
    assert size == tuple(int(side * 200) for side in figure.get_size_inches())
    assert figure.dpi == 100


def test_letters_in_an_axes_are_as_high_as_beside_other_axes():
    figure = Figure(figsize=(8, 4))
    left, right = figure.subplots(1, 2)
    left.plot([1, 2])
    right.xaxis.label.set_fontsize(12)
    plot().draw(right)
    words = [word for word in figure.findobj(mpl.text.Text) if word.get_text() == "Zoë"]
    assert [word.get_fontsize() for word in words] == [pytest.approx(0.9 * 12)]
    figure.canvas.draw()
    frame = right.get_position(original=True)
    boxes = [child.get_axes_locator()(child, None) for child in (right, *right.child_axes)]
    assert len(boxes) == 2
    assert all(frame.y0 - 1e-6 <= box.y0 and box.y1 <= frame.y1 + 1e-6 for box in boxes)
