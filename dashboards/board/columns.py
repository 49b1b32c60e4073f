"""The columns of the morning board: which field of which form, how it is written, which way is better.

Columns are data: a form or field that is not there, or that the viewer may not read, is simply no column.
"""

from django.utils.translation import gettext_lazy as _

from dashboards import wording
from dashboards.morning import ACTIVITY, NIGHT, Column, Kind
from dashboards.statistics import Direction

WELLNESS = "daily_wellness"
LOAD = "training_load"
AVAILABILITY = "injury_and_availability"

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
    Column(
        key="readiness",
        label=_("Readiness"),
        unit="",
        form_key=NIGHT,
        field_key="readiness_score",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.UP,
        counts_days=True,
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
        reason=_("slept %(value)s"),
    ),
    Column(
        key="hrv",
        label=_("HRV, 7 nights"),
        unit=_("ms"),
        form_key=NIGHT,
        field_key="hrv_rmssd_ms",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.UP,
        kind=Kind.BAND,
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
        leads_with_change=True,
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
        key="activity_score",
        label=_("Activity score"),
        unit="",
        form_key=ACTIVITY,
        field_key="activity_score",
        write=wording.whole,
        write_change=wording.whole_change,
        better=Direction.NONE,
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
        counts_days=True,
    ),
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
# On the athlete page alone.
EFFICIENCY = Column(
    key="efficiency",
    label=_("Sleep efficiency"),
    unit="%",
    form_key=NIGHT,
    field_key="efficiency_percent",
    write=wording.whole,
    write_change=wording.whole_change,
    better=Direction.UP,
)
# Not shown until asked for, where what says much the same is there.
SPARE = {"steps": "activity_score"}
