"""Whatever is written in whatever order: all at once, one by one and what stands are the same."""

from datetime import timedelta
from random import Random

import pytest

from forms_engine.calculating.reckoning import Subject, is_same, reckon
from forms_engine.calculating.site import known_site
from forms_engine.calculating.whole_forms import recalculate_form
from forms_engine.models import ChangeNote, Record
from forms_engine.records import edit_record, restore_record, withdraw_record
from tests.builders.forms import NOW, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete
from tests.forms_engine.calculating.club import READINESS, day, follow

FORMULAS = {
    "ready": READINESS,
    "same": "[ring / readiness | same day]",
    "latest": "[ring / readiness | latest]",
    "before": "[load | latest before]",
    "goal": "[profile / hrv_goal] + if_missing([ready], 0)",
    "week": "history_mean([ring / readiness], 7 days)",
    "spread": "history_sd([load], 5 records, without today)",
    "fading": "history_fading_mean([load], 3 days)",
    "double": "[load] * 2 + if_missing([before], 0)",
    "of_double": "history_sum([double], 10 days, without today)",
    "since": "days_since([energy])",
    "zed": "([load] - history_mean([load], 10 days)) / history_sd([load], 10 days)",
    "from_report": "history_max([report / told], 5 days)",
}


def build(club):
    report = make_form("Report", key="report", fields={"note": "text"})
    details = {"form": "wellness", "field": "double", "when": "latest_before"}
    make_field(report, "told", "linked_number", details=details)
    for key, formula in FORMULAS.items():
        club.calculate(key, formula)
    return report


def live(club, report, people, chance: Random, steps: int):
    """People answer, correct, withdraw and restore; rings sync; a worker comes by now and then."""
    for step in range(steps):
        person, ago, now = chance.choice(people), chance.randrange(12), NOW + timedelta(minutes=step)
        held = list(Record.objects.filter(person=person, form=club.wellness))
        match chance.choice(
            ["answer", "answer", "answer", "sync", "sync", "report", "profile", "move", "withdraw", "work"]
        ):
            case "answer":
                values = {"load": chance.randrange(500), "energy": chance.choice([1, 5, None])}
                starts_at = chance.choice([None, NOW - timedelta(days=ago)])
                source_id = f"{ago}-{chance.randrange(2)}"
                make_record(
                    club.wellness, person, values, occurred_on=day(ago), source_id=source_id, starts_at=starts_at
                )
            case "sync":
                club.sync(person, {ago: chance.choice([chance.randrange(100), None])}, now=now)
            case "report":
                make_record(report, person, {"note": "x"}, occurred_on=day(ago), source_id=str(ago))
            case "profile":
                club.tell_about(person, chance.randrange(100), now=now)
            case "move" if held:
                edit_record(chance.choice(held), {}, make_stamp(person, now=now), occurred_on=day(ago))
            case "withdraw" if held:
                record = chance.choice(held)
                (restore_record if record.withdrawn_at else withdraw_record)(record, make_stamp(person, now=now))
            case "work":
                follow(now)


def subject_of(record: Record) -> Subject:
    return Subject(record.person_id, record.occurred_on, dict(record.values), record.pk, record.starts_at)


@pytest.mark.parametrize("seed", range(6))
def test_all_at_once_one_by_one_and_what_stands_agree(club, seed):
    chance = Random(seed)  # noqa: S311 (no secret)
    report = build(club)
    people = [make_athlete(first=name) for name in ("Ada", "Otto")]

    live(club, report, people, chance, steps=70)
    follow(NOW + timedelta(days=1))

    assert not ChangeNote.objects.exists()
    site = known_site()
    assert site.broken == {}
    looked_at = 0
    for form in (club.wellness, report):
        records = list(Record.objects.filter(form=form, withdrawn_at=None))
        together = reckon(site, form.key, [subject_of(one) for one in records], NOW)
        for record, values in zip(records, together, strict=True):
            alone = reckon(site, form.key, [subject_of(record)], NOW)[0]
            for key, value in values.items():
                looked_at += 1
                stands = record.values.get(key)
                assert is_same(value, alone[key]), (form.key, record.occurred_on, key)
                assert is_same(value, stands), (form.key, record.occurred_on, key)
        assert sum(outcome.changed for outcome in recalculate_form(form, NOW)) == 0
    assert looked_at > 100
