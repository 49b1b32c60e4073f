"""What only the printed page has: numbers over the lines of what happened, the list they lead to, one key for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from dashboards.drawing.lanes import draw_numbers
from dashboards.drawing.timeline import Mark, key_list
from dashboards.speaking import spoken as _

# One sheet holds a chart of everything; of more lines than this the newest are told.
MOST_LINES = 8


@dataclass(frozen=True)
class Paper:
    """`lines`: the numbered marks, oldest first. `earlier`: how many more there are, "" for none."""

    lines: tuple[Mark, ...]
    numbers: SafeString
    earlier: str
    key: SafeString


def show_paper(days: int, marks: Sequence[Mark], compared: str) -> Paper:
    """`marks`: the lines through every chart, oldest first. `compared`: the name of the compared days."""
    lines, more = tuple(marks[-MOST_LINES:]), max(0, len(marks) - MOST_LINES)
    key = [("trend-band", _("own normal")), ("trend-gap", _("value missing"))]
    if compared:
        key.append(("trend-ghost", compared))
    if marks:
        key.append(("trend-mark", _("what happened")))
    return Paper(
        lines=lines,
        numbers=draw_numbers(days, [mark.index for mark in lines]) if lines else SafeString(""),
        earlier=_earlier(more) if more else "",
        key=key_list(key),
    )


def _earlier(count: int) -> str:
    told = ngettext(
        "%(count)d earlier day has a line without a number.",
        "%(count)d earlier days have lines without a number.",
        count,
    )
    return told % {"count": count}
