"""The contact sheet, opened and clicked as a person would."""

import pandas as pd
import pytest
from browser import need_browser, opened
from PIL import Image

from vizlib.batch.rows import COLUMNS
from vizlib.batch.sheet import MAX_FIGURES, sheet_rows, write_sheet

COUNT = 10_000
BAD = {7: "ValueError: <b>no</b> weights", 4321: "KeyError: 'lobe'"}
HOSTILE = "</script><script>document.title = 'broken out'</script>"


def table(count=COUNT):
    names = [f"subject {number}" for number in range(count)]
    names[0] = HOSTILE
    frame = pd.DataFrame({"number": range(count), "name": names}, columns=list(COLUMNS))
    frame = frame.fillna({"file": "a b#1.png", "seconds": 0.0})
    frame["seconds"] = [(number * 7919 % count) / 1000 for number in range(count)]
    frame["status"] = ["failed" if number in BAD else "done" for number in range(count)]
    frame["error"] = [BAD.get(number, "") for number in range(count)]
    frame["traceback"] = ["Traceback: " + error if error else "" for error in frame["error"]]
    return frame


def test_failed_figures_come_first_and_names_are_quoted():
    rows = sheet_rows(table(8))
    assert [row[0] for row in rows][:2] == ["subject 7", HOSTILE]
    assert rows[0][3:] == [1, 0.001, BAD[7], "Traceback: " + BAD[7]]
    assert rows[1][1:3] == ["a%20b%231.png", "thumbnails/a%20b%231.jpg"]
    assert len(sheet_rows(table(8).loc[[0] * (MAX_FIGURES + 5)])) == MAX_FIGURES


def test_a_name_cannot_break_out_of_the_page(tmp_path):
    page = write_sheet(tmp_path, table(3)).read_text()
    assert HOSTILE not in page
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    need_browser()
    out = tmp_path_factory.mktemp("figures")
    (out / "thumbnails").mkdir()
    for name in ("a b#1.png", "thumbnails/a b#1.jpg"):
        Image.new("RGB", (200, 200), "#3b6ea5").save(out / name)
    write_sheet(out, table())
    with opened(out / "index.html") as page:
        page.wait("document.images.length > 0 && document.images[0].complete")
        yield page
        assert not page.said


CARDS = "document.querySelectorAll('figure').length"
FIRST = "document.querySelector('figcaption').firstChild.textContent"
COUNTED = "document.getElementById('count').textContent"


def choose(page, name, value):
    page.run(
        f"(() => {{ const it = document.getElementById('{name}'); it.value = '{value}';"
        " it.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )


def test_it_shows_errors_first_and_draws_only_what_is_seen(sheet):
    assert sheet.run(COUNTED) == "10,000 of 10,000 figures, 2 failed"
    assert sheet.run(FIRST) == "subject 7"
    assert sheet.run("document.querySelector('.error').textContent") == BAD[7]
    assert sheet.run("document.title") != "broken out"
    assert 20 < sheet.run(CARDS) <= 400
    assert sheet.run("document.images[0].naturalWidth") == 200
    assert sheet.run("[...document.images].every(each => each.loading === 'lazy')")


def test_scrolling_brings_more(sheet):
    before = sheet.run(CARDS)
    sheet.run("scrollTo(0, document.body.scrollHeight)")
    sheet.wait(f"{CARDS} > {before}")
    sheet.run("scrollTo(0, 0)")


def test_names_and_errors_are_searched(sheet):
    choose(sheet, "search", "SUBJECT 432")
    assert sheet.run(COUNTED) == "11 of 10,000 figures, 1 failed"
    assert sheet.run(CARDS) == 11
    choose(sheet, "search", "keyerror")
    assert sheet.run(FIRST) == "subject 4321"
    choose(sheet, "search", "")
    choose(sheet, "status", "1")
    assert sheet.run(CARDS) == 2
    choose(sheet, "status", "")


def test_it_sorts_by_time_and_by_name_as_people_count(sheet):
    choose(sheet, "sort", "slow")
    first, second = sheet.run(
        "[...document.querySelectorAll('figure small')].slice(0, 2).map(each => each.textContent)"
    )
    assert first == "done, 10.00 s"
    assert float(first.split()[1]) >= float(second.split()[1])
    choose(sheet, "sort", "name")
    choose(sheet, "search", "subject")
    names = sheet.run(
        "[...document.querySelectorAll('figcaption')].slice(0, 3)"
        ".map(each => each.firstChild.textContent)"
    )
    assert names == ["subject 1", "subject 2", "subject 3"]
    choose(sheet, "search", "")
    choose(sheet, "sort", "given")


def test_a_click_opens_a_traceback_and_a_figure(sheet):
    sheet.run("document.querySelector('summary').click()")
    assert sheet.run("document.querySelector('details').open")
    assert sheet.run("document.querySelector('pre').textContent") == "Traceback: " + BAD[7]
    link = sheet.run("document.querySelector('figure a').href")
    assert link.endswith("/a%20b%231.png")
    where = sheet.run("location.href")
    sheet.run("setTimeout(() => document.querySelector('figure a').click(), 0) > 0")
    sheet.wait("location.href.endsWith('.png') && document.images.length === 1")
    assert sheet.run("document.images[0].naturalWidth") == 200
    sheet.call("Page.navigate", url=where)
