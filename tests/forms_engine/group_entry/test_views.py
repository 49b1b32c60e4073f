"""The pages of group entry: who gets which, what stands in them, and that looks are noted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_engine.models import GridPresence, Section
from people import roles
from people.models import Look
from tests.builders.forms import NOW, TODAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad, make_staff
from tests.forms_engine.group_entry.grids import DAY, grid_url, make_athletes, row, send

MOST_STATEMENTS = 40


def addresses(form, squad):
    """(method, address) of every door of a grid."""
    at = [form.key, squad.pk]
    dated = [*at, DAY]
    posts = [reverse(name, args=dated) for name in ("save_grid", "check_grid", "grid_presence", "leave_grid")]
    return [("get", reverse("group_grid", args=at)), *(("post", url) for url in posts)]


def statuses(client, form, squad):
    return {getattr(client, method)(url).status_code for method, url in addresses(form, squad)}


def test_a_stranger_is_led_to_the_login(client, form, squad):
    for method, url in [("get", reverse("group_entry")), *addresses(form, squad)]:
        answer = getattr(client, method)(url)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_nobody_else_finds_the_grid(client, form, squad, ada):
    elsewhere = make_squad("Sailing Testers")
    for viewer in (ada, make_staff(squad), make_coach(elsewhere), make_consultant()):
        client.force_login(viewer)
        assert statuses(client, form, squad) == {404}
        assert client.get(reverse("group_entry")).status_code == 200
    assert not Look.objects.exists()
    assert not GridPresence.objects.exists()


def test_coaches_and_medical_staff_of_the_squad_and_above_find_it(client, form, ada, squad):
    club = make_squad("Club")
    squad.parent = club
    squad.save()
    for viewer in (make_coach(squad), make_medical(squad), make_coach(club)):
        client.force_login(viewer)
        assert client.get(grid_url(form, squad)).status_code == 200


@pytest.mark.parametrize("change", [{"managed_by": "pulsar"}, {"retired_at": NOW}, {"kind": "profile"}])
def test_a_form_that_is_not_entered_like_this_is_not_there(client_of_coach, form, squad, ada, change):
    type(form).objects.filter(pk=form.pk).update(**change)

    assert statuses(client_of_coach, form, squad) == {404}
    assert form.name not in client_of_coach.get(reverse("group_entry")).content.decode()


@pytest.mark.parametrize("day", ["never", "2026-02-30", "1800-01-01"])
def test_a_day_that_is_none_is_not_there(client_of_coach, form, squad, ada, day):
    assert client_of_coach.get(grid_url(form, squad, day)).status_code == 404
    assert send(client_of_coach, form, squad, row(ada, mood="3"), day=day).status_code == 404


def test_the_page_to_begin_at_lists_squads_forms_and_how_far_they_are(client_of_coach, form, squad, ada, bo, coach):
    make_record(form, ada, {"mood": 3}, stamp=make_stamp(coach))
    make_form("Nothing to fill", key="nothing", rights={roles.COACH: "crw"}, fields={})
    make_form("Only to read", key="readable", rights={roles.COACH: "cr"}, fields={"a": "text"})

    page = client_of_coach.get(reverse("group_entry"))

    [one] = page.context["squads"]
    assert (one.squad, one.athletes) == (squad, 2)
    assert [(choice.form, choice.filled) for choice in one.choices] == [(form, 0)]  # the record is of another day


def test_how_far_a_day_is_counts_athletes_once(client_of_coach, form, squad, ada, bo, coach):
    first = client_of_coach.get(reverse("group_entry")).context["squads"][0].choices[0]
    for _again in range(2):
        make_record(form, ada, {"mood": 3}, occurred_on=first.day, stamp=make_stamp(coach))

    page = client_of_coach.get(reverse("group_entry"))

    assert "1 of 2 filled" in page.content.decode()


def test_squads_below_belong_to_the_one_above(client, form, squad, ada, bo):
    club = make_squad("Club")
    squad.parent = club
    squad.save()
    make_athlete(club, "Cleo", "Examplova")
    client.force_login(make_coach(club))

    page = client.get(reverse("group_entry"))

    assert [(one.squad.name, one.athletes) for one in page.context["squads"]] == [("Club", 3), ("Rowing Testers", 2)]
    assert [one.count("<tr") for one in client.get(grid_url(form, club)).context["page"].rows] == [1, 1, 1]


def test_nothing_to_fill_is_said_with_what_to_do(client, squad):
    client.force_login(make_staff(squad))

    assert "There is no form for you to fill for a squad." in client.get(reverse("group_entry")).content.decode()


def test_a_squad_without_athletes_is_said_with_what_to_do(client_of_coach, form, squad):
    assert "There is nobody in this squad" in client_of_coach.get(grid_url(form, squad)).content.decode()


def test_rows_are_the_active_athletes_by_name_with_what_stands(client_of_coach, form, squad, ada, bo, coach):
    make_athlete(squad, "Gone", "Away", is_active=False)
    make_record(form, bo, {"mood": 4, "weight_kg": 68.5}, stamp=make_stamp(coach))

    first, second = client_of_coach.get(grid_url(form, squad)).context["page"].rows

    assert "Ada Examplova" in first
    assert 'data-record=""' in first
    assert "Bo Testfield" in second
    assert 'value="68.5"' in second
    assert '<option value="4" selected>4</option>' in second


def test_columns_are_what_the_viewer_sees_and_may_fill(client, client_of_coach, form, squad, ada):
    keys = {"mood", "weight_kg", "effort", "soreness", "is_ill", "note"}
    page = client_of_coach.get(grid_url(form, squad)).content.decode()
    assert {key for key in [*keys, "cycle_day", "cleared"] if f'data-key="{key}"' in page} == keys

    client.force_login(make_medical(squad))
    page = client.get(grid_url(form, squad)).content.decode()
    assert 'data-key="cycle_day"' in page
    assert 'data-key="cleared"' in page


def test_the_last_answer_is_a_hint_and_no_value(client_of_coach, form, squad, ada, coach):
    make_record(form, ada, {"effort": 7}, occurred_on=TODAY - timedelta(days=3), stamp=make_stamp(coach))

    [only] = client_of_coach.get(grid_url(form, squad)).context["page"].rows

    assert 'value="" placeholder="7"' in only
    assert 'data-hint="7"' in only


def test_an_entry_of_the_day_shows_no_hints(client_of_coach, form, squad, ada, coach):
    make_record(form, ada, {"effort": 7}, occurred_on=TODAY - timedelta(days=3), stamp=make_stamp(coach))
    make_record(form, ada, {"mood": 2}, stamp=make_stamp(coach))

    assert "data-hint" not in client_of_coach.get(grid_url(form, squad)).context["page"].rows[0]


def test_a_new_row_begins_with_the_default(client_of_coach, form, squad, ada):
    form.fields.filter(key="effort").update(default=5, defaults_to_last=False)

    assert (
        'value="5" placeholder="" autocomplete="off" spellcheck="false" data-first="5"'
        in (client_of_coach.get(grid_url(form, squad)).context["page"].rows[0])
    )


def test_the_newest_of_several_entries_stands_there_and_says_so(client_of_coach, form, squad, ada, coach):
    make_record(form, ada, {"mood": 2}, stamp=make_stamp(coach))
    newest = make_record(form, ada, {"mood": 5}, stamp=make_stamp(coach))

    [only] = client_of_coach.get(grid_url(form, squad)).context["page"].rows

    assert f'data-record="{newest.pk}"' in only
    assert "1 earlier entry this day" in only


def test_sections_are_groups_and_what_is_left_out_is_said(client_of_coach, form, squad, ada):
    load = Section.objects.create(form=form, title="Load", order=1)
    make_field(form, "minutes", "integer", section=load)
    table = Section.objects.create(form=form, title="Exercises", key="exercises", is_table=True, order=2)
    make_field(form, "sets", "integer", section=table)
    make_field(form, "scan", "attachment", section=load)

    page = client_of_coach.get(grid_url(form, squad))

    assert [(one.title, one.span) for one in page.context["page"].groups] == [("", 6), ("Load", 1)]
    assert "Not in this grid: “Scan”, “Exercises”." in page.content.decode()


def test_words_of_athletes_are_no_markup(client_of_coach, form, squad, coach):
    eve = make_athlete(squad, "<b>Eve", "Examplova")
    make_record(form, eve, {"note": '"><script>'}, stamp=make_stamp(coach))

    page = client_of_coach.get(grid_url(form, squad)).content.decode()

    assert "<b>Eve" not in page
    assert "<script>" not in page


def test_who_may_not_read_sees_empty_rows_and_is_told(client, form, squad, ada, coach):
    form.permissions.filter(role__name=roles.COACH).update(can_read=False, can_calendar=False)
    make_record(form, ada, {"mood": 2, "effort": 7}, stamp=make_stamp(coach))
    make_record(form, ada, {"effort": 7}, occurred_on=TODAY - timedelta(days=1), stamp=make_stamp(coach))
    client.force_login(coach)

    page = client.get(grid_url(form, squad))

    assert "You may fill this form, not read it" in page.content.decode()
    assert " selected" not in page.context["page"].rows[0]
    assert "data-hint" not in page.context["page"].rows[0]
    assert not Look.objects.exists()


def test_each_look_is_noted_once_an_athlete(client_of_coach, form, squad, ada, bo, coach):
    client_of_coach.get(grid_url(form, squad))

    assert {(look.viewer, look.person, look.page) for look in Look.objects.all()} == {
        (coach, ada, "Daily Wellness"),
        (coach, bo, "Daily Wellness"),
    }
    assert Look.objects.count() == 2


def test_the_page_is_kept_by_no_browser(client_of_coach, form, squad, ada):
    assert "no-store" in client_of_coach.get(grid_url(form, squad))["Cache-Control"]


def test_opening_takes_the_same_statements_however_many_athletes(client_of_coach, form, squad, coach):
    counted = []
    for count in (1, 3, 60):
        athletes = make_athletes(squad, count)
        make_record(form, athletes[0], {"mood": 2}, stamp=make_stamp(coach))
        with CaptureQueriesContext(connection) as captured:
            client_of_coach.get(grid_url(form, squad))
        counted.append(len(captured))

    # The first reads definitions too.
    assert counted[1] == counted[2] <= MOST_STATEMENTS
