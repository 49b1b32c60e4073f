"""Saving a grid: good rows go in, bad ones stay, nothing somebody else wrote is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_engine.extension import plug_written
from forms_engine.field_types.base import CALCULATION
from forms_engine.models import Record, RecordChange, Section
from forms_engine.records import edit_record, withdraw_record
from people import roles
from tests.builders.forms import TODAY, make_field, make_record, make_stamp
from tests.builders.people import make_coach, make_medical
from tests.forms_engine.group_entry.grids import make_athletes, row, send, sent, values_of

SOME_ID = "5f0c2c5e-6a58-4b8e-9d4b-0c8f5f7a2c11"
MOST_STATEMENTS = 44


@pytest.fixture
def other_coach(squad):
    return make_coach(squad, "Olga", "Otherby")


def stand(form, person, by, **values):
    return make_record(form, person, values, stamp=make_stamp(by))


def change(record, by, **values):
    later = record.modified_at + timedelta(minutes=1)
    return edit_record(record, values, make_stamp(by, now=later))


def test_rows_are_written_as_typed_in_canonical_values(client_of_coach, form, squad, ada, bo, coach):
    first = row(ada, mood="4", weight_kg="68.5", is_ill="no", note=" Fine. ")
    answers = sent(client_of_coach, form, squad, first, row(bo, soreness="Some"))

    assert [one["state"] for one in answers] == ["saved", "saved"]
    assert values_of(ada, form) == {"mood": 4, "weight_kg": 68.5, "is_ill": False, "note": "Fine."}
    assert values_of(bo, form) == {"soreness": "some"}
    record = Record.objects.get(person=ada)
    assert (record.source, record.source_id, record.entered_by) == ("people", first["id"], coach)
    assert answers[0]["record"] == record.pk
    assert answers[0]["texts"]["weight_kg"] == "68.5"


def test_only_the_cells_sent_change_and_history_says_so(client_of_coach, form, squad, ada, coach, other_coach):
    record = stand(form, ada, other_coach, mood=2, effort=5)

    sent(client_of_coach, form, squad, row(ada, record, mood="3"))

    assert values_of(ada, form) == {"mood": 3, "effort": 5}
    written = RecordChange.objects.get(record=record)
    assert (written.kind, written.by, written.owner) == ("edited", coach, "people")
    assert (written.before, written.after) == ({"mood": 2}, {"mood": 3})


def test_an_emptied_cell_clears_the_value(client_of_coach, form, squad, ada, coach):
    record = stand(form, ada, coach, mood=2, effort=5)

    sent(client_of_coach, form, squad, row(ada, record, mood=""))

    assert values_of(ada, form) == {"effort": 5}


def test_the_same_rows_sent_twice_are_one_record_without_history(client_of_coach, form, squad, ada):
    same = row(ada, mood="4")
    sent(client_of_coach, form, squad, same)
    before = Record.objects.get(person=ada)

    again = sent(client_of_coach, form, squad, same)

    assert again[0]["state"] == "saved"
    assert Record.objects.get(person=ada).modified_at == before.modified_at
    assert not RecordChange.objects.exists()


def test_a_row_of_empty_cells_makes_no_record(client_of_coach, form, squad, ada):
    assert sent(client_of_coach, form, squad, row(ada, mood=" "))[0]["state"] == "saved"
    assert not Record.objects.exists()


def test_bad_rows_stay_and_good_ones_are_saved(client_of_coach, form, squad, ada, bo):
    answer = send(client_of_coach, form, squad, row(ada, weight_kg="heavy", mood="4"), row(bo, mood="3")).json()

    assert [one["state"] for one in answer["rows"]] == ["refused", "saved"]
    assert answer["rows"][0]["cells"] == {"weight_kg": {"problem": "Write a number."}}
    assert answer["said"] == "1 row saved. 1 row is not saved: its marked cells say why."
    assert "seen" not in answer["rows"][0]
    assert [one.person for one in Record.objects.all()] == [bo]


@pytest.mark.parametrize(
    ("cell", "typed", "words"),
    [
        ("weight_kg", "20", "At least 30.0 kg, please."),
        ("weight_kg", "250", "At most 200.0 kg, please."),
        ("weight_kg", "68.55", "At most 1 decimal, please."),
        ("effort", "2.5", "Write a whole number."),
        ("mood", "9", "“9” is none of the choices."),
        ("soreness", "terrible", "“terrible” is none of the choices."),
        ("is_ill", "perhaps", "“perhaps” is none of the choices."),
        ("note", "n" * 20_000, "This is too long"),
    ],
)
def test_each_cell_says_what_is_wrong_with_it(client_of_coach, form, squad, ada, cell, typed, words):
    answer = sent(client_of_coach, form, squad, row(ada, **{cell: typed}))[0]

    assert answer["cells"][cell]["problem"].startswith(words)
    assert not Record.objects.exists()


def test_what_is_unusual_is_asked_once(client_of_coach, form, squad, ada):
    asked = row(ada, weight_kg="130")

    first = send(client_of_coach, form, squad, asked).json()
    assert first["rows"][0]["cells"]["weight_kg"]["question"] == "130.0 kg is unusually high. Is this right?"
    assert first["said"] == "0 rows saved. 1 row waits: is what is marked right?"
    assert not Record.objects.exists()

    second = sent(client_of_coach, form, squad, {**asked, "sure": ["weight_kg"]})
    assert second[0]["state"] == "saved"
    assert values_of(ada, form) == {"weight_kg": 130}


def test_a_required_cell_is_asked_for_in_a_new_row_only_where_nothing_stands(client_of_coach, form, squad, ada, coach):
    form.fields.filter(key="mood").update(is_required=True)

    assert sent(client_of_coach, form, squad, row(ada, effort="5"))[0]["cells"] == {
        "mood": {"problem": "This is required."}
    }
    record = stand(form, ada, coach, mood=3)
    assert sent(client_of_coach, form, squad, row(ada, record, effort="5"))[0]["state"] == "saved"
    assert sent(client_of_coach, form, squad, row(ada, Record.objects.get(), mood=""))[0]["state"] == "refused"


def test_what_is_required_and_not_in_the_grid_is_said_of_the_row(client_of_coach, form, squad, ada):
    make_field(form, "scan", "attachment", is_required=True)

    answer = sent(client_of_coach, form, squad, row(ada, effort="5"))[0]

    assert answer["problem"] == "“Scan” is not in this grid: This is required. Fill in this entry by itself."


def test_a_cell_of_a_section_that_is_not_asked_is_refused(client_of_coach, form, squad, ada):
    visibility = {"rule": "all", "conditions": [{"field": "is_ill", "test": "is", "value": True}]}
    illness = Section.objects.create(form=form, title="Illness", order=2, visibility=visibility)
    make_field(form, "fever_c", "number", section=illness, is_required=True)

    healthy = sent(client_of_coach, form, squad, row(ada, is_ill="no", fever_c="39"))[0]
    assert healthy["cells"]["fever_c"]["problem"] == "Not asked with these answers: leave “Illness” empty."
    without = sent(client_of_coach, form, squad, row(ada, is_ill="yes"))[0]
    assert without["cells"]["fever_c"]["problem"] == "This is required."
    assert sent(client_of_coach, form, squad, row(ada, is_ill="yes", fever_c="39"))[0]["state"] == "saved"
    assert values_of(ada, form) == {"is_ill": True, "fever_c": 39}


@pytest.mark.parametrize("cell", ["cycle_day", "cleared", "unheard_of"])
def test_a_cell_the_viewer_has_no_column_for_refuses_the_row(client_of_coach, form, squad, ada, cell):
    answer = sent(client_of_coach, form, squad, row(ada, **{cell: "1", "mood": "3"}))[0]

    assert answer["problem"] == "The form has changed since this page opened. Open the page again."
    assert not Record.objects.exists()


def test_who_may_edit_a_field_fills_it(client, form, squad, ada):
    client.force_login(make_medical(squad))

    sent(client, form, squad, row(ada, cycle_day="12", cleared="yes"))

    assert values_of(ada, form) == {"cycle_day": 12, "cleared": True}


def test_a_cell_somebody_else_changed_meanwhile_is_not_overwritten(
    client_of_coach, form, squad, ada, coach, other_coach
):
    record = stand(form, ada, coach, mood=2)
    change(record, other_coach, mood=5)

    answer = sent(client_of_coach, form, squad, row(ada, record, mood="1"))[0]

    assert answer["state"] == "collided"
    assert answer["cells"]["mood"] == {"theirs": "5", "words": "5", "who": "Olga Otherby"}
    assert values_of(ada, form) == {"mood": 5}

    mine = {**row(ada, record, mood="1"), "seen": answer["seen"]}
    assert sent(client_of_coach, form, squad, mine)[0]["state"] == "saved"
    assert values_of(ada, form) == {"mood": 1}


def test_different_cells_of_one_row_come_together(client_of_coach, form, squad, ada, coach, other_coach):
    record = stand(form, ada, coach, mood=2, effort=3)
    change(record, other_coach, effort=7)

    answer = sent(client_of_coach, form, squad, row(ada, record, mood="1"))[0]

    assert (answer["state"], answer["texts"]["effort"]) == ("saved", "7")
    assert values_of(ada, form) == {"mood": 1, "effort": 7}


def test_a_row_somebody_else_began_meanwhile_is_asked_about(client_of_coach, form, squad, ada, other_coach):
    stand(form, ada, other_coach, mood=5)

    answer = sent(client_of_coach, form, squad, row(ada, mood="1", effort="4"))[0]

    assert answer["cells"] == {"mood": {"theirs": "5", "words": "5", "who": "Olga Otherby"}}
    assert sent(client_of_coach, form, squad, row(ada, effort="4"))[0]["state"] == "saved"
    assert values_of(ada, form) == {"mood": 5, "effort": 4}


def test_the_same_value_from_both_is_no_quarrel(client_of_coach, form, squad, ada, coach, other_coach):
    record = stand(form, ada, coach, mood=2)
    change(record, other_coach, mood=5)

    assert sent(client_of_coach, form, squad, row(ada, record, mood="5"))[0]["state"] == "saved"


def test_ones_own_change_in_another_page_does_not_ask(client_of_coach, form, squad, ada, coach, other_coach):
    record = stand(form, ada, coach, mood=2)
    change(change(record, other_coach, mood=3), coach, mood=4)

    assert sent(client_of_coach, form, squad, row(ada, record, mood="5"))[0]["state"] == "saved"


def test_a_save_that_waited_looks_newer_than_what_it_waited_for(client_of_coach, form, squad, ada, coach):
    ahead = timezone.now() + timedelta(minutes=5)
    record = make_record(form, ada, {"mood": 2}, stamp=make_stamp(coach, now=ahead))

    sent(client_of_coach, form, squad, row(ada, record, mood="3"))

    assert Record.objects.get().modified_at > ahead


def test_an_entry_withdrawn_or_moved_meanwhile_is_left_alone(client_of_coach, form, squad, ada, bo, coach, other_coach):
    gone, moved = stand(form, ada, coach, mood=2), stand(form, bo, coach, mood=2)
    withdraw_record(gone, make_stamp(other_coach))
    edit_record(moved, {}, make_stamp(other_coach), occurred_on=TODAY - timedelta(days=1))

    answers = sent(client_of_coach, form, squad, row(ada, gone, mood="1"), row(bo, moved, mood="1"))

    words = "This entry was withdrawn or moved to another day meanwhile. Open the page again."
    assert [one["problem"] for one in answers] == [words, words]
    assert set(Record.objects.values_list("values__mood", flat=True)) == {2}


def test_who_may_not_read_adds_and_never_meets_what_stands(client, form, squad, ada, coach, other_coach):
    form.permissions.filter(role__name=roles.COACH).update(can_read=False)
    stand(form, ada, other_coach, mood=5)
    client.force_login(coach)

    fresh = row(ada, mood="1")
    assert sent(client, form, squad, fresh)[0]["texts"]["mood"] == "1"
    assert sent(client, form, squad, {**fresh, "cells": {"mood": "2"}})[0]["state"] == "saved"
    assert sorted(Record.objects.values_list("values__mood", flat=True)) == [2, 5]


def test_whoever_keeps_in_step_is_told_once_of_all(client_of_coach, form, squad, ada, bo):
    heard = []

    def hear(written, now):
        heard.append({(one.person_id, tuple(one.days)) for one in written})

    plug_written(hear)
    sent(client_of_coach, form, squad, row(ada, mood="4"), row(bo, mood="3"))

    assert heard == [{(ada.pk, (TODAY,)), (bo.pk, (TODAY,))}]


def test_what_nobody_types_is_written_beside(client_of_coach, form, squad, ada):
    make_field(form, "who", "entered_by", written_by=CALCULATION)

    sent(client_of_coach, form, squad, row(ada, mood="4"))

    assert values_of(ada, form) == {"mood": 4, "who": "Cody Coachman"}


def test_checking_says_the_same_and_writes_nothing(client_of_coach, form, squad, ada, bo):
    rows = row(ada, weight_kg="heavy"), row(bo, mood="3")

    answers = sent(client_of_coach, form, squad, *rows, to="check_grid")

    assert answers[0]["cells"]["weight_kg"]["problem"] == "Write a number."
    assert answers[1]["cells"] == {}
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "no json",
        "[" * 100_000,
        "[]",
        '{"rows": 5}',
        '{"rows": [{}]}',
        '{"rows": [{"person": true, "id": "x", "cells": {}}]}',
        f'{{"rows": [{{"person": 1, "id": "{SOME_ID}", "cells": {{"mood": 5}}}}]}}',
        f'{{"rows": [{{"person": 1, "id": "{SOME_ID}", "cells": {{}}, "seen": "yesterday"}}]}}',
    ],
)
def test_what_is_no_grid_is_refused_in_words(client_of_coach, form, squad, ada, body):
    url = f"/enter/{form.key}/{squad.pk}/{TODAY}/save/"

    answer = client_of_coach.post(url, body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["said"] == "What was sent is not a grid. Open the page again."


def test_a_row_that_comes_twice_is_refused(client_of_coach, form, squad, ada):
    assert send(client_of_coach, form, squad, row(ada, mood="1"), row(ada, mood="2")).status_code == 400


def test_a_save_takes_the_same_statements_however_many_rows(client_of_coach, form, squad, coach):
    counted = [statements_of_a_save(client_of_coach, form, squad, coach, count) for count in (2, 4, 100)][1:]

    assert counted[0] == counted[1] <= MOST_STATEMENTS


def statements_of_a_save(client, form, squad, coach, count):
    """Half of the rows stand already. What other apps do when they are told of it is counted where they live."""
    athletes = make_athletes(squad, count)
    standing = {one.pk: stand(form, one, coach, mood=2, effort=3) for one in athletes[: count // 2]}
    cells = {"mood": "3", "weight_kg": "70", "effort": "4", "soreness": "none", "is_ill": "no", "note": "n"}
    rows = [row(one, standing.get(one.pk), **cells) for one in athletes]
    with CaptureQueriesContext(connection) as captured:
        answers = sent(client, form, squad, *rows)
    assert {one["state"] for one in answers} == {"saved"}
    return len([one for one in captured if "dashboards_" not in one["sql"]])


def test_a_token_is_needed(coach, form, squad, ada):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coach)

    assert send(strict, form, squad, row(ada, mood="4")).status_code == 403
    assert not Record.objects.exists()
