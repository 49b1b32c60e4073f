"""What standards say stands wherever the value is, by one judge and in a fixed number of statements."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_engine.definitions import ensure_section
from forms_engine.judged import Entry, judge
from forms_engine.models import Standard
from forms_engine.records import edit_record
from people import roles
from tests.builders.forms import TODAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.forms_engine.group_entry.grids import grid_url, row, sent

RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "crw", roles.MEDICAL: "crw"}
POOR = '<span class="light is-act">poor sleep</span>'
BELOW = '<span class="light is-watch">below usual</span>'

pytestmark = pytest.mark.django_db


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def ada(squad):
    return make_athlete(squad)


@pytest.fixture
def form():
    """Sleep is judged as it is, weight by the own baseline, sets row by row; the cycle is medical."""
    form = make_form("Daily Wellness", key="wellness", rights=RIGHTS)
    sleep = make_field(form, "sleep", "rating", order=1)
    weight = make_field(form, "weight_kg", "number", order=2)
    cycle = make_field(form, "cycle_day", "integer", order=3, visible_to=[roles.MEDICAL])
    table = ensure_section(form, "Exercises", 1)
    table.key, table.is_table = "exercises", True
    table.save()
    sets = make_field(form, "sets", "integer", section=table)
    Standard.objects.create(field=sleep, high=3, tone="act", words="poor sleep")
    Standard.objects.create(field=weight, measure="percent", high=95, least_values=3, tone="watch", words="below usual")
    Standard.objects.create(field=cycle, tone="watch", words="told to medical alone")
    Standard.objects.create(field=sets, low=10, tone="act", words="many sets")
    return form


def fill(form, person):
    """Four usual days, then a light and sleepless one."""
    for back in range(4, 0, -1):
        values = {"sleep": 4, "weight_kg": 70}
        make_record(form, person, values, occurred_on=TODAY - timedelta(days=back))
    values = {"sleep": 2, "weight_kg": 65, "cycle_day": 5, "exercises": [{"sets": 3}, {"sets": 12}]}
    return make_record(form, person, values)


def test_a_record_a_list_and_the_history_show_colour_and_words(client, squad, form, ada):
    record = fill(form, ada)
    at = [ada.pk, form.key]
    urls = [
        reverse("person_record", args=[*at, record.pk]),
        reverse("person_events", args=at),
        reverse("person_history", args=[ada.pk]),
    ]
    for viewer, is_told in ((ada, True), (make_coach(squad), False), (make_medical(squad), True)):
        client.force_login(viewer)
        for url in urls:
            page = client.get(url).content.decode()
            assert page.count(POOR) == page.count(BELOW) == 1, url
            assert ("told to medical alone" in page) == is_told, url
    assert client.get(urls[0]).content.decode().count("many sets") == 1


def test_a_change_says_what_the_value_was_and_is(client, squad, form, ada):
    record = fill(form, ada)
    table = [{"sets": 3}, {"sets": 30}]
    edit_record(record, {"sleep": 5, "weight_kg": 64, "cycle_day": 6, "exercises": table}, make_stamp(ada))
    for viewer, told in ((make_coach(squad), False), (make_medical(squad), True)):
        client.force_login(viewer)
        page = client.get(reverse("person_record", args=[ada.pk, form.key, record.pk])).content.decode()
        assert "2 (poor sleep)" in page
        assert "65 (below usual)" in page
        assert "64 (below usual)" in page
        assert "3; 12 (many sets)" in page
        assert "3; 30 (many sets)" in page
        assert ("5 (told to medical alone)" in page) == told


def test_the_grid_shows_what_is_saved_and_what_a_saving_means(client, squad, form, ada):
    fill(form, ada)
    bo = make_athlete(squad, "Bo")
    client.force_login(make_coach(squad))
    page = client.get(grid_url(form, squad)).content.decode()
    assert page.count("entry-meaning") == 2
    assert '<span class="entry-meaning light is-act">poor sleep</span>' in page
    [answer] = sent(client, form, squad, row(bo, sleep="1", weight_kg="60"))
    assert answer["meanings"] == {"sleep": {"light": "act", "words": "poor sleep"}}


def test_a_profile_and_critical_information_say_it_too(client, squad, form, ada):
    about = make_form("About", key="about", kind="profile", rights={roles.ATHLETE: "cr", roles.COACH: "cr"})
    allergy = make_field(about, "allergy", "choice", choices=["pollen", "nuts"], is_critical=True)
    Standard.objects.create(field=allergy, options=["pollen"], tone="watch", words="carries tablets")
    make_record(about, ada, {"allergy": "pollen"})
    client.force_login(ada)
    assert (
        '<span class="light is-watch">carries tablets</span>'
        in client.get(reverse("profile", args=["about"])).content.decode()
    )
    client.force_login(make_coach(squad))
    page = client.get(reverse("person_history", args=[ada.pk])).content.decode()
    assert 'class="badge is-watch">Allergy <span class="badge-detail">pollen, carries tablets</span>' in page


def test_what_is_not_ones_own_to_fill_shows_it_while_filling_the_rest(client, squad, form, ada):
    form.fields.get(key="sleep").editable_by.set(Group.objects.filter(name=roles.MEDICAL))
    record = fill(form, ada)
    client.force_login(ada)
    page = client.get(reverse("edit_record", args=[ada.pk, form.key, record.pk])).content.decode()
    assert POOR in page


def test_more_records_people_and_fields_cost_no_more_statements(squad, form):
    make_field(form, "pulse", "integer")
    Standard.objects.create(field=form.fields.get(key="pulse"), measure="z_score", high=-2, tone="act", words="low")
    fields = list(form.fields.select_related("section").order_by("order"))
    for one in fields:
        one.form = form
    people = [make_athlete(squad, f"Ada{number}") for number in range(3)]
    for person in people:
        fill(form, person)
    entries = [Entry(form.pk, one, TODAY, {"sleep": 1, "weight_kg": 50, "pulse": 40}) for one in people * 10]
    for asked in (entries[:1], entries):
        with CaptureQueriesContext(connection) as statements:
            judged = judge(fields, asked)
        assert len(statements) == 2
        assert [one.fields["weight_kg"].words for one in judged] == ["below usual"] * len(asked)
