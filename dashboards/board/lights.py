"""The light of every athlete and column, cheap enough to reckon for everybody though only a hundred rows are drawn."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from dashboards.board.everybody import Athlete, Nights, Own
from dashboards.morning import Kind
from dashboards.rights import OpenColumn
from dashboards.statistics import (
    DEFAULT_HRV_RULE,
    DEFAULT_RULE,
    Direction,
    Ground,
    Tone,
    band_tone,
    standard_score,
    tone_at,
)
from forms_engine.models import Standard
from forms_engine.standards import Meaning, Subject, fits, measure_against

TONES = {
    Standard.Tone.GOOD: Tone.FINE,
    Standard.Tone.WATCH: Tone.WATCH,
    Standard.Tone.ACT: Tone.ACT,
    Standard.Tone.PLAIN: Tone.NONE,
}
COLOURS = {"good": Tone.FINE, "watch": Tone.WATCH, "act": Tone.ACT}
# How strong a light counts that no number of standard deviations stands behind.
STRENGTHS = {Tone.ACT: DEFAULT_RULE.act_from, Tone.WATCH: DEFAULT_RULE.watch_from}


class Light(NamedTuple):
    """`worse_by`: standard deviations in the worse direction, what the strongest deviations are found by.

    `words`: a consultant's own, "" for the general rule's. `side`: −1 below, +1 above the own normal.
    """

    tone: Tone
    ground: Ground
    worse_by: float = 0.0
    words: str = ""
    side: int = 0

    @property
    def is_lit(self) -> bool:
        return self.tone is Tone.WATCH or self.tone is Tone.ACT


MISSING = Light(Tone.NONE, Ground.MISSING)
LEARNING = Light(Tone.NONE, Ground.LEARNING)
NO_SPREAD = Light(Tone.NONE, Ground.NO_SPREAD)
NO_DIRECTION = Light(Tone.NONE, Ground.NO_DIRECTION)
# A consultant's rules speak of other values than this one.
SILENT = Light(Tone.NONE, Ground.NO_DIRECTION)

Judge = Callable[[Athlete], Light]


def judges_of(columns: Sequence[OpenColumn], day: date) -> list[Judge]:
    """One a column, in order."""
    return [_judge_of(one, day) for one in columns]


def _judge_of(one: OpenColumn, day: date) -> Judge:
    if one.column.kind is Kind.STATUS:
        return _judge_status(one, day)
    if one.rules:
        return _judge_by_rules(one, day)
    if one.column.kind is Kind.BAND:
        return lambda athlete: band_light(athlete.nights.get(one.field_id))
    field_id, better = one.field_id, one.column.better
    return lambda athlete: value_light(athlete.values.get(field_id), better)


def value_light(own: Own | None, better: Direction) -> Light:
    """The general rule: a due value against the own 28 days before it."""
    if own is None:
        return MISSING
    if better is Direction.NONE:
        return NO_DIRECTION
    if own.count < DEFAULT_RULE.minimum_count:
        return LEARNING
    z = standard_score(own.value, own.mean, own.spread)
    if z is None:
        return NO_SPREAD
    worse_by = -z if better is Direction.UP else z
    return Light(tone_at(worse_by), Ground.JUDGED, worse_by, "", -1 if z < 0 else 1)


def band_light(nights: Nights | None) -> Light:
    """Where the week's mean of ln rMSSD stands to the own band; outside on either side is told."""
    rule = DEFAULT_HRV_RULE
    if nights is None or not nights.recent_count:
        return MISSING
    if nights.recent is None or nights.recent_count < rule.least_recent or nights.count < rule.least_baseline:
        return LEARNING
    z = standard_score(nights.recent, nights.mean, nights.spread)
    if z is None:
        return NO_SPREAD
    halves = z / rule.half_width_sd
    tone = band_tone(halves)
    return Light(tone, Ground.JUDGED, abs(halves) if tone is not Tone.FINE else 0.0, "", -1 if z < 0 else 1)


def _judge_by_rules(one: OpenColumn, day: date) -> Judge:
    def judge(athlete: Athlete) -> Light:
        own = athlete.values.get(one.field_id)
        if own is None:
            return MISSING
        return column_light(one, own, athlete.subject(day), athlete)

    return judge


def column_light(one: OpenColumn, own: Own, subject: Subject, athlete: Athlete) -> Light:
    """`rules_light` of a column of the board."""

    def window_of(days: int) -> Own:
        return athlete.windows.get((one.field_id, days), Own(own.value, None, None, 0))

    return rules_light(one.rules, own, subject, window_of)


def rules_light(rules: Sequence[Standard], own: Own, subject: Subject, window_of: Callable[[int], Own]) -> Light:
    """What a consultant's rules say; they win over the general one, also where none of them speaks.

    `own`: with the normal of the stored window; `window_of(days)`: with that of another.
    """
    is_thin = False
    for rule in rules:
        if not fits(rule, subject):
            continue
        window = own
        if rule.measure != Standard.Measure.VALUE and rule.window_days != DEFAULT_RULE.window_days:
            window = window_of(rule.window_days)
        measured = measure_against(rule, own.value, window.mean, window.spread, window.count)
        if measured is None:
            is_thin = True
        elif (rule.low is None or measured >= rule.low) and (rule.high is None or measured < rule.high):
            return meant_light(Meaning(rule.tone, rule.words), own)
    return LEARNING if is_thin else SILENT


def meant_light(meaning: Meaning, own: Own) -> Light:
    """What a consultant's rule means as a light; as strong as its colour at least."""
    tone = TONES[Standard.Tone(meaning.tone)]
    z = standard_score(own.value, own.mean, own.spread) or 0.0
    strength = max(STRENGTHS[tone], abs(z)) if tone in STRENGTHS else 0.0
    return Light(tone, Ground.JUDGED, strength, meaning.words, -1 if z < 0 else 1)


def _judge_status(one: OpenColumn, day: date) -> Judge:
    """By the consultant's rules for the word, else by the colour of the option. It holds however old it is."""
    colours = {word: told.get("colour", "") for word, told in one.field.details.get("options", {}).items()}

    def judge(athlete: Athlete) -> Light:
        status = athlete.statuses.get(one.field_id)
        if status is None:
            return MISSING
        subject = athlete.subject(day)
        for rule in one.rules:
            if status.word in rule.options and fits(rule, subject):
                tone = TONES[Standard.Tone(rule.tone)]
                return Light(tone, Ground.JUDGED, STRENGTHS.get(tone, 0.0), rule.words)
        tone = COLOURS.get(colours.get(status.word, ""), Tone.NONE)
        return Light(tone, Ground.JUDGED if tone is not Tone.NONE else Ground.NO_DIRECTION, STRENGTHS.get(tone, 0.0))

    return judge
