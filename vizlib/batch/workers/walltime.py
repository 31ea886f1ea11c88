"""How long a job may last -> the queue's own words for it, and when its workers leave."""

import math
import re
from types import MappingProxyType

DAY_SECONDS = 86_400
HOUR_SECONDS = 3600
MINUTE_SECONDS = 60
CLOCK = (HOUR_SECONDS, MINUTE_SECONDS, 1)
"""Hours, minutes, seconds."""
FIELDS = MappingProxyType({
    "SGE": ((1,), CLOCK),
    "SLURM": ((MINUTE_SECONDS,), CLOCK[1:], CLOCK),
    "PBS": ((1,), CLOCK[1:], CLOCK),
    "LSF": ((MINUTE_SECONDS,), CLOCK[:2], CLOCK),
})  # fmt: skip
"""Kind of queue -> seconds in each field of a time, by how many fields there are."""
DAYS = re.compile(r"(\d+)-(\d+(?::\d+)*)")
"""Days and then hours, which only Slurm understands."""
MIN_LIFETIME_SECONDS = 300
"""Jobs of less time are too short to let their workers leave before."""


def in_queue_words(kind: str, walltime: str | float) -> str:
    """Write how long a job may last as its queue reads it.

    Parameters
    ----------
    kind
        The kind of queue, as dask-jobqueue calls it.
    walltime
        A number of seconds, ``"hours:minutes:seconds"``, or the queue's own words, which stay.

    Examples
    --------
    >>> in_queue_words("LSF", "04:00:00"), in_queue_words("LSF", "30"), in_queue_words("LSF", 90)
    ('4:00', '30', '0:02')
    >>> in_queue_words("SLURM", 5400), in_queue_words("SGE", 5400)
    ('1:30:00', '5400')
    """
    given = str(walltime).strip()
    seconds = seconds_of(kind, walltime)
    clock = not isinstance(walltime, str) or (kind == "LSF" and given.count(":") == 2)
    if seconds is None or not clock:
        return given
    if kind == "LSF":
        minutes = math.ceil(seconds / MINUTE_SECONDS)
        return f"{minutes // 60}:{minutes % 60:02}"
    if kind == "SLURM":
        hours, rest = divmod(seconds, HOUR_SECONDS)
        return f"{hours}:{rest // MINUTE_SECONDS:02}:{rest % MINUTE_SECONDS:02}"
    return str(seconds)


def seconds_of(kind: str, walltime: str | float) -> int | None:
    """Read how long a job may last, as its queue does.

    Parameters
    ----------
    kind, walltime
        As for :func:`in_queue_words`.

    Returns
    -------
    seconds
        None where it is written in a way that is not known.

    Examples
    --------
    >>> [seconds_of(kind, "10") for kind in ("SGE", "SLURM", "PBS", "LSF")]
    [10, 600, 10, 600]
    >>> seconds_of("SLURM", "1-12"), seconds_of("LSF", "4:00"), seconds_of("SGE", "2h")
    (129600, 14400, None)
    """
    if not isinstance(walltime, str):
        return math.ceil(walltime)
    words = walltime.strip()
    days = DAYS.fullmatch(words) if kind == "SLURM" else None
    if days:
        parts = [int(part) for part in days[2].split(":")]
        clock = _sum(parts, CLOCK[: len(parts)])
        return None if clock is None else int(days[1]) * DAY_SECONDS + clock
    if not re.fullmatch(r"\d+(:\d+)*", words):
        return None
    parts = [int(part) for part in words.split(":")]
    units = next((units for units in FIELDS[kind] if len(units) == len(parts)), None)
    return None if units is None else _sum(parts, units)


def _sum(parts: list[int], units: tuple[int, ...]) -> int | None:
    if len(parts) != len(units):
        return None
    return sum(part * unit for part, unit in zip(parts, units, strict=True))


def lifetime(seconds: int | None) -> list[str]:
    """Let workers leave before the queue ends their job, so that no figure is drawn in vain.

    Parameters
    ----------
    seconds
        How long a job may last; None where that is not known.

    Returns
    -------
    options
        Of a worker; none where the time is short or not known.

    Examples
    --------
    >>> lifetime(3600)
    ['--lifetime', '3420s', '--lifetime-stagger', '60s']
    >>> lifetime(120)
    []
    """
    if seconds is None or seconds < MIN_LIFETIME_SECONDS:
        return []
    leave = seconds - 60 - max(60, min(seconds // 30, 600))
    return ["--lifetime", f"{leave}s", "--lifetime-stagger", "60s"]
