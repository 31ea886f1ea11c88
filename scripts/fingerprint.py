"""Every test picture -> hashes of its pixels and of the arrays of its Scene, to compare two states.

``python scripts/fingerprint.py out.json`` writes them; with a second file that another state wrote,
the pictures that differ are named: ``python scripts/fingerprint.py now.json before.json``.
"""

import dataclasses
import hashlib
import io
import json
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

TESTS = Path(__file__).parents[1] / "tests"
DPI = 72


def arrays_of(value: Any) -> Iterator[np.ndarray]:
    """Walk a value and yield the arrays in it."""
    if isinstance(value, np.ndarray):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from arrays_of(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from arrays_of(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from arrays_of(part)


def digest(data: bytes) -> str:
    """Return a short hash."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def fingerprint(picture: Any) -> dict[str, Any]:
    """Hash the pixels of a plot or of facets, and every array of its scenes' layers."""
    out = io.BytesIO()
    picture.figure().savefig(out, format="png", dpi=DPI)
    plots = [panel for _, panel in picture.panels] if hasattr(picture, "panels") else [picture]
    arrays = [
        f"{array.dtype.kind}{array.shape}:{digest(np.ascontiguousarray(array).tobytes())}"
        for plot in plots
        for array in arrays_of(plot.scene().layers)
        if array.dtype != object
    ]
    return {"png": digest(out.getvalue()), "arrays": sorted(arrays)}


def compare(now: dict[str, Any], before: dict[str, Any]) -> int:
    """Print what differs and return how many pictures do."""
    changed = 0
    for name in sorted(now.keys() | before.keys()):
        new, old = now.get(name, {}), before.get(name, {})
        kinds = [kind for kind in ("png", "arrays") if new.get(kind) != old.get(kind)]
        changed += "png" in kinds
        if kinds:
            print(f"{name}: {' and '.join(kinds)} differ")
    return changed


def main(out: str, before: str | None = None) -> int:
    """Write the fingerprints of all pictures, and compare them."""
    mpl.use("agg")
    sys.path[:0] = [str(TESTS), str(TESTS / "plots")]
    warnings.simplefilter("ignore")
    from test_pictures import CASES

    now = {name: fingerprint(make()) for name, make in CASES.items()}
    Path(out).write_text(json.dumps(now, indent=1))
    return compare(now, json.loads(Path(before).read_text())) if before else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
