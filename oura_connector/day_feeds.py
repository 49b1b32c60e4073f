"""The feeds of the day: activity, heart rate, stress and what changes slowly."""

from django.utils.translation import gettext_noop as _

from oura_connector import form_plans as forms
from oura_connector.activity_values import ACTIVITY_VALUES
from oura_connector.body_values import CARDIOVASCULAR_AGE_VALUES, RESILIENCE_VALUES, STRESS_VALUES, VO2_MAX_VALUES
from oura_connector.ring_values import BATTERY_VALUES, HEART_RATE_VALUES
from sync.provider import Due, Feed, Rhythm

STATED_DAY = _("The day as Oura states it.")
UTC_DAY = _("The day in UTC of each sample: Oura states these moments in UTC and names no zone. The moments are exact.")

DAILY_ACTIVITY = Feed(
    key="daily_activity",
    name=_("Daily activity"),
    words=_("How much you moved each day: steps, calories, time at each level of activity, and your activity score."),
    scope="daily",
    form=forms.ACTIVITY_FORM,
    date_shift_days=0,
    is_first_sign=True,
    values=ACTIVITY_VALUES,
    notice_type="daily_activity",
    date_rule=_("From 04:00 to 04:00 by the athlete's own clock, named after the day it begins on."),
    known_gap=_("Grows until 04:00 of the next day. Load in MET minutes is no length of time."),
)
HEARTRATE = Feed(
    key="heartrate",
    name=_("Heart rate"),
    words=_("Your heart rate through day and night, about every five minutes and more often in workouts."),
    scope="heartrate",
    form=forms.HEART_RATE_FORM,
    date_shift_days=0,
    days_a_page=1,
    values=HEART_RATE_VALUES,
    is_default=False,
    date_rule=UTC_DAY,
    known_gap=_(
        "Far from Greenwich the day of a record begins at another hour than the athlete's. Oura sends no notice of "
        "it, samples are irregular, and a day is a thousand of them or more."
    ),
)
DAILY_STRESS = Feed(
    key="daily_stress",
    name=_("Daily stress"),
    words=_("How long you were under high stress and in high recovery by day."),
    scope="daily",
    form=forms.STRESS_FORM,
    date_shift_days=0,
    values=STRESS_VALUES,
    is_default=False,
    notice_type="daily_stress",
    date_rule=STATED_DAY,
    known_gap=_(
        "Some accounts needed the permission “stress” as well: switch Resilience on too, then both are asked for. "
        "Oura's description says minutes in one place and seconds in another; seconds are what it sends."
    ),
)
DAILY_RESILIENCE = Feed(
    key="daily_resilience",
    name=_("Daily resilience"),
    words=_("How well you recover from stress over two weeks."),
    scope="stress",
    form=forms.RESILIENCE_FORM,
    date_shift_days=0,
    values=RESILIENCE_VALUES,
    due=Due.SOMETIMES,
    rhythm=Rhythm.NIGHT,
    is_default=False,
    notice_type="daily_resilience",
    date_rule=STATED_DAY,
    known_gap=_("Nothing before two weeks of data. Oura lists its permission nowhere; an application may lack it."),
)
DAILY_CARDIOVASCULAR_AGE = Feed(
    key="daily_cardiovascular_age",
    name=_("Daily cardiovascular age"),
    words=_("The age Oura predicts for your blood vessels."),
    scope="heart_health",
    form=forms.CARDIOVASCULAR_AGE_FORM,
    date_shift_days=0,
    values=CARDIOVASCULAR_AGE_VALUES,
    due=Due.SOMETIMES,
    rhythm=Rhythm.SLOW,
    is_default=False,
    notice_type="daily_cardiovascular_age",
    date_rule=STATED_DAY,
    known_gap=_("Changes hardly; there is none before two weeks of data."),
)
VO2_MAX = Feed(
    key="vo2_max",
    name=_("VO2 max"),
    words=_("Oura's estimate of your VO2 max."),
    scope="heart_health",
    form=forms.VO2_MAX_FORM,
    date_shift_days=0,
    values=VO2_MAX_VALUES,
    due=Due.SOMETIMES,
    rhythm=Rhythm.SLOW,
    is_default=False,
    notice_type="vo2_max",
    date_rule=STATED_DAY,
    known_gap=_("Only after a walking test or enough training; the unit is not in Oura's description."),
)
RING_BATTERY_LEVEL = Feed(
    key="ring_battery_level",
    name=_("Ring battery level"),
    words=_("How full the battery of your ring was, and when it was charged."),
    scope="ring_configuration",
    form=forms.BATTERY_FORM,
    date_shift_days=0,
    days_a_page=3,
    values=BATTERY_VALUES,
    due=Due.SOMETIMES,
    is_default=False,
    date_rule=UTC_DAY,
    known_gap=_("Oura sends no notice of it, and lists its permission nowhere; an application may lack it."),
)
