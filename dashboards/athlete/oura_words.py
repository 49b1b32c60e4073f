"""Oura's own words for its scores, with Oura's limits: never ours, and never a light.

Source: Oura support, Readiness Score and Readiness Contributors.
"""

import re
from dataclasses import dataclass

from dashboards.speaking import spoken as _

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Before the name of every tag that Oura offers.
TAG_PREFIX = "tag_generic_"

OPTIMAL, GOOD, FAIR = 85, 70, 60

READINESS = (
    "contributor_activity_balance_score",
    "contributor_body_temperature_score",
    "contributor_hrv_balance_score",
    "contributor_previous_day_activity_score",
    "contributor_previous_night_score",
    "contributor_recovery_index_score",
    "contributor_resting_heart_rate_score",
    "contributor_sleep_balance_score",
    "contributor_sleep_regularity_score",
)
SLEEP = (
    "contributor_total_sleep_score",
    "contributor_efficiency_score",
    "contributor_restfulness_score",
    "contributor_rem_sleep_score",
    "contributor_deep_sleep_score",
    "contributor_latency_score",
    "contributor_timing_score",
)
ACTIVITY = (
    "contributor_stay_active_score",
    "contributor_move_every_hour_score",
    "contributor_meet_daily_targets_score",
    "contributor_training_frequency_score",
    "contributor_training_volume_score",
    "contributor_recovery_time_score",
)


@dataclass(frozen=True)
class Score:
    """One of Oura's scores and the contributors it is made of."""

    key: str
    contributors: tuple[str, ...]


READINESS_SCORE = Score("readiness_score", READINESS)
SLEEP_SCORE = Score("sleep_score", SLEEP)
ACTIVITY_SCORE = Score("activity_score", ACTIVITY)


def score_word(score: float) -> str:
    """85 and more optimal, 70 good, 60 fair, below: pay attention."""
    if score >= OPTIMAL:
        return _("optimal")
    if score >= GOOD:
        return _("good")
    return _("fair") if score >= FAIR else _("pay attention")


def code_words(told: str) -> str:
    """ "strength_training" → "strength training"; what does not look like a code stays as it is."""
    if not CODE.fullmatch(told):
        return told
    efforts = {"easy": _("easy"), "moderate": _("moderate"), "hard": _("hard")}
    return efforts.get(told) or told.removeprefix(TAG_PREFIX).replace("_", " ")


def limits_words() -> str:
    about = {"optimal": OPTIMAL, "good": GOOD, "fair": FAIR}
    return (
        _(
            "Scores, contributors and their words are Oura's: %(optimal)d and more is optimal, %(good)d good, %(fair)d "
            "fair, below that Oura asks to pay attention. Our lights compare a value with the athlete's own days."
        )
        % about
    )
