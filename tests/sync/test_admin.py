"""Connections, runs and bindings in admin: looked at by consultants, touched by three actions only."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from forms_engine.definitions import ensure_permission
from forms_engine.records import Stamp, put_record
from people import roles
from people.models import Person
from sync import queue, tokens
from sync.errors import ProviderUnavailable
from sync.models import (
    AuthorisationState,
    Binding,
    Connection,
    FeedState,
    ProviderApplication,
    Run,
    SeriesDay,
)
from tests.builders.connections import connect
from tests.builders.people import make_athlete, make_coach, make_consultant, make_person

CONNECTIONS = "admin:sync_connection_changelist"


@pytest.fixture
def consultant(db) -> Client:
    client = Client()
    client.force_login(make_consultant())
    return client


@pytest.fixture
def run(connection, now) -> Run:
    FeedState.objects.create(connection=connection, feed="night", error_code="scope_missing", error_since=now)
    return queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)


def first_row(model: str) -> Model:
    tables: dict[str, QuerySet[Any]] = {
        "connection": Connection.objects.all(),
        "run": Run.objects.all(),
        "binding": Binding.objects.all(),
    }
    row: Model = tables[model][0]
    return row


@pytest.mark.parametrize("model", ["connection", "run", "binding"])
def test_a_consultant_opens_list_and_page(consultant, run, model):
    row = first_row(model)

    listed = consultant.get(reverse(f"admin:sync_{model}_changelist"))
    opened = consultant.get(reverse(f"admin:sync_{model}_change", args=[row.pk]))

    assert (listed.status_code, opened.status_code) == (200, 200)


def test_the_page_of_a_connection_says_its_positions_and_who_must_act(consultant, connection, run):
    Connection.objects.update(state=Connection.State.RECONNECT_NEEDED, last_error="grant_revoked: refused")

    page = consultant.get(reverse("admin:sync_connection_change", args=[connection.pk])).content.decode()

    assert "The athlete presses the Authorisation Link again." in page
    assert "scope_missing" in page
    assert "States of connections" in page
    assert "grant_revoked: refused" in page


def test_no_page_shows_a_token(consultant, connection, run):
    pages = [
        consultant.get(reverse(CONNECTIONS)),
        consultant.get(reverse("admin:sync_connection_change", args=[connection.pk])),
        consultant.get(reverse("admin:sync_run_change", args=[run.pk])),
    ]

    for page in pages:
        for secret in ("access-1", "refresh-1", "client-secret-1"):
            assert secret not in page.content.decode()


def test_errors_of_runs_can_be_read(consultant, run):
    Run.objects.update(state=Run.State.FAILED, error_code="crashed", error_text="An error in Ringside.")

    page = consultant.get(reverse("admin:sync_run_change", args=[run.pk])).content.decode()

    assert "crashed" in page
    assert "An error in Ringside." in page


def test_what_came_of_a_run_is_a_table_in_words(consultant, run):
    night = {"read": 3, "created": 2, "changed": 1, "unchanged": 0, "withdrawn": 0}
    Run.objects.update(tally={"night": night, "steps": {"error": "scope_missing"}, "gone": {"read": 0}})

    page = consultant.get(reverse("admin:sync_run_change", args=[run.pk])).content.decode()

    cells = "<td>3</td><td>2</td><td>1</td><td>0</td><td>0</td><td>–</td>"
    assert f'<tr><th scope="row">Nights</th>{cells}</tr>' in page
    assert "<td>The athlete does not share this type of data.</td>" in page
    assert '<th scope="row">gone</th>' in page
    assert "{&#x27;" not in page


def test_a_run_that_brought_nothing_yet_says_so(consultant, run):
    assert "Nothing yet." in consultant.get(reverse("admin:sync_run_change", args=[run.pk])).content.decode()


def test_the_list_of_runs_says_in_words_what_failed(consultant, run):
    Run.objects.update(state=Run.State.FAILED, error_code="crashed")

    assert (
        "An error in this site: tell the operator."
        in consultant.get(reverse("admin:sync_run_changelist")).content.decode()
    )


def act(client: Client, action: str, *chosen: Connection, **more: str):
    data: dict[str, Any] = {"action": action, "_selected_action": [one.pk for one in chosen], **more}
    return client.post(reverse(CONNECTIONS), data, follow=True)


def end(client: Client, *chosen: Connection) -> str:
    """What the list says after the confirmation was pressed."""
    return act(client, "end", *chosen, confirmed="yes").content.decode()


def written_about(connection: Connection) -> list[str]:
    entries = LogEntry.objects.filter(object_id=str(connection.pk), content_type__model="connection")
    return [entry.get_change_message() for entry in entries]


def test_disconnecting_names_everybody_and_asks_first(consultant, connection, provider, now):
    other = connect(provider, make_athlete(first="Bo", last="Testfield"), now)
    gone = connect(provider, make_athlete(first="Al", last="Ready"), now)
    Connection.objects.filter(pk=gone.pk).update(state=Connection.State.DISCONNECTED)

    page = act(consultant, "end", connection, other, gone).content.decode()

    assert "Bo Testfield · Pulsar" in page
    assert connection.person.full_name in page
    assert "Al Ready" not in page
    assert Connection.objects.filter(state=Connection.State.WAITING).count() == 2
    assert not provider.revoked


def test_the_confirmed_end_wipes_counts_truly_and_is_written_down(consultant, connection, provider, now):
    gone = connect(provider, make_athlete(), now)
    Connection.objects.filter(pk=gone.pk).update(state=Connection.State.DISCONNECTED)

    page = end(consultant, connection, gone)

    connection.refresh_from_db()
    assert connection.state == Connection.State.DISCONNECTED
    assert tokens.held_tokens(connection) is None
    assert provider.revoked
    assert "1 person disconnected." in page
    assert "could not be told" not in page
    assert written_about(connection) == ["Disconnected: tokens wiped, data kept."]
    assert written_about(gone) == []


def test_a_vendor_that_could_not_be_told_is_said_with_the_persons_name(consultant, connection, provider):
    provider.fail["revoke"] = ProviderUnavailable("no answer")

    page = end(consultant, connection)

    assert f"Pulsar could not be told about {connection.person.full_name}" in page
    assert "1 person disconnected." in page


def test_a_connection_whose_connector_is_gone_is_not_counted(consultant, connection):
    ProviderApplication.objects.all().delete()

    page = end(consultant, connection)

    connection.refresh_from_db()
    assert connection.state == Connection.State.WAITING
    assert "1 connection was left as it is" in page
    assert "disconnected. What was read" not in page
    assert written_about(connection) == []


def test_ending_what_has_ended_says_that_nothing_was_done(consultant, connection):
    Connection.objects.update(state=Connection.State.DISCONNECTED)

    assert "Nobody was disconnected" in end(consultant, connection)


@pytest.mark.parametrize("action", ["sync_now", "allow_another_ring", "end"])
def test_who_may_only_look_finds_no_action(client, connection, action):
    reader = make_person("Ro", "Readwell", role=roles.STAFF)
    Person.objects.filter(pk=reader.pk).update(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_connection"))
    client.force_login(reader)
    before = Connection.objects.values().get()

    page = act(client, action, connection, confirmed="yes")

    assert page.status_code == 200
    assert f'value="{action}"' not in page.content.decode()
    assert Connection.objects.values().get() == before
    assert not Run.objects.exists()


def test_sync_now_asks_for_those_that_can_be_read(consultant, connection, provider, now):
    refused = connect(provider, make_athlete(), now)
    Connection.objects.filter(pk=refused.pk).update(state=Connection.State.RECONNECT_NEEDED)

    page = act(consultant, "sync_now", connection, refused)

    assert "1 sync asked for." in page.content.decode()
    asked = Run.objects.get()
    assert (asked.connection, asked.trigger) == (connection, Run.Trigger.PERSON)
    assert asked.asked_by is not None
    assert asked.asked_by.username.startswith("con.")


def test_another_ring_is_allowed_for_those_chosen_only(consultant, connection, provider, now):
    other = connect(provider, make_athlete(), now)

    act(consultant, "allow_another_ring", connection)

    connection.refresh_from_db()
    other.refresh_from_db()
    assert (connection.allows_new_account, other.allows_new_account) == (True, False)
    assert written_about(connection) == ["Another ring allowed."]
    assert "0 people may connect another ring." in act(consultant, "allow_another_ring", connection).content.decode()


@pytest.mark.parametrize("action", ["delete_selected", "nonsense"])
def test_connections_cannot_be_deleted(consultant, connection, action):
    act(consultant, action, connection)
    gone = consultant.post(reverse("admin:sync_connection_delete", args=[connection.pk]), {"post": "yes"})

    assert gone.status_code == 403
    assert Connection.objects.filter(pk=connection.pk).exists()


@pytest.mark.parametrize("model", ["connection", "run", "binding"])
def test_nothing_is_added_or_deleted_by_hand(consultant, run, model):
    row = first_row(model)

    assert consultant.get(reverse(f"admin:sync_{model}_add")).status_code == 403
    assert consultant.post(reverse(f"admin:sync_{model}_delete", args=[row.pk])).status_code == 403


def test_state_ring_and_preset_cannot_be_edited(consultant, connection):
    before = Connection.objects.values().get()
    sent = {"state": "connected", "account_id": "theirs", "preset": "elsewhere", "person": "1", "scopes": "[]"}
    counts = {"feed_states-TOTAL_FORMS": "0", "feed_states-INITIAL_FORMS": "0"}

    consultant.post(reverse("admin:sync_connection_change", args=[connection.pk]), {**sent, **counts})

    assert Connection.objects.values().get() == before


def test_another_ring_may_be_allowed_on_the_page_as_well(consultant, connection):
    counts = {f"{rows}-{kind}_FORMS": "0" for rows in ("feed_states", "state_changes") for kind in ("TOTAL", "INITIAL")}

    consultant.post(
        reverse("admin:sync_connection_change", args=[connection.pk]), {"allows_new_account": "on", **counts}
    )

    connection.refresh_from_db()
    assert connection.allows_new_account
    assert len(written_about(connection)) == 1


def test_a_binding_is_switched_off_only_with_the_consultants_word(consultant, application):
    binding = Binding.objects.get(feed="night")
    bound = list(binding.values.values())
    url = reverse("admin:sync_binding_change", args=[binding.pk])
    sent = {"date_shift_days": "5", "values-TOTAL_FORMS": "0", "values-INITIAL_FORMS": "0"}

    refused = consultant.post(url, sent)
    binding.refresh_from_db()

    assert "fills nothing, for anybody" in consultant.get(url).content.decode()
    assert "Nothing was saved." in refused.content.decode()
    assert binding.is_active
    assert consultant.post(url, {**sent, "confirm_consequences": "on"}).status_code == 302
    binding.refresh_from_db()
    assert (binding.date_shift_days, binding.is_active) == (-1, False)
    assert list(binding.values.values()) == bound


def test_a_field_that_is_bound_is_kept_in_our_own_words(consultant, application):
    form = Binding.objects.get(feed="night").form
    field = form.fields.order_by("pk")[0]
    sent = {"name": form.name, "confirm_consequences": "on", "fields-TOTAL_FORMS": "1", "fields-INITIAL_FORMS": "1"}
    sent |= {"fields-0-id": str(field.pk), "fields-0-label": field.label, "fields-0-order": str(field.order)}
    for rows in ("sections", "permissions"):
        sent |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}

    url = reverse("admin:forms_engine_formdefinition_change", args=[form.pk])
    page = consultant.post(url, sent | {"fields-0-DELETE": "on"}).content.decode()

    assert "is written by a connector and cannot be deleted. Retire it instead." in page
    assert "protected related objects" not in page
    assert form.fields.filter(pk=field.pk).exists()


def test_forms_fields_and_records_say_the_connectors_name(consultant, connection, athlete, now):
    form = Binding.objects.get(feed="night").form
    stamp = Stamp(now=now, by=None, owner="pulsar:night")
    record = put_record(form, athlete, source="pulsar", source_id="1", values={}, stamp=stamp, occurred_on=now.date())
    ensure_permission(form, roles.CONSULTANT, "r")
    lists = [reverse(f"admin:forms_engine_{model}_changelist") for model in ("formdefinition", "record")]
    rows: tuple[Model, ...] = (form, form.fields.all()[0], record)
    pages = [reverse(f"admin:forms_engine_{row._meta.model_name}_change", args=[row.pk]) for row in rows]

    for url in [*lists, *pages]:
        page = consultant.get(url).content.decode()
        assert re.search(r">(connector )?Pulsar<", page), url
        assert not re.search(r">\s*(connector )?pulsar\s*<", page), url

    consultant.force_login(athlete)
    shown = consultant.get(reverse("person_record", args=[athlete.pk, form.key, record.pk])).content.decode()
    assert "connector Pulsar" in shown
    assert "connector pulsar" not in shown


def test_a_coach_gets_nowhere(connection, run):
    client = Client()
    client.force_login(make_coach())

    for model in ("connection", "run", "binding"):
        assert client.get(reverse(f"admin:sync_{model}_changelist")).status_code in (302, 403)
    act(client, "allow_another_ring", connection)
    connection.refresh_from_db()
    assert connection.allows_new_account is False


def test_schedules_and_the_queue_are_not_registered():
    admin.autodiscover()
    for model in (Schedule, OrmQ, Task):
        assert not admin.site.is_registered(model)
    with pytest.raises(NoReverseMatch):
        reverse("admin:django_q_schedule_changelist")


def test_what_holds_secrets_or_working_state_is_not_registered():
    admin.autodiscover()
    for model in (AuthorisationState, ProviderApplication, SeriesDay):
        assert not admin.site.is_registered(model)


def test_tasks_are_looked_at_and_never_touched(consultant, now):
    Task.objects.create(id="task-1", name="one", func="sync.tasks.tick", started=now, stopped=now, success=True)
    Task.objects.create(id="task-2", name="two", func="sync.tasks.tick", started=now, stopped=now, success=False)

    for model, table in (("success", Success), ("failure", Failure)):
        task = table.objects.get()
        assert consultant.get(reverse(f"admin:django_q_{model}_changelist")).status_code == 200
        assert consultant.get(reverse(f"admin:django_q_{model}_change", args=[task.pk])).status_code == 200
        assert consultant.get(reverse(f"admin:django_q_{model}_add")).status_code == 403
        assert consultant.post(reverse(f"admin:django_q_{model}_delete", args=[task.pk])).status_code == 403
    data = {"action": "delete_selected", "_selected_action": ["task-1"], "post": "yes"}
    consultant.post(reverse("admin:django_q_success_changelist"), data)
    assert Task.objects.count() == 2
