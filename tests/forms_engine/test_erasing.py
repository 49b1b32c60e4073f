"""Erasing a source: what it wrote is gone, history too; what people wrote stays."""

from datetime import UTC, date, datetime

from forms_engine.definitions import ensure_field, ensure_form
from forms_engine.erasing import erase_source
from forms_engine.models import Record, RecordChange
from forms_engine.records import Stamp, edit_record, put_record
from tests.builders.people import make_athlete

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
RING = Stamp(now=NOW, by=None, owner="ring:night")


def night_form():
    form = ensure_form(key="nights", name="Nights", kind="event", managed_by="ring")
    ensure_field(form, key="score", label="Score", type="score", written_by="ring")
    ensure_field(form, key="note", label="Note", type="text")
    return form


def put_night(form, person, day, score):
    return put_record(
        form, person, source="ring", source_id=str(day), values={"score": score}, stamp=RING, occurred_on=day
    )


def test_a_record_of_the_source_alone_is_gone_with_its_history(db):
    form, athlete = night_form(), make_athlete()
    put_night(form, athlete, date(2026, 3, 9), 80)
    put_night(form, athlete, date(2026, 3, 9), 70)

    assert erase_source(athlete, "ring", NOW) == 1
    assert not Record.objects.exists()
    assert not RecordChange.objects.exists()


def test_what_people_wrote_beside_it_stays_and_nothing_else(db):
    form, athlete = night_form(), make_athlete()
    record = put_night(form, athlete, date(2026, 3, 9), 80)
    put_night(form, athlete, date(2026, 3, 9), 70)
    edit_record(record, {"note": "Away game."}, Stamp(now=NOW, by=None, owner="people"))

    assert erase_source(athlete, "ring", NOW) == 1
    record.refresh_from_db()
    assert record.values == {"note": "Away game."}
    assert set(record.digests) <= {"people"}
    assert "80" not in str(list(RecordChange.objects.values_list("before", "after")))


def test_another_person_and_another_source_are_left_alone(db):
    form, athlete, other = night_form(), make_athlete(), make_athlete()
    put_night(form, other, date(2026, 3, 9), 80)
    diary = ensure_form(key="diary", name="Diary", kind="event")
    ensure_field(diary, key="text", label="Text", type="text")
    by_hand = Stamp(now=NOW, by=athlete, owner="people")
    put_record(diary, athlete, source="people", source_id="1", values={"text": "x"}, stamp=by_hand)

    assert erase_source(athlete, "ring", NOW) == 0
    assert Record.objects.count() == 2
