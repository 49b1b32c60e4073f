"""What `daily_readiness` and `daily_sleep` say of one day: scores and their contributors, no durations.

`place` as in `activity_values`. Contributors are scores of 0 to 100, never seconds or beats a minute.
"""

from django.utils.translation import gettext_noop as _

from sync.provider import Value

READINESS_SCHEMA = "PublicDailyReadiness"
SLEEP_SCHEMA = "PublicDailySleep"

READINESS = _("Readiness")
READINESS_CONTRIBUTORS = _("Readiness contributors")
SLEEP_SCORE = _("Sleep score")
SLEEP_CONTRIBUTORS = _("Sleep contributors")
READINESS_ORIGIN = _("From Oura: readiness")
SLEEP_SCORE_ORIGIN = _("From Oura: sleep score")

# Temperature hints at the cycle and at illness: for the athlete and medical staff unless a consultant opens it.
MEDICAL_ONLY = ("Medical",)

# Labels say "contributor": these are scores, and the form also holds the durations and rates they are made of.
READINESS_CONTRIBUTORS_BY_NAME = (
    ("activity_balance", _("Activity balance (contributor)")),
    ("body_temperature", _("Body temperature (contributor)")),
    ("hrv_balance", _("HRV balance (contributor)")),
    ("previous_day_activity", _("Previous day activity (contributor)")),
    ("previous_night", _("Previous night (contributor)")),
    ("recovery_index", _("Recovery index (contributor)")),
    ("resting_heart_rate", _("Resting heart rate (contributor)")),
    ("sleep_balance", _("Sleep balance (contributor)")),
    ("sleep_regularity", _("Sleep regularity (contributor)")),
)
SLEEP_CONTRIBUTORS_BY_NAME = (
    ("deep_sleep", _("Deep sleep (contributor)")),
    ("efficiency", _("Efficiency (contributor)")),
    ("latency", _("Latency (contributor)")),
    ("rem_sleep", _("REM sleep (contributor)")),
    ("restfulness", _("Restfulness (contributor)")),
    ("timing", _("Timing (contributor)")),
    ("total_sleep", _("Total sleep (contributor)")),
)


def score(key: str, label: str, place: str, section: str, *, visible_to: tuple[str, ...] = (), help: str = "") -> Value:
    return Value(
        key, label, "score", "", place, minimum=0, maximum=100, help=help, section=section, visible_to=visible_to
    )


def contributors(
    labels: tuple[tuple[str, str], ...], place: str, section: str, *, key_prefix: str = ""
) -> tuple[Value, ...]:
    """One score per contributor; the one of body temperature is as private as the temperature itself."""
    return tuple(
        score(
            f"{key_prefix}contributor_{name}_score",
            label,
            f"{place}.contributors.{name}",
            section,
            visible_to=MEDICAL_ONLY if name == "body_temperature" else (),
            help=_("A score of 0 to 100 by Oura, not a measurement."),
        )
        for name, label in labels
    )


def temperature(key: str, label: str, place: str, section: str) -> Value:
    return Value(
        key, label, "number", "°C", place, decimals=2, section=section, visible_to=MEDICAL_ONLY,
        help=_("Difference from this person's own baseline."),
    )  # fmt: skip


def _origin(key: str, label: str, type: str, place: str, section: str) -> Value:
    return Value(key, label, type, place=place, section=section)


READINESS_VALUES = (
    score("readiness_score", _("Readiness score"), f"{READINESS_SCHEMA}.score", READINESS),
    temperature(
        "temperature_deviation_c", _("Temperature deviation"), f"{READINESS_SCHEMA}.temperature_deviation", READINESS
    ),
    temperature(
        "temperature_trend_deviation_c",
        _("Temperature trend deviation"),
        f"{READINESS_SCHEMA}.temperature_trend_deviation",
        READINESS,
    ),
    *contributors(READINESS_CONTRIBUTORS_BY_NAME, READINESS_SCHEMA, READINESS_CONTRIBUTORS),
    _origin("readiness_document_id", _("Readiness document"), "text", f"{READINESS_SCHEMA}.id", READINESS_ORIGIN),
    _origin("readiness_day", _("Oura day of the readiness"), "date", f"{READINESS_SCHEMA}.day", READINESS_ORIGIN),
    _origin(
        "readiness_timestamp", _("Readiness time stamp"), "datetime", f"{READINESS_SCHEMA}.timestamp", READINESS_ORIGIN
    ),
)

SLEEP_SCORE_VALUES = (
    score(
        "sleep_score",
        _("Sleep score"),
        f"{SLEEP_SCHEMA}.score",
        SLEEP_SCORE,
        help=_("Naps counted in this score."),
    ),
    *contributors(SLEEP_CONTRIBUTORS_BY_NAME, SLEEP_SCHEMA, SLEEP_CONTRIBUTORS),
    _origin("sleep_score_document_id", _("Sleep score document"), "text", f"{SLEEP_SCHEMA}.id", SLEEP_SCORE_ORIGIN),
    _origin("sleep_score_day", _("Oura day of the sleep score"), "date", f"{SLEEP_SCHEMA}.day", SLEEP_SCORE_ORIGIN),
    _origin(
        "sleep_score_timestamp",
        _("Sleep score time stamp"),
        "datetime",
        f"{SLEEP_SCHEMA}.timestamp",
        SLEEP_SCORE_ORIGIN,
    ),
)
