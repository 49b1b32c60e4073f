"""From a file to records: nothing before the yes, all or nothing, and the same file twice is once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from forms_engine.jobs import perform_job
from forms_engine.models import Job, Record, RecordChange
from forms_engine.records import withdraw_record
from tests.builders.forms import NOW, make_field, make_record, make_stamp
from tests.builders.people import make_athlete
from tests.forms_engine.importing.walking import (
    answers,
    as_csv,
    as_xlsx,
    checked,
    confirmed,
    imported,
    uploaded,
    words_of,
    work,
)

HEAD = ["Username", "Date", "Mood", "Note", "Weight (kg)"]
MARCH = [
    HEAD,
    ["ada", "2026-03-01", 7, "Quiet.", 61.5],
    ["bo", "2026-03-01", 5, "", 80],
    ["ada", "2026-03-02", 6, "=1+1", ""],
]


def test_a_file_becomes_records(form, ada, bo, staff, client):
    job = imported(client, form, as_csv(*MARCH))
    records = list(Record.objects.order_by("person__username", "occurred_on"))
    assert [(one.person, one.occurred_on, one.values) for one in records] == [
        (ada, date(2026, 3, 1), {"mood": 7, "note": "Quiet.", "weight_kg": 61.5}),
        (ada, date(2026, 3, 2), {"mood": 6, "note": "=1+1"}),
        (bo, date(2026, 3, 1), {"mood": 5, "weight_kg": 80}),
    ]
    assert {(one.source, one.entered_by) for one in records} == {("import", staff)}
    assert {tuple(one.digests) for one in records} == {("people",)}
    assert (job.tally["created"], job.tally["rows"], job.upload) == (3, 3, None)


def test_a_workbook_becomes_the_same_records(form, ada, bo, client):
    rows = [HEAD, *([name, date.fromisoformat(day), *rest] for name, day, *rest in MARCH[1:3])]
    imported(client, form, as_xlsx(*rows), "march.xlsx")
    assert Record.objects.get(person=ada).values == {"mood": 7, "note": "Quiet.", "weight_kg": 61.5}
    assert Record.objects.get(person=bo).occurred_on == date(2026, 3, 1)


def test_nothing_is_written_before_somebody_says_yes(form, ada, bo, client):
    job = checked(client, form, as_csv(*MARCH))
    assert not Record.objects.exists()
    assert (job.state, job.tally["created"], job.problems) == (Job.State.PREPARED, 3, [])
    page = client.get(reverse("import_job", args=[job.pk])).content.decode()
    assert "Write 3 records" in page
    assert "one a day" in page


def test_the_same_file_again_changes_nothing(form, ada, bo, client):
    imported(client, form, as_csv(*MARCH))
    before = list(Record.objects.order_by("pk").values())
    job = checked(client, form, as_csv(*MARCH))
    assert (job.tally["created"], job.tally["changed"], job.tally["unchanged"]) == (0, 0, 3)
    assert "There is nothing to write" in client.get(reverse("import_job", args=[job.pk])).content.decode()
    confirmed(client, job)
    assert list(Record.objects.order_by("pk").values()) == before
    assert not RecordChange.objects.exists()


def test_an_edited_file_changes_just_what_differs_with_history(form, ada, bo, staff, client):
    imported(client, form, as_csv(*MARCH))
    louder = [MARCH[0], ["ada", "2026-03-01", 9, "", 61.5], *MARCH[2:]]
    job = imported(client, form, as_csv(*louder))
    assert (job.tally["changed"], job.tally["unchanged"]) == (1, 2)
    change = RecordChange.objects.get()
    assert (change.before, change.after, change.by) == ({"mood": 7}, {"mood": 9}, staff)
    assert change.reason == "import of march.csv"


def test_an_empty_cell_empties_the_field_only_when_that_was_chosen(form, ada, bo, client):
    imported(client, form, as_csv(*MARCH))
    blank = [HEAD, ["ada", "2026-03-01", 7, "", ""]]
    assert imported(client, form, as_csv(*blank)).tally["unchanged"] == 1
    assert imported(client, form, as_csv(*blank), blank="clear").tally["changed"] == 1
    assert Record.objects.get(person=ada, occurred_on=date(2026, 3, 1)).values == {"mood": 7}


def test_one_wrong_cell_keeps_everything_out_and_is_named(form, ada, bo, client):
    make_field(form, "rested", "score", minimum=10)
    rows = [
        [*HEAD, "Rested"],
        ["ada", "2026-03-01", "much", "", "", 200],
        ["bo", "2026-02-30", 5, "", "", 5],
        ["", "2026-03-01", 5, "", "", 50],
        ["bo", "", 5.5, "", "1,5", 50],
    ]
    job = checked(client, form, as_csv(*rows))
    found = {(row, column) for row, column, _words in words_of(job)}
    assert found == {
        (2, "Mood"),
        (2, "Rested"),
        (3, "Date"),
        (3, "Rested"),
        (4, "Username"),
        (5, "Date"),
        (5, "Mood"),
        (5, "Weight (kg)"),
    }
    page = client.get(reverse("import_job", args=[job.pk])).content.decode()
    assert "Nothing can be written yet" in page
    assert "Row 4" in page
    client.post(reverse("confirm_import", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, Record.objects.count()) == (Job.State.PREPARED, 0)


def test_two_rows_of_one_person_and_day_need_a_column_that_tells_them_apart(form, ada, client):
    rows = [[*HEAD, "Session"], ["ada", "2026-03-01", 7, "", "", "am"], ["ada", "2026-03-01", 5, "", "", "pm"]]
    job = checked(client, form, as_csv(*rows))
    assert words_of(job) == [
        (3, "", "This is the same person and day as row 2. Choose a column that tells them apart.")
    ]
    imported(client, form, as_csv(*rows), keys=[5])
    assert imported(client, form, as_csv(*rows), keys=[5]).tally["unchanged"] == 2
    assert sorted(Record.objects.values_list("values__mood", flat=True)) == [5, 7]


def test_a_column_of_ids_names_the_record_whatever_its_day(form, ada, client):
    head = ["Record", *HEAD]
    imported(client, form, as_csv(head, ["m1", "ada", "2026-03-01", 7, "", ""]))
    job = imported(client, form, as_csv(head, ["m1", "ada", "2026-03-02", 7, "", ""]))
    assert job.tally["changed"] == 1
    assert (Record.objects.get().source_id, Record.objects.get().occurred_on) == ("m1", date(2026, 3, 2))


def test_a_record_typed_by_hand_is_touched_by_its_id_alone(form, ada, client):
    by_hand = make_record(form, ada, {"mood": 3}, occurred_on=date(2026, 3, 1), source_id="typed")
    imported(client, form, as_csv(HEAD, ["ada", "2026-03-01", 7, "", ""]))
    by_hand.refresh_from_db()
    assert (by_hand.values, Record.objects.count()) == ({"mood": 3}, 2)
    imported(client, form, as_csv(["Record", *HEAD], ["people:typed", "ada", "2026-03-01", 8, "", ""]))
    by_hand.refresh_from_db()
    assert (by_hand.values, by_hand.source, Record.objects.count()) == ({"mood": 8}, "people", 2)


def test_a_withdrawn_record_comes_back_and_the_preview_says_so(form, ada, client):
    imported(client, form, as_csv(*MARCH[:2]))
    withdraw_record(Record.objects.get(), make_stamp())
    job = checked(client, form, as_csv(*MARCH[:2]))
    assert "withdrawn ones brought back" in client.get(reverse("import_job", args=[job.pk])).content.decode()
    assert confirmed(client, job).tally["restored"] == 1
    assert Record.objects.get().withdrawn_at is None


def test_rows_of_one_record_are_the_rows_of_its_table(training, ada, client):
    head = ["Username", "Date", "Coach note", "Sets · Exercise", "load"]
    rows = [
        head,
        ["ada", "2026-03-01", "Strong", "squat", 80],
        ["ada", "2026-03-01", "", "press", 40],
        ["ada", "2026-03-02", "", "squat", 82.5],
    ]
    imported(client, training, as_csv(*rows))
    first, second = Record.objects.order_by("occurred_on")
    assert first.values == {
        "coach_note": "Strong",
        "sets": [{"exercise": "squat", "load": 80}, {"exercise": "press", "load": 40}],
    }
    assert second.values == {"sets": [{"exercise": "squat", "load": 82.5}]}


def test_a_record_has_one_answer_outside_its_table(training, ada, client):
    head = ["Username", "Date", "Coach note", "Sets · Exercise"]
    rows = [head, ["ada", "2026-03-01", "Strong", "squat"], ["ada", "2026-03-01", "Weak", "press"]]
    assert words_of(checked(client, training, as_csv(*rows)))[0][:2] == (3, "Coach note")


def test_every_kind_of_answer_is_read(form, ada, client):
    head = ["Username", "Date", "Ill", "Parts", "Slept", "Bed at", "Tested on", "Measured at"]
    row = ["ada", "01.03.2026", "Y", "ankle; knee", "7:35", "22:15", "28.02.2026", "2026-03-01T06:00:00+01:00"]
    imported(client, form, as_csv(head, row, delimiter=";"), order="dmy")
    assert Record.objects.get().values == {
        "ill": True,
        "parts": ["knee", "ankle"],
        "slept": 27300,
        "bed_at": "22:15",
        "tested_on": "2026-02-28",
        "measured_at": "2026-03-01T06:00:00+01:00",
    }


def test_decimal_commas_are_read_where_they_are_said(form, ada, client):
    rows = as_csv(HEAD, ["ada", "2026-03-01", 7, "", "1.061,5"], delimiter=";")
    assert uploaded(client, form, rows).options["plan"]["decimal"] == "."
    imported(client, form, rows, decimal=",")
    assert Record.objects.get().values["weight_kg"] == 1061.5


def test_one_date_may_be_said_for_all_rows(form, ada, bo, client):
    rows = as_csv(["Username", "Mood"], ["ada", 1], ["bo", 2])
    imported(client, form, rows, fixed_day="2026-03-05")
    assert set(Record.objects.values_list("occurred_on", flat=True)) == {date(2026, 3, 5)}


def test_start_and_finish_are_times_of_the_sites_zone_or_moments(form, ada, client):
    head = [*HEAD, "Start", "Finish", "Zone"]
    row = ["ada", "2026-03-01", 7, "", "", "06:30", "2026-03-01T09:00:00+02:00", "Europe/Paris"]
    imported(client, form, as_csv(head, row))
    record = Record.objects.get()
    assert (record.starts_at, record.finishes_at, record.zone) == (
        datetime(2026, 3, 1, 6, 30, tzinfo=UTC),
        datetime(2026, 3, 1, 7, 0, tzinfo=UTC),
        "Europe/Paris",
    )


def test_a_new_record_needs_what_is_required(form, ada, client):
    make_field(form, "must", "integer", label="Must", is_required=True)
    assert words_of(checked(client, form, as_csv(*MARCH[:2])))[-1] == (
        None,
        "",
        "New records need “Must”. Choose its column, or add one to the file.",
    )
    rows = as_csv([*HEAD, "Must"], ["ada", "2026-03-01", 7, "", "", ""])
    assert words_of(checked(client, form, rows)) == [(2, "Must", "This is required.")]


def test_a_profile_is_filled_in_once_a_person(ada, staff, client):
    from tests.builders.forms import make_form

    form = make_form("About", kind="profile", fields={"height_cm": "number", "note": "text"}, rights={"Staff": "rw"})
    make_record(form, ada, {"note": "Tall."})
    job = imported(client, form, as_csv(["Username", "Height cm"], ["ada", 181]))
    assert (job.tally["changed"], Record.objects.get().values) == (1, {"note": "Tall.", "height_cm": 181})


def test_a_lost_worker_does_no_harm(form, ada, client):
    job = checked(client, form, as_csv(*MARCH[:2]))
    client.post(reverse("confirm_import", args=[job.pk]))
    work(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    perform_job(job.pk, NOW + timedelta(hours=1))
    job.refresh_from_db()
    assert (job.state, job.error_text) == (Job.State.FAILED, "The file is no longer here. Begin again.")
    assert (Record.objects.count(), RecordChange.objects.count()) == (1, 0)


def test_who_lost_the_right_since_the_preview_writes_nothing(form, ada, squad, staff, client):
    job = checked(client, form, as_csv(*MARCH[:2]))
    client.post(reverse("confirm_import", args=[job.pk]))
    staff.memberships.all().delete()
    work(job)
    assert (job.state, Record.objects.count()) == (Job.State.PREPARED, 0)
    assert "Who is meant by “ada”" in words_of(job)[0][2]


def test_somebody_out_of_sight_is_nobody(form, ada, client):
    make_athlete(first="Otto", last="Outsider", username="otto")
    job = checked(client, form, as_csv(HEAD, ["otto", "2026-03-01", 7, "", ""]))
    assert [row for row, *_rest in words_of(job)] == [2]
    assert job.options["doubts"][0]["candidates"] == []


def test_who_is_in_doubt_is_chosen_or_left_out(form, squad, ada, client):
    twin = make_athlete(squad, "Ada", "Examplova", username="ada.two")
    rows = as_csv(
        ["Name", "Date", "Mood"],
        ["Examplova, Ada", "2026-03-01", 1],
        ["Adda Exámplova", "2026-03-01", 2],
        ["Nobody Known", "2026-03-01", 3],
    )
    job = checked(client, form, rows)
    doubts = job.options["doubts"]
    assert [doubt["text"] for doubt in doubts] == ["Examplova, Ada", "Adda Exámplova", "Nobody Known"]
    assert set(doubts[0]["candidates"]) == set(doubts[1]["candidates"]) == {ada.pk, twin.pk}
    assert doubts[2]["candidates"] == []
    client.post(
        reverse("name_people", args=[job.pk]), {"doubt_0": str(twin.pk), "doubt_1": str(ada.pk), "doubt_2": "0"}
    )
    job = confirmed(client, work(job))
    assert (job.tally["created"], job.tally["left_out"]) == (2, 1)
    assert Record.objects.get(person=twin).values == {"mood": 1}
    assert job.options["plan"]["people"] == {}


def test_what_the_columns_mean_must_be_said(form, ada, client):
    job = uploaded(client, form, as_csv(["Username", "Date", "Mood"], ["ada", "03/04/2026", 7]))
    assert job.options["plan"]["order"] == ""
    sent = client.post(reverse("import_job", args=[job.pk]), answers(job))
    assert sent.context["asked"].errors["order"] == ["Say in which order day, month and year stand."]
    sent = client.post(reverse("import_job", args=[job.pk]), answers(job, order="dmy", column_2=""))
    assert sent.context["asked"].non_field_errors()
    page = client.get(reverse("import_job", args=[job.pk])).content.decode()
    assert "03/04/2026" in page


@pytest.mark.parametrize(("order", "day"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_the_preview_shows_how_dates_are_read(form, ada, client, order, day):
    job = checked(client, form, as_csv(["Username", "Date", "Mood"], ["ada", "03/04/2026", 7]), order=order)
    assert f"{day:%B} 2026" in client.get(reverse("import_job", args=[job.pk])).content.decode()
    confirmed(client, job)
    assert Record.objects.get().occurred_on == day
