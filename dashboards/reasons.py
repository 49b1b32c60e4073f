"""Lights, rules and reasons in words."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE, HrvRule, Rule, Tone
from dashboards.wording import figure

# Worst first; somebody without data comes before somebody who is fine.
TONE_ORDER = (Tone.ACT, Tone.WATCH, Tone.NONE, Tone.FINE)
RANKS = {tone: rank for rank, tone in enumerate(TONE_ORDER)}


def worst_first(tone: Tone, worst: float) -> tuple[int, float]:
    """Where a row stands among others, on boards and in tables alike: by its light, then by its strongest deviation, in
    standard deviations. Rows of one place stay by name."""
    return RANKS[tone], -worst


def tone_word(tone: Tone) -> str:
    if tone is Tone.FINE:
        return _("fine")
    if tone is Tone.WATCH:
        return _("watch")
    return _("act") if tone is Tone.ACT else _("no data")


def rule_words(rule: Rule = DEFAULT_RULE) -> str:
    """The general rule of one value in a sentence, for whoever asks what its colour means."""
    return _(
        "Each value is compared with the athlete's own mean of the %(window)d days before it. "
        "Watch from %(watch)s and act from %(act)s standard deviations in the worse direction; "
        "no light before %(minimum)d days with a value. These are our statistics, not Oura's, "
        "and they say nothing about the risk of injury."
    ) % {
        "window": rule.window_days,
        "watch": figure(rule.watch_from),
        "act": figure(rule.act_from),
        "minimum": rule.minimum_count,
    }


def row_rule_words(rule: Rule = DEFAULT_RULE, hrv: HrvRule = DEFAULT_HRV_RULE) -> str:
    """What the light of a whole row means and what each of its parts is compared with."""
    return _(
        "A row takes the heaviest of its lights; it is fine only where something measured this morning is fine. "
        "HRV compares the mean of %(recent)d nights with the own band of the %(base)d nights before "
        "them. A field with a consultant's rules follows those. Every other light compares the value with the "
        "athlete's own mean of the %(window)d days before it: watch from %(watch)s and act from %(act)s standard "
        "deviations in the worse direction, no light before %(minimum)d days with a value. Each light opens its own "
        "rule. These are our statistics, not Oura's, and they say nothing about the risk of injury."
    ) % {
        "recent": hrv.recent_days,
        "base": hrv.baseline_days,
        "window": rule.window_days,
        "watch": figure(rule.watch_from),
        "act": figure(rule.act_from),
        "minimum": rule.minimum_count,
    }


def revision_words(at: datetime, was: str | None) -> str:
    """When a value changed after a look, and what was seen; None for nothing."""
    moment = date_format(localtime(at), "D H:i")
    if was is None:
        return _("came %(at)s, after a look") % {"at": moment}
    return _("revised %(at)s, was %(value)s") % {"at": moment, "value": was}
