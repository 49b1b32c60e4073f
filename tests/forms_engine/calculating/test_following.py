"""What leans on changed records is reckoned anew by a worker."""

from datetime import date, timedelta

import pytest
from django_q.models import OrmQ

from forms_engine import extension
from forms_engine.models import ChangeNote, Record, RecordChange
from forms_engine.records import restore_record, withdraw_record
from tests.builders.forms import TUESDAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete
from tests.forms_engine.calculating.club import LATER, READINESS, Statements, day, follow, history_of, values_of


@pytest.fixture
def week(club, athlete):
    """The 7-day mean of readiness beside last night's, in the questionnaire."""
    club.calculate("ready", READINESS)
    club.calculate("week", "history_mean([ring / readiness], 7 days)")
    club.sync(athlete, {ago: 70 for ago in range(20)})
    follow()
    return club


def test_a_revised_night_recalculates_its_questionnaire_and_the_means_that_hold_it(week, athlete):
    records = {ago: week.answer(athlete, {"sleep": 4}, ago) for ago in range(15)}
    follow()
    RecordChange.objects.all().delete()

    week.sync(athlete, {10: 77}, now=LATER)
    assert follow() == 7

    assert values_of(records[10])["ready"] == 77
    assert [ago for ago, record in records.items() if values_of(record)["week"] == 71] == [4, 5, 6, 7, 8, 9, 10]
    changed = RecordChange.objects.filter(record__form=week.wellness)
    assert {one.record_id for one in changed} == {records[ago].pk for ago in range(4, 11)}
    assert history_of(records[10]) == [
        ("calculation", "recalculated", {"ready": 70, "week": 70}, {"ready": 77, "week": 71})
    ]
    assert Record.objects.get(pk=records[10].pk).modified_at == LATER


def test_only_the_days_that_look_at_the_change_are_read_for_writing(week, athlete):
    for ago in range(15):
        week.answer(athlete, {"sleep": 4}, ago)
    follow()
    week.sync(athlete, {10: 77}, now=LATER)

    with Statements() as statements:
        follow()

    locked = [sql for sql in statements.of("SELECT id, person_id") if "SKIP LOCKED" in sql]
    assert len(locked) == 1
    assert f"BETWEEN '{day(10)}'::date AND '{day(4)}'::date" in locked[0]


def test_a_changed_profile_recalculates_every_record(club, athlete):
    club.calculate("goal", "[profile / hrv_goal] * 2")
    club.tell_about(athlete, 40)
    records = [club.answer(athlete, {"sleep": 4}, ago) for ago in (0, 400)]
    other = make_athlete(first="Otto")
    club.tell_about(other, 1)
    untouched = club.answer(other, {"sleep": 4})

    club.tell_about(athlete, 50, now=LATER)
    follow()

    assert [values_of(record)["goal"] for record in records] == [100, 100]
    assert values_of(untouched)["goal"] == 2


def test_a_withdrawn_record_no_longer_counts_and_counts_again_when_restored(club, athlete):
    club.calculate("mean", "history_mean([load], 7 days)")
    first = club.answer(athlete, {"load": 100}, 1)
    record = club.answer(athlete, {"load": 200})
    assert values_of(record)["mean"] == 150

    withdraw_record(first, make_stamp(athlete))
    follow()
    assert values_of(record)["mean"] == 200

    restore_record(first, make_stamp(athlete))
    follow()
    assert values_of(record)["mean"] == 150


def test_a_night_that_comes_late_fills_the_questionnaire_and_one_that_goes_clears_it(club, athlete):
    club.calculate("ready", READINESS)
    record = club.answer(athlete, {"sleep": 4})
    assert "ready" not in values_of(record)

    club.sync(athlete, {0: 80})
    follow()
    assert values_of(record)["ready"] == 80

    club.sync(athlete, {0: None}, now=LATER)
    follow()
    assert values_of(record) == {"sleep": 4}
    assert history_of(record)[-1][2:] == ({"ready": 80}, {"ready": None})


def test_calculations_that_lean_on_calculations_of_other_forms_follow_in_turn(club, athlete):
    club.calculate("double", "[readiness] * 2", form=club.night)
    club.calculate("ready", "[ring / double | the night before]")
    report = make_form("Report", key="report", fields={"note": "text"})
    details = {"form": "wellness", "field": "ready", "when": "same_day"}
    make_field(report, "told", "linked_number", details=details)
    club.sync(athlete, {0: 80})
    answers = club.answer(athlete, {"sleep": 4})
    told = make_record(report, athlete, {"note": "x"}, occurred_on=TUESDAY)
    follow()
    assert values_of(told)["told"] == 160

    club.sync(athlete, {0: 90}, now=LATER)
    follow()

    assert (values_of(answers)["ready"], values_of(told)["told"]) == (180, 180)
    assert not ChangeNote.objects.exists()


def test_an_earlier_record_of_the_form_itself_changes_the_later_ones(club, athlete):
    club.calculate("since", "[load] - [load | latest before]")
    first, last = club.answer(athlete, {"load": 100}, 9), club.answer(athlete, {"load": 200})
    follow()

    club.answer(athlete, {"load": 150}, 9, now=LATER)
    follow()

    assert values_of(last)["since"] == 50
    assert "since" not in values_of(first)


def test_two_records_of_one_day_see_each_other(club, athlete):
    club.calculate("today", "history_sum([load], 1 days)")
    morning = make_record(club.wellness, athlete, {"load": 100})
    evening = make_record(club.wellness, athlete, {"load": 200})
    assert [values_of(one)["today"] for one in (morning, evening)] == [100, 300]

    follow()

    assert [values_of(one)["today"] for one in (morning, evening)] == [300, 300]


def test_what_changed_nothing_writes_nothing(week, athlete):
    week.answer(athlete, {"sleep": 4})
    before = list(Record.objects.order_by("pk").values())
    assert ChangeNote.objects.exists()

    with Statements() as statements:
        assert follow() == 0

    assert statements.of("INSERT", "UPDATE") == []
    assert list(Record.objects.order_by("pk").values()) == before
    assert not RecordChange.objects.exists()
    assert not ChangeNote.objects.exists()


def test_nothing_is_noted_where_nothing_leans_on_it(club, athlete):
    club.calculate("total", "[sleep] + [energy]")

    with Statements() as statements:
        club.answer(athlete, {"sleep": 4})

    assert not ChangeNote.objects.exists()
    assert [sql for sql in statements.of("INSERT") if "changenote" in sql] == []


def test_a_note_stays_until_its_work_is_done(week, athlete, monkeypatch):
    record = week.answer(athlete, {"sleep": 4})
    follow()
    week.sync(athlete, {0: 90}, now=LATER)

    def die(written, now):
        raise ConnectionError

    with monkeypatch.context() as dying:
        dying.setattr(extension, "_written_sockets", [die])
        with pytest.raises(ConnectionError):
            follow()
    assert ChangeNote.objects.exists()
    assert values_of(record)["ready"] == 70

    follow()

    assert values_of(record)["ready"] == 90
    assert not ChangeNote.objects.exists()


def test_the_statements_do_not_grow_with_the_records(week, athlete):
    def statements_for(ago):
        week.sync(athlete, {ago: 99}, now=LATER)
        with Statements() as statements:
            follow()
        return len(statements)

    week.answer(athlete, {"sleep": 4}, 12)
    follow()
    few = statements_for(12)
    for ago in range(12):
        week.answer(athlete, {"sleep": 4}, ago)
    follow()

    assert statements_for(11) == few <= 30


def test_a_worker_that_has_had_enough_leaves_the_rest_to_another(week, athlete, monkeypatch):
    from forms_engine.calculating import following

    monkeypatch.setattr(following, "MOST_TURNS", 1)
    others = [make_athlete(first=name) for name in ("Otto", "Olga")]
    for person in others:
        week.sync(person, {0: 50})
    OrmQ.objects.all().delete()

    follow()

    assert ChangeNote.objects.count() == 1
    assert [one.func() for one in OrmQ.objects.all()] == ["forms_engine.tasks.follow_changes"]


def test_days_at_the_edge_of_the_calendar_do_no_harm(week, athlete):
    for on in (date.min, date.min + timedelta(days=3), date(9999, 11, 1)):
        make_record(week.wellness, athlete, {"sleep": 1}, occurred_on=on)

    follow()

    assert not ChangeNote.objects.exists()
