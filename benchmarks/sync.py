"""`bin/bench sync`: rounds of a thousand athletes, next to the plain script everyone writes first.

Ours: real runs, asked for by the task of the schedule and performed by a real `manage.py qcluster`, in the state a
round mostly meets: everything is stored and nothing is new. The plain script: the same number of processes, the same
answers, the same days (benchmarks/syncing/plain_script.py). Rounds of both take turns, medians count. The pretend Oura
is a third program that gives the simulator's own answers from memory; what it costs is printed, so that nobody takes
its limits for ours. It speaks https as Oura does, with `--http` without; the latency is that of answers alone, though
over a distance a session for each request pays two or three more for connecting.
"""

import argparse
import json
import signal
import sys

from benchmarks.syncing.figures import table_of
from benchmarks.syncing.surroundings import prepared


def main() -> None:
    asked = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; nothing is left behind."))
    with prepared(asked.athletes, asked.workers, is_http=asked.http):
        import django

        django.setup()
        from benchmarks.syncing.measuring import Asked, measure

        plain_athletes = min(asked.athletes, asked.plain_athletes)
        amount = Asked(asked.athletes, plain_athletes, asked.workers, asked.rounds, asked.rounds_in_all)
        figures = measure(amount, lambda line: print(line, flush=True))
    print()
    print("\n".join(table_of(figures)))
    if asked.json:
        print(json.dumps({name: figure.as_json() for name, figure in figures.items()}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench sync", description="How fast a round of athletes is read.")
    parser.add_argument("--json", action="store_true", help="the last line is one object for programs")
    parser.add_argument("--athletes", type=int, default=1000, metavar="N", help="how many athletes a round has (1000)")
    parser.add_argument(
        "--plain-athletes", type=int, default=100, metavar="N", help="how many a round of the plain script has (100)"
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="workers, and plain processes (2)")
    parser.add_argument("--http", action="store_true", help="without TLS, which is most of what a new session costs")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds of both at each latency (3)")
    parser.add_argument(
        "--rounds-in-all", type=int, default=10, metavar="N", help="rounds of ours to watch memory (10)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
