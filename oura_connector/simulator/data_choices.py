"""What nobody outside Oura is sure of about data: ends of windows, series, days, scopes, members left out."""

from dataclasses import dataclass
from typing import Any

INCLUSIVE, EXCLUSIVE = "inclusive", "exclusive"
REFUSE, CUT = "refuse", "cut"
WAKING, EVENING = "waking", "evening"
CALENDAR, ACTIVITY = "calendar", "activity"
NO_SCOPE = "none"
# Collections whose end nobody has measured, and the choice about each.
END_DATE_CHOICES = {
    "session": "session_end_date",
    "enhanced_tag": "tag_end_date",
    "tag": "tag_end_date",
    "vO2_max": "vo2_max_end_date",
    "rest_mode_period": "rest_mode_end_date",
}
DATA_ALLOWED: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(END_DATE_CHOICES.values(), (INCLUSIVE, EXCLUSIVE)),
    "long_heartrate": (REFUSE, CUT),
    "night_values_day": (WAKING, EVENING),
    "stress_day": (CALENDAR, ACTIVITY),
    "daily_stress_scope": ("daily", "stress"),
    "ring_scope": ("ring_configuration", NO_SCOPE),
}


@dataclass
class DataChoices:
    """`…_end_date`: whether a bare end_date keeps its day, where `end_date_rule` is "stamps" and nobody has measured.

    Series: `series_page_size` rows a page; `end_datetime_included`: whether a row of that very moment is there;
    `long_heartrate`: more than `heartrate_days` days at once are refused with a 400 in the words of
    `long_heartrate_detail`, or silently cut to the first of them; `series_null_token`: a last page says
    "next_token": null, or has no such member.

    Days: `night_values_day`: oxygen, resilience and cardiovascular age are dated to the day of waking, or to the
    evening before; `stress_day`: from midnight ("calendar") or from 04:00 ("activity").

    Scopes: the one daily_stress needs, and the status when it is missing; whether the routes about rings need one.

    Documents: `local_offsets`: tags carry the offset of their place, or none; `deleted_found`: what was removed is
    still found by its id; `absent_nulls`: a member without a value is left out rather than null; `newer_words`: a third
    of the documents has a word in its enumerations that today's description of the API does not know;
    `running_sleeps`: a night analysed in the background is listed while it lasts, without a bedtime_end;
    `null_scores`: a morning without a night has scores that are null, or no scores; `rest_mode_overlaps`: a window
    finds the rest that lasts into it, or only what begins in it.
    """

    session_end_date: str = EXCLUSIVE
    tag_end_date: str = EXCLUSIVE
    vo2_max_end_date: str = INCLUSIVE
    rest_mode_end_date: str = EXCLUSIVE
    series_page_size: int = 1000
    end_datetime_included: bool = True
    heartrate_days: int = 30
    long_heartrate: str = REFUSE
    long_heartrate_detail: str = "The requested range must not be longer than 30 days."
    series_null_token: bool = True
    night_values_day: str = WAKING
    stress_day: str = CALENDAR
    daily_stress_scope: str = "daily"
    daily_stress_scope_status: int = 401
    ring_scope: str = "ring_configuration"
    local_offsets: bool = True
    deleted_found: bool = False
    absent_nulls: bool = False
    newer_words: bool = False
    running_sleeps: bool = False
    null_scores: bool = False
    rest_mode_overlaps: bool = False
