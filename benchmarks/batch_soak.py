"""5,000 small figures from a generator, here or on Grid Engine: do time and memory stay flat?"""

import argparse
import resource
import tempfile

from batch import CIRCOS, graphs

import vizlib as vz


def main():
    """Draw, and say how much memory this process took at each tenth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--sge", metavar="QUEUE", help="draw on Grid Engine instead of here")
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--setup", action="append", default=[], help="shell before a worker starts")
    options = parser.parse_args()
    on = None
    if options.sge:
        on = vz.SGE(queue=options.sge, jobs=options.jobs, memory="1GB", setup=options.setup)
    peaks = []

    def watched():
        for number, pair in enumerate(graphs(options.count)):
            if number % max(1, options.count // 10) == 0:
                peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
            yield pair

    with tempfile.TemporaryDirectory(dir=".") as out:
        run = vz.render(watched(), CIRCOS, out=out, on=on, progress=False).raise_for_failures()
        table = run.table()
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    assert len(table) == table["name"].nunique() == options.count
    print(run)
    print(f"peak MB here at each tenth and at the end: {peaks}")
    print(table["seconds"].describe(percentiles=[0.5, 0.95, 0.99]).round(4).to_string())
    print(f"peak MB of workers: {table['memory'].max() / 1e6:.0f}")


if __name__ == "__main__":
    main()
