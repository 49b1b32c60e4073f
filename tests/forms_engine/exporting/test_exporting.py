"""What goes out is what one may see, harmless to a spreadsheet, and comes back equal."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from forms_engine.models import FormPermission, Record, RecordChange
from forms_engine.records import withdraw_record
from people import roles
from people.models import Look
from tests.builders.forms import MONDAY, TUESDAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_squad, make_staff
from tests.forms_engine.importing.walking import as_csv, imported, log_in

KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx"])


def export(client, form, kind="csv", **chosen):
    answer = client.post(reverse("export_form", args=[form.key]), {"kind": kind, **chosen})
    assert answer.status_code == 200
    if "attachment" not in answer.get("Content-Disposition", ""):
        return answer
    return b"".join(answer.streaming_content)


def rows_of(content, kind="csv"):
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def said(form):
    """All that records say, but where they came from and when they were written."""
    names = ("person_id", "occurred_on", "starts_at", "finishes_at", "zone", "values")
    return sorted(map(str, form.records.filter(withdrawn_at=None).values_list(*names)))


@pytest.fixture
def filled(form, ada, bo):
    make_record(
        form,
        ada,
        {
            "mood": 7,
            "note": '=HYPERLINK(1)\r\n\'second, "line"; _x000D_',
            "weight_kg": 61.25,
            "ill": False,
            "parts": ["knee", "hip; left"],
            "slept": 27300,
            "bed_at": "22:15",
            "tested_on": "2026-02-28",
            "measured_at": "2026-03-01T06:00:00+01:00",
        },
        occurred_on=MONDAY,
        starts_at=datetime(2026, 3, 9, 6, 30, tzinfo=UTC),
        finishes_at=datetime(2026, 3, 9, 7, 0, 30, tzinfo=UTC),
        zone="Europe/Paris",
    )
    make_record(form, ada, {"mood": -1, "note": "'tis"}, occurred_on=TUESDAY)
    make_record(form, bo, {"note": "@home"}, occurred_on=MONDAY)
    return form


@KINDS
def test_an_export_imported_again_changes_nothing(filled, client, kind):
    before = list(Record.objects.order_by("pk").values())
    job = imported(client, filled, export(client, filled, kind), f"again.{kind}")
    assert (job.tally["created"], job.tally["changed"], job.tally["unchanged"]) == (0, 0, 3)
    assert list(Record.objects.order_by("pk").values()) == before


@KINDS
def test_an_export_brings_back_what_is_lost(filled, client, kind):
    before, content = said(filled), export(client, filled, kind)
    Record.objects.all().delete()
    assert imported(client, filled, content, f"again.{kind}").tally["created"] == 3
    assert said(filled) == before
    again = imported(client, filled, content, f"again.{kind}")
    assert again.tally["unchanged"] == 3


@KINDS
def test_tables_stand_on_further_rows_and_come_back(training, ada, client, kind):
    sets = [{"exercise": "squat", "load": 80}, {"exercise": "press"}, {"load": 82.5}]
    make_record(training, ada, {"coach_note": "Strong", "sets": sets}, occurred_on=MONDAY)
    make_record(training, ada, {"coach_note": "Rest"}, occurred_on=TUESDAY)
    content = export(client, training, kind)
    assert len(rows_of(content, kind)) == 1 + 3 + 1
    before = said(training)
    Record.objects.all().delete()
    imported(client, training, content, f"again.{kind}")
    assert said(training) == before


def test_a_matrix_is_a_column_a_cell(ada, client):
    form = make_form(rights={roles.STAFF: "rw"})
    details = {
        "rows": [{"key": "left", "label": "Left"}, {"key": "right", "label": "Right"}],
        "columns": [{"key": "knee", "label": "Knee"}, {"key": "hip", "label": "Hip"}],
        "cell": {"type": "integer", "maximum": 10},
    }
    make_field(form, "pain", "matrix", label="Pain", details=details)
    make_record(form, ada, {"pain": {"left": {"knee": 3, "hip": 4}, "right": {"knee": 2}}})
    content = export(client, form)
    assert rows_of(content)[0][-4:] == [
        "Pain · Left · Knee",
        "Pain · Left · Hip",
        "Pain · Right · Knee",
        "Pain · Right · Hip",
    ]
    before = said(form)
    Record.objects.all().delete()
    imported(client, form, content)
    assert said(form) == before


def test_a_month_goes_in_and_comes_out_equal(form, ada, bo, client):
    """Every field, day after day; what was imported is what the export says."""
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(31)]
    head = ["Username", "Date", "Mood", "Note", "Weight (kg)", "Ill"]
    rows = [
        [who, str(day), str(n % 10), f"day, {n}", str(60 + n / 4).removesuffix(".0"), ["yes", "no"][n % 2]]
        for who in ("ada", "bo")
        for n, day in enumerate(days)
    ]
    imported(client, form, as_csv(head, *rows))
    heading, *exported = rows_of(export(client, form, first="2026-03-01", last="2026-03-31"))
    places = [heading.index(name) for name in head]
    assert sorted([row[place] for place in places] for row in exported) == sorted(rows)
    assert not RecordChange.objects.exists()


def test_no_cell_can_be_run_by_a_spreadsheet(form, ada, client):
    for n, start in enumerate(["=1+1", "+1", "-1", "@x", "\tx", "'=1"]):
        make_record(form, ada, {"note": start}, occurred_on=date(2026, 3, 1 + n))
    ada.last_name = "=Cmd"
    ada.first_name = ""
    ada.save()
    cells = [cell for row in rows_of(export(client, form)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    sheet = load_workbook(io.BytesIO(export(client, form, "xlsx"))).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_numbers_are_numbers_and_days_are_days(form, ada, client):
    make_record(form, ada, {"mood": -2, "weight_kg": 61.25}, occurred_on=MONDAY)
    heading, row = rows_of(export(client, form, "xlsx"), "xlsx")
    told = dict(zip(heading, row, strict=True))
    assert (told["Mood"], told["Weight (kg)"], told["Date"].date()) == (-2, 61.25, MONDAY)
    assert "-2" in rows_of(export(client, form))[1]


def test_only_the_people_and_days_chosen_are_in_it(filled, squad, ada, bo, client):
    def days(**chosen):
        return [(row[2], row[4]) for row in rows_of(export(client, filled, **chosen))[1:]]

    assert days(person=str(bo.pk)) == [("bo", "2026-03-09")]
    assert days(first="2026-03-10", squad=str(squad.pk)) == [("ada", "2026-03-10")]
    answer = export(client, filled, first="2030-01-01")
    assert "There is no record of these people and days" in answer.content.decode()
    assert Look.objects.count() == 2


def test_who_is_in_it_reads_that_it_was_taken(filled, ada, bo, staff, client):
    export(client, filled)
    looks = Look.objects.order_by("person__username")
    assert [(look.viewer, look.person, look.page) for look in looks] == [
        (staff, ada, f"export: {filled.name}"),
        (staff, bo, f"export: {filled.name}"),
    ]


def test_what_one_does_not_see_is_not_in_it(filled, ada, client):
    make_field(filled, "cycle_day", "integer", label="Cycle day", visible_to=[roles.MEDICAL])
    make_field(filled, "token", "secret", label="Token")
    gone = make_record(filled, ada, {"note": "withdrawn words"}, occurred_on=MONDAY)
    withdraw_record(gone, make_stamp())
    make_record(filled, make_athlete(first="Otto"), {"note": "out of sight"})
    text = export(client, filled).decode()
    for words in ("Cycle day", "Token", "withdrawn words", "out of sight"):
        assert words not in text


def test_it_has_a_right_of_its_own(filled, client):
    line = FormPermission.objects.get(form=filled, role__name=roles.STAFF)
    assert (line.can_import, line.can_export) == (True, True)
    FormPermission.objects.filter(pk=line.pk).update(can_export=False)
    assert client.post(reverse("export_form", args=[filled.key]), {"kind": "csv"}).status_code == 404
    FormPermission.objects.filter(pk=line.pk).update(can_export=True, can_read=False)
    assert client.get(reverse("export_form", args=[filled.key])).status_code == 404


def test_a_squad_takes_those_of_the_squads_below_along(form, ada):
    club = make_squad("Club")
    eights = make_squad("Eights", parent=make_squad("Seniors", parent=club))
    cleo, desk = make_athlete(eights, "Cleo", username="cleo"), log_in(make_staff(club))
    for who in (ada, cleo):
        make_record(form, who, {"mood": 3}, occurred_on=MONDAY)
    assert [row[2] for row in rows_of(export(desk, form, squad=str(club.pk)))[1:]] == ["cleo"]
