"""A random source and a length -> columns of every dtype, and ids of every kind."""

import datetime as dt
import decimal
import fractions
import pathlib
import uuid

import numpy as np
import pandas as pd
import pyarrow as pa

from .made import Color, Level, Person, Plain

NAN, INF = float("nan"), float("inf")
WORDS = ("a", "b", "c")
TEXTS = (
    "", " ", "a", "A", "None", "nan", "\ud800", "a\x00b", "\x07bell", "\x1b[31m", "\u202eabc",
    "\u200b", "x" * 3000, "two\nlines", "tab\t", "$x^", r"\frac{1}{2}", "<b>&amp;", "'\"`", "😀",
    "👩‍👩‍👧", "日本語", "שלום", "é", "e\u0301", "%s {0}", "a,b;c", "#ff0000", "red", "0.5", "-",
)  # fmt: skip
INTS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
NULLABLE = ("Int8", "Int64", "UInt16", "UInt64", "Float32", "Float64")
REALS = (0.0, -0.0, 1.0, -1.0, 0.5, 1e-320, 1e-300, 1e300, 1.7e308, -1e308, NAN, INF, -INF, 3.25)
TAME_REALS = (0.0, 0.25, 0.5, 1.0, 2.0, 10.0, 90.0)


def several(rng, count, values):
    """Draw values with repetition, as they are."""
    return [rng.choice(values) for _ in range(count)]


def integers(rng, count):
    """Draw whole numbers of one width, its ends among them."""
    dtype = rng.choice(INTS)
    ends = np.iinfo(dtype)
    return pd.Series(several(rng, count, [0, 1, 2, ends.min, ends.max]), dtype=dtype)


def small_integers(rng, count):
    """Draw few whole numbers, as groups have."""
    return pd.Series(several(rng, count, [0, 1, 2, 3]), dtype=rng.choice(INTS))


def nullable(rng, count):
    """Draw numbers of pandas' own dtypes, with missing ones."""
    return pd.Series(several(rng, count, [0, 1, 2, 3, pd.NA]), dtype=rng.choice(NULLABLE))


def reals(rng, count):
    """Draw floats of one width, wild ones among them."""
    with np.errstate(over="ignore"):
        dtype = rng.choice(["float16", "float32", "float64"])
        return pd.Series(np.array(several(rng, count, REALS)).astype(dtype))


def tame(rng, count):
    """Draw plain numbers of 0 or more."""
    return pd.Series(several(rng, count, TAME_REALS), dtype=float)


def booleans(rng, count):
    """Draw truth values of one of four dtypes."""
    dtype = rng.choice(["bool", "boolean", "object", "bool[pyarrow]"])
    values = [True, False] if dtype == "bool" else [True, False, None]
    return pd.Series(several(rng, count, values), dtype=dtype)


def categories(rng, count):
    """Draw categories: words, numbers or truth values, in order or not, some never seen."""
    levels = rng.choice([["b", "a", "c", "unseen"], [3, 1, 2], [0.5, 1.5], [True, False]])
    kind = pd.CategoricalDtype(levels, ordered=rng.random() < 0.5)
    return pd.Series(several(rng, count, [*levels, None]), dtype=object).astype(kind)


def dates(rng, count):
    """Draw moments, with and without a zone, of several units."""
    days = ["2024-02-29", "1970-01-01", "1969-12-31", "2262-04-11", "1700-01-01", None]
    moments = pd.Series(pd.to_datetime(several(rng, count, days)))
    zone = rng.choice([None, None, "UTC", "Asia/Kathmandu"])
    unit = rng.choice(["s", "us"])
    return moments.dt.as_unit(unit).dt.tz_localize(zone) if zone else moments.dt.as_unit(unit)


def python_dates(rng, count):
    """Draw dates as objects, of any year."""
    pool = [
        dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.datetime(2024, 1, 1), None,
        np.datetime64("2024-05"), dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ]  # fmt: skip
    return pd.Series(several(rng, count, pool), dtype=object)


def spans(rng, count):
    """Draw lengths of time."""
    pool = [pd.Timedelta(0), pd.Timedelta("1D"), pd.Timedelta("-3h"), None]
    return pd.Series(several(rng, count, pool), dtype="timedelta64[ns]")


def periods(rng, count):
    """Draw months."""
    return pd.Series(pd.PeriodIndex(several(rng, count, ["2024-01", "2023-12", None]), freq="M"))


def intervals(rng, count):
    """Draw what ``pd.cut`` returns, or the intervals alone."""
    pool = [pd.Interval(0, 1), pd.Interval(1, 2.5), None]
    listed = several(rng, count, pool)
    if rng.random() < 0.3:
        return pd.Series(listed, dtype=object)
    return pd.Series(listed, dtype=pd.IntervalDtype(float, "right"))


def sparse(rng, count):
    """Draw numbers of which most are left out."""
    dtype = rng.choice([pd.SparseDtype(float, NAN), pd.SparseDtype(int, 0), pd.SparseDtype(bool)])
    return pd.Series(several(rng, count, [0, 0, 1]), dtype=dtype)


def arrow(rng, count):
    """Draw values that stand in Arrow's memory."""
    kinds = {
        pa.string(): WORDS, pa.large_string(): TEXTS[2:5], pa.int64(): [1, 2], pa.float32(): [0.5],
        pa.timestamp("us"): [dt.datetime(2024, 1, 1)], pa.date32(): [dt.date(2024, 1, 1)],
        pa.decimal128(9, 2): [decimal.Decimal("1.25")], pa.binary(): [b"x", b""],
        pa.list_(pa.int64()): [[1], [2, 3]], pa.duration("s"): [dt.timedelta(1)],
        pa.struct([("x", pa.int64())]): [{"x": 1}], pa.time64("us"): [dt.time(1, 2)],
    }  # fmt: skip
    kind = rng.choice(list(kinds))
    return pd.Series(several(rng, count, [*kinds[kind], None]), dtype=pd.ArrowDtype(kind))


def texts(rng, count):
    """Draw words that no page expects."""
    return pd.Series(several(rng, count, TEXTS), dtype=object)


def words(rng, count):
    """Draw few plain words, as groups are named."""
    return pd.Series(several(rng, count, WORDS), dtype=rng.choice(["str", "object", "string"]))


def colors(rng, count):
    """Draw colours, as words or as numbers."""
    pool = rng.choice([["red", "#00ff0080", "C1", "none"], [(1.0, 0.0, 0.0), (0, 0, 1, 0.5)]])
    return pd.Series(several(rng, count, pool), dtype=object)


def objects(rng, count):
    """Draw objects of one kind."""
    pool = rng.choice(OBJECTS)
    return pd.Series(several(rng, count, pool), dtype=object)


def mixed(rng, count):
    """Draw objects of all kinds at once."""
    pool = [value for kind in OBJECTS for value in kind]
    return pd.Series(several(rng, count, [*pool, *TEXTS, *REALS, True, None]), dtype=object)


def missing(rng, count):
    """Return nothing but missing values."""
    return pd.Series([rng.choice([None, NAN, pd.NA, pd.NaT])] * count, dtype=object)


OBJECTS = (
    [decimal.Decimal("1.5"), decimal.Decimal("NaN"), decimal.Decimal("1e400")],
    [fractions.Fraction(1, 3), fractions.Fraction(-2)],
    [b"", b"\xff\x00", b"abc"],
    [[1, 2], [], ["a", [None]]],
    [{"a": 1}, {}],
    [frozenset([1, 2]), frozenset()],
    [(1, 2), (), ("a", None)],
    [np.array([1.0, 2.0]), np.array([])],
    [1j, complex(NAN, 1), 2 + 0j],
    [10**400, -(10**400), 2**63, 2**64, -1],
    [Color.RED, Color.GREEN],
    [Level.LOW, Level.HIGH],
    [Person("ann"), Person("bob")],
    [np.int8(3), np.float16(0.5), np.str_("x"), np.bool_(True)],
    [uuid.UUID(int=5), pathlib.PurePosixPath("a/b")],
    [dt.time(1, 2), dt.timedelta(days=1)],
    [pd.Timestamp("2024-01-01"), pd.NaT, pd.Timedelta(1)],
)


def complexes(rng, count):
    """Draw complex numbers as an array has them."""
    return pd.Series(np.array(several(rng, count, [1j, 2 + 0j, complex(NAN, INF)]), "complex64"))


PLAIN = (words, small_integers, tame, categories, booleans)
WILD = (
    integers, nullable, reals, complexes, dates, python_dates, spans, periods, intervals, sparse,
    arrow, texts, colors, objects, mixed, missing,
)  # fmt: skip


def column(rng, count):
    """Draw a column of any dtype."""
    kind = rng.choice(WILD if rng.goes_wild(0.9) else PLAIN)
    return kind(rng, count)


IDS = {
    "places": lambda count: range(count),
    "words": lambda count: [f"n{number}" for number in range(count)],
    "negative": lambda count: [-number - 1 for number in range(count)],
    "big": lambda count: [2**63 + number - 2 for number in range(count)],
    "huge": lambda count: [10**40 + number for number in range(count)],
    "floats": lambda count: [number / 3 for number in range(count)],
    "odd_floats": lambda count: [NAN, INF, -INF, -0.0, 1e300][:count],
    "two_nans": lambda count: [float("nan") for _ in range(count)],
    "tuples": lambda count: [(number, "x") for number in range(count)],
    "nested": lambda count: [((number,), ()) for number in range(count)],
    "sets": lambda count: [frozenset([number]) for number in range(count)],
    "bytes": lambda count: [bytes([number % 256, number // 256]) for number in range(count)],
    "texts": lambda count: TEXTS[:count],
    "long": lambda count: ["n" * 500 + str(number) for number in range(count)],
    "scalars": lambda count: [np.int16(number) for number in range(count)],
    "dates": lambda count: [dt.date(2024, 1, 1) + dt.timedelta(n) for n in range(count)],
    "stamps": lambda count: list(pd.date_range("2024", periods=count, tz="UTC")),
    "enums": lambda count: [*Color, *Level][:count],
    "people": lambda count: [Person(f"p{number}") for number in range(count)],
    "plain": lambda count: [Plain(number) for number in range(count)],
    "truths": lambda count: [True, False][:count],
    "decimals": lambda count: [decimal.Decimal(number) / 4 for number in range(count)],
    "mixed": lambda count: [
        0, "0", b"0", (0,), 0.5, NAN, True, "", "\ud800", Color.RED, dt.date(2024, 1, 1), 10**40,
    ][:count],
}  # fmt: skip
TAME_IDS = ("places", "words")


def ids(rng, count):
    """Draw different ids of one kind; some kinds have fewer than are asked for."""
    kind = rng.choice(list(IDS) if rng.goes_wild(0.9) else TAME_IDS)
    return list(IDS[kind](count))
