"""Calculations are reckoned in every way of writing, in the same change."""

from datetime import date

import pytest

from forms_engine.bulk import BulkRow, open_stage
from forms_engine.errors import ClosedField
from forms_engine.models import Record, RecordChange, Section
from forms_engine.records import edit_record, put_record, restore_record, withdraw_record
from tests.builders.forms import MONDAY, TUESDAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete
from tests.forms_engine.calculating.club import LATER, READINESS, Statements, day, history_of, values_of


def test_a_saved_record_holds_its_calculation(club, athlete):
    club.calculate("total", "[sleep] + [energy]")

    record = club.answer(athlete, {"sleep": 4, "energy": 3})

    assert values_of(record) == {"sleep": 4, "energy": 3, "total": 7}
    assert not RecordChange.objects.exists()


def test_an_edit_reckons_anew_in_the_same_change(club, athlete):
    club.calculate("total", "[sleep] + [energy]")
    record = club.answer(athlete, {"sleep": 4, "energy": 3})

    edit_record(record, {"sleep": 1}, make_stamp(athlete, now=LATER))

    assert values_of(record)["total"] == 4
    assert history_of(record) == [("people", "", {"sleep": 4, "total": 7}, {"sleep": 1, "total": 4})]


def test_a_missing_answer_clears_the_value(club, athlete):
    club.calculate("total", "[sleep] + [energy]")
    record = club.answer(athlete, {"sleep": 4, "energy": 3})

    edit_record(record, {"energy": None}, make_stamp(athlete, now=LATER))

    assert values_of(record) == {"sleep": 4}
    assert history_of(record)[0][3] == {"energy": None, "total": None}


def test_nobody_types_over_a_calculation(club, athlete):
    club.calculate("total", "[sleep] + [energy]")

    with pytest.raises(ClosedField):
        club.answer(athlete, {"sleep": 4, "total": 100})


@pytest.mark.parametrize(
    ("type_name", "formula", "stored"),
    [
        ("calculation", "[sleep] / 3", 4 / 3),
        ("calculated_text", '"slept " & [sleep]', "slept 4"),
        ("calculated_date", "record_date() + 7 days", "2026-03-17"),
        ("calculated_duration", "90 min * [sleep]", 21_600),
        ("calculated_yes_no", "[sleep] > 3", True),
    ],
)
def test_every_type_of_calculation_is_stored_as_its_type_keeps_values(club, athlete, type_name, formula, stored):
    club.calculate("answer", formula, type_name)

    assert values_of(club.answer(athlete, {"sleep": 4}))["answer"] == stored


def test_calculations_follow_each_other_whatever_their_order_on_the_page(club, athlete):
    club.calculate("last", "[middle] * 10", order=1)
    club.calculate("middle", "[first] + 1", order=2)
    club.calculate("first", "[sleep]", order=3)

    assert values_of(club.answer(athlete, {"sleep": 4}))["last"] == 50


def test_a_columns_formula_fills_each_row_and_the_sum_sees_it(club, athlete):
    table = Section.objects.create(form=club.wellness, title="Exercises", key="exercises", is_table=True)
    for key in ("sets", "reps"):
        make_field(club.wellness, key, "integer", section=table)
    club.calculate("lifts", "[sets] * [reps]", section=table)
    club.calculate("all_lifts", "sum([exercises.lifts])")

    record = club.answer(athlete, {"exercises": [{"sets": 3, "reps": 10}, {"sets": 2}]})

    assert values_of(record) == {
        "exercises": [{"sets": 3, "reps": 10, "lifts": 30}, {"sets": 2}],
        "all_lifts": 30,
    }
    put_again = club.answer(athlete, {"exercises": [{"sets": 3, "reps": 10}, {"sets": 2}]}, now=LATER)
    assert not RecordChange.objects.filter(record=put_again).exists()


def test_the_night_before_is_the_record_dated_the_evening_before(club, athlete):
    club.calculate("ready", f"{READINESS} + [sleep]")
    club.sync(athlete, {0: 80, 1: 60})  # woken on Tuesday: the night of Monday

    record = club.answer(athlete, {"sleep": 4})

    assert Record.objects.get(form=club.night, occurred_on=MONDAY).values == {"readiness": 80}
    assert record.occurred_on == TUESDAY
    assert values_of(record)["ready"] == 84


def test_a_profiles_value_and_a_linked_field_go_into_a_formula(club, athlete):
    details = {"form": "ring", "field": "readiness", "when": "night_before"}
    make_field(club.wellness, "last_night", "linked_number", details=details)
    club.calculate("against_goal", "[last_night] / [profile / hrv_goal]")
    club.tell_about(athlete, 40)
    club.sync(athlete, {0: 80})

    assert values_of(club.answer(athlete, {"sleep": 4})) == {"sleep": 4, "last_night": 80, "against_goal": 2}


def test_a_history_leaves_out_gaps_and_counts_today_as_it_will_be(club, athlete):
    club.calculate("mean", "history_mean([load], 7 days)")
    club.calculate("before", "history_mean([load], 7 days, without today)")
    for ago, load in ((8, 1000), (6, 100), (3, 200)):
        club.answer(athlete, {"load": load}, ago)
    club.answer(athlete, {"sleep": 1}, 1)

    record = club.answer(athlete, {"load": 300})
    edit_record(record, {"load": 600}, make_stamp(athlete))

    assert (values_of(record)["before"], values_of(record)["mean"]) == (150, 300)


def test_a_record_that_moves_to_another_day_counts_there_and_no_longer_here(club, athlete):
    club.calculate("week", "history_count([load], 7 days)")
    record = club.answer(athlete, {"load": 300}, 20)
    club.answer(athlete, {"load": 1}, 22)

    edit_record(record, {}, make_stamp(athlete), occurred_on=day(0))

    assert values_of(record)["week"] == 1


def test_the_later_of_two_records_of_a_day_counts(club, athlete):
    other = make_form("Load", key="load_log", fields={"minutes": "number"})
    club.calculate("minutes", "[load_log / minutes]")
    make_record(other, athlete, {"minutes": 60}, occurred_on=TUESDAY, starts_at=LATER)
    make_record(other, athlete, {"minutes": 30}, occurred_on=TUESDAY)

    assert values_of(club.answer(athlete, {"sleep": 4}))["minutes"] == 60


@pytest.mark.parametrize(("which", "found"), [("latest", 30), ("latest before", 10)])
def test_the_latest_reaches_back_without_end(club, athlete, which, found):
    other = make_form("Weight", key="weight", fields={"kilos": "number"})
    club.calculate("kilos", f"[weight / kilos | {which}]")
    make_record(other, athlete, {"kilos": 10}, occurred_on=date(2019, 1, 1))
    make_record(other, athlete, {}, occurred_on=date(2020, 1, 1))
    make_record(other, athlete, {"kilos": 30}, occurred_on=TUESDAY)

    assert values_of(club.answer(athlete, {"sleep": 4}))["kilos"] == found


def test_a_synced_record_holds_its_calculation(club, athlete):
    club.calculate("double", "[readiness] * 2", form=club.night)

    club.sync(athlete, {0: 80, 1: 70})
    assert [one.values["double"] for one in Record.objects.order_by("occurred_on")] == [140, 160]

    club.sync(athlete, {0: 90, 1: 70}, now=LATER)
    record = Record.objects.get(occurred_on=MONDAY)
    assert history_of(record) == [
        ("ring:daily_readiness", "", {"readiness": 80, "double": 160}, {"readiness": 90, "double": 180})
    ]


def test_a_record_that_holds_nothing_but_calculations_is_withdrawn(club, athlete):
    club.calculate("count", "count([readiness])", form=club.night)
    club.sync(athlete, {0: 80})

    club.sync(athlete, {0: None}, now=LATER)
    record = Record.objects.get()
    assert (record.withdrawn_at, record.values) == (LATER, {})

    club.sync(athlete, {0: 81}, now=LATER)
    record = Record.objects.get()
    assert (record.withdrawn_at, record.values) == (None, {"readiness": 81, "count": 1})


def test_an_unchanged_sync_asks_nothing_more(club, athlete):
    club.calculate("double", "[readiness] * 2", form=club.night)
    club.calculate("ready", READINESS)
    club.sync(athlete, {0: 80, 1: 70})

    with Statements() as statements:
        club.sync(athlete, {0: 80, 1: 70}, now=LATER)

    assert len(statements) == 1


def test_the_statements_of_a_sync_do_not_grow_with_its_days(club, athlete):
    club.calculate("week", "history_mean([readiness], 7 days)", form=club.night)
    club.sync(athlete, {50: 1})
    with Statements() as few:
        club.sync(athlete, {0: 80, 1: 70})
    with Statements() as many:
        club.sync(athlete, {ago: 60 + ago for ago in range(2, 40)})

    assert len(many) == len(few) <= 14


def test_restoring_reckons_what_changed_meanwhile(club, athlete):
    club.calculate("goal", "[profile / hrv_goal]")
    club.tell_about(athlete, 40)
    record = club.answer(athlete, {"sleep": 4})
    withdraw_record(record, make_stamp(athlete))
    club.tell_about(athlete, 50)

    restore_record(record, make_stamp(athlete))

    assert values_of(record)["goal"] == 50
    assert history_of(record)[-1][2:] == ({"goal": 40}, {"goal": 50})


def test_records_written_many_at_once_hold_their_calculations_and_see_each_other(club, athlete):
    club.calculate("mean", "history_mean([load], 3 days)")
    other = make_athlete(first="Otto")
    rows = [
        BulkRow(number, person.pk, "people", day(ago).isoformat(), {"load": load + person.pk}, day(ago))
        for number, (person, ago, load) in enumerate(
            (person, ago, load) for ago, load in ((2, 10), (1, 20), (0, 60)) for person in (athlete, other)
        )
    ]
    with open_stage(club.wellness, batch=2) as stage:
        stage.add(rows)
        stage.write(make_stamp(athlete))

    for person in (athlete, other):
        found = Record.objects.filter(person=person).order_by("occurred_on")
        assert [one.values["mean"] - person.pk for one in found] == [10, 15, 30]

    with open_stage(club.wellness, batch=2) as stage:
        stage.add([rows[4]._replace(values={"load": 90 + athlete.pk})])
        stage.write(make_stamp(athlete))
    assert Record.objects.get(person=athlete, occurred_on=TUESDAY).values["mean"] - athlete.pk == 40


def test_the_same_again_writes_nothing(club, athlete):
    club.calculate("ready", f"{READINESS} / 3")
    club.sync(athlete, {0: 80})
    club.answer(athlete, {"sleep": 4})

    with Statements() as statements:
        club.answer(athlete, {"sleep": 4}, now=LATER)

    assert statements.of("INSERT", "UPDATE", "DELETE") == []


def test_the_statements_of_a_save_do_not_grow_with_its_formulas(club, athlete):
    club.calculate("a", f"{READINESS} + history_mean([ring / readiness], 28 days)")
    club.answer(athlete, {"sleep": 1}, 5)
    with Statements() as one:
        club.answer(athlete, {"sleep": 1}, 4)
    for number in range(10):
        club.calculate(f"b{number}", f"{READINESS} + history_mean([ring / readiness], {number + 2} days)")
    club.answer(athlete, {"sleep": 1}, 3)
    with Statements() as ten:
        club.answer(athlete, {"sleep": 1}, 2)

    assert len(ten) == len(one)


def test_a_formula_that_is_no_longer_right_leaves_what_stands(club, athlete):
    field = club.calculate("total", "[sleep] + [energy]")
    record = club.answer(athlete, {"sleep": 4, "energy": 3})
    type(field).objects.filter(pk=field.pk).update(formula="[slep] +")

    edit_record(record, {"sleep": 1}, make_stamp(athlete))

    assert values_of(record) == {"sleep": 1, "energy": 3, "total": 7}


def test_a_profile_looks_back_from_today(club, athlete):
    club.calculate("usual", "history_mean([wellness / load], 7 days)", form=club.profile)
    club.answer(athlete, {"load": 100}, 1)
    club.answer(athlete, {"load": 900}, 30)

    profile = put_record(
        club.profile, athlete, source="people", source_id="profile", values={"hrv_goal": 40}, stamp=make_stamp(athlete)
    )

    assert values_of(profile) == {"hrv_goal": 40, "usual": 100}
