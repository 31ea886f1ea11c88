"""Measure every bar beside its peers, print the table and write README.md; `make bench` runs it."""

import datetime
import importlib
import os
import platform
from pathlib import Path

from timing import table

HOME = Path(__file__).resolve().parent
PARTS = {
    "start": "Before drawing",
    "edges": "Edges and matrices",
    "peers": "Beside other libraries",
    "blocks": "Many graphs in one matrix",
    "maps": "Maps",
    "labels": "Labels",
    "batch": "Batches",
}


def main():
    """Run all parts in one process."""
    names = [each for each in PARTS if (HOME / f"{each}.py").exists()]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    text = [
        "# Benchmarks",
        "",
        "CPU seconds, medians of runs taken in turns, with half the range of the middle half."
        " A ratio below one is in vizlib's favour. `make bench` writes this page.",
        "",
        f"{today}, {platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}, load {os.getloadavg()[0]:.1f}.",
    ]
    for name in names:
        found = table(list(importlib.import_module(name).rows()))
        print(f"\n{PARTS[name]}\n{found}", flush=True)
        text += ["", f"## {PARTS[name]}", "", found]
    (HOME / "README.md").write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
