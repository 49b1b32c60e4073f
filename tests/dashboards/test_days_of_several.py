"""Which of several entries of a day counts: one rule, wherever a day is read."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from dashboards.athlete.events import read_events
from dashboards.models import DailyValue
from dashboards.projection import rebuild
from forms_engine.calculating.reading import read_days, read_newest
from forms_engine.exporting.rows import Selection, export_rows, exported_columns
from forms_engine.models import FieldDefinition, Record
from forms_engine.queries import days_of_values, latest_values
from forms_engine.records import put_record
from forms_engine.together import BY_BEGIN, BY_BEGIN_LAST_FIRST, days_together
from tests.builders.forms import TODAY, make_form, make_stamp
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import RIGHTS

pytestmark = pytest.mark.django_db
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def form(athlete):
    """Four entries of one day, made in this order: at noon, without a time, in the morning, without a time."""
    form = make_form(fields={"mood": "integer"}, rights=RIGHTS)
    for number, starts_at in enumerate((NOON, None, NOON - timedelta(hours=4), None), start=1):
        said = {"source": "people", "source_id": str(number), "values": {"mood": number}, "occurred_on": TODAY}
        put_record(form, athlete, stamp=make_stamp(athlete), starts_at=starts_at, **said)
    return form


def test_the_last_entry_of_a_day_is_the_same_wherever_a_day_is_read(client, squad, form, athlete):
    ids = [athlete.pk]
    rows = days_of_values(form.key, ids, ["mood"], TODAY, TODAY)
    assert [row.values[0] for row in rows] == [2, 4, 3, 1], "without a time first, then as they began"
    kept = DailyValue.objects.get(field__key="mood")
    assert kept.value == 1
    rebuild(form.pk)
    assert DailyValue.objects.get(field__key="mood").value == 1
    assert [one.value for one in latest_values(form.key, ids, ["mood"], TODAY)] == [1]
    assert [one.values["mood"] for one in read_days(form.pk, ids, ["mood"], TODAY, TODAY, [])[athlete.pk]] == [
        2,
        4,
        3,
        1,
    ]
    (newest,) = read_newest(form.pk, ids, ["mood"], TODAY + timedelta(days=1), [])[athlete.pk]
    assert newest.values == {"mood": 1}
    assert [one.values["mood"] for one in Record.objects.order_by(*BY_BEGIN)] == [2, 4, 3, 1]
    client.force_login(make_coach(squad))
    opened = client.get(f"/squad/record/{athlete.pk}/{form.key}/{TODAY}/")
    last = Record.objects.order_by(*BY_BEGIN_LAST_FIRST)[0]
    assert opened.url.endswith(f"/{last.pk}/")
    assert last.values == {"mood": 1}


@pytest.mark.parametrize(("rule", "value"), [({}, 1), ({"daily": "sum"}, 10), ({"daily": "highest"}, 4)])
def test_records_put_together_say_what_the_projection_says(form, athlete, rule, value):
    form.fields.filter(key="mood").update(details=rule)
    rebuild(form.pk)
    fields = {"mood": FieldDefinition.objects.get(key="mood")}
    rows = days_of_values(form.key, [athlete.pk], ["mood"], TODAY, TODAY, fields=fields)
    assert days_together(fields, rows) == {"mood": {athlete.pk: {TODAY: value}}}
    assert DailyValue.objects.get().value == value


def test_lists_exports_and_what_happened_tell_the_entries_of_a_day_in_the_order_they_began(
    client, squad, form, athlete
):
    coach = make_coach(squad)
    client.force_login(coach)
    addresses = reverse("person_events", args=[athlete.pk, form.key]), reverse("person_history", args=[athlete.pk])
    for address in addresses:
        told = client.get(address).context["lines"]
        assert [one.values[0].words for one in told] == ["1", "3", "4", "2"], address
    selection = Selection(form, {athlete.pk: athlete})
    columns = exported_columns(coach, selection)
    assert [row[-1] for row in export_rows(selection, columns)] == [2, 4, 3, 1]
    opened = SimpleNamespace(events={form.pk: tuple(form.fields.all())}, rules={})
    assert [one.words for one in read_events(athlete, opened, TODAY - timedelta(days=1), TODAY)] == ["2", "4", "3", "1"]
