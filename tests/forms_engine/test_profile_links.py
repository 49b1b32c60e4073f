"""A managed profile form: its link field is a button that an app further out answers for."""

from datetime import datetime

import pytest
from django.urls import reverse

from forms_engine import extension
from forms_engine.extension import LinkTarget
from forms_engine.models import Record
from forms_engine.sealed_values import put_secrets
from people import roles
from tests.builders.forms import make_field, make_form, make_stamp
from tests.builders.people import make_athlete, make_coach, make_squad

RIGHTS = {roles.ATHLETE: "r", roles.COACH: "r"}


@pytest.fixture
def form(db):
    form = make_form("Authorise Ring", key="ring_authorise", kind="profile", managed_by="ring", rights=RIGHTS)
    make_field(form, "authorisation_link", "link", label="Authorisation Link", written_by="ring")
    make_field(form, "state", "text", written_by="ring")
    make_field(form, "authorised_on", "date", written_by="ring")
    make_field(form, "last_sync", "datetime", written_by="ring")
    return form


@pytest.fixture
def plugged():
    """An app further out that answers for the form, and only for oneself."""

    def answer(form, people, viewer, now: datetime):
        facts = {"state": "connected", "authorised_on": "2026-03-09"}
        return {
            person.pk: LinkTarget("/consent/", "Connect the ring", facts=facts)
            if person == viewer
            else LinkTarget("", "Connect the ring", f"Only {person.full_name} can press this link.", facts=facts)
            for person in people
            if form.key == "ring_authorise"
        }

    extension.plug_links(answer)
    yield
    extension._link_sockets.remove(answer)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_athlete_sees_a_button_that_leads_on(client, form, plugged):
    client.force_login(make_athlete())
    page = words(client.get(reverse("profile", args=[form.key])))
    assert '<a class="button button-primary button-big" href="/consent/">Connect the ring</a>' in page
    assert "<dt>State</dt><dd>connected</dd>" in page
    assert "9 Mar 2026" in page
    assert '<dt>Last sync</dt><dd><span class="muted">nothing yet</span></dd>' in page
    assert "Save" not in page


def test_a_coach_reads_who_has_to_press_it(client, form, plugged):
    squad = make_squad()
    athlete = make_athlete(squad)
    client.force_login(make_coach(squad))
    page = words(client.get(reverse("person_profile", args=[athlete.pk, form.key])))
    assert f"Only {athlete.full_name} can press this link." in page
    assert "/consent/" not in page
    assert " disabled>Connect the ring</button>" in page


def test_a_link_nobody_answers_for_says_so(client, form):
    client.force_login(make_athlete())
    page = words(client.get(reverse("profile", args=[form.key])))
    assert "finishes the connector&#x27;s set-up first" in page
    assert " disabled>Authorisation Link</button>" in page


def test_nobody_fills_a_connectors_fields_by_hand(client, form, plugged):
    form.permissions.update(can_write=True)
    client.force_login(make_athlete())
    client.post(reverse("profile", args=[form.key]), {"state": "connected", "authorisation_link": "x"})
    assert not Record.objects.exists()


def test_a_page_says_of_a_secret_only_that_it_is_set(client, db):
    form = make_form(kind="profile", fields={"refresh_token": "secret"}, rights={roles.ATHLETE: "rw"})
    athlete = make_athlete()
    put_secrets(
        form,
        athlete,
        source="ring",
        source_id="profile",
        secrets={"refresh_token": "hush-hush"},
        values={},
        stamp=make_stamp(owner="ring:grant"),
    )
    client.force_login(athlete)
    page = words(client.get(reverse("profile", args=[form.key])))
    assert "<dt>Refresh token</dt><dd>set</dd>" in page
    assert "hush" not in page
    client.post(reverse("profile", args=[form.key]), {"refresh_token": "mine"})
    assert Record.objects.get().values == {"refresh_token": "set"}
