"""The columns of the morning board: those of the morning, and what people fill in themselves.

Columns are data: a form or field that is not there, or that the viewer may not read, is simply no column.
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from dashboards import wording
from dashboards.morning import ACTIVITY, MORNING_COLUMNS, Column, Kind
from dashboards.statistics import Direction

WELLNESS = "daily_wellness"
LOAD = "training_load"
AVAILABILITY = "injury_and_availability"

_morning = {column.key: column for column in MORNING_COLUMNS}

BOARD_COLUMNS: tuple[Column, ...] = (
    Column(
        key="availability",
        label=_("Availability"),
        unit="",
        form_key=AVAILABILITY,
        field_key="status",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.NONE,
        lag_days=0,
        kind=Kind.STATUS,
    ),
    replace(_morning["readiness"], counts_days=True),
    _morning["sleep_score"],
    replace(_morning["sleep_hours"], reason=_("slept %(value)s")),
    replace(_morning["hrv"], label=_("HRV, 7 nights"), kind=Kind.BAND),
    replace(_morning["resting_heart_rate"], leads_with_change=True),
    _morning["temperature"],
    Column(
        key="activity_score",
        label=_("Activity score"),
        unit="",
        form_key=ACTIVITY,
        field_key="activity_score",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.NONE,
    ),
    replace(_morning["steps"], counts_days=True),
    Column(
        key="load",
        label=_("Load"),
        unit=_("AU"),
        form_key=LOAD,
        field_key="load_au",
        write=wording.thousands,
        write_change=wording.thousands_change,
        better=Direction.NONE,
        kind=Kind.WEEK,
    ),
    Column(
        key="wellness",
        label=_("Wellness"),
        unit="",
        form_key=WELLNESS,
        field_key="wellness_total",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.UP,
        lag_days=0,
        counts_days=True,
    ),
)
# Not shown until asked for, where what says much the same is there.
SPARE = {"steps": "activity_score"}
