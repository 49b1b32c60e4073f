"""What `sleep` says of a day: its main sleep period, and the naps counted in that day's score.

`place` as in `activity_values`; the two nap values have none, they are counted over the day's periods.
"""

from django.utils.translation import gettext_noop as _

from oura_connector.score_values import contributors, score, temperature
from sync.provider import Value

SCHEMA = "PublicModifiedSleepModel"

MAIN_SLEEP = _("Main sleep")
BODY = _("Heart and breathing")
NAPS = _("Naps")
EFFECT = _("Readiness of this sleep alone")
CURVES = _("Course of the night")
ORIGIN = _("From Oura: sleep")

CONTRIBUTORS_BY_NAME = (
    ("activity_balance", _("Activity balance (contributor, this sleep)")),
    ("body_temperature", _("Body temperature (contributor, this sleep)")),
    ("hrv_balance", _("HRV balance (contributor, this sleep)")),
    ("previous_day_activity", _("Previous day activity (contributor, this sleep)")),
    ("previous_night", _("Previous night (contributor, this sleep)")),
    ("recovery_index", _("Recovery index (contributor, this sleep)")),
    ("resting_heart_rate", _("Resting heart rate (contributor, this sleep)")),
    ("sleep_balance", _("Sleep balance (contributor, this sleep)")),
    ("sleep_regularity", _("Sleep regularity (contributor, this sleep)")),
)
PHASE_HELP = _("1 deep, 2 light, 3 REM, 4 awake.")


def _duration(key: str, label: str, member: str, help: str = "") -> Value:
    return Value(key, label, "duration", "s", f"{SCHEMA}.{member}", minimum=0, help=help, section=MAIN_SLEEP)


def _measure(key: str, label: str, member: str, unit: str, decimals: int, help: str = "") -> Value:
    return Value(
        key, label, "number", unit, f"{SCHEMA}.{member}", minimum=0, decimals=decimals, help=help, section=BODY
    )


def _series(key: str, label: str, member: str, unit: str = "", help: str = "") -> Value:
    return Value(key, label, "series", unit, f"{SCHEMA}.{member}", help=help, section=CURVES)


def _origin(key: str, label: str, type: str, member: str, help: str = "") -> Value:
    return Value(key, label, type, place=f"{SCHEMA}.{member}", help=help, section=ORIGIN)


def _delta(key: str, label: str, member: str) -> Value:
    return Value(
        key, label, "integer", "points", f"{SCHEMA}.{member}", minimum=-100, maximum=100, section=EFFECT,
        help=_("Effect of this sleep period on the score."),
    )  # fmt: skip


NAP_COUNT = Value(
    "nap_count", _("Naps"), "integer", minimum=0, section=NAPS, help=_("Confirmed naps counted in this day's scores.")
)
NAP_TIME = Value(
    "nap_s",
    _("Nap sleep"),
    "duration",
    "s",
    minimum=0,
    section=NAPS,
    help=_("Sleep in the naps counted in this day's scores."),
)

SLEEP_VALUES = (
    Value("bedtime_start", _("Bedtime start"), "datetime", place=f"{SCHEMA}.bedtime_start", section=MAIN_SLEEP),
    Value("bedtime_end", _("Bedtime end"), "datetime", place=f"{SCHEMA}.bedtime_end", section=MAIN_SLEEP),
    _duration("total_sleep_s", _("Total sleep"), "total_sleep_duration"),
    _duration("deep_sleep_s", _("Deep sleep"), "deep_sleep_duration"),
    _duration("light_sleep_s", _("Light sleep"), "light_sleep_duration"),
    _duration("rem_sleep_s", _("REM sleep"), "rem_sleep_duration"),
    _duration("awake_s", _("Awake"), "awake_time"),
    _duration("latency_s", _("Latency"), "latency", _("Time from going to bed to falling asleep.")),
    _duration("time_in_bed_s", _("Time in bed"), "time_in_bed"),
    Value(
        "efficiency_percent",
        _("Sleep efficiency"),
        "integer",
        "%",
        f"{SCHEMA}.efficiency",
        minimum=0,
        maximum=100,
        section=MAIN_SLEEP,
    ),
    Value(
        "restless_period_count",
        _("Restless periods"),
        "integer",
        place=f"{SCHEMA}.restless_periods",
        minimum=0,
        section=MAIN_SLEEP,
    ),
    _measure(
        "average_heart_rate_bpm",
        _("Average heart rate"),
        "average_heart_rate",
        "bpm",
        1,
        _("From 30-second samples; Oura's app shows the average of 5-minute ones."),
    ),
    _measure(
        "lowest_heart_rate_bpm",
        _("Lowest heart rate"),
        "lowest_heart_rate",
        "bpm",
        0,
        _("The resting heart rate of the night, from 30-second samples."),
    ),
    _measure("hrv_rmssd_ms", _("Average HRV"), "average_hrv", "ms", 0, _("RMSSD.")),
    _measure("breath_per_min", _("Average breathing rate"), "average_breath", "/min", 1),
    NAP_COUNT,
    NAP_TIME,
    score(
        "sleep_readiness_score",
        _("Readiness of this sleep"),
        f"{SCHEMA}.readiness.score",
        EFFECT,
        help=_("What readiness would be by this sleep period; the day's own is the readiness score."),
    ),
    temperature(
        "sleep_temperature_deviation_c",
        _("Temperature deviation (this sleep)"),
        f"{SCHEMA}.readiness.temperature_deviation",
        EFFECT,
    ),
    temperature(
        "sleep_temperature_trend_deviation_c",
        _("Temperature trend deviation (this sleep)"),
        f"{SCHEMA}.readiness.temperature_trend_deviation",
        EFFECT,
    ),
    *contributors(CONTRIBUTORS_BY_NAME, f"{SCHEMA}.readiness", EFFECT, key_prefix="sleep_readiness_"),
    _delta("readiness_score_delta", _("Change of readiness score"), "readiness_score_delta"),
    _delta("sleep_score_delta", _("Change of sleep score"), "sleep_score_delta"),
    _series("heart_rate_series_bpm", _("Heart rate through the night"), "heart_rate", "bpm"),
    _series("hrv_rmssd_series_ms", _("HRV through the night"), "hrv", "ms", _("RMSSD.")),
    _series("sleep_phase_5_min", _("Sleep phase, every 5 minutes"), "sleep_phase_5_min", help=PHASE_HELP),
    _series("sleep_phase_30_sec", _("Sleep phase, every 30 seconds"), "sleep_phase_30_sec", help=PHASE_HELP),
    _series(
        "app_sleep_phase_5_min",
        _("Sleep phase as in Oura's app, every 5 minutes"),
        "app_sleep_phase_5_min",
        help=_("1 deep, 2 light, 3 REM, 4 awake. Oura has announced that this one will go."),
    ),
    _series(
        "movement_30_sec",
        _("Movement, every 30 seconds"),
        "movement_30_sec",
        help=_("1 none, 2 restless, 3 tossing and turning, 4 active."),
    ),
    _origin("sleep_document_id", _("Sleep document"), "text", "id"),
    _origin("sleep_day", _("Oura day of the sleep"), "date", "day", _("The day the person wakes up in.")),
    _origin("sleep_type", _("Sleep period type"), "text", "type"),
    _origin("sleep_period", _("Sleep period identifier"), "integer", "period", _("Oura's own number.")),
    _origin("low_battery_alert", _("Low battery alert"), "yes_no", "low_battery_alert"),
    _origin("sleep_algorithm_version", _("Sleep algorithm version"), "text", "sleep_algorithm_version"),
    _origin("sleep_analysis_reason", _("Sleep analysis reason"), "text", "sleep_analysis_reason"),
    _origin("ring_id", _("Ring"), "text", "ring_id", _("Oura's encrypted name of the ring that measured.")),
)
