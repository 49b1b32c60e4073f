"""The forms that Oura's feeds fill. Their names and rights are a beginning: a consultant changes them."""

from django.utils.translation import gettext_noop as _

from sync.provider import FormPlan

# A consultant configures forms and need not read anybody's health data to do so; a right can be added per club.
RIGHTS = {"Staff": "lcr", "Coach": "lcr", "Medical": "lcr", "Athlete": "r", "Consultant": "lc"}
# What serves no training decision by itself, or names illness: medical staff and the athlete.
MEDICAL_RIGHTS = {"Medical": "lcr", "Athlete": "r", "Consultant": "lc"}

ACTIVITY_FORM = "oura_activity_summary"
NIGHT_FORM = "oura_readiness_and_sleep_summary"
SLEEP_PERIOD_FORM = "oura_sleep_periods"
WORKOUT_FORM = "oura_workouts"
SESSION_FORM = "oura_sessions"
TAG_FORM = "oura_tags"
REST_MODE_FORM = "oura_rest_mode"
HEART_RATE_FORM = "oura_heart_rate"
SPO2_FORM = "oura_spo2"
STRESS_FORM = "oura_stress"
RESILIENCE_FORM = "oura_resilience"
CARDIOVASCULAR_AGE_FORM = "oura_cardiovascular_age"
VO2_MAX_FORM = "oura_vo2_max"
SLEEP_TIME_FORM = "oura_sleep_time"
RING_FORM = "oura_rings"
BATTERY_FORM = "oura_battery"
PERSON_FORM = "oura_personal_info"

ACTIVITY_DESCRIPTION = _("One record per activity day, written by the Oura connector.")
NIGHT_DESCRIPTION = _(
    "One record per night, written by the Oura connector: Monday's record is Monday night, "
    "which Oura calls Tuesday. Naps counted in this score."
)
DAY_DESCRIPTION = _("One record per day as Oura names it, written by the Oura connector.")
EVENT_DESCRIPTION = _("Any number of records a day, written by the Oura connector.")
UTC_DESCRIPTION = _("One record per day in UTC, written by the Oura connector.")


def _plan(key: str, name: str, description: str = DAY_DESCRIPTION, *, is_medical: bool = False) -> FormPlan:
    return FormPlan(key, name, description, dates_the_night=False, rights=MEDICAL_RIGHTS if is_medical else RIGHTS)


FORMS = (
    _plan(ACTIVITY_FORM, _("Oura Activity Summary"), ACTIVITY_DESCRIPTION),
    FormPlan(NIGHT_FORM, _("Oura Readiness and Sleep Summary"), NIGHT_DESCRIPTION, dates_the_night=True, rights=RIGHTS),
    _plan(
        SLEEP_PERIOD_FORM,
        _("Oura Sleep Periods"),
        _("Every sleep by itself, naps too, on the day Oura files it at: a night stands on the day it ends."),
    ),
    _plan(WORKOUT_FORM, _("Oura Workouts"), EVENT_DESCRIPTION),
    _plan(SESSION_FORM, _("Oura Sessions"), EVENT_DESCRIPTION),
    _plan(TAG_FORM, _("Oura Tags"), EVENT_DESCRIPTION, is_medical=True),
    _plan(REST_MODE_FORM, _("Oura Rest Mode"), EVENT_DESCRIPTION),
    _plan(HEART_RATE_FORM, _("Oura Heart Rate"), UTC_DESCRIPTION),
    _plan(SPO2_FORM, _("Oura SpO2"), is_medical=True),
    _plan(STRESS_FORM, _("Oura Daytime Stress")),
    _plan(RESILIENCE_FORM, _("Oura Resilience")),
    _plan(CARDIOVASCULAR_AGE_FORM, _("Oura Cardiovascular Age"), is_medical=True),
    _plan(VO2_MAX_FORM, _("Oura VO2 Max")),
    _plan(SLEEP_TIME_FORM, _("Oura Sleep Time")),
    _plan(RING_FORM, _("Oura Rings"), _("One record per ring, on the day it was set up. The newest is the one worn.")),
    _plan(BATTERY_FORM, _("Oura Ring Battery"), UTC_DESCRIPTION),
    FormPlan(
        PERSON_FORM,
        _("Oura Personal Info"),
        _("What the athlete told Oura about their body, written by the Oura connector."),
        dates_the_night=False,
        rights=MEDICAL_RIGHTS,
        is_profile=True,
    ),
)
