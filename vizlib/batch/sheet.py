"""Rows of figures -> index.html, a contact sheet that stands alone and takes ten thousand."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from vizlib.batch.draw import THUMBNAILS

MOST = 200_000
"""Figures that a page lists; the failed ones come first."""
TEMPLATE = Path(__file__).with_name("sheet.html")


def write_sheet(out: Path, table: pd.DataFrame) -> Path:
    """Write the contact sheet of a folder, whole or not at all.

    Parameters
    ----------
    out
        The folder with figures and thumbnails.
    table
        A row for each graph, as ``Run.table()`` returns it.
    """
    page = TEMPLATE.read_text(encoding="utf-8")
    told = {"title": out.name, "rows": sheet_rows(table), "left_out": max(0, len(table) - MOST)}
    # A page must not end its script early, whatever graphs are called.
    data = json.dumps(told, ensure_ascii=True).replace("<", "\\u003c")
    beside = out / f".index-{os.getpid()}.html"
    beside.write_text(page.replace("{}/*data*/", data), encoding="utf-8")
    return beside.replace(out / "index.html")


def sheet_rows(table: pd.DataFrame) -> list[list[Any]]:
    """Return name, file, thumbnail, status, seconds and error of each figure, errors first."""
    failed = (table["status"] != "failed").to_numpy()
    first: list[dict[str, Any]] = [
        dict(zip(table.columns, row, strict=True))
        for row in table.iloc[failed.argsort(kind="stable")[:MOST]].itertuples(index=False)
    ]
    return [
        [
            row["name"], quote(row["file"]), quote(f"{THUMBNAILS}/{Path(row['file']).stem}.jpg"),
            int(row["status"] == "failed"), round(row["seconds"], 3), row["error"],
            row["traceback"],
        ]
        for row in first
    ]  # fmt: skip
