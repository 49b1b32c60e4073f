"""One alert as plain data: the rule as it was, the numbers it was made of, who did what, what can be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from alerts.lists import AlertLine, moment, show_line
from alerts.meanings import NOTHING, read_meanings
from alerts.models import Alert, Happening, Rule
from alerts.specs import ConditionSpec, RuleSpec, from_json
from alerts.wording import condition_words, day_of_record, night_words_of, rule_sentences
from forms_engine.models import Record
from forms_engine.shipped_words import as_read
from forms_engine.standards import Meaning


@dataclass(frozen=True)
class NightLine:
    """One due day of a condition. `url`: the record behind it, else ""."""

    day: str
    numbers: str
    url: str


@dataclass(frozen=True)
class ConditionPart:
    words: str
    held: str
    nights: tuple[NightLine, ...]


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    when: str
    words: str
    note: str


@dataclass(frozen=True)
class AlertPage:
    line: AlertLine
    rule_name: str
    sentences: tuple[str, ...]
    version: str
    parts: tuple[ConditionPart, ...]
    history: tuple[HistoryLine, ...]
    athlete_url: str
    is_open: bool
    is_put_off: bool


def build_alert_page(alert: Alert, now: datetime) -> AlertPage:
    spec = from_json(alert.version.definition)
    records, said = _records(alert, spec), read_meanings([alert]).get(alert.pk, NOTHING)
    return AlertPage(
        line=show_line(alert, now, said),
        rule_name=as_read(alert.rule.name, alert.rule.shipped_as),
        sentences=tuple(rule_sentences(spec, alert.version.definition["squad"])),
        version=_("Version %(number)d of the rule, since %(when)s.")
        % {"number": alert.version.number, "when": moment(alert.version.made_at)},
        parts=tuple(
            _part(alert, condition, found, records, {on: meaning for (at, on), meaning in said.items() if at == place})
            for place, (condition, found) in enumerate(zip(spec.conditions, alert.facts, strict=True))
        ),
        history=tuple(_history_line(one) for one in alert.happenings.select_related("by", "to")),
        athlete_url=f"{reverse('athlete', args=[alert.person_id])}?day={alert.board_day.isoformat()}",
        is_open=alert.state == Alert.State.OPEN,
        is_put_off=alert.snoozed_until is not None and alert.snoozed_until > now,
    )


Records = Mapping[tuple[int, date], int]


def _records(alert: Alert, spec: RuleSpec) -> Records:
    """(form id, day) → the newest record. One query."""
    days = {date.fromisoformat(night["on"]) for found in alert.facts for night in found["nights"]}
    forms = {one.field.form_id for one in spec.conditions}
    rows = Record.objects.filter(person=alert.person_id, form__in=forms, occurred_on__in=days, withdrawn_at=None)
    return {
        (form_id, day): pk
        for pk, form_id, day in rows.order_by("pk").values_list("pk", "form_id", "occurred_on")
        if day is not None
    }


def _part(
    alert: Alert,
    condition: ConditionSpec,
    found: Mapping[str, object],
    records: Records,
    said: Mapping[str, Meaning],
) -> ConditionPart:
    """`said`: by due day, what standards say of its value."""
    held = {True: _("held"), False: _("did not hold")}.get(bool(found["holds"]), "")
    nights: list[NightLine] = []
    for night in found["nights"]:  # type: ignore[attr-defined]
        day = date.fromisoformat(night["on"])
        pk = records.get((condition.field.form_id, day))
        url = reverse("person_record", args=[alert.person_id, condition.field.form_key, pk]) if pk else ""
        nights.append(
            NightLine(day_of_record(condition.field, day), night_words_of(condition, night, said.get(night["on"])), url)
        )
    words = held if found["holds"] is not None else _("could not be judged")
    return ConditionPart(condition_words(condition), words, tuple(nights))


def _history_line(one: Happening) -> HistoryLine:
    who = one.by.full_name if one.by else _("Ringside")
    words = str(Happening.Kind(one.kind).label)
    note = one.note
    if one.kind in (Happening.Kind.TOLD, Happening.Kind.ASSIGNED):
        words = f"{words} {one.to.full_name if one.to else _('somebody who is gone')}"
    if one.kind == Happening.Kind.TOLD:
        words, note = f"{words}, {Rule.Way(note).label}" if note in Rule.Way.values else words, ""
    if one.kind == Happening.Kind.SNOOZED and one.until:
        words = _("put off until %(when)s") % {"when": moment(one.until)}
    line = f"{who}: {words}" if one.by else capfirst(words)
    return HistoryLine(one.at, moment(one.at), line, note)
