"""The columns of the morning board: which field of which form, how it is written, which way is better.

Columns are data: a form or field that is not there, or that the viewer may not read, is simply no column.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboards import wording
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

MORNING_COLUMNS: tuple[Column, ...] = (
    Column(
        key="readiness",
        label=_("Readiness"),
        unit="",
        form_key=NIGHT,
        field_key="readiness_score",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.UP,
    ),
    Column(
        key="sleep_score",
        label=_("Sleep score"),
        unit="",
        form_key=NIGHT,
        field_key="sleep_score",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.UP,
    ),
    Column(
        key="sleep_hours",
        label=_("Sleep"),
        unit="",
        form_key=NIGHT,
        field_key="total_sleep_s",
        write=wording.hours,
        write_change=wording.hours_change,
        better=Direction.UP,
        tick_step=60 * 60,
    ),
    Column(
        key="hrv",
        label=_("HRV"),
        unit=_("ms"),
        form_key=NIGHT,
        field_key="hrv_rmssd_ms",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.UP,
    ),
    Column(
        key="resting_heart_rate",
        label=_("Resting heart rate"),
        unit=_("bpm"),
        form_key=NIGHT,
        field_key="lowest_heart_rate_bpm",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.DOWN,
    ),
    Column(
        key="temperature",
        label=_("Temperature deviation"),
        unit=_("°C"),
        form_key=NIGHT,
        field_key="temperature_deviation_c",
        write=wording.signed_hundredths,
        write_change=wording.signed_hundredths,
        better=Direction.DOWN,
        tick_step=0.01,
    ),
    Column(
        key="steps",
        label=_("Steps"),
        unit="",
        form_key=ACTIVITY,
        field_key="steps",
        write=wording.thousands,
        write_change=wording.thousands_change,
        better=Direction.NONE,
    ),
)
