"""Lights, rules and reasons in words."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from dashboards.cells import Cell
from dashboards.statistics import DEFAULT_RULE, Direction, Ground, Rule, Tone, Verdict

STRONGEST = 3
# Worst first; somebody without data comes before somebody who is fine.
TONE_ORDER = (Tone.ACT, Tone.WATCH, Tone.NONE, Tone.FINE)


def tone_word(tone: Tone) -> str:
    return {
        Tone.FINE: _("fine"),
        Tone.WATCH: _("watch"),
        Tone.ACT: _("act"),
        Tone.NONE: _("no data"),
    }[tone]


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
        "Watch from %(watch)g and act from %(act)g standard deviations in the worse direction; "
        "no light before %(minimum)d days with a value. These are our statistics, not Oura's, "
        "and they say nothing about the risk of injury."
    ) % {
        "window": rule.window_days,
        "watch": rule.watch_from,
        "act": rule.act_from,
        "minimum": rule.minimum_count,
    }


def worst_tone(cells: Iterable[Cell]) -> Tone:
    """The worst light of the judged cells; NONE when nothing could be judged."""
    judged = {cell.verdict.tone for cell in cells if cell.verdict.ground is Ground.JUDGED}
    return next((tone for tone in (Tone.ACT, Tone.WATCH, Tone.FINE) if tone in judged), Tone.NONE)


def row_words(tone: Tone, cells: Iterable[Cell]) -> str:
    """The word of a whole row: its light, or whether it is still learning or has nothing to judge."""
    if tone is Tone.NONE and any(cell.verdict.ground is Ground.LEARNING for cell in cells):
        return _("learning")
    return tone_word(tone)


def strongest_reasons(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The strongest deviations that lit a light, worst first, three at most; without a light, why there is none."""
    if worst_tone(cells) is Tone.NONE:
        return tuple(dict.fromkeys(cell.cause for cell in cells if cell.cause))[:STRONGEST]
    lit = [cell for cell in cells if cell.verdict.tone in (Tone.ACT, Tone.WATCH)]
    lit.sort(key=lambda cell: -cell.worse_by)
    return tuple(reason_of(cell) for cell in lit[:STRONGEST])


def reason_of(cell: Cell) -> str:
    """ "HRV well below own normal"."""
    return _("%(what)s %(how)s") % {"what": cell.column.label, "how": deviation_words(cell)}


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
