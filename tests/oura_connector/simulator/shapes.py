"""The shape of Oura's documents, from its OpenAPI file 1.39: a name per field, `?` marks what may be null."""

from typing import Any

SAMPLE = {"interval": "number", "items": ["number?"], "timestamp": "text"}
READINESS_CONTRIBUTORS = dict.fromkeys(
    (
        "activity_balance", "body_temperature", "hrv_balance", "previous_day_activity", "previous_night",
        "recovery_index", "resting_heart_rate", "sleep_balance", "sleep_regularity",
    ),
    "whole?",
)  # fmt: skip
READINESS = {
    "contributors": READINESS_CONTRIBUTORS,
    "score": "whole?",
    "temperature_deviation": "number?",
    "temperature_trend_deviation": "number?",
}
SHAPES = {
    "daily_activity": {
        "id": "text", "day": "text", "timestamp": "text", "score": "whole?", "class_5_min": "text?", "met": SAMPLE,
        "average_met_minutes": "number",
        "contributors": dict.fromkeys(
            (
                "meet_daily_targets", "move_every_hour", "recovery_time", "stay_active", "training_frequency",
                "training_volume",
            ),
            "whole?",
        ),
    } | dict.fromkeys(
        (
            "active_calories", "equivalent_walking_distance", "high_activity_met_minutes", "high_activity_time",
            "inactivity_alerts", "low_activity_met_minutes", "low_activity_time", "medium_activity_met_minutes",
            "medium_activity_time", "meters_to_target", "non_wear_time", "resting_time", "sedentary_met_minutes",
            "sedentary_time", "steps", "target_calories", "target_meters", "total_calories",
        ),
        "whole",
    ),
    "daily_readiness": {"id": "text", "day": "text", "timestamp": "text", **READINESS},
    "daily_sleep": {
        "id": "text", "day": "text", "timestamp": "text", "score": "whole?",
        "contributors": dict.fromkeys(
            ("deep_sleep", "efficiency", "latency", "rem_sleep", "restfulness", "timing", "total_sleep"), "whole?"
        ),
    },
    "sleep": {
        "id": "text", "day": "text", "bedtime_start": "text", "bedtime_end": "text", "low_battery_alert": "truth",
        "period": "whole", "time_in_bed": "whole", "average_breath": "number?", "average_heart_rate": "number?",
        "heart_rate": SAMPLE | {"?": True}, "hrv": SAMPLE | {"?": True}, "readiness": READINESS | {"?": True},
    } | dict.fromkeys(
        (
            "average_hrv", "awake_time", "deep_sleep_duration", "efficiency", "latency", "light_sleep_duration",
            "lowest_heart_rate", "readiness_score_delta", "rem_sleep_duration", "restless_periods",
            "sleep_score_delta", "total_sleep_duration",
        ),
        "whole?",
    ) | dict.fromkeys(
        (
            "movement_30_sec", "sleep_algorithm_version", "sleep_analysis_reason", "sleep_phase_30_sec",
            "sleep_phase_5_min", "type", "ring_id", "app_sleep_phase_5_min",
        ),
        "text?",
    ),
}  # fmt: skip
_KINDS: dict[str, Any] = {"text": str, "whole": int, "number": (int, float), "truth": bool}


def complain(value, shape, place="document"):
    """What does not fit, one line each; fields too many count as well as fields too few."""
    if isinstance(shape, str):
        return _complain_of_plain(value, shape, place)
    if isinstance(shape, list):
        return [line for index, item in enumerate(value) for line in complain(item, shape[0], f"{place}[{index}]")]
    if value is None and "?" in shape:
        return []
    fields = {name: inner for name, inner in shape.items() if name != "?"}
    if not isinstance(value, dict) or value.keys() != fields.keys():
        return [f"{place}: {sorted(set(fields) ^ set(value or ()))}"]
    return [line for name, inner in fields.items() for line in complain(value[name], inner, f"{place}.{name}")]


def _complain_of_plain(value, shape, place):
    if value is None:
        return [] if shape.endswith("?") else [f"{place}: null"]
    kind = shape.rstrip("?")
    fits = isinstance(value, _KINDS[kind]) and (kind == "truth" or not isinstance(value, bool))
    return [] if fits else [f"{place}: {value!r} is no {kind}"]
