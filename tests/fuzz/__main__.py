"""``python -m tests.fuzz CASE ...`` shows and reruns cases; ``--count`` runs many, in parallel."""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import matplotlib as mpl

from .case import CPU_LIMIT_S, Outcome, draw_case, run_case

CHUNK = 250
"""Cases of one process: what one leaves in memory does not stay long."""
KILLED_AFTER_S = 2 * CPU_LIMIT_S
"""CPU seconds of a case that only a signal can end."""
ROOT = Path(__file__).parents[2]


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("cases", nargs="*", type=int, help="numbers of cases to show and rerun")
    parser.add_argument("--count", type=int, default=0, help="how many cases to run")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--messages", action="store_true", help="print each distinct message once")
    parser.add_argument("--lines", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    mpl.use("agg")
    if given.lines:
        return write_lines(range(given.first, given.first + given.count))
    if given.cases:
        return sum(map(show, given.cases)) > 0
    outcomes = run_many(given.first, given.count, given.workers)
    if given.messages:
        print_messages(outcomes)
    return report(outcomes)


def show(number):
    """Print a case and what comes of it; return whether it is bad."""
    print(draw_case(number), flush=True)
    outcome = run_case(number)
    for name, words in asdict(outcome).items():
        for line in words if isinstance(words, list) else [words]:
            print(f"{name}: {_plain(str(line))}")
    return outcome.bad


def write_lines(numbers):
    """Run cases one after another, and write each outcome as a line."""
    for number in numbers:
        print(json.dumps({"begun": number}), flush=True)
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + KILLED_AFTER_S)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        print(json.dumps(asdict(run_case(number))), flush=True)
    return 0


def run_many(first, count, workers):
    """Run cases in processes of their own, and return the outcomes in order."""
    starts = range(first, first + count, CHUNK)
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(workers) as pool:
        for chunk in pool.map(lambda low: run_chunk(low, min(low + CHUNK, first + count)), starts):
            outcomes += chunk
            bad = sum(outcome.bad for outcome in outcomes)
            for outcome in filter(lambda outcome: outcome.bad, chunk):
                words = _plain(outcome.fault or outcome.foreign[0])
                print(f"case {outcome.number}: {words}", file=sys.stderr)
            print(f"{len(outcomes):,} of {count:,} cases, {bad:,} bad", file=sys.stderr)
    return outcomes


def run_chunk(low, high):
    """Run the cases from one number to another; a case that kills its process is a bad one."""
    outcomes = []
    while low < high:
        command = [sys.executable, "-m", "tests.fuzz", "--lines"]
        command += ["--first", str(low), "--count", str(high - low)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        begun = None
        for line in map(json.loads, done.stdout.splitlines()):
            begun = line.get("begun", begun)
            if "begun" not in line:
                outcomes.append(Outcome(**line))
                begun = None
        if begun is None and done.returncode:
            raise SystemExit(done.stderr)
        if begun is not None:
            fault = f"the process ended with {done.returncode}"
            outcomes.append(Outcome(begun, fault=fault, trace=done.stderr[-2000:]))
        low = outcomes[-1].number + 1
    return outcomes


def report(outcomes):
    """Print the bad ones and the sums; return whether there is a bad one."""
    bad = [outcome for outcome in outcomes if outcome.bad]
    kinds = Counter(_kind(outcome.fault or outcome.foreign[0]) for outcome in bad)
    for kind, count in kinds.most_common():
        print(f"{count:6,} x {_plain(kind)}")
    print(
        f"{len(outcomes):,} cases: {sum(outcome.plotted for outcome in outcomes):,} plotted,"
        f" {sum(len(outcome.refusals) for outcome in outcomes):,} refusals,"
        f" {sum(bool(outcome.fault) for outcome in bad):,} faults,"
        f" {sum(len(outcome.foreign) for outcome in bad):,} foreign warnings,"
        f" {sum(outcome.cpu for outcome in outcomes):.0f} CPU s,"
        f" at most {max((outcome.cpu for outcome in outcomes), default=0):.1f} s a case"
    )
    return bool(bad)


def print_messages(outcomes):
    """Print each distinct wording of a message once, the commonest first, with one example."""
    seen: dict[str, tuple[int, str]] = {}
    counts = Counter()
    for outcome in outcomes:
        for said in (*outcome.refusals, *outcome.warned):
            counts[_kind(said)] += 1
            seen.setdefault(_kind(said), (outcome.number, said))
    for kind, count in counts.most_common():
        number, said = seen[kind]
        print(f"{count:6,} x (case {number}) {_plain(said)}")


def _kind(said):
    """Return a message without its names and numbers: what it has in common with others."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`", "'.'", said)
    bare = re.sub(r"\[.*\]|\(.*?\)(?!:)", "[.]", bare)
    bare = re.sub(r"=\S+", "=.", bare)
    bare = re.sub(r"they have.*?Computed", "they have . Computed", bare)
    return re.sub(r"-?\d[\d,.e+]*|\bnan\b|\binf\b", "0", bare)[:110]


def _plain(said):
    return said.encode("ascii", "backslashreplace").decode()[:6000]


if __name__ == "__main__":
    sys.exit(main())
