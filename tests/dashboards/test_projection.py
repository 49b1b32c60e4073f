"""The projection says what records say, kept in step by whatever writes them; a rebuild agrees."""

import statistics
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards.models import DailyValue
from dashboards.projection import hear_written, parts_of, rebuild
from forms_engine.bulk import BulkRow, open_stage
from forms_engine.erasing import erase_source
from forms_engine.extension import Written
from forms_engine.reconcile import Wanted, reconcile
from forms_engine.records import edit_record, put_record, restore_record, withdraw_record
from people.merging import merge_people
from tests.builders.forms import NOW, TODAY, make_field, make_form, make_stamp
from tests.builders.people import make_athlete, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def athlete():
    return make_athlete()


@pytest.fixture
def form():
    return make_form(fields={"mood": "integer", "note": "text", "ok": "yes_no"})


def put(form, athlete, day=TODAY, number=1, **values):
    return put_record(
        form,
        athlete,
        source="people",
        source_id=f"{day}-{number}",
        values=values,
        stamp=make_stamp(athlete),
        occurred_on=day,
    )


def projected(key="mood"):
    rows = DailyValue.objects.filter(field__key=key).order_by("day")
    return {(row.day - TODAY).days: row.value for row in rows}


def everything():
    fields = ("person_id", "field_id", "day", "value", "count", "mean", "spread")
    rows = DailyValue.objects.order_by("person_id", "field_id", "day").values_list(*fields)
    return [tuple(round(one, 9) if isinstance(one, float) else one for one in row) for row in rows]


def test_a_record_is_projected_as_it_is_written(form, athlete):
    put(form, athlete, mood=4, note="Calm.", ok=True)
    assert projected() == {0: 4.0}
    assert projected("ok") == {0: 1.0}
    assert projected("note") == {}
    assert DailyValue.objects.count() == 2


def test_an_edit_a_move_and_a_withdrawal_are_followed(form, athlete):
    record = put(form, athlete, mood=4)
    record = edit_record(record, {"mood": 2}, make_stamp(athlete))
    assert projected() == {0: 2.0}
    record = edit_record(record, {}, make_stamp(athlete), occurred_on=TODAY - timedelta(days=3))
    assert projected() == {-3: 2.0}
    record = withdraw_record(record, make_stamp(athlete))
    assert projected() == {}
    restore_record(record, make_stamp(athlete))
    assert projected() == {-3: 2.0}


def test_a_value_that_is_cleared_leaves_no_zero(form, athlete):
    edit_record(put(form, athlete, mood=4), {"mood": None}, make_stamp(athlete))
    assert projected() == {}


def test_what_a_source_revises_or_takes_back_is_followed(form, athlete):
    make_field(form, "score", "score", written_by="ring")

    def read(scores, gone=()):
        wanted = [
            Wanted(str(day), day, day, {"score": score})
            for day, score in ((TODAY - timedelta(days=back), score) for back, score in scores.items())
        ]
        with transaction.atomic():
            reconcile(
                form,
                athlete,
                source="ring",
                owner="ring:day",
                owned_keys=frozenset({"score"}),
                wanted=wanted,
                first=TODAY - timedelta(days=5),
                last=TODAY,
                confirmed_gone=frozenset(str(TODAY - timedelta(days=back)) for back in gone),
                stamp=make_stamp(owner="ring:day"),
            )

    read({0: 80, 1: 70})
    assert projected("score") == {-1: 70.0, 0: 80.0}
    read({0: 85}, gone=[1])
    assert projected("score") == {0: 85.0}


@pytest.mark.parametrize(
    ("rule", "value"), [("sum", 9.0), ("mean", 3.0), ("highest", 5.0), ("lowest", 1.0), (None, 3.0)]
)
def test_several_records_of_a_day_follow_the_fields_rule(form, athlete, rule, value):
    form.fields.filter(key="mood").update(details={"daily": rule} if rule else {})
    for number, mood in enumerate((1, 5, 3)):
        put(form, athlete, number=number, mood=mood)
    assert projected() == {0: value}


def test_options_are_projected_by_their_scores(form, athlete):
    details = {"options": {"fine": {"score": 0}, "sore": {"score": 2.5}, "unsaid": {}}}
    make_field(form, "body", "choice", choices=["fine", "sore", "unsaid"], details=details)
    for back, word in enumerate(("sore", "fine", "unsaid")):
        put(form, athlete, day=TODAY - timedelta(days=back), body=word)
    assert projected("body") == {0: 2.5, -1: 0.0}


def test_the_own_normal_is_that_of_the_28_days_before(form, athlete):
    moods = {back: float(1 + back % 5) for back in range(0, 40) if back % 7}
    for back, mood in sorted(moods.items(), reverse=True):
        put(form, athlete, day=TODAY - timedelta(days=back), mood=mood)
    for back in (1, 10, 30):
        row = DailyValue.objects.get(field__key="mood", day=TODAY - timedelta(days=back))
        before = [moods[one] for one in range(back + 1, back + 29) if one in moods]
        assert row.count == len(before)
        assert row.mean == pytest.approx(statistics.mean(before))
        assert row.spread == pytest.approx(statistics.stdev(before))


def test_a_late_value_changes_the_normals_after_it_and_none_before(form, athlete):
    for back in (30, 20, 10, 0):
        put(form, athlete, day=TODAY - timedelta(days=back), mood=3)
    put(form, athlete, day=TODAY - timedelta(days=15), mood=5)
    counts = {(row.day - TODAY).days: (row.count, row.mean) for row in DailyValue.objects.all()}
    assert counts[-20] == (1, 3.0)
    assert counts[-10] == (3, pytest.approx(11 / 3))
    assert counts[0] == (3, pytest.approx(11 / 3))


def test_an_unchanged_write_costs_nothing(form, athlete, django_assert_num_queries):
    put(form, athlete, mood=4)
    before = everything()
    put(form, athlete, mood=4)
    assert everything() == before


def test_many_people_cost_no_more_statements_than_one(form, django_assert_num_queries):
    people = [make_athlete(first=f"Test{number}") for number in range(5)]
    for person in people:
        put(form, person, mood=4)
    DailyValue.objects.all().delete()
    with django_assert_num_queries(2):
        hear_written([Written(form.pk, person.pk, frozenset({TODAY, None})) for person in people], NOW)
    assert DailyValue.objects.count() == 5


def test_very_many_days_are_cut_between_people():
    pairs = [(person, date(2026, 3, day)) for person, days in ((1, 3), (2, 1), (3, 2)) for day in range(1, days + 1)]
    assert [part["people"] for part in parts_of(pairs, 2)] == ["{1,1,1}", "{2,3,3}"]
    assert [part["people"] for part in parts_of(pairs, 6)] == ["{1,1,1,2,3,3}"]
    assert list(parts_of(pairs[3:4], 2)) == [{"people": "{2}", "days": "{2026-03-01}"}]
    assert list(parts_of([], 2)) == []


def test_many_rows_at_once_are_as_if_one_by_one(form, athlete):
    form.fields.filter(key="mood").update(details={"daily": "sum"})
    other = make_athlete(first="Bea")
    put(form, other, day=TODAY - timedelta(days=3), mood=1)
    days = [(person, TODAY - timedelta(days=back)) for back in (0, 1, 3, 3, 20, 45, 400) for person in (athlete, other)]
    with open_stage(form) as stage:
        values = [{"mood": number % 5, "ok": number % 3 == 0} for number in range(len(days))]
        stage.add(
            BulkRow(number, person.pk, "import", f"{number}", values[number], day)
            for number, (person, day) in enumerate(days)
        )
        stage.write(make_stamp(athlete))
    kept = everything()
    assert len(kept) == 24
    assert DailyValue.objects.get(person=other, field__key="mood", day=TODAY - timedelta(days=3)).value == 3
    rebuild(form.pk)
    assert everything() == kept


changes = st.lists(
    st.tuples(
        st.integers(0, 35),
        st.integers(0, 2),
        st.sampled_from(["put", "clear", "withdraw", "move"]),
        st.integers(1, 5),
        st.integers(1, 60),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(changes, st.sampled_from([{}, {"daily": "mean"}]))
def test_what_is_kept_in_step_equals_what_is_rebuilt(form, athlete, changes, details):
    form.fields.filter(key="mood").update(details=details)
    rebuild(form.pk)  # what the example before left behind
    for back, number, what, mood, far in changes:
        record = put(form, athlete, day=TODAY - timedelta(days=back), number=number, mood=mood)
        if what == "clear":
            edit_record(record, {"mood": None}, make_stamp(athlete))
        elif what == "withdraw":
            withdraw_record(record, make_stamp(athlete))
        elif what == "move":
            edit_record(record, {}, make_stamp(athlete), occurred_on=TODAY - timedelta(days=far))
    kept = everything()
    rebuild(form.pk)
    assert everything() == kept


def test_the_command_rebuilds_all_or_the_forms_that_are_named(form, athlete, capsys):
    put(form, athlete, mood=4)
    put(form, make_athlete(first="Bea"), day=date(2020, 1, 1), mood=2)
    DailyValue.objects.all().delete()
    call_command("rebuild_projection", "no-such-form")
    assert not DailyValue.objects.exists()
    call_command("rebuild_projection")
    assert DailyValue.objects.count() == 2
    assert "2 values" in capsys.readouterr().out


def test_what_is_erased_leaves_the_projection_too(form, athlete):
    make_field(form, "score", "score", written_by="ring")
    values, stamp = {"score": 80}, make_stamp(owner="ring:day")
    put_record(form, athlete, source="ring", source_id="1", values=values, stamp=stamp, occurred_on=TODAY)
    assert projected("score") == {0: 80.0}
    erase_source(athlete, "ring", NOW)
    assert projected("score") == {}


def test_a_person_who_is_deleted_takes_their_projection_along(form, athlete):
    put(form, athlete, mood=4)
    athlete.delete()
    assert not DailyValue.objects.exists()


def test_when_accounts_become_one_the_projection_follows_the_records(form, athlete):
    twin = make_athlete(first="Bea")
    for back in (0, 1):
        put(form, athlete, day=TODAY - timedelta(days=back), mood=3)
    for back in (1, 2):
        put(form, twin, day=TODAY - timedelta(days=back), mood=5)
    merge_people(athlete, twin, make_person(), NOW)
    kept = everything()
    rebuild(form.pk)
    assert everything() == kept
    assert {(row.person_id, (row.day - TODAY).days): row.value for row in DailyValue.objects.all()} == {
        (athlete.pk, 0): 3.0,
        (athlete.pk, -1): 3.0,
        (athlete.pk, -2): 5.0,
        (twin.pk, -1): 5.0,
    }
