"""A plot's dataclass and a sample -> options for it: fields, data, words, numbers, and nonsense."""

from dataclasses import fields
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

import vizlib as vz
from vizlib.choices import choices_of
from vizlib.core.plot import HIDDEN, Plot
from vizlib.graphs.fields import DERIVED

from . import values
from .graphs import index_of
from .made import Made, Person

for public in vz.HOMES:
    getattr(vz, public)
KINDS = {
    name: kind for name, kind in Plot.registry.items() if kind.__module__.startswith("vizlib.")
}
USUAL = {"group_by": 0.6, "node_color": 0.4, "node_labels": 0.25, "legend": 0.2, "figsize": 0.25}
"""How often some options are given; the others RARE."""
RARE = 0.13
FLAT = np.zeros((2, 2))


def refuses(*given, **named):
    """Be a function where data is wanted."""


JUNK = (
    None, True, False, 0, -1, 1, 1.5, values.NAN, values.INF, "", "nope", "\ud800", "a\x00", (), [],
    {}, b"x", 10**400, (1, 2, 3), refuses, range(3), FLAT, pd.DataFrame(), np.float32(2), 1j,
    Person("x"), np.array(3.0), pd.NaT, pd.NA, "red", [None], [[1], [2]], {1: 2}, np.nan, "id",
)  # fmt: skip
COLORS: tuple[Any, ...] = (
    (1, 0, 0), (0.1, 0.2, 0.3, 0.4), Made(vz.value, ("tomato",)), "source", (2, 0, 0), (), "red",
    Made(vz.value, ("nope",)), Made(vz.value, (3,)), Made(vz.value, ((0, 0, 1),)),
    "target", "gradient", Made(vz.value, (values.NAN,)), (values.NAN, 0, 0),
)  # fmt: skip
NUMBERS: tuple[Any, ...] = (
    1, 0.5, 0.1, 0, 5, 200, -1, 1e9, values.NAN, values.INF, True, np.int8(3), np.float16(0.5), "5",
    Made(vz.value, (3,)), 10**400, 1e-300,
)  # fmt: skip
SHAPES: tuple[Any, ...] = (
    Made(vz.value, ("s",)), Made(vz.value, ("nope",)), Made(vz.value, (None,)), "s", 3,
)  # fmt: skip
LABELS: tuple[Any, ...] = (True, True, True, False, None, "id", Made(vz.label, (True,)))
BY: dict[str, tuple[Any, ...]] = {
    "palette": (
        "viridis", "lagoon", "nope", ["red", "blue"], ["red"], [], {"a": "red", "b": (0, 0, 1)},
        {"a": "nope"}, {}, 3, ("red", "nope"), "tab10", b"x", {values.NAN: "red"}, [(1, 2)],
    ),
    "range": (
        (0, 1), (1, 5), (5, 1), (0, 0), (-1, 1), (values.NAN, 1), (1,), "ab", (1, 1e12), (1, 2, 3),
        [0.2, 0.9], np.array([1, 2]), 3, ("a", "b"), (1e-300, 1e300),
    ),
    "domain": (
        (0, 1), (1, 0), (0, 0), (1, 10), ["a", "b"], ["b", "a", "z"], ("a", "a"), [], "ab", (1,),
        (values.NAN, 1), ("2024-01-01", "2025-01-01"), ("x", 1), (-1, 1), (1e-300, 1e300), 3,
        (0, values.INF), [0, 1, 2, 3], [True, False], "robust", (1e300, 1e308), [[1], [2]],
    ),
    "title": (None, "", "T", "x" * 300, "\ud800", "a\x00b", "$x^", "two\nlines", 3, "😀"),
    "bins": (2, 5, 0, -1, [0, 1, 2], "nope", 1000, [1, 1], [values.NAN]),
    "center": (0, 1, -5.5, values.NAN, "x", values.INF, 1e308),
    "ticks": ([0, 1], [], 3, [values.NAN], ["a"], -1, 10**6, [5, 1]),
    "format": ("{:.1f}", "{}", "{:", "%d", "{0.x}", "x", ",", 3, str, refuses),
}  # fmt: skip
OWN: dict[str, tuple[Any, ...]] = {
    "title": (None, "Title", "", "x" * 400, "two\nlines", "$x^", "\ud800", "\x00", "😀", 3, b"x"),
    "figsize": (
        None, (3, 2), (4, 4), (2, 3), (0.1, 0.1), (1, 6), (6, 0.3), (values.NAN, 1), (-1, 2),
        ("a", 2), (1e9, 1), (3,), "big", np.array([3, 2]), (999, 999), [3, 3], 5, (0, 0),
    ),
    "theme": (
        "light", "dark", "dark", "nope", None, 3, Made(vz.Theme, (), {"font_size": 20}),
        Made(vz.Theme, (), {"background": "black", "ink": "white"}),
        Made(vz.Theme, (), {"font": "no such font"}), Made(vz.Theme, (), {"sequential": "magma"}),
        Made(vz.Theme, (), {"font_size": 0.001}), Made(vz.Theme, (), {"font_size": -1}),
        Made(vz.Theme, (), {"ink": "nope"}), Made(vz.Theme, (), {"edge": (0, 0, 0, 0)}),
        Made(vz.Theme, (), {"colour": "red"}), Made(vz.Theme, ("dark",)),
    ),
    "group_order": (
        "sorted", "appearance", "size", "nope", None, [], ["a"], ["a", "b", "c"], ["c", "b", "a"],
        ["a", "a"], [1, 0], 3, ["zzz"], ("b", "a", None), {"a": 1}, [[1]], np.array(["b", "a"]),
    ),
    "projection": (
        None, "Robinson", "Mercator", "Orthographic", "nope", "EPSG:3857", "EPSG:0", 4326, "UTM",
        "PlateCarree", "InterruptedGoodeHomolosine", "EPSG:2154", "", (), "NorthPolarStereo",
    ),
    "basemap": ("borders", "states", "land", None, "nope", "relief", 3, FLAT, "\ud800", True),
    "extent": (
        None, "robust", (-10, 30, 35, 60), (170, 190, -10, 10), (10, 5, 0, 1), (0, 1), "nope",
        (values.NAN, 1, 0, 1), (-180, 180, -90, 90), (0, 1e-9, 0, 1e-9), (0, 360, -1, 1), 3,
    ),
    "crs": (None, "EPSG:4326", "EPSG:2154", "EPSG:3857", "nope", 3857, 3.5, (), "EPSG:5773"),
    "graticule": (False, True, 10, 30, 1, 0.01, 0, -5, 1e9, values.NAN, "yes", 1e-300, (10, 10)),
    "bundling": (0, 0.4, 1, 2, 3, -1, values.NAN, "much", True, None, np.float16(0.5)),
    "path_limit": (200, 1, 0, -1, 10**9, 1.5, "few", None, True),
    "block_color": ("size", "label", "edges", "nope", (1, 0, 0), Made(vz.by, ("size",)), [1], 3),
    "block_sort_by": ("size", "edges", "label", "nope", Made(vz.by, ("size",)), ["size", "edges"]),
    "block_group_by": ("size", "label", "nope", [1, 2, 3], 3, Made(vz.by, ("edges",))),
    "block_data": (
        None, pd.DataFrame({"label": [1, 2]}), pd.DataFrame(), "nope", {"label": [1, 2, 3]},
        pd.DataFrame({"label": ["x", "y"]}, index=["", " "]), [1, 2],
    ),
    "caption": (None, "", "Words", "x" * 900, "\ud800", 3),
    "subtitle": (None, "", "Words", "x" * 900, "\ud800", 3),
}  # fmt: skip


def draw_options(rng, kind, sample):
    """Draw options of a plot: a few each time, of any that it has."""
    drawn = {}
    for option in fields(kind):
        if option.name in HIDDEN or rng.random() > USUAL.get(option.name, RARE):
            continue
        refused = option.name in kind.defaults.refused
        if not refused or rng.goes_wild(0.1):
            drawn[option.name] = draw_option(rng, kind, option.name, sample)
    if rng.goes_wild(0.03):
        drawn[rng.choice(["node_colour", "figure_size", "", "\ud800"])] = 1
    return drawn


def draw_option(rng, kind, name, sample):
    """Draw what one option is given."""
    if rng.goes_wild(0.1):
        return rng.choice(JUNK)
    if name in OWN:
        return rng.choice(OWN[name] if rng.goes_wild(1.0) else OWN[name][:3])
    if name in choices_of(kind):
        return "nope" if rng.goes_wild(0.2) else rng.choice(choices_of(kind)[name])
    hint = get_type_hints(kind, include_extras=True)[name]
    if get_origin(hint) is Annotated:
        return draw_look(rng, name, sample, get_args(hint)[1])
    if name in ("exposure", "outcome", "given"):
        return draw_nodes(rng, sample, name == "given")
    return draw_of_hint(rng, hint)


def draw_of_hint(rng, hint):
    """Draw what an annotation asks for: words, truth values, numbers, or anything."""
    pool: list[Any] = []
    for part in (hint, *get_args(hint)):
        pool += get_args(part) if str(part).startswith("typing.Literal") else []
        pool += {bool: [True, False], type(None): [None], int: [1, 5], float: [0.5, 2.0]}.get(
            part, []
        )
    return rng.choice([*pool * 3, *JUNK])


def draw_nodes(rng, sample, several):
    """Draw a node, or some."""
    ids = sample.skeleton.ids
    if not ids:
        return rng.choice(JUNK)
    one = rng.choice(ids)
    return [one, *rng.sample(ids, min(len(ids), 2))] if several and rng.random() < 0.5 else one


def draw_look(rng, name, sample, side):
    """Draw what an option of nodes or of edges is given."""
    if name == "tracks":
        return [draw_track(rng, sample) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    if name in ("node_lat", "node_lon") and rng.random() < 0.5:
        return rng.choice(["lat", "lon"])
    constants = constants_of(name)
    if constants and rng.random() < 0.35:
        return rng.choice(constants if rng.goes_wild(1.0) else constants[:4])
    if name.endswith("_labels") and rng.random() < 0.4:
        return draw_label(rng, sample, side)
    if rng.random() < 0.3:
        return draw_by(rng, sample, side)
    if name == "sort_by" and rng.random() < 0.3:
        return [draw_field(rng, sample, side), draw_by(rng, sample, side)]
    return draw_data(rng, sample, side) if rng.random() < 0.2 else draw_field(rng, sample, side)


def constants_of(name):
    """Return the constants that an option of a name may be given."""
    pools = {"color": COLORS, "size": NUMBERS, "width": NUMBERS, "alpha": NUMBERS,
             "shape": SHAPES, "labels": LABELS}  # fmt: skip
    return pools.get(name.rpartition("_")[2], ())


def draw_field(rng, sample, side):
    """Draw the name of a field, own or derived, or one that there is not."""
    skeleton = sample.skeleton
    own = list(skeleton.node_fields if side == "nodes" else skeleton.edge_fields)
    if own and rng.random() < 0.7:
        return rng.choice(own)
    derived = ["degree", "id", "component", *DERIVED] if side == "nodes" else ["source", "weight"]
    return rng.choice(["nope", "", "lat ", 3, None] if rng.goes_wild(0.3) else derived)


def draw_data(rng, sample, side):
    """Draw a value for each node or edge, as an array, a Series or a mapping; at times one less."""
    skeleton = sample.skeleton
    keys = skeleton.ids if side == "nodes" else skeleton.ends
    count = len(keys) + (rng.choice([1, -1]) if rng.goes_wild(0.2) else 0)
    data = values.column(rng, max(count, 0))
    form = rng.choice(["list", "array", "series", "indexed", "mapping", "tuple", "index", "some"])
    if form in ("indexed", "mapping", "some") and len(data) == len(keys):
        pairs = list(zip(keys, data, strict=True))
        rng.shuffle(pairs)
        if form == "some":
            pairs = pairs[: len(pairs) // 2]
        given = dict(pairs)
        return given if form == "mapping" else Made(indexed, (given,))
    forms = {"list": list, "tuple": tuple, "array": np.asarray, "index": index_of}
    return forms[form](data) if form in forms else data


def indexed(given):
    """Make a Series with ids as its index."""
    return pd.Series(np.fromiter(given.values(), object), dtype=object, index=index_of(list(given)))


def draw_by(rng, sample, side):
    """Draw ``vz.by`` with any of its parameters."""
    named = {}
    for option in fields(vz.by):
        if option.name != "field" and rng.random() < 0.22:
            named[option.name] = draw_by_part(rng, option)
    data = draw_data if rng.random() < 0.2 else draw_field
    return Made(vz.by, (data(rng, sample, side),), named)


def draw_by_part(rng, option):
    """Draw one parameter of ``vz.by``."""
    if option.name in BY and not rng.goes_wild(0.06):
        return rng.choice(BY[option.name])
    words = choices_of(vz.by).get(option.name)
    return rng.choice([*words] * 3 + ["nope"]) if words else rng.choice(JUNK)


def draw_label(rng, sample, side):
    """Draw ``vz.label``."""
    named = {}
    if rng.random() < 0.5:
        named["top"] = rng.choice([1, 2, 20, 10**9, 0, -1, 1.5, "x", True])
    if rng.random() < 0.5:
        named["by"] = rng.choice([draw_field, draw_data, draw_by])(rng, sample, side)
    field = True if side == "nodes" and rng.random() < 0.4 else draw_field(rng, sample, side)
    return Made(vz.label, (field,), named)


def draw_track(rng, sample):
    """Draw a track: a field, ``vz.by``, ``vz.track``, or nonsense."""
    field = rng.choice([draw_field, draw_by, draw_data])(rng, sample, "nodes")
    if rng.goes_wild(0.1):
        return rng.choice(JUNK)
    if rng.random() < 0.4:
        return field
    return Made(vz.track, (field,), {"show": rng.choice(["color", "bar", "bar", "nope"])})
