"""`bin/bench forms`: reading, entering, reckoning and importing records, for 500 athletes with three years behind them.

Reads go through the project's own read side, next to raw SQL by the same driver with the rows fetched; both take turns,
medians count. The grid is saved through the site's view. The history formula and the CSV import are jobs done in a
process of their own, with everything that is told of writes plugged in (projection, alerts, calculations).
"""

import argparse
import json
import signal
import sys

from benchmarks.chatting.surroundings import prepared
from benchmarks.syncing.figures import table_of


def main() -> None:
    asked = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped; nothing is left behind."))
    with prepared():
        import django

        django.setup()
        from config.web_server import when_ready

        # Who reads is a process that answers people, as the site is served.
        when_ready(None)
        from benchmarks.recording.measuring import Amount, measure

        amount = Amount(asked.athletes, asked.days, asked.rows, asked.rounds)
        figures = measure(amount, lambda line: print(line, flush=True))
    print()
    print("\n".join(table_of(figures)))
    if asked.json:
        print(json.dumps({name: figure.as_json() for name, figure in figures.items()}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench forms", description="How fast records are read and written.")
    parser.add_argument("--json", action="store_true", help="the last line is one object for programs")
    parser.add_argument("--athletes", type=int, default=500, metavar="N", help="athletes of the club (500)")
    parser.add_argument("--days", type=int, default=3 * 365, metavar="N", help="days of history (1095)")
    parser.add_argument(
        "--rows", type=int, default=100_000, metavar="N", help="records to reckon, and rows to import (100000)"
    )
    parser.add_argument("--rounds", type=int, default=15, metavar="N", help="how often each read is done (15)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
