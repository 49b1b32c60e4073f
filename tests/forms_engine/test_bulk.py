"""Many at once leaves behind what one by one would."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine import extension
from forms_engine.bulk import BATCH, BulkRow, Counts, open_stage
from forms_engine.models import Record, RecordChange
from forms_engine.records import put_record, withdraw_record
from tests.builders.forms import MONDAY, NOW, TUESDAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_staff

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def athlete(db):
    return make_athlete()


@pytest.fixture
def form(db):
    return make_wellness()


def make_wellness():
    form = make_form(fields={"mood": "integer", "note": "text", "parts": "choices"})
    make_field(form, "sleep_score", "score", written_by="ring")
    return form


def row(number, person, values, source_id="", **details):
    details.setdefault("occurred_on", MONDAY)
    return BulkRow(number, person.pk, details.pop("source", "import"), source_id or f"id-{number}", values, **details)


def write(form, rows, stamp, batch=BATCH):
    with open_stage(form, batch=batch) as stage:
        stage.add(rows)
        foretold = stage.compare(stamp)
        counts = stage.write(stamp)
    assert counts == foretold
    return counts


def picture(form):
    """Everything of a form's records and history but what the database numbers."""
    fields = [one.attname for one in Record._meta.concrete_fields if one.attname not in ("id", "form_id")]
    records = [dict(zip(fields, one, strict=True)) for one in form.records.order_by("source_id").values_list(*fields)]
    told = ("record__source_id", "kind", "at", "by_id", "owner", "reason", "before", "after")
    changes = RecordChange.objects.filter(record__form=form).order_by("record__source_id", "pk")
    return records, list(changes.values_list(*told))


ROUNDS = [
    [("a", {"mood": 7, "note": "Quiet."}, {}), ("b", {"mood": 5, "note": None}, {}), ("c", {"parts": ["knee"]}, {})],
    [("a", {"mood": 7, "note": "Quiet."}, {}), ("b", {"mood": 6}, {}), ("c", {"parts": ["hip", "knee"]}, {})],
    [("a", {"note": None}, {}), ("b", {"mood": None}, {}), ("d", {"mood": 1.5}, {"occurred_on": TUESDAY})],
    [
        ("a", {"mood": 7}, {"occurred_on": TUESDAY}),
        ("d", {}, {"starts_at": datetime(2026, 3, 10, 6, tzinfo=UTC), "zone": "Europe/Paris"}),
    ],
    [("a", {}, {}), ("d", {"mood": 1.5}, {"occurred_on": TUESDAY})],
]


def test_both_ways_of_writing_give_equal_rows(athlete):
    """Round after round: made, changed, cleared, dated anew, brought back, unchanged."""
    slow, fast, staff = make_wellness(), make_wellness(), make_staff()
    for place, said in enumerate(ROUNDS):
        stamp = make_stamp(staff, now=NOW + timedelta(minutes=place), reason="import of march.csv")
        for source_id, values, dates in said:
            put_record(
                slow,
                athlete,
                source="import",
                source_id=source_id,
                values=values,
                stamp=stamp,
                **{"occurred_on": MONDAY, **dates},
            )
        write(fast, [row(n, athlete, values, one, **dates) for n, (one, values, dates) in enumerate(said)], stamp)
        if place == 2:
            for form in (slow, fast):
                withdraw_record(form.records.get(source_id="d"), stamp)
    assert picture(fast) == picture(slow)
    assert len(picture(fast)[1]) >= 8


def test_values_nobody_types_are_reckoned_both_ways_alike(athlete):
    forms = []
    for _form in range(2):
        form = make_wellness()
        make_field(form, "born_on", "personal_detail", written_by="calculation", details={"detail": "username"})
        forms.append(form)
    slow, fast = forms
    for values in ({"mood": 7}, {"mood": 7}, {"mood": 6}):
        stamp = make_stamp(athlete)
        put_record(slow, athlete, source="import", source_id="a", values=values, stamp=stamp, occurred_on=MONDAY)
        write(fast, [row(1, athlete, values, "a")], stamp)
    assert picture(fast) == picture(slow)
    assert fast.records.get().values["born_on"] == athlete.username


def test_it_counts_what_happens_to_each_row(form, athlete):
    make_record(form, athlete, {"mood": 7}, source="import", source_id="same", occurred_on=MONDAY)
    make_record(form, athlete, {"mood": 7}, source="import", source_id="other", occurred_on=MONDAY)
    gone = make_record(form, athlete, {"mood": 7}, source="import", source_id="gone", occurred_on=MONDAY)
    withdraw_record(gone, make_stamp(athlete))
    rows = [
        row(n, athlete, {"mood": 7 + (one == "other")}, one) for n, one in enumerate(["same", "other", "gone", "new"])
    ]
    counts = write(form, rows, make_stamp(athlete, now=LATER))
    assert counts == Counts(created=1, changed=1, restored=1, unchanged=1)
    assert form.records.filter(withdrawn_at=None).count() == 4


def test_the_same_again_writes_nothing_and_reads_no_values(form, athlete):
    rows = [row(n, athlete, {"mood": n}) for n in range(5)]
    write(form, rows, make_stamp(athlete))
    with CaptureQueriesContext(connection) as queries:
        assert write(form, rows, make_stamp(athlete, now=LATER)) == Counts(unchanged=5)
    assert not [one for one in queries if one["sql"].startswith("UPDATE")]
    assert set(Record.objects.values_list("modified_at", flat=True)) == {NOW}
    assert not RecordChange.objects.exists()


def test_a_connectors_keys_stay_as_they_are(form, athlete):
    make_record(
        form,
        athlete,
        {"sleep_score": 80},
        source="import",
        source_id="a",
        occurred_on=MONDAY,
        stamp=make_stamp(owner="ring:daily"),
    )
    write(form, [row(1, athlete, {"mood": 7}, "a")], make_stamp(athlete))
    record = Record.objects.get()
    assert record.values == {"sleep_score": 80, "mood": 7}
    assert set(record.digests) == {"people", "ring:daily"}
    with open_stage(form) as stage, pytest.raises(ValueError, match="do not write"):
        stage.add([row(1, athlete, {"sleep_score": 1}, "a")])


def test_nothing_is_written_when_something_fails(form, athlete, monkeypatch):
    def refuse(written, now):
        raise RuntimeError("no")

    monkeypatch.setattr(extension, "_written_sockets", [refuse])
    with open_stage(form) as stage:
        stage.add([row(1, athlete, {"mood": 7})])
        with pytest.raises(RuntimeError):
            stage.write(make_stamp(athlete))
    assert not Record.objects.exists()


def test_who_keeps_in_step_is_told_once_of_every_day(form, athlete, monkeypatch):
    told = []
    monkeypatch.setattr(extension, "_written_sockets", [lambda written, now: told.append(written)])
    other = make_athlete(first="Bo")
    write(form, [row(1, athlete, {"mood": 1}, "a"), row(2, other, {"mood": 1}, "b")], make_stamp(athlete))
    write(
        form,
        [row(1, athlete, {"mood": 1}, "a", occurred_on=TUESDAY), row(2, other, {"mood": 1}, "b")],
        make_stamp(athlete, now=LATER),
    )
    assert told == [
        [
            extension.Written(form.pk, athlete.pk, frozenset({MONDAY})),
            extension.Written(form.pk, other.pk, frozenset({MONDAY})),
        ],
        [extension.Written(form.pk, athlete.pk, frozenset({MONDAY, TUESDAY}))],
    ]


def test_rows_of_one_identity_are_named(form, athlete):
    with open_stage(form) as stage:
        stage.add([row(3, athlete, {"mood": 1}, "a"), row(5, athlete, {"mood": 2}, "a"), row(6, athlete, {}, "b")])
        assert stage.duplicates(10) == [(5, 3)]


def test_a_named_record_is_found_where_it_came_from_and_else_becomes_the_imports_own(form, athlete):
    make_record(form, athlete, {"mood": 7}, source="people", source_id="here", occurred_on=MONDAY)
    rows = [
        row(1, athlete, {"mood": 8}, "here", source="people"),
        row(2, athlete, {"mood": 8}, "elsewhere", source="people"),
    ]
    with open_stage(form) as stage:
        stage.add(rows)
        stage.rename_strangers("import")
        assert stage.write(make_stamp(athlete)) == Counts(created=1, changed=1)
    assert set(form.records.values_list("source", "source_id")) == {
        ("people", "here"),
        ("import", "people:elsewhere"),
    }


def test_more_rows_than_a_batch_are_all_seen(form, athlete):
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(10)]
    rows = [row(n * 2, athlete, {"mood": n}, occurred_on=day) for n, day in enumerate(days)]
    assert write(form, rows, make_stamp(athlete), batch=3).created == 10
    louder = [one._replace(values={"mood": 50}) for one in rows]
    assert write(form, louder, make_stamp(athlete, now=LATER), batch=3).changed == 10
    assert set(form.records.values_list("values__mood", flat=True)) == {50}
    assert RecordChange.objects.count() == 10
