"""What the rows of `heartrate` and `ring_battery_level` add up to in a day, and what is known of ring and person.

Places as in `activity_values`; counts, lowest and highest values have none, they are worked out from the day's rows.
"""

from django.utils.translation import gettext_noop as _

from oura_connector.score_values import MEDICAL_ONLY
from oura_connector.value_kinds import count, curve, measure, moment, percent, text

HEART_RATE_ROW = "PublicHeartRateRow"
BATTERY_ROW = "PublicRingBatteryLevelRow"
RING = "PublicRingConfiguration"
PERSON = "PersonalInfoResponse"

HEART_RATE, HEART_CURVES = _("Heart rate"), _("Course of the day")
BATTERY, BATTERY_CURVES = _("Battery"), _("Course of the day")
RING_SECTION, RING_ORIGIN = _("Ring"), _("From Oura: ring")
ABOUT = _("About the athlete")

# Oura's words for where a sample comes from, as numbers of a series; a word that is new to us is 9.
HEART_RATE_SOURCES = {"awake": 0, "rest": 1, "sleep": 2, "session": 3, "live": 4, "workout": 5}
OTHER_SOURCE = 9

LOWEST_BPM = measure("heart_rate_lowest_bpm", _("Lowest"), unit="bpm", decimals=0, section=HEART_RATE)
MEAN_BPM = measure(
    "heart_rate_mean_bpm",
    _("Mean of the samples"),
    unit="bpm",
    decimals=1,
    section=HEART_RATE,
    help=_("Samples are closer together in workouts than at rest, so this is no mean over the day."),
)
HIGHEST_BPM = measure("heart_rate_highest_bpm", _("Highest"), unit="bpm", decimals=0, section=HEART_RATE)
SAMPLE_COUNT = count("heart_rate_sample_count", _("Samples"), section=HEART_RATE)
BPM_SERIES = curve(
    "heart_rate_bpm", _("Heart rate through the day"), f"{HEART_RATE_ROW}.bpm", unit="bpm", section=HEART_CURVES
)
SOURCE_SERIES = curve(
    "heart_rate_source",
    _("Source of each sample"),
    f"{HEART_RATE_ROW}.source",
    section=HEART_CURVES,
    help=_("0 awake, 1 rest, 2 sleep, 3 session, 4 live, 5 workout, 9 another."),
)
HEART_RATE_VALUES = (LOWEST_BPM, MEAN_BPM, HIGHEST_BPM, SAMPLE_COUNT, BPM_SERIES, SOURCE_SERIES)

LAST_LEVEL = percent("battery_last_percent", _("Level at the end of the day"), section=BATTERY)
LOWEST_LEVEL = percent("battery_lowest_percent", _("Lowest level"), section=BATTERY)
LEVEL_SERIES = curve(
    "battery_percent", _("Level through the day"), f"{BATTERY_ROW}.level", unit="%", section=BATTERY_CURVES
)
CHARGER_SERIES = curve(
    "battery_in_charger",
    _("In the charger"),
    f"{BATTERY_ROW}.in_charger",
    section=BATTERY_CURVES,
    help=_("1 in the charger, 0 not."),
)
CHARGING_SERIES = curve(
    "battery_charging",
    _("Charging"),
    f"{BATTERY_ROW}.charging",
    section=BATTERY_CURVES,
    help=_("1 charging, 0 not."),
)
BATTERY_VALUES = (LAST_LEVEL, LOWEST_LEVEL, LEVEL_SERIES, CHARGER_SERIES, CHARGING_SERIES)

RING_CONFIGURATION_VALUES = (
    text("hardware_type", _("Generation"), f"{RING}.hardware_type", section=RING_SECTION),
    text("ring_design", _("Design"), f"{RING}.design", section=RING_SECTION),
    text("ring_color", _("Colour"), f"{RING}.color", section=RING_SECTION),
    count("ring_size_us", _("Size"), f"{RING}.size", unit="US", section=RING_SECTION),
    text("firmware_version", _("Firmware"), f"{RING}.firmware_version", section=RING_SECTION),
    moment("ring_set_up_at", _("Set up"), f"{RING}.set_up_at", section=RING_SECTION),
    text("ring_document_id", _("Ring document"), f"{RING}.id", section=RING_ORIGIN),
)

PERSONAL_INFO_VALUES = (
    count("age_years", _("Age"), f"{PERSON}.age", unit="years", section=ABOUT, visible_to=MEDICAL_ONLY),
    measure(
        "weight_kg", _("Weight"), f"{PERSON}.weight", unit="kg", decimals=1, section=ABOUT, visible_to=MEDICAL_ONLY
    ),
    measure("height_m", _("Height"), f"{PERSON}.height", unit="m", decimals=2, section=ABOUT, visible_to=MEDICAL_ONLY),
    text("biological_sex", _("Biological sex"), f"{PERSON}.biological_sex", section=ABOUT, visible_to=MEDICAL_ONLY),
)
