"""/v2/sandbox/usercollection/…: Oura's made-up data, which is a generator and no filter; with all its oddities.

Any text in `Authorization` is good. A window of n days gives n - 1 documents, all alike; samples are ten minutes of
2021; a single document fails with a 500 when its id is one the sandbox has given out.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from oura_connector.simulator.choices import Choices
from oura_connector.simulator.exchange import Answer, Request, answer_detail, answer_json
from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.windows import RefusedRequest, read_window

PREFIX = "/v2/sandbox/usercollection/"
MISSING_TOKEN = "Missing auth token. Include any string in 'Authorization' header."  # noqa: S105  not a token
SCORE = 80
MOST_DAYS = 5000
_IDENTIFIER = re.compile(r"[a-z_]+-0-\d{4}-\d{1,2}-\d{1,2}")
_UTC = ZoneInfo("UTC")


def answer_sandbox(request: Request, now: datetime, choices: Choices) -> Answer:
    if request.method != "GET":
        return answer_detail(405, "Method Not Allowed", {"Allow": "GET"})
    if not request.headers.get("authorization", "").strip():
        return answer_detail(400, MISSING_TOKEN)
    collection, _, document_id = request.path.removeprefix(PREFIX).partition("/")
    if collection not in COLLECTIONS or "/" in document_id:
        return answer_detail(404, "Not Found")
    if document_id:
        if _IDENTIFIER.fullmatch(document_id):
            return Answer(500, {"Content-Type": "text/plain; charset=utf-8"}, b"Internal Server Error")
        return answer_detail(404, "Invalid sandbox document ID format.")
    try:
        window = read_window(request, now, _UTC, choices)
    except RefusedRequest as refused:
        return refused.answer
    days = _list_days(window.starts_at.date(), window.ends_at.date())
    return answer_json(200, {"data": [_MAKERS[collection](collection, day) for day in days], "next_token": None})


def _list_days(first_on: date, last_on: date) -> Iterator[date]:
    for count in range(min((last_on - first_on).days, MOST_DAYS)):
        yield first_on + timedelta(days=count)


def _head(collection: str, day: date) -> dict[str, Any]:
    return {"id": f"{collection}-0-{day.year}-{day.month}-{day.day}", "day": day.isoformat()}


def _stamped(collection: str, day: date) -> dict[str, Any]:
    return {**_head(collection, day), "timestamp": f"{day.isoformat()}T00:00:00+00:00"}


def _sample(value: float) -> dict[str, Any]:
    return {"interval": 60.0, "items": [value] * 10, "timestamp": "2021-01-01T00:00:00.000+00:00"}


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


_MAKERS: dict[str, Callable[[str, date], dict[str, Any]]] = {
    "daily_activity": _make_daily_activity,
    "daily_readiness": _make_daily_readiness,
    "daily_sleep": _make_daily_sleep,
    "sleep": _make_sleep,
}
