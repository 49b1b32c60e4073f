"""Lights, rules and reasons in words."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from dashboards.cells import Cell
from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_RULE, Direction, Ground, Rule, Tone, Verdict
from dashboards.wording import figure

# Worst first; somebody without data comes before somebody who is fine.
TONE_ORDER = (Tone.ACT, Tone.WATCH, Tone.NONE, Tone.FINE)


def tone_word(tone: Tone) -> str:
    if tone is Tone.FINE:
        return _("fine")
    if tone is Tone.WATCH:
        return _("watch")
    return _("act") if tone is Tone.ACT else _("no data")


def verdict_words(verdict: Verdict, count: int, rule: Rule = DEFAULT_RULE) -> str:
    """The word beside a value: its light, or why it has none. `count`: valid days behind it."""
    if verdict.ground is Ground.LEARNING:
        return _("learning, %(count)d of %(minimum)d") % {"count": count, "minimum": rule.minimum_count}
    if verdict.ground is Ground.NO_SPREAD:
        return _("always the same")
    return tone_word(verdict.tone) if verdict.ground is Ground.JUDGED else ""


def rule_words(rule: Rule = DEFAULT_RULE) -> str:
    """The whole rule in a sentence, for whoever asks what a colour means."""
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


def deviation_words(cell: Cell) -> str:
    """How a lit value lies to its owner's normal: "well below own normal"."""
    is_far = cell.verdict.tone is Tone.ACT
    if cell.column.better is Direction.UP:
        return _("well below own normal") if is_far else _("below own normal")
    return _("well above own normal") if is_far else _("above own normal")


def words_for_athlete(cell: Cell) -> str:
    """The word beside somebody's own value: where it lies, not what staff should do about it."""
    if cell.verdict.tone in (Tone.ACT, Tone.WATCH):
        return deviation_words(cell)
    return verdict_words(cell.verdict, cell.baseline.count)


def revised_words(cell: Cell) -> str:
    """ "revised Tue 10:40, was 74": the value is not the one that was looked at. "" when it is."""
    if cell.revision is None:
        return ""
    was = None if cell.revision.before is None else cell.column.write(cell.revision.before)
    return revision_words(cell.revision.at, was)


def revision_words(at: datetime, was: str | None) -> str:
    """When a value changed after a look, and what was seen; None for nothing."""
    moment = date_format(localtime(at), "D H:i")
    if was is None:
        return _("came %(at)s, after a look") % {"at": moment}
    return _("revised %(at)s, was %(value)s") % {"at": moment, "value": was}
