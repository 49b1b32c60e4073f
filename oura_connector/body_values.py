"""What the small daily collections say: oxygen, stress, resilience, vascular age, VO2 max, advice on bedtime.

Places as in `activity_values`.
"""

from django.utils.translation import gettext_noop as _

from oura_connector.value_kinds import clock, count, day, duration, measure, moment, text, value
from sync.provider import Value

SPO2 = "PublicDailySpO2"
STRESS = "PublicDailyStress"
RESILIENCE = "DailyResilienceModel"
CARDIOVASCULAR = "PublicDailyCardiovascularAge"
VO2 = "PublicVO2Max"
SLEEP_TIME = "PublicSleepTime"

SPO2_SECTION, SPO2_ORIGIN = _("Blood oxygen"), _("From Oura: SpO2")
STRESS_SECTION, STRESS_ORIGIN = _("Stress"), _("From Oura: stress")
RESILIENCE_SECTION, RESILIENCE_ORIGIN = _("Resilience"), _("From Oura: resilience")
VESSELS, VESSELS_ORIGIN = _("Cardiovascular age"), _("From Oura: cardiovascular age")
VO2_SECTION, VO2_ORIGIN = _("VO2 max"), _("From Oura: VO2 max")
BEDTIME, BEDTIME_ORIGIN = _("Bedtime advice"), _("From Oura: sleep time")

SPO2_VALUES = (
    measure(
        "spo2_percent",
        _("Average blood oxygen"),
        f"{SPO2}.spo2_percentage.average",
        unit="%",
        maximum=100,
        decimals=1,
        section=SPO2_SECTION,
        help=_("SpO2 while asleep."),
    ),
    count(
        "breathing_disturbance_index",
        _("Breathing disturbance index"),
        f"{SPO2}.breathing_disturbance_index",
        maximum=100,
        section=SPO2_SECTION,
        help=_("0 to 100, from drops of blood oxygen."),
    ),
    text("spo2_document_id", _("SpO2 document"), f"{SPO2}.id", section=SPO2_ORIGIN),
    day("spo2_day", _("Oura day of the SpO2"), f"{SPO2}.day", section=SPO2_ORIGIN),
)

STRESS_VALUES = (
    duration(
        "stress_high_s",
        _("High stress"),
        f"{STRESS}.stress_high",
        section=STRESS_SECTION,
        help=_("Time in this person's own highest quarter."),
    ),
    duration(
        "recovery_high_s",
        _("High recovery"),
        f"{STRESS}.recovery_high",
        section=STRESS_SECTION,
        help=_("Time in this person's own lowest quarter of stress."),
    ),
    text(
        "stress_day_summary",
        _("Summary of the day"),
        f"{STRESS}.day_summary",
        section=STRESS_SECTION,
        help=_("Restored, normal or stressful."),
    ),
    text("stress_document_id", _("Stress document"), f"{STRESS}.id", section=STRESS_ORIGIN),
    day("stress_day", _("Oura day of the stress"), f"{STRESS}.day", section=STRESS_ORIGIN),
)


def _contributor(name: str, label: str) -> Value:
    return measure(
        f"resilience_{name}_score",
        label,
        f"{RESILIENCE}.contributors.{name}",
        maximum=100,
        decimals=1,
        section=RESILIENCE_SECTION,
        help=_("0 to 100 by Oura, not a measurement."),
    )


RESILIENCE_VALUES = (
    text(
        "resilience_level",
        _("Resilience level"),
        f"{RESILIENCE}.level",
        section=RESILIENCE_SECTION,
        help=_("Limited, adequate, solid, strong or exceptional, from the last two weeks."),
    ),
    _contributor("sleep_recovery", _("Sleep recovery (contributor)")),
    _contributor("daytime_recovery", _("Daytime recovery (contributor)")),
    _contributor("stress", _("Stress (contributor)")),
    text("resilience_document_id", _("Resilience document"), f"{RESILIENCE}.id", section=RESILIENCE_ORIGIN),
    day("resilience_day", _("Oura day of the resilience"), f"{RESILIENCE}.day", section=RESILIENCE_ORIGIN),
)

CARDIOVASCULAR_AGE_VALUES = (
    count(
        "vascular_age_years",
        _("Vascular age"),
        f"{CARDIOVASCULAR}.vascular_age",
        unit="years",
        section=VESSELS,
        help=_("Predicted, between 18 and 100."),
    ),
    measure(
        "pulse_wave_velocity_m_per_s",
        _("Pulse wave velocity"),
        f"{CARDIOVASCULAR}.pulse_wave_velocity",
        unit="m/s",
        decimals=1,
        section=VESSELS,
        help=_("Derived from the vascular age."),
    ),
    text("vascular_age_document_id", _("Vascular age document"), f"{CARDIOVASCULAR}.id", section=VESSELS_ORIGIN),
    day("vascular_age_day", _("Oura day of the vascular age"), f"{CARDIOVASCULAR}.day", section=VESSELS_ORIGIN),
)

VO2_MAX_VALUES = (
    count(
        "vo2_max_ml_per_kg_min",
        _("VO2 max"),
        f"{VO2}.vo2_max",
        unit="ml/kg/min",
        section=VO2_SECTION,
        help=_("Oura's estimate. Its description names no unit; this is the usual one."),
    ),
    text("vo2_max_document_id", _("VO2 max document"), f"{VO2}.id", section=VO2_ORIGIN),
    day("vo2_max_day", _("Oura day of the VO2 max"), f"{VO2}.day", section=VO2_ORIGIN),
    moment("vo2_max_timestamp", _("VO2 max time stamp"), f"{VO2}.timestamp", section=VO2_ORIGIN),
)

SLEEP_TIME_VALUES = (
    clock(
        "optimal_bedtime_from",
        _("Best bedtime, from"),
        f"{SLEEP_TIME}.optimal_bedtime.start_offset",
        section=BEDTIME,
        help=_("By the athlete's own clock."),
    ),
    clock(
        "optimal_bedtime_until",
        _("Best bedtime, until"),
        f"{SLEEP_TIME}.optimal_bedtime.end_offset",
        section=BEDTIME,
        help=_("By the athlete's own clock."),
    ),
    text(
        "bedtime_recommendation",
        _("Recommendation"),
        f"{SLEEP_TIME}.recommendation",
        section=BEDTIME,
        help=_("In Oura's words."),
    ),
    text(
        "bedtime_status",
        _("What it rests on"),
        f"{SLEEP_TIME}.status",
        section=BEDTIME,
        help=_("Whether there were enough nights to say."),
    ),
    text("sleep_time_document_id", _("Sleep time document"), f"{SLEEP_TIME}.id", section=BEDTIME_ORIGIN),
    day("sleep_time_day", _("Oura day of the advice"), f"{SLEEP_TIME}.day", section=BEDTIME_ORIGIN),
    value(
        "integer",
        "sleep_time_zone_s",
        _("Zone of the day"),
        f"{SLEEP_TIME}.optimal_bedtime.day_tz",
        unit="s",
        section=BEDTIME_ORIGIN,
        help=_("Seconds east of Greenwich."),
    ),
)
