"""Invites in admin: to be read by consultants, without what tokens are made of."""

import pytest
from django.urls import reverse

from invites.models import Invite
from invites.tokens import token_of
from tests.builders.people import make_coach, make_consultant
from tests.invites.walking import invite_link, phone

pytestmark = pytest.mark.django_db
LIST = reverse("admin:invites_invite_changelist")


@pytest.fixture
def invite(application, athlete, now) -> Invite:
    return invite_link(athlete, now)[0]


def test_a_consultant_reads_invites_without_nonce_and_token(invite):
    client = phone(make_consultant())
    pages = [client.get(LIST), client.get(reverse("admin:invites_invite_change", args=[invite.pk]))]

    for response in pages:
        shown = response.content.decode()
        assert response.status_code == 200
        assert "Ada Examplova" in shown
        assert invite.nonce not in shown
        assert token_of(invite) not in shown


def test_nobody_changes_or_deletes_one(invite):
    client = phone(make_consultant())
    change = reverse("admin:invites_invite_change", args=[invite.pk])
    before = Invite.objects.values().get()

    assert client.post(change, {"outcome": "used"}).status_code == 403
    assert client.post(reverse("admin:invites_invite_delete", args=[invite.pk])).status_code == 403
    assert client.get(reverse("admin:invites_invite_add")).status_code == 403
    assert Invite.objects.values().get() == before


def test_a_coach_has_no_admin(invite, squad):
    assert phone(make_coach(squad)).get(LIST).status_code != 200
