"""What the sandbox makes up for each collection: the same every day, and mostly of the year 2021."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

SCORE = 80
FIXED = "2021-01-01"
_FIXED_AT = f"{FIXED}T00:00:00.000+00:00"


def _head(collection: str, day: date) -> dict[str, Any]:
    return {"id": f"{collection}-0-{day.year}-{day.month}-{day.day}", "day": day.isoformat()}


def _fixed(collection: str, day: date) -> dict[str, Any]:
    """Some have the same day whatever was asked for."""
    return {**_head(collection, day), "day": FIXED}


def _from_to(day: date) -> dict[str, Any]:
    return {"start_datetime": f"{day.isoformat()}T12:00:00+00:00", "end_datetime": f"{day.isoformat()}T12:30:00+00:00"}


def _stamped(collection: str, day: date) -> dict[str, Any]:
    return {**_head(collection, day), "timestamp": f"{day.isoformat()}T00:00:00+00:00"}


def _sample(value: float) -> dict[str, Any]:
    return {"interval": 60.0, "items": [value] * 10, "timestamp": _FIXED_AT}


def _alike(names: str, value: int = SCORE) -> dict[str, int]:
    return dict.fromkeys(names.split(), value)


def _readiness() -> dict[str, Any]:
    names = (
        "activity_balance body_temperature hrv_balance previous_day_activity previous_night recovery_index"
        " resting_heart_rate sleep_balance sleep_regularity"
    )
    return {
        "score": SCORE,
        "temperature_deviation": -0.1,
        "temperature_trend_deviation": 0.1,
        "contributors": _alike(names),
    }


def _make_daily_readiness(collection: str, day: date) -> dict[str, Any]:
    return {**_stamped(collection, day), **_readiness()}


def _make_daily_sleep(collection: str, day: date) -> dict[str, Any]:
    names = "deep_sleep efficiency latency rem_sleep restfulness timing total_sleep"
    return {**_stamped(collection, day), "score": SCORE, "contributors": _alike(names)}


def _make_daily_activity(collection: str, day: date) -> dict[str, Any]:
    names = "meet_daily_targets move_every_hour recovery_time stay_active training_frequency training_volume"
    return {
        **_stamped(collection, day),
        "score": SCORE,
        "contributors": _alike(names),
        "class_5_min": "1123",
        "met": _sample(1.5),
        "average_met_minutes": 1.5,
        **_alike("active_calories target_calories", 500),
        **_alike("total_calories", 2500),
        **_alike("steps equivalent_walking_distance target_meters", 8000),
        **_alike("meters_to_target inactivity_alerts non_wear_time", 0),
        **_alike("high_activity_met_minutes medium_activity_met_minutes low_activity_met_minutes", 90),
        **_alike("sedentary_met_minutes", 10),
        **_alike("high_activity_time medium_activity_time low_activity_time", 3600),
        **_alike("sedentary_time resting_time", 36000),
    }


def _make_sleep(collection: str, day: date) -> dict[str, Any]:
    began = (datetime(day.year, day.month, day.day) - timedelta(hours=1)).isoformat() + "+00:00"
    return {
        **_head(collection, day),
        "bedtime_start": began,
        "bedtime_end": f"{day.isoformat()}T07:00:00+00:00",
        "type": "long_sleep",
        **_alike("period readiness_score_delta sleep_score_delta", 0),
        **_alike("time_in_bed", 28800),
        **_alike("total_sleep_duration", 25200),
        **_alike("deep_sleep_duration rem_sleep_duration", 5400),
        **_alike("light_sleep_duration", 14400),
        **_alike("awake_time", 3600),
        **_alike("latency", 600),
        **_alike("efficiency", 88),
        **_alike("restless_periods", 100),
        **_alike("lowest_heart_rate average_hrv", 50),
        "average_heart_rate": 55.0,
        "average_breath": 14.0,
        "heart_rate": _sample(55.0),
        "hrv": _sample(50.0),
        "sleep_phase_5_min": "4212",
        "sleep_phase_30_sec": "4212",
        "app_sleep_phase_5_min": "4212",
        "movement_30_sec": "1112",
        "readiness": _readiness(),
        "low_battery_alert": False,
        "sleep_algorithm_version": "v2",
        "sleep_analysis_reason": "foreground_sleep_analysis",
        "ring_id": None,
    }


def _make_workout(collection: str, day: date) -> dict[str, Any]:
    measured = {"activity": "cycling", "calories": 300.0, "distance": 13500.5, "intensity": "easy", "label": None}
    return {**_head(collection, day), **_from_to(day), **measured, "source": "manual"}


def _make_session(collection: str, day: date) -> dict[str, Any]:
    samples = {"heart_rate": _sample(60.0), "heart_rate_variability": _sample(50.0), "motion_count": _sample(0.0)}
    return {**_head(collection, day), **_from_to(day), **samples, "type": "breathing", "mood": None}


def _make_enhanced_tag(collection: str, day: date) -> dict[str, Any]:
    return {
        "id": _head(collection, day)["id"],
        "tag_type_code": "tag_generic_nocaffeine",
        "start_time": f"{day.isoformat()}T12:00:00+00:00",
        "end_time": None,
        "start_day": day.isoformat(),
        "end_day": None,
        "comment": None,
        "custom_name": None,
    }


def _make_tag(collection: str, day: date) -> dict[str, Any]:
    noted = {"text": None, "timestamp": f"{day.isoformat()}T12:00:00+00:00", "tags": ["tag_generic_nocaffeine"]}
    return {**_head(collection, day), **noted}


def _make_daily_spo2(collection: str, day: date) -> dict[str, Any]:
    return {**_head(collection, day), "breathing_disturbance_index": 5, "spo2_percentage": {"average": 97.0}}


def _make_daily_stress(collection: str, day: date) -> dict[str, Any]:
    return {**_head(collection, day), "day_summary": "normal", **_alike("recovery_high stress_high", 3600)}


def _make_daily_resilience(collection: str, day: date) -> dict[str, Any]:
    contributors = dict.fromkeys(("sleep_recovery", "daytime_recovery", "stress"), float(SCORE))
    return {**_head(collection, day), "contributors": contributors, "level": "solid"}


def _make_daily_cardiovascular_age(collection: str, day: date) -> dict[str, Any]:
    return {**_fixed(collection, day), "pulse_wave_velocity": 6.5, "vascular_age": 30}


def _make_vo2_max(collection: str, day: date) -> dict[str, Any]:
    return {**_fixed(collection, day), "timestamp": f"{FIXED}T00:00:00+00:00", "vo2_max": 45}


def _make_sleep_time(collection: str, day: date) -> dict[str, Any]:
    bedtime = {"day_tz": 0, "start_offset": -3600, "end_offset": 0}
    advice = {"optimal_bedtime": bedtime, "recommendation": "follow_optimal_bedtime", "status": "optimal_found"}
    return {**_head(collection, day), **advice}


def _make_rest_mode_period(collection: str, day: date) -> dict[str, Any]:
    began = f"{day.isoformat()}T08:00:00+00:00"
    return {
        "id": _head(collection, day)["id"],
        "start_day": day.isoformat(),
        "start_time": began,
        "end_day": day.isoformat(),
        "end_time": f"{day.isoformat()}T20:00:00+00:00",
        "episodes": [{"tags": ["tag_generic_sick"], "timestamp": began}],
    }


def make_ring() -> dict[str, Any]:
    """The one the sandbox has, whatever was asked for."""
    return {
        "id": f"ring_configuration-0-{FIXED}",
        "color": "stealth_black",
        "design": "heritage",
        "firmware_version": "2.9.25",
        "hardware_type": "gen3",
        "set_up_at": f"{FIXED}T00:00:00.000Z",
        "size": 9,
    }


def make_row(series: str) -> dict[str, Any]:
    """Without `timestamp_unix`, and with a member nobody describes."""
    measured = (
        {"bpm": 60, "source": "awake"}
        if series == "heartrate"
        else {"charging": False, "in_charger": False, "level": SCORE}
    )
    return {**measured, "timestamp": _FIXED_AT, "producer_timestamp": None}


MAKERS: dict[str, Callable[[str, date], dict[str, Any]]] = {
    "daily_activity": _make_daily_activity,
    "daily_readiness": _make_daily_readiness,
    "daily_sleep": _make_daily_sleep,
    "sleep": _make_sleep,
    "workout": _make_workout,
    "session": _make_session,
    "enhanced_tag": _make_enhanced_tag,
    "tag": _make_tag,
    "daily_spo2": _make_daily_spo2,
    "daily_stress": _make_daily_stress,
    "daily_resilience": _make_daily_resilience,
    "daily_cardiovascular_age": _make_daily_cardiovascular_age,
    "vO2_max": _make_vo2_max,
    "sleep_time": _make_sleep_time,
    "rest_mode_period": _make_rest_mode_period,
}
