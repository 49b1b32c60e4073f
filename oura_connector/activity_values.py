"""What `daily_activity` says of one activity day (24 hours from 04:00 local time).

`place` is the schema and member in Oura's API description 1.39, read 2026-11-20; the mapping reads the document
at the part behind the schema's name.
"""

from django.utils.translation import gettext_noop as _

from sync.provider import Value

SCHEMA = "PublicDailyActivity"

ACTIVITY = _("Activity")
TARGETS = _("Targets")
TIME_BY_LEVEL = _("Time by activity level")
LOAD = _("Load in MET minutes")
CONTRIBUTORS = _("Activity contributors")
CURVES = _("Course of the day")
ORIGIN = _("From Oura: activity")


def _count(key: str, label: str, member: str, section: str, unit: str = "", help: str = "") -> Value:
    return Value(key, label, "integer", unit, f"{SCHEMA}.{member}", minimum=0, help=help, section=section)


def _time(key: str, label: str, member: str, help: str = "") -> Value:
    return Value(key, label, "duration", "s", f"{SCHEMA}.{member}", minimum=0, help=help, section=TIME_BY_LEVEL)


def _load(key: str, label: str, member: str) -> Value:
    # MET minutes weigh time by effort: a load, never a duration.
    return Value(key, label, "number", "MET min", f"{SCHEMA}.{member}", minimum=0, decimals=0, section=LOAD)


def _contributor(name: str, label: str, help: str) -> Value:
    return Value(
        f"contributor_{name}_score",
        label,
        "score",
        place=f"{SCHEMA}.contributors.{name}",
        minimum=0,
        maximum=100,
        help=help,
        section=CONTRIBUTORS,
    )


ACTIVITY_VALUES = (
    Value(
        "activity_score",
        _("Activity score"),
        "score",
        place=f"{SCHEMA}.score",
        minimum=0,
        maximum=100,
        section=ACTIVITY,
    ),
    _count("steps", _("Steps"), "steps", ACTIVITY, "steps"),
    _count("active_calories_kcal", _("Active calories"), "active_calories", ACTIVITY, "kcal"),
    _count("total_calories_kcal", _("Total calories"), "total_calories", ACTIVITY, "kcal"),
    _count(
        "equivalent_walking_distance_m",
        _("Equivalent walking distance"),
        "equivalent_walking_distance",
        ACTIVITY,
        "m",
        _("The day's energy, expressed as a distance walked."),
    ),
    _count("inactivity_alert_count", _("Inactivity alerts"), "inactivity_alerts", ACTIVITY),
    _count("target_calories_kcal", _("Target calories"), "target_calories", TARGETS, "kcal"),
    _count("target_distance_m", _("Target distance"), "target_meters", TARGETS, "m"),
    Value(
        "distance_to_target_m",
        _("Distance left to target"),
        "integer",
        "m",
        f"{SCHEMA}.meters_to_target",
        help=_("Below zero when the target was passed."),
        section=TARGETS,
    ),
    _time("high_activity_s", _("High activity"), "high_activity_time"),
    _time("medium_activity_s", _("Medium activity"), "medium_activity_time"),
    _time("low_activity_s", _("Low activity"), "low_activity_time"),
    _time("sedentary_s", _("Sedentary"), "sedentary_time"),
    _time("resting_s", _("Resting"), "resting_time"),
    _time("non_wear_s", _("Ring not worn"), "non_wear_time"),
    Value(
        "average_met_minutes",
        _("Average MET minutes"),
        "number",
        "MET min",
        f"{SCHEMA}.average_met_minutes",
        minimum=0,
        decimals=2,
        section=LOAD,
    ),
    _load("high_activity_met_minutes", _("High activity load"), "high_activity_met_minutes"),
    _load("medium_activity_met_minutes", _("Medium activity load"), "medium_activity_met_minutes"),
    _load("low_activity_met_minutes", _("Low activity load"), "low_activity_met_minutes"),
    _load("sedentary_met_minutes", _("Sedentary load"), "sedentary_met_minutes"),
    _contributor(
        "meet_daily_targets", _("Meet daily targets"), _("A score, from how the last 7 days met their targets.")
    ),
    _contributor("move_every_hour", _("Move every hour"), _("A score, from inactivity alerts of the last 24 hours.")),
    _contributor("recovery_time", _("Recovery time"), _("A score, from the last 7 days.")),
    _contributor("stay_active", _("Stay active"), _("A score, from the last 24 hours.")),
    _contributor("training_frequency", _("Training frequency"), _("A score, from the last 7 days.")),
    _contributor("training_volume", _("Training volume"), _("A score, from the last 7 days.")),
    Value(
        "class_5_min",
        _("Activity class, every 5 minutes"),
        "series",
        place=f"{SCHEMA}.class_5_min",
        help=_("0 not worn, 1 rest, 2 inactive, 3 low, 4 medium, 5 high activity."),
        section=CURVES,
    ),
    Value("met_series", _("MET through the day"), "series", "MET", f"{SCHEMA}.met", section=CURVES),
    Value("activity_document_id", _("Activity document"), "text", place=f"{SCHEMA}.id", section=ORIGIN),
    Value("activity_day", _("Oura day of the activity"), "date", place=f"{SCHEMA}.day", section=ORIGIN),
    Value("activity_timestamp", _("Activity time stamp"), "datetime", place=f"{SCHEMA}.timestamp", section=ORIGIN),
)
