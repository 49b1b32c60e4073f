"""`bin/bench messaging`: a hundred people a second type /oura in another chat system, for ten seconds.

Through the generic door of the site as it is served (gunicorn, two workers), into a real PostgreSQL, answered by a
real `messages` cluster with a fresh invite each, and delivered to a pretend chat system. A command counts from the
moment it was due, so a door that holds up the next one pays for it. The rate asked for is a little above the goal,
because the last acknowledgement comes after the last command.
"""

import argparse
import json

from benchmarks.chatting.surroundings import prepared
from benchmarks.syncing.figures import table_of

SECONDS = 10


def main() -> None:
    asked = read_options()
    with prepared() as port:
        import django

        django.setup()
        from benchmarks.chatting.measuring import measure

        commands = round(asked.rate * SECONDS)
        figures = measure(commands, asked.rate, port, lambda line: print(line, flush=True))
    print()
    print("\n".join(table_of(figures)))
    if asked.json:
        print(json.dumps({name: figure.as_json() for name, figure in figures.items()}))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench messaging", description="Commands taken and answered.")
    parser.add_argument("--json", action="store_true", help="the last line is one object for programs")
    parser.add_argument("--rate", type=float, default=102.0, metavar="N", help="commands a second, for 10 s (102)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
