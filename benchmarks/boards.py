"""`bin/bench boards`: the pages staff open before training, for 500 athletes with three years behind them.

Through the site as it is served (gunicorn, two workers) out of a real PostgreSQL on the same machine; pages take turns
and medians count. Beside them the same figures by raw SQL: the statements of the very page, sent by a bare driver and
read to the end. At last again while a niced process writes records as a sync does.
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
    with prepared() as port:
        import django

        django.setup()
        from benchmarks.boarding.measuring import Amount, measure

        amount = Amount(asked.athletes, asked.days, asked.rounds)
        figures = measure(amount, port, lambda line: print(line, flush=True))
    print()
    print("\n".join(table_of(figures)))
    if asked.json:
        print(json.dumps({name: figure.as_json() for name, figure in figures.items()}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench boards", description="How long boards take.")
    parser.add_argument("--json", action="store_true", help="the last line is one object for programs")
    parser.add_argument("--athletes", type=int, default=500, metavar="N", help="athletes of the club (500)")
    parser.add_argument("--days", type=int, default=3 * 365, metavar="N", help="days of history (1095)")
    parser.add_argument("--rounds", type=int, default=30, metavar="N", help="how often each page is asked for (30)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
