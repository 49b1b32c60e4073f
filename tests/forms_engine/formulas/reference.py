"""A second, naive reading of the language, written apart from the first: trees that spell and reckon themselves.

A tree is (what, *parts). `spell` writes it with the fewest brackets, `reckon` answers it; None is missing.
"""

import math
import statistics
from datetime import date, timedelta

RANKS = {"or": 1, "and": 2, "not": 3, "compare": 4, "&": 5, "+": 6, "-": 6, "*": 7, "/": 7, "negative": 8, "^": 9}
COMPARED = ("=", "<>", "<", "<=", ">", ">=")
LIMIT = 1e15


def rank(tree):
    return RANKS["compare"] if tree[0] in COMPARED else RANKS.get(tree[0], 10)


def spell(tree, least=0):
    text = _spell(tree)
    return f"({text})" if rank(tree) < least else text


def _spell(tree):
    what, *parts = tree
    if what == "number":
        return repr(parts[0])
    if what == "text":
        return '"' + parts[0].replace('"', '""') + '"'
    if what == "truth":
        return "yes" if parts[0] else "no"
    if what == "seconds":
        return f"{parts[0]} s"
    if what == "date":
        return f'date("{parts[0].isoformat()}")'
    if what == "field":
        return f"[{parts[0]}]"
    if what == "not":
        return "not " + spell(parts[0], RANKS["not"])
    if what == "negative":
        return "-" + spell(parts[0], RANKS["negative"])
    if what == "^":
        return f"{spell(parts[0], 10)} ^ {spell(parts[1], RANKS['negative'])}"
    if what in COMPARED:
        return f"{spell(parts[0], RANKS['&'])} {what} {spell(parts[1], RANKS['&'])}"
    if what in RANKS:
        return f"{spell(parts[0], RANKS[what])} {what} {spell(parts[1], RANKS[what] + 1)}"
    if what == "enough":
        name, count, *inside = parts
        return f"{name}({', '.join(map(spell, inside))}, at least {count})"
    return f"{what}({', '.join(map(spell, parts))})"


def reckon(tree, values, day):
    """`values`: label → float, str, bool, date or None."""
    what, *parts = tree
    if what in ("number", "text", "truth", "date"):
        return parts[0]
    if what == "seconds":
        return float(parts[0])
    if what == "field":
        return values.get(parts[0])
    if what == "record_date":
        return day
    if what == "enough":
        known = [one for one in (reckon(part, values, day) for part in parts[2:]) if one is not None]
        return many(parts[0], known) if len(known) >= parts[1] else None
    answers = [reckon(part, values, day) for part in parts]
    if what in ("and", "or"):
        decider = what == "or"
        return decider if decider in answers else None if None in answers else not decider
    if what == "if":
        return None if answers[0] is None else answers[1] if answers[0] else answers[2]
    if what == "if_missing":
        return next((one for one in answers if one is not None), None)
    if what == "is_missing":
        return answers[0] is None
    if what == "count":
        return float(sum(one is not None for one in answers))
    if None in answers:
        return None
    return bound(many(what, answers) if what in ("sum", "mean", "min", "max", "sd") else plain(what, answers))


def bound(answer):
    if isinstance(answer, float) and not isinstance(answer, bool):
        return answer if abs(answer) <= LIMIT else None
    return answer


def many(what, values):
    if what == "sum":
        return bound(math.fsum(values))
    if what == "mean":
        return math.fsum(values) / len(values)
    if what == "sd":
        return statistics.stdev(values)
    return min(values) if what == "min" else max(values)


def plain(what, answers):  # noqa: PLR0911
    one, other = answers[0], answers[-1]
    if what in COMPARED:
        order = (one > other) - (one < other)
        return {"=": order == 0, "<>": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[
            what
        ]
    if what == "not":
        return not one
    if what == "negative":
        return -one
    if what == "abs":
        return abs(one)
    if what == "&":
        text = one + other
        return text if len(text) <= 2_000 else None
    if what == "length":
        return float(len(one))
    if what == "hours":
        return one / 3600
    if what == "days":
        return one / 86400
    if what == "+" and isinstance(one, date):
        return one + timedelta(days=int(other // 86400)) if other % 86400 == 0 else None
    if what == "-" and isinstance(one, date):
        return (one - other).days * 86400.0
    return arithmetic(what, one, other)


def arithmetic(what, one, other):
    if what == "+":
        return one + other
    if what == "-":
        return one - other
    if what == "*":
        return one * other
    if what == "/":
        return None if other == 0 else one / other
    try:
        answer = one**other
    except (OverflowError, ZeroDivisionError):
        return None
    return None if isinstance(answer, complex) else answer
