"""The charts of the athlete page, in order: which field, how it is drawn. A field that is not there is no chart."""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.board.columns import AVAILABILITY, BOARD_COLUMNS, EFFICIENCY
from dashboards.morning import NIGHT, Column


class Shape(StrEnum):
    LINE = "line"  # a value a day before the own normal
    BARS = "bars"
    STACK = "stack"  # bars made of parts
    BAND = "band"  # nightly dots, the mean of seven nights, the own band
    WEEK = "week"  # daily bars and the sum of seven days
    TIMES = "times"  # from when to when


@dataclass(frozen=True)
class Part:
    """A field drawn as a part of another: a stage of sleep, the beginning or end of a night. `number`: its colour."""

    field_key: str
    label: str | Promise
    number: int = 1


@dataclass(frozen=True)
class Plan:
    """One chart. `column`: what the board knows of it too; None for times, which are no numbers."""

    key: str
    label: str | Promise
    shape: Shape
    form_key: str
    column: Column | None = None
    parts: tuple[Part, ...] = ()


STAGES = (
    Part("deep_sleep_s", _("Deep")),
    Part("light_sleep_s", pgettext_lazy("sleep", "Light"), 5),
    Part("rem_sleep_s", _("REM"), 3),
)
BEDTIMES = (Part("bedtime_start", _("To bed")), Part("bedtime_end", _("Up")))

_board = {column.key: column for column in BOARD_COLUMNS}


def _plan(key: str, shape: Shape, *, parts: tuple[Part, ...] = ()) -> Plan:
    column = _board[key]
    return Plan(key, column.label, shape, column.form_key, column, parts)


PLANS: tuple[Plan, ...] = (
    _plan("readiness", Shape.LINE),
    _plan("sleep_score", Shape.LINE),
    _plan("sleep_hours", Shape.STACK, parts=STAGES),
    Plan("timing", _("Bedtime and waking"), Shape.TIMES, NIGHT, parts=BEDTIMES),
    Plan("efficiency", EFFICIENCY.label, Shape.LINE, NIGHT, EFFICIENCY),
    replace(_plan("hrv", Shape.BAND), label=_("HRV")),
    _plan("resting_heart_rate", Shape.LINE),
    _plan("temperature", Shape.LINE),
    _plan("activity_score", Shape.LINE),
    _plan("steps", Shape.BARS),
    _plan("load", Shape.WEEK),
    _plan("wellness", Shape.LINE),
)
# What stands beside the name rather than on the axis.
STATUS = next(column for column in BOARD_COLUMNS if column.form_key == AVAILABILITY)
# The anchors of the page.
CHARTED = frozenset(plan.key for plan in PLANS)
# What an athlete reads first thing: the night alone, without what medical staff look at.
LAST_NIGHT_KEYS = ("readiness", "sleep_score", "sleep_hours", "hrv", "resting_heart_rate")
LAST_NIGHT = tuple(plan for plan in PLANS if plan.key in LAST_NIGHT_KEYS)
