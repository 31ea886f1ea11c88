"""Rows of figures -> index.html, a contact sheet that stands alone and takes ten thousand."""

import json
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from vizlib.batch.files import write_whole
from vizlib.batch.folder import SHEET, thumbnail_of

MAX_FIGURES = 200_000
"""Figures that a page lists; the failed ones come first."""
TEMPLATE = Path(__file__).with_name("sheet.html")


def write_sheet(out: Path, table: pd.DataFrame, work: Path | None = None) -> Path:
    """Write the contact sheet of a folder, whole or not at all.

    Parameters
    ----------
    out
        The folder with figures and thumbnails.
    table
        A row for each graph, as ``Run.table()`` returns it.
    work
        A folder for what is half written; by default the folder itself.

    Returns
    -------
    path
        The page.
    """
    page = TEMPLATE.read_text(encoding="utf-8")
    content = {
        "title": out.name,
        "rows": sheet_rows(table),
        "left_out": max(0, len(table) - MAX_FIGURES),
    }
    # A page must not end its script early, whatever graphs are called.
    data = json.dumps(content, ensure_ascii=True).replace("<", "\\u003c")
    path = out / SHEET
    write_whole(work or out, path, page.replace("{}/*data*/", data).encode())
    return path


def sheet_rows(table: pd.DataFrame) -> list[list[Any]]:
    """Return name, file, thumbnail, status, seconds and error of each figure, errors first."""
    drawn = (table["status"] != "failed").to_numpy()
    first = table.iloc[drawn.argsort(kind="stable")[:MAX_FIGURES]]
    return [_sheet_row(row) for row in first.to_dict("records")]


def _sheet_row(row: Mapping[Hashable, Any]) -> list[Any]:
    file = row["file"]
    return [
        row["name"], quote(file), quote(thumbnail_of(file)),
        int(row["status"] == "failed"), round(row["seconds"], 3), row["error"], row["traceback"],
    ]  # fmt: skip
