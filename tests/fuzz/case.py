"""A whole number -> Case -> Outcome: what was tried, and what came of it."""

import resource
import signal
import traceback
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from vizlib.errors import VizlibError, VizlibWarning

from .graphs import Sample, draw_sample
from .laws import check_laws
from .made import Source, made, shown
from .options import KINDS, draw_options
from .verbs import do, draw_verbs, steps_shown

CPU_LIMIT_S = 20.0
MAX_TRIES = 12


class Hang(BaseException):
    """More than the CPU seconds that a case may take."""


@dataclass(frozen=True)
class Case:
    """A plot that is to be made.

    Parameters
    ----------
    number
        The whole number it is drawn from.
    kind
        The plot.
    sample
        The graph.
    options
        What the plot is given.
    steps
        What is done with it.
    """

    number: int
    kind: type
    sample: Sample
    options: dict[str, Any]
    steps: list[tuple[str, dict[str, Any]]]

    def __str__(self):
        skeleton = self.sample.skeleton
        lines = [
            f"{self.number}: {self.kind.__name__} of {self.sample.guise}",
            f"  nodes {len(skeleton.ids)}: {shown(skeleton.ids)}",
            f"  edges {len(skeleton.pairs)}: {shown(skeleton.pairs)}, directed={skeleton.directed}",
            *(f"  node field {shown(name)}: {column.dtype} {shown(list(column))}"
              for name, column in skeleton.node_fields.items()),
            *(f"  edge field {shown(name)}: {column.dtype} {shown(list(column))}"
              for name, column in skeleton.edge_fields.items()),
            *(f"  {name}={shown(value)}" for name, value in self.options.items()),
            f"  then {steps_shown(self.steps)}",
        ]  # fmt: skip
        return "\n".join(lines)


@dataclass
class Outcome:
    """What came of a case.

    Parameters
    ----------
    number
        The case.
    fault
        What must not be: an exception of another kind, a lost node, a bad file, a hang.
    trace
        Where.
    refusals
        What VizlibErrors said.
    warned
        What VizlibWarnings said.
    foreign
        Warnings of others.
    plotted
        Whether a plot was made in the end.
    cpu
        CPU seconds it took.
    """

    number: int
    fault: str = ""
    trace: str = ""
    refusals: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    plotted: bool = False
    cpu: float = 0.0

    @property
    def bad(self):
        """Whether something is to be mended."""
        return bool(self.fault or self.foreign)


def draw_case(number):
    """Draw the case of a number."""
    rng = Source(number)
    kind = KINDS[rng.choice(sorted(KINDS))]
    sample = draw_sample(rng, kind)
    options = draw_options(rng, kind, sample)
    return Case(number, kind, sample, options, draw_verbs(rng, kind, sample))


def run_case(number):
    """Draw a case, run it, and say what came of it."""
    case, outcome = draw_case(number), Outcome(number)
    began = _cpu()
    try:
        with cpu_guard(CPU_LIMIT_S), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            _run(case, outcome)
    except Hang:
        outcome.fault, outcome.trace = "Hang", traceback.format_exc()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        outcome.fault = f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
        outcome.trace = traceback.format_exc()
    outcome.cpu = _cpu() - began
    for warning in caught:
        said = str(warning.message)
        if issubclass(warning.category, VizlibWarning):
            outcome.warned.append(said)
        else:
            at = f"{warning.category.__name__}: {said} ({warning.filename}:{warning.lineno})"
            outcome.foreign.append(at)
    return outcome


def _run(case, outcome):
    """Make the plot, dropping what it refuses, and do with it what is to be done."""
    rng = Source(~case.number)
    options = dict(case.options)
    for _ in range(MAX_TRIES):
        try:
            plot = case.kind(made(case.sample.graph), **{k: made(v) for k, v in options.items()})
            break
        except VizlibError as error:
            outcome.refusals.append(str(error))
            if not options:
                return
            named = [name for name in options if name in str(error)]
            del options[rng.choice(named or list(options))]
    else:
        return
    outcome.plotted = True
    check_laws(plot, case.sample)
    _take_steps(plot, case.steps, outcome)


def _take_steps(picture, steps, outcome):
    for what, named in steps:
        try:
            picture = do(picture, what, {name: made(value) for name, value in named.items()})
        except VizlibError as error:
            outcome.refusals.append(str(error))


def _cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def cpu_guard(limit):
    """Raise Hang after some CPU seconds of this process, whatever the clock on the wall says."""

    def stop(*_):
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
