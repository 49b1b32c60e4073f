"""A night in detail, ready for its template."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.athlete.badges import BadgeView, show_badge
from dashboards.athlete.night import Night, Told
from dashboards.athlete.night_charts import NightChart, draw_night, night_table
from dashboards.athlete.notes import note_address
from dashboards.athlete.oura_words import (
    ACTIVITY_SCORE,
    READINESS_SCORE,
    SLEEP_SCORE,
    Score,
    limits_words,
    score_word,
)
from dashboards.board.markup import group_words
from dashboards.days import day_words, hours_by_clock, night_words
from dashboards.drawing.marks import with_meaning
from dashboards.freshness import freshness_words
from dashboards.measures import Measure
from dashboards.morning import NIGHT_LAG_DAYS, Kind
from dashboards.wording import clock, span, whole
from forms_engine.models import FormDefinition
from forms_engine.standards import Meaning
from people.models import Person

# What a night says first, as far as the viewer may see it.
FACTS = (
    "total_sleep_s",
    "time_in_bed_s",
    "efficiency_percent",
    "latency_s",
    "deep_sleep_s",
    "light_sleep_s",
    "rem_sleep_s",
    "awake_s",
    "lowest_heart_rate_bpm",
    "average_heart_rate_bpm",
    "hrv_rmssd_ms",
    "breath_per_min",
    "temperature_deviation_c",
    "restless_period_count",
)
# "Deep sleep (contributor)" stands under a heading that says so.
IN_BRACKETS = re.compile(r"\s*\([^)]*\)$")
STAGES = ("deep_sleep_s", "light_sleep_s", "rem_sleep_s")


@dataclass(frozen=True)
class Contributor:
    label: str
    score: int
    word: str
    meaning: Meaning | None


@dataclass(frozen=True)
class ScoreView:
    label: str
    score: str
    word: str
    note: str
    contributors: tuple[Contributor, ...]
    meaning: Meaning | None


@dataclass(frozen=True)
class PeriodView:
    kind: str
    times: str
    slept: str
    slept_said: Meaning | None
    stages: str
    effect: str


@dataclass(frozen=True)
class NightView:
    name: str
    person: Person
    is_self: bool
    night_words: str
    day_words: str
    cause: str
    times: str
    scores: tuple[ScoreView, ...]
    limits: str
    facts: tuple[tuple[str, str, Meaning | None], ...]
    charts: tuple[NightChart, ...]
    table: SafeString
    periods: tuple[PeriodView, ...]
    has_effects: bool
    badges: tuple[BadgeView, ...]
    page_url: str
    record_url: str
    earlier_url: str
    later_url: str
    note_url: str
    freshness: str


def show_night(viewer: Person, night: Night) -> NightView:
    is_self = viewer.pk == night.person.pk
    told, zone = night.night, _zone(night)
    day = "" if night.is_newest else f"?day={night.day.isoformat()}"
    periods = tuple(_show_period(period) for period in night.periods)
    return NightView(
        name=night.person.full_name,
        person=night.person,
        is_self=is_self,
        night_words=night_words(night.day - timedelta(days=1)),
        day_words=day_words(night.day),
        cause=night.cause or _("There is no record of this night."),
        times=_times(told) if told else "",
        scores=_scores(night),
        limits=limits_words(),
        facts=_facts(night.form, told) if told else (),
        charts=draw_night(night, zone),
        table=night_table(night, zone),
        periods=periods,
        has_effects=any(period.effect for period in periods),
        badges=tuple(show_badge(badge, night.made_at, is_self=is_self) for badge in night.badges) if not told else (),
        page_url=reverse("athlete", args=[night.person.pk]) + day,
        record_url=reverse("person_record", args=[night.person.pk, night.form.key, told.record.pk]) if told else "",
        earlier_url=_moved(night, -1),
        later_url="" if night.is_newest else _moved(night, 1),
        note_url=note_address(night.person.pk, night.note, night.day),
        freshness=freshness_words(night.badges, night.made_at),
    )


def _zone(night: Night) -> tzinfo:
    """The clock the night was stated in; samples are kept in UTC."""
    stated = night.night.value("bedtime_start") if night.night else None
    return (datetime.fromisoformat(stated).tzinfo if stated else None) or UTC


def _moved(night: Night, days: int) -> str:
    return reverse("night", args=[night.person.pk, night.day + timedelta(days=days)])


def _scores(night: Night) -> tuple[ScoreView, ...]:
    naps = _naps(night.night) if night.night else ""
    of_day = group_words(night.day - timedelta(days=NIGHT_LAG_DAYS), is_night=False)
    sources = (
        (READINESS_SCORE, night.night, ""),
        (SLEEP_SCORE, night.night, naps),
        (ACTIVITY_SCORE, night.activity, of_day),
    )
    return tuple(shown for score, told, note in sources if told and (shown := _show_score(score, told, note)))


def _show_score(score: Score, told: Told, note: str) -> ScoreView | None:
    value = told.value(score.key)
    contributors = tuple(
        Contributor(IN_BRACKETS.sub("", told.fields[key].shown_label), round(one), score_word(one), told.said.get(key))
        for key in score.contributors
        if (one := told.value(key)) is not None
    )
    if value is None and not contributors:
        return None
    return ScoreView(
        label=told.fields[score.key].shown_label if score.key in told.fields else "",
        score="" if value is None else whole(value),
        word="" if value is None else score_word(value),
        note=note,
        contributors=contributors,
        meaning=told.said.get(score.key),
    )


def _naps(told: Told) -> str:
    count = told.value("nap_count")
    if not count:
        return ""
    counted = ngettext("%(count)d nap counted in this score.", "%(count)d naps counted in this score.", count) % {
        "count": count
    }
    slept = told.value("nap_s")
    return counted if not slept else _("%(naps)s %(time)s of sleep.") % {"naps": counted, "time": span(slept)}


def _facts(form: FormDefinition, told: Told) -> tuple[tuple[str, str, Meaning | None], ...]:
    """Named and written as on the board, where it shows the same value."""
    facts = []
    for key in FACTS:
        if (value := told.value(key)) is None:
            continue
        measure = Measure(form, told.fields[key])
        same = measure.column is not None and measure.column.kind is Kind.VALUE
        label = str(measure.column.label) if measure.column and same else measure.label
        facts.append((label, f"{measure.write(value)} {measure.unit}".strip(), told.said.get(key)))
    return tuple(facts)


def _times(told: Told) -> str:
    begun, ended = (_clock_of(told.value(key)) for key in ("bedtime_start", "bedtime_end"))
    if not begun:
        return ""
    return _("To bed %(bed)s, up %(up)s") % {"bed": begun, "up": ended or "–"}


def _clock_of(stated: str | None) -> str:
    if not stated:
        return ""
    moment = datetime.fromisoformat(stated)
    return clock(hours_by_clock(moment, moment.date()))


def _show_period(told: Told) -> PeriodView:
    begun, ended = (_clock_of(told.value(key)) for key in ("bedtime_start", "bedtime_end"))
    slept, effect = told.value("total_sleep_s"), told.value("sleep_score_delta")
    stages = ", ".join(
        f"{told.fields[key].shown_label} {with_meaning(span(value), told.said.get(key))}"
        for key in STAGES
        if (value := told.value(key)) is not None
    )
    return PeriodView(
        kind=_kind_words(told.value("sleep_type")),
        times=f"{begun}–{ended}" if begun else "",
        slept="" if slept is None else span(slept),
        slept_said=told.said.get("total_sleep_s"),
        stages=stages,
        effect=_("+%(points)d to the sleep score") % {"points": effect} if effect else "",
    )


def _kind_words(kind: str | None) -> str:
    """Oura's word for a period of sleep, in ours."""
    words = {
        "long_sleep": _("Night"),
        "sleep": _("Nap"),
        "late_nap": _("Late nap, counted for the next day"),
        "rest": _("Rest"),
    }
    return words.get(kind or "", _("Sleep"))
