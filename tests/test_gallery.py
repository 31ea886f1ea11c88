"""The gallery as it is built: what is drawn again, and what its pages show."""

import importlib.util
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
SCRIPT = """'''A picture of {name}.'''

from pathlib import Path

Path("{name}.png").write_bytes(b"{content}")
with open("log", "a") as log:
    log.write("{name} ")
"""


@pytest.fixture
def gallery(tmp_path, monkeypatch):
    """The script that builds a gallery, at a home with two scripts, two tables and a library."""
    spec = importlib.util.spec_from_file_location("gallery", HOME / "scripts/build_gallery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for folder in ("gallery/data", "vizlib/maps"):
        (tmp_path / folder).mkdir(parents=True)
    write(tmp_path, "a", "DATA = 'cities.csv'")
    write(tmp_path, "b")
    for name in ("gallery/data/cities.csv", "gallery/data/flights.csv", "vizlib/maps/crs.py"):
        (tmp_path / name).write_text("old")
    monkeypatch.setattr(module, "HOME", tmp_path)
    monkeypatch.setattr(module, "OUT", tmp_path / "out")
    return module


def write(home, name, *more, content="one"):
    lines = [SCRIPT.format(name=name, content=content), *more, ""]
    (home / "gallery" / f"plot_{name}.py").write_text("\n".join(lines))


def built(gallery):
    """Build the gallery, and return the names of what was drawn for it."""
    log = gallery.OUT / "log"
    log.unlink(missing_ok=True)
    gallery.main()
    return log.read_text().split() if log.exists() else []


def test_all_is_drawn_once(gallery):
    assert built(gallery) == ["a", "b"]
    page = (gallery.OUT / "index.html").read_text()
    assert built(gallery) == []
    assert (gallery.OUT / "index.html").read_text() == page
    assert page.index("a.png") < page.index("b.png")


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("gallery/plot_b.py", ["b"]),
        ("gallery/data/cities.csv", ["a"]),
        ("gallery/data/flights.csv", []),
        ("vizlib/maps/crs.py", ["a", "b"]),
        ("vizlib/new.py", ["a", "b"]),
    ],
)
def test_what_has_changed_is_drawn_again(gallery, name, drawn):
    built(gallery)
    with (gallery.HOME / name).open("a") as file:
        file.write("\n# new\n")
    assert built(gallery) == drawn
    assert built(gallery) == []


def test_another_version_beside_it_draws_all_again(gallery, monkeypatch):
    built(gallery)
    monkeypatch.setattr(gallery.metadata, "distributions", list)
    assert built(gallery) == ["a", "b"]


def test_a_lost_picture_is_drawn_again(gallery):
    built(gallery)
    (gallery.OUT / "b.png").unlink()
    assert built(gallery) == ["b"]


def test_a_picture_that_is_drawn_no_more_is_removed(gallery):
    built(gallery)
    write(gallery.HOME, "b", "Path('b.png').rename('c.png')")
    assert built(gallery) == ["b"]
    assert {file.name for file in gallery.OUT.glob("*.png")} == {"a.png", "c.png"}
    assert 'src="b.png"' not in (gallery.OUT / "index.html").read_text()


def test_a_script_that_fails_is_named_and_tried_again(gallery):
    built(gallery)
    write(gallery.HOME, "b", "raise SystemExit(1)")
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"plot_b\.py failed"):
            gallery.main()
    write(gallery.HOME, "b")
    assert built(gallery) == ["b"]


def test_texts_have_pages_of_their_own(gallery):
    (gallery.HOME / "gallery" / "words.md").write_text("# A title\n\nWords.\n")
    gallery.main()
    assert "A title" in (gallery.OUT / "index.html").read_text()
    assert "<p>Words.</p>" in (gallery.OUT / "words.html").read_text()
