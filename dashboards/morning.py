"""What a column of the morning board says of a field. The columns themselves stand in `board/columns.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from dashboards.statistics import Direction


class Kind(StrEnum):
    """What a board makes of a field."""

    VALUE = "value"  # the value of the due day against the own normal before it
    BAND = "band"  # the mean of seven nights against the own band
    WEEK = "week"  # yesterday's sum and that of seven days
    STATUS = "status"  # the newest word, which holds until another is entered


@dataclass(frozen=True)
class Column:
    """One measurement. `write` turns a canonical value into words, `write_change` a difference.

    `lag_days`: how many days before the board's day its newest record is dated. A form that dates the night
    always has 1, whatever stands here. `tick_step`: the smallest step of a chart's scale, in the field's unit.
    `counts_days`: that this field has a value says that its form was filled that day, for compliance.
    `leads_with_change`: the difference from the own mean comes first. `reason`: how a deviation is told, with
    %(value)s, where the value says more than where it lies.
    """

    key: str
    label: str | Promise
    unit: str | Promise
    form_key: str
    field_key: str
    write: Callable[[float], str]
    write_change: Callable[[float], str]
    better: Direction
    lag_days: int = 1
    tick_step: float = 1.0
    kind: Kind = Kind.VALUE
    counts_days: bool = False
    leads_with_change: bool = False
    reason: str | Promise = ""


NIGHT_LAG_DAYS = 1

NIGHT = "oura_readiness_and_sleep_summary"
ACTIVITY = "oura_activity_summary"
