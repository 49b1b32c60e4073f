"""What `workout` and `session` say of one workout, one moment of rest. Any number a day.

Places as in `activity_values`; the two lengths have none, they are counted from start and end.
"""

from django.utils.translation import gettext_noop as _

from oura_connector.value_kinds import curve, day, duration, measure, moment, text

WORKOUT = "PublicWorkout"
SESSION = "PublicSession"

WHAT = _("Workout")
WORKOUT_ORIGIN = _("From Oura: workout")
REST = _("Session")
CURVES = _("Course of the session")
SESSION_ORIGIN = _("From Oura: session")

WORKOUT_TIME = duration("workout_s", _("Length"), section=WHAT, help=_("From start to end."))
SESSION_TIME = duration("session_s", _("Length"), section=REST, help=_("From start to end."))

WORKOUT_VALUES = (
    text("activity", _("Activity"), f"{WORKOUT}.activity", section=WHAT, help=_("In Oura's words.")),
    text("intensity", _("Intensity"), f"{WORKOUT}.intensity", section=WHAT, help=_("Easy, moderate or hard.")),
    moment("workout_start", _("Start"), f"{WORKOUT}.start_datetime", section=WHAT),
    moment("workout_end", _("End"), f"{WORKOUT}.end_datetime", section=WHAT),
    WORKOUT_TIME,
    measure("calories_kcal", _("Calories"), f"{WORKOUT}.calories", unit="kcal", decimals=0, section=WHAT),
    measure("distance_m", _("Distance"), f"{WORKOUT}.distance", unit="m", decimals=0, section=WHAT),
    text("workout_label", _("Label"), f"{WORKOUT}.label", section=WHAT, help=_("What the athlete called it.")),
    text(
        "workout_source",
        _("Source"),
        f"{WORKOUT}.source",
        section=WORKOUT_ORIGIN,
        help=_("Entered by hand, detected, confirmed, or recorded with heart rate."),
    ),
    text("workout_document_id", _("Workout document"), f"{WORKOUT}.id", section=WORKOUT_ORIGIN),
    day("workout_day", _("Oura day of the workout"), f"{WORKOUT}.day", section=WORKOUT_ORIGIN),
)

SESSION_VALUES = (
    text(
        "session_type",
        _("Type"),
        f"{SESSION}.type",
        section=REST,
        help=_("Breathing, meditation, nap, relaxation, rest or body status."),
    ),
    text("mood", _("Mood"), f"{SESSION}.mood", section=REST, help=_("As the athlete chose it, from bad to great.")),
    moment("session_start", _("Start"), f"{SESSION}.start_datetime", section=REST),
    moment("session_end", _("End"), f"{SESSION}.end_datetime", section=REST),
    SESSION_TIME,
    curve("session_heart_rate_bpm", _("Heart rate"), f"{SESSION}.heart_rate", unit="bpm", section=CURVES),
    curve("session_hrv_ms", _("HRV"), f"{SESSION}.heart_rate_variability", unit="ms", section=CURVES, help=_("RMSSD.")),
    curve("session_motion_count", _("Movements"), f"{SESSION}.motion_count", section=CURVES),
    text("session_document_id", _("Session document"), f"{SESSION}.id", section=SESSION_ORIGIN),
    day("session_day", _("Oura day of the session"), f"{SESSION}.day", section=SESSION_ORIGIN),
)
