"""`bin/bench capacity`: a day of many athletes against the vendor's limit of 5,000 requests in five minutes.

In two ways. At full size by arithmetic: the real planner and the real budget, event by event, with the arrival model
that is printed (benchmarks/capacities/replaying.py). At a fraction with everything real: database, queue, planner,
budget, engine and storing, minute by minute through the day, against a pretend Oura that refuses what is too much
(benchmarks/capacities/scaled.py); athletes and limit are scaled alike. Freshness and refusals are the worse of both;
athletes and requests are those of full size, and both ways print theirs.
"""

import argparse
import json
import signal
import sys

from benchmarks.capacities.surroundings import prepared
from benchmarks.syncing.figures import table_of


def main() -> None:
    asked = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; nothing is left behind."))
    with prepared():
        import django

        django.setup()
        from django.db import connections

        from benchmarks.capacities.measuring import Asked, measure

        figures = measure(
            Asked(asked.share, asked.fraction, not asked.arithmetic), lambda line: print(line, flush=True)
        )
        connections.close_all()
    print()
    print("\n".join(table_of(figures)))
    if asked.json:
        print(json.dumps({name: figure.as_json() for name, figure in figures.items()}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench capacity", description="How many athletes one application serves.")
    parser.add_argument("--json", action="store_true", help="the last line is one object for programs")
    parser.add_argument(
        "--share", type=float, default=1.0, metavar="S", help="of athletes and limit, for a quick look (1)"
    )
    parser.add_argument("--fraction", type=int, default=100, metavar="N", help="all real: one part in N (100)")
    parser.add_argument("--arithmetic", action="store_true", help="leave out the days with everything real")
    return parser.parse_args()


if __name__ == "__main__":
    main()
