"""The invented club has filled in its forms as a club does, and a second start changes nothing of it."""

from collections import Counter
from datetime import timedelta

import pytest
from pytest_django import Settings

from alerts.models import Rule
from dashboards.models import DailyValue
from demo.answers import DAYS, RARELY, STOPPED, STOPPED_FOR, WAITING
from demo.club import ATHLETES, athlete_username, make_club
from demo.injuries import SPRAINED, STRAINED
from forms_engine.critical import critical_words
from forms_engine.definition_import import plan_import
from forms_engine.models import FormDefinition, Record
from forms_engine.starters import STARTERS, read_starter
from oura_connector.simulator.athletes import ATHLETES as INVENTED
from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import illness_on
from oura_connector.simulator.world import DEFAULT_SEED
from people.models import Person
from tests.builders.forms import NOW, TODAY
from tests.builders.people import make_coach, make_medical

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def simulator(settings: Settings) -> None:
    settings.SIMULATOR_URL = "http://127.0.0.1:8001"


def records(form: str, athlete: Athlete | None = None) -> list[Record]:
    found = Record.objects.filter(form__key=form, withdrawn_at=None).order_by("occurred_on", "pk")
    return list(found.filter(person__username=athlete_username(athlete)) if athlete else found)


def everything() -> list[tuple[object, ...]]:
    return list(Record.objects.order_by("pk").values_list("pk", "occurred_on", "values", "modified_at"))


def test_the_club_has_sixty_days_of_a_clubs_answers() -> None:
    make_club(NOW)
    for file in STARTERS:
        assert plan_import(read_starter(file), NOW).lines == []
    mornings = Counter(one.person.username for one in records("daily_wellness"))
    assert len(mornings) == ATHLETES
    assert mornings[athlete_username(RARELY)] < DAYS / 3 < DAYS / 2 < mornings[athlete_username(INVENTED[5])] < DAYS
    assert max(one.occurred_on for one in records("daily_wellness", STOPPED)) <= TODAY - STOPPED_FOR
    first = records("daily_wellness", INVENTED[5])[0]
    assert first.entered_by == first.person
    assert first.values["wellness_total"] == sum(
        value for key, value in first.values.items() if key != "wellness_total"
    )
    sessions = Counter((one.person_id, one.occurred_on) for one in records("training_load"))
    assert set(sessions.values()) == {1, 2}
    assert all(
        one.values["load_au"] == one.values["duration_min"] * one.values["rpe"] for one in records("training_load")
    )
    assert [one.values["status"] for one in records("injury_and_availability", STRAINED)] == ["available", "modified"]
    changes = ["available", "unavailable", "modified", "available"]
    assert [one.values["status"] for one in records("injury_and_availability", SPRAINED)] == changes
    assert {one.values["kind"] for one in records("note")} == {"match", "travel", "illness"}
    assert len(records("athlete_profile")) == ATHLETES
    everybody = [one.person for one in records("athlete_profile")]
    # A sign that everybody carries says nothing.
    told = [len(critical_words(one, everybody)) for one in (make_coach(password=""), make_medical(password=""))]
    assert told == [2, 3]
    assert any(one.values["load_au"] == 0 for one in records("training_load"))
    person_id, day = next(one for one, count in sessions.items() if count == 2)
    both = sum(
        one.values["load_au"]
        for one in records("training_load")
        if (one.person_id, one.occurred_on) == (person_id, day)
    )
    assert DailyValue.objects.get(field__key="load_au", person=person_id, day=day).value == both
    assert DailyValue.objects.filter(field__key="wellness_total").count() == mornings.total()
    assert Rule.objects.filter(is_on=True).count() == 4


def test_wellness_is_lower_after_hard_days_and_in_illness() -> None:
    make_club(NOW)
    ill, well = [], []
    athletes = {athlete_username(one): one for one in INVENTED[:ATHLETES]}
    for one in records("daily_wellness"):
        assert one.occurred_on is not None
        is_ill = illness_on(DEFAULT_SEED, athletes[one.person.username], one.occurred_on) > 0.5
        (ill if is_ill else well).append(one.values["wellness_total"])
    loads: Counter[tuple[int, object]] = Counter()
    for one in records("training_load"):
        loads[one.person_id, one.occurred_on] += one.values["load_au"]
    after = {True: [], False: []}
    for one in records("daily_wellness"):
        before = loads[one.person_id, one.occurred_on - timedelta(days=1)]
        after[before > 500].append(one.values["soreness"])
    assert sum(ill) / len(ill) < sum(well) / len(well) - 2
    assert sum(after[True]) / len(after[True]) < sum(after[False]) / len(after[False])


def test_a_second_start_leaves_what_is_there_and_a_later_one_adds_the_new_days() -> None:
    make_club(NOW)
    stands = everything()
    form = FormDefinition.objects.get(key="training_load")
    make_club(NOW + timedelta(hours=1))
    assert everything() == stands
    form.retired_at = NOW
    form.save()
    ada = Person.objects.get(username=athlete_username(WAITING))
    Person.objects.filter(username=athlete_username(STOPPED)).update(username="renamed")
    make_club(NOW + timedelta(days=2))
    new = everything()[len(stands) :]
    assert everything()[: len(stands)] == stands
    assert {day for _pk, day, _values, _at in new} >= {TODAY + timedelta(days=1), TODAY + timedelta(days=2)}
    assert not Record.objects.filter(form=form, occurred_on__gt=TODAY).exists()
    assert not Record.objects.filter(
        person=ada, form__key="daily_wellness", occurred_on=TODAY + timedelta(days=2)
    ).exists()
