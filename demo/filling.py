"""The invented club's own forms, and what its people wrote into them: the days before the first start, then the new.

Whatever somebody trying the demo wrote, changed or retired stays as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from alerts.models import Rule
from alerts.shipped import make_shipped_rules
from dashboards.days import board_today
from demo.answers import Answer, sessions_of, wellness_of
from demo.staff_entries import availability_of, notes_of, profile_of
from forms_engine.bulk import BulkRow, open_stage
from forms_engine.calculating.site import one_look
from forms_engine.definition_import import apply_document
from forms_engine.definition_json import all_fields
from forms_engine.ledger import PEOPLE, Stamp
from forms_engine.models import FormDefinition, Record
from forms_engine.records import PROFILE
from forms_engine.starters import STARTERS, read_starter
from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.seeding import hexadecimal, shape_uuid
from people.models import Person

WELLNESS, LOAD, AVAILABILITY, NOTES = "daily_wellness", "training_load", "injury_and_availability", "note"
ABOUT = "athlete_profile"
# Enough for a page of alerts, few enough to read.
RULES_ON = ("readiness", "temperature", "short_sleep", "questionnaire")

Club = dict[Athlete, Person]


@transaction.atomic
def fill_forms(club: Club, physio: Person, head: Person, now: datetime) -> None:
    """Forms, records and alert rules of the club; what staff write only together with the form it is in."""
    today = board_today(now)
    made = {file for file in STARTERS if _make_form(file, now)}
    words = {file: _words_of(file) for file in STARTERS}
    kinds = words[LOAD]["session_type"]
    by_staff: dict[str, tuple[Person, Callable[[Athlete], Iterable[Answer]]]] = {
        AVAILABILITY: (physio, lambda one: availability_of(one, today, words[AVAILABILITY])),
        NOTES: (head, lambda one: notes_of(one, today, words[NOTES]["kind"])),
        ABOUT: (physio, lambda one: [profile_of(one)]),
    }
    with one_look():
        _fill_daily(WELLNESS, {one: list(wellness_of(one, today)) for one in club}, club, now)
        _fill_daily(LOAD, {one: list(sessions_of(one, today, kinds)) for one in club}, club, now)
        for file, (by, answers_of) in by_staff.items():
            if file in made:
                _write(_form(file), _rows(file, {one: answers_of(one) for one in club}, club), by, now)
    Rule.objects.filter(shipped_as__in=set(make_shipped_rules(now)) & set(RULES_ON)).update(is_on=True)


def _make_form(file: str, now: datetime) -> bool:
    """False when it is there already."""
    document = read_starter(file)
    if FormDefinition.objects.filter(key=document["form"]["key"]).exists():
        return False
    apply_document(document, now)
    return True


def _words_of(file: str) -> dict[str, list[str]]:
    """Field key → its choices, in the language of the site."""
    return {one["key"]: one["choices"] for one in all_fields(read_starter(file)) if one.get("choices")}


def _fill_daily(file: str, answers: dict[Athlete, list[Answer]], club: Club, now: datetime) -> None:
    """Each athlete writes what is missing; a day somebody wrote about already is left alone."""
    form = _form(file)
    if form.retired_at:
        return
    there = Record.objects.filter(form=form, person__in=club.values())
    answered = set(there.values_list("person_id", "occurred_on"))
    for athlete, person in club.items():
        missing = [one for one in answers[athlete] if (person.pk, one.day) not in answered]
        if missing:
            _write(form, _rows(file, {athlete: missing}, club), person, now)


def _form(file: str) -> FormDefinition:
    """With all that writing asks of it, for it is written once an athlete."""
    return FormDefinition.objects.prefetch_related("fields", "sections").get(key=file)


def _rows(file: str, answers: Mapping[Athlete, Iterable[Answer]], club: Club) -> Iterator[BulkRow]:
    number = 0
    for athlete, person in club.items():
        for one in answers.get(athlete, ()):
            yield BulkRow(number, person.pk, PEOPLE, _source_id(file, athlete, one), one.values, one.day)
            number += 1


def _source_id(file: str, athlete: Athlete, one: Answer) -> str:
    """As the pages name what is typed into them."""
    return shape_uuid(hexadecimal("demo", file, athlete.number, one.day, one.order)) if one.day else PROFILE


def _write(form: FormDefinition, rows: Iterable[BulkRow], by: Person, now: datetime) -> None:
    with open_stage(form) as stage:
        stage.add(row._replace(values=_owned(row.values, stage.owned)) for row in rows)
        stage.write(Stamp(now=now, by=by, owner=PEOPLE))


def _owned(values: Any, keys: frozenset[str]) -> dict[str, Any]:
    """A consultant may have taken a field away since."""
    return {key: value for key, value in values.items() if key in keys}
