"""Wanted against stored: what a feed says becomes what its keys say, and nothing else moves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from forms_engine import extension
from forms_engine.errors import TooMuchGone
from forms_engine.models import Record, RecordChange
from forms_engine.queries import days_of_values
from forms_engine.reconcile import Gone, Tally, Wanted, find_gone, reconcile
from forms_engine.records import edit_record, restore_record, withdraw_record
from tests.builders.forms import NOW, make_field, make_form, make_stamp
from tests.builders.people import make_athlete

SLEEP, READINESS = "ring:daily_sleep", "ring:daily_readiness"
KEYS = {SLEEP: frozenset({"sleep_score", "total_sleep_s"}), READINESS: frozenset({"readiness_score"})}
FIRST = date(2026, 3, 2)


@pytest.fixture
def form(db):
    form = make_form("Night", fields={"sleep_score": "score", "total_sleep_s": "duration"}, written_by="ring")
    make_field(form, "readiness_score", "score", written_by="ring")
    make_field(form, "note", "paragraph")
    return form


@pytest.fixture
def athlete(db):
    return make_athlete()


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def wanted(number: int = 0, *, document: str = "", **values: object) -> Wanted:
    on = day(number)
    return Wanted(on.isoformat(), on, on - timedelta(days=1), values, document_id=document or f"doc-{number}")


def run(form, athlete, documents, *, owner=SLEEP, gone=(), now=NOW, days=30) -> Tally:
    with transaction.atomic():
        return reconcile(
            form,
            athlete,
            source="ring",
            owner=owner,
            owned_keys=KEYS[owner],
            wanted=documents,
            first=FIRST,
            last=day(days),
            confirmed_gone=frozenset(gone),
            stamp=make_stamp(owner=owner, now=now),
        )


def the_record(number: int = 0) -> Record:
    return Record.objects.get(source_id=day(number).isoformat())


def rows() -> list[tuple[object, ...]]:
    return list(Record.objects.order_by("pk").values_list("pk", "values", "digests", "modified_at", "withdrawn_at"))


def test_it_creates_a_record_a_day_without_history(form, athlete):
    tally = run(form, athlete, [wanted(n, sleep_score=80 + n) for n in range(3)])
    assert tally == Tally(read=3, created=3)
    assert the_record(2).values == {"sleep_score": 82}
    assert the_record(2).source_on == day(2)
    assert the_record(2).occurred_on == day(1)
    assert not RecordChange.objects.exists()


def test_run_twice_writes_nothing(form, athlete):
    documents = [wanted(n, sleep_score=80 + n) for n in range(3)]
    run(form, athlete, documents)
    before = rows()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        tally = run(form, athlete, documents, now=NOW + timedelta(minutes=15))
    assert tally == Tally(read=3, unchanged=3)
    assert [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]] == ["SELECT"]
    assert rows() == before
    assert not RecordChange.objects.exists()


def test_a_revised_score_keeps_what_it_said(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80, total_sleep_s=27_000)])
    later = NOW + timedelta(hours=1)
    tally = run(form, athlete, [wanted(0, sleep_score=82, total_sleep_s=27_000)], now=later)
    assert tally == Tally(read=1, changed=1)
    assert the_record().values == {"sleep_score": 82, "total_sleep_s": 27_000}
    assert the_record().modified_at == later
    change = RecordChange.objects.get()
    assert (change.kind, change.before, change.after) == ("revised", {"sleep_score": 80}, {"sleep_score": 82})
    assert (change.owner, change.at, change.by) == (SLEEP, later, None)


def test_a_value_no_longer_measured_is_absent_not_zero(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80, total_sleep_s=27_000)])
    run(form, athlete, [wanted(0, sleep_score=80)])
    assert the_record().values == {"sleep_score": 80}
    assert RecordChange.objects.get().after == {"total_sleep_s": None}


def test_two_feeds_share_one_record(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    tally = run(form, athlete, [wanted(0, document="other", readiness_score=71)], owner=READINESS)
    assert tally == Tally(read=1, changed=1)
    assert the_record().values == {"sleep_score": 80, "readiness_score": 71}
    assert set(the_record().digests) == {SLEEP, READINESS}
    assert not RecordChange.objects.exists(), "a feed's first word is no revision"
    again = run(form, athlete, [wanted(0, sleep_score=80)])
    assert again == Tally(read=1, unchanged=1)


def test_a_gone_document_clears_its_keys_and_no_others(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    run(form, athlete, [wanted(0, readiness_score=71)], owner=READINESS)
    tally = run(form, athlete, [], gone=[day(0).isoformat()])
    assert tally == Tally(changed=1)
    assert the_record().values == {"readiness_score": 71}
    assert set(the_record().digests) == {READINESS}
    assert the_record().withdrawn_at is None


def test_a_record_is_withdrawn_when_nothing_is_left_and_restored_with_its_document(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    assert run(form, athlete, [], gone=[day(0).isoformat()]) == Tally(withdrawn=1)
    assert the_record().withdrawn_at == NOW
    assert run(form, athlete, [wanted(0, sleep_score=80)]) == Tally(read=1, changed=1)
    assert the_record().withdrawn_at is None
    assert the_record().values == {"sleep_score": 80}
    assert list(RecordChange.objects.order_by("pk").values_list("kind", flat=True)) == ["withdrawn", "restored"]


def test_a_document_that_returns_to_a_living_record_is_history(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    run(form, athlete, [wanted(0, readiness_score=71)], owner=READINESS)
    run(form, athlete, [], gone=[day(0).isoformat()])
    run(form, athlete, [wanted(0, sleep_score=80)])
    changes = RecordChange.objects.order_by("pk").values_list("before", "after")
    assert list(changes) == [
        ({"sleep_score": 80}, {"sleep_score": None}),
        ({"sleep_score": None}, {"sleep_score": 80}),
    ]


def test_a_note_by_staff_stays_and_keeps_the_record(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    edit_record(the_record(), {"note": "Slept at the airport."}, make_stamp(athlete))
    run(form, athlete, [wanted(0, sleep_score=81)])
    assert the_record().values == {"sleep_score": 81, "note": "Slept at the airport."}
    assert run(form, athlete, [], gone=[day(0).isoformat()]) == Tally(changed=1)
    assert the_record().values == {"note": "Slept at the airport."}
    assert the_record().withdrawn_at is None


def test_a_record_withdrawn_by_hand_stays_withdrawn(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    withdraw_record(the_record(), make_stamp(athlete))
    run(form, athlete, [wanted(0, sleep_score=80)])
    run(form, athlete, [wanted(0, sleep_score=85)])
    assert the_record().withdrawn_at is not None
    restore_record(the_record(), make_stamp(athlete))
    assert the_record().values == {"sleep_score": 85}


def test_a_new_document_id_for_the_same_values_is_kept_without_history(form, athlete):
    run(form, athlete, [wanted(0, document="old", sleep_score=80)])
    tally = run(form, athlete, [wanted(0, document="new", sleep_score=80)])
    assert tally == Tally(read=1, unchanged=1)
    assert the_record().digests[SLEEP]["document"] == "new"
    assert not RecordChange.objects.exists()


def test_a_document_without_values_makes_no_record_and_empties_one(form, athlete):
    assert run(form, athlete, [wanted(0)]) == Tally(read=1, unchanged=1)
    assert not Record.objects.exists()
    run(form, athlete, [wanted(0, sleep_score=80)])
    assert run(form, athlete, [wanted(0)]) == Tally(read=1, withdrawn=1)
    assert run(form, athlete, [wanted(0)]) == Tally(read=1, unchanged=1)


def test_the_owner_that_gives_the_times_alone_moves_them(form, athlete):
    start = datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    timed = replace(wanted(0, sleep_score=80), starts_at=start, finishes_at=start + timedelta(hours=8), zone="+01:00")
    run(form, athlete, [timed])
    run(form, athlete, [wanted(0, readiness_score=71)], owner=READINESS)
    assert (the_record().starts_at, the_record().zone) == (start, "+01:00")
    run(form, athlete, [], gone=[day(0).isoformat()])
    assert (the_record().starts_at, the_record().zone) == (None, "")


def test_a_new_date_shift_dates_anew_with_history(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    run(form, athlete, [replace(wanted(0, sleep_score=80), occurred_on=day(0))])
    assert the_record().occurred_on == day(0)
    change = RecordChange.objects.get()
    assert change.kind == "redated"
    assert change.before == {"_occurred_on": "2026-03-01"}


def test_gone_is_what_the_source_no_longer_has_by_its_own_day(form, athlete):
    run(form, athlete, [wanted(n, sleep_score=80) for n in range(3)])
    run(form, athlete, [wanted(1, readiness_score=70)], owner=READINESS)
    gone = find_gone(
        form, athlete, source="ring", owner=SLEEP, wanted=[wanted(1, sleep_score=80)], first=day(0), last=day(1)
    )
    assert gone == [Gone(day(0).isoformat(), day(0), "doc-0")]


def test_it_refuses_to_empty_more_than_three_days(form, athlete):
    run(form, athlete, [wanted(n, sleep_score=80) for n in range(4)])
    before = rows()
    with pytest.raises(TooMuchGone):
        find_gone(form, athlete, source="ring", owner=SLEEP, wanted=[], first=day(0), last=day(9))
    assert len(find_gone(form, athlete, source="ring", owner=SLEEP, wanted=[], first=day(0), last=day(2))) == 3
    with pytest.raises(TooMuchGone):
        run(form, athlete, [], gone=[day(n).isoformat() for n in range(4)])
    assert rows() == before


def test_what_was_not_confirmed_gone_stays(form, athlete):
    run(form, athlete, [wanted(0, sleep_score=80)])
    assert run(form, athlete, []) == Tally()
    assert the_record().values == {"sleep_score": 80}


@pytest.mark.parametrize("days", [5, 60])
def test_the_number_of_statements_does_not_grow_with_the_days(form, athlete, days, monkeypatch):
    monkeypatch.setattr(extension, "_written_sockets", [])  # what listens has its own bounds
    run(form, athlete, [wanted(n, sleep_score=50, total_sleep_s=20_000) for n in range(0, days, 2)], days=90)
    run(form, athlete, [wanted(n, readiness_score=60) for n in range(days)], owner=READINESS, days=90)
    gone = [day(0).isoformat()]
    revised = [wanted(n, sleep_score=51, total_sleep_s=20_001) for n in range(1, days)]
    with CaptureQueriesContext(connection) as queries:
        tally = run(form, athlete, revised, gone=gone, days=90)
    assert tally.changed == days
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == 6, statements


def test_it_refuses_what_only_a_programming_error_brings(form, athlete):
    with pytest.raises(ValueError, match="does not own"):
        run(form, athlete, [wanted(0, readiness_score=80)])
    with pytest.raises(ValueError, match="outside the span"):
        run(form, athlete, [wanted(31, sleep_score=80)])
    with pytest.raises(ValueError, match="twice"):
        run(form, athlete, [wanted(0, sleep_score=80), wanted(0, sleep_score=81)])


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_run_without_a_transaction(transactional_db):
    form, athlete = make_form(fields={"sleep_score": "score"}), make_athlete()
    with pytest.raises(ValueError, match="inside the transaction"):
        reconcile(
            form,
            athlete,
            source="ring",
            owner=SLEEP,
            owned_keys=KEYS[SLEEP],
            wanted=[],
            first=FIRST,
            last=FIRST,
            confirmed_gone=frozenset(),
            stamp=make_stamp(owner=SLEEP),
        )


def test_boards_see_the_record_on_its_shifted_day(form, athlete):
    run(form, athlete, [wanted(1, sleep_score=80)])
    rows_of = days_of_values(form.key, [athlete.pk], ["sleep_score"], day(0), day(0))
    assert [(row.occurred_on, row.values) for row in rows_of] == [(day(0), (80,))]
